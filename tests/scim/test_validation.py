"""Resources against what a target takes: each cause by a resource that has it, and resources that are right."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maplint.scim import CORE_GROUP, CORE_USER, ENTERPRISE_USER
from maplint.scim.target import Target, load_target, published_target, rfc7643_target
from maplint.scim.validation import (
    Cause,
    Effect,
    Mend,
    Operation,
    Outcome,
    Validator,
    Violation,
    compile_validator,
    resource_type,
)
from maplint.source.document import read_text

USER: dict[str, Any] = {
    "schemas": [CORE_USER, ENTERPRISE_USER],
    "userName": "ada@paperlane.example",
    "externalId": "00u1",
    "name": {"givenName": "Ada", "familyName": "Byron"},
    "active": True,
    "emails": [{"value": "ada@paperlane.example", "type": "work", "primary": True}],
    "phoneNumbers": [{"value": "tel:+15550100", "type": "work"}],
    "addresses": [{"country": "GB", "locality": "London", "formatted": "1 Ink Street\nLondon"}],
    "photos": [{"value": "https://paperlane.example/ada.jpg", "type": "photo"}],
    "locale": "en-GB",
    "preferredLanguage": "en-GB, fr;q=0.5",
    "timezone": "Europe/London",
    ENTERPRISE_USER: {"employeeNumber": "1815", "department": "Ink", "manager": {"value": "26118915"}},
}
GROUP = {"schemas": [CORE_GROUP], "displayName": "Ink", "members": [{"value": "2819c223", "display": "Ada"}]}

RFC = compile_validator(rfc7643_target())


def changed(path: str, value: object = None, base: dict[str, Any] = USER) -> dict[str, Any]:
    """The user with a value elsewhere: ``emails/0/value``; without a value, with the entry taken away. ``|`` joins changes."""
    body = copy.deepcopy(base)
    holder: Any = body
    *steps, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    for step in steps:
        holder = holder[step] if isinstance(step, int) else holder.setdefault(step, {})
    if value is None:
        del holder[last]
    else:
        holder[last] = None if value is NULL else value
    return body


NULL = object()
EXTENSION = f"{ENTERPRISE_USER}/"
BELOW_CORE = f"{CORE_USER}:enterprise"
OLD = "urn:scim:schemas:extension:enterprise:1.0"


def moved(old: str, new: str, *, listed: bool = True) -> dict[str, Any]:
    """The user with an entry under another key, and `schemas` with it."""
    body = {new if key == old else key: value for key, value in copy.deepcopy(USER).items()}
    if listed:
        body["schemas"] = [new if urn == old else urn for urn in body["schemas"]]
    return body


# what is wrong: (resource, cause, path, nearest)
WRONG: dict[str, tuple[dict[str, Any], str, str | None, str | None]] = {
    "no userName": (changed("userName"), Cause.MISSING, "userName", None),
    "userName is null": (changed("userName", NULL), Cause.MISSING, "userName", None),
    "userName is empty": (changed("userName", ""), Cause.EMPTY, "userName", None),
    "userName is blank": (changed("userName", "  "), Cause.EMPTY, "userName", None),
    "an element about nothing": (changed("emails/0", {"type": "work", "primary": True}), Cause.NO_VALUE, "emails[0].value", None),
    "an element whose value is null": (changed("emails/0", {"type": "work", "value": None}), Cause.NO_VALUE, "emails[0].value", None),
    "an address that is a number": (changed("emails/0/value", 7), Cause.WRONG_TYPE, "emails[0].value", None),
    "nothing but invisible characters": (changed("title", "\u200b"), Cause.INVISIBLE, "title", None),
    "userName is a number": (changed("userName", 7), Cause.WRONG_TYPE, "userName", "7"),
    "user_name": (moved("userName", "user_name"), Cause.MISSPELT, "userName", "userName"),
    "usrName": (moved("userName", "usrName"), Cause.MISSPELT, "userName", "userName"),
    "login": (moved("userName", "login"), Cause.UNKNOWN_ATTRIBUTE, "userName", "userName"),
    "given_name": (changed("name/given_name", "Ada"), Cause.UNKNOWN_ATTRIBUTE, None, "name.givenName"),
    "a colour": (changed("favouriteColor", "red"), Cause.UNKNOWN_ATTRIBUTE, None, None),
    "a part that nobody knows": (changed("name/colour", "red"), Cause.UNKNOWN_ATTRIBUTE, None, None),
    "nickName in name": (changed("name/nickname", "Ada"), Cause.UNKNOWN_ATTRIBUTE, "nickName", "nickName"),
    "flat part": (changed("middleName", "K"), Cause.FLATTENED, "name.middleName", "name.middleName"),
    "flat path": (changed("name.middleName", "K"), Cause.FLATTENED, "name.middleName", "name.middleName"),
    "path with a filter": (
        changed('emails[type eq "home"].value', "a@b.example"),
        Cause.FLATTENED,
        'emails[type eq "home"].value',
        'emails[type eq "home"].value',
    ),
    "path with the URN": (
        changed(f"{ENTERPRISE_USER}:division", "X"),
        Cause.FLATTENED,
        f"{ENTERPRISE_USER}:division",
        f"{ENTERPRISE_USER}:division",
    ),
    "enterprise attribute at the top": (
        changed("division", "X"),
        Cause.WRONG_SCHEMA,
        f"{ENTERPRISE_USER}:division",
        f"{ENTERPRISE_USER}:division",
    ),
    "core attribute in the extension": (changed(EXTENSION + "title", "X"), Cause.WRONG_SCHEMA, "title", "title"),
    "the same name twice": (changed("USERNAME", "x@y.example"), Cause.REPEATED, "userName", "userName"),
    "an URN below the core": (moved(ENTERPRISE_USER, BELOW_CORE), Cause.UNKNOWN_SCHEMA, None, ENTERPRISE_USER),
    "an URN with a slip": (moved(ENTERPRISE_USER, ENTERPRISE_USER[:-1]), Cause.UNKNOWN_SCHEMA, None, ENTERPRISE_USER),
    "an URN without its version": (
        moved(ENTERPRISE_USER, "urn:ietf:params:scim:schemas:extension:enterprise:User"),
        Cause.UNKNOWN_SCHEMA,
        None,
        ENTERPRISE_USER,
    ),
    "an URN in the list alone": (
        changed("schemas/1", ENTERPRISE_USER[:-1], changed(ENTERPRISE_USER)),
        Cause.UNKNOWN_SCHEMA,
        None,
        ENTERPRISE_USER,
    ),
    "SCIM 1.1": (moved(ENTERPRISE_USER, OLD), Cause.SCIM1, None, ENTERPRISE_USER),
    "SCIM 1.1's core as a key": (changed("urn:scim:schemas:core:1.0", {"title": "Clerk"}), Cause.SCIM1, None, CORE_USER),
    "SCIM 1.1 in the list alone": (changed("schemas/0", "urn:scim:schemas:core:1.0"), Cause.SCIM1, None, CORE_USER),
    "managerId": (
        changed(EXTENSION + "manager", {"managerId": "7"}),
        Cause.SCIM1,
        f"{ENTERPRISE_USER}:manager.value",
        f"{ENTERPRISE_USER}:manager.value",
    ),
    "a short name": (moved(ENTERPRISE_USER, "enterprise", listed=False), Cause.SHORT_URN, None, ENTERPRISE_USER),
    "no schemas": (changed("schemas"), Cause.NO_SCHEMAS, "schemas", None),
    "no schemas in the list": (changed("schemas", []), Cause.NO_SCHEMAS, "schemas", None),
    "schemas is a text": (changed("schemas", CORE_USER, changed(ENTERPRISE_USER)), Cause.SCHEMAS_SHAPE, None, None),
    "a schema that is no URN": (changed("schemas/1", "enterprise user", changed(ENTERPRISE_USER)), Cause.SCHEMAS_SHAPE, None, None),
    "core attributes below the URN of the core": (
        changed(CORE_USER, {"title": "Clerk"}),
        Cause.UNKNOWN_ATTRIBUTE,
        None,
        None,
    ),
    "a vendor's extension is a text": (
        changed("urn:acme:user", "7", changed("schemas/1", "urn:acme:user", changed(ENTERPRISE_USER))),
        Cause.SCALAR,
        None,
        None,
    ),
    "the extension is not listed": (changed("schemas/1"), Cause.UNLISTED, None, ENTERPRISE_USER),
    "a vendor's extension is not listed": (
        changed("urn:acme:user", {"badge": "7"}),
        Cause.UNLISTED,
        None,
        "urn:acme:user",
    ),
    "the core is not listed": (changed("schemas/0"), Cause.UNLISTED, None, CORE_USER),
    "listed twice": (changed("schemas", [CORE_USER, CORE_USER, ENTERPRISE_USER]), Cause.REPEATED_SCHEMA, None, None),
    "emails is a text": (changed("emails", "ada@paperlane.example"), Cause.SCALAR, "emails", None),
    "emails is a list of texts": (changed("emails", ["ada@paperlane.example"]), Cause.SCALAR, "emails[0]", None),
    "emails is one object": (changed("emails", {"value": "a@b.example"}), Cause.WRONG_TYPE, "emails", None),
    "emails holds null": (changed("emails/0", NULL), Cause.SCALAR, "emails[0]", None),
    "name is a text": (changed("name", "Ada Byron"), Cause.SCALAR, "name", None),
    "name is a list": (changed("name", [{"givenName": "Ada"}]), Cause.WRONG_TYPE, "name", None),
    "title is an object": (changed("title", {"value": "Clerk"}), Cause.WRONG_TYPE, "title", None),
    "title is a list": (changed("title", ["Clerk"]), Cause.WRONG_TYPE, "title", None),
    "manager is a text": (changed(EXTENSION + "manager", "7"), Cause.SCALAR, f"{ENTERPRISE_USER}:manager", None),
    "the extension is a text": (changed(ENTERPRISE_USER, "Ink"), Cause.SCALAR, None, None),
    "employeeNumber is a number": (
        changed(EXTENSION + "employeeNumber", 1815),
        Cause.WRONG_TYPE,
        f"{ENTERPRISE_USER}:employeeNumber",
        "1815",
    ),
    "active is a text": (changed("active", "True"), Cause.TEXT_FOR_BOOLEAN, "active", "true"),
    "active is another text": (changed("active", "ACTIVE"), Cause.TEXT_FOR_BOOLEAN, "active", None),
    "active is a number": (changed("active", 1), Cause.WRONG_TYPE, "active", None),
    "primary is a text": (changed("emails/0/primary", "true"), Cause.TEXT_FOR_BOOLEAN, "emails[0].primary", "true"),
    "two primary": (
        changed("emails", [{"value": "a@b.example", "primary": True}, {"value": "c@d.example", "primary": True}]),
        Cause.PRIMARY,
        "emails[1].primary",
        None,
    ),
    "id": (changed("id", "7"), Cause.READ_ONLY, "id", None),
    "groups": (changed("groups", [{"value": "7"}]), Cause.READ_ONLY, "groups", None),
    "the manager's name": (
        changed(EXTENSION + "manager/displayName", "Eve"),
        Cause.READ_ONLY,
        f"{ENTERPRISE_USER}:manager.displayName",
        None,
    ),
    "N/A as an address": (changed("emails/0/value", "N/A"), Cause.PLACEHOLDER, "emails[0].value", None),
    "none as an address": (changed("emails/0/value", "None"), Cause.PLACEHOLDER, "emails[0].value", None),
    "N/A as a title": (changed("title", "n/a"), Cause.PLACEHOLDER, "title", None),
    "null as a title": (changed("title", "null"), Cause.PLACEHOLDER, "title", None),
    "no address": (changed("emails/0/value", "ada"), Cause.EMAIL, "emails[0].value", None),
    "an empty address": (changed("emails/0/value", ""), Cause.EMPTY, "emails[0].value", None),
    "no number": (changed("phoneNumbers/0/value", "ask Eve"), Cause.PHONE, "phoneNumbers[0].value", None),
    "a country by name": (changed("addresses/0/country", "Germany"), Cause.COUNTRY, "addresses[0].country", "DE"),
    "a country by three letters": (changed("addresses/0/country", "USA"), Cause.COUNTRY, "addresses[0].country", "US"),
    "a language by name": (changed("locale", "English (US)"), Cause.LOCALE, "locale", "en-US"),
    "a language that does not exist": (changed("locale", "jp"), Cause.LOCALE, "locale", "ja"),
    "a region that does not exist": (changed("locale", "en-UK"), Cause.LOCALE, "locale", "en-GB"),
    "an underscore": (changed("preferredLanguage", "en_US"), Cause.LOCALE, "preferredLanguage", "en-US"),
    "a zone by habit": (changed("timezone", "Pacific time"), Cause.TIMEZONE, "timezone", None),
    "a zone in small letters": (changed("timezone", "europe/london"), Cause.TIMEZONE, "timezone", "Europe/London"),
    "no link": (changed("photos/0/value", "not a url"), Cause.URI, "photos[0].value", None),
    "a link without its scheme": (changed("profileUrl", "www.paperlane.example/ada"), Cause.URI, "profileUrl", None),
    "no certificate": (
        changed("x509Certificates", [{"value": "-----BEGIN CERTIFICATE-----"}]),
        Cause.WRONG_TYPE,
        "x509Certificates[0].value",
        None,
    ),
    "a blank at the end": (changed("title", "Clerk "), Cause.BLANKS, "title", "Clerk"),
    "an invisible character": (changed("title", "Cl\u200berk"), Cause.INVISIBLE, "title", "Clerk"),
    "a letter beyond ASCII": (changed("userName", "zo\u00eb"), Cause.NOT_ASCII, "userName", None),
    "a slip in a canonical value": (changed("emails/0/type", "wrok"), Cause.NOT_CANONICAL, "emails[0].type", "work"),
    "a group without a name": (changed("displayName", base=GROUP), Cause.MISSING, "displayName", None),
    "members as texts": (changed("members", ["7"], GROUP), Cause.SCALAR, "members[0]", None),
    "an extension of users in a group": (changed(ENTERPRISE_USER, {"department": "Ink"}, GROUP), Cause.UNKNOWN_SCHEMA, None, None),
    "a group's unknown attribute": (changed("owner", "7", GROUP), Cause.UNKNOWN_ATTRIBUTE, None, None),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_each_cause_is_found_once(name: str) -> None:
    resource, cause, path, nearest = WRONG[name]
    before = json.dumps(resource)
    found = RFC.violations(resource)
    assert [violation.cause for violation in found] == [cause], [violation.message for violation in found]
    violation = found[0]
    assert (None if violation.path is None else str(violation.path)) == path
    assert violation.nearest == nearest
    assert json.dumps(resource) == before, "a resource is never changed"
    holder: Any = resource
    for step in violation.pointer:
        holder = holder[step]  # the pointer leads to something that is there


RIGHT: dict[str, dict[str, Any]] = {
    "a user": USER,
    "a group": GROUP,
    "the least": {"schemas": [CORE_USER], "userName": "a@b.co"},
    "names in other letter case": {"SCHEMAS": [CORE_USER.upper()], "USERNAME": "ada", "Emails": [{"VALUE": "a@b.co"}]},
    "a canonical value of one's own": changed("emails/0/type", "primary"),
    "a canonical value in other letter case": changed("emails/0/type", "WORK"),
    "an extension of a vendor": changed("urn:acme:user", {"badge": 7}, changed("schemas/1", "urn:acme:user", changed(ENTERPRISE_USER))),
    "an extension that is listed and not used": changed(ENTERPRISE_USER),
    "an extension that is empty and not listed": changed(ENTERPRISE_USER, {}, changed("schemas/1")),
    "nulls": {**USER, "title": None, "emails": None, ENTERPRISE_USER: None},
    "empty lists": {**USER, "emails": [], "groups": [], "roles": []},
    "an empty text": changed("title", ""),
    "no type of an address": changed("emails/0/type", ""),
    "parts that every list has": changed("addresses/0/primary", True),
    "an underscore in a locale": changed("locale", "en_GB"),
    "a relative link": changed("photos/0/value", "/photos/ada.jpg"),
    "a link within the service": changed(EXTENSION + "manager/$ref", "../Users/26118915"),
    "a phone number as people write it": changed("phoneNumbers/0/value", "(555) 01-00 ext. 12"),
    "Namibia": changed("addresses/0/country", "NA"),
    "people called Null and Na": changed("name", {"givenName": "Na", "familyName": "Null"}),
    "a department called NA": changed(EXTENSION + "department", "NA"),
    "names beyond ASCII": changed("name", {"givenName": "Zo\u00eb", "familyName": "\u5c71\u7530"}),
    "a certificate": changed("x509Certificates", [{"value": "MIIDQzCCAqygAwIBAgICEAAwDQYJKoZIhvcNAQEFBQA="}]),
    "an extension that is no URN": changed(
        "tag:acme.example,2024:user", {"badge": 7}, changed("schemas/1", "tag:acme.example,2024:user", changed(ENTERPRISE_USER))
    ),
    "another type of resources": {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Device"], "displayName": "x"},
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_nothing_is_said_of_what_is_right(name: str) -> None:
    assert [violation.message for violation in RFC.violations(RIGHT[name])] == []


def test_all_of_it_in_one_go() -> None:
    body = {
        "schemas": [CORE_USER, BELOW_CORE],
        "active": "true",
        "emails": [{"value": "N/A", "primary": True}],
        "user_name": "ada",
        "favouriteColor": "red",
        BELOW_CORE: {"employeeNumber": 1815, "department": "Ink"},
    }
    assert sorted(violation.cause.upper() for violation in RFC.violations(body)) == [
        "MISSPELT",
        "PLACEHOLDER",
        "TEXT_FOR_BOOLEAN",
        "UNKNOWN_ATTRIBUTE",
        "UNKNOWN_SCHEMA",
        "WRONG_TYPE",
    ]


def test_what_is_there_under_another_name_is_not_missing() -> None:
    found = RFC.violations(moved("userName", "user_name"))
    assert len(found) == 1
    assert "required and missing" in found[0].message
    assert found[0].effect is Effect.REFUSES


def test_a_misspelt_name_beside_the_right_one_is_only_unknown() -> None:
    violation = RFC.violations(changed("user_name", "ada"))[0]
    assert violation.cause is Cause.UNKNOWN_ATTRIBUTE
    assert violation.correction is None
    assert violation.help == "remove it"


@pytest.mark.parametrize("operation", [Operation.REPLACE, Operation.READ])
def test_what_the_target_sets_belongs_into_what_it_answered(operation: Operation) -> None:
    body = {**USER, "id": "7", "meta": {"resourceType": "User"}, "groups": [{"value": "9", "display": "Ink"}]}
    assert RFC.violations(body, operation=operation) == []
    assert {violation.cause for violation in RFC.violations(body)} == {Cause.READ_ONLY}


@pytest.mark.parametrize("resource", [[], "x", 7, None])
def test_a_resource_is_an_object(resource: object) -> None:
    assert [violation.cause for violation in RFC.violations(resource)] == [Cause.WRONG_TYPE]


@pytest.mark.parametrize(
    ("resource", "kind"),
    [
        ({"schemas": [CORE_GROUP]}, "Group"),
        ({"schemas": [CORE_USER.lower()]}, "User"),
        ({"schemas": CORE_USER}, "User"),
        ({"schemas": ["urn:scim:schemas:core:1.0"], "user_name": "x"}, "User"),
        ({"displayName": "x", "members": []}, "Group"),
        ({"emails": []}, "User"),
        ({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServicePrincipal"], "displayName": "x"}, None),
        ({}, None),
    ],
)
def test_the_type_of_a_resource(resource: dict[str, Any], kind: str | None) -> None:
    assert resource_type(resource) == kind


# --- corrections ----------------------------------------------------------------------------------------------------------


def corrected(resource: dict[str, Any], violation: Violation) -> dict[str, Any]:
    """The resource after the correction of a violation."""
    body = copy.deepcopy(resource)
    correction = violation.correction
    assert correction is not None
    pointer = violation.pointer if correction.pointer is None else correction.pointer
    if correction.mend is Mend.INSERT:
        body[correction.to[0]] = correction.value
        return body
    *steps, last = pointer
    holder: Any = body
    for step in steps:
        holder = holder[step]
    if correction.mend is Mend.REPLACE:
        holder[last] = correction.value
        return body
    value = holder.pop(last)
    if correction.mend is Mend.RENAME:
        holder[correction.to[0]] = value
        for place in violation.also:
            body[place[0]][place[1]] = correction.to[0]  # type: ignore[index]
    elif correction.mend is Mend.MOVE:
        home: Any = body
        for step in correction.to[:-1]:
            home = home.setdefault(step, {})
        home[correction.to[-1]] = value
    return body


@pytest.mark.parametrize("name", WRONG)
def test_a_correction_puts_it_right(name: str) -> None:
    resource, cause, _, _ = WRONG[name]
    violation = RFC.violations(resource)[0]
    if violation.correction is None:
        return
    left = RFC.violations(corrected(resource, violation))
    assert [other.message for other in left if other.cause is cause] == []
    # Who moves or removes something may uncover what it hid; nobody who is sure does.
    assert not (violation.correction.sure and left), [other.message for other in left]


# --- targets --------------------------------------------------------------------------------------------------------------


def strict(**changes: Any) -> Target:
    target = rfc7643_target()
    target.strict = True
    for name, value in changes.items():
        setattr(target, name, value)
    return target


def test_a_strict_target_refuses_what_it_does_not_know() -> None:
    body = changed("favouriteColor", "red")
    assert RFC.answer(RFC.violations(body)).outcome is Outcome.MAY_REFUSE
    validator = compile_validator(strict())
    answer = validator.answer(validator.violations(body))
    assert (answer.outcome, answer.status, answer.scim_type) == (Outcome.REFUSES, 400, "invalidSyntax")


def test_a_target_that_compares_exactly() -> None:
    validator = compile_validator(strict(compares_exactly=True))
    found = validator.violations(moved("userName", "USERNAME"))
    assert [(violation.cause, violation.nearest) for violation in found] == [(Cause.OTHER_CASE, "userName")]
    assert validator.violations(changed("schemas", [CORE_USER.lower(), ENTERPRISE_USER])) == []


@pytest.mark.parametrize(
    ("body", "operation", "outcome", "status", "keyword"),
    [
        (USER, Operation.CREATE, Outcome.ACCEPTS, 201, None),
        (USER, Operation.REPLACE, Outcome.ACCEPTS, 200, None),
        (changed("id", "7"), Operation.CREATE, Outcome.IGNORES, 201, None),
        (changed("emails/0/value", "ada"), Operation.CREATE, Outcome.MAY_REFUSE, 400, "invalidValue"),
        (changed("userName"), Operation.CREATE, Outcome.REFUSES, 400, "invalidValue"),
        (changed("schemas", {}), Operation.CREATE, Outcome.REFUSES, 400, "invalidSyntax"),
    ],
)
def test_answers(
    body: dict[str, Any], operation: Operation, outcome: Outcome, status: int, keyword: str | None
) -> None:
    answer = RFC.answer(RFC.violations(body, operation=operation), operation=operation)
    assert (answer.outcome, answer.status, answer.scim_type) == (outcome, status, keyword)


def test_a_target_answers_in_its_own_words() -> None:
    validator = compile_validator(load_target(["aws-iam-identity-center"]))
    answer = validator.answer(validator.violations({"schemas": [CORE_USER], "userName": "ada"}))
    assert answer.detail == "Request is unparsable, syntactically incorrect, or violates schema"


# target: (change, cause, path)
LIMITS = [
    ("aws-iam-identity-center", changed("password", "x"), Cause.REFUSED, "password"),
    ("aws-iam-identity-center", changed("groups", []), Cause.REFUSED, "groups"),
    ("aws-iam-identity-center", changed("title", ""), Cause.EMPTY, "title"),
    ("aws-iam-identity-center", changed("title", "Clerk; Ink"), Cause.CHARACTERS, "title"),
    ("aws-iam-identity-center", changed("title", "x" * 1025), Cause.LENGTH, "title"),
    ("aws-iam-identity-center", changed("name/givenName"), Cause.MISSING_PART, "name.givenName"),
    ("aws-iam-identity-center", changed("emails/0/primary"), Cause.PRIMARY, "emails.primary"),
    ("aws-iam-identity-center", changed("addresses", [{"locality": "London"}]), Cause.INCOMPLETE, "addresses[0]"),
    ("aws-iam-identity-center", changed("roles", [{"value": "a"}, {"value": "b"}]), Cause.TOO_MANY, "roles"),
    ("slack", changed("displayName", "ada@ink"), Cause.CHARACTERS, "displayName"),
    ("slack", changed("userName", "a" * 22), Cause.LENGTH, "userName"),
    ("slack", changed("locale", "en-GB"), Cause.LOCALE, "locale"),
    ("miro", changed("userName", "ada"), Cause.USER_NAME, "userName"),
    ("twilio", changed("userName", "eve@paperlane.example"), Cause.UNEQUAL, "userName"),
    ("pagerduty", changed("roles", [{"type": "base", "value": "owner"}]), Cause.RESERVED, "roles[0].value"),
    ("webex", changed("userType", "employee"), Cause.NOT_A_MEMBER, "userType"),
    ("snowflake", changed("defaultRole", "analyst"), Cause.LETTER_CASE, "defaultRole"),
    ("sentry", changed("displayName", "Ada"), Cause.IGNORED, "emails"),
    ("servicenow", USER, Cause.IGNORED, f"{ENTERPRISE_USER}:"),
    ("gravitee-am", changed("ims", [{"type": "aim"}]), Cause.MISSING_PART, "ims[0].value"),
    ("figma", changed("displayName", "x" * 300, GROUP), Cause.LENGTH, "displayName"),
]


@pytest.mark.parametrize(("name", "body", "cause", "path"), LIMITS, ids=[f"{x[0]} {x[2]}" for x in LIMITS])
def test_what_is_known_of_a_target(name: str, body: dict[str, Any], cause: str, path: str) -> None:
    found = compile_validator(load_target([name])).violations(body)
    one = [violation for violation in found if violation.cause is cause and str(violation.path) == path]
    assert len(one) == 1, [(violation.cause, str(violation.path), violation.message) for violation in found]
    assert one[0].limit is not None


@pytest.mark.parametrize(("locale", "right"), [("en-GB", "en_GB"), ("English (US)", "en_US"), ("2024-01-01", None)])
def test_a_locale_is_corrected_into_the_form_of_the_target(locale: str, right: str | None) -> None:
    (violation,) = compile_validator(load_target(["webex"])).violations(
        {"schemas": [CORE_USER], "userName": "ada@paperlane.example", "locale": locale}
    )
    assert (violation.cause, violation.nearest) == (Cause.LOCALE, right)


def published(*attributes: dict[str, Any], urn: str = CORE_USER) -> Validator:
    document = read_text(json.dumps({"id": urn, "attributes": list(attributes)}), "schemas.json")
    return compile_validator(published_target([document]))


NAME = {"name": "userName", "type": "string", "required": True}


@pytest.mark.parametrize(
    ("attribute", "value", "cause"),
    [
        ({"type": "integer"}, 7, None),
        ({"type": "integer"}, 7.0, None),
        ({"type": "integer"}, 7.5, Cause.WRONG_TYPE),
        ({"type": "integer"}, "7", Cause.WRONG_TYPE),
        ({"type": "integer"}, True, Cause.WRONG_TYPE),
        ({"type": "integer", "minimum": 8}, 7, Cause.LENGTH),
        ({"type": "decimal", "maximum": 6}, 7.5, Cause.LENGTH),
        ({"type": "dateTime"}, "2024-01-02T03:04:05Z", None),
        ({"type": "dateTime"}, "2024-01-02", Cause.DATE),
        ({"type": "binary"}, "aGVsbG8", None),
        ({"type": "binary"}, "not base64", Cause.WRONG_TYPE),
        ({"type": "reference", "referenceTypes": ["User"]}, "users/7", None),
        ({"type": "reference", "referenceTypes": ["User"]}, "users 7", Cause.URI),
        ({"maxLength": 3}, "Clerk", Cause.LENGTH),
        ({"minLength": 9}, "Clerk", Cause.LENGTH),
        ({"minLength": 1}, "", Cause.EMPTY),
        ({"required": True}, None, Cause.MISSING),
        ({"canonicalValues": ["A", "B"]}, "C", Cause.NOT_CANONICAL),
        ({"multiValued": True}, ["a", "b"], None),
        ({"multiValued": True}, "a", Cause.WRONG_TYPE),
        ({"multiValued": True, "maxItems": 1}, ["a", "b"], Cause.TOO_MANY),
        ({"mutability": "readOnly"}, "x", Cause.READ_ONLY),
    ],
)
def test_what_a_target_publishes(attribute: dict[str, Any], value: object, cause: str | None) -> None:
    validator = published(NAME, {"name": "badge", "type": "string", **attribute})
    body = {"schemas": [CORE_USER], "userName": "ada", "badge": value}
    assert [violation.cause for violation in validator.violations(body)] == ([cause] if cause else [])


def test_an_extension_that_a_target_publishes() -> None:
    urn = "urn:acme:user"
    validator = published({"name": "badge", "type": "string", "required": True}, urn=urn)
    body = {"schemas": [CORE_USER, urn], "userName": "ada", urn: {"badg": "7"}}
    assert [(v.cause, v.nearest) for v in validator.violations(body)] == [(Cause.MISSPELT, f"{urn}:badge")]
    assert [v.cause for v in validator.violations({**body, urn: {"x": "7"}})] == [
        Cause.UNKNOWN_ATTRIBUTE,
        Cause.MISSING,
    ]


# --- anything -------------------------------------------------------------------------------------------------------------

_names = st.one_of(
    st.sampled_from([*USER, *GROUP, "user_name", "id", "meta", "value", "primary", "type", "enterprise"]), st.text()
)
_json = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.sampled_from([CORE_USER, "N/A", "true"])),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_names, inner, max_size=4)),
    max_leaves=12,
)  # fmt: skip
_TARGETS = [
    RFC,
    *(compile_validator(load_target([name])) for name in ("aws-iam-identity-center", "slack", "github-emu")),
]


@given(st.dictionaries(_names, _json, max_size=6), st.sampled_from(_TARGETS), st.sampled_from(Operation))
def test_no_resource_is_too_strange(body: dict[str, Any], validator: Validator, operation: Operation) -> None:
    before = repr(body)
    found = validator.violations(body, operation=operation)
    assert repr(body) == before
    assert len({(v.cause, v.pointer, v.message) for v in found}) == len(found)
    for violation in found:
        assert violation.message
        assert not violation.message.endswith(".")
        assert violation.help
        assert violation.consequence
    answer = validator.answer(found, operation=operation)
    assert (answer.outcome is Outcome.REFUSES) == any(v.effect is Effect.REFUSES for v in found)
