"""Edits of YAML that keep its style: block or flow, quotes, indentation, comments."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from maplint.source.document import TextEdit, Unreadable
from maplint.source.json_tree import clean
from maplint.source.tree import ARRAY, OBJECT, SCALAR
from maplint.source.yaml_text import plain_value

if TYPE_CHECKING:
    from maplint.source.document import Document
    from maplint.source.place import Pointer
    from maplint.source.tree import Node, Tree

_BLOCK_SCALARS = ("|", ">")
_NOT_PLAIN = re.compile(
    r"^[\s\-?:,\[\]{}#&*!|>'\"%@`=<]|: |:$| #|[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\s$|^\.\.\."
)
_NOT_QUOTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_NOT_IN_FLOW = re.compile(r"[,\[\]{}]|:[^\s]")
_NO_TEXT_BEFORE = re.compile(
    r"(?:y|n|yes|no|on|off)\Z|\d{4}-\d\d?-\d\d?(?:[Tt \t]|\Z)|[-+]?(?:0b[01_]+|\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?|\d[\d_]*\.?[\d_]*)\Z",
    re.IGNORECASE,
)
"""What readers of YAML 1.1 take for true or false, a date or a number."""


class YamlEditor:
    """Edits of one YAML document. Where a change would reach further than its place, there is no edit."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._text = document.text
        self._tree: Tree = document.tree
        self._newline = "\r\n" if "\r\n" in document.text else "\n"

    def rename_key(self, pointer: Pointer, new_key: str) -> list[TextEdit]:
        node, parent = self._entry(pointer)
        if node is None or parent is None or parent.kind != OBJECT or self._tree.child(parent, new_key) is not None:
            return []
        old = self._text[node.key_start : node.key_end]
        if old[:1] in ("&", "*", "!", "|", ">"):
            return []
        quote = old[0] if old[:1] in ("'", '"') else ""
        return [TextEdit(node.key_start, node.key_end, _key(new_key, quote, flow=self._in_flow(pointer)))]

    def replace_value(self, pointer: Pointer, value: Any) -> list[TextEdit]:
        node, parent = self._entry(pointer)
        if node is None or (node.fixed and node.target is None):
            return []
        flow = self._in_flow(pointer)
        if node.kind != SCALAR and node.style != "flow" and node.target is None:
            return self._replace_block(node, parent, value)
        if node.style in _BLOCK_SCALARS and node.target is None:
            return self._replace_block_scalar(node, value)
        quote = node.style if node.style in ("'", '"') else ""
        written = _flow(value, quote, flow=flow or isinstance(value, (dict, list)))
        if node.start < node.end:
            return [TextEdit(node.start, node.end, written)]
        # An empty value is null; only behind a colon or a dash of a block is it clear where it stands.
        if flow or node.start == 0 or self._text[node.start - 1] not in ":-":
            return []
        return [TextEdit(node.start, node.end, " " + written)]

    def replace_fragment(self, pointer: Pointer, start: int, end: int, text: str) -> list[TextEdit]:
        node, _ = self._entry(pointer)
        old = self._document.at(pointer)
        if node is None or not isinstance(old, str) or node.target is not None or node.fixed:
            return []
        new = old[:start] + text + old[end:]
        span = self._document.fragment_span(pointer, start, end)
        if (span.start, span.end) != (node.start, node.end) or (start, end) == (0, len(old)):
            first, last = span.start - node.start, span.end - node.start
            raw = self._text[node.start : node.end]
            written = raw[:first] + _piece(text, node.style) + raw[last:]
            if self._means(written, new, node, flow=self._in_flow(pointer)):
                return [TextEdit(span.start, span.end, _piece(text, node.style))]
        return self.replace_value(pointer, new)

    def insert_entry(self, parent: Pointer, key: str, value: Any, after: str | None) -> list[TextEdit]:
        path = self._tree.path(parent)
        node = path[-1]
        if len(path) <= len(parent) or any(above.fixed or above.target for above in path) or node.kind != OBJECT:
            return []
        if self._tree.child(node, key) is not None:
            return []
        entries = [entry for entry in self._tree.entries(node) if not _merged(entry)]
        anchor = next((entry for entry in reversed(entries) if entry.key == after), None) if after else None
        if node.style == "flow":
            return self._insert_flow(node, entries, anchor, key, value)
        anchor = anchor or max(entries, key=lambda entry: entry.start)
        if self._keeps_breaks(anchor) or self._before(anchor.key_start) == "?":
            return []
        at = self._line_end(anchor.end)
        indent = self._column(anchor.key_start)
        quote = self._text[anchor.key_start]
        lines = _block_entry(key, value, indent, self._step(node), quote if quote in ("'", '"') else "")
        return [TextEdit(at, at, "".join(self._newline + line for line in lines))]

    def remove_entry(self, pointer: Pointer) -> list[TextEdit]:
        node, parent = self._entry(pointer)
        if node is None or parent is None or (node.fixed and node.target is None):
            return []
        entries = [entry for entry in self._tree.entries(parent) if not _merged(entry)]
        if parent.style == "documents":
            return []
        if parent.style == "flow":
            return self._remove_flow(node, parent, entries)
        if len(entries) == 1 and len(self._tree.entries(parent)) == 1:
            return self._remove_only(pointer, node, parent)
        return self._remove_lines(node, parent, entries)

    # -- where ---------------------------------------------------------------------------------------------------

    def _entry(self, pointer: Pointer) -> tuple[Node | None, Node | None]:
        """The node and its parent; no node when it is reached through an alias or what aliases stand for.

        Raises:
            KeyError: there is nothing at the pointer.
        """
        path = self._tree.path(pointer)
        if len(path) != len(pointer) + 1:
            raise KeyError(pointer)
        if any(node.target is not None or node.fixed for node in path[:-1]) or (path[-1].target and path[-1].fixed):
            return None, None
        return path[-1], path[-2] if len(path) > 1 else None

    def _in_flow(self, pointer: Pointer) -> bool:
        return any(node.style == "flow" for node in self._tree.path(pointer)[:-1])

    def _before(self, at: int) -> str:
        """The last character in front of an offset that is no space."""
        return self._text[:at].rstrip(" ")[-1:]

    def _line_start(self, at: int) -> int:
        return self._text.rfind("\n", 0, at) + 1

    def _line_end(self, at: int) -> int:
        end = self._text.find("\n", at)
        if end < 0:
            return len(self._text)
        return end - 1 if end > at and self._text[end - 1] == "\r" else end

    def _column(self, at: int) -> str:
        """White space as wide as what stands in front of an offset on its line."""
        return " " * (at - self._line_start(at))

    def _step(self, node: Node) -> str:
        """One level of indentation, as the document has it."""
        stack = [self._tree.root, node]
        for above in stack:
            for entry in self._tree.entries(above):
                if entry.kind == OBJECT and entry.style == "block" and entry.target is None and entry.key_start >= 0:
                    below = next((e for e in self._tree.entries(entry) if not _merged(e)), None)
                    if below is not None:
                        step = len(self._column(below.key_start)) - len(self._column(entry.key_start))
                        if step > 0:
                            return " " * step
        return "  "

    def _keeps_breaks(self, node: Node) -> bool:
        """Whether the text of a node ends with a scalar that keeps its trailing line breaks (``|+``)."""
        while node.kind != SCALAR and node.style == "block" and node.target is None:
            entries = [entry for entry in self._tree.entries(node) if not _merged(entry)]
            if not entries:
                return False
            node = max(entries, key=lambda entry: entry.end)
        header = self._text[node.start : self._line_end(node.start)]
        return node.style in _BLOCK_SCALARS and "+" in header.partition("#")[0]

    def _colon(self, node: Node) -> int:
        """The offset behind the colon of an entry."""
        return self._text.index(":", node.key_end) + 1

    # -- replacing -----------------------------------------------------------------------------------------------

    def _means(self, written: str, value: str, node: Node, *, flow: bool) -> bool:
        """Whether a scalar written so has that value."""
        from maplint.source.yaml_text import Builder, Fault

        if node.style in _BLOCK_SCALARS:
            written += self._text[node.end : len(self._text)] if self._keeps_breaks(node) else "\n"
        try:
            # Its lines are indented deeper than a key at the margin, whatever their indentation is.
            found = Builder(f"{{k: {written}}}" if flow else f"k: {written}").values
        except (Fault, Unreadable):
            return False
        if len(found) != 1 or not isinstance(found[0], dict) or list(found[0]) != ["k"]:
            return False
        result = found[0]["k"]
        if node.style in _BLOCK_SCALARS and isinstance(result, str):
            return result.rstrip("\n") == value.rstrip("\n") and "\n" not in value[len(value.rstrip("\n")) + 1 :]
        return type(result) is str and result == value

    def _replace_block_scalar(self, node: Node, value: Any) -> list[TextEdit]:
        if self._keeps_breaks(node):
            return []
        header = self._line_end(node.start)
        indicator = re.compile(r"[|>][-+0-9]*").match(self._text, node.start)
        stop = indicator.end() if indicator is not None else header
        if isinstance(value, (dict, list)) and value:
            return []
        edits = [TextEdit(node.start, stop, _flow(value, "", flow=False))]
        if node.end > header:
            edits.append(TextEdit(header, node.end, ""))
        return edits

    def _replace_block(self, node: Node, parent: Node | None, value: Any) -> list[TextEdit]:
        indent = self._column(node.start)
        if isinstance(value, (dict, list)) and value and isinstance(value, dict) == (node.kind == OBJECT):
            lines = _block_lines(value, indent, self._step(node))
            return [TextEdit(node.start, node.end, self._newline.join(lines)[len(indent) :])]
        written = _flow(value, "", flow=isinstance(value, (dict, list)))
        if parent is None or parent.kind == ARRAY:
            return [TextEdit(node.start, node.end, written)]
        colon = self._colon(node)
        if self._text[colon : node.start].strip():
            return []  # a comment, an anchor
        return [TextEdit(colon, node.end, " " + written)]

    # -- inserting and removing ----------------------------------------------------------------------------------

    def _insert_flow(
        self, node: Node, entries: list[Node], anchor: Node | None, key: str, value: Any
    ) -> list[TextEdit]:
        written = f"{_key(key, '', flow=True)}: {_flow(value, '', flow=True)}"
        if not entries:
            inside = self._text[node.start + 1 : node.end - 1]
            if inside.strip() or self._tree.entries(node):
                return []
            return [TextEdit(node.start + 1, node.end - 1, written)]
        quote = self._text[entries[-1].key_start]
        if quote in ("'", '"'):
            written = f"{_key(key, quote, flow=True)}: {_flow(value, quote, flow=True)}"
        anchor = anchor or entries[-1]
        separator = ", "
        if len(entries) > 1:
            between = self._text[entries[-2].end : entries[-1].key_start]
            if "#" not in between and between.strip() == ",":
                separator = between
        return [TextEdit(anchor.end, anchor.end, separator + written)]

    def _remove_flow(self, node: Node, parent: Node, entries: list[Node]) -> list[TextEdit]:
        starts = {id(entry): entry.key_start if entry.key_start >= 0 else entry.start for entry in entries}
        start = starts[id(node)]
        number = next(i for i, entry in enumerate(entries) if entry is node)
        if self._before(start) == "?":
            return []
        if number + 1 < len(entries):
            following = starts[id(entries[number + 1])]
            between = self._text[node.end : following]
            # An anchor of the next value stands in front of what its node says.
            stop = node.end + between.index(",") + 1
            while self._text[stop] == " ":
                stop += 1
            return [TextEdit(start, following if between.strip() == "," else stop, "")]
        if number:
            before = entries[number - 1].end
            between = self._text[before:start]
            if between.strip() == ",":
                return [TextEdit(before, node.end, "")]
            return []
        inside = self._text[parent.start + 1 : parent.end - 1]
        if "#" in inside.replace(self._text[start : node.end], ""):
            return []
        return [TextEdit(parent.start + 1, parent.end - 1, "")]

    def _remove_only(self, pointer: Pointer, node: Node, parent: Node) -> list[TextEdit]:
        """Take the only entry away: a block cannot be empty, so `{}` or `[]` stands for it."""
        empty = "{}" if parent.kind == OBJECT else "[]"
        if len(pointer) == 1 or self._tree.find(pointer[:-2]).kind == ARRAY:
            if parent.kind == ARRAY and self._before(node.start) != "-":
                return []
            if self._before(node.key_start) == "?":
                return []
            return [TextEdit(parent.start, self._value_line_end(node), empty)]
        colon = self._colon(parent)
        between = self._text[colon : parent.start]
        if between.strip() and not between.strip().startswith("#"):
            return []  # an anchor or a tag
        start = self._line_start(parent.start)
        if start <= colon or self._text[start : parent.start].strip():
            return []
        return [
            TextEdit(colon, colon, " " + empty),
            TextEdit(*self._whole_lines(start, self._value_line_end(node)), ""),
        ]

    def _remove_lines(self, node: Node, parent: Node, entries: list[Node]) -> list[TextEdit]:
        start = node.key_start
        if parent.kind == ARRAY:
            lead = self._text[self._line_start(node.start) : node.start]
            start = self._line_start(node.start) + lead.find("-")
            if not re.fullmatch(r"\s*-\s+", lead):
                return []
        line = self._line_start(start)
        end = self._value_line_end(node)
        if not self._text[line:start].strip():
            if self._keeps_breaks(node):
                return []
            return [TextEdit(*self._whole_lines(line, end), "")]
        # The first entry behind a dash: the next one takes its place.
        number = next(i for i, entry in enumerate(entries) if entry is node)
        if number + 1 == len(entries) or self._before(start) != "-" or parent.kind == ARRAY:
            return []
        following = entries[number + 1].key_start
        if self._text[end:following].strip():
            return [TextEdit(start, end, "")]  # comments stay
        return [TextEdit(start, following, "")]

    def _value_line_end(self, node: Node) -> int:
        """The end of the line on which an entry ends, its comment included."""
        return self._line_end(max(node.end, node.key_end))

    def _whole_lines(self, start: int, end: int) -> tuple[int, int]:
        """A range of lines with the line break behind it, or before it at the end of the text."""
        if end < len(self._text):
            return start, self._text.index("\n", end) + 1
        if start > 0:
            start -= 2 if self._text[start - 2 : start] == "\r\n" else 1
        return start, end


def flow_text(value: Any) -> str:
    """A value on one line, as YAML writes it."""
    return _flow(value, "", flow=False)


def block_text(value: Any, indent: str, newline: str = "\n") -> str:
    """The lines of a filled mapping or sequence in block style, each with its end."""
    return "".join(line + newline for line in _block_lines(value, indent, "  "))


def _merged(entry: Node) -> bool:
    return entry.fixed and entry.target is not None


def _piece(text: str, style: str) -> str:
    """Part of a text as a scalar of that style has it."""
    if style == '"':
        return _double(text)[1:-1]
    return text.replace("'", "''") if style == "'" else text


def _double(text: str) -> str:
    written = json.dumps(clean(text), ensure_ascii=False)
    return _NOT_QUOTED.sub(lambda found: f"\\u{ord(found.group()):04x}", written)


def _key(text: str, quote: str, *, flow: bool) -> str:
    if (
        quote == ""
        and text
        and not _NOT_PLAIN.search(text)
        and not (flow and _NOT_IN_FLOW.search(text))
        and "\n" not in text
    ):
        return text
    return _quoted(text, quote)


def _quoted(text: str, quote: str) -> str:
    if quote == '"' or _NOT_QUOTED.search(text):
        return _double(text)
    return "'" + clean(text).replace("'", "''") + "'"


def _flow(value: Any, quote: str, *, flow: bool) -> str:
    """A value on one line; ``quote`` is what texts had here before, ``flow`` whether brackets and commas count."""
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{_key(str(k), '', flow=True)}: {_flow(v, '', flow=True)}" for k, v in value.items()) + "}"
        )
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_flow(below, "", flow=True) for below in value) + "]"
    if not isinstance(value, str):
        return json.dumps(value, allow_nan=False)
    plain = not (_NOT_PLAIN.search(value) or _NO_TEXT_BEFORE.match(value)) and not (flow and _NOT_IN_FLOW.search(value))
    if quote == "" and plain and isinstance(plain_value(value) if len(value) < 4000 else value, str):
        return clean(value)
    return _quoted(value, quote)


def _block_entry(key: str, value: Any, indent: str, step: str, quote: str) -> list[str]:
    head = indent + _key(key, quote, flow=False) + ":"
    if isinstance(value, (dict, list)) and value:
        return [head, *_block_lines(value, indent + step, step)]
    return [f"{head} {_flow(value, '', flow=False)}"]


def _block_lines(value: Any, indent: str, step: str) -> list[str]:
    """The lines of a filled mapping or sequence in block style."""
    lines: list[str] = []
    if isinstance(value, dict):
        for key, below in value.items():
            lines += _block_entry(str(key), below, indent, step, "")
        return lines
    for below in value:
        if isinstance(below, (dict, list)) and below:
            inner = _block_lines(below, indent + "  ", step)
            lines += [f"{indent}- {inner[0][len(indent) + 2 :]}", *inner[1:]]
        else:
            lines.append(f"{indent}- {_flow(below, '', flow=False)}")
    return lines
