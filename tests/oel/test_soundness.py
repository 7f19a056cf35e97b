"""What inference claims holds: for generated expressions and users that the schema allows, the evaluated value lies in the facts.

Never the other way round: facts may say less than is true.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from typing import Any

import pytest

from maplint.oel import EvaluationError, Expression, Facts, Scope, evaluate, infer, parse
from maplint.oel.ast import Binary, Member
from maplint.oel.characters import ANY
from maplint.oel.facts import AttributeFacts, Hazard
from maplint.oel.guards import ungrouped
from maplint.oel.values import truth, type_name, units
from tests.oel import generate

TRIED = int(os.environ.get("MAPLINT_SOUNDNESS", "3000"))
USERS = 6


def attribute_facts(declared: dict[str, Any]) -> AttributeFacts:
    told = {name: value for name, value in declared.items() if name != "address"}
    address = declared.get("address", False)
    told.setdefault("required", False)
    return AttributeFacts(**told, holds_at=address, characters=ANY.without(" ") if address else ANY)


KNOWN = {name: attribute_facts(declared) for name, declared in generate.SCHEMA.items()}


class Profile(Scope):
    def canonical_root(self, root: str) -> str:
        return "user" if root == "source" else root

    def attribute(self, root: str, name: str) -> AttributeFacts | None:
        return KNOWN.get(name) if self.canonical_root(root) == "user" else None


NOTHING = object()


def outcome(text: str, context: dict[str, Any]) -> Any:
    """The value; `NOTHING` where there is none."""
    try:
        return evaluate(text, context)
    except EvaluationError:
        return NOTHING


def refuted(facts: Facts, value: Any) -> str | None:
    """The first claim that a value refutes."""
    if value is None:
        return "null" if facts.null is False else None
    if (
        facts.type is not None
        and facts.type != type_name(value)
        and (facts.type, type_name(value)) != ("number", "integer")
    ):
        return "type"
    if facts.complete and not any(same(value, literal.value) for literal in facts.literals):
        return "literals"
    if facts.type == "array" and facts.item_type is not None:
        names = {type_name(item) for item in value} - {"null"}
        if not names <= {facts.item_type, *(["integer"] if facts.item_type == "number" else [])}:
            return "item_type"
    if not isinstance(value, str):
        return None
    claims = {
        "empty": value != "" or facts.empty is not False,
        "min_length": value == "" or units(value) >= facts.min_length,
        "max_length": facts.max_length is None or units(value) <= facts.max_length,
        "case": facts.case is None or value == (value.lower() if facts.case == "lower" else value.upper()),
        "characters": facts.characters.covers(value),
        "holds": all(held in value for held in facts.holds) or value == "",
    }
    return next((claim for claim, holds in claims.items() if not holds), None)


def same(value: Any, literal: Any) -> bool:
    return type(value) is type(literal) and repr(value) == repr(literal)


def differ(first: str, second: str) -> bool:
    """Whether two texts differ by more than letter case."""
    return first.lower() != second.lower() and first.upper() != second.upper()


def mixed_up(facts: Facts, seen: list[tuple[dict[str, Any], Any]]) -> bool:
    """Whether two users got the same text who were said to be kept apart."""
    if not facts.injective or not all(root == "user" for root, _ in facts.keys):
        return False
    given = []
    for user, value in seen:
        parts = [user.get(name) for _, name in sorted(facts.keys)]
        if isinstance(value, str) and all(isinstance(part, str) and part for part in parts):
            given.append((parts, value))
    return any(
        one_value == other_value and any(differ(a, b) for a, b in zip(one, other, strict=True))
        for one, one_value in given
        for other, other_value in given
    )


def wrong_hazard(expression: Expression, hazard: Hazard, contexts: list[dict[str, Any]]) -> bool:
    """Whether a hazard says something certain that a user refutes."""
    node = hazard.node
    if isinstance(node, Binary) and hazard.detail.endswith(("fails", "missing")):
        # Null is below everything, and equal to null: the claim is about two values.
        sides = (expression.source_of(node.left), expression.source_of(node.right))
        contexts = [context for context in contexts if all(outcome(side, context) is not None for side in sides)]
    found = [outcome(expression.source_of(node), context) for context in contexts]
    if hazard.kind in ("constant", "no-member", "comparison"):
        claimed = {"true": True, "false": False}.get(hazard.detail.rpartition(" ")[2], NOTHING)
        if hazard.detail.endswith("missing") and isinstance(node, Binary):
            claimed = node.operator == "!="
        return any(value is not NOTHING and value != claimed for value in found)
    # An attribute that is surely null is so behind a guard, not by itself. Texts that are joined to `true` are an accident.
    if hazard.kind == "condition" and not (hazard.detail == "null" and isinstance(node, Member)):
        found = [value for value in found if not (isinstance(value, str) and isinstance(ungrouped(node), Binary))]
        return any(value is not NOTHING and is_condition(value) for value in found)
    if hazard.kind == "argument-count":
        return any(value is not NOTHING for value in found)
    return False


def is_condition(value: Any) -> bool:
    try:
        truth(value)
    except EvaluationError:
        return False
    return True


def test_values_lie_in_their_facts() -> None:
    chance = random.Random(7644)
    claims: Counter[str] = Counter()
    for _ in range(TRIED):
        text = generate.expression(chance)
        expression = parse(text)
        if expression.errors:
            continue
        facts = infer(expression, Profile())
        contexts = [generate.context(chance, lawful=True) for _ in range(USERS)]
        seen = [(context["user"], outcome(text, context)) for context in contexts]
        values = [value for _, value in seen if value is not NOTHING]
        for (_, value), context in zip(seen, contexts, strict=True):
            assert value is NOTHING or refuted(facts, value) is None, (
                refuted(facts, value), text, value, facts, context,
            )  # fmt: skip
        assert not mixed_up(facts, seen), (text, facts.keys, seen)
        for hazard in facts.hazards:
            assert not wrong_hazard(expression, hazard, contexts), (
                text,
                hazard.kind,
                hazard.detail,
                expression.source_of(hazard.node),
            )
        if values:
            claims.update(claims_of(facts))
    # The test means something only when each kind of claim was made often enough to be refuted.
    least = {name: count for name, count in claims.items() if count < TRIED / 500}
    assert set(claims) == CLAIMS, claims
    assert not least, claims


CLAIMS = {
    "type",
    "item_type",
    "null",
    "empty",
    "literals",
    "min_length",
    "max_length",
    "case",
    "characters",
    "holds",
    "injective",
}


def claims_of(facts: Facts) -> list[str]:
    made = {
        "type": facts.type, "item_type": facts.item_type, "null": facts.null is False,
        "empty": facts.empty is False and facts.type == "string",
        "literals": facts.complete, "min_length": facts.min_length, "max_length": facts.max_length, "case": facts.case,
        "characters": facts.characters.listed, "holds": facts.holds, "injective": facts.injective,
    }  # fmt: skip
    return [name for name, claim in made.items() if claim]


def test_a_value_follows_what_is_read_and_nothing_else() -> None:
    """Users who agree in the attributes that an expression reads, and in what it is said to follow, get the same value."""
    chance = random.Random(7645)
    changed = 0
    sources = {
        "time": ("now",), "groups": ("groups",), "directory": ("directoryUsers", "workdayUsers"),
        "manager": ("manager", "assistant", "managerAppUser", "assistantAppUser", "linkedObjects"),
    }  # fmt: skip
    for _ in range(TRIED):
        text = generate.expression(chance)
        facts = infer(parse(text), Profile())
        if any(read.root == "" for read in facts.reads) or "getInternalProperty" in text:
            continue
        first, second = generate.context(chance, lawful=True), generate.context(chance, lawful=True)
        kept = dict(second)
        for follow, names in sources.items():
            for name in names if follow in facts.volatile else ():
                kept.pop(name, None)
                if name in first:
                    kept[name] = first[name]
        for read in facts.reads:
            for root in {read.root, "source", "user"} if read.root in ("user", "source") else {read.root}:
                kept.pop(root, None)
                if isinstance(first.get(root), dict):
                    of_first = {name: value for name, value in first[root].items() if name == read.name}
                    kept[root] = {**(second.get(root) or {}), **kept.get(root, {}), **of_first}
                elif root in first:
                    kept[root] = first[root]
        for read in facts.reads:
            for root in ("user", "source") if read.root in ("user", "source") else (read.root,):
                if isinstance(kept.get(root), dict) and isinstance(first.get(root), dict):
                    kept[root].pop(read.name, None)
                    if read.name in first[root]:
                        kept[root][read.name] = first[root][read.name]
        for root in ("user", "source", "appuser", "org", "app", "zendesk"):
            if (root in first) != (root in kept):
                kept.pop(root, None)
                if root in first:
                    kept[root] = first[root]
        one, other = outcome(text, first), outcome(text, kept)
        assert repr(one) == repr(other) or NOTHING in (one, other), (text, one, other)
        changed += one is not NOTHING and other is not NOTHING
    assert changed > TRIED / 10


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("String.toLowerCase(user.title) + 'Abc'", "case"),
        ("String.toUpperCase(user.middleName) + 'X'", "case"),
        ("'x' + user.middleName", "max_length"),
        ("1 + 2 + 'x'", "literals"),
        ("String.join('', user.middleName, user.title)", "min_length"),
        ("user.middleName + '' ?: 'none'", "literals"),
    ],
)
def test_what_was_claimed_wrongly_once(text: str, claim: str) -> None:
    """Found by the tests above; kept because they are what people write."""
    chance = random.Random(1)
    facts = infer(parse(text), Profile())
    for _ in range(200):
        value = outcome(text, generate.context(chance, lawful=True))
        assert value is NOTHING or refuted(facts, value) != claim, (value, facts)
