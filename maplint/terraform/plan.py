"""What will be: the plans of ``terraform show -json``.

Source: Terraform documentation, "JSON Output Format" (plan, change and configuration representations, format version 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.source.place import Place
from maplint.terraform.addresses import calls_of
from maplint.terraform.plain import attributes_at
from maplint.terraform.plan_references import PlannedConfiguration
from maplint.terraform.resource import Action, Origin, ResourceInstance
from maplint.terraform.state import address_of, shown_instances
from maplint.terraform.values import UNKNOWN, Address, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.source.document import Document
    from maplint.source.place import Pointer


def read_plan(document: Document, pointer: Pointer, prefix: str) -> list[ResourceInstance]:
    """The instances in a plan whose type begins so: those that it changes or leaves as they are, the data sources that it has
    read, and with ``-target`` the resources that it does not touch."""
    plan = document.at(pointer)
    changes = list(_changes(document, (*pointer, "resource_changes"), plan.get("resource_changes"), prefix))
    known = {change.address for change in changes}
    prior = (
        shown_instances(document, (*pointer, "prior_state", "values"), prefix, Origin.PLAN) if _has_prior(plan) else ()
    )
    resources = [*changes, *(resource for resource in prior if resource.address not in known)]
    _add_references(resources, plan.get("configuration"))
    return resources


def _has_prior(plan: dict[str, Any]) -> bool:
    prior = plan.get("prior_state")
    return isinstance(prior, dict) and isinstance(prior.get("values"), dict)


def _changes(document: Document, pointer: Pointer, resources: Any, prefix: str) -> Iterator[ResourceInstance]:
    for number, resource in enumerate(resources if isinstance(resources, list) else ()):
        type_ = resource.get("type") if isinstance(resource, dict) else None
        # What is deposed is left over from an interrupted replacement: not the resource, but a remnant of it.
        if isinstance(type_, str) and type_.startswith(prefix) and not resource.get("deposed"):
            change = resource.get("change")
            if isinstance(change, dict):
                yield _change(document, (*pointer, number), resource, change)


def _change(document: Document, pointer: Pointer, resource: dict[str, Any], change: dict[str, Any]) -> ResourceInstance:
    after: Pointer = (*pointer, "change", "after")
    module, reason, words = resource.get("module_address"), resource.get("action_reason"), change.get("actions")
    actions = words if isinstance(words, list) else []
    paths = change.get("replace_paths")
    return ResourceInstance(
        address_of(resource, calls_of(module) if isinstance(module, str) else (), "index"),
        document,
        after,
        Origin.PLAN,
        attributes_at(document, after, change.get("after"), change.get("after_unknown"), change.get("after_sensitive")),
        action=_action(actions),
        before=_before(change.get("before"), change.get("before_sensitive")),
        replace_paths=tuple(tuple(path) for path in paths if isinstance(path, list)) if isinstance(paths, list) else (),
        created_first=actions[:1] == ["create"] and "delete" in actions,
        reason=reason if isinstance(reason, str) else "",
        root=document.path,
        header=Place(document, (*pointer, "address")),
    )


def _action(actions: list[Any]) -> Action | None:
    """The action that a change's words make. Several with ``delete`` in them are a replacement, in either order; what is
    created while the old one is forgotten (``["create", "forget"]``) destroys nothing."""
    if "delete" in actions:
        return Action.REPLACE if "create" in actions else Action.DELETE
    return next((action for action in _PLAIN_ACTIONS if action.value in actions), None)


_PLAIN_ACTIONS = (Action.CREATE, Action.UPDATE, Action.FORGET, Action.READ, Action.NONE)


def _before(before: Any, sensitive: Any) -> dict[str, Any] | None:
    if not isinstance(before, dict):
        return None
    if not isinstance(sensitive, dict):
        return {} if sensitive is True else before
    return {name: value for name, value in before.items() if not _marked(sensitive.get(name))}


def _marked(marks: Any) -> bool:
    if isinstance(marks, (dict, list)):
        return any(map(_marked, marks.values() if isinstance(marks, dict) else marks))
    return marks is True


def _add_references(resources: list[ResourceInstance], configuration: Any) -> None:
    """What unknown arguments refer to, as far as the plan's configuration tells."""
    keys: dict[Address, set[str | int | None]] = {}
    for resource in resources:
        keys.setdefault(resource.address._replace(key=None), set()).add(resource.address.key)
    planned = PlannedConfiguration(configuration, keys)
    for resource in resources:
        written = planned.resource(resource.address)
        if written is None:
            continue
        resource.references = tuple(dict.fromkeys(written.references()))
        resource.depends_on = tuple(written.depends_on())
        resource.provider = written.provider
        for name, value in resource.attributes.items():
            reference = written.reference(name) if value.data is UNKNOWN else None
            if reference is not None:
                resource.attributes[name] = Value(reference, value.place)
