"""SCIM attribute paths (RFC 7644, section 3.10 and figure 1): ``userName``, ``name.givenName``,
``urn:...:User:manager.value``, ``emails[type eq "work"].value``.

Beside the paths of the RFC there is the position form ``emails[1].type``, which Okta's external names know.
"""

from __future__ import annotations

import re
from functools import cache

from maplint.record import NamedTuple
from maplint.scim import CORE_USER


class Filter(NamedTuple):
    """The condition that picks an element of a multi-valued attribute: ``attribute eq value``."""

    attribute: str
    value: str | bool

    def key(self) -> tuple[str, str]:
        """Equal for conditions that pick the same element. Names ignore letter case, values don't."""
        value = str(self.value).lower() if isinstance(self.value, bool) else self.value
        return self.attribute.lower(), value


class PathError(ValueError):
    """A text is no attribute path. ``offset`` is where it stops being one, in code points."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


class AttributePath(NamedTuple):
    """Where a value stands in a resource. ``schema`` is None for the core schema of the resource; ``position`` counts the
    elements of a multi-valued attribute from 0."""

    schema: str | None
    attribute: str
    filter: Filter | None = None
    position: int | None = None
    sub_attribute: str | None = None

    def __str__(self) -> str:
        """The path as RFC 7644 writes it; the core schema's URN is left out."""
        head = "" if self.schema is None or self.schema.lower() == CORE_USER.lower() else f"{self.schema}:"
        return head + self.local()

    def local(self) -> str:
        """The path without its schema."""
        text = self.attribute
        if self.position is not None:
            text += f"[{self.position}]"
        elif self.filter is not None:
            value = self.filter.value
            shown = ("true" if value else "false") if isinstance(value, bool) else f'"{value}"'
            text += f"[{self.filter.attribute} eq {shown}]"
        return f"{text}.{self.sub_attribute}" if self.sub_attribute else text

    def local_key(self) -> str:
        """The attribute and sub-attribute in lower case, whatever the element: ``emails.value``."""
        name = self.attribute.lower()
        return f"{name}.{self.sub_attribute.lower()}" if self.sub_attribute else name

    def _element(self) -> tuple[object, ...]:
        schema = (self.schema or CORE_USER).lower()
        return schema, self.attribute.lower(), self.filter.key() if self.filter else None, self.position

    def same_as(self, other: AttributePath) -> bool:
        """Whether both lead to the same place. Names and URNs ignore letter case (RFC 7643, section 2.1)."""
        mine, theirs = (self.sub_attribute or "").lower(), (other.sub_attribute or "").lower()
        return mine == theirs and self._element() == other._element()

    def contains(self, other: AttributePath) -> bool:
        """Whether the other path leads to a part of what this one leads to: the whole attribute, or the whole element."""
        if self.sub_attribute is not None or self.same_as(other):
            return False
        if self._element() == other._element():
            return True
        whole = self.filter is None and self.position is None
        return whole and self._element()[:2] == other._element()[:2]

    def serves(self, demanded: AttributePath) -> bool:
        """Whether what is sent here holds what is demanded: the same, the whole of it, or a part; without a filter, any
        element's. Where another part of the attribute is sent, what lacks in it is another question."""
        if self.same_as(demanded) or self.contains(demanded) or demanded.contains(self):
            return True
        return demanded.filter is None and self._element()[:2] == demanded._element()[:2]


@cache
def _local_pattern() -> re.Pattern[str]:
    # Compiled when the first path is read: most runs read none, and compiling takes longer than checking a file.
    name = r"[$A-Za-z][\w$-]*"
    return re.compile(
        rf"(?P<attribute>{name})"
        rf"(?:\[\s*(?:(?P<index>\d{{1,5}})|(?P<key>{name})\s+eq\s+(?P<value>\"(?:[^\"\\]|\\.)*\"|true|false))\s*\])?"
        rf"(?:\.(?P<sub>{name}))?",
        re.IGNORECASE,
    )


def parse_attribute_path(text: str) -> AttributePath:
    """Read a path.

    Raises:
        PathError: the text is none.
    """
    schema: str | None = None
    local = text
    if text[:4].lower() == "urn:":
        bracket = text.find("[")
        cut = text.rfind(":", 0, bracket if bracket >= 0 else len(text))
        schema, local = text[:cut], text[cut + 1 :]
        # A version such as `2.0` may look like an attribute with a sub-attribute, but no name begins with a digit.
    match = _local_pattern().match(local)
    offset = len(text) - len(local)
    if match is None:
        raise PathError("an attribute name is expected", offset)
    if match.end() != len(local):
        raise PathError("the path goes on with something that is no part of one", offset + match.end())
    condition: Filter | None = None
    if match["key"]:
        value = match["value"]
        plain: str | bool = value.lower() == "true" if value[0] != '"' else re.sub(r"\\(.)", r"\1", value[1:-1])
        condition = Filter(match["key"], plain)
    index = int(match["index"]) if match["index"] else None
    return AttributePath(schema, match["attribute"], condition, index, match["sub"])
