"""format-country (MAP410)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Rule, Severity
from maplint.scim.formats import country, is_placeholder
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

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        if (
            not isinstance(value.value, str)
            or not value.value
            or flow.path is None
            or flow.path.attribute.lower() != "addresses"
            or (flow.path.sub_attribute or "").lower() != "country"
        ):
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
        )
