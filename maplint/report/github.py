"""GitHub workflow commands: annotations on the lines of a pull request.

https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.finding import Severity
from maplint.report.machine import explanation, region, repository_path
from maplint.report.text import clean

if TYPE_CHECKING:
    from maplint.engine.result import Report
    from maplint.finding import Finding
    from maplint.report import RenderOptions, RuleLookup

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report, _options: RenderOptions, _rules: RuleLookup) -> str:
    """One command for each finding."""
    return "".join(_command(finding) for finding in report.in_order())


def _command(finding: Finding) -> str:
    start, end = region(finding.place)
    properties = {
        "title": f"{finding.code} {finding.rule}",
        "file": repository_path(finding.place.document.path),
        "line": start.line,
        "endLine": end.line,
    }
    # Columns are taken only for annotations on one line.
    if start.line == end.line:
        properties |= {"col": start.column, "endColumn": end.column}
    message = "\n".join((finding.message, *explanation(finding)))
    told = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{COMMANDS[finding.severity]} {told}::{_data(message)}\n"


def _data(text: str) -> str:
    """A text for the end of a command, which is one line. `clean` has written out carriage returns."""
    return clean(text).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    """A text for a property, which a colon or a comma would end."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
