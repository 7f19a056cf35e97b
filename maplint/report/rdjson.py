"""Reviewdog Diagnostic Format: comments on code reviews, with suggestions that can be accepted.

https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.finding import Applicability
from maplint.report.change import change_of
from maplint.report.machine import explanation, repository_path, to_json

if TYPE_CHECKING:
    from maplint.engine.result import Report
    from maplint.finding import Finding
    from maplint.report import RenderOptions, RuleLookup
    from maplint.source.document import Document
    from maplint.source.place import Place


def render(report: Report, _options: RenderOptions, rules: RuleLookup) -> str:
    """All findings as one DiagnosticResult."""
    diagnostics = [_diagnostic(finding, rules) for finding in report.in_order()]
    return to_json({"source": {"name": "maplint"}, "diagnostics": diagnostics})


def _diagnostic(finding: Finding, rules: RuleLookup) -> dict[str, Any]:
    info = rules(finding.rule)
    code = {"value": f"{finding.code} {finding.rule}"}
    if info is not None and info.url:
        code["url"] = info.url
    diagnostic: dict[str, Any] = {
        "message": "\n".join((finding.message, *explanation(finding))),
        "location": _location(finding.place),
        "severity": finding.severity.value.upper(),
        "code": code,
    }
    suggestion = _suggestion(finding)
    if suggestion is not None:
        diagnostic["suggestions"] = [suggestion]
    if finding.related:
        diagnostic["related_locations"] = [
            {"message": related.message, "location": _location(related.place)} for related in finding.related
        ]
    return diagnostic


def _suggestion(finding: Finding) -> dict[str, Any] | None:
    """The fix as one replacement: a suggestion has no path and is accepted alone."""
    fix = finding.fix
    if fix is None or fix.applicability is Applicability.DISPLAY:
        return None
    change = change_of(fix)
    if change is None or change.document is not finding.place.document:
        return None
    return {"range": _range(change.document, change.start, change.end), "text": change.text}


def _location(place: Place) -> dict[str, Any]:
    span = place.span()
    return {"path": repository_path(place.document.path), "range": _range(place.document, span.start, span.end)}


def _range(document: Document, start: int, end: int) -> dict[str, Any]:
    return {"start": _position(document, start), "end": _position(document, end)}


def _position(document: Document, offset: int) -> dict[str, int]:
    """Columns of this format count the bytes of UTF-8."""
    line, column = document.position(offset)
    if not document.text.isascii():
        before = document.text[document.line_start(line) : offset]
        column = len(before.encode("utf-8", "surrogatepass")) + 1
    return {"line": line, "column": column}
