"""format-phone (MAP411)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from maplint.rule import Cause, Rule, Screen, Severity
from maplint.scim.formats import FormatFault, is_placeholder, phone
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
    causes = frozenset({Cause.PHONE})

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        if not isinstance(value.value, str) or not value.value or not _concerned(flow):
            return
        violation = phone(value.value) or extension(value.value)
        if violation is None or is_placeholder(value.value):
            return
        yield self.finding(
            value.place,
            f"{value.said} is no phone number: {violation.message}",
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
    return path is not None and path.local_key() == "phonenumbers.value"


def extension(text: str) -> FormatFault | None:
    """An extension in words, as people write it: whoever reads the number by E.164 or RFC 3966 stops there."""
    match = re.search(r"(?i)(?<!;)\b(?:ext(?:ension)?\.?|x)\s*(\d+)$", text)
    if match is None:
        return None
    return FormatFault("its extension stands in words", f"send it as RFC 3966 writes it: `;ext={match[1]}`", must=False)


SCREEN = Screen(texts=r"(?=(?:\D*\d){3})[\d ()./+-]*")
