"""Checks of single values, made once for each attribute of a target and asked for each value.

A check answers with nothing for what is right, as fast as it can, and with one fault for each cause otherwise.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from maplint.names import nearest
from maplint.record import NamedTuple
from maplint.scim import formats
from maplint.scim.cause import Cause
from maplint.scim.characters import BLANKS, is_invisible, refused
from maplint.scim.violation import Correction, Mend

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from maplint.scim.limits import Limit
    from maplint.scim.path import AttributePath
    from maplint.scim.schema import Attribute


class Fault(NamedTuple):
    """What is wrong with a value, wherever it stands. See `maplint.scim.violation.Violation` for what each part says."""

    cause: str
    message: str
    help: str
    expected: str = ""
    nearest: str | None = None
    correction: Correction | None = None
    limit: Limit | None = None
    sure: bool = True
    as_if: str | None = None


if TYPE_CHECKING:
    Check = Callable[[Any], Sequence[Fault]]
    TextCheck = Callable[[str], Fault | None]

_RIGHT: tuple[Fault, ...] = ()


def value_check(path: AttributePath, attribute: Attribute, limits: Sequence[Limit], title: str, *, own: bool) -> Check:
    """The check of a simple value: one, or an element of many.

    Args:
        limits: what is known of this attribute beyond its schema.
        title: what to call the target.
        own: whether the target itself published the schema: its suggestions count for more than the RFC's.
    """
    if attribute.type == "boolean":
        return _boolean_check(path)
    if attribute.type in ("integer", "decimal"):
        return _number_check(path, attribute, title)
    return _text_check(path, attribute, limits, title, own)


def type_name(value: object) -> str:
    """A JSON type in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "a text"
    return "a list" if isinstance(value, list) else "an object"


def shown(value: object) -> str:
    """A value for a sentence, cut to what fits."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{text}`" if len(text) <= 60 else f"`{text[:57]}...`"


# --- true and false, numbers ----------------------------------------------------------------------------------------------


def _boolean_check(path: AttributePath) -> Check:
    def check(value: Any) -> Sequence[Fault]:
        if value is True or value is False:
            return _RIGHT
        if not isinstance(value, str):
            return (_wrong_type(path, value, "true or false"),)
        right = value.strip().lower()
        known = right in ("true", "false")
        return (
            Fault(
                Cause.TEXT_FOR_BOOLEAN,
                f'`{path.local()}` is true or false, and `"{value}"` is a text',
                f"write {right} without quotes" if known else "write true or false, without quotes",
                "true or false",
                right if known else None,
                Correction(Mend.REPLACE, value=right == "true", sure=True) if known else None,
            ),
        )

    return check


def _number_check(path: AttributePath, attribute: Attribute, title: str) -> Check:
    whole = attribute.type == "integer"
    expected = "a whole number" if whole else "a number"
    least, most = attribute.minimum, attribute.maximum

    def check(value: Any) -> Sequence[Fault]:
        kind = type(value)
        if kind is not int and (kind is not float or (whole and not value.is_integer())):
            return (_wrong_type(path, value, expected, _number(value, whole)),)
        if (least is not None and value < least) or (most is not None and value > most):
            bound = f"at least {least:g}" if least is not None and value < least else f"at most {most:g}"
            message = f"`{path.local()}` is {value}, and {title} takes {bound}"
            return (Fault(Cause.LENGTH, message, f"send {bound}", bound),)
        return _RIGHT

    return check


def _number(value: object, whole: bool) -> Correction | None:
    """The number that a text holds."""
    text = value.strip() if isinstance(value, str) else ""
    plain = text.removeprefix("-")
    if plain.isascii() and plain.isdigit() and (plain == "0" or plain[0] != "0"):
        return Correction(Mend.REPLACE, value=int(text), sure=True)
    head, point, tail = plain.partition(".")
    if point and not whole and head.isdigit() and tail.isdigit() and plain.isascii():
        return Correction(Mend.REPLACE, value=float(text), sure=True)
    return None


def _wrong_type(path: AttributePath, value: object, expected: str, correction: Correction | None = None) -> Fault:
    right = correction.value if correction is not None else None
    help_ = f"write {right}" if isinstance(right, int | float) else f"send {expected}"
    if isinstance(right, str):
        help_ = "write it in quotes"
    return Fault(
        Cause.WRONG_TYPE,
        f"`{path.local()}` is {expected}, and {type_name(value)} is given",
        help_,
        expected,
        None if right is None else str(right),
        correction,
    )


# --- texts ----------------------------------------------------------------------------------------------------------------


def _text_check(path: AttributePath, attribute: Attribute, limits: Sequence[Limit], title: str, own: bool) -> Check:
    text_checks = tuple(_text_checks(path, attribute, limits, title, own))
    form = _form(path, attribute, limits)
    if form is not None:
        text_checks = (_form_check(path, form), *text_checks)
    empty = _empty_fault(path, attribute, limits, formed=form is not None)
    only_blanks = _only_blanks_fault(path, attribute, limits)
    # Null is a family name; as a title or a department it is a mistake of a program.
    placeholders = formats.SURE_PLACEHOLDERS if _is_name(path) else formats.SURE_PLACEHOLDERS | {"null"}

    def check(value: Any) -> Sequence[Fault]:
        if type(value) is not str:
            right = _quoted(value)
            # Where its digits would not do either, quotes are no help.
            return (_wrong_type(path, value, "a text", None if right is None or check(right.value) else right),)
        if not value:
            return _RIGHT if empty is None else (empty,)
        faults: list[Fault] | None = None
        if not value.isprintable() or value[0] == " " or value[-1] == " ":
            faults = _untidy(path, value)
            value = value.strip(BLANKS)
            if not value:
                return faults if only_blanks is None else (only_blanks,)
        if value.lower() in placeholders:
            return (_placeholder(path, value, form),)
        for text_check in text_checks:
            fault = text_check(value)
            if fault is not None:
                if fault.cause is Cause.PLACEHOLDER:
                    return (fault,)
                faults = [fault] if faults is None else [*faults, fault]
        return _RIGHT if faults is None else faults

    return check


def _quoted(value: object) -> Correction | None:
    """The text of a number: an employee number that was written without quotes."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Correction(Mend.REPLACE, value=str(value), sure=True)
    return None


def _untidy(path: AttributePath, value: str) -> list[Fault]:
    faults: list[Fault] = []
    right = value.strip(BLANKS)
    if right != value:
        side = "begins" if value != value.lstrip(BLANKS) else "ends"
        message = f"`{path.local()}` {side} with a blank" if right else f"`{path.local()}` holds nothing but blanks"
        faults.append(_mended(Cause.BLANKS, message, f"write {shown(right)}", right))
    invisible = next((character for character in right if is_invisible(character)), None)
    if invisible is not None:
        plain = "".join(character for character in right if not is_invisible(character))
        held = "the invisible character" if plain else "nothing but the invisible character"
        message = f"`{path.local()}` holds {held} U+{ord(invisible):04X}"
        faults.append(_mended(Cause.INVISIBLE, message, "remove it; it usually comes with a copied text", plain))
    return faults


def _mended(cause: str, message: str, help_: str, right: str) -> Fault:
    """A fault of a text that is ``right`` without what does not belong into it; an empty one is no value."""
    if not right:
        return Fault(cause, message, "leave the attribute out where there is no value")
    return Fault(cause, message, help_, "", right, Correction(Mend.REPLACE, value=right))


def _is_name(path: AttributePath) -> bool:
    return path.attribute.lower() in ("name", "displayname", "nickname", "username")


def _placeholder(path: AttributePath, value: str, form: _Form | None) -> Fault:
    """A word that stands for no value; where it breaks a form, the target answers as to any other wrong value."""
    message = f"{shown(value)} is sent as the value of `{path.local()}`"
    help_ = "leave the attribute out where there is no value"
    broken = form.fault_of(value) if form is not None else None
    if form is None or broken is None:
        return Fault(Cause.PLACEHOLDER, message, help_, "a value or nothing")
    return Fault(Cause.PLACEHOLDER, message, help_, form.expected, limit=form.limit, sure=broken.must, as_if=form.cause)


def _empty_fault(path: AttributePath, attribute: Attribute, limits: Sequence[Limit], *, formed: bool) -> Fault | None:
    """What is wrong with an empty text; None where it is a value like any other (RFC 7643, section 2.5, does not name it)."""
    limit = next((x for x in limits if x.kind == "min_length" and x.value > 0), None)
    limit = limit or next((x for x in limits if x.kind == "required"), None)
    if limit is not None or attribute.required or (attribute.min_length or 0) > 0:
        return Fault(
            Cause.EMPTY, f"`{path.local()}` is empty, and a value is required", "send a value", "a text that is not empty", None,
            None, limit,
        )  # fmt: skip
    if formed:
        help_ = "leave the attribute out where there is no value"
        return Fault(Cause.EMPTY, f"`{path.local()}` is sent empty", help_, "a value or nothing", sure=False)
    return None


def _only_blanks_fault(path: AttributePath, attribute: Attribute, limits: Sequence[Limit]) -> Fault | None:
    limit = next((limit for limit in limits if limit.kind == "not_only_spaces"), None)
    if limit is None and not attribute.required and not any(limit.kind == "required" for limit in limits):
        return None
    message = f"`{path.local()}` holds nothing but blanks, and a value is required"
    return Fault(Cause.EMPTY, message, "send a value", "a text that is not empty", limit=limit)


# --- the form of a text ---------------------------------------------------------------------------------------------------


class _Form(NamedTuple):
    """A form that values must have: what is wrong with one, how that is called, and the limit that demands it."""

    cause: str
    expected: str
    fault_of: Callable[[str], formats.FormatFault | None]
    limit: Limit | None = None


def _external_uri(text: str) -> formats.FormatFault | None:
    return formats.uri(text, external=True)


def _any_uri(text: str) -> formats.FormatFault | None:
    return formats.uri(text, external=False)


def _locale(text: str) -> formats.FormatFault | None:
    """RFC 7643 (4.1.1) lets servers take underscores."""
    return formats.language_tag(text.replace("_", "-")) and formats.language_tag(text)


def _underscored(text: str) -> formats.FormatFault | None:
    fault = formats.language_tag(text.replace("_", "-"))
    if fault is not None:
        right = fault.nearest.replace("-", "_") if fault.nearest is not None else None
        return fault._replace(help=f"send `{right or 'en_US'}`", nearest=right)
    if "-" in text:
        right = text.replace("-", "_")
        return formats.FormatFault("it is written with a hyphen", f"write `{right}`", must=False, nearest=right)
    return None


_BY_NAME = {
    "emails.value": _Form(Cause.EMAIL, "an e-mail address", formats.email),
    "phonenumbers.value": _Form(Cause.PHONE, "a phone number", formats.phone),
    "addresses.country": _Form(Cause.COUNTRY, "the code of a country", formats.country),
    "locale": _Form(Cause.LOCALE, "a language tag", _locale),
    "preferredlanguage": _Form(Cause.LOCALE, "a language tag", formats.accepted_languages),
    "timezone": _Form(Cause.TIMEZONE, "a time zone", formats.timezone),
}
_BY_TYPE = {
    "dateTime": _Form(Cause.DATE, "a dateTime with date, time and zone", formats.date_time),
    "binary": _Form(Cause.WRONG_TYPE, "bytes in base64", formats.base64_data),
    "reference": _Form(Cause.URI, "a URI", _any_uri),
}
_BY_LIMIT = {
    "email": _Form(Cause.EMAIL, "an e-mail address", formats.email),
    "timezone": _Form(Cause.TIMEZONE, "a time zone", formats.timezone),
    "uri": _Form(Cause.URI, "a URI", _external_uri),
    "locale-underscore": _Form(Cause.LOCALE, "a language and a country with an underscore", _underscored),
}


def _form(path: AttributePath, attribute: Attribute, limits: Sequence[Limit]) -> _Form | None:
    limit = next((limit for limit in limits if limit.kind == "format" and limit.value in _BY_LIMIT), None)
    if limit is not None:
        form = _BY_LIMIT[limit.value]
        cause = Cause.USER_NAME if path.local_key() == "username" and form.cause is Cause.EMAIL else form.cause
        return form._replace(cause=cause, limit=limit)
    if attribute.type == "reference" and "external" in attribute.reference_types:
        return _BY_TYPE["reference"]._replace(fault_of=_external_uri)
    by_type = _BY_TYPE.get(attribute.type)
    return by_type or (_BY_NAME.get(path.local_key()) if path.schema is None else None)


def _form_check(path: AttributePath, form: _Form) -> TextCheck:
    fault_of, cause, expected, limit = form.fault_of, form.cause, form.expected, form.limit

    def check(text: str) -> Fault | None:
        fault = fault_of(text)
        if fault is None:
            return None
        if formats.is_placeholder(text):
            return _placeholder(path, text, form)
        correction = Correction(Mend.REPLACE, value=fault.nearest) if fault.nearest is not None else None
        message = f"{shown(text)} is not {expected}: {fault.message}"
        return Fault(cause, message, fault.help, expected, fault.nearest, correction, limit, fault.must)

    return check


# --- further checks of texts ----------------------------------------------------------------------------------------------


def limit_checks(path: AttributePath, limits: Sequence[Limit], title: str) -> tuple[TextCheck, ...]:
    """The checks of a text by what is known of the target beyond its schemas."""
    return tuple(_limit_checks(path, limits, title))


def _text_checks(
    path: AttributePath, attribute: Attribute, limits: Sequence[Limit], title: str, own: bool
) -> Iterator[TextCheck]:
    length = _length_check(path, attribute, limits, title)
    if length is not None:
        yield length
    yield from _limit_checks(path, limits, title)
    if attribute.canonical_values and not any(limit.kind == "enum" for limit in limits):
        yield _canonical_check(path, tuple(str(value) for value in attribute.canonical_values), own)
    if path.local_key() in _IDENTIFIERS and path.schema is None:
        yield _ascii_check(path)


def _limit_checks(path: AttributePath, limits: Sequence[Limit], title: str) -> Iterator[TextCheck]:
    reserved = {str(member) for limit in limits if limit.kind == "reserved" for member in limit.value}
    charsets = [limit for limit in limits if limit.kind == "charset"]
    if charsets:
        yield _charset_check(path, charsets, title)
    for limit in limits:
        if limit.kind == "case":
            yield _case_check(path, limit, title)
        elif limit.kind == "reserved":
            yield _reserved_check(path, limit, title)
        elif limit.kind == "enum":
            yield _member_check(path, tuple(str(member) for member in limit.value), limit, reserved)


def _length_check(path: AttributePath, attribute: Attribute, limits: Sequence[Limit], title: str) -> TextCheck | None:
    bounds: list[tuple[int, Limit | None]] = []
    if attribute.max_length is not None:
        bounds.append((attribute.max_length, None))
    bounds += [(limit.value, limit) for limit in limits if limit.kind == "max_length" and limit.of is None]
    most, most_by = min(bounds, key=lambda bound: bound[0], default=(None, None))
    floors: list[tuple[int, Limit | None]] = []
    if attribute.min_length is not None:
        floors.append((attribute.min_length, None))
    floors += [(limit.value, limit) for limit in limits if limit.kind == "min_length" and limit.of is None]
    least, least_by = max(floors, key=lambda bound: bound[0], default=(None, None))
    if most is None and (least or 0) < 2:
        return None

    def check(text: str) -> Fault | None:
        length = len(text)
        if most is not None and length > most:
            bound, limit = f"at most {most}", most_by
        elif least is not None and length < least:
            bound, limit = f"at least {least}", least_by
        else:
            return None
        message = f"`{path.local()}` has {length} characters, and {title} takes {bound}"
        return Fault(Cause.LENGTH, message, f"send {bound} characters", f"{bound} characters", limit=limit)

    return check


def _charset_check(path: AttributePath, limits: Sequence[Limit], title: str) -> TextCheck:
    taken: set[str] = set()

    def check(text: str) -> Fault | None:
        if taken.issuperset(text):
            return None
        for limit in limits:
            character = refused(limit, text)
            if character is not None:
                named = f"`{character}`" if character.isprintable() else f"the character U+{ord(character):04X}"
                message = f"`{path.local()}` holds {'a blank' if character == ' ' else named}, which {title} refuses"
                return Fault(Cause.CHARACTERS, message, "send a value without it", limit=limit)
        # Characters repeat: what was taken once need not be looked up again. There are not many.
        if len(taken) < 4096:
            taken.update(text)
        return None

    return check


def _case_check(path: AttributePath, limit: Limit, title: str) -> TextCheck:
    upper = limit.value == "upper"

    def check(text: str) -> Fault | None:
        right = text.upper() if upper else text.lower()
        if text == right:
            return None
        message = f"{title} knows `{path.local()}` in {limit.value} case only, and {shown(text)} is given"
        correction = Correction(Mend.REPLACE, value=right)
        return Fault(
            Cause.LETTER_CASE, message, f"write {shown(right)}", f"{limit.value} case", right, correction, limit
        )

    return check


def _reserved_check(path: AttributePath, limit: Limit, title: str) -> TextCheck:
    reserved = frozenset(str(member) for member in limit.value)

    def check(text: str) -> Fault | None:
        if text not in reserved:
            return None
        message = f"{shown(text)} cannot be given through SCIM to `{path.local()}` of {title}"
        return Fault(Cause.RESERVED, message, "send another value", limit=limit)

    return check


def _member_check(path: AttributePath, members: tuple[str, ...], limit: Limit, reserved: set[str]) -> TextCheck:
    known = frozenset(members) | reserved

    def check(text: str) -> Fault | None:
        return None if text in known else _no_member(Cause.NOT_A_MEMBER, path, text, members, limit)

    return check


def _canonical_check(path: AttributePath, members: tuple[str, ...], own: bool) -> TextCheck:
    """Canonical values are suggestions (RFC 7643, section 7): only a slip in one, or one that the target itself does not
    list, is worth a word. Letter case is ignored, as in all texts that are not case exact."""
    known = frozenset(member.lower() for member in members)

    def check(text: str) -> Fault | None:
        if text.lower() in known:
            return None
        fault = _no_member(Cause.NOT_CANONICAL, path, text, members, None)
        return fault._replace(sure=own) if own or fault.nearest is not None else None

    return check


@lru_cache(maxsize=1024)
def _nearest_member(text: str, members: tuple[str, ...]) -> str | None:
    return nearest(text, members)


def _no_member(cause: str, path: AttributePath, text: str, members: tuple[str, ...], limit: Limit | None) -> Fault:
    right = _nearest_member(text, members)
    listed = ", ".join(f"`{member}`" for member in members[:8]) + (", ..." if len(members) > 8 else "")
    return Fault(
        cause,
        f"{shown(text)} is none of the values of `{path.local()}`" + (f"; `{right}` is" if right else ""),
        f"write `{right}`" if right else f"write one of {listed}",
        f"one of {listed}",
        right,
        Correction(Mend.REPLACE, value=right) if right else None,
        limit,
    )


_IDENTIFIERS = frozenset({"username", "emails.value"})


def _ascii_check(path: AttributePath) -> TextCheck:
    def check(text: str) -> Fault | None:
        if text.isascii():
            return None
        local = text.rpartition("@")[0] if "@" in text else text
        found = next((character for character in local if ord(character) > 127 and character.isalnum()), None)
        if found is None:
            return None
        message = f"{shown(text)} holds `{found}`, and many targets take ASCII alone in `{path.local()}`"
        help_ = "write it plainly where the value is made; two people may then end up with one name"
        return Fault(Cause.NOT_ASCII, message, help_, sure=False)

    return check
