"""value-whitespace (MAP406)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Applicability, Cause, Rule, Screen, Severity, fix_literal
from maplint.scim.characters import BLANKS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, FlowValue


class ValueWhitespace(Rule):
    """A text begins or ends with a blank."""

    code = "MAP406"
    name = "value-whitespace"
    summary = "A text begins or ends with a blank"
    severity = Severity.WARNING
    since = "0.1.0"
    causes = frozenset({Cause.BLANKS})

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        text = value.value
        if not isinstance(text, str) or text == text.strip(BLANKS) or not text.strip(BLANKS):
            return
        right = text.strip(BLANKS)
        side = "begins" if text != text.lstrip(BLANKS) else "ends"
        yield self.finding(
            value.place,
            f"{value.said} {side} with a blank",
            help=f"write `{right}`" if value.user is None else "cut it off in Okta, or at the source it comes from",
            consequence="silent: the target keeps it, and searches and comparisons for the value without it fail",
            fix=fix_literal(f"write `{right}`", value, right, Applicability.UNSAFE),
            subject=flow.variable,
        )

    def screen(self, flow: AttributeFlow) -> Screen:
        return SCREEN


SCREEN = Screen(texts=rf"(?s:(?![{BLANKS}]).*(?<![{BLANKS}]))")
