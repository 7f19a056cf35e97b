"""The JSON report, version 1. The contract: fields are added, never changed or removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint import __version__
from maplint.report.fingerprint import fingerprints
from maplint.report.machine import region, to_json
from maplint.source.place import format_pointer

if TYPE_CHECKING:
    from maplint.engine.result import Report
    from maplint.finding import Finding, Fix
    from maplint.report import RenderOptions, RuleLookup
    from maplint.source.place import Place

VERSION = 1


def render(report: Report, options: RenderOptions, _rules: RuleLookup) -> str:
    """All findings, whatever their severity."""
    findings = report.in_order()
    marks = fingerprints(findings)
    value: dict[str, Any] = {
        "version": VERSION,
        "tool": {"name": "maplint", "version": __version__},
        "findings": [finding_json(finding, mark) for finding, mark in zip(findings, marks, strict=True)],
        "skipped": [{"rule": rule, "reason": reason} for rule, reason in report.skipped],
        "assumed": report.assumed,
        "notices": list(report.notices),
        "proposed_targets": [{"app": app, "target": target} for app, target in report.proposed],
        "summary": report.summary._asdict(),
        **_directory(report),
    }
    if options.statistics:
        from maplint.report.statistics import counts

        value["statistics"] = [row._asdict() for row in counts(report)]
    return to_json(value)


def _directory(report: Report) -> dict[str, Any]:
    """What is said of the users of the run, if there were any."""
    if report.directory is None:
        return {}
    unknown = [
        {"reason": reason, "variables": list(variables)} for reason, variables in report.directory.unknown.items()
    ]
    return {"users": {"read": report.directory.read, "unknown": unknown}}


def _users(finding: Finding) -> dict[str, Any]:
    users = finding.users
    if users is None:
        return {}
    seen = [{"value": value, "users": count} for value, count in users.seen]
    return {"users": {"count": users.number, "of": users.of, "examples": list(users.examples), "values": seen}}


def finding_json(finding: Finding, fingerprint: str) -> dict[str, Any]:
    """A finding, as the contract has it."""
    return {
        "code": finding.code,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        "message": finding.message,
        "help": finding.help,
        "consequence": finding.consequence,
        "location": location_json(finding.place),
        "related": [{**location_json(related.place), "message": related.message} for related in finding.related],
        "fix": None if finding.fix is None else _fix(finding.fix),
        "fingerprint": fingerprint,
        **_users(finding),
    }


def location_json(place: Place) -> dict[str, Any]:
    """Where something stands, as the contract has it."""
    start, end = region(place)
    return {
        "path": place.document.path,
        "pointer": format_pointer(place.pointer),
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    return {
        "title": fix.title,
        "applicability": fix.applicability.value,
        "edits": [
            {"path": edit.document.path, "start": edit.start, "end": edit.end, "text": edit.text} for edit in fix.edits
        ],
    }
