"""From text to the syntax of HCL, by tree-sitter. Broken blocks are told and left out; the others are read.

tree-sitter recovers from faults, but one unclosed quote can swallow all that follows. A text with a fault is therefore cut where
blocks begin at the left margin, and each piece is parsed for itself.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from maplint.record import NamedTuple
from maplint.source.document import Comment
from maplint.source.hcl.syntax import (
    Argument,
    Attr,
    Block,
    Body,
    Call,
    Chunk,
    Conditional,
    Expr,
    For,
    Index,
    Interpolation,
    Literal,
    Object,
    Opaque,
    Operation,
    Parens,
    Splat,
    Template,
    TemplateFor,
    TemplateIf,
    Tuple,
    Variable,
)
from maplint.source.hcl.template import literal_chunks, strip_markers, stripped, undented

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

    from maplint.source.hcl.syntax import TemplatePart


class SyntaxFault(NamedTuple):
    """A fault that left a block unread: ``[start, end)`` is what could not be read.

    ``kind`` is ``broken-block``, or ``unescaped-quotes`` when it is Okta's expression whose quotes or ``${`` end the text.
    """

    kind: str
    message: str
    remedy: str
    start: int
    end: int
    mend: tuple[tuple[int, int, str], ...] = ()
    """The edits that make the block readable, where they can be told."""


class Parsed(NamedTuple):
    """What a text holds."""

    body: Body
    faults: list[SyntaxFault]


BROKEN_BLOCK, UNESCAPED = "broken-block", "unescaped-quotes"

EXPRESSION_ARGUMENTS = frozenset(
    {"expression", "expression_value", "subject_name_id_template", "user_name_template", "username_template"}
)
"""Arguments of Okta's provider whose texts are expressions or templates of Okta's."""

MAX_NESTING = 100
"""How deep syntax may nest: what reads it recurses."""


@cache
def _parser() -> Parser:
    import tree_sitter
    import tree_sitter_hcl

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))


def parse(text: str) -> Parsed:
    """Read a text."""
    reader = _Reader(text, 0)
    root = reader.root()
    if not root.has_error and not _too_deep(text):
        return Parsed(reader.body(root), [])
    return _parse_pieces(text)


def parse_template(text: str) -> Template:
    """Read the text of a JSON value as Terraform does: as a template without quotes."""
    if "${" not in text and "%{" not in text:
        return Template(0, len(text), "", 0, len(text), (Chunk(0, len(text), text),) if text else ())
    # Written as a heredoc it keeps every character; the marker is one that no text holds.
    marker = "MAPLINT"
    while marker in text:
        marker += "_"
    head = f"x = <<{marker}\n"
    reader = _Reader(f"{head}{text}\n{marker}\n", -len(head))
    root = reader.root()
    if root.has_error:
        return Template(0, len(text), "", 0, len(text), (Interpolation(0, len(text), Opaque(0, len(text))),))
    template = reader.body(root).arguments[0].expr
    assert isinstance(template, Template)
    last = template.parts[-1]
    parts = template.parts
    if type(last) is Chunk and last.text.endswith("\n"):  # the line feed before the closing marker
        shortened = Chunk(last.start, last.end - 1, last.text[:-1])
        parts = (*parts[:-1], shortened) if shortened.text else parts[:-1]
    return Template(0, len(text), "", 0, len(text), parts)


# --- broken texts -------------------------------------------------------------------------------------------------------

_TOP_LEVEL = re.compile(
    r"^(?:resource|data|variable|locals|module|output|provider|terraform|moved|import|check|removed|ephemeral)\b"
    r"[^\n={]*\{",
    re.MULTILINE,
)
_TFVARS = re.compile(r"^[A-Za-z_][\w-]*[ \t]*=", re.MULTILINE)


def _pieces(text: str) -> list[tuple[int, int]]:
    """Where a text is cut: at each block or argument that begins at the left margin. A text without faults stays whole."""
    if not _Reader(text, 0).root().has_error and not _too_deep(text):
        return [(0, len(text))]
    starts = sorted({0, *(found.start() for pattern in (_TOP_LEVEL, _TFVARS) for found in pattern.finditer(text))})
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def _parse_pieces(text: str) -> Parsed:
    arguments: list[Argument] = []
    blocks: list[Block] = []
    faults: list[SyntaxFault] = []
    for start, end in _pieces(text):
        piece = text[start:end]
        if not piece.strip():
            continue
        reader = _Reader(piece, start)
        root = reader.root()
        if _too_deep(piece):
            message = "this nests too deep to be read"
            faults.append(SyntaxFault(BROKEN_BLOCK, message, "take it apart", start, start + 1))
        elif root.has_error:
            faults.append(_fault(reader, root, piece, start))
        else:
            body = reader.body(root)
            arguments += body.arguments
            blocks += body.blocks
    return Parsed(Body(0, len(text), arguments, blocks), faults)


def comments(text: str) -> list[Comment]:
    """The comments of a text, those in broken blocks as far as they can be told, in its order."""
    found: list[Comment] = []
    for start, end in _pieces(text):
        reader = _Reader(text[start:end], start)
        found += reader.comments(reader.root())
    return found


def _too_deep(text: str) -> bool:
    """Whether brackets nest deeper than anything that people write."""
    if sum(map(text.count, "{[(")) < MAX_NESTING:
        return False
    depth = deepest = 0
    for character in text:
        if character in "{[(":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "}])":
            depth -= 1
    return deepest > MAX_NESTING


def _fault(reader: _Reader, root: Node, piece: str, start: int) -> SyntaxFault:
    """The first fault of a piece, as a sentence."""
    header = piece.partition("\n")[0].partition("{")[0].strip()
    what = f"`{header}`" if header and len(header) < 100 and "=" not in header else "this"
    line = _broken_text(piece)
    if line is not None:
        at, stop = start + line.start("text"), start + line.end("text")
        if "${" in line["text"] and _is_one_text(line["text"]):
            message = f"{what} cannot be read: Terraform takes `${{` for its own"
            remedy = "write `$${` for what Okta should read"
            return SyntaxFault(UNESCAPED, message, remedy, at, stop, _mend(piece, start))
        message = f"{what} cannot be read: the quotes of `{line['name']}` do not pair"
        remedy = 'write a quote inside of a text as `\\"`, or the text as a heredoc (`<<-EOT`)'
        if line["name"] not in EXPRESSION_ARGUMENTS:
            return SyntaxFault(BROKEN_BLOCK, message, remedy, at, stop)
        return SyntaxFault(UNESCAPED, message, remedy, at, stop, _mend(piece, start))
    node = _first_error(root)
    at, stop = reader.span(node)
    if node.is_missing:
        message = f"{what} cannot be read: `{node.type}` is missing"
        if node.type == "block_end" or at >= start + len(piece.rstrip()):
            message = f"{what} is never closed: its `}}` is missing"
            at = start
            stop = start + len(piece.partition("\n")[0].rstrip())
    elif at == start:
        message, stop = f"{what} cannot be read", start + len(header)
    else:
        found = piece[at - start : stop - start].strip().partition("\n")[0]
        found = found if len(found) <= 40 else found[:39] + "…"
        message = f"{what} cannot be read: `{found}` makes no sense here" if found else f"{what} cannot be read"
    if not node.is_missing and _unbalanced(piece):
        message = f"{what} is never closed: a `}}` is missing"
    stop = max(stop, at + 1)
    return SyntaxFault(BROKEN_BLOCK, message, "`terraform fmt` names the fault too", at, stop)


def _first_error(node: Node) -> Node:
    """The innermost faulty node that comes first."""
    while True:
        below = next((child for child in node.children if child.is_error or child.is_missing or child.has_error), None)
        if below is None or (node.is_error and not below.is_missing):
            return node
        node = below


def _unbalanced(piece: str) -> bool:
    return piece.count("{") > piece.count("}")


_TEXT_LINE = re.compile(r'^[ \t]*(?P<name>[\w-]+)[ \t]*=[ \t]*(?P<text>".*?)[ \t]*$', re.MULTILINE)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_OKTA_TEMPLATE = re.compile(
    r"(?<!\$)\$\{\s*(?:fn?:\w|(?:String|Convert|Arrays|Time|Groups|Iso3166Convert|user|source|appuser|idpuser|app|org)\b)"
)


def _broken_text(piece: str) -> re.Match[str] | None:
    """The first argument with a quoted text that does not end where its line does, or holds a template of Okta's."""
    return next((line for line in _TEXT_LINE.finditer(piece) if _is_broken(line)), None)


def _is_broken(line: re.Match[str]) -> bool:
    text = line["text"]
    if line["name"] in EXPRESSION_ARGUMENTS and _OKTA_TEMPLATE.search(text):
        return True
    return "${" not in text and "%{" not in text and not _is_one_text(text)


def _mend(piece: str, start: int) -> tuple[tuple[int, int, str], ...]:
    """The edits that escape what is not escaped in a block's expressions; none unless the block can be read with them."""
    edits = [
        (*line.span("text"), _escaped(line["text"]))
        for line in _TEXT_LINE.finditer(piece)
        if line["name"] in EXPRESSION_ARGUMENTS and _is_broken(line)
    ]
    mended, at = "", 0
    for first, last, text in edits:
        mended += piece[at:first] + text
        at = last
    if _Reader(mended + piece[at:], 0).root().has_error:
        return ()
    return tuple((start + first, start + last, text) for first, last, text in edits)


def _is_one_text(text: str) -> bool:
    """Whether a line that begins with a quote holds whole texts with something between them."""
    rest = _QUOTED.sub("\0", text).partition("#")[0].partition("//")[0]
    return '"' not in rest and re.search(r"\0\s*[\w.$(\0]|[\w.$)]\s*\0", rest) is None


def _escaped(text: str) -> str:
    """A text with the quotes between the first and the last of its line escaped, or the dollar signs that are Okta's."""
    if _OKTA_TEMPLATE.search(text):
        return _OKTA_TEMPLATE.sub(lambda found: "$" + found.group(), text)
    last = text.rindex('"')
    return '"' + re.sub(r'(?<!\\)"', r'\\"', text[1:last]) + text[last:]


# --- the tree -----------------------------------------------------------------------------------------------------------

_NUMBER = re.compile(r"\d+$")
_SIMPLE = re.compile(r'[^\\$%"]*$')


class _Reader:
    """Reads the tree of one text. ``offset`` is added to all positions."""

    def __init__(self, text: str, offset: int) -> None:
        self._text = text
        self._data = text.encode("utf-8", "surrogatepass")
        self._offset = offset
        # Byte offset -> offset in code points; not needed where both are the same.
        self._points: list[int] | None = None
        if len(self._data) != len(text):
            self._points = points = []
            for number, character in enumerate(text):
                points += [number] * len(character.encode("utf-8", "surrogatepass"))
            points.append(len(text))

    def root(self) -> Node:
        return _parser().parse(self._data).root_node

    def span(self, node: Node) -> tuple[int, int]:
        """The range of a node, in the positions of the result."""
        start, end = node.start_byte, node.end_byte
        if self._points is not None:
            start, end = self._points[start], self._points[end]
        return start + self._offset, end + self._offset

    def source(self, start: int, end: int) -> str:
        return self._text[start - self._offset : end - self._offset]

    def _source_of(self, node: Node) -> str:
        return self.source(*self.span(node))

    def _named(self, node: Node) -> list[Node]:
        """The named children, without comments."""
        return [child for child in node.named_children if child.type != "comment"]

    def comments(self, node: Node) -> list[Comment]:
        """The comments in a node."""
        found: list[Comment] = []
        waiting = [node]
        while waiting:
            node = waiting.pop()
            if node.type == "comment":
                start, end = self.span(node)
                text = self.source(start, end).rstrip("\r\n")
                found.append(Comment(start, start + len(text), text))
            waiting += reversed(node.children)
        return found

    # --- bodies ---------------------------------------------------------------------------------------------------------

    def body(self, node: Node) -> Body:
        """The body in a ``config_file``, ``block`` or ``body`` node."""
        arguments: list[Argument] = []
        blocks: list[Block] = []
        start, end = self.span(node)
        for child in self._named(node):
            kind = child.type
            if kind == "attribute":
                arguments.append(self._argument(child))
            elif kind == "block":
                blocks.append(self._block(child))
            elif kind in ("body", "object"):
                inner = self.body(child)
                arguments += inner.arguments
                blocks += inner.blocks
        return Body(start, end, arguments, blocks)

    def _argument(self, node: Node) -> Argument:
        children = self._named(node)
        start, end = self.span(node)
        name_start, name_end = self.span(children[0])
        return Argument(start, name_end, end, self.source(name_start, name_end), self.expr(children[-1]))

    def _block(self, node: Node) -> Block:
        start, end = self.span(node)
        type_ = ""
        labels: list[str] = []
        body = Body(end, end, [], [])
        header_end = inner_start = start
        for child in self._named(node):
            kind = child.type
            if kind == "identifier" and not type_:
                type_ = self._source_of(child)
            elif kind == "identifier":
                labels.append(self._source_of(child))
            elif kind == "string_lit":
                labels.append(self._string(child).literal or "")
            elif kind == "block_start":
                header_end, inner_start = self.span(child)
                body = Body(inner_start, inner_start, [], [])
            elif kind == "body":
                body = self.body(child)
            elif kind == "block_end":
                body.start, body.end = inner_start, self.span(child)[0]
        return Block(start, header_end, end, type_, tuple(labels), body)

    # --- expressions ----------------------------------------------------------------------------------------------------

    def expr(self, node: Node) -> Expr:
        """The expression of an ``expression`` node or of what may stand in one."""
        if node.type == "expression":
            children = node.children
            if len(children) == 1:
                return self._term(children[0])
            return self._chain(node)
        return self._term(node)

    def _chain(self, node: Node) -> Expr:
        """``a.b[c]``: tree-sitter puts the steps side by side; ``( x )`` likewise."""
        children = [child for child in node.children if child.type != "comment"]
        if children and children[0].type == "(":
            close = next(number for number, child in enumerate(children) if child.type == ")")
            inner = self.expr(children[1])
            first: Expr = Parens(self.span(children[0])[0], self.span(children[close])[1], inner)
            rest = children[close + 1 :]
        else:
            first = self._term(children[0]) if children else Opaque(*self.span(node))
            rest = children[1:]
        return self._steps(first, rest)

    def _steps(self, expr: Expr, steps: list[Node]) -> Expr:
        for step in steps:
            kind = step.type
            start, end = expr.start, self.span(step)[1]
            if kind == "get_attr":
                expr = Attr(start, end, expr, self._source_of(step.named_children[-1]))
            elif kind == "index":
                expr = Index(start, end, expr, self._key(step.named_children[0]))
            elif kind == "splat":
                expr = self._splat(expr, step.named_children[0])
            else:
                return Opaque(start, end)
        return expr

    def _splat(self, of: Expr, node: Node) -> Expr:
        """``a[*].b[0]`` goes on in each item; in the older ``a.*.b[0]`` only names do, the index is one of the list."""
        inside = list(node.named_children)
        named = len(inside)
        if node.type == "attr_splat":
            named = next((number for number, step in enumerate(inside) if step.type != "get_attr"), named)
        start, end = of.start, self.span(inside[named - 1] if named else node)[1]
        item = Variable(start, of.end, "")
        return self._steps(Splat(start, end, of, item, self._steps(item, inside[:named])), inside[named:])

    def _key(self, node: Node) -> Expr:
        if node.type == "legacy_index":
            start, end = self.span(node)
            digits = self.source(start, end).lstrip(". ")
            return Literal(start, end, int(digits)) if digits.isdecimal() else Opaque(start, end)
        inside = self._named(node)
        return self.expr(inside[0]) if inside else Opaque(*self.span(node))

    def _term(self, node: Node) -> Expr:
        read = _TERMS.get(node.type)
        return read(self, node) if read is not None else Opaque(*self.span(node))

    def _literal(self, node: Node) -> Expr:
        inner = node.named_children[0]
        kind = inner.type
        if kind == "string_lit":
            return self._string(inner)
        start, end = self.span(node)
        text = self.source(start, end)
        if kind == "numeric_lit":
            return _number(start, end, text)
        if kind == "bool_lit":
            return Literal(start, end, text == "true")
        return Literal(start, end, None) if kind == "null_lit" else Opaque(start, end)

    def _string(self, node: Node) -> Template:
        start, end = self.span(node)
        inner = self.source(start + 1, end - 1)
        if _SIMPLE.match(inner):
            chunks: tuple[TemplatePart, ...] = (Chunk(start + 1, end - 1, inner),) if inner else ()
        else:
            chunks = tuple(literal_chunks(inner, start + 1, quoted=True))
        return Template(start, end, '"', start + 1, end - 1, chunks)

    def _variable(self, node: Node) -> Expr:
        start, end = self.span(node)
        return Variable(start, end, self.source(start, end))

    def _collection(self, node: Node) -> Expr:
        inner = self._named(node)[0]
        start, end = self.span(node)
        if inner.type == "tuple":
            items = [self.expr(child) for child in self._named(inner) if child.type == "expression"]
            return Tuple(start, end, tuple(items))
        pairs = []
        for child in self._named(inner):
            if child.type == "object_elem":
                pair = self._named(child)
                pairs.append((self.expr(pair[0]), self.expr(pair[-1])))
        return Object(start, end, tuple(pairs))

    def _call(self, node: Node) -> Expr:
        start, end = self.span(node)
        name = ""
        arguments: list[Expr] = []
        expand = False
        for child in self._named(node):
            if child.type == "identifier":
                name += ("::" if name else "") + self._source_of(child)
            elif child.type == "function_arguments":
                for argument in self._named(child):
                    if argument.type == "ellipsis":
                        expand = True
                    else:
                        arguments.append(self.expr(argument))
        return Call(start, end, name, tuple(arguments), expand)

    def _for(self, node: Node) -> Expr:
        inner = self._named(node)[0]
        start, end = self.span(node)
        intro, *rest = [child for child in self._named(inner) if not child.type.endswith(("_start", "_end"))]
        names, collection = self._for_intro(intro)
        results = [self.expr(child) for child in rest if child.type == "expression"]
        condition = next((self.expr(self._named(child)[-1]) for child in rest if child.type == "for_cond"), None)
        grouped = any(child.type == "ellipsis" for child in rest)
        new_key = results[0] if inner.type == "for_object_expr" else None
        key = names[0] if len(names) > 1 else None
        return For(start, end, key, names[-1], collection, new_key, results[-1], condition, grouped)

    def _for_intro(self, node: Node) -> tuple[list[str], Expr]:
        names: list[str] = []
        collection: Expr = Opaque(*self.span(node))
        for child in self._named(node):
            if child.type == "identifier":
                names.append(self._source_of(child))
            elif child.type == "expression":
                collection = self.expr(child)
        return names, collection

    def _conditional(self, node: Node) -> Expr:
        start, end = self.span(node)
        parts = [self.expr(child) for child in self._named(node)]
        return Conditional(start, end, *parts) if len(parts) == 3 else Opaque(start, end)

    def _operation(self, node: Node) -> Expr:
        inner = self._named(node)[0]
        start, end = self.span(node)
        return self._operands(inner, start, end)

    def _operands(self, node: Node, start: int, end: int) -> Expr:
        """Operands may be chains: their steps stand beside them."""
        groups: list[list[Node]] = [[]]
        operators: list[str] = []
        for child in node.children:
            if child.type == "comment":
                continue
            if child.is_named or child.type in "()":
                groups[-1].append(child)
            else:
                operators.append(child.type)
                groups.append([])
        if len(operators) != 1 or not groups[1]:
            return Opaque(start, end)
        left = self._operand(groups[0]) if groups[0] else None
        return Operation(start, end, operators[0], left, self._operand(groups[1]))

    def _operand(self, nodes: list[Node]) -> Expr:
        if nodes[0].type == "(":
            first: Expr = Parens(self.span(nodes[0])[0], self.span(nodes[2])[1], self.expr(nodes[1]))
            return self._steps(first, nodes[3:])
        return self._steps(self.expr(nodes[0]), nodes[1:])

    # --- templates ------------------------------------------------------------------------------------------------------

    def _template(self, node: Node) -> Expr:
        inner = self._named(node)[0]
        start, end = self.span(node)
        if inner.type == "quoted_template":
            parts = self._parts(inner.children[1:-1], start + 1, end - 1, quoted=True)
            return Template(start, end, '"', start + 1, end - 1, tuple(strip_markers(parts, self.source)))
        return self._heredoc(inner, start, end)

    def _heredoc(self, node: Node, start: int, end: int) -> Expr:
        text = self.source(start, end)
        style = "<<-" if text.startswith("<<-") else "<<"
        identifiers = [child for child in node.children if child.type == "heredoc_identifier"]
        first_line = text.find("\n") + 1
        inner_start = start + first_line
        close = self.span(identifiers[-1])[0]
        inner_end = max(inner_start, start + text.rfind("\n", 0, close - start) + 1)
        inside = [
            child for child in node.children if child.type.startswith("template_") and self.span(child)[0] < close
        ]
        parts = self._parts(inside, inner_start, inner_end, quoted=False)
        if style == "<<-":
            parts = undented(parts)
        return Template(start, end, style, inner_start, inner_end, tuple(strip_markers(parts, self.source)))

    def _parts(self, nodes: list[Node], start: int, end: int, *, quoted: bool) -> list[TemplatePart]:
        """The parts of a template in ``[start, end)``: tree-sitter trims literals, so they are what lies between the rest."""
        parts: list[TemplatePart] = []
        at = start
        for node in nodes:
            if node.type not in ("template_interpolation", "template_directive"):
                continue
            first, last = self.span(node)
            parts += literal_chunks(self.source(at, first), at, quoted=quoted)
            if node.type == "template_interpolation":
                inner = next((child for child in self._named(node) if child.type == "expression"), None)
                expr = self.expr(inner) if inner is not None else Opaque(first, last)
                parts.append(Interpolation(first, last, expr))
            else:
                parts.append(self._directive(node, quoted=quoted))
            at = last
        parts += literal_chunks(self.source(at, end), at, quoted=quoted)
        return parts

    def _directive(self, node: Node, *, quoted: bool) -> TemplatePart:
        start, end = self.span(node)
        inner = node.named_children[0]
        groups: list[tuple[Node, list[Node]]] = []
        for child in inner.children:
            if child.type.endswith(("_intro", "_start", "_end")):
                groups.append((child, []))
            elif groups:
                groups[-1][1].append(child)
        bodies = []
        for (tag, nodes), (closing, _) in pairwise(groups):
            first, last = self.span(tag)[1], self.span(closing)[0]
            parts = self._parts(nodes, first, last, quoted=quoted)
            left, right = self.source(first - 2, first) == "~}", self.source(last, last + 3) == "%{~"
            bodies.append(tuple(stripped(strip_markers(parts, self.source), left=left, right=right)))
        intro = groups[0][0]
        if inner.type == "template_if":
            condition = next((self.expr(c) for c in intro.named_children if c.type == "expression"), Opaque(start, end))
            return TemplateIf(start, end, condition, bodies[0], bodies[1] if len(bodies) > 1 else ())
        names, collection = self._for_intro(intro)
        key = names[0] if len(names) > 1 else None
        return TemplateFor(start, end, key, names[-1] if names else "", collection, bodies[0])


_TERMS = {
    "literal_value": _Reader._literal,
    "template_expr": _Reader._template,
    "variable_expr": _Reader._variable,
    "collection_value": _Reader._collection,
    "function_call": _Reader._call,
    "for_expr": _Reader._for,
    "conditional": _Reader._conditional,
    "operation": _Reader._operation,
    "binary_operation": lambda reader, node: reader._operands(node, *reader.span(node)),
    "unary_operation": lambda reader, node: reader._operands(node, *reader.span(node)),
    "expression": _Reader.expr,
}


def _number(start: int, end: int, text: str) -> Expr:
    try:
        return Literal(start, end, int(text) if text.isdecimal() else float(text))
    except ValueError:
        return Opaque(start, end)
