"""The resources of Terraform's Okta provider: their types, what one declares, what a change of it does.

Source: documentation and code of the provider ``okta/okta``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.okta.terraform_ids import Ids
from maplint.terraform.resource import Origin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from maplint.terraform.resource import ResourceInstance

_NO_IDS = Ids(())

PROFILE_MAPPING = "okta_profile_mapping"

APP_PROPERTIES = {
    "okta_app_user_schema_property": "custom",
    "okta_app_user_schema": "custom",
    "okta_app_user_base_schema_property": "base",
    "okta_app_user_base_schema": "base",
}
"""Resource type -> section of the app user schema; the names without ``_property`` are those of provider 3.25 and older."""

USER_PROPERTIES = {
    "okta_user_schema_property": "custom",
    "okta_user_schema": "custom",
    "okta_user_schemas": "custom",
    "okta_user_base_schema_property": "base",
    "okta_user_base_schema": "base",
}
"""Resource type -> section of the Okta user schema."""

GROUP_PROPERTIES = {"okta_group_schema_property": "custom"}
"""Resource type -> section of the group schema."""

APPLICATIONS = {
    "okta_app_auto_login": "AUTO_LOGIN",
    "okta_app_basic_auth": "BASIC_AUTH",
    "okta_app_bookmark": "BOOKMARK",
    "okta_app_oauth": "OPENID_CONNECT",
    "okta_app_saml": "SAML_2_0",
    "okta_app_secure_password_store": "SECURE_PASSWORD_STORE",
    "okta_app_shared_credentials": "BROWSER_PLUGIN",
    "okta_app_swa": "BROWSER_PLUGIN",
    "okta_app_three_field": "BROWSER_PLUGIN",
}
"""Resource type -> ``signOnMode``."""

FORCE_NEW = frozenset({"index", "type", "array_type", "external_name", "external_namespace", "unique"})
"""Arguments of a custom schema property whose change destroys it and creates it again; of app user properties ``scope`` too.
Source: provider code, ForceNew."""


def forces_replacement(resource: ResourceInstance, argument: str) -> bool:
    """Whether a change of this argument destroys what the resource is, and creates it again."""
    if not is_custom_property(resource):
        return False
    return argument in FORCE_NEW or (argument == "scope" and resource.type in APP_PROPERTIES)


def is_custom_property(resource: ResourceInstance) -> bool:
    """Whether a resource is a custom property of a schema: unlike base ones, destroying it destroys something."""
    sections = (APP_PROPERTIES, USER_PROPERTIES, GROUP_PROPERTIES)
    return resource.managed and any(section.get(resource.type) == "custom" for section in sections)


def is_written_mapping(resource: ResourceInstance) -> bool:
    """Whether a resource is a profile mapping as a configuration declares it."""
    return resource.type == PROFILE_MAPPING and resource.managed and resource.origin is Origin.CONFIGURATION


def identity_providers(resources: Iterable[ResourceInstance]) -> dict[str, ResourceInstance]:
    """The identity providers, by the id that a mapping's end has which leads to them."""
    providers = [r for r in resources if r.type.startswith("okta_idp_") and r.managed]
    ids = Ids(providers)
    return {ids.own(provider): provider for provider in providers}


def declared_property(resource: ResourceInstance, ids: Ids = _NO_IDS) -> tuple[str, str, str, str] | None:
    """Whose property of which section a resource declares, and its index; None where that is not known, and for all others."""
    for kind, types in (("app", APP_PROPERTIES), ("user", USER_PROPERTIES), ("group", GROUP_PROPERTIES)):
        section, index = types.get(resource.type), resource.get("index").text
        if section is not None and index and resource.managed:
            owner = ids.end(resource, "app_id" if kind == "app" else "user_type").id
            if owner is None and (kind == "app" or resource.unknown("user_type")):
                return None
            return kind, owner or "default", section, index
    return None


def mapped_ends(resource: ResourceInstance, ids: Ids = _NO_IDS) -> tuple[str, str] | None:
    """Source and target of the profile mapping that a resource declares; None where one is not known, and for all others."""
    if resource.type != PROFILE_MAPPING or not resource.managed:
        return None
    source, target = ids.end(resource, "source_id").id, ids.end(resource, "target_id").id
    return (source, target) if source is not None and target is not None else None
