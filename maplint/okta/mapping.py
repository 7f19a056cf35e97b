"""Profile mappings as the Mappings API gives them (`GET /api/v1/mappings/{id}`) or takes them (the body of a POST).

Source: Okta management OpenAPI description, ProfileMapping; what live data adds to it is noted where it matters.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from maplint.record import NamedTuple
from maplint.source.place import Part, Place

if TYPE_CHECKING:
    from maplint.source.document import Document
    from maplint.source.place import Pointer
    from maplint.terraform.resource import ResourceInstance


class Direction(Enum):
    """Which way values go. ``UNKNOWN`` only for request bodies that name neither end."""

    OUTBOUND = "Okta to app"
    INBOUND = "app to Okta"
    UNKNOWN = "unknown"


class MappingEnd(NamedTuple):
    """One end of a mapping: ``type`` is ``user`` (id: the user type's, ``oty...``) or ``appuser`` (id: the app's or IdP's, ``0oa...``)."""

    id: str | None
    name: str | None
    type: str | None
    schema_href: str | None


class PropertyMapping:
    """One entry of a profile mapping: target variable, expression, push status.

    ``removed`` is true for ``null`` in a request body, which deletes the entry at Okta.
    ``push_status`` is None where the file does not give it.
    """

    __slots__ = ("expression", "mapping", "pointer", "push_status", "removed", "variable")

    def __init__(
        self,
        mapping: ProfileMapping,
        variable: str,
        pointer: Pointer,
        expression: str | None,
        push_status: str | None,
        removed: bool,
    ) -> None:
        self.mapping = mapping
        self.variable = variable
        self.pointer = pointer
        self.expression = expression
        self.push_status = push_status
        self.removed = removed

    def key_place(self) -> Place:
        """Where the target variable is named."""
        return Place(self.mapping.document, self.pointer, Part.KEY)

    def expression_place(self, start: int | None = None, end: int | None = None) -> Place:
        """Where the expression stands, or its code points ``[start, end)``."""
        fragment = None if start is None or end is None else (start, end)
        return Place(self.mapping.document, (*self.pointer, "expression"), Part.VALUE, fragment)

    def push_status_place(self) -> Place:
        """Where the push status stands; the whole entry when the file doesn't give one."""
        if self.push_status is None:
            return self.key_place()
        return Place(self.mapping.document, (*self.pointer, "pushStatus"))


class ProfileMapping:
    """A ``source -> target`` set of property mappings, at ``pointer`` in ``document``.

    ``partial``: Okta may hold entries that are not there. So it is with Terraform and with the body of a POST, which leave alone
    what they don't name.
    ``resource``: what declares it in Terraform; None for exports.
    """

    __slots__ = ("direction", "document", "id", "partial", "pointer", "properties", "resource", "source", "target")

    def __init__(
        self,
        document: Document,
        pointer: Pointer,
        id: str | None,  # noqa: A002 - Okta's word
        source: MappingEnd,
        target: MappingEnd,
    ) -> None:
        self.document = document
        self.pointer = pointer
        self.id = id
        self.source = source
        self.target = target
        self.properties: dict[str, PropertyMapping] = {}
        self.direction = Direction.UNKNOWN
        self.partial = False
        self.resource: ResourceInstance | None = None

    @property
    def app(self) -> MappingEnd | None:
        """The end that is not Okta; None when the direction is unknown."""
        if self.direction is Direction.OUTBOUND:
            return self.target
        return self.source if self.direction is Direction.INBOUND else None

    @property
    def user(self) -> MappingEnd | None:
        """The end that is Okta; None when the direction is unknown."""
        if self.direction is Direction.OUTBOUND:
            return self.source
        return self.target if self.direction is Direction.INBOUND else None

    def place(self) -> Place:
        """Where the entries of this mapping begin: its ``properties``."""
        return Place(self.document, (*self.pointer, "properties"), Part.KEY)


def read_mapping(document: Document, pointer: Pointer, value: dict[str, Any]) -> ProfileMapping:
    """The mapping at ``pointer``; ``value`` has passed the shape check, but may lack anything that Okta may leave out."""
    mapping = ProfileMapping(
        document, pointer, _text(value.get("id")), _read_end(value.get("source")), _read_end(value.get("target"))
    )
    entries = value.get("properties")
    for variable, entry in entries.items() if isinstance(entries, dict) else ():
        mapping.properties[variable] = _read_entry(mapping, variable, entry)
    mapping.direction = _direction(mapping)
    # What Okta answers always names both ends; only what is posted need not.
    mapping.partial = mapping.id is None and "source" not in value and "target" not in value
    return mapping


def _read_end(value: object) -> MappingEnd:
    if not isinstance(value, dict):
        return MappingEnd(None, None, None, None)
    links = value.get("_links")
    schema = links.get("schema") if isinstance(links, dict) else None
    href = schema.get("href") if isinstance(schema, dict) else None
    return MappingEnd(_text(value.get("id")), _text(value.get("name")), _text(value.get("type")), _text(href))


def _read_entry(mapping: ProfileMapping, variable: str, entry: object) -> PropertyMapping:
    pointer = (*mapping.pointer, "properties", variable)
    if not isinstance(entry, dict):
        return PropertyMapping(mapping, variable, pointer, None, None, removed=entry is None)
    expression = _text(entry.get("expression"))
    # Since 2025 the API description also spells the removal {"expression": null, "pushStatus": null}.
    removed = expression is None and "expression" in entry and entry["expression"] is None
    return PropertyMapping(mapping, variable, pointer, expression, _text(entry.get("pushStatus")), removed)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


_APP_ID_PREFIX = "0oa"
_USER_TYPE_ID_PREFIX = "oty"
# Only Okta has these; an app profile calls them otherwise (userName, givenName, email).
_OKTA_VARIABLES = frozenset({"login", "firstName", "lastName", "mobilePhone", "secondEmail", "countryCode", "zipCode"})


def _direction(mapping: ProfileMapping) -> Direction:
    source, target = is_user(mapping.source), is_user(mapping.target)
    if source is not None and source is target:
        return Direction.UNKNOWN  # two ends of one kind, which Okta does not map; Terraform can write that down
    if source is not None or target is not None:
        outbound = source if source is not None else not target
        return Direction.OUTBOUND if outbound else Direction.INBOUND
    return _direction_from_entries(mapping)


def is_user(end: MappingEnd) -> bool | None:
    """Whether this end is Okta's: by type, else by the prefix of its id (Okta ids carry their kind)."""
    if end.type in ("user", "appuser"):
        return end.type == "user"
    if end.id is not None and end.id.startswith((_APP_ID_PREFIX, _USER_TYPE_ID_PREFIX)):
        return end.id.startswith(_USER_TYPE_ID_PREFIX)
    return None


def _direction_from_entries(mapping: ProfileMapping) -> Direction:
    """A request body names no ends: which root do its expressions read, and what are its variables called?"""
    votes = 0
    for entry in mapping.properties.values():
        text = entry.expression or ""
        votes += 2 * (_reads(text, "user.") - _reads(text, "appuser."))
        votes -= entry.variable in _OKTA_VARIABLES
    if votes == 0:
        return Direction.UNKNOWN
    return Direction.OUTBOUND if votes > 0 else Direction.INBOUND


def _reads(expression: str, root: str) -> bool:
    at = expression.find(root)
    return at >= 0 and (at == 0 or not (expression[at - 1].isalnum() or expression[at - 1] in "_."))
