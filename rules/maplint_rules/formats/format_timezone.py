"""format-timezone (MAP408)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Cause, Rule, Screen, Severity
from maplint.scim.formats import is_placeholder, timezone, timezones
from maplint.scim.limits import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, FlowValue


class FormatTimezone(Rule):
    """A time zone is not named as the IANA database does."""

    code = "MAP408"
    name = "format-timezone"
    summary = "A time zone is not named as the IANA database does"
    severity = Severity.WARNING
    since = "0.1.0"
    causes = frozenset({Cause.TIMEZONE})

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        if not isinstance(value.value, str) or not value.value or not _concerned(flow):
            return
        violation = timezone(value.value)
        if violation is None or is_placeholder(value.value):
            return
        yield self.finding(
            value.place,
            f"`{value.value}` is no time zone: {violation.message}",
            severity=None if violation.must else Severity.WARNING,
            help=violation.help,
            consequence=refusal(
                flow.target, "400 invalidValue at targets that check; elsewhere the value is of no use"
            ),
            subject=value.value,
            shows=value.value,
        )

    def screen(self, flow: AttributeFlow) -> Screen:
        return Screen(members=timezones()) if _concerned(flow) else Screen()


def _concerned(flow: AttributeFlow) -> bool:
    return flow.path is not None and flow.path.attribute.lower() == "timezone"
