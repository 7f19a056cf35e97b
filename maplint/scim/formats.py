"""Forms of values that RFC 7643 and the standards behind it demand, checked as far as it is certain without asking anybody."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple


class Violation(NamedTuple):
    """Why a value does not have its form. ``must`` is false where the standard only recommends."""

    message: str
    help: str
    must: bool = True


def email(text: str) -> Violation | None:
    """An e-mail address (RFC 5321, 4.1.2): one @ outside quotes, a local part, a domain. Not more: mailboxes may be odd."""
    local, at, domain = text.rpartition("@")
    if not at or not local or not domain:
        return Violation("it needs a local part, an @ and a domain", "send an address such as `name@company.example`")
    if any(character.isspace() for character in text) and not local.startswith('"'):
        return Violation("it holds a blank", "remove the blank")
    if domain.startswith((".", "-")) or domain.endswith((".", "-")) or ".." in domain or "@" in local.strip('"'):
        return Violation(f"`{domain}` is no domain", "send an address such as `name@company.example`")
    if len(local) > 64 or len(text) > 254:
        return Violation("it is longer than an address can be (64 before, 254 in all)", "send a shorter address")
    return None


def timezone(text: str) -> Violation | None:
    """A name of the IANA time zone database (RFC 7643, 4.1.1)."""
    if text in _timezones():
        return None
    return Violation("the database does not know it", "send a name such as `Europe/Berlin`", must=False)


@cache
def _timezones() -> frozenset[str]:
    from zoneinfo import available_timezones

    return frozenset(available_timezones())


# ISO 3166-1 alpha-2, officially assigned codes. Source: ISO 3166 Maintenance Agency, online browsing platform.
_COUNTRIES = frozenset(
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD "
    "CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF "
    "GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN "
    "KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA "
    "NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI "
    "SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI "
    "VN VU WF WS YE YT ZA ZM ZW".split()
)
# What people write instead. XK is user-assigned, and used for Kosovo everywhere.
_MEANT_COUNTRIES = {"UK": "GB", "EL": "GR", "USA": "US", "GBR": "GB", "DEU": "DE", "FRA": "FR"}


def country(text: str) -> Violation | None:
    """A code of ISO 3166-1 alpha-2 (RFC 7643, 4.1.2)."""
    if text in _COUNTRIES or text == "XK":
        return None
    meant = _MEANT_COUNTRIES.get(text.upper()) or (text.upper() if text.upper() in _COUNTRIES else None)
    help_ = f"send `{meant}`" if meant else "convert it: `Iso3166Convert.toAlpha2(x)`"
    return Violation("it is none of ISO 3166-1", help_)


def date_time(text: str) -> Violation | None:
    """A dateTime (RFC 7643, 2.3.5; XML Schema, 3.3.7): date, T, time, and for SCIM a zone."""
    if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?", text):
        return None
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return Violation("it has no time", f"send `{text}T00:00:00.000Z`")
    return Violation("it is not `yyyy-MM-ddTHH:mm:ss.SSSZ`", "convert it with `Time.fromStringToIso8601(x, pattern)`")


def phone(text: str) -> Violation | None:
    """A phone number as people write it; RFC 3966 form is recommended, and hardly anybody demands it."""
    plain = text.removeprefix("tel:")
    if re.search(r"[^\W\d_]", re.sub(r"(?i)(?:;?ext(?:ension)?\.?=?|x)\s*\d+$", "", plain)):
        return Violation("it holds words", "send digits: `+15550100`, an extension as `;ext=12`", must=False)
    if sum(character.isdigit() for character in plain) < 3:
        return Violation("it holds no number", "send digits: `+15550100`", must=False)
    return None


# Words that stand for "nothing": placeholder-literal says so, better than any format could.
_PLACEHOLDERS = frozenset(
    "n/a na #n/a null none nil undefined tbd tba nan (null) <null> xxx".split() + ["not available", "not applicable"]
)


def is_placeholder(text: str) -> bool:
    """Whether a text is a word that stands for no value (``N/A``, ``null``), whatever its letter case."""
    return text.strip(" .").lower() in _PLACEHOLDERS
