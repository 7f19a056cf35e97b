"""SCIM resources in files: which target they belong to, what they are sent for, and how what is wrong becomes findings and fixes."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maplint.engine.check import InputError, Inputs, Prepared, add_document, check_inputs
from maplint.engine.fixes import FixSession
from maplint.engine.registry import load_registry
from maplint.project.join import Project, join
from maplint.rule import Rule, Severity
from maplint.scim import CORE_USER, ENTERPRISE_USER
from maplint.scim.cause import Cause
from maplint.scim.target import load_target
from maplint.scim.violation import Operation
from maplint.source.document import read_text
from maplint.source.kinds import recognise

if TYPE_CHECKING:
    from maplint.engine.result import Report
    from maplint.finding import Finding
    from maplint.project.payload import ScimPayload

USER = {"schemas": [CORE_USER], "userName": "ada@paperlane.example"}
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
SCHEMAS = [
    {
        "id": CORE_USER,
        "attributes": [{"name": "userName", "required": True}, {"name": "badge", "type": "integer"}],
    }
]


def project(target: str | None = None, **files: Any) -> Project:
    documents = [read_text(json.dumps(value), f"{name}.json") for name, value in files.items()]
    return join(documents, [recognise(document) for document in documents], load_target([target]) if target else None)


def prepared(texts: dict[str, str], rules: list[Rule] | None = None, target: str | None = None) -> Prepared:
    inputs = Inputs([], [], [])
    for name, text in texts.items():
        add_document(inputs, read_text(text, name), named=True)
    return Prepared(inputs, rules or load_registry().rules, load_target([target]) if target else None)


def report(value: object, target: str | None = None) -> Report:
    return check_inputs(prepared({"user.json": json.dumps(value, indent=2)}, target=target))


def found(value: object, target: str | None = None) -> dict[str, Finding]:
    return {finding.rule: finding for finding in report(value, target).findings}


@pytest.mark.parametrize(
    ("value", "operation"),
    [
        (USER, Operation.CREATE),
        ([USER], Operation.CREATE),
        ({**USER, "id": "7"}, Operation.CREATE),
        ({**USER, "meta": {"resourceType": "User"}}, Operation.READ),
        ({**USER, "Meta": {}}, Operation.READ),
        ({"schemas": [LIST], "totalResults": 1, "Resources": [USER]}, Operation.READ),
        ({"schemas": [LIST], "totalResults": 1, "resources": [USER]}, Operation.READ),
    ],
)
def test_what_a_resource_is_sent_for(value: object, operation: Operation) -> None:
    assert [payload.operation for payload in project(user=value).payloads] == [operation]


def test_the_target_is_the_one_that_was_named() -> None:
    payload = project("slack", user=USER, schemas=SCHEMAS).payloads[0]
    assert payload.target.name == "slack"


def test_schemas_in_the_same_folder_are_the_targets() -> None:
    given = project(user={**USER, "badge": "x"}, schemas=SCHEMAS)
    assert [violation.cause for violation in given.payloads[0].violations] == [Cause.WRONG_TYPE]
    assert given.assumed == []


def test_without_a_target_the_rfc_is_assumed_and_said_so() -> None:
    given = project(user=USER)
    assert given.payloads[0].target.assumed
    assert given.assumed == ["no target: RFC 7643 (core User and enterprise extension)"]
    assert given.holds_anything()


def test_places_lead_into_the_file() -> None:
    value = {"schemas": [LIST], "totalResults": 2, "Resources": [USER, {**USER, "active": "true"}]}
    finding = report(value).findings[0]
    assert finding.place.pointer == ("Resources", 1, "active")
    assert finding.place.document.text[slice(*finding.place.span())] == '"true"'


@pytest.mark.parametrize(
    ("urn", "said"),
    [
        ("urn:ietf:params:scim:api:messages:2.0:PatchOp", "this is the body of a PATCH"),
        ("urn:ietf:params:scim:api:messages:2.0:BulkRequest", "this is a bulk request"),
        (LIST, "this is a list response without users and groups"),
    ],
)
def test_a_message_without_resources_is_called_by_its_name(urn: str, said: str) -> None:
    with pytest.raises(InputError, match=f"^user.json: {said}.*; maplint checks whole users and groups"):
        prepared({"user.json": json.dumps({"schemas": [urn], "Operations": [], "totalResults": 0, "Resources": []})})


def test_resources_are_counted() -> None:
    counted = report({"schemas": [LIST], "totalResults": 2, "Resources": [USER, USER]})
    assert counted.summary.resources == 2
    assert counted.summary.checked() == "1 file, 2 SCIM resources"


def test_a_value_in_the_wrong_place_is_judged_all_the_same() -> None:
    """Who writes the list next should not have to come back for what is in it."""
    assert set(found({**USER, "emails": "N/A"})) == {"complex-attribute-as-scalar", "placeholder-literal"}
    text = json.dumps({**USER, "emails": " ada@paperlane.example"})
    fixed = FixSession(prepared({"user.json": text}), unsafe=True).execute()
    assert json.loads(fixed.changed[0][1].text)["emails"] == [{"value": "ada@paperlane.example", "primary": True}]
    assert [finding.rule for finding in report({**USER, "emails": " "}).findings] == ["complex-attribute-as-scalar"]


def test_what_a_target_answered_is_refused_by_nobody() -> None:
    """The consequence is that of what Okta makes of it."""
    answered = found({"schemas": [CORE_USER], "meta": {"resourceType": "User"}})["required-target-unmapped"]
    sent = found({"schemas": [CORE_USER]})["required-target-unmapped"]
    assert sent.consequence == "400 invalidValue: userName is missing"
    assert answered.consequence == f"in the PUT that Okta makes of it: {sent.consequence}"


def test_all_of_it_in_one_go() -> None:
    """The six mistakes that people make, in one body; a name that is misspelt and required is one cause."""
    wrong = {
        "schemas": [CORE_USER, f"{CORE_USER}:enterprise"],
        "user_name": "ada@paperlane.example",
        "active": "true",
        "emails": [{"value": "N/A", "type": "work", "primary": True}],
        "favouriteColor": "red",
        f"{CORE_USER}:enterprise": {"department": "Ink"},
    }
    said = found(wrong)
    assert set(said) == {
        "target-attribute-misspelled",
        "boolean-as-string",
        "placeholder-literal",
        "unknown-target-attribute",
        "external-namespace-unknown-to-target",
    }
    assert "`userName`, which is required and missing" in said["target-attribute-misspelled"].message
    assert said["external-namespace-unknown-to-target"].related[0].place.pointer == ("schemas", 1)


@pytest.mark.parametrize(
    ("change", "target", "rule", "severity"),
    [
        ({"favouriteColor": "red"}, None, "unknown-target-attribute", Severity.WARNING),
        ({"favouriteColor": "red"}, "aws-iam-identity-center", "unknown-target-attribute", Severity.ERROR),
        ({"givenName": "Ada"}, None, "unknown-target-attribute", Severity.ERROR),
        ({"password": "x"}, "servicenow", "unknown-target-attribute", Severity.ERROR),
        ({"id": "7"}, None, "readonly-target-mapped", Severity.WARNING),
        ({"emails": [{"value": "a@b.example"}]}, "sentry", "readonly-target-mapped", Severity.INFO),
        ({"title": "N/A"}, None, "placeholder-literal", Severity.WARNING),
        ({"emails": [{"value": "N/A"}]}, None, "placeholder-literal", Severity.ERROR),
        ({"emails": [{"value": ""}]}, None, "empty-string-value", Severity.INFO),
        ({"userName": ""}, None, "empty-string-value", Severity.ERROR),
        ({"emails": [{"value": "a@b.example", "type": "wrok"}]}, None, "enum-value-mismatch", Severity.INFO),
        ({"profileUrl": "www.paperlane.example"}, None, "format-uri", Severity.WARNING),
        ({"profileUrl": "not a url"}, None, "format-uri", Severity.ERROR),
        ({"schemas": [CORE_USER, CORE_USER]}, None, "payload-schemas-incomplete", Severity.WARNING),
        ({"schemas": [], "emails": [{"value": "a@b.example"}]}, None, "payload-schemas-incomplete", Severity.ERROR),
    ],
)
def test_severities(change: dict[str, Any], target: str | None, rule: str, severity: Severity) -> None:
    assert found({**USER, **change}, target)[rule].severity is severity


def test_the_managers_name_is_what_oktas_own_template_sends() -> None:
    value = {
        **USER,
        "schemas": [CORE_USER, ENTERPRISE_USER],
        ENTERPRISE_USER: {"manager": {"value": "7", "displayName": "Eve"}},
    }
    assert {rule: finding.severity for rule, finding in found(value).items()} == {
        "readonly-target-mapped": Severity.INFO
    }


class Looks(Rule):
    """A rule of others that looks at each resource."""

    code = "ACME001"
    name = "looks"
    summary = "Looks at each resource"
    severity = Severity.WARNING
    since = "1.0"

    def check_payload(self, payload: ScimPayload) -> list[Finding]:
        return [self.finding(payload.place(("userName",)), f"{payload.resource['userName']} is seen")]


def test_a_rule_may_look_at_each_resource() -> None:
    said = check_inputs(prepared({"user.json": json.dumps([USER, {**USER, "userName": "eve"}])}, [Looks()]))
    assert [finding.message for finding in said.findings] == ["ada@paperlane.example is seen", "eve is seen"]


# --- fixes ----------------------------------------------------------------------------------------------------------------

WRONG = f"""{{
  "schemas": ["{CORE_USER}"],
  "user_name": "ada@paperlane.example",
  "givenName": "Ada",
  "department": "Ink",
  "active": "true",
  "emails": {{"value": "ada@paperlane.example"}},
  "name": {{"familyName": "Byron", "nickname": "A."}},
  "id": "7"
}}
"""
SAFE = f"""{{
  "schemas": ["{CORE_USER}"],
  "userName": "ada@paperlane.example",
  "givenName": "Ada",
  "department": "Ink",
  "active": true,
  "emails": [{{"value": "ada@paperlane.example"}}],
  "name": {{"familyName": "Byron", "nickname": "A."}}
}}
"""
UNSAFE = f"""{{
  "schemas": ["{CORE_USER}", "{ENTERPRISE_USER}"],
  "userName": "ada@paperlane.example",
  "{ENTERPRISE_USER}": {{
    "department": "Ink"
  }},
  "active": true,
  "emails": [{{"value": "ada@paperlane.example"}}],
  "name": {{"familyName": "Byron", "givenName": "Ada"}},
  "nickName": "A."
}}
"""
YAML = f"""schemas:
  - {CORE_USER}
user_name: ada@paperlane.example   # from HR
active: "true"
givenName: Ada
"""
YAML_FIXED = f"""schemas:
  - {CORE_USER}
userName: ada@paperlane.example   # from HR
active: true
name: {{givenName: Ada}}
"""


@pytest.mark.parametrize(
    ("name", "text", "unsafe", "after"),
    [
        ("user.json", WRONG, False, SAFE),
        ("user.json", WRONG, True, UNSAFE),
        ("user.yaml", YAML, True, YAML_FIXED),
        ("user.jsonl", f'{{"schemas":["{CORE_USER}"],"userName":"a","active":"no"}}\n', True, None),
    ],
)
def test_fixes(name: str, text: str, unsafe: bool, after: str | None) -> None:
    fixed = FixSession(prepared({name: text}), unsafe=unsafe).execute()
    assert [document.text for _, document in fixed.changed] == ([after] if after else [])
    assert fixed.refused == []
    again = FixSession(prepared({name: after or text}), unsafe=unsafe).execute()
    assert again.changed == [], "a second run finds nothing to do"


@pytest.mark.parametrize(
    ("written", "unsafe", "after"),
    [("42", False, "'42'"), ("0042", False, None), ("0042", True, "'0042'"), ("0x2A", True, "'0x2A'")],
)
def test_a_number_is_put_in_quotes_as_it_is_written(written: str, unsafe: bool, after: str | None) -> None:
    text = f"schemas: [{CORE_USER}]\nuserName: ada\nexternalId: {written}\n"
    fixed = FixSession(prepared({"user.yaml": text}), unsafe=unsafe).execute()
    assert [document.text for _, document in fixed.changed] == ([text.replace(written, after)] if after else [])


def test_what_is_there_already_is_not_overwritten() -> None:
    text = json.dumps({**USER, "user_name": "eve", "name": {"givenName": "Ada"}, "givenName": "Eve"})
    assert FixSession(prepared({"user.json": text}), unsafe=True).execute().changed == []


WHOLE: dict[str, Any] = {
    "schemas": [CORE_USER, ENTERPRISE_USER],
    "userName": "ada@paperlane.example",
    "name": {"givenName": "Ada", "familyName": "Byron"},
    "active": True,
    "emails": [{"value": "ada@paperlane.example", "type": "work", "primary": True}],
    "locale": "en-GB",
    ENTERPRISE_USER: {"employeeNumber": "1815", "manager": {"value": "7"}},
}
ODD = (None, True, 7, 1.5, "", " ", "N/A", "true", "ada@b", "\u200b", [], {}, [None], {"value": 1}, ["x"], {"name": {}})
NAMES = (
    "user_name",
    "givenName",
    "department",
    "USERNAME",
    "emails.value",
    "managerId",
    "nmae",
    "enterprise",
    "",
    "urn:x",
)


@st.composite
def spoilt(draw: st.DrawFn) -> dict[str, Any]:
    """A user with some values or names of other kinds than they should be."""
    body: Any = copy.deepcopy(WHOLE)
    for _ in range(draw(st.integers(1, 4))):
        holder, keys = body, list(body)
        while True:
            key = draw(st.sampled_from(keys))
            below = holder[key]
            if not isinstance(below, dict | list) or not below or draw(st.booleans()):
                break
            holder, keys = below, list(below) if isinstance(below, dict) else list(range(len(below)))
        odd = copy.deepcopy(draw(st.sampled_from(ODD)))
        if isinstance(holder, dict) and draw(st.booleans()):
            holder[draw(st.sampled_from(NAMES))] = holder.pop(key) if draw(st.booleans()) and len(holder) > 1 else odd
        else:
            holder[key] = odd
    body.setdefault("schemas", [CORE_USER])
    return dict(body)


@settings(max_examples=50, deadline=None)
@given(body=spoilt(), indent=st.sampled_from([None, 2]))
def test_safe_fixes_bring_nothing_new_and_are_done_once(body: dict[str, Any], indent: int | None) -> None:
    text = json.dumps(
        {**body, "schemas": body["schemas"] or [CORE_USER], "userName": body.get("userName", "ada")}, indent=indent
    )
    before = prepared({"user.json": text})
    told = {(finding.rule, finding.message) for finding in check_inputs(before).findings}
    fixed = FixSession(prepared({"user.json": text}), unsafe=False).execute()
    after = fixed.changed[0][1].text if fixed.changed else text
    left = check_inputs(prepared({"user.json": after})).findings
    assert {(finding.rule, finding.message) for finding in left} <= told
    assert FixSession(prepared({"user.json": after}), unsafe=False).execute().changed == []
