"""Counts by rule, most frequent first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.finding import Applicability, Severity
from maplint.report.summary import summary_lines
from maplint.report.text import Paint

if TYPE_CHECKING:
    from maplint.engine.result import Report
    from maplint.report import RenderOptions, RuleLookup


def render(report: Report, options: RenderOptions, _rules: RuleLookup) -> str:
    """``count  code  severity  rule``, with ``[*]`` where some can be mended with ``--fix``; infos are counted too."""
    paint = Paint(options.colour)
    rows: dict[tuple[str, str, str], list[int]] = {}
    for finding in report.findings:
        row = rows.setdefault((finding.code, finding.severity.value, finding.rule), [0, 0])
        row[0] += 1
        row[1] += finding.fix is not None and finding.fix.applicability is Applicability.SAFE
    lines = [
        f"{count:>5}  {code}  {paint(severity, f'{severity:<7}')}  {rule}{' [*]' if fixable else ''}"
        for (code, severity, rule), (count, fixable) in sorted(rows.items(), key=lambda item: (-item[1][0], item[0]))
    ]
    if options.summary:
        lines += summary_lines(report, options._replace(show=Severity.INFO), paint)
    return "".join(line + "\n" for line in lines)
