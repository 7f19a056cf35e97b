"""value-control-characters (MAP414)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Cause, Rule, Screen, Severity
from maplint.scim.characters import is_invisible
from maplint.scim.limits import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, FlowValue


class ValueControlCharacters(Rule):
    """A text holds invisible characters."""

    code = "MAP414"
    name = "value-control-characters"
    summary = "A text holds invisible characters"
    severity = Severity.ERROR
    since = "0.1.0"
    causes = frozenset({Cause.INVISIBLE})

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        text = value.value
        if not isinstance(text, str) or (text.isascii() and text.isprintable()):
            return
        found = next((c for c in text if is_invisible(c)), None)
        if found is None:
            return
        yield self.finding(
            value.place,
            f"the text for `{flow.variable}` holds the invisible character U+{ord(found):04X}",
            help="remove it; it usually comes with a copied text",
            consequence=refusal(
                flow.target, "silent: two values that look alike are different; strict targets answer 400"
            ),
            subject=flow.variable,
        )

    def screen(self, flow: AttributeFlow) -> Screen:
        return SCREEN


# Latin, Greek, Cyrillic and what belongs to them hold none but those that are left out here.
SCREEN = Screen(texts=r"[\t\r\n\x20-\x7e\xa0-\xac\xae-\u05ff]*")
