"""The report for people: each finding with its source line, a caret under the exact span, what follows and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.finding import Applicability
from maplint.report.summary import summary_lines, visible
from maplint.report.text import Paint, clean, clean_line, width

if TYPE_CHECKING:
    from maplint.engine.result import Report
    from maplint.finding import Edit, Finding
    from maplint.report import RenderOptions, RuleLookup
    from maplint.source.document import Document
    from maplint.source.place import Place

WINDOW = 110
"""Columns of a source line that are shown; of a longer one the part around the span."""
MOST_LINES = 6
"""Lines of a span that are shown; of a longer one the first and the last."""


def render(report: Report, options: RenderOptions, _rules: RuleLookup) -> str:
    """The findings that are severe enough, then the summary."""
    paint = Paint(options.colour)
    parts = [_finding(report.findings[index], paint) for index in visible(report, options)]
    if options.summary:
        parts.append("\n".join(summary_lines(report, options, paint)) + "\n")
    return "\n".join(parts)


def _finding(finding: Finding, paint: Paint) -> str:
    severity = finding.severity.value
    document = finding.place.document
    at = document.position(finding.place.span().start)
    head = f"{paint('bold', f'{clean_line(document.path)}:{at.line}:{at.column}')}: "
    head += (
        f"{paint(severity, f'{severity}[{finding.code}]')} {finding.rule}: {paint('bold', clean_line(finding.message))}"
    )
    places = [finding.place, *(related.place for related in finding.related)]
    gutter = max(len(str(_last_line(place))) for place in places)
    lines = [head, *_snippet(finding.place, gutter, paint, severity, "^")]
    for related in finding.related:
        where = related.place.document
        line, column = where.position(related.place.span().start)
        lines.append(
            f"{' ' * gutter} {paint('gutter', '::')} {clean_line(where.path)}:{line}:{column}: {clean_line(related.message)}"
        )
        lines += _snippet(related.place, gutter, paint, "gutter", "-")[1:]
    pad = " " * gutter
    for label, text in (("why", finding.consequence), ("help", finding.help)):
        if text:
            lines.append(f"{pad} {paint('gutter', '=')} {paint('bold', label)}: {clean_line(text)}")
    lines += _fix(finding, pad, paint)
    return "\n".join(lines) + "\n"


def _last_line(place: Place) -> int:
    return place.document.position(place.span().end).line


def _fix(finding: Finding, pad: str, paint: Paint) -> list[str]:
    fix = finding.fix
    if fix is None:
        return []
    mark = {Applicability.SAFE: "[*]", Applicability.UNSAFE: "[unsafe]", Applicability.DISPLAY: "[by hand]"}[
        fix.applicability
    ]
    lines = [f"{pad} {paint('gutter', '=')} {paint('bold', 'fix')} {mark}: {clean_line(fix.title)}"]
    if fix.why_not:
        lines[0] += f" ({clean_line(fix.why_not)})"
    changed = _changed_lines(fix.edits)
    if changed is not None:
        old, new = changed
        lines += [f"{pad}   {paint('remove', '- ' + _short(clean(line.strip())))}" for line in old]
        lines += [f"{pad}   {paint('fix', '+ ' + _short(clean(line.strip())))}" for line in new]
    return lines


def _changed_lines(edits: tuple[Edit, ...]) -> tuple[list[str], list[str]] | None:
    """The lines that a small fix changes, before and after; None when it is too large to show."""
    if not edits or any(edit.document is not edits[0].document for edit in edits):
        return None
    document = edits[0].document
    text = document.text
    start = text.rfind("\n", 0, min(edit.start for edit in edits)) + 1
    end = text.find("\n", max(edit.end for edit in edits))
    end = len(text) if end < 0 else end
    old = text[start:end]
    if end - start > 2_000:
        return None
    new, at = "", start
    for edit in sorted(edits, key=lambda edit: edit.start):
        new += text[at : edit.start] + edit.text
        at = edit.end
    new += text[at:end]
    before, after = old.splitlines(), new.splitlines()
    while before and after and before[0] == after[0]:
        del before[0], after[0]
    while before and after and before[-1] == after[-1]:
        del before[-1], after[-1]
    if len(before) > 4 or len(after) > 4:
        return None
    return before, after


def _short(text: str) -> str:
    return text if len(text) <= WINDOW else text[: WINDOW - 3] + "..."


# --- snippets -------------------------------------------------------------------------------------------------------------


def _snippet(place: Place, gutter: int, paint: Paint, colour: str, mark: str) -> list[str]:
    """The source lines of a place with marks under its span."""
    document = place.document
    span = place.span()
    start, end = document.position(span.start), document.position(max(span.start, span.end))
    if not document.text:
        return []
    bar = paint("gutter", "|")
    lines = [f"{' ' * gutter} {bar}"]
    numbers = list(range(start.line, end.line + 1))
    if len(numbers) > MOST_LINES:
        # A whole object is told by its first line.
        numbers = [start.line]
    for number in numbers:
        line = _line(document, number)
        first = start.column - 1 if number == start.line else len(line) - len(line.lstrip())
        last = end.column - 1 if number == end.line else len(line)
        shown, first, last = _window(line, first, max(last, first + 1))
        lines.append(f"{paint('gutter', f'{number:>{gutter}}')} {bar} {shown}")
        lines.append(
            f"{' ' * gutter} {bar} {' ' * width(shown[:first])}{paint(colour, mark * max(width(shown[first:last]), 1))}"
        )
    return lines


def _line(document: Document, number: int) -> str:
    """A line of a document, counted from 1, without its end."""
    start = document.line_start(number)
    end = document.text.find("\n", start)
    return document.text[start : len(document.text) if end < 0 else end].rstrip("\r")


def _window(line: str, first: int, last: int) -> tuple[str, int, int]:
    """The part of a line around ``[first, last)`` that fits, cleaned and without tabs, with the range moved accordingly."""
    start, end = 0, len(line)
    if end > WINDOW:
        start = max(0, min(first - 30, end - WINDOW))
        end = min(end, start + WINDOW)
        last = min(last, end)
    before = ("..." if start else "") + _plain(line[start:first])
    marked = _plain(line[first:last])
    after = _plain(line[last:end]) + ("..." if end < len(line) else "")
    return before + marked + after, len(before), len(before) + len(marked)


def _plain(text: str) -> str:
    return clean(text.replace("\t", "    "))
