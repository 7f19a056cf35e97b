"""Times: ISO 8601, Windows and Unix time, time zones. Patterns are in `maplint.oel.joda`.

Times are ``datetime`` objects with a zone, to the millisecond, as Joda-Time has them. Years 1 to 9999: what lies outside is
an error here, though Java could count on.

Source: Okta, Expression Language reference, time functions and the appendix of time zones; Joda-Time 2.10, ISODateTimeFormat.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache, lru_cache

from maplint.oel.context import EvaluationError

_WINDOWS_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
NEVER = frozenset({"0", "9223372036854775807"})
"""What Active Directory stores where an account never expires: no points in time."""


@cache
def _iso() -> re.Pattern[str]:
    return re.compile(
        r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T(?:(\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?)?(Z|[+-]\d\d(?::?\d\d)?)?)?",
        re.ASCII,
    )


@cache
def _full_form() -> re.Pattern[str]:
    return re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", re.ASCII)


def is_full_form(text: str) -> bool:
    """Whether a text is a complete ISO 8601 time with its zone, the only form that Okta's pages show."""
    return _full_form().fullmatch(text) is not None


def parse_iso(text: str) -> datetime:
    """An ISO 8601 time. What is missing at its end is that of the first moment of the year, in UTC.

    Raises:
        EvaluationError: ``format``: the text is none.
    """
    match = _iso().fullmatch(text)
    if match is None:
        raise EvaluationError(f"`{short(text)}` is no ISO 8601 time", "format")
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    try:
        return datetime(
            int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0),
            int((fraction or "").ljust(3, "0")[:3]) * 1000, fixed_zone(offset or "Z"),
        )  # fmt: skip
    except ValueError as error:
        raise EvaluationError(f"`{short(text)}` is no ISO 8601 time: {error}", "format") from error


def fixed_zone(text: str) -> tzinfo:
    """The zone of an offset: ``Z``, ``+02``, ``+0200``, ``+02:00``.

    Raises:
        EvaluationError: ``format``: it is a day or more.
    """
    if text == "Z":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    if minutes >= 24 * 60 or int(digits[2:]) > 59:
        raise EvaluationError(f"`{text}` is no offset of a time zone", "format")
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes)) if minutes else UTC


def format_iso(moment: datetime) -> str:
    """As Joda prints it: milliseconds, then ``Z`` or the offset."""
    return f"{moment.isoformat(timespec='milliseconds')[:23]}{offset_text(moment, ':', 'Z')}"


def offset_text(moment: datetime, separator: str, zero: str | None) -> str:
    """The offset from UTC as ``+02:00``; ``zero`` is what stands for none."""
    shift = moment.utcoffset() or timedelta()
    if not shift and zero is not None:
        return zero
    minutes = round(shift.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}{separator}{abs(minutes) % 60:02d}"


def shifted(moment: datetime, span: timedelta) -> datetime:
    """A moment moved on.

    Raises:
        EvaluationError: ``range``: beyond the years that can be told.
    """
    try:
        return moment + span
    except OverflowError as error:
        raise EvaluationError("the time is beyond the years 1 to 9999", "range") from error


def in_zone(moment: datetime, where: tzinfo) -> datetime:
    """The same moment on the clocks of a zone.

    Raises:
        EvaluationError: ``range``: beyond the years that can be told.
    """
    try:
        return moment.astimezone(where)
    except OverflowError as error:
        raise EvaluationError("the time is beyond the years 1 to 9999", "range") from error


# --- counted times --------------------------------------------------------------------------------------------------------


def from_windows(text: str) -> datetime:
    """A Windows or LDAP time: 100 nanoseconds since 1601.

    Raises:
        EvaluationError: ``format``: it is no whole number; ``range``.
    """
    ticks = _digits(text, "Windows time")
    return _since(_WINDOWS_EPOCH, ticks // 10_000)


def from_unix(text: str) -> datetime:
    """Milliseconds since 1970.

    Raises:
        EvaluationError: ``format``: it is no whole number; ``range``.
    """
    return _since(_UNIX_EPOCH, _digits(text, "Unix time"))


def to_windows(moment: datetime) -> str:
    """100 nanoseconds since 1601, in digits."""
    return str((moment - _WINDOWS_EPOCH) // _MILLISECOND * 10_000)


def to_unix(moment: datetime) -> str:
    """Milliseconds since 1970, in digits."""
    return str((moment - _UNIX_EPOCH) // _MILLISECOND)


def _digits(text: str, what: str) -> int:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 20):
        raise EvaluationError(f"`{short(text)}` is no {what}", "format")
    return int(text)


def _since(epoch: datetime, milliseconds: int) -> datetime:
    try:
        return epoch + timedelta(milliseconds=milliseconds)
    except OverflowError as error:
        raise EvaluationError("the time is beyond the years 1 to 9999", "range") from error


# --- zones ----------------------------------------------------------------------------------------------------------------

# Joda takes these three for fixed offsets, as the database of time zones long did; newer editions link two of them to cities.
_FIXED = {"EST": -5, "MST": -7, "HST": -10}
# On Okta's list, and no longer in the database.
_RETIRED = {"US/Pacific-New": "America/Los_Angeles", "Canada/East-Saskatchewan": "America/Regina"}


@lru_cache(maxsize=256)
def zone(name: str) -> tzinfo:
    """A time zone by its name (``Europe/Paris``) or offset (``+02:00``).

    Raises:
        EvaluationError: ``format``: there is none.
    """
    if name in _FIXED:
        return timezone(timedelta(hours=_FIXED[name]), name)
    if name in ("UTC", "GMT", "Z"):
        return UTC
    if re.fullmatch(r"[+-]\d\d:?\d\d", name, re.ASCII):
        return fixed_zone(name)
    from zoneinfo import ZoneInfo

    # The names of files that zones are read from: only what a zone's name can hold goes there.
    if re.fullmatch(r"[A-Za-z][\w+-]*(?:/[A-Za-z][\w+-]*){0,2}", name, re.ASCII):
        try:
            return ZoneInfo(_RETIRED.get(name, name))
        except (KeyError, ValueError, OSError):
            pass
    raise EvaluationError(f"there is no time zone `{short(name)}`", "format")


def short(text: str) -> str:
    """A text cut to a length that fits into a sentence."""
    return text if len(text) <= 40 else text[:37] + "..."
