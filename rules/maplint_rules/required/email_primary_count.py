"""email-primary-count (MAP305)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Cause, Related, Rule, Severity, mapping_places
from maplint.scim.limits import refusal
from maplint.scim.path import AttributePath

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, JoinedMapping
    from maplint.scim.target import Target


class EmailPrimaryCount(Rule):
    """Not exactly one e-mail address is marked as primary."""

    code = "MAP305"
    name = "email-primary-count"
    summary = "Not exactly one e-mail address is marked as primary"
    severity = Severity.ERROR
    since = "0.1.0"
    causes = frozenset({Cause.PRIMARY})

    def check_mapping(self, mapping: JoinedMapping) -> Iterator[Finding]:
        if not mapping.scim:
            return
        emails = [f for f in mapping.flows if f.path is not None and f.path.attribute.lower() == "emails"]
        yield from self._several(emails)
        target = mapping.integration.target
        if not mapping.complete or not target.limits_of(PRIMARY, "exactly_one_true", "required_true"):
            return
        if emails and not any(_marks_primary(f) for f in emails):
            yield self._none(emails, target)

    def _several(self, emails: list[AttributeFlow]) -> Iterator[Finding]:
        """Elements that are primary for everybody who has them: at most one may be (RFC 7643, section 2.4)."""
        marks: dict[object, AttributeFlow] = {}
        for flow in emails:
            if flow.path is not None and _is_always_primary(flow):
                marks.setdefault((flow.path.filter, flow.path.position), flow)
        if len(marks) < 2:
            return
        first, *others = marks.values()
        for flow in others:
            yield self.finding(
                flow.property_place("externalName"),
                f"`{flow.variable}` marks `{flow.path}` as primary, and `{first.variable}` another address",
                help="mark one address as primary; the others go to elements such as `emails.^[type=='home'].value`",
                consequence=refusal(
                    flow.target, "400 invalidValue: only one value may be primary; elsewhere either of the two counts"
                ),
                related=[*mapping_places(flow), Related(first.property_place("externalName"), "the other primary one")],
                subject=flow.variable,
            )

    def _none(self, emails: list[AttributeFlow], target: Target) -> Finding:
        return self.finding(
            emails[0].property_place("externalName"),
            f"{target.title} wants one e-mail address marked as primary, and none of the mapped ones is",
            help="give it the external name `emails.^[primary==true].value`",
            consequence=refusal(target, "400: the primary e-mail address is missing"),
            related=mapping_places(emails[0]),
        )


PRIMARY = AttributePath(None, "emails", sub_attribute="primary")


def _is_always_primary(flow: AttributeFlow) -> bool:
    """Whether the element is primary whenever it is sent: by its filter, or by a constant."""
    path, facts = flow.path, flow.facts
    if path is None or (path.sub_attribute or "").lower() != "primary":
        return path is not None and path.filter is not None and _marks_primary(flow)
    return (
        facts is not None and facts.complete and bool(facts.literals) and all(v.value is True for v in facts.literals)
    )


def _marks_primary(flow: AttributeFlow) -> bool:
    path = flow.path
    if path is None:
        return False
    if path.filter is not None and path.filter.attribute.lower() == "primary":
        return path.filter.value is True
    return (path.sub_attribute or "").lower() == "primary"
