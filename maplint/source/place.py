"""Where something stands: symbolically until a person or a machine wants line and column."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from maplint.record import NamedTuple

if TYPE_CHECKING:
    from maplint.source.document import Document

Pointer = tuple[str | int, ...]
"""Segments of an RFC 6901 JSON pointer; ``()`` is the whole document."""


class Part(Enum):
    """Which part of the thing at a pointer is meant."""

    KEY = "key"
    VALUE = "value"
    ENTRY = "entry"


class Span(NamedTuple):
    """A half-open range of code points in a document's text."""

    start: int
    end: int


class Position(NamedTuple):
    """Line and column, both counted from 1; columns in Unicode code points."""

    line: int
    column: int


class Place(NamedTuple):
    """A place in a document.

    ``fragment`` is a range of code points inside the decoded text value at ``pointer``. ``occurrence`` tells entries of
    one key apart where an object repeats it: 0 is the first; None is the last, the one that counts.
    """

    document: Document
    pointer: Pointer
    part: Part = Part.VALUE
    fragment: tuple[int, int] | None = None
    occurrence: int | None = None

    def resolved(self) -> Place:
        """The same place where it is written: not in a view but in a file."""
        return self.document.resolve(self)

    def span(self) -> Span:
        """The range in the document's text. Costs an index of the document on first use."""
        known = self.document.remembered(self)
        if known is not None:
            return known
        if self.fragment is not None:
            return self.document.fragment_span(self.pointer, *self.fragment)
        return self.document.span(self.pointer, self.part, self.occurrence)


def format_pointer(pointer: Pointer) -> str:
    """The RFC 6901 text of a pointer."""
    return "".join("/" + str(segment).replace("~", "~0").replace("/", "~1") for segment in pointer)
