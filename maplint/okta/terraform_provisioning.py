"""Terraform's groups, assignments, group pushes, connections and features of apps as Okta's objects.

Source: documentation and code of the provider ``okta/okta`` (``okta_push_group``, ``okta_app_connection``,
``okta_app_features`` since 6.0).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from maplint.okta.provisioning import Connection, Feature, GroupAssignment, GroupPush, OktaGroup
from maplint.okta.terraform_ids import Naming
from maplint.okta.terraform_view import ViewBuilder
from maplint.record import NamedTuple
from maplint.terraform.resource import Action, Origin
from maplint.terraform.values import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from maplint.okta.terraform_ids import Ids
    from maplint.source.place import Place, Pointer
    from maplint.terraform.resource import ResourceInstance
    from maplint.terraform.values import Value

APP_CONNECTION = "okta_app_connection"
_EVERYONE = "Everyone"


class ProvisioningObjects(NamedTuple):
    """What resources say of provisioning beside mappings and schemas."""

    groups: list[OktaGroup]
    assignments: list[GroupAssignment]
    pushes: list[GroupPush]
    connections: list[Connection]
    features: list[Feature]


def group_names(ids: Mapping[str, str]) -> dict[str, Naming]:
    """How exports know groups: by name, which Okta keeps unique among its own groups."""
    return {"okta_group": Naming("name", ids, unique=True)}


def provisioning_objects(resources: Iterable[ResourceInstance], ids: Ids) -> ProvisioningObjects:
    """The objects that resources stand for."""
    objects = ProvisioningObjects([], [], [], [], [])
    for resource in resources:
        if resource.type == "okta_group":
            objects.groups.extend(_group(resource, ids.own(resource), resource.get("name")))
        elif resource.type == "okta_everyone_group":
            objects.groups.append(_everyone(resource, ids))
        elif resource.type == "okta_app_group_assignment":
            app, group = ids.end(resource, "app_id").id, ids.end(resource, "group_id").id
            objects.assignments.append(_assignment(resource, app, group, resource.get("profile")))
        elif resource.type == "okta_app_group_assignments":
            objects.assignments.extend(_assignments(resource, ids))
        elif resource.type == "okta_push_group":
            objects.pushes.append(_push(resource, ids))
        elif resource.type == APP_CONNECTION:
            objects.connections.append(_connection(resource, ids))
        elif resource.type == "okta_app_features":
            objects.features.append(_feature(resource, ids))
    return objects


# --- groups -----------------------------------------------------------------------------------------------------------------


def _group(resource: ResourceInstance, id_: str, name: Value) -> Iterator[OktaGroup]:
    if name.text:
        view = ViewBuilder(resource)
        view.value(("profile", "name"), name, _header(resource))
        value = {"id": id_, "type": "OKTA_GROUP", "profile": {"name": name.text}}
        yield OktaGroup(view.build(value), (), value)


def _everyone(resource: ResourceInstance, ids: Ids) -> OktaGroup:
    value = {"id": ids.own(resource), "type": "BUILT_IN", "profile": {"name": _EVERYONE}}
    return OktaGroup(ViewBuilder(resource).build(value), (), value)


def _assignments(resource: ResourceInstance, ids: Ids) -> Iterator[GroupAssignment]:
    """The assignments of a resource that holds them all, or of a data source that lists the groups."""
    app = ids.end(resource, "app_id" if resource.managed else "id").id
    for block in resource.blocks("group"):
        yield _assignment(resource, app, ids.end_of_value(resource, block.get("id")).id, block.get("profile"), block)
    for listed in resource.get("groups").items:
        yield _assignment(resource, app, listed.text, None, listed)


def _assignment(
    resource: ResourceInstance, app: str | None, group: str | None, profile: Value | None, block: Value | None = None
) -> GroupAssignment:
    view = ViewBuilder(resource)
    place = block.place if block is not None and block.place is not None else _header(resource)
    value: dict[str, Any] = {"id": group, **_links(app=app)}
    view.at(("id",), place, place)
    given = _json_object(profile.text) if profile is not None and profile.text else {}
    if profile is not None and given:
        value["profile"] = given
        for name in given:
            view.value(("profile", name), profile, place)
    return GroupAssignment(view.build(value), (), value)


def _json_object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _push(resource: ResourceInstance, ids: Ids) -> GroupPush:
    view = ViewBuilder(resource)
    header = _header(resource)
    value: dict[str, Any] = {
        "id": resource.id,
        "sourceGroupId": ids.end(resource, "source_group_id").id,
        **_links(app=ids.end(resource, "app_id").id),
    }
    for argument, key in (("target_group_name", "targetGroupName"), ("status", "status")):
        found = resource.get(argument)
        if found.text:
            value[key] = found.text
            view.value((key,), found, header)
    target = resource.get("target_group_id")
    if resource.written("target_group_id") and (
        resource.origin is Origin.CONFIGURATION or target.data is not UNKNOWN  # else it is one that Okta will give
    ):
        value["targetGroupId"] = ids.end(resource, "target_group_id").id or str(resource.address)
        view.value(("targetGroupId",), target, header)
    view.value(("sourceGroupId",), resource.get("source_group_id"), header)
    push = GroupPush(view.build(value), (), value)
    push.exists = _exists(resource) and push.status != "ERROR"
    return push


def _exists(resource: ResourceInstance) -> bool | None:
    """Whether what a resource stands for is there already; None when only a configuration was given."""
    if resource.origin is Origin.STATE or resource.before is not None:
        return True
    return None if resource.action is None else resource.action in (Action.NONE, Action.UPDATE, Action.READ)


# --- connections ------------------------------------------------------------------------------------------------------------


def _connection(resource: ResourceInstance, ids: Ids) -> Connection:
    view = ViewBuilder(resource)
    header = _header(resource)
    app = ids.end(resource, "id").id
    value: dict[str, Any] = {"profile": {}}
    if app:
        value["_links"] = {"self": {"href": f"/apps/{app}/connections/default"}}
    for argument, key in (("base_url", "baseUrl"), ("status", "status"), ("auth_scheme", "authScheme")):
        found = resource.get(argument)
        if found.text:
            value[key] = found.text
            view.value((key,), found, header)
    for block in resource.blocks("profile"):
        for argument, key in (("auth_scheme", "authScheme"), ("token", "token")):
            found = block.get(argument)
            if found.text:
                value["profile"][key] = found.text
                view.value(("profile", key), found, block.place or header)
        owner = _in_blocks(block, "settings").get("admin_username")
        if owner.text:
            value["profile"]["settings"] = {"adminUsername": owner.text}
            view.value(("profile", "settings", "adminUsername"), owner, block.place or header)
    return Connection(view.build(value), (), value)


_CAPABILITIES = (
    (("create", "lifecycle_create"), ("create", "lifecycleCreate")),
    (("update", "profile"), ("update", "profile")),
    (("update", "lifecycle_deactivate"), ("update", "lifecycleDeactivate")),
)
"""Blocks of a feature's ``capabilities`` -> keys of Okta's answer."""


def _feature(resource: ResourceInstance, ids: Ids) -> Feature:
    view = ViewBuilder(resource)
    header = _header(resource)
    app, name = ids.end(resource, "app_id").id, resource.get("name").text
    value: dict[str, Any] = {"name": name, "capabilities": {"create": {}, "update": {}}}
    if app:
        value["_links"] = {"self": {"href": f"/apps/{app}/features/{name}"}}
    if resource.get("status").text:
        value["status"] = resource.get("status").text
        view.value(("status",), resource.get("status"), header)
    for blocks, (group, key) in _CAPABILITIES:
        status = _in_blocks(resource.get("capabilities"), *blocks).get("status")
        if status.text:
            value["capabilities"][group][key] = {"status": status.text}
            pointer: Pointer = ("capabilities", group, key, "status")
            view.value(pointer, status, header)
    return Feature(view.build(value), (), value)


def _in_blocks(value: Value, *names: str) -> Value:
    """The block below, of blocks that may stand once: a list of one or the object itself."""
    for name in ("", *names):
        value = value.get(name) if name else value
        if value.items:
            value = value.items[0]
    return value


# --- helpers ----------------------------------------------------------------------------------------------------------------


def _header(resource: ResourceInstance) -> Place:
    return resource.header


def _links(**ids: str | None) -> dict[str, Any]:
    """Links as Okta's answers have them, for the ids that are known."""
    return {"_links": {name: {"href": f"/{name}s/{id_}"} for name, id_ in ids.items() if id_}}
