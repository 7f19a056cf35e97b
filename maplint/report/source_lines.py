"""The source lines of a place and the lines that a fix changes, cut to what a person takes in, secrets left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.record import NamedTuple
from maplint.report.text import clean
from maplint.source.place import Part, Span, format_pointer
from maplint.source.secrets import without_secrets

if TYPE_CHECKING:
    from maplint.report.change import Change
    from maplint.source.document import Document
    from maplint.source.place import Place

WINDOW = 110
"""Columns of a source line that are shown; of a longer one the part around the span."""
LONG = 1000
"""Columns from which on JSON that stands on one line is nothing that people read."""
CONTEXT = 30
"""Columns that are shown left of the span in a long line."""
MOST_LINES = 6
"""Lines of a span that are shown; of a longer one the first."""
MOST_CHANGED_LINES = 4
"""Lines of a fix that are shown; a longer one is told by its title."""

ELLIPSIS = "..."


class SourceLine(NamedTuple):
    """A line with what stands before, in, and after the span."""

    number: int
    before: str
    marked: str
    after: str


def source_lines(place: Place) -> list[SourceLine]:
    """The lines of a place; none of an empty file."""
    document = place.document
    if not document.text:
        return []
    span = place.span()
    start = document.position(span.start).line
    # What ends right behind a line end does not reach into the line after it.
    end = document.position(max(span.start, span.end - 1)).line
    lines = []
    # A whole object is told by its first line.
    for number in range(start, end + 1 if end - start < MOST_LINES else start + 1):
        line_start, line_end = _bounds(document, number)
        first = span.start if number == start else line_start + _indentation(document.text, line_start, line_end)
        last = min(span.end, line_end)
        shown = _entry(place, line_start, line_end)
        parts = _window(document.text, Span(line_start, line_end), shown, first, max(first, last))
        lines.append(SourceLine(number, *parts))
    return lines


def changed_lines(change: Change) -> tuple[list[str], list[str]] | None:
    """The lines that a change touches, before and after, without their indentation; of long ones the part around it. None when
    they are too many to be shown."""
    document, start, end, text = change
    line_start, line_end = _bounds(document, document.position(start).line)
    last = _bounds(document, document.position(end).line)[1]
    left = line_start
    first = line_start + _indentation(document.text, line_start, min(start, line_end))
    room = WINDOW - 2 * len(ELLIPSIS)
    if max(end, start + len(text)) - first > room:
        longer = max(last, last + len(text) - (end - start))
        left = min(start - CONTEXT, longer - room)
        left = left if left > first else line_start
    head, tail = document.text[left:start], document.text[end : min(last, end + WINDOW)]
    if left > line_start:
        head = ELLIPSIS + head
    before = (head + document.text[start:end] + tail).split("\n")
    after = (head + text + tail).split("\n")
    while before and after and before[0] == after[0]:
        del before[0], after[0]
    while before and after and before[-1] == after[-1]:
        del before[-1], after[-1]
    if len(before) > MOST_CHANGED_LINES or len(after) > MOST_CHANGED_LINES:
        return None
    return [_short(without_secrets(line)) for line in before], [_short(without_secrets(line)) for line in after]


def way_to(place: Place) -> str | None:
    """For JSON on one line, where line and column lead nobody: the pointer, and in plans and states the resource."""
    document = place.document
    start, end = _bounds(document, document.position(place.span().start).line)
    if not place.pointer or not _is_one_line(document, start, end):
        return None
    value, address = document.value, None
    for segment in place.pointer:
        value = value[segment] if isinstance(value, (dict, list)) else None  # type: ignore[index]
        if isinstance(value, dict) and isinstance(value.get("address"), str):
            address = value["address"]
    return format_pointer(place.pointer) + (f" ({address})" if address else "")


def _short(line: str) -> str:
    text = _plain(line.strip())
    return text if len(text) <= WINDOW else text[: WINDOW - len(ELLIPSIS)] + ELLIPSIS


def _bounds(document: Document, number: int) -> tuple[int, int]:
    """Where a line begins and ends, counted from 1, without its line end."""
    text = document.text
    start = document.line_start(number)
    last = document.position(len(text)).line
    end = len(text) if number >= last else document.line_start(number + 1) - 1
    return start, end - 1 if end > start and text[end - 1] == "\r" else end


def _indentation(text: str, start: int, end: int) -> int:
    at = start
    while at < end and text[at] in " \t":
        at += 1
    return at - start


def _is_one_line(document: Document, start: int, end: int) -> bool:
    """Whether a line is all of a JSON document, as programs write it."""
    return end - start > LONG and document.format == "json" and not document.text[end:].strip() and start == 0


def _entry(place: Place, start: int, end: int) -> Span:
    """What may be shown of the line ``[start, end)``. Of JSON on one line only the entry: beside it stands what has nothing to do
    with it, in plans and states of Terraform also secrets."""
    if not _is_one_line(place.document, start, end):
        return Span(start, end)
    entry = place.document.span(place.pointer, Part.ENTRY)
    return Span(max(start, entry.start), min(end, entry.end))


def _window(text: str, line: Span, allowed: Span, first: int, last: int) -> tuple[str, str, str]:
    """What stands before, in, and after ``[first, last)`` of what may be shown of a line; of much the part around it."""
    shown = without_secrets(text[allowed.start : allowed.end])
    left, right = allowed
    if right - left > WINDOW:
        left = max(left, min(first - CONTEXT, right - WINDOW))
        right = min(right, left + WINDOW)
    shown_last = min(last, right)

    def part(start: int, end: int) -> str:
        return _plain(shown[start - allowed.start : end - allowed.start])

    before = (ELLIPSIS if left > line.start else "") + part(left, first)
    after = part(shown_last, right) + (ELLIPSIS if right < line.end else "")
    return before, part(first, shown_last), after


def _plain(text: str) -> str:
    return clean(text.replace("\t", "    "))
