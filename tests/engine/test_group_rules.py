"""Groups: who is assigned, what is pushed, under which name; joined over exports, Terraform and its plans."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from maplint.engine.check import Inputs, Prepared, add_document, check_inputs
from maplint.engine.registry import load_registry
from maplint.engine.select import select_rules
from maplint.scim.target import load_target
from maplint.source.document import read_text

if TYPE_CHECKING:
    from maplint.finding import Finding

CODES = ("MAP602", "MAP609", "MAP611", "MAP612", "MAP613")
GROUP_URN = "urn:ietf:params:scim:schemas:core:2.0:Group"

APP = 'resource "okta_app_saml" "crew" {\n  label = "Crew"\n}\n'
GROUP = 'resource "okta_group" "pilots" {\n  name = "Pilots"\n}\n'


def links(app: str = "0oa1crew") -> dict[str, Any]:
    return {"app": {"href": f"https://acme.okta.com/api/v1/apps/{app}"}}


def assignment(group: str, profile: dict[str, Any] | None = None, app: str = "0oa1crew", **more: Any) -> dict[str, Any]:
    return {"id": group, "priority": 0, "profile": profile or {}, "_links": links(app), **more}


def push(group: str, app: str = "0oa1crew", **more: Any) -> dict[str, Any]:
    return {"id": f"gPm{group}", "sourceGroupId": group, "status": "ACTIVE", "_links": links(app), **more}


def group(id_: str, name: str, **more: Any) -> dict[str, Any]:
    return {"id": id_, "objectClass": ["okta:user_group"], "type": "OKTA_GROUP", "profile": {"name": name}, **more}


def mapping(**properties: str) -> dict[str, Any]:
    return {
        "source": {"type": "user", "name": "user"},
        "target": {"id": "0oa1crew", "type": "appuser", "name": "crew"},
        "properties": {name: {"expression": text, "pushStatus": "PUSH"} for name, text in properties.items()},
    }


def found(named: str | None = None, /, **files: Any) -> list[Finding]:
    """What the rules on groups say of files; texts are HCL, all else JSON."""
    inputs = Inputs([], [], [])
    for name, value in files.items():
        document = (
            read_text(value, f"{name}.tf") if isinstance(value, str) else read_text(json.dumps(value), f"{name}.json")
        )
        add_document(inputs, document, named=True)
    rules = select_rules(load_registry(), select=CODES)
    return check_inputs(Prepared(inputs, rules, load_target([named]) if named else None)).findings


def codes(**files: Any) -> list[str]:
    return [finding.code for finding in found(**files)]


# --- group-assign-and-push -------------------------------------------------------------------------------------------------


def test_exports_are_joined_by_the_ids_of_app_and_group() -> None:
    (finding,) = found(
        assigned=[assignment("00g1"), assignment("00g2")], pushed=[push("00g2")], groups=[group("00g2", "Pilots")]
    )
    assert (finding.code, finding.place.document.path, finding.place.pointer) == (
        "MAP611",
        "pushed.json",
        (0, "sourceGroupId"),
    )
    assert "`Pilots`" in finding.message
    assert finding.related[0].place.pointer == (1,)


@pytest.mark.parametrize(
    "pushed",
    [
        [push("00g1", status="INACTIVE")],
        [push("00g1", app="0oa2other")],
        [push("00g9")],
    ],
    ids=["inactive", "another app", "another group"],
)
def test_other_pushes_are_right(pushed: list[Any]) -> None:
    assert codes(assigned=[assignment("00g1")], pushed=pushed) == []


def test_the_group_that_an_assignment_embeds_gives_its_name() -> None:
    embedded = assignment("00g1", _embedded={"group": group("00g1", "Pilots")})
    (finding,) = found(assigned=[embedded], pushed=[push("00g1")])
    assert "`Pilots`" in finding.message


@pytest.mark.parametrize(
    "pair",
    [
        'resource "okta_app_group_assignment" "a" {\n  app_id = okta_app_saml.crew.id\n  group_id = okta_group.pilots.id\n}\n',
        (
            'resource "okta_app_group_assignments" "a" {\n  app_id = okta_app_saml.crew.id\n'
            '  group {\n    id = okta_group.pilots.id\n  }\n  group {\n    id = "00g9"\n  }\n}\n'
        ),
        (
            'resource "okta_app_group_assignments" "a" {\n  app_id = okta_app_saml.crew.id\n'
            '  dynamic "group" {\n    for_each = [okta_group.pilots.id]\n    content {\n      id = group.value\n    }\n  }\n}\n'
        ),
        (
            'data "okta_group" "same" {\n  name = "Pilots"\n}\n'
            'resource "okta_app_group_assignment" "a" {\n  app_id = okta_app_saml.crew.id\n  group_id = data.okta_group.same.id\n}\n'
        ),
    ],
    ids=["one", "many", "dynamic", "by name"],
)
def test_terraform_says_it_in_several_ways(pair: str) -> None:
    pushed = 'resource "okta_push_group" "p" {\n  app_id = okta_app_saml.crew.id\n  source_group_id = okta_group.pilots.id\n}\n'
    assert codes(main=APP + GROUP + pair + pushed) == ["MAP611"]
    assert codes(main=APP + GROUP + pair + pushed.replace("id\n}", 'id\n  status = "INACTIVE"\n}')) == []


def test_terraform_and_exports_are_joined_by_label_and_name() -> None:
    pushed = 'resource "okta_push_group" "p" {\n  app_id = okta_app_saml.crew.id\n  source_group_id = okta_group.pilots.id\n}\n'
    application = {"id": "0oa1crew", "name": "crew", "label": "Crew", "signOnMode": "SAML_2_0"}
    files: dict[str, Any] = {"app": application, "groups": [group("00g1", "Pilots")], "assigned": [assignment("00g1")]}
    assert codes(main=APP + GROUP + pushed, **files) == ["MAP611"]
    assert codes(main=APP + GROUP.replace("Pilots", "Stewards") + pushed, **files) == []


def test_one_configuration_for_each_root_keeps_its_groups_apart() -> None:
    assigned = (
        'resource "okta_app_group_assignment" "a" {\n  app_id = "0oa1crew"\n  group_id = okta_group.pilots.id\n}\n'
    )
    pushed = 'resource "okta_push_group" "p" {\n  app_id = "0oa1crew"\n  source_group_id = okta_group.pilots.id\n}\n'
    inputs = {"test/main": GROUP + assigned, "prod/main": GROUP + pushed}
    assert codes(**inputs) == []
    assert codes(main=GROUP + assigned + pushed) == ["MAP611"]


def plan(*resources: tuple[str, str, dict[str, Any]]) -> dict[str, Any]:
    """A plan: type, action and values of each resource."""
    return {
        "format_version": "1.2",
        "planned_values": {"root_module": {}},
        "resource_changes": [
            {
                "address": f"{type_}.r{number}", "mode": "managed", "type": type_, "name": f"r{number}",
                "change": {
                    "actions": [action], "before": None if action == "create" else values, "after": values,
                    "after_unknown": {"id": True, "target_group_id": True} if action == "create" else {},
                },
            }
            for number, (type_, action, values) in enumerate(resources)
        ],
    }  # fmt: skip


def test_a_plan_that_deletes_the_assignment_is_right() -> None:
    assigned = {"id": "00g1", "app_id": "0oa1crew", "group_id": "00g1", "profile": "{}"}
    pushed = {"app_id": "0oa1crew", "source_group_id": "00g1", "status": "ACTIVE", "target_group_name": "Pilots"}
    both = plan(("okta_app_group_assignment", "no-op", assigned), ("okta_push_group", "create", pushed))
    assert codes(plan=both) == ["MAP611"]
    both["resource_changes"][0]["change"] |= {"actions": ["delete"], "after": None}
    assert codes(plan=both) == []


# --- group-scoped-and-mapped -----------------------------------------------------------------------------------------------


def schema(**seat: Any) -> dict[str, Any]:
    return {
        "id": "https://acme.okta.com/meta/schemas/apps/0oa1crew/default", "name": "crew",
        "definitions": {
            "base": {"id": "#base", "type": "object", "properties": {"userName": {"type": "string", "required": True}}},
            "custom": {"id": "#custom", "type": "object", "properties": {"seat": {"type": "string", **seat}}},
        },
    }  # fmt: skip


def test_a_value_of_the_group_and_a_mapping_of_the_same_property() -> None:
    (finding,) = found(mapping=mapping(seat="user.userType"), assigned=[assignment("00g1", {"seat": "full"})])
    assert (finding.code, finding.place.pointer) == ("MAP609", ("properties", "seat"))
    several = [assignment("00g1", {"seat": "full"}), assignment("00g2", {"seat": "view"}), assignment("00g3")]
    (finding,) = found(mapping=mapping(seat="user.userType"), assigned=several)
    assert "2 groups" in finding.message
    assert len(finding.related) == 2


MAPPED_BY_OKTA = {"metadata": {"profile": {"seat": {"source": {"type": "MAPPING"}}}}}


@pytest.mark.parametrize(
    ("mapped", "given", "declared"),
    [
        ({"title": "user.title"}, assignment("00g1", {"seat": "full"}), {}),
        ({"seat": "user.userType"}, assignment("00g1", {"seat": None, "title": "x"}), {}),
        ({"seat": "user.userType"}, assignment("00g1", {"seat": ""}), {}),
        ({"seat": '"full"'}, assignment("00g1", {"seat": "full"}), {}),
        ({"seat": "user.userType"}, assignment("00g1", {"seat": "full"}), {"scope": "SELF"}),
        ({"seat": "user.userType"}, assignment("00g1", {"seat": "full"}, _embedded=MAPPED_BY_OKTA), {}),
        ({"seat": "user.userType"}, assignment("00g1", {"seat": "full"}, app="0oa2other"), {}),
    ],
    ids=["not mapped", "null", "empty", "the same constant", "personal", "Okta says it is the mapping's", "another app"],
)  # fmt: skip
def test_values_that_the_mapping_does_not_take(
    mapped: dict[str, str], given: dict[str, Any], declared: dict[str, Any]
) -> None:
    assert codes(mapping=mapping(**mapped), schema=schema(**declared), assigned=[given]) == []


def test_a_constant_that_differs_takes_the_value() -> None:
    assert codes(mapping=mapping(seat='"view"'), assigned=[assignment("00g1", {"seat": "full"})]) == ["MAP609"]


# --- group-name-format -----------------------------------------------------------------------------------------------------

SHORT = {"id": GROUP_URN, "attributes": [{"name": "displayName", "type": "string", "maxLength": 8, "minLength": 3}]}


@pytest.mark.parametrize(
    ("name", "word"),
    [("Pilots of the north", "at most 8"), ("P", "at least 3"), ("Pilots", None), ("Pil🛩🛩🛩", "at most 8")],
)
def test_the_length_that_the_target_publishes(name: str, word: str | None) -> None:
    findings = found(pushed=[push("00g1")], groups=[group("00g1", name)], schemas=[SHORT])
    assert [word in finding.message for finding in findings if word] == [True] * (word is not None)


@pytest.mark.parametrize(
    "pushed",
    [
        push("00g1", status="INACTIVE"),
        push("00g1", lastPush="2025-01-01T00:00:00Z"),
        {"sourceGroupId": "00g1", "targetGroupId": "00g9", "status": "ACTIVE"},
    ],
    ids=["inactive", "the last push went well", "links by id"],
)
def test_names_that_no_longer_matter(pushed: dict[str, Any]) -> None:
    assert codes(pushed=[pushed], groups=[group("00g1", "Pilots of the north")], schemas=[SHORT]) == []


def test_the_name_at_the_app_counts_before_that_of_the_group() -> None:
    renamed = {"sourceGroupId": "00g1", "targetGroupName": "Crew", "status": "ACTIVE"}
    assert codes(pushed=[renamed], groups=[group("00g1", "Pilots of the north")], schemas=[SHORT]) == []
    renamed["targetGroupName"] = "Crew of the north"
    (finding,) = found(pushed=[renamed], groups=[group("00g1", "Crew")], schemas=[SHORT])
    assert finding.place.pointer == (0, "targetGroupName")


@pytest.mark.parametrize(
    ("name", "word"),
    [("Administrator", "keeps for itself"), ("a\x07b", "U+0007"), ("x" * 1025, "1024"), ("Pilots & crew", None)],
)
def test_what_is_known_of_a_named_target(name: str, word: str | None) -> None:
    findings = found("aws-iam-identity-center", pushed=[push("00g1")], groups=[group("00g1", name)])
    assert len(findings) == (word is not None)
    assert all(word in finding.message for finding in findings if word)


@pytest.mark.parametrize(("name", "said"), [("R&D", 1), ("x" * 65, 1), ("x" * 64, 0), ("R and D", 0)])
def test_a_connector_of_okta_by_the_name_of_its_app(name: str, said: int) -> None:
    google = {
        "id": "0oa1crew",
        "name": "google",
        "label": "Google",
        "signOnMode": "SAML_2_0",
        "features": ["GROUP_PUSH"],
    }
    assert len(found(app=google, pushed=[push("00g1")], groups=[group("00g1", name)])) == said
    assert found(app=google | {"name": "crew"}, pushed=[push("00g1")], groups=[group("00g1", name)]) == []


# --- group-name-conflict ---------------------------------------------------------------------------------------------------


def listed(*names: str) -> dict[str, Any]:
    return {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": len(names),
        "Resources": [{"schemas": [GROUP_URN], "id": str(n), "displayName": name} for n, name in enumerate(names)],
    }  # fmt: skip


def test_a_new_push_meets_a_group_of_the_target() -> None:
    new = plan(
        ("okta_push_group", "create", {"app_id": "0oa1crew", "source_group_id": "00g1", "target_group_name": "Pilots"})
    )
    (finding,) = found(plan=new, target=listed("Crew", "Pilots"))
    assert (finding.code, finding.severity.value, finding.confidence.value) == ("MAP612", "warning", "likely")
    assert finding.related[0].place.pointer == ("Resources", 1, "displayName")
    (finding,) = found(plan=new, target=listed("PILOTS"))
    assert finding.confidence.value == "possible"
    assert codes(plan=new, target=listed("Crew")) == []


def test_a_push_that_was_carried_out_meets_its_own_group() -> None:
    values = {
        "id": "gPm1",
        "app_id": "0oa1crew",
        "source_group_id": "00g1",
        "target_group_name": "Pilots",
        "status": "ACTIVE",
    }
    assert codes(plan=plan(("okta_push_group", "no-op", values)), target=listed("Pilots")) == []
    assert codes(pushed=[push("00g1")], groups=[group("00g1", "Pilots")], target=listed("Pilots")) == []


def test_a_configuration_alone_cannot_tell_whether_it_was_carried_out() -> None:
    pushed = 'resource "okta_push_group" "p" {\n  app_id = okta_app_saml.crew.id\n  source_group_id = okta_group.pilots.id\n}\n'
    (finding,) = found(main=APP + GROUP + pushed, target=listed("Pilots"))
    assert (finding.severity.value, finding.confidence.value) == ("info", "possible")
    linked = pushed.replace("id\n}", "id\n  target_group_id = var.twin\n}")
    assert codes(main=APP + GROUP + linked, target=listed("Pilots")) == []


def test_groups_that_okta_imported_from_the_app() -> None:
    twin = group("00g2", "Pilots") | {
        "type": "APP_GROUP", "_links": {"source": {"href": "https://acme.okta.com/api/v1/apps/0oa1crew"}}
    }  # fmt: skip
    failed = [push("00g1", status="ERROR")]
    assert codes(pushed=failed, groups=[group("00g1", "Pilots"), twin]) == ["MAP612"]
    twin["_links"]["source"]["href"] = "https://acme.okta.com/api/v1/apps/0oa2other"
    assert codes(pushed=failed, groups=[group("00g1", "Pilots"), twin]) == []


def test_groups_of_a_target_belong_to_the_only_app_that_is_pushed_to_or_to_the_one_beside_them() -> None:
    failed = {"one/pushed": [push("00g1", status="ERROR")], "one/groups": [group("00g1", "Pilots")]}
    other = {"two/pushed": [push("00g2", app="0oa2other")]}
    assert codes(**failed, **{"elsewhere/target": listed("Pilots")}) == ["MAP612"]
    assert codes(**failed, **other, **{"elsewhere/target": listed("Pilots")}) == []
    assert codes(**failed, **other, **{"one/target": listed("Pilots")}) == ["MAP612"]


def test_two_pushes_of_one_name() -> None:
    renamed = {"sourceGroupId": "00g2", "targetGroupName": "pilots", "_links": links()}
    (finding,) = found(pushed=[push("00g1"), renamed], groups=[group("00g1", "Pilots")])
    assert (finding.code, finding.place.pointer) == ("MAP612", (1, "targetGroupName"))
    assert codes(pushed=[push("00g1"), renamed | {"_links": links("0oa2")}], groups=[group("00g1", "Pilots")]) == []


# --- mass-push-risk --------------------------------------------------------------------------------------------------------

MAPPED = """
data "okta_user_type" "staff" {
  name = "user"
}
resource "okta_profile_mapping" "crew" {
  source_id    = data.okta_user_type.staff.id
  target_id    = okta_app_saml.crew.id
  always_apply = true
  mappings {
    id         = "title"
    expression = "user.title"
  }
}
"""


def test_always_apply() -> None:
    (finding,) = found(main=APP + MAPPED)
    assert finding.place.pointer[-1] == "always_apply"
    assert codes(main=APP + MAPPED.replace("= true", "= false")) == []
    assert codes(main=APP + MAPPED.replace("= true", "= var.apply")) == []
    inbound = MAPPED.replace("source_id", "x").replace("target_id", "source_id").replace("x ", "target_id ")
    assert codes(main=APP + inbound.replace("user.title", "appuser.title")) == []


def test_always_apply_where_updates_are_not_pushed() -> None:
    application = {
        "id": "0oa1crew",
        "name": "crew",
        "label": "Crew",
        "signOnMode": "SAML_2_0",
        "features": ["SCIM_PROVISIONING"],
    }
    literal = MAPPED.replace("okta_app_saml.crew.id", '"0oa1crew"')
    assert codes(main=literal, app=application) == []
    assert codes(main=literal, app=application | {"features": ["PUSH_PROFILE_UPDATES"]}) == ["MAP602"]


def test_a_plan_tells_how_many_entries_change() -> None:
    after = {
        "source_id": "oty1", "source_type": "user", "target_id": "0oa1crew", "target_type": "appuser", "always_apply": True,
        "mappings": [{"id": "title", "expression": "user.title"}, {"id": "email", "expression": "user.email"}],
    }  # fmt: skip
    changed = plan(("okta_profile_mapping", "update", after))
    changed["resource_changes"][0]["change"]["before"] = after | {
        "mappings": [{"id": "title", "expression": "user.nickName"}]
    }
    (finding,) = found(plan=changed)
    assert finding.message.endswith("this plan changes 2 of 2 entries")
    (finding,) = found(plan=plan(("okta_profile_mapping", "no-op", after)))
    assert finding.message.endswith("whenever this mapping changes")
