"""The join: everything given in one run, brought together by ids and links, becomes attribute flows.

Mapping and app user schema belong together when the app's id stands in both; with one of each in a run they belong
together anyhow. What nobody gave is assumed, and every assumption is listed once in ``Project.assumed``.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from maplint.okta.defaults import base_user_schema, scim_template
from maplint.okta.kinds import connector_of, is_scim_app
from maplint.okta.mapping import Direction, ProfileMapping, read_mapping
from maplint.okta.schema import ProfileSchema, SchemaKind, read_schema
from maplint.okta.template import is_template, template_expression
from maplint.project.bindings import NO_BINDINGS
from maplint.project.flow import AttributeFlow, Origin
from maplint.project.joined import Integration, JoinedMapping
from maplint.project.scope import ProfileScope
from maplint.record import NamedTuple
from maplint.scim.target import published_target, rfc7643_target
from maplint.source.kinds import Kind
from maplint.source.place import Place
from maplint.source.shapes import shape_problems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from maplint.okta.application import Application
    from maplint.okta.provisioning import Connection, Feature, GroupAssignment, GroupPush, OktaGroup
    from maplint.okta.schema import SchemaProperty
    from maplint.project.bindings import Bindings
    from maplint.project.payload import ScimPayload
    from maplint.project.provisioned import ProvisionedApp
    from maplint.scim.target import Target
    from maplint.source.document import Document
    from maplint.source.kinds import Item
    from maplint.source.place import Pointer
    from maplint.terraform.resource import ResourceInstance

_Part = TypeVar("_Part", "ProfileSchema", "Application")

USER_NAME = "userName"
"""The app user property that every app has, and that Okta fills from the username template."""


class Project:
    """Everything that was given in one run, joined.

    Attributes:
        documents: the files, in the order in which they were read.
        integrations: the apps; ``integration_of``: the same, by app, schemas and target.
        read: the mappings as read; ``mappings``: the same, joined.
        user_schemas, app_schemas, applications: what was given of each.
        groups, assignments, pushes, connections, features: what was given of provisioning besides.
        versions: older and newer export of each schema of which a run has two; the older ones are compared and nothing else.
        lists: places of mapping lists that hold no properties.
        lost: places of mappings whose properties an SDK lost.
        payloads: SCIM resources.
        users: places of Okta users.
        resources: the instances of resources and data sources in Terraform's files.
        shown: kind and place of each plan and state of Terraform.
        shape_problems: departures from the shape of a kind.
        target: the target that was named for the run, if one was.
        bindings: what a configuration says of files and apps.
        assumed: sentences about what was assumed, each once.
    """

    def __init__(self, target: Target | None, bindings: Bindings = NO_BINDINGS) -> None:
        self.target = target
        self.bindings = bindings
        self.documents: list[Document] = []
        self.integrations: list[Integration] = []
        self.integration_of: dict[tuple[str | None, int, int, int], Integration] = {}
        self.mappings: list[JoinedMapping] = []
        self.user_schemas: list[ProfileSchema] = []
        self.app_schemas: list[ProfileSchema] = []
        self.applications: list[Application] = []
        self.groups: list[OktaGroup] = []
        self.assignments: list[GroupAssignment] = []
        self.pushes: list[GroupPush] = []
        self.connections: list[Connection] = []
        self.features: list[Feature] = []
        self.versions: list[tuple[ProfileSchema, ProfileSchema]] = []
        self.read: list[ProfileMapping] = []
        self.lists: list[Place] = []
        self.lost: list[Place] = []
        self.payloads: list[ScimPayload] = []
        self.users: list[Place] = []
        self.resources: list[ResourceInstance] = []
        self.shown: list[tuple[Kind, Place]] = []
        self.shape_problems: list[ShapeFault] = []
        self.assumed: list[str] = []
        self._scopes: dict[tuple[int, int, Direction], ProfileScope] = {}
        self._published: dict[str, list[Document]] = {}
        self._standard: dict[str, Target] = {}

    def flows(self) -> Iterable[AttributeFlow]:
        """All flows: of mappings, of username templates, and of properties that nothing maps."""
        for mapping in self.mappings:
            yield from mapping.sent_flows
        for integration in self.integrations:
            yield from integration.unmapped

    def holds_anything(self) -> bool:
        """Whether there is anything that rules can judge; a list of mappings without properties is not."""
        return bool(
            self.integrations
            or self.user_schemas
            or self.payloads
            or self._published
            or self.resources
            or self.provisioned
        )

    def targets(self) -> list[Target]:
        """The targets of the run whose own schemas were given."""
        found: list[Target] = []
        named = [] if self.target is None else [self.target]
        for target in [*named, *(integration.target for integration in self.integrations)]:
            if target.documents and all(target is not other for other in found):
                found.append(target)
        return found

    def assume(self, sentence: str) -> None:
        """Note an assumption, once."""
        if sentence not in self.assumed:
            self.assumed.append(sentence)

    def publish(self, document: Document) -> None:
        """Note a target's own ``/Schemas`` answer that lies among the files."""
        self._published.setdefault(_folder(document), []).append(document)

    def target_near(self, documents: Sequence[Document | None], apps: Iterable[str | None] = ()) -> Target:
        """The target of an app with these files, names and ids: the one that a configuration binds it to; else that which was
        named for the run; else what the ``/Schemas`` answers in the same folder (or, when all of the run lie in one folder,
        there) describe; else RFC 7643."""
        bound = self.bindings.find(documents, apps)
        if bound is not None and bound.target is not None:
            return bound.target
        if self.target is not None:
            return self.target
        folders = {_folder(document) for document in documents if document is not None}
        if len(self._published) == 1 and len(self.app_ids) <= 1:
            folders = set(self._published)
        for folder in sorted(folders):
            if folder in self._published:
                if folder not in self._standard:
                    self._standard[folder] = published_target(self._published[folder])
                return self._standard[folder]
        if "" not in self._standard:
            self._standard[""] = rfc7643_target()
        return self._standard[""]

    @cached_property
    def provisioned(self) -> list[ProvisionedApp]:
        """The apps of which more is given than mapping, schema and application: groups, connection, features."""
        if not (self.assignments or self.pushes or self.connections or self.features):
            return []
        from maplint.project.provisioned import provisioned_apps

        return provisioned_apps(self)

    @cached_property
    def app_ids(self) -> set[str]:
        """The ids of all apps that the files name."""
        ids = {schema.app_id for schema in self.app_schemas} | {application.id for application in self.applications}
        return {i for i in ids if i} | self.mapped_app_ids

    @cached_property
    def mapped_app_ids(self) -> set[str]:
        """The ids of the apps that mappings name."""
        return {app.id for mapping in self.read if (app := mapping.app) is not None and app.id}

    def scope(self, integration: Integration, direction: Direction) -> ProfileScope:
        """The scope in which an integration's expressions of one direction are read."""
        key = (id(integration.user_schema), id(integration.app_schema), direction)
        if key not in self._scopes:
            self._scopes[key] = ProfileScope(
                integration.user_schema, integration.app_schema, direction, integration.app_name
            )
        return self._scopes[key]


class ShapeFault(NamedTuple):
    """A departure from the shape of a kind, with its place."""

    place: Place
    message: str
    help: str
    suggestion: str | None


def join(
    documents: Sequence[Document],
    items: Sequence[Sequence[Item]],
    target: Target | None,
    context: Sequence[Document] = (),
    bindings: Bindings = NO_BINDINGS,
) -> Project:
    """Join documents (each with what was recognised in it) to a project.

    Args:
        target: the one named for the run, if any.
        context: files of Terraform that are read for what the documents refer to.
        bindings: what a configuration says of files and apps.
    """
    project = Project(target, bindings)
    project.documents = list(documents)
    project.read = _read_models(project, documents, items)
    for schemas in (project.app_schemas, project.user_schemas):
        _set_older_aside(project, schemas)
    _read_terraform(project, documents, items, context)
    _read_payloads(project, documents, items)
    for mapping in project.read:
        _join_mapping(project, mapping)
    _add_apps_without_mapping(project)
    _add_unmapped(project)
    _ = project.provisioned  # gives the apps their connections
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
            problems = shape_problems(document, item)
            for problem in problems:
                place = Place(document, problem.pointer, problem.part)
                project.shape_problems.append(ShapeFault(place, problem.message, problem.help, problem.suggestion))
            if item.kind in _SHOWN:
                if not problems:
                    project.shown.append((item.kind, Place(document, pointer)))
            elif item.kind is Kind.PROFILE_MAPPING:
                mappings.append(read_mapping(document, pointer, value))
            elif item.kind is Kind.APP_USER_SCHEMA:
                project.app_schemas.append(read_schema(SchemaKind.APP_USER, document, pointer, value))
            elif item.kind is Kind.USER_SCHEMA:
                project.user_schemas.append(read_schema(SchemaKind.USER, document, pointer, value))
            elif item.kind is Kind.APPLICATION:
                from maplint.okta.application import Application

                project.applications.append(Application(document, pointer, value))
            elif item.kind is Kind.SCIM_SCHEMAS:
                project.publish(document)
            elif item.kind in _PROVISIONING:
                _read_provisioning(project, item.kind, document, pointer, value)
            else:
                _note_place(project, item.kind, Place(document, pointer))
    return mappings


_PROVISIONING = frozenset(
    {Kind.OKTA_GROUP, Kind.GROUP_ASSIGNMENT, Kind.GROUP_PUSH, Kind.APP_CONNECTION, Kind.APP_FEATURE}
)


def _read_provisioning(
    project: Project, kind: Kind, document: Document, pointer: Pointer, value: dict[str, Any]
) -> None:
    from maplint.okta import provisioning

    if kind is Kind.OKTA_GROUP:
        project.groups.append(provisioning.OktaGroup(document, pointer, value))
    elif kind is Kind.GROUP_ASSIGNMENT:
        project.assignments.append(provisioning.GroupAssignment(document, pointer, value))
        project.groups += provisioning.embedded_groups(document, pointer, value)
    elif kind is Kind.GROUP_PUSH:
        project.pushes.append(provisioning.GroupPush(document, pointer, value))
    elif kind is Kind.APP_CONNECTION:
        project.connections.append(provisioning.Connection(document, pointer, value))
    else:
        project.features.append(provisioning.Feature(document, pointer, value))


def _set_older_aside(project: Project, schemas: list[ProfileSchema]) -> None:
    """Of two exports of one schema the one that Okta changed last counts; where neither is known to be later, both do."""
    newest: dict[str, ProfileSchema] = {}
    for schema in sorted(schemas, key=lambda schema: schema.last_updated or "", reverse=True):
        id_ = (schema.id or "").partition("/meta/schemas/")[2]
        newer = newest.setdefault(id_, schema)
        if id_ and schema.last_updated and newer.last_updated and schema.last_updated < newer.last_updated:
            schemas.remove(schema)
            project.versions.append((schema, newer))
            path = schema.document.path if schema.document is not None else ""
            project.assume(f"{path} is an older export of a schema: what changed since is all that it is read for")


def _read_terraform(
    project: Project, documents: Sequence[Document], items: Sequence[Sequence[Item]], context: Sequence[Document]
) -> None:
    """What Terraform's files declare, as the same models that API exports give."""
    configured = [
        document
        for document, found in zip(documents, items, strict=True)
        if any(item.kind is Kind.TERRAFORM_CONFIGURATION for item in found)
    ]
    if not configured and not project.shown:
        return
    from collections import Counter

    from maplint.okta.terraform import okta_objects
    from maplint.terraform.read import read_resources

    plans = [place for kind, place in project.shown if kind is Kind.TERRAFORM_PLAN]
    states = [place for kind, place in project.shown if kind is Kind.TERRAFORM_STATE]
    project.resources += read_resources([*configured, *context] if configured else (), plans, states)
    labels = Counter(application.label for application in project.applications)
    ids = {a.label: a.id for a in project.applications if a.label and a.id and labels[a.label] == 1}
    groups = {group.name: group.id for group in project.groups if group.name and group.id and group.app is None}
    objects = okta_objects(project.resources, ids, groups)
    for part in objects.app_schemas:
        for schema in project.app_schemas:
            if schema.app_id is not None and schema.app_id == part.app_id:
                schema.add(part)
    project.read += objects.mappings
    project.app_schemas += objects.app_schemas
    project.user_schemas += objects.user_schemas
    project.applications += objects.applications
    project.groups += objects.provisioning.groups
    project.assignments += objects.provisioning.assignments
    project.pushes += objects.provisioning.pushes
    project.connections += objects.provisioning.connections
    project.features += objects.provisioning.features


_SHOWN = (Kind.TERRAFORM_PLAN, Kind.TERRAFORM_STATE)


def _read_payloads(project: Project, documents: Sequence[Document], items: Sequence[Sequence[Item]]) -> None:
    """SCIM resources, each with the target that its file belongs to: known when everything else was read."""
    resources = [
        (document, pointers)
        for document, found in zip(documents, items, strict=True)
        if (pointers := [item.pointer for item in found if item.kind is Kind.SCIM_RESOURCE])
    ]
    if not resources:
        return
    from maplint.project.payload import ScimPayload, Validators

    validators = Validators()
    for document, pointers in resources:
        target = project.target_near([document])
        project.payloads += [ScimPayload(document, pointer, target, validators) for pointer in pointers]


def _note_place(project: Project, kind: Kind, place: Place) -> None:
    lists = {
        Kind.MAPPING_LIST: project.lists,
        Kind.LOST_PROPERTIES: project.lost,
        Kind.OKTA_USER: project.users,
    }
    if kind in lists:
        lists[kind].append(place)


def _folder(document: Document) -> str:
    return document.path.rpartition("/")[0]


# --- which things belong together ---------------------------------------------------------------------------------------


def _join_mapping(project: Project, mapping: ProfileMapping) -> None:
    integration = _integration(project, mapping)
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
        joined.template_flow = template_flow(integration, scope)
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


def _integration(project: Project, mapping: ProfileMapping) -> Integration:
    """The integration of a mapping's app, made on first mention."""
    app = mapping.app
    app_id, app_name = (app.id, app.name) if app is not None else (None, None)
    user_schema = _user_schema(project, mapping)
    app_schema = _app_schema(project, mapping, app_id)
    applications = [
        application
        for application in project.applications
        if _may_be_of(project, mapping, application.id, application.name)
        and (_may_belong(mapping.document, application.document) or not app_id or application.id in (app_id, None))
    ]
    application = _companion(project, applications, mapping.document, lambda a: bool(app_id) and a.id == app_id)
    if app_name is None:
        app_name = application.name if application is not None else app_schema.name if app_schema is not None else None
    target = project.target_near(
        [mapping.document, app_schema.document if app_schema is not None else None],
        (app_id, app_name, application.label if application is not None else None),
    )
    key = (app_id or app_name, id(app_schema), id(user_schema), id(target))
    known = project.integration_of.get(key)
    if known is not None:
        return known
    integration = Integration(
        app_id,
        app_name,
        _whole_app_schema(app_schema),
        user_schema,
        application,
        target,
        is_scim_app(app_name, app_schema, application, not target.assumed),
    )
    project.integrations.append(integration)
    project.integration_of[key] = integration
    return integration


def _companion(
    project: Project, candidates: list[_Part], document: Document, matches: Callable[[_Part], bool]
) -> _Part | None:
    """The candidate that belongs to a mapping: by id; else the one that a configuration binds to the same app; else the only
    one of the run, or of the mapping's folder, when no id says otherwise and the run is about one app."""
    for candidate in candidates:
        if matches(candidate):
            return candidate
    bound = project.bindings.of_document(document)
    if bound is not None:
        same = [candidate for candidate in candidates if project.bindings.of_document(candidate.document) is bound]
        if len(same) == 1:
            return same[0]
    candidates = [c for c in candidates if project.bindings.of_document(c.document) in (None, bound)]
    if len(project.app_ids) > 2:
        return None
    near = [
        candidate for candidate in candidates if candidate.document and _folder(candidate.document) == _folder(document)
    ]
    for some in (candidates, near):
        if len(some) == 1 and len(project.mapped_app_ids) <= 1:
            return some[0]
    return None


def _app_schema(project: Project, mapping: ProfileMapping, app_id: str | None) -> ProfileSchema | None:
    candidates = [
        schema
        for schema in project.app_schemas
        if _may_be_of(project, mapping, schema.app_id, schema.name)
        and (_may_belong(mapping.document, schema.document) or not app_id or schema.app_id in (app_id, None))
    ]
    return _companion(project, candidates, mapping.document, lambda schema: bool(app_id) and schema.app_id == app_id)


def _user_schema(project: Project, mapping: ProfileMapping) -> ProfileSchema:
    wanted = _schema_id(mapping.user.schema_href if mapping.user is not None else None)
    # Each user type has a schema of its own: one that is another's is none of this mapping's.
    candidates = [s for s in project.user_schemas if not _of_other_types(_schema_id(s.id), wanted)]
    found = _companion(
        project, candidates, mapping.document, lambda schema: wanted is not None and _schema_id(schema.id) == wanted
    )
    if found is None or not found.partial:
        return found or base_user_schema()
    # Terraform declares a part; the rest is what an export says, if there is one.
    whole = [schema for schema in project.user_schemas if not schema.partial]
    return found.completed(whole[0] if len(whole) == 1 else base_user_schema())


def _whole_app_schema(schema: ProfileSchema | None) -> ProfileSchema:
    """An app user schema with what a file need not hold: all of Okta's template, or what Terraform leaves undeclared."""
    if schema is None:
        return scim_template()
    return schema.completed(scim_template())


def _may_be_of(project: Project, mapping: ProfileMapping, app_id: str | None, app_name: str | None) -> bool:
    """Whether a mapping may be of an app: not where both are named and are of different kinds (an identity provider and an OIDC
    client, say), and not where the body of a request could be of any of several apps."""
    app = mapping.app
    if mapping.partial and mapping.resource is None and len(project.app_ids) > 1:
        return False
    if app is None or app.name is None or app_name is None or app_id in (app.id, None):
        return True
    return connector_of(app.name) == connector_of(app_name)


def _may_belong(document: Document, candidate: Document | None) -> bool:
    """Whether things of two files may belong together though their ids differ: exports of one app at different times. In
    Terraform ids are references, and these are exact."""
    return candidate is None or document.format != "view" or candidate.format != "view"


def _schema_id(link: str | None) -> str | None:
    """The id of a user schema that a link ends in."""
    return (link or "").rstrip("/").rpartition("/")[2] or None


def _of_other_types(first: str | None, second: str | None) -> bool:
    """Whether two ids of user schemas (``osc...``) are surely not the same; ``default`` and no id may be any."""
    known = first is not None and second is not None and first.startswith("osc") and second.startswith("osc")
    return known and first != second


def _add_apps_without_mapping(project: Project) -> None:
    """Apps of which only the schema or the application was given: names and sign-on settings can be judged all the same."""
    user_schema = base_user_schema()
    if len(project.user_schemas) == 1:
        user_schema = project.user_schemas[0].completed(user_schema)
    used_schemas = {id(integration.app_schema) for integration in project.integrations}
    for schema in project.app_schemas:
        if id(_whole_app_schema(schema)) not in used_schemas:
            application = next((a for a in project.applications if a.id and a.id == schema.app_id), None)
            if application is None and len(project.applications) == 1 == len(project.app_schemas):
                application = project.applications[0]
            name = schema.name or (application.name if application is not None else None)
            _add_integration(project, schema.app_id, name, schema, user_schema, application)
    used_applications = {id(integration.application) for integration in project.integrations}
    for application in project.applications:
        if id(application) not in used_applications:
            _add_integration(project, application.id, application.name, None, user_schema, application)


def _add_integration(
    project: Project,
    app_id: str | None,
    name: str | None,
    schema: ProfileSchema | None,
    user_schema: ProfileSchema,
    application: Application | None,
) -> None:
    documents = [part.document for part in (schema, application) if part is not None]
    label = application.label if application is not None else None
    target = project.target_near(documents, (app_id, name, label))
    scim = is_scim_app(name, schema, application, not target.assumed)
    app_schema = _whole_app_schema(schema)
    project.integrations.append(Integration(app_id, name, app_schema, user_schema, application, target, scim))


# --- flows that no mapping entry makes ----------------------------------------------------------------------------------


def template_flow(integration: Integration, scope: ProfileScope) -> AttributeFlow | None:
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
        (
            "no target: RFC 7643 (core User and enterprise extension)",
            lambda: any(
                target.assumed
                for target in [*(m.integration.target for m in scim), *(p.target for p in project.payloads)]
            ),
        ),
        (
            "no application: userName comes from the username template",
            lambda: any(m.integration.application is None and m.flow(USER_NAME) is None for m in outbound),
        ),
        (
            "a file names neither end of its mapping: only its expressions are checked",
            lambda: any(mapping.direction is Direction.UNKNOWN for mapping in project.mappings),
        ),
    ]
