"""Fingerprints: the same finding is known again after other things have moved, and different ones differ."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from maplint.finding import Finding, Severity
from maplint.report.fingerprint import fingerprints
from maplint.report.machine import repository_path
from maplint.source.document import read_text
from maplint.source.place import Place

if TYPE_CHECKING:
    from pathlib import Path

    from maplint.source.place import Pointer


def finding(value: Any, pointer: Pointer, *, path: str = "a.json", subject: str = "", code: str = "MAP1") -> Finding:
    text = value if isinstance(value, str) else json.dumps(value)
    return Finding(code, "r", Severity.ERROR, Place(read_text(text, path), pointer), "m", subject=subject)


def mark(*arguments: Any, **options: Any) -> str:
    (result,) = fingerprints([finding(*arguments, **options)])
    return result


PROPERTY = {"properties": {"a": 1}}


def test_lines_and_neighbours_do_not_count() -> None:
    moved = '\n\n\n{"properties":\n\n {"new": 0, "a":\n 1}}'
    assert mark(PROPERTY, ("properties", "a")) == mark(moved, ("properties", "a"))


@pytest.mark.parametrize("key", ["id", "name", "value"])
def test_elements_are_known_by_their_own_names(key: str) -> None:
    before = mark([{key: "x", "e": 1}], (0, "e"))
    assert before == mark([{key: "new", "e": 1}, {key: "x", "e": 1}], (1, "e"))
    assert before != mark([{key: "y", "e": 1}], (0, "e"))


def test_elements_without_names_are_known_by_their_positions() -> None:
    assert mark([1, 1], (0,)) != mark([1, 1], (1,))


def test_a_pointer_that_leads_nowhere_has_a_fingerprint() -> None:
    assert mark([{"id": "x"}], (7, "e")) != mark([{"id": "x"}], (8, "e"))


def test_rule_file_place_and_subject_tell_findings_apart() -> None:
    marks = {
        mark(PROPERTY, ("properties", "a")),
        mark(PROPERTY, ("properties", "a"), code="MAP2"),
        mark(PROPERTY, ("properties", "a"), path="b.json"),
        mark(PROPERTY, ("properties", "a"), subject="title"),
        mark(PROPERTY, ("properties",)),
    }
    assert len(marks) == 5


def test_equal_findings_are_counted() -> None:
    first, second, third = fingerprints([finding(PROPERTY, ("properties", "a")) for _ in range(3)])
    assert first == mark(PROPERTY, ("properties", "a"))
    assert len({first, second, third}) == 3


def test_they_are_sixteen_hexadecimal_digits_and_stay_what_they_were() -> None:
    # Baselines hold them: another algorithm would be a breaking change.
    assert mark(PROPERTY, ("properties", "a"), subject="x") == "7c124c14b0343b18"


def test_the_way_of_writing_a_path_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    absolute = (tmp_path / "x" / "a.json").as_posix()
    marks = {mark(PROPERTY, (), path=path) for path in ("x/a.json", "./x/a.json", "y/../x/a.json", absolute)}
    assert len(marks) == 1


@pytest.mark.parametrize("path", ["a.json", "x/a.json", "../a.json", "a.json.", "with space/ü.json"])
def test_paths_that_need_no_change_stay(path: str) -> None:
    assert repository_path(path) == path


def test_paths_elsewhere_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    path = (tmp_path / "a.json").as_posix()
    assert repository_path(path) == path


@pytest.mark.skipif(os.name == "nt", reason="Windows does not remove the current folder")
def test_a_current_folder_that_is_gone_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert repository_path("/a.json") == "/a.json"
