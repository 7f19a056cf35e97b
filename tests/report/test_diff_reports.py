"""What is said of a difference: texts that would deceive a reader, long differences, sentences."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from maplint.report import RenderOptions
from maplint.report.diff import FORMATS, render
from tests.diff.given import FLOWS, compare, mapping, prop, schema, user

if TYPE_CHECKING:
    from pathlib import Path

    from maplint.diff.run import Difference

HOSTILE = "a|b`c\x1b[31m<img src=x onerror=y>\u202e*_[x](y)\r\n# z"


def text(difference: Difference, format_: str = "text", columns: int = 120, **options: Any) -> str:
    return render(difference, format_, RenderOptions(**options), lambda _: None, columns)


def hostile(tmp_path: Path) -> Difference:
    """Every text of a file that a report shows."""
    quoted = "'" + HOSTILE.replace("\r\n", " ") + "'"
    old = {**FLOWS, HOSTILE: "user.title", "title": "user.title", "gone" + HOSTILE: quoted}
    new = {**FLOWS, HOSTILE: quoted, "title": f"{quoted} +", "come" + HOSTILE: quoted}
    users = [user(n, login=HOSTILE) | {"id": f"{n}{HOSTILE}"} for n in (1, 2)]
    properties = {HOSTILE: prop(HOSTILE), "title": prop("title", pattern="a|b")}
    sides = [
        {"mapping.json": mapping(flows, app=HOSTILE), "schema.json": schema(props, app=HOSTILE)}
        for flows, props in ((old, properties), (new, {**properties, "title": prop("title", enum=[HOSTILE])}))
    ]
    return compare(tmp_path, *sides, users, show_values=True)


def test_nothing_deceives_a_terminal(tmp_path: Path) -> None:
    shown = text(hostile(tmp_path), colour=False)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)
    assert "<U+001B>" in shown
    assert "<U+202E>" in shown


def test_nothing_breaks_out_of_a_comment(tmp_path: Path) -> None:
    shown = text(hostile(tmp_path), "markdown")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)
    plain = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", shown)
    assert "<img" not in plain
    assert "](y)" not in re.sub(r"\\.", "", plain)
    for block in re.findall(r"(?:^\|.*\n)+", shown, re.MULTILINE):
        cells = {len(re.findall(r"(?<!\\)\|", row)) for row in block.splitlines()}
        assert len(cells) == 1, block
    assert not re.search(r"^# z", shown, re.MULTILINE)


def test_json_holds_it_as_it_is(tmp_path: Path) -> None:
    report = json.loads(text(hostile(tmp_path), "json"))
    variables = {flow["variable"] for change in report["mappings"] for flow in change["flows"]}
    assert HOSTILE in variables


def test_no_token_is_shown(tmp_path: Path) -> None:
    secret = "'https://bot:hunter2secret@x.example/?token=abcdef123456'"
    old, new = ({"m.json": mapping({**FLOWS, "profileUrl": value})} for value in ("user.title", secret))
    difference = compare(tmp_path, old, new)
    for format_ in FORMATS:
        assert "hunter2secret" not in text(difference, format_)


def test_colours_only_where_they_are_wanted(tmp_path: Path) -> None:
    difference = compare(
        tmp_path, {"m.json": mapping(FLOWS)}, {"m.json": mapping({**FLOWS, "title": "'x'"})}, [user(1)]
    )
    coloured = text(difference, colour=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == text(difference)
    assert coloured != text(difference)
    assert text(difference, "markdown", colour=True) == text(difference, "markdown")


def test_long_differences_are_cut_for_people_and_whole_for_machines(tmp_path: Path) -> None:
    many = {f"p{number}": "user.titel" for number in range(150)}
    difference = compare(tmp_path, {"m.json": mapping(FLOWS)}, {"m.json": mapping({**FLOWS, **many})})
    comment = text(difference, "markdown")
    assert len(comment) < 65_536
    assert "and 100 more" in comment
    assert "and 50 more" in text(difference)
    assert len(json.loads(text(difference, "json"))["mappings"][0]["flows"]) == 150


def test_a_narrow_screen_keeps_the_places(tmp_path: Path) -> None:
    long = "user.title == 'x' ? " * 8 + "user.title"
    difference = compare(tmp_path, {"m.json": mapping(FLOWS)}, {"m.json": mapping({**FLOWS, "title": long})})
    lines = [line for line in text(difference, columns=60).splitlines() if "m.json:" in line]
    assert any("..." in line for line in lines)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (FLOWS, FLOWS, "No attribute flow changes."),
        (FLOWS, {**FLOWS, "title": "'x'"}, "1 attribute flow changes."),
        (FLOWS, {**FLOWS, "title": "'x'", "email": "user.login"}, "2 attribute flows change."),
        (FLOWS, {**FLOWS, "title": "'x'", "nick": "'x'"}, "1 attribute flow changes, 1 is added."),
        (FLOWS, {**FLOWS, "title": "(user.title)"}, "1 attribute flow is only written otherwise."),
    ],
)
def test_the_verdict_counts(tmp_path: Path, old: dict[str, Any], new: dict[str, Any], sentence: str) -> None:
    difference = compare(tmp_path, {"m.json": mapping(old)}, {"m.json": mapping(new)})
    assert sentence in text(difference).splitlines()
    assert f"- {sentence}" in text(difference, "markdown").splitlines()


def test_mappings_that_are_new_or_gone_are_listed(tmp_path: Path) -> None:
    difference = compare(
        tmp_path,
        {"a.json": mapping(FLOWS), "b.json": mapping(FLOWS, app="bolt")},
        {"a.json": mapping(FLOWS), "c.json": mapping(FLOWS, app="cask", inbound=True)},
    )
    shown = text(difference)
    assert "the mapping is gone: 5 attribute flows" in shown
    assert "the mapping is new: 5 attribute flows" in shown
    assert "1 mapping is new, 1 mapping is gone" in shown
    assert "Okta -> bolt" in shown
    assert "cask -> Okta" in shown


def test_what_terraform_no_longer_declares_stays(tmp_path: Path) -> None:
    entry = """
      mappings {{
        id          = "{0}"
        expression  = "user.{0}"
        push_status = "PUSH"
      }}"""
    old, new = (
        'resource "okta_profile_mapping" "acme" {\n  source_id = "oty1"\n  target_id = "0oa1"\n'
        + "".join(entry.format(name) for name in names)
        + "\n}\n"
        for names in (("title", "department"), ("title",))
    )
    difference = compare(tmp_path, {"main.tf": old}, {"main.tf": new}, [user(1, department="x")])
    for format_ in ("text", "markdown"):
        assert "no longer declared" in text(difference, format_)
        assert "stays in Okta" in text(difference, format_)
    # Nobody's department is cleared by it.
    assert not any(one.attributes for one in difference.people.values())
