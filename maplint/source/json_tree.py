"""Positions in JSON (RFC 8259) and JSON lines.

Opening a container lets the C decoder skip over its children, so a level costs about as much as reading its text once;
only the containers on the way to a finding are opened. Must be used only on text that was read without a fault.
"""

from __future__ import annotations

import re
from json import JSONDecoder

from maplint.source.tree import ARRAY, OBJECT, SCALAR, Node, Tree

_space = re.compile(r"[ \t\n\r]*").match
_decode = JSONDecoder().raw_decode
_KINDS = {"{": OBJECT, "[": ARRAY}


class JsonTree(Tree):
    """The nodes of a JSON text. With ``lines`` the root is the array of the values in it, one after the other."""

    __slots__ = ("_text",)

    def __init__(self, text: str, *, lines: bool = False) -> None:
        self._text = text
        if lines:
            root = Node(ARRAY, 0, len(text))
            root.entries = self._values()
        else:
            root = self._value(_after_space(text, 0), None)
        super().__init__(root)

    def entries(self, node: Node) -> list[Node]:
        """The children of a node, in the order of the text."""
        if node.entries is None:
            node.entries = self._open(node)
        return node.entries

    def _value(self, start: int, key: str | int | None, key_start: int = -1, key_end: int = -1) -> Node:
        _, end = _decode(self._text, start)
        return Node(_KINDS.get(self._text[start], SCALAR), start, end, key, key_start, key_end)

    def _values(self) -> list[Node]:
        text = self._text
        nodes: list[Node] = []
        at = _after_space(text, 0)
        while at < len(text):
            nodes.append(self._value(at, len(nodes)))
            at = _after_space(text, nodes[-1].end)
        return nodes

    def _open(self, node: Node) -> list[Node]:
        text = self._text
        nodes: list[Node] = []
        if node.kind == SCALAR:
            return nodes
        at = _after_space(text, node.start + 1)
        while text[at] not in "}]":
            if node.kind == OBJECT:
                key, key_end = _decode(text, at)
                colon = _after_space(text, key_end)
                nodes.append(self._value(_after_space(text, colon + 1), clean(key), at, key_end))
            else:
                nodes.append(self._value(at, len(nodes)))
            at = _after_space(text, nodes[-1].end)
            if text[at] == ",":
                at = _after_space(text, at + 1)
        return nodes


def _after_space(text: str, at: int) -> int:
    found = _space(text, at)
    assert found is not None  # it matches the empty text too
    return found.end()


def clean(text: str) -> str:
    """The text as values hold it: with U+FFFD for surrogates that have no partner."""
    return text if text.isascii() else "".join("�" if "\ud800" <= c <= "\udfff" else c for c in text)


def fragment_range(raw: str, start: int, end: int) -> tuple[int, int]:
    """Where the code points ``[start, end)`` of the decoded text stand in ``raw``, the text with its quotes."""
    escape = raw.find("\\")
    if escape < 0:
        last = len(raw) - 1
        return min(start + 1, last), min(end + 1, last)
    # Up to the first escape every code point stands for itself.
    at, count = (escape, escape - 1) if start >= escape else (1, 0)
    first: int | None = None
    while count < end:
        if count == start:
            first = at
        unit = _UNIT.match(raw, at)
        if unit is None:
            break
        at = unit.end()
        count += 1
    return at if first is None else first, at


_UNIT = re.compile(r'\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^"]', re.DOTALL)
