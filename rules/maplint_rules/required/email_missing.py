"""email-missing (MAP304)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.project.naming import Verdict
from maplint.rule import Confidence, Related, Rule, Severity
from maplint.scim.limits import refusal
from maplint.scim.path import AttributePath

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import Finding, JoinedMapping


class EmailMissing(Rule):
    """No e-mail address is mapped."""

    code = "MAP304"
    name = "email-missing"
    summary = "No e-mail address is mapped"
    severity = Severity.ERROR
    since = "0.1.0"
    supersedes = frozenset({"required-target-unmapped"})

    def check_mapping(self, mapping: JoinedMapping) -> Iterator[Finding]:
        if not lacks_email(mapping):
            return
        target = mapping.integration.target
        demand = next((d for d in target.required_attributes() if d.path.attribute.lower() == "emails"), None)
        yield self.finding(
            mapping.mapping.place(),
            f"no e-mail address is mapped to `emails` of {target.title}" + (", which requires one" if demand else ""),
            severity=None if demand is not None or target.name is not None else Severity.WARNING,
            confidence=Confidence.LIKELY if demand is None else Confidence.CERTAIN,
            help="map `user.email` to a property with the external name `emails.^[primary==true].value`",
            consequence=refusal(target, "400 at most targets: an account needs an address"),
            related=[Related(demand.place, "required here")] if demand is not None and demand.place is not None else (),
            subject=str(EMAILS if demand is None else demand.path),
        )


EMAILS = AttributePath(None, "emails")


def lacks_email(mapping: JoinedMapping) -> bool:
    """Whether a mapping surely sends no e-mail address, to a target that has a place for one."""
    target = mapping.integration.target
    if not mapping.scim or not mapping.accounts_for_all or not mapping.flows or mapping.integration.app_schema.assumed:
        return False
    emails = target.resolve(EMAILS).attribute
    if emails is None or emails.mutability == "readOnly" or target.limits_of(EMAILS, "ignored", "rejected"):
        return False
    if any(f.path is not None and f.path.attribute.lower() == "emails" for f in mapping.flows):
        return False
    # An attribute that could not be understood may be the e-mail address.
    return not any(
        f.naming.verdict in (Verdict.UNKNOWN, Verdict.FILTER_DIALECT) and f.path is None for f in mapping.flows
    )
