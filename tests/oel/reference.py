"""The reference evaluator: a plain walk over the tree, without any of the compiler's shortcuts. The oracle for `compile`.

It shares the operators' and functions' definitions (`maplint.oel.values`, `maplint.oel.library`), which have tests of their
own; what it checks is everything that the compiler decides: order, short circuits, narrowing, direct code for common shapes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.oel import values
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
    Node,
    Projection,
    Ternary,
    Unary,
)
from maplint.oel.context import Context, EvaluationError
from maplint.oel.functions import lookup
from maplint.oel.library import FUNCTIONS, METHODS_OF_USER, now_of
from maplint.oel.methods import Moment, call_method, shown
from maplint.oel.parser import parse

if TYPE_CHECKING:
    import random

HARMLESS = {"array-literal"}


def walk(text: str, context: Context, dialect: str = "classic") -> Any:
    """The value of an expression. Raises `EvaluationError`."""
    expression = parse(text)
    if any(fault.code not in HARMLESS for fault in expression.errors):
        raise EvaluationError("syntax", "syntax")
    return shown(_Walker(context, dialect).value(expression.ast))


class _Walker:
    def __init__(self, context: Context, dialect: str) -> None:
        self.context = context
        self.dialect = dialect

    def value(self, node: Node) -> Any:
        match node:
            case Literal():
                return node.value
            case Group():
                return self.value(node.inner)
            case Name():
                return self.context.bare(node.name)
            case Member():
                target = (
                    self.context.root(node.target.name) if isinstance(node.target, Name) else self.value(node.target)
                )
                found = isinstance(_bare(node.target), (Call, MethodCall))
                return values.member(self.context, target, node.name, found)
            case Index():
                target = self.value(node.target)
                return values.index(target, self.value(node.index))
            case ListLiteral() if node.square:
                self.context.assume("what stands in square brackets alone is an index into nothing: null")
                return None
            case ListLiteral():
                return [self.value(item) for item in node.items]
            case MapLiteral():
                return {self.key(key): self.value(item) for key, item in node.entries}
            case Projection() if node.kind == "!":
                return self.projection(node)
            case Ternary():
                return self.value(node.then if values.truth(self.value(node.condition)) else node.otherwise)
            case Elvis():
                value = self.value(node.value)
                return self.value(node.fallback) if value is None or value == "" else value
            case Unary():
                value = self.value(node.operand)
                if node.operator == "!":
                    return not values.truth(value)
                return values.negate(value) if node.operator == "-" else values.unary_plus(value)
            case Binary():
                return self.binary(node)
            case Call():
                return self.call(node)
            case MethodCall():
                return self.method(node)
        raise EvaluationError(f"a {type(node).__name__} has no value here", "syntax")

    def key(self, key: Node) -> str:
        return key.name if isinstance(key, Name) else values.text_of(self.value(key))

    def projection(self, node: Projection) -> list[Any]:
        target = self.value(node.target)
        if not isinstance(target, list):
            raise EvaluationError("no elements", "null" if target is None else "type")
        return [_Walker(self.context.at_item(item), self.dialect).value(node.body) for item in target]

    def binary(self, node: Binary) -> Any:
        left = self.value(node.left)
        if node.operator == "AND":
            return values.truth(left) and values.truth(self.value(node.right))
        if node.operator == "OR":
            return values.truth(left) or values.truth(self.value(node.right))
        right = self.value(node.right)
        match node.operator:
            case "+":
                return values.plus(self.context, left, right)
            case "==":
                return values.equal(left, right)
            case "!=":
                return not values.equal(left, right)
            case "matches":
                return values.matches(left, right)
            case "-" | "*" | "/" | "%" | "^":
                names = {"-": "minus", "*": "times", "/": "divide", "%": "modulo", "^": "power"}
                return getattr(values, names[node.operator])(left, right)
            case symbol:
                return values.compare(symbol, left, right)

    def call(self, node: Call) -> Any:
        if self.dialect != "classic" and node.name in ("DateTime.now", "Time.now") and not node.args:
            return Moment(now_of(self.context))
        function = lookup(node.name)
        if function is None:
            raise EvaluationError(
                "no such function", "wrong-dialect" if node.name == "DateTime.now" else "unknown-function"
            )
        if len(node.args) < function.least or (function.most is not None and len(node.args) > function.most):
            raise EvaluationError("wrong number of arguments", "arguments")
        return FUNCTIONS[node.name](self.context, *[self.value(argument) for argument in node.args])

    def method(self, node: MethodCall) -> Any:
        if self.dialect == "classic":
            raise EvaluationError("a method", "wrong-dialect")
        if isinstance(node.target, Name) and node.target.name == "user" and node.name in METHODS_OF_USER:
            return METHODS_OF_USER[node.name](self.context, *[self.value(argument) for argument in node.args])
        target = self.value(node.target)
        return call_method(self.context, target, node.name, [self.value(argument) for argument in node.args])


def _bare(node: Node) -> Node:
    return _bare(node.inner) if isinstance(node, Group) else node


# --- generated expressions and contexts -----------------------------------------------------------------------------------

_LEAVES = (
    [
        "user.a",
        "user.b",
        "user.n",
        "user.t",
        "user.l",
        "user.gone",
        "user",
        "appuser.x",
        "source.a",
        "a",
        "nowhere",
        "app.q.r",
    ]
    + [
        "'x'",
        "'A b'",
        "''",
        "'@'",
        "'\u00e9\U0001f600'",
        "'true'",
        "0",
        "1",
        "-3",
        "2.5",
        "2147483647",
        "true",
        "false",
        "null",
    ]
    + ["{'p', 'q'}", "{1, 2}", "{}", "{'k': 'v', n: 1}", "['z']", "findDirectoryUser()"]
)
_OPERATORS = ["+"] * 5 + [
    "-",
    "*",
    "/",
    "%",
    "^",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "AND",
    "OR",
    "AND",
    "OR",
    "matches",
]
_FUNCTIONS = [
    "String.toUpperCase", "String.toLowerCase", "toLowerCase", "String.len", "String.append", "String.substring",
    "String.substringBefore", "String.substringAfter", "String.stringContains", "String.removeSpaces", "String.replace",
    "String.replaceFirst", "String.join", "String.startsWith", "String.stringSwitch", "Arrays.size", "Arrays.contains",
    "Arrays.add", "Arrays.remove", "Arrays.get", "Arrays.flatten", "Arrays.isEmpty", "Arrays.toCsvString", "Convert.toInt",
    "Convert.toNum", "Iso3166Convert.toAlpha2", "isMemberOfGroupName", "isMemberOfAnyGroup", "Time.now", "DateTime.now",
    "Time.fromUnixToIso8601", "hasDirectoryUser", "no.such",
]  # fmt: skip
_METHODS = [
    "toUpperCase",
    "length",
    "contains",
    "substring",
    "toInteger",
    "size",
    "isEmpty",
    "toString",
    "plusDays",
    "nope",
]


def expression(chance: random.Random, depth: int = 4, *, methods: bool = False) -> str:
    """A random expression that parses."""
    if depth == 0 or chance.random() < 0.15:
        return chance.choice(_LEAVES)

    def part() -> str:
        return expression(chance, depth - 1, methods=methods)

    def parts(*counts: int) -> list[str]:
        return [part() for _ in range(chance.choice(counts))]

    if methods and chance.random() < 0.3:
        return f"({part()}).{chance.choice(_METHODS)}({', '.join(parts(0, 0, 1, 2))})"
    match chance.randrange(14):
        case 0:
            return f"({part()} ? {part()} : {part()})"
        case 1:
            return f"{part()} == {chance.choice(['null', part()])} ? {part()} : {part()}"
        case 2:
            return f"({part()} ?: {part()})"
        case 3:
            return f"{chance.choice(['!', 'NOT ', '-', '+'])}({part()})"
        case 4:
            return f"({part()})[{chance.choice(['0', '1', '-1', 'user.n', chr(39) + 'k' + chr(39), 'null'])}]"
        case 5:
            return f"({part()}).{chance.choice(['a', 'k', 'size'])}"
        case 6:
            return f"({part()}).![{part()}]"
        case 7:
            # What the compiler has direct code for.
            return f"String.substring({part()}, {chance.choice(['0', '1', '2', 'user.n'])}, {chance.choice(['1', '2', '3'])})"
        case 8 | 9:
            return f"{chance.choice(_FUNCTIONS)}({', '.join(parts(0, 1, 1, 2, 2, 3))})"
        case 10:
            return f"({' + '.join(parts(2, 3, 4, 40))})"
        case 11:
            joiner = chance.choice([" AND ", " OR ", " == "])
            return f"({joiner.join(parts(2) if joiner == ' == ' else parts(2, 3))})"
        case _:
            return f"({part()} {chance.choice(_OPERATORS)} {part()})"


def context(chance: random.Random) -> dict[str, Any]:
    """A random context: attributes of any type, some missing; sometimes no app user, groups or time at all."""
    pool: list[Any] = [
        None, "", "x", "Ada", "a@b", "7", "true", "a, b", "\u00c9mile", "\U0001f600!", 0, 1, 41, -2, 2**31 - 1, 10**15, 2.5,
        1e300, True, False, [], ["x", "y"], ["x", None], [{"k": 1}, {"a": "in"}], {"k": "v"}, "DE", "DEU", "2020-02-30",
        "2020-02-29T10:00:00.000Z", "1700000000000",
    ]  # fmt: skip
    data: dict[str, Any] = {"user": {name: chance.choice(pool) for name in ("a", "b", "n", "t", "l")}}
    if chance.random() < 0.1:
        data["user"] = chance.choice([None, "text"])
    if chance.random() < 0.5:
        data["appuser"] = {"x": chance.choice(pool)}
    if chance.random() < 0.3:
        data["source"] = data["user"]
    if chance.random() < 0.5:
        data["groups"] = [{"id": "x", "name": "Ada", "type": "OKTA_GROUP"}]
    if chance.random() < 0.5:
        data["now"] = "2024-05-06T07:08:09.010Z"
    if chance.random() < 0.5:
        data["directoryUsers"] = chance.choice([[], [{"a": "dn"}], [{}, {}]])
    return data
