"""The join: everything given in one run, brought together by ids and links, becomes attribute flows.

Mapping and app user schema belong together when the app's id stands in both; with one of each in a run they belong
together anyhow. What nobody gave is assumed, and every assumption is listed once in ``Project.assumed``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.okta.application import Application
from maplint.okta.defaults import base_user_schema, scim_template
from maplint.okta.kinds import is_scim_app
from maplint.okta.mapping import Direction, ProfileMapping, read_mapping
from maplint.okta.schema import ProfileSchema, SchemaKind, read_schema
from maplint.okta.template import is_template, template_expression
from maplint.project.flow import AttributeFlow, Origin
from maplint.project.joined import Integration, JoinedMapping
from maplint.project.scope import ProfileScope
from maplint.source.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from maplint.okta.schema import SchemaProperty
    from maplint.scim.target import Target
    from maplint.source.document import Document
    from maplint.source.kinds import Item
    from maplint.source.place import Place, Pointer

USER_NAME = "userName"
"""The app user property that every app has, and that Okta fills from the username template."""


class Project:
    """Everything that was given in one run, joined.

    Attributes:
        documents: the files, in the order in which they were read.
        integrations: the apps.
        mappings: all mappings that have a direction or at least expressions, joined.
        user_schemas, app_schemas, applications: what was given of each.
        lists: places of mapping lists that hold no properties.
        lost: places of mappings whose properties an SDK lost.
        target: the SCIM target.
        assumed: sentences about what was assumed, each once.
    """

    __slots__ = (
        "_scopes",
        "app_schemas",
        "applications",
        "assumed",
        "documents",
        "integrations",
        "lists",
        "lost",
        "mappings",
        "target",
        "user_schemas",
    )

    def __init__(self, target: Target) -> None:
        self.target = target
        self.documents: list[Document] = []
        self.integrations: list[Integration] = []
        self.mappings: list[JoinedMapping] = []
        self.user_schemas: list[ProfileSchema] = []
        self.app_schemas: list[ProfileSchema] = []
        self.applications: list[Application] = []
        self.lists: list[Place] = []
        self.lost: list[Place] = []
        self.assumed: list[str] = []
        self._scopes: dict[tuple[int, int, Direction], ProfileScope] = {}

    def flows(self) -> Iterable[AttributeFlow]:
        """All flows: of mappings, of username templates, and of properties that nothing maps."""
        for mapping in self.mappings:
            yield from mapping.sent_flows
        for integration in self.integrations:
            yield from integration.unmapped

    def holds_anything(self) -> bool:
        """Whether there is anything that rules can judge; a list of mappings without properties is not."""
        return bool(self.integrations or self.user_schemas or self.payloads)

    def targets(self) -> list[Target]:
        """The targets of the run whose own schemas were given."""
        found: list[Target] = []
        for integration in self.integrations:
            target = integration.target
            if target.document is not None and all(target is not other for other in found):
                found.append(target)
        if not found and self.target is not None and self.target.document is not None:
            found.append(self.target)
        return found

    def assume(self, sentence: str) -> None:
        """Note an assumption, once."""
        if sentence not in self.assumed:
            self.assumed.append(sentence)

    def scope(self, integration: Integration, direction: Direction) -> ProfileScope:
        """The scope in which an integration's expressions of one direction are read."""
        key = (id(integration.user_schema), id(integration.app_schema), direction)
        if key not in self._scopes:
            self._scopes[key] = ProfileScope(
                integration.user_schema, integration.app_schema, direction, integration.app_name
            )
        return self._scopes[key]


def join(documents: Sequence[Document], items: Sequence[Sequence[Item]], target: Target) -> Project:
    """Join documents (each with what was recognised in it) to a project."""
    project = Project(target)
    project.documents = list(documents)
    mappings = _read_models(project, documents, items)
    for mapping in mappings:
        _join_mapping(project, mapping, mappings)
    _add_apps_without_mapping(project)
    _add_unmapped(project)
    _note_assumptions(project)
    return project


def _read_models(
    project: Project, documents: Sequence[Document], items: Sequence[Sequence[Item]]
) -> list[ProfileMapping]:
    mappings: list[ProfileMapping] = []
    for document, found in zip(documents, items, strict=True):
        for item in found:
            value = document.at(item.pointer)
            pointer = item.pointer
            if item.kind is Kind.PROFILE_MAPPING:
                mappings.append(read_mapping(document, pointer, value))
            elif item.kind is Kind.APP_USER_SCHEMA:
                project.app_schemas.append(read_schema(SchemaKind.APP_USER, document, pointer, value))
            elif item.kind is Kind.USER_SCHEMA:
                project.user_schemas.append(read_schema(SchemaKind.USER, document, pointer, value))
            elif item.kind is Kind.APPLICATION:
                project.applications.append(Application(document, pointer, value))
            elif item.kind is Kind.MAPPING_LIST:
                project.lists.append(_place(document, pointer))
            elif item.kind is Kind.LOST_PROPERTIES:
                project.lost.append(_place(document, pointer))
    return mappings


def _place(document: Document, pointer: Pointer) -> Place:
    from maplint.source.place import Place

    return Place(document, pointer)


# --- which things belong together ---------------------------------------------------------------------------------------


def _join_mapping(project: Project, mapping: ProfileMapping, mappings: list[ProfileMapping]) -> None:
    app_ids = {m.app.id for m in mappings if m.app is not None and m.app.id}
    only_app = len(app_ids) <= 1
    integration = _integration(
        project,
        mapping.app.id if mapping.app is not None else None,
        mapping.app.name if mapping.app is not None else None,
        _user_schema(project, mapping),
        only_app,
    )
    joined = JoinedMapping(mapping, integration)
    scope = project.scope(integration, mapping.direction)
    for entry in mapping.properties.values():
        if entry.removed:
            continue
        app_property, okta_property = _target_property(integration, mapping.direction, entry.variable)
        joined.flows.append(
            AttributeFlow(
                integration,
                mapping.direction,
                Origin.MAPPING,
                entry.variable,
                scope=scope,
                entry=entry,
                app_property=app_property,
                okta_property=okta_property,
                text=entry.expression,
                push=None if entry.push_status is None else entry.push_status == "PUSH",
            )
        )
    if joined.outbound and USER_NAME not in mapping.properties:
        joined.template_flow = _template_flow(integration, scope)
    integration.mappings.append(joined)
    project.mappings.append(joined)


def _target_property(
    integration: Integration, direction: Direction, variable: str
) -> tuple[SchemaProperty | None, SchemaProperty | None]:
    if direction is Direction.OUTBOUND:
        return integration.app_schema.properties.get(variable), None
    if direction is Direction.INBOUND:
        return None, integration.user_schema.properties.get(variable)
    return None, None


def _integration(
    project: Project, app_id: str | None, app_name: str | None, user_schema: ProfileSchema, only_app: bool
) -> Integration:
    """The integration of an app, made on first mention."""
    for integration in project.integrations:
        if (integration.app_id, integration.app_name) == (app_id, app_name) and integration.user_schema is user_schema:
            return integration
    app_schema = _app_schema(project, app_id, only_app)
    application = _application(project, app_id, only_app)
    if app_name is None:
        app_name = application.name if application is not None else app_schema.name if app_schema is not None else None
    integration = Integration(
        app_id,
        app_name,
        app_schema or scim_template(),
        user_schema,
        application,
        project.target,
        is_scim_app(app_name, app_schema, application, not project.target.assumed),
    )
    project.integrations.append(integration)
    return integration


def _app_schema(project: Project, app_id: str | None, only_app: bool) -> ProfileSchema | None:
    for schema in project.app_schemas:
        if app_id is not None and schema.app_id == app_id:
            return schema
    return project.app_schemas[0] if only_app and len(project.app_schemas) == 1 else None


def _application(project: Project, app_id: str | None, only_app: bool) -> Application | None:
    for application in project.applications:
        if app_id is not None and application.id == app_id:
            return application
    return project.applications[0] if only_app and len(project.applications) == 1 else None


def _user_schema(project: Project, mapping: ProfileMapping) -> ProfileSchema:
    href = mapping.user.schema_href if mapping.user is not None else None
    for schema in project.user_schemas:
        if href and schema.id and _last_segment(schema.id) == _last_segment(href):
            return schema
    return project.user_schemas[0] if len(project.user_schemas) == 1 else base_user_schema()


def _last_segment(href: str) -> str:
    return href.rstrip("/").rpartition("/")[2]


def _add_apps_without_mapping(project: Project) -> None:
    """Apps of which only the schema or the application was given: names and sign-on settings can be judged all the same."""
    user_schema = project.user_schemas[0] if len(project.user_schemas) == 1 else base_user_schema()
    used_schemas = {id(integration.app_schema) for integration in project.integrations}
    for schema in project.app_schemas:
        if id(schema) not in used_schemas:
            application = next((a for a in project.applications if a.id and a.id == schema.app_id), None)
            name = schema.name or (application.name if application is not None else None)
            scim = is_scim_app(name, schema, application, not project.target.assumed)
            project.integrations.append(
                Integration(schema.app_id, name, schema, user_schema, application, project.target, scim)
            )
    used_applications = {id(integration.application) for integration in project.integrations}
    for application in project.applications:
        if id(application) not in used_applications:
            scim = is_scim_app(application.name, None, application, not project.target.assumed)
            project.integrations.append(
                Integration(
                    application.id, application.name, scim_template(), user_schema, application, project.target, scim
                )
            )


# --- flows that no mapping entry makes ----------------------------------------------------------------------------------


def _template_flow(integration: Integration, scope: ProfileScope) -> AttributeFlow | None:
    """The flow of ``userName`` from the application's username template."""
    application = integration.application
    template = application.template if application is not None else None
    if application is None or template is None:
        return None
    text: str | None = template.template
    verbatim = True
    if is_template(template.template):
        text = template_expression(template.template, template.suffix)
        verbatim = False
    if text is None:
        return None
    pushed = template.push_status == "PUSH" if template.type == "CUSTOM" else None
    return AttributeFlow(
        integration,
        Direction.OUTBOUND,
        Origin.TEMPLATE,
        USER_NAME,
        scope=scope,
        app_property=integration.app_schema.properties.get(USER_NAME),
        text=text,
        verbatim=verbatim,
        push=pushed,
        application=application,
    )


def _add_unmapped(project: Project) -> None:
    for integration in project.integrations:
        if integration.app_schema.assumed:
            continue
        mapped = {flow.variable for mapping in integration.outbound for flow in mapping.flows}
        scope = project.scope(integration, Direction.OUTBOUND)
        for property_ in integration.app_schema.properties.values():
            if property_.name not in mapped and property_.name != USER_NAME:
                integration.unmapped.append(
                    AttributeFlow(
                        integration,
                        Direction.OUTBOUND,
                        Origin.UNMAPPED,
                        property_.name,
                        scope=scope,
                        app_property=property_,
                    )
                )


# --- what was assumed ---------------------------------------------------------------------------------------------------


def _note_assumptions(project: Project) -> None:
    outbound = [mapping for mapping in project.mappings if mapping.outbound]
    scim = [mapping for mapping in outbound if mapping.scim]
    for assumption, holds in _assumptions(project, outbound, scim):
        if holds():
            project.assume(assumption)


def _assumptions(
    project: Project, outbound: list[JoinedMapping], scim: list[JoinedMapping]
) -> list[tuple[str, Callable[[], bool]]]:
    return [
        (
            "no app user schema: Okta's default SCIM 2.0 app template",
            lambda: any(mapping.integration.app_schema.assumed for mapping in scim),
        ),
        (
            "no Okta user schema: Okta's 31 base attributes",
            lambda: any(mapping.integration.user_schema.assumed for mapping in project.mappings),
        ),
        ("no target: RFC 7643 (core User and enterprise extension)", lambda: bool(scim) and project.target.assumed),
        (
            "no application: userName comes from the username template",
            lambda: any(m.integration.application is None and m.flow(USER_NAME) is None for m in outbound),
        ),
        (
            "a file names neither end of its mapping: only its expressions are checked",
            lambda: any(mapping.direction is Direction.UNKNOWN for mapping in project.mappings),
        ),
    ]
