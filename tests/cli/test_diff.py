"""`maplint diff` as a user runs it. ``MAPLINT_UPDATE_SAMPLES=1`` writes the expected texts anew."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest

_spec = importlib.util.spec_from_file_location("running", Path(__file__).with_name("running.py"))
assert _spec is not None
assert _spec.loader is not None
running = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(running)
SAMPLES, ROOT = running.SAMPLES, running.ROOT

BOTH = ("directory", "directory-next")
USERS = ("--users", "directory/users.json")
THERE = ("--target-users", "directory/target-users.json")


def diff(*arguments: str, cwd: Path = SAMPLES, stdin: bytes = b"", **variables: str) -> Any:
    return running.maplint("diff", *arguments, cwd=cwd, stdin=stdin, **variables)


@pytest.mark.parametrize(("name", "format_"), [("diff.txt", "text"), ("diff.md", "markdown")])
def test_transcript(name: str, format_: str) -> None:
    outcome = diff(*BOTH, *USERS, *THERE, "--format", format_)
    expected = SAMPLES / "directory-next" / name
    if os.environ.get("MAPLINT_UPDATE_SAMPLES"):
        expected.write_text(outcome.out, encoding="utf-8", newline="\n")
    assert outcome.out == expected.read_text(encoding="utf-8")
    assert outcome.err == ""
    assert outcome.status == 1


def test_the_page_shows_real_output() -> None:
    page = ROOT / "docs" / "diff.md"
    text = page.read_text(encoding="utf-8")
    found = re.search(r"(<!-- command: maplint (.*) -->\n```text\n)(.*?)(```)", text, re.DOTALL)
    assert found is not None
    shown = running.maplint(*found[2].split(), cwd=SAMPLES).out
    if os.environ.get("MAPLINT_UPDATE_SAMPLES"):
        page.write_text(text[: found.end(1)] + shown + text[found.start(4) :], encoding="utf-8", newline="\n")
    assert shown in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["directory", "directory"], 0),
        (["directory", "directory-next"], 1),
        (["directory", "directory-next", "--fail-on", "never"], 0),
        (["directory-next", "directory", "--show", "info"], 0),
        (["directory-next", "directory", *USERS, "--fail-on", "warning"], 1),
        (["directory", "directory-next", "--ignore", "oel-unknown-attribute"], 0),
        (
            [
                "directory",
                "directory-next",
                *USERS,
                "--ignore",
                "oel-unknown-attribute,value-length",
                "--fail-on",
                "warning",
            ],
            1,
        ),
    ],
)
def test_only_new_findings_fail(arguments: list[str], status: int) -> None:
    outcome = diff(*arguments)
    assert (outcome.status, outcome.err) == (status, "")


def test_a_version_and_itself() -> None:
    outcome = diff("directory", "directory", *USERS)
    assert outcome.out.splitlines()[:3] == [
        "No attribute flow changes.",
        "For none of 12 users anything else is sent.",
        "No finding is new, none is gone.",
    ]


def test_the_re_key_comes_first() -> None:
    assert diff(*BOTH, *USERS).out.startswith("! 2 of 11 users get another userName (")
    assert diff(*BOTH).out.startswith("! userName is made of something else")
    comment = diff(*BOTH, *USERS, "--format", "markdown").out
    assert comment.index("[!CAUTION]") < comment.index("attribute flows change")
    assert (
        "userName"
        not in diff("directory", "directory-next", "--show", "error", *USERS, "--format", "text").out.split("\n\n")[-1]
    )


def test_values_of_people_are_shown_only_when_asked_for() -> None:
    for format_ in ("text", "markdown", "json"):
        quiet = diff(*BOTH, *USERS, "--format", format_).out
        loud = diff(*BOTH, *USERS, "--show-values", "--format", format_).out
        for value in ("cyd.marsh@larkmoor.example", "Bo.Lind@larkmoor.example"):
            assert value not in quiet
            assert value.replace("_", r"\_") in loud


def test_several_reports_in_one_run(tmp_path: Path) -> None:
    outcome = diff(*BOTH, *USERS, "--format", "text", "--format", f"json={tmp_path / 'a.json'}", "--format", "markdown", "--output",
                   str(tmp_path / "a.md"))  # fmt: skip
    assert outcome.out.startswith("! ")
    assert (tmp_path / "a.md").read_text("utf-8").startswith("# maplint: ")
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))["version"] == 1


def test_users_on_standard_input_and_with_tables(tmp_path: Path) -> None:
    piped = diff(*BOTH, "--users", "-", stdin=(SAMPLES / "directory" / "users.json").read_bytes())
    assert piped.out == diff(*BOTH, *USERS).out
    table = tmp_path / "people.csv"
    table.write_text("Mail,login,firstName,lastName\nada@x.example,a@x.example,Ada,Voss\n", "utf-8")
    outcome = diff(*BOTH, "--users", str(table), "--column", "Mail=email")
    assert "! 1 of 1 user gets another userName" in outcome.out


def test_what_both_versions_lack_is_read_with_both(tmp_path: Path) -> None:
    for name in BOTH:
        (tmp_path / name).mkdir()
        shutil.copy(SAMPLES / name / "mapping.json", tmp_path / name)
    without = diff(*BOTH, "--format", "json", cwd=tmp_path)
    shared = diff(*BOTH, "--format", "json", "--with", str(SAMPLES / "directory" / "app_schema.json"), cwd=tmp_path)

    def path(outcome: Any) -> Any:
        flows = json.loads(outcome.out)["mappings"][0]["flows"]
        return next(flow["new"]["path"] for flow in flows if flow["variable"] == "berth")

    assert path(without) is None or "userType" not in path(without)
    assert path(shared) == "userType"


def test_a_configuration_counts_for_both(tmp_path: Path) -> None:
    for name in BOTH:
        shutil.copytree(SAMPLES / name, tmp_path / name)
    (tmp_path / "maplint.yaml").write_text("ignore: [oel-unknown-attribute]\ntarget: slack\n", "utf-8")
    assert "oel-unknown-attribute" not in diff(*BOTH, cwd=tmp_path).out
    assert "oel-unknown-attribute" in diff(*BOTH, "--no-config", cwd=tmp_path).out
    assert "no target: RFC 7643" not in diff(*BOTH, cwd=tmp_path).out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["directory"], "Missing argument 'NEW'"),
        (["directory", "nowhere"], "nowhere: there is no such file or folder"),
        (["C:\\nowhere\\x.json", "directory"], "C:\\nowhere\\x.json: there is no such file or folder"),
        (["directory", "directory-next", "--show-values"], "--users FILE"),
        (["directory", "directory-next", *THERE], "--users FILE"),
        (
            ["directory", "directory-next", "--users", "directory/nobody.json"],
            "directory/nobody.json: the file does not exist",
        ),
        (["directory", "directory-next", "--users", "directory/mapping.json"], "neither a profile nor a login"),
        (["directory", "directory-next", "--format", "txt"], "did you mean `text`"),
        (["directory", "directory-next", "--format", "text", "--format", "json"], "--format json=FILE"),
        (["directory", "directory-next", "--select", "oel-synatx"], "oel-syntax"),
        (["directory", "directory-next", "--target", "slakc"], "did you mean `slack`"),
        (["directory", "users.json"], "users.json holds no profile mapping"),
        (["README.md", "directory"], "README.md"),
        (["directory", "directory-next", "--with", "nothing.json"], "nothing.json: there is no such file or folder"),
        (["directory", "directory-next", "--user", "x"], "there is no option `--user`"),
    ],
)
def test_what_is_wrong_is_one_sentence(arguments: list[str], said: str) -> None:
    outcome = diff(*arguments)
    assert outcome.status == 2
    assert said in outcome.err
    assert len(outcome.err.splitlines()) == 1
    assert outcome.out == ""


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """In the new version it ends the run as it ends a check; in the old one it may be what is mended."""
    for name in BOTH:
        shutil.copytree(SAMPLES / name, tmp_path / name)
    mapping = tmp_path / "directory" / "mapping.json"
    mapping.write_text(mapping.read_text("utf-8")[:700], "utf-8")
    breaks = diff("directory-next", "directory", cwd=tmp_path)
    assert breaks.status == 2
    assert "Not compared: directory/mapping.json cannot be read: what it holds counts as gone." in breaks.out
    mends = diff("directory", "directory-next", "--ignore", "oel-unknown-attribute", cwd=tmp_path)
    assert mends.status == 0
    assert "unreadable-file" in mends.out


# --- revisions ----------------------------------------------------------------------------------------------------------------

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A pull request: two commits of one folder."""
    folder = tmp_path / "repository"
    folder.mkdir()

    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    for name, value in (("user.name", "N"), ("user.email", "n@x.example"), ("commit.gpgsign", "false")):
        git("config", name, value)
    for name in BOTH:
        (folder / "okta").mkdir(exist_ok=True)
        for file in ("mapping.json", "app_schema.json"):
            shutil.copy(SAMPLES / name / file, folder / "okta" / file)
        git("add", "-A")
        git("commit", "-q", "-m", name)
    return folder


@needs_git
def test_a_revision_says_what_the_folders_say(repository: Path) -> None:
    users = ("--users", str(SAMPLES / "directory" / "users.json"))
    outcome = diff("HEAD~1:okta/", "okta/", *users, cwd=repository)
    assert outcome.status == 1
    of_folders = diff(*BOTH, *USERS).out.replace("directory-next/", "okta/").replace("directory/", "HEAD~1:okta/")
    assert squeezed(outcome.out) == squeezed(of_folders)
    assert "HEAD~1:okta/mapping.json:15:21" in outcome.out


@needs_git
def test_the_configuration_that_lies_there_now_counts_for_both(repository: Path) -> None:
    (repository / "maplint.yaml").write_text("projects:\n  rota: {files: okta/, target: slack}\n", "utf-8")
    outcome = diff("HEAD~1:okta", "HEAD:okta", "--format", "json", cwd=repository)
    report = json.loads(outcome.out)
    assert not [line for line in report["assumed"] if "no target" in line]
    assert report["old"] == {"given": "HEAD~1:okta", "revision": "HEAD~1"}
    assert {change["old"]["path"] for change in report["mappings"]} == {"okta/mapping.json"}


@needs_git
def test_faults_of_revisions_are_one_sentence(repository: Path) -> None:
    for arguments, said in (
        (["mian:okta", "okta"], "did you mean `main`"),
        (["HEAD:okat", "okta"], "did you mean `HEAD:okta`"),
        (["HEAD~1", "okta"], "name what it holds, too: `HEAD~1:okta`"),
    ):
        outcome = diff(*arguments, cwd=repository)
        assert (outcome.status, outcome.out, len(outcome.err.splitlines())) == (2, "", 1)
        assert said in outcome.err
    elsewhere = diff("HEAD:okta", "okta", cwd=repository.parent, GIT_CEILING_DIRECTORIES=str(repository.parent))
    assert "lies in no git repository" in elsewhere.err


def squeezed(text: str) -> str:
    return re.sub(r" +", " ", text)


# --- JSON ---------------------------------------------------------------------------------------------------------------------

COUNT = {"type": "integer", "minimum": 0}
TEXT = {"type": "string"}
TEXT_OR_NULL = {"type": ["string", "null"]}


def record(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


def array(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


def nullable(schema: Any) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


LOCATION = record(path=TEXT, pointer=TEXT, line=COUNT, column=COUNT, end_line=COUNT, end_column=COUNT)
SOME = {"count": COUNT, "examples": array(TEXT)}
ASPECTS = array(record(name=TEXT, old={}, new={}))
FLOW = record(
    variable=TEXT,
    path=TEXT_OR_NULL,
    expression=TEXT_OR_NULL,
    push={"type": ["boolean", "null"]},
    origin=TEXT,
    location=LOCATION,
)
CHANGES = {"enum": ["added", "removed", "changed", "renamed", "rewritten"]}
GROUPS = record(
    groups=COUNT,
    users=COUNT,
    values=array(record(value=TEXT, sent=array(TEXT), sharing=TEXT, users=COUNT, examples=array(TEXT))),
)
PROPERTY = record(name=TEXT, location=nullable(LOCATION))
PEOPLE = record(
    count=COUNT,
    changed=record(**SOME),
    attributes=array(
        record(path=TEXT, variable=TEXT, created_only={"type": "boolean"}, set=COUNT, cleared=COUNT, changed=COUNT, failing=COUNT,
               unknown=COUNT, examples=array(TEXT))
    ),
    refused=record(before=COUNT, now=COUNT, begin=record(**SOME), cease=record(**SOME)),
    rekeyed=array(record(attribute=TEXT, **SOME)),
    taken_names=record(count=COUNT, examples=array({"type": "object"})),
    collisions=array(record(attribute=TEXT, required_unique={"type": "boolean"}, new=GROUPS, solved=GROUPS)),
)  # fmt: skip
FINDING = {
    "type": "object",
    "required": ["code", "rule", "severity", "message", "location", "fingerprint"],
    "properties": {"location": LOCATION, "fingerprint": TEXT},
}
BY_SEVERITY = record(errors=COUNT, warnings=COUNT, infos=COUNT)
CONTRACT = record(
    version={"const": 1},
    tool=record(name={"const": "maplint"}, version=TEXT),
    old=record(given=TEXT, revision=TEXT_OR_NULL),
    new=record(given=TEXT, revision=TEXT_OR_NULL),
    mappings=array(
        record(
            change={"enum": ["added", "removed", "changed", "same"]},
            app=record(id=TEXT_OR_NULL, name=TEXT_OR_NULL, label=TEXT),
            direction=TEXT,
            old=nullable(LOCATION),
            new=nullable(LOCATION),
            flows=array(
                record(change=CHANGES, variable=TEXT, aspects=ASPECTS, rekeys=TEXT_OR_NULL, kept_by_okta={"type": "boolean"},
                       old=nullable(FLOW), new=nullable(FLOW))
            ),
            users=nullable(PEOPLE),
        )
    ),
    schemas=array(
        record(
            change={"enum": ["added", "removed", "changed"]},
            kind=TEXT,
            id=TEXT_OR_NULL,
            name=TEXT_OR_NULL,
            properties=array(record(change=CHANGES, name=TEXT, aspects=ASPECTS, old=nullable(PROPERTY), new=nullable(PROPERTY))),
        )
    ),
    findings=record(new=array(FINDING), gone=array(FINDING), more=array(FINDING), fewer=array(FINDING)),
    users=nullable(record(read=COUNT)),
    not_compared=array(TEXT),
    assumed=array(TEXT),
    summary=record(flows=COUNT, new=BY_SEVERITY, gone=BY_SEVERITY),
)  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new"),
    [("directory", "directory-next"), ("directory", "whole-app"), ("whole-app", "hr-import"), ("terraform", "custom-extension"),
     ("yaml", "first-day"), ("good", "good")],
)  # fmt: skip
def test_json_is_the_contract(old: str, new: str) -> None:
    for users in ((), ("--users", "users.json", "--users", "directory/users.json")):
        outcome = diff(old, new, *users, "--format", "json")
        assert outcome.err == ""
        report = json.loads(outcome.out)
        jsonschema.validate(report, CONTRACT)
        assert bool(report["users"]) == bool(users)


def test_fingerprints_are_those_of_a_check() -> None:
    report = json.loads(diff(*BOTH, "--format", "json").out)
    checked = json.loads(running.maplint("check", "directory-next", "--format", "json", cwd=SAMPLES).out)
    known = {finding["fingerprint"] for finding in checked["findings"]}
    new = {finding["fingerprint"] for finding in report["findings"]["new"]}
    assert new
    assert new <= known
    people = json.loads(diff(*BOTH, *USERS, "--format", "json").out)["mappings"][0]["users"]
    assert people["rekeyed"] == [
        {"attribute": "userName", "count": 2, "examples": ["00ularkmoor000000003", "00ularkmoor000000004"]}
    ]
