"""What changes between two versions of mappings: attribute flows, and the properties of profiles.

A flow is known again by its variable; where that is another one, by its expression and the place of its value at the target.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from maplint.diff.pairs import paired
from maplint.oel.same import meaning
from maplint.okta.mapping import Direction, MappingEnd, ProfileMapping
from maplint.okta.placement import USER_NAME, Placement, place_property
from maplint.okta.schema import SchemaKind
from maplint.project.flow import Origin
from maplint.project.join import template_flow
from maplint.project.joined import JoinedMapping
from maplint.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

    from maplint.okta.schema import ProfileSchema, SchemaProperty
    from maplint.project.flow import AttributeFlow
    from maplint.project.join import Project
    from maplint.project.joined import Integration
    from maplint.source.document import Document

LOGIN = "login"
"""The variable of an import that people sign in with."""


class Change(Enum):
    """What became of a flow or property. ``REWRITTEN``: only its writing is another, what it says is the same."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENAMED = "renamed"
    REWRITTEN = "rewritten"


class Aspect(NamedTuple):
    """One thing that differs: its name, as Okta calls it where it has a name for it, and what it was and is."""

    name: str
    old: Any
    new: Any


class FlowChange(NamedTuple):
    """A flow that is another one in the new version. ``old`` is None for one that is added, ``new`` for one that is removed."""

    change: Change
    old: AttributeFlow | None
    new: AttributeFlow | None
    aspects: tuple[Aspect, ...] = ()

    @property
    def flow(self) -> AttributeFlow:
        """The flow as it is, or was."""
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def rekeys(self) -> str | None:
        """The attribute that accounts are known by (see `known_by`) and whose value may be another one; None when it is none."""
        if self.old is None or self.new is None or any(aspect.name in (EXPRESSION, PLACE) for aspect in self.aspects):
            names = (known_by(flow) for flow in (self.new, self.old) if flow is not None)
            return next((name for name in names if name is not None), None)
        return None

    @property
    def kept_by_okta(self) -> bool:
        """Whether the entry is no longer declared but stays in Okta: Terraform leaves alone what it does not declare."""
        return self.change is Change.REMOVED and self.flow.entry is not None and self.flow.entry.mapping.partial


class PropertyChange(NamedTuple):
    """A property of a profile that is another one in the new version."""

    change: Change
    old: SchemaProperty | None
    new: SchemaProperty | None
    aspects: tuple[Aspect, ...] = ()

    @property
    def property(self) -> SchemaProperty:
        """The property as it is, or was."""
        found = self.new or self.old
        assert found is not None
        return found


class MappingChange(NamedTuple):
    """A mapping in both versions, with the flows that differ; ``old`` is None for a new mapping, ``new`` for one that is gone."""

    old: JoinedMapping | None
    new: JoinedMapping | None
    flows: tuple[FlowChange, ...]

    @property
    def mapping(self) -> JoinedMapping:
        """The mapping as it is, or was."""
        found = self.new or self.old
        assert found is not None
        return found


class SchemaChange(NamedTuple):
    """A profile schema in both versions, with the properties that differ and that no flow of `MappingChange` tells of."""

    old: ProfileSchema | None
    new: ProfileSchema | None
    properties: tuple[PropertyChange, ...]

    @property
    def schema(self) -> ProfileSchema:
        """The schema as it is, or was."""
        found = self.new or self.old
        assert found is not None
        return found


class Changes(NamedTuple):
    """All mappings, changed or not; schemas that changed; what could not be compared, a sentence each."""

    mappings: tuple[MappingChange, ...]
    schemas: tuple[SchemaChange, ...]
    notes: tuple[str, ...]


def known_by(flow: AttributeFlow) -> str | None:
    """The attribute that accounts are known by, if the flow makes one: userName, which Okta looks for; what a named target finds
    accounts by beside it; of an import what people sign in with."""
    if not flow.outbound:
        return LOGIN if flow.variable == LOGIN else None
    if flow.variable == USER_NAME:
        return USER_NAME
    names = flow.target.entry.get("match_attributes")
    if flow.path is None or not isinstance(names, list):
        return None
    return next((str(name) for name in names if str(name).lower() == flow.path.local_key()), None)


EXPRESSION, ORIGIN, PUSH, PLACE = "expression", "origin", "pushStatus", "path"


def changes_between(old: Project, new: Project, key_of: Callable[[Document], str]) -> Changes:
    """What changes from one version to another one. ``key_of`` gives a file the name that it has in both."""
    pairs = paired(_ways(old), _ways(new), _mapping_keys(key_of), _may_be_one)
    mappings = tuple(MappingChange(before, after, _flow_changes(before, after)) for before, after in pairs)
    notes = dict.fromkeys(note for mapping in mappings for note in _notes(mapping))
    return Changes(mappings, tuple(_schema_changes(old, new, mappings, key_of)), tuple(notes))


# --- which mappings are one ---------------------------------------------------------------------------------------------------


def _ways(project: Project) -> list[JoinedMapping]:
    """The mappings, and one without entries for each app of which only the username template is given."""
    found = list(project.mappings)
    for integration in project.integrations:
        application = integration.application
        if application is None or application.template is None or integration.outbound:
            continue
        nothing = MappingEnd(None, None, None, None)
        app = MappingEnd(integration.app_id, integration.app_name, "appuser", None)
        mapping = ProfileMapping(application.document, application.pointer, None, nothing, app)
        mapping.direction = Direction.OUTBOUND
        mapping.partial = True
        joined = JoinedMapping(mapping, integration)
        joined.template_flow = template_flow(integration, project.scope(integration, Direction.OUTBOUND))
        if joined.template_flow is not None:
            found.append(joined)
    return found


def _mapping_keys(key_of: Callable[[Document], str]) -> list[Callable[[JoinedMapping], Hashable | None]]:
    def user(joined: JoinedMapping) -> str | None:
        end = joined.mapping.user
        return (end.id or end.schema_href) if end is not None else None

    def label(joined: JoinedMapping) -> str | None:
        application = joined.integration.application
        return application.label if application is not None else None

    def given(joined: JoinedMapping, *names: object) -> Hashable | None:
        return (joined.direction, *names) if names[0] else None

    def file(joined: JoinedMapping) -> Hashable:
        mapping = joined.mapping
        resource = str(mapping.resource.address) if mapping.resource is not None else ""
        return joined.direction, key_of(mapping.document.home()), mapping.pointer, resource

    return [
        lambda joined: given(joined, joined.integration.app_id, user(joined)),
        lambda joined: given(joined, joined.mapping.id),
        lambda joined: given(joined, label(joined), joined.integration.app_name, user(joined)),
        lambda joined: given(joined, joined.integration.app_name, user(joined)),
        lambda joined: given(joined, joined.integration.app_id),
        lambda joined: given(joined, label(joined)),
        lambda joined: given(joined, joined.integration.app_name),
        file,
    ]


def _may_be_one(old: JoinedMapping, new: JoinedMapping) -> bool:
    return old.direction is new.direction or Direction.UNKNOWN in (old.direction, new.direction)


# --- flows --------------------------------------------------------------------------------------------------------------------


def _flow_changes(old: JoinedMapping | None, new: JoinedMapping | None) -> tuple[FlowChange, ...]:
    before = {flow.variable: flow for flow in _compared(old, new)}
    after = {flow.variable: flow for flow in _compared(new, old)}
    gone = [flow for variable, flow in before.items() if variable not in after]
    found: list[FlowChange] = []
    for variable, flow in after.items():
        if variable in before:
            found += _change_of(before[variable], flow)
        else:
            former = next((other for other in gone if _is_renamed(other, flow)), None)
            if former is not None:
                gone.remove(former)
                found.append(FlowChange(Change.RENAMED, former, flow, tuple(_aspects(former, flow))))
            else:
                found.append(FlowChange(Change.ADDED, None, flow))
    return (*found, *(FlowChange(Change.REMOVED, flow, None) for flow in gone))


def _compared(joined: JoinedMapping | None, other: JoinedMapping | None) -> list[AttributeFlow]:
    """The flows to compare. That a username template is only given in one version does not mean that it is new."""
    if joined is None:
        return []
    if other is not None and _lacks_template(other):
        return [flow for flow in joined.sent_flows if flow.origin is not Origin.TEMPLATE]
    return joined.sent_flows


def _lacks_template(joined: JoinedMapping) -> bool:
    return joined.outbound and joined.integration.application is None and joined.flow(USER_NAME) is None


def _change_of(old: AttributeFlow, new: AttributeFlow) -> Iterator[FlowChange]:
    aspects = tuple(_aspects(old, new))
    if aspects:
        yield FlowChange(Change.CHANGED, old, new, aspects)
    elif (old.text or "").strip() != (new.text or "").strip():
        yield FlowChange(Change.REWRITTEN, old, new)


def _aspects(old: AttributeFlow, new: AttributeFlow) -> Iterator[Aspect]:
    """What differs in two flows, but for their variables."""
    if _meaning(old) != _meaning(new):
        yield Aspect(EXPRESSION, old.text, new.text)
    if old.origin is not new.origin:
        yield Aspect(ORIGIN, old.origin.value, new.origin.value)
    if old.push is not new.push and old.push is not None and new.push is not None:
        yield Aspect(PUSH, _push(old), _push(new))
    before, after = old.app_property or old.okta_property, new.app_property or new.okta_property
    if not _is_given(before, old) or not _is_given(after, new):
        return
    went, goes = end_of(old), end_of(new)
    moved = went != goes
    if moved and (old.scim or new.scim):
        yield Aspect(PLACE, went, goes)
    if before is not None and after is not None:
        for aspect in property_aspects(before, after):
            if not (moved and aspect.name in _EXTERNAL):
                yield aspect


def _is_given(property_: SchemaProperty | None, flow: AttributeFlow) -> bool:
    """Whether a file says what the property is, or that it isn't."""
    schema = flow.integration.app_schema if flow.outbound else flow.integration.user_schema
    return not schema.assumed if property_ is None else not property_.schema.assumed


def _meaning(flow: AttributeFlow) -> object:
    return meaning(flow.text, flow.scope.canonical_root) if flow.text is not None else None


def _push(flow: AttributeFlow) -> str:
    return "PUSH" if flow.push else "DONT_PUSH"


def _is_renamed(old: AttributeFlow, new: AttributeFlow) -> bool:
    """Whether a flow is the other one with a variable of another name: so the body of a request is the same."""
    end = end_of(old)
    return end is not None and end == end_of(new) and old.text is not None and _meaning(old) == _meaning(new)


def end_of(flow: AttributeFlow) -> str | None:
    """Where the value of a flow goes, if that is known: the SCIM path, the external name, or of an import the Okta property."""
    if not flow.outbound:
        return flow.variable
    property_ = flow.app_property
    if not flow.scim:
        return property_.external_name if property_ is not None else None
    if property_ is not None:
        placed = place_property(property_)
        return str(placed.path()) if isinstance(placed, Placement) else None
    return USER_NAME if flow.variable == USER_NAME else None


def _notes(change: MappingChange) -> Iterator[str]:
    old, new = change.old, change.new
    if old is None or new is None:
        return
    label = new.integration.label
    if _lacks_template(old) is not _lacks_template(new):
        yield f"{label}: the application with its username template is given in one version only: userName is not compared"
    for before, after in (
        (old.integration.app_schema, new.integration.app_schema),
        (old.integration.user_schema, new.integration.user_schema),
    ):
        if _says_something(before) is not _says_something(after) and not (_is_partial(before) or _is_partial(after)):
            yield f"{label}: the {after.kind.value} is given in one version only: properties are not compared"


def _says_something(schema: ProfileSchema) -> bool:
    return not schema.assumed or _is_partial(schema)


def _is_partial(schema: ProfileSchema) -> bool:
    """Whether a schema is one of Okta's with what Terraform declares."""
    return schema.assumed and any(not property_.schema.assumed for property_ in schema.properties.values())


# --- properties ---------------------------------------------------------------------------------------------------------------

_NAME, _NAMESPACE = "externalName", "externalNamespace"
_EXTERNAL = (_NAME, _NAMESPACE)
_SAID: tuple[tuple[str, Callable[[SchemaProperty], Any]], ...] = (
    ("type", lambda p: p.type),
    ("items", lambda p: p.item_type),
    ("required", lambda p: p.required),
    ("minLength", lambda p: p.min_length),
    ("maxLength", lambda p: p.max_length),
    ("format", lambda p: p.format),
    ("pattern", lambda p: p.pattern),
    ("enum", lambda p: p.enum),
    ("unique", lambda p: p.unique),
    ("union", lambda p: p.union),
    ("scope", lambda p: p.scope),
    ("mutability", lambda p: p.mutability),
    (_NAME, lambda p: p.external_name),
    (_NAMESPACE, lambda p: p.external_namespace),
)


def property_aspects(old: SchemaProperty, new: SchemaProperty) -> Iterator[Aspect]:
    """What differs in two properties."""
    for name, read in _SAID:
        before, after = read(old), read(new)
        if before != after:
            yield Aspect(name, before, after)


def _schema_changes(
    old: Project, new: Project, mappings: Sequence[MappingChange], key_of: Callable[[Document], str]
) -> Iterator[SchemaChange]:
    """The schemas that differ: those of mappings that are one, then those that belong to no mapping."""
    told = _Told(mappings)
    pairs: dict[tuple[int, int], tuple[ProfileSchema | None, ProfileSchema | None]] = {}
    of_mappings: set[int] = set()
    for mapping in mappings:
        if mapping.old is not None and mapping.new is not None:
            for before, after in _schemas_of(mapping.old.integration, mapping.new.integration):
                pairs[(id(before), id(after))] = (before, after)
                of_mappings |= {id(before), id(after), *_parts(before), *_parts(after)}
    for kind in SchemaKind:
        olds, news = (
            [s for s in (*project.app_schemas, *project.user_schemas) if s.kind is kind and id(s) not in of_mappings]
            for project in (old, new)
        )
        for both in paired(olds, news, [lambda schema: schema.id, lambda schema: schema.name, _file_key(key_of)]):
            pairs[(id(both[0]), id(both[1]))] = both
    for former, present in pairs.values():
        properties = tuple(_property_changes(former, present, told))
        if properties or former is None or present is None:
            yield SchemaChange(former, present, properties)


class _Told:
    """The properties of which changes of flows tell. ``pairs``: what differs in the two; ``single``: that they are new or gone."""

    def __init__(self, mappings: Iterable[MappingChange]) -> None:
        self.pairs: set[tuple[int, int]] = set()
        self.single: set[int] = set()
        for mapping in mappings:
            for flow in mapping.flows:
                ids = [id(side.app_property or side.okta_property) for side in (flow.old, flow.new) if side is not None]
                self.single.update(ids)
                if len(ids) == 2:
                    self.pairs.add((ids[0], ids[1]))


def _file_key(key_of: Callable[[Document], str]) -> Callable[[ProfileSchema], Hashable | None]:
    return lambda schema: (key_of(schema.document.home()), schema.pointer) if schema.document is not None else None


def _schemas_of(old: Integration, new: Integration) -> Iterator[tuple[ProfileSchema, ProfileSchema]]:
    for before, after in ((old.app_schema, new.app_schema), (old.user_schema, new.user_schema)):
        if (_says_something(before) and _says_something(after)) or _is_partial(before) or _is_partial(after):
            yield before, after


def _parts(schema: ProfileSchema) -> set[int]:
    """The schemas of which one is made."""
    return {id(property_.schema) for property_ in schema.properties.values()}


def _property_changes(old: ProfileSchema | None, new: ProfileSchema | None, told: _Told) -> Iterator[PropertyChange]:
    before, after = _given(old), _given(new)
    gone = [property_ for name, property_ in before.items() if name not in after]
    for name, property_ in after.items():
        other = before.get(name)
        if other is not None:
            aspects = tuple(property_aspects(other, property_))
            if aspects and (id(other), id(property_)) not in told.pairs:
                yield PropertyChange(Change.CHANGED, other, property_, aspects)
            continue
        former = next((p for p in gone if _is_same_property(p, property_)), None)
        if former is not None and not {id(former), id(property_)} & told.single:
            gone.remove(former)
            yield PropertyChange(Change.RENAMED, former, property_)
        elif id(property_) not in told.single:
            yield PropertyChange(Change.ADDED, None, property_)
    for property_ in gone:
        if id(property_) not in told.single:
            yield PropertyChange(Change.REMOVED, property_, None)


def _is_same_property(old: SchemaProperty, new: SchemaProperty) -> bool:
    return bool(old.external_name) and not any(property_aspects(old, new))


def _given(schema: ProfileSchema | None) -> dict[str, SchemaProperty]:
    properties = schema.properties if schema is not None else {}
    return {name: property_ for name, property_ in properties.items() if not property_.schema.assumed}
