"""Markdown (GitHub's) for a comment on a pull request or a report to a client: findings grouped by rule, worst first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from maplint.finding import Applicability, Severity
from maplint.report.machine import region, repository_path
from maplint.report.summary import summary_lines
from maplint.report.text import Paint, clean_line, plural

if TYPE_CHECKING:
    from maplint.engine.result import Report
    from maplint.finding import Finding
    from maplint.report import RenderOptions, RuleInfo, RuleLookup


def render(report: Report, options: RenderOptions, rules: RuleLookup) -> str:
    """All findings, then the counts, what was assumed and what was skipped."""
    groups: dict[str, list[Finding]] = {}
    for finding in report.in_order():
        groups.setdefault(finding.rule, []).append(finding)
    ordered = sorted(groups.values(), key=lambda group: (min(f.severity.rank for f in group), group[0].code))
    everything = options._replace(show=Severity.INFO)
    verdict, *notes = [inline(line) for line in summary_lines(report, everything, Paint(False))]
    parts = [f"# maplint\n\n{verdict}\n"] if options.summary else []
    parts += [_group(group, rules(group[0].rule)) for group in ordered]
    if options.summary and notes:
        parts.append("".join(f"- {note}\n" for note in notes))
    return "\n".join(parts)


def _group(findings: list[Finding], info: RuleInfo | None) -> str:
    first = min(findings, key=lambda finding: finding.severity.rank)
    name = f"{first.code} {first.rule}"
    title = f"[{name}]({url_of(info.url)})" if info is not None and info.url else name
    lines = [f"## {first.severity.value}: {title} ({plural(len(findings), 'finding')})", ""]
    if info is not None:
        lines += [f"{inline(info.summary)}.", ""]
    # What all have in common is said once.
    consequences = {finding.consequence for finding in findings}
    if len(consequences) == 1 and first.consequence:
        lines += [f"What follows: {inline(first.consequence)}.", ""]
    lines += ["| Where | What is wrong | What to do |", "| --- | --- | --- |"]
    lines += [_row(finding, with_consequence=len(consequences) > 1) for finding in findings]
    return "\n".join(lines) + "\n"


def _row(finding: Finding, *, with_consequence: bool) -> str:
    start = region(finding.place).start
    where = code(f"{repository_path(finding.place.document.path)}:{start.line}:{start.column}")
    what = inline(finding.message)
    if with_consequence and finding.consequence:
        what += f" ({inline(finding.consequence)})"
    todo = inline(finding.help or "")
    if finding.fix is not None and finding.fix.applicability is Applicability.SAFE:
        todo += " (`--fix` does it)"
    elif finding.fix is not None and finding.fix.applicability is Applicability.UNSAFE:
        todo += " (`--unsafe-fixes` does it)"
    return f"| {where} | {what} | {todo.strip()} |"


def inline(text: str) -> str:
    """A sentence of ours, whose backticks mark code, for a line or a cell of a table."""
    parts = clean_line(text).split("`")
    if len(parts) % 2 == 0:
        return _plain("`".join(parts))
    return "".join(code(part) if index % 2 else _plain(part) for index, part in enumerate(parts))


def _plain(text: str) -> str:
    """Text in which nothing is markup."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_\[\]|~#!])", r"\\\1", text)


def code(text: str) -> str:
    """A code span, fenced by more backticks than it holds. In tables a pipe is escaped even there (GFM, section 4.10)."""
    text = clean_line(text).replace("|", r"\|")
    if not text.strip():
        return text
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    edge = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{edge}{text}{edge}{fence}"


def url_of(url: str) -> str:
    """A URL for the brackets of a link."""
    return url.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
