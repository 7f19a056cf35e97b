"""Names of functions that the language does not have: what is meant, or what to do instead."""

from __future__ import annotations

import pytest

from maplint.oel.functions import functions, instead, lookup, suggest


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
