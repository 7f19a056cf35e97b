"""email-primary-count (MAP305)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Cause, Needs, Rule, Severity, mapping_places
from maplint.scim.limits import refusal
from maplint.scim.path import AttributePath

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, JoinedMapping


class EmailPrimaryCount(Rule):
    """Not exactly one e-mail address is marked as primary."""

    code = "MAP305"
    name = "email-primary-count"
    summary = "Not exactly one e-mail address is marked as primary"
    severity = Severity.ERROR
    since = "0.1.0"
    causes = frozenset({Cause.PRIMARY})
    needs = frozenset({Needs.NAMED_TARGET})

    def check_mapping(self, mapping: JoinedMapping) -> Iterator[Finding]:
        target = mapping.integration.target
        if (
            not mapping.scim
            or not mapping.complete
            or not target.limits_of(PRIMARY, "exactly_one_true", "required_true")
        ):
            return
        emails = [f for f in mapping.flows if f.path is not None and f.path.attribute.lower() == "emails"]
        primary = [f for f in emails if _marks_primary(f)]
        if not emails or primary:
            return
        yield self.finding(
            emails[0].property_place("externalName"),
            f"{target.title} wants one e-mail address marked as primary, and none of the mapped ones is",
            help="give it the external name `emails.^[primary==true].value`",
            consequence=refusal(target, "400: the primary e-mail address is missing"),
            related=mapping_places(emails[0]),
        )


PRIMARY = AttributePath(None, "emails", sub_attribute="primary")


def _marks_primary(flow: AttributeFlow) -> bool:
    path = flow.path
    if path is None:
        return False
    if path.filter is not None and path.filter.attribute.lower() == "primary":
        return path.filter.value is True
    return (path.sub_attribute or "").lower() == "primary"
