"""Plans and states as instances of resources, each value with its place; together with the configuration that they are of."""

from __future__ import annotations

import json
from typing import Any

import pytest

from maplint.source.document import Document, read_text
from maplint.source.kinds import Kind, recognise
from maplint.source.place import Place, format_pointer
from maplint.source.shapes import shape_problems
from maplint.terraform.addresses import calls_of, read_address
from maplint.terraform.read import read_resources
from maplint.terraform.resource import Action, Origin, ResourceInstance
from maplint.terraform.values import UNKNOWN, Address, Reference
from tests.terraform.shown import (
    app_values,
    change,
    mapping_values,
    plan,
    property_values,
    raw_state,
    state,
    untouched,
)

CRM = "okta_app_saml.crm"
MAPPING = "okta_profile_mapping.crm"
BADGE = "okta_app_user_schema_property.badge"


def document(value: dict[str, Any], name: str = "plan.json") -> Document:
    return read_text(json.dumps(value, indent=2), name)


def read(*values: dict[str, Any], **files: str) -> dict[str, ResourceInstance]:
    """The instances of plans, states and a configuration in ``main``, by address."""
    documents = [document(value, f"shown_{number}.json") for number, value in enumerate(values)]
    places: dict[Kind, list[Place]] = {Kind.TERRAFORM_PLAN: [], Kind.TERRAFORM_STATE: []}
    for shown in documents:
        (item,) = recognise(shown)
        places[item.kind].append(Place(shown, item.pointer))
    configured = [read_text(text, f"{name}.tf") for name, text in files.items()]
    found = read_resources(configured, places[Kind.TERRAFORM_PLAN], places[Kind.TERRAFORM_STATE])
    assert len({str(instance.address) for instance in found}) == len(found)
    return {str(instance.address): instance for instance in found}


def pointer(place: Place | None) -> str:
    assert place is not None
    return format_pointer(place.pointer)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (plan(), Kind.TERRAFORM_PLAN),
        (state({}), Kind.TERRAFORM_STATE),
        ({"format_version": "1.0"}, None),  # the state of nothing
        (raw_state({}), Kind.TERRAFORM_STATE),
        ({"format_version": "1.0", "provider_schemas": {}}, None),
        ({"version": "4", "resources": []}, None),
        ({"version": 4, "name": "x"}, None),
    ],
)
def test_plans_and_states_are_known_by_content(value: dict[str, Any], kind: Kind | None) -> None:
    assert [item.kind for item in recognise(document(value))] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({**plan(), "format_version": "2.0"}, "`format_version` is `2.0`"),
        ({**state({}), "format_version": "2.1"}, "`format_version` is `2.1`"),
        ({"version": 3, "terraform_version": "0.11.14", "modules": []}, "`version` is the number 3"),
        ({**raw_state({}), "version": 5}, "`version` is the number 5"),
    ],
)
def test_other_versions_are_refused(value: dict[str, Any], says: str) -> None:
    shown = document(value)
    (problem,) = shape_problems(shown, recognise(shown)[0])
    assert problem.message.startswith(says)


@pytest.mark.parametrize(
    "text",
    [
        "okta_group.g",
        "okta_group.g[0]",
        'okta_group.g["a.b[\\"c\\"]"]',
        "data.okta_user_type.staff",
        'module.a["x.y"].module.b[1].data.okta_user_type.staff["z"]',
    ],
)
def test_addresses_are_read_as_they_are_written(text: str) -> None:
    found = read_address(text)
    assert found is not None
    assert (str(found[0]), found[1]) == (text, ())


def test_what_lies_behind_an_address() -> None:
    assert read_address("data.okta_app.crm[0].id") == (Address("data", "okta_app", "crm", 0), ("id",))
    assert calls_of('module.a["x"].module.b') == ('a["x"]', "b")
    for other in ("var.app_id", "module.crm.id", "local.x", "each.key", ""):
        assert read_address(other) is None


# --- plans ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("actions", "action", "created_first"),
    [
        (["no-op"], Action.NONE, False),
        (["create"], Action.CREATE, False),
        (["read"], Action.READ, False),
        (["update"], Action.UPDATE, False),
        (["delete"], Action.DELETE, False),
        (["delete", "create"], Action.REPLACE, False),
        (["create", "delete"], Action.REPLACE, True),
        (["forget"], Action.FORGET, False),
        (["create", "forget"], Action.CREATE, False),
        (["something new"], None, False),
    ],
)
def test_actions(actions: list[str], action: Action | None, created_first: bool) -> None:
    instance = read(plan(change(BADGE, *actions, before={}, after=property_values("badge"))))[BADGE]
    assert (instance.action, instance.created_first) == (action, created_first)


def test_a_replacement() -> None:
    before, after = property_values("badge", external_name="badge_no"), property_values("badge")
    instance = read(
        plan(
            change(
                BADGE,
                "delete",
                "create",
                before=before,
                after=after,
                unknown={"id": True},
                replace_paths=[["external_name"]],
                action_reason="replace_because_cannot_update",
            )
        )
    )[BADGE]
    assert instance.origin is Origin.PLAN
    assert instance.before == before
    assert instance.replace_paths == (("external_name",),)
    assert instance.reason == "replace_because_cannot_update"
    assert instance.id is None
    assert instance.unknown("id")
    assert instance.get("external_name").text == "badge"
    assert pointer(instance.place("external_name")) == "/resource_changes/0/change/after/external_name"
    assert pointer(instance.place()) == "/resource_changes/0/address"


def test_what_is_deleted_has_no_attributes_any_more() -> None:
    instance = read(plan(change(BADGE, "delete", before=property_values("badge"))))[BADGE]
    assert instance.attributes == {}
    assert instance.before is not None
    assert instance.before["index"] == "badge"
    assert pointer(instance.place("index")) == "/resource_changes/0/address"


def test_what_is_left_over_is_no_resource() -> None:
    old = change(BADGE, "delete", before=property_values("badge"), deposed="deadbeef")
    assert read(plan(old, untouched(BADGE, property_values("badge"))))[BADGE].action is Action.NONE


def test_unknown_parts_of_a_value() -> None:
    values = mapping_values(("title", "user.title", "PUSH"), ("badge", "", "PUSH"))
    values["mappings"][1]["expression"] = None
    unknown = {"id": True, "source_name": True, "mappings": [{}, {"expression": True}]}
    instance = read(plan(change(MAPPING, "create", after=values, unknown=unknown)))[MAPPING]
    assert instance.get("mappings", 0, "expression").text == "user.title"
    assert instance.get("mappings", 1, "expression").data is UNKNOWN
    assert instance.get("mappings", 1, "id").text == "badge"
    assert instance.get("source_name").data is UNKNOWN
    assert instance.get("target_name").text == "crm"


def test_what_is_sensitive_is_not_read() -> None:
    values = {**app_values(), "client_secret": "s3cret"}
    marks = {"client_secret": True}
    instance = read(
        plan(change(CRM, "update", before=values, after=values, before_sensitive=marks, after_sensitive=marks))
    )[CRM]
    assert instance.get("client_secret").data is UNKNOWN
    assert instance.before is not None
    assert "client_secret" not in instance.before
    for shown in (
        state({CRM: values}, sensitive={CRM: marks}),
        raw_state({CRM: values}, sensitive={CRM: ["client_secret"]}),
    ):
        assert read(shown)[CRM].get("client_secret").data is UNKNOWN
        assert read(shown)[CRM].get("label").text == "CRM"


def test_references_of_what_is_created_come_from_the_configuration() -> None:
    """Through variables and outputs, to the instance with the same key."""
    configuration = {
        "resources": [
            {"address": "okta_app_saml.crm", "mode": "managed", "type": "okta_app_saml", "name": "crm",
             "expressions": {}, "for_each_expression": {}},
            {"address": BADGE, "mode": "managed", "type": "okta_app_user_schema_property", "name": "badge",
             "expressions": {"app_id": {"references": ["module.one.app_id", "module.one"]},
                             "index": {"constant_value": "badge"}},
             "depends_on": ["okta_app_connection.one"]},
        ],
        "module_calls": {
            "mappings": {
                "source": "./mappings",
                "expressions": {"app": {"references": ["okta_app_saml.crm", "each.key"]}},
                "for_each_expression": {},
                "module": {
                    "resources": [
                        {"address": MAPPING, "mode": "managed", "type": "okta_profile_mapping", "name": "crm",
                         "expressions": {
                             "source_id": {"references": ["data.okta_user_type.staff.id", "data.okta_user_type.staff"]},
                             "target_id": {"references": ["var.app"]},
                             "mappings": [{"id": {"references": [f"{BADGE}.index", BADGE]}}]}},
                    ],
                },
            },
            "one": {
                "module": {"outputs": {"app_id": {"expression": {
                    "references": ["okta_app_oauth.one.id", "okta_app_oauth.one"]}}}},
            },
        },
    }  # fmt: skip
    found = read(
        plan(
            change('okta_app_saml.crm["eu"]', "create", after=app_values(), unknown={"id": True}),
            change('okta_app_saml.crm["us"]', "create", after=app_values(), unknown={"id": True}),
            change(
                'module.mappings["us"].okta_profile_mapping.crm',
                "create",
                after=mapping_values(("badge", "user.badge", "PUSH")),
                unknown={"id": True, "source_id": True, "target_id": True},
            ),
            change("module.one.okta_app_oauth.one", "create", after={}, unknown={"id": True}),
            change(BADGE, "create", after=property_values("badge"), unknown={"id": True, "app_id": True}),
            configuration=configuration,
        )
    )
    mapping = found['module.mappings["us"].okta_profile_mapping.crm']
    assert str(mapping.get("target_id").data) == 'okta_app_saml.crm["us"].id'
    assert str(mapping.get("source_id").data) == 'module.mappings["us"].data.okta_user_type.staff.id'
    assert [str(address) for address in mapping.references] == [
        'module.mappings["us"].data.okta_user_type.staff',
        "okta_app_saml.crm",
        f'module.mappings["us"].{BADGE}',
    ]
    assert str(found[BADGE].get("app_id").data) == "module.one.okta_app_oauth.one.id"
    assert [str(address) for address in found[BADGE].depends_on] == ["okta_app_connection.one"]


def test_data_sources_and_untouched_resources_come_from_the_prior_state() -> None:
    user = "data.okta_user_profile_mapping_source.user"
    prior = {user: {"id": "oty1user", "name": "user", "type": "user"}, CRM: app_values(), BADGE: property_values("old")}
    found = read(plan(untouched(BADGE, property_values("badge")), prior=prior))
    assert found[user].id == "oty1user"
    assert not found[user].managed
    assert (found[CRM].action, found[CRM].id) == (None, "0oa1crm")
    assert found[BADGE].get("index").text == "badge"
    assert pointer(found[CRM].place("label")) == "/prior_state/values/root_module/resources/1/values/label"


# --- states ---------------------------------------------------------------------------------------------------------------

STATE = {
    CRM: app_values(),
    'module.a["x"].okta_group.g[1]': {"id": "00g1", "name": "G"},
    'module.a["x"].module.b.okta_profile_mapping.crm': mapping_values(("title", "user.title", "PUSH")),
    "data.okta_user_type.staff": {"id": "oty1staff", "name": "staff"},
}


def test_a_state_in_both_forms() -> None:
    shown, raw = read(state(STATE)), read(raw_state(STATE))
    assert shown.keys() == raw.keys() == STATE.keys()
    for found in (shown, raw):
        for address, instance in found.items():
            assert instance.origin is Origin.STATE
            assert {name: value.plain() for name, value in instance.attributes.items()} == STATE[address]
    mapping = 'module.a["x"].module.b.okta_profile_mapping.crm'
    below = "/values/root_module/child_modules/0/child_modules/0/resources/0"
    assert pointer(shown[mapping].place("mappings", 0, "id")) == f"{below}/values/mappings/0/id"
    assert pointer(shown[mapping].place()) == f"{below}/address"
    assert pointer(raw[mapping].place("mappings", 0, "id")) == "/resources/2/instances/0/attributes/mappings/0/id"
    assert pointer(raw[mapping].place()) == "/resources/2/name"


def test_what_a_state_depends_on() -> None:
    found = read(state({CRM: app_values(), BADGE: property_values("badge")}, depends_on={BADGE: [CRM]}))
    assert [str(address) for address in found[BADGE].references] == [CRM]


# --- together -------------------------------------------------------------------------------------------------------------

MAIN = """\
variable "expression" {}
variable "more" {}

data "okta_user_profile_mapping_source" "user" {}

resource "okta_app_saml" "crm" {
  label = "CRM"
}

resource "okta_app_user_schema_property" "badge" {
  app_id        = okta_app_saml.crm.id
  index         = "badge"
  type          = "string"
  external_name = "badge"
}

resource "okta_profile_mapping" "crm" {
  source_id = data.okta_user_profile_mapping_source.user.id
  target_id = okta_app_saml.crm.id

  mappings {
    id         = "title"
    expression = var.expression
  }
  dynamic "mappings" {
    for_each = var.more
    content {
      id         = mappings.key
      expression = mappings.value
    }
  }
}
"""
ENTRIES = (("badge", "user.badge", "PUSH"), ("title", "user.title", "DONT_PUSH"))


def whole_plan(**badge: Any) -> dict[str, Any]:
    before = property_values("badge", **badge)
    return plan(
        untouched(CRM, app_values()),
        change(BADGE, "update", before=before, after=property_values("badge", title="Badge")),
        untouched(MAPPING, mapping_values(*ENTRIES)),
        prior={"data.okta_user_profile_mapping_source.user": {"id": "oty1user", "name": "user", "type": "user"}},
    )


def test_a_configuration_with_its_plan_is_the_configuration_with_what_the_plan_knows() -> None:
    found = read(whole_plan(external_name="badge_no"), main=MAIN)
    assert {instance.origin for instance in found.values()} == {Origin.CONFIGURATION}
    assert found.keys() == {CRM, BADGE, MAPPING, "data.okta_user_profile_mapping_source.user"}
    badge = found[BADGE]
    assert (badge.action, badge.id) == (Action.UPDATE, "0oa1crm/badge")
    assert badge.before is not None
    assert badge.before["external_name"] == "badge_no"
    assert pointer(badge.shown) == "/resource_changes/1/address"
    assert badge.place("external_name").document.path == "main.tf"
    # What is written counts, and what it refers to; the plan fills in what cannot be told from it.
    mapping = found[MAPPING]
    assert isinstance(mapping.get("target_id").data, Reference)
    assert mapping.complete
    title, other = mapping.blocks("mappings")
    assert title.get("expression").text == "user.title"
    expression = title.get("expression").fragment(5, 10)
    assert expression is not None
    assert pointer(expression) == "/resource/okta_profile_mapping/crm/mappings/0/expression"
    assert other.get("id").text == "badge"
    assert pointer(other.get("expression").place) == "/resource_changes/2/change/after/mappings/0/expression"


def test_a_configuration_with_its_state_knows_ids_and_what_is() -> None:
    resources = {CRM: app_values(), BADGE: property_values("badge", external_name="badge_no")}
    for shown in (state(resources), raw_state(resources)):
        found = read(shown, main=MAIN)
        assert (found[CRM].id, found[CRM].get("name").text) == ("0oa1crm", "crm")
        assert found[BADGE].action is None
        assert found[BADGE].before is not None
        assert found[BADGE].before["external_name"] == "badge_no"
        assert found[BADGE].get("external_name").text == "badge"
        assert found[MAPPING].get("mappings", 0, "expression").data is UNKNOWN


def test_what_a_configuration_no_longer_has() -> None:
    gone = change("okta_app_user_schema_property.old", "delete", before=property_values("old"))
    shown = whole_plan()
    shown["resource_changes"].append(gone)
    assert read(shown, main=MAIN)["okta_app_user_schema_property.old"].origin is Origin.PLAN
    resources = {CRM: app_values(), "okta_app_user_schema_property.old": property_values("old")}
    assert "okta_app_user_schema_property.old" not in read(state(resources), main=MAIN)


def test_instances_that_a_configuration_does_not_tell() -> None:
    configuration = (
        'variable "all" {}\nresource "okta_group" "g" {\n  for_each = var.all\n  name = each.key\n}\n'
        'module "m" {\n  source   = "./m"\n  for_each = var.all\n}\n'
    )
    names = {f'okta_group.g["{key}"]': {"id": f"00g{key}", "name": key} for key in "ab"}
    found = read(plan(*(untouched(address, values) for address, values in names.items())), main=configuration)
    assert found.keys() == names.keys()
    for address, values in names.items():
        assert found[address].get("name").text == values["name"]
        assert found[address].place("name").document.path == "main.tf"


def test_a_plan_of_something_else_stands_for_itself() -> None:
    other = plan(untouched("okta_group.other", {"id": "00g1", "name": "Other"}))
    found = read(other, main=MAIN)
    assert found["okta_group.other"].origin is Origin.PLAN
    assert found[MAPPING].origin is Origin.CONFIGURATION


def test_modules_that_come_from_elsewhere_do_not_part_a_plan_from_its_configuration() -> None:
    remote = {f"module.remote.okta_group.g{number}": {"id": f"00g{number}", "name": "G"} for number in range(9)}
    shown = whole_plan()
    shown["resource_changes"] += [untouched(address, values) for address, values in remote.items()]
    found = read(shown, main=MAIN)
    assert found[MAPPING].origin is Origin.CONFIGURATION
    assert {found[address].origin for address in remote} == {Origin.PLAN}


def test_of_two_configurations_a_plan_is_of_the_one_in_its_folder() -> None:
    files = [read_text(MAIN, "infra/dev/main.tf"), read_text(MAIN, "infra/prod/main.tf")]
    shown = document(whole_plan(), "infra/prod/plan.json")
    found = read_resources(files, [Place(shown, ())], [])
    assert {r.root for r in found if r.action is not None} == {"infra/prod"}
    elsewhere = document(whole_plan(), "plan.json")
    assert {r.root for r in read_resources(files, [Place(elsewhere, ())], []) if r.action is not None} == {"plan.json"}


def test_a_plan_and_the_state_that_it_begins_at_are_one() -> None:
    resources = {CRM: app_values(), BADGE: property_values("badge")}
    found = read(state(resources), whole_plan())
    assert {instance.origin for instance in found.values()} == {Origin.PLAN}


@pytest.mark.parametrize(
    "value",
    [
        {"format_version": "1.2", "planned_values": {}, "resource_changes": None},
        {"format_version": "1.2", "resource_changes": [None, 1, {}, {"type": "okta_group"}, {"type": 3}]},
        {"format_version": "1.2", "resource_changes": [{"type": "okta_group", "change": {"actions": 3, "after": 1}}]},
        {"format_version": "1.2", "resource_changes": [], "prior_state": {"values": None}, "configuration": 3},
        {"format_version": "1.0", "values": None},
        {"format_version": "1.0", "values": {"root_module": {"resources": {}, "child_modules": [1, {"address": 3}]}}},
        {
            "version": 4,
            "terraform_version": "1.9.5",
            "resources": [1, {"type": "okta_group", "instances": [3, {"attributes": None}]}],
        },
    ],
)
def test_what_is_malformed_is_passed_over(value: dict[str, Any]) -> None:
    read(value)
