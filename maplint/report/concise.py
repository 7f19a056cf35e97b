"""One line for each finding: for editors, grep, and people in a hurry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.finding import Applicability
from maplint.report.summary import summary_lines
from maplint.report.text import Paint, clean_line

if TYPE_CHECKING:
    from maplint.engine.result import Report
    from maplint.report import RenderOptions, RuleLookup


def render(report: Report, options: RenderOptions, _rules: RuleLookup) -> str:
    """``path:line:column: severity[code] rule: message``, ``[*]`` where ``--fix`` mends it."""
    paint = Paint(options.colour)
    lines: list[str] = []
    for finding in report.in_order(options.show):
        document = finding.place.document
        line, column = document.position(finding.place.span().start)
        severity = finding.severity.value
        fixable = finding.fix is not None and finding.fix.applicability is Applicability.SAFE
        where = paint("bold", f"{clean_line(document.path)}:{line}:{column}")
        what = paint(severity, f"{severity}[{finding.code}]")
        lines.append(f"{where}: {what} {finding.rule}:{' [*]' if fixable else ''} {clean_line(finding.message)}")
    if options.summary:
        lines += summary_lines(report, options, paint)
    return "".join(line + "\n" for line in lines)
