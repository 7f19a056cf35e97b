"""Counts by rule, most frequent first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.finding import Applicability, Severity
from maplint.record import NamedTuple
from maplint.report.summary import summary_lines
from maplint.report.text import Paint

if TYPE_CHECKING:
    from maplint.engine.result import Report
    from maplint.report import RenderOptions, RuleLookup


class Count(NamedTuple):
    """How often a rule found something, and how often ``--fix`` would mend it."""

    code: str
    rule: str
    severity: str
    findings: int
    fixable: int


def counts(report: Report) -> list[Count]:
    """One for each rule (and severity) that found something, most frequent first; infos are counted too."""
    rows: dict[tuple[str, str, str], list[int]] = {}
    for finding in report.findings:
        row = rows.setdefault((finding.code, finding.rule, finding.severity.value), [0, 0])
        row[0] += 1
        row[1] += finding.fix is not None and finding.fix.applicability is Applicability.SAFE
    found = [Count(*key, *row) for key, row in rows.items()]
    return sorted(found, key=lambda row: (-row.findings, row.code, row.severity))


def render(report: Report, options: RenderOptions, _rules: RuleLookup) -> str:
    """``count  code  severity  rule``, with ``[*]`` where some can be mended with ``--fix``."""
    paint = Paint(options.colour)
    lines = [
        f"{row.findings:>5}  {row.code}  {paint(row.severity, f'{row.severity:<7}')}  {row.rule}{' [*]' if row.fixable else ''}"
        for row in counts(report)
    ]
    if options.summary:
        lines += summary_lines(report, options._replace(show=Severity.INFO), paint)
    return "".join(line + "\n" for line in lines)
