"""tf-property-before-provisioning (MAP804)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Confidence, Related, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from maplint.project.join import Project
    from maplint.rule import Finding
    from maplint.terraform.resource import ResourceInstance
    from maplint.terraform.values import Address


class TfPropertyBeforeProvisioning(Rule):
    """A SCIM property is created before provisioning is on."""

    code = "MAP804"
    name = "tf-property-before-provisioning"
    summary = "A SCIM property is created before provisioning is on"
    severity = Severity.WARNING
    since = "0.1.0"

    def check_project(self, project: Project) -> Iterator[Finding]:
        by_app: dict[tuple[str, Address], list[ResourceInstance]] = {}
        for resource in project.resources:
            app = _app_of_new_property(resource)
            if app is not None:
                by_app.setdefault((resource.root, app), []).append(resource)
        roots = {root: _Root(root, project.resources) for root in dict.fromkeys(root for root, _ in by_app)}
        for (root, address), properties in by_app.items():
            yield from self._check(roots[root], address, properties)

    def _check(self, root: _Root, address: Address, properties: Sequence[ResourceInstance]) -> Iterator[Finding]:
        app = root.resources.get(address)
        connection = root.connections.get(address._replace(key=None))
        if connection is not None:
            for resource in properties:
                if not _reaches(resource, connection.address, root.graph):
                    yield self._unordered(resource, connection)
        elif app is not None and _may_have_none(app):
            yield self._without(app, properties)

    def _unordered(self, resource: ResourceInstance, connection: ResourceInstance) -> Finding:
        address = connection.address
        named = f"{address.type}.{address.name}"
        return self.finding(
            resource.header,
            f"nothing makes the property `{resource.get('index').text}` wait for `{named}`, which turns provisioning on",
            confidence=Confidence.LIKELY,
            help=f"add `depends_on = [{named}]`",
            consequence="by chance: turning provisioning on adds to the schema of the app; a property that is there before "
            "may clash with it, or lose its namespace and never be sent",
            related=[Related(connection.header, "turned on here")],
        )

    def _without(self, app: ResourceInstance, properties: Sequence[ResourceInstance]) -> Finding:
        from maplint.terraform.resource import Action

        first, *others = properties
        names = ", ".join(f"`{resource.get('index').text}`" for resource in properties)
        created = app.action is Action.CREATE
        return self.finding(
            first.place("external_namespace"),
            f"SCIM properties ({names}) of an app for which nothing here turns provisioning on",
            severity=None if created else Severity.INFO,
            confidence=Confidence.LIKELY if created else Confidence.POSSIBLE,
            help="create the app, turn provisioning on (`okta_app_connection`, or by hand), and let the properties "
            "depend on it",
            consequence="an attribute that is created before provisioning is on may lose its namespace: then it is never sent",
            related=[
                Related(app.header, "the app"),
                *(Related(other.place("external_namespace"), "this too") for other in others),
            ],
        )


def _app_of_new_property(resource: ResourceInstance) -> Address | None:
    """The app of a property that goes to SCIM and is not there yet, as far as that is known."""
    from maplint.okta.terraform_resources import APP_PROPERTIES

    reference = resource.get("app_id").reference
    scim = (resource.get("external_namespace").text or "").startswith("urn:")
    custom = APP_PROPERTIES.get(resource.type) == "custom" and resource.managed
    return reference.address if custom and scim and reference is not None and resource.before is None else None


class _Root:
    """One configuration or plan: its resources by address, what they refer to, and what turns provisioning on, by app."""

    def __init__(self, name: str, resources: Iterable[ResourceInstance]) -> None:
        own = [resource for resource in resources if resource.root == name]
        self.resources = {resource.address: resource for resource in own if resource.managed}
        self.graph = {resource.address._replace(key=None): resource.references for resource in own}
        turned_on = [(_turned_on(resource), resource) for resource in own]
        self.connections = {app: resource for app, resource in turned_on if app is not None}


def _turned_on(resource: ResourceInstance) -> Address | None:
    """The app for which a resource turns provisioning on, or may do so."""
    argument = {"okta_app_connection": "id", "okta_app_features": "app_id"}.get(resource.type)
    off = resource.get("action").text == "deactivate" or resource.get("status").text == "DISABLED"
    reference = resource.get(argument).reference if argument is not None and resource.managed and not off else None
    return reference.address._replace(key=None) if reference is not None else None


def _reaches(resource: ResourceInstance, wanted: Address, graph: dict[Address, tuple[Address, ...]]) -> bool:
    """Whether a resource refers to another, directly or through others; what a module is given is not followed."""
    goal = wanted._replace(key=None)
    waiting = [*resource.references]
    seen: set[Address] = set()
    while waiting:
        address = waiting.pop()._replace(key=None)
        if address == goal or (address.module != goal.module and address not in graph):
            return True
        if address not in seen:
            seen.add(address)
            waiting += graph.get(address, ())
    return goal.module != resource.address.module


def _may_have_none(app: ResourceInstance) -> bool:
    """Whether it is not known that the app is there already, and provisioning not left to its integration."""
    return app.id is None and app.before is None and not app.written("preconfigured_app")
