"""The source lines of a finding: marks stand under exactly the text that is meant, and the change of a fix is seen."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING
from unicodedata import category

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maplint.engine.result import Report
from maplint.finding import Applicability, Edit, Finding, Fix, Related, Severity
from maplint.report import RenderOptions, render
from maplint.report.source_lines import ELLIPSIS, WINDOW
from maplint.report.text import clean, width
from maplint.source.document import Document, read_text
from maplint.source.place import Part, Place

if TYPE_CHECKING:
    from maplint.source.place import Pointer


def full(place: Place, fix: Fix | None = None, related: tuple[Related, ...] = ()) -> list[str]:
    finding = Finding("MAP104", "some-rule", Severity.ERROR, place, "wrong", fix=fix, related=related)
    report = Report([finding], files=1, flows=0, skipped=[], assumed=[])
    return render(report, "full", RenderOptions(summary=False), lambda _: None).split("\n")


def marked(lines: list[str], mark: str = "^") -> list[str]:
    """What stands above the marks, by columns of the screen."""
    found = []
    for above, line in pairwise(lines):
        rest = line.split("| ", 1)[-1]
        if "|" in line and set(rest.strip()) == {mark}:
            shown = above.split("| ", 1)[1]
            first, last = len(rest) - len(rest.lstrip()), len(rest)
            column, piece = 0, ""
            for char in shown:
                inside = first <= column < last and (piece or width(char))
                if inside or (piece and column == last and not width(char)):
                    piece += char
                column += width(char)
            found.append(piece)
    return found


@pytest.mark.parametrize(
    "before", ["", "\t\t", "  ", "漢字かな ", "e\u0301e\u0301 ", "🦊\t🦊", "\x1b[31m", "\u202e", "x" * 500]
)
def test_marks_stand_under_the_text(before: str) -> None:
    document = read_text(json.dumps({before: {"meant": 1}}, ensure_ascii=False), "a.json")
    lines = full(Place(document, (before, "meant"), Part.KEY))
    assert marked(lines) == ['"meant"']


@given(
    st.text(st.sampled_from(list("ab漢🦊\u0301\t\x1b\u202e é")), max_size=300),
    st.text(st.sampled_from(list("ab漢🦊 é")), min_size=1, max_size=30),
    st.text(st.sampled_from(list("ab漢🦊\t é")), max_size=300),
)
@settings(max_examples=100, deadline=None)
def test_marks_stand_under_any_fragment(before: str, meant: str, after: str) -> None:
    meant = f"<{meant}>"
    document = read_text(json.dumps({"k": before + meant + after}, ensure_ascii=False), "a.json")
    lines = full(Place(document, ("k",), fragment=(len(before), len(before) + len(meant))))
    assert marked(lines) == [meant]


def test_a_minified_file_is_shown_by_a_window() -> None:
    value = {f"property{number}": {"expression": f"user.attribute{number}"} for number in range(5000)}
    document = read_text(json.dumps(value), "a.json")
    lines = full(Place(document, ("property2500", "expression")))
    assert marked(lines) == ['"user.attribute2500"']
    assert max(map(len, lines)) < WINDOW + 20
    assert lines[2].count(ELLIPSIS) == 2


def test_a_span_that_is_longer_than_the_window_is_marked_to_its_end() -> None:
    document = read_text(json.dumps({"k": "x" * 1000}), "a.json")
    lines = full(Place(document, ("k",)))
    assert lines[2].endswith(ELLIPSIS)
    assert len(lines[2]) < WINDOW + 20
    assert set(marked(lines)[0]) == {'"', "x"}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_each_line_of_a_short_span_is_marked(end: str) -> None:
    document = read_text(f'{{{end}  "k": {{{end}    "a": 1{end}  }}{end}}}{end}', "a.json")
    lines = full(Place(document, ("k",)))
    assert marked(lines) == ["{", '"a": 1', "}"]
    assert lines[0].startswith("a.json:2:8: ")


def test_a_long_span_is_told_by_its_first_line() -> None:
    document = read_text(json.dumps({"k": dict.fromkeys(map(str, range(50)), 1)}, indent=2), "a.json")
    assert marked(full(Place(document, ("k",), Part.ENTRY))) == ['"k": {']


def test_an_empty_fragment_gets_one_mark() -> None:
    document = read_text('{"k": "ab"}', "a.json")
    lines = full(Place(document, ("k",), fragment=(1, 1)))
    assert lines[3].strip(" |") == "^"


def test_places_in_other_files_come_with_their_lines() -> None:
    document, other = read_text('{"k": 1}', "a.json"), read_text('\n\n\n\n\n\n\n\n\n{"other": 2}', "b\x1b.json")
    lines = full(
        Place(document, ("k",), Part.KEY), related=(Related(Place(other, ("other",), Part.KEY), "see\x07 here"),)
    )
    assert "   :: b<U+001B>.json:10:2: see<U+0007> here" in lines
    assert marked(lines) == ['"k"']
    assert marked(lines, "-") == ['"other"']


def changed(document: Document, edits: list[tuple[int, int, str]]) -> tuple[list[str], list[str]]:
    fix = Fix("mend it", Applicability.SAFE, tuple(Edit(document, *edit) for edit in edits))
    lines = [line.strip() for line in full(Place(document, ()), fix)]
    return [line[2:] for line in lines if line.startswith("- ")], [line[2:] for line in lines if line.startswith("+ ")]


@pytest.mark.parametrize("pointer", [("first",), ("middle",), ("last",)])
@pytest.mark.parametrize("indent", [None, 2])
def test_the_change_of_a_fix_is_seen_wherever_it_is(pointer: Pointer, indent: int | None) -> None:
    filler = {f"filler{number}": "x" * 60 for number in range(5)}
    value = {"first": 1, **filler, "middle": 1, **{f"{key}_": text for key, text in filler.items()}, "last": 1}
    document = read_text(json.dumps(value, indent=indent), "a.json")
    (old,), (new,) = changed(document, [*document.rename_key(pointer, "renamed")])
    assert f'"{pointer[0]}": 1' in old
    assert '"renamed": 1' in new
    assert '"renamed"' not in old
    assert max(len(old), len(new)) <= WINDOW


def test_a_removed_entry_is_shown_as_its_lines_alone() -> None:
    document = read_text(json.dumps({"a": 1, "b": {"c": 2}, "d": 3}, indent=2), "a.json")
    assert changed(document, [*document.remove_entry(("b",))]) == (['"b": {', '"c": 2', "},"], [])


def test_an_added_entry_is_shown_as_its_line() -> None:
    document = read_text(json.dumps({"a": 1, "b": 2}, indent=2), "a.json")
    assert changed(document, [*document.insert_entry((), "new", 3, "a")]) == ([], ['"new": 3,'])


def test_a_large_change_is_told_by_its_title_alone() -> None:
    document = read_text(json.dumps({"a": dict.fromkeys(map(str, range(20)), 1), "b": 1}, indent=2), "a.json")
    fix = Fix("remove it all", Applicability.SAFE, tuple(Edit(document, *e) for e in document.remove_entry(("a",))))
    lines = [line.strip() for line in full(Place(document, ("b",)), fix)]
    assert lines[-2] == "= fix [*]: remove it all"


def test_edits_far_apart_are_told_by_the_title_alone() -> None:
    document = read_text(json.dumps({"a": 1, "filler": "x" * 5000, "b": 1}), "a.json")
    assert changed(document, [*document.rename_key(("a",), "A"), *document.rename_key(("b",), "B")]) == ([], [])


def test_edits_in_two_files_are_told_by_the_title_alone() -> None:
    one, two = read_text('{"a": 1}', "a.json"), read_text('{"a": 1}', "b.json")
    edits = tuple(Edit(document, *edit) for document in (one, two) for edit in document.rename_key(("a",), "b"))
    lines = full(Place(one, ("a",)), Fix("rename both", Applicability.SAFE, edits))
    assert lines[-2].strip() == "= fix [*]: rename both"


@given(st.text(max_size=40))
def test_clean_is_idempotent_and_leaves_nothing_unsafe(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert all(char in "\n\t" or category(char) not in ("Cc", "Cs", "Zl", "Zp") for char in cleaned)


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("漢字", 4), ("e\u0301", 1), ("\uff21", 2), ("é", 1), ("\u20dd", 0)]
)
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns
