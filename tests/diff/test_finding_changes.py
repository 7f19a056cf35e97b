"""Findings of two versions: which are new, which are gone, whatever lines and numbers do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from maplint.finding import Severity
from tests.diff.given import FLOWS, compare, mapping, prop, rules, schema, user

if TYPE_CHECKING:
    from pathlib import Path

TITLES = {"title": prop("title", maxLength=8)}


def files(title: str, **more: str) -> dict[str, Any]:
    return {"mapping.json": mapping({**FLOWS, **more, "title": title}), "schema.json": schema(TITLES)}


def test_a_slip_is_new_and_its_mending_is_gone(tmp_path: Path) -> None:
    breaks = compare(tmp_path / "a", files("user.title"), files("user.titel"))
    mends = compare(tmp_path / "b", files("user.titel"), files("user.title"))
    assert rules(breaks.findings.new) == rules(mends.findings.gone) == {"oel-unknown-attribute"}
    assert not breaks.findings.gone
    assert not mends.findings.new
    assert breaks.findings.worse(Severity.ERROR)
    assert not mends.findings.worse(Severity.ERROR)
    assert not breaks.findings.worse(None)


def test_lines_that_move_make_nothing_new(tmp_path: Path) -> None:
    old = files("user.titel")
    moved = {name: "\n\n\n" + json.dumps(value, indent=7) for name, value in old.items()}
    found = compare(tmp_path, old, moved)
    assert not found.findings.new
    assert not found.findings.gone


def test_another_slip_in_the_same_place_is_new(tmp_path: Path) -> None:
    found = compare(tmp_path, files("user.titel"), files("user.departmnt"))
    assert rules(found.findings.new) == rules(found.findings.gone) == {"oel-unknown-attribute"}


def test_a_second_finding_of_a_kind_is_new(tmp_path: Path) -> None:
    found = compare(tmp_path, files("user.titel"), files("user.titel", nick="user.nickNam"))
    assert "oel-unknown-attribute" in rules(found.findings.new)
    assert not found.findings.gone


def test_a_finding_that_holds_for_more_users(tmp_path: Path) -> None:
    people = [user(1, title="Engineers"), user(2, title="Engineers", nickName="Commander"), user(3)]
    old, new = files("user.title"), files("user.nickName != null ? user.nickName : user.title")
    fewer = files("user.nickName")
    (moved,) = [m for m in compare(tmp_path / "a", old, fewer, people).findings.moved if m.new.rule == "value-length"]
    assert (moved.old.users.number, moved.new.users.number, moved.more) == (2, 1, False)  # type: ignore[union-attr]
    found = compare(tmp_path / "b", fewer, old, people).findings
    assert [m.more for m in found.moved if m.new.rule == "value-length"] == [True]
    assert found.worse(Severity.ERROR)
    same = compare(tmp_path / "c", old, new, people).findings
    assert not [m for m in same.moved if m.new.rule == "value-length"]


@pytest.mark.parametrize("least", list(Severity))
def test_a_version_is_never_worse_than_itself(tmp_path: Path, least: Severity) -> None:
    one = files("user.titel", nick="'N/A'")
    found = compare(tmp_path, one, one, [user(1, title="Engineers"), user(2)])
    assert found.findings == ((), (), ())
    assert not found.findings.worse(least)


def test_a_baseline_hides_nothing_and_an_ignore_does(tmp_path: Path) -> None:
    old = {"mapping.yaml": yaml("user.title")}
    new = {"mapping.yaml": yaml("user.titel")}
    ignored = {"mapping.yaml": yaml("user.titel  # maplint: ignore[oel-unknown-attribute] until the schema follows")}
    assert "oel-unknown-attribute" in rules(compare(tmp_path / "a", old, new).findings.new)
    assert "oel-unknown-attribute" not in rules(compare(tmp_path / "b", old, ignored).findings.new)


def yaml(title: str) -> str:
    return f"""source: {{id: oty1, type: user, name: user}}
target: {{id: 0oa1, type: appuser, name: acme}}
properties:
  title:
    expression: {title}
    pushStatus: PUSH
"""
