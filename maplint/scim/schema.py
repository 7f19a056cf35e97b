"""SCIM schemas (RFC 7643, section 7), as the RFC bundles them and as targets publish them.

Targets publish them in dialects: characteristics as texts (``"true"``), ``readwrite``, schemas without a ``schemas`` key,
flat attributes with an ``attributeURI``, bounds such as ``maxLength`` beside what the RFC knows. All are read; what
contradicts itself is kept as a fault, and the attribute is marked, so that what depends on it is said with less confidence.
"""

from __future__ import annotations

import json
import os
from functools import cache
from typing import TYPE_CHECKING, Any

from maplint.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.source.document import Document
    from maplint.source.place import Pointer

_TYPES = {
    kind.lower(): kind
    for kind in ("string", "boolean", "decimal", "integer", "dateTime", "binary", "reference", "complex")
}
_MUTABILITY = {kind.lower(): kind for kind in ("readOnly", "readWrite", "immutable", "writeOnly")}
_RETURNED = {kind.lower(): kind for kind in ("always", "never", "default", "request")}
_UNIQUENESS = {kind.lower(): kind for kind in ("none", "server", "global")}

# What the service provider itself sets in every resource (RFC 7643, section 3.1): publishing it is harmless.
_COMMON = frozenset({"id", "externalid", "meta", "schemas"})


class SchemaFault(NamedTuple):
    """Something in a published schema that contradicts RFC 7643 or itself.

    ``kind`` is stable (``unknown-word``, ``required-read-only``, ``no-sub-attributes``, ``sub-attributes-of-simple``,
    ``nested-complex``, ``duplicate``, ``empty-range``, ``no-name``); ``pointer`` leads to it in the document.
    """

    kind: str
    message: str
    attribute: str
    pointer: Pointer


class Attribute:
    """An attribute or sub-attribute (RFC 7643, section 7). Bounds are None where the target does not give them.

    ``faulty`` is true when its declaration contradicts itself; ``pointer`` is where it stands in the document, None for
    bundled schemas.
    """

    __slots__ = (
        "canonical_values",
        "case_exact",
        "faulty",
        "max_items",
        "max_length",
        "maximum",
        "min_items",
        "min_length",
        "minimum",
        "multi_valued",
        "mutability",
        "name",
        "pattern",
        "pointer",
        "reference_types",
        "required",
        "returned",
        "sub_attributes",
        "type",
        "uniqueness",
    )

    def __init__(self, name: str, type: str = "string", *, multi_valued: bool = False, required: bool = False) -> None:  # noqa: A002
        self.name = name
        self.type = type
        self.multi_valued = multi_valued
        self.required = required
        self.canonical_values: tuple[Any, ...] = ()
        self.case_exact = False
        self.mutability = "readWrite"
        self.returned = "default"
        self.uniqueness = "none"
        self.reference_types: tuple[str, ...] = ()
        self.sub_attributes: dict[str, Attribute] = {}
        self.min_length: int | None = None
        self.max_length: int | None = None
        self.min_items: int | None = None
        self.max_items: int | None = None
        self.minimum: float | None = None
        self.maximum: float | None = None
        self.pattern: str | None = None
        self.pointer: Pointer | None = None
        self.faulty = False

    def copy(self) -> Attribute:
        """Another attribute with the same characteristics, whose parts can be added to."""
        twin = Attribute(self.name)
        for slot in self.__slots__:
            setattr(twin, slot, getattr(self, slot))
        twin.sub_attributes = dict(self.sub_attributes)
        return twin

    def __repr__(self) -> str:
        return f"<attribute {self.name}: {self.type}{'[]' if self.multi_valued else ''}>"


class Schema:
    """A schema: its URN and its attributes by lower-case name (names ignore letter case, RFC 7643 section 2.1)."""

    __slots__ = ("attributes", "document", "id", "name", "pointer")

    def __init__(self, id: str, name: str, document: Document | None = None, pointer: Pointer | None = None) -> None:  # noqa: A002
        self.id = id
        self.name = name
        self.attributes: dict[str, Attribute] = {}
        self.document = document
        self.pointer = pointer

    def __repr__(self) -> str:
        return f"<schema {self.id}: {len(self.attributes)} attributes>"

    def walk(self) -> Iterator[tuple[Attribute | None, Attribute]]:
        """All attributes and sub-attributes, each with its parent (None at the top)."""
        for attribute in self.attributes.values():
            yield None, attribute
            for part in attribute.sub_attributes.values():
                yield attribute, part


@cache
def common_attributes() -> dict[str, Attribute]:
    """The attributes that every resource has and no schema need list, by lower-case name (RFC 7643, section 3.1)."""
    return {name.lower(): _common(name) for name in ("id", "externalId", "meta", "schemas")}


def _common(name: str) -> Attribute:
    attribute = Attribute(name, "complex" if name == "meta" else "string")
    attribute.case_exact = True
    attribute.multi_valued = attribute.required = name == "schemas"
    if name in ("id", "meta"):
        attribute.mutability = "readOnly"
    if name == "id":
        attribute.uniqueness = "server"
    return attribute


@cache
def rfc7643_schemas() -> tuple[Schema, ...]:
    """User, EnterpriseUser and Group of RFC 7643, with its errata applied."""
    with open(os.path.join(os.path.dirname(__file__), "data", "rfc7643.json"), encoding="utf-8") as file:
        schemas, faults = read_schemas(json.load(file), None)
    assert not faults, faults
    return tuple(schemas)


def read_schemas(value: object, document: Document | None) -> tuple[list[Schema], list[SchemaFault]]:
    """The schemas of a ``/Schemas`` answer: a ListResponse, an array, or one schema. Never raises on strange content."""
    reader = _Reader(document)
    for pointer, entry in _entries(value):
        reader.read_schema(entry, pointer)
    return reader.schemas, reader.faults


def _entries(value: object) -> Iterator[tuple[Pointer, dict[str, Any]]]:
    if isinstance(value, dict):
        for key in ("Resources", "resources"):
            if isinstance(value.get(key), list):
                yield from (((key, *at), entry) for at, entry in _entries(value[key]))
                return
        yield (), value
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            if isinstance(entry, dict):
                for at, inner in _entries(entry):
                    yield (index, *at), inner


class _Reader:
    def __init__(self, document: Document | None) -> None:
        self._document = document
        self._bundled = document is None
        self.schemas: list[Schema] = []
        self.faults: list[SchemaFault] = []

    def read_schema(self, value: dict[str, Any], pointer: Pointer) -> None:
        urn = value.get("id")
        attributes = value.get("attributes")
        if not isinstance(urn, str) or not isinstance(attributes, list):
            return
        name = value.get("name")
        schema = next((s for s in self.schemas if s.id.lower() == urn.lower()), None)
        if schema is None:
            schema = Schema(urn, name if isinstance(name, str) else urn, self._document, pointer)
            self.schemas.append(schema)
        for index, entry in enumerate(attributes):
            attribute = self._read_attribute(entry, (*pointer, "attributes", index), None)
            if attribute is not None:
                self._add(schema, attribute, entry, (*pointer, "attributes", index))

    def _add(self, schema: Schema, attribute: Attribute, value: dict[str, Any], pointer: Pointer) -> None:
        """File an attribute; WSO2 lists those of all schemas flat, with the place in ``attributeURI``."""
        home = schema
        uri = value.get("attributeURI")
        name = attribute.name
        if isinstance(uri, str) and uri.lower().endswith(":" + name.lower()):
            urn = uri[: -len(name) - 1]
            if urn.lower() != schema.id.lower() and urn.lower().startswith("urn:"):
                found = next((s for s in self.schemas if s.id.lower() == urn.lower()), None)
                if found is None:
                    found = Schema(urn, urn, self._document, pointer)
                    self.schemas.append(found)
                home = found
        parent, dot, part = name.partition(".")
        if dot and parent.lower() in home.attributes and part:
            attribute.name = part
            home.attributes[parent.lower()].sub_attributes.setdefault(part.lower(), attribute)
            return
        if name.lower() in home.attributes:
            self._fault("duplicate", f"`{name}` is declared twice in `{home.id}`", attribute, name, pointer)
            return
        home.attributes[name.lower()] = attribute

    def _read_attribute(self, value: object, pointer: Pointer, parent: str | None) -> Attribute | None:
        if not isinstance(value, dict) or not isinstance(value.get("name"), str) or not value["name"]:
            if isinstance(value, dict):
                self.faults.append(SchemaFault("no-name", "an attribute has no name", parent or "", pointer))
            return None
        name: str = value["name"]
        path = f"{parent}.{name}" if parent else name
        attribute = Attribute(name)
        if not self._bundled:
            attribute.pointer = pointer
        attribute.type = self._word(value, "type", _TYPES, "string", attribute, path, pointer)
        attribute.mutability = self._word(value, "mutability", _MUTABILITY, "readWrite", attribute, path, pointer)
        attribute.returned = self._word(value, "returned", _RETURNED, "default", attribute, path, pointer)
        attribute.uniqueness = self._word(value, "uniqueness", _UNIQUENESS, "none", attribute, path, pointer)
        attribute.multi_valued = _flag(value.get("multiValued"))
        attribute.required = _flag(value.get("required"))
        attribute.case_exact = _flag(value.get("caseExact"))
        attribute.canonical_values = tuple(_list(value.get("canonicalValues")))
        attribute.reference_types = tuple(t for t in _list(value.get("referenceTypes")) if isinstance(t, str))
        attribute.min_length = _count(value.get("minLength"))
        attribute.max_length = _count(value.get("maxLength"))
        attribute.min_items = _count(value.get("minItems"))
        attribute.max_items = _count(value.get("maxItems"))
        attribute.minimum = _number(value.get("minimum"))
        attribute.maximum = _number(value.get("maximum"))
        attribute.pattern = value["pattern"] if isinstance(value.get("pattern"), str) else None
        self._read_parts(attribute, value, pointer, path, parent)
        self._compare_bounds(attribute, path, pointer)
        if (
            attribute.required
            and attribute.mutability == "readOnly"
            and name.lower() not in _COMMON
            and not self._bundled
        ):
            message = f"`{path}` is required and read-only: a client must send it and may not"
            self._fault("required-read-only", message, attribute, path, pointer)
        return attribute

    def _read_parts(
        self, attribute: Attribute, value: dict[str, Any], pointer: Pointer, path: str, parent: str | None
    ) -> None:
        key = "subAttributes" if "subAttributes" in value else "subattributes"
        parts = _list(value.get(key))
        for index, entry in enumerate(parts):
            part = self._read_attribute(entry, (*pointer, key, index), path)
            if part is not None and part.name.lower() in attribute.sub_attributes:
                message = f"`{path}` declares its part `{part.name}` twice"
                self._fault("duplicate", message, attribute, f"{path}.{part.name}", (*pointer, key, index))
            elif part is not None:
                attribute.sub_attributes[part.name.lower()] = part
        if attribute.type == "complex" and not attribute.sub_attributes:
            message = f"`{path}` is complex, but declares no sub-attributes"
            self._fault("no-sub-attributes", message, attribute, path, pointer)
        elif attribute.type != "complex" and attribute.sub_attributes:
            message = f"`{path}` declares sub-attributes, but its type is {attribute.type}"
            self._fault("sub-attributes-of-simple", message, attribute, path, pointer)
            attribute.type = "complex"
        if parent is not None and attribute.type == "complex":
            message = f"`{path}` is a complex part of a complex attribute, which RFC 7643 (2.3.8) does not allow"
            self._fault("nested-complex", message, attribute, path, pointer)

    def _compare_bounds(self, attribute: Attribute, path: str, pointer: Pointer) -> None:
        bounds = (
            ("Length", attribute.min_length, attribute.max_length),
            ("Items", attribute.min_items, attribute.max_items),
            ("imum", attribute.minimum, attribute.maximum),
        )
        for word, least, most in bounds:
            if least is not None and most is not None and least > most:
                message = f"`{path}` has `min{word}` {least} and `max{word}` {most}: no value fits"
                self._fault("empty-range", message, attribute, path, pointer)

    def _word(
        self,
        value: dict[str, Any],
        key: str,
        known: dict[str, str],
        default: str,
        attribute: Attribute,
        path: str,
        pointer: Pointer,
    ) -> str:
        """A characteristic's word, whatever its letter case; an unknown one is a fault and read as the default."""
        word = value.get(key)
        if word is None:
            return default
        found = known.get(word.lower()) if isinstance(word, str) else None
        if found is None:
            words = ", ".join(known.values())
            message = f"`{key}` of `{path}` is `{word}`, which is none of {words}"
            self._fault("unknown-word", message, attribute, path, (*pointer, key))
            return default
        return found

    def _fault(self, kind: str, message: str, attribute: Attribute, path: str, pointer: Pointer) -> None:
        attribute.faulty = True
        self.faults.append(SchemaFault(kind, message, path, pointer))


def _flag(value: object) -> bool:
    return value is True or (isinstance(value, str) and value.strip().lower() == "true")


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _number(value: object) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) and value == value else None
