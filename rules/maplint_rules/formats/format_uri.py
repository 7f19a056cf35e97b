"""format-uri (MAP416)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Cause, Rule, Screen, Severity
from maplint.scim.formats import is_placeholder, uri
from maplint.scim.limits import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, FlowValue, ScimPayload, Violation
    from maplint.scim.schema import Attribute


class FormatUri(Rule):
    """A link is no URI."""

    code = "MAP416"
    name = "format-uri"
    summary = "A link is no URI"
    severity = Severity.ERROR
    since = "0.1.0"
    causes = frozenset({Cause.URI})

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        attribute = _concerned(flow)
        if not isinstance(value.value, str) or not value.value or attribute is None:
            return
        fault = uri(value.value, external="external" in attribute.reference_types)
        if fault is None or is_placeholder(value.value):
            return
        yield self.finding(
            value.place,
            f"{value.said} is no URI: {fault.message}",
            severity=None if fault.must else Severity.WARNING,
            help=fault.help,
            consequence=refusal(
                flow.target, "400 invalidValue at targets that check; elsewhere a link that leads nowhere"
            ),
            subject=value.value,
        )

    def screen(self, flow: AttributeFlow) -> Screen:
        return SCREEN if _concerned(flow) is not None else Screen()

    def payload_severity(self, payload: ScimPayload, violation: Violation) -> Severity | None:
        """A link without a scheme may lead somewhere within the service."""
        return None if violation.sure else Severity.WARNING


SCREEN = Screen(texts=r"https?://[^\s<>\"{}|\\^`\x00-\x1f]+")


def _concerned(flow: AttributeFlow) -> Attribute | None:
    attribute = flow.attribute
    return attribute if attribute is not None and attribute.type == "reference" else None
