"""oel-argument-type (MAP725)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class OelArgumentType(Rule):
    """An argument cannot be what the function takes."""

    code = "MAP725"
    name = "oel-argument-type"
    summary = "An argument cannot be what the function takes"
    severity = Severity.ERROR
    since = "0.1.0"
    marks = frozenset({"argument-type"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        from maplint.oel.functions import lookup

        facts, expression = flow.facts, flow.expression
        if facts is None or expression is None:
            return
        for hazard in facts.hazards:
            function = lookup(hazard.subject) if hazard.kind == "argument-type" else None
            if function is None:
                continue
            parameter = next(p for p in function.parameters if p.name == hazard.detail)
            wanted = " or ".join(parameter.types)
            yield self.finding(
                flow.expression_place(hazard.node),
                f"`{expression.source_of(hazard.node)}` cannot be the {wanted} that `{function.name}` takes as `{parameter.name}`",
                help=f"write `{function.signature}` with a value of type {wanted}",
                consequence="the expression fails for every user, and the attribute stays empty",
                subject=function.name,
            )
