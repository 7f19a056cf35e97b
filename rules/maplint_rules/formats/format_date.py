"""format-date (MAP409)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Cause, Rule, Screen, Severity
from maplint.scim.formats import date_time, is_placeholder
from maplint.scim.limits import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, FlowValue


class FormatDate(Rule):
    """A date is not in the form of the target's dateTime."""

    code = "MAP409"
    name = "format-date"
    summary = "A date is not in the form of the target's dateTime"
    severity = Severity.WARNING
    since = "0.1.0"
    causes = frozenset({Cause.DATE})

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        if not isinstance(value.value, str) or not value.value or not _concerned(flow):
            return
        violation = date_time(value.value)
        if violation is None or is_placeholder(value.value):
            return
        yield self.finding(
            value.place,
            f"{value.said} is no dateTime with date, time and zone: {violation.message}",
            severity=None if violation.must else Severity.WARNING,
            help=violation.help if value.user is None else "convert it: `Time.fromStringToIso8601(x, pattern)`",
            consequence=refusal(
                flow.target, "400 invalidValue at targets that check; elsewhere the value is of no use"
            ),
            subject=value.value,
        )

    def screen(self, flow: AttributeFlow) -> Screen:
        return SCREEN if _concerned(flow) else Screen()


def _concerned(flow: AttributeFlow) -> bool:
    return flow.attribute is not None and flow.attribute.type == "dateTime"


SCREEN = Screen(texts=r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?Z")
