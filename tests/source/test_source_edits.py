"""Edits: the value is exactly the old one with the change, the rest of the text is untouched, and it still parses."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from maplint.source.document import Document, read_text
from maplint.source.edit import apply_edits

_TEXT = st.text(
    st.one_of(
        st.sampled_from(list("abz :#'\"\\,{}[]&*!|>%@`-?\t\n\r=~<é😀.+0_/")),
        st.characters(codec="utf-8", exclude_characters="\ufeff"),
    ),
    max_size=12,
)
_SCALAR = st.one_of(st.none(), st.booleans(), st.integers(-(10**9), 10**9), _TEXT, st.just("user.email"), st.just("NO"))
_KEY = st.one_of(st.sampled_from(["email", "userName", "title", "a b", "no", "", "<<", "12"]), _TEXT)
_OBJECT = st.recursive(
    st.dictionaries(_KEY, _SCALAR, min_size=0, max_size=4),
    lambda below: st.one_of(
        st.dictionaries(_KEY, st.one_of(below, _SCALAR), max_size=4),
        st.dictionaries(_KEY, st.lists(st.one_of(below, _SCALAR), max_size=3), max_size=3),
    ),
    max_leaves=12,
)
_JSON_STYLES: list[dict[str, Any]] = [
    {},
    {"indent": 2},
    {"indent": 4, "ensure_ascii": False},
    {"indent": "\t"},
    {"separators": (",", ":")},
    {"indent": 1, "separators": (",", " : ")},
]
_YAML_STYLES: list[dict[str, Any]] = [
    {"default_flow_style": False},
    {"default_flow_style": True},
    {"default_flow_style": None},
    {"default_flow_style": False, "default_style": '"'},
    {"default_flow_style": False, "default_style": "'"},
    {"default_flow_style": False, "indent": 4, "width": 20},
    {"default_flow_style": True, "width": 12},
    {"default_flow_style": False, "width": 8, "allow_unicode": True},
]


class _Strings(yaml.SafeDumper):
    """Writes texts in quotes when YAML 1.1 or 1.2 would take them for anything else, and writes no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _json(value: Any, style: dict[str, Any], crlf: bool) -> Document:
    text = json.dumps(value, **style)
    return read_text(text.replace("\n", "\r\n") if crlf else text, "a.json")


def _yaml(value: Any, style: dict[str, Any], crlf: bool) -> Document:
    text = yaml.dump(value, Dumper=_Strings, sort_keys=False, **style)
    if crlf:
        text = text.replace("\n", "\r\n")
    return read_text("# about this file\n" + text, "a.yaml")


def _pointers(value: Any, pointer: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [pointer]
    if isinstance(value, dict):
        for key, below in value.items():
            found += _pointers(below, (*pointer, key))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            found += _pointers(below, (*pointer, index))
    return found


def _after(document: Document, edits: list[Any]) -> Any:
    text = apply_edits(document.text, edits)
    document.forget_positions()
    again = read_text(text, document.path, like=document)
    assert again.problems == []
    return again.value


@st.composite
def _documents(draw: st.DrawFn) -> Document:
    value = draw(_OBJECT)
    crlf = draw(st.booleans())
    if draw(st.booleans()):
        document = _json(value, draw(st.sampled_from(_JSON_STYLES)), crlf)
    else:
        style = draw(st.sampled_from(_YAML_STYLES))
        # What the dumper itself cannot write so that YAML 1.2 reads it back is none of ours.
        try:
            document = _yaml(value, style, crlf)
        except Exception:
            assume(False)
            raise
    assume(document.value == value and not document.problems)
    return document


def _can_refuse(document: Document) -> bool:
    """Whether there may be no edit: tags and explicit keys of YAML are left alone, all else can be changed."""
    return document.format == "yaml" and ("!!" in document.text or "? " in document.text)


def _parent(value: Any, pointer: tuple[Any, ...]) -> Any:
    for segment in pointer[:-1]:
        value = value[segment]
    return value


@settings(max_examples=300, deadline=None)
@given(_documents(), st.data())
def test_replacing_a_value(document: Document, data: st.DataObject) -> None:
    pointer = data.draw(st.sampled_from(_pointers(document.value)))
    new = data.draw(st.one_of(_SCALAR, _OBJECT))
    expected = copy.deepcopy(document.value)
    if pointer:
        _parent(expected, pointer)[pointer[-1]] = new
    else:
        expected = new
    edits = document.replace_value(pointer, new)
    assume(edits or not _can_refuse(document))
    assert edits
    assert _after(document, edits) == expected


@settings(max_examples=300, deadline=None)
@given(_documents(), st.data())
def test_renaming_a_key(document: Document, data: st.DataObject) -> None:
    pointers = [p for p in _pointers(document.value) if p and isinstance(p[-1], str)]
    assume(pointers)
    pointer = data.draw(st.sampled_from(pointers))
    key = data.draw(_KEY)
    expected = copy.deepcopy(document.value)
    parent = _parent(expected, pointer)
    edits = document.rename_key(pointer, key)
    if key in parent:
        assert edits == []
        return
    entries = [(key if name == pointer[-1] else name, below) for name, below in parent.items()]
    parent.clear()
    parent.update(entries)
    assume(edits or not _can_refuse(document))
    assert edits
    after = _after(document, edits)
    assert after == expected
    assert json.dumps(after) == json.dumps(expected), "the order stays"


@settings(max_examples=300, deadline=None)
@given(_documents(), st.data())
def test_inserting_an_entry(document: Document, data: st.DataObject) -> None:
    pointers = [p for p in _pointers(document.value) if isinstance(document.at(p), dict)]
    pointer = data.draw(st.sampled_from(pointers))
    parent = document.at(pointer)
    key, value = data.draw(_KEY), data.draw(st.one_of(_SCALAR, _OBJECT))
    after = data.draw(st.sampled_from([None, *parent]))
    edits = document.insert_entry(pointer, key, value, after)
    if key in parent:
        assert edits == []
        return
    expected = copy.deepcopy(document.value)
    target = expected
    for segment in pointer:
        target = target[segment]
    target[key] = value
    assume(edits or not _can_refuse(document))
    assert edits
    assert all(edit.start == edit.end or not parent for edit in edits), "nothing that stands there is touched"
    assert _after(document, edits) == expected


@settings(max_examples=300, deadline=None)
@given(_documents(), st.data())
def test_removing_an_entry(document: Document, data: st.DataObject) -> None:
    pointers = [p for p in _pointers(document.value) if p]
    assume(pointers)
    pointer = data.draw(st.sampled_from(pointers))
    expected = copy.deepcopy(document.value)
    del _parent(expected, pointer)[pointer[-1]]
    edits = document.remove_entry(pointer)
    assume(edits or not _can_refuse(document))
    assert edits
    assert _after(document, edits) == expected


@settings(max_examples=400, deadline=None)
@given(_documents(), st.data())
def test_replacing_part_of_a_text(document: Document, data: st.DataObject) -> None:
    pointers = [p for p in _pointers(document.value) if isinstance(document.at(p), str)]
    assume(pointers)
    pointer = data.draw(st.sampled_from(pointers))
    old = document.at(pointer)
    start = data.draw(st.integers(0, len(old)))
    end = data.draw(st.integers(start, len(old)))
    new = data.draw(_TEXT)
    edits = document.replace_fragment(pointer, start, end, new)
    expected = copy.deepcopy(document.value)
    if pointer:
        _parent(expected, pointer)[pointer[-1]] = old[:start] + new + old[end:]
    assume(edits or not _can_refuse(document))
    assert edits
    assert _after(document, edits) == expected


@settings(max_examples=300, deadline=None)
@given(_documents(), st.data())
def test_fragments_lie_in_order_within_their_value(document: Document, data: st.DataObject) -> None:
    pointers = [p for p in _pointers(document.value) if isinstance(document.at(p), str)]
    assume(pointers)
    pointer = data.draw(st.sampled_from(pointers))
    whole = document.span(pointer)
    at = whole.start
    for number in range(len(document.at(pointer))):
        span = document.fragment_span(pointer, number, number + 1)
        assert whole.start <= span.start < span.end <= whole.end
        if span != whole:
            assert at <= span.start
            at = span.end


@pytest.mark.parametrize(
    "edits", [[(0, 2, ""), (1, 3, "")], [(2, 1, "")], [(-1, 0, "")], [(0, 9, "")], [(1, 1, "x"), (0, 2, "y")]]
)
def test_edits_that_overlap_are_refused(edits: list[tuple[int, int, str]]) -> None:
    with pytest.raises(ValueError, match="overlaps another or lies outside"):
        apply_edits("abc", edits)


def test_edits_may_touch_and_come_in_any_order() -> None:
    assert apply_edits("abcd", [(2, 4, "Y"), (0, 2, "X"), (4, 4, "!")]) == "XY!"
