"""oel-ternary-precedence (MAP729)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.ast import Binary, Literal, Ternary
from maplint.oel.search import nodes_of
from maplint.rule import Applicability, Rule, Severity, fix_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.oel.parser import Expression
    from maplint.rule import AttributeFlow, Finding


class OelTernaryPrecedence(Rule):
    """A ternary takes the text before it for its condition."""

    code = "MAP729"
    name = "oel-ternary-precedence"
    summary = "A ternary takes the text before it for its condition"
    severity = Severity.WARNING
    since = "0.1.0"
    marks = frozenset({"operator"})

    supersedes = frozenset({"oel-comparison-types", "oel-condition-not-boolean"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts, expression = flow.facts, flow.expression
        if facts is None or expression is None:
            return
        for hazard in facts.hazards:
            if hazard.kind == "ternary" and isinstance(hazard.node, Ternary):
                yield self._finding(flow, expression, hazard.node)
        for node in nodes_of(expression):
            if isinstance(node, Ternary) and swallows_text(node):
                yield self._finding(flow, expression, node)

    def _finding(self, flow: AttributeFlow, expression: Expression, node: Ternary) -> Finding:
        start = condition_start(node)
        return self.finding(
            flow.expression_place(node.condition),
            f"the condition of this ternary is all of `{expression.source_of(node.condition)}`: `+` binds tighter than `? :`",
            help="put the ternary into parentheses",
            consequence="the expression fails: a text is no condition",
            fix=fix_expression(
                flow,
                "put the ternary into parentheses",
                [(start, start, "("), (node.end, node.end, ")")],
                Applicability.SAFE,
            )
            if start is not None
            else None,
            subject=str(node.start),
        )


def swallows_text(node: Ternary) -> bool:
    """``"a" + x == 1 ? ...``: the comparison's left side is a concatenation that begins with a text."""
    condition = node.condition
    if not isinstance(condition, Binary) or condition.operator not in ("==", "!="):
        return False
    left = condition.left
    if not isinstance(left, Binary) or left.operator != "+":
        return False
    return any(isinstance(part, Literal) and isinstance(part.value, str) for part in left.walk())


def condition_start(node: Ternary) -> int | None:
    """Where the condition that was meant begins: behind the last ``+``."""
    condition = node.condition
    left = condition.left if isinstance(condition, Binary) and condition.operator in ("==", "!=") else condition
    return left.right.start if isinstance(left, Binary) and left.operator == "+" else None
