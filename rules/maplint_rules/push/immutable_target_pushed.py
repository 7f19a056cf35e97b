"""immutable-target-pushed (MAP601)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Applicability, Rule, Severity, fix_replace, property_places
from maplint.scim.limits import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class ImmutableTargetPushed(Rule):
    """A value that can change is pushed to an attribute that cannot."""

    code = "MAP601"
    name = "immutable-target-pushed"
    summary = "A value that can change is pushed to an attribute that cannot"
    severity = Severity.ERROR
    since = "0.1.0"

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        attribute, path, facts = flow.attribute, flow.path, flow.facts
        if not flow.push or path is None or facts is None or facts.constant or not flow.naming.sent:
            return
        declared = attribute is not None and attribute.mutability == "immutable" and not attribute.faulty
        limits = flow.target.limits_of(path, "immutable")
        if not declared and not any(limit.event is None for limit in limits):
            return
        yield self.finding(
            flow.place(),
            f"`{path}` is immutable at {flow.target.title}, and `{flow.variable}` is pushed on every change",
            severity=None if declared or any(limit.documented for limit in limits) else Severity.WARNING,
            help="set it on create only (`DONT_PUSH`)",
            consequence=refusal(
                flow.target,
                "400 mutability as soon as the value changes; all other changes of that update are lost too",
            ),
            related=property_places(flow),
            fix=fix_replace("set it on create only", flow.entry.push_status_place(), "DONT_PUSH", Applicability.UNSAFE)
            if flow.entry is not None and flow.entry.push_status == "PUSH"
            else None,
        )
