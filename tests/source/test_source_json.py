"""Reading JSON: what is a fault, what is a problem, and where everything stands."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maplint.source.document import MAX_DEPTH, Unreadable, read_file, read_text
from maplint.source.place import Part, Place, Position, Span, format_pointer


def _fault(text: str | bytes, path: str = "a.json") -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read_text(text, path)
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "column", "message", "remedy"),
    [
        ('{"a": 1,\n}', 1, 8, "a comma before `}`", "remove the comma"),
        ("[1, 2, ]", 1, 6, "a comma before `]`", "remove the comma"),
        ('{"a": 1\n "b": 2}', 1, 7, "a comma is missing here", "add a comma"),
        ("{'a': 1}", 1, 2, "not in single ones", 'write "…"'),
        ('{"a": 1 // why\n}', 1, 9, "JSON has no comments", "remove"),
        ('# top\n{"a": 1}', 1, 1, "JSON has no comments", "remove"),
        ("{a: 1}", 1, 2, "the key `a` has no quotes", 'write "a"'),
        ('{"a": True}', 1, 7, "`True` is not JSON", "write true"),
        ('{"a": None}', 1, 7, "`None` is not JSON", "write null"),
        ('{"a": user.login}', 1, 7, "`user.login` is not JSON", 'put quotes around it: "user.login"'),
        ('{"a": "x\ny"}', 1, 7, "not closed on its line", "\\n"),
        ('{"a": "x', 1, 7, "no closing quote", "add the closing"),
        ('{"a": "x \\" y\n"}', 1, 7, "not closed on its line", "\\n"),
        ('{"e": "f(user.email, "@")"}', 1, 22, "the text ends at this quote", '\\"'),
        ('{"a": "\t"}', 1, 8, "a tab cannot stand in a text", "\\t"),
        ('{"a": "\\d"}', 1, 8, "`\\d` is no escape", "\\\\"),
        ('{"a": "\\u12"}', 1, 8, "four hexadecimal digits", "\\u00e9"),
        ('{"a": [1, 2}', 1, 12, "`[` of line 1", "write `]`"),
        ('{"a":\n {"b": 1', 2, 8, "`{` of line 2 is not closed", "add `}`"),
        ('{"a": 1}\n}', 2, 1, "closes nothing that is open", "remove it"),
        ('{"a": 1} {"b": 2}', 1, 10, "a second value begins", "line of its own"),
        ('{"a": 1},\n{"b": 2}', 1, 9, "a comma after the end", "[ and ]"),
        ('{"a" = 1}', 1, 6, "`=` is not JSON", '"key": value'),
        ('{"a" 1}', 1, 6, "a colon is missing", '"key": value'),
        ('{"a": }', 1, 7, "a value is missing", "add the value"),
        ('{"a"}', 1, 5, "a value is missing", "after the key"),
        ("{“a”: 1}", 1, 2, "`“` is no quote of JSON", "straight"),
        ('{"a": 012}', 1, 7, "must not begin with 0", "quotes"),
        ('{"a": +1}', 1, 7, "no number of JSON", "0.5"),
        ('{"a": 12ab}', 1, 9, "no number of JSON", "quotes"),
        ("[1,, 2]", 1, 4, "a comma with nothing in front", "remove the comma"),
        ('{"a": 1; "b": 2}', 1, 8, "`;` is not JSON", "comma"),
        ("<html></html>", 1, 1, "web page", "sign-in"),
        ('{"a": "b": 1}', 1, 10, "a colon stands where a comma", "keys"),
        ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), 1, MAX_DEPTH + 1, "levels deep", "check"),
        ("[" * 100_000 + "]" * 100_000, 1, MAX_DEPTH + 1, "levels deep", "check"),
        ('{"a": ["1", ' + "1" * 5000 + "]}", 1, 13, "5,000 digits", "quotes"),
        ('{"a":"' + "é" * 3 + '",}', 1, 11, "a comma before `}`", "remove"),
    ],
)
def test_faults_are_said_to_a_person(text: str, line: int, column: int, message: str, remedy: str) -> None:
    fault = _fault(text)
    assert (fault.line, fault.column) == (line, column)
    assert message in fault.message
    assert remedy in fault.remedy
    assert not fault.message.endswith(".")


@pytest.mark.parametrize(
    ("data", "message", "remedy"),
    [
        (b"", "the file is empty", "export"),
        (b" \r\n", "the file is empty", "export"),
        (b"\xef\xbb\xbf", "the file is empty", "export"),
        ('{"a": 1}'.encode("utf-16"), "UTF-16", "PowerShell"),
        ('{"a": 1}'.encode("utf-16-le"), "UTF-16-LE", "PowerShell"),
        ('{"a": 1}'.encode("utf-16-be"), "UTF-16-BE", "PowerShell"),
        ('{"a": 1}'.encode("utf-32"), "UTF-32", "UTF-8"),
    ],
)
def test_faults_of_the_whole_file(data: bytes, message: str, remedy: str) -> None:
    fault = _fault(data)
    assert message in fault.message
    assert remedy in fault.remedy
    assert fault.line is None


@pytest.mark.parametrize(
    ("data", "byte", "line", "column"),
    [
        (b'{"a":\n "\xe9"}', 8, 2, 3),
        (b'\xef\xbb\xbf{"a": "\xe9"}', 10, 1, 8),
        ('{"é": "'.encode() + b'\xed\xa0\x80"}', 8, 1, 8),
    ],
)
def test_bytes_that_are_not_utf8_are_placed(data: bytes, byte: int, line: int, column: int) -> None:
    fault = _fault(data)
    assert f"byte {byte} " in fault.message
    assert (fault.line, fault.column) == (line, column)


def test_a_fault_can_be_shown_as_a_finding() -> None:
    fault = _fault('{"pushStatus": 1,}')
    document = fault.document("shown.json")
    assert document.path == "shown.json"
    assert document.span(()) == document.span(("any", "where")) == Span(16, 17)
    assert document.text[16] == ","
    assert fault.looks_like_ours
    assert not _fault('{"name": 1,}').looks_like_ours


@pytest.mark.parametrize(
    "text", ["abc", "1 2 3", "\x00", "{", "]", '"\\', "[1 2", '{"a":1 "', "-", "nul", '{"a', "\ufeff{"]
)
def test_no_text_is_too_odd_to_explain(text: str) -> None:
    assert _fault(text).remedy


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from(list("{}[],:\"\\ \n\r\t'/#=;aTN01-+.é“<")), max_size=25))
def test_any_text_is_read_or_explained(text: str) -> None:
    try:
        expected = json.loads(text)
    except ValueError:
        expected = None
    try:
        document = read_text(text, "a.json")
    except Unreadable:
        assert expected is None
    else:
        assert document.format == "jsonl" or repr(document.value) == repr(expected)


# -- problems ------------------------------------------------------------------------------------------------------


def test_repeated_keys_are_found_in_every_spelling() -> None:
    document = read_text('{"a": 1, "b": {"c": 1, "\\u0063": 2, "c": 3}, "a": 4}', "a.json")
    assert document.value == {"a": 4, "b": {"c": 3}}
    outer, inner = document.problems
    assert outer.kind == inner.kind == "duplicate-key"
    assert "`a` stands twice" in outer.message
    assert "`c` stands 3 times" in inner.message
    text = document.text
    assert outer.place.span() == Span(text.rindex('"a"'), text.rindex('"a"') + 3)
    assert [text[slice(*place.span())] for place in inner.others] == ['"c"', '"\\u0063"']
    assert inner.place.span().start == text.rindex('"c"')
    assert document.span(("b", "c")) == Span(text.rindex("3"), text.rindex("3") + 1), (
        "the last entry is the one that counts"
    )


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400"])
def test_numbers_that_json_does_not_have(number: str) -> None:
    document = read_text(f'{{"a": [0.5, {number}]}}', "a.json")
    (problem,) = document.problems
    assert problem.kind == "not-finite"
    assert document.text[slice(*problem.place.span())] == number


def test_halves_of_surrogate_pairs_cannot_hurt_anybody() -> None:
    document = read_text('{"\\ud83d\\ude00": "ok", "\\uDE00x": "a\\ud83d", "n": {"\\ud83d": 1}}', "a.json")
    assert document.value == {"😀": "ok", "�x": "a�", "n": {"�": 1}}
    json.dumps(document.value, ensure_ascii=False).encode()
    assert [(problem.kind, format_pointer(problem.place.pointer)) for problem in document.problems] == [
        ("lone-surrogate", "/�x"),
        ("lone-surrogate", "/�x"),
        ("lone-surrogate", "/n/�"),
    ]
    spans = [document.text[slice(*problem.place.span())] for problem in document.problems]
    assert spans == ['"\\uDE00x"', '"a\\ud83d"', '"\\ud83d"']
    assert document.text[slice(*document.fragment_span(("�x",), 1, 2))] == "\\ud83d"


def test_large_numbers_stay_exact() -> None:
    document = read_text('{"a": ' + "9" * 40 + "}", "a.json")
    assert document.value == {"a": int("9" * 40)}
    assert document.problems == []


def test_depth_up_to_the_limit_is_fine() -> None:
    text = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    document = read_text(text, "a.json")
    assert document.span((0,) * (MAX_DEPTH - 1)) == Span(MAX_DEPTH - 1, MAX_DEPTH + 1)


# -- JSON lines ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["a.jsonl", "a.ndjson", "a.json"])
def test_values_on_lines_of_their_own(path: str) -> None:
    document = read_text('{"a": 1}\r\n\n{"b":\n ["x"]}\n', path)
    assert document.format == "jsonl"
    assert document.value == [{"a": 1}, {"b": ["x"]}]
    assert document.text[slice(*document.span((1, "b", 0)))] == '"x"'
    assert document.position(document.span((1, "b"), Part.KEY).start) == Position(3, 2)


def test_a_broken_line_is_placed() -> None:
    fault = _fault('{"a": 1}\n{"b": 2,}\n', "a.jsonl")
    assert (fault.line, fault.column) == (2, 8)
    assert "a comma before" in fault.message
    assert "more than one value on a line" in _fault('{"a": 1} {"b": 2}\n', "a.jsonl").message


# -- formats -------------------------------------------------------------------------------------------------------


def test_the_suffix_tells_the_format_and_the_text_where_it_does_not() -> None:
    assert read_text('{"a": 1}', "a.txt").format == "json"
    assert read_text("a: 1", "-").format == "yaml"
    assert read_text('{"a": 1}', "-").format == "json"
    assert read_text('{"😀": "\\ud83d\\ude00"}', "a.yaml").value == {"😀": "😀"}
    assert read_text("{a: 1}", "a.yaml").value == {"a": 1}
    assert "`.csv`" in _fault("id,login\n", "users.csv").message
    assert "`.toml`" in _fault("[tool]\nx = 1\n", "pyproject.toml").message
    assert "a comma before" in _fault('{"pushStatus": "PUSH",}', "mapping.txt").message


# -- positions -----------------------------------------------------------------------------------------------------


def test_positions_count_code_points_after_the_mark_and_across_line_ends() -> None:
    document = read_text('{\r\n\t"😀é": "x",\r\n  "b": [1, {"c": null}]\r\n}'.join(["\ufeff", ""]).encode(), "a.json")
    assert document.bom
    assert document.text.startswith("{\r\n")
    assert document.position(document.span(("😀é",), Part.KEY).start) == Position(2, 2)
    assert document.position(document.span(("😀é",)).start) == Position(2, 8)
    assert document.text[slice(*document.span(("b", 1, "c"), Part.ENTRY))] == '"c": null'
    assert document.position(document.span(("b", 1, "c")).end) == Position(3, 22)
    assert document.position(0) == Position(1, 1)
    assert document.position(len(document.text)) == Position(4, 2)
    assert [document.position(document.line_start(line)) for line in range(1, 5)] == [
        Position(line, 1) for line in range(1, 5)
    ]


def test_a_place_that_is_not_there_is_the_one_above_it() -> None:
    document = read_text('{"a": {"b": 1}}', "a.json")
    assert document.span(("a", "x", "y"), Part.KEY) == document.span(("a",), Part.KEY)
    assert document.span(("z",)) == Span(0, len(document.text))
    with pytest.raises(LookupError):
        document.at(("a", "x"))
    with pytest.raises(LookupError):
        document.at(("a", "b", "c"))


def test_items_of_arrays_have_no_key() -> None:
    document = read_text("[10, 20]", "a.json")
    assert document.span((1,), Part.KEY) == document.span((1,), Part.ENTRY) == Span(5, 7)


_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text()),
    lambda below: st.one_of(st.lists(below, max_size=4), st.dictionaries(st.text(), below, max_size=4)),
    max_leaves=15,
)


@settings(max_examples=200, deadline=None)
@given(_VALUES, st.sampled_from([None, 2, "\t"]), st.booleans(), st.data())
def test_every_span_holds_its_value(value: Any, indent: Any, ascii_only: bool, data: st.DataObject) -> None:
    document = read_text(" " + json.dumps(value, indent=indent, ensure_ascii=ascii_only) + "\n", "a.json")
    pointer: tuple[Any, ...] = ()
    while isinstance(value, (dict, list)) and value:
        segment = data.draw(st.sampled_from(list(value) if isinstance(value, dict) else list(range(len(value)))))
        pointer, value = (*pointer, segment), value[segment]
        assert json.loads(document.text[slice(*document.span(pointer))]) == value
        if isinstance(segment, str):
            assert json.loads(document.text[slice(*document.span(pointer, Part.KEY))]) == segment
    if isinstance(value, str):
        start = data.draw(st.integers(0, len(value)))
        end = data.draw(st.integers(start, len(value)))
        fragment = document.text[slice(*Place(document, pointer, Part.VALUE, (start, end)).span())]
        assert json.loads(f'"{fragment}"') == value[start:end]


def test_indexes_are_kept_for_the_last_documents_only() -> None:
    documents = [read_text('{"a": 1}', f"{number}.json") for number in range(200)]
    for document in documents:
        document.span(("a",))
    assert sum(document._tree is not None for document in documents) <= 64
    assert documents[0].span(("a",)) == Span(6, 7)


# -- files ---------------------------------------------------------------------------------------------------------


def test_files_that_cannot_be_opened(tmp_path: Any) -> None:
    (tmp_path / "mapping.json").write_text("{}", encoding="utf-8")
    with pytest.raises(Unreadable, match="no such file") as missing:
        read_file(str(tmp_path / "maping.json"))
    assert "mapping.json" in missing.value.remedy
    with pytest.raises(Unreadable) as folder:
        read_file(str(tmp_path))
    assert "folder" in folder.value.message or sys.platform == "win32"
    with pytest.raises(Unreadable, match="cannot be read"):
        read_file("a\0b")
    assert read_file(str(tmp_path / "mapping.json"), "shown").path == "shown"
