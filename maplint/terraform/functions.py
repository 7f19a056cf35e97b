"""Terraform's functions, as far as values can be worked out without Terraform. Source: Terraform language, "Functions".

A function gets values that are known all through unless it is one of those that only hand values on; it gives None when it
cannot answer.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from maplint.terraform.values import UNKNOWN, Reference, Value

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_ITEMS = 10_000
MOST_TEXT = 1_000_000


def call(name: str, arguments: list[Value]) -> Value:
    """The result of a function; unknown where it cannot be told. Raises nothing."""
    name = name.removeprefix("core::")
    handing_on = _HANDING_ON.get(name)
    try:
        if handing_on is not None:
            found = handing_on(*arguments)
            return found if found is not None else Value(UNKNOWN)
        function = _PLAIN.get(name)
        if function is None or not all(argument.fully_known() for argument in arguments):
            return Value(UNKNOWN)
        return wrap(function(*(argument.plain() for argument in arguments)))
    except (TypeError, ValueError, LookupError, ArithmeticError, AttributeError, RecursionError):
        return Value(UNKNOWN)


def wrap(data: Any) -> Value:
    """Plain data as a value that stands nowhere."""
    if isinstance(data, str):
        return Value(data, None, ()) if len(data) <= MOST_TEXT else Value(UNKNOWN)
    if isinstance(data, (list, tuple)):
        return Value([wrap(item) for item in data]) if len(data) <= MOST_ITEMS else Value(UNKNOWN)
    if isinstance(data, dict):
        return Value({key: wrap(below) for key, below in data.items()})
    return Value(data)


def as_text(data: Any) -> str:
    """A scalar as Terraform writes it in a text.

    Raises:
        TypeError: it is no scalar.
    """
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, str):
        return data
    if isinstance(data, (int, float)):
        return str(int(data)) if data == int(data) else repr(data)
    raise TypeError(data)


def text_of(data: Any) -> str | None:
    """The text of a scalar; None for everything else, and for numbers that are none (infinity) or longer than anybody writes."""
    try:
        return as_text(data)
    except (TypeError, ValueError, OverflowError):
        return None


# --- functions that hand values on: these keep their places ---------------------------------------------------------------


def _items(value: Value) -> list[Value]:
    if not isinstance(value.data, list):
        raise TypeError
    return value.data


def _fields(value: Value) -> dict[str, Value]:
    if not isinstance(value.data, dict):
        raise TypeError
    return value.data


def _concat(*lists: Value) -> Value:
    return Value([item for value in lists for item in _items(value)])


def _merge(*maps: Value) -> Value:
    merged: dict[str, Value] = {}
    for value in maps:
        if value.data is not None:
            merged.update(_fields(value))
    return Value(merged)


def _values(value: Value) -> Value:
    fields = _fields(value)
    return Value([fields[key] for key in sorted(fields)])


def _lookup(value: Value, key: Value, default: Value | None = None) -> Value | None:
    return _fields(value).get(key.data, default)


def _element(value: Value, index: Value) -> Value:
    items = _items(value)
    found: Value = items[index.data % len(items)]
    return found


def _flatten(value: Value) -> Value:
    flat: list[Value] = []
    for item in _items(value):
        if item.data is UNKNOWN:
            raise TypeError
        flat += _items(_flatten(item)) if isinstance(item.data, list) else [item]
    return Value(flat)


def _distinct(value: Value) -> Value:
    kept: dict[str, Value] = {}
    for item in _items(value):
        if not item.fully_known():
            raise TypeError
        kept.setdefault(json.dumps(item.plain(), sort_keys=True), item)
    return Value(list(kept.values()))


def _toset(value: Value) -> Value:
    items = _items(_distinct(value))
    return Value(sorted(items, key=lambda item: as_text(item.data)) if all(_scalar(i.data) for i in items) else items)


def _scalar(data: Any) -> bool:
    return isinstance(data, (str, bool, int, float))


def _compact(value: Value) -> Value:
    if not all(item.known for item in _items(value)):
        raise TypeError
    return Value([item for item in _items(value) if item.data not in (None, "")])


def _coalesce(*values: Value) -> Value | None:
    for value in values:
        if value.data is UNKNOWN:
            return None
        if value.data is not None and value.data != "":
            return value
    return None


def _coalescelist(*values: Value) -> Value | None:
    return next((value for value in values if _items(value)), None)


def _zipmap(keys: Value, values: Value) -> Value:
    return Value({as_text(key.data): item for key, item in zip(_items(keys), _items(values), strict=True)})


def _reverse(value: Value) -> Value:
    return Value(_items(value)[::-1])


def _slice(value: Value, start: Value, end: Value) -> Value:
    return Value(_items(value)[start.data : end.data])


def _one(value: Value) -> Value:
    items = _items(value)
    return items[0] if items else Value(None)


def _same(value: Value) -> Value:
    return value


def _tolist(value: Value) -> Value:
    _items(value)
    return value


def _tomap(value: Value) -> Value:
    _fields(value)
    return value


def _length(value: Value) -> Value | None:
    if isinstance(value.data, (str, list, dict)):
        return Value(len(value.data))
    return None


def _keys(value: Value) -> Value:
    return wrap(sorted(_fields(value)))


def _jsonencode(value: Value) -> Value | None:
    return wrap(_encoded(value.plain())) if value.fully_known() else None


def _tostring(value: Value) -> Value | None:
    if isinstance(value.data, (str, Reference)) or value.data is None:
        return value
    return wrap(as_text(value.data))


_HANDING_ON: dict[str, Callable[..., Value | None]] = {
    "coalesce": _coalesce,
    "coalescelist": _coalescelist,
    "compact": _compact,
    "concat": _concat,
    "distinct": _distinct,
    "element": _element,
    "flatten": _flatten,
    "jsonencode": _jsonencode,
    "keys": _keys,
    "length": _length,
    "lookup": _lookup,
    "merge": _merge,
    "nonsensitive": _same,
    "one": _one,
    "reverse": _reverse,
    "sensitive": _same,
    "setunion": lambda *sets: _toset(_concat(*sets)),
    "slice": _slice,
    "tolist": _tolist,
    "tomap": _tomap,
    "toset": _toset,
    "tostring": _tostring,
    "values": _values,
    "zipmap": _zipmap,
}


# --- functions of plain data ----------------------------------------------------------------------------------------------


def _encoded(data: Any) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _fits(length: int) -> None:
    """Raise ValueError where a text would be longer than it may."""
    if length > MOST_TEXT:
        raise ValueError("too long")


def _replace(text: str, what: str, by: str) -> str:
    if len(what) > 1 and what[0] == "/" == what[-1]:
        raise ValueError("patterns are Terraform's own")
    _fits(text.count(what) * len(by))
    return text.replace(what, by)


_VERB = re.compile(r"%(?:%|([-+ 0]*)(\d*)(?:\.(\d+))?([a-zA-Z]))")


def _format(spec: str, *values: Any) -> str:
    left = list(values)

    def verb(found: re.Match[str]) -> str:
        if found.group() == "%%":
            return "%"
        flags, width, precision, kind = found.groups()
        value = left.pop(0)
        if kind == "q":
            text = json.dumps(as_text(value), ensure_ascii=False)
        elif kind == "d":
            _fits(int(width or 0))
            text = f"{int(value):{'0' if '0' in flags else ''}{width or ''}d}" if "-" not in flags else str(int(value))
        elif kind == "f":
            _fits(int(precision or 0))
            text = f"{float(value):.{precision or 6}f}"
        elif kind in "sv":
            text = as_text(value) if _scalar(value) else _encoded(value)
        else:
            raise ValueError(kind)
        _fits(int(width or 0))
        if width and len(text) < int(width):
            text = text.ljust(int(width)) if "-" in flags else text.rjust(int(width))
        return text

    result = _VERB.sub(verb, spec)
    if left:
        raise ValueError("too many values")
    return result


def _formatlist(spec: str, *values: Any) -> list[str]:
    lengths = {len(value) for value in values if isinstance(value, list)}
    (length,) = lengths or {1}
    _fits(length * len(spec))
    return [
        _format(spec, *(value[index] if isinstance(value, list) else value for value in values))
        for index in range(length)
    ]


def _title(text: str) -> str:
    return re.sub(r"(?<!\w)\w", lambda found: found.group().upper(), text)


def _substr(text: str, offset: int, length: int) -> str:
    offset = offset if offset >= 0 else max(0, len(text) + offset)
    return text[offset:] if length < 0 else text[offset : offset + length]


def _range(*limits: int) -> list[int]:
    numbers = range(*limits)
    if len(numbers) > MOST_ITEMS:
        raise ValueError("too many")
    return list(numbers)


def _contains(items: list[Any], value: Any) -> bool:
    return value in items


def _tonumber(value: Any) -> int | float:
    number = float(value)
    return int(number) if number == int(number) else number


def _tobool(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}[value]


def _sort(items: list[str]) -> list[str]:
    return sorted(as_text(item) for item in items)


def _indent(spaces: int, text: str) -> str:
    _fits(text.count("\n") * spaces)
    return text.replace("\n", "\n" + " " * spaces)


def _setproduct(*sets: list[Any]) -> list[list[Any]]:
    found: list[list[Any]] = [[]]
    for items in sets:
        found = [[*head, item] for head in found for item in items]
        if len(found) > MOST_ITEMS:
            raise ValueError("too many")
    return found


def _split(separator: str, text: str) -> list[str]:
    return text.split(separator) if separator else list(text)


def _join(separator: str, *lists: list[Any]) -> str:
    _fits(len(separator) * sum(map(len, lists)))
    return separator.join(as_text(item) for items in lists for item in items)


_PLAIN: dict[str, Callable[..., Any]] = {
    "abs": abs,
    "chomp": lambda text: re.sub(r"[\r\n]+$", "", text),
    "contains": _contains,
    "endswith": lambda text, end: text.endswith(end),
    "format": _format,
    "formatlist": _formatlist,
    "indent": _indent,
    "index": lambda items, value: items.index(value),
    "join": _join,
    "jsondecode": json.loads,
    "lower": lambda text: text.lower(),
    "max": lambda *numbers: max(numbers),
    "min": lambda *numbers: min(numbers),
    "range": _range,
    "replace": _replace,
    "setproduct": _setproduct,
    "sort": _sort,
    "split": _split,
    "startswith": lambda text, start: text.startswith(start),
    "strcontains": lambda text, part: part in text,
    "strrev": lambda text: text[::-1],
    "substr": _substr,
    "sum": sum,
    "title": _title,
    "tobool": _tobool,
    "tonumber": _tonumber,
    "trim": lambda text, characters: text.strip(characters),
    "trimprefix": lambda text, prefix: text.removeprefix(prefix),
    "trimspace": lambda text: text.strip(),
    "trimsuffix": lambda text, suffix: text.removesuffix(suffix),
    "upper": lambda text: text.upper(),
}
