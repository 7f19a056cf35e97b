"""What a terminal may show: control characters, bidirectional overrides and lone surrogates are made visible, widths are
those of the screen, colours are ANSI."""

from __future__ import annotations

import re

# C0 and C1 controls but tab and line feed, zero-width and bidirectional format characters, line separators, surrogates.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def clean(text: str) -> str:
    """The text with everything that could deceive or disturb a terminal written out as ``<U+XXXX>``."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub(lambda match: f"<U+{ord(match[0]):04X}>", text)


def clean_line(text: str) -> str:
    """As `clean`, for what must stay on one line."""
    return clean(text).replace("\n", " ").replace("\t", " ")


def width(text: str) -> int:
    """Columns that a text takes on a screen: wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


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
    """Colours, or none."""

    __slots__ = ("_on",)

    def __init__(self, on: bool) -> None:
        self._on = on

    def __call__(self, kind: str, text: str) -> str:
        """The text in the colour of its kind."""
        return f"\x1b[{_CODES[kind]}m{text}\x1b[0m" if self._on else text


def plural(count: int, noun: str) -> str:
    """``1 error``, ``2 errors``."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
