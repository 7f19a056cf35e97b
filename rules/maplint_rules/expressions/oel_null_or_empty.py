"""oel-null-or-empty (MAP712)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.ast import Binary, Literal
from maplint.rule import Applicability, Rule, Severity, fix_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.oel.ast import Node
    from maplint.oel.parser import Expression
    from maplint.rule import AttributeFlow, Finding, Fix


class OelNullOrEmpty(Rule):
    """A guard tests for null only, or for the empty text only."""

    code = "MAP712"
    name = "oel-null-or-empty"
    summary = "A guard tests for null only, or for the empty text only"
    severity = Severity.INFO
    since = "0.1.0"
    marks = frozenset({"half-guard"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts, expression = flow.facts, flow.expression
        if facts is None or expression is None:
            return
        for hazard in facts.hazards:
            if hazard.kind != "half-guard":
                continue
            tested, other = ("null", '""') if hazard.detail == "null" else ("the empty text", "null")
            node = hazard.node
            yield self.finding(
                flow.expression_place(node),
                f"`{hazard.subject}` is tested for {tested} only: never filled in it is null, cleared later it is empty",
                help=f"test for {other} too",
                consequence="silent: people whose value was cleared are treated as if they had one",
                fix=self._fix(flow, expression, node),
                subject=hazard.subject,
            )

    @staticmethod
    def _fix(flow: AttributeFlow, expression: Expression, node: Node) -> Fix | None:
        if not isinstance(node, Binary):
            return None
        literal = node.right if isinstance(node.right, Literal) else node.left
        value = node.left if literal is node.right else node.right
        other = '""' if isinstance(literal, Literal) and literal.value is None else "null"
        word = "AND" if node.operator == "!=" else "OR"
        text = f"({expression.source_of(node)} {word} {expression.source_of(value)} {node.operator} {other})"
        return fix_expression(flow, f"test for {other} too", [(node.start, node.end, text)], Applicability.UNSAFE)
