"""Errors of use, exit statuses, outputs: one sentence, the right status, never a traceback."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

_spec = importlib.util.spec_from_file_location("running", Path(__file__).with_name("running.py"))
assert _spec is not None
assert _spec.loader is not None
running = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(running)
maplint = running.maplint

GOOD = """{"source": {"type": "user"}, "target": {"type": "appuser", "name": "paperlane"},
 "properties": {"givenName": {"expression": "user.firstName", "pushStatus": "PUSH"}}}"""
BAD = GOOD.replace("user.firstName", "user.firstname")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.json").write_text(GOOD)
    (tmp_path / "bad.json").write_text(BAD)
    return tmp_path


WRONG_USE = {
    "a path that does not exist": (["check", "godo.json"], ["godo.json", "good.json"]),
    "a rule that does not exist": (
        ["check", "good.json", "--select", "oel-syntx"],
        ["oel-syntx", "did you mean `oel-syntax`"],
    ),
    "a code that does not exist": (["check", "good.json", "--ignore", "MAP999"], ["MAP999"]),
    "nothing left to run": (["check", "good.json", "--ignore", "ALL"], ["no rule is left"]),
    "a target that does not exist": (["check", "good.json", "--target", "slak"], ["slak", "slack"]),
    "a target file that is none": (["check", "good.json", "--target", "bad.json"], ["bad.json", "/Schemas"]),
    "an option that does not exist": (["check", "--formt", "json"], ["--formt", "--format"]),
    "a format that does not exist": (["check", "--format", "jsn"], ["jsn", "did you mean `json`"]),
    "a command that does not exist": (["chek"], ["chek", "check"]),
    "a path instead of a command": (["good.json"], ["maplint check good.json"]),
    "a rule to explain that does not exist": (["explain", "target-atribute-case"], ["target-attribute-case"]),
    "an output that cannot be written": (["check", "good.json", "--output", "no/where.txt"], ["no/where.txt"]),
    "a file of unknown kind": (["check", "package.json"], ["package.json", "knows"]),
    "a folder without anything known": (["check", "empty"], ["nothing to check"]),
    "a list of mappings alone": (["check", "list.json"], ["list.json", "GET /api/v1/mappings/{id}"]),
    "an export that lost its properties": (["check", "lost.json"], ["lost.json", "SDK"]),
}


@pytest.mark.parametrize("name", WRONG_USE)
def test_wrong_use_is_one_sentence_and_status_2(name: str, folder: Path) -> None:
    (folder / "package.json").write_text('{"name": "x", "version": "1.0.0"}')
    (folder / "empty").mkdir()
    (folder / "list.json").write_text(
        '[{"id": "prm1", "source": {"id": "oty1", "name": "user", "type": "user"},'
        ' "target": {"id": "0oa1", "name": "x", "type": "appuser"}}]'
    )
    (folder / "lost.json").write_text(
        '{"id": "prm1", "source": {"id": "oty1", "name": "user", "type": "user"},'
        ' "target": {"id": "0oa1", "name": "x", "type": "appuser"},'
        ' "properties": {"expression": null, "pushStatus": null}}'
    )
    arguments, said = WRONG_USE[name]
    outcome = maplint(*arguments, cwd=folder)
    assert outcome.status == 2
    assert outcome.out == ""
    assert outcome.err.startswith("error: ")
    assert len(outcome.err.strip().splitlines()) == 1
    for word in said:
        assert word in outcome.err


BROKEN = {
    "trailing comma": '{"source": {"type": "user"},}',
    "single quotes": "{'source': {'type': 'user'}}",
    "ends early": '{"source": {"type": "user"',
    "empty": "",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_a_finding_and_status_2(name: str, folder: Path) -> None:
    (folder / "broken.json").write_text(BROKEN[name])
    outcome = maplint("check", "broken.json", "good.json", "--format", "json", cwd=folder)
    findings = json.loads(outcome.out)["findings"]
    assert outcome.status == 2
    assert [finding["code"] for finding in findings if finding["severity"] == "error"] == ["MAP001"]
    assert findings[0]["location"]["path"] == "broken.json"
    assert findings[0]["help"]


def test_exit_status_follows_fail_on(folder: Path) -> None:
    assert maplint("check", "good.json", cwd=folder).status == 0
    assert maplint("check", "bad.json", cwd=folder).status == 1
    assert maplint("check", "bad.json", "--fail-on", "never", cwd=folder).status == 0
    assert maplint("check", "good.json", "--fail-on", "info", cwd=folder).status == 1


@pytest.mark.parametrize("format_", ["full", "concise", "json"])
def test_the_status_is_the_same_in_every_format(format_: str, folder: Path) -> None:
    assert maplint("check", "bad.json", "--format", format_, cwd=folder).status == 1


def test_output_goes_to_the_file_without_colour(folder: Path) -> None:
    outcome = maplint("check", "bad.json", "--output", "report.txt", cwd=folder, FORCE_COLOR="1")
    assert outcome.out == ""
    text = (folder / "report.txt").read_text(encoding="utf-8")
    assert "oel-unknown-attribute" in text
    assert "\x1b" not in text


def test_colour_only_when_wanted(folder: Path) -> None:
    assert "\x1b[" not in maplint("check", "bad.json", cwd=folder).out
    assert "\x1b[" in maplint("check", "bad.json", cwd=folder, FORCE_COLOR="1").out
    assert "\x1b[" not in maplint("check", "bad.json", cwd=folder, FORCE_COLOR="1", NO_COLOR="1").out


def test_json_report_has_the_fields_of_the_contract(folder: Path) -> None:
    report = json.loads(maplint("check", "bad.json", "--format", "json", cwd=folder).out)
    assert report["version"] == 1
    assert set(report) == {
        "version",
        "tool",
        "findings",
        "skipped",
        "assumed",
        "notices",
        "proposed_targets",
        "summary",
    }
    assert set(report["summary"]) == {
        "files", "flows", "errors", "warnings", "infos", "fixable", "ignored", "baselined", "resources",
    }  # fmt: skip
    finding = next(f for f in report["findings"] if f["rule"] == "oel-unknown-attribute")
    assert set(finding) == {
        "code", "rule", "severity", "confidence", "message", "help", "consequence", "location", "related", "fix", "fingerprint",
    }  # fmt: skip
    assert finding["location"]["pointer"] == "/properties/givenName/expression"
    text = BAD
    edit = finding["fix"]["edits"][0]
    assert text[: edit["start"]] + edit["text"] + text[edit["end"] :] == GOOD
    line, column = finding["location"]["line"], finding["location"]["column"]
    assert text.splitlines()[line - 1][column - 1 :].startswith("firstname")


def test_fingerprints_do_not_follow_lines(folder: Path) -> None:
    (folder / "moved.json").write_text("\n\n" + BAD)
    marks = []
    for name in ("bad.json", "moved.json"):
        (folder / "same.json").write_bytes((folder / name).read_bytes())
        report = json.loads(maplint("check", "same.json", "--format", "json", cwd=folder).out)
        marks.append([finding["fingerprint"] for finding in report["findings"]])
    assert marks[0] == marks[1]


def test_rules_are_listed() -> None:
    listed = json.loads(maplint("rules", "--format", "json").out)
    assert {"MAP104", "MAP722"} <= {rule["code"] for rule in listed}
    text = maplint("rules").out
    assert all(rule["code"] in text for rule in listed)


def test_targets_are_listed_and_shown() -> None:
    listed = json.loads(maplint("targets", "--format", "json").out)
    assert len(listed) >= 50
    shown = maplint("targets", "show", "slack").out
    assert "max length 21" in shown
    assert "https://docs.slack.dev/reference/scim-api" in shown


def test_schema_shows_what_the_target_declares() -> None:
    assert "name.givenName" in maplint("schema").out
    assert "defaultRole" in maplint("schema", "--target", "snowflake").out


def test_a_closed_pipe_is_no_error() -> None:
    import subprocess
    import sys

    process = subprocess.Popen(
        [sys.executable, "-m", "maplint", "rules"], cwd=running.ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**__import__("os").environ, "PYTHONPATH": f"{running.ROOT}{__import__('os').pathsep}{running.ROOT / 'rules'}"},
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(1)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait()
