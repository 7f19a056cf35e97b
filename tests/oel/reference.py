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
    Member,
    Name,
    Node,
    Ternary,
    Unary,
)
from maplint.oel.context import Context, EvaluationError
from maplint.oel.functions import lookup
from maplint.oel.library import FUNCTIONS
from maplint.oel.parser import parse

if TYPE_CHECKING:
    import random


def walk(text: str, data: dict[str, Any]) -> Any:
    """The value of an expression. Raises `EvaluationError`."""
    expression = parse(text)
    if expression.errors:
        raise EvaluationError("syntax", "syntax")
    return _value(expression.ast, Context(data))


def _value(node: Node, context: Context) -> Any:
    match node:
        case Literal():
            return node.value
        case Group():
            return _value(node.inner, context)
        case Name():
            return context.root(node.name)
        case Member():
            target = context.root(node.target.name) if isinstance(node.target, Name) else _value(node.target, context)
            return values.member(context, target, node.name, isinstance(node.target, Call))
        case Index():
            return values.index(_value(node.target, context), _value(node.index, context))
        case ListLiteral():
            return None if node.square else [_value(item, context) for item in node.items]
        case Ternary():
            chosen = node.then if values.truth(_value(node.condition, context)) else node.otherwise
            return _value(chosen, context)
        case Elvis():
            value = _value(node.value, context)
            return _value(node.fallback, context) if value is None or value == "" else value
        case Unary():
            value = _value(node.operand, context)
            if node.operator == "!":
                return not values.truth(value)
            return values.negate(value) if node.operator == "-" else values.unary_plus(value)
        case Binary():
            return _binary(node, context)
        case Call():
            return _call(node, context)
    raise EvaluationError(f"a {type(node).__name__} has no value here", "syntax")


def _binary(node: Binary, context: Context) -> Any:
    left = _value(node.left, context)
    if node.operator == "AND":
        return values.truth(left) and values.truth(_value(node.right, context))
    if node.operator == "OR":
        return values.truth(left) or values.truth(_value(node.right, context))
    right = _value(node.right, context)
    match node.operator:
        case "+":
            return values.plus(context, left, right)
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


def _call(node: Call, context: Context) -> Any:
    function = lookup(node.name)
    if function is None:
        raise EvaluationError("no such function", "unknown-function")
    if len(node.args) < function.least or (function.most is not None and len(node.args) > function.most):
        raise EvaluationError("wrong number of arguments", "arguments")
    return FUNCTIONS[node.name](context, *[_value(argument, context) for argument in node.args])


# --- generated expressions and contexts -----------------------------------------------------------------------------------

_LEAVES = [
    "user.a",
    "user.b",
    "user.n",
    "user.t",
    "user.l",
    "user.gone",
    "user",
    "appuser.x",
    "'x'",
    "'A b'",
    "''",
    "'@'",
]
_LEAVES += ["0", "1", "-3", "2.5", "true", "false", "null", "{'p', 'q'}", "{1, 2}"]
_OPERATORS = ["+", "+", "+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "AND", "OR"]
_FUNCTIONS = [
    "String.toUpperCase",
    "String.toLowerCase",
    "String.len",
    "String.append",
    "String.substring",
    "Arrays.size",
]
_FUNCTIONS += [
    "String.substringBefore",
    "String.substringAfter",
    "String.stringContains",
    "Arrays.contains",
    "Convert.toInt",
]
_FUNCTIONS += [
    "String.removeSpaces",
    "String.replace",
    "String.join",
    "Arrays.add",
    "Arrays.toCsvString",
    "String.startsWith",
]


def expression(chance: random.Random, depth: int = 4) -> str:
    """A random expression that parses."""
    if depth == 0 or chance.random() < 0.2:
        return chance.choice(_LEAVES)

    def part() -> str:
        return expression(chance, depth - 1)

    match chance.randrange(8):
        case 0:
            return f"({part()} ? {part()} : {part()})"
        case 1:
            return f"({part()} ?: {part()})"
        case 2:
            return f"!({part()})"
        case 3:
            return f"({part()})[{chance.choice(['0', '1', '-1', 'user.n'])}]"
        case 4 | 5:
            arguments = ", ".join(part() for _ in range(chance.choice([1, 1, 2, 2, 3])))
            return f"{chance.choice(_FUNCTIONS)}({arguments})"
        case _:
            return f"({part()} {chance.choice(_OPERATORS)} {part()})"


def context(chance: random.Random) -> dict[str, Any]:
    """A random context: attributes of any type, some missing, sometimes no app user at all."""
    pool: list[Any] = [
        None,
        "",
        "x",
        "Ada",
        "a@b",
        "7",
        "true",
        0,
        1,
        41,
        -2,
        2.5,
        True,
        False,
        [],
        ["x", "y"],
        {"k": "v"},
    ]
    data: dict[str, Any] = {"user": {name: chance.choice(pool) for name in ("a", "b", "n", "t", "l")}}
    if chance.random() < 0.5:
        data["appuser"] = {"x": chance.choice(pool)}
    return data
