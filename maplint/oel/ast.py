"""The syntax tree of an Okta expression.

Every node knows the half-open span ``[start, end)`` of code points that it covers in the expression's text. The tree is
that of SpEL, on which Okta bases its language, cut down to what classic OEL documents plus what people write by mistake:
those parts are parsed too, so that a rule can name them.

Nodes are plain classes, not data classes: thousands are made in a run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LiteralValue = str | int | float | bool | None


class Node:
    """A part of an expression; ``start`` and ``end`` are offsets in code points into its text."""

    __slots__ = ("end", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end

    def children(self) -> tuple[Node, ...]:
        """The parts directly below, in the order of the text."""
        return ()

    def walk(self) -> Iterator[Node]:
        """This node and everything below it, parents first. Iterative: depth is bounded by the parser, not the stack."""
        stack: list[Node] = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children()))


class Literal(Node):
    """A text, number, ``true``/``false`` or ``null`` written in the expression."""

    __slots__ = ("value",)

    def __init__(self, start: int, end: int, value: LiteralValue) -> None:
        super().__init__(start, end)
        self.value = value


class Name(Node):
    """A bare identifier: a root such as ``user``, a function namespace such as ``String``, or a bare attribute."""

    __slots__ = ("name",)

    def __init__(self, start: int, end: int, name: str) -> None:
        super().__init__(start, end)
        self.name = name


class Member(Node):
    """``target.name``; ``safe`` for ``target?.name``, which classic OEL lacks. The name stands at ``[name_start, end)``."""

    __slots__ = ("name", "name_start", "safe", "target")

    def __init__(self, target: Node, name: str, name_start: int, end: int, safe: bool = False) -> None:
        super().__init__(target.start, end)
        self.target = target
        self.name = name
        self.name_start = name_start
        self.safe = safe

    def children(self) -> tuple[Node, ...]:
        return (self.target,)


class Index(Node):
    """``target[index]``."""

    __slots__ = ("index", "target")

    def __init__(self, target: Node, index: Node, end: int) -> None:
        super().__init__(target.start, end)
        self.target = target
        self.index = index

    def children(self) -> tuple[Node, ...]:
        return (self.target, self.index)


class Call(Node):
    """A function call, ``name(args)`` or ``Namespace.name(args)`` where the namespace is one of Okta's (``String``, ``Arrays``...).

    ``name`` is the full name as written (``String.len``), standing at ``[start, name_end)``.
    """

    __slots__ = ("args", "name", "name_end")

    def __init__(self, start: int, end: int, name: str, name_end: int, args: tuple[Node, ...]) -> None:
        super().__init__(start, end)
        self.name = name
        self.name_end = name_end
        self.args = args

    def children(self) -> tuple[Node, ...]:
        return self.args


class MethodCall(Node):
    """``target.name(args)`` on a value: Identity Engine style, except for ``user.getInternalProperty(..)`` and its kin.

    The method's name stands at ``[name_start, name_end)``; ``safe`` for ``target?.name(args)``.
    """

    __slots__ = ("args", "name", "name_end", "name_start", "safe", "target")

    def __init__(
        self,
        target: Node,
        name: str,
        name_start: int,
        name_end: int,
        args: tuple[Node, ...],
        end: int,
        safe: bool = False,
    ) -> None:
        super().__init__(target.start, end)
        self.target = target
        self.name = name
        self.name_start = name_start
        self.name_end = name_end
        self.args = args
        self.safe = safe

    def children(self) -> tuple[Node, ...]:
        return (self.target, *self.args)


class Unary(Node):
    """``operator`` is one of ``! - +``; ``NOT`` is read as ``!``."""

    __slots__ = ("operand", "operator")

    def __init__(self, start: int, operator: str, operand: Node) -> None:
        super().__init__(start, operand.end)
        self.operator = operator
        self.operand = operand

    def children(self) -> tuple[Node, ...]:
        return (self.operand,)


class Binary(Node):
    """``operator`` is the canonical symbol: ``OR AND == != < <= > >= matches + - * / % ^ =``.

    It stands at ``[operator_start, operator_end)`` and may be written otherwise there (``&&``, ``eq``, ``or``).
    """

    __slots__ = ("left", "operator", "operator_end", "operator_start", "right")

    def __init__(self, left: Node, operator: str, operator_start: int, operator_end: int, right: Node) -> None:
        super().__init__(left.start, right.end)
        self.left = left
        self.operator = operator
        self.operator_start = operator_start
        self.operator_end = operator_end
        self.right = right

    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)


class Ternary(Node):
    """``condition ? then : otherwise``."""

    __slots__ = ("condition", "otherwise", "then")

    def __init__(self, condition: Node, then: Node, otherwise: Node) -> None:
        super().__init__(condition.start, otherwise.end)
        self.condition = condition
        self.then = then
        self.otherwise = otherwise

    def children(self) -> tuple[Node, ...]:
        return (self.condition, self.then, self.otherwise)


class Elvis(Node):
    """``value ?: fallback``: the fallback for null and for the empty text (Okta documents both)."""

    __slots__ = ("fallback", "value")

    def __init__(self, value: Node, fallback: Node) -> None:
        super().__init__(value.start, fallback.end)
        self.value = value
        self.fallback = fallback

    def children(self) -> tuple[Node, ...]:
        return (self.value, self.fallback)


class Group(Node):
    """``(inner)``: kept, because precedence rules and fixes must know about written parentheses."""

    __slots__ = ("inner",)

    def __init__(self, start: int, end: int, inner: Node) -> None:
        super().__init__(start, end)
        self.inner = inner

    def children(self) -> tuple[Node, ...]:
        return (self.inner,)


def ungrouped(node: Node) -> Node:
    """What stands in all the parentheses round a node."""
    while isinstance(node, Group):
        node = node.inner
    return node


class ListLiteral(Node):
    """``{a, b}``; ``square`` when written ``[a, b]``, which is no array in OEL (it is an indexer on the root object)."""

    __slots__ = ("items", "square")

    def __init__(self, start: int, end: int, items: tuple[Node, ...], square: bool = False) -> None:
        super().__init__(start, end)
        self.items = items
        self.square = square

    def children(self) -> tuple[Node, ...]:
        return self.items


class MapLiteral(Node):
    """``{key: value, ...}``."""

    __slots__ = ("entries",)

    def __init__(self, start: int, end: int, entries: tuple[tuple[Node, Node], ...]) -> None:
        super().__init__(start, end)
        self.entries = entries

    def children(self) -> tuple[Node, ...]:
        return tuple(part for entry in self.entries for part in entry)


class Projection(Node):
    """``target.![body]``; with ``kind`` ``?``, ``^`` or ``$`` it is a selection, which OEL lacks."""

    __slots__ = ("body", "kind", "target")

    def __init__(self, target: Node, kind: str, body: Node, end: int) -> None:
        super().__init__(target.start, end)
        self.target = target
        self.kind = kind
        self.body = body

    def children(self) -> tuple[Node, ...]:
        return (self.target, self.body)


class Unsupported(Node):
    """A SpEL feature that Okta does not have: ``feature`` is one of ``type-reference``, ``constructor``, ``bean``, ``variable``,
    ``template``, ``increment``, ``instanceof``, ``between``."""

    __slots__ = ("feature", "parts")

    def __init__(self, start: int, end: int, feature: str, parts: tuple[Node, ...] = ()) -> None:
        super().__init__(start, end)
        self.feature = feature
        self.parts = parts

    def children(self) -> tuple[Node, ...]:
        return self.parts


class Invalid(Node):
    """Text that no rule of the grammar fits; the parser's diagnostics say what is wrong with it."""

    __slots__ = ("parts",)

    def __init__(self, start: int, end: int, parts: tuple[Node, ...] = ()) -> None:
        super().__init__(start, end)
        self.parts = parts

    def children(self) -> tuple[Node, ...]:
        return self.parts
