"""oel-argument-count (MAP724)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class OelArgumentCount(Rule):
    """A function is called with too few or too many arguments."""

    code = "MAP724"
    name = "oel-argument-count"
    summary = "A function is called with too few or too many arguments"
    severity = Severity.ERROR
    since = "0.1.0"
    marks = frozenset({"argument-count"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        from maplint.oel.functions import lookup

        facts = flow.facts
        for hazard in facts.hazards if facts is not None else ():
            function = lookup(hazard.subject) if hazard.kind == "argument-count" else None
            if function is None:
                continue
            yield self.finding(
                flow.expression_place(hazard.node),
                f"`{function.name}` takes {function.arity}, not {hazard.detail}",
                help=f"write `{function.signature}`",
                consequence="Okta refuses to save the mapping, or the attribute stays empty",
                subject=function.name,
            )
