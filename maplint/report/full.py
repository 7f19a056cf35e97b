"""The report for people: each finding with its source line, a caret under the exact span, what follows and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.finding import Applicability
from maplint.report.summary import summary_lines
from maplint.report.text import Paint, clean_line, said_users, width

if TYPE_CHECKING:
    from maplint.engine.result import Report
    from maplint.finding import Finding
    from maplint.report import RenderOptions, RuleInfo, RuleLookup
    from maplint.source.place import Place

_MARKS = {Applicability.SAFE: "[*]", Applicability.UNSAFE: "[unsafe]", Applicability.DISPLAY: "[by hand]"}


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
    from maplint.report.source_lines import way_to

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
    for label, text in (("at", way_to(finding.place)), ("why", finding.consequence), ("help", finding.help)):
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
    from maplint.report.source_lines import changed_lines

    change = None if finding.secret else change_of(fix)
    changed = changed_lines(change) if change is not None else None
    if changed is not None:
        old, new = changed
        lines += [f"{pad}   {paint('remove', f'- {line}')}" for line in old]
        lines += [f"{pad}   {paint('fix', f'+ {line}')}" for line in new]
    return lines


def _snippet(place: Place, gutter: int, paint: Paint, colour: str, mark: str) -> list[str]:
    """The source lines of a place with marks under its span."""
    from maplint.report.source_lines import source_lines

    found = source_lines(place)
    if not found:
        return []
    bar = paint("gutter", "|")
    lines = [f"{' ' * gutter} {bar}"]
    for number, before, marked, after in found:
        lines.append(f"{paint('gutter', f'{number:>{gutter}}')} {bar} {before}{marked}{after}".rstrip())
        lines.append(f"{' ' * gutter} {bar} {' ' * width(before)}{paint(colour, mark * max(width(marked), 1))}")
    return lines
