"""Whether two expressions say the same: equal syntax trees, whatever their blanks, quotes, brackets and spelling of operators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.ast import Invalid, Literal, Member, MethodCall, Name, Unsupported, ungrouped
from maplint.oel.parser import parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from maplint.oel.ast import Node

_SAID = ("name", "operator", "safe", "square", "kind")
"""What nodes say beside their parts; the rest is where they stand."""


def meaning(text: str, root_of: Callable[[str], str] = str) -> object:
    """A value that is equal for expressions that say the same.

    Args:
        root_of: what a root stands for: ``source`` and ``user`` may be one.

    Of an expression with a fault nobody knows what it says: then only blanks at its ends do not count.
    """
    expression = parse(text)
    if expression.errors or any(isinstance(node, Unsupported | Invalid) for node in expression.ast.walk()):
        return text.strip()
    return _form(expression.ast, root_of)


def _form(node: Node, root_of: Callable[[str], str]) -> tuple[object, ...]:
    node = ungrouped(node)
    if isinstance(node, Literal):
        # The types, too: 1, 1.0 and true are equal in Python.
        return "literal", type(node.value).__name__, node.value
    said: list[object] = [type(node).__name__]
    said += [getattr(node, name) for name in _SAID if hasattr(node, name)]
    parts = [_form(part, root_of) for part in node.children()]
    if isinstance(node, Member | MethodCall) and isinstance(node.target, Name):
        parts[0] = "root", root_of(node.target.name)
    return *said, *parts
