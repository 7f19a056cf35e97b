"""Dates: ISO 8601, Windows and Unix time, patterns of Joda-Time, time zones.

Source: Okta, Expression Language reference, time functions; Joda-Time 2.10, DateTimeFormat (letters of patterns).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from maplint.oel.context import EvaluationError

_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)?)?", re.ASCII
)
_WINDOWS_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse_iso(text: str) -> datetime:
    """An ISO 8601 date and time; a date alone is midnight, a time without zone is UTC.

    Raises:
        EvaluationError: the text is none.
    """
    match = _ISO.fullmatch(text.strip())
    if match is None:
        raise EvaluationError(f"`{_short(text)}` is no ISO 8601 time", "format")
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    micros = int((fraction or "0")[:6].ljust(6, "0"))
    try:
        return datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), micros, _offset(zone)
        )
    except ValueError as error:
        raise EvaluationError(f"`{_short(text)}` is no time: {error}", "format") from error


def _offset(text: str | None) -> tzinfo:
    if text is None or text == "Z":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def format_iso(moment: datetime) -> str:
    """As Joda prints it: milliseconds, ``Z`` or the offset."""
    return (
        f"{moment:%Y-%m-%dT%H:%M:%S}".rjust(19, "0") + f".{moment.microsecond // 1000:03d}{_offset_text(moment, ':')}"
    )


def _offset_text(moment: datetime, colon: str, zulu: bool = True) -> str:
    shift = moment.utcoffset() or timedelta()
    if not shift and zulu:
        return "Z"
    minutes = int(shift.total_seconds() // 60)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}{colon}{abs(minutes) % 60:02d}"


# Fixed names that Joda knows beside the IANA database, and what it makes of them.
_FIXED = {"EST": -5, "MST": -7, "HST": -10, "UTC": 0, "GMT": 0, "Z": 0}


@lru_cache(maxsize=256)
def zone(name: str) -> tzinfo:
    """A time zone by its name in the IANA database, or an offset such as ``+02:00``.

    Raises:
        EvaluationError: there is none.
    """
    if name in _FIXED:
        return timezone(timedelta(hours=_FIXED[name])) if _FIXED[name] else UTC
    if re.fullmatch(r"[+-]\d\d:?\d\d", name):
        return _offset(name)
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise EvaluationError(f"there is no time zone `{_short(name)}`", "format") from error


def from_windows(text: str) -> datetime:
    """A Windows or LDAP time: 100 nanoseconds since 1601."""
    return _shifted(_WINDOWS_EPOCH, _digits(text, "Windows time") // 10)


def from_unix(text: str) -> datetime:
    """Milliseconds since 1970."""
    return _shifted(_UNIX_EPOCH, _digits(text, "Unix time") * 1000)


def _digits(text: str, what: str) -> int:
    plain = text.strip()
    if not re.fullmatch(r"-?\d{1,20}", plain, re.ASCII):
        raise EvaluationError(f"`{_short(text)}` is no {what}", "format")
    return int(plain)


def _shifted(epoch: datetime, micros: int) -> datetime:
    try:
        return epoch + timedelta(microseconds=micros)
    except OverflowError as error:
        raise EvaluationError("the time is out of range", "range") from error


def to_windows(moment: datetime) -> str:
    """100 nanoseconds since 1601."""
    return str((moment - _WINDOWS_EPOCH) // timedelta(microseconds=1) * 10)


def to_unix(moment: datetime) -> str:
    """Milliseconds since 1970."""
    return str((moment - _UNIX_EPOCH) // timedelta(milliseconds=1))


# --- patterns of Joda-Time ------------------------------------------------------------------------------------------------

_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


@lru_cache(maxsize=256)
def _parts(pattern: str) -> tuple[tuple[str, int], ...]:
    """A pattern cut into letters with their count, and literal texts (count 0)."""
    parts: list[tuple[str, int]] = []
    position = 0
    while position < len(pattern):
        character = pattern[position]
        if character == "'":
            close = pattern.find("'", position + 1)
            while close >= 0 and pattern[close + 1 : close + 2] == "'" and close > position + 1:
                close = pattern.find("'", close + 2)
            if close < 0:
                raise EvaluationError(f"a quote is not closed in the pattern `{_short(pattern)}`", "format")
            parts.append((pattern[position + 1 : close].replace("''", "'") or "'", 0))
            position = close + 1
        elif character.isascii() and character.isalpha():
            count = len(pattern) - position - len(pattern[position:].lstrip(character))
            if character not in _LETTERS:
                raise EvaluationError(f"`{character}` is no letter of a date pattern", "format")
            parts.append((character, count))
            position += count
        else:
            parts.append((character, 0))
            position += 1
    return tuple(parts)


_LETTERS = frozenset("GCYxweEyDMdaKhHkmsSzZ")


def format_pattern(moment: datetime, pattern: str) -> str:
    """A moment in a pattern.

    Raises:
        EvaluationError: the pattern is none.
    """
    return "".join(text if count == 0 else _field(moment, text, count) for text, count in _parts(pattern))


def _field(moment: datetime, letter: str, count: int) -> str:
    if letter == "M" and count > 2:
        name = _MONTHS[moment.month - 1]
        return name if count > 3 else name[:3]
    if letter == "E":
        name = _DAYS[moment.weekday()]
        return name if count > 3 else name[:3]
    if letter == "a":
        return "AM" if moment.hour < 12 else "PM"
    if letter == "G":
        return "AD"
    if letter in "yYx":
        year = moment.isocalendar().year if letter == "x" else moment.year
        return f"{year % 100:02d}" if count == 2 else f"{year:0{count}d}"
    if letter == "S":
        return f"{moment.microsecond:06d}".ljust(9, "0")[:count].ljust(count, "0")
    if letter == "Z":
        if count > 2:
            return getattr(moment.tzinfo, "key", None) or (
                "UTC" if not moment.utcoffset() else _offset_text(moment, ":")
            )
        return _offset_text(moment, ":" if count == 2 else "", zulu=False)
    if letter == "z":
        return moment.tzname() or "UTC"
    number = {
        "C": moment.year // 100, "w": moment.isocalendar().week, "e": moment.isoweekday(),
        "D": moment.timetuple().tm_yday, "M": moment.month, "d": moment.day, "K": moment.hour % 12,
        "h": moment.hour % 12 or 12, "H": moment.hour, "k": moment.hour or 24, "m": moment.minute, "s": moment.second,
    }[letter]  # fmt: skip
    return f"{number:0{count}d}"


def parse_pattern(text: str, pattern: str) -> datetime:
    """A moment read in a pattern; what the pattern lacks is that of 1970-01-01 midnight UTC, as in Joda.

    Raises:
        EvaluationError: the text does not fit, or the pattern is none.
    """
    values: dict[str, int] = {}
    tz: tzinfo = UTC
    half: int | None = None
    position = 0
    parts = _parts(pattern)
    for number, (part, count) in enumerate(parts):
        if count == 0:
            if text[position : position + len(part)].lower() != part.lower():
                raise _misfit(text, pattern)
            position += len(part)
            continue
        follows_digits = (
            number + 1 < len(parts) and parts[number + 1][1] > 0 and parts[number + 1][0] in "yYxMdDHhKkmsS"
        )
        if part in "ME" and (part == "E" or count > 2):
            names = _MONTHS if part == "M" else _DAYS
            found = next(
                (
                    (i, len(name))
                    for i, long in enumerate(names)
                    for name in (long, long[:3])
                    if text[position : position + len(name)].lower() == name.lower()
                ),
                None,
            )
            if found is None:
                raise _misfit(text, pattern)
            if part == "M":
                values["M"] = found[0] + 1
            position += found[1]
        elif part == "a":
            word = text[position : position + 2].upper()
            if word not in ("AM", "PM"):
                raise _misfit(text, pattern)
            half = 12 if word == "PM" else 0
            position += 2
        elif part in "Zz":
            match = re.compile(r"Z|UTC|GMT|[+-]\d\d:?\d\d|[A-Za-z_]+(?:/[A-Za-z_+-]+)*").match(text, position)
            if match is None:
                raise _misfit(text, pattern)
            tz = zone(match[0])
            position = match.end()
        elif part == "G":
            position += 2
        else:
            most = count if follows_digits else (9 if part in "yYxS" else max(count, 2 if part != "D" else 3))
            match = re.compile(rf"-?\d{{1,{most}}}" if part in "yYx" else rf"\d{{1,{most}}}", re.ASCII).match(
                text, position
            )
            if match is None:
                raise _misfit(text, pattern)
            digits = match[0]
            if part in "yYx" and count == 2 and len(digits) == 2:
                # Joda takes two digits for the year within 30 before and 69 after the pivot; it is near enough to 2000.
                values["y"] = int(digits) + (1900 if int(digits) > 68 else 2000)
            elif part == "S":
                values["S"] = int(digits[:6].ljust(6, "0"))
            else:
                values["y" if part in "Yx" else part] = int(digits)
            position = match.end()
    if position != len(text):
        raise _misfit(text, pattern)
    return _assembled(values, half, tz, text)


def _assembled(values: dict[str, int], half: int | None, tz: tzinfo, text: str) -> datetime:
    hour = values.get("H", values.get("k", 0) % 24)
    if "h" in values or "K" in values:
        hour = (values.get("h", values.get("K", 0)) % 12) + (half or 0)
    try:
        moment = datetime(
            values.get("y", 1970), values.get("M", 1), values.get("d", 1), hour, values.get("m", 0), values.get("s", 0),
            values.get("S", 0), tz,
        )  # fmt: skip
        if "D" in values and "d" not in values:
            moment = moment.replace(month=1, day=1) + timedelta(days=values["D"] - 1)
    except (ValueError, OverflowError) as error:
        raise EvaluationError(f"`{_short(text)}` is no time: {error}", "format") from error
    return moment


def _misfit(text: str, pattern: str) -> EvaluationError:
    return EvaluationError(f"`{_short(text)}` does not fit the pattern `{_short(pattern)}`", "format")


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."
