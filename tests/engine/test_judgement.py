"""Judgement across rules: one cause gives one finding, and what no file can tell gives none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from maplint.engine.check import Inputs, Prepared, add_document, check_inputs
from maplint.engine.registry import load_registry
from maplint.engine.select import select_rules
from maplint.finding import Severity
from maplint.scim.target import Target, load_target
from maplint.source.document import read_text

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
Files = dict[str, Any]


def place(external: str | None, urn: str | None = CORE, type_: str = "string", **more: object) -> Files:
    """A property of an app user schema."""
    named = {"externalName": external} if external else {}
    return {"type": type_, **named, **({"externalNamespace": urn} if urn else {}), **more}


NAMES = {
    "givenName": place("name.givenName", required=True),
    "familyName": place("name.familyName", required=True),
}
EMAIL = {"email": place("emails.^[primary==true].value")}


def schema(properties: Files, name: str = "acme_1") -> Files:
    base = {"userName": {"type": "string", "required": True}}
    return {
        "id": "https://acme.okta.com/meta/schemas/apps/0oa1acme/default",
        "name": name,
        "definitions": {
            "base": {"id": "#base", "type": "object", "properties": base},
            "custom": {"id": "#custom", "type": "object", "properties": properties},
        },
    }


def mapping(expressions: Files, name: str = "acme_1", inbound: bool = False) -> Files:
    user, app = {"type": "user", "name": "user"}, {"type": "appuser", "id": "0oa1acme", "name": name}
    entries = {variable: {"expression": text, "pushStatus": "PUSH"} for variable, text in expressions.items()}
    return {"source": app if inbound else user, "target": user if inbound else app, "properties": entries}


def attribute(name: str, type_: str = "string", parts: list[Files] | None = None, **more: object) -> Files:
    return {
        "name": name, "type": type_, "multiValued": False, "required": False, "mutability": "readWrite", "returned": "default",
        "uniqueness": "none", "caseExact": False, **({"subAttributes": parts} if parts else {}), **more,
    }  # fmt: skip


PUBLISHED = {
    "id": CORE,
    "name": "User",
    "attributes": [
        attribute("userName", required=True),
        attribute("name", "complex", [attribute("givenName", required=True), attribute("familyName", required=True)]),
        attribute("emails", "complex", [attribute("value"), attribute("type"), attribute("primary", "boolean")],
                  multiValued=True, required=True),
        attribute("seat", canonicalValues=["full", "light"]),
    ],
}  # fmt: skip


def published() -> Target:
    return load_target([read_text(json.dumps(PUBLISHED), "schemas.json")])


def codes(target: Target | None, *files: Any) -> list[str]:
    """What is worth a look in the files."""
    inputs = Inputs([], [], [])
    for number, value in enumerate(files):
        add_document(inputs, read_text(json.dumps(value), f"{number}.json"), named=True)
    report = check_inputs(Prepared(inputs, select_rules(load_registry(), preset="ci"), target))
    return sorted(finding.code for finding in report.findings if finding.severity is not Severity.INFO)


PERSON = {"givenName": "user.firstName", "familyName": "user.lastName", "email": "user.email"}

# what is wrong -> target, properties of the app, entries of the mapping, codes of what is said
ONE_CAUSE: dict[str, tuple[Target | str | None, Files, Files, list[str]]] = {
    "a refused flag that two parts of one element send": (
        "opentext-customer-portal",
        {**NAMES, **EMAIL, "emailType": place("emails.^[primary==true].type")},
        {**PERSON, "emailType": "'work'"},
        ["MAP101"],
    ),
    "a refused part that is read-only, too": (
        "aws-iam-identity-center",
        {**NAMES, **EMAIL, "displayName": place("displayName"), "boss": place("manager.displayName", ENTERPRISE)},
        {**PERSON, "displayName": "user.displayName", "boss": "user.manager"},
        ["MAP101"],
    ),
    "a whole beside its parts": (
        None,
        {**NAMES, **EMAIL, "full": place("name")},
        {**PERSON, "full": "user.displayName"},
        ["MAP112", "MAP201"],
    ),
    "a list as a text, in other letters": (
        published(),
        {**NAMES, "mail": place("Emails")},
        {"givenName": "user.firstName", "familyName": "user.lastName", "mail": "user.email"},
        ["MAP201"],
    ),
    "a misspelt part that is required": (
        published(),
        {"given": place("name.givenName"), "family": place("family_name"), **EMAIL},
        {"given": "user.firstName", "family": "user.lastName", "email": "user.email"},
        ["MAP101"],
    ),
    "no address where one is required": (
        published(),
        NAMES,
        {"givenName": "user.firstName", "familyName": "user.lastName"},
        ["MAP304"],
    ),
    "a member with a blank at its end": (
        published(),
        {**NAMES, **EMAIL, "seat": place("seat", enum=["full", "light"])},
        {**PERSON, "seat": "user.title == 'x' ? 'full ' : 'light'"},
        ["MAP203"],
    ),
    "a member that only the target lists": (
        published(),
        {**NAMES, **EMAIL, "seat": place("seat")},
        {**PERSON, "seat": "'Full'"},
        ["MAP203"],
    ),
    "a status in words": (
        None,
        {**NAMES, **EMAIL, "live": place("active", type_="boolean")},
        {**PERSON, "live": "user.title == 'x' ? 'true' : 'false'"},
        ["MAP608"],
    ),
    "Okta's names for the app's properties": (
        None,
        {**NAMES, **EMAIL},
        {"firstName": "user.firstName", "lastName": "user.lastName", "email": "user.email"},
        ["MAP103", "MAP103"],
    ),
    "groups as a text": (
        None,
        {**NAMES, **EMAIL, "groups": place("groups")},
        {**PERSON, "groups": "user.department"},
        ["MAP607"],
    ),
    "a city by Okta's name": (
        None,
        {**NAMES, **EMAIL, "city": place("addresses.^[type=='work'].city")},
        {**PERSON, "city": "user.city"},
        ["MAP101"],
    ),
    "a blank before a name": (
        None,
        {**NAMES, **EMAIL, "title": place(" title")},
        {**PERSON, "title": "user.title"},
        ["MAP109"],
    ),
    "the only address, where it may be missing": (
        published(),
        {**NAMES, **EMAIL},
        {**PERSON, "email": "user.secondEmail"},
        ["MAP302"],
    ),
    "two primary addresses": (
        None,
        {**NAMES, **EMAIL, "home": place("emails.^[type=='home'].primary", type_="boolean")},
        {**PERSON, "home": "true"},
        ["MAP305"],
    ),
    "an address that is told to be none": (
        None,
        {**NAMES, **EMAIL, "home": place("emails.^[type=='home'].primary", type_="boolean")},
        {**PERSON, "home": "false"},
        [],
    ),
    "a choice between texts": (
        None,
        {**NAMES, **EMAIL, "title": place("title")},
        {**PERSON, "title": "user.title OR user.department"},
        ["MAP727"],
    ),
}


@pytest.mark.parametrize("name", ONE_CAUSE)
def test_one_cause_gives_one_finding(name: str) -> None:
    target, properties, entries, expected = ONE_CAUSE[name]
    known = load_target([target]) if isinstance(target, str) else target
    assert codes(known, mapping(entries), schema(properties)) == expected


def test_a_wrong_prefix_is_not_an_unknown_attribute_as_well() -> None:
    entries = {
        "firstName": "user.givenName",
        "lastName": "user.familyName",
        "email": "user.email",
        "login": "user.email",
    }
    assert set(codes(None, mapping(entries, inbound=True), schema({**NAMES, **EMAIL}))) == {"MAP704"}


def test_what_is_near_is_an_error_where_the_target_requires_it() -> None:
    files = [
        mapping({"given": "user.firstName", "family": "user.lastName", "email": "user.email"}),
        schema({"given": place("name.givenName"), "family": place("family_name"), **EMAIL}),
    ]
    inputs = Inputs([], [], [])
    for number, value in enumerate(files):
        add_document(inputs, read_text(json.dumps(value), f"{number}.json"), named=True)
    (finding,) = check_inputs(Prepared(inputs, select_rules(load_registry(), select=("MAP101",)), published())).findings
    assert finding.severity is Severity.ERROR
    assert finding.help is not None
    assert "`name.familyName`" in finding.help


def test_a_directory_fills_its_own_properties() -> None:
    own = {"objectGUID": place(None, None, required=True), "dn": place(None, None, required=True)}
    files = [
        mapping({"cn": "user.displayName"}, "active_directory"),
        schema({"cn": place(None, None), **own}, "active_directory"),
    ]
    assert codes(None, *files) == []


def test_a_connector_that_names_no_places_is_not_said_to_lack_something() -> None:
    """Okta's own connectors have no external names: where their properties go, nobody outside knows."""
    properties = {"email": place(None, None), "firstName": place(None, None)}
    files = [mapping({"email": "user.email", "firstName": "user.firstName"}, "slack"), schema(properties, "slack")]
    application = {
        "id": "0oa1acme", "name": "slack", "label": "Slack", "signOnMode": "SAML_2_0", "features": ["PUSH_NEW_USERS"],
        "credentials": {"userNameTemplate": {"template": "user.firstName", "type": "CUSTOM"}},
    }  # fmt: skip
    assert codes(load_target(["slack"]), *files) == []
    assert codes(load_target(["slack"]), *files, application) == ["MAP402", "MAP507"]


def test_a_list_of_mappings_that_were_all_fetched_is_no_fault() -> None:
    whole = {"id": "prm1", **mapping({"title": "user.title"})}
    listed = [{key: value for key, value in whole.items() if key != "properties"}]
    assert codes(None, whole, listed) == []
    assert codes(None, {**whole, "id": "prm2"}, listed) == ["MAP003"]


def test_sign_on_by_the_address_suits_a_target_that_finds_accounts_by_it() -> None:
    files = [mapping(PERSON), schema({**NAMES, **EMAIL})]
    application = {
        "id": "0oa1acme", "name": "acme_1", "label": "Acme", "signOnMode": "SAML_2_0", "features": ["SCIM_PROVISIONING"],
        "credentials": {"userNameTemplate": {"template": "${source.login}", "type": "BUILT_IN"}},
        "settings": {"signOn": {"subjectNameIdTemplate": "${user.email}", "attributeStatements": []}},
    }  # fmt: skip
    assert "MAP502" not in codes(load_target(["slack"]), *files, application)
    assert "MAP502" in codes(load_target(["miro"]), *files, application)


def test_a_user_type_is_not_judged_by_the_schema_of_another() -> None:
    schema_of_employees = {
        "id": "https://acme.okta.com/meta/schemas/user/osc1",
        "name": "user",
        "definitions": {
            "base": {
                "id": "#base",
                "type": "object",
                "properties": {"login": {"type": "string"}, "email": {"type": "string"}},
            },
            "custom": {"id": "#custom", "type": "object", "properties": {}},
        },
    }
    whole = mapping({**PERSON, "email": "user.contractorMail"})
    for type_, expected in (("osc1", ["MAP703"]), ("osc2", [])):
        href = f"https://acme.okta.com/api/v1/meta/schemas/user/{type_}"
        whole["source"] = {"type": "user", "name": "user", "_links": {"schema": {"href": href}}}
        assert [c for c in codes(None, whole, schema({**NAMES, **EMAIL}), schema_of_employees) if c == "MAP703"][
            :1
        ] == expected


APPLICATION = {
    "id": "0oa1acme", "name": "acme_1", "label": "Acme", "signOnMode": "BOOKMARK",
    "features": ["SCIM_PROVISIONING", "PUSH_NEW_USERS", "PUSH_PROFILE_UPDATES"],
    "credentials": {"userNameTemplate": {"template": "${source.login}", "type": "BUILT_IN"}},
}  # fmt: skip


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ({"email": "user.email", "givenName": "user.firstName"}, ["MAP301"]),
        ({**PERSON, "family_name": "user.lastName", "familyName": None}, ["MAP103"]),
        ({k: v for k, v in PERSON.items() if k != "email"}, ["MAP304", "MAP604"]),
    ],
    ids=["a required one", "one that is misspelt", "one that may be missing"],
)
def test_a_property_that_nothing_maps_is_told_once(entries: Files, said: list[str]) -> None:
    written = {variable: text for variable, text in entries.items() if text is not None}
    assert codes(None, mapping(written), schema({**NAMES, **EMAIL}), APPLICATION) == said


def test_of_what_a_request_does_not_name_nothing_is_said() -> None:
    """The body of a POST changes what it names, and leaves the rest of the mapping as it is."""
    body = {"properties": {"title": {"expression": "user.title", "pushStatus": "PUSH"}}}
    files = [schema({**NAMES, **EMAIL, "title": place("title")}), APPLICATION]
    assert codes(load_target(["aws-iam-identity-center"]), body, *files) == []
    body["properties"]["familyName"] = None  # type: ignore[assignment]
    assert codes(None, body, *files) == ["MAP301"]


@pytest.mark.parametrize("target", ["aws-iam-identity-center", "published"])
def test_variables_of_an_app_whose_schema_is_not_here_may_go_anywhere(target: str) -> None:
    known = published() if target == "published" else load_target([target])
    theirs = {
        "firstName": "user.firstName",
        "lastName": "user.lastName",
        "mail": "user.email",
        "shown": "user.displayName",
    }
    assert codes(known, mapping(theirs)) == []
    assert "MAP301" in codes(known, mapping({"givenName": "user.firstName"}))


@pytest.mark.parametrize(
    ("variable", "said"), [("mobilephone", ["MAP103"]), ("mobile_phone", ["MAP103"]), ("pagerNumber", [])]
)
def test_an_import_that_misspells_a_base_attribute_of_okta(variable: str, said: list[str]) -> None:
    entries = {"login": "appuser.email", "email": "appuser.email", variable: "appuser.phone"}
    assert codes(None, mapping(entries, inbound=True)) == said
    assert codes(None, mapping({**entries, "mobilePhone": "appuser.cell"}, inbound=True)) == []


def test_an_import_that_writes_one_property_creates_nobody() -> None:
    base = {name: {"type": "string", "required": True} for name in ("login", "firstName", "lastName", "email")}
    users = {
        "id": "https://acme.okta.com/meta/schemas/user/default",
        "name": "user",
        "definitions": {"base": {"id": "#base", "type": "object", "properties": base}},
    }
    adds = mapping({"email": "appuser.userName"}, "Okta_Authenticator", inbound=True)
    assert codes(None, adds, users) == []
    assert codes(None, mapping({"email": "appuser.email", "login": "appuser.email"}, inbound=True), users) == ["MAP301"]


@pytest.mark.parametrize("text", ["user.jobTitle", "user.workEmail", "user.phoneNumber", "user.title2"])
def test_an_attribute_that_the_org_may_have_added_is_no_error(text: str) -> None:
    assert codes(None, mapping({"title": text})) == []
    assert codes(None, mapping({"title": "user.titel"})) == ["MAP703"]


def test_an_empty_text_for_those_without_what_everybody_has_is_never_sent() -> None:
    """Okta's default mapping ends so: the type of the address, the number, the postal address."""
    tested = "(user.{0} != null && user.{0} != '') ? 'work' : ''"
    properties = {
        **NAMES, **EMAIL, "displayName": place("displayName"), "emailType": place("emails.^[primary==true].type"),
        "phone": place("phoneNumbers.^[primary==true].value"), "phoneType": place("phoneNumbers.^[primary==true].type"),
    }  # fmt: skip
    entries = {**PERSON, "displayName": "user.firstName + ' ' + user.lastName", "phone": "user.primaryPhone"}
    aws = load_target(["aws-iam-identity-center"])
    for type_of, attribute_tested, said in (("emailType", "email", []), ("phoneType", "primaryPhone", ["MAP306"])):
        files = [mapping({**entries, type_of: tested.format(attribute_tested)}), schema(properties)]
        assert codes(aws, *files) == said
    # Any other text there is still what its author would send.
    assert "MAP309" in codes(
        aws, mapping({**entries, "email": "user.email == null ? 'N/A' : user.email"}), schema(properties)
    )


def test_a_target_that_is_the_standard_is_judged_as_where_none_is_named() -> None:
    files = [
        mapping({**PERSON, "department": "user.department", "badge": "user.badge"}),
        schema({**NAMES, **EMAIL, "department": place("department"), "badge": place("badge", "urn:acme:scim:User")}),
    ]
    assert codes(load_target(["RFC7643"]), *files) == codes(None, *files) == ["MAP106"]


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("Time.now('UTC', 'dd/MM/yyyy')", ["MAP409"]),
        ("user.hired == null ? null : Time.fromIso8601ToString(user.hired, 'yyyy-MM-dd')", ["MAP409"]),
        ("Time.now()", []),
        ("Time.now('UTC', \"yyyy-MM-dd'T'HH:mm:ss.SSS'Z'\")", []),
        ("Time.fromStringToIso8601(Time.now('UTC', 'yyyy'), 'yyyy')", []),
    ],
)
def test_a_date_that_is_written_by_a_pattern(expression: str, said: list[str]) -> None:
    target = load_target(
        [read_text(json.dumps({"id": "urn:acme:scim:User", "attributes": [attribute("since", "dateTime")]}), "s.json")]
    )
    files = [
        mapping({**PERSON, "since": expression}),
        schema({**NAMES, **EMAIL, "since": place("since", "urn:acme:scim:User")}),
    ]
    assert codes(target, *files) == said
