"""oel-matches-whole-string (MAP731)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from maplint.oel.ast import Binary, Literal
from maplint.oel.search import nodes_of
from maplint.rule import Confidence, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.oel.ast import Node
    from maplint.rule import AttributeFlow, Finding


class OelMatchesWholeString(Rule):
    """matches compares the whole text, and is deprecated."""

    code = "MAP731"
    name = "oel-matches-whole-string"
    summary = "matches compares the whole text, and is deprecated"
    severity = Severity.WARNING
    since = "0.1.0"
    marks = frozenset({"operator"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        for node in nodes_of(flow.expression) if flow.expression is not None else ():
            if not isinstance(node, Binary) or node.operator != "matches":
                continue
            word = plain_word(node.right)
            if word is None:
                yield self.finding(
                    flow.span_place(node.operator_start, node.operator_end),
                    "Okta has deprecated `matches`",
                    severity=Severity.INFO,
                    help="use `String.stringContains` or `String.startsWith` where they do",
                    consequence="silent: Okta took it out of its reference, and may take it away",
                )
                continue
            flags, text = word
            yield self.finding(
                flow.span_place(node.operator_start, node.operator_end),
                f"`{text}` must be the whole text: `matches` does not look for a part, and Okta has deprecated it",
                confidence=Confidence.LIKELY,
                help=f"use `String.stringContains`; to keep it write `{flags}.*{text}.*`",
                consequence="silent: it is false for texts that only contain this",
            )


def plain_word(node: Node) -> tuple[str, str] | None:
    """The flags and the text of a pattern without anything of a pattern in it: a word that is searched for."""
    if not isinstance(node, Literal) or not isinstance(node.value, str):
        return None
    found = re.fullmatch(r"((?:\(\?[a-z]+\))?)([\w &,/'-]+)", node.value)
    return (found[1], found[2]) if found is not None else None
