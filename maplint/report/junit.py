"""JUnit XML: findings as failed tests, a file as a suite; for CI servers that show test results.

Valid against the schema of Jenkins' xUnit plugin (``junit-10.xsd``) and the stricter one of Ant's reports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.finding import Severity
from maplint.report.machine import explanation, region, repository_path
from maplint.report.text import clean, clean_line
from maplint.source.place import format_pointer

if TYPE_CHECKING:
    from maplint.engine.result import Report
    from maplint.finding import Finding
    from maplint.report import RenderOptions, RuleLookup


def render(report: Report, _options: RenderOptions, _rules: RuleLookup) -> str:
    """A suite for each file with findings; one test that passes when there are none.

    Errors and warnings fail. Infos are skipped tests: they are seen, and break nothing.
    """
    by_file: dict[str, list[Finding]] = {}
    for finding in report.in_order():
        by_file.setdefault(repository_path(finding.place.document.path), []).append(finding)
    time = _timestamp()
    suites = [_suite(number, path, findings, time) for number, (path, findings) in enumerate(by_file.items())]
    if not suites:
        checked = report.summary.checked()
        suites = [
            _frame(0, "maplint", 1, 0, 0, time, f'    <testcase name="{checked}" classname="maplint" time="0"/>\n')
        ]
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n{"".join(suites)}</testsuites>\n'


def _suite(number: int, path: str, findings: list[Finding], time: str) -> str:
    infos = sum(finding.severity is Severity.INFO for finding in findings)
    cases = "".join(_case(finding, path) for finding in findings)
    return _frame(number, path, len(findings), len(findings) - infos, infos, time, cases)


def _frame(number: int, name: str, tests: int, failures: int, skipped: int, time: str, cases: str) -> str:
    return (
        f'  <testsuite id="{number}" package="maplint" name="{_attribute(name)}" timestamp="{time}" hostname="localhost" '
        f'tests="{tests}" failures="{failures}" errors="0" skipped="{skipped}" time="0">\n'
        f"    <properties/>\n{cases}    <system-out/>\n    <system-err/>\n  </testsuite>\n"
    )


def _case(finding: Finding, path: str) -> str:
    # No line in the name: a test that has moved is still the same one.
    name = f"{finding.code} {finding.rule} {format_pointer(finding.place.pointer)}".rstrip()
    start = region(finding.place).start
    text = "\n".join((f"{path}:{start.line}:{start.column}", *explanation(finding)))
    if finding.severity is Severity.INFO:
        opening, closing = "<skipped", "</skipped>"
    else:
        opening, closing = f'<failure type="{finding.severity.value}"', "</failure>"
    return (
        f'    <testcase name="{_attribute(name)}" classname="{_attribute(path)}" time="0">\n'
        f'      {opening} message="{_attribute(finding.message)}">{_content(text)}{closing}\n'
        "    </testcase>\n"
    )


def _content(text: str) -> str:
    """Text of an element. `clean` writes out what XML cannot hold."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _attribute(text: str) -> str:
    return _content(clean_line(text)).replace('"', "&quot;")


def _timestamp() -> str:
    """Now, or what SOURCE_DATE_EPOCH says (https://reproducible-builds.org/specs/source-date-epoch/)."""
    import os
    from time import gmtime, strftime

    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return strftime("%Y-%m-%dT%H:%M:%S", gmtime(int(epoch)) if epoch.isdecimal() and len(epoch) < 12 else gmtime())
