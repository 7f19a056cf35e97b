"""oel-constant-condition (MAP733)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class OelConstantCondition(Rule):
    """A condition is always true or always false."""

    code = "MAP733"
    name = "oel-constant-condition"
    summary = "A condition is always true or always false"
    severity = Severity.WARNING
    since = "0.1.0"
    marks = frozenset({"constant"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts, expression = flow.facts, flow.expression
        if facts is None or expression is None:
            return
        for hazard in facts.hazards:
            if hazard.kind == "constant":
                yield self.finding(
                    flow.expression_place(hazard.node),
                    f"the condition `{expression.source_of(hazard.node)}` is always {hazard.detail}",
                    help="compare with an attribute, or remove the branch that is never taken",
                    consequence="silent: one of the two values is never sent",
                )
