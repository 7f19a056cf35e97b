"""Findings that are known and accepted: by a comment, an entry of the configuration, a baseline; what becomes of each."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.running import maplint

if TYPE_CHECKING:
    from pathlib import Path

PAST = (date.today() - timedelta(days=1)).isoformat()
TODAY = date.today().isoformat()
ENDS = {"source": {"type": "user"}, "target": {"type": "appuser", "name": "paperlane"}}


def mapping(**expressions: str) -> str:
    properties = {name: {"expression": text, "pushStatus": "PUSH"} for name, text in expressions.items()}
    return json.dumps({"id": "prm1", **ENDS, "properties": properties}, indent=1)


BAD = mapping(givenName="user.firstname", familyName="user.lastname")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mapping.json").write_text(BAD)
    return tmp_path


def report(folder: Path, *arguments: str, paths: tuple[str, ...] = (".",)) -> dict[str, Any]:
    outcome = maplint("check", *paths, *arguments, "--format", "json", cwd=folder)
    assert outcome.err == ""
    told: dict[str, Any] = json.loads(outcome.out)
    told["status"] = outcome.status
    return told


def at(told: dict[str, Any], rule: str = "oel-unknown-attribute") -> list[str]:
    """Where a rule's findings stand."""
    return [finding["location"]["pointer"].split("/")[2] for finding in told["findings"] if finding["rule"] == rule]


def messages(told: dict[str, Any], rule: str) -> list[str]:
    return [finding["message"] for finding in told["findings"] if finding["rule"] == rule]


# --- entries of the configuration ------------------------------------------------------------------------------------------


ENTRIES = {
    "a pointer": ("file: mapping.json, at: /properties/givenName", ["familyName"]),
    "a pattern of files": ("file: '*.json'", []),
    "a variable": ("attribute: familyName", ["givenName"]),
    "a SCIM attribute": ("attribute: name.givenName", ["familyName"]),
    "a mapping": ("mapping: prm1", []),
    "both must fit": ("mapping: prm1, attribute: givenName", ["familyName"]),
    "another file": ("file: other.json", ["givenName", "familyName"]),
    "another mapping": ("mapping: prm2", ["givenName", "familyName"]),
}


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_hides_what_it_is_about(name: str, folder: Path) -> None:
    where, left = ENTRIES[name]
    (folder / "maplint.yaml").write_text(f"ignores:\n- {{rule: oel-unknown-attribute, {where}, reason: known}}")
    told = report(folder)
    assert at(told) == left
    assert told["summary"]["ignored"] == 2 - len(left)
    assert told["status"] == (1 if left else 0)
    assert at(report(folder, "--no-ignores")) == ["givenName", "familyName"]
    # It is for these rules alone.
    (folder / "maplint.yaml").write_text(f"ignores:\n- {{rule: [names, value-length], {where}, reason: known}}")
    assert at(report(folder)) == ["givenName", "familyName"]


def test_one_that_hides_nothing_is_told(folder: Path) -> None:
    entry = "{rule: [MAP703, oel-syntax], file: mapping.json, reason: known}"
    (folder / "maplint.yaml").write_text(f"ignores:\n- {entry}")
    [message] = messages(report(folder), "unused-ignore")
    assert "oel-syntax" in message
    assert "MAP703" not in message
    (folder / "mapping.json").write_text(mapping(givenName="user.firstName"))
    [message] = messages(report(folder), "unused-ignore")
    assert "hides nothing" in message
    # Nothing is said of what the run cannot judge.
    assert messages(report(folder, "--select", "names,unused-ignore"), "unused-ignore") == []
    (folder / "other.json").write_text(mapping(givenName="user.firstName"))
    assert messages(report(folder, paths=("other.json",)), "unused-ignore") == []


@pytest.mark.parametrize(("day", "hides"), [(PAST, False), (TODAY, True), ("2999-12-31", True)])
def test_one_counts_until_its_day(day: str, hides: bool, folder: Path) -> None:
    (folder / "maplint.yaml").write_text(
        f"ignores:\n- {{rule: MAP703, file: mapping.json, reason: known, expires: {day}}}"
    )
    told = report(folder)
    assert at(told) == ([] if hides else ["givenName", "familyName"])
    assert len(messages(told, "expired-ignore")) == (not hides)


def test_what_cannot_be_hidden(folder: Path) -> None:
    entry = "ignores:\n- {rule: MAP703, file: mapping.json, reason: known}\n"
    (folder / "maplint.yaml").write_text(
        entry + "mandatory: [oel-unknown-attribute]\nper-file-ignores: {'*.json': [MAP703]}\n"
    )
    told = report(folder)
    assert at(told) == ["givenName", "familyName"]
    assert any("MAP703 cannot be ignored" in message for message in messages(told, "unused-ignore"))
    (folder / "maplint.yaml").write_text("mandatory: [MAP703]")
    maplint("check", ".", "--baseline", "b.json", "--update-baseline", cwd=folder)
    assert at(report(folder, "--baseline", "b.json")) == ["givenName", "familyName"]
    # By its nature: a gate must not pass over a file that it could not read.
    (folder / "broken.json").write_text('{"pushStatus": ')
    (folder / "maplint.yaml").write_text("ignores:\n- {rule: unreadable-file, file: broken.json, reason: known}")
    told = report(folder)
    assert "unreadable-file" in [finding["rule"] for finding in told["findings"]]
    assert told["status"] == 2


# --- comments ---------------------------------------------------------------------------------------------------------------


TERRAFORM = """resource "okta_profile_mapping" "x" {
  source_id = "oty1"
  target_id = "0oa1"
  %(block)s
  mappings {
    id         = "givenName"
    %(above)s
    expression = "user.firstname" %(behind)s
  }
  mappings {
    id         = "familyName"
    expression = "user.lastname"
  }
}
"""


def terraform(**comments: str) -> str:
    return TERRAFORM % {"block": "", "above": "", "behind": "", **comments}


COMMENTS = {
    "above the line": ({"above": "# maplint: ignore[oel-unknown-attribute] known"}, 1),
    "at its end": ({"behind": "# maplint: ignore[MAP703] known"}, 1),
    "above the block": ({"block": "// maplint: ignore[expressions] known"}, 1),
    "for the file": ({"block": "# maplint: ignore-file[MAP703] known"}, 0),
    "until a day to come": ({"above": "# maplint: ignore[MAP703] until 2999-12-31: known"}, 1),
    "until a day that is over": ({"above": f"# maplint: ignore[MAP703] until {PAST}: known"}, 2),
    "without a reason": ({"above": "# maplint: ignore[MAP703]"}, 2),
    "of another rule": ({"above": "# maplint: ignore[oel-syntax] known"}, 2),
}


@pytest.mark.parametrize("name", COMMENTS)
def test_a_comment_hides_what_follows(name: str, tmp_path: Path) -> None:
    comments, left = COMMENTS[name]
    (tmp_path / "main.tf").write_text(terraform(**comments))
    told = report(tmp_path)
    assert len([f for f in told["findings"] if f["rule"] == "oel-unknown-attribute"]) == left
    unused = [f for f in told["findings"] if f["rule"] in ("unused-ignore", "expired-ignore")]
    assert len(unused) == (left == 2)
    assert len([f for f in report(tmp_path, "--no-ignores")["findings"] if f["rule"] == "oel-unknown-attribute"]) == 2


def test_a_comment_in_yaml(tmp_path: Path) -> None:
    (tmp_path / "mapping.yaml").write_text(
        "source: {type: user}\ntarget: {type: appuser, name: paperlane}\nproperties:\n"
        "  # maplint: ignore[MAP703] known to HR\n  givenName: {expression: user.firstname, pushStatus: PUSH}\n"
        "  familyName: {expression: user.lastname, pushStatus: PUSH}\n"
    )
    assert at(report(tmp_path)) == ["familyName"]


# --- written by maplint -----------------------------------------------------------------------------------------------------


def test_ignores_are_written_for_what_is_shown(tmp_path: Path) -> None:
    (tmp_path / "mapping.json").write_text(BAD)
    (tmp_path / "main.tf").write_text(terraform())
    (tmp_path / "maplint.yaml").write_text("# ours\nfail-on: error  # a gate\n")
    outcome = maplint("check", ".", "--add-ignore", "known to HR", cwd=tmp_path)
    assert outcome.status == 0
    assert (tmp_path / "mapping.json").read_text() == BAD
    assert (tmp_path / "main.tf").read_text().count("# maplint: ignore[") == 3  # a flag that is left open, too
    text = (tmp_path / "maplint.yaml").read_text()
    assert text.startswith("# ours\nfail-on: error  # a gate\n")
    assert text.count("known to HR") == 2
    told = report(tmp_path)
    assert [finding["rule"] for finding in told["findings"] if finding["severity"] != "info"] == []
    assert told["summary"]["ignored"] == 5
    refused = maplint("check", ".", "--add-ignore", "  ", cwd=tmp_path)
    assert refused.status == 2


# --- the baseline -----------------------------------------------------------------------------------------------------------


def test_known_findings_are_counted_and_new_ones_fail(folder: Path) -> None:
    assert maplint("check", ".", "--baseline", "b.json", "--update-baseline", cwd=folder).status == 0
    told = report(folder, "--baseline", "b.json")
    assert (at(told), told["status"], told["summary"]["baselined"] >= 2) == ([], 0, True)
    # Lines may move.
    (folder / "mapping.json").write_text("\n\n" + json.dumps(json.loads(BAD), indent=4))
    assert at(report(folder, "--baseline", "b.json")) == []
    # A new one fails, also of the same rule.
    (folder / "mapping.json").write_text(
        mapping(givenName="user.firstname", familyName="user.lastname", title="user.titel")
    )
    told = report(folder, "--baseline", "b.json")
    assert (at(told), told["status"]) == (["title"], 1)
    # From the configuration; an auditor sees all.
    (folder / "maplint.yaml").write_text("baseline: b.json")
    assert at(report(folder)) == ["title"]
    assert len(at(report(folder, "--no-ignores"))) == 3


def test_entries_of_what_is_mended_are_told_and_pruned(folder: Path) -> None:
    (folder / "other.json").write_text(BAD.replace("prm1", "prm2"))
    maplint("check", ".", "--baseline", "b.json", "--update-baseline", cwd=folder)
    (folder / "mapping.json").write_text(mapping(givenName="user.firstName", familyName="user.lastname"))
    [message] = messages(report(folder, "--baseline", "b.json"), "unused-ignore")
    assert message == "1 finding of the baseline is no longer there"
    before = (folder / "b.json").read_text()
    # Files that were not checked keep their entries.
    assert maplint("check", "other.json", "--baseline", "b.json", "--prune-baseline", cwd=folder).status == 0
    assert (folder / "b.json").read_text() == before
    outcome = maplint("check", ".", "--baseline", "b.json", "--prune-baseline", cwd=folder)
    assert outcome.out == "b.json: 1 of 6 known findings are gone and taken out.\n"
    assert messages(report(folder, "--baseline", "b.json"), "unused-ignore") == []
    assert at(report(folder, "--baseline", "b.json")) == []
    # The mended fault comes back: it is new.
    (folder / "mapping.json").write_text(BAD)
    assert at(report(folder, "--baseline", "b.json")) == ["givenName"]


def test_a_finding_is_known_as_often_as_it_was_there(tmp_path: Path) -> None:
    """Two that nothing tells apart are known twice, not for ever."""
    line = json.dumps({**ENDS, "properties": {"givenName": {"expression": "user.firstname", "pushStatus": "PUSH"}}})
    (tmp_path / "m.json").write_text(f"[{line}]")
    maplint("check", ".", "--baseline", "b.json", "--update-baseline", cwd=tmp_path)
    assert maplint("check", ".", "--baseline", "b.json", cwd=tmp_path).status == 0
    (tmp_path / "m.json").write_text(f"[{line}, {line}]")
    told = report(tmp_path, "--baseline", "b.json")
    assert len([f for f in told["findings"] if f["rule"] == "oel-unknown-attribute"]) == 1


def test_a_wrong_baseline_is_one_sentence(folder: Path) -> None:
    for text, said in (("{", "b.json"), ('{"a": 1}', "b.json"), (None, "there is no baseline")):
        (folder / "b.json").unlink(missing_ok=True)
        if text is not None:
            (folder / "b.json").write_text(text)
        outcome = maplint("check", ".", "--baseline", "b.json", cwd=folder)
        assert (outcome.status, outcome.out, len(outcome.err.splitlines())) == (2, "", 1)
        assert said in outcome.err
    for options in (["--prune-baseline"], ["--update-baseline"]):
        assert "no baseline is named" in maplint("check", ".", *options, cwd=folder).err


def test_fixes_leave_alone_what_is_accepted(folder: Path) -> None:
    (folder / "maplint.yaml").write_text("ignores:\n- {rule: MAP703, attribute: givenName, reason: known}")
    assert maplint("check", ".", "--fix", cwd=folder).status == 0
    assert (folder / "mapping.json").read_text() == BAD.replace("user.lastname", "user.lastName")
