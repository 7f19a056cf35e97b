"""Terraform's resources as Okta's objects: profile mappings, profile schemas, applications.

Each becomes a view in the form of Okta's API (`maplint.source.view`), so that what reads API exports reads Terraform too. Source:
documentation and code of the provider ``okta/okta`` (resources ``okta_profile_mapping``, ``okta_app_user_schema_property`` and the
like); its defaults are filled in for configurations, where they hold when an argument is left out.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from maplint.okta.application import Application
from maplint.okta.defaults import scim_template
from maplint.okta.mapping import ProfileMapping, read_mapping
from maplint.okta.schema import ProfileSchema, SchemaKind, read_schema
from maplint.okta.terraform_ids import Ids, Naming, identity
from maplint.okta.terraform_provisioning import APP_CONNECTION, group_names, provisioning_objects
from maplint.okta.terraform_resources import (
    APP_PROPERTIES,
    APPLICATIONS,
    PROFILE_MAPPING,
    USER_PROPERTIES,
    forces_replacement,
)
from maplint.okta.terraform_view import ViewBuilder
from maplint.record import NamedTuple
from maplint.source.place import Part, Place
from maplint.terraform.resource import Action, Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from maplint.okta.terraform_provisioning import ProvisioningObjects
    from maplint.source.place import Pointer
    from maplint.terraform.resource import ResourceInstance
    from maplint.terraform.values import Value

_DEFAULT_TEMPLATE = "${source.login}"

_REPLACES = "Terraform destroys the property and creates it again when this changes (ForceNew): every user's value of it is lost"

_NO_IDS: Mapping[str, str] = MappingProxyType({})


class OktaObjects(NamedTuple):
    """What resources mean."""

    mappings: list[ProfileMapping]
    app_schemas: list[ProfileSchema]
    user_schemas: list[ProfileSchema]
    applications: list[Application]
    provisioning: ProvisioningObjects


def okta_objects(
    resources: Iterable[ResourceInstance],
    ids_by_label: Mapping[str, str] = _NO_IDS,
    ids_by_group: Mapping[str, str] = _NO_IDS,
) -> OktaObjects:
    """The objects that resources stand for. Those that a plan deletes are left out.

    Args:
        ids_by_label: the ids of applications that are known from exports of the same org, by label.
        ids_by_group: the ids of groups that are known from exports of the same org, by name.
    """
    present = [r for r in resources if r.action not in (Action.DELETE, Action.FORGET)]
    ids = Ids(present, dict.fromkeys(APPLICATIONS, Naming("label", ids_by_label)) | group_names(ids_by_group))
    reader = _Reader(ids, _own_user_types(present))
    connected = {ids.end(r, "id").id for r in present if r.type == APP_CONNECTION and r.written("base_url")}
    return OktaObjects(
        [reader.mapping(r) for r in present if r.type == PROFILE_MAPPING and r.managed],
        reader.schemas(SchemaKind.APP_USER, APP_PROPERTIES, present),
        reader.schemas(SchemaKind.USER, USER_PROPERTIES, present),
        [
            reader.application(r, connected)
            for r in present
            if r.type in APPLICATIONS and (r.managed or r.origin is not Origin.CONFIGURATION)
        ],
        provisioning_objects(present, ids),
    )


def _own_user_types(resources: Iterable[ResourceInstance]) -> set[str]:
    """The ids of user types that are not the default one, as far as they are known."""
    made = {r.id for r in resources if r.type == "okta_user_type" and r.managed}
    used = {r.get("user_type").text for r in resources if r.type in USER_PROPERTIES}
    return {id_ for id_ in made | used if id_ not in (None, "", "default")}


EXPRESSIONS: dict[str, tuple[tuple[str, ...], ...]] = {
    PROFILE_MAPPING: (("mappings", "expression"),),
    "okta_group_rule": (("expression_value",),),
    "okta_idp_": (("username_template",),),
    "okta_app_": (
        ("user_name_template",),
        ("subject_name_id_template",),
        ("attribute_statements", "values"),
    ),
}
"""Beginning of a resource's type -> the arguments (in blocks: type and argument) that hold what Okta works out: expressions and
username templates."""


def expressions_of(resource: ResourceInstance) -> Iterator[Value]:
    """The values of a resource's arguments that hold expressions or templates of Okta's."""
    for beginning, ways in EXPRESSIONS.items():
        if not resource.type.startswith(beginning):
            continue
        for first, *rest in ways:
            values = [block.get(*rest) for block in resource.blocks(first)] if rest else [resource.get(first)]
            for value in values:
                yield from value.items if isinstance(value.data, list) else [value]


class _Reader:
    def __init__(self, ids: Ids, own_user_types: set[str]) -> None:
        self._ids = ids
        self._own_user_types = own_user_types

    # --- mappings -------------------------------------------------------------------------------------------------------

    def mapping(self, resource: ResourceInstance) -> ProfileMapping:
        block = resource.header
        view = ViewBuilder(resource)
        entries: dict[str, Any] = {}
        complete = resource.complete and resource.get("mappings").known
        for entry in resource.blocks("mappings"):
            variable = entry.get("id").text
            if not variable:
                complete = complete and entry.get("id").known
                continue
            entries[variable] = self._entry(view, resource, entry, variable)
        view.at(("properties",), block, block, resource.place())
        value = {
            "id": resource.id,
            "source": self._end(resource, "source"),
            "target": self._end(resource, "target"),
            "properties": entries,
        }
        mapping = read_mapping(view.build(value), (), value)
        mapping.resource = resource
        mapping.partial = not complete or resource.get("delete_when_absent").flag is not True
        return mapping

    def _end(self, resource: ResourceInstance, side: str) -> dict[str, Any]:
        end = self._ids.end(resource, f"{side}_id")
        type_ = resource.get(f"{side}_type").text or end.type
        value: dict[str, Any] = {"id": end.id, "name": resource.get(f"{side}_name").text or None, "type": type_}
        if type_ != "appuser":
            # What is unknown is taken for the default user type.
            reference = resource.get(f"{side}_id").reference
            made = reference is not None and reference.address.type == "okta_user_type"
            own_type = made or end.id in self._own_user_types
            value["_links"] = {"schema": {"href": _user_schema_id(resource, end.id if own_type else None)}}
        return value

    def _entry(
        self, view: ViewBuilder, resource: ResourceInstance, entry: Value, variable: str
    ) -> dict[str, str | None]:
        pointer: Pointer = ("properties", variable)
        made = entry.get("id").place
        block = entry.place or resource.place()
        key = made or block
        whole: Place | None = None
        if key.part is Part.KEY:  # a `dynamic` block over a map: the entry is the map's
            whole = key._replace(part=Part.ENTRY)
        elif key.document is block.document and _below(key, block):
            whole = block
        view.at(pointer, key, key, whole)
        value: dict[str, str | None] = {}
        expression = entry.get("expression")
        if expression.text is not None:
            value["expression"] = expression.text
            view.value((*pointer, "expression"), expression, key)
        push = entry.get("push_status")
        if push.text:
            value["pushStatus"] = push.text
            view.value((*pointer, "pushStatus"), push, key)
        elif push.data is None and resource.origin is Origin.CONFIGURATION:
            value["pushStatus"] = "DONT_PUSH"
            view.absent((*pointer, "pushStatus"), key, block if whole is block else None, "push_status")
        return value

    # --- schemas --------------------------------------------------------------------------------------------------------

    def schemas(
        self, kind: SchemaKind, types: dict[str, str], resources: Sequence[ResourceInstance]
    ) -> list[ProfileSchema]:
        """One schema for each app or user type, with the properties that resources declare."""
        groups: dict[str, list[ResourceInstance]] = {}
        for resource in resources:
            if resource.type in types and resource.managed and resource.get("index").text:
                groups.setdefault(self._schema_id(kind, resource), []).append(resource)
        return [self._schema(kind, id_, types, group) for id_, group in groups.items()]

    def _schema_id(self, kind: SchemaKind, resource: ResourceInstance) -> str:
        if kind is SchemaKind.APP_USER:
            return f"/meta/schemas/apps/{self._ids.end(resource, 'app_id').id or ''}/default"
        return _user_schema_id(resource, self._ids.end(resource, "user_type").id)

    def _schema(
        self, kind: SchemaKind, id_: str, types: dict[str, str], resources: list[ResourceInstance]
    ) -> ProfileSchema:
        view = ViewBuilder(resources[0])
        sections: dict[str, dict[str, Any]] = {"base": {}, "custom": {}}
        for resource in resources:
            section = types[resource.type]
            name = resource.get("index").text
            if name is None:
                continue
            pointer: Pointer = ("definitions", section, "properties", name)
            place = resource.get("index").place or resource.place()
            view.at(pointer, place, place, resource.place(), guard=_guard(resource, "index"))
            definition = self._property(view, pointer, resource, place)
            if section == "base" and kind is SchemaKind.APP_USER:
                known = scim_template().properties.get(name)
                if known is None:
                    continue  # a base property of another kind of app: where it goes is not known here
                definition = {**known.definition, **definition}
            sections[section][name] = definition
        block = resources[0].header
        view.at(("definitions",), block, block)
        value = {
            "id": id_,
            "definitions": {
                name: {"id": f"#{name}", "properties": properties} for name, properties in sections.items()
            },
        }
        schema = read_schema(kind, view.build(value), (), value)
        schema.partial = True
        return schema

    def _property(
        self, view: ViewBuilder, pointer: Pointer, resource: ResourceInstance, place: Place
    ) -> dict[str, Any]:
        definition: dict[str, Any] = {}
        type_ = resource.get("type").text or "string"
        definition["type"] = type_
        view.value((*pointer, "type"), resource.get("type"), place, guard=_guard(resource, "type"))
        for argument, key in _PROPERTY_KEYS.items():
            found = resource.get(argument)
            data = found.flag if argument == "required" else found.plain()
            guard = _guard(resource, argument)
            if not found.fully_known() or data in (None, "", [], 0) or key == "type":
                if found.data is None:
                    view.absent((*pointer, key), place, resource.place(), argument, guard=guard)
                continue
            definition[key] = data
            view.value((*pointer, key), found, place, guard=guard)
        for argument, key in (("enum", "enum"), ("one_of", "oneOf")):
            _add_members(view, definition, pointer, resource.get(argument), key, type_, place)
        if type_ == "array":
            item_type = resource.get("array_type").text or "string"
            items: dict[str, Any] = {"type": item_type}
            at = (*pointer, "items")
            for argument, key in (("array_enum", "enum"), ("array_one_of", "oneOf")):
                _add_members(view, items, at, resource.get(argument), key, item_type, place)
            definition["items"] = items
            view.value(at, resource.get("array_type"), place, guard=_guard(resource, "array_type"))
        union = resource.get("union").flag
        if union or (union is False and type_ == "array"):
            definition["union"] = "ENABLE" if union else "DISABLE"
            view.value((*pointer, "union"), resource.get("union"), place)
        return definition

    # --- applications -----------------------------------------------------------------------------------------------------

    def application(self, resource: ResourceInstance, connected: set[str | None]) -> Application:
        view = ViewBuilder(resource)
        header = resource.header
        view.at(("credentials",), header, header)
        id_ = self._ids.own(resource)
        value: dict[str, Any] = {"id": id_, "signOnMode": APPLICATIONS[resource.type]}
        name = resource.get("name").text or resource.get("preconfigured_app").text
        if not name and resource.type == "okta_app_oauth":
            name = "oidc_client"
        if name:
            value["name"] = name
        if resource.get("label").text:
            value["label"] = resource.get("label").text
            view.value(("label",), resource.get("label"), header)
        features = resource.get("features")
        told = resource.origin is not Origin.CONFIGURATION or resource.shown is not None
        if told and features.fully_known() and features.items:
            value["features"] = features.plain()
            view.value(("features",), features, header)
        template = _template(view, resource, header)
        if template:
            value["credentials"] = {"userNameTemplate": template}
        sign_on = _sign_on(view, resource, header)
        if sign_on:
            value["settings"] = {"signOn": sign_on}
        application = Application(view.build(value), (), value)
        application.connected = id_ in connected
        return application


def _guard(resource: ResourceInstance, argument: str) -> str | None:
    """Why a program must not change an argument. What is not there yet can be destroyed by nothing."""
    return _REPLACES if forces_replacement(resource, argument) and resource.action is not Action.CREATE else None


def _user_schema_id(resource: ResourceInstance, user_type: str | None) -> str:
    default = user_type in (None, "", "default")
    return f"/meta/schemas/user/{identity(':'.join(resource.org), 'default') if default else user_type}"


_PROPERTY_KEYS = {
    "title": "title",
    "description": "description",
    "required": "required",
    "min_length": "minLength",
    "max_length": "maxLength",
    "pattern": "pattern",
    "external_name": "externalName",
    "external_namespace": "externalNamespace",
    "scope": "scope",
    "unique": "unique",
}
"""Argument of a schema property -> key in Okta's schema, where the value is the same."""


def _add_members(
    view: ViewBuilder,
    definition: dict[str, Any],
    pointer: Pointer,
    members: Value,
    key: str,
    type_: str,
    place: Place,
) -> None:
    """``enum`` and ``oneOf``; Terraform writes members as texts whatever their type."""
    if not members.items or not members.fully_known():
        return
    if key == "enum":
        definition[key] = [_typed(item.plain(), type_) for item in members.items]
    else:
        definition[key] = [
            {**item.plain(), "const": _typed(item.get("const").plain(), type_)} for item in members.items
        ]
    view.value((*pointer, key), members, place)
    for number, item in enumerate(members.items):
        view.value((*pointer, key, number), item, place)
        if key == "oneOf":
            view.value((*pointer, key, number, "const"), item.get("const"), item.place or place)
            view.value((*pointer, key, number, "title"), item.get("title"), item.place or place)


def _typed(data: Any, type_: str) -> Any:
    """A member that Terraform writes as a text, as the type of its property has it."""
    if not isinstance(data, str):
        return data
    try:
        if type_ == "integer":
            return int(data)
        if type_ == "number":
            return float(data)
    except ValueError:
        return data
    if type_ == "boolean" and data in ("true", "false"):
        return data == "true"
    return data


_TEMPLATE_KEYS = {
    "user_name_template": "template",
    "user_name_template_type": "type",
    "user_name_template_suffix": "suffix",
    "user_name_template_push_status": "pushStatus",
}


def _template(view: ViewBuilder, resource: ResourceInstance, header: Place) -> dict[str, Any] | None:
    """The username template; left out of a configuration it is ``${source.login}``. None when it cannot be known."""
    template: dict[str, Any] = {}
    pointer: Pointer = ("credentials", "userNameTemplate")
    for argument, key in _TEMPLATE_KEYS.items():
        found = resource.get(argument)
        if found.text:
            template[key] = found.text
            view.value((*pointer, key), found, header)
    if "template" not in template:
        configured = resource.origin is Origin.CONFIGURATION and resource.type != "okta_app_bookmark"
        if not configured or resource.written("user_name_template"):
            return None
        template["template"] = _DEFAULT_TEMPLATE
        view.absent((*pointer, "template"), header, resource.place(), "user_name_template")
    template.setdefault("type", "BUILT_IN")
    return template


def _sign_on(view: ViewBuilder, resource: ResourceInstance, header: Place) -> dict[str, Any]:
    sign_on: dict[str, Any] = {}
    pointer: Pointer = ("settings", "signOn")
    for argument, key in (
        ("subject_name_id_template", "subjectNameIdTemplate"),
        ("subject_name_id_format", "subjectNameIdFormat"),
    ):
        found = resource.get(argument)
        if found.text:
            sign_on[key] = found.text
            view.value((*pointer, key), found, header)
    statements: list[dict[str, Any]] = []
    for block in resource.blocks("attribute_statements"):
        if block.get("type").text in (None, "", "EXPRESSION") and block.fully_known() and block.get("name").text:
            at = (*pointer, "attributeStatements", len(statements))
            place = block.place or header
            view.value(at, block, place)
            view.value((*at, "name"), block.get("name"), place)
            view.value((*at, "values"), block.get("values"), place)
            for number, item in enumerate(block.get("values").items):
                view.value((*at, "values", number), item, place)
            statements.append({"type": "EXPRESSION", **{k: v.plain() for k, v in block.data.items()}})
    if statements:
        sign_on["attributeStatements"] = statements
    return sign_on


def _below(place: Place, block: Place) -> bool:
    return place.pointer[: len(block.pointer)] == block.pointer and "dynamic" not in block.pointer
