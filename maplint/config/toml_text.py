"""``[tool.maplint]`` of a pyproject.toml as a document: values by Python's own reader, places by looking for the keys."""

from __future__ import annotations

import os
import re
from datetime import date
from typing import Any

from maplint.source.document import Document, Unreadable
from maplint.source.place import Part, Pointer, Span

TABLE = ("tool", "maplint")
_HEADER = re.compile(r"[ \t]*(\[\[?)[ \t]*([^\]\n]+?)[ \t]*\]\]?[ \t]*(?:#.*)?$")
_NAME = r"""(?:"[^"\n]*"|'[^'\n]*'|[A-Za-z0-9_-]+)"""
_KEY = re.compile(rf"[ \t]*({_NAME}(?:[ \t]*\.[ \t]*{_NAME})*)[ \t]*=[ \t]*")
_PART = re.compile(r"""[ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([^.\s]+))[ \t]*(?:\.|$)""")


class TomlDocument(Document):
    """The table ``tool.maplint`` of a file; its pointers begin in the table.

    Places are those of keys and of the lines that they stand on; inside of inline tables and lists, those of the key that
    holds them.
    """

    __slots__ = ("_places",)

    _places: dict[Pointer, tuple[Span, Span]] | None

    def span(self, pointer: Pointer, part: Part = Part.VALUE, occurrence: int | None = None) -> Span:
        """See `Document.span`."""
        if self._places is None:
            self._places = _find_keys(self.text)
        exact = True
        while pointer not in self._places and pointer:
            pointer = pointer[:-1]
            exact = False
        key, value = self._places.get(pointer, (Span(0, 0), Span(0, 0)))
        return key if part is Part.KEY and exact else value


def read_toml(path: str, shown_as: str) -> TomlDocument | None:
    """The configuration in a pyproject.toml; None when it holds none.

    Raises:
        Unreadable: it holds one and is no TOML.
    """
    try:
        with open(path, encoding="utf-8-sig") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError):
        return None
    if "tool.maplint" not in text.replace(" ", "").replace('"', ""):
        return None
    import tomllib

    try:
        value: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+), column (\d+)", str(error))
        offset = 0
        if found is not None:
            lines = text.split("\n")
            offset = sum(len(line) + 1 for line in lines[: int(found[1]) - 1]) + int(found[2]) - 1
        message = re.sub(r" \(at .*\)$", "", str(error))
        raise Unreadable(
            f"no TOML: {message}", shown_as, remedy="mend it there", text=text, span=Span(offset, offset), file=path
        ) from None
    for name in TABLE:
        value = value.get(name) if isinstance(value, dict) else None
        if value is None:
            return None
    document = TomlDocument(shown_as, text, "toml", _plain(value), file=os.path.abspath(path))
    document._places = None
    return document


def _plain(value: Any) -> Any:
    """Values as YAML and JSON have them: dates are texts."""
    if isinstance(value, dict):
        return {key: _plain(below) for key, below in value.items()}
    if isinstance(value, list):
        return [_plain(below) for below in value]
    return value.isoformat() if isinstance(value, date) else value


def _find_keys(text: str) -> dict[Pointer, tuple[Span, Span]]:
    """Pointer -> ranges of key and value, for all keys of the table that begin a line."""
    found: dict[Pointer, tuple[Span, Span]] = {}
    table: Pointer = ()
    counts: dict[Pointer, int] = {}
    at = 0
    for line in text.split("\n"):
        header, key = _HEADER.match(line), _KEY.match(line)
        if header is not None:
            table = _parts(header[2])
            if header[1] == "[[":
                number = counts.get(table, 0)
                counts[table] = number + 1
                table = (*table, number)
            span = Span(at + header.start(2), at + header.end(2))
            _note(found, table, span, span)
        elif key is not None:
            end = at + len(line.rstrip("\r"))
            names = Span(at + key.start(1), at + key.end(1))
            _note(found, (*table, *_parts(key[1])), names, Span(at + key.end(), end))
        at += len(line) + 1
    return found


def _note(found: dict[Pointer, tuple[Span, Span]], pointer: Pointer, key: Span, value: Span) -> None:
    if pointer[: len(TABLE)] == TABLE:
        for length in range(len(TABLE), len(pointer) + 1):
            below = pointer[len(TABLE) : length]
            if length == len(pointer) or below not in found:
                found[below] = (key, value)


def _parts(text: str) -> Pointer:
    return tuple(match[1] or match[2] or match[3] for match in _PART.finditer(text) if match[0])
