"""Which mappings are one, and what becomes of their flows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from maplint.diff.flows import Change
from maplint.diff.pairs import paired
from tests.diff.given import FLOWS, aspects, compare, flows, mapping, only, prop, schema

if TYPE_CHECKING:
    from pathlib import Path

TITLE = {"title": prop("title")}


def both(old: dict[str, Any], new: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The files of two versions that differ in flows."""
    return {"mapping.json": mapping(old)}, {"mapping.json": mapping(new)}


def test_nothing_changes(tmp_path: Path) -> None:
    found = compare(tmp_path, *both(FLOWS, FLOWS))
    assert not only(found).flows
    assert not found.changes.schemas
    assert found.changes.notes == ()


def test_flows_are_added_and_removed(tmp_path: Path) -> None:
    without = {name: text for name, text in FLOWS.items() if name != "title"}
    (added,) = only(compare(tmp_path / "a", *both(without, FLOWS))).flows
    (removed,) = only(compare(tmp_path / "b", *both(FLOWS, without))).flows
    assert (added.change, added.old, added.flow.text) == (Change.ADDED, None, "user.title")
    assert (removed.change, removed.new, removed.flow.text) == (Change.REMOVED, None, "user.title")


def test_an_expression_changes_when_it_says_something_else(tmp_path: Path) -> None:
    new = {**FLOWS, "title": "user.title + 'x'", "email": "( source.email )"}
    found = flows(compare(tmp_path, *both(FLOWS, new)))
    assert found["title"].change is Change.CHANGED
    assert aspects(found["title"]) == {"expression": ("user.title", "user.title + 'x'")}
    assert found["email"].change is Change.REWRITTEN
    assert not found["email"].aspects


def test_the_push_status_changes(tmp_path: Path) -> None:
    new = {**FLOWS, "title": {"expression": "user.title", "pushStatus": "DONT_PUSH"}}
    found = flows(compare(tmp_path, *both(FLOWS, new)))
    assert aspects(found["title"]) == {"pushStatus": ("PUSH", "DONT_PUSH")}


def test_constraints_and_places_change(tmp_path: Path) -> None:
    of_mapping = {"mapping.json": mapping(FLOWS)}
    new = {"title": prop("title", maxLength=5, required=True), "email": prop("emails.^[type=='work'].value")}
    old = {"title": prop("title"), "email": prop("emails.^[primary==true].value", unique="NONE")}
    found = flows(
        compare(tmp_path, {**of_mapping, "schema.json": schema(old)}, {**of_mapping, "schema.json": schema(new)})
    )
    assert aspects(found["title"]) == {"required": (False, True), "maxLength": (None, 5)}
    assert aspects(found["email"])["path"] == ("emails[primary eq true].value", 'emails[type eq "work"].value')
    assert "externalName" not in aspects(found["email"])


def test_a_namespace_is_a_place(tmp_path: Path) -> None:
    of_mapping = {"mapping.json": mapping({**FLOWS, "department": "user.department"})}
    enterprise = prop("department") | {
        "externalNamespace": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    }
    found = flows(
        compare(
            tmp_path,
            {**of_mapping, "schema.json": schema({"department": prop("department")})},
            {**of_mapping, "schema.json": schema({"department": enterprise})},
        )
    )
    old, new = aspects(found["department"])["path"]
    assert old == "department"
    assert new.endswith("enterprise:2.0:User:department")


def test_a_flow_is_renamed(tmp_path: Path) -> None:
    of = {name: text for name, text in FLOWS.items() if name != "title"}
    found = compare(
        tmp_path,
        {"mapping.json": mapping({**of, "jobTitle": "user.title"}), "schema.json": schema({"jobTitle": prop("title")})},
        {"mapping.json": mapping({**of, "position": "user.title"}), "schema.json": schema({"position": prop("title")})},
    )
    (change,) = [flow for flow in only(found).flows if flow.flow.variable == "position"]
    assert change.change is Change.RENAMED
    assert change.old is not None
    assert change.old.variable == "jobTitle"


def test_properties_that_no_flow_uses(tmp_path: Path) -> None:
    of_mapping = {"mapping.json": mapping(FLOWS)}
    found = compare(
        tmp_path,
        {**of_mapping, "schema.json": schema({**TITLE, "nick": prop("nickName"), "gone": prop("locale")})},
        {
            **of_mapping,
            "schema.json": schema({**TITLE, "nick": prop("nickName", maxLength=3), "come": prop("timezone")}),
        },
    )
    (changed,) = found.changes.schemas
    assert {(one.property.name, one.change) for one in changed.properties} == {
        ("nick", Change.CHANGED),
        ("come", Change.ADDED),
        ("gone", Change.REMOVED),
    }
    assert not only(found).flows


def test_a_schema_that_one_version_lacks_is_not_compared(tmp_path: Path) -> None:
    of_mapping = {"mapping.json": mapping(FLOWS)}
    found = compare(tmp_path, of_mapping, {**of_mapping, "schema.json": schema(TITLE)})
    assert any("given in one version only" in note for note in found.changes.notes)
    assert "title" not in flows(found)


# --- which mappings are one -------------------------------------------------------------------------------------------------


def test_mappings_are_new_and_gone(tmp_path: Path) -> None:
    one, other, third = (mapping(FLOWS, app=name) for name in ("acme", "bolt", "cask"))
    found = compare(
        tmp_path,
        {"a.json": one, "b.json": other},
        {"a.json": one, "c.json": third, "d.json": mapping(FLOWS, app="dune")},
    )
    sides = {
        change.mapping.integration.app_name: (change.old is not None, change.new is not None)
        for change in found.changes.mappings
    }
    assert sides == {"acme": (True, True), "bolt": (True, False), "cask": (False, True), "dune": (False, True)}


def test_files_that_move_and_ids_that_are_new_are_no_other_mapping(tmp_path: Path) -> None:
    """Exported again from another org: the ids differ, the app's name stays."""
    old = mapping(FLOWS, id="prm1")
    new = mapping({**FLOWS, "title": "'x'"}, id="prm2")
    new["target"]["id"] = "0oaother"
    found = compare(tmp_path, {"one/mapping.json": old}, {"two/other.json": new})
    assert only(found).old is not None
    assert set(flows(found)) == {"title"}


def test_both_directions_and_types_of_users_stay_apart(tmp_path: Path) -> None:
    out, into = mapping(FLOWS), mapping({"firstName": "appuser.givenName"}, inbound=True)
    second = mapping({**FLOWS, "title": "'second'"})
    second["source"]["id"] = "oty2"
    old = {"in.json": into, "out.json": out, "second.json": second}
    changed = mapping({"firstName": "appuser.nickName"}, inbound=True)
    found = compare(tmp_path, old, {**old, "in.json": changed})
    assert len(found.changes.mappings) == 3
    assert all(change.old is not None and change.new is not None for change in found.changes.mappings)
    (change,) = [change for change in found.changes.mappings if change.flows]
    assert not change.mapping.outbound


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("ab", "ba", [("b", "b"), ("a", "a")]),
        ("a", "ab", [("a", "a"), (None, "b")]),
        ("ab", "b", [("b", "b"), ("a", None)]),
        ("aab", "acb", [("a", "a"), ("a", "c"), ("b", "b")]),
        ("", "", []),
    ],
)
def test_pairs(old: str, new: str, found: list[tuple[str | None, str | None]]) -> None:
    assert paired(list(old), list(new), [lambda thing: thing]) == found


# --- what accounts are known by ---------------------------------------------------------------------------------------------


def test_another_user_name_is_told_as_such(tmp_path: Path) -> None:
    found = flows(compare(tmp_path, *both(FLOWS, {**FLOWS, "userName": "user.email", "title": "'x'"})))
    assert {name: change.rekeys for name, change in found.items()} == {"userName": "userName", "title": None}


def test_an_import_is_known_by_the_login(tmp_path: Path) -> None:
    old, new = (
        {"m.json": mapping({"login": text, "firstName": "appuser.givenName"}, inbound=True)}
        for text in ("appuser.email", "appuser.userName")
    )
    assert flows(compare(tmp_path, old, new))["login"].rekeys == "login"


@pytest.mark.parametrize(("target", "rekeys"), [((), None), (("gitlab",), "externalId")])
def test_what_a_target_finds_accounts_by(tmp_path: Path, target: tuple[str, ...], rekeys: str | None) -> None:
    of_schema = {"schema.json": schema({"external": prop("externalId")})}
    old, new = (
        {**of_schema, "m.json": mapping({**FLOWS, "external": text})} for text in ("user.email", "user.employeeNumber")
    )
    assert flows(compare(tmp_path, old, new, targets=target))["external"].rekeys == rekeys
