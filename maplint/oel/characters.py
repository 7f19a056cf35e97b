"""Sets of characters: what a text can consist of.

A set lists its characters, or lists those that it lacks: nobody knows all characters of a last name, but what stands before
the first ``@`` of something surely has no ``@``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_UPPER = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LOWER = frozenset("abcdefghijklmnopqrstuvwxyz")


class Characters:
    """The characters of ``listed``; with ``all_but`` all others."""

    __slots__ = ("all_but", "listed")

    def __init__(self, listed: Iterable[str] = (), all_but: bool = False) -> None:
        self.listed = frozenset(listed)
        self.all_but = all_but

    def __repr__(self) -> str:
        return f"<{'all but ' * self.all_but}{''.join(sorted(self.listed))!r}>"

    def __contains__(self, character: str) -> bool:
        return (character in self.listed) is not self.all_but

    def __or__(self, other: Characters) -> Characters:
        """The characters of both."""
        if self is other:
            return self
        if self.all_but:
            if not self.listed:
                return self
            return Characters(self.listed & other.listed if other.all_but else self.listed - other.listed, True)
        if other.all_but:
            return other | self
        return Characters(self.listed | other.listed)

    def without(self, characters: Iterable[str]) -> Characters:
        """These characters but for some."""
        return Characters(
            self.listed.union(characters) if self.all_but else self.listed.difference(characters), self.all_but
        )

    def covers(self, text: str) -> bool:
        """Whether a text can consist of these characters."""
        return (self.listed.isdisjoint if self.all_but else self.listed.issuperset)(text)

    def in_case(self, case: str) -> Characters:
        """The characters that these become in ``lower`` or ``upper`` case."""
        if not self.all_but:
            return Characters("".join(map(str.lower if case == "lower" else str.upper, self.listed)))
        # Of what is lacking only what no other letter becomes stays lacking; letters of ASCII in the other case never come out.
        other = _UPPER if case == "lower" else _LOWER
        caseless = (character for character in self.listed if character.isascii() and not character.isalpha())
        return Characters(other.union(caseless), True)

    def fits_case(self, case: str) -> bool:
        """Whether every text of these characters surely is in ``lower`` or ``upper`` case."""
        return not self.all_but and all(
            character == (character.lower() if case == "lower" else character.upper()) for character in self.listed
        )


ANY = Characters((), True)
"""All characters: nothing is known."""
NONE = Characters()
DIGITS = Characters("0123456789")
