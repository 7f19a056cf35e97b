"""tf-schema-property-replace (MAP802)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.rule import Confidence, Related, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from maplint.okta.terraform_ids import Ids
    from maplint.project.join import Project
    from maplint.rule import Finding
    from maplint.terraform.resource import ResourceInstance


class TfSchemaPropertyReplace(Rule):
    """Terraform destroys a schema property, and with it everybody's value of it."""

    code = "MAP802"
    name = "tf-schema-property-replace"
    summary = "Terraform destroys a schema property, and with it everybody's value of it"
    severity = Severity.ERROR
    since = "0.1.0"

    def check_project(self, project: Project) -> Iterator[Finding]:
        if not project.resources:
            return
        from maplint.okta.terraform_ids import Ids  # loaded only where there is Terraform, here and below
        from maplint.okta.terraform_resources import is_custom_property
        from maplint.terraform.resource import Action

        ids = Ids(project.resources)
        properties = [resource for resource in project.resources if is_custom_property(resource)]
        for resource in properties:
            if resource.action is Action.REPLACE:
                yield self._replaced(resource)
            elif resource.action is Action.DELETE and resource.before is not None:
                moved = next((other for other in properties if _is_moved(resource, other, ids)), None)
                if moved is not None:
                    yield self._moved(resource, moved)
                elif not _goes_with_its_app(resource, project.resources):
                    yield self._deleted(resource)
            elif resource.action is None and resource.before is not None:
                yield from self._foreseen(resource)

    def _replaced(self, resource: ResourceInstance) -> Finding:
        changed = [str(path[0]) for path in resource.replace_paths if path]
        if not changed and resource.reason not in REASONS:
            changed = _replacing_changes(resource)
        why = " and ".join(_change(resource, name) for name in changed) or REASONS.get(resource.reason)
        order = (
            "; `create_before_destroy` has it delete the new one too: it is of the same name" * resource.created_first
        )
        place = resource.place(changed[0]) if changed else resource.place()
        return self.finding(
            place,
            f"the plan destroys {_name(resource)} and creates it again" + (f", because {why}" if why else "") + order,
            help=_help(changed) if changed else f"`terraform untaint {resource.address}`, or plan without `-replace`",
            consequence=LOST,
            related=_planned(resource),
            subject=str(resource.address),
        )

    def _deleted(self, resource: ResourceInstance) -> Finding:
        return self.finding(
            resource.place(),
            f"the plan destroys {_name(resource)}",
            severity=Severity.WARNING,
            help="if its values are still needed, keep it; to leave it to others, `terraform state rm` or a `removed` block "
            "with `destroy = false`",
            consequence=f"{LOST}; Okta refuses while a mapping still uses it",
            subject=str(resource.address),
        )

    def _moved(self, resource: ResourceInstance, other: ResourceInstance) -> Finding:
        return self.finding(
            resource.place(),
            f"the plan destroys {_name(resource)} because it is now declared as `{other.address}`",
            help=f"add `moved {{ from = {resource.address}, to = {other.address} }}`: then nothing is destroyed",
            consequence=f"{LOST}; where Terraform destroys last, the property is gone after the apply",
            related=[Related(other.header, "declared here now")],
            subject=str(resource.address),
        )

    def _foreseen(self, resource: ResourceInstance) -> Iterator[Finding]:
        """What a state tells: an argument that is otherwise in the configuration now."""
        name = next(iter(_replacing_changes(resource)), None)
        if name is not None:
            yield self.finding(
                resource.place(name),
                f"the next apply destroys {_name(resource)} and creates it again, because {_change(resource, name)}",
                confidence=Confidence.LIKELY,
                help=_help([name]),
                consequence=LOST,
                related=_planned(resource),
                subject=str(resource.address),
            )


IN_PLACE = frozenset({"external_name", "external_namespace", "unique"})
"""What Okta changes in place, though the provider does not."""
LOST = "silent: the apply is green, and every value of the property is lost"


REASONS = {"replace_because_tainted": "it is tainted", "replace_by_request": "that was asked for"}
"""What Terraform calls a reason, ``action_reason`` -> in words."""


def _replacing_changes(resource: ResourceInstance) -> list[str]:
    """The arguments that are otherwise than before, and whose change destroys the property."""
    from maplint.okta.terraform_resources import forces_replacement

    def replaces(name: str, was: Any) -> bool:
        now = resource.get(name)
        written = now.known and now.data is not None  # what is left out may be filled in by the provider
        return (
            written
            and (now.data or "") != (was or "")
            and forces_replacement(resource, name)
            and not resource.ignores_changes_of(name)
        )

    return [name for name, was in (resource.before or {}).items() if replaces(name, was)]


def _help(changed: Iterable[Any]) -> str:
    if IN_PLACE.issuperset(changed):
        return (
            "change the property in Okta first (POST /api/v1/meta/schemas/... does it in place), then `terraform state rm` and "
            "import it again: nothing is left to replace"
        )
    return "declare a property with another index, let a mapping move the values, and delete the old one later"


def _name(resource: ResourceInstance) -> str:
    index = resource.get("index").text or resource.was("index")
    return f"the property `{index}`" if index else f"`{resource.address}`"


def _change(resource: ResourceInstance, name: str) -> str:
    """``external_name`` changes from ``a`` to ``b``."""
    was, now = (resource.before or {}).get(name), resource.get(name)
    to = f" to {_shown(now.data)}" if now.known and not isinstance(now.data, (list, dict)) else ""
    return f"`{name}` changes from {_shown(was)}{to}"


def _shown(value: Any) -> str:
    return "nothing" if value in (None, "", []) else f"`{value}`"


def _planned(resource: ResourceInstance) -> list[Related]:
    told = "planned here" if resource.action is not None else "the state has it here"
    return [Related(resource.shown, told)] if resource.shown is not None else []


def _is_moved(resource: ResourceInstance, other: ResourceInstance, ids: Ids) -> bool:
    """Whether the same property is declared under another address: a block that was renamed."""
    from maplint.terraform.resource import Action

    return (
        other.type == resource.type
        and other.action in (Action.CREATE, Action.REPLACE)
        and other.get("index").text == resource.was("index")
        and ids.end(other, "app_id").id == resource.was("app_id")
        and (ids.end(other, "user_type").id or "default") == (resource.was("user_type") or "default")
    )


def _goes_with_its_app(resource: ResourceInstance, resources: Iterable[ResourceInstance]) -> bool:
    """Whether the app or user type that a property belongs to is destroyed with it."""
    from maplint.terraform.resource import Action

    owners = {resource.was("app_id"), resource.was("user_type")} - {None, "", "default"}
    return any(other.action is Action.DELETE and other.was("id") in owners for other in resources)
