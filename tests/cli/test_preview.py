"""`maplint preview` as a user runs it. ``MAPLINT_UPDATE_SAMPLES=1`` writes the expected texts anew."""

from __future__ import annotations

import importlib.util
import json
import os
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

_spec = importlib.util.spec_from_file_location("running", Path(__file__).with_name("running.py"))
assert _spec is not None
assert _spec.loader is not None
running = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(running)
maplint, SAMPLES, ROOT = running.maplint, running.SAMPLES, running.ROOT

USERS = ("--users", "users.json")
APP_USERS = [
    {"id": "00ufern1", "scope": "USER", "profile": {"userName": "mo@fernmark.example", "workMail": "mo@fernmark.example",
                                                    "givenName": "Mo", "familyName": "Fern", "personId": "7"}},
]  # fmt: skip


def preview(*arguments: str, cwd: Path = SAMPLES, stdin: bytes = b"", **variables: str) -> Any:
    return maplint("preview", *arguments, cwd=cwd, stdin=stdin, **variables)


def documents(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


@pytest.mark.parametrize("name", ["good", "first-day", "custom-extension", "whole-app"])
def test_transcript(name: str) -> None:
    outcome = preview(name, *USERS)
    expected = SAMPLES / name / "preview.txt"
    if os.environ.get("MAPLINT_UPDATE_SAMPLES"):
        expected.write_text(outcome.out, encoding="utf-8", newline="\n")
    assert outcome.out == expected.read_text(encoding="utf-8")
    assert outcome.err == ""
    # The third user has the first one's login.
    assert outcome.status == 1


@pytest.mark.parametrize("name", ["preview.md", "matching.md"])
def test_the_page_shows_real_output(name: str) -> None:
    page = ROOT / "docs" / name
    text = page.read_text(encoding="utf-8")
    found = re.search(r"(<!-- command: maplint (.*) -->\n```text\n)(.*?)(```)", text, re.DOTALL)
    assert found is not None
    shown = maplint(*found[2].split(), cwd=SAMPLES).out
    if os.environ.get("MAPLINT_UPDATE_SAMPLES"):
        page.write_text(text[: found.end(1)] + shown + text[found.start(4) :], encoding="utf-8", newline="\n")
    assert shown in page.read_text(encoding="utf-8")


def test_accepted_is_status_0_and_refused_is_status_1() -> None:
    assert preview("good", *USERS, "--user", "ada.marsh@tidewater.example").status == 0
    refused = preview("first-day", *USERS, "--user", "00utidewaterada00001")
    assert refused.status == 1
    assert "Answer: 400 Bad Request, scimType invalidValue" in refused.out


def test_several_users_by_name_are_shown_in_that_order() -> None:
    outcome = preview(
        "good", *USERS, "--user", "BO@tidewater.example", "--user", "00utidewaterada00001", "--format", "ndjson"
    )
    assert [value["user"]["login"] for value in documents(outcome.out)] == [
        "bo@tidewater.example",
        "ada.marsh@tidewater.example",
    ]


WRONG_USE: dict[str, tuple[list[str], list[str]]] = {
    "no users": (["good"], ["--users"]),
    "no mapping": ([*USERS], ["MAPPING"]),
    "a user who is not there": (["good", *USERS, "--user", "ada.mrsh@tidewater.example"],
                                ["no user `ada.mrsh@tidewater.example`", "did you mean `Ada.Marsh@tidewater.example`?"]),
    "a name that is near to nobody's": (["good", *USERS, "--user", "zz"], ["no user `zz`", "as they stand in the file"]),
    "a file that does not exist": (["good", "--users", "none.json"], ["none.json", "does not exist"]),
    "no mapping among the files": (["good/app_schema.json", *USERS], ["no profile mapping", "GET /api/v1/mappings/{mappingId}"]),
    "an app that is not there": (["whole-app", *USERS, "--app", "Bracken Suit"], ["Bracken Suit", "did you mean `Bracken Suite`?"]),
    "users of Okta for a mapping to Okta": (["hr-import", *USERS], ["GET /api/v1/apps/{appId}/users"]),
    "an event that does not exist": (["good", *USERS, "--event", "creat"], ["did you mean `create`?"]),
    "a target that does not exist": (["good", *USERS, "--target", "slak"], ["slak", "slack"]),
    "what the target has is none of SCIM": (["good", *USERS, "--existing", "users.json"], ["users.json", "userName"]),
    "a limit of none": (["good", *USERS, "--limit", "0"], ["--limit"]),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_USE)
def test_wrong_use_is_one_sentence_and_status_2(name: str) -> None:
    arguments, says = WRONG_USE[name]
    outcome = preview(*arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert len(outcome.err.splitlines()) == 1
    for words in says:
        assert words in outcome.err


def test_a_mapping_that_cannot_be_read_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "mapping.json").write_text(
        '{"source": {"type": "user"}, "target": {"type": "appuser"}, "properties": {,}}'
    )
    outcome = preview("mapping.json", "--users", str(SAMPLES / "users.json"), cwd=tmp_path)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith("error: mapping.json:1:")


def test_a_list_of_mappings_is_told_to_be_one(tmp_path: Path) -> None:
    ends = {
        "source": {"id": "oty1", "name": "user", "type": "user"},
        "target": {"id": "0oa1", "name": "x", "type": "appuser"},
    }
    (tmp_path / "list.json").write_text(json.dumps([{"id": "prm1", **ends}, {"id": "prm2", **ends}]))
    outcome = preview(str(tmp_path / "list.json"), *USERS)
    assert outcome.status == 2
    assert "a list of mappings holds no properties" in outcome.err


def test_no_users_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "users.json").write_text("[]")
    outcome = preview("good", "--users", str(tmp_path / "users.json"))
    assert outcome.status == 2
    assert "there are no users in it" in outcome.err


def test_users_of_an_app_make_profiles_of_okta(tmp_path: Path) -> None:
    (tmp_path / "app_users.json").write_text(json.dumps(APP_USERS))
    outcome = preview("hr-import", "--users", str(tmp_path / "app_users.json"))
    assert outcome.status == 1
    assert "Okta user profile" in outcome.out
    assert '"login": "mo@fernmark.example"' in outcome.out
    assert "Okta does not take the profile" in outcome.out
    assert "write `appuser.department`" in outcome.out


def test_users_may_come_from_standard_input_and_from_a_table() -> None:
    table = b"Work mail;Given name;Surname\nada@paperlane.example;Ada;Byron\n"
    outcome = preview(
        "good", "--users", "-", "--column", "Work mail=login", "--user", "ada@paperlane.example", stdin=table
    )
    assert outcome.status == 0
    assert '"userName": "ada@paperlane.example"' in outcome.out


def test_who_is_there_is_linked(tmp_path: Path) -> None:
    there = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "7", "userName": "Ada.Marsh@Tidewater.example",
             "title": "Old", "nickName": "Addie"}  # fmt: skip
    (tmp_path / "there.json").write_text(json.dumps({"Resources": [there]}))
    arguments = ("good", *USERS, "--existing", str(tmp_path / "there.json"), "--user", "ada.marsh@tidewater.example")
    outcome = preview(*arguments)
    assert "finds the user: Okta links to it" in outcome.out
    assert "PUT /Users/7" in outcome.out
    (value,) = documents(preview(*arguments, "--format", "ndjson").out)
    assert value["body"]["nickName"] == "Addie"
    assert value["body"]["title"] == "Pilot"
    assert next(leaf["from"] for leaf in value["trace"] if leaf["pointer"] == "/nickName") == "target"


def test_an_update_is_a_put() -> None:
    outcome = preview("good", *USERS, "--event", "update", "--user", "bo@tidewater.example")
    assert "PUT /Users/(the target's id)" in outcome.out
    assert "Answer: 200 OK" in outcome.out


def test_an_app_is_chosen_by_its_label(tmp_path: Path) -> None:
    outcome = preview("whole-app", "good", *USERS, "--app", "bracken suite", "--limit", "1", "--format", "ndjson")
    assert [value["app"]["label"] for value in documents(outcome.out)] == ["Bracken Suite"]
    both = preview("whole-app", "good", *USERS, "--limit", "1", "--format", "ndjson")
    assert {value["app"]["label"] for value in documents(both.out)} == {"Bracken Suite", "lanternworks_board_1"}


def test_colours_are_for_terminals_and_change_no_text() -> None:
    plain = preview("first-day", *USERS, "--limit", "1").out
    coloured = preview("first-day", *USERS, "--limit", "1", FORCE_COLOR="1").out
    assert "\x1b[" not in plain
    assert "\x1b[1;31m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_values_cannot_deceive_a_terminal(tmp_path: Path) -> None:
    evil = "Ada\x1b[2J\u202e"
    users = [
        {"id": "00u1", "profile": {"login": "a@b.example", "firstName": evil, "lastName": "B", "displayName": evil}}
    ]
    (tmp_path / "users.json").write_text(json.dumps(users))
    outcome = preview("good", "--users", str(tmp_path / "users.json"))
    assert not any(character in outcome.out for character in ("\x1b", "\u202e"))


def test_a_narrow_screen_gets_what_is_said_of_a_line_below_it() -> None:
    from maplint.cli.preview import _project
    from maplint.report.preview_text import render
    from maplint.report.text import Paint
    from maplint.users.preview import Previewer
    from maplint.users.records import user_of

    joined = _project([str(SAMPLES / "good")], (), None, True).mappings[0]
    user = user_of(json.loads((SAMPLES / "users.json").read_text())[0])
    made = Previewer(joined, now="2026-11-25T12:00:00.000Z").preview(user)
    lines = render(made, Paint(False), 60).splitlines()
    at = next(number for number, line in enumerate(lines) if '"givenName": "Ada"' in line)
    assert lines[at + 1].strip().startswith("# user.firstName")
    wide = render(made, Paint(False), 150).splitlines()
    columns = {line.index(" user.") for line in wide if '": "' in line and " user." in line}
    assert len(columns) == 1


# --- for programs -------------------------------------------------------------------------------------------------------------

PLACE = {"type": ["object", "null"], "required": ["path", "pointer", "line", "column"]}
FLOW = ["variable", "expression", "location"]
CONTRACT = {
    "type": "object",
    "required": ["user", "app", "mapping", "target", "kind", "event", "requests", "body", "trace", "absent", "answer", "problems",
                 "note", "assumed"],
    "properties": {
        "kind": {"enum": ["SCIM request", "app user profile", "Okta user profile"]},
        "event": {"enum": ["create", "update"]},
        "mapping": PLACE,
        "body": {"type": "object"},
        "trace": {"items": {"required": ["pointer", "value", "from", *FLOW], "properties": {
            "from": {"enum": ["profile mapping", "username template", "Okta", "external name", "target"]}, "location": PLACE}}},
        "absent": {"items": {"required": ["path", "reason", "message", *FLOW], "properties": {"location": PLACE}}},
        "answer": {"required": ["outcome", "status", "scimType", "detail", "undecided", "shown_by_okta"], "properties": {
            "outcome": {"enum": ["accepted", "ignored", "may-refuse", "refused", "conflict", "withheld"]}}},
        "problems": {"items": {"required": ["by", "cause", "effect", "path", "pointer", "message", "help", "consequence", *FLOW],
                               "properties": {"by": {"enum": ["Okta", "target"]}, "location": PLACE,
                                              "effect": {"enum": ["refuses", "may-refuse", "ignores", "stores"]}}}},
    },
}  # fmt: skip


@pytest.mark.parametrize("name", ["good", "first-day", "custom-extension", "whole-app", "terraform", "yaml"])
def test_each_line_keeps_the_contract(name: str) -> None:
    outcome = preview(name, *USERS, "--format", "ndjson")
    values = documents(outcome.out)
    assert len(values) == 4
    for value in values:
        jsonschema.validate(value, CONTRACT)


def test_one_document_holds_the_same_with_a_summary() -> None:
    document = json.loads(preview("good", *USERS, "--format", "json").out)
    assert document["version"] == 1
    assert document["summary"] == {"previews": 4, "accepted": 3, "refused": 1, "may_be_refused": 0}
    assert document["previews"] == documents(preview("good", *USERS, "--format", "ndjson").out)
    assert "no target: RFC 7643 (core User and enterprise extension)" in document["assumed"]


def test_each_value_leads_to_the_line_that_makes_it() -> None:
    (value,) = documents(preview("good", *USERS, "--limit", "1", "--format", "ndjson").out)
    leaf = next(leaf for leaf in value["trace"] if leaf["pointer"] == "/name/givenName")
    where = leaf["location"]
    line = (SAMPLES / where["path"]).read_text().splitlines()[where["line"] - 1]
    assert line[where["column"] - 1 :].startswith('"user.firstName"')


@pytest.mark.parametrize("form", ["text", "json", "ndjson"])
def test_exit_status_is_the_same_in_every_format(form: str) -> None:
    assert preview("first-day", *USERS, "--limit", "1", "--format", form).status == 1
    assert preview("good", *USERS, "--limit", "1", "--format", form).status == 0
