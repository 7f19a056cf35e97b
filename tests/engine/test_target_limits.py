"""Each named target through the engine: a mapping, the finding that a limit of the target causes, and its absence without the limits."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

import pytest

from maplint.engine.check import Inputs, Prepared, add_document, check_inputs
from maplint.engine.registry import load_registry
from maplint.engine.select import select_rules
from maplint.scim.catalog import apply_entry, load_entry, target_names
from maplint.scim.target import Target, rfc7643_target
from maplint.source.document import read_text

if TYPE_CHECKING:
    from maplint.finding import Finding

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


class Row(NamedTuple):
    """A property of the app: its SCIM place, its expression."""

    external: str
    expression: str
    urn: str = CORE
    push: str = "PUSH"
    type: str = "string"


WORK_EMAIL = Row("emails.^[primary==true].value", "user.email")
GIVEN = Row("name.givenName", "user.firstName")
FAMILY = Row("name.familyName", "user.lastName")
DISPLAY = Row("displayName", "user.displayName")
NAMED = [WORK_EMAIL, GIVEN, FAMILY, DISPLAY]
PHOTO = Row("photos.^[type=='photo'].value", "user.profileUrl")
NEW_RELIC = "urn:ietf:params:scim:schemas:extension:newrelic:2.0:User"

# target -> what is mapped, the userName's template if it matters, the rule that must say something, a word of its message
CASES: dict[str, tuple[list[Row], str | None, str, str]] = {
    "15five": ([Row("emails.^[type=='work'].value", "'team@acme.example'")], None, "MAP210", "15Five"),
    "1password": ([WORK_EMAIL], None, "MAP601", "immutable"),
    "asana": ([WORK_EMAIL], 'String.substringBefore(user.login, "@")', "MAP401", "Asana"),
    "atlassian-cloud": ([Row("emails.^[type=='work'].value", "user.email")], None, "MAP305", "primary"),
    "aws-iam-identity-center": ([*NAMED, PHOTO], None, "MAP101", "photos"),
    "beyond-identity": ([WORK_EMAIL, Row("emails.^[type=='home'].value", "user.secondEmail")], None, "MAP112", "at most 1"),
    "clerk": ([GIVEN], None, "MAP304", "requires one"),
    "databricks": ([Row("entitlements.^[primary==true].value", "user.userType")], None, "MAP101", "entitlements"),
    "datadog": ([Row("emails.^[primary==true].type", "'home'"), WORK_EMAIL], None, "MAP203", "home"),
    "cloudflare": ([Row("title", "user.title")], None, "MAP607", "Cloudflare"),
    "figma": ([Row("roles.^[type=='seatType'].value", "'Viewer'")], None, "MAP203", "Viewer"),
    "fivetran": ([WORK_EMAIL], "user.login", "MAP508", "Fivetran"),
    "fusionauth": ([WORK_EMAIL], "'shared'", "MAP210", "FusionAuth keeps"),
    "github-emu": ([*NAMED, Row("roles.^[primary==true].value", "'owner'")], None, "MAP203", "owner"),
    "gitlab": ([Row("emails.^[type=='work'].value", "user.email")], None, "MAP601", "immutable"),
    "gravitee-am": ([Row("phoneNumbers.^[type=='work'].display", "user.primaryPhone")], None, "MAP310", "value"),
    "launchdarkly": ([Row("role", "'reader'", ENTERPRISE)], None, "MAP106", "launchdarkly"),
    "miro": ([Row("displayName", "'" + "x" * 61 + "'")], None, "MAP402", "60"),
    "new-relic": ([WORK_EMAIL, Row("nrUserType", "'admin'", NEW_RELIC)], None, "MAP203", "admin"),
    "notion": ([GIVEN], None, "MAP304", "requires one"),
    "opentext-customer-portal": ([WORK_EMAIL, GIVEN, FAMILY], None, "MAP101", "emails.primary"),
    "oracle-life-sciences-iams": ([GIVEN], "'abc'", "MAP402", "at least 4"),
    "ory-polis": ([Row("emails.^[type=='work'].value", "'team@acme.example'")], None, "MAP210", "unique"),
    "pagerduty": ([WORK_EMAIL, DISPLAY, Row("roles.^[type=='base'].value", "'owner'")], None, "MAP412", "owner"),
    "perimeter81": ([Row("name.givenName", "user.firstName + ' ' + user.middleName")], None, "MAP404", "blanks"),
    "salesforce": ([WORK_EMAIL, Row("locale", "'en-US'")], None, "MAP407", "en-US"),
    "scim-for-keycloak": ([Row("manager.displayName", "user.manager", ENTERPRISE)], None, "MAP310", "manager"),
    "sentry": ([WORK_EMAIL], 'String.substringBefore(user.login, "@")', "MAP401", "Sentry"),
    "servicenow": ([Row("department", "user.department", ENTERPRISE)], None, "MAP607", "ServiceNow"),
    "slack": ([WORK_EMAIL, Row("nickName", "'abcdefghijklmnopqrstuvwxyz'")], None, "MAP402", "21"),
    "snowflake": ([Row("defaultRole", "'analyst'")], None, "MAP208", "upper"),
    "statsig": ([WORK_EMAIL], None, "MAP301", "givenName"),
    "tableau-cloud": ([Row("roles.^[primary==true].value", "'Admin'")], None, "MAP203", "Admin"),
    "tealium": ([GIVEN], 'String.substringBefore(user.login, "@")', "MAP401", "Tealium"),
    "travelperk": ([GIVEN], "'shared'", "MAP210", "TravelPerk keeps"),
    "twilio": ([WORK_EMAIL], "user.login", "MAP508", "Twilio"),
    "webex": ([Row("userType", "'Employee'")], None, "MAP203", "Employee"),
    "workos-directory-sync": ([GIVEN], 'String.substringBefore(user.login, "@")', "MAP401", "WorkOS"),
    "zendesk": ([WORK_EMAIL, Row("name.formatted", "user.displayName"), Row("role", "'boss'")], None, "MAP203", "boss"),
    "zoom": ([WORK_EMAIL], 'String.substringBefore(user.login, "@")', "MAP401", "Zoom"),
}  # fmt: skip


def files(rows: list[Row], template: str | None, sign_on: object = None) -> list[tuple[str, object]]:
    properties = {f"p{n}": {"expression": row.expression, "pushStatus": row.push} for n, row in enumerate(rows)}
    declared = {
        f"p{n}": {
            "type": row.type,
            **({"externalName": row.external} if row.external else {}),
            **({"externalNamespace": row.urn} if row.urn else {}),
        }
        for n, row in enumerate(rows)
    }
    base = {"userName": {"type": "string", "required": True}}
    application: dict[str, object] = {
        "id": "0oa1target", "name": "acme", "label": "Acme", "signOnMode": "BOOKMARK",
        "features": ["PUSH_NEW_USERS", "PUSH_PROFILE_UPDATES"],
        "credentials": {"userNameTemplate": {"template": template or "user.email", "type": "CUSTOM"}},
    }  # fmt: skip
    schema = {
        "id": "https://acme.okta.com/meta/schemas/apps/0oa1target/default", "name": "acme",
        "definitions": {
            "base": {"id": "#base", "type": "object", "properties": base},
            "custom": {"id": "#custom", "type": "object", "properties": declared},
        },
    }  # fmt: skip
    mapping = {
        "source": {"type": "user", "name": "user"}, "target": {"id": "0oa1target", "type": "appuser", "name": "acme"},
        "properties": properties,
    }  # fmt: skip
    if sign_on is not None:
        application |= {"signOnMode": "SAML_2_0", "settings": {"signOn": sign_on}}
    return [("mapping.json", mapping), ("schema.json", schema), ("app.json", application)]


def files_findings(rows: list[Row], template: str | None, target: Target, sign_on: object = None) -> list[Finding]:
    inputs = Inputs([], [], [])
    for name, value in files(rows, template, sign_on):
        add_document(inputs, read_text(json.dumps(value), name), named=True)
    rules = select_rules(load_registry(), preset="audit")
    return check_inputs(Prepared(inputs, rules, target)).findings


def said(rows: list[Row], template: str | None, target: Target, sign_on: object = None) -> list[tuple[str, str]]:
    found = files_findings(rows, template, target, sign_on)
    return [(finding.code, f"{finding.message} {finding.consequence}") for finding in found]


def target_with(name: str, *, limits: bool) -> Target:
    entry = load_entry(name)
    target = rfc7643_target()
    target.assumed = False
    apply_entry(target, entry if limits else {**entry, "limits": []})
    return target


@pytest.mark.parametrize("name", CASES)
def test_a_limit_of_the_target_is_what_causes_the_finding(name: str) -> None:
    rows, template, code, word = CASES[name]
    found = said(rows, template, target_with(name, limits=True))
    assert any(code == other and word in text for other, text in found), found
    without = said(rows, template, target_with(name, limits=False))
    assert not any(code == other and word in text for other, text in without), without


def test_an_error_text_of_the_target_is_quoted() -> None:
    rows = [Row("roles", "user.userType")]
    assert any("Invalid payload" in text for _, text in said(rows, None, target_with("auth0-inbound", limits=True)))


@pytest.mark.parametrize("name", ["gitlab", "grafana"])
def test_what_links_accounts_to_sign_on(name: str) -> None:
    """GitLab links by the NameID, Grafana by the statement `userUID`; Okta sends its user id as externalId by itself."""
    sign_on = {
        "subjectNameIdTemplate": "${user.email}",
        "attributeStatements": [{"name": "userUID", "values": ["user.email"]}],
    }
    for same, expected in ((False, True), (True, False)):
        rows = [WORK_EMAIL, *([Row("externalId", "user.email")] if same else [])]
        found = said(rows, None, target_with(name, limits=True), sign_on)
        assert any(code == "MAP502" and "externalId" in text for code, text in found) is expected, found
    assert not any(code == "MAP502" for code, _ in said([WORK_EMAIL], None, target_with(name, limits=False), sign_on))


# What is known of these is for people: a token, a header, what deactivating does, a filter, what no file tells.
TOLD_TO_PEOPLE = {
    "authentik", "dropbox", "hcp-terraform", "langfuse", "okta-entitlements",
    "simpleidserver", "snipe-it", "sourcegraph", "workvivo", "wso2",
}  # fmt: skip
SIGN_ON = {"grafana"}
QUOTED = {"auth0-inbound"}


def test_every_named_target_is_tested_or_only_told() -> None:
    assert set(CASES) | TOLD_TO_PEOPLE | SIGN_ON | QUOTED == set(target_names())
