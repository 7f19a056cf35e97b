"""Finding parts of an expression: its calls, its references, its literals. Remembered, because many rules ask."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from maplint.oel.ast import Binary, Call, Elvis, Literal, MethodCall, Ternary, ungrouped

if TYPE_CHECKING:
    from maplint.oel.ast import Node
    from maplint.oel.parser import Expression


def nodes_of(expression: Expression) -> tuple[Node, ...]:
    """All nodes of the tree, parents first."""
    return _nodes(expression)


@lru_cache(maxsize=8192)
def _nodes(expression: Expression) -> tuple[Node, ...]:
    return tuple(expression.ast.walk())


@lru_cache(maxsize=8192)
def marks_of(expression: Expression) -> frozenset[str]:
    """What an expression has: ``fault``, ``call``, ``method``, ``text``, ``operator``."""
    found = {"fault"} if expression.errors else set()
    for node in nodes_of(expression):
        if isinstance(node, Call):
            found.add("call")
        elif isinstance(node, MethodCall):
            found.add("method")
        elif isinstance(node, (Binary, Ternary)):
            found.add("operator")
        elif isinstance(node, Literal) and isinstance(node.value, str):
            found.add("text")
    return frozenset(found)


@lru_cache(maxsize=8192)
def outcomes_of(expression: Expression) -> tuple[Node, ...]:
    """The parts whose value is the expression's own: the branches of conditions, without what stands around them."""
    found: list[Node] = []
    rest = [expression.ast]
    while rest:
        node = ungrouped(rest.pop())
        if isinstance(node, Ternary):
            rest += [node.otherwise, node.then]
        elif isinstance(node, Elvis):
            rest += [node.fallback, node.value]
        else:
            found.append(node)
    return tuple(found)


def calls_of(expression: Expression, *names: str) -> list[Call]:
    """The function calls, of these names only when names are given."""
    return [node for node in nodes_of(expression) if isinstance(node, Call) and (not names or node.name in names)]


def method_calls_of(expression: Expression) -> list[MethodCall]:
    """The calls of methods on values."""
    return [node for node in nodes_of(expression) if isinstance(node, MethodCall)]


def text_literals_of(expression: Expression) -> list[Literal]:
    """The texts written in the expression, wherever they stand."""
    return [node for node in nodes_of(expression) if isinstance(node, Literal) and isinstance(node.value, str)]
