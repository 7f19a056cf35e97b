"""Which apps speak SCIM: a SCIM rule on another one would be a false alarm."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maplint.okta.application import Application
    from maplint.okta.schema import ProfileSchema

# Variable names of sources and apps that are never SCIM targets, as they stand in recorded mappings and applications:
# directories, identity providers, custom OIDC clients, HR and file sources.
_NO_SCIM_NAMES = frozenset(
    {
        "active_directory",
        "ldap_interface",
        "ldap_sun_one",
        "oidc_client",
        "custom_identity_source",
        "csv_directory",
        "csv_directory_v2",
        "office365",
        "okta_org2org",
        "workday",
        "okta_browser_plugin",
        "okta_enduser",
        "saasure",
    }
)
_NO_SCIM_PREFIXES = ("oidc_client_", "active_directory_", "ldap_", "csv_directory")
_NO_SCIM_SUFFIXES = ("_idp",)

SCIM_PROVISIONING, PUSH_NEW_USERS = "SCIM_PROVISIONING", "PUSH_NEW_USERS"


def connector_of(name: str) -> str | None:
    """Okta's own connector or identity provider that a variable name stands for, without the suffix that tells several apart;
    None for the names of other apps."""
    if name.endswith(_NO_SCIM_SUFFIXES):
        return name
    found = [known for known in _NO_SCIM_NAMES if name == known or name.startswith(f"{known}_")]
    return max(found, key=len, default=None)


def is_scim_app(
    name: str | None, schema: ProfileSchema | None, application: Application | None, target_named: bool = False
) -> bool:
    """Whether values go to this app as SCIM attributes.

    A given schema decides: a SCIM app has external namespaces. Then the application's features; then the name, because
    Okta's own connectors to directories and identity providers are known by it. A mapping alone is taken for SCIM, and so
    is an app that users are created in and for which the user names a SCIM target (``target_named``).
    """
    if schema is not None and any(p.external_namespace for p in schema.properties.values()):
        return True
    if application is not None and application.connected:
        return True
    if application is not None and application.features is not None:
        provisions = target_named and PUSH_NEW_USERS in application.features
        if not provisions or SCIM_PROVISIONING in application.features:
            return SCIM_PROVISIONING in application.features
    elif schema is not None and not target_named:
        return False
    if name is None:
        return True
    return not (name in _NO_SCIM_NAMES or name.startswith(_NO_SCIM_PREFIXES) or name.endswith(_NO_SCIM_SUFFIXES))
