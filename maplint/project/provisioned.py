"""Apps as provisioning is set up for them beside mappings: who is assigned, what is pushed, the connection, the features."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from maplint.record import NamedTuple
from maplint.scim import CORE_GROUP
from maplint.source.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from maplint.okta.application import Application
    from maplint.okta.provisioning import Connection, Feature, GroupAssignment, GroupPush, OktaGroup
    from maplint.project.join import Project
    from maplint.project.joined import Integration
    from maplint.scim.target import Target
    from maplint.source.document import Document

    Part = GroupAssignment | GroupPush | Connection | Feature


class TargetGroup(NamedTuple):
    """A group that the target has: as the target itself lists it, or as Okta imported it (then ``id`` is Okta's of it)."""

    name: str
    place: Place
    id: str | None


class ProvisionedApp:
    """An app of an Okta org as provisioning is set up for it.

    Attributes:
        id: Okta's id of the app, or what tells it from others in Terraform; None when no file says which app it is.
        integrations: the same app with its mappings and schemas, as far as they were given.
        assignments, pushes, connections, features: what was given.
        target_groups: the groups that it has, as far as they were given.
    """

    def __init__(
        self,
        project: Project,
        groups: Mapping[str, OktaGroup],
        id: str | None,  # noqa: A002 - Okta's word
        integrations: list[Integration],
    ) -> None:
        self._project = project
        self._groups = groups
        self.id = id
        self.integrations = integrations
        self.assignments: list[GroupAssignment] = []
        self.pushes: list[GroupPush] = []
        self.connections: list[Connection] = []
        self.features: list[Feature] = []
        self.target_groups: list[TargetGroup] = []

    @property
    def parts(self) -> list[Part]:
        """All that was given."""
        return [*self.assignments, *self.pushes, *self.connections, *self.features]

    @property
    def application(self) -> Application | None:
        """The application, if it was given."""
        return next((i.application for i in self.integrations if i.application is not None), None)

    @property
    def label(self) -> str:
        """What to call the app in a sentence."""
        return self.integrations[0].label if self.integrations else "the app"

    @property
    def name(self) -> str | None:
        """Okta's variable name of the app: that of the connector, for apps of Okta's catalogue."""
        return next((i.app_name for i in self.integrations if i.app_name), None)

    @cached_property
    def target(self) -> Target:
        """The SCIM service."""
        if self.integrations:
            return self.integrations[0].target
        return self._project.target_near([part.document for part in self.parts], (self.id,))

    def group(self, id: str | None) -> OktaGroup | None:  # noqa: A002 - Okta's word
        """The group of Okta with an id, if it was given."""
        return self._groups.get(id or "")

    def group_name(self, id: str | None) -> str:  # noqa: A002 - Okta's word
        """What to call a group in a sentence: by its name, else by its id."""
        group = self.group(id)
        return f"`{group.name if group is not None and group.name else id}`"

    def named(self, push: GroupPush) -> str:
        """What to call a pushed group in a sentence: by its name in Okta or, where that is not known, at the app."""
        group = self.group(push.group)
        return f"`{(group.name if group is not None else None) or push.target_name or push.group}`"

    def pushed_name(self, push: GroupPush) -> tuple[str, Place] | None:
        """The name that a pushed group gets at the app, and where it is written; None where it is not known."""
        if push.target_name:
            return push.target_name, push.place("targetGroupName")
        group = self.group(push.group)
        return (group.name, group.place("profile", "name")) if group is not None and group.name else None


def provisioned_apps(project: Project) -> list[ProvisionedApp]:
    """The apps of what was given. Parts that do not say whose they are belong to the only app of the run, or to the one that a
    configuration binds their file to; else each stands for itself."""
    given: list[Part] = [*project.assignments, *project.pushes, *project.connections, *project.features]
    groups = {group.id: group for group in project.groups if group.id}
    ids = project.app_ids | {part.app for part in given if part.app}
    apps: dict[str, ProvisionedApp] = {}
    nameless: list[ProvisionedApp] = []
    for part in given:
        id_ = part.app or (next(iter(ids)) if len(ids) == 1 else _bound_app(project, part.document))
        if id_ is None:
            alone = project.integrations if len(project.integrations) == 1 and not ids else []
            app = ProvisionedApp(project, groups, None, alone)
            nameless.append(app)
        elif id_ in apps:
            app = apps[id_]
        else:
            app = apps[id_] = ProvisionedApp(project, groups, id_, _integrations(project, id_, alone=len(ids) == 1))
        _add(app, part)
    for app in apps.values():
        app.target_groups = [
            TargetGroup(group.name, group.place("profile", "name"), group.id)
            for group in project.groups
            if group.app == app.id and group.name
        ]
    for app in [*apps.values(), *nameless]:
        for integration in app.integrations:
            integration.connections += app.connections
    _add_listed_groups(project, [*apps.values(), *nameless])
    return [*apps.values(), *nameless]


def _integrations(project: Project, id_: str, *, alone: bool) -> list[Integration]:
    return [i for i in project.integrations if i.app_id == id_ or (alone and i.app_id is None)]


def _bound_app(project: Project, document: Document) -> str | None:
    """The app whose files a configuration binds to the same name."""
    bound = project.bindings.of_document(document)
    if bound is None:
        return None
    found = {
        integration.app_id
        for integration in project.integrations
        if integration.app_id is not None
        and any(project.bindings.of_document(other) is bound for other in _documents(integration))
    }
    return found.pop() if len(found) == 1 else None


def _documents(integration: Integration) -> Iterable[Document]:
    yield from (mapping.mapping.document for mapping in integration.mappings)
    for part in (integration.app_schema, integration.application):
        if part is not None and part.document is not None:
            yield part.document


def _add(app: ProvisionedApp, part: Part) -> None:
    from maplint.okta.provisioning import Connection, GroupAssignment, GroupPush

    if isinstance(part, GroupAssignment):
        app.assignments.append(part)
    elif isinstance(part, GroupPush):
        app.pushes.append(part)
    elif isinstance(part, Connection):
        app.connections.append(part)
    else:
        app.features.append(part)


def _add_listed_groups(project: Project, apps: list[ProvisionedApp]) -> None:
    """Groups as the target lists them (`GET {scimBaseUrl}/Groups`): of the only app to which groups are pushed, or of the one
    with files in the same folder or bound to the same name."""
    pushing = [app for app in apps if app.pushes]
    for place in project.payloads:
        value = place.document.at(place.pointer)
        name = value.get("displayName")
        if not _is_group(value.get("schemas")) or not isinstance(name, str):
            continue
        near = pushing if len(pushing) == 1 else [app for app in pushing if _near(project, app, place.document)]
        if len(near) == 1:
            at = Place(place.document, (*place.pointer, "displayName"))
            near[0].target_groups.append(TargetGroup(name, at, None))


def _is_group(schemas: object) -> bool:
    return isinstance(schemas, list) and any(
        isinstance(urn, str) and urn.lower() == CORE_GROUP.lower() for urn in schemas
    )


def _near(project: Project, app: ProvisionedApp, document: Document) -> bool:
    bound = project.bindings.of_document(document)
    folder = document.path.rpartition("/")[0]
    return any(
        part.document.path.rpartition("/")[0] == folder
        if bound is None
        else project.bindings.of_document(part.document) is bound
        for part in app.parts
    )
