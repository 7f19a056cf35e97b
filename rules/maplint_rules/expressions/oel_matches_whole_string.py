"""oel-matches-whole-string (MAP731)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.ast import Binary, Literal
from maplint.oel.search import nodes_of
from maplint.rule import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

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
            if isinstance(node, Binary) and node.operator == "matches":
                pattern = node.right.value if isinstance(node.right, Literal) else None
                part = (
                    isinstance(pattern, str)
                    and not pattern.startswith((".*", "(?i).*", "^"))
                    and not pattern.endswith((".*", "$"))
                )
                yield self.finding(
                    flow.span_place(node.operator_start, node.operator_end),
                    "`matches` compares the whole text with the pattern, and Okta has deprecated it",
                    severity=None if part else Severity.INFO,
                    help="use `String.stringContains` or `String.startsWith`; to keep it write the pattern for the whole text: `.*x.*`",
                    consequence="silent: a pattern for a part of the text never matches",
                )
