"""What a terminal may show: control characters, bidirectional overrides and lone surrogates are made visible, widths are
those of the screen, colours are ANSI."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maplint.finding import Affected

# C0 and C1 controls but tab and line feed, zero-width and bidirectional format characters, blank-looking letters, line
# separators, surrogates, noncharacters, the invisible tag characters. All that XML 1.0 forbids is among them.
# Compiled by `re` when first needed: most runs never meet one.
_UNSAFE = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)


def clean(text: str) -> str:
    """The text with everything that could deceive or disturb a terminal written out as ``<U+XXXX>``."""
    if text.isascii() and text.isprintable():
        return text
    return re.sub(_UNSAFE, lambda match: f"<U+{ord(match[0]):04X}>", text)


def clean_line(text: str) -> str:
    """As `clean`, for what must stay on one line."""
    return clean(text).replace("\n", " ").replace("\t", " ")


def width(text: str) -> int:
    """Columns that a text takes on a screen: wide characters take two, combining ones none (Unicode annex 11)."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    return sum(
        0 if category(char) in ("Mn", "Me", "Cf") else 2 if east_asian_width(char) in "WF" else 1 for char in text
    )


_CODES = {
    "error": "1;31",
    "warning": "1;33",
    "info": "1;36",
    "bold": "1",
    "dim": "2",
    "gutter": "34",
    "fix": "32",
    "remove": "31",
}


class Paint:
    """Colours and hyperlinks, or none."""

    __slots__ = ("_links", "_on")

    def __init__(self, on: bool, *, hyperlinks: bool = False) -> None:
        self._on = on
        self._links = on and hyperlinks

    def __call__(self, kind: str, text: str) -> str:
        """The text in the colour of its kind."""
        return f"\x1b[{_CODES[kind]}m{text}\x1b[0m" if self._on else text

    def link(self, url: str | None, text: str) -> str:
        """The text as a hyperlink (OSC 8). A URL that could end the sequence early is no link."""
        if not self._links or url is None or not (url.isascii() and url.isprintable()):
            return text
        return f"\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\"


def plural(count: int, noun: str) -> str:
    """``1 error``, ``2 errors``."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def said_users(users: Affected) -> str:
    """Who is concerned: values that may be shown, then some ids."""
    seen = ", ".join(f"`{value}` ({count:,})" for value, count in users.seen)
    shown = users.number > len(users.examples)
    who = ("such as " if shown else "") + ", ".join(users.examples)
    return f"{seen}; {who}" if seen else who
