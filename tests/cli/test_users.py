"""Users on the command line: `maplint check --users`, `maplint audit`."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

_spec = importlib.util.spec_from_file_location("running", Path(__file__).with_name("running.py"))
assert _spec is not None
assert _spec.loader is not None
running = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(running)
SAMPLES = running.SAMPLES
USERS = ["--users", "directory/users.json"]
THERE = ["--target-users", "directory/target-users.json"]


def maplint(*arguments: str, stdin: bytes = b"") -> Any:
    return running.maplint(*arguments, cwd=SAMPLES, stdin=stdin)


def test_an_audit_prints_what_stands_beside_the_sample() -> None:
    outcome = maplint("audit", "directory", *USERS, *THERE)
    expected = SAMPLES / "directory" / "audit.txt"
    if os.environ.get("MAPLINT_UPDATE_SAMPLES"):
        expected.write_text(outcome.out, encoding="utf-8", newline="\n")
    assert outcome.out == expected.read_text(encoding="utf-8")
    assert outcome.status == 1


def test_check_says_the_same_of_users_as_audit() -> None:
    checked = json.loads(maplint("check", "directory", *USERS, *THERE, "--preset", "audit", "--format", "json").out)
    audited = json.loads(maplint("audit", "directory", *USERS, *THERE, "--format", "json").out)
    assert checked["findings"] == audited["findings"]
    assert checked["users"] == {"read": 12, "unknown": []}
    (population,) = audited["populations"]
    assert population["users"] == 11
    assert population["matching"]["missed"] == 1


def test_values_of_people_are_shown_only_when_asked_for() -> None:
    quiet = maplint("audit", "directory", *USERS, "--format", "json").out
    loud = maplint("audit", "directory", *USERS, "--show-values", "--format", "json").out
    for secret in ("Brandt ", "Bo.Lind@"):
        assert secret not in quiet
        assert secret in loud
    assert "JPN" in quiet


def test_a_page_is_written_beside_what_is_printed(tmp_path: Path) -> None:
    file = tmp_path / "audit.html"
    outcome = maplint("audit", "directory", *USERS, *THERE, "--format", "full", "--format", f"html={file}")
    assert outcome.out == (SAMPLES / "directory" / "audit.txt").read_text(encoding="utf-8")
    assert outcome.status == 1
    page = file.read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>\n")
    assert "<title>4 of 11 users would be refused by larkmoor_rota_1 - maplint audit</title>" in page
    piped = maplint("audit", "directory", *USERS, *THERE, "--format", "html")
    assert piped.out.startswith("<!DOCTYPE html>\n")


def test_a_page_names_people_by_their_ids(tmp_path: Path) -> None:
    users = json.loads((SAMPLES / "directory" / "users.json").read_text("utf-8"))
    shared = {"desk@larkmoor.example", "desk", "larkmoor.example"}
    personal = {
        value
        for user in users
        for name in ("login", "email", "firstName", "lastName", "displayName")
        if isinstance(value := user["profile"].get(name), str) and len(value) > 3 and value.lower() not in shared
    }
    assert len(personal) > 20
    quiet = maplint("audit", "directory", *USERS, *THERE, "--format", "html").out
    assert [value for value in sorted(personal) if value in quiet] == []
    assert "JPN" in quiet
    loud = maplint("audit", "directory", *USERS, "--show-values", "--format", "html").out
    assert "Brandt " in loud


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_a_page_is_not_for_terminals() -> None:
    import pty

    main, terminal = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(running.ROOT), str(running.ROOT / "rules")])}
    done = subprocess.run(
        [sys.executable, "-m", "maplint", "audit", "directory", *USERS, "--format", "html"],
        cwd=SAMPLES,
        env=environment,
        stdout=terminal,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(terminal)
    os.close(main)
    assert done.returncode == 2
    assert done.stderr.decode() == "error: html is a page for browsers; write it to a file: --format html=audit.html\n"


@pytest.mark.parametrize("number", ["0", "1", "20"])
def test_so_many_users_are_named(number: str) -> None:
    report = json.loads(maplint("audit", "directory", *USERS, "--examples", number, "--format", "json").out)
    named = [len(finding["users"]["examples"]) for finding in report["findings"] if "users" in finding]
    assert max(named) == min(int(number), 2)


def test_users_are_read_from_standard_input_and_tables(tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text(
        "Mail,firstName,lastName,department\nada@x.example,Ada,Voss,Deck\n,Bo,Lind,Deck\n", encoding="utf-8"
    )
    outcome = maplint("check", "directory", "--users", str(table), "--column", "Mail=email", "--format", "json")
    report = json.loads(outcome.out)
    found = [f for f in report["findings"] if f["rule"] == "required-source-nullable" and "users" in f]
    assert [f["users"]["count"] for f in found] == [1]
    piped = maplint("check", "directory", "--users", "-", stdin=(SAMPLES / "directory" / "users.json").read_bytes())
    assert "12 users" in piped.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "directory", "--show-values"], "--users FILE"),
        (["check", "directory", *THERE], "--users FILE"),
        (["check", "directory", "--users", "directory/nobody.json"], "directory/nobody.json: the file does not exist"),
        (["check", "directory", "--users", "directory"], "this is a folder"),
        (["check", "directory", "--users", "directory/mapping.json"], "neither a profile nor a login"),
        (["check", "directory", "--users", "directory/target-users.json"], "--target-users"),
        (["check", "directory", *USERS, "--target-users", "directory/users.json"], "a record has no userName"),
        (["check", "directory", *USERS, "--column", "Mail"], "HEADER=ATTRIBUTE"),
        (["check", "-", "--users", "-"], "only once"),
        (["check", "directory", "--users", "-", "--fix"], "only once"),
        (["audit", "directory"], "an audit needs users"),
        (["audit", "directory", *USERS, "--format", "jsn"], "did you mean `json`"),
        (["audit", "directory", *USERS, "--format", "full", "--format", "html"], "--format html=FILE"),
        (["audit", "directory", *USERS, "--format", "htm=a"], "did you mean `html`"),
        (["audit", "directory", *USERS, "--jobs", "0"], "--jobs"),
    ],
)
def test_what_is_wrong_is_one_sentence(arguments: list[str], said: str) -> None:
    outcome = maplint(*arguments)
    assert outcome.status == 2
    assert said in outcome.err
    assert "Traceback" not in outcome.err


def test_what_nothing_offline_tells_is_named(tmp_path: Path) -> None:
    mapping = json.loads((SAMPLES / "directory" / "mapping.json").read_text("utf-8"))
    mapping["properties"]["title"]["expression"] = 'getManagerUser("active_directory").login'
    (tmp_path / "mapping.json").write_text(json.dumps(mapping), encoding="utf-8")
    outcome = maplint("check", str(tmp_path), *USERS)
    assert "Not known: title:" in outcome.out


def test_configured_users_are_audited(tmp_path: Path) -> None:
    import shutil

    for name in ("ferry", "dock"):
        shutil.copytree(SAMPLES / "directory", tmp_path / name)
        for file in (tmp_path / name).iterdir():
            file.write_text(
                file.read_text("utf-8").replace("larkmoor_rota_1", name).replace("0oalark", f"0oa{name}"), "utf-8"
            )
    (tmp_path / "few.csv").write_text("Mail,firstName,lastName,department\nada@x.example,Ada,Voss,Deck\n", "utf-8")
    (tmp_path / "maplint.yaml").write_text(
        """
users: ferry/users.json
target-users: ferry/target-users.json
projects:
  dock: {files: dock/, users: few.csv, columns: {Mail: email}}
""",
        "utf-8",
    )
    outcome = running.maplint("audit", "ferry", "dock", "--format", "json", cwd=tmp_path)
    report = json.loads(outcome.out)
    of = {one["app"]: one for one in report["populations"]}
    assert {name: one["users"] for name, one in of.items()} == {"ferry": 11, "dock": 1}
    assert of["ferry"]["matching"] is not None
    assert of["dock"]["matching"] is None
    assert report["users"]["read"] == 13
    shown = running.maplint("config", "show", cwd=tmp_path).out
    assert "users: [ferry/users.json]" in shown
    (tmp_path / "maplint.yaml").write_text("user: x.json\n", "utf-8")
    wrong = running.maplint("audit", "ferry", cwd=tmp_path)
    assert "did you mean `users`" in wrong.err
