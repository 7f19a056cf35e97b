"""null-multivalued (MAP308)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Confidence, Needs, Rule, Screen, Severity, property_places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, FlowValue


class NullMultivalued(Rule):
    """A multi-valued attribute gets null instead of a list."""

    code = "MAP308"
    name = "null-multivalued"
    summary = "A multi-valued attribute gets null instead of a list"
    severity = Severity.WARNING
    since = "0.1.0"
    needs = frozenset({Needs.USERS})

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        if value.user is None or value.value is not None or not _concerned(flow):
            return
        yield self.finding(
            value.place,
            f"`{flow.path}` has several values at the target, and for some users the list is null",
            confidence=Confidence.POSSIBLE,
            help="set the attribute to an empty list in Okta, or give a fallback that yields one",
            consequence="400 at strict servers (`attribute is not an array`) if null is sent; what Okta sends for a null list is "
            "documented nowhere",
            related=property_places(flow),
        )

    def screen(self, flow: AttributeFlow) -> Screen:
        return Screen(null=False) if _concerned(flow) else Screen()


def _concerned(flow: AttributeFlow) -> bool:
    """Whether the flow feeds a multi-valued attribute as a whole."""
    attribute, path = flow.attribute, flow.path
    if attribute is None or path is None or not flow.naming.sent:
        return False
    return attribute.multi_valued and path.sub_attribute is None and path.filter is None and path.position is None
