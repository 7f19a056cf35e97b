"""What Okta itself has against a value of a profile: its schema says which type, which members, how long, whether at all.

Source: Okta help and support articles on attribute mappings ("Invalid value data type for property [x]"; members of an enum;
required properties of an app), management OpenAPI description (minLength, maxLength, unique).
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from maplint.okta.schema import SchemaKind
from maplint.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from maplint.okta.schema import SchemaProperty


class Against(Enum):
    """Why a profile does not take a value."""

    TYPE = "a value of another type"
    MEMBER = "none of the members of the list"
    LENGTH = "longer or shorter than allowed"
    FORMAT = "no e-mail address"
    REQUIRED = "a required property has no value"


class ProfileFault(NamedTuple):
    """What is wrong with a value: sentences without a full stop."""

    against: Against
    message: str
    help: str
    consequence: str


_TYPES: dict[str | None, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "array": (list,),
}
_ARTICLES = {"integer": "an integer", "array": "an array"}
_ADDRESSES = frozenset({"login", "email", "secondEmail"})


def takes(property_: SchemaProperty) -> Callable[[Any], bool]:
    """A quick answer to whether Okta puts a value, which is not null, into a property: its type fits, and it is a member of the
    list if there is one. What Okta does with an element that is null is not documented: it passes."""
    types = _TYPES.get(property_.type)
    members = property_.enum
    if types is None:
        return lambda _value: True
    if property_.type == "array":
        item_types = _TYPES.get(property_.item_type)
        return lambda value: (
            type(value) is list
            and all(
                item is None
                or ((item_types is None or type(item) in item_types) and (members is None or item in members))
                for item in value
            )
        )
    if members is None:
        return lambda value: type(value) in types
    return lambda value: type(value) in types and value in members


def profile_fault(property_: SchemaProperty, value: Any) -> ProfileFault | None:
    """What Okta says to a value of a property, None included; None when it takes it."""
    name = property_.name
    who = f"the {property_.schema.kind.value}"
    given = property_.schema.document is not None
    if value is None or value == "":
        if not (property_.required and given):
            return None
        return ProfileFault(
            Against.REQUIRED,
            f"{who} requires `{name}`, and there is no value for it",
            'fill it in at the source, or give a fallback: `x ?: "..."`',
            "Okta cannot make the profile: the assignment waits for the value in the task list"
            if property_.schema.kind is SchemaKind.APP_USER
            else "Okta makes no user of it: a required property is missing",
        )
    if not takes(property_)(value):
        return _misfit(property_, value)
    length = _length_fault(property_, value, who) if given and isinstance(value, str) else None
    return length or _address_fault(property_, value)


def _misfit(property_: SchemaProperty, value: Any) -> ProfileFault:
    name = property_.name
    wanted = _ARTICLES.get(property_.type or "", f"a {property_.type}")
    consequence = f"Okta: Invalid value data type for property [{name}]; the value is not set, a new assignment fails"
    if _fits_type(property_, value):
        members = ", ".join(f"`{member}`" for member in (property_.enum or [])[:6])
        return ProfileFault(
            Against.MEMBER,
            f"{_said(value)} is no member of the list of `{name}`",
            f"yield one of {members}" + (", ..." if len(property_.enum or []) > 6 else ""),
            consequence,
        )
    if property_.type == "array" and isinstance(value, list):
        wanted = f"an array of {property_.item_type} values"
    return ProfileFault(
        Against.TYPE,
        f"`{name}` is {wanted}, and the expression yields {_said(value)}, {_kind(value)}",
        "yield true or false without quotes" if property_.type == "boolean" else f"yield {wanted}",
        consequence,
    )


def _fits_type(property_: SchemaProperty, value: Any) -> bool:
    if property_.type != "array":
        return type(value) in _TYPES.get(property_.type, ())
    items = _TYPES.get(property_.item_type)
    return isinstance(value, list) and all(item is None or items is None or type(item) in items for item in value)


def _length_fault(property_: SchemaProperty, value: str, who: str) -> ProfileFault | None:
    length = len(value.encode("utf-16-le", "surrogatepass")) // 2
    most, least = property_.max_length, property_.min_length
    if most is not None and length > most:
        bound = f"at most {most}"
    elif least is not None and length < least:
        bound = f"at least {least}"
    else:
        return None
    return ProfileFault(
        Against.LENGTH,
        f"`{property_.name}` has {length} character{'s' * (length != 1)}, and {who} takes {bound}",
        f"yield {bound} characters",
        "E0000001 Api validation failed: Okta does not take the profile",
    )


def _address_fault(property_: SchemaProperty, value: Any) -> ProfileFault | None:
    """Okta wants e-mail addresses in its own profiles alone; login by its default pattern."""
    if (
        property_.schema.kind is not SchemaKind.USER
        or property_.name not in _ADDRESSES
        or property_.pattern is not None
    ):
        return None
    from maplint.scim.formats import email

    fault = email(value) if isinstance(value, str) else None
    if fault is None:
        return None
    return ProfileFault(
        Against.FORMAT,
        f"{_said(value)} is no e-mail address: {fault.message}",
        fault.help,
        f"E0000001 Api validation failed: {property_.name}: Does not match required pattern",
    )


def _kind(value: Any) -> str:
    names = {str: "a string", bool: "a boolean", int: "an integer", float: "a number", list: "an array"}
    return names.get(type(value), "an object")


def _said(value: Any) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{text}`" if len(text) <= 60 else f"`{text[:57]}...`"
