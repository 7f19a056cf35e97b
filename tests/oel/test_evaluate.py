"""Evaluation: values, null, what cannot be known, and that nothing but an EvaluationError comes out of any text."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maplint.oel import EvaluationError, compile_row, evaluate, evaluate_fully
from maplint.oel.context import Context

ADA = {"firstName": "Ada", "lastName": "Byron", "login": "ada@example.com", "nickName": None, "empty": "", "age": 36}


def value(text: str, **more: Any) -> Any:
    return evaluate(text, {"user": ADA, **more})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("user.firstName + '.' + user.lastName", "Ada.Byron"),
        ("'it''s'", "it's"),
        (r"'a\b'", "a\\b"),
        ("user.nickName == null ? 'none' : user.nickName", "none"),
        ("user.nickName ?: user.firstName", "Ada"),
        ("user.empty ?: 'x'", "x"),
        ("user.unheardOf == null", True),
        ("String.substringBefore(user.login, '@')", "ada"),
        ("String.toLowerCase(user.lastName)", "byron"),
        ("String.stringContains(user.login, '@') AND NOT (user.age > 40)", True),
        ("user.firstName == 'ada'", False),
        ("1 + 2 * 3", 7),
        ("7 / 2", 3),
        ("Arrays.size({'a', 'b'})", 2),
        ("Arrays.contains({10, 20}, 10)", True),
        ("{'a', 'b'}[1]", "b"),
        ("Iso3166Convert.toAlpha3('DE')", "DEU"),
        ("Time.fromUnixToIso8601('0')", "1970-01-01T00:00:00.000Z"),
    ],
)
def test_values(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("user.firstName +", "syntax"),
        ("'open", "syntax"),
        ("appuser.userName", "cannot-know"),
        ("isMemberOfAnyGroup('00g1')", "cannot-know"),
        ("Time.now()", "cannot-know"),
        ("String.noSuch('x')", "unknown-function"),
        ("String.toUpperCase()", "arguments"),
    ],
)
def test_what_has_no_value_says_why(text: str, code: str) -> None:
    with pytest.raises(EvaluationError) as told:
        value(text)
    assert told.value.code == code
    assert told.value.message


def test_a_choice_that_okta_does_not_define_is_told() -> None:
    assert evaluate_fully("'x' + null", {}).assumed
    assert not evaluate_fully("user.firstName", {"user": ADA}).assumed


def test_one_fault_in_a_row_leaves_the_others() -> None:
    row = compile_row(("user.firstName", "appuser.x", "user.lastName"))
    first, second, third = row(Context({"user": ADA}))
    assert (first, third) == ("Ada", "Byron")
    assert isinstance(second, EvaluationError)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "user.__class__.__mro__",
        "''.class.forName('java.lang.Runtime')",
        "T(java.lang.Runtime).getRuntime()",
        "@bean",
        "#root",
        "c.data",
        "user.firstName.__class__",
    ],
)
def test_nothing_reaches_python(text: str) -> None:
    try:
        result = value(text)
    except EvaluationError:
        return
    assert result is None


PIECES = st.sampled_from(
    ["user.firstName", "user.age", "user.nickName", "'a'", '"b"', "1", "2.5", "null", "true", "+", "-", "*", "/", "%", "==", "!=", "<"]
    + [">", "AND", "or", "!", "?", ":", "?:", "(", ")", "{", "}", "[", "]", ",", ".", "String.len", "String.substring", "Convert.toInt"]
    + ["Arrays.add", "matches", "^", "Time.fromIso8601ToString", " ", "'", "\u201c", "é", "\U0001f600", "9999999999"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=25).map(" ".join)))
def test_any_text_gives_a_value_or_an_evaluation_error(text: str) -> None:
    # Any other exception fails the test.
    with suppress(EvaluationError):
        value(text)


@pytest.mark.parametrize(
    "text", ["(" * 100_000, "1+" * 50_000 + "1", "!" * 100_000, "a." * 50_000, "{" * 100_000, "'" * 99_999]
)
def test_long_and_deep_texts_are_bounded(text: str) -> None:
    # Any other exception fails the test.
    with suppress(EvaluationError):
        value(text)


def test_moments_and_countries_in_arrays_are_texts() -> None:
    """Of the other dialect: what comes out is JSON."""
    context = {"user": ADA, "now": "2026-01-02T03:04:05.000Z"}
    assert evaluate("{'NO'.parseCountryCode(), {DateTime.now()}}", context, dialect="identity-engine") == [
        evaluate("'NO'.parseCountryCode()", context, dialect="identity-engine"),
        [evaluate("DateTime.now()", context, dialect="identity-engine")],
    ]
