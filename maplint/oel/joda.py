"""Date patterns of Joda-Time, which Okta's time functions take: ``yyyy-MM-dd'T'HH:mm``.

Its letters are not those of other libraries: ``YYYY`` is a year (of the era), ``DD`` the day of the year, ``xxxx`` the year of
the week. What is printed in words is English. Java prints long names of zones from its own tables, which are not here.

Source: Joda-Time 2.10, DateTimeFormat (letters, widths, quotes) and DateTimeParserBucket (what a text leaves open).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from maplint.oel.context import EvaluationError
from maplint.oel.dates import fixed_zone, in_zone, offset_text, shifted, short, zone
from maplint.record import NamedTuple

LETTERS = {
    "G": "era", "C": "century", "Y": "year of era", "x": "year of the week", "w": "week of the year", "e": "day of the week",
    "E": "name of the day", "y": "year", "D": "day of the year", "M": "month", "d": "day of the month", "a": "AM or PM",
    "K": "hour 0 to 11", "h": "hour 1 to 12", "H": "hour 0 to 23", "k": "hour 1 to 24", "m": "minute", "s": "second",
    "S": "fraction of a second", "z": "zone as text", "Z": "zone as offset or id",
}  # fmt: skip
"""What each letter of a pattern means."""

MONTHS = "January February March April May June July August September October November December".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
# The most digits that a field reads, and the values that it takes.
_WIDTHS = {"w": 2, "e": 1, "D": 3, "M": 2, "d": 2, "K": 2, "h": 2, "H": 2, "k": 2, "m": 2, "s": 2}
_RANGES = {
    "C": (0, 99), "w": (1, 53), "e": (1, 7), "D": (1, 366), "M": (1, 12), "d": (1, 31), "K": (0, 11), "h": (1, 12), "H": (0, 23),
    "k": (1, 24), "m": (0, 59), "s": (0, 59), "y": (1, 9999), "Y": (1, 9999), "x": (1, 9999),
}  # fmt: skip
_NUMERIC = frozenset("CxyYdhHmsSeDwkK")
# The abbreviations that Joda reads for `z`, and nothing else.
_ZONE_TEXTS = {
    "UTC": "UTC", "UT": "UTC", "GMT": "UTC", "EST": "America/New_York", "EDT": "America/New_York", "CST": "America/Chicago",
    "CDT": "America/Chicago", "MST": "America/Denver", "MDT": "America/Denver", "PST": "America/Los_Angeles",
    "PDT": "America/Los_Angeles",
}  # fmt: skip


class Part(NamedTuple):
    """A part of a pattern: ``letter`` in a row of ``width``, or the literal ``text``. ``meets_number``: a numeric part follows
    at once, so that this one must not read its digits."""

    letter: str
    width: int
    text: str
    meets_number: bool


@lru_cache(maxsize=256)
def parts(pattern: str) -> tuple[Part, ...]:
    """A pattern cut into parts.

    Raises:
        EvaluationError: ``format``: it is empty, or has a letter that means nothing.
    """
    if not pattern:
        raise EvaluationError("the date pattern is empty", "format")
    found: list[Part] = []
    at = 0
    while at < len(pattern):
        character = pattern[at]
        if character.isascii() and character.isalpha():
            count = len(pattern) - at - len(pattern[at:].lstrip(character))
            if character not in LETTERS:
                raise EvaluationError(f"the letter `{character}` means nothing in a date pattern", "format")
            found.append(Part(character, count, "", False))
            at += count
        else:
            text, at = _literal(pattern, at)
            found.append(Part("", 0, text, False))
    return tuple(
        part._replace(meets_number=number + 1 < len(found) and _is_numeric(found[number + 1]))
        for number, part in enumerate(found)
    )


def _literal(pattern: str, at: int) -> tuple[str, int]:
    """The literal text at a position and where it ends. A quote that is never closed reaches to the end, as in Joda."""
    text: list[str] = []
    quoted = False
    while at < len(pattern):
        character = pattern[at]
        if character == "'":
            if pattern[at + 1 : at + 2] == "'":
                text.append("'")
                at += 1
            else:
                quoted = not quoted
        elif not quoted and character.isascii() and character.isalpha():
            break
        else:
            text.append(character)
        at += 1
    return "".join(text), at


def _is_numeric(part: Part) -> bool:
    return part.letter in _NUMERIC or (part.letter == "M" and part.width <= 2)


# --- printing -------------------------------------------------------------------------------------------------------------


def format_pattern(moment: datetime, pattern: str) -> str:
    """A moment in a pattern.

    Raises:
        EvaluationError: ``format``: the pattern is none; ``cannot-know``: it asks for names that only Java has.
    """
    return "".join(part.text if not part.width else _shown(moment, part.letter, part.width) for part in parts(pattern))


def _shown(moment: datetime, letter: str, count: int) -> str:
    if letter == "M" and count > 2:
        return MONTHS[moment.month - 1][: None if count > 3 else 3]
    if letter == "E":
        return DAYS[moment.weekday()][: None if count > 3 else 3]
    if letter == "a":
        return "AM" if moment.hour < 12 else "PM"
    if letter == "G":
        return "AD"
    if letter in "zZ":
        return _zone_shown(moment, letter, count)
    if letter == "S":
        return f"{moment.microsecond // 1000:03d}"[:count].ljust(count, "0")
    if letter in "yYx":
        year = moment.isocalendar().year if letter == "x" else moment.year
        return f"{year % 100:02d}" if count == 2 else f"{year:0{count}d}"
    number = {
        "C": moment.year // 100, "w": moment.isocalendar().week, "e": moment.isoweekday(),
        "D": moment.timetuple().tm_yday, "M": moment.month, "d": moment.day, "K": moment.hour % 12,
        "h": moment.hour % 12 or 12, "H": moment.hour, "k": moment.hour or 24, "m": moment.minute, "s": moment.second,
    }[letter]  # fmt: skip
    return f"{number:0{count}d}"


def _zone_shown(moment: datetime, letter: str, count: int) -> str:
    if letter == "Z" and count < 3:
        return offset_text(moment, ":" if count == 2 else "", None)
    known = getattr(moment.tzinfo, "key", None) or moment.tzname()
    if letter == "Z":
        return str(known) if moment.utcoffset() or known != "UTC" else "UTC"
    if count > 3 and moment.tzinfo is not UTC:
        raise EvaluationError(
            "the long name of a time zone comes from Java's tables, which are not known here", "cannot-know"
        )
    if moment.tzinfo is UTC:
        return "Coordinated Universal Time" if count > 3 else "UTC"
    text = str(moment.tzname())
    return text if text.isalpha() else offset_text(moment, ":", None)


# --- reading --------------------------------------------------------------------------------------------------------------


def parse_pattern(text: str, pattern: str, this_year: int | None = None) -> datetime:
    """The moment that a text tells in a pattern, in UTC.

    What the pattern leaves open is that of 1970-01-01T00:00 UTC; of 2000 when it has a month or day and no year.

    Args:
        this_year: two digits of a year are read as the year from 80 years before it to 19 after it.

    Raises:
        EvaluationError: ``format``: the text does not fit, or the pattern is none; ``cannot-know``: two digits of a year, and
            the present year is not known.
    """
    reader = _Reader(text, pattern, this_year)
    for part in parts(pattern):
        reader.read(part)
    return reader.result()


class _Reader:
    """Reads a text part by part and keeps the fields."""

    def __init__(self, text: str, pattern: str, this_year: int | None) -> None:
        self._text = text
        self._pattern = pattern
        self._this_year = this_year
        self._at = 0
        self._fields: dict[str, int] = {}
        self._zone: tzinfo = UTC
        self._shift: tzinfo | None = None

    def read(self, part: Part) -> None:
        letter, count = part.letter, part.width
        if not count:
            self._expect(part.text)
        elif letter == "E":
            self._fields["e"] = 1 + self._word(DAYS)
        elif letter == "M" and count > 2:
            self._fields["M"] = 1 + self._word(MONTHS)
        elif letter == "a":
            self._fields["a"] = self._one_of(("AM", "PM"))
        elif letter == "G":
            if self._one_of(("AD", "BC")):
                raise EvaluationError("a year before Christ is beyond what can be told here", "range")
        elif letter in "zZ":
            self._read_zone(letter, count)
        elif letter == "S":
            self._fields["S"] = int(self._digits(count).ljust(3, "0")[:3])
        elif letter in "yYx":
            self._read_year(part)
        else:
            self._keep(letter, int(self._digits(_WIDTHS.get(letter, count))))

    def _misfit(self) -> EvaluationError:
        return EvaluationError(f"`{short(self._text)}` does not fit the pattern `{short(self._pattern)}`", "format")

    def _expect(self, literal: str) -> None:
        if self._text[self._at : self._at + len(literal)].lower() != literal.lower():
            raise self._misfit()
        self._at += len(literal)

    def _one_of(self, words: tuple[str, ...]) -> int:
        for number, word in enumerate(words):
            if self._text[self._at : self._at + len(word)].upper() == word:
                self._at += len(word)
                return number
        raise self._misfit()

    def _word(self, names: list[str]) -> int:
        """A name, in full or its first three letters; the longest that fits."""
        for number, name in enumerate(names):
            for spelling in (name, name[:3]):
                if self._text[self._at : self._at + len(spelling)].lower() == spelling.lower():
                    self._at += len(spelling)
                    return number
        raise self._misfit()

    def _digits(self, most: int) -> str:
        end = self._at
        while end - self._at < most and self._text[end : end + 1] in _DIGITS:
            end += 1
        if end == self._at:
            raise self._misfit()
        digits, self._at = self._text[self._at : end], end
        return digits

    def _keep(self, letter: str, value: int) -> None:
        least, most = _RANGES[letter]
        if not least <= value <= most:
            raise EvaluationError(f"`{short(self._text)}`: {value} is no {LETTERS[letter]}", "format")
        self._fields[letter] = value

    def _read_year(self, part: Part) -> None:
        if part.width != 2:
            self._keep(part.letter, int(self._digits(part.width if part.meets_number else 9)))
            return
        # Two letters ask for two digits, but take a full year where it cannot run into another number.
        digits = self._digits(2 if part.meets_number else 9)
        if len(digits) == 2:
            if self._this_year is None:
                raise EvaluationError(
                    "the century of a year of two digits cannot be known: the context holds no `now`", "cannot-know"
                )
            first = self._this_year - 80
            self._keep(part.letter, first + (int(digits) - first) % 100)
        elif part.meets_number:
            raise self._misfit()
        else:
            self._keep(part.letter, int(digits))

    def _read_zone(self, letter: str, count: int) -> None:
        if letter == "Z" and count < 3:
            self._shift = self._offset(colon=count == 2)
            return
        if letter == "z":
            if count > 3:
                raise EvaluationError("Joda-Time cannot read the long name of a time zone", "format")
            self._zone = zone(_ZONE_TEXTS[self._longest(list(_ZONE_TEXTS))])
            return
        end = self._at
        while end < len(self._text) and (
            self._text[end].isascii() and (self._text[end].isalnum() or self._text[end] in "/_+-")
        ):
            end += 1
        self._zone, self._at = zone(self._text[self._at : end]), end

    def _longest(self, words: list[str]) -> str:
        for word in sorted(words, key=len, reverse=True):
            if self._text.startswith(word, self._at):
                self._at += len(word)
                return word
        raise self._misfit()

    def _offset(self, *, colon: bool) -> tzinfo:
        """``Z`` or an offset, with the colon or without it: Joda reads both."""
        if self._text.startswith("Z", self._at):
            self._at += 1
            return UTC
        for length in (6, 5, 3):
            text = self._text[self._at : self._at + length]
            digits = text[1:].replace(":", "", 1)
            if (
                len(text) == length
                and text[0] in "+-"
                and digits.isascii()
                and digits.isdecimal()
                and len(digits) in (2, 4)
            ):
                self._at += length
                return fixed_zone(text)
        raise self._misfit()

    # --- the moment -------------------------------------------------------------------------------------------------

    def result(self) -> datetime:
        if self._at != len(self._text):
            raise self._misfit()
        try:
            local = _applied(self._fields)
        except ValueError as error:
            raise EvaluationError(f"`{short(self._text)}` is no time: {error}", "format") from error
        return in_zone(local.replace(tzinfo=self._shift or self._zone), UTC)


_DIGITS = frozenset("0123456789")


def _applied(fields: dict[str, int]) -> datetime:
    """The local time of the fields: set one after the other on the first moment of 1970, the largest first.

    Raises:
        ValueError: there is no such day.
    """
    year = fields.get("y", fields.get("Y"))
    if year is None and "C" in fields:
        year = fields["C"] * 100 + 70
    if year is None and not fields.keys() & {"x"}:
        # Joda's default for a day without a year: 2000 has a 29 February.
        year = 2000 if fields.keys() & {"M", "w", "d", "D", "e"} else 1970
    moment = datetime(1970 if year is None else year, 1, 1)
    if fields.keys() & {"x", "w"}:
        week = moment.isocalendar()
        moment = datetime.fromisocalendar(
            fields.get("x", moment.year), fields.get("w", 1 if "x" in fields else week.week), 1
        )
    if "M" in fields:
        moment = moment.replace(month=fields["M"], day=1)
    if "D" in fields:
        moment = shifted(moment.replace(month=1, day=1), timedelta(days=fields["D"] - 1))
    if "d" in fields:
        moment = moment.replace(day=fields["d"])
    if "e" in fields:
        moment = shifted(moment, timedelta(days=fields["e"] - moment.isoweekday()))
    hour = fields.get("H", fields.get("k", 0) % 24)
    if fields.keys() & {"h", "K", "a"}:
        hour = fields.get("h", fields.get("K", hour)) % 12 + 12 * fields.get("a", hour // 12 if "H" in fields else 0)
    return moment.replace(
        hour=hour, minute=fields.get("m", 0), second=fields.get("s", 0), microsecond=fields.get("S", 0) * 1000
    )
