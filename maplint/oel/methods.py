"""The Identity Engine dialect: methods on values. Used only when that dialect is asked for.

Source: Okta, Expression Language in Identity Engine.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from maplint.oel.context import Context, EvaluationError
from maplint.oel.library import FUNCTIONS
from maplint.oel.values import int32, type_name

if TYPE_CHECKING:
    from collections.abc import Callable


class Moment:
    """A point in time, as the functions of that dialect pass it on."""

    __slots__ = ("at", "zone_shown")

    def __init__(self, at: datetime, zone_shown: str | None = None) -> None:
        self.at = at
        self.zone_shown = zone_shown

    def __str__(self) -> str:
        from maplint.oel.dates import format_iso

        return format_iso(self.at) + (f"[{self.zone_shown}]" if self.zone_shown else "")


class Country:
    """A country, between ``parseCountryCode`` and a conversion."""

    __slots__ = ("code",)

    def __init__(self, code: str) -> None:
        self.code = code

    def __str__(self) -> str:
        return self.code


def call_method(context: Context, target: Any, name: str, args: list[Any], of_user: bool) -> Any:
    """``target.name(args)``.

    Raises:
        EvaluationError: the kind of value has no such method, or the arguments do not fit.
    """
    if of_user and name in ("isMemberOf", "getGroups"):
        return FUNCTIONS[f"user.{name}"](context, *args)
    if target is None:
        raise EvaluationError(f"`{name}` cannot be called on null", "null")
    try:
        if isinstance(target, Country):
            return FUNCTIONS[f"Iso3166Convert.{name}"](context, target.code)
        if isinstance(target, Moment) or (isinstance(target, str) and name in _OF_MOMENT):
            return _moment_method(target if isinstance(target, Moment) else _moment(target), name, args)
        table = _LISTS if isinstance(target, list) else _TEXTS if isinstance(target, str) else _NUMBERS
        return table[name](context, target, *args)
    except (KeyError, TypeError) as error:
        if isinstance(error, TypeError) and name in (*_LISTS, *_TEXTS, *_NUMBERS, *_OF_MOMENT):
            raise EvaluationError(f"the arguments of `{name}` do not fit", "arguments") from error
        raise EvaluationError(
            f"a value of type {type_name(target)} has no method `{name}`", "unknown-function"
        ) from error


def _moment(text: str) -> Moment:
    from maplint.oel.dates import parse_iso

    return Moment(parse_iso(text))


def _moment_method(moment: Moment, name: str, args: list[Any]) -> Any:
    from maplint.oel.dates import format_pattern, to_unix, to_windows, zone

    if name == "toWindows":
        return to_windows(moment.at)
    if name == "toUnix":
        return to_unix(moment.at)
    if name == "toString":
        if args:
            return format_pattern(moment.at, str(args[0]))
        text = f"{moment.at:%Y-%m-%dT%H:%M:%S}"
        return text + (f".{moment.at.microsecond // 1000:03d}" if moment.at.microsecond else "") + "Z"
    if name == "toZone":
        return Moment(moment.at.astimezone(zone(str(args[0]))), str(args[0]))
    verb, unit = (
        ("within", name[6:]) if name.startswith("within") else (name[:4] if name.startswith("plus") else name[:5], "")
    )
    unit = unit or name[len(verb) :]
    amount = args[0]
    if isinstance(amount, bool) or not isinstance(amount, int):
        raise EvaluationError(f"`{name}` takes a whole number", "arguments")
    try:
        span = timedelta(**{unit.lower(): amount})
        if verb == "plus":
            return Moment(moment.at + span)
        if verb == "minus":
            return Moment(moment.at - span)
    except OverflowError as error:
        raise EvaluationError("the time is out of range", "range") from error
    return span


_OF_MOMENT = frozenset(
    {"toWindows", "toUnix", "toString", "toZone"}
    | {f"{verb}{unit}" for verb in ("plus", "minus", "within") for unit in ("Days", "Hours", "Minutes", "Seconds")}
)


def within(context: Context, target: Any, name: str, args: list[Any]) -> bool:
    """``moment.withinDays(n)``: whether it lies at most that far from now."""
    from maplint.oel.dates import parse_iso

    moment = target if isinstance(target, Moment) else _moment(str(target))
    span = _moment_method(moment, name, args)
    now = parse_iso(str(context.need("now", "the time")))
    return bool(abs(now - moment.at) <= abs(span))


def _to_integer(context: Context, value: Any) -> int:
    """``(int) Math.round(x)``: rounded half up, then cut to 32 bits."""
    return int(FUNCTIONS["Convert.toInt"](context, value)) if isinstance(value, str) else int32(int((value + 0.5) // 1))


def _substring(context: Context, text: str, start: int, end: int | None = None) -> Any:
    return FUNCTIONS["String.substring"](context, text, start, len(text) if end is None else end)


def _parse_time(context: Context, text: str, pattern: str | None = None) -> Moment:
    from maplint.oel.dates import parse_pattern

    return _moment(text) if pattern is None else Moment(parse_pattern(text, pattern))


def _windows(_context: Context, text: str) -> Moment:
    from maplint.oel.dates import from_windows

    return Moment(from_windows(text))


def _unix(_context: Context, text: str) -> Moment:
    from maplint.oel.dates import from_unix

    return Moment(from_unix(text))


def _parse_country(context: Context, text: str) -> Country:
    code = FUNCTIONS["Iso3166Convert.toAlpha2"](context, text)
    if code is None:
        raise EvaluationError(f"`{text}` is no country code", "format")
    return Country(code)


def _newer(_context: Context, first: str, second: str) -> bool:
    return _version(first) > _version(second)


def _older(_context: Context, first: str, second: str) -> bool:
    return _version(first) < _version(second)


def _version(text: str) -> list[int]:
    parts = [int(part) if part.isdecimal() and len(part) < 10 else 0 for part in str(text).split(".")]
    while parts and parts[-1] == 0:
        parts.pop()
    return parts


_TEXTS: dict[str, Callable[..., Any]] = {
    "toUpperCase": FUNCTIONS["String.toUpperCase"], "toLowerCase": FUNCTIONS["String.toLowerCase"], "substring": _substring,
    "replace": FUNCTIONS["String.replace"], "replaceFirst": FUNCTIONS["String.replaceFirst"], "length": FUNCTIONS["String.len"],
    "removeSpaces": FUNCTIONS["String.removeSpaces"], "contains": FUNCTIONS["String.stringContains"],
    "substringBefore": FUNCTIONS["String.substringBefore"], "substringAfter": FUNCTIONS["String.substringAfter"],
    "toInteger": _to_integer, "toNumber": FUNCTIONS["Convert.toNum"], "parseCountryCode": _parse_country,
    "parseWindowsTime": _windows, "parseUnixTime": _unix, "parseStringTime": _parse_time, "versionGreaterThan": _newer,
    "versionLessThan": _older,
}  # fmt: skip
_LISTS: dict[str, Callable[..., Any]] = {
    "contains": FUNCTIONS["Arrays.contains"], "size": FUNCTIONS["Arrays.size"], "isEmpty": FUNCTIONS["Arrays.isEmpty"],
    "add": FUNCTIONS["Arrays.add"], "remove": FUNCTIONS["Arrays.remove"], "flatten": FUNCTIONS["Arrays.flatten"],
}  # fmt: skip
_NUMBERS: dict[str, Callable[..., Any]] = {"toInteger": _to_integer}
