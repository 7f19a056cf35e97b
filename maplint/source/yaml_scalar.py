"""From a piece of a decoded YAML text back to the characters that wrote it.

Each style is decoded by walking over it and noting where every code point came from; the result is compared with what
the parser made of it. When they differ, no range is told rather than a wrong one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maplint.source.tree import Node

_BREAK = re.compile(r"\r\n|[\n\r]")
_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_HEX = {"x": 2, "u": 4, "U": 8}


class _Decoded:
    """Code points with the offset where each was written."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.offsets: list[int] = []

    def add(self, character: str, at: int) -> None:
        self.text.append(character)
        self.offsets.append(at)


def fragment_range(text: str, node: Node, value: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the code points ``[start, end)`` of ``value`` stand in ``text``; None when that cannot be told exactly."""
    node = node.target or node
    decoded = _Decoded()
    if node.style in ("|", ">"):
        _decode_block(text, node, decoded)
    else:
        _decode_flow(text, node, decoded)
    if "".join(decoded.text) != value:
        # Chomping (`|-`, `|+`) and trailing line breaks are the only other thing that may differ.
        if node.style not in ("|", ">") or not "".join(decoded.text).startswith(value.rstrip("\n")):
            return None
    quoted = node.style in ("'", '"')
    offsets = decoded.offsets + [node.end - quoted]
    if not 0 <= start <= end < len(offsets):
        return None
    first = offsets[start]
    if start == end:
        return first, first
    # A piece ends where its last code point does: not behind an indentation that follows it.
    last = offsets[end - 1]
    return first, _unit_end(text, last, offsets[end], decoded.text[end - 1])


def _unit_end(text: str, at: int, following: int, character: str) -> int:
    if character == "\n" or _BREAK.match(text, at):
        found = _BREAK.match(text, at)
        return found.end() if found is not None else following
    gap = text[at:following]
    found = _BREAK.search(gap)
    if found is not None and not gap.startswith("\\"):
        return at + 1
    return following


def _decode_flow(text: str, node: Node, decoded: _Decoded) -> None:
    """Plain and quoted scalars: line breaks fold to a space, blank lines stay."""
    quote = node.style
    at, end = node.start + len(quote), node.end - len(quote)
    while at < end:
        here = text[at]
        if here in " \t\r\n":
            at = _fold(text, at, end, decoded)
        elif quote == "'" and here == "'":
            decoded.add("'", at)
            at += 2
        elif quote == '"' and here == "\\":
            at = _escape(text, at, end, decoded)
        else:
            decoded.add(here, at)
            at += 1


def _fold(text: str, at: int, end: int, decoded: _Decoded) -> int:
    """White space: as it is within a line, folded when a line break is in it."""
    stop = at
    breaks: list[int] = []
    while stop < end and text[stop] in " \t\r\n":
        found = _BREAK.match(text, stop)
        if found is not None:
            breaks.append(stop)
            stop = found.end()
        else:
            stop += 1
    if not breaks:
        for offset in range(at, stop):
            decoded.add(text[offset], offset)
    elif len(breaks) == 1:
        decoded.add(" ", breaks[0])
    else:
        for offset in breaks[1:]:
            decoded.add("\n", offset)
    return stop


def _escape(text: str, at: int, end: int, decoded: _Decoded) -> int:
    kind = text[at + 1 : at + 2]
    if kind in _HEX:
        stop = at + 2 + _HEX[kind]
        decoded.add(chr(int(text[at + 2 : stop], 16)), at)
        return stop
    found = _BREAK.match(text, at + 1)
    if found is None:
        decoded.add(_ESCAPES.get(kind, kind), at)
        return at + 2
    # An escaped line break writes nothing; blank lines behind it count.
    stop = found.end()
    while stop < end and text[stop] in " \t\r\n":
        found = _BREAK.match(text, stop)
        if found is not None:
            decoded.add("\n", stop)
            stop = found.end()
        else:
            stop += 1
    return stop


def _decode_block(text: str, node: Node, decoded: _Decoded) -> None:
    """Literal and folded scalars."""
    header = _BREAK.search(text, node.start, node.end)
    if header is None:
        return
    lines = _lines(text, header.end(), node.end)
    indent = _indent(text, lines)
    pieces = [(min(start + indent, end), end, break_) for start, end, break_ in lines]
    previous = ""  # the first character of the last line with text
    blank: list[int] = []
    last_break = -1
    for start, end, break_ in pieces:
        if start == end:
            blank.append(break_ if break_ >= 0 else end)
            continue
        first = text[start]
        if last_break < 0:
            for offset in blank:
                decoded.add("\n", offset)
        elif node.style == "|" or previous in " \t" or first in " \t":
            for offset in [last_break, *blank]:
                decoded.add("\n", offset)
        elif blank:
            for offset in blank:
                decoded.add("\n", offset)
        else:
            decoded.add(" ", last_break)
        for offset in range(start, end):
            decoded.add(text[offset], offset)
        previous, blank, last_break = first, [], break_ if break_ >= 0 else end
    if last_break >= 0:
        decoded.add("\n", last_break)


def _lines(text: str, at: int, end: int) -> list[tuple[int, int, int]]:
    """Lines as (start, end, offset of the line break or -1)."""
    lines = []
    while at < end:
        found = _BREAK.search(text, at, end)
        if found is None:
            lines.append((at, end, -1))
            break
        lines.append((at, found.start(), found.start()))
        at = found.end()
    return lines


def _indent(text: str, lines: list[tuple[int, int, int]]) -> int:
    """The indentation of the content: that of its first line with text (``|2`` may differ: the comparison tells)."""
    for start, end, _ in lines:
        line = text[start:end]
        if line.strip(" "):
            return len(line) - len(line.lstrip(" "))
    return 0
