"""External names of app user properties: Okta's own way to write where a value goes at the app.

There is no official grammar. What Okta's templates, its help pages and vendors' guides use: ``title``,
``name.givenName``, ``emails.^[primary==true].value``, ``roles.^[type=='seat'].value`` (quotes optional),
``emails.[1].type``. People also write the path forms of RFC 7644 or of other identity providers here
(``emails[type eq "work"].value``): those are read too, with the fault named, so that the right form can be offered.
"""

from __future__ import annotations

import re
from functools import lru_cache

from maplint.record import NamedTuple
from maplint.scim.path import AttributePath, Filter

_NAME = r"[$A-Za-z_][\w$-]*"
_SHAPE = re.compile(
    rf"(?P<attribute>{_NAME})"
    r"(?P<selector>(?P<lead>\.?\^?)\[(?P<inner>[^\[\]]*)(?P<close>\]?))?"
    rf"(?:(?P<dot>\.)(?P<sub>{_NAME}(?:\.{_NAME})*))?"
)
_CONDITION = re.compile(
    rf"\s*(?P<name>{_NAME})\s*(?P<operator>==|=|eq\b|EQ\b|Eq\b|:)\s*(?P<value>'[^']*'|\"[^\"]*\"|[^'\"\s]+)\s*"
)


class NameFault(NamedTuple):
    """Something in an external name that Okta does not read: a stable ``kind`` and a sentence."""

    kind: str
    message: str


class ExternalName(NamedTuple):
    """An external name taken apart.

    ``corrected`` is the name in Okta's form when ``faults`` says that it is in another one and the meaning is clear.
    ``path`` is None when the text could not be understood at all.
    """

    text: str
    path: AttributePath | None
    faults: tuple[NameFault, ...]
    corrected: str | None


@lru_cache(maxsize=4096)
def parse_external_name(text: str) -> ExternalName:
    """Take an external name apart. Never raises: what is wrong is in ``faults``."""
    stripped = text.strip()
    schema, local = split_urn(stripped)
    match = _SHAPE.fullmatch(local)
    if match is None:
        return ExternalName(text, None, (NameFault("unreadable", "it is no attribute path"),), None)
    faults: list[NameFault] = []
    condition: Filter | None = None
    index: int | None = None
    if match["selector"] is not None:
        inner = match["inner"].strip()
        if inner.isdecimal() and inner.isascii() and len(inner) < 6:
            index = int(inner)
            if match["lead"] != ".":
                faults.append(NameFault("selector", f"an index is written `.[{inner}]`"))
        else:
            condition = _read_condition(inner, faults)
            if match["lead"] != ".^":
                faults.append(NameFault("selector", "Okta writes a filter `.^[attribute==value]`"))
        if not match["close"]:
            faults.append(NameFault("unclosed", "the bracket `[` is not closed"))
        if match["sub"] is None:
            faults.append(NameFault("no-sub-attribute", "the sub-attribute after the filter is missing (`.value`?)"))
    if stripped != text:
        faults.append(NameFault("blank", "a blank stands at its beginning or end"))
    path = AttributePath(
        schema=schema, attribute=match["attribute"], filter=condition, position=index, sub_attribute=match["sub"]
    )
    if match["selector"] is not None and condition is None and index is None:
        return ExternalName(text, path, tuple(faults), None)
    corrected = okta_form(path if match["sub"] or match["selector"] is None else path._replace(sub_attribute="value"))
    return ExternalName(text, path, tuple(faults), corrected if faults else None)


def split_urn(text: str) -> tuple[str | None, str]:
    """The URN that an external name begins with, if it does, and the rest (RFC 7644 section 3.10: ``urn:...:attribute``)."""
    if text[:4].lower() != "urn:":
        return None, text
    head = re.match(r"[^\[\]\s]*", text)
    cut = text.rfind(":", 0, head.end() if head else len(text))
    return text[:cut], text[cut + 1 :]


def okta_form(path: AttributePath) -> str:
    """The external name that Okta understands for an attribute path; the schema goes into the external namespace instead."""
    parts = [path.attribute]
    if path.position is not None:
        parts.append(f"[{path.position}]")
    elif path.filter is not None:
        parts.append(f"^[{path.filter.attribute}=={_condition_value(path.filter.value)}]")
    if path.sub_attribute:
        parts.append(path.sub_attribute)
    return ".".join(parts)


def _condition_value(value: str | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{value}'"


# What word processors and web pages make of quotes.
_STRAIGHT = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})


def _read_condition(inner: str, faults: list[NameFault]) -> Filter | None:
    straight = inner.translate(_STRAIGHT)
    if straight != inner:
        faults.append(NameFault("condition", "typographic quotes stand for straight ones"))
    match = _CONDITION.fullmatch(straight)
    if match is None:
        faults.append(NameFault("condition", f"`{inner}` is no condition of the form `attribute==value`"))
        return None
    if match["operator"] != "==":
        faults.append(NameFault("operator", f"Okta compares with `==`, not `{match['operator']}`"))
    value = match["value"]
    if value[0] in "'\"":
        return Filter(match["name"], value[1:-1])
    if value.lower() in ("true", "false"):
        return Filter(match["name"], value.lower() == "true")
    return Filter(match["name"], value)
