"""The Identity Engine dialect: methods on values. Loaded when that dialect is asked for.

Source: Okta, Expression Language in Identity Engine.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from maplint.oel.context import Context, EvaluationError
from maplint.oel.library import FUNCTIONS, METHODS_OF_USER, now_of, this_year
from maplint.oel.values import DEEPEST, type_name, units

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    Body = Callable[..., Any]


class Moment:
    """A point in time; ``zone`` is the name of the zone that it was converted to."""

    __slots__ = ("at", "zone")

    def __init__(self, at: datetime, zone: str | None = None) -> None:
        self.at = at
        self.zone = zone

    def __str__(self) -> str:
        from maplint.oel.dates import format_iso

        return format_iso(self.at) + (f"[{self.zone}]" if self.zone else "")


class Country:
    """A country, as ``parseCountryCode`` gives it."""

    __slots__ = ("code",)

    def __init__(self, code: str) -> None:
        self.code = code

    def __str__(self) -> str:
        return self.code


def shown(value: Any, depth: int = 0) -> Any:
    """A result in types that every dialect has: moments and countries as texts, also inside arrays and objects."""
    if isinstance(value, (Moment, Country)):
        return str(value)
    if isinstance(value, list) and depth < DEEPEST:
        return [shown(item, depth + 1) for item in value]
    if isinstance(value, dict) and depth < DEEPEST:
        return {name: shown(item, depth + 1) for name, item in value.items()}
    return value


def method_of_user(context: Context, name: str, args: list[Any]) -> Any:
    """``user.isMemberOf(...)``."""
    return METHODS_OF_USER[name](context, *args)


def call_method(context: Context, target: Any, name: str, args: list[Any]) -> Any:
    """``target.name(args)``.

    Raises:
        EvaluationError: ``unknown-function``: values of this type have no such method; ``arguments``; what the method raises.
    """
    if target is None:
        raise EvaluationError(f"`{name}` cannot be called on null", "null")
    if isinstance(target, str) and name in _OF_MOMENTS and name not in _OF_TEXTS:
        target = _parse_string_time(context, target)
    for kind, table in _TABLES:
        if isinstance(target, kind) and name in table:
            least, most, body = table[name]
            if not least <= len(args) <= most:
                raise EvaluationError(
                    f"`{name}` does not take {len(args)} argument{'s' * (len(args) != 1)}", "arguments"
                )
            return body(context, target, *args)
    raise EvaluationError(f"a value of type {_type(target)} has no method `{name}`", "unknown-function")


def _type(value: Any) -> str:
    return "datetime" if isinstance(value, Moment) else "country" if isinstance(value, Country) else type_name(value)


# --- texts and numbers ----------------------------------------------------------------------------------------------------


def _substring(context: Context, text: str, start: Any, end: Any = None) -> Any:
    return FUNCTIONS["String.substring"](context, text, start, units(text) if end is None else end)


def _parse_string_time(context: Context, text: str, pattern: Any = None) -> Moment:
    from maplint.oel.dates import parse_iso
    from maplint.oel.joda import parse_pattern

    return Moment(parse_iso(text) if pattern is None else parse_pattern(text, _text(pattern), this_year(context)))


def _parse_windows_time(_context: Context, text: str) -> Moment:
    from maplint.oel.dates import from_windows

    return Moment(from_windows(text))


def _parse_unix_time(_context: Context, text: str) -> Moment:
    from maplint.oel.dates import from_unix

    return Moment(from_unix(text))


def _parse_country(context: Context, text: str) -> Country:
    code = FUNCTIONS["Iso3166Convert.toAlpha2"](context, text)
    if code is None:
        raise EvaluationError(f"`{text[:40]}` is no country code", "format")
    return Country(code)


def _version_greater(_context: Context, text: str, other: Any) -> bool:
    return _version(text) > _version(_text(other))


def _version_less(_context: Context, text: str, other: Any) -> bool:
    return _version(text) < _version(_text(other))


def _version(text: str) -> list[int]:
    """The numbers of a version; trailing zeros say nothing."""
    numbers: list[int] = []
    for part in text.split("."):
        if not (part.isascii() and part.isdecimal() and len(part) < 10):
            raise EvaluationError(f"`{text[:40]}` is no version", "format")
        numbers.append(int(part))
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return numbers


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise EvaluationError(
            f"a text is needed, not a value of type {_type(value)}", "null" if value is None else "type"
        )
    return value


# --- moments --------------------------------------------------------------------------------------------------------------


def _to_windows(_context: Context, moment: Moment) -> str:
    from maplint.oel.dates import to_windows

    return to_windows(moment.at)


def _to_unix(_context: Context, moment: Moment) -> str:
    from maplint.oel.dates import to_unix

    return to_unix(moment.at)


def _to_string(_context: Context, moment: Moment, pattern: Any = None) -> str:
    if pattern is not None:
        from maplint.oel.joda import format_pattern

        return format_pattern(moment.at, _text(pattern))
    # Okta's sample shows no fraction where it is zero.
    return str(moment).replace(".000", "", 1)


def _to_zone(_context: Context, moment: Moment, name: Any) -> Moment:
    from maplint.oel.dates import in_zone, zone

    return Moment(in_zone(moment.at, zone(_text(name))), _text(name))


def _span(unit: str, amount: Any) -> timedelta:
    if isinstance(amount, bool) or not isinstance(amount, int):
        raise EvaluationError(f"a number of {unit} is a whole number, not a value of type {_type(amount)}")
    try:
        return timedelta(**{unit: amount})
    except OverflowError as error:
        raise EvaluationError("the time is beyond the years 1 to 9999", "range") from error


def _moved(unit: str, sign: int) -> Body:
    def move(_context: Context, moment: Moment, amount: Any) -> Moment:
        from maplint.oel.dates import shifted

        return Moment(shifted(moment.at, _span(unit, amount) * sign), moment.zone)

    return move


def _within(unit: str) -> Body:
    """Whether a moment lies at most so far from now, before or after."""

    def test(context: Context, moment: Moment, amount: Any) -> bool:
        return abs(now_of(context) - moment.at) <= abs(_span(unit, amount))

    return test


_UNITS = ("Days", "Hours", "Minutes", "Seconds")
# For each kind of value: method -> least and most arguments, what it does.
_OF_TEXTS: dict[str, tuple[int, int, Body]] = {
    "toUpperCase": (0, 0, FUNCTIONS["String.toUpperCase"]),
    "toLowerCase": (0, 0, FUNCTIONS["String.toLowerCase"]),
    "substring": (1, 2, _substring),
    "replace": (2, 2, FUNCTIONS["String.replace"]),
    "replaceFirst": (2, 2, FUNCTIONS["String.replaceFirst"]),
    "length": (0, 0, FUNCTIONS["String.len"]),
    "removeSpaces": (0, 0, FUNCTIONS["String.removeSpaces"]),
    "contains": (1, 1, FUNCTIONS["String.stringContains"]),
    "substringBefore": (1, 1, FUNCTIONS["String.substringBefore"]),
    "substringAfter": (1, 1, FUNCTIONS["String.substringAfter"]),
    "toInteger": (0, 0, FUNCTIONS["Convert.toInt"]),
    "toNumber": (0, 0, FUNCTIONS["Convert.toNum"]),
    "parseCountryCode": (0, 0, _parse_country),
    "parseWindowsTime": (0, 0, _parse_windows_time),
    "parseUnixTime": (0, 0, _parse_unix_time),
    "parseStringTime": (0, 1, _parse_string_time),
    "versionGreaterThan": (1, 1, _version_greater),
    "versionLessThan": (1, 1, _version_less),
}
_OF_ARRAYS: dict[str, tuple[int, int, Body]] = {
    "contains": (1, 1, FUNCTIONS["Arrays.contains"]),
    "size": (0, 0, FUNCTIONS["Arrays.size"]),
    "isEmpty": (0, 0, FUNCTIONS["Arrays.isEmpty"]),
    "add": (1, 1, FUNCTIONS["Arrays.add"]),
    "remove": (1, 1, FUNCTIONS["Arrays.remove"]),
    "flatten": (0, 0, FUNCTIONS["Arrays.flatten"]),
}
_OF_NUMBERS: dict[str, tuple[int, int, Body]] = {"toInteger": (0, 0, FUNCTIONS["Convert.toInt"])}
_OF_COUNTRIES: dict[str, tuple[int, int, Body]] = {
    name: (0, 0, lambda context, country, body=FUNCTIONS[f"Iso3166Convert.{name}"]: body(context, country.code))
    for name in ("toAlpha2", "toAlpha3", "toNumeric", "toName")
}
_OF_MOMENTS: dict[str, tuple[int, int, Body]] = {
    "toWindows": (0, 0, _to_windows),
    "toUnix": (0, 0, _to_unix),
    "toString": (0, 1, _to_string),
    "toZone": (1, 1, _to_zone),
    **{f"plus{unit}": (1, 1, _moved(unit.lower(), 1)) for unit in _UNITS},
    **{f"minus{unit}": (1, 1, _moved(unit.lower(), -1)) for unit in _UNITS},
    **{f"within{unit}": (1, 1, _within(unit.lower())) for unit in _UNITS},
}
_TABLES: tuple[tuple[Any, dict[str, tuple[int, int, Body]]], ...] = (
    (str, _OF_TEXTS),
    (list, _OF_ARRAYS),
    ((int, float), _OF_NUMBERS),
    (Country, _OF_COUNTRIES),
    (Moment, _OF_MOMENTS),
)
