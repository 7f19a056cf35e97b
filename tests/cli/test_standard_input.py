"""`-`: what an editor or a hook hands over on standard input, named after the file that it stands for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import maplint

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """{"source": {"type": "user"}, "target": {"type": "appuser", "name": "paperlane"},
 "properties": {"givenName": {"expression": "user.firstName", "pushStatus": "PUSH"}}}"""
BAD = GOOD.replace("user.firstName", "user.firstname")
CONFIGURATION = """
projects:
  paperlane:
    files: crm/
    companions: org/user_schema.json
"""
USER_SCHEMA = """{"id": "https://x.okta.com/meta/schemas/user/default", "type": "object", "definitions": {
 "base": {"id": "#base", "type": "object", "properties": {"login": {"type": "string"}}},
 "custom": {"id": "#custom", "type": "object", "properties": {"firstname": {"type": "string"}}}}}"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("crm", "org"):
        (tmp_path / name).mkdir()
    (tmp_path / "maplint.yaml").write_text(CONFIGURATION)
    (tmp_path / "org" / "user_schema.json").write_text(USER_SCHEMA)
    (tmp_path / "crm" / "mapping.json").write_text(GOOD)
    return tmp_path


def rules(text: str) -> list[tuple[str, str]]:
    return [(finding["location"]["path"], finding["rule"]) for finding in json.loads(text)["findings"]]


def test_findings_bear_the_name(tmp_path: Path) -> None:
    for name, shown in (("new/mapping.json", "new/mapping.json"), (None, "<stdin>")):
        options = ["--stdin-filename", name] if name else []
        outcome = maplint("check", "-", *options, "--format", "json", cwd=tmp_path, stdin=BAD.encode())
        assert outcome.status == 1
        assert (shown, "oel-unknown-attribute") in rules(outcome.out)


def test_the_text_counts_in_place_of_the_file_and_its_companions_are_found(folder: Path) -> None:
    arguments = ["--stdin-filename", "crm/mapping.json", "--format", "json"]
    named = maplint("check", "-", *arguments, cwd=folder, stdin=BAD.encode())
    assert ("crm/mapping.json", "oel-unknown-attribute") not in rules(named.out), "the schema has `firstname`"
    assert named.status == 0
    # The same as if it stood in the file; one file is counted, not two.
    (folder / "crm" / "mapping.json").write_text(BAD)
    assert named.out == maplint("check", "crm/mapping.json", "--format", "json", cwd=folder).out
    (folder / "crm" / "mapping.json").write_text(GOOD)
    together = maplint("check", ".", "-", *arguments, cwd=folder, stdin=BAD.encode())
    assert json.loads(together.out)["summary"]["files"] == 2
    # From below, the configuration is found beside the name.
    below = maplint(
        "check", "-", "--stdin-filename", "mapping.json", "--format", "json", cwd=folder / "crm", stdin=BAD.encode()
    )
    assert below.status == 0


def test_terraform_is_known_by_the_name_and_read_with_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "locals.tf").write_text('locals {\n  first = "user.firstname"\n}\n')
    text = """resource "okta_profile_mapping" "x" {
  source_id = "oty1"
  target_id = "0oa1"
  mappings {
    id         = "givenName"
    expression = local.first
  }
}
"""
    outcome = maplint(
        "check", "-", "--stdin-filename", "main.tf", "--format", "json", cwd=tmp_path, stdin=text.encode()
    )
    assert ("locals.tf", "oel-unknown-attribute") in rules(outcome.out)


@pytest.mark.parametrize("text", [BAD.encode(), BAD.replace("\n", "\r\n").encode("utf-8-sig"), GOOD.encode()])
def test_the_fixed_text_is_printed_and_the_report_is_told_aside(text: bytes, folder: Path) -> None:
    outcome = maplint("check", "-", "--fix", "--stdin-filename", "new.json", cwd=folder, stdin=text)
    assert outcome.out == text.replace(b"firstname", b"firstName").decode().replace("\r\n", "\n")
    assert "All clear" in outcome.err
    assert ("Fixed 1 finding in standard input." in outcome.err) == (b"firstname" in text)
    assert outcome.status == 0
    assert not (folder / "new.json").exists()


def test_what_cannot_be_read_comes_out_as_it_was(folder: Path) -> None:
    outcome = maplint("check", "-", "--fix", "--stdin-filename", "crm/mapping.json", cwd=folder, stdin=b'{"a": ')
    assert outcome.out == '{"a": '
    assert outcome.status == 2
    assert "unreadable-file" in outcome.err


def test_the_report_may_go_to_a_file(folder: Path) -> None:
    outcome = maplint("check", "-", "--fix", "--format", "json=report", cwd=folder, stdin=BAD.encode())
    assert outcome.out == GOOD
    assert json.loads((folder / "report").read_text())["summary"]["errors"] == 0


def test_the_diff_bears_the_name(folder: Path) -> None:
    outcome = maplint("check", "-", "--diff", "--stdin-filename", "new.json", cwd=folder, stdin=BAD.encode())
    assert outcome.out.startswith("--- a/new.json\n+++ b/new.json\n")
    assert outcome.status == 1


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text(BAD)
    outcome = maplint("check", "-", "other.json", "--fix", cwd=tmp_path, stdin=BAD.encode())
    assert outcome.out == GOOD
    assert other.read_text() == BAD
    assert "it changes more than <stdin>" in outcome.err


REFUSED = {
    "a name without text": (["check", "good.json", "--stdin-filename", "x.json"], "give `-` as a path"),
    "a folder as a name": (["check", "-", "--stdin-filename", "crm"], "is a folder"),
    "an ignore": (["check", "-", "--add-ignore", "known"], "name its file"),
    "a baseline": (["check", "-", "--baseline", "b.json", "--update-baseline"], "name its file"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_wrong_use(name: str, folder: Path) -> None:
    arguments, said = REFUSED[name]
    outcome = maplint(*arguments, cwd=folder, stdin=BAD.encode())
    assert outcome.status == 2
    assert said in outcome.err
    assert outcome.out == ""


def test_a_name_is_enough(tmp_path: Path) -> None:
    outcome = maplint("check", "--stdin-filename", "x.json", "--format", "json", cwd=tmp_path, stdin=BAD.encode())
    assert ("x.json", "oel-unknown-attribute") in rules(outcome.out)
