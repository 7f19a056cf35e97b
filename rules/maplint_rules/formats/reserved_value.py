"""reserved-value (MAP412)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Cause, Needs, Rule, Screen, Severity
from maplint.scim.limits import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, FlowValue


class ReservedValue(Rule):
    """A value is sent that the target keeps for itself."""

    code = "MAP412"
    name = "reserved-value"
    summary = "A value is sent that the target keeps for itself"
    severity = Severity.WARNING
    since = "0.1.0"
    causes = frozenset({Cause.RESERVED})
    needs = frozenset({Needs.NAMED_TARGET})
    supersedes = frozenset({"enum-value-mismatch"})

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        if flow.path is None or not isinstance(value.value, str):
            return
        for limit in flow.target.limits_of(flow.path, "reserved"):
            if value.value in limit.value:
                allowed = [m for other in flow.target.limits_of(flow.path, "enum") for m in other.value]
                yield self.finding(
                    value.place,
                    f"`{value.value}` cannot be given through SCIM to `{flow.path}` of {flow.target.title}",
                    help=f"send one of {', '.join(f'`{m}`' for m in allowed)}" if allowed else "send another value",
                    consequence=refusal(flow.target, limit.note or "the value is refused or ignored"),
                    subject=value.value,
                    shows=value.value,
                )

    def screen(self, flow: AttributeFlow) -> Screen | None:
        return None if flow.path is not None and flow.target.limits_of(flow.path, "reserved") else Screen()
