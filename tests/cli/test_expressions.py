"""`maplint eval` and `maplint functions` as a person uses them."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


def maplint(*arguments: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "maplint", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def user(tmp_path: Path) -> str:
    path = tmp_path / "user.json"
    path.write_text(
        json.dumps({"id": "00u1", "profile": {"login": "ada@example.com", "title": None}}), encoding="utf-8"
    )
    return str(path)


def test_a_value_with_its_type_and_what_is_read(user: str) -> None:
    status, out, err = maplint("eval", "String.substringBefore(user.login, '@')", "--user", user)
    assert (status, err) == (0, "")
    assert out == '"ada"  (string)\nreads: user.login\n'


def test_json_tells_what_was_assumed(user: str) -> None:
    status, out, _ = maplint("eval", "'x' + user.title", "--user", user, "--format", "json")
    told = json.loads(out)
    assert status == 0
    assert (told["value"], told["type"]) == ("xnull", "string")
    assert told["assumed"] == ["a missing value joined to a text gives the text `null`"]
    assert told["facts"]["reads"] == ["user.title"]


def test_the_context_brings_what_the_user_does_not(tmp_path: Path) -> None:
    path = tmp_path / "context.yaml"
    path.write_text("appuser:\n  userName: ada\nnow: 2026-01-02T03:04:05Z\n", encoding="utf-8")
    assert maplint("eval", "appuser.userName", "--context", str(path))[1].startswith('"ada"')


def test_a_fault_is_underlined() -> None:
    status, out, _ = maplint("eval", "user.a = 'x'")
    assert status == 1
    assert out.splitlines()[1:] == ["  user.a = 'x'", "         ^"]


def test_what_cannot_be_known_is_no_silent_null() -> None:
    status, out, _ = maplint("eval", "appuser.x")
    assert status == 1
    assert out.startswith("no value: the context holds no `appuser`")


@pytest.mark.parametrize(
    ("content", "says"), [("[1]", "holds no object"), ("{", "neither JSON nor YAML"), (None, "there is no such file")]
)
def test_bad_input_is_one_sentence(tmp_path: Path, content: str | None, says: str) -> None:
    path = tmp_path / "user.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    status, out, err = maplint("eval", "1", "--user", str(path))
    assert (status, out) == (2, "")
    assert err.startswith("error: ")
    assert says in err
    assert err.count("\n") == 1


def test_functions_are_listed_and_described() -> None:
    status, out, _ = maplint("functions")
    assert status == 0
    assert any(line.startswith("String.substringBefore ") for line in out.splitlines())
    assert maplint("functions", "String.join")[1].startswith("String.join(")
    assert json.loads(maplint("functions", "String.len", "--format", "json")[1])[0]["name"] == "String.len"


def test_a_near_function_is_named() -> None:
    status, _, err = maplint("functions", "String.substrng")
    assert status == 2
    assert "did you mean `String.substring`?" in err
