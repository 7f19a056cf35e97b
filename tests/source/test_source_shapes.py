"""Shapes: the check by hand agrees with the JSON Schemas, and what is wrong is said in a sentence."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from maplint.source.document import read_text
from maplint.source.kinds import Item, Kind
from maplint.source.place import Part, format_pointer
from maplint.source.shapes import (
    application_is_well_formed,
    explain,
    load_schema,
    mapping_is_well_formed,
    profile_schema_is_well_formed,
    shape_problems,
)

_CHECKS = {
    "profile_mapping": mapping_is_well_formed,
    "profile_schema": profile_schema_is_well_formed,
    "application": application_is_well_formed,
}
_END = {"id": "oty1", "name": "user", "type": "user"}


def _property(**more: Any) -> dict[str, Any]:
    return {"definitions": {"custom": {"properties": {"a": {"type": "string", **more}}}}}


_GOOD: dict[str, list[Any]] = {
    "profile_mapping": [
        {"id": "prm1", "source": _END, "target": _END, "properties": {"a": {"expression": "x", "pushStatus": "PUSH"}}},
        {"properties": {"a": None, "b": {"expression": None, "pushStatus": None}, "c": {"expression": "x"}}},
        {"source": _END, "target": _END, "properties": None, "_links": 1},
        {"properties": {}},
    ],
    "profile_schema": [
        _property(minLength=1, maxLength=20, required=True, scope="NONE", enum=["a"], oneOf=[{"const": 1}]),
        _property(type="array", items={"type": "string"}, union="DISABLE", unique=True, master={"type": "OKTA"}),
        _property(minLength=None, enum=None, externalName="a.b", externalNamespace="urn:x", permissions=[]),
        {"id": "x", "definitions": {"base": {"required": ["login"], "properties": {"login": {}}}, "custom": None}},
        {"definitions": {"type": "object", "base": {}}},
    ],
    "application": [
        {"id": "0oa1", "signOnMode": None, "features": ["PUSH_NEW_USERS"], "settings": {}, "credentials": None},
        {"credentials": {"userNameTemplate": {"template": "x", "type": "CUSTOM", "pushStatus": "NOT_CONFIGURED"}}},
    ],
}


@pytest.mark.parametrize(("schema", "value"), [(name, value) for name, values in _GOOD.items() for value in values])
def test_good_shapes_pass_both(schema: str, value: Any) -> None:
    assert _CHECKS[schema](value)
    assert explain(schema, value) == []


@pytest.mark.parametrize(
    ("schema", "value", "pointer", "message", "help_"),
    [
        (
            "profile_mapping",
            {"properties": {"a": {"expression": 1}}},
            "/properties/a/expression",
            "must be a text, found the number 1",
            "quotes",
        ),
        (
            "profile_mapping",
            {"properties": {"a": {"expression": True}}},
            "/properties/a/expression",
            "must be a text, found true",
            "quotes",
        ),
        (
            "profile_mapping",
            {"properties": {"a": {"expression": "x", "pushStatus": "push"}}},
            "/properties/a/pushStatus",
            "is PUSH or DONT_PUSH, found `push`",
            "did you mean PUSH?",
        ),
        (
            "profile_mapping",
            {"properties": {"a": {"expression": "x", "pushStatus": "NEVER"}}},
            "/properties/a/pushStatus",
            "found `NEVER`",
            "create only",
        ),
        (
            "profile_mapping",
            {"properties": {"a": {"pushStatus": "PUSH"}}},
            "/properties/a",
            "`expression` is missing in `a`",
            "write",
        ),
        (
            "profile_mapping",
            {"properties": {"a": {"expresion": "x"}}},
            "/properties/a/expresion",
            "is no key",
            "`expression`",
        ),
        (
            "profile_mapping",
            {"properties": {"a": {"expression": "x", "push_status": "PUSH"}}},
            "/properties/a/push_status",
            "is no key",
            "`pushStatus`",
        ),
        (
            "profile_mapping",
            {"properties": {"a": "user.a"}},
            "/properties/a",
            "`a` must be an object, found `user.a`",
            "expression",
        ),
        ("profile_mapping", {"properties": [1]}, "/properties", "must be an object, found a list", "variable name"),
        (
            "profile_mapping",
            {"source": "0oa1", "properties": {}},
            "/source",
            "must be an object, found `0oa1`",
            "one end",
        ),
        ("profile_schema", _property(type="text"), "/definitions/custom/properties/a/type", "found `text`", "type"),
        (
            "profile_schema",
            _property(required="true"),
            "/definitions/custom/properties/a/required",
            "true or false, found `true`",
            "without quotes",
        ),
        (
            "profile_schema",
            _property(maxLength="20"),
            "/definitions/custom/properties/a/maxLength",
            "a whole number, found `20`",
            "without quotes",
        ),
        ("profile_schema", _property(maxLength=-1), "/definitions/custom/properties/a/maxLength", "-1", "whole number"),
        (
            "profile_schema",
            _property(oneOf=["a"]),
            "/definitions/custom/properties/a/oneOf/0",
            "item 1 of `oneOf` must be an object",
            "const",
        ),
        (
            "profile_schema",
            _property(scope="none"),
            "/definitions/custom/properties/a/scope",
            "found `none`",
            "did you mean NONE?",
        ),
        ("application", {"features": "PUSH_NEW_USERS"}, "/features", "must be a list", "list"),
        ("application", {"features": ["A", 2]}, "/features/1", "item 2 of `features` must be a text", "feature"),
        (
            "application",
            {"credentials": {"userNameTemplate": "x"}},
            "/credentials/userNameTemplate",
            "must be an object",
            "template",
        ),
    ],
)
def test_departures_are_said(schema: str, value: Any, pointer: str, message: str, help_: str) -> None:
    assert not _CHECKS[schema](value)
    (problem,) = explain(schema, value)
    assert format_pointer(problem.pointer) == pointer
    assert message in problem.message
    assert help_ in problem.help


def test_places_and_suggestions() -> None:
    document = read_text('[{"source": {"type": "user"}, "properties": {"a": {"Expression": "x"}}}]', "a.json")
    (problem,) = shape_problems(document, Item(Kind.PROFILE_MAPPING, (0,)))
    assert problem.pointer == (0, "properties", "a", "Expression")
    assert (problem.part, problem.suggestion) == (Part.KEY, "expression")
    assert document.text[slice(*document.span(problem.pointer, problem.part))] == '"Expression"'
    assert shape_problems(document, Item(Kind.SCIM_RESOURCE, (0,))) == [], "judged elsewhere"


def test_well_formed_files_do_not_load_jsonschema() -> None:
    program = (
        "import sys; from maplint.source.document import read_text; from maplint.source.kinds import recognise; "
        "from maplint.source.shapes import shape_problems; "
        f"d = read_text({json.dumps(json.dumps(_GOOD['profile_mapping'][0]))}, 'a.json'); "
        "assert shape_problems(d, recognise(d)[0]) == []; "
        "heavy = {'jsonschema', 'yaml', 'dataclasses', 'pathlib', 'difflib', 'maplint.source.tree'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


_LEAF = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 3),
    st.floats(-1, 3),
    st.sampled_from(["PUSH", "string", "NONE", "CUSTOM", ""]),
)
_ANY = st.recursive(
    _LEAF, lambda below: st.one_of(st.lists(below, max_size=2), st.dictionaries(st.just("const"), below))
)


def _like(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values near a schema: each known key may be there, with a value that fits or with any other."""
    if "properties" in schema or isinstance(schema.get("additionalProperties"), dict):
        known = {key: _like(below) for key, below in schema.get("properties", {}).items()}
        more = schema.get("additionalProperties")
        named = st.fixed_dictionaries({}, optional=known)
        if isinstance(more, dict):
            named = st.dictionaries(st.sampled_from(["a", "b"]), _like(more), max_size=2)
        return st.one_of(named, named, named, named, st.none(), _ANY)
    if "items" in schema:
        return st.one_of(st.lists(st.one_of(_like(schema["items"]), _ANY), max_size=2), _ANY)
    if "enum" in schema:
        return st.one_of(st.sampled_from(schema["enum"]), st.sampled_from(schema["enum"]), _ANY)
    return st.one_of(st.text(max_size=2), st.none(), _ANY)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(_CHECKS)), st.data())
def test_what_the_check_by_hand_accepts_the_schema_accepts(name: str, data: st.DataObject) -> None:
    schema = load_schema(name)
    value = data.draw(_like(schema))
    if _CHECKS[name](value):
        assert list(Draft202012Validator(schema).iter_errors(value)) == []
    else:
        explain(name, value)


def test_the_schemas_are_schemas() -> None:
    for name in _CHECKS:
        Draft202012Validator.check_schema(load_schema(name))


def test_a_member_without_a_value_is_told() -> None:
    value = {"definitions": {"base": {"properties": {"seat": {"oneOf": [{"title": "Full"}]}}}}}
    (problem,) = explain("profile_schema", value)
    assert "const" in problem.message
    assert problem.pointer == ("definitions", "base", "properties", "seat", "oneOf", 0)
