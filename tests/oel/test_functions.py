"""Names of functions that the language does not have: what is meant, or what to do instead."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from maplint.oel import evaluate, parse
from maplint.oel.functions import functions, instead, lookup, suggest
from maplint.oel.library import FUNCTIONS
from maplint.oel.search import calls_of

if TYPE_CHECKING:
    from maplint.oel.functions import Example, Function


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("string.tolowercase", "String.toLowerCase"),
        ("stringContains", "String.stringContains"),
        ("String.lenght", "String.len"),
        ("String.contains", "String.stringContains"),
        ("Convert.toInteger", "Convert.toInt"),
        ("getManagersUser", "getManagerUser"),
    ],
)
def test_a_wrong_name_leads_to_the_function_that_is_meant(wrong: str, right: str) -> None:
    assert suggest(wrong) == right


@pytest.mark.parametrize("name", ["Convert.toString", "String.trim", "String.endsWith", "split", "isEmpty", "coalesce"])
def test_what_has_no_counterpart_gets_advice_and_no_name(name: str) -> None:
    assert lookup(name) is None
    assert instead(name) is not None
    assert suggest(name) is None


@pytest.mark.parametrize("name", ["Convert.toString", "String.trim", "String.endsWith", "Math.round", "String.indexOf"])
def test_a_function_of_another_meaning_is_never_suggested(name: str) -> None:
    assert suggest(name) is None


def test_every_name_of_the_table_is_found_by_itself() -> None:
    for function in functions():
        assert lookup(function.name) is function
        assert instead(function.name) is None


EXAMPLES = [(function, example) for function in functions() for example in function.examples]


@pytest.mark.parametrize(("function", "example"), EXAMPLES, ids=lambda part: getattr(part, "text", None) or part.name)
def test_an_example_gives_what_the_table_says(function: Function, example: Example) -> None:
    expression = parse(example.text)
    assert expression.errors == ()
    assert calls_of(expression, function.name)
    if example.value:
        assert evaluate(example.text, {}) == json.loads(example.value)


def test_every_function_can_be_evaluated_and_is_shown() -> None:
    assert {function.name for function in functions()} == set(FUNCTIONS)
    for function in functions():
        # What was replaced shows its new form, what shares a note with its kin need not be shown again.
        assert function.examples or function.note or function.replaced_by or function.undocumented, function.name


@pytest.mark.parametrize(
    ("name", "takes", "refuses"),
    [
        ("String.len", {1}, {0, 2}),
        ("Time.now", {0, 1, 2}, {3}),
        ("String.join", {2, 3, 30}, {0, 1}),
        ("String.stringSwitch", {4, 6, 8}, {0, 2, 3, 5, 7}),
        ("hasDirectoryUser", {0}, {1}),
    ],
)
def test_how_many_arguments_a_function_takes(name: str, takes: set[int], refuses: set[int]) -> None:
    function = lookup(name)
    assert function is not None
    assert {count for count in takes | refuses if function.takes(count)} == takes
