"""Expressions that say the same are known as such, and only those."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maplint.oel import EvaluationError, evaluate
from maplint.oel.parser import parse
from maplint.oel.same import meaning
from tests.oel import generate


def canonical(root: str) -> str:
    return "user" if root == "source" else root


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("user.a+user.b", " user.a  +\n user.b "),
        ("'x'", '"x"'),
        ("(user.a)", "user.a"),
        ("user.a + (user.b)", "user.a+user.b"),
        ("user.a == null ? 'x' : (user.a)", "(user.a == null) ? 'x' : user.a"),
        ("user.a == 1 and user.b == 2", "user.a == 1 && user.b == 2"),
        ("not user.a", "!user.a"),
        ("user.a ne null", "user.a != null"),
        ("source.a", "user.a"),
        ("1.0", "1.00"),
        ("user.a +", "  user.a + "),
    ],
)
def test_these_say_the_same(one: str, other: str) -> None:
    assert meaning(one, canonical) == meaning(other, canonical)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("user.a", "user.b"),
        ("user.a", "user.A"),
        ("user.a + user.b", "user.b + user.a"),
        ("user.a + (user.b + user.c)", "user.a + user.b + user.c"),
        ("1", "'1'"),
        ("1", "1.0"),
        ("1", "true"),
        ("null", "'null'"),
        ("user.a == 'x'", "user.a != 'x'"),
        ("String.len(user.a)", "String.toUpperCase(user.a)"),
        ("String.substring(user.a, 0, 3)", "String.substring(user.a, 0, 4)"),
        ("user.a?.b", "user.a.b"),
        ("appuser.a", "user.a"),
        ("'a  b'", "'a b'"),
        ("user.a +", "user.a  +"),
        ("", "null"),
    ],
)
def test_these_do_not(one: str, other: str) -> None:
    assert meaning(one, canonical) != meaning(other, canonical)


def test_a_root_is_not_an_attribute_of_that_name() -> None:
    assert meaning("user.source.a", canonical) != meaning("user.user.a", canonical)


def test_deep_expressions_have_a_meaning() -> None:
    deep = "(" * 400 + "user.a" + ")" * 400
    assert meaning(deep) in (meaning("user.a"), deep)
    long = " + ".join(["user.a"] * 2000)
    assert meaning(long) == meaning(long.replace(" + ", "+")) or parse(long).errors


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32))
def test_blanks_and_brackets_do_not_count(seed: int) -> None:
    text = generate.expression(random.Random(seed))
    if not parse(text).errors:
        assert meaning(f"  ({text}\n) ") == meaning(text)


def outcome(text: str, data: dict[str, Any]) -> str:
    try:
        return repr(evaluate(text, data))
    except EvaluationError as error:
        return f"fails: {error.code}"


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32))
def test_what_says_the_same_has_the_same_value(seed: int) -> None:
    """Slips in an expression: either it says something else then, or for nobody another value comes of it."""
    chance = random.Random(seed)
    text = generate.expression(chance)
    pieces = re.findall(r"\w+|\s+|.", text)
    at = chance.randrange(len(pieces))
    changed = "".join(
        [
            *pieces[:at],
            chance.choice(["", " ", "(", "'", "+", pieces[chance.randrange(len(pieces))]]),
            *pieces[at + 1 :],
        ]
    )
    if meaning(text) == meaning(changed):
        for _ in range(5):
            data = generate.context(chance)
            assert outcome(text, data) == outcome(changed, data)
