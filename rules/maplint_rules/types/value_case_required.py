"""value-case-required (MAP208)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.ast import Literal
from maplint.rule import Applicability, Cause, Needs, Rule, Severity, fix_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.oel.facts import Facts
    from maplint.oel.parser import Expression
    from maplint.rule import AttributeFlow, Finding


class ValueCaseRequired(Rule):
    """The target demands a letter case that the expression does not give."""

    code = "MAP208"
    name = "value-case-required"
    summary = "The target demands a letter case that the expression does not give"
    severity = Severity.WARNING
    since = "0.1.0"
    causes = frozenset({Cause.LETTER_CASE})
    needs = frozenset({Needs.NAMED_TARGET})

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts, expression = flow.facts, flow.expression
        if flow.path is None or facts is None or expression is None:
            return
        limit = flow.target.limit(flow.path, "case")
        if (
            limit is None
            or facts.case == limit.value
            or (all(_fits(v.value, limit.value) for v in facts.literals) and facts.complete)
        ):
            return
        right = _right(expression, facts, limit.value)
        yield self.finding(
            flow.span_place(),
            f"{flow.target.title} knows `{flow.path.attribute}` in {limit.value} case only",
            help=f"write `{right}`",
            consequence=f"silent: the value is ignored without an error ({limit.source})",
            fix=fix_expression(flow, f"write `{right}`", [(0, len(expression.text), right)], Applicability.UNSAFE),
        )


def _right(expression: Expression, facts: Facts, case: str) -> str:
    """The expression with its value in the case that is demanded; a value that may be missing is tested first."""
    text = expression.text.strip()
    if isinstance(expression.ast, Literal):
        return text.upper() if case == "upper" else text.lower()
    right = f"String.to{case.capitalize()}Case({text})"
    return f"{text} != null ? {right} : null" if facts.null and facts.bare_reference is not None else right


def _fits(value: object, case: str) -> bool:
    return not isinstance(value, str) or value == (value.upper() if case == "upper" else value.lower())
