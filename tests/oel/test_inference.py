"""Facts about results: claimed only where they hold for every user."""

from __future__ import annotations

import pytest

from maplint.oel import Facts, Scope, infer, parse
from maplint.oel.facts import AttributeFacts

PROFILE = {
    "login": AttributeFacts("string", required=True, min_length=5, max_length=100, holds_at=True, unique=True),
    "email": AttributeFacts("string", required=True, max_length=100, holds_at=True),
    "firstName": AttributeFacts("string", required=True, min_length=1, max_length=50),
    "lastName": AttributeFacts("string", required=True, min_length=1, max_length=50),
    "middleName": AttributeFacts("string", required=False, max_length=50),
    "department": AttributeFacts("string", required=False),
    "locale": AttributeFacts("string", required=False, defaulted=True),
    "level": AttributeFacts("integer", required=True),
    "onCall": AttributeFacts("boolean", required=False),
    "active2": AttributeFacts("boolean", required=True),
    "skills": AttributeFacts("array", "string", required=False),
}


class Profile(Scope):
    def canonical_root(self, root: str) -> str:
        return "user" if root == "source" else root

    def attribute(self, root: str, name: str) -> AttributeFacts | None:
        return PROFILE.get(name) if self.canonical_root(root) == "user" else None


def facts(text: str) -> Facts:
    return infer(parse(text), Profile())


def hazards(text: str) -> list[tuple[str, str]]:
    return [(hazard.kind, hazard.subject) for hazard in facts(text).hazards]


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("user.firstName", "string"), ("user.level", "integer"), ("user.skills", "array"), ("user.unknown", None),
        ("'a' + user.level", "string"), ("user.level + 1", "integer"), ("user.level + 1.5", "number"),
        ("user.level == 1", "boolean"), ("!user.active2", "boolean"), ("null", "null"), ("{'a'}", "array"),
        ("user.active2 ? 'a' : null", "string"), ("user.active2 ? 'a' : 1", None), ("user.department ?: 'x'", "string"),
        ("String.len(user.firstName)", "integer"), ("Arrays.contains(user.skills, 'a')", "boolean"),
        ("Convert.toNum('1')", "number"), ("user.skills[0]", "string"),
    ],
)  # fmt: skip
def test_type(text: str, type_: str | None) -> None:
    assert facts(text).type == type_


@pytest.mark.parametrize(
    ("text", "null"),
    [
        ("user.firstName", False), ("user.middleName", True), ("user.unknown", None), ("source.middleName", True),
        ("user.middleName ?: 'x'", False), ("user.middleName != null ? user.middleName : 'x'", False),
        ("user.middleName == null ? 'x' : user.middleName", False), ("!(user.middleName == null) ? user.middleName : 'x'", False),
        ("user.middleName != null ? 'x' : user.middleName", True), ("user.middleName == 'a' ? user.middleName : 'x'", False),
        ("user.middleName != null AND user.level == 1 ? user.middleName : 'x'", False),
        ("user.middleName != null OR user.level == 1 ? user.middleName : 'x'", True),
        ("user.middleName == null OR user.level == 1 ? 'x' : user.middleName", False),
        ("String.len(user.middleName) > 0 ? user.middleName : 'x'", False),
        ("String.stringContains(user.middleName, 'a') ? user.middleName : 'x'", False),
        ("user.firstName + user.middleName", False), ("null", True), ("user.locale", False),
        ("user.active2 ? user.firstName : null", True),
    ],
)  # fmt: skip
def test_null(text: str, null: bool | None) -> None:
    assert facts(text).null is null


@pytest.mark.parametrize(
    ("text", "values", "complete"),
    [
        ("'a'", ["a"], True), ("user.level == 1 ? 'a' : 'b'", ["a", "b"], True), ("user.level == 1 ? 'a' : user.firstName", ["a"], False),
        ("'a' + 'b'", ["ab"], True), ("(user.level == 1 ? 'a' : 'b') + '!'", ["a!", "b!"], True), ("1 + 'a'", ["1a"], True),
        ("String.toUpperCase('a')", ["A"], True), ("user.firstName == 'a' ? 1 : 2", [1, 2], True),
        ("String.stringSwitch(user.department, 'd', 'k', 'v')", ["d", "v"], True), ("-3", [-3], True), ("user.firstName", [], False),
    ],
)  # fmt: skip
def test_literals(text: str, values: list[object], complete: bool) -> None:
    found = facts(text)
    assert [literal.value for literal in found.literals] == values
    assert found.complete is complete


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("'abc'", 3, 3), ("user.firstName", 1, 50), ("user.department", 0, None), ("user.firstName + ' ' + user.lastName", 3, 101),
        ("String.substring(user.department, 0, 4)", 0, 4), ("user.level == 1 ? 'a' : 'bbb'", 1, 3), ("'\U0001f600'", 2, 2),
        ("String.substringBefore(user.login, '@')", 0, 100),
        ("String.len(user.login) > 21 ? 'x' : user.login", 1, 21), ("String.len(user.department) <= 9 ? user.department : null", 0, 9),
        ("21 > String.len(user.login) ? user.login : String.substring(user.login, 0, 20)", 0, 20),
        ("String.len(user.login) > 21 ? user.login : 'x'", 1, 100), ("String.len(user.department) != 9 ? user.department : ''", 0, None),
    ],
)  # fmt: skip
def test_length(text: str, least: int, most: int | None) -> None:
    found = facts(text)
    assert (found.min_length, found.max_length) == (least, most)


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("String.toLowerCase(user.login)", "lower"), ("String.toUpperCase(user.login)", "upper"), ("'abc'", "lower"), ("'Abc'", None),
        ("user.login", None), ("String.toLowerCase(user.firstName) + '.x'", "lower"), ("String.toLowerCase(user.login) + 'X'", None),
    ],
)  # fmt: skip
def test_case(text: str, case: str | None) -> None:
    assert facts(text).case == case


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("user.login", True), ("String.toLowerCase(user.login)", True), ("user.login + '@x'", True),
        ("String.substringBefore(user.login, '@')", False), ("String.substring(user.login, 0, 3)", False),
        ("user.firstName + user.lastName", False), ("user.login != null ? user.login : null", True),
    ],
)  # fmt: skip
def test_keeping_users_apart(text: str, apart: bool) -> None:
    found = facts(text)
    assert found.injective is apart
    assert apart or found.losses


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("user.firstName + user.middleName", [("null-use", "middleName")]),
        ("String.toUpperCase(user.middleName)", [("null-use", "middleName")]),
        ("user.middleName != null ? 'x' + user.middleName : ''", [("half-guard", "middleName")]),
        ("user.middleName != null AND user.middleName != '' ? 'x' + user.middleName : ''", []),
        ("'x' + (user.middleName ?: '')", []),
        ("Arrays.size(user.skills) > 0", []),
        ("Arrays.flatten(user.skills)", [("null-use", "skills")]),
        ("String.substringAfter(user.firstName, '-')", [("separator", "firstName")]),
        ("String.substringBefore(user.email, '@')", []),
        ("String.stringContains(user.firstName, '-') ? String.substringAfter(user.firstName, '-') : null", []),
        ("user.level ? 'a' : 'b'", [("condition", "level")]),
        ("user.onCall ? 'a' : 'b'", [("nullable-condition", "onCall")]),
        ("user.active2 ? 'a' : 'b'", []),
        ("user.level == '1'", [("comparison", "")]),
        ("user.level > 1", []),
        ("'a' == 'b' ? 1 : 2", [("constant", "")]),
        ("user.firstName == user.firstName ? 1 : 2", [("constant", "")]),
        ("String.len()", [("argument-count", "String.len")]),
        ("String.substring('abc', 'x', 2)", [("argument-type", "String.substring")]),
        ("user.locale == null ? 'a' : user.locale", [("defaulted", "locale")]),
        ("user.unknown + 'x'", []),
        ("hasDirectoryUser() ? findDirectoryUser().x : null", []),
        ("findDirectoryUser().x", [("null-use", "findDirectoryUser")]),
    ],
)  # fmt: skip
def test_hazards(text: str, expected: list[tuple[str, str]]) -> None:
    assert hazards(text) == expected


def test_what_is_read_and_what_it_follows() -> None:
    found = facts("getManagerUser('x').email + Time.now() + source.firstName")
    assert [(read.root, read.name) for read in found.reads] == [("source", "firstName")]
    assert found.volatile == {"manager", "time"}


def test_a_plain_copy_is_known_as_one() -> None:
    assert facts("(source.login)").bare_reference == ("user", "login")
    assert facts("user.login + ''").bare_reference is None
