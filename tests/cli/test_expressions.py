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
    assert out.splitlines() == [
        '"ada"  (string)',
        "known: string, never null, 0 to 100 characters",
        "reads: user.login",
    ]


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
    assert out.splitlines()[1:3] == ["  user.a = 'x'", "         ^"]


def test_of_a_long_text_the_part_around_a_fault_is_shown() -> None:
    status, out, _ = maplint("eval", "'a' + " * 100 + "\n" + "user.b + " * 50 + "= 1")
    assert status == 1
    fault, line, mark = out.splitlines()[:3]
    assert "a value is expected after `+`" in fault
    assert len(line) < 120
    assert line[mark.index("^")] == "="


def test_what_could_disturb_a_terminal_is_written_out() -> None:
    for text in ("'\x1b]0;x\x07'", "\x1b[31m", "'\u202eabc'"):
        _, out, _ = maplint("eval", text)
        assert "<U+" in out or "\\u001b" in out
        assert not {"\x1b", "\x07", "\u202e"} & set(out)


def test_facts_are_those_of_every_user() -> None:
    _, out, _ = maplint("eval", "'x' + user.middleName + String.substring(user.lastName, 0, 4)")
    assert "beware: middleName may be missing: a missing value is joined as the text `null`" in out
    assert "beware: lastName may have fewer than 4 characters" in out
    assert "one of: a, b" in maplint("eval", "user.title == 'x' ? 'a' : 'b'")[1]


def test_the_present_time_is_told_as_a_choice(tmp_path: Path) -> None:
    status, out, _ = maplint("eval", "Time.now('UTC', 'yyyy')")
    assert status == 0
    assert "assumed: it is 2" in out
    path = tmp_path / "context.json"
    path.write_text('{"now": "1999-01-01T00:00:00Z"}', encoding="utf-8")
    assert maplint("eval", "Time.now('UTC', 'yyyy')", "--context", str(path))[1].splitlines()[0] == '"1999"  (string)'


def test_a_user_of_the_api_has_internal_properties(user: str) -> None:
    assert maplint("eval", "user.getInternalProperty('id')", "--user", user)[1].startswith('"00u1"')


def test_json_has_no_value_that_json_lacks() -> None:
    assert json.loads(maplint("eval", "{1.0 / 0, 0.0 / 0}", "--format", "json")[1])["value"] == ["Infinity", "NaN"]


def test_dates_of_yaml_are_texts(tmp_path: Path) -> None:
    path = tmp_path / "user.yaml"
    path.write_text("profile:\n  hired: 2024-05-06\n  7: x\n", encoding="utf-8")
    assert maplint("eval", "'on ' + user.hired", "--user", str(path))[1].startswith('"on 2024-05-06"')


def test_what_cannot_be_known_is_no_silent_null() -> None:
    status, out, _ = maplint("eval", "appuser.x")
    assert status == 1
    assert out.startswith("no value: the context holds no `appuser`")


@pytest.mark.parametrize(
    ("content", "says"), [("[1]", "holds no object"), ("{", "is not closed"), (None, "there is no such file")]
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


def test_a_description_tells_what_to_mind_and_shows_an_example() -> None:
    _, out, _ = maplint("functions", "String.stringSwitch()")
    assert "Keys are tried in the order of the arguments" in out
    assert "keyValuePairs: string, pairs of them, key and value" in out
    assert '-> "SAL"' in out


def test_a_namespace_lists_its_functions() -> None:
    status, out, _ = maplint("functions", "Arrays")
    assert status == 0
    assert {line.split(".")[0] for line in out.splitlines()} == {"Arrays"}


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("toZone", "a method of Identity Engine, and the classic dialect has nothing like it"),
        ("plusDays", "a method of Identity Engine"),
        ("parseUnixTime", "is here `Time.fromUnixToIso8601(x)`"),
        ("'x'.trim", "nothing trims the ends alone"),
        ("nonsense", "lists them"),
        ("", "lists them"),
    ],
)
def test_a_name_of_elsewhere_gets_advice(name: str, says: str) -> None:
    status, out, err = maplint("functions", name)
    assert (status, out) == (2, "")
    assert says in err


def test_a_near_function_is_named() -> None:
    status, _, err = maplint("functions", "String.substrng")
    assert status == 2
    assert "did you mean `String.substring`?" in err
