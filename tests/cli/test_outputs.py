"""Several reports of one run, each where it was asked for; the same exit status whatever the format."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import pytest

from maplint.report import FORMATS
from tests.cli.running import maplint

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """{"source": {"type": "user"}, "target": {"type": "appuser", "name": "paperlane"},
 "properties": {"givenName": {"expression": "user.firstName", "pushStatus": "PUSH"}}}"""
BAD = GOOD.replace("user.firstName", "user.firstname")
BEGINNINGS = {
    "full": "bad.json:2:51: error[MAP703] oel-unknown-attribute: `",
    "concise": "bad.json:2:51: error[MAP703] oel-unknown-attribute: [*]",
    "json": '{\n  "version": 1,',
    "sarif": '{\n  "$schema": "https://docs.oasis-open.org/sarif',
    "github": "::",
    "gitlab": '[\n  {\n    "description"',
    "junit": "<?xml",
    "markdown": "#",
    "rdjson": '{\n  "source": {\n    "name": "maplint"',
    "statistics": "    1  MAP008",
    "diff": "--- a/bad.json",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.json").write_text(GOOD)
    (tmp_path / "bad.json").write_text(BAD)
    return tmp_path


def written(folder: Path) -> dict[str, str]:
    """The files that a run left, and what each holds."""
    names = set(os.listdir(folder)) - {"good.json", "bad.json"}
    return {name: kind((folder / name).read_text(encoding="utf-8")) for name in names}


def kind(text: str) -> str:
    """The format of a report on the bad file."""
    return next((name for name, beginning in BEGINNINGS.items() if text.startswith(beginning)), f"none: {text[:80]}")


ASKED = {
    "nothing": ([], "full", {}),
    "a format": (["--format", "sarif"], "sarif", {}),
    "a file": (["--output", "a"], "", {"a": "full"}),
    "a format and a file": (["--format", "json", "--output", "a"], "", {"a": "json"}),
    "a file and a format": (["--output", "a", "--format", "json"], "", {"a": "json"}),
    "a file in the format": (["--format", "sarif=a"], "", {"a": "sarif"}),
    "screen and file": (["--format", "full", "--format", "sarif", "--output", "a"], "full", {"a": "sarif"}),
    "file and screen": (["--format", "sarif", "--output", "a", "--format", "github"], "github", {"a": "sarif"}),
    "files for two": (
        ["--format", "sarif", "--output", "a", "--format=junit", "--output=b"],
        "",
        {"a": "sarif", "b": "junit"},
    ),
    "both ways": (
        ["--format", "concise", "--format", "sarif=a", "--format", "gitlab", "--output", "b"],
        "concise",
        {"a": "sarif", "b": "gitlab"},
    ),
    "the screen by name": (["--format", "json=-", "--format", "full", "--output", "a"], "json", {"a": "full"}),
    "an equals sign in a name": (["--format", "json=a=b"], "", {"a=b": "json"}),
    "counts": (["--statistics"], "statistics", {}),
    "counts in a file": (["--statistics", "--output", "a"], "", {"a": "statistics"}),
    "counts and a report": (["--statistics", "--format", "sarif=a"], "statistics", {"a": "sarif"}),
    "changes": (["--diff"], "diff", {}),
    "changes in a file": (["--diff", "--output", "a"], "", {"a": "diff"}),
    "changes and a report": (["--diff", "--format", "sarif=a"], "diff", {"a": "sarif"}),
}


@pytest.mark.parametrize("name", ASKED)
def test_each_report_goes_where_it_was_asked_for(name: str, folder: Path) -> None:
    arguments, printed, files = ASKED[name]
    outcome = maplint("check", "bad.json", *arguments, cwd=folder)
    assert outcome.status == 1
    assert outcome.err == ""
    assert (kind(outcome.out) if outcome.out else "") == printed
    assert written(folder) == files


REFUSED = {
    "two on the screen": (["--format", "json", "--format", "sarif"], "--format sarif=FILE"),
    "two files for one": (["--format", "json", "--output", "a", "--output", "b"], "a and b are two files"),
    "two for one file": (["--format", "json=a", "--format", "sarif=./a"], "both go to ./a"),
    "no file": (["--format", "json="], "write json=FILE"),
    "a format that is none": (["--format", "jsn=a"], "did you mean `json`?"),
    "a folder that is none": (["--format", "json=nowhere/a"], "there is no folder"),
    "counts beside a report on the screen": (["--statistics", "--format", "sarif"], "--format sarif=FILE"),
    "changes beside a report on the screen": (["--diff", "--format", "json"], "--format json=FILE"),
    "changes and counts": (["--diff", "--statistics"], "--output FILE"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_told_apart_is_refused(name: str, folder: Path) -> None:
    arguments, said = REFUSED[name]
    outcome = maplint("check", "bad.json", *arguments, cwd=folder)
    assert outcome.status == 2
    assert outcome.out == ""
    assert said in outcome.err
    assert len(outcome.err.splitlines()) == 1
    assert written(folder) == {}


@pytest.mark.parametrize("format_", [*FORMATS, "statistics"])
@pytest.mark.parametrize(
    ("path", "options", "status"),
    [
        ("good.json", [], 0),
        ("good.json", ["--fail-on", "info"], 1),
        ("bad.json", [], 1),
        ("bad.json", ["--fail-on", "never"], 0),
        ("broken.json", ["--fail-on", "never"], 2),
    ],
)
def test_the_status_is_the_same_in_every_format(
    format_: str, path: str, options: list[str], status: int, folder: Path
) -> None:
    (folder / "broken.json").write_text('{"pushStatus": ')
    chosen = ["--statistics"] if format_ == "statistics" else ["--format", format_]
    assert maplint("check", path, *chosen, *options, cwd=folder).status == status
    assert maplint("check", path, *chosen, *options, "--output", "report", cwd=folder).status == status


def test_counts_in_json(folder: Path) -> None:
    rows = json.loads(maplint("check", "bad.json", "--statistics", "--format", "json", cwd=folder).out)["statistics"]
    row = {"code": "MAP703", "rule": "oel-unknown-attribute", "severity": "error", "findings": 1, "fixable": 1}
    assert row in rows


def test_a_report_with_the_diff_is_of_the_files_as_they_are(folder: Path) -> None:
    outcome = maplint("check", "bad.json", "--diff", "--format", "json=a", cwd=folder)
    assert "+ " in outcome.out
    rules = [finding["rule"] for finding in json.loads((folder / "a").read_text())["findings"]]
    assert "oel-unknown-attribute" in rules
    assert (folder / "bad.json").read_text() == BAD


def test_a_report_replaces_a_file_in_one_step(folder: Path) -> None:
    report = folder / "a"
    report.write_text("old")
    if sys.platform != "win32":
        report.chmod(0o640)
        (folder / "link").symlink_to("a")
    old = report.stat().st_ino
    maplint("check", "bad.json", "--output", "a" if sys.platform == "win32" else "link", cwd=folder)
    assert kind(report.read_text()) == "full"
    assert report.stat().st_ino != old or sys.platform == "win32"
    assert sys.platform == "win32" or report.stat().st_mode & 0o777 == 0o640
    assert not [name for name in os.listdir(folder) if name.endswith(".tmp")]


@pytest.mark.skipif(not os.path.exists("/dev/stdout"), reason="there is no /dev/stdout here")
def test_a_device_is_written_to(folder: Path) -> None:
    assert kind(maplint("check", "bad.json", "--output", "/dev/stdout", cwd=folder).out) == "full"


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="nothing is write-protected for this user")
def test_what_can_be_written_is_written(folder: Path) -> None:
    (folder / "a").write_text("old")
    (folder / "a").chmod(0o400)
    outcome = maplint("check", "bad.json", "--format", "full", "--format", "sarif=a", "--format", "json=b", cwd=folder)
    assert outcome.status == 2
    assert "a: cannot be written" in outcome.err
    assert kind(outcome.out) == "full"
    assert written(folder)["b"] == "json"


@pytest.mark.parametrize("format_", FORMATS)
def test_a_fault_of_maplint_is_told_as_one(
    format_: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 3 in every format: no gate takes it for findings, and none for a pass."""
    from maplint.cli.main import run
    from maplint.engine import check

    def fail(*_: object) -> None:
        raise ZeroDivisionError("a fault")

    monkeypatch.chdir(folder)
    monkeypatch.setattr(check, "prepare", fail)
    assert run(["check", "bad.json", "--format", format_]) == 3
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("internal error: ZeroDivisionError: a fault\nThis is a fault of maplint.")
    with pytest.raises(ZeroDivisionError):
        run(["check", "bad.json", "--debug"])
