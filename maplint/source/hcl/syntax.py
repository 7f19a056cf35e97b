"""The syntax of HCL: bodies of arguments and blocks, and expressions. Source: HCL native syntax specification.

``start`` and ``end`` are offsets in code points into the text that was parsed: that of the file, or for ``*.tf.json`` that of
one text in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.record import NamedTuple

if TYPE_CHECKING:
    from maplint.source.place import Pointer


class Expr:
    """An expression."""

    __slots__ = ("end", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end


class Literal(Expr):
    """A number, ``true``, ``false`` or ``null``."""

    __slots__ = ("value",)

    def __init__(self, start: int, end: int, value: int | float | bool | None) -> None:
        super().__init__(start, end)
        self.value = value


class Chunk(NamedTuple):
    """A run of a template's literal text: ``text`` stands in the source as ``[start, end)``.

    Where the two have the same length they are equal; else it is an escape (``\\n``, ``$${``), or indentation that a heredoc
    drops (``text`` is empty).
    """

    start: int
    end: int
    text: str


class Interpolation(NamedTuple):
    """``${ expr }`` in a template: all of it is ``[start, end)``."""

    start: int
    end: int
    expr: Expr


class TemplateIf(NamedTuple):
    """``%{ if condition }...%{ else }...%{ endif }``."""

    start: int
    end: int
    condition: Expr
    then: tuple[TemplatePart, ...]
    otherwise: tuple[TemplatePart, ...]


class TemplateFor(NamedTuple):
    """``%{ for key, value in collection }...%{ endfor }``; ``key`` may be missing."""

    start: int
    end: int
    key: str | None
    value: str
    collection: Expr
    body: tuple[TemplatePart, ...]


TemplatePart = Chunk | Interpolation | TemplateIf | TemplateFor


class Template(Expr):
    """A text: in quotes (``style`` is ``"``), a heredoc (``<<`` or ``<<-``), or bare (empty: a text of ``*.tf.json``).

    ``inner_start`` and ``inner_end`` are the range of the text itself, without quotes or markers.
    """

    __slots__ = ("inner_end", "inner_start", "parts", "style")

    def __init__(
        self, start: int, end: int, style: str, inner_start: int, inner_end: int, parts: tuple[TemplatePart, ...]
    ) -> None:
        super().__init__(start, end)
        self.style = style
        self.inner_start = inner_start
        self.inner_end = inner_end
        self.parts = parts

    @property
    def literal(self) -> str | None:
        """The text, escapes resolved; None when it has interpolations or directives."""
        parts = self.parts
        if len(parts) == 1 and type(parts[0]) is Chunk:
            return parts[0].text
        if all(type(part) is Chunk for part in parts):
            return "".join(part.text for part in parts)  # type: ignore[union-attr]
        return None


class Variable(Expr):
    """The first name of a way to something: ``var``, ``local``, ``okta_app_saml``, ``each``."""

    __slots__ = ("name",)

    def __init__(self, start: int, end: int, name: str) -> None:
        super().__init__(start, end)
        self.name = name


class Attr(Expr):
    """``of.name``; legacy ``of.0`` is an `Index`."""

    __slots__ = ("name", "of")

    def __init__(self, start: int, end: int, of: Expr, name: str) -> None:
        super().__init__(start, end)
        self.of = of
        self.name = name


class Index(Expr):
    """``of[key]``."""

    __slots__ = ("key", "of")

    def __init__(self, start: int, end: int, of: Expr, key: Expr) -> None:
        super().__init__(start, end)
        self.of = of
        self.key = key


class Splat(Expr):
    """``of[*].name`` and ``of.*.name``: ``each`` is applied to every item, for which ``item`` stands in it."""

    __slots__ = ("each", "item", "of")

    def __init__(self, start: int, end: int, of: Expr, item: Expr, each: Expr) -> None:
        super().__init__(start, end)
        self.of = of
        self.item = item
        self.each = each


class Tuple(Expr):
    """``[a, b]``."""

    __slots__ = ("items",)

    def __init__(self, start: int, end: int, items: tuple[Expr, ...]) -> None:
        super().__init__(start, end)
        self.items = items


class Object(Expr):
    """``{ key = value }``. A key is a name (a `Variable`, which then stands for itself) or any expression."""

    __slots__ = ("items",)

    def __init__(self, start: int, end: int, items: tuple[tuple[Expr, Expr], ...]) -> None:
        super().__init__(start, end)
        self.items = items


class Parens(Expr):
    """``(inner)``."""

    __slots__ = ("inner",)

    def __init__(self, start: int, end: int, inner: Expr) -> None:
        super().__init__(start, end)
        self.inner = inner


class Call(Expr):
    """``name(arguments)``; with ``expand`` the last argument is a list of further ones (``...``)."""

    __slots__ = ("arguments", "expand", "name")

    def __init__(self, start: int, end: int, name: str, arguments: tuple[Expr, ...], expand: bool) -> None:
        super().__init__(start, end)
        self.name = name
        self.arguments = arguments
        self.expand = expand


class For(Expr):
    """``[for key, value in collection : result if condition]``, and with ``{}`` and ``new_key => result``.

    ``grouped``: several results of one key make a list (``...``).
    """

    __slots__ = ("collection", "condition", "grouped", "key", "new_key", "result", "value")

    def __init__(
        self,
        start: int,
        end: int,
        key: str | None,
        value: str,
        collection: Expr,
        new_key: Expr | None,
        result: Expr,
        condition: Expr | None,
        grouped: bool,
    ) -> None:
        super().__init__(start, end)
        self.key = key
        self.value = value
        self.collection = collection
        self.new_key = new_key
        self.result = result
        self.condition = condition
        self.grouped = grouped


class Conditional(Expr):
    """``condition ? then : otherwise``."""

    __slots__ = ("condition", "otherwise", "then")

    def __init__(self, start: int, end: int, condition: Expr, then: Expr, otherwise: Expr) -> None:
        super().__init__(start, end)
        self.condition = condition
        self.then = then
        self.otherwise = otherwise


class Operation(Expr):
    """``left operator right``; ``left`` is None for ``-x`` and ``!x``."""

    __slots__ = ("left", "operator", "right")

    def __init__(self, start: int, end: int, operator: str, left: Expr | None, right: Expr) -> None:
        super().__init__(start, end)
        self.operator = operator
        self.left = left
        self.right = right


class Opaque(Expr):
    """What is not read: its value is unknown."""

    __slots__ = ()


class Argument:
    """``name = expr`` in a body. The name is ``[start, name_end)``."""

    __slots__ = ("end", "expr", "name", "name_end", "start")

    def __init__(self, start: int, name_end: int, end: int, name: str, expr: Expr) -> None:
        self.start = start
        self.name_end = name_end
        self.end = end
        self.name = name
        self.expr = expr


class Block:
    """``type "label" "label" { body }``. Its first line up to the brace is ``[start, header_end)``.

    ``way`` is the block's pointer inside its parent's: type and labels; a number for blocks without labels
    (``mappings/3``); a repeated label is told apart by a number in brackets (``x[1]``).
    """

    __slots__ = ("body", "end", "header_end", "labels", "start", "type", "way")

    def __init__(self, start: int, header_end: int, end: int, type_: str, labels: tuple[str, ...], body: Body) -> None:
        self.start = start
        self.header_end = header_end
        self.end = end
        self.type = type_
        self.labels = labels
        self.body = body
        self.way: Pointer = ()


class Body:
    """Arguments and blocks, in the order of the text. ``start`` and ``end`` lie inside of the braces."""

    __slots__ = ("_by_way", "arguments", "blocks", "end", "start")

    def __init__(self, start: int, end: int, arguments: list[Argument], blocks: list[Block]) -> None:
        self.start = start
        self.end = end
        self.arguments = arguments
        self.blocks = blocks
        self._by_way: dict[Pointer, Block] | None = None
        _name_ways(blocks)

    def block_on(self, pointer: Pointer) -> Block | None:
        """The block that a pointer leads to or into."""
        if self._by_way is None:
            self._by_way = {block.way: block for block in self.blocks}
        for length in range(2, min(len(pointer), _MOST_LABELS + 1) + 1):
            found = self._by_way.get(pointer[:length])
            if found is not None:
                return found
        return None

    def argument(self, name: str) -> Argument | None:
        """The argument of that name."""
        for argument in self.arguments:
            if argument.name == name:
                return argument
        return None


_MOST_LABELS = 3
"""Terraform's blocks have two at most; a way is a type with its labels, or with a number."""


def _name_ways(blocks: list[Block]) -> None:
    """Give each block a pointer of its own: repeated ones without labels are numbered, with labels told apart."""
    seen: dict[Pointer, int] = {}
    for block in blocks:
        way: Pointer = (block.type, *block.labels)
        number = seen.get(way, 0)
        seen[way] = number + 1
        if not block.labels:
            way = (block.type, number)
        elif number:
            way = (*way[:-1], f"{way[-1]}[{number}]")
        block.way = way
