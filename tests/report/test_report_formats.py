"""Each format on one small report, to the letter. ``MAPLINT_UPDATE_REPORTS=1`` writes the expected texts anew."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from maplint import __version__
from maplint.finding import Severity
from maplint.report import FORMATS, RenderOptions, RuleInfo, render

if TYPE_CHECKING:
    from maplint.engine.result import Report

EXPECTED = Path(__file__).parent / "expected"
SUFFIXES = {
    "json": "json",
    "sarif": "sarif.json",
    "gitlab": "gitlab.json",
    "rdjson": "rdjson.json",
    "junit": "junit.xml",
}
ALL = (*FORMATS, "statistics")


@pytest.fixture(autouse=True)
def _fixed_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


def compare(name: str, text: str) -> None:
    text = text.replace(f'"version": "{__version__}"', '"version": "VERSION"')
    path = EXPECTED / name
    if os.environ.get("MAPLINT_UPDATE_REPORTS"):
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ALL)
def test_report(name: str, report: Report, rules: dict[str, RuleInfo]) -> None:
    compare(f"report.{SUFFIXES.get(name, name + '.txt')}", render(report, name, RenderOptions(), rules.get))


@pytest.mark.parametrize("name", ALL)
def test_clean_report(name: str, clean_report: Report, rules: dict[str, RuleInfo]) -> None:
    compare(f"clean.{SUFFIXES.get(name, name + '.txt')}", render(clean_report, name, RenderOptions(), rules.get))


@pytest.mark.parametrize("name", ["full", "concise", "statistics"])
def test_report_in_colour_says_the_same(name: str, report: Report, rules: dict[str, RuleInfo]) -> None:
    import re

    options = RenderOptions(show=Severity.INFO)
    coloured = render(report, name, options._replace(colour=True, hyperlinks=True), rules.get)
    assert "\x1b[1;31m" in coloured
    plain = re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;;[^\x1b]*\x1b\\", "", coloured)
    assert plain == render(report, name, options, rules.get)


def test_codes_link_to_their_pages_only_where_wanted(report: Report, rules: dict[str, RuleInfo]) -> None:
    link = "\x1b]8;;https://maplint.example/rules/target-attribute-misspelled\x1b\\error[MAP104]\x1b]8;;\x1b\\"
    assert link in render(report, "full", RenderOptions(colour=True, hyperlinks=True), rules.get)
    for options in (RenderOptions(colour=True), RenderOptions(hyperlinks=True)):
        assert "\x1b]8" not in render(report, "full", options, rules.get)


@pytest.mark.parametrize("name", ["full", "concise"])
@pytest.mark.parametrize(
    ("show", "shown", "said"),
    [
        (Severity.ERROR, {"MAP104"}, "1 warning, 1 info hidden (--show info)."),
        (Severity.WARNING, {"MAP104", "MAP703"}, "1 info hidden (--show info)."),
        (Severity.INFO, {"MAP104", "MAP703", "MAP900"}, None),
    ],
)
def test_what_is_not_shown_is_counted(
    name: str, show: Severity, shown: set[str], said: str | None, report: Report, rules: dict[str, RuleInfo]
) -> None:
    text = render(report, name, RenderOptions(show=show), rules.get)
    assert {code for code in ("MAP104", "MAP703", "MAP900") if f"[{code}]" in text} == shown
    assert ("hidden" in text) == (said is not None)
    assert said is None or said in text.splitlines()


def test_nothing_is_called_clear_when_only_errors_are_shown(report: Report, rules: dict[str, RuleInfo]) -> None:
    report.findings = [finding for finding in report.findings if finding.severity is Severity.WARNING]
    text = render(report, "concise", RenderOptions(show=Severity.ERROR), rules.get)
    assert "All clear" not in text
    assert "1 warning hidden (--show warning)." in text.splitlines()


def test_nothing_is_called_clear_when_a_file_could_not_be_read(clean_report: Report) -> None:
    clean_report.unreadable = True
    text = render(clean_report, "full", RenderOptions(), lambda _: None)
    assert "All clear" not in text
    assert "Not everything could be read" in text


@pytest.mark.parametrize("name", FORMATS)
def test_formats_for_machines_carry_everything(name: str, report: Report, rules: dict[str, RuleInfo]) -> None:
    text = render(report, name, RenderOptions(show=Severity.ERROR), rules.get)
    assert ("MAP900" in text) == (name not in ("full", "concise"))


def test_summary_can_be_left_out(report: Report, rules: dict[str, RuleInfo]) -> None:
    for name in ("full", "concise", "statistics", "markdown"):
        text = render(report, name, RenderOptions(summary=False), rules.get)
        assert "Found" not in text
        assert "Assumed" not in text


def test_more_can_be_fixed_unsafely(report: Report, rules: dict[str, RuleInfo]) -> None:
    text = render(report, "concise", RenderOptions(), rules.get)
    assert "[*] 1 fixable with --fix, 1 more with --unsafe-fixes (--diff shows them)." in text.splitlines()
