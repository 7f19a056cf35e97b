"""From a user to the body of a request: where values go, what is not there and why, where each value comes from."""

from __future__ import annotations

from typing import Any

import pytest

from maplint.scim import CORE_USER, ENTERPRISE_USER
from maplint.scim.validation import Operation
from maplint.users.records import Columns
from maplint.users.request import From, Kind, Request, RequestPlan, Why
from tests.users.given import NAMES, NOW, app_schema, joined, mapping, prop, user, user_schema

PRIMARY = "emails.^[primary==true]"


def request(
    flows: dict[str, str], schema: dict[str, Any] | None = None, /, target: str | None = None, **profile: Any
) -> Request:
    """The request of a user; without a schema that of Okta's template."""
    files = {"mapping": mapping(flows)} | ({"app_schema": app_schema(**schema)} if schema is not None else {})
    return RequestPlan(joined(target, **files), now=NOW).request(user(**profile))


def body_of(schema: dict[str, Any], /, **values: Any) -> dict[str, Any]:
    """What the mapping alone makes of a body: each property is fed by the attribute of its name."""
    made = request({name: f"user.{name}" for name in schema}, schema, **values).body
    return {
        key: value
        for key, value in made.items()
        if key not in ("externalId", "groups", "password", "active", "userName")
    }


# where values go: name -> (properties, the user's values, the body but for what Okta sends by itself)
PLACES: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "at the top": ({"t": prop("title")}, {"t": "Clerk"}, {"title": "Clerk"}),
    "in an object": ({"n": prop("name.givenName"), "m": prop("name.middleName")}, {"n": "A", "m": "B"},
                     {"name": {"givenName": "A", "middleName": "B"}}),
    "one filter, one element": ({"e": prop(f"{PRIMARY}.value"), "t": prop(f"{PRIMARY}.type")}, {"e": "a@b.example", "t": "work"},
                                {"emails": [{"primary": True, "value": "a@b.example", "type": "work"}]}),
    "two filters, two elements": ({"e": prop(f"{PRIMARY}.value"), "f": prop("emails.^[type=='home'].value")},
                                  {"e": "a@b.example", "f": "c@d.example"},
                                  {"emails": [{"primary": True, "value": "a@b.example"}, {"type": "home", "value": "c@d.example"}]}),
    "filters differ though their elements come to be alike": (
        {"e": prop(f"{PRIMARY}.value"), "t": prop(f"{PRIMARY}.type"), "f": prop("emails.^[type==work].value")},
        {"e": "a@b.example", "t": "work", "f": "c@d.example"},
        {"emails": [{"primary": True, "value": "a@b.example", "type": "work"}, {"type": "work", "value": "c@d.example"}]},
    ),
    "by position": ({"a": prop("roles.[0].value"), "b": prop("roles.[1].value")}, {"a": "x", "b": "y"},
                    {"roles": [{"value": "x"}, {"value": "y"}]}),
    "an extension": ({"d": prop("department", ENTERPRISE_USER), "m": prop("manager.value", ENTERPRISE_USER)}, {"d": "Ink", "m": "7"},
                     {"schemas": [CORE_USER, ENTERPRISE_USER], ENTERPRISE_USER: {"department": "Ink", "manager": {"value": "7"}}}),
    "an extension without values is not there": ({"d": prop("department", ENTERPRISE_USER)}, {}, {}),
    "a boolean": ({"b": prop("onCall", type="boolean")}, {"b": False}, {"onCall": False}),
    "an array": ({"s": prop("skills", type="array", items={"type": "string"})}, {"s": ["ink", "glue"]}, {"skills": ["ink", "glue"]}),
    "an array with an element that is null": ({"s": prop("skills", type="array", items={"type": "string"})}, {"s": [None, "glue"]},
                                              {"skills": [None, "glue"]}),
    "an empty text is a value": ({"t": prop("title")}, {"t": ""}, {"title": ""}),
    "null is none": ({"t": prop("title")}, {"t": None}, {}),
    "type alone makes an element": ({"e": prop(f"{PRIMARY}.value"), "t": prop(f"{PRIMARY}.type")}, {"t": ""},
                                    {"emails": [{"primary": True, "type": ""}]}),
    "another dialect is the name of one attribute": ({"e": prop('emails[type eq "work"].value')}, {"e": "a@b.example"},
                                                     {'emails[type eq "work"].value': "a@b.example"}),
    "so is a URN in the name": ({"c": prop(f"{ENTERPRISE_USER}:costCenter", ENTERPRISE_USER)}, {"c": "1"},
                                {"schemas": [CORE_USER, ENTERPRISE_USER], ENTERPRISE_USER: {f"{ENTERPRISE_USER}:costCenter": "1"}}),
    "an object and then a text at one place": ({"m": prop("x.value"), "n": prop("x")}, {"m": "1", "n": "2"}, {"x": "2"}),
}  # fmt: skip


@pytest.mark.parametrize("name", PLACES)
def test_where_a_value_goes(name: str) -> None:
    schema, values, expected = PLACES[name]
    assert body_of(schema, **values) == {"schemas": [CORE_USER], **expected}


def test_okta_sends_some_attributes_by_itself_and_in_its_order() -> None:
    body = request(NAMES).body
    assert body == {
        "schemas": [CORE_USER], "userName": "ada@paperlane.example", "name": {"givenName": "Ada", "familyName": "Byron"},
        "externalId": "00uada", "groups": [], "password": "(random)", "active": True,
    }  # fmt: skip
    assert list(body) == ["schemas", "userName", "name", "externalId", "groups", "password", "active"]


def test_what_a_mapping_feeds_okta_does_not_send_by_itself() -> None:
    made = request({"on": "false"}, {"on": prop("active", type="boolean")})
    assert made.body["active"] is False


def test_a_target_that_refuses_the_password_has_a_connector_that_sends_none() -> None:
    made = request(NAMES, target="aws-iam-identity-center")
    assert "password" not in made.body
    assert "groups" not in made.body
    assert any("refuses" in sentence for sentence in made.assumed)


def test_an_application_may_be_set_to_send_no_password() -> None:
    application = {"id": "0oa1", "name": "acme", "label": "Acme", "signOnMode": "SAML_2_0",
                   "features": ["SCIM_PROVISIONING", "PUSH_NEW_USERS_WITHOUT_PASSWORD"],
                   "credentials": {"userNameTemplate": {"template": "${source.email}", "type": "BUILT_IN"}}}  # fmt: skip
    made = RequestPlan(joined(mapping=mapping(NAMES), app=application), now=NOW).request(user(email="a@b.example"))
    assert "password" not in made.body
    assert made.body["userName"] == "a@b.example"


def test_a_row_of_a_table_has_no_id_of_okta() -> None:
    columns = Columns.of_header("login,firstName,lastName")
    made = RequestPlan(joined(mapping=mapping(NAMES)), now=NOW).request(columns.user(["ada@b.example", "Ada", "B"], 2))
    assert made.body["externalId"] == "(the user's Okta id)"


# --- what is not there ------------------------------------------------------------------------------------------------------------

MISSING: dict[str, tuple[dict[str, str], dict[str, Any], dict[str, Any], Why, str, bool]] = {
    "no value": ({"t": "user.title"}, {"t": prop("title")}, {}, Why.NULL, "`user.title` has no value", False),
    "a name that is near": ({"t": "user.titel"}, {"t": prop("title")}, {}, Why.NULL, "`user.title` is near", False),
    "null by the expression": ({"t": "null"}, {"t": prop("title")}, {}, Why.NULL, "yields null", False),
    "a required property without one": ({"t": "user.title"}, {"t": prop("title", required=True)}, {}, Why.NULL, "requires `t`", True),
    "evaluation fails": ({"t": "user.title + 1 > 2 ? 'a' : 'b'"}, {"t": prop("title")}, {"title": "x"}, Why.FAILED, "fails", True),
    "it cannot be known": ({"t": "isMemberOfGroupName('x') ? 'a' : 'b'"}, {"t": prop("title")}, {}, Why.UNKNOWN, "cannot be known", False),
    "it does not parse": ({"t": "user.title +"}, {"t": prop("title")}, {}, Why.SYNTAX, "does not parse", True),
    "the app's profile in a mapping to it": ({"t": "appuser.title"}, {"t": prop("title")}, {}, Why.FAILED, "reads `user`", True),
    "another type": ({"t": "user.onCall"}, {"t": prop("title")}, {"onCall": True}, Why.UNFIT, "`t` is a string", True),
    "no member": ({"t": "user.title"}, {"t": prop("title", enum=["Pilot"])}, {"title": "pilot"}, Why.UNFIT, "no member", True),
    "no namespace": ({"t": "user.title"}, {"t": prop("title", None)}, {"title": "x"}, Why.NOT_SENT, "no external namespace", False),
    "no name": ({"t": "user.title"}, {"t": prop(None)}, {"title": "x"}, Why.NOT_SENT, "no external name", False),
    "no URN": ({"t": "user.title"}, {"t": prop("title", "core")}, {"title": "x"}, Why.NOT_SENT, "is no URN", False),
    "no property": ({"u": "user.title"}, {"t": prop("title")}, {"title": "x"}, Why.NOT_SENT, "no property `u`", False),
    "nothing mapped": ({}, {"t": prop("title")}, {}, Why.UNMAPPED, "nothing is mapped", False),
    "another at its place": ({"t": "user.title", "u": "'x'"}, {"t": prop("title"), "u": prop("title")}, {"title": "y"}, Why.OVERWRITTEN,
                             "`u` goes to the same place", False),
}  # fmt: skip


@pytest.mark.parametrize("name", MISSING)
def test_what_is_missing_is_said_with_its_reason(name: str) -> None:
    flows, schema, values, why, says, stops = MISSING[name]
    # A namespace stands somewhere: else the app would not be one that speaks SCIM.
    found = request(flows, {**schema, "scim": prop("nickName")}, **values).absent
    absent = next(a for a in found if a.flow.variable in ("t", "u") and a.why is why)
    assert says in absent.message
    assert absent.stops is stops


def test_an_attribute_that_the_user_schema_lacks_is_not_evaluated() -> None:
    given = joined(mapping=mapping({"title": "user.rank"}), user_schema=user_schema(login=prop(None, None)))
    (absent,) = RequestPlan(given, now=NOW).request(user()).absent
    assert (absent.why, absent.stops) == (Why.FAILED, True)
    assert "Invalid property rank" in absent.consequence


def test_without_the_app_user_schema_nobody_can_tell_where_a_property_of_the_app_goes() -> None:
    made = request({"shift": "user.title"}, title="x")
    (absent,) = made.absent
    assert absent.why is Why.NOT_PLACED


def test_a_misspelt_name_of_the_template_is_sent_as_it_is_written() -> None:
    made = request({"user_name": "user.login"})
    assert made.body["user_name"] == made.body["userName"] == "ada@paperlane.example"
    assert any("user_name" in sentence for sentence in made.assumed)


def test_a_template_that_cannot_be_worked_out_leaves_the_name_unknown() -> None:
    application = {"id": "0oa1", "name": "acme", "label": "Acme", "signOnMode": "SAML_2_0", "features": ["SCIM_PROVISIONING"],
                   "credentials": {"userNameTemplate": {"template": "${org.name}", "type": "BUILT_IN"}}}  # fmt: skip
    made = RequestPlan(joined(mapping=mapping(NAMES), app=application), now=NOW).request(user())
    assert "userName" not in made.body
    assert [absent.why for absent in made.absent] == [Why.UNKNOWN]


def test_okta_fills_the_display_name_where_nobody_wrote_one() -> None:
    assert request({"displayName": "user.displayName"}).body["displayName"] == "Ada Byron"
    assert request({"displayName": "user.displayName"}, displayName="").body["displayName"] == ""


# --- where values come from -------------------------------------------------------------------------------------------------------


def test_each_value_knows_where_it_comes_from() -> None:
    schema = {"e": prop(f"{PRIMARY}.value"), "d": prop("department", ENTERPRISE_USER)}
    made = request({"e": "user.email", "d": "user.department"}, schema, email="a@b.example", department="Ink")
    found = {leaf.pointer: (leaf.origin, leaf.flow.variable if leaf.flow else None) for leaf in made.trace}
    assert found == {
        ("schemas",): (From.OKTA, None),
        ("userName",): (From.TEMPLATE, "userName"),
        ("emails", 0, "primary"): (From.FILTER, "e"),
        ("emails", 0, "value"): (From.MAPPING, "e"),
        (ENTERPRISE_USER, "department"): (From.MAPPING, "d"),
        ("externalId",): (From.OKTA, None),
        ("groups",): (From.OKTA, None),
        ("password",): (From.OKTA, None),
        ("active",): (From.OKTA, None),
    }


def leaves_of(value: Any, pointer: tuple[Any, ...] = ()) -> dict[tuple[Any, ...], Any]:
    if isinstance(value, dict) and value:
        return {k: v for key, below in value.items() for k, v in leaves_of(below, (*pointer, key)).items()}
    if isinstance(value, list) and value and pointer != ("schemas",):
        return {k: v for index, below in enumerate(value) for k, v in leaves_of(below, (*pointer, index)).items()}
    return {pointer: value}


@pytest.mark.parametrize("name", PLACES)
def test_the_trace_is_the_body(name: str) -> None:
    schema, values, _ = PLACES[name]
    made = request({key: f"user.{key}" for key in schema}, schema, **values)
    assert {leaf.pointer: leaf.value for leaf in made.trace} == leaves_of(made.body)


# --- updates ----------------------------------------------------------------------------------------------------------------------


def test_an_update_writes_into_what_the_target_returned() -> None:
    schema = {"e": prop(f"{PRIMARY}.value"), "h": prop("emails.^[type=='home'].value"), "t": prop("title"), "n": prop("name.givenName"),
              "d": prop("department", ENTERPRISE_USER)}  # fmt: skip
    there = {
        "schemas": [CORE_USER, "urn:x:own"], "id": "7", "userName": "old@paperlane.example", "title": "Clerk",
        "name": {"givenName": "Ada", "formatted": "Ada B."}, "urn:x:own": {"badge": "1"},
        "emails": [{"value": "old@paperlane.example", "primary": True, "display": "old"}], "meta": {"resourceType": "User"},
    }  # fmt: skip
    files = {"mapping": mapping({name: f"user.{name}" for name in schema}), "app_schema": app_schema(**schema)}
    plan = RequestPlan(joined(**files), Operation.REPLACE, now=NOW)
    made = plan.request(user(e="new@paperlane.example", h="home@paperlane.example", n="Augusta", d="Ink"), there)
    assert made.body == {
        "schemas": [CORE_USER, "urn:x:own", ENTERPRISE_USER], "id": "7", "userName": "ada@paperlane.example",
        "name": {"givenName": "Augusta", "formatted": "Ada B."}, "urn:x:own": {"badge": "1"},
        "emails": [{"value": "new@paperlane.example", "primary": True, "display": "old"},
                   {"type": "home", "value": "home@paperlane.example"}],
        "meta": {"resourceType": "User"}, ENTERPRISE_USER: {"department": "Ink"},
    }  # fmt: skip
    assert there["title"] == "Clerk"
    assert next(leaf for leaf in made.trace if leaf.pointer == ("name", "formatted")).origin is From.TARGET
    assert any("taken out of what the target returned" in sentence for sentence in made.assumed)


def test_without_knowing_what_the_target_has_it_is_taken_for_what_was_sent() -> None:
    plan = RequestPlan(joined(mapping=mapping(NAMES, push="DONT_PUSH")), Operation.REPLACE, now=NOW)
    made = plan.request(user())
    assert "password" not in made.body
    assert list(made.body)[:2] == ["schemas", "id"]
    assert any("--existing" in sentence for sentence in made.assumed)
    assert any("DONT_PUSH" in sentence for sentence in made.assumed)
    assert {leaf.pointer: leaf.value for leaf in made.trace} == leaves_of(made.body)


# --- other profiles ---------------------------------------------------------------------------------------------------------------


def test_an_app_that_speaks_no_scim_gets_a_profile() -> None:
    made = request({"t": "user.title"}, {"t": prop("title", None)}, title="Clerk")
    assert made.plan.kind is Kind.APP_PROFILE
    assert made.body == {"userName": "ada@paperlane.example", "t": "Clerk"}


def test_a_mapping_to_okta_makes_a_profile_of_okta() -> None:
    schema = user_schema(login={"type": "string", "required": True, "minLength": 5}, title={"type": "string"})
    given = joined(
        mapping=mapping({"login": "appuser.mail", "title": "appuser.rank"}, inbound=True), user_schema=schema
    )
    made = RequestPlan(given, now=NOW).request(user(mail="a", rank=None))
    assert made.plan.kind is Kind.OKTA_PROFILE
    assert made.body == {"login": "a"}
    assert [unfit.fault.message for unfit in made.faults] == [
        "`login` has 1 character, and the user schema takes at least 5"
    ]
