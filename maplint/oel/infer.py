"""Inference: from an expression and a scope to `Facts`.

One walk from the leaves up. Guards narrow what is known in the branches that they protect (`maplint.oel.guards`).

Sources: Okta, Expression Language reference (types, functions, null and empty); what Okta leaves open follows the reference
implementation of the language it names as its base (Spring 4.3), and is then not claimed as a fact but as a hazard.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.ast import (
    Binary,
    Call,
    Elvis,
    Group,
    Index,
    ListLiteral,
    Literal,
    MapLiteral,
    Member,
    MethodCall,
    Name,
    Projection,
    Ternary,
    Unary,
    ungrouped,
)
from maplint.oel.characters import Characters
from maplint.oel.combine import as_joined, bound_by, case_of, certain, either, joined, utf16_length
from maplint.oel.facts import AttributeFacts, Facts, Hazard, LiteralResult, Read, Scope
from maplint.oel.guards import HAS, GivenToAll, merged, narrowed, null_test, truth_with_values

if TYPE_CHECKING:
    from maplint.oel.ast import Node
    from maplint.oel.functions import Function
    from maplint.oel.guards import Env, Known
    from maplint.oel.parser import Expression

_REMEMBERED: dict[tuple[str, object], Facts] = {}
_MOST_REMEMBERED = 20_000


def infer(expression: Expression, scope: Scope) -> Facts:
    """What is known of the expression's result in a scope. Never raises. Remembered by text and the scope's identity."""
    key = (expression.text, scope.identity)
    facts = _REMEMBERED.get(key) if scope.identity is not None else None
    if facts is None:
        facts = _Inference(scope).whole(expression.ast)
        if scope.identity is not None:
            if len(_REMEMBERED) >= _MOST_REMEMBERED:
                _REMEMBERED.clear()
            _REMEMBERED[key] = facts
    return facts


# What functions follow beside their arguments.
_VOLATILE = {
    "Time.now": "time", "getManagerUser": "manager", "getManagerAppUser": "manager", "getAssistantUser": "manager",
    "getAssistantAppUser": "manager", "user.getLinkedObject": "manager", "hasDirectoryUser": "directory",
    "findDirectoryUser": "directory", "hasWorkdayUser": "directory", "findWorkdayUser": "directory",
    "getFilteredGroups": "groups", "user.getGroups": "groups", "Groups.contains": "groups", "Groups.startsWith": "groups",
    "Groups.endsWith": "groups", "isMemberOfGroup": "groups", "isMemberOfAnyGroup": "groups", "isMemberOfGroupName": "groups",
    "isMemberOfGroupNameStartsWith": "groups", "isMemberOfGroupNameContains": "groups", "isMemberOfGroupNameRegex": "groups",
}  # fmt: skip
_CUTTING = frozenset({"String.substringBefore", "substringBefore", "String.substringAfter", "substringAfter"})
_SLICING = frozenset({"String.substring", "substring"})
_ORDERED = frozenset({"<", "<=", ">", ">="})
_NUMERIC = frozenset({"integer", "number"})
# Texts that Spring converts to booleans. Source: org.springframework.core.convert.support.StringToBooleanConverter.
_BOOLEAN_TEXTS = frozenset({"true", "false", "on", "off", "yes", "no", "1", "0"})
# Attributes that hold an address in practice, though no schema says so: a missing @ there is not worth a warning.
_MAY_BE_ADDRESS = frozenset({"login", "email", "username", "secondemail", "mail", "upn", "userprincipalname"})


_UNKNOWN = Facts()


class _Inference:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._hazards: list[Hazard] = []
        self._reads: list[Read] = []
        self._volatile: set[str] = set()
        # The comparison that was read last, with the facts of its sides.
        self._compared: tuple[Node | None, Facts, Facts] = (None, _UNKNOWN, _UNKNOWN)

    def whole(self, node: Node) -> Facts:
        # Shared results of leaves must not carry the whole's lists.
        result = self._infer(node, {}).copy()
        result.hazards = self._hazards
        result.reads = tuple(self._reads)
        result.volatile = frozenset(self._volatile)
        if not result.keys and not result.losses and result.constant:
            result.injective = False
        return result

    def _hazard(self, kind: str, node: Node, subject: str, detail: str = "", certain: bool = True) -> None:
        self._hazards.append(Hazard(kind, node, subject, detail, certain))

    # --- nodes ----------------------------------------------------------------------------------------------------

    def _infer(self, node: Node, env: Env) -> Facts:
        kind = type(node)
        if kind is Literal:
            return _literal(node)  # type: ignore[arg-type]
        if kind is Member:
            return self._member(node, env)  # type: ignore[arg-type]
        if kind is Binary:
            return self._binary(node, env)  # type: ignore[arg-type]
        if kind is Ternary:
            return self._ternary(node, env)  # type: ignore[arg-type]
        if kind is Call:
            return self._call(node, env)  # type: ignore[arg-type]
        if kind is Group:
            return self._infer(node.inner, env)  # type: ignore[attr-defined]
        if kind is Elvis:
            return self._elvis(node, env)  # type: ignore[arg-type]
        if kind is Unary:
            return self._unary(node, env)  # type: ignore[arg-type]
        if kind is ListLiteral:
            return self._list(node, env)  # type: ignore[arg-type]
        if kind is Index:
            return self._index(node, env)  # type: ignore[arg-type]
        if kind is Name:
            return self._name(node)  # type: ignore[arg-type]
        if kind is Projection:
            # The names in the body are those of the elements.
            self._infer(node.target, env)  # type: ignore[attr-defined]
            return certain("array")
        for child in node.children():
            self._infer(child, env)
        return certain("object") if kind is MapLiteral else Facts()

    def _name(self, node: Name) -> Facts:
        """A bare attribute, as two of Okta's samples write it: an attribute of the source."""
        facts = Facts()
        self._reads.append(Read("", node.name, node.start, node.end))
        return facts

    def _member(self, node: Member, env: Env) -> Facts:
        target = node.target
        if not isinstance(target, Name):
            inner = self._infer(target, env)
            if inner.type == "object" and inner.null:
                self._hazard("null-use", node, _callee(ungrouped(target)), "nobody has attributes to read", False)
            elif inner.type == "string" and not node.safe:
                self._hazard("text-member", node, node.name)
            return Facts()
        root = self._scope.canonical_root(target.name)
        self._reads.append(Read(target.name, node.name, node.start, node.end))
        known = self._scope.attribute(target.name, node.name)
        return _reference(root, node.name, known, env.get((root, node.name)))

    def _unary(self, node: Unary, env: Env) -> Facts:
        inner = self._infer(node.operand, env)
        if node.operator == "!":
            self._check_condition(node.operand, inner)
            return certain("boolean")
        self._check_amount(node.operand, inner)
        facts = certain(inner.type if inner.type in _NUMERIC else None)
        if inner.complete and node.operator == "-":
            facts.literals = tuple(
                LiteralResult(-value.value, node.start, node.end)
                for value in inner.literals
                if isinstance(value.value, (int, float))
            )
            facts.complete = len(facts.literals) == len(inner.literals)
        return facts

    # --- operators ------------------------------------------------------------------------------------------------

    def _binary(self, node: Binary, env: Env) -> Facts:
        operator = node.operator
        if operator == "+":
            return self._plus(node, env)
        left = self._infer(node.left, env)
        if operator in ("AND", "OR"):
            self._check_condition(node.left, left, operator)
            right = self._infer(node.right, merged(env, narrowed(node.left, operator == "AND", self._scope)))
            self._check_condition(node.right, right, operator)
            return certain("boolean")
        right = self._infer(node.right, env)
        if operator in ("==", "!=") or operator in _ORDERED:
            self._check_comparison(node, left, right)
            self._compared = (node, left, right)
            return certain("boolean")
        if operator == "matches":
            return certain("boolean")
        self._check_amount(node.left, left)
        self._check_amount(node.right, right)
        if left.type not in _NUMERIC or right.type not in _NUMERIC:
            # Spring repeats a text by `*`, and counts a character down by `-`.
            return certain(None)
        return certain("integer" if left.type == right.type == "integer" else "number")

    def _plus(self, node: Binary, env: Env) -> Facts:
        """``+``: numbers are added, anything with a text is joined; null joins as the text ``null``."""
        parts = self._operands(node, env)
        if all(facts.type in _NUMERIC for _, facts in parts):
            for part, facts in parts:
                self._check_amount(part, facts)
            return certain("number" if any(facts.type == "number" for _, facts in parts) else "integer")
        if not any(facts.type == "string" for _, facts in parts):
            result = Facts()
            result.keys = frozenset(key for _, facts in parts for key in facts.keys)
            return result
        first = next(index for index, (_, facts) in enumerate(parts) if facts.type == "string")
        for index, (part, facts) in enumerate(parts):
            if first > 1 and index < first:
                self._check_amount(part, facts)
            elif facts.null and facts.type != "null":
                for cause in facts.null_causes:
                    self._hazard("null-use", part, cause, "a missing value is joined as the text `null`", False)
        parts = _added_first(parts, first)
        return joined([as_joined(facts, part) for part, facts in parts], node, self._identifies)

    def _operands(self, node: Binary, env: Env) -> list[tuple[Node, Facts]]:
        """The operands of a chain of ``+``, from left to right, without recursion into the chain."""
        chain: list[Node] = []
        left: Node = node
        while isinstance(left, Binary) and left.operator == "+":
            chain.append(left.right)
            left = left.left
        chain.append(left)
        return [(part, self._infer(part, env)) for part in reversed(chain)]

    def _identifies(self, facts: Facts) -> bool:
        """Whether no two users share a value, because the schema keeps an attribute unique that it tells apart."""
        if not facts.injective:
            return False
        known = (self._scope.attribute(root, name) for root, name in facts.keys)
        return any(attribute is not None and attribute.unique for attribute in known)

    def _elvis(self, node: Elvis, env: Env) -> Facts:
        value = self._infer(node.value, env)
        fallback = self._infer(node.fallback, env)
        if value.type == "null":
            return fallback
        given = value.copy()
        given.bare_reference = value.bare_reference if value.null is False and value.empty is False else None
        given.null, given.null_causes, given.empty = False, (), False
        if value.type == "string":
            given.min_length = max(1, given.min_length)
        given.literals = tuple(literal for literal in value.literals if literal.value not in (None, ""))
        if value.null is False and value.empty is False:
            return given
        facts = either(given, fallback)
        facts.bare_reference = None
        if fallback.complete and not fallback.keys and len(given.literals) == len(value.literals):
            # Who has the attribute gets it: those without share the fallback, and are not told apart anyhow.
            facts.injective, facts.keys, facts.losses = value.injective, value.keys, value.losses
        return facts

    def _ternary(self, node: Ternary, env: Env) -> Facts:
        said_before = len(self._hazards)
        condition = self._infer(node.condition, env)
        if self._swallows(node.condition, condition):
            # What else is wrong with the condition comes from what it was never meant to hold.
            said = self._hazards[said_before:]
            self._hazards[said_before:] = [hazard for hazard in said if hazard.kind.startswith("argument-")]
            compared = isinstance(node.condition, Binary) and node.condition.operator != "+"
            self._hazard("ternary", node, "", "compared" if compared else "joined")
        else:
            self._check_condition(node.condition, condition)
        if isinstance(node.condition, (Binary, Unary, Group)):
            self._check_single_guard(node, env)
        scope = self._scope
        then = self._infer(node.then, merged(env, narrowed(node.condition, True, scope)))
        otherwise = self._infer(node.otherwise, merged(env, narrowed(node.condition, False, scope)))
        # A branch for those without an attribute that nobody lacks: Okta's own default mappings end in such a ''. Any other text
        # there is still what its author would send.
        given = truth_with_values(node.condition, GivenToAll(scope), scope)
        if given is not None:
            never = otherwise if given else then
            never.literals = tuple(literal for literal in never.literals if literal.value != "")
        facts = either(then, otherwise)
        for branch, other, truth in ((then, otherwise, True), (otherwise, then, False)):
            if branch.injective and other.complete and not other.keys:
                # ``x != null ? x : null`` keeps users apart as well as ``x`` does: the other branch is for those without.
                if truth_with_values(node.condition, branch.keys, scope) is truth:
                    facts.injective, facts.keys, facts.losses = True, branch.keys, branch.losses
        return facts

    def _swallows(self, condition: Node, facts: Facts) -> bool:
        """Whether a condition surely took in the text before it: ``"a" + x ? ...``, or ``"a" + x == null ? ...``."""
        if not isinstance(condition, Binary):
            return False
        if condition.operator == "+":
            return facts.type == "string"
        node, text, other = self._compared
        left = condition.left
        if node is not condition or not (isinstance(left, Binary) and left.operator == "+") or text.type != "string":
            return False
        # A text that is compared with something that it can never be.
        values = [literal.value for literal in other.literals]
        return other.type not in (None, "string") or (
            other.complete and all(any(held not in str(value) for held in text.holds) for value in values)
        )

    # --- functions ------------------------------------------------------------------------------------------------

    def _call(self, node: Call, env: Env) -> Facts:
        # The table and what is known of results are loaded when the first call is met.
        from maplint.oel.functions import lookup
        from maplint.oel.results import Called, result_of

        function = lookup(node.name)
        args = [self._infer(arg, env) for arg in node.args]
        if function is None:
            return Facts()
        name = function.name
        reason = _VOLATILE.get(name)
        if reason is not None:
            self._volatile.add(reason)
        if not self._check_arguments(node, function, args):
            return Facts(None if function.returns == "any" else function.returns)
        if name in HAS:
            facts = Facts("object")
            facts.null = ("", HAS[name]) not in env
            return facts
        if name in _CUTTING:
            self._check_separator(node, args)
        elif name in _SLICING:
            self._check_length(node, args)
        return result_of(Called(node, function, args, self._identifies))

    # --- checks ---------------------------------------------------------------------------------------------------

    def _check_arguments(self, node: Call, function: Function, args: list[Facts]) -> bool:
        """Whether the arguments are as many as the function takes; what else is wrong with them is noted."""
        if not function.takes(len(args)):
            self._hazard("argument-count", node, function.name, str(len(args)))
            return False
        for index, facts in enumerate(args):
            parameter = function.parameter(index)
            if parameter is None:
                continue
            argument = node.args[index]
            if facts.null and function.null == "undocumented" and facts.type != "null" and "any" not in parameter.types:
                for cause in facts.null_causes:
                    self._hazard(
                        "null-use", argument, cause, f"`{function.name}` of a missing value is not documented", False
                    )
            elif facts.null and function.null == "fails":
                for cause in facts.null_causes:
                    self._hazard("null-use", argument, cause, f"`{function.name}` fails with a missing value")
            alone = parameter.variadic and index == len(args) - 1 == len(function.parameters) - 1
            if not _takes(parameter.types, facts) and not (facts.type == "array" and alone):
                # Spring makes a text of an array; nobody documents that Okta does.
                self._hazard("argument-type", argument, function.name, parameter.name, facts.type != "array")
        return True

    def _check_amount(self, node: Node, facts: Facts) -> None:
        """A number that is computed with must be there."""
        if facts.null and facts.type in _NUMERIC:
            for cause in facts.null_causes:
                self._hazard("null-use", node, cause, "nothing can be computed with a missing value", False)

    def _check_separator(self, node: Call, args: list[Facts]) -> None:
        separator = _text(args[1])
        first = args[0]
        if separator is None or first.complete or any(separator in held for held in first.holds):
            return
        if first.type == "string" and (first.bare_reference is not None or first.keys):
            if separator == "@" and any(name.lower() in _MAY_BE_ADDRESS for _, name in first.keys):
                return
            subject = first.bare_reference[1] if first.bare_reference else next(iter(sorted(first.keys)))[1]
            self._hazard("separator", node, subject, separator)

    def _check_length(self, node: Call, args: list[Facts]) -> None:
        """A piece is cut out of an attribute that may be shorter."""
        text, start, end = args[0], _only(args[1]), _only(args[2])
        if text.bare_reference is None or text.type != "string" or type(start) is not int or type(end) is not int:
            return
        least = text.min_length or (1 if text.empty is False else 0)
        # One character of what may be empty is what a guard against the empty text is for.
        if end > max(least, 1):
            self._hazard("short", node, text.bare_reference[1], str(end), False)

    def _check_condition(self, node: Node, facts: Facts, operator: str = "") -> None:
        """The condition of a ternary, ``!``, AND, OR must be a boolean: there is no truthiness."""
        inner = ungrouped(node)
        if facts.type == "boolean":
            if facts.null and facts.bare_reference is not None:
                self._hazard("nullable-condition", inner, facts.bare_reference[1], certain=False)
            if isinstance(inner, Literal):
                self._hazard("constant", inner, "", "true" if inner.value else "false")
            return
        if facts.type is None:
            return
        if facts.type == "string" and not facts.complete and not isinstance(inner, Binary):
            # A text may be "true": Okta converts it. A base attribute of Okta's own, such as an address, never is.
            known = self._scope.attribute(*facts.bare_reference) if facts.bare_reference is not None else None
            if known is not None and facts.bare_reference is not None:
                self._hazard("text-condition", node, facts.bare_reference[1], operator, known.of_okta)
            return
        if facts.type == "string" and facts.complete and any(map(_is_boolean_text, facts.literals)):
            return
        self._hazard("condition", node, facts.bare_reference[1] if facts.bare_reference else "", facts.type)

    def _check_comparison(self, node: Binary, left: Facts, right: Facts) -> None:
        types = {left.type, right.type}
        if len(types) > 1 and None not in types and "null" not in types and not types <= _NUMERIC:
            result = {"==": "which is always false", "!=": "which is always true"}.get(node.operator, "which fails")
            if node.operator in ("==", "!=") and left.null is not False and right.null is not False:
                result = "which are equal only where both are missing"
            self._hazard("comparison", node, "", f"{left.type} with {right.type}, {result}")
        elif node.operator in ("==", "!="):
            self._check_constant(node)
            self._check_member(node, left, right)

    def _check_constant(self, node: Binary) -> None:
        """Literals on both sides, or the same attribute."""
        left, right = ungrouped(node.left), ungrouped(node.right)
        if isinstance(left, Literal) and isinstance(right, Literal):
            same = left.value == right.value and isinstance(left.value, bool) == isinstance(right.value, bool)
        elif isinstance(left, Member) and isinstance(left.target, Name) and _same_attribute(left, right):
            same = True
        else:
            return
        self._hazard("constant", node, "", "true" if same == (node.operator == "==") else "false")

    def _check_member(self, node: Binary, left: Facts, right: Facts) -> None:
        """An attribute that has an enum, compared with a text that is none of its members."""
        for one, other in ((left, right), (right, left)):
            known = self._scope.attribute(*one.bare_reference) if one.bare_reference is not None else None
            text = _text(other)
            if known is not None and known.enum and text and text not in known.enum and one.type == other.type:
                assert one.bare_reference is not None
                self._hazard("no-member", node, one.bare_reference[1], "true" if node.operator == "!=" else "false")

    def _check_single_guard(self, node: Ternary, env: Env) -> None:
        """A test for null alone lets the empty text through, a test for the empty text alone lets null through."""
        condition = ungrouped(node.condition)
        tested = null_test(condition, self._scope)
        if tested is None:
            return
        key, literal, _ = tested
        known = self._scope.attribute(key[0], key[1])
        if known is not None and known.type == "string" and key not in env:
            if known.defaulted:
                if literal is None:
                    self._hazard("defaulted", condition, key[1])
            elif _reference(key[0], key[1], known, env.get(key)).null:
                self._hazard("half-guard", condition, key[1], "null" if literal is None else "empty", False)

    # --- arrays ---------------------------------------------------------------------------------------------------

    def _list(self, node: ListLiteral, env: Env) -> Facts:
        items = [self._infer(item, env) for item in node.items]
        facts = certain("array")
        types = {item.type for item in items}
        if len(types) == 1:
            facts.item_type = types.pop()
        return facts

    def _index(self, node: Index, env: Env) -> Facts:
        target = self._infer(node.target, env)
        self._infer(node.index, env)
        facts = Facts(target.item_type if target.type == "array" else None)
        if target.type == "string":
            facts = certain("string")
            facts.min_length = facts.max_length = 1
            facts.case, facts.characters, facts.empty = target.case, target.characters, False
        facts.keys = target.keys
        facts.injective = False if target.keys else None
        facts.losses = ("only one element is kept",)
        return facts


# --- leaves ---------------------------------------------------------------------------------------------------------------


def _literal(node: Literal) -> Facts:
    value = node.value
    facts = Facts()
    facts.literals = (LiteralResult(value, node.start, node.end),)
    facts.complete = True
    facts.null = value is None
    facts.empty = value == ""
    if isinstance(value, str):
        facts.type = "string"
        facts.min_length = facts.max_length = utf16_length(value)
        facts.holds = (value,) if value else ()
        facts.case = case_of(value)
        facts.characters = Characters(value)
    elif value is None:
        facts.type = "null"
    elif isinstance(value, bool):
        facts.type = "boolean"
    else:
        facts.type = "integer" if isinstance(value, int) else "number"
    return facts


def _reference(root: str, name: str, known: AttributeFacts | None, guard: Known | None) -> Facts:
    """An attribute: what the schema knows of it, and what a guard around it established."""
    facts = Facts()
    if guard is not None and guard.null:
        facts.type, facts.null, facts.null_causes, facts.empty = "null", True, (name,), False
        return facts
    facts.bare_reference = (root, name)
    facts.keys = frozenset({(root, name)})
    facts.injective = True
    if known is not None:
        _declared(facts, known, name)
    if guard is not None:
        if guard.not_null:
            facts.null = False
            facts.null_causes = ()
        if guard.not_empty:
            facts.empty = False
        facts.holds += guard.holds
        facts.min_length = max(facts.min_length, guard.least)
        if guard.most is not None and facts.type == "string":
            most = guard.most if facts.max_length is None else min(facts.max_length, guard.most)
            facts.max_length = max(facts.min_length, most)
    return facts


def _declared(facts: Facts, known: AttributeFacts, name: str) -> None:
    facts.type = known.type
    facts.item_type = known.item_type
    facts.min_length = known.min_length or 0
    facts.max_length = known.max_length
    facts.characters = known.characters
    if known.required is not None:
        facts.null = not (known.required or known.defaulted)
        facts.empty = facts.null if not known.min_length and not known.required else False
    if known.holds_at:
        facts.holds = ("@",)
    if facts.null:
        facts.null_causes = (name,)
    if known.type == "string":
        if known.enum:
            empty = facts.empty
            bound_by(facts, [*map(str, known.enum), *([] if empty is False else [""])])
            facts.empty = empty
    elif known.type is not None:
        facts.empty = False


# --- small questions ------------------------------------------------------------------------------------------------------


def _added_first(parts: list[tuple[Node, Facts]], first: int) -> list[tuple[Node, Facts]]:
    """The parts of a join whose ``first`` text stands there. Numbers before it are added, not joined: their sum is one part,
    and not known."""
    if first < 2:
        return parts
    # What is not known may be a text already, and then what follows is joined.
    total = certain("number" if all(facts.type in _NUMERIC for _, facts in parts[:first]) else None)
    total.keys = frozenset(key for _, facts in parts[:first] for key in facts.keys)
    return [(parts[first - 1][0], total), *parts[first:]]


def _is_boolean_text(literal: LiteralResult) -> bool:
    return str(literal.value).strip().lower() in _BOOLEAN_TEXTS


def _same_attribute(first: Member, second: Node) -> bool:
    return (
        isinstance(second, Member) and isinstance(first.target, Name) and isinstance(second.target, Name)
        and (first.target.name, first.name) == (second.target.name, second.name)
    )  # fmt: skip


def _callee(node: Node) -> str:
    return node.name if isinstance(node, (Call, MethodCall)) else ""


def _only(facts: Facts) -> object:
    """The one literal that a result is."""
    return facts.literals[0].value if facts.complete and len(facts.literals) == 1 else None


def _text(facts: Facts) -> str | None:
    value = _only(facts)
    return value if isinstance(value, str) else None


def _takes(types: tuple[str, ...], facts: Facts) -> bool:
    """Whether a parameter can take an argument, converted as Spring does; unknown types and null pass, only what is certain is
    said. (A text where an array belongs is read as comma-separated values.)"""
    given = facts.type
    if given is None or given in ("null", "any", "object") or "any" in types or given in types:
        return True
    if given in _NUMERIC or given == "boolean":
        return "string" in types or (given in _NUMERIC and not _NUMERIC.isdisjoint(types))
    if given == "string" and not _NUMERIC.isdisjoint(types):
        return not facts.complete or any(is_whole(str(literal.value)) for literal in facts.literals)
    return False


def is_whole(text: str) -> bool:
    """Whether a text is a whole number in digits."""
    digits = text.strip().removeprefix("-")
    return digits.isascii() and digits.isdecimal()
