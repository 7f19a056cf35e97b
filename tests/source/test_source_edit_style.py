"""Edits of files as people write them: exactly these characters change."""

from __future__ import annotations

from typing import Any

import pytest

from maplint.source.document import Document, TextEdit, read_text
from maplint.source.edit import apply_edits

_PRETTY = """{
  "id": "prm1",
  "properties": {
    "email": {
      "expression": "user.email",
      "pushStatus": "PUSH"
    },

    "title" : { "expression": "user.title" }
  },
  "empty": {}
}
"""

_YAML = """\
# the mapping
properties:          # of the app
  email:             # work
    expression: user.email   # plain
    pushStatus: PUSH

  # the title
  title: {expression: "user.title", pushStatus: PUSH}
  'nick':
    expression: >-
      user.nickName
      + ""
    pushStatus: PUSH  # last
list:
- name: a  # first
  # about the value
  value: 1
-   name: b
only:
  one: 1  # alone
nothing:
"""

_ENTRY = {"expression": "user.city", "pushStatus": "PUSH"}


def _changed(document: Document, edits: list[TextEdit]) -> str:
    text = apply_edits(document.text, edits)
    read_text(text, document.path)
    return text


def _replaced(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("method", "arguments", "old", "new"),
    [
        ("rename_key", (("properties", "email"), "mail"), '"email"', '"mail"'),
        ("replace_value", (("properties", "email", "pushStatus"), "DONT_PUSH"), '"PUSH"', '"DONT_PUSH"'),
        ("replace_value", (("empty",), {"a": [1]}), "{}", '{\n    "a": [\n      1\n    ]\n  }'),
        ("replace_fragment", (("properties", "email", "expression"), 5, 10, 'a"b'), "user.email", 'user.a\\"b'),
        (
            "insert_entry",
            (("properties",), "city", _ENTRY),
            '"user.title" }',
            '"user.title" },\n    "city" : {\n      "expression": "user.city",\n      "pushStatus": "PUSH"\n    }',
        ),
        (
            "insert_entry",
            (("properties",), "city", {}, "email"),
            '"PUSH"\n    },',
            '"PUSH"\n    },\n    "city": {},',
        ),
        (
            "insert_entry",
            (("properties", "title"), "pushStatus", "PUSH"),
            '"user.title" }',
            '"user.title", "pushStatus": "PUSH" }',
        ),
        ("insert_entry", (("empty",), "a", 1), "{}", '{\n    "a": 1\n  }'),
        ("remove_entry", (("empty",),), ',\n  "empty": {}', ""),
        ("remove_entry", (("id",),), '"id": "prm1",\n  ', ""),
        ("remove_entry", (("properties", "title", "expression"),), ' "expression": "user.title" ', ""),
    ],
)
def test_json(method: str, arguments: tuple[Any, ...], old: str, new: str, line_end: str) -> None:
    text = _PRETTY.replace("\n", line_end)
    document = read_text(text, "a.json")
    old, new = old.replace("\n", line_end), new.replace("\n", line_end)
    assert _changed(document, getattr(document, method)(*arguments)) == _replaced(text, old, new)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1}', '{"a": 1, "b": 2}'),
        ('{"a":1}', '{"a":1,"b":2}'),
        ('{ "a": 1 }', '{ "a": 1, "b": 2 }'),
        ("{}", '{"b": 2}'),
        ('{\n\t"a": 1\n}', '{\n\t"a": 1,\n\t"b": 2\n}'),
        ('{"x":1,\n "a":1}', '{"x":1,\n "a":1,\n "b":2}'),
        ('{\n  "x": 1\n, "a": 1\n}', '{\n  "x": 1\n, "a": 1\n, "b": 2\n}'),
    ],
)
def test_inserting_follows_the_style_of_the_siblings(text: str, expected: str) -> None:
    document = read_text(text, "a.json")
    assert _changed(document, document.insert_entry((), "b", 2)) == expected


def test_json_lines_are_edited_within_their_lines() -> None:
    document = read_text('{"a": 1}\n{"a": 2}\n', "a.jsonl")
    assert _changed(document, document.insert_entry((1,), "b", 2)) == '{"a": 1}\n{"a": 2, "b": 2}\n'
    assert document.remove_entry((0,)) == []


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("method", "arguments", "old", "new"),
    [
        ("rename_key", (("properties", "email"), "mail"), "email:  ", "mail:  "),
        ("rename_key", (("properties", "nick"), "it's"), "'nick'", "'it''s'"),
        ("rename_key", (("properties", "email"), "a: b"), "email:  ", "'a: b':  "),
        (
            "replace_value",
            (("properties", "email", "expression"), 'user.a ? "b" : "c"'),
            "user.email   #",
            '\'user.a ? "b" : "c"\'   #',
        ),
        ("replace_value", (("properties", "title", "expression"), "x"), '"user.title"', '"x"'),
        ("replace_value", (("nothing",), {"a": 1}), "nothing:", "nothing: {a: 1}"),
        ("replace_value", (("properties", "email", "pushStatus"), "DONT_PUSH"), "PUSH\n\n", "DONT_PUSH\n\n"),
        ("replace_value", (("properties", "email", "pushStatus"), "true"), "PUSH\n\n", "'true'\n\n"),
        ("replace_value", (("properties", "email", "pushStatus"), "no"), "PUSH\n\n", "'no'\n\n"),
        (
            "replace_value",
            (("nothing",), ["2026-01-31", "0x1f", "12:30", "a1"]),
            "nothing:",
            "nothing: ['2026-01-31', '0x1f', '12:30', a1]",
        ),
        (
            "replace_value",
            (("properties", "nick", "expression"), "user.nickName"),
            '>-\n      user.nickName\n      + ""',
            "user.nickName",
        ),
        ("replace_fragment", (("properties", "email", "expression"), 5, 10, "login"), "user.email", "user.login"),
        ("replace_fragment", (("properties", "nick", "expression"), 5, 13, "nick"), "user.nickName", "user.nick"),
        ("replace_fragment", (("properties", "title", "expression"), 0, 5, '"'), '"user.title"', '"\\"title"'),
        (
            "insert_entry",
            (("properties",), "city", _ENTRY),
            "PUSH  # last\n",
            "PUSH  # last\n  'city':\n    expression: user.city\n    pushStatus: PUSH\n",
        ),
        (
            "insert_entry",
            (("properties", "email"), "x", "a # b"),
            "PUSH\n\n",
            "PUSH\n    x: 'a # b'\n\n",
        ),
        ("insert_entry", (("properties", "title"), "x", "a, b"), "PUSH}", "PUSH, x: 'a, b'}"),
        ("insert_entry", (("list", 1), "value", 2), "name: b\n", "name: b\n    value: 2\n"),
        ("insert_entry", ((), "end", [1]), "nothing:\n", "nothing:\nend:\n  - 1\n"),
        ("remove_entry", (("properties", "email", "pushStatus"),), "    pushStatus: PUSH\n\n", "\n"),
        (
            "remove_entry",
            (("properties", "title"),),
            '  title: {expression: "user.title", pushStatus: PUSH}\n',
            "",
        ),
        ("remove_entry", (("properties", "title", "expression"),), 'expression: "user.title", ', ""),
        ("remove_entry", (("properties", "title", "pushStatus"),), ", pushStatus: PUSH}", "}"),
        ("remove_entry", (("list", 0, "name"),), "name: a  # first", ""),
        ("remove_entry", (("list", 1),), "-   name: b\n", ""),
        ("remove_entry", (("list", 1, "name"),), "name: b", "{}"),
        ("remove_entry", (("only", "one"),), "only:\n  one: 1  # alone\n", "only: {}\n"),
    ],
)
def test_yaml(method: str, arguments: tuple[Any, ...], old: str, new: str, line_end: str) -> None:
    text = _YAML.replace("\n", line_end)
    document = read_text(text, "a.yaml")
    old, new = old.replace("\n", line_end), new.replace("\n", line_end)
    assert _changed(document, getattr(document, method)(*arguments)) == _replaced(text, old, new)


def test_yaml_values_that_others_share_are_left_alone() -> None:
    document = read_text("a: &x {b: c, d: e}\nf: *x\ng: {<<: *x, h: i}\nj: !t k\n", "a.yaml")
    assert document.replace_value(("a", "b"), 1) == []
    assert document.replace_value(("f", "b"), 1) == []
    assert document.replace_value(("g", "b"), 1) == []
    assert document.replace_fragment(("f", "b"), 0, 1, "x") == []
    assert document.remove_entry(("g", "d")) == []
    assert document.rename_key(("f", "d"), "x") == []
    assert document.insert_entry(("a",), "x", 1) == []
    assert document.insert_entry(("f",), "x", 1) == []
    assert document.replace_value(("j",), "x") == []
    assert _changed(document, document.replace_value(("f",), 1)).splitlines()[1] == "f: 1"
    assert _changed(document, document.replace_value(("g", "h"), "j")).splitlines()[2] == "g: {<<: *x, h: j}"


def test_changes_that_make_no_sense_are_none() -> None:
    for document in (read_text('{"a": 1, "b": [2]}', "a.json"), read_text("a: 1\nb: [2]\n", "a.yaml")):
        assert document.rename_key(("a",), "b") == []
        assert document.insert_entry((), "a", 2) == []
        assert document.insert_entry(("b",), "a", 2) == []
        assert document.rename_key(("b", 0), "c") == []
        assert document.replace_fragment(("a",), 0, 0, "x") == []
        assert document.remove_entry(()) == []
        with pytest.raises(KeyError):
            document.replace_value(("c",), 1)
        with pytest.raises(KeyError):
            document.remove_entry(("c",))
