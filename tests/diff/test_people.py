"""For whom what is sent becomes another: counts of attributes, refusals, collisions, names of accounts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from maplint.diff.run import Directory, diff
from maplint.diff.version import versions
from maplint.engine.check import Settings
from maplint.engine.registry import load_registry
from maplint.users.files import CHUNK
from maplint.users.run import Source
from tests.diff.given import FLOWS, NOW, attributes, compare, mapping, people, prop, rules, schema, user, write

if TYPE_CHECKING:
    from pathlib import Path

    from maplint.diff.run import Difference


def pair(new: dict[str, Any], old: dict[str, Any] = FLOWS, **properties: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two versions of the flows, with one schema for both."""
    of_schema = {"schema.json": schema(properties)} if properties else {}
    return {**of_schema, "mapping.json": mapping(old)}, {**of_schema, "mapping.json": mapping(new)}


def test_values_are_set_cleared_and_changed(tmp_path: Path) -> None:
    users = [
        user(1, title="Pilot", nickName="Pil"),
        user(2, nickName="Al"),
        user(3, title="Clerk"),
        user(4, title="Same", nickName="Same"),
        user(5),
    ]
    found = compare(tmp_path, *pair({**FLOWS, "title": "user.nickName"}), users)
    (title,) = people(found).attributes
    assert (title.name, title.set, title.cleared, title.changed, title.failing, title.unknown) == (
        "title",
        1,
        1,
        1,
        0,
        0,
    )
    assert title.examples == ("00u1", "00u2", "00u3")
    assert tuple(people(found).changed) == (3, ("00u1", "00u2", "00u3"))
    assert people(found).users == 5


def test_examples_bear_values_only_when_asked_for(tmp_path: Path) -> None:
    users = [user(1, title="Pilot", nickName="Pil")]
    versions_ = pair({**FLOWS, "title": "user.nickName"})
    quiet = people(compare(tmp_path / "a", *versions_, users))
    loud = people(compare(tmp_path / "b", *versions_, users, show_values=True))
    assert quiet.attributes[0].examples == ("00u1",)
    assert loud.attributes[0].examples == ("00u1: `Pilot` -> `Pil`",)


def test_what_only_reads_otherwise_changes_nothing_for_anybody(tmp_path: Path) -> None:
    users = [user(1, title="Pilot"), user(2)]
    found = compare(tmp_path, *pair({**FLOWS, "title": "( source.title )"}), users)
    assert people(found).attributes == ()
    assert people(found).changed.number == 0


def test_text_and_boolean_are_two_values(tmp_path: Path) -> None:
    found = compare(tmp_path, *pair({**FLOWS, "title": "'1'"}, {**FLOWS, "title": "1"}, title=prop("title")), [user(1)])
    # A profile of a text property takes no number.
    assert attributes(found)["title"].set == 1


def test_an_expression_that_fails_clears_nothing_it_had_not(tmp_path: Path) -> None:
    users = [user(1, title="Pilot"), user(2, title="P"), user(3)]
    found = compare(tmp_path, *pair({**FLOWS, "title": "String.substring(user.title, 0, 3)"}), users)
    title = attributes(found)["title"]
    assert (title.changed, title.cleared) == (1, 1)
    assert title.failing >= 1
    assert "oel-fails-for-users" in rules(found.findings.new)


def test_what_nothing_offline_tells_is_counted_as_such(tmp_path: Path) -> None:
    found = compare(
        tmp_path, *pair({**FLOWS, "title": 'getManagerUser("active_directory").login'}), [user(1, title="x"), user(2)]
    )
    title = attributes(found)["title"]
    assert (title.unknown, title.set, title.cleared, title.changed) == (2, 0, 0, 0)
    assert people(found).changed.number == 0


def test_inactive_users_are_sent_nothing(tmp_path: Path) -> None:
    gone = user(2, title="x") | {"status": "DEPROVISIONED"}
    found = compare(tmp_path, *pair({**FLOWS, "title": "'y'"}), [user(1, title="x"), gone])
    assert people(found).users == 1
    assert attributes(found)["title"].changed == 1


def test_a_property_that_is_sent_at_creation_only_is_marked(tmp_path: Path) -> None:
    new = {**FLOWS, "title": {"expression": "'y'", "pushStatus": "DONT_PUSH"}}
    assert attributes(compare(tmp_path, *pair(new), [user(1)]))["title"].created_only


def test_a_place_that_changes_is_another_attribute(tmp_path: Path) -> None:
    of_mapping = {"mapping.json": mapping(FLOWS)}
    found = compare(
        tmp_path,
        {**of_mapping, "schema.json": schema({"title": prop("title")})},
        {**of_mapping, "schema.json": schema({"title": prop("nickName")})},
        [user(1, title="Pilot"), user(2)],
    )
    both = attributes(found)
    assert (both["nickName"].set, both["title"].cleared) == (1, 1)


# --- refused ----------------------------------------------------------------------------------------------------------------


def test_who_is_refused_from_now_on_and_who_no_longer(tmp_path: Path) -> None:
    users = [user(1, title="Much too long", nickName="Al"), user(2, title="Al", nickName="Much too long"), user(3)]
    found = people(
        compare(tmp_path, *pair({**FLOWS, "title": "user.nickName"}, title=prop("title", maxLength=8)), users)
    )
    assert (found.refused_before, found.refused_now) == (1, 1)
    assert tuple(found.begin) == (1, ("00u2",))
    assert tuple(found.cease) == (1, ("00u1",))


def test_a_shorter_limit_refuses_with_the_same_values(tmp_path: Path) -> None:
    of_mapping = {"mapping.json": mapping(FLOWS)}
    found = compare(
        tmp_path,
        {**of_mapping, "schema.json": schema({"title": prop("title", maxLength=20)})},
        {**of_mapping, "schema.json": schema({"title": prop("title", maxLength=4)})},
        [user(1, title="Pilot"), user(2, title="Cook")],
    )
    assert people(found).begin.users == ("00u1",)
    assert "value-length" in rules(found.findings.new)


def test_who_is_refused_anyhow_is_in_both_numbers(tmp_path: Path) -> None:
    users = [user(1, email="not an address", title="x"), user(2)]
    found = people(compare(tmp_path, *pair({**FLOWS, "title": "'y'"}), users))
    assert found.refused_before == found.refused_now
    assert found.begin.number == found.cease.number == 0


# --- collisions -------------------------------------------------------------------------------------------------------------


def test_collisions_are_new_and_solved(tmp_path: Path) -> None:
    users = [
        user(1, employeeNumber="7"), user(2, employeeNumber="7"),
        user(3, login="same@x.example"), user(4, login="SAME@x.example"),
    ]  # fmt: skip
    old = {**FLOWS, "userName": "user.login"}
    new = {**FLOWS, "userName": "user.employeeNumber != null ? user.employeeNumber : user.email"}
    (names,) = [
        one for one in people(compare(tmp_path, *pair(new, old), users)).collisions if one.attribute == "userName"
    ]
    assert names.demanded
    assert (names.new_groups, names.new_users, names.new[0].users) == (1, 2, ("00u1", "00u2"))
    assert (names.solved_groups, names.solved_users, set(names.solved[0].users)) == (1, 2, {"00u3", "00u4"})


def test_a_group_that_stays_together_is_no_news(tmp_path: Path) -> None:
    users = [user(number, login="same@x.example", email=f"{number}@x.example") for number in (1, 2)]
    found = people(compare(tmp_path, *pair({**FLOWS, "userName": "'x' + user.login"}), users))
    assert not [one for one in found.collisions if one.attribute == "userName"]


def test_a_group_that_grows_is_news(tmp_path: Path) -> None:
    users = [
        user(1, email="a@x.example"),
        user(2, email="a@x.example"),
        user(3, email="b@x.example", secondEmail="a@x.example"),
    ]
    new = {**FLOWS, "userName": "user.secondEmail != null ? user.secondEmail : user.email"}
    (names,) = [
        one
        for one in people(compare(tmp_path, *pair(new, {**FLOWS, "userName": "user.email"}), users)).collisions
        if one.attribute == "userName"
    ]
    assert (names.new_groups, names.new[0].number, names.solved_groups) == (1, 3, 0)


# --- names of accounts --------------------------------------------------------------------------------------------------------


def test_who_gets_another_user_name(tmp_path: Path) -> None:
    users = [user(1), user(2, email="other@x.example"), user(3, email="U3@X.example")]
    found = people(compare(tmp_path, *pair({**FLOWS, "userName": "user.email"}), users))
    ((attribute, who),) = found.rekeyed
    # Capitals alone are no other name.
    assert (attribute, tuple(who)) == ("userName", (1, ("00u2",)))
    assert found.taken_count == 0


def test_a_name_that_was_somebody_elses(tmp_path: Path) -> None:
    users = [user(1, email="u2@x.example"), user(2, email="new@x.example")]
    found = people(compare(tmp_path, *pair({**FLOWS, "userName": "user.email"}), users))
    assert found.taken_count == 1
    assert (found.taken[0].user, found.taken[0].owner) == ("00u1", "00u2")


def test_the_name_as_the_target_compares_it(tmp_path: Path) -> None:
    """GitHub drops the domain and rewrites what it does not take."""
    new = {**FLOWS, "userName": "String.substringBefore(user.login, '@')"}
    users = [user(1), user(2, login="b_o@x.example")]
    everywhere = people(compare(tmp_path / "a", *pair(new), users))
    at_github = people(compare(tmp_path / "b", *pair(new), users, targets=("github-emu",)))
    assert [who.users.number for who in everywhere.rekeyed] == [2]
    assert at_github.rekeyed == ()


def test_okta_sends_its_own_id_where_nothing_is_mapped(tmp_path: Path) -> None:
    """A mapping onto externalId that is new re-keys everybody whose number is not the id."""
    properties = {"external": prop("externalId")}
    found = compare(
        tmp_path,
        *pair({**FLOWS, "external": "user.employeeNumber"}, **properties),
        [user(1, employeeNumber="7"), user(2)],
        targets=("gitlab",),
    )
    external = attributes(found)["externalId"]
    assert (external.changed, external.set, external.cleared) == (1, 0, 0)
    assert [(who.attribute, who.users.users) for who in people(found).rekeyed] == [("externalId", ("00u1",))]


def test_an_import_compares_the_users_of_the_app(tmp_path: Path) -> None:
    users = [
        {"id": f"00ux{number}", "scope": "USER", "profile": {"userName": f"n{number}", "mail": f"{number}@x.example"}}
        for number in (1, 2)
    ]
    old, new = (
        {
            "m.json": mapping({"login": text, "lastName": "appuser.userName"}, inbound=True),
            "s.json": schema({"mail": prop("mail")}),
        }
        for text in ("appuser.mail", "appuser.userName + '@x.example'")
    )
    found = compare(tmp_path, old, new, users)
    assert [(who.attribute, who.users.number) for who in people(found).rekeyed] == [("login", 2)]


# --- many -------------------------------------------------------------------------------------------------------------------


def many(count: int) -> str:
    titles = ["Pilot", None, "Much too long a title", "P", "N/A"]
    rows = [
        user(n, login=f"u{n % 90}@x.example", title=titles[n % 5], nickName=titles[n % 3], employeeNumber=str(n % 70))
        for n in range(count)
    ]
    return "".join(json.dumps(row) + "\n" for row in rows)


def plain(difference: Difference) -> Any:
    found = people(difference)
    said = [(finding.rule, finding.message) for finding in (*difference.findings.new, *difference.findings.gone)]
    return found._replace(attributes=tuple(one._replace(flow=None) for one in found.attributes)), said


def test_processes_make_no_difference(tmp_path: Path) -> None:
    file = tmp_path / "users.jsonl"
    file.write_text(many(12_000), "utf-8")
    # More than one piece goes to the processes.
    assert file.stat().st_size > 2 * CHUNK
    new = {**FLOWS, "title": "user.nickName", "userName": "user.employeeNumber"}
    sides = pair(new, title=prop("title", maxLength=8))
    both = [write(tmp_path / name, side) for name, side in zip(("o", "n"), sides, strict=True)]

    def run(jobs: int) -> Any:
        directory = Directory(Source((str(file),)), jobs=jobs, now=NOW)
        return plain(diff(versions(*both), Settings(), None, load_registry(), directory=directory))

    alone = run(1)
    assert alone[0].users == 12_000
    assert run(2) == alone


def test_users_of_the_target_are_matched_in_both_versions(tmp_path: Path) -> None:
    from maplint.users.target_users import target_users_in

    there = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": 1,
             "Resources": [{"id": "t1", "userName": "ada", "emails": [{"value": "u1@x.example", "primary": True}]}]}  # fmt: skip
    found = compare(
        tmp_path,
        *pair({**FLOWS, "userName": "user.nickName"}),
        [user(1, nickName="ada")],
        target_users=list(target_users_in(json.dumps(there), "there.json")),
    )
    assert "correlation-attribute-mismatch" in rules(found.findings.gone)
    assert "correlation-attribute-mismatch" not in rules(found.findings.new)
