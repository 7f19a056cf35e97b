"""email-format (MAP403)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Cause, Rule, Screen, Severity
from maplint.scim.formats import email, is_placeholder
from maplint.scim.limits import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, FlowValue


class EmailFormat(Rule):
    """An e-mail address is none."""

    code = "MAP403"
    name = "email-format"
    summary = "An e-mail address is none"
    severity = Severity.ERROR
    since = "0.1.0"
    causes = frozenset({Cause.EMAIL})

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        if not isinstance(value.value, str) or not value.value or not _concerned(flow):
            return
        violation = email(value.value)
        if violation is None or is_placeholder(value.value):
            return
        yield self.finding(
            value.place,
            f"{value.said} is no e-mail address: {violation.message}",
            severity=None if violation.must else Severity.WARNING,
            help=violation.help,
            consequence=refusal(
                flow.target, "400 invalidValue at targets that check; elsewhere the value is of no use"
            ),
            subject=value.value,
        )

    def screen(self, flow: AttributeFlow) -> Screen:
        return SCREEN if _concerned(flow) else Screen()


def _concerned(flow: AttributeFlow) -> bool:
    path = flow.path
    return path is not None and path.local_key() == "emails.value"


# Addresses as nearly all are.
SCREEN = Screen(
    texts=r"(?=[^@]{1,64}@[^@]{1,180}\Z)[\w+'-]+(?:\.[\w+'-]+)*@[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*",
)
