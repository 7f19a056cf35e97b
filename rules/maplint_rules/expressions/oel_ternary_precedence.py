"""oel-ternary-precedence (MAP729)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.ast import Binary, Literal, Ternary
from maplint.oel.search import nodes_of
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
            consequence="silent: all of the text is compared, which is never equal, and everybody gets the same value"
            if is_comparison(node.condition)
            else "the expression fails: a text is no condition",
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
    """``"a" + x == 1 ? ...``: a concatenation with a text in it is compared with what it can never be."""
    condition = node.condition
    if not isinstance(condition, Binary) or not is_comparison(condition):
        return False
    left = condition.left
    if not isinstance(left, Binary) or left.operator != "+":
        return False
    texts = [part.value for part in left.walk() if isinstance(part, Literal) and isinstance(part.value, str)]
    right = condition.right
    if not texts or not isinstance(right, Literal):
        return False
    # Where the other text holds all of these, the whole can be equal: somebody compares what they put together.
    return not (isinstance(right.value, str) and all(text in right.value for text in texts))


def is_comparison(node: Node) -> bool:
    """Whether a condition tests for equality."""
    return isinstance(node, Binary) and node.operator in ("==", "!=")


def condition_start(node: Ternary) -> int | None:
    """Where the condition that was meant begins: behind the last ``+``."""
    condition = node.condition
    left = condition.left if isinstance(condition, Binary) and is_comparison(condition) else condition
    return left.right.start if isinstance(left, Binary) and left.operator == "+" else None
