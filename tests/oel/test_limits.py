"""Hostile texts: bounded work for parsing, inference and evaluation, whatever a text of up to 100,000 characters says."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maplint.oel import EvaluationError, Scope, evaluate, infer, parse
from maplint.oel.combine import MOST_LITERALS, MOST_TEXT
from maplint.oel.context import MAX_WORK
from maplint.oel.facts import AttributeFacts
from maplint.oel.parser import MAX_LENGTH

CONTEXT: dict[str, Any] = {
    "user": {"a": "a" * 1000, "l": list(range(2000)), "n": None},
    "groups": [{"id": "x", "name": "g" * 200}] * 100,
    "now": "2024-01-01T00:00:00Z",
}


class Declared(Scope):
    """A scope that knows each attribute: the more is known, the more is worked out."""

    def attribute(self, root: str, name: str) -> AttributeFacts | None:
        return AttributeFacts("string", required=name == "a", enum=("a", "b" * 1000)) if root == "user" else None


NINE = "{1, 2, 3, 4, 5, 6, 7, 8, 9}"
FILTERED = "1"
for _ in range(6):
    doubled = FILTERED.replace('"', '""')
    FILTERED = f'getFilteredGroups({{"x"}}, "{doubled}", 100)'
BOMBS = {
    "replace in replace": "String.replace(" * 90 + "'aaaaaaaaaa'" + ", 'a', 'aaaaaaaaaa')" * 90,
    "projection in projection": f"({NINE})" + f".![({NINE})" * 7 + "]" * 7,
    "wide projection": "user.l.![{" + "1," * 20_000 + "1}]",
    "repeated text": "'aaaaaaaaaa' * 99999999",
    "many repeated texts": "{" + ", ".join(["('aaaaaaaaaa' * 99999)"] * 4_000) + "}",
    "groups in groups": FILTERED,
    "pattern against a long text": "String.replace(user.a, 'a', user.a) matches '(a|aa)*b'",
    "many patterns": " OR ".join([f"user.a matches '(a|aa|aaa|aaaa|aaaaa|{number})*b'" for number in range(200)]),
    "pattern of a million steps": "'a' matches '(((a{100}){100}){100}){100}'",
    "pattern against all groups": " OR ".join(["isMemberOfGroupNameRegex('(g|gg|ggg)*h')"] * 200),
    "long separator": "String.join('" + "x" * 50_000 + "'" + ", 'a'" * 9_000 + ")",
    "arrays of arrays": "{"
    + ", ".join(["Arrays.add(user.l, 1)"] * 2_600)
    + "} == {"
    + "Arrays.flatten(user.l)," * 1_500
    + "1}",
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_defused(text: str) -> None:
    assert len(text) <= MAX_LENGTH
    with pytest.raises(EvaluationError) as told:
        evaluate(text, CONTEXT)
    assert told.value.code == "limit"


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_inference_works_nothing_large_out(text: str) -> None:
    facts = infer(parse(text), Declared())
    assert len(facts.literals) <= MOST_LITERALS
    assert len(facts.holds) <= MOST_LITERALS
    assert all(len(str(literal.value)) <= MOST_TEXT for literal in facts.literals)


def test_work_does_not_add_up_between_evaluations() -> None:
    from maplint.oel import compile_row
    from maplint.oel.context import Context

    context = Context({"user": {"a": "a" * 1000}})
    row = compile_row(["String.replace(user.a, 'a', 'aaaa')"] * 20)
    for _ in range(MAX_WORK // (20 * 4000) + 5):
        assert not any(isinstance(value, EvaluationError) for value in row(context))


UNITS = st.sampled_from(
    [
        "(", ")", "[", "]", "{", "}", "a", "user.a", "user.n", ".", ",", "+", "-", "!", "?", ":", "?:", " AND ", " or ", " == ", "'",
        '"', "''", "\\", "'x'", "1", "9", "1.5", "e9", "f(", "String.len(", "String.replace(", "{a:", "a[", ".![", "a?b:", "${", "#",
        "@", "T(", "new ", "//", "/*", "\u201c", "\u2019", "`", "\u00a0", "\u202e", "\U0001f600", "\u00e9", "\ud800", "\x00", "\n",
        "\t", " ", " matches ", " contains ", " is null ", "if ", " then ", " else ", "IF(", "AND(", "=", "==>", "&", "|", "??", "->",
        "++", "--", ";", "%", "^", "*", "/", "null", "true", "not ", "String.join(", "Arrays.flatten(",
    ]
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(
    st.lists(UNITS, max_size=4),
    st.lists(UNITS, min_size=1, max_size=5),
    st.integers(1, 3000),
    st.lists(UNITS, max_size=4),
)
def test_any_repetition_is_parsed_inferred_and_evaluated(
    before: list[str], unit: list[str], times: int, after: list[str]
) -> None:
    text = ("".join(before) + "".join(unit) * times + "".join(after))[:MAX_LENGTH]
    expression = parse(text)
    infer(expression, Declared())
    # Any other exception fails the test.
    with suppress(EvaluationError):
        evaluate(text, CONTEXT)


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Larger expressions of smaller ones, by what makes values larger."""
    forms = [
        "({} + {})", "({0} == {1} ? {1} : {0})", "String.replace({}, 'a', {})", "String.join('-', {}, {})", "Arrays.flatten({}, {})",
        "(user.l).![{}]", "({}) * 9", "({} matches {})", "({} ?: {})", "Arrays.add({}, {})", "{{{}, {}}}",
    ]  # fmt: skip
    return st.tuples(st.sampled_from(forms), inner, inner).map(lambda drawn: drawn[0].format(*drawn[1:]))


LEAVES = st.sampled_from(["user.a", "user.n", "'x'", "1", "user.l"])


@settings(max_examples=150, deadline=None)
@given(st.recursive(LEAVES, grown, max_leaves=60))
def test_any_nesting_of_what_grows_is_bounded(text: str) -> None:
    infer(parse(text), Declared())
    with suppress(EvaluationError):
        assert sys.getsizeof(evaluate(text, CONTEXT)) < 50_000_000
