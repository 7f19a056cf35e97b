"""email-domain-allowed (MAP413)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Needs, Option, Rule, Screen, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, FlowValue


class EmailDomainAllowed(Rule):
    """An address is of a domain that the target is not meant to have."""

    code = "MAP413"
    name = "email-domain-allowed"
    summary = "An address is of a domain that the target is not meant to have"
    severity = Severity.WARNING
    since = "0.1.0"
    needs = frozenset({Needs.USERS})
    options = (Option("domains", (), "the domains that addresses may have; without any, every domain is right"),)

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        domains = self._domains()
        text = value.value
        if value.user is None or not domains or not isinstance(text, str) or "@" not in text or not _concerned(flow):
            return
        domain = text.rpartition("@")[2]
        if domain.lower() in domains:
            return
        yield self.finding(
            value.place,
            f"an address sent as `{flow.path}` is of the domain `{domain}`",
            help=f"send addresses of {', '.join(sorted(domains))}, or add the domain to the rule's option `domains`",
            consequence="400 or 403 at targets that know their customers' domains; elsewhere an account of somebody who should have none",
            shows=domain,
            subject=domain,
        )

    def screen(self, flow: AttributeFlow) -> Screen | None:
        return None if self._domains() and _concerned(flow) else Screen()

    def _domains(self) -> frozenset[str]:
        return frozenset(domain.lower().removeprefix("@") for domain in self.option("domains"))


def _concerned(flow: AttributeFlow) -> bool:
    return flow.path is not None and flow.path.local_key() in ("username", "emails.value")
