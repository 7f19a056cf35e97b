"""identifier-non-ascii (MAP405)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Cause, Confidence, Rule, Screen, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, FlowValue


class IdentifierNonAscii(Rule):
    """A userName or the local part of an e-mail address holds letters beyond ASCII."""

    code = "MAP405"
    name = "identifier-non-ascii"
    summary = "A userName or the local part of an e-mail address holds letters beyond ASCII"
    severity = Severity.WARNING
    since = "0.1.0"
    causes = frozenset({Cause.NOT_ASCII})

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        text = value.value
        if not isinstance(text, str) or text.isascii() or flow.path is None or flow.path.local_key() not in IDENTIFIERS:
            return
        local = text.rpartition("@")[0] if "@" in text else text
        found = next((character for character in local if ord(character) > 127 and character.isalnum()), None)
        if found is None:
            return
        yield self.finding(
            value.place,
            f"{value.said} holds {f'`{found}`' if value.user is None else 'letters beyond ASCII'}, and many targets take ASCII "
            f"alone in `{flow.path}`",
            confidence=Confidence.LIKELY,
            shows=found if value.user is not None else None,
            help=f'replace it where the value is made: `String.replace(..., "{found}", "{spelt_plainly(found)}")`; Okta has no '
            "function for all letters, and two people may end up with one name",
            consequence="400 invalidValue at targets that take ASCII alone; silent at those that write it plainly themselves",
            subject=text if value.user is None else "users",
        )

    def screen(self, flow: AttributeFlow) -> Screen:
        return Screen(texts=r"[\x00-\x7f]*") if flow.path and flow.path.local_key() in IDENTIFIERS else Screen()


def spelt_plainly(character: str) -> str:
    """A letter without its marks (`n` for `ñ`); a question mark where there is no such letter."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return plain or "?"


IDENTIFIERS = frozenset({"username", "emails.value"})
