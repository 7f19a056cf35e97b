"""Inference: from an expression and a scope to `Facts`.

One walk from the leaves up. Guards narrow what is known in the branches that they protect: in
``user.x != null AND user.x != "" ? f(user.x) : ""`` the argument of ``f`` is neither null nor empty.

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
from maplint.oel.facts import AttributeFacts, Facts, Hazard, LiteralResult, Read, Scope

if TYPE_CHECKING:
    from maplint.oel.ast import Node
    from maplint.oel.functions import Function
    from maplint.oel.parser import Expression

MOST_LITERALS = 64
"""More literals than this are not listed: nobody reads them, and every rule would look at each."""

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


class _Known:
    """What a guard established about one attribute."""

    __slots__ = ("holds", "not_empty", "not_null", "null")

    def __init__(
        self, not_null: bool = False, not_empty: bool = False, null: bool = False, holds: tuple[str, ...] = ()
    ) -> None:
        self.not_null = not_null
        self.not_empty = not_empty
        self.null = null
        self.holds = holds


_Env = dict[tuple[str, str], _Known]


# What certain functions tell of their result, beyond the table: (letter case, reads the outside world)
_CASED = {
    "String.toLowerCase": "lower", "toLowerCase": "lower", "String.toUpperCase": "upper", "toUpperCase": "upper",
}  # fmt: skip
_VOLATILE = {
    "Time.now": "time", "getManagerUser": "manager", "getManagerAppUser": "manager", "getAssistantUser": "manager",
    "getAssistantAppUser": "manager", "user.getLinkedObject": "manager", "hasDirectoryUser": "directory",
    "findDirectoryUser": "directory", "hasWorkdayUser": "directory", "findWorkdayUser": "directory",
    "getFilteredGroups": "groups", "user.getGroups": "groups", "Groups.contains": "groups", "Groups.startsWith": "groups",
    "Groups.endsWith": "groups", "isMemberOfGroup": "groups", "isMemberOfAnyGroup": "groups", "isMemberOfGroupName": "groups",
    "isMemberOfGroupNameStartsWith": "groups", "isMemberOfGroupNameContains": "groups", "isMemberOfGroupNameRegex": "groups",
}  # fmt: skip
_BEFORE = frozenset({"String.substringBefore", "substringBefore"})
_AFTER = frozenset({"String.substringAfter", "substringAfter"})
_ORDERED = frozenset({"<", "<=", ">", ">="})
_NUMERIC = frozenset({"integer", "number"})
# Texts that Spring converts to booleans. Source: org.springframework.core.convert.support.StringToBooleanConverter.
_BOOLEAN_TEXTS = frozenset({"true", "false", "on", "off", "yes", "no", "1", "0"})


class _Inference:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._hazards: list[Hazard] = []
        self._reads: list[Read] = []
        self._volatile: set[str] = set()

    def whole(self, node: Node) -> Facts:
        facts = self._infer(node, {})
        # Shared results of leaves must not carry the whole's lists.
        result = _copy(facts)
        result.hazards = self._hazards
        result.reads = tuple(self._reads)
        result.volatile = frozenset(self._volatile)
        if result.bare_reference is None and result.losses == () and not result.keys:
            result.injective = False if result.constant else result.injective
        return result

    def _hazard(self, kind: str, node: Node, subject: str, detail: str = "", certain: bool = True) -> None:
        self._hazards.append(Hazard(kind, node, subject, detail, certain))

    # --- nodes ----------------------------------------------------------------------------------------------------

    def _infer(self, node: Node, env: _Env) -> Facts:
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
            facts = Facts("array")
            self._infer(node.target, env)  # type: ignore[attr-defined]
            facts.null = None
            return facts
        if kind is MapLiteral:
            for child in node.children():
                self._infer(child, env)
            return _certain("object")
        for child in node.children():
            self._infer(child, env)
        return Facts()

    def _name(self, node: Name) -> Facts:
        """A bare attribute, as two of Okta's samples write it: an attribute of the source."""
        facts = Facts()
        self._reads.append(Read("", node.name, node.start, node.end))
        return facts

    def _member(self, node: Member, env: _Env) -> Facts:
        target = node.target
        if not isinstance(target, Name):
            inner = self._infer(target, env)
            if inner.type == "object" and inner.null:
                guarded = isinstance(target, Call) and ("", target.name) in env
                if not guarded:
                    self._hazard("null-use", node, _callee(target), "reading an attribute of nobody fails")
            elif inner.type == "string" and not node.safe:
                self._hazard("text-member", node, node.name)
            return Facts()
        root = self._scope.canonical_root(target.name)
        self._reads.append(Read(target.name, node.name, node.start, node.end))
        known = self._scope.attribute(target.name, node.name)
        return self._reference(root, node.name, known, env.get((root, node.name)))

    def _reference(self, root: str, name: str, known: AttributeFacts | None, guard: _Known | None) -> Facts:
        facts = Facts()
        facts.bare_reference = (root, name)
        facts.keys = frozenset({(root, name)})
        facts.injective = True
        if known is not None:
            facts.type = known.type
            facts.item_type = known.item_type
            facts.min_length = known.min_length or 0
            facts.max_length = known.max_length
            if known.required is not None:
                facts.null = not (known.required or known.defaulted)
                facts.empty = facts.null if not known.min_length else False
                if known.required:
                    facts.empty = False
            if known.holds_at:
                facts.holds = ("@",)
            if facts.null:
                facts.null_causes = (name,)
        if guard is not None:
            if guard.null:
                facts = Facts("null")
                facts.null = True
                facts.null_causes = (name,)
                return facts
            if guard.not_null:
                facts.null = False
                facts.null_causes = ()
            if guard.not_empty:
                facts.empty = False
            facts.holds += guard.holds
        return facts

    def _unary(self, node: Unary, env: _Env) -> Facts:
        inner = self._infer(node.operand, env)
        if node.operator == "!":
            self._check_condition(node.operand, inner)
            return _certain("boolean")
        facts = _certain(inner.type if inner.type in _NUMERIC else None)
        if inner.complete and node.operator == "-":
            facts.literals = tuple(
                LiteralResult(-value.value, node.start, node.end)
                for value in inner.literals
                if isinstance(value.value, (int, float))
            )
            facts.complete = len(facts.literals) == len(inner.literals)
        return facts

    # --- operators ------------------------------------------------------------------------------------------------

    def _binary(self, node: Binary, env: _Env) -> Facts:
        operator = node.operator
        if operator == "+":
            return self._plus(node, env)
        if operator in ("AND", "OR"):
            left = self._infer(node.left, env)
            self._check_condition(node.left, left, operator)
            right_env = _merge(env, self._narrow(node.left, operator == "AND"))
            right = self._infer(node.right, right_env)
            self._check_condition(node.right, right, operator)
            self._check_half_guard(node, env)
            return _certain("boolean")
        left = self._infer(node.left, env)
        right = self._infer(node.right, env)
        if operator in ("==", "!=") or operator in _ORDERED:
            self._check_comparison(node, left, right)
            return _certain("boolean")
        if operator == "matches":
            return _certain("boolean")
        facts = _certain("number" if "number" in (left.type, right.type) else None)
        if left.type == "integer" and right.type == "integer":
            facts.type = "integer"
        return facts

    def _plus(self, node: Binary, env: _Env) -> Facts:
        """``+``: numbers are added, anything with a text is joined; null joins as the text ``null``."""
        parts = self._operands(node, env)
        if all(facts.type in _NUMERIC for _, facts in parts):
            return _certain("number" if any(facts.type == "number" for _, facts in parts) else "integer")
        textual = any(facts.type == "string" for _, facts in parts)
        if textual:
            for part, facts in parts:
                if facts.null and facts.type != "null":
                    for cause in facts.null_causes:
                        self._hazard("null-use", part, cause, "a missing value is joined as the text `null`")
        facts = _joined([facts for _, facts in parts], node)
        facts.type = "string" if textual else None
        facts.null = False if textual else None
        return facts

    def _operands(self, node: Binary, env: _Env) -> list[tuple[Node, Facts]]:
        """The operands of a chain of ``+``, from left to right, without recursion into the chain."""
        chain: list[Node] = []
        left: Node = node
        while isinstance(left, Binary) and left.operator == "+":
            chain.append(left.right)
            left = left.left
        chain.append(left)
        return [(part, self._infer(part, env)) for part in reversed(chain)]

    def _elvis(self, node: Elvis, env: _Env) -> Facts:
        value = self._infer(node.value, env)
        fallback = self._infer(node.fallback, env)
        given = _copy(value)
        given.null, given.null_causes, given.empty = False, (), False
        facts = _either(given, fallback)
        if value.null is False and value.empty is False:
            return given
        return facts

    def _ternary(self, node: Ternary, env: _Env) -> Facts:
        condition = self._infer(node.condition, env)
        self._check_condition(node.condition, condition)
        if isinstance(node.condition, Binary) and node.condition.operator == "+" and condition.type == "string":
            self._hazard("ternary", node, "", "the condition is the whole text before the `?`")
        if isinstance(node.condition, (Binary, Unary, Group)):
            self._check_single_guard(node, env)
        then = self._infer(node.then, _merge(env, self._narrow(node.condition, True)))
        otherwise = self._infer(node.otherwise, _merge(env, self._narrow(node.condition, False)))
        facts = _either(then, otherwise)
        if facts.bare_reference is None and (then.keys or otherwise.keys):
            facts = self._guarded_copy(node, then, otherwise, facts)
        return facts

    def _guarded_copy(self, node: Ternary, then: Facts, otherwise: Facts, facts: Facts) -> Facts:
        """``x != null ? x : null`` keeps users apart as well as ``x`` does: the other branch is taken only without a value."""
        for branch, other, truth in ((then, otherwise, False), (otherwise, then, True)):
            if branch.injective and branch.keys and not other.keys and other.complete:
                narrowed = self._narrow(node.condition, truth)
                if any(key in narrowed and narrowed[key].null for key in branch.keys) or self._tests_only(
                    node.condition, branch.keys
                ):
                    facts.injective, facts.keys, facts.losses = True, branch.keys, branch.losses
        return facts

    def _tests_only(self, condition: Node, keys: frozenset[tuple[str, str]]) -> bool:
        """Whether a condition compares the key attributes with null or the empty text and nothing else."""
        condition = ungrouped(condition)
        if isinstance(condition, Binary) and condition.operator in ("AND", "OR"):
            return self._tests_only(condition.left, keys) and self._tests_only(condition.right, keys)
        tested = self._null_test(condition)
        return tested is not None and tested[0] in keys

    # --- functions ------------------------------------------------------------------------------------------------

    def _call(self, node: Call, env: _Env) -> Facts:
        # The table is read when the first call is met.
        from maplint.oel.functions import lookup

        function = lookup(node.name)
        args = [self._infer(arg, env) for arg in node.args]
        reason = _VOLATILE.get(node.name)
        if reason is not None:
            self._volatile.add(reason)
        if function is None:
            return Facts()
        self._check_arguments(node, function, args)
        facts = Facts(None if function.returns == "any" else function.returns)
        name = node.name
        if name in ("findDirectoryUser", "findWorkdayUser"):
            facts.null = not any(key == ("", _HAS[name]) for key in env)
            return facts
        if facts.type in ("boolean", "integer"):
            facts.null = False
            return facts
        if facts.type == "object":
            facts.null = None
            return facts
        first = args[0] if args else None
        if facts.type == "string" and first is not None:
            self._string_function(node, args, facts, env)
        return facts

    def _string_function(self, node: Call, args: list[Facts], facts: Facts, env: _Env) -> None:
        name, first = node.name, args[0]
        facts.null = None
        facts.losses = (f"`{name}` can give the same text for different ones",)
        facts.keys = first.keys
        facts.injective = False if first.keys else None
        if name in _CASED:
            facts.case = _CASED[name]
            facts.null = first.null
            facts.null_causes = first.null_causes
            facts.empty = first.empty
            facts.min_length, facts.max_length = first.min_length, first.max_length
            facts.holds = first.holds
            facts.injective = first.injective
            facts.losses = first.losses
            _fold_literals(facts, first, str.lower if facts.case == "lower" else str.upper, node)
        elif name in _BEFORE or name in _AFTER:
            self._check_separator(node, args)
            facts.max_length = first.max_length
            facts.case = first.case
            what = "before" if name in _BEFORE else "after"
            separator = _text(args[1]) if len(args) > 1 else None
            facts.losses = (f"only what stands {what} {_quoted(separator)} is kept",)
        elif name in ("String.substring", "substring"):
            facts.case = first.case
            bounds = [_integer(arg) for arg in args[1:3]]
            if len(bounds) == 2 and bounds[0] is not None and bounds[1] is not None and bounds[1] >= bounds[0] >= 0:
                facts.max_length = bounds[1] - bounds[0]
                facts.losses = (f"only {facts.max_length} characters are kept",)
        elif name == "String.append":
            joined = _joined(args, node)
            for slot in (
                "literals",
                "complete",
                "min_length",
                "max_length",
                "holds",
                "keys",
                "injective",
                "losses",
                "case",
            ):
                setattr(facts, slot, getattr(joined, slot))
        elif name == "String.join":
            facts.keys = frozenset(key for arg in args for key in arg.keys)
            facts.min_length = sum(arg.min_length for arg in args[1:])
            if all(arg.injective or arg.complete for arg in args):
                facts.injective, facts.losses = (True, ()) if facts.keys else (None, ())
        elif name == "String.removeSpaces":
            facts.max_length, facts.case = first.max_length, first.case
            facts.injective, facts.losses = first.injective, first.losses
        elif name == "String.stringSwitch" and len(args) > 1:
            values = [args[1], *args[3::2]]
            if all(value.complete for value in values):
                facts.literals = tuple(literal for value in values for literal in value.literals)[:MOST_LITERALS]
                facts.complete = len(facts.literals) < MOST_LITERALS
                _bound_by_literals(facts)
            facts.losses = ("only the values of the switch are left",)
        elif name in ("String.replace", "String.replaceFirst"):
            facts.losses = (f"`{name}` can give the same text for different ones",)

    # --- checks ---------------------------------------------------------------------------------------------------

    def _check_arguments(self, node: Call, function: Function, args: list[Facts]) -> None:
        count, most = len(args), function.most
        if count < function.least or (most is not None and count > most):
            self._hazard("argument-count", node, function.name, str(count))
            return
        for index, facts in enumerate(args):
            parameter = function.parameter(index)
            if parameter is None:
                continue
            argument = node.args[index]
            if facts.null and function.null != "safe" and facts.type != "null" and "any" not in parameter.types:
                for cause in facts.null_causes:
                    self._hazard("null-use", argument, cause, f"`{function.name}` of a missing value is not defined")
            elif facts.null and function.null == "fails":
                for cause in facts.null_causes:
                    self._hazard(
                        "null-use", argument, cause, f"`{function.name}` fails, and the attribute keeps its old value"
                    )
            if not _takes(parameter.types, facts):
                self._hazard("argument-type", argument, function.name, parameter.name, True)

    def _check_separator(self, node: Call, args: list[Facts]) -> None:
        separator = _text(args[1]) if len(args) > 1 else None
        first = args[0]
        if separator is None or first.complete or any(separator in held for held in first.holds):
            return
        if first.type == "string" and (first.bare_reference is not None or first.keys):
            if separator == "@" and any(name.lower() in _MAY_BE_ADDRESS for _, name in first.keys):
                return
            subject = first.bare_reference[1] if first.bare_reference else next(iter(sorted(first.keys)))[1]
            self._hazard("separator", node, subject, separator)

    def _check_condition(self, node: Node, facts: Facts, operator: str = "") -> None:
        """The condition of a ternary, ``!``, AND, OR must be a boolean: there is no truthiness."""
        if facts.type == "boolean":
            inner = ungrouped(node)
            if facts.null and facts.bare_reference is not None:
                self._hazard("nullable-condition", inner, facts.bare_reference[1], certain=False)
            if isinstance(inner, Literal):
                self._hazard("constant", inner, "", "true" if inner.value else "false")
            return
        if facts.type is None:
            return
        if facts.type == "string" and not facts.complete and not isinstance(ungrouped(node), Binary):
            # A text may be "true": Okta converts it. A base attribute of Okta's own, such as an address, never is.
            known = self._scope.attribute(*facts.bare_reference) if facts.bare_reference is not None else None
            if known is not None:
                self._hazard("text-condition", node, facts.bare_reference[1], operator, known.of_okta)  # type: ignore[index]
            return
        self._hazard("condition", node, facts.bare_reference[1] if facts.bare_reference else "", facts.type)

    def _check_comparison(self, node: Binary, left: Facts, right: Facts) -> None:
        types = {left.type, right.type}
        if None in types or "null" in types:
            self._check_constant(node, left, right)
            return
        numeric = types <= _NUMERIC
        if len(types) > 1 and not numeric and "any" not in types:
            result = (
                "is always false" if node.operator == "==" else "is always true" if node.operator == "!=" else "fails"
            )
            self._hazard("comparison", node, "", f"{left.type} with {right.type} {result}")
            return
        self._check_constant(node, left, right)

    def _check_constant(self, node: Binary, left: Facts, right: Facts) -> None:
        """Literals on both sides, or a test for null of what is never null."""
        if isinstance(ungrouped(node.left), Literal) and isinstance(ungrouped(node.right), Literal):
            first, second = ungrouped(node.left).value, ungrouped(node.right).value  # type: ignore[attr-defined]
            if node.operator in ("==", "!="):
                same = first == second and isinstance(first, bool) == isinstance(second, bool)
                self._hazard("constant", node, "", "true" if same == (node.operator == "==") else "false")
        elif node.operator in ("==", "!=") and _same_reference(node.left, node.right):
            self._hazard("constant", node, "", "true" if node.operator == "==" else "false")

    def _check_half_guard(self, node: Binary, env: _Env) -> None:
        """Nothing here: an AND or OR of two tests is the whole guard."""

    def _check_single_guard(self, node: Ternary, env: _Env) -> None:
        """A test for null alone lets the empty text through, a test for the empty text alone lets null through."""
        condition = ungrouped(node.condition)
        tested = self._null_test(condition)
        if tested is None:
            return
        key, literal, _ = tested
        known = self._scope.attribute(key[0], key[1])
        if known is not None and known.type == "string" and key not in env:
            facts = self._reference(key[0], key[1], known, env.get(key))
            if known.defaulted:
                if literal is None:
                    self._hazard("defaulted", condition, key[1])
                return
            if facts.null:
                self._hazard("half-guard", condition, key[1], "null" if literal is None else "empty", False)

    # --- guards ---------------------------------------------------------------------------------------------------

    def _null_test(self, node: Node) -> tuple[tuple[str, str], str | None, bool] | None:
        """``x == null`` and kin: the attribute, what it is compared with (None or ""), and whether by ``==``."""
        if not isinstance(node, Binary) or node.operator not in ("==", "!="):
            return None
        for one, other in ((node.left, node.right), (node.right, node.left)):
            key = self._key(one)
            literal = ungrouped(other)
            if key is not None and isinstance(literal, Literal) and (literal.value is None or literal.value == ""):
                return key, literal.value if literal.value is None else "", node.operator == "=="
        return None

    def _key(self, node: Node) -> tuple[str, str] | None:
        node = ungrouped(node)
        if isinstance(node, Member) and isinstance(node.target, Name):
            return self._scope.canonical_root(node.target.name), node.name
        return None

    def _narrow(self, node: Node, truth: bool) -> _Env:
        """What is known where a condition is true (or false)."""
        node = ungrouped(node)
        if isinstance(node, Unary) and node.operator == "!":
            return self._narrow(node.operand, not truth)
        if isinstance(node, Binary):
            if node.operator == ("AND" if truth else "OR"):
                return _merge(self._narrow(node.left, truth), self._narrow(node.right, truth))
            if node.operator in ("AND", "OR"):
                return _common(self._narrow(node.left, truth), self._narrow(node.right, truth))
            return self._narrow_comparison(node, truth)
        if isinstance(node, Call):
            return self._narrow_call(node, truth)
        return {}

    def _narrow_comparison(self, node: Binary, truth: bool) -> _Env:
        tested = self._null_test(node)
        if tested is not None:
            key, literal, equals = tested
            if equals == truth:
                return {key: _Known(null=True)} if literal is None else {key: _Known(not_null=True)}
            return {key: _Known(not_null=True)} if literal is None else {key: _Known(not_empty=True)}
        if node.operator in ("==", "!=") and (node.operator == "==") == truth:
            # Equal to a text that is not empty: neither null nor empty.
            for one, other in ((node.left, node.right), (node.right, node.left)):
                key_of, literal_node = self._key(one), ungrouped(other)
                if key_of is not None and isinstance(literal_node, Literal) and literal_node.value not in (None, ""):
                    return {key_of: _Known(not_null=True, not_empty=True)}
        # String.len(x) > 0 and kin
        length = self._length_test(node, truth)
        return {length: _Known(not_null=True, not_empty=True)} if length is not None else {}

    def _length_test(self, node: Binary, truth: bool) -> tuple[str, str] | None:
        """The attribute whose length (or size) a comparison shows to be above zero."""
        call, number, operator = ungrouped(node.left), ungrouped(node.right), node.operator
        if isinstance(number, Call):
            call, number = number, call
            operator = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(operator, operator)
        if not (isinstance(call, Call) and call.name in ("String.len", "Arrays.size") and len(call.args) == 1):
            return None
        if not (isinstance(number, Literal) and isinstance(number.value, int)):
            return None
        positive = {
            ">": number.value >= 0, ">=": number.value >= 1, "!=": number.value == 0, "==": number.value >= 1,
        }.get(operator, False)  # fmt: skip
        negative = {
            "==": number.value == 0, "<=": number.value >= 0, "<": number.value >= 1, "!=": number.value >= 1,
        }.get(operator, False)  # fmt: skip
        return self._key(call.args[0]) if (positive if truth else negative) else None

    def _narrow_call(self, node: Call, truth: bool) -> _Env:
        if node.name in ("hasDirectoryUser", "hasWorkdayUser") and truth:
            return {("", node.name): _Known(not_null=True)}
        if not node.args:
            return {}
        key = self._key(node.args[0])
        if key is None:
            return {}
        if node.name in ("String.stringContains", "String.startsWith") and truth and len(node.args) == 2:
            search = ungrouped(node.args[1])
            if isinstance(search, Literal) and isinstance(search.value, str):
                return {key: _Known(not_null=True, not_empty=bool(search.value), holds=(search.value,))}
            return {key: _Known(not_null=True)}
        if node.name == "Arrays.isEmpty" and not truth:
            return {key: _Known(not_null=True, not_empty=True)}
        if node.name == "Arrays.contains" and truth:
            return {key: _Known(not_null=True, not_empty=True)}
        return {}

    # --- arrays ---------------------------------------------------------------------------------------------------

    def _list(self, node: ListLiteral, env: _Env) -> Facts:
        items = [self._infer(item, env) for item in node.items]
        facts = _certain("array")
        types = {item.type for item in items}
        if len(types) == 1:
            facts.item_type = types.pop()
        return facts

    def _index(self, node: Index, env: _Env) -> Facts:
        target = self._infer(node.target, env)
        self._infer(node.index, env)
        facts = Facts(target.item_type if target.type == "array" else None)
        facts.keys = target.keys
        facts.injective = False if target.keys else None
        facts.losses = ("only one element is kept",)
        return facts


_HAS = {"findDirectoryUser": "hasDirectoryUser", "findWorkdayUser": "hasWorkdayUser"}
# Attributes that hold an address in practice, though no schema says so: a missing @ there is not worth a warning.
_MAY_BE_ADDRESS = frozenset({"login", "email", "username", "secondemail", "mail", "upn", "userprincipalname"})


def _literal(node: Literal) -> Facts:
    value = node.value
    facts = Facts()
    facts.literals = (LiteralResult(value, node.start, node.end),)
    facts.complete = True
    facts.null = value is None
    if value is None:
        facts.type = "null"
    elif isinstance(value, bool):
        facts.type = "boolean"
    elif isinstance(value, str):
        facts.type = "string"
        facts.empty = value == ""
        facts.min_length = facts.max_length = utf16_length(value)
        facts.holds = (value,) if value else ()
        facts.case = _case(value)
    else:
        facts.type = "integer" if isinstance(value, int) else "number"
    return facts


def utf16_length(text: str) -> int:
    """The length of a text as Java counts it: characters beyond the basic plane count twice."""
    return len(text) + sum(1 for character in text if character > "\uffff") if not text.isascii() else len(text)


def _case(text: str) -> str | None:
    if text == text.lower():
        return "lower" if text != text.upper() else None
    return "upper" if text == text.upper() else None


def _certain(type_: str | None) -> Facts:
    facts = Facts(type_)
    facts.null = False
    return facts


def _copy(facts: Facts) -> Facts:
    result = Facts()
    for slot in Facts.__slots__:
        setattr(result, slot, getattr(facts, slot))
    return result


def _joined(parts: list[Facts], node: Node) -> Facts:
    """The facts of texts joined one after the other."""
    facts = Facts("string")
    facts.null = False
    facts.min_length = sum(part.min_length for part in parts)
    lengths = [part.max_length for part in parts]
    facts.max_length = None if any(length is None for length in lengths) else sum(length or 0 for length in lengths)
    facts.holds = tuple(held for part in parts for held in part.holds)
    facts.keys = frozenset(key for part in parts for key in part.keys)
    facts.empty = False if any(part.empty is False and part.null is False for part in parts) else None
    if parts and all(part.complete for part in parts):
        texts = [""]
        for part in parts:
            texts = [text + _java_text(literal.value) for text in texts for literal in part.literals][:MOST_LITERALS]
        facts.literals = tuple(LiteralResult(text, node.start, node.end) for text in dict.fromkeys(texts))
        facts.complete = len(texts) < MOST_LITERALS
    # Joined texts keep users apart when one part does and the others are the same for all, or when each does.
    varying = [part for part in parts if not part.constant]
    if facts.keys:
        facts.injective = len(varying) == 1 and varying[0].injective is True
        if len(varying) > 1:
            lossy = [loss for part in varying for loss in part.losses]
            facts.losses = tuple(dict.fromkeys(lossy)) or ("people can share all of its parts",)
            facts.injective = False if lossy or len(facts.keys) > 1 else None
        else:
            facts.losses = varying[0].losses if varying else ()
    cases = {part.case for part in parts if not (part.complete and part.case is None)}
    facts.case = cases.pop() if len(cases) == 1 else None
    return facts


def _java_text(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _either(first: Facts, second: Facts) -> Facts:
    """What holds for both of two results."""
    if first.type == "null":
        first, second = second, first
    only_null = second.type == "null"
    facts = Facts(first.type if only_null or first.type == second.type else None)
    if {first.type, second.type} == {"integer", "number"}:
        facts.type = "number"
    facts.item_type = first.item_type if only_null or first.item_type == second.item_type else None
    facts.null = _or(first.null, second.null)
    facts.null_causes = tuple(dict.fromkeys(first.null_causes + second.null_causes))
    facts.empty = _or(first.empty, second.empty if not only_null else False)
    facts.literals = (first.literals + second.literals)[:MOST_LITERALS]
    facts.complete = first.complete and second.complete and len(facts.literals) < MOST_LITERALS
    if only_null:
        facts.min_length, facts.max_length = first.min_length, first.max_length
        facts.case, facts.holds = first.case, first.holds
    else:
        facts.min_length = min(first.min_length, second.min_length)
        bounded = first.max_length is not None and second.max_length is not None
        facts.max_length = max(first.max_length or 0, second.max_length or 0) if bounded else None
        facts.case = first.case if first.case == second.case or (second.empty is True and second.complete) else None
        facts.holds = tuple(held for held in first.holds if held in second.holds)
    facts.keys = first.keys | second.keys
    if first.bare_reference is not None and only_null:
        facts.injective = first.injective
    elif facts.keys:
        facts.injective = False
        facts.losses = first.losses + second.losses or ("different branches can give the same value",)
        if only_null:
            facts.injective, facts.losses = first.injective, first.losses
    return facts


def _or(first: bool | None, second: bool | None) -> bool | None:
    if first or second:
        return True
    return False if first is False and second is False else None


def _merge(first: _Env, second: _Env) -> _Env:
    """What is known when both hold."""
    if not second:
        return first
    result = dict(first)
    for key, known in second.items():
        other = result.get(key)
        result[key] = known if other is None else _Known(
            known.not_null or other.not_null, known.not_empty or other.not_empty, known.null or other.null,
            other.holds + known.holds,
        )  # fmt: skip
    return result


def _common(first: _Env, second: _Env) -> _Env:
    """What is known when one of the two holds."""
    result: _Env = {}
    for key in first.keys() & second.keys():
        one, other = first[key], second[key]
        result[key] = _Known(
            one.not_null and other.not_null, one.not_empty and other.not_empty, one.null and other.null,
            tuple(held for held in one.holds if held in other.holds),
        )  # fmt: skip
    return result


def _same_reference(first: Node, second: Node) -> bool:
    first, second = ungrouped(first), ungrouped(second)
    return (
        isinstance(first, Member) and isinstance(second, Member)
        and isinstance(first.target, Name) and isinstance(second.target, Name)
        and (first.target.name, first.name) == (second.target.name, second.name)
    )  # fmt: skip


def _callee(node: Node) -> str:
    return node.name if isinstance(node, (Call, MethodCall)) else ""


def _text(facts: Facts) -> str | None:
    if facts.complete and len(facts.literals) == 1 and isinstance(facts.literals[0].value, str):
        return facts.literals[0].value
    return None


def _integer(facts: Facts) -> int | None:
    if facts.complete and len(facts.literals) == 1:
        value = facts.literals[0].value
        return value if isinstance(value, int) and not isinstance(value, bool) else None
    return None


def _quoted(text: str | None) -> str:
    return f"`{text}`" if text else "the separator"


def _takes(types: tuple[str, ...], facts: Facts) -> bool:
    """Whether a parameter can take an argument; unknown types and null pass, only what is certain is said."""
    given = facts.type
    if given is None or given in ("null", "any", "object") or "any" in types or given in types:
        return True
    if given == "integer" and "number" in types:
        return True
    # A text where an array belongs is read as comma-separated values; a number where a text belongs is converted.
    return given in ("integer", "number", "boolean") and "string" in types and not facts.complete


def _fold_literals(facts: Facts, first: Facts, convert, node: Node) -> None:  # type: ignore[no-untyped-def]
    if first.complete:
        facts.literals = tuple(
            LiteralResult(
                convert(literal.value) if isinstance(literal.value, str) else literal.value, node.start, node.end
            )
            for literal in first.literals
        )
        facts.complete = True


def _bound_by_literals(facts: Facts) -> None:
    lengths = [utf16_length(literal.value) for literal in facts.literals if isinstance(literal.value, str)]
    if facts.complete and lengths and len(lengths) == len(facts.literals):
        facts.min_length, facts.max_length = min(lengths), max(lengths)
