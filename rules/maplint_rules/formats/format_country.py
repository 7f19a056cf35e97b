"""format-country (MAP410)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Cause, Rule, Screen, Severity
from maplint.scim.formats import COUNTRIES, country, is_placeholder
from maplint.scim.limits import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, FlowValue


class FormatCountry(Rule):
    """A country is no two-letter code of ISO 3166-1."""

    code = "MAP410"
    name = "format-country"
    summary = "A country is no two-letter code of ISO 3166-1"
    severity = Severity.WARNING
    since = "0.1.0"
    causes = frozenset({Cause.COUNTRY})

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        if not isinstance(value.value, str) or not value.value or not _concerned(flow):
            return
        violation = country(value.value)
        if violation is None or is_placeholder(value.value):
            return
        yield self.finding(
            value.place,
            f"`{value.value}` is no two-letter country code: {violation.message}",
            severity=None if violation.must else Severity.WARNING,
            help=violation.help,
            consequence=refusal(
                flow.target, "400 invalidValue at targets that check; elsewhere the value is of no use"
            ),
            subject=value.value,
            shows=value.value,
        )

    def screen(self, flow: AttributeFlow) -> Screen:
        return SCREEN if _concerned(flow) else Screen()


def _concerned(flow: AttributeFlow) -> bool:
    path = flow.path
    return path is not None and path.local_key() == "addresses.country"


SCREEN = Screen(members=COUNTRIES)
