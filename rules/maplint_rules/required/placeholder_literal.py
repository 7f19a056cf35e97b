"""placeholder-literal (MAP309)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Applicability, Rule, Screen, Severity, fix_replace
from maplint.scim.formats import NO_PLACEHOLDER, is_placeholder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, FlowValue


class PlaceholderLiteral(Rule):
    """A placeholder such as N/A is sent as if it were a value."""

    code = "MAP309"
    name = "placeholder-literal"
    summary = "A placeholder such as N/A is sent as if it were a value"
    severity = Severity.ERROR
    since = "0.1.0"

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        text = value.value
        if not isinstance(text, str) or not is_placeholder(text):
            return
        if flow.attribute is not None and text in flow.attribute.canonical_values:
            return
        property_ = flow.app_property or flow.okta_property
        if property_ is not None and property_.enum is not None and text in property_.enum:
            return
        yield self.finding(
            value.place,
            f"`{text}` is sent as the value of `{flow.path or flow.variable}`",
            help="yield null where there is no value: the attribute is then left out"
            if text.strip().lower() != "null"
            else "write null without quotes: in quotes it is a text",
            consequence="400 invalidValue where a format is demanded (an e-mail address, a number); silent elsewhere: everybody "
            f"is called `{text}` at the target",
            subject=flow.variable if value.user is None else text,
            shows=text,
            fix=fix_replace(
                "yield null", value.place, "null", Applicability.UNSAFE, "a required attribute must not be null"
            )
            if value.user is None and value.place.fragment is not None
            else None,
        )

    def screen(self, flow: AttributeFlow) -> Screen:
        return SCREEN


SCREEN = Screen(texts=NO_PLACEHOLDER)
