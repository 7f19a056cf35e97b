"""SARIF 2.1.0 (OASIS standard): for code scanning services and editors.

Levels are ``error``, ``warning`` and ``note``; paths are relative to ``%SRCROOT%``, the folder in which maplint ran.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from maplint import __version__
from maplint.finding import Severity
from maplint.report.fingerprint import fingerprints
from maplint.report.machine import explanation, repository_path, to_json
from maplint.source.place import format_pointer

if TYPE_CHECKING:
    from maplint.engine.result import Report
    from maplint.finding import Finding, Fix
    from maplint.report import RenderOptions, RuleInfo, RuleLookup
    from maplint.source.document import Document
    from maplint.source.place import Place

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render(report: Report, _options: RenderOptions, rules: RuleLookup) -> str:
    """All findings, with the rules that made them."""
    findings = report.in_order()
    marks = fingerprints(findings)
    seen: dict[str, Finding] = {}  # rule -> its first finding
    for finding in findings:
        seen.setdefault(finding.rule, finding)
    indexes = {rule: index for index, rule in enumerate(seen)}
    run = {
        "tool": {
            "driver": {
                "name": "maplint",
                "version": __version__,
                "rules": [_rule(finding, rules(rule)) for rule, finding in seen.items()],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The folder in which maplint ran."}}},
        "invocations": [{"executionSuccessful": not report.unreadable, "toolExecutionNotifications": _notes(report)}],
        "results": [
            _result(finding, indexes[finding.rule], mark) for finding, mark in zip(findings, marks, strict=True)
        ],
    }
    return to_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(finding: Finding, info: RuleInfo | None) -> dict[str, Any]:
    """A rule as the report saw it. Of one that is not known any more there is only what its finding tells."""
    descriptor: dict[str, Any] = {"id": finding.code, "name": finding.rule}
    if info is None:
        descriptor["defaultConfiguration"] = {"level": LEVELS[finding.severity]}
        return descriptor
    page = info.page() or info.summary
    descriptor["shortDescription"] = {"text": _text(info.summary)}
    descriptor["fullDescription"] = {"text": _text(info.summary)}
    descriptor["help"] = {"text": _text(page), "markdown": page}
    if info.url:
        descriptor["helpUri"] = info.url
    descriptor["defaultConfiguration"] = {"level": LEVELS[info.severity]}
    return descriptor


def _notes(report: Report) -> list[dict[str, Any]]:
    """What was assumed, skipped, and has become of rules: a run must not look more thorough than it was."""
    said = [f"assumed: {sentence}" for sentence in report.assumed]
    said += [f"skipped: {rule}: {reason}" for rule, reason in report.skipped]
    said += report.notices
    return [{"level": "note", "message": {"text": _text(text)}} for text in said]


def _result(finding: Finding, index: int, fingerprint: str) -> dict[str, Any]:
    place = finding.place
    properties: dict[str, Any] = {"confidence": finding.confidence.value}
    if finding.consequence:
        properties["consequence"] = finding.consequence
    if finding.help:
        properties["help"] = finding.help
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": LEVELS[finding.severity],
        "message": {"text": _text("\n".join((f"{finding.message}.", *explanation(finding))))},
        "locations": [_location(place)],
        "partialFingerprints": {"maplint/v1": fingerprint},
        "properties": properties,
    }
    if finding.related:
        result["relatedLocations"] = [
            {"id": number, **_location(related.place), "message": {"text": _text(related.message)}}
            for number, related in enumerate(finding.related, 1)
        ]
    if finding.fix is not None and finding.fix.edits:
        result["fixes"] = [_fix(finding.fix)]
    return result


def _fix(fix: Fix) -> dict[str, Any]:
    changes: dict[int, tuple[Document, list[dict[str, Any]]]] = {}
    for edit in fix.edits:
        document = edit.document
        replacement: dict[str, Any] = {"deletedRegion": _region(document, edit.start, edit.end)}
        if edit.text:
            replacement["insertedContent"] = {"text": edit.text}
        changes.setdefault(id(document), (document, []))[1].append(replacement)
    return {
        "description": {"text": _text(fix.title)},
        "artifactChanges": [
            {"artifactLocation": _artifact(document.path), "replacements": replacements}
            for document, replacements in changes.values()
        ],
        "properties": {"applicability": fix.applicability.value},
    }


def _location(place: Place) -> dict[str, Any]:
    document, span = place.document, place.span()
    physical = {"artifactLocation": _artifact(document.path), "region": _region(document, span.start, span.end)}
    location: dict[str, Any] = {"physicalLocation": physical}
    if place.pointer:
        location["logicalLocations"] = [{"fullyQualifiedName": format_pointer(place.pointer)}]
    return location


def _region(document: Document, start: int, end: int) -> dict[str, int]:
    first, last = document.position(start), document.position(end)
    return {"startLine": first.line, "startColumn": first.column, "endLine": last.line, "endColumn": last.column}


def _artifact(path: str) -> dict[str, str]:
    """Where a file is: relative to the folder of the run, or, for one that is elsewhere, as an absolute URI."""
    path = repository_path(path)
    escaped = quote(path.encode("utf-8", "surrogatepass"), safe="/!$&'()*+,;=@-._~")
    if path.startswith("/"):
        return {"uri": f"file://{escaped}"}
    if len(path) > 2 and path[1:3] == ":/":
        return {"uri": f"file:///{path[0]}:{escaped[4:]}"}
    return {"uri": escaped, "uriBaseId": "%SRCROOT%"}


def _text(text: str) -> str:
    """A text in which nothing is taken for a placeholder or a link (sections 3.11.5 and 3.11.6).

    Only what would be taken for one is escaped: many viewers show escapes as they stand.
    """
    text = re.sub(r"\{(\d+)\}", r"{{\1}}", text)
    return re.sub(r"\[(?=[^\[\]]*\]\()", r"\\[", text)
