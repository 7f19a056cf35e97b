"""oel-ternary-precedence (MAP729)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel import infer, parse
from maplint.oel.ast import Binary, Ternary
from maplint.rule import Applicability, Rule, Severity, fix_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.oel.ast import Node
    from maplint.oel.parser import Expression
    from maplint.rule import AttributeFlow, Finding


class OelTernaryPrecedence(Rule):
    """A ternary takes the text before it for its condition."""

    code = "MAP729"
    name = "oel-ternary-precedence"
    summary = "A ternary takes the text before it for its condition"
    severity = Severity.WARNING
    since = "0.1.0"
    marks = frozenset({"ternary"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts, expression = flow.facts, flow.expression
        if facts is None or expression is None:
            return
        for hazard in facts.hazards:
            if hazard.kind == "ternary" and isinstance(hazard.node, Ternary):
                yield self._finding(flow, expression, hazard.node, compared=hazard.detail == "compared")

    def _finding(self, flow: AttributeFlow, expression: Expression, node: Ternary, *, compared: bool) -> Finding:
        meant = meant_condition(node)
        return self.finding(
            flow.expression_place(node.condition),
            f"the condition of this ternary is all of `{expression.source_of(node.condition)}`: `+` binds tighter than `? :`",
            help="put the ternary into parentheses",
            consequence="silent: the text before it is lost, and everybody gets the same branch"
            if compared
            else "the expression fails: a text is no condition",
            fix=fix_expression(
                flow,
                "put the ternary into parentheses",
                [(meant.start, meant.start, "("), (node.end, node.end, ")")],
                Applicability.SAFE
                if compared or is_boolean(flow, expression.source_of(meant))
                else Applicability.UNSAFE,
            )
            if meant is not None
            else None,
            subject=str(node.start),
        )


def meant_condition(node: Ternary) -> Node | None:
    """Where the condition that was meant begins: behind the last ``+``."""
    condition = node.condition
    left = condition.left if isinstance(condition, Binary) and condition.operator in ("==", "!=") else condition
    return left.right if isinstance(left, Binary) and left.operator == "+" else None


def is_boolean(flow: AttributeFlow, text: str) -> bool:
    """Whether an expression surely is a condition."""
    return infer(parse(text), flow.scope).type == "boolean"
