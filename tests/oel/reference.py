"""The reference evaluator: a plain walk over the tree, without any of the compiler's shortcuts. The oracle for `compile`.

It shares the operators' and functions' definitions (`maplint.oel.values`, `maplint.oel.library`), which have tests of their
own; what it checks is everything that the compiler decides: order, short circuits, narrowing, direct code for common shapes.
"""

from __future__ import annotations

from typing import Any

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
        self.context.spend(len(target) * len(list(node.body.walk())))
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
                return values.matches(self.context, left, right)
            case "*":
                return values.times(self.context, left, right)
            case "-" | "/" | "%" | "^":
                names = {"-": "minus", "/": "divide", "%": "modulo", "^": "power"}
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
        if not function.takes(len(node.args)):
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
