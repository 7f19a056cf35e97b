"""The report for people: each finding with its source line, a caret under the exact span, what follows and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.report.summary import summary_lines
from maplint.report.text import Paint, clean, clean_line, said_users, width
from maplint.source.place import Part, Span, format_pointer
from maplint.source.secrets import without_secrets

if TYPE_CHECKING:
    from maplint.engine.result import Report
    from maplint.finding import Finding
    from maplint.report import RenderOptions, RuleInfo, RuleLookup
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
"""Lines of a fix that are shown; of a longer one only the title."""

ELLIPSIS = "..."


def render(report: Report, options: RenderOptions, rules: RuleLookup) -> str:
    """The findings that are severe enough, then the summary."""
    paint = Paint(options.colour, hyperlinks=options.hyperlinks)
    parts = []
    for finding in report.in_order(options.show):
        rule = rules(finding.rule) if options.hyperlinks else None
        parts.append(_finding(finding, paint, _address(rule) if rule else None))
    if options.summary:
        parts.append("\n".join(summary_lines(report, options, paint)) + "\n")
    return "\n".join(parts)


def _address(rule: RuleInfo) -> str | None:
    """Where a rule's page can be opened."""
    if rule.url is not None or rule.file is None:
        return rule.url
    from pathlib import Path

    return Path(rule.file).absolute().as_uri()


def _finding(finding: Finding, paint: Paint, page: str | None) -> str:
    severity = finding.severity.value
    document = finding.place.document
    at = document.position(finding.place.span().start)
    code = paint.link(page, f"{severity}[{finding.code}]")
    head = f"{paint('bold', f'{clean_line(document.path)}:{at.line}:{at.column}')}: {paint(severity, code)} "
    head += f"{finding.rule}: {paint('bold', clean_line(finding.message))}"
    places = [finding.place, *(related.place for related in finding.related)]
    gutter = max(len(str(_last_line(place))) for place in places)
    lines = [head] if finding.secret else [head, *_snippet(finding.place, gutter, paint, severity, "^")]
    for related in finding.related:
        where = related.place.document
        line, column = where.position(related.place.span().start)
        lines.append(
            f"{' ' * gutter} {paint('gutter', '::')} {clean_line(where.path)}:{line}:{column}: {clean_line(related.message)}"
        )
        lines += _snippet(related.place, gutter, paint, "gutter", "-")[1:]
    pad = " " * gutter
    if finding.users is not None:
        lines.append(f"{pad} {paint('gutter', '=')} {paint('bold', 'users')}: {clean_line(said_users(finding.users))}")
    for label, text in (("at", _way(finding.place)), ("why", finding.consequence), ("help", finding.help)):
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
    mark = fix.applicability.mark
    lines = [f"{pad} {paint('gutter', '=')} {paint('bold', 'fix')} {mark}: {clean_line(fix.title)}"]
    if fix.why_not:
        lines[0] += f" ({clean_line(fix.why_not)})"
    from maplint.report.change import change_of

    change = None if finding.secret else change_of(fix)
    if change is not None:
        old, new = _changed_lines(change)
        if len(old) <= MOST_CHANGED_LINES and len(new) <= MOST_CHANGED_LINES:
            lines += [f"{pad}   {paint('remove', f'- {line}')}" for line in old]
            lines += [f"{pad}   {paint('fix', f'+ {line}')}" for line in new]
    return lines


def _changed_lines(change: Change) -> tuple[list[str], list[str]]:
    """The lines that a change touches, before and after, without their indentation; of long ones the part around it."""
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
    return [_short(without_secrets(line)) for line in before], [_short(without_secrets(line)) for line in after]


def _short(line: str) -> str:
    text = _plain(line.strip())
    return text if len(text) <= WINDOW else text[: WINDOW - len(ELLIPSIS)] + ELLIPSIS


# --- snippets -------------------------------------------------------------------------------------------------------------


def _snippet(place: Place, gutter: int, paint: Paint, colour: str, mark: str) -> list[str]:
    """The source lines of a place with marks under its span."""
    document = place.document
    if not document.text:
        return []
    span = place.span()
    start = document.position(span.start).line
    # What ends right behind a line end does not reach into the line after it.
    end = document.position(max(span.start, span.end - 1)).line
    bar = paint("gutter", "|")
    lines = [f"{' ' * gutter} {bar}"]
    # A whole object is told by its first line.
    for number in range(start, end + 1 if end - start < MOST_LINES else start + 1):
        line_start, line_end = _bounds(document, number)
        first = span.start if number == start else line_start + _indentation(document.text, line_start, line_end)
        last = min(span.end, line_end)
        shown = _entry(place, line_start, line_end)
        before, marked, after = _window(document.text, Span(line_start, line_end), shown, first, max(first, last))
        lines.append(f"{paint('gutter', f'{number:>{gutter}}')} {bar} {before}{marked}{after}".rstrip())
        lines.append(f"{' ' * gutter} {bar} {' ' * width(before)}{paint(colour, mark * max(width(marked), 1))}")
    return lines


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


def _way(place: Place) -> str | None:
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
