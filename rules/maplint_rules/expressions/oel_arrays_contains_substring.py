"""oel-arrays-contains-substring (MAP714)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.ast import Literal
from maplint.oel.search import calls_of
from maplint.rule import Confidence, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class OelArraysContainsSubstring(Rule):
    """Arrays.contains is asked for a part of an element."""

    code = "MAP714"
    name = "oel-arrays-contains-substring"
    summary = "Arrays.contains is asked for a part of an element"
    severity = Severity.WARNING
    since = "0.1.0"
    marks = frozenset({"call"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        for call in calls_of(flow.expression, "Arrays.contains") if flow.expression is not None else ():
            wanted = call.args[1] if len(call.args) == TWO else None
            if isinstance(wanted, Literal) and isinstance(wanted.value, str) and looks_partial(wanted.value):
                yield self.finding(
                    flow.expression_place(wanted),
                    f"`Arrays.contains` compares whole elements: `{wanted.value}` looks like a part of one",
                    confidence=Confidence.LIKELY,
                    help="write the whole element; for a part join the array first: "
                    f'`String.stringContains(Arrays.toCsvString(x), "{wanted.value}")`',
                    consequence="silent: the answer is always false",
                    subject=wanted.value,
                )


TWO = 2


def looks_partial(text: str) -> bool:
    """Whether a text ends or begins like a part of something: with a separator or a wildcard."""
    return len(text) > 1 and (text[-1] in ":-_/*%=." or text[0] in "*%")
