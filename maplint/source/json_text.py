"""Reading JSON (RFC 8259) and JSON lines to values, by the standard decoder with hooks for what it lets pass."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from maplint.source.document import MAX_DEPTH, Document, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable

    from maplint.source.place import Span

_SPACE = " \t\n\r"


class Suspects:
    """What the hooks saw in one document; where it stands is found out afterwards, and only if there is anything."""

    __slots__ = ("not_finite", "repeated")

    def __init__(self) -> None:
        self.repeated: list[tuple[dict[str, Any], list[str]]] = []
        self.not_finite = False

    def take_object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) != len(pairs):
            self.repeated.append((value, [key for key, _ in pairs]))
        return value

    def take_float(self, text: str) -> float:
        value = float(text)
        if value in (_INFINITY, -_INFINITY):
            self.not_finite = True
        return value

    def take_constant(self, text: str) -> float:
        self.not_finite = True
        return float(text)


_INFINITY = float("inf")


def read_json(document: Document) -> None:
    """Read the text of a document: set its ``value``, ``problems`` and, for values on lines of their own, ``format``.

    Raises:
        Unreadable: with the first fault.
    """
    suspects = Suspects()
    decoder = json.JSONDecoder(
        object_pairs_hook=suspects.take_object, parse_float=suspects.take_float, parse_constant=suspects.take_constant
    )
    text = document.text
    try:
        if document.format == "jsonl":
            document.value = _values(decoder.raw_decode, text)
        else:
            document.value = _only_value(decoder, document)
    except json.JSONDecodeError as error:
        raise _fault(document, error) from None
    except RecursionError:
        raise _too_deep(document) from None
    except ValueError:
        # The one other thing that the decoder raises: Python refuses to read integers of more than 4,300 digits.
        raise _huge_integer(document) from None
    if text.count("{") + text.count("[") > MAX_DEPTH and _deeper_than(document.value, MAX_DEPTH):
        raise _too_deep(document)
    if suspects.repeated or suspects.not_finite or "\\ud" in text or "\\uD" in text:
        from maplint.source.json_problems import find_problems

        document.problems += find_problems(document, suspects)


def _only_value(decoder: json.JSONDecoder, document: Document) -> Any:
    try:
        return decoder.decode(document.text)
    except json.JSONDecodeError as error:
        # Values one after the other, each from the beginning of a line: JSON lines by another name, or jq's output.
        if error.msg == "Extra data" and document.text[error.pos] in "{[" and _begins_line(document.text, error.pos):
            values = _values(decoder.raw_decode, document.text)
            document.format = "jsonl"
            return values
        raise


def _values(raw_decode: Callable[[str, int], tuple[Any, int]], text: str) -> list[Any]:
    values: list[Any] = []
    at, end = 0, len(text)
    while True:
        while at < end and text[at] in _SPACE:
            at += 1
        if at == end:
            return values
        if values and not _begins_line(text, at):
            raise json.JSONDecodeError("Extra data", text, at)
        value, at = raw_decode(text, at)
        values.append(value)


def _begins_line(text: str, at: int) -> bool:
    return not text[text.rfind("\n", 0, at) + 1 : at].strip(" \t\r")


def _deeper_than(value: Any, limit: int) -> bool:
    level: list[Any] = [value] if isinstance(value, (dict, list)) else []
    for _ in range(limit):
        if not level:
            return False
        level = [
            below
            for container in level
            for below in (container.values() if isinstance(container, dict) else container)
            if isinstance(below, (dict, list))
        ]
    return bool(level)


def _fault(document: Document, error: json.JSONDecodeError) -> Unreadable:
    from maplint.source.json_faults import explain

    message, span, remedy = explain(document.text, error.msg, error.pos, lines=document.format == "jsonl")
    return _unreadable(document, message, span, remedy)


def _too_deep(document: Document) -> Unreadable:
    from maplint.source.json_faults import where_too_deep

    return _unreadable(
        document,
        f"objects and arrays stand more than {MAX_DEPTH} levels deep in each other",
        where_too_deep(document.text, MAX_DEPTH),
        "no Okta or SCIM file is so deep; check what was exported",
    )


def _huge_integer(document: Document) -> Unreadable:
    from maplint.source.json_faults import where_huge_integer

    span = where_huge_integer(document.text)
    return _unreadable(
        document,
        f"a whole number of {span.end - span.start:,} digits",
        span,
        "no attribute of Okta or SCIM holds such a number; if it is a text, put quotes around it",
    )


def _unreadable(document: Document, message: str, span: Span, remedy: str) -> Unreadable:
    return Unreadable(message, document.path, remedy=remedy, text=document.text, span=span, file=document.file)
