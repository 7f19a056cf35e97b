"""Edits of HCL that keep its style: alignment of ``=``, quotes and heredocs, comments, blank lines."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from maplint.source.document import TextEdit
from maplint.source.hcl.document import HclDocument, argument_at, object_key
from maplint.source.hcl.syntax import Chunk, Literal, Object, Template, Tuple, Variable
from maplint.source.hcl.template import in_heredoc, in_quotes
from maplint.source.hcl.walk import expressions

if TYPE_CHECKING:
    from maplint.source.document import Document
    from maplint.source.hcl.syntax import Argument, Block, Body, Expr
    from maplint.source.place import Pointer

_NAME = re.compile(r"[A-Za-z_][\w-]*$")


class HclEditor:
    """Edits of one HCL document."""

    def __init__(self, document: Document) -> None:
        assert isinstance(document, HclDocument)
        self._document = document
        self._text = document.text

    def rename_key(self, pointer: Pointer, new_key: str) -> list[TextEdit]:
        self._find(pointer)
        argument = argument_at(self._document, pointer)
        if argument is not None:
            body = self._document.body_at(pointer[:-1])
            if not _NAME.match(new_key) or (body is not None and body.argument(new_key) is not None):
                return []
            return [self._renamed(argument.start, argument.name_end, new_key)]
        holder = self._document.expression(pointer[:-1])
        if not isinstance(holder, Object):
            return []
        keys = {object_key(key, self._text): key for key, _ in holder.items}
        key = keys.get(str(pointer[-1]))
        if key is None or new_key in keys or not isinstance(key, (Variable, Template)):
            return []
        bare = isinstance(key, Variable) and _NAME.match(new_key)
        return [self._renamed(key.start, key.end, new_key if bare else f'"{in_quotes(new_key)}"')]

    def _find(self, pointer: Pointer) -> None:
        """Raises KeyError where a pointer leads to no block and no value."""
        if pointer and self._document.expression(pointer) is None and self._document.body_at(pointer) is None:
            raise KeyError(pointer)

    def _renamed(self, start: int, end: int, key: str) -> TextEdit:
        """Another key that leaves its ``=`` in line with those above and below."""
        text = self._text
        found = re.compile(" *(?==)").match(text, end)
        if found is None or text[text.rfind("\n", 0, start) + 1 : start].strip():
            return TextEdit(start, end, key)
        return TextEdit(start, found.end(), key + " " * max(1, found.end() - start - len(key)))

    def replace_value(self, pointer: Pointer, value: Any) -> list[TextEdit]:
        """Only what is written out is replaced: an expression says more than its value."""
        self._find(pointer)
        expr = self._document.expression(pointer)
        if expr is None or not _written_out(expr):
            return []
        return [TextEdit(expr.start, expr.end, _written(value))]

    def replace_fragment(self, pointer: Pointer, start: int, end: int, text: str) -> list[TextEdit]:
        self._find(pointer)
        span = self._document.fragment_span(pointer, start, end)
        expr = self._document.expression(pointer)
        template = _template_at(expr, span.start, span.end) if expr is not None else None
        if template is None:
            return []
        if (span.start, span.end) == (template.start, template.end):
            return [TextEdit(span.start, span.end, f'"{in_quotes(text)}"')]
        if template.style == '"':
            written = in_quotes(text)
        else:
            indent = self._indent_at(template.inner_start)
            written = in_heredoc(text).replace("\n", "\n" + indent)
        return [TextEdit(span.start, span.end, written)]

    def insert_entry(self, parent: Pointer, key: str, value: Any, after: str | None) -> list[TextEdit]:
        self._find(parent)
        body = self._document.body_at(parent)
        if body is not None:
            return self._insert_argument(body, key, value, after)
        holder = self._document.expression(parent)
        if not isinstance(holder, Object) or any(object_key(k, self._text) == key for k, _ in holder.items):
            return []
        return self._insert_item(holder, key, value)

    def _insert_argument(self, body: Body, key: str, value: Any, after: str | None) -> list[TextEdit]:
        if not _NAME.match(key) or body.argument(key) is not None:
            return []
        anchor = body.argument(after) if after is not None else None
        anchor = anchor or (body.arguments[-1] if body.arguments else None)
        newline = "\r\n" if "\r\n" in self._text[body.start : body.end] else "\n"
        if anchor is None:
            outer = self._indent_at(body.start - 1)
            line = f"{newline}{outer}  {key} = {_written(value)}"
            rest = self._text[body.start : body.end]
            return [TextEdit(body.start, body.start, line if "\n" in rest else f"{line}{newline}{outer}")]
        indent = self._indent_at(anchor.start)
        if "\n" not in self._text[body.start : anchor.start]:  # a block on one line holds one argument
            outer = self._indent_at(body.start - 1)
            first = self._text[anchor.start : anchor.end]
            both = f"{newline}{outer}  {first}{newline}{outer}  {key} = {_written(value)}{newline}{outer}"
            return [TextEdit(body.start, body.end, both)]
        gap = self._gap(anchor, key)
        end = self._line_end(anchor.end)
        if self._text[anchor.start : anchor.end].endswith("\n"):  # a heredoc's marker ends its line
            return [TextEdit(anchor.end, anchor.end, f"{indent}{key}{gap}= {_written(value)}{newline}")]
        return [TextEdit(end, end, f"{newline}{indent}{key}{gap}= {_written(value)}")]

    def _insert_item(self, holder: Object, key: str, value: Any) -> list[TextEdit]:
        name = key if _NAME.match(key) else f'"{in_quotes(key)}"'
        if not holder.items:
            return [TextEdit(holder.start, holder.end, f"{{ {name} = {_written(value)} }}")]
        last_key, last = holder.items[-1]
        lead = self._text[holder.start + 1 : holder.items[0][0].start]
        equals = self._text[last_key.end : last.start]
        equals = " = " if "=" in equals else equals
        if "\n" not in lead:
            return [TextEdit(last.end, last.end, f", {name}{equals}{_written(value)}")]
        comma = "," if self._text[last.end : holder.end].lstrip().startswith(",") else ""
        at = last.end + (self._text[last.end : holder.end].index(",") + 1 if comma else 0)
        indent = self._indent_at(last_key.start)
        end = self._line_end(at)
        return [TextEdit(end, end, f"\n{indent}{name}{equals}{_written(value)}{comma}")]

    def remove_entry(self, pointer: Pointer) -> list[TextEdit]:
        self._find(pointer)
        argument = argument_at(self._document, pointer)
        if argument is not None:
            return [self._lines(argument.start, argument.end)]
        block = self._block(pointer)
        if block is not None:
            return [self._lines(block.start, block.end)]
        holder = self._document.expression(pointer[:-1]) if pointer else None
        if isinstance(holder, Tuple):
            return self._remove_item([(item.start, item.end) for item in holder.items], pointer[-1])
        if isinstance(holder, Object):
            keys = [object_key(key, self._text) for key, _ in holder.items]
            if str(pointer[-1]) in keys:
                return self._remove_item(
                    [(key.start, item.end) for key, item in holder.items], keys.index(str(pointer[-1]))
                )
        return []

    def _remove_item(self, items: list[tuple[int, int]], number: str | int) -> list[TextEdit]:
        assert isinstance(number, int)
        start, end = items[number]
        if len(items) > number + 1:
            return [TextEdit(start, items[number + 1][0], "")]
        return [TextEdit(items[number - 1][1] if number else start, end, "")]

    def _block(self, pointer: Pointer) -> Block | None:
        for length in range(1, min(4, len(pointer)) + 1):
            body = self._document.body_at(pointer[:-length])
            found = body.block_on(pointer[-length:]) if body is not None else None
            if found is not None and len(found.way) == length:
                return found
        return None

    # --- the lines around -------------------------------------------------------------------------------------------------

    def _lines(self, start: int, end: int) -> TextEdit:
        """Whole lines taken away, with a comment behind and one of two blank lines around."""
        text = self._text
        first = text.rfind("\n", 0, start) + 1
        if text[first:start].strip():
            return TextEdit(start, end, "")
        last = end if text[:end].endswith("\n") else self._line_end(end)
        last += 1 if text[last : last + 1] == "\n" and not text[:end].endswith("\n") else 0
        before = text[:first].rstrip(" \t")
        if before.endswith(("\n\n", "{\n", "{\r\n", "\n\r\n")):
            blank = re.compile(r"[ \t]*\r?\n").match(text, last)
            if blank:
                last = blank.end()
            elif text[last:].lstrip(" \t").startswith("}"):  # nothing stands between what is above and the brace
                first = text.find("\n", len(text[:first].rstrip())) + 1
        return TextEdit(first, last, "")

    def _line_end(self, offset: int) -> int:
        end = self._text.find("\n", offset)
        end = len(self._text) if end < 0 else end
        return end - 1 if self._text[offset:end].endswith("\r") else end

    def _indent_at(self, offset: int) -> str:
        start = self._text.rfind("\n", 0, offset) + 1
        found = re.compile(r"[ \t]*").match(self._text, start)
        return found.group() if found else ""

    def _gap(self, anchor: Argument, key: str) -> str:
        """The blanks before ``=``: aligned with the anchor's as `terraform fmt` does."""
        between = self._text[anchor.name_end : anchor.end]
        width = anchor.name_end - anchor.start + len(between) - len(between.lstrip(" "))
        return " " * max(1, width - len(key))


def _written_out(expr: Expr) -> bool:
    """Whether an expression is a value as it stands: nothing in it is worked out."""
    if isinstance(expr, Template):
        return expr.literal is not None
    if isinstance(expr, Tuple):
        return all(map(_written_out, expr.items))
    if isinstance(expr, Object):
        return all(_written_out(value) for _, value in expr.items)
    return isinstance(expr, Literal)


def _written(value: Any) -> str:
    """A value in HCL, on one line."""
    if isinstance(value, str):
        return f'"{in_quotes(value)}"'
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_written, value)) + "]"
    if isinstance(value, dict):
        pairs = ", ".join(f'"{in_quotes(str(key))}" = {_written(below)}' for key, below in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    return json.dumps(value, allow_nan=False)


def _template_at(expr: Expr, start: int, end: int) -> Template | None:
    """The innermost text whose inside, or the whole of it, holds ``[start, end)``, and no interpolation of it with that."""
    found: Template | None = None
    for template in expressions(expr):
        if not isinstance(template, Template):
            continue
        if template.start <= start and end <= template.end and (found is None or template.start >= found.start):
            found = template
    if found is None:
        return None
    whole = (found.start, found.end) == (start, end)
    inside = found.inner_start <= start and end <= found.inner_end
    if whole:
        return found if found.literal is not None else None
    cut = any(not isinstance(part, Chunk) and part.start < end and start < part.end for part in found.parts)
    return found if inside and not cut else None
