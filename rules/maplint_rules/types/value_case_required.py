"""value-case-required (MAP208)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Applicability, Needs, Rule, Severity, fix_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class ValueCaseRequired(Rule):
    """The target demands a letter case that the expression does not give."""

    code = "MAP208"
    name = "value-case-required"
    summary = "The target demands a letter case that the expression does not give"
    severity = Severity.WARNING
    since = "0.1.0"
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
        function = "String.toUpperCase" if limit.value == "upper" else "String.toLowerCase"
        right = f"{function}({expression.text.strip()})"
        yield self.finding(
            flow.span_place(),
            f"{flow.target.title} knows `{flow.path.attribute}` in {limit.value} case only",
            help=f"write `{right}`",
            consequence=f"silent: the value is ignored without an error ({limit.source})",
            fix=fix_expression(flow, f"write `{right}`", [(0, len(expression.text), right)], Applicability.UNSAFE),
        )


def _fits(value: object, case: str) -> bool:
    return not isinstance(value, str) or value == (value.upper() if case == "upper" else value.lower())
