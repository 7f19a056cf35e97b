"""Keys of a resource that no schema declares: which attribute or which schema is meant?

Asked only about what is unknown, so it may take its time; the answers depend on the target and the key alone and are kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.names import fold, misspelt, nearest
from maplint.record import NamedTuple
from maplint.scim import CORE_USER, ENTERPRISE_USER
from maplint.scim.cause import Cause
from maplint.scim.formats import uri
from maplint.scim.path import AttributePath, PathError, parse_attribute_path
from maplint.scim.synonyms import synonym
from maplint.scim.urns import is_core, is_scim1, nearest_urn, other_version, scim2_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from maplint.scim.schema import Attribute, Schema
    from maplint.scim.target import Target


class Meant(NamedTuple):
    """What an unknown key stands for.

    Attributes:
        cause: how it is wrong.
        path: the attribute that is meant, or that is near; None when there is none.
        sure: whether that one is meant, rather than near.
    """

    cause: str
    path: AttributePath | None = None
    sure: bool = True


_NOTHING = Meant(Cause.UNKNOWN_ATTRIBUTE)


def meant_attribute(target: Target, schema: Schema, core: Schema, key: str) -> Meant:
    """What a key means that a schema does not declare among its attributes.

    Args:
        core: the core schema of the resource; ``schema`` is this one or that of an extension.
    """
    own = None if schema is core else schema.id
    elsewhere = _elsewhere(target, schema, core, key)
    if elsewhere is not None:
        return Meant(Cause.WRONG_SCHEMA, elsewhere)
    names = tuple(attribute.name for attribute in schema.attributes.values())
    right = misspelt(key, names)
    if right is not None:
        return Meant(Cause.MISSPELT, AttributePath(own, right))
    part = _flattened(schema, own, key)
    if part is not None:
        return Meant(Cause.FLATTENED, part)
    if own is None and core.id == CORE_USER:
        other = synonym(key)
        if other is not None and target.resolve(other).attribute is not None:
            return Meant(Cause.UNKNOWN_ATTRIBUTE, other)
    for other_schema in _others(target, schema, core):
        right = misspelt(key, tuple(attribute.name for attribute in other_schema.attributes.values()))
        if right is not None:
            path = AttributePath(None if other_schema is core else other_schema.id, right)
            return Meant(Cause.UNKNOWN_ATTRIBUTE, path, sure=fold(right) == fold(key))
    near = nearest(key, names)
    return Meant(Cause.UNKNOWN_ATTRIBUTE, AttributePath(own, near), sure=False) if near is not None else _NOTHING


def _elsewhere(target: Target, schema: Schema, core: Schema, key: str) -> AttributePath | None:
    """The path of the attribute in the only other schema that declares it, or in the one in which alone the target reads it."""
    for limit in target.limits:
        path = limit.path
        if limit.kind == "namespace" and path is not None and path.attribute.lower() == key.lower():
            if (path.schema or CORE_USER).lower() != schema.id.lower():
                return path
    found = [other for other in _others(target, schema, core) if key.lower() in other.attributes]
    if len(found) != 1:
        return None
    return AttributePath(None if found[0] is core else found[0].id, found[0].attributes[key.lower()].name)


def _others(target: Target, schema: Schema, core: Schema) -> Iterable[Schema]:
    for other in target.schemas.values():
        if other is not schema and (other is core or ":core:" not in other.id.lower()):
            yield other


def _flattened(schema: Schema, own: str | None, key: str) -> AttributePath | None:
    """The path that a key is written as, or the part of a single-valued attribute that it is the name of."""
    try:
        path = parse_attribute_path(key)
    except PathError:
        path = None
    if path is not None and path.sub_attribute is not None and path.schema is None:
        whole = schema.attributes.get(path.attribute.lower())
        part = whole.sub_attributes.get(path.sub_attribute.lower()) if whole is not None else None
        if whole is not None and part is not None:
            return path._replace(schema=own, attribute=whole.name, sub_attribute=part.name)
    homes = [
        AttributePath(own, whole.name, sub_attribute=part.name)
        for whole in schema.attributes.values()
        if not whole.multi_valued
        for part in whole.sub_attributes.values()
        if fold(part.name) == fold(key) and part.name not in _ANYBODYS
    ]
    return homes[0] if len(homes) == 1 else None


_ANYBODYS = frozenset({"value", "display", "type", "primary", "$ref", "displayName"})
"""Names of parts that say nothing about the attribute that they are a part of (RFC 7643, section 2.4)."""


def meant_part(schema: Schema, own: str | None, attribute: Attribute, key: str) -> Meant:
    """What a key means that a complex attribute does not declare among its parts."""
    names = tuple(part.name for part in attribute.sub_attributes.values())
    path = AttributePath(own, attribute.name)
    if attribute.name.lower() == "manager" and fold(key) == "managerid" and "value" in attribute.sub_attributes:
        return Meant(Cause.SCIM1, path._replace(sub_attribute=attribute.sub_attributes["value"].name))
    right = misspelt(key, names)
    if right is not None:
        return Meant(Cause.MISSPELT, path._replace(sub_attribute=right))
    beside = next((other for other in schema.attributes.values() if fold(other.name) == fold(key)), None)
    if beside is not None:
        return Meant(Cause.UNKNOWN_ATTRIBUTE, AttributePath(own, beside.name))
    near = nearest(key, names)
    return Meant(Cause.UNKNOWN_ATTRIBUTE, path._replace(sub_attribute=near), sure=False) if near else _NOTHING


# --- URNs -----------------------------------------------------------------------------------------------------------------


class MeantSchema(NamedTuple):
    """What a URN stands for that is not among the target's. ``cause`` is None where nobody can tell from here: a vendor may
    have any extension."""

    cause: str | None
    urn: str | None = None
    sure: bool = True


_CANNOT_TELL = MeantSchema(None)
_SHORT = frozenset({"enterprise", "enterpriseuser", "extension", "urn"})


def meant_schema(target: Target, urn: str, content: Mapping[str, object]) -> MeantSchema:
    """What a URN means that the target is not known to have.

    Args:
        content: the object that is keyed by it; empty where it only stands in ``schemas``.
    """
    if urn.lower() in _SHORT:
        return MeantSchema(Cause.SHORT_URN, _by_content(target, content))
    if is_scim1(target, urn):
        return MeantSchema(Cause.SCIM1, scim2_of(urn))
    near = nearest_urn(target, urn)
    if near is not None:
        return MeantSchema(Cause.UNKNOWN_SCHEMA, near)
    enterprise = urn.lower().startswith("urn:ietf:params:scim:") and "enterprise" in urn.lower()
    published = CORE_USER.lower() in target.declared
    if uri(urn, external=True) is not None:
        return MeantSchema(Cause.SCHEMAS_SHAPE)
    if not (published or enterprise or is_core(urn)):
        return _CANNOT_TELL
    right = _by_content(target, content)
    if right is not None:
        return MeantSchema(Cause.UNKNOWN_SCHEMA, right, sure=is_core(urn) or enterprise)
    right = other_version(target, urn)
    if right is None and enterprise and target.schema(ENTERPRISE_USER) is not None:
        right = ENTERPRISE_USER
    if right is None and not published and not is_core(urn):
        return _CANNOT_TELL
    return MeantSchema(Cause.UNKNOWN_SCHEMA, right, sure=right is None)


def _by_content(target: Target, content: Mapping[str, object]) -> str | None:
    """The only extension that declares all attributes of an object."""
    names = {key.lower() for key in content}
    homes = [
        schema.id
        for schema in target.user_schemas()
        if schema.id.lower() != CORE_USER.lower() and names and names <= schema.attributes.keys()
    ]
    return homes[0] if len(homes) == 1 else None


def is_schema_key(key: str, value: object) -> bool:
    """Whether a key is meant as that of an extension: a URN, or one of the short names that people write for it."""
    lower = key.lower()
    return lower.startswith(("urn:", "urn_")) or (isinstance(value, dict) and (":" in key or lower in _SHORT))
