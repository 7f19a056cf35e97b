"""The literal texts of templates: escapes, indentation of heredocs, strip markers; and how to write a text into one.

Source: HCL native syntax specification, "Template Expressions" and "Template Literals".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from maplint.source.hcl.syntax import Chunk, TemplateFor, TemplateIf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from maplint.source.hcl.syntax import TemplatePart

_MARKERS = r"\$\$(?=\{)|%%(?=\{)"
_IN_QUOTES = re.compile(rf"\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}}|\\[nrt\"\\]|{_MARKERS}")
_IN_HEREDOC = re.compile(_MARKERS)
_ESCAPES = {"\\n": "\n", "\\r": "\r", "\\t": "\t", '\\"': '"', "\\\\": "\\", "$$": "$", "%%": "%"}


def literal_chunks(raw: str, start: int, *, quoted: bool) -> Iterator[Chunk]:
    """The chunks of a literal text that begins at ``start``. Heredocs know no backslash escapes."""
    at = 0
    for found in (_IN_QUOTES if quoted else _IN_HEREDOC).finditer(raw):
        if found.start() > at:
            yield Chunk(start + at, start + found.start(), raw[at : found.start()])
        yield Chunk(start + found.start(), start + found.end(), _unescaped(found.group()))
        at = found.end()
    if at < len(raw):
        yield Chunk(start + at, start + len(raw), raw[at:])


def _unescaped(escape: str) -> str:
    known = _ESCAPES.get(escape)
    if known is not None:
        return known
    code = int(escape[2:], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def undented(parts: Sequence[TemplatePart]) -> list[TemplatePart]:
    """The parts of a ``<<-`` heredoc without the indentation that all its lines share; blank lines don't count."""
    least = min((width for width in _indents(parts)), default=0)
    return list(_without_indent(parts, least, [True])) if least else list(parts)


def _indents(parts: Sequence[TemplatePart]) -> Iterator[int]:
    at_line_start = True
    for index, part in enumerate(parts):
        if type(part) is not Chunk:
            if at_line_start:
                yield 0
            at_line_start = False
            continue
        lines = part.text.splitlines(keepends=True)
        for number, line in enumerate(lines):
            if at_line_start or number:
                indent = len(line) - len(line.lstrip())
                if line.strip():
                    yield indent
                elif not line.endswith("\n") and index + 1 < len(parts):
                    yield len(line)  # an interpolation follows the blanks
            at_line_start = line.endswith("\n")


def _without_indent(parts: Sequence[TemplatePart], least: int, line_start: list[bool]) -> Iterator[TemplatePart]:
    for part in parts:
        if type(part) is Chunk:
            yield from _undented_chunk(part, least, line_start)
        elif isinstance(part, TemplateIf):
            line_start[0] = False
            then = tuple(_without_indent(part.then, least, line_start))
            yield part._replace(then=then, otherwise=tuple(_without_indent(part.otherwise, least, line_start)))
        elif isinstance(part, TemplateFor):
            line_start[0] = False
            yield part._replace(body=tuple(_without_indent(part.body, least, line_start)))
        else:
            line_start[0] = False
            yield part


def _undented_chunk(chunk: Chunk, least: int, line_start: list[bool]) -> Iterator[Chunk]:
    if chunk.end - chunk.start != len(chunk.text):  # an escape
        line_start[0] = False
        yield chunk
        return
    at = chunk.start
    for line in chunk.text.splitlines(keepends=True):
        drop = 0
        if line_start[0] and (line.strip() or not line.endswith("\n")):
            drop = min(least, len(line) - len(line.lstrip(" \t")))
        if drop:
            yield Chunk(at, at + drop, "")
        if drop < len(line):
            yield Chunk(at + drop, at + len(line), line[drop:])
        at += len(line)
        line_start[0] = line.endswith("\n")


def strip_markers(parts: Sequence[TemplatePart], source: Callable[[int, int], str]) -> list[TemplatePart]:
    """The parts with the white space dropped beside ``${~`` and ``~}``."""
    result: list[TemplatePart] = []
    literal: list[TemplatePart] = []
    strip = False
    for part in parts:
        if type(part) is Chunk:
            literal.append(part)
            continue
        assert not isinstance(part, Chunk)
        result += stripped(literal, left=strip, right=source(part.start, part.start + 3).endswith("~"))
        result.append(part)
        literal = []
        strip = source(part.end - 2, part.end) == "~}"
    return result + stripped(literal, left=strip, right=False)


def stripped(parts: Sequence[TemplatePart], *, left: bool, right: bool) -> list[TemplatePart]:
    """The parts without the white space that they begin with, or end with."""
    result = list(parts)
    if left:
        for number, part in enumerate(result):
            if not isinstance(part, Chunk):
                break
            kept = part.text.lstrip()
            result[number] = _cut(part, len(part.text) - len(kept), len(part.text))
            if kept:
                break
    if right:
        for number in range(len(result) - 1, -1, -1):
            last = result[number]
            if not isinstance(last, Chunk):
                break
            kept = last.text.rstrip()
            result[number] = _cut(last, 0, len(kept))
            if kept:
                break
    return result


def _cut(chunk: Chunk, first: int, last: int) -> Chunk:
    if chunk.end - chunk.start != len(chunk.text):
        return chunk if last > first else Chunk(chunk.start, chunk.end, "")
    return Chunk(chunk.start + first, chunk.start + last, chunk.text[first:last])


def template_text(parts: Sequence[TemplatePart], source: Callable[[int, int], str]) -> str:
    """The text of parts: literals decoded, everything else as it is written."""
    return "".join(part.text if isinstance(part, Chunk) else source(part.start, part.end) for part in parts)


_TO_ESCAPE = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def in_quotes(text: str) -> str:
    """A text as it is written between quotes."""
    escaped = re.sub(r'[\\"\n\r\t]', lambda found: _TO_ESCAPE[found.group()], text)
    escaped = re.sub(r"[\x00-\x1f\x7f]", lambda found: f"\\u{ord(found.group()):04x}", escaped)
    return in_heredoc(escaped)


def in_heredoc(text: str) -> str:
    """A text as it is written where only ``${`` and ``%{`` mean something: in a heredoc, in a text of ``*.tf.json``."""
    return re.sub(r"([$%])(?=\{)", r"\1\1", text)
