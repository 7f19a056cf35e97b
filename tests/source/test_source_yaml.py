"""Reading YAML: the values of YAML 1.2, bounded, with exact places."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from maplint.source import yaml_text
from maplint.source.document import MAX_DEPTH, Unreadable, read_text
from maplint.source.place import Part, Position
from maplint.source.yaml_text import plain_value


def _slice(text: str, span: Any) -> str:
    return text[span.start : span.end]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("012", 12),
        ("0o17", 15),
        ("0777", 777),
        ("0x1F", 31),
        ("12:30:45", "12:30:45"),
        ("2026-01-01", "2026-01-01"),
        ("1_000", "1_000"),
        ("-7", -7),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("1.", 1.0),
        (".", "."),
        ("-", "-"),
        ("~", None),
        ("Null", None),
        ("nULL", "nULL"),
        ("TRUE", True),
        ("tRue", "tRue"),
        ("=", "="),
    ],
)
def test_plain_scalars_follow_the_core_schema(text: str, value: object) -> None:
    found = plain_value(text)
    assert found == value
    assert type(found) is type(value)


def test_keys_are_texts_as_they_are_written() -> None:
    assert read_text("no: 1\n12: 2\n~: 3\ntrue: 4\n", "a.yaml").value == {"no": 1, "12": 2, "~": 3, "true": 4}


def test_tags_of_the_core_schema_count_and_others_do_not() -> None:
    document = read_text("a: !!str 12\nb: !!int '12'\nc: !custom x\nd: !Sub {e: 1}\n", "a.yaml")
    assert document.value == {"a": "12", "b": 12, "c": "x", "d": {"e": 1}}


_STYLES = """\
# a comment
plain: a plain
  text of two lines

  and a third
single: 'it''s "so"
  here'
double: "\\u00e9 \\U0001F600 \\"x\\" \\
  joined
  folded"
literal: |-
    first 😀

      indented "x"
    last
folded: >-
   one
   two

   three
     more
   four
alias: &name value
other: *name
"""


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("key", ["plain", "single", "double", "literal", "folded"])
def test_every_code_point_is_found_in_every_style(key: str, line_end: str) -> None:
    text = _STYLES.replace("\n", line_end)
    document = read_text(text, "a.yaml")
    value = document.value[key]
    whole = document.span((key,))
    written = {" ": {" ", line_end, "\n"}, "\n": {"\n", "\r\n"}, "é": {"é", "\\u00e9"}, "😀": {"😀", "\\U0001F600"}}
    written |= {"'": {"''", "'"}, '"': {'"', '\\"'}}
    at = whole.start
    for number, character in enumerate(value):
        span = document.fragment_span((key,), number, number + 1)
        assert span != whole
        assert at <= span.start < span.end <= whole.end
        assert _slice(document.text, span) in written.get(character, {character})
        at = span.end
    assert document.fragment_span((key,), 0, len(value)).start > whole.start - 1


def test_without_libyaml_everything_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def spans(text: str) -> list[Any]:
        document = read_text(text, "a.yaml")
        return [document.value, *((key, document.span((key,), part)) for key in document.value for part in Part)]

    with_libyaml = spans(_STYLES)
    monkeypatch.setattr(yaml_text, "_Loader", yaml.SafeLoader)
    assert spans(_STYLES) == with_libyaml
    for broken in ("a: \x01\n", "a: [1\n", 'a: "\\d"\n', "a: b: c\n", "a:\n\t- b\n", "'"):
        with pytest.raises(Unreadable):
            read_text(broken, "a.yaml")


def test_places_of_aliases() -> None:
    document = read_text("a: &x {b: [1, 2]}\nc: *x\n", "a.yaml")
    assert document.value == {"a": {"b": [1, 2]}, "c": {"b": [1, 2]}}
    assert _slice(document.text, document.span(("c",))) == "*x"
    assert document.span(("c", "b", 1)) == document.span(("a", "b", 1))
    assert document.position(document.span(("c",), Part.KEY).start) == Position(2, 1)


def test_merge_keys() -> None:
    document = read_text(
        "one: &one {a: 1, b: 1}\ntwo: &two {b: 2, c: 2}\nx: {<<: [*one, *two], c: 3}\ny:\n  <<: *two\n  d: 4\n",
        "a.yaml",
    )
    assert document.value["x"] == {"a": 1, "b": 1, "c": 3}
    assert document.value["y"] == {"b": 2, "c": 2, "d": 4}
    assert document.span(("y", "b")) == document.span(("two", "b"))
    assert document.problems == []
    assert read_text("'<<': {a: 1}\n", "a.yaml").value == {"<<": {"a": 1}}, "in quotes it is a key"


def test_several_documents() -> None:
    document = read_text("a: 1\n---\nb: [x]\n---\n- c\n", "a.yaml")
    assert document.value == [{"a": 1}, {"b": ["x"]}, ["c"]]
    assert _slice(document.text, document.span((1, "b", 0))) == "x"
    assert document.span((1, "b"), Part.KEY).start == document.text.index("b:")


def test_repeated_keys_and_numbers_that_are_none() -> None:
    document = read_text("a:\n  b: 1\n  c: .inf\n  'b': 2\n---\nd: {e: 1, e: 2}\n", "a.yaml")
    assert document.value == [{"a": {"b": 2, "c": float("inf")}}, {"d": {"e": 2}}]
    kinds = {problem.kind: problem for problem in document.problems if problem.place.pointer[0] == 0}
    assert set(kinds) == {"duplicate-key", "not-finite"}
    repeated = kinds["duplicate-key"]
    assert _slice(document.text, repeated.place.span()) == "'b'"
    assert _slice(document.text, repeated.others[0].span()) == "b"
    assert _slice(document.text, kinds["not-finite"].place.span()) == ".inf"
    assert document.problems[-1].place.pointer == (1, "d", "e")


_BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "line", "column", "message", "remedy"),
    [
        ("a:\n\t- b\n", 2, 1, "a tab cannot indent", "spaces"),
        ('a: user.x != null ? "a" : "b"\n', 1, 25, "`: ` cannot stand here", "in quotes"),
        ('expression: "a" + user.b\n', 1, 17, "more text follows the closing quote", "in quotes"),
        ('a: "b\n', 1, 4, "no closing quote", "close it"),
        ("a: [1, 2\n", 2, 1, "`[` of line 1 is not closed", "compare"),
        ("a: @home\n", 1, 4, "cannot begin with `@`", "in quotes"),
        ("a: 1\n b: 2\n", 2, 3, "cannot stand here", "in quotes"),
        ("- a\nb: 1\n", 2, 1, "does not line up", "indentation"),
        ('a: "\\d"\n', 1, 5, "no escape of YAML", "single quotes"),
        ("a: *b\n", 1, 4, "no anchor `&b`", "name"),
        ("a: &a [*a]\n", 1, 8, "inside what it stands for", "write"),
        ("a: {{ x }}\n", 1, 5, "cannot be a key", "quotes"),
        ("a: \x01\n", 1, 4, "U+0001", "remove"),
        ("# nothing\n", 1, 1, "nothing but comments", "export"),
        ("a: " + "9" * 5000 + "\n", 1, 4, "5,000 digits", "quotes"),
        ("- " * 50_000 + "a", 1, 2 * MAX_DEPTH + 1, "levels deep", "check"),
        (_BOMB, 6, 8, "aliases of this file stand for more than", "write out"),
    ],
)
def test_faults_are_said_to_a_person(text: str, line: int, column: int, message: str, remedy: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_text(text, "a.yaml")
    fault = caught.value
    assert message in fault.message
    assert remedy in fault.remedy
    assert (fault.line, fault.column) == (line, column)


def test_flow_collections_cannot_be_too_deep() -> None:
    # Where it stops depends on libyaml, which reads ahead and has had a limit of its own since 2025.
    with pytest.raises(Unreadable, match="levels deep"):
        read_text("[" * 100_000, "a.yaml")


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from(list("ab:-? #&*!|>'\"%@`{}[],<=\n\r\t\\~.1é\ud7ff\x00\x85\u2028")), max_size=30))
def test_any_text_is_read_or_explained(text: str) -> None:
    try:
        document = read_text(text, "a.yml")
    except Unreadable as fault:
        document = fault.document()
    assert 0 <= document.span(()).start <= document.span(()).end <= len(text)
