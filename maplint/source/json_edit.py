"""Edits of JSON that keep its style: a pretty-printed object stays one, and a compact one stays on its line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from maplint.source.document import TextEdit
from maplint.source.json_tree import clean
from maplint.source.tree import ARRAY, OBJECT

if TYPE_CHECKING:
    from maplint.source.document import Document
    from maplint.source.place import Pointer
    from maplint.source.tree import Node, Tree


class JsonEditor:
    """Edits of one JSON document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._text = document.text
        self._tree: Tree = document.tree

    def rename_key(self, pointer: Pointer, new_key: str) -> list[TextEdit]:
        node = self._tree.find(pointer)
        if node.key_start < 0 or self._tree.child(self._tree.find(pointer[:-1]), new_key) is not None:
            return []
        return [TextEdit(node.key_start, node.key_end, _written(new_key))]

    def replace_value(self, pointer: Pointer, value: Any) -> list[TextEdit]:
        node = self._tree.find(pointer)
        style = self._style(node) if isinstance(value, (dict, list)) else _COMPACT
        return [TextEdit(node.start, node.end, style.write(value, self._indent_at(node.start)))]

    def replace_fragment(self, pointer: Pointer, start: int, end: int, text: str) -> list[TextEdit]:
        self._tree.find(pointer)
        if not isinstance(self._document.at(pointer), str):
            return []
        span = self._document.fragment_span(pointer, start, end)
        return [TextEdit(span.start, span.end, _written(text)[1:-1])]

    def insert_entry(self, parent: Pointer, key: str, value: Any, after: str | None) -> list[TextEdit]:
        node = self._tree.find(parent)
        if node.kind != OBJECT or self._tree.child(node, key) is not None:
            return []
        entries = self._tree.entries(node)
        style = self._style(node)
        if not entries:
            indent = self._indent_at(node.start)
            return [TextEdit(node.start, node.end, style.write({key: value}, indent))]
        anchor = self._tree.child(node, after) if after is not None else None
        anchor = anchor or entries[-1]
        separator = self._separator(node, entries, style)
        indent = separator.rpartition("\n")[2] if "\n" in separator else self._indent_at(node.start)
        colon = self._text[anchor.key_end : anchor.start]
        colon = style.colon if "\n" in colon else colon
        return [TextEdit(anchor.end, anchor.end, separator + _written(key) + colon + style.write(value, indent))]

    def remove_entry(self, pointer: Pointer) -> list[TextEdit]:
        if not pointer or (self._document.format == "jsonl" and len(pointer) == 1):
            return []
        node = self._tree.find(pointer)
        parent = self._tree.find(pointer[:-1])
        entries = self._tree.entries(parent)
        number = entries.index(node)
        if len(entries) == 1:
            return [TextEdit(parent.start + 1, parent.end - 1, "")]
        if number + 1 < len(entries):
            return [TextEdit(_start(node), _start(entries[number + 1]), "")]
        return [TextEdit(entries[number - 1].end, node.end, "")]

    def _separator(self, node: Node, entries: list[Node], style: _Style) -> str:
        """What stands between two entries, without blank lines."""
        text = self._text
        if len(entries) > 1:
            between = text[entries[-2].end : _start(entries[-1])]
        else:
            lead = text[node.start + 1 : _start(entries[0])]
            between = "," + (lead if "\n" in lead else style.gap)
        head, comma, tail = between.partition(",")
        return _one_break(head) + comma + _one_break(tail)

    def _style(self, node: Node) -> _Style:
        """How objects near this node are written; for an empty one, as the document's outermost object is."""
        holder = node if self._tree.entries(node) else self._outermost(node)
        entries = self._tree.entries(holder)
        if not entries:
            return _COMPACT
        lead = self._text[holder.start + 1 : _start(entries[0])]
        colon = self._text[entries[0].key_end : entries[0].start] if holder.kind == OBJECT else ": "
        colon = ": " if "\n" in colon else colon
        if "\n" not in lead:
            return _Style("", "\n", colon, " " if colon.endswith(" ") else "")
        outer = self._indent_at(holder.start)
        inner = lead.rpartition("\n")[2]
        unit = inner[len(outer) :] if inner.startswith(outer) and len(inner) > len(outer) else "  "
        return _Style(unit, "\r\n" if "\r\n" in lead else "\n", colon, " ")

    def _outermost(self, node: Node) -> Node:
        holder = self._tree.root
        if self._document.format == "jsonl":
            holder = next(line for line in self._tree.entries(holder) if line.start <= node.start < line.end)
        while holder.kind == ARRAY and self._tree.entries(holder):
            holder = self._tree.entries(holder)[0]
        return holder

    def _indent_at(self, offset: int) -> str:
        """The white space that the line of an offset begins with."""
        start = self._text.rfind("\n", 0, offset) + 1
        stop = start
        while stop < offset and self._text[stop] in " \t":
            stop += 1
        return self._text[start:stop]


class _Style:
    """How to write a value: unit of indentation ("" for all on one line), line end, colon, and gap after a comma."""

    def __init__(self, unit: str, newline: str, colon: str, gap: str) -> None:
        self.unit = unit
        self.newline = newline
        self.colon = colon
        self.gap = gap

    def write(self, value: Any, indent: str) -> str:
        """The JSON text of a value that stands on a line with that indentation."""
        if isinstance(value, dict) and value:
            parts = [
                _written(str(key)) + self.colon + self.write(below, indent + self.unit) for key, below in value.items()
            ]
            return self._wrap("{", parts, "}", indent)
        if isinstance(value, (list, tuple)) and value:
            return self._wrap("[", [self.write(below, indent + self.unit) for below in value], "]", indent)
        return _written(value)

    def _wrap(self, opening: str, parts: list[str], closing: str, indent: str) -> str:
        if not self.unit:
            return opening + ("," + self.gap).join(parts) + closing
        line = self.newline + indent + self.unit
        return opening + line + ("," + line).join(parts) + self.newline + indent + closing


_COMPACT = _Style("", "\n", ": ", " ")


def _written(value: Any) -> str:
    """The JSON text of a value on one line.

    Raises:
        ValueError: a float that JSON has no number for.
    """
    if isinstance(value, str):
        value = clean(value)
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _start(node: Node) -> int:
    return node.start if node.key_start < 0 else node.key_start


def _one_break(space: str) -> str:
    """White space with the blank lines taken out."""
    if space.count("\n") < 2:
        return space
    first, _, last = space.rpartition("\n")
    return ("\r\n" if first.endswith("\r") else "\n") + last
