"""required-source-nullable (MAP302)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Confidence, Rule, Screen, Severity, property_places
from maplint.scim.limits import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, FlowValue


class RequiredSourceNullable(Rule):
    """A required attribute is fed by a value that may be missing."""

    code = "MAP302"
    name = "required-source-nullable"
    summary = "A required attribute is fed by a value that may be missing"
    severity = Severity.WARNING
    since = "0.1.0"

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts = flow.facts
        if facts is None or not facts.null or not facts.null_causes:
            return
        who = who_requires(flow)
        if who is None:
            return
        causes = " and ".join(f"`{cause}`" for cause in facts.null_causes)
        yield self.finding(
            flow.span_place(),
            f"{who} requires `{demanded(flow)}`, and {causes} may be missing",
            # Okta's own default of every import copies them so; whether the source leaves them empty only its data tell.
            severity=Severity.INFO if not flow.outbound and facts.bare_reference is not None else None,
            confidence=Confidence.LIKELY,
            help='give a fallback, for example with Elvis: `x ?: "..."`, or make the attribute required where it comes from',
            consequence=refusal(flow.target, f"400 for every user without {causes}")
            if flow.scim
            else "Okta cannot create the profile of users without it",
            related=property_places(flow),
        )

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        """Users who have none."""
        if value.user is None or value.value not in (None, ""):
            return
        who = who_requires(flow)
        if who is None:
            return
        yield self.finding(
            value.place,
            f"{who} requires `{demanded(flow)}`, and there is no value for it",
            severity=Severity.ERROR,
            help='fill it in Okta, or give a fallback: `x ?: "..."`',
            consequence=refusal(flow.target, "400 for these users")
            if flow.scim
            else "Okta cannot create the profile of these users",
            related=property_places(flow),
        )

    def screen(self, flow: AttributeFlow) -> Screen:
        return Screen(empty=False, null=False) if who_requires(flow) is not None else Screen()


def demanded(flow: AttributeFlow) -> str:
    """What is required, as those who require it call it."""
    property_ = flow.app_property or flow.okta_property
    by_profile = property_ is not None and property_.required and not property_.schema.assumed
    return flow.variable if by_profile or flow.path is None else str(flow.path)


def who_requires(flow: AttributeFlow) -> str | None:
    """Who requires the value at the end of the flow; None when nobody is known to."""
    property_ = flow.app_property or flow.okta_property
    if property_ is not None and property_.required and not property_.schema.assumed:
        return f"the {property_.schema.kind.value}"
    attribute, path = flow.attribute, flow.path
    if attribute is None or path is None or not flow.naming.sent:
        return None
    parent = flow.naming.parent
    # The primary element's value is what there is of a required list: without it nothing of the list is sent.
    whole = path.filter is not None and path.filter.value is True and (path.sub_attribute or "").lower() == "value"
    if (
        (attribute.required or whole)
        and (parent is None or parent.required)
        and (attribute.required or parent is not None)
        and not attribute.faulty
        and flow.target.publishes(path.schema)
    ):
        return "the target"
    return flow.target.title if flow.target.limits_of(path, "required") else None
