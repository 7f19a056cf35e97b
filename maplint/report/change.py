"""The edits of a fix as one change: what a person is shown, and what a reviewer can accept with one click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.record import NamedTuple

if TYPE_CHECKING:
    from maplint.finding import Edit, Fix
    from maplint.source.document import Document

MOST_TEXT = 2_000
"""Code points between the first and the last edit of a fix up to which it is told as one change."""


class Change(NamedTuple):
    """The code points ``[start, end)`` of a document become ``text``."""

    document: Document
    start: int
    end: int
    text: str


def change_of(fix: Fix) -> Change | None:
    """All edits of a fix in one; None when it has none, touches several files, or edits far apart."""
    edits = sorted(fix.edits, key=_start)
    if not edits or any(edit.document is not edits[0].document for edit in edits):
        return None
    document = edits[0].document
    start, end = edits[0].start, max(edit.end for edit in edits)
    if end - start > MOST_TEXT:
        return None
    pieces: list[str] = []
    at = start
    for edit in edits:
        pieces += (document.text[at : edit.start], edit.text)
        at = edit.end
    return Change(document, start, end, "".join(pieces))


def _start(edit: Edit) -> tuple[int, int]:
    return edit.start, edit.end
