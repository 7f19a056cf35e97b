"""The last lines of a report for people: counts, what can be fixed, what was hidden, assumed and skipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.finding import Applicability, Severity
from maplint.report.text import Paint, clean_line, plural

if TYPE_CHECKING:
    from maplint.engine.result import Report
    from maplint.report import RenderOptions


def summary_lines(report: Report, options: RenderOptions, paint: Paint) -> list[str]:
    """The lines, without line ends."""
    counts = report.summary
    checked = counts.checked()
    if report.directory is not None:
        checked += f", {report.directory.read:,} user{'s' * (report.directory.read != 1)}"
    by_severity = ((Severity.ERROR, counts.errors), (Severity.WARNING, counts.warnings), (Severity.INFO, counts.infos))
    # Errors and warnings count although they may not be shown: nobody is to read "All clear" over them.
    least = max(options.show.rank, Severity.WARNING.rank)
    found = [
        paint(severity.value, plural(count, severity.value))
        for severity, count in by_severity
        if count and severity.rank <= least
    ]
    hidden = [
        (severity.value, plural(count, severity.value))
        for severity, count in by_severity
        if count and severity.rank > options.show.rank
    ]
    if found:
        lines = [f"Found {', '.join(found)} in {checked}."]
    elif report.unreadable:
        lines = [f"{paint('error', 'Not everything could be read')}: {checked}."]
    elif not counts.files:
        lines = ["Nothing to check: none of the files is one that maplint knows."]
    else:
        lines = [f"{paint('fix', 'All clear')}: {checked}."]
    lines += _fixable(report)
    if hidden:
        lines.append(f"{', '.join(count for _, count in hidden)} hidden (--show {hidden[-1][0]}).")
    if counts.ignored or counts.baselined:
        lines.append(f"{plural(counts.ignored, 'finding')} ignored, {counts.baselined} in the baseline.")
    if report.assumed:
        lines.append(paint("dim", f"Assumed: {clean_line('; '.join(report.assumed))}."))
    if report.directory is not None:
        lines += [
            paint("dim", f"Not known: {', '.join(variables)}: {clean_line(reason)}.")
            for reason, variables in report.directory.unknown.items()
        ]
    lines += [
        paint("dim", f"The app is called `{clean_line(app)}`: --target {target} would check that target's limits, too.")
        for app, target in report.proposed
    ]
    lines += _skipped(report, paint)
    return lines


def _fixable(report: Report) -> list[str]:
    fixes = [finding.fix.applicability for finding in report.findings if finding.fix is not None]
    safe, unsafe = fixes.count(Applicability.SAFE), fixes.count(Applicability.UNSAFE)
    if not safe and not unsafe:
        return []
    parts = []
    if safe:
        parts.append(f"[*] {safe} fixable with --fix")
    if unsafe:
        parts.append(f"{unsafe}{' more' if safe else ''} with --unsafe-fixes")
    return [", ".join(parts) + " (--diff shows them)."]


def _skipped(report: Report, paint: Paint) -> list[str]:
    reasons: dict[str, int] = {}
    for skipped in report.skipped:
        reasons[skipped.reason] = reasons.get(skipped.reason, 0) + 1
    if not reasons:
        return []
    said = "; ".join(
        f"{plural(count, 'rule')} {reason.replace('needs', 'need', 1) if count > 1 else reason}"
        for reason, count in reasons.items()
    )
    return [paint("dim", f"Skipped: {clean_line(said)}.")]
