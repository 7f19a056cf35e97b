"""Forms of values that RFC 7643 and the standards behind it demand, checked as far as it is certain without asking anybody."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from maplint.names import misspelt
from maplint.record import NamedTuple


class FormatFault(NamedTuple):
    """Why a value does not have its form.

    Attributes:
        message: continues a sentence.
        help: what to do.
        must: false where the standard only recommends the form.
        nearest: the right value, where one is near.
    """

    message: str
    help: str
    must: bool = True
    nearest: str | None = None


def email(text: str) -> FormatFault | None:
    """An e-mail address (RFC 5321, 4.1.2): one @ outside quotes, a local part, a domain. Not more: mailboxes may be odd."""
    if _plain_address().fullmatch(text) and ".." not in text and len(text) <= 254:
        return None
    local, at, domain = text.rpartition("@")
    if not at or not local or not domain:
        return FormatFault("it needs a local part, an @ and a domain", "send an address such as `name@company.example`")
    if any(character.isspace() for character in text) and not local.startswith('"'):
        return FormatFault("it holds a blank", "remove the blank")
    if not local.startswith('"') and (local.startswith(".") or local.endswith(".") or ".." in local):
        return FormatFault("its dots stand at an end or side by side before the @", "write it as the mailbox is called")
    if domain.startswith((".", "-")) or domain.endswith((".", "-")) or ".." in domain or "@" in local.strip('"'):
        return FormatFault("what stands behind the @ is no domain", "send an address such as `name@company.example`")
    if len(local) > 64 or len(text) > 254:
        return FormatFault("it is longer than an address can be (64 before, 254 in all)", "send a shorter address")
    return None


@cache
def _plain_address() -> re.Pattern[str]:
    # What most addresses look like. Compiled when the first is read, as all patterns here: most runs read none.
    return re.compile(r"[A-Za-z0-9.+_%'-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


def timezone(text: str) -> FormatFault | None:
    """A name of the IANA time zone database (RFC 7643, 4.1.1)."""
    if text in timezones():
        return None
    near = _meant_timezone(text)
    help_ = f"send `{near}`" if near else "send a name such as `Europe/Berlin`"
    return FormatFault("the IANA database does not know it", help_, must=False, nearest=near)


@cache
def timezones() -> frozenset[str]:
    """The names of the IANA time zone database."""
    from zoneinfo import available_timezones

    return frozenset(available_timezones())


@lru_cache(maxsize=256)
def _meant_timezone(text: str) -> str | None:
    return misspelt(text, tuple(sorted(timezones())))


# ISO 3166-1 alpha-2, officially assigned codes. Source: ISO 3166 Maintenance Agency, online browsing platform.
COUNTRIES = frozenset(
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD "
    "CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF "
    "GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN "
    "KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA "
    "NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI "
    "SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI "
    "VN VU WF WS YE YT ZA ZM ZW".split()
)
# What people write instead. XK is user-assigned, and used for Kosovo everywhere.
_MEANT_COUNTRIES = {"UK": "GB", "EL": "GR", "England": "GB", "Great Britain": "GB"}


def country(text: str) -> FormatFault | None:
    """A code of ISO 3166-1 alpha-2 (RFC 7643, 4.1.2)."""
    if text in COUNTRIES or text == "XK":
        return None
    meant = _meant_country(text)
    help_ = (
        f"send `{meant}`" if meant else "send a code such as `DE`; `Iso3166Convert.toAlpha2(x)` makes it of longer ones"
    )
    return FormatFault("it is none of ISO 3166-1", help_, nearest=meant)


@lru_cache(maxsize=256)
def _meant_country(text: str) -> str | None:
    """The code of a country that is given by its name, its three letters, or in small ones."""
    upper = text.strip().upper()
    if upper in COUNTRIES:
        return upper
    meant = next((code for name, code in _MEANT_COUNTRIES.items() if name.upper() == upper), None)
    if meant is None:
        import pycountry

        try:
            meant = pycountry.countries.lookup(text.strip()).alpha_2
        except LookupError:
            return None
    return meant


# ISO 639-1, with the codes that it withdrew and that are still sent.
_LANGUAGES = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et "
    "eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl "
    "km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj "
    "om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to "
    "tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu iw in ji jw mo sh".split()
)
# Codes of countries that are sent for their languages.
_MEANT_LANGUAGES = {"cn": "zh", "cz": "cs", "dk": "da", "gr": "el", "jp": "ja", "ua": "uk", "vn": "vi"}
# Regions of the registry of language subtags that are no countries, or no longer.
_REGIONS = COUNTRIES | frozenset("AC AN BU CP CS DD DG EA EU EZ FX IC NT SU TA TP UN XK YD YU ZR".split())


@cache
def _tag() -> re.Pattern[str]:
    return re.compile(
        r"(?P<language>[a-z]{2,3})(?:-[a-z]{3}){0,3}(?:-[a-z]{4})?(?:-(?P<region>[a-z]{2}|\d{3}))?"
        r"(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*(?:-[0-9a-wyz](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?"
        r"|x(?:-[a-z0-9]{1,8})+|i-[a-z]+",
        re.IGNORECASE,
    )


@cache
def plain_tag(separator: str) -> str:
    """A pattern of what most tags look like: a language of two letters, perhaps with a country. All that it fits are right."""
    return f"(?:{'|'.join(sorted(_LANGUAGES))})(?:{separator}(?:{'|'.join(sorted(COUNTRIES))}))?"


_LONGEST_TAG = 100
"""No language tag comes near it. What is longer is not looked at: it may be long to make patterns slow."""


@lru_cache(maxsize=1024)
def language_tag(text: str) -> FormatFault | None:
    """A language tag (RFC 5646): well formed, with a language and a region that exist."""
    match = _tag().fullmatch(text) if len(text) <= _LONGEST_TAG else None
    if match is None:
        near = _meant_language(text)
        return FormatFault("it is not formed like `en-US`", f"send `{near or 'en-US'}`", must=False, nearest=near)
    language, region = match["language"], match["region"]
    if language is not None and len(language) == 2 and language.lower() not in _LANGUAGES:
        meant = _MEANT_LANGUAGES.get(language.lower())
        near = f"{meant}{text[2:]}" if meant else None
        return FormatFault(f"there is no language `{language}`", f"send `{near or 'en-US'}`", must=False, nearest=near)
    if region is not None and region.isalpha() and region.upper() not in _REGIONS:
        meant = _MEANT_COUNTRIES.get(region.upper())
        near = f"{text[: match.start('region')]}{meant}{text[match.end('region') :]}" if meant else None
        return FormatFault(f"there is no region `{region}`", f"send `{near or language}`", must=False, nearest=near)
    return None


def accepted_languages(text: str) -> FormatFault | None:
    """A value of HTTP's Accept-Language (RFC 7231, 5.3.5): language tags, each perhaps with a weight."""
    for item in text.split(","):
        tag, _, weight = item.strip().partition(";")
        fault = None if tag == "*" else language_tag(tag.strip())
        if fault is not None:
            return fault if item == text else fault._replace(nearest=None)
        if weight and not re.fullmatch(r"\s*q=(0(\.\d{0,3})?|1(\.0{0,3})?)\s*", weight):
            return FormatFault(f"`{weight}` is no weight", "write it as in `fr, en;q=0.8`", must=False)
    return None


def _meant_language(text: str) -> str | None:
    """The tag of a language that is named in English (``English (US)``), or that is written as systems do (``en_US.UTF-8``)."""
    if len(text) > _LONGEST_TAG:
        return None
    plain = re.split(r"[.@]", text.strip())[0].replace("_", "-").replace(" ", "")
    if _tag().fullmatch(plain) and language_tag(plain) is None:
        return plain
    named = re.fullmatch(r"\s*([A-Za-z]+)(?:\s*\(?\s*(?:([A-Z]{2})|[\w .]*)\s*\)?)?\s*", text)
    if named is None:
        return None
    import pycountry

    found = pycountry.languages.get(name=named[1].capitalize())
    code = getattr(found, "alpha_2", None)
    if code is None:
        return None
    return f"{code}-{named[2]}" if named[2] in _REGIONS else str(code)


def uri(text: str, *, external: bool) -> FormatFault | None:
    """A URI (RFC 3986); ``external`` for one that leads out of the service, which needs a scheme to lead anywhere."""
    # Letters beyond ASCII are those of an IRI, which servers take.
    found = re.search(r"[\s<>\"{}|\\^`\x00-\x1f]", text)
    if found is not None:
        what = "a blank" if found[0].isspace() else f"`{found[0]}`"
        return FormatFault(f"it holds {what}", "send an address such as `https://cdn.company.example/ada.jpg`")
    if external and not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:.", text) and not text.startswith(("/", "./", "../")):
        return FormatFault("it has no scheme", "send the whole address, with `https://`", must=False)
    return None


def base64_data(text: str) -> FormatFault | None:
    """Bytes in base64 (RFC 4648, section 4 or 5; RFC 7643, 2.3.6): the padding may be left out."""
    plain = "".join(text.splitlines()).rstrip("=")
    if not re.fullmatch(r"[A-Za-z0-9+/]*|[A-Za-z0-9_-]*", plain) or len(plain) % 4 == 1:
        return FormatFault("it is not base64", "encode the bytes: no header lines, no blanks")
    return None


def date_time(text: str) -> FormatFault | None:
    """A dateTime (RFC 7643, 2.3.5; XML Schema, 3.3.7): date, T, time, and for SCIM a zone."""
    if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?", text):
        return None
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return FormatFault("it has no time", f"send `{text}T00:00:00.000Z`")
    return FormatFault("it is not `yyyy-MM-ddTHH:mm:ss.SSSZ`", "convert it with `Time.fromStringToIso8601(x, pattern)`")


def phone(text: str) -> FormatFault | None:
    """A phone number as people write it; RFC 3966 form is recommended, and hardly anybody demands it."""
    plain = text.removeprefix("tel:")
    if len(plain) > 5 and not plain.strip("+-(). 0123456789"):
        return None
    if re.search(r"[^\W\d_]", re.sub(r"(?i)(?:;?ext(?:ension)?\.?=?|x)\s*\d+$", "", plain)):
        return FormatFault("it holds words", "send digits: `+15550100`, an extension as `;ext=12`", must=False)
    if sum(character.isdigit() for character in plain) < 3:
        return FormatFault("it holds no number", "send digits: `+15550100`", must=False)
    return None


# Words that stand for "nothing": placeholder-literal says so, better than any format could.
_PLACEHOLDERS = frozenset(
    "n/a na #n/a null none nil undefined tbd tba nan (null) <null> xxx".split() + ["not available", "not applicable"]
)


SURE_PLACEHOLDERS = frozenset(
    ["n/a", "#n/a", "(null)", "<null>", "undefined", "tbd", "not available", "not applicable"]
)
"""Those, in lower case, that mean nothing else anywhere: "NA" is North America, Namibia, Naples, and a family name."""


def is_placeholder(text: str) -> bool:
    """Whether a text is a word that stands for no value (``N/A``, ``null``), whatever its letter case."""
    return text.strip(" .").lower() in _PLACEHOLDERS


NO_PLACEHOLDER = rf"(?![ .]*(?i:{'|'.join(map(re.escape, sorted(_PLACEHOLDERS)))})[ .]*\Z)(?s:.*)"
"""A pattern of the texts that are no placeholders."""
