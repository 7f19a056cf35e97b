"""GitLab code quality report: findings in the merge request.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.finding import Severity
from maplint.report.fingerprint import fingerprints
from maplint.report.machine import explanation, region, repository_path, to_json

if TYPE_CHECKING:
    from maplint.engine.result import Report
    from maplint.finding import Finding
    from maplint.report import RenderOptions, RuleLookup

SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "info"}
"""Of ``blocker``, ``critical``, ``major``, ``minor`` and ``info``."""


def render(report: Report, _options: RenderOptions, _rules: RuleLookup) -> str:
    """An array with an object for each finding. GitLab shows only the first of equal fingerprints; these differ."""
    findings = report.in_order()
    return to_json([_issue(finding, mark) for finding, mark in zip(findings, fingerprints(findings), strict=True)])


def _issue(finding: Finding, fingerprint: str) -> dict[str, Any]:
    start, end = region(finding.place)
    return {
        "description": ". ".join((finding.message, *explanation(finding))) + ".",
        "check_name": f"{finding.code} {finding.rule}",
        "fingerprint": fingerprint,
        "severity": SEVERITIES[finding.severity],
        "location": {
            "path": repository_path(finding.place.document.path),
            "lines": {"begin": start.line, "end": end.line},
        },
    }
