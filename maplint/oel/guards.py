"""What a condition establishes about attributes where it is true, or false.

In ``user.x != null AND user.x != "" ? f(user.x) : ""`` the argument of ``f`` is neither null nor empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.ast import Binary, Call, Literal, Member, Name, Unary, ungrouped

if TYPE_CHECKING:
    from collections.abc import Container

    from maplint.oel.ast import Node
    from maplint.oel.facts import Scope

    Key = tuple[str, str]
    Env = dict[Key, "Known"]


class Known:
    """What a guard established about one attribute. ``holds``: texts that it contains; ``least`` and ``most``: how
    long it is, None for any length."""

    __slots__ = ("holds", "least", "most", "not_empty", "not_null", "null")

    def __init__(
        self,
        not_null: bool = False,
        not_empty: bool = False,
        null: bool = False,
        holds: tuple[str, ...] = (),
        least: int = 0,
        most: int | None = None,
    ) -> None:
        self.not_null = not_null
        self.not_empty = not_empty
        self.null = null
        self.holds = holds
        self.least = least
        self.most = most


HAS = {"findDirectoryUser": "hasDirectoryUser", "findWorkdayUser": "hasWorkdayUser"}
"""What finds an account, and what tells whether there is one. The test is known under the key ``("", "hasDirectoryUser")``."""
_TESTS = frozenset(HAS.values())
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_OPPOSITE = {"<": ">=", ">": "<=", "<=": ">", ">=": "<", "==": "!=", "!=": "=="}


def key_of(node: Node, scope: Scope) -> Key | None:
    """The attribute that a node is: canonical root and name."""
    node = ungrouped(node)
    if isinstance(node, Member) and isinstance(node.target, Name):
        return scope.canonical_root(node.target.name), node.name
    return None


def null_test(node: Node, scope: Scope) -> tuple[Key, str | None, bool] | None:
    """``x == null`` and kin: the attribute, what it is compared with (None or ""), and whether by ``==``."""
    if not isinstance(node, Binary) or node.operator not in ("==", "!="):
        return None
    for one, other in ((node.left, node.right), (node.right, node.left)):
        key = key_of(one, scope)
        literal = ungrouped(other)
        if key is not None and isinstance(literal, Literal) and (literal.value is None or literal.value == ""):
            return key, literal.value if literal.value is None else "", node.operator == "=="
    return None


class GivenToAll:
    """The attributes that no user lacks, by the schema: neither null nor empty."""

    __slots__ = ("_scope",)

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def __contains__(self, key: object) -> bool:
        facts = self._scope.attribute(*key) if isinstance(key, tuple) else None
        return facts is not None and facts.required is True and (facts.holds_at or (facts.min_length or 0) > 0)


def truth_with_values(condition: Node, keys: Container[Key], scope: Scope) -> bool | None:
    """What a condition is for those who have all of these attributes; None when it depends on more."""
    condition = ungrouped(condition)
    if isinstance(condition, Unary) and condition.operator == "!":
        truth = truth_with_values(condition.operand, keys, scope)
        return None if truth is None else not truth
    if isinstance(condition, Binary) and condition.operator in ("AND", "OR"):
        sides = {truth_with_values(side, keys, scope) for side in (condition.left, condition.right)}
        decisive = condition.operator == "OR"
        return decisive if decisive in sides else None if None in sides else not decisive
    tested = null_test(condition, scope)
    return None if tested is None or tested[0] not in keys else not tested[2]


def narrowed(node: Node, truth: bool, scope: Scope) -> Env:
    """What is known where a condition is true (or false)."""
    node = ungrouped(node)
    if isinstance(node, Unary) and node.operator == "!":
        return narrowed(node.operand, not truth, scope)
    if isinstance(node, Binary):
        if node.operator in ("AND", "OR"):
            both = (narrowed(node.left, truth, scope), narrowed(node.right, truth, scope))
            return merged(*both) if node.operator == ("AND" if truth else "OR") else _common(*both)
        return _by_comparison(node, truth, scope)
    if isinstance(node, Call):
        return _by_call(node, truth, scope)
    return {}


def _by_comparison(node: Binary, truth: bool, scope: Scope) -> Env:
    tested = null_test(node, scope)
    if tested is not None:
        key, literal, equals = tested
        if equals == truth:
            return {key: Known(null=True)} if literal is None else {key: Known(not_null=True)}
        return {key: Known(not_null=True)} if literal is None else {key: Known(not_empty=True)}
    if node.operator in ("==", "!=") and (node.operator == "==") == truth:
        # Equal to a text that is not empty: neither null nor empty.
        for one, other in ((node.left, node.right), (node.right, node.left)):
            found, literal_node = key_of(one, scope), ungrouped(other)
            if found is not None and isinstance(literal_node, Literal) and literal_node.value not in (None, ""):
                return {found: Known(not_null=True, not_empty=True)}
    return _by_length(node, truth, scope)


def _by_length(node: Binary, truth: bool, scope: Scope) -> Env:
    """``String.len(x) > 0`` and kin: an attribute whose length (or size) is above zero, or not above a number."""
    call, number, operator = ungrouped(node.left), ungrouped(node.right), node.operator
    if isinstance(number, Call):
        call, number = number, call
        operator = _MIRRORED.get(operator, operator)
    if not (isinstance(call, Call) and call.name in ("String.len", "Arrays.size") and len(call.args) == 1):
        return {}
    key = key_of(call.args[0], scope)
    if key is None or not (isinstance(number, Literal) and type(number.value) is int):
        return {}
    value = number.value
    # What is false is the opposite of what is said.
    said = operator if truth else _OPPOSITE.get(operator, operator)
    least = {">": value + 1, ">=": value, "==": value, "!=": 1 if value == 0 else 0}.get(said, 0)
    most = {"<": max(0, value - 1), "<=": value, "==": value}.get(said)
    if least <= 0:
        return {key: Known(most=most)} if most is not None and call.name == "String.len" else {}
    return {key: Known(not_null=True, not_empty=True, least=least, most=most)}


def _by_call(node: Call, truth: bool, scope: Scope) -> Env:
    if node.name in _TESTS and truth:
        return {("", node.name): Known(not_null=True)}
    key = key_of(node.args[0], scope) if node.args else None
    if key is None:
        return {}
    if node.name in ("String.stringContains", "String.startsWith") and truth and len(node.args) == 2:
        search = ungrouped(node.args[1])
        if isinstance(search, Literal) and isinstance(search.value, str):
            return {key: Known(not_null=True, not_empty=bool(search.value), holds=(search.value,))}
        return {key: Known(not_null=True)}
    if (node.name == "Arrays.isEmpty" and not truth) or (node.name == "Arrays.contains" and truth):
        return {key: Known(not_null=True, not_empty=True)}
    return {}


def merged(first: Env, second: Env) -> Env:
    """What is known when both hold."""
    if not second:
        return first
    result = dict(first)
    for key, known in second.items():
        other = result.get(key)
        result[key] = known if other is None else Known(
            known.not_null or other.not_null, known.not_empty or other.not_empty, known.null or other.null,
            other.holds + known.holds, max(known.least, other.least), _least_of(known.most, other.most),
        )  # fmt: skip
    return result


def _least_of(one: int | None, other: int | None) -> int | None:
    return one if other is None else other if one is None else min(one, other)


def _common(first: Env, second: Env) -> Env:
    """What is known when one of the two holds."""
    result: Env = {}
    for key in first.keys() & second.keys():
        one, other = first[key], second[key]
        result[key] = Known(
            one.not_null and other.not_null, one.not_empty and other.not_empty, one.null and other.null,
            tuple(held for held in one.holds if held in other.holds), min(one.least, other.least),
            None if one.most is None or other.most is None else max(one.most, other.most),
        )  # fmt: skip
    return result
