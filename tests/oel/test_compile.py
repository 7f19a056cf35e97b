"""Compiled expressions give what the reference evaluator gives. MAPLINT_AGREEMENT sets how many are tried."""

from __future__ import annotations

import os
import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maplint.oel import EvaluationError, compile_row, evaluate, parse
from maplint.oel.context import Context
from maplint.oel.evaluation import value_of
from maplint.oel.functions import functions
from maplint.oel.search import calls_of
from tests.oel import generate, reference

TRIED = int(os.environ.get("MAPLINT_AGREEMENT", "4000"))


def outcome(evaluator: Any, text: str, data: dict[str, Any], dialect: str) -> tuple[str, str, frozenset[str]]:
    """The value's type and itself, or the error's code; and what was assumed. Values are compared as they print: NaN is NaN."""
    context = Context(data)
    try:
        value = evaluator(text, context, dialect)
    except EvaluationError as error:
        return ("error", error.code, frozenset())
    return (type(value).__name__, repr(value), frozenset(context.assumed))


def test_compiled_and_reference_agree() -> None:
    chance = random.Random(7643)
    kinds: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    called: set[str] = set()
    for number in range(TRIED):
        dialect = "identity-engine" if number % 4 == 0 else "classic"
        text = generate.expression(chance, methods=dialect != "classic")
        data = generate.context(chance, lawful=number % 3 == 0)
        compiled, walked = outcome(value_of, text, data, dialect), outcome(reference.walk, text, data, dialect)
        assert compiled == walked, (text, data, dialect)
        kinds[compiled[0]] += 1
        codes[compiled[1]] += compiled[0] == "error"
        if compiled[0] != "error":
            called.update(call.name for call in calls_of(parse(text)))
    # The comparison means something only when many have a value, of every type and from every function, and errors are of
    # every kind.
    assert sum(kinds.values()) - kinds["error"] > TRIED / 3, kinds
    assert {"str", "int", "float", "bool", "list", "dict", "NoneType"} <= set(kinds), kinds
    assert set(codes) >= {
        "syntax", "cannot-know", "null", "type", "range", "arguments", "unknown-function", "wrong-dialect", "format",
    }, codes  # fmt: skip
    assert {function.name for function in functions() if not function.undocumented} <= called


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(0, 2**32), min_size=1, max_size=8), st.integers(0, 2**32))
def test_a_row_gives_what_each_expression_gives_alone(seeds: list[int], seed: int) -> None:
    texts = [generate.expression(random.Random(number), 3) for number in seeds]
    data = generate.context(random.Random(seed))
    for text, found in zip(texts, compile_row(texts)(data), strict=True):
        if isinstance(found, EvaluationError):
            with pytest.raises(EvaluationError) as alone:
                evaluate(text, data)
            error = alone.value
            assert (found.code, found.message, found.start, found.end) == (
                error.code,
                error.message,
                error.start,
                error.end,
            )
        else:
            assert repr(found) == repr(evaluate(text, data))


@pytest.mark.parametrize(
    ("text", "faulty"),
    [
        ("'abc' + String.substring(user.a, 0, 9)", "String.substring(user.a, 0, 9)"),
        ("user.a + (1 / 0)", "1 / 0"),
        ("'a' + user.a + user.object", "'a' + user.a + user.object"),
        ("appuser.x + 'a'", "appuser.x"),
        ("!user.gone", "user.gone"),
        ("user.a == 'x' ? {1, 2}.![2 - (2 % 0)] : 1", "2 % 0"),
        ("String.len(string.tolowercase('x'))", "string.tolowercase"),
        ("String.len(1, 2) + 3", "String.len(1, 2)"),
        ("user.a +\n  user.gone.q", "user.gone.q"),
        ("nowhere.x", "nowhere.x"),
    ],
)
def test_an_error_tells_its_place(text: str, faulty: str) -> None:
    with pytest.raises(EvaluationError) as told:
        evaluate(text, {"user": {"a": "x", "object": {}}})
    assert told.value.start is not None
    assert text[told.value.start : told.value.end] == faulty


def test_what_lies_too_deep_leaves_the_rest_of_a_row() -> None:
    def from_deep_down(frames: int) -> tuple[Any, ...]:
        if frames:
            return from_deep_down(frames - 1)
        return compile_row(["'first'", "!" * 190 + "true", "'last'"])({})

    first, deep, last = from_deep_down(600)
    assert (first, last) == ("first", "last")
    assert isinstance(deep, EvaluationError)
    assert deep.code == "limit"


def test_values_are_not_shared_between_users() -> None:
    row = compile_row(["{'a'}", "Arrays.add(user.l, 'b')"])
    held = {"user": {"l": ["a"]}}
    for found in row(held):
        found.append("changed")
    assert row(held) == (["a"], ["a", "b"])
    assert held == {"user": {"l": ["a"]}}
