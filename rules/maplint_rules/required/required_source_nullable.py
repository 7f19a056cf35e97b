"""required-source-nullable (MAP302)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Confidence, Rule, Severity, property_places
from maplint.scim.limits import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


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
            f"{who} requires `{flow.path or flow.variable}`, and {causes} may be missing",
            confidence=Confidence.LIKELY,
            help='give a fallback, for example with Elvis: `x ?: "..."`, or make the attribute required in Okta',
            consequence=refusal(flow.target, f"400 for every user without {causes}")
            if flow.scim
            else "Okta cannot create the profile of users without it",
            related=property_places(flow),
        )


def who_requires(flow: AttributeFlow) -> str | None:
    """Who requires the value at the end of the flow; None when nobody is known to."""
    property_ = flow.app_property or flow.okta_property
    if property_ is not None and property_.required and not property_.schema.assumed:
        return f"the {property_.schema.kind.value}"
    attribute, path = flow.attribute, flow.path
    if attribute is None or path is None or not flow.naming.sent:
        return None
    parent = flow.naming.parent
    if (
        attribute.required
        and (parent is None or parent.required)
        and not attribute.faulty
        and flow.target.publishes(path.schema)
    ):
        return "the target"
    return flow.target.title if flow.target.limits_of(path, "required") else None
