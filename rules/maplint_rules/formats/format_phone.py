"""format-phone (MAP411)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Rule, Severity
from maplint.scim.formats import is_placeholder, phone
from maplint.scim.limits import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, FlowValue


class FormatPhone(Rule):
    """A phone number holds more than a number."""

    code = "MAP411"
    name = "format-phone"
    summary = "A phone number holds more than a number"
    severity = Severity.WARNING
    since = "0.1.0"

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        if (
            not isinstance(value.value, str)
            or not value.value
            or flow.path is None
            or flow.path.attribute.lower() != "phonenumbers"
            or (flow.path.sub_attribute or "").lower() != "value"
        ):
            return
        violation = phone(value.value)
        if violation is None or is_placeholder(value.value):
            return
        yield self.finding(
            value.place,
            f"`{value.value}` is no phone number: {violation.message}",
            severity=None if violation.must else Severity.WARNING,
            help=violation.help,
            consequence=refusal(
                flow.target, "400 invalidValue at targets that check; elsewhere the value is of no use"
            ),
            subject=value.value,
        )
