"""Sets of characters that a target takes, as its limits write them: ``[A-Za-z0-9 .-]+``, ``[\\p{L}\\p{M}]+``, a list of
refused ones, or a class such as ``control``.

Not by ``re``: Python's knows no Unicode categories, and to name the refused character is worth more than to say no.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from maplint.record import NamedTuple

if TYPE_CHECKING:
    from maplint.scim.limits import Limit


class CharacterError(ValueError):
    """A set of characters is not written in the form that is known. The message continues a sentence."""


class Allowed(NamedTuple):
    """A set of characters: single ones, ranges of code points, and general categories of Unicode by their first letters."""

    single: frozenset[str]
    ranges: tuple[tuple[str, str], ...]
    categories: tuple[str, ...]

    def takes(self, character: str) -> bool:
        """Whether a character is in the set."""
        if character in self.single or any(first <= character <= last for first, last in self.ranges):
            return True
        if not self.categories:
            return False
        from unicodedata import category

        return category(character).startswith(self.categories)


_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "-": "-", "]": "]", "[": "[", "\\": "\\", "^": "^", ".": ".", "/": "/"}


@lru_cache(maxsize=64)
def read_allowed(text: str) -> Allowed:
    """Read one bracket expression, repeated: ``[...]+`` or ``[...]*``.

    Raises:
        CharacterError: it is something else.
    """
    body = text.removesuffix("+").removesuffix("*")
    if len(body) < 3 or body[0] != "[" or body[-1] != "]" or body[1] == "^":
        raise CharacterError("is no set of characters such as `[A-Za-z0-9]+`")
    single: set[str] = set()
    ranges: list[tuple[str, str]] = []
    categories: list[str] = []
    items = list(_items(body[1:-1]))
    index = 0
    while index < len(items):
        kind, item = items[index]
        is_range = kind == "char" and index + 2 < len(items) and items[index + 1] == ("range", "-")
        if is_range and items[index + 2][0] == "char":
            last = items[index + 2][1]
            if last < item:
                raise CharacterError(f"holds the range `{item}-{last}`, which runs backwards")
            ranges.append((item, last))
            index += 3
            continue
        if kind == "category":
            categories.append(item)
        else:
            single.add(item)
        index += 1
    return Allowed(frozenset(single), tuple(ranges), tuple(categories))


def _items(body: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    index = 0
    while index < len(body):
        character = body[index]
        if character != "\\":
            found.append(("range" if character == "-" and 0 < index < len(body) - 1 else "char", character))
            index += 1
            continue
        following = body[index + 1 : index + 2]
        if following == "p" and (closed := body.find("}", index)) > 0 and body[index + 2 : index + 3] == "{":
            found.append(("category", body[index + 3 : closed]))
            index = closed + 1
        elif following == "u" and len(body) >= index + 6:
            try:
                found.append(("char", chr(int(body[index + 2 : index + 6], 16))))
            except ValueError:
                raise CharacterError("holds a broken \\u escape") from None
            index += 6
        elif following in _ESCAPES:
            found.append(("char", _ESCAPES[following]))
            index += 2
        else:
            raise CharacterError(f"holds the unknown escape `\\{following}`")
    return found


def refused(limit: Limit, text: str) -> str | None:
    """The first character of a text that a ``charset`` limit refuses; None when it takes them all."""
    if isinstance(limit.value, str):
        allowed = read_allowed(limit.value)
        return next((character for character in text if not allowed.takes(character)), None)
    if limit.deny is not None:
        return next((character for character in text if character in limit.deny), None)
    known = {"control": _is_control, "emoji": _is_emoji}[limit.deny_class or "control"]
    return next((character for character in text if known(character)), None)


def _is_control(character: str) -> bool:
    from unicodedata import category

    return category(character) == "Cc"


def _is_emoji(character: str) -> bool:
    """Pictographs: the blocks of Unicode that hold emoji (Unicode Technical Standard 51), without letters and digits."""
    code = ord(character)
    return 0x1F000 <= code <= 0x1FAFF or 0x2600 <= code <= 0x27BF or code in (0x2B50, 0x2B55, 0x231A, 0x231B, 0xFE0F)


BLANKS = " \t\r\n\u00a0"
"""What stands for a blank at the edge of a text."""


def is_invisible(character: str) -> bool:
    """Controls but tab and line ends, and format characters such as the zero-width space; joiners belong to scripts and emoji."""
    from unicodedata import category

    return category(character) in ("Cc", "Cf") and character not in "\t\r\n\u200c\u200d"


# What surely is a letter or a mark, for patterns: Python's know no categories. The Latin, Greek and Cyrillic blocks.
_SURELY = {"L": "A-Za-zÀ-ÖØ-öø-ɏΑ-ΡΣ-ώА-я", "M": "", "N": "0-9"}


def accepted(limit: Limit) -> str:
    """A pattern (Python's ``re``) of texts that a ``charset`` limit surely takes; it may take more."""
    if isinstance(limit.value, str):
        allowed = read_allowed(limit.value)
        ranges = "".join(f"{_escaped(first)}-{_escaped(last)}" for first, last in allowed.ranges)
        letters = "".join(_SURELY.get(category, "") for category in allowed.categories)
        return f"[{''.join(map(_escaped, sorted(allowed.single)))}{ranges}{letters}]*"
    if limit.deny is not None:
        return f"[^{''.join(map(_escaped, limit.deny))}]*"
    return "[^\\x00-\\x1f\\x7f-\\x9f]*" if limit.deny_class != "emoji" else "[\\x00-\\u22ff]*"


def _escaped(character: str) -> str:
    """A character inside brackets."""
    code = ord(character)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
