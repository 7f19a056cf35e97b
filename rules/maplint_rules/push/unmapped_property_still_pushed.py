"""unmapped-property-still-pushed (MAP604)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.okta.meant import meant_property
from maplint.rule import Needs, Related, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, Integration


class UnmappedPropertyStillPushed(Rule):
    """A property that nothing maps is sent all the same, empty."""

    code = "MAP604"
    name = "unmapped-property-still-pushed"
    summary = "A property that nothing maps is sent all the same, empty"
    severity = Severity.WARNING
    since = "0.1.0"
    needs = frozenset({Needs.APP_SCHEMA, Needs.APPLICATION})

    def check_integration(self, integration: Integration) -> Iterator[Finding]:
        application = integration.application
        if application is None or not application.has_feature("PUSH_PROFILE_UPDATES") or not integration.outbound:
            return
        if not all(mapping.complete for mapping in integration.outbound):
            return
        meant = _meant(integration)
        for flow in integration.unmapped:
            if _said_elsewhere(flow) or flow.variable in meant:
                continue
            if flow.naming.sent and not (flow.attribute is not None and flow.attribute.mutability == "readOnly"):
                yield self.finding(
                    flow.place(),
                    f"`{flow.variable}` is in the app's profile, nothing maps it, and updates are pushed: it is sent empty",
                    help="map it, or remove it from the app's profile",
                    consequence=f"silent: what the target holds in `{flow.path}` is overwritten at the next update",
                    related=[Related(application.place("features"), "updates are on")],
                )


def _said_elsewhere(flow: AttributeFlow) -> bool:
    """Whether the property is required: that nothing maps it is an error then, and required-target-unmapped says it."""
    return flow.app_property is not None and flow.app_property.required


def _meant(integration: Integration) -> set[str | None]:
    """The properties that misspelt variables are meant for: mapping-target-not-in-app-schema says it."""
    schema = integration.app_schema
    written = (flow.variable for mapping in integration.outbound for flow in mapping.flows)
    return {meant_property(variable, schema) for variable in written if variable not in schema.properties}
