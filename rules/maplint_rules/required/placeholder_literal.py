"""placeholder-literal (MAP309)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from maplint.rule import Applicability, Cause, Rule, Screen, Severity, fix_replace
from maplint.scim.formats import NO_PLACEHOLDER, is_placeholder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, FlowValue, ScimPayload, Violation


class PlaceholderLiteral(Rule):
    """A placeholder such as N/A is sent as if it were a value."""

    code = "MAP309"
    name = "placeholder-literal"
    summary = "A placeholder such as N/A is sent as if it were a value"
    severity = Severity.ERROR
    since = "0.1.0"
    causes = frozenset({Cause.PLACEHOLDER})

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        text = value.value
        if not isinstance(text, str):
            return
        quoted = quoted_expression(text) if value.user is None else None
        if quoted is not None:
            yield self._quoted(flow, value, quoted)
        elif is_placeholder(text) and not is_member(flow, text):
            yield self._placeholder(flow, value, text)

    def _placeholder(self, flow: AttributeFlow, value: FlowValue, text: str) -> Finding:
        return self.finding(
            value.place,
            f"`{text}` is sent as the value of `{flow.path or flow.variable}`",
            severity=None if flow.scim else Severity.WARNING,
            help="yield null where there is no value: the attribute is then left out"
            if text.strip().lower() != "null"
            else "write null without quotes: in quotes it is a text",
            consequence=(
                "400 invalidValue where a format is demanded (an e-mail address, a number); " if flow.scim else ""
            )
            + "silent"
            + (" elsewhere: " if flow.scim else ": ")
            + ("everybody is" if value.user is None else "these people are")
            + f" called `{text}` "
            + ("at the target" if flow.outbound else "in Okta"),
            subject=flow.variable if value.user is None else text,
            shows=text,
            fix=fix_replace(
                "yield null", value.place, "null", Applicability.UNSAFE, "a required attribute must not be null"
            )
            if value.user is None and value.place.fragment is not None
            else None,
        )

    def _quoted(self, flow: AttributeFlow, value: FlowValue, expression: str) -> Finding:
        return self.finding(
            value.place,
            f"`{value.value}` stands in quotes: it is a text, and everybody gets these very words",
            help=f"write `{expression}` without quotes",
            consequence="silent: the value is the same for everybody; 409 or 400 where it must be unique or of a form",
            subject=flow.variable,
            fix=fix_replace(f"write `{expression}`", value.place, expression, Applicability.UNSAFE)
            if value.place.fragment is not None
            else None,
        )

    def screen(self, flow: AttributeFlow) -> Screen:
        return SCREEN

    def payload_severity(self, payload: ScimPayload, violation: Violation) -> Severity | None:
        """Where no form is demanded, the word is stored."""
        from maplint.scim.violation import Effect

        return Severity.WARNING if violation.effect is Effect.STORES else None


SCREEN = Screen(texts=NO_PLACEHOLDER)
# An attribute as an expression reads it, perhaps in the braces of a template language.
_QUOTED = r"\s*(?:\$?\{\{?\s*)?((?:user|source|appuser)\.[A-Za-z_]\w*)(?:\s*\}?\})?\s*"
# Words that are members of many lists, too: North America, no licence.
_ALSO_MEMBERS = frozenset({"na", "none"})


def quoted_expression(text: str) -> str | None:
    """The attribute that a text would read if it stood in no quotes; None for other texts."""
    match = re.fullmatch(_QUOTED, text, re.ASCII)
    return match[1] if match is not None else None


def is_member(flow: AttributeFlow, text: str) -> bool:
    """Whether a word is, or may be, one of a list of members rather than a placeholder."""
    property_, facts = flow.app_property or flow.okta_property, flow.facts
    if flow.attribute is not None and text in flow.attribute.canonical_values:
        return True
    if property_ is not None and property_.enum is not None and text in property_.enum:
        return True
    if text.strip().lower() not in _ALSO_MEMBERS:
        return False
    if flow.path is not None and flow.path.local_key() == "addresses.country":
        return text == "NA"  # Namibia
    # A word among other words is a choice of them.
    others = {literal.value for literal in facts.literals} if facts is not None else set()
    return any(isinstance(other, str) and other and not is_placeholder(other) for other in others)
