"""Connections and features of apps: what their text shows, and what must not be shown of it."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest

from maplint.engine.check import Inputs, Prepared, add_document, check_inputs
from maplint.engine.fixes import FixSession
from maplint.engine.registry import load_registry
from maplint.engine.select import select_rules
from maplint.source.document import read_text
from maplint.testing import check_files

if TYPE_CHECKING:
    from maplint.finding import Finding

CODES = ("MAP907", "MAP908", "MAP913")


def prepared(**files: Any) -> Prepared:
    inputs = Inputs([], [], [])
    for name, value in files.items():
        text = value if isinstance(value, str) else json.dumps(value)
        document = read_text(text, f"{name}.tf" if isinstance(value, str) else f"{name}.json")
        add_document(inputs, document, named=True)
    return Prepared(inputs, select_rules(load_registry(), select=CODES), None)


def found(**files: Any) -> list[Finding]:
    return check_inputs(prepared(**files)).findings


def connection(url: str | None = "https://scim.x.example/v2", **more: Any) -> dict[str, Any]:
    return {"baseUrl": url, "status": "ENABLED", "profile": {"authScheme": "TOKEN", **more}}


def fixed(text: str, *, unsafe: bool = True) -> str:
    (changed,) = FixSession(prepared(main=text), unsafe=unsafe).execute().changed
    return changed[1].text


# --- auth-base-url ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://scim.x.example/v2",
        "https://scim.x.example",
        "https://scim.x.example:8443/scim/v2",
        "https://api.x.example/directory/users",
        "https://api.x.example/Users/scim",
        "https://acme.okta.com",
        "https://93.184.216.34/scim",
        "https://[2606:2800:220:1::1]/scim",
        "https://xn--bcher-kva.example/scim",
    ],
)  # fmt: skip
def test_urls_that_can_be_right(url: str) -> None:
    assert found(c=connection(url)) == []


@pytest.mark.parametrize(
    ("url", "word", "right"),
    [
        ("https://scim.x.example/v2/Users", "`/Users`", "https://scim.x.example/v2"),
        ("https://scim.x.example/v2/Groups/", "`/Groups`", "https://scim.x.example/v2"),
        ("https://x.example/scim/users", "`/users`", "https://x.example/scim"),
        ("https://x.example/ServiceProviderConfig", "ServiceProviderConfig", "https://x.example"),
        ("http://scim.x.example/v2", "`http`", "https://scim.x.example/v2"),
        ("ftp://scim.x.example/v2", "`ftp`", None),
        ("scim.x.example/v2", "lacks", "https://scim.x.example/v2"),
        (" https://scim.x.example/v2", "blanks around", "https://scim.x.example/v2"),
        ("https://scim.x.example/v2\n", "blanks around", "https://scim.x.example/v2"),
        ("https://scim.x.example/ v2", "a blank", None),
        ("https://scim.x.example/v2\u200b", "U+200B", None),
        ("https://scim.x.example/v2?aadOptscim062020", "Entra", "https://scim.x.example/v2"),
        ("https://scim.x.example/v2#top", "fragment", "https://scim.x.example/v2"),
        ("https://<tenant>.x.example/v2", "`<tenant>`", None),
        ("https://x.example/scim/{directoryId}", "`{directoryId}`", None),
        ("https://user:pass@x.example/scim", "credentials", None),
        ("https://localhost:8080/scim", "`localhost`", None),
        ("https://10.2.3.4/scim", "`10.2.3.4`", None),
        ("https://[::1]/scim", "`[::1]`", None),
        ("https://scim.corp.internal/v2", "cannot reach", None),
        ("https://intranet/scim", "`intranet`", None),
        ("https://my_scim.x.example/v2", "underscore", None),
        ("https:///scim", "no host", None),
        ("vendors-own", "is no URL", None),
        ("https://scim.eu-west-1.amazonaws.com/f00/scim/v2/", "ends in `/`", "https://scim.eu-west-1.amazonaws.com/f00/scim/v2"),
    ],
)  # fmt: skip
def test_urls_that_cannot_be_right(url: str, word: str, right: str | None) -> None:
    findings = found(c=connection(url))
    assert any(word in f"{finding.message} {finding.help}" for finding in findings)
    assert all(finding.severity.value in ("error", "warning") for finding in findings)
    if right is not None:
        text = json.dumps(connection(url))
        inputs = Inputs([], [], [])
        add_document(inputs, read_text(text, "c.json"), named=True)
        session = FixSession(Prepared(inputs, select_rules(load_registry(), select=("MAP907",)), None), unsafe=True)
        ((_, after),) = session.execute().changed
        assert after.value["baseUrl"] == right


def test_a_slash_at_the_end_is_an_info_but_for_aws() -> None:
    (finding,) = found(c=connection("https://scim.x.example/v2/"))
    assert (finding.severity.value, finding.confidence.value) == ("info", "possible")


def test_how_an_address_is_asked_that_nobody_reaches_is_no_matter() -> None:
    (finding,) = found(c=connection("http://localhost:8080/scim"))
    assert "cannot reach" in finding.message


def test_several_faults_of_one_url_are_mended_together() -> None:
    main = 'resource "okta_app_connection" "c" {\n  id = "0oa1"\n  base_url = "http://x.example/scim/Users/ "\n}\n'
    assert len(found(main=main)) == 3
    assert '"https://x.example/scim"' in fixed(main)


def test_credentials_of_a_url_are_not_repeated() -> None:
    for finding in found(c=connection("http://ada:pass-word@x.example/scim/")):
        said = f"{finding.message} {finding.help} {finding.consequence} {finding.fix.title if finding.fix else ''}"
        assert "pass-word" not in said


def test_urls_in_terraform_that_are_worked_out() -> None:
    main = 'resource "okta_app_connection" "c" {\n  id = "0oa1"\n  base_url = "${var.host}/Users"\n}\n'
    assert found(main=main) == []
    known = main + 'variable "host" {\n  default = "https://x.example/scim"\n}\n'
    (finding,) = found(main=known)
    assert finding.message.endswith("ends in `/Users`: Okta appends that itself")
    assert '"${var.host}"' in fixed(known)


# --- auth-header-format ----------------------------------------------------------------------------------------------------

TOKEN = "s3cr3t-t0ken"


@pytest.mark.parametrize("token", [TOKEN, "eyJhbGciOi.eyJzdWIi.c2ln", f"Token token={TOKEN}", f"Basic {TOKEN}=="])
def test_tokens_that_can_be_right(token: str) -> None:
    assert found(c=connection(token=token)) == []


@pytest.mark.parametrize(
    ("token", "word", "severity"),
    [
        (f"Bearer {TOKEN}", "`Bearer`", "warning"),
        (f"bearer  {TOKEN}", "`bearer`", "warning"),
        (f"Bearer Bearer {TOKEN}", "`Bearer Bearer`", "error"),
        (f"Authorization: Bearer {TOKEN}", "`Authorization`", "error"),
        (f" {TOKEN}", "begins with blanks", "error"),
        (f"{TOKEN} ", "ends in blanks", "error"),
        (f"{TOKEN}\r\n", "a line break", "error"),
        (f"{TOKEN[:4]}\n{TOKEN[4:]}", "U+000A", "error"),
        (f"{TOKEN} {TOKEN} x", "a blank", "error"),
        (f"{TOKEN}\u200b", "U+200B", "error"),
        (f"\u201c{TOKEN}\u201d", "U+201C", "error"),
        (f'"{TOKEN}"', "in quotes", "error"),
    ],
)  # fmt: skip
def test_tokens_that_break_the_header(token: str, word: str, severity: str) -> None:
    findings = found(c=connection(token=token))
    assert any(word in finding.message and finding.severity.value == severity for finding in findings)
    for finding in findings:
        said = f"{finding.message} {finding.help} {finding.consequence} {finding.subject} {finding.fix}"
        assert finding.secret
        assert TOKEN not in said
        assert finding.fix is None or all(edit.text == "" for edit in finding.fix.edits)


def terraform(token: str) -> str:
    return (
        'resource "okta_app_connection" "c" {\n  id = "0oa1"\n  base_url = "https://x.example/scim"\n'
        f'  profile {{\n    auth_scheme = "TOKEN"\n    token = {token}\n  }}\n}}\n'
    )


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        (f'"Bearer {TOKEN}"', f'"{TOKEN}"'),
        (f'"Authorization: Bearer {TOKEN}\\n"', f'"{TOKEN}"'),
        (f'"  {TOKEN}"', f'"{TOKEN}"'),
    ],
)  # fmt: skip
def test_tokens_are_mended_where_they_are_written(written: str, mended: str) -> None:
    assert fixed(terraform(written)) == terraform(mended)


def test_what_is_no_token_of_a_header_is_passed_over() -> None:
    assert found(main=terraform("var.token")) == []
    assert found(main=terraform(f'"{TOKEN}"')) == []
    assert found(c=connection(token=f"Bearer {TOKEN}") | {"profile": {"authScheme": "OAUTH2", "token": "x y z"}}) == []
    app = {"id": "0oa1", "name": "scim2headerauth", "label": "X", "signOnMode": "SAML_2_0", "credentials": {}}
    assert found(app=app, main=terraform(f'"Bearer {TOKEN}"')) == []


def test_a_token_that_is_worked_out_is_not_mended() -> None:
    (finding,) = found(main=terraform(f'join(" ", ["Bearer", "{TOKEN}"])'))
    assert finding.fix is None


def test_a_plan_hides_its_tokens() -> None:
    values = {
        "id": "0oa1",
        "base_url": "https://x.example",
        "profile": {"auth_scheme": "TOKEN", "token": f"Bearer {TOKEN}"},
    }
    change = {
        "actions": ["create"],
        "before": None,
        "after": values,
        "after_unknown": {},
        "after_sensitive": {"profile": {"token": True}},
    }
    plan = {
        "format_version": "1.2",
        "resource_changes": [
            {"address": "okta_app_connection.c", "mode": "managed", "type": "okta_app_connection", "name": "c", "change": change}
        ],
    }  # fmt: skip
    assert found(plan=plan) == []


# --- app-features-disabled -------------------------------------------------------------------------------------------------

ALL = ["SCIM_PROVISIONING", "PUSH_NEW_USERS", "PUSH_PROFILE_UPDATES", "PUSH_USER_DEACTIVATION"]


def application(*features: str, **more: Any) -> dict[str, Any]:
    return {
        "id": "0oa1", "name": "crew", "label": "Crew", "status": "ACTIVE", "signOnMode": "SAML_2_0",
        "features": list(features), "credentials": {}, **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("features", "said"),
    [
        (ALL, None),
        ([], None),
        (["IMPORT_NEW_USERS", "GROUP_PUSH"], None),
        (["SCIM_PROVISIONING", "IMPORT_NEW_USERS", "PROFILE_MASTERING"], None),
        (ALL[:1], ("create users, update attributes or deactivate users", "warning")),
        ([ALL[0], *ALL[2:]], ("create users", "warning")),
        (ALL[:2] + ALL[3:], ("update attributes", "warning")),
        (ALL[:3], ("deactivate users", "info")),
    ],
)  # fmt: skip
def test_what_an_application_lists(features: list[str], said: tuple[str, str] | None) -> None:
    findings = found(app=application(*features))
    assert [(said[0] in f.message, f.severity.value) for f in findings if said] == ([(True, said[1])] if said else [])
    assert found(app=application(*features, status="INACTIVE")) == []


def test_a_schema_of_scim_shows_that_provisioning_was_meant() -> None:
    def schema(namespace: str | None) -> dict[str, Any]:
        given = {"type": "string", "externalName": "name.givenName", "externalNamespace": namespace}
        base = {"id": "#base", "properties": {"userName": {"type": "string"}, "givenName": given}}
        return {"id": "https://x/meta/schemas/apps/0oa1/default", "name": "crew", "definitions": {"base": base}}

    (finding,) = found(app=application(), schema=schema("urn:ietf:params:scim:schemas:core:2.0:User"))
    assert "provisioning is off" in finding.message
    assert found(app=application(), schema=schema(None)) == []


def feature(
    status: str = "ENABLED", create: str = "ENABLED", update: str = "ENABLED", off: str = "ENABLED"
) -> dict[str, Any]:
    return {
        "name": "USER_PROVISIONING", "status": status,
        "capabilities": {
            "create": {"lifecycleCreate": {"status": create}},
            "update": {"profile": {"status": update}, "lifecycleDeactivate": {"status": off}, "password": {"status": "DISABLED"}},
        },
    }  # fmt: skip


def test_what_the_features_of_an_app_say() -> None:
    assert found(f=[feature()]) == []
    assert found(f=[feature(status="DISABLED") | {"name": "INBOUND_PROVISIONING"}]) == []
    (finding,) = found(f=[feature(create="DISABLED", off="DISABLED")])
    assert finding.place.pointer == (0, "capabilities", "create", "lifecycleCreate", "status")
    assert "create users or deactivate users" in finding.message
    (finding,) = found(f=[feature(status="DISABLED")])
    assert finding.place.pointer == (0, "status")
    (finding,) = found(f=[feature(off="DISABLED")])
    assert finding.severity.value == "info"


def test_what_terraform_switches_off() -> None:
    main = (
        'resource "okta_app_saml" "crew" {\n  label = "Crew"\n}\n'
        'resource "okta_app_features" "crew" {\n  app_id = okta_app_saml.crew.id\n  name = "USER_PROVISIONING"\n  status = "ENABLED"\n'
        '  capabilities {\n    create {\n      lifecycle_create {\n        status = "DISABLED"\n      }\n    }\n  }\n}\n'
    )
    (finding,) = found(main=main)
    assert finding.message == "Okta does not create users in Crew: that is switched off"
    assert finding.place.pointer[-1] == "status"
    assert found(main=main.replace("DISABLED", "ENABLED")) == []
    assert found(main=main.replace('"DISABLED"', "var.on")) == []


def test_a_connection_that_is_disabled() -> None:
    (finding,) = found(c=connection() | {"status": "DISABLED"})
    assert "disabled" in finding.message
    assert found(c=connection(None) | {"status": "DISABLED"}) == []
    off = 'resource "okta_app_connection" "c" {\n  id = "0oa1"\n  base_url = "https://x.example"\n  action = "deactivate"\n}\n'
    assert found(main=off) == []


# --- auth-token-owner ------------------------------------------------------------------------------------------------------


def jwt(**claims: Any) -> str:
    def part(value: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'RS256'})}.{part(claims)}.c2lnbmF0dXJl"


MAPPING = {
    "source": {"type": "user", "name": "user"}, "target": {"id": "0oa1", "type": "appuser", "name": "crew"},
    "properties": {"userName": {"expression": "user.login", "pushStatus": "PUSH"}},
}  # fmt: skip
USERS = [
    {"id": "00u1", "status": "ACTIVE", "profile": {"login": "ada@x.example", "email": "ada@x.example", "firstName": "Ada"}},
    {"id": "00u2", "status": "ACTIVE", "profile": {"login": "bo@x.example", "email": "bo@x.example", "firstName": "Bo"}},
]  # fmt: skip


@pytest.mark.parametrize(
    ("token", "said"),
    [
        (jwt(email="Bo@x.example"), 1),
        (jwt(sub="bo@x.example"), 1),
        ("Bearer " + jwt(upn="bo@x.example"), 1),
        (jwt(sub="17"), 0),
        (jwt(email="robot@x.example"), 0),
        ("bo@x.example", 0),
        ("a.b.c", 0),
        ("a.WyJ4Il0.c", 0),
    ],
)
def test_a_token_that_names_one_of_the_users(token: str, said: int) -> None:
    (rule,) = select_rules(load_registry(), select=("MAP909",))
    files = {"mapping.json": MAPPING, "connection.json": connection(token=token), "users.json": USERS}
    report = check_files(rule, {name: json.dumps(value) for name, value in files.items()})
    assert len(report.findings) == said
    for finding in report.findings:
        assert finding.users is not None
        assert finding.users.examples == ("00u2",)
        assert finding.place.pointer == ()
        assert token not in f"{finding.message} {finding.help}"
