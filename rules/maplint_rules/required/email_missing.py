"""email-missing (MAP304)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.project.naming import Verdict
from maplint.rule import Confidence, Rule, Severity
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

    def check_mapping(self, mapping: JoinedMapping) -> Iterator[Finding]:
        target = mapping.integration.target
        if not mapping.scim or not mapping.complete or not mapping.flows or mapping.integration.app_schema.assumed:
            return
        emails = target.resolve(EMAILS).attribute
        if emails is None or emails.mutability == "readOnly" or target.limits_of(EMAILS, "ignored", "rejected"):
            return
        if any(f.path is not None and f.path.attribute.lower() == "emails" for f in mapping.flows):
            return
        # An attribute that could not be understood may be the e-mail address.
        if any(f.naming.verdict in (Verdict.UNKNOWN, Verdict.FILTER_DIALECT) and f.path is None for f in mapping.flows):
            return
        demanded = emails.required or bool(target.limits_of(EMAILS, "required")) or target.name is not None
        yield self.finding(
            mapping.mapping.place(),
            f"no e-mail address is mapped to `emails` of {target.title}",
            severity=None if demanded else Severity.WARNING,
            confidence=Confidence.LIKELY,
            help="map `user.email` to a property with the external name `emails.^[primary==true].value`",
            consequence=refusal(target, "400 at most targets: an account needs an address"),
        )


EMAILS = AttributePath(None, "emails")
