"""tf-export-drift (MAP809)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from maplint.rule import Confidence, Direction, Related, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from maplint.okta.mapping import MappingEnd, ProfileMapping, PropertyMapping
    from maplint.okta.schema import ProfileSchema, SchemaProperty
    from maplint.project.join import Project
    from maplint.rule import Finding, Place
    from maplint.terraform.resource import ResourceInstance


class TfExportDrift(Rule):
    """Terraform and an export of the same org do not say the same."""

    code = "MAP809"
    name = "tf-export-drift"
    summary = "Terraform and an export of the same org do not say the same"
    severity = Severity.WARNING
    since = "0.1.0"

    def check_project(self, project: Project) -> Iterator[Finding]:
        exported = [mapping for mapping in project.read if mapping.resource is None]
        declared = [mapping for mapping in project.read if _is_settled(mapping.resource)]
        for mapping in declared:
            same = _export_of(mapping, exported, declared)
            if same is not None:
                yield from self._mapping(mapping, same)
        if any(not schema.partial for schema in (*project.app_schemas, *project.user_schemas)):
            for resource in project.resources:
                yield from self._property(resource, project)

    # --- mappings -------------------------------------------------------------------------------------------------------

    def _mapping(self, declared: ProfileMapping, exported: ProfileMapping) -> Iterator[Finding]:
        entries = {name: entry for name, entry in exported.properties.items() if not entry.removed}
        for name, entry in declared.properties.items():
            there = entries.pop(name, None)
            if there is None:
                yield self._absent(entry, exported)
            else:
                yield from self._entry(entry, there)
        if entries and not declared.partial:
            yield self._deleted(declared, list(entries.values()))

    def _absent(self, entry: PropertyMapping, exported: ProfileMapping) -> Finding:
        return self.finding(
            entry.key_place(),
            f"`{entry.variable}` is mapped here, and in Okta nothing is mapped to it",
            confidence=Confidence.LIKELY,
            help="apply it, or remove it here if it was removed in Okta on purpose; or the export is older than this: make a new one",
            consequence="silent: until the next apply the attribute is not sent; then it is again",
            related=[Related(exported.place(), "the same mapping in Okta")],
            subject=entry.variable,
        )

    def _entry(self, entry: PropertyMapping, there: PropertyMapping) -> Iterator[Finding]:
        for what, place, here, in_okta, other in (
            ("", entry.expression_place(), entry.expression, there.expression, there.expression_place()),
            (
                "the push status of ",
                entry.push_status_place(),
                entry.push_status,
                there.push_status,
                there.push_status_place(),
            ),
        ):
            if here is not None and in_okta is not None and here.strip() != in_okta.strip():
                yield self._otherwise(f"{what}`{entry.variable}`", place, here, Other(in_okta, other))

    def _deleted(self, declared: ProfileMapping, entries: list[PropertyMapping]) -> Finding:
        names = [f"`{entry.variable}`" for entry in entries]
        listed = " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
        assert declared.resource is not None
        return self.finding(
            declared.resource.place("delete_when_absent"),
            f"Okta maps {listed}, which is not declared here: `delete_when_absent` deletes it with the next apply",
            help="declare what is still needed, or set `delete_when_absent = false`",
            consequence="silent: the attributes are no longer sent",
            related=[Related(entry.key_place(), "mapped in Okta") for entry in entries],
            subject=",".join(entry.variable for entry in entries),
        )

    # --- schemas --------------------------------------------------------------------------------------------------------

    def _property(self, resource: ResourceInstance, project: Project) -> Iterator[Finding]:
        from maplint.okta.terraform_resources import (
            forces_replacement,  # loaded only where there is Terraform, here and below
        )

        schema = _schema_of(resource, project)
        index = resource.get("index").text or ""
        there = schema.properties.get(index) if schema is not None else None
        if there is None or there.section != "custom":
            return
        for argument, in_okta, key in _compared(there):
            value = resource.get(argument)
            here = value.plain() if value.fully_known() else None
            if here in (None, "", []) or in_okta in (None, "", []) or resource.ignores_changes_of(argument):
                continue
            other = there.place(*key)
            if _plain(here) != _plain(in_okta) and other is not None:
                what, place = f"`{argument}` of `{index}`", resource.place(argument)
                replaces = forces_replacement(resource, argument)
                yield self._otherwise(what, place, _shown(here), Other(_shown(in_okta), other), replaces=replaces)

    def _otherwise(self, what: str, place: Place, here: str, there: Other, *, replaces: bool = False) -> Finding:
        return self.finding(
            place,
            f"{what} is `{here}` here and `{there.value}` in Okta",
            confidence=Confidence.LIKELY,
            help="take over what was changed in Okta, or apply what stands here; or the export is older than this: make a new one",
            consequence="silent: the next apply destroys the property and creates it again; every user's value of it is lost"
            if replaces
            else "silent: the next apply puts it back to what stands here",
            related=[Related(there.place, "in Okta")],
            subject=what,
        )


class Other(NamedTuple):
    """What Okta has, and where the export says so."""

    value: str
    place: Place


def _is_settled(resource: ResourceInstance | None) -> bool:
    """Whether a resource is what Terraform takes for so, rather than what a plan is about to change."""
    if resource is None:
        return False
    from maplint.terraform.resource import Action

    return resource.action in (None, Action.NONE) and resource.counted


def _export_of(
    mapping: ProfileMapping, exported: Iterable[ProfileMapping], declared: Iterable[ProfileMapping]
) -> ProfileMapping | None:
    """The export of the same mapping: by its id, else by its ends, if nothing else can be meant."""
    if mapping.id is not None:
        return next((other for other in exported if other.id == mapping.id), None)
    if mapping.direction is Direction.UNKNOWN or mapping.app is None or not mapping.app.id:
        return None
    found = [other for other in exported if _is_of_same_app(mapping, other)]
    if not found:
        return None
    rivals = [other for other in declared if _is_of_same_app(mapping, other)]
    if len(found) > 1:
        found = [other for other in found if _is_same_user_type(mapping.user, other.user)]
        rivals = [other for other in rivals if other.user == mapping.user]
    return found[0] if len(found) == 1 == len(rivals) else None


def _is_of_same_app(mapping: ProfileMapping, other: ProfileMapping) -> bool:
    return (
        other.direction is mapping.direction
        and other.app is not None
        and mapping.app is not None
        and other.app.id == mapping.app.id
    )


def _is_same_user_type(declared: MappingEnd | None, exported: MappingEnd | None) -> bool:
    if declared is None or exported is None:
        return False
    return declared.id == exported.id or (
        "okta_user_profile_mapping_source" in (declared.id or "") and exported.name == "user"
    )


def _schema_of(resource: ResourceInstance, project: Project) -> ProfileSchema | None:
    """The exported schema that has the property which a resource declares."""
    from maplint.okta.terraform_resources import APP_PROPERTIES, declared_property

    declared = declared_property(resource) if _is_settled(resource) else None
    if declared is None or declared[2] != "custom":
        return None
    if resource.type in APP_PROPERTIES:
        own = {schema.app_id for schema in project.app_schemas if schema.partial and _declares(schema, resource)}
        found = [schema for schema in project.app_schemas if not schema.partial and schema.app_id in own]
    else:
        whole = [schema for schema in project.user_schemas if not schema.partial]
        found = whole if declared[0] == "user" and declared[1] == "default" else []
    return found[0] if len(found) == 1 else None


def _declares(schema: ProfileSchema, resource: ResourceInstance) -> bool:
    """Whether a schema that was made from resources has the property of this one."""
    property_ = schema.properties.get(resource.get("index").text or "")
    place = property_.place() if property_ is not None else None
    return place is not None and place.resolved() == (resource.get("index").place or resource.place()).resolved()


def _compared(there: SchemaProperty) -> Iterator[tuple[str, Any, tuple[str, ...]]]:
    """Argument, the value that Okta has of it, and the way to that in the schema."""
    yield "type", there.type, ("type",)
    yield "array_type", there.item_type, ("items", "type")
    yield "external_name", there.external_name, ("externalName",)
    yield "external_namespace", there.external_namespace, ("externalNamespace",)
    yield "scope", there.scope, ("scope",)
    yield "max_length", there.max_length, ("maxLength",)
    yield "min_length", there.min_length, ("minLength",)
    if there.type == "array":
        yield "array_enum", there.enum, ("items", "enum")
    else:
        yield "enum", there.enum, ("enum",)


def _plain(value: Any) -> Any:
    """A value as Terraform has it: members of enumerations are texts."""
    return [_text(item) for item in value] if isinstance(value, list) else _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, (int, float)) else str(value)


def _shown(value: Any) -> str:
    return ", ".join(map(_text, value)) if isinstance(value, list) else _text(value)
