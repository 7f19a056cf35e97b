"""Okta's two kinds of profile schema: of its own users, and of the users of one app.

Source: Okta management OpenAPI description, UserSchema; `GET /api/v1/meta/schemas/user/{id}` and
`GET /api/v1/meta/schemas/apps/{appId}/default`. Live bodies depart from it (`union` and `items` are there though dropped
from the description, `unique` is a text, `required` may be missing): read leniently.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, Any

from maplint.source.place import Part, Place

if TYPE_CHECKING:
    from maplint.source.document import Document
    from maplint.source.place import Pointer


class SchemaKind(Enum):
    """Whose profile a schema describes."""

    USER = "user schema"
    APP_USER = "app user schema"


class SchemaProperty:
    """One property of a profile.

    Attributes:
        name: the variable name, as mappings and expressions use it.
        section: ``base`` or ``custom``.
        type: ``string``, ``boolean``, ``number``, ``integer``, ``array``, ``object`` or None.
        item_type: the type of an array's items.
        required, min_length, max_length, format, pattern, enum: as in JSON Schema; ``enum`` holds the members that
            ``enum`` or ``oneOf`` (for arrays: of the items) allow, None when there is no such list.
        titles: label -> member, for members that carry a title.
        external_name, external_namespace: where an app user property goes at the app (None: not given).
        scope: ``NONE`` (may be set on group assignment), ``SELF`` or ``SYSTEM``.
        union: for arrays, whether values of several groups are combined (``ENABLE``); None where not given.
        unique: whether Okta keeps values apart (``UNIQUE_VALIDATED``).
    """

    __slots__ = (
        "definition",
        "enum",
        "external_name",
        "external_namespace",
        "format",
        "item_type",
        "max_length",
        "min_length",
        "mutability",
        "name",
        "pattern",
        "pointer",
        "required",
        "schema",
        "scope",
        "section",
        "signature",
        "title",
        "titles",
        "type",
        "union",
        "unique",
    )

    def __init__(
        self, schema: ProfileSchema, name: str, section: str, pointer: Pointer, value: dict[str, Any], required: bool
    ) -> None:
        self.schema = schema
        self.name = name
        self.section = section
        self.pointer = pointer
        self.definition = value
        self.title = _text(value.get("title"))
        self.type = _type(value.get("type"))
        items = value.get("items")
        items = items if isinstance(items, dict) else {}
        self.item_type = _type(items.get("type"))
        self.format = _text(value.get("format"))
        self.required = required
        self.min_length = _number(value.get("minLength"))
        self.max_length = _number(value.get("maxLength"))
        self.pattern = _text(value.get("pattern"))
        self.enum, self.titles = _members(items if self.type == "array" else value)
        self.external_name = _text(value.get("externalName"))
        self.external_namespace = _text(value.get("externalNamespace"))
        self.scope = _text(value.get("scope"))
        self.union = _text(value.get("union"))
        self.unique = value.get("unique") in ("UNIQUE_VALIDATED", True)
        self.mutability = _text(value.get("mutability"))
        self.signature = (
            name, section, self.type, self.item_type, self.format, required, self.min_length, self.max_length, self.pattern,
            repr(self.enum), self.external_name, self.external_namespace, self.scope, self.union, self.unique,
        )  # fmt: skip

    def place(self, *keys: str | int, part: Part | None = None) -> Place | None:
        """Where this property (or the value of one of its ``keys``) is declared; None for Okta's built-in schemas.

        Without keys that is the property's name. A key that isn't there is answered with the property's name too.
        """
        document = self.schema.document
        if document is None:
            return None
        value: Any = self.definition
        for key in keys:
            if (isinstance(value, dict) and key in value) or (
                isinstance(value, list) and isinstance(key, int) and key < len(value)
            ):
                value = value[key]  # type: ignore[index]
            else:
                keys = ()
                break
        if not keys:
            return Place(document, self.pointer, part or Part.KEY)
        return Place(document, (*self.pointer, *keys), part or Part.VALUE)


class ProfileSchema:
    """A profile schema. ``document`` is None for the ones that Okta brings and maplint assumes.

    ``partial``: Okta may hold properties that are not there; Terraform declares only some. ``last_updated``: when Okta last
    changed it (ISO 8601), where the export says so.
    """

    __slots__ = (
        "_whole",
        "app_id",
        "document",
        "id",
        "kind",
        "last_updated",
        "name",
        "partial",
        "pointer",
        "properties",
        "title",
    )

    def __init__(
        self,
        kind: SchemaKind,
        document: Document | None,
        pointer: Pointer,
        id: str | None,  # noqa: A002 - Okta's word
        name: str | None,
        title: str | None,
    ) -> None:
        self.kind = kind
        self.document = document
        self.pointer = pointer
        self.id = id
        self.name = name
        self.title = title
        self.app_id = _app_id(id)
        self.properties: dict[str, SchemaProperty] = {}
        self.partial = False
        self.last_updated: str | None = None
        self._whole: ProfileSchema | None = None

    def completed(self, by: ProfileSchema) -> ProfileSchema:
        """A partial schema with what another one has besides; one that is not partial is complete as it is. The whole is
        assumed; each property knows the schema that it is from."""
        if self._whole is None:
            if not self.partial:
                return self
            self._whole = ProfileSchema(self.kind, None, (), self.id, self.name, self.title)
            self._whole.properties = {**by.properties, **self.properties}
        return self._whole

    def add(self, part: ProfileSchema) -> None:
        """Take a partial schema of the same app for an addition to this one: completed, both are the same."""
        self._whole = part.completed(self)

    @property
    def assumed(self) -> bool:
        """Whether this is a schema that maplint assumes rather than one that was given."""
        return self.document is None

    def place(self) -> Place | None:
        """Where the schema's definitions stand; None for a built-in schema."""
        if self.document is None:
            return None
        return Place(self.document, (*self.pointer, "definitions"), Part.KEY)


def read_schema(kind: SchemaKind, document: Document | None, pointer: Pointer, value: dict[str, Any]) -> ProfileSchema:
    """The schema at ``pointer``. Sections are read in Okta's order: ``base`` first."""
    schema = ProfileSchema(
        kind, document, pointer, _text(value.get("id")), _text(value.get("name")), _text(value.get("title"))
    )
    schema.last_updated = _text(value.get("lastUpdated"))
    definitions = value.get("definitions")
    definitions = definitions if isinstance(definitions, dict) else {}
    for section in ("base", "custom"):
        body = definitions.get(section)
        if isinstance(body, dict):
            _read_section(schema, section, (*pointer, "definitions", section), body)
    return schema


def _read_section(schema: ProfileSchema, section: str, pointer: Pointer, body: dict[str, Any]) -> None:
    listed = body.get("required")
    listed = listed if isinstance(listed, list) else []
    properties = body.get("properties")
    for name, value in properties.items() if isinstance(properties, dict) else ():
        if isinstance(value, dict):
            required = value.get("required") is True or name in listed
            schema.properties[name] = SchemaProperty(
                schema, name, section, (*pointer, "properties", name), value, required
            )


def _members(value: dict[str, Any]) -> tuple[list[Any] | None, dict[str, Any]]:
    """The allowed members of ``enum`` or ``oneOf``, and which label stands for which."""
    titles: dict[str, Any] = {}
    choices = value.get("oneOf")
    consts: list[Any] = []
    for choice in choices if isinstance(choices, list) else ():
        if isinstance(choice, dict) and "const" in choice:
            consts.append(choice["const"])
            if isinstance(choice.get("title"), str):
                titles[choice["title"]] = choice["const"]
    enum = value.get("enum")
    if isinstance(enum, list) and enum:
        return enum, titles
    return consts or None, titles


def _app_id(schema_id: str | None) -> str | None:
    found = re.search(r"/apps/([^/]+)", schema_id or "")
    return found.group(1) if found else None


TYPES = frozenset({"string", "boolean", "number", "integer", "array", "object"})


def _type(value: object) -> str | None:
    return value if isinstance(value, str) and value in TYPES else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
