"""How provisioning to an app is set up beside its mappings: groups, who is assigned, what is pushed, the connection, its features.

Source: Okta management OpenAPI description (ApplicationGroupAssignment, GroupPushMapping, Group, ProvisioningConnectionResponse,
UserProvisioningApplicationFeature); the answers carry the app's id in their links alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from maplint.source.place import Part, Place

if TYPE_CHECKING:
    from maplint.source.document import Document
    from maplint.source.place import Pointer


class _Object:
    """An object of Okta's API at ``pointer`` in ``document``."""

    __slots__ = ("document", "pointer", "value")

    def __init__(self, document: Document, pointer: Pointer, value: dict[str, Any]) -> None:
        self.document = document
        self.pointer = pointer
        self.value = value

    def place(self, *keys: str | int) -> Place:
        """Where the value at ``keys`` stands; without keys, or where there is none, the object."""
        if keys and _at(self.value, *keys) is not None:
            return Place(self.document, (*self.pointer, *keys))
        return Place(self.document, self.pointer, Part.KEY)


class OktaGroup(_Object):
    """A group of Okta (`GET /api/v1/groups`).

    Attributes:
        id, name: of the group.
        app: for groups that were imported from an app (``APP_GROUP``), the app's id.
    """

    __slots__ = ("app", "id", "name")

    def __init__(self, document: Document, pointer: Pointer, value: dict[str, Any]) -> None:
        super().__init__(document, pointer, value)
        self.id = _text(value.get("id"))
        self.name = _text(_at(value, "profile", "name"))
        self.app = _linked_app(value, "source") if value.get("type") == "APP_GROUP" else None


class GroupAssignment(_Object):
    """A group that is assigned to an app (`GET /api/v1/apps/{appId}/groups`).

    Attributes:
        app, group: their ids.
        values: the properties of the app's profile that the assignment gives a value, with it.
    """

    __slots__ = ("app", "group", "values")

    def __init__(self, document: Document, pointer: Pointer, value: dict[str, Any]) -> None:
        super().__init__(document, pointer, value)
        self.app = _linked_app(value, "app")
        self.group = _text(value.get("id"))
        profile = value.get("profile")
        given = profile if isinstance(profile, dict) else {}
        self.values = {
            name: worth
            for name, worth in given.items()
            if worth not in (None, "", [], {}) and not _comes_from_mapping(value, name)
        }


def embedded_groups(document: Document, pointer: Pointer, value: dict[str, Any]) -> list[OktaGroup]:
    """The group that an assignment holds (``expand=group``)."""
    group = _at(value, "_embedded", "group")
    return [OktaGroup(document, (*pointer, "_embedded", "group"), group)] if isinstance(group, dict) else []


def _comes_from_mapping(value: dict[str, Any], name: str) -> bool:
    """Whether Okta says (``expand=metadata``) that a mapping gave the value."""
    return _at(value, "_embedded", "metadata", "profile", name, "source", "type") == "MAPPING"


class GroupPush(_Object):
    """A group that is pushed to an app (`GET /api/v1/apps/{appId}/group-push/mappings`).

    Attributes:
        app, group: their ids; the group is the one in Okta.
        target_group: the id of Okta's twin of the group at the app, where known.
        target_name: the name that the group gets at the app, where the file gives one; else it is that of the group in Okta.
        status: ``ACTIVE``, ``INACTIVE``, ``ERROR``, or None where the file does not say.
        exists: whether Okta has the mapping, so that the group at the app is there already; None when that cannot be known.
        pushed: whether Okta says that the last push went well.
    """

    __slots__ = ("app", "exists", "group", "pushed", "status", "target_group", "target_name")

    def __init__(self, document: Document, pointer: Pointer, value: dict[str, Any]) -> None:
        super().__init__(document, pointer, value)
        self.app = _linked_app(value, "app")
        self.group = _text(value.get("sourceGroupId"))
        self.target_group = _text(value.get("targetGroupId"))
        self.target_name = _text(value.get("targetGroupName"))
        self.status = _text(value.get("status"))
        self.exists: bool | None = self.status != "ERROR" and isinstance(value.get("id"), str)
        self.pushed = self.status == "ACTIVE" and isinstance(value.get("lastPush"), str)

    @property
    def active(self) -> bool:
        """Whether the group is pushed, or would be but for an error."""
        return self.status != "INACTIVE"

    @property
    def links(self) -> bool:
        """Whether this links to a group that the app has, by its id, rather than make one."""
        return self.target_group is not None and self.exists is not True


class Connection(_Object):
    """The connection through which an app is provisioned (`GET /api/v1/apps/{appId}/connections/default`).

    Attributes:
        app: the app's id, where known.
        base_url: of the target.
        scheme: ``TOKEN``, ``OAUTH2``, ``UNKNOWN`` or None.
        status: ``ENABLED``, ``DISABLED``, ``UNKNOWN`` or None.
        token: never to be shown; answers of Okta hold none.
        owner: the account in whose name Okta acts, where the file tells: the administrator's, or the one that the token names.
    """

    __slots__ = ("app", "base_url", "owner", "scheme", "status", "token")

    def __init__(self, document: Document, pointer: Pointer, value: dict[str, Any]) -> None:
        super().__init__(document, pointer, value)
        self.app = _app_in(_at(value, "_links", "self", "href"))
        self.base_url = _text(value.get("baseUrl"))
        self.scheme = _text(_at(value, "profile", "authScheme")) or _text(value.get("authScheme"))
        self.status = _text(value.get("status"))
        self.token = _text(_at(value, "profile", "token"))
        self.owner = _text(_at(value, "profile", "settings", "adminUsername")) or _owner_of(self.token)

    def owner_place(self) -> Place:
        """Where the owner is told; of a token, which nobody may be shown, the connection."""
        return self.place("profile", "settings", "adminUsername")


def _owner_of(token: str | None) -> str | None:
    """The person whom a token of the form of a JWT (RFC 7519) names by an address."""
    parts = (token or "").split()[-1:]
    body = parts[0].split(".") if parts else []
    if len(body) != len(("header", "claims", "signature")):
        return None
    from base64 import urlsafe_b64decode
    from json import loads

    try:
        claims = loads(urlsafe_b64decode(body[1] + "=" * (-len(body[1]) % 4)))
    except ValueError:
        return None
    named = [claims.get(claim) for claim in _OWNER_CLAIMS] if isinstance(claims, dict) else []
    return next((name for name in named if isinstance(name, str) and "@" in name), None)


_OWNER_CLAIMS = ("email", "preferred_username", "upn", "sub")


class Feature(_Object):
    """A provisioning feature of an app (`GET /api/v1/apps/{appId}/features`).

    Attributes:
        app: the app's id, where known.
        name: ``USER_PROVISIONING`` or ``INBOUND_PROVISIONING``.
        enabled: whether it is on; None where the file does not say.
    """

    __slots__ = ("app", "enabled", "name")

    def __init__(self, document: Document, pointer: Pointer, value: dict[str, Any]) -> None:
        super().__init__(document, pointer, value)
        self.app = _app_in(_at(value, "_links", "self", "href"))
        self.name = _text(value.get("name"))
        self.enabled = _is_enabled(value.get("status"))

    def capability(self, *keys: str) -> bool | None:
        """Whether one of its capabilities is on: ``capability("create", "lifecycleCreate")``; None where the file does not say."""
        return _is_enabled(_at(self.value, "capabilities", *keys, "status"))


def _is_enabled(status: object) -> bool | None:
    return {"ENABLED": True, "DISABLED": False}.get(status) if isinstance(status, str) else None


def _linked_app(value: dict[str, Any], name: str) -> str | None:
    return _app_in(_at(value, "_links", name, "href"))


def _app_in(href: object) -> str | None:
    found = re.search(r"/apps/([^/]+)", href) if isinstance(href, str) else None
    return found.group(1) if found else None


def _at(value: object, *keys: str | int) -> object:
    """The value below; None where there is none."""
    for key in keys:
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and isinstance(key, int) and key < len(value):
            value = value[key]
        else:
            return None
    return value


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
