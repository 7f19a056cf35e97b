"""A file of HCL: its syntax, and the way from a pointer to the text.

The pointer of an argument is that of its block and its name: ``/resource/okta_profile_mapping/crm/mappings/3/expression``; items
of lists and objects go on from there. The code points of a fragment are counted in the expression as it is written, from its
first character: a quote is the first one of a quoted text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.source.document import Document, Problem, TextEdit
from maplint.source.hcl.parse import comments, parse
from maplint.source.hcl.syntax import Literal, Object, Parens, Template, Tuple, Variable
from maplint.source.hcl.template import template_text
from maplint.source.place import Place, Span
from maplint.source.tree import ARRAY, OBJECT, SCALAR, Node, Tree

if TYPE_CHECKING:
    from maplint.source.document import Comment
    from maplint.source.hcl.syntax import Argument, Block, Body, Expr
    from maplint.source.place import Pointer


class HclDocument(Document):
    """One file of HCL.

    Attributes:
        body: what could be read.
    """

    __slots__ = ("_comments", "_values", "body")

    body: Body
    _comments: list[Comment] | None
    _values: Any

    @property
    def value(self) -> Any:
        """Plain values by block and argument: literals as Python values, anything else as the text of its expression."""
        if self._values is None:
            self._values = _plain_body(self.body, self.text)
        return self._values

    @value.setter
    def value(self, value: Any) -> None:
        self._values = value

    def comments(self) -> list[Comment]:
        """The comments, in the order of the text."""
        if self._comments is None:
            self._comments = comments(self.text)
        return self._comments

    def fragment_span(self, pointer: Pointer, start: int, end: int) -> Span:
        """See `Document.fragment_span`; for the coordinates see the module's docstring."""
        if not pointer:
            return Span(start, end)
        expr = self.expression(pointer)
        if expr is None:
            return self.span(pointer)
        return Span(min(expr.start + start, expr.end), min(expr.start + end, expr.end))

    def expression(self, pointer: Pointer) -> Expr | None:
        """The expression at a pointer; None for blocks and where there is none."""
        below = _block_at(self.body, pointer)
        if below is None:
            return None
        body, rest = below
        argument = body.argument(str(rest[0])) if rest else None
        expr = argument.expr if argument is not None else None
        for step in rest[1:]:
            expr = _inside(expr, step, self.text)
        return expr

    def body_at(self, pointer: Pointer) -> Body | None:
        """The body of the block at a pointer."""
        below = _block_at(self.body, pointer)
        return below[0] if below is not None and not below[1] else None

    def _index(self) -> Tree:
        root = Node(OBJECT, 0, len(self.text))
        root.entries = _body_nodes(self.body, self.text)
        return Tree(root)


def read_hcl(document: HclDocument) -> None:
    """Read the text of a document. What cannot be read becomes problems of it."""
    parsed = parse(document.text)
    document.body = parsed.body
    document._comments = None
    for fault in parsed.faults:
        place = Place(document, (), fragment=(fault.start, fault.end))
        mend = tuple(TextEdit(*edit) for edit in fault.mend)
        document.problems.append(Problem(fault.kind, fault.message, place, remedy=fault.remedy, mend=mend))


# --- values -------------------------------------------------------------------------------------------------------------


def _plain_body(body: Body, text: str) -> dict[str | int, Any]:
    value: dict[str | int, Any] = {argument.name: _plain(argument.expr, text) for argument in body.arguments}
    for block in body.blocks:
        holder = value
        for step in block.way[:-1]:
            below = holder.get(step)
            holder = holder.setdefault(step, {}) if below is None or isinstance(below, dict) else {}
        holder[block.way[-1]] = _plain_body(block.body, text)
    return value


def _plain(expr: Expr, text: str) -> Any:
    if isinstance(expr, Literal):
        return expr.value
    if isinstance(expr, Template):
        return template_text(expr.parts, lambda start, end: text[start:end])
    if isinstance(expr, Tuple):
        return [_plain(item, text) for item in expr.items]
    if isinstance(expr, Object):
        return {object_key(key, text): _plain(value, text) for key, value in expr.items}
    return text[expr.start : expr.end]


def object_key(key: Expr, text: str) -> str:
    """The key of an object's item as a pointer has it: decoded where it is a name or a literal, else as it is written."""
    if isinstance(key, Variable):
        return key.name
    if isinstance(key, Template) and key.literal is not None:
        return key.literal
    return text[key.start : key.end]


# --- places -------------------------------------------------------------------------------------------------------------


def _body_nodes(body: Body, text: str) -> list[Node]:
    nodes: list[Node] = []
    types = {block.type for block in body.blocks}  # an argument of such a name is a fault; pointers lead to the blocks
    for argument in body.arguments:
        if argument.name in types:
            continue
        node = _expr_node(argument.expr, text, argument.name, argument.start, argument.name_end)
        nodes.append(node)
    holders: dict[Pointer, Node] = {}
    for block in body.blocks:
        above = nodes
        for depth in range(1, len(block.way)):
            way = block.way[:depth]
            holder = holders.get(way)
            if holder is None:
                holder = holders[way] = Node(OBJECT, block.start, block.end, way[-1], block.start, block.header_end - 1)
                holder.entries = []
                above.append(holder)
            above = holder.entries if holder.entries is not None else []
        node = Node(OBJECT, block.start, block.end, block.way[-1], *_header(block, text))
        node.entries = _body_nodes(block.body, text)
        above.append(node)
    nodes.sort(key=lambda node: node.key_start)
    return nodes


def _header(block: Block, text: str) -> tuple[int, int]:
    """The range of a block's type and labels."""
    end = block.header_end - 1
    while end > block.start and text[end - 1] in " \t":
        end -= 1
    return block.start, end


def _expr_node(expr: Expr, text: str, key: str | int, key_start: int = -1, key_end: int = -1) -> Node:
    if isinstance(expr, Tuple):
        node = Node(ARRAY, expr.start, expr.end, key, key_start, key_end)
        node.entries = [_expr_node(item, text, number) for number, item in enumerate(expr.items)]
    elif isinstance(expr, Object):
        node = Node(OBJECT, expr.start, expr.end, key, key_start, key_end)
        node.entries = [_expr_node(value, text, object_key(k, text), k.start, k.end) for k, value in expr.items]
    else:
        node = Node(SCALAR, expr.start, expr.end, key, key_start, key_end)
    return node


def _block_at(body: Body, pointer: Pointer) -> tuple[Body, Pointer] | None:
    """The body of the innermost block that a pointer leads into, with what is left of the pointer."""
    rest = pointer
    while rest:
        block = body.block_on(rest)
        if block is None:
            break
        body, rest = block.body, rest[len(block.way) :]
    if rest and body.argument(str(rest[0])) is None:
        return None
    return body, rest


def _inside(expr: Expr | None, step: str | int, text: str) -> Expr | None:
    while isinstance(expr, Parens):
        expr = expr.inner
    if isinstance(expr, Tuple) and isinstance(step, int) and step < len(expr.items):
        return expr.items[step]
    if isinstance(expr, Object):
        return next((value for key, value in reversed(expr.items) if object_key(key, text) == step), None)
    return None


def argument_at(document: HclDocument, pointer: Pointer) -> Argument | None:
    """The argument at a pointer; None for blocks, items of lists and objects, and where there is none."""
    below = _block_at(document.body, pointer)
    return below[0].argument(str(below[1][0])) if below is not None and len(below[1]) == 1 else None
