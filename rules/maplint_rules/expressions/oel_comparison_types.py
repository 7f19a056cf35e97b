"""oel-comparison-types (MAP728)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.ast import Binary, Literal
from maplint.rule import Applicability, Rule, Severity, fix_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.oel.ast import Node
    from maplint.rule import AttributeFlow, Finding, Fix


class OelComparisonTypes(Rule):
    """Two values are compared that are never equal."""

    code = "MAP728"
    name = "oel-comparison-types"
    summary = "Two values are compared that are never equal"
    severity = Severity.WARNING
    since = "0.1.0"
    marks = frozenset({"comparison"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts, expression = flow.facts, flow.expression
        if facts is None or expression is None or any(hazard.kind == "ternary" for hazard in facts.hazards):
            return
        for hazard in facts.hazards:
            if hazard.kind == "comparison":
                yield self.finding(
                    flow.expression_place(hazard.node),
                    f"`{expression.source_of(hazard.node)}` compares {hazard.detail}",
                    help="compare values of one type: numbers and booleans are written without quotes",
                    consequence="silent: the same branch is taken for everybody",
                    fix=self._fix(flow, hazard.node),
                )

    @staticmethod
    def _fix(flow: AttributeFlow, node: Node) -> Fix | None:
        """Take the quotes off a number or boolean that is compared with a number or boolean."""
        for side in (node.left, node.right) if isinstance(node, Binary) else ():
            if isinstance(side, Literal) and isinstance(side.value, str):
                text = side.value.strip()
                if text in ("true", "false") or (text.isdecimal() and text.isascii()):
                    return fix_expression(
                        flow, f"write {text} without quotes", [(side.start, side.end, text)], Applicability.UNSAFE
                    )
        return None
