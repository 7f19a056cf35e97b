"""What a file holds, told from its content alone.

Each kind is known by keys that nothing else has: a JSON Schema has ``properties`` too, a package file ``name`` and
``version``, an OpenAPI file ``schemas``; none of them may be taken for ours.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from maplint.record import NamedTuple

if TYPE_CHECKING:
    from maplint.source.document import Document
    from maplint.source.place import Pointer


class Kind(Enum):
    """The kinds of things that files hold."""

    PROFILE_MAPPING = "profile mapping"
    """One mapping with its properties (`GET /api/v1/mappings/{id}`), or the body of a request that changes one."""
    MAPPING_LIST = "item of a list of profile mappings"
    """A mapping as lists give it (`GET /api/v1/mappings`): without properties."""
    LOST_PROPERTIES = "profile mapping that lost its properties"
    """Written by an SDK made from the API description of 2025.08 or later, which reads one property where a map is."""
    APP_USER_SCHEMA = "app user schema"
    USER_SCHEMA = "user schema"
    APPLICATION = "application"
    APP_FEATURE = "application feature"
    APP_CONNECTION = "provisioning connection"
    GROUP_ASSIGNMENT = "group assignment of an application"
    GROUP_PUSH = "group push mapping"
    OKTA_GROUP = "Okta group"
    OKTA_USER = "Okta user"
    SCIM_SCHEMAS = "SCIM schemas"
    """An answer of ``/Schemas``: list response, array, or one schema."""
    SCIM_RESOURCE_TYPES = "SCIM resource types"
    SCIM_CONFIG = "SCIM service provider configuration"
    SCIM_RESOURCE = "SCIM resource"
    """A user or group as SCIM sends it."""
    PRIVATE_TARGET = "maplint target"
    TERRAFORM_CONFIGURATION = "Terraform configuration"
    """A file of ``*.tf`` or ``*.tf.json``, or of values of variables."""
    TERRAFORM_PLAN = "Terraform plan"
    TERRAFORM_STATE = "Terraform state"


class Item(NamedTuple):
    """Something known in a document, and where."""

    kind: Kind
    pointer: Pointer


_WRAPPERS = ("mappings", "applications", "apps", "users", "schemas")
"""Keys under which people and tools collect several things in one file."""

_DEEPEST = 3
"""Levels of arrays and wrappers: lines of a JSON lines file that each wrap an array."""


def recognise(document: Document) -> list[Item]:
    """What a document holds, in the order of the text. Empty when nothing in it is known."""
    if document.format == "hcl":
        return [Item(Kind.TERRAFORM_CONFIGURATION, ())]
    items: list[Item] = []
    _look(document.value, (), items)
    if not items and document.path.endswith((".tf.json", ".tofu.json", ".tfvars.json")):
        items.append(Item(Kind.TERRAFORM_CONFIGURATION, ()))
    return items


def error_answer(value: object) -> str | None:
    """What an error of Okta's API or of a SCIM service says, saved where an export was meant to be; None for anything else."""
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("errorCode"), str) and "errorSummary" in value:
        return f"{value['errorCode']} {value['errorSummary']}"
    schemas = value.get("schemas")
    if isinstance(schemas, list) and _SCIM_ERROR in schemas:
        return " ".join(str(value[key]) for key in ("status", "detail") if key in value)
    return None


_MESSAGES = "urn:ietf:params:scim:api:messages:2.0:"
_SCIM_ERROR = f"{_MESSAGES}Error"

_NO_RESOURCES = {
    f"{_MESSAGES}PatchOp".lower(): "the body of a PATCH, which holds changes (RFC 7644, section 3.5.2)",
    f"{_MESSAGES}BulkRequest".lower(): "a bulk request, which holds other requests (RFC 7644, section 3.7)",
    f"{_MESSAGES}BulkResponse".lower(): "the answer to a bulk request (RFC 7644, section 3.7)",
    f"{_MESSAGES}SearchRequest".lower(): "a search request (RFC 7644, section 3.4.3)",
    f"{_MESSAGES}ListResponse".lower(): "a list response without users and groups (RFC 7644, section 3.4.2)",
}


def scim_message(value: object) -> str | None:
    """What a message of SCIM is that holds no resources to check; None for anything else."""
    urns = _urns(value) if isinstance(value, dict) else []
    return next((_NO_RESOURCES[urn.lower()] for urn in urns if urn.lower() in _NO_RESOURCES), None)


def _look(value: Any, pointer: Pointer, items: list[Item]) -> None:
    if isinstance(value, dict):
        kind = kind_of(value)
        if kind is not None:
            items.append(Item(kind, pointer))
        elif len(pointer) < _DEEPEST:
            _look_inside(value, pointer, items)
    elif isinstance(value, list) and len(pointer) < _DEEPEST:
        if _is_schema_list(value):
            items.append(Item(Kind.SCIM_SCHEMAS, pointer))
            return
        for index, below in enumerate(value):
            _look(below, (*pointer, index), items)


def _look_inside(value: dict[str, Any], pointer: Pointer, items: list[Item]) -> None:
    resources = _resources(value)
    if resources is not None:
        _look(value[resources], (*pointer, resources), items)
        return
    for key in _WRAPPERS:
        below = value.get(key)
        if isinstance(below, list):
            _look(below, (*pointer, key), items)


def kind_of(value: dict[str, Any]) -> Kind | None:
    """The kind of one object; None when it is of no known kind."""
    if "properties" in value or "source" in value:
        kind = _mapping_kind(value)
        if kind is not None:
            return kind
    if "definitions" in value:
        return _profile_schema_kind(value)
    if _is_application(value):
        return Kind.APPLICATION
    if not value.keys().isdisjoint(_OKTA_KEYS):
        kind = _okta_kind(value)
        if kind is not None:
            return kind
    if "maplint-target" in value:
        return Kind.PRIVATE_TARGET
    if "format_version" in value or "terraform_version" in value:
        return _terraform_kind(value)
    return _scim_kind(value)


# -- Okta ----------------------------------------------------------------------------------------------------------


def _mapping_kind(value: dict[str, Any]) -> Kind | None:
    properties = value.get("properties")
    if _is_end(value.get("source")) or _is_end(value.get("target")) or _id_begins(value, "prm"):
        if isinstance(properties, dict) and _lost(properties):
            return Kind.LOST_PROPERTIES
        if "properties" in value:
            return Kind.PROFILE_MAPPING
        return Kind.MAPPING_LIST if "source" in value and "target" in value else None
    # The body of a request need not name its ends.
    if isinstance(properties, dict) and _are_property_mappings(properties) and not value.keys() & _JSON_SCHEMA:
        return Kind.PROFILE_MAPPING
    return None


_JSON_SCHEMA = {"$schema", "$id", "$ref", "type", "definitions", "$defs", "allOf", "anyOf", "oneOf"}


def _is_end(value: object) -> bool:
    """Whether this is one end of a mapping: `{"id": "0oa...", "name": "...", "type": "appuser", "_links": {...}}`."""
    if not isinstance(value, dict):
        return False
    if value.get("type") in ("user", "appuser"):
        return True
    return _id_begins(value, "oty") or _id_begins(value, "0oa")


def _lost(properties: dict[str, Any]) -> bool:
    return 0 < len(properties) <= 2 and all(
        key in ("expression", "pushStatus") and not isinstance(below, dict) for key, below in properties.items()
    )


def _are_property_mappings(properties: dict[str, Any]) -> bool:
    good = 0
    for below in properties.values():
        if isinstance(below, dict):
            if isinstance(below.get("expression"), dict) or isinstance(below.get("pushStatus"), dict):
                return False  # a JSON Schema that describes such things
            good += "expression" in below or "pushStatus" in below
        else:
            good += below is None
    # Some may be malformed, which is then told; most must be right. `{"properties": {}}` is anything.
    return good > 0 and good * 2 >= len(properties)


def _profile_schema_kind(value: dict[str, Any]) -> Kind | None:
    definitions = value["definitions"]
    if not isinstance(definitions, dict):
        return None
    sections = [below for below in map(definitions.get, ("base", "custom")) if isinstance(below, dict)]
    id_ = value.get("id")
    id_ = id_ if isinstance(id_, str) else ""
    if not sections and "/meta/schemas/" not in id_:
        return None
    if "/meta/schemas/apps/" in id_:
        return Kind.APP_USER_SCHEMA
    if "/meta/schemas/user/" in id_:
        return Kind.USER_SCHEMA
    if not any(section.get("id") in ("#base", "#custom") for section in sections):
        return None
    properties: dict[str, Any] = {}
    for section in sections:
        for part in (section.get("properties"), section):
            if isinstance(part, dict):
                properties.update((name, below) for name, below in part.items() if isinstance(below, dict))
    if "userName" in properties or any("externalName" in below for below in properties.values()):
        return Kind.APP_USER_SCHEMA
    return Kind.USER_SCHEMA


def _is_application(value: dict[str, Any]) -> bool:
    if "signOnMode" in value:
        return not value.keys().isdisjoint(("credentials", "label", "features", "settings", "accessibility"))
    credentials = value.get("credentials")
    if isinstance(credentials, dict) and "userNameTemplate" in credentials:
        return True
    orn = value.get("orn")
    return isinstance(orn, str) and ":apps:" in orn and "label" in value


def _okta_kind(value: dict[str, Any]) -> Kind | None:
    profile = value.get("profile")
    if isinstance(profile, dict) and "login" in profile:
        return Kind.OKTA_USER if not profile.keys().isdisjoint(("email", "firstName", "lastName")) else None
    if "capabilities" in value and value.get("name") in ("USER_PROVISIONING", "INBOUND_PROVISIONING"):
        return Kind.APP_FEATURE
    if _is_connection(value):
        return Kind.APP_CONNECTION
    if "priority" in value and _id_begins(value, "00g") and "_links" in value:
        return Kind.GROUP_ASSIGNMENT
    if isinstance(value.get("sourceGroupId"), str) and not value.keys().isdisjoint(_PUSH_KEYS):
        return Kind.GROUP_PUSH
    if value.get("type") in _GROUP_TYPES and isinstance(profile, dict) and "name" in profile and "objectClass" in value:
        return Kind.OKTA_GROUP
    return None


_OKTA_KEYS = ("profile", "capabilities", "authScheme", "priority", "sourceGroupId")
_PUSH_KEYS = ("status", "targetGroupId", "targetGroupName")
_GROUP_TYPES = ("OKTA_GROUP", "APP_GROUP", "BUILT_IN")
_SCHEMES = ("TOKEN", "OAUTH2", "UNKNOWN")


def _is_connection(value: dict[str, Any]) -> bool:
    """Whether this is a provisioning connection: an answer has a status, the body of a request a base URL. With OAuth 2.0 the
    scheme stands in the profile alone."""
    if "signOnMode" in value:
        return False
    if "authScheme" in value and "status" in value:
        return True
    profile = value.get("profile")
    scheme = profile.get("authScheme") if isinstance(profile, dict) else None
    return scheme in _SCHEMES and not value.keys().isdisjoint(("status", "baseUrl"))


def _id_begins(value: dict[str, Any], prefix: str) -> bool:
    id_ = value.get("id")
    return isinstance(id_, str) and id_.startswith(prefix) and id_.isalnum()


# -- Terraform -----------------------------------------------------------------------------------------------------


def _terraform_kind(value: dict[str, Any]) -> Kind | None:
    if "planned_values" in value or "resource_changes" in value:
        return Kind.TERRAFORM_PLAN
    if "format_version" in value:
        return Kind.TERRAFORM_STATE if "values" in value else None
    raw = isinstance(value.get("version"), int) and ("resources" in value or "modules" in value)
    return Kind.TERRAFORM_STATE if raw else None


def is_terraform_log(value: Any) -> bool:
    """Whether lines are those of ``terraform plan -json`` and the like, which people take for the plan."""
    first = value[0] if isinstance(value, list) and value else None
    return isinstance(first, dict) and "@level" in first and first.get("@module") == "terraform.ui"


# -- SCIM ----------------------------------------------------------------------------------------------------------

_CORE = "urn:ietf:params:scim:schemas:core:2.0:"
_RESOURCES = ("urn:ietf:params:scim:schemas:", "urn:scim:schemas:")
_USER_ATTRIBUTES = ("name", "emails", "displayName", "active", "externalId", "phoneNumbers", "title", "meta", "groups")


def _scim_kind(value: dict[str, Any]) -> Kind | None:
    urns = _urns(value)
    if _is_schema(value):
        return Kind.SCIM_SCHEMAS
    if _is_resource_type(value, urns):
        return Kind.SCIM_RESOURCE_TYPES
    if _CORE + "ServiceProviderConfig" in urns or (
        isinstance(value.get("authenticationSchemes"), list) and isinstance(value.get("patch"), dict)
    ):
        return Kind.SCIM_CONFIG
    resources = _resources(value)
    if resources is not None:
        if _is_schema_list(value[resources]):
            return Kind.SCIM_SCHEMAS
        if any(isinstance(below, dict) and _is_resource_type(below, _urns(below)) for below in value[resources]):
            return Kind.SCIM_RESOURCE_TYPES
        return None
    if any(urn.lower().startswith(_RESOURCES) for urn in urns):
        return Kind.SCIM_RESOURCE
    return Kind.SCIM_RESOURCE if _looks_like_scim_user(value) else None


def _urns(value: dict[str, Any]) -> list[str]:
    schemas = value.get("schemas")
    listed = schemas if isinstance(schemas, list) else [schemas]
    return [urn for urn in listed if isinstance(urn, str)]


def _resources(value: dict[str, Any]) -> str | None:
    """The key of a list response's resources. Attribute names are case-insensitive (RFC 7643 section 2.1)."""
    for key in ("Resources", "resources"):
        if isinstance(value.get(key), list) and (
            not value.keys().isdisjoint(("totalResults", "itemsPerPage", "startIndex"))
            or any("ListResponse" in urn for urn in _urns(value))
        ):
            return key
    return None


def _is_schema(value: object) -> bool:
    """Whether this is a SCIM schema (RFC 7643 section 7). Vendors leave ``schemas`` out; some add ``attributeURI``."""
    if not isinstance(value, dict) or not isinstance(value.get("attributes"), list):
        return False
    id_ = value.get("id")
    if isinstance(id_, str) and id_.lower().startswith("urn:"):
        return True
    if _CORE + "Schema" in _urns(value):
        return True
    return any(
        isinstance(attribute, dict)
        and "name" in attribute
        and not attribute.keys().isdisjoint(("multiValued", "mutability", "returned", "attributeURI"))
        for attribute in value["attributes"][:3]
    )


def _is_schema_list(value: list[Any]) -> bool:
    return any(map(_is_schema, value[:5]))


def _is_resource_type(value: dict[str, Any], urns: list[str]) -> bool:
    if _CORE + "ResourceType" in urns:
        return True
    schema = value.get("schema")
    return "endpoint" in value and isinstance(schema, str) and schema.lower().startswith("urn:")


def _looks_like_scim_user(value: dict[str, Any]) -> bool:
    """Whether an object without ``schemas`` is a SCIM user all the same."""
    if any(key.startswith(_RESOURCES) for key in value if isinstance(key, str)):
        return True
    # Misspelt it counts, too; `username` alone is what everybody else calls it.
    if not any(key.replace("_", "").lower() == "username" != key for key in value if isinstance(key, str)):
        return False
    name, emails = value.get("name"), value.get("emails")
    if isinstance(name, dict) and not name.keys().isdisjoint(("givenName", "familyName", "formatted")):
        return True
    return isinstance(emails, list) and any(isinstance(email, dict) and "value" in email for email in emails)
