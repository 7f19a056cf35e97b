"""The join: what belongs together, which names are right, what an expression can read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from maplint.okta.mapping import Direction
from maplint.project.flow import AttributeFlow, Origin
from maplint.project.join import Project, join
from maplint.project.naming import Verdict
from maplint.scim import CORE_USER, ENTERPRISE_USER
from maplint.scim.target import load_target
from maplint.source.document import read_text
from maplint.source.kinds import recognise

USER = {
    "id": "oty1",
    "type": "user",
    "name": "user",
    "_links": {"schema": {"href": "https://x/api/v1/meta/schemas/user/osc1"}},
}


def app(id_: str = "0oa1", name: str = "acme") -> dict[str, Any]:
    return {"id": id_, "type": "appuser", "name": name}


def mapping(properties: dict[str, str], inbound: bool = False, end: dict[str, Any] | None = None) -> dict[str, Any]:
    source, target = (end or app(), USER) if inbound else (USER, end or app())
    entries = {key: {"expression": text, "pushStatus": "PUSH"} for key, text in properties.items()}
    return {"source": source, "target": target, "properties": entries}


def app_schema(id_: str = "0oa1", **properties: Any) -> dict[str, Any]:
    return {
        "id": f"https://x/meta/schemas/apps/{id_}/default", "name": "acme",
        "definitions": {
            "base": {"id": "#base", "type": "object", "properties": {"userName": {"type": "string", "required": True}}},
            "custom": {"id": "#custom", "type": "object", "properties": properties},
        },
    }  # fmt: skip


def prop(name: str | None, namespace: str | None = CORE_USER, **more: Any) -> dict[str, Any]:
    value: dict[str, Any] = {"type": "string", **more}
    if name is not None:
        value["externalName"] = name
    if namespace is not None:
        value["externalNamespace"] = namespace
    return value


def project(target: str | None = None, **files: Any) -> Project:
    documents = [read_text(json.dumps(value), f"{name}.json") for name, value in files.items()]
    return join(documents, [recognise(document) for document in documents], load_target([target]) if target else None)


def only_flow(joined: Project) -> AttributeFlow:
    flows = [flow for flow in joined.flows() if flow.origin is Origin.MAPPING]
    assert len(flows) == 1
    return flows[0]


def test_one_of_each_belongs_together() -> None:
    joined = project(m=mapping({"x": "user.firstName"}), s=app_schema("0oaOther", x=prop("title")))
    assert only_flow(joined).app_property is not None
    assert "no app user schema: Okta's default SCIM 2.0 app template" not in joined.assumed


@pytest.mark.parametrize(
    ("name", "one"), [("acme", True), ("saml_idp", False), ("oidc_client", False), ("zendesk", True)]
)
def test_what_bears_the_name_of_another_kind_of_app_does_not_belong(name: str, one: bool) -> None:
    joined = project(
        m=mapping({"x": "source.firstName"}, inbound=True, end=app("0oaIdp", name)),
        s=app_schema("0oa1", x=prop("title")),
    )
    assert joined.mappings[0].integration.app_schema.assumed is not one


def test_a_request_that_names_no_app_is_of_none_when_there_are_several() -> None:
    body = {"properties": {"title": {"expression": "user.titles", "pushStatus": "PUSH"}}}
    alone = project(m=body, s=app_schema("0oa1", x=prop("title")))
    assert not alone.mappings[0].integration.app_schema.assumed
    several = project(
        m=body, s=app_schema("0oa1", x=prop("title")), other=mapping({"x": "user.title"}, end=app("0oa2", "b"))
    )
    assert several.mappings[0].integration.app_schema.assumed


def test_ids_decide_when_there_are_several() -> None:
    joined = project(
        m1=mapping({"x": "user.firstName"}, end=app("0oa1")), m2=mapping({"y": "user.lastName"}, end=app("0oa2")),
        s1=app_schema("0oa1", x=prop("title")), s2=app_schema("0oa2", y=prop("nickName")),
    )  # fmt: skip
    assert [str(flow.path) for flow in joined.flows() if flow.origin is Origin.MAPPING] == ["title", "nickName"]


def test_both_directions_of_an_app_are_one_integration() -> None:
    joined = project(out=mapping({"title": "user.title"}), into=mapping({"title": "appuser.title"}, inbound=True))
    assert len(joined.integrations) == 1
    assert [m.direction for m in joined.integrations[0].mappings] == [Direction.OUTBOUND, Direction.INBOUND]


def test_what_is_missing_is_assumed_once() -> None:
    joined = project(a=mapping({"title": "user.title"}), b=mapping({"title": "user.title"}, end=app("0oa2", "other")))
    assert len(joined.assumed) == len(set(joined.assumed)) == 4


def test_a_template_gives_the_flow_of_username() -> None:
    application = {
        "id": "0oa1", "name": "acme", "status": "ACTIVE", "features": ["SCIM_PROVISIONING"], "signOnMode": "SAML_2_0",
        "credentials": {"userNameTemplate": {"template": "${fn:toLowerCase(source.login)}", "type": "BUILT_IN"}},
    }  # fmt: skip
    joined = project(m=mapping({"title": "user.title"}), a=application)
    flow = joined.mappings[0].flow("userName")
    assert flow is not None
    assert (flow.origin, flow.text, flow.verbatim) == (Origin.TEMPLATE, "String.toLowerCase(source.login)", False)
    assert flow.facts is not None
    assert flow.facts.case == "lower"


def test_properties_that_nothing_maps_are_flows_of_their_own() -> None:
    joined = project(m=mapping({"x": "user.firstName"}), s=app_schema(x=prop("title"), y=prop("nickName")))
    assert [flow.variable for flow in joined.integrations[0].unmapped] == ["y"]


def test_a_published_schema_in_the_same_folder_is_the_target() -> None:
    schemas = [{"id": CORE_USER, "attributes": [{"name": "userName"}]}]
    joined = project(m=mapping({"title": "user.title"}), schemas=schemas)
    assert not joined.integrations[0].target.assumed
    assert joined.integrations[0].target.publishes(None)


NAMES = {
    Verdict.RIGHT: prop("title"),
    Verdict.OTHER_CASE: prop("TITLE"),
    Verdict.MISSPELLED: prop("display_name"),
    Verdict.WRONG_SCHEMA: prop("department"),
    Verdict.NAMESPACE_MISSING: prop("title", None),
    Verdict.NAMESPACE_MALFORMED: prop("title", "urn_ietf:params:scim:schemas:core:2.0:User"),
    Verdict.NAME_MISSING: prop(None),
    Verdict.SCIM1: prop("title", "urn:scim:schemas:core:1.0"),
    Verdict.CONTAINS_URN: prop(f"{ENTERPRISE_USER}:department"),
    Verdict.FILTER_DIALECT: prop('emails[type eq "work"].value'),
    Verdict.UNKNOWN: prop("shoeSize"),
}


@pytest.mark.parametrize("verdict", NAMES)
def test_a_name_has_one_verdict(verdict: Verdict) -> None:
    joined = project(
        m=mapping({"x": "user.firstName"}), s=app_schema(x=NAMES[verdict], known=prop("nickName")),
    )  # fmt: skip
    assert only_flow(joined).naming.verdict is verdict


@pytest.mark.parametrize(
    ("declared", "path"),
    [
        (prop("display_name"), "displayName"), (prop("department"), f"{ENTERPRISE_USER}:department"), (prop("TITLE"), "title"),
        (prop(f"{ENTERPRISE_USER}:department"), f"{ENTERPRISE_USER}:department"),
        (prop("manager.managerId", ENTERPRISE_USER), f"{ENTERPRISE_USER}:manager.value"),
        (prop('emails[type eq "work"].value'), 'emails[type eq "work"].value'), (prop("shoeSize"), None),
    ],
)  # fmt: skip
def test_what_is_meant_is_known_where_the_name_is_wrong(declared: dict[str, Any], path: str | None) -> None:
    joined = project(m=mapping({"x": "user.firstName"}), s=app_schema(x=declared, known=prop("nickName")))
    found = only_flow(joined).path
    assert (str(found) if found is not None else None) == path


def test_a_vendor_s_extension_is_not_judged_without_its_schemas() -> None:
    joined = project(m=mapping({"x": "user.firstName"}), s=app_schema(x=prop("shift", "urn:acme:2.0:User")))
    assert only_flow(joined).naming.verdict is Verdict.NOT_JUDGED


@pytest.mark.parametrize("name", ["oidc_client", "active_directory", "google_idp"])
def test_apps_that_speak_no_scim_are_not_judged(name: str) -> None:
    flow = only_flow(project(m=mapping({"user_name": "user.login"}, end=app(name=name))))
    assert flow.naming.verdict is Verdict.NOT_JUDGED
    assert flow.path is None


def test_a_variable_alone_is_compared_with_the_template() -> None:
    assert only_flow(project(m=mapping({"user_type": "user.userType"}))).naming.right_name == "userType"
    assert only_flow(project(m=mapping({"shoeSize": "user.shoe"}))).naming.verdict is Verdict.NOT_JUDGED


def test_roots_by_direction() -> None:
    out = only_flow(project(m=mapping({"title": "user.title"}))).scope
    into = only_flow(project(m=mapping({"title": "appuser.title"}, inbound=True))).scope
    assert (out.canonical_root("source"), into.canonical_root("source"), into.canonical_root("acme")) == (
        "user",
        "appuser",
        "appuser",
    )
    assert out.attribute("source", "login") is not None
    assert out.attribute("appuser", "shoe") is None


def test_equal_flows_have_equal_signatures() -> None:
    joined = project(
        a=mapping({"title": "user.title"}, end=app("0oa1", "a")),
        b=mapping({"title": "user.title"}, end=app("0oa2", "b")),
    )
    first, second = (flow for flow in joined.flows())
    assert first.signature() == second.signature()
    other = only_flow(project(a=mapping({"title": "user.department"})))
    assert first.signature() != other.signature()


def test_what_is_remembered_of_one_target_never_passes_to_the_next() -> None:
    """Python gives the id of an object that is gone to the next one: nothing may be remembered by a bare id."""
    for number in range(60):
        known = bool(number % 2)
        own = {
            "id": "urn:ietf:params:scim:schemas:core:2.0:User", "name": "User",
            "attributes": [{"name": name, "type": "string"} for name in ("userName", *(["vehicle"] if known else []))],
        }  # fmt: skip
        published = read_text(json.dumps(own), "schemas.json")
        documents = [
            read_text(json.dumps(mapping({"x": "user.firstName"})), "m.json"),
            read_text(json.dumps(app_schema(x=prop("vehicle"))), "s.json"),
        ]
        joined = join(documents, [recognise(document) for document in documents], load_target([published]))
        assert (only_flow(joined).naming.verdict is Verdict.RIGHT) is known, number


# --- Terraform ----------------------------------------------------------------------------------------------------------

TERRAFORM = """
resource "okta_app_saml" "rota" {{
  label = "{label}"
}}
resource "okta_app_user_schema_property" "badge" {{
  app_id             = okta_app_saml.rota.id
  index              = "{index}"
  title              = "Badge"
  type               = "string"
  external_name      = "employeeNumber"
  external_namespace = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
}}
resource "okta_user_schema_property" "badge" {{
  index = "{index}"
  title = "Badge"
  type  = "string"
}}
resource "okta_profile_mapping" "rota" {{
  target_id = okta_app_saml.rota.id
  mappings {{
    id         = "{index}"
    expression = "user.{index}"
  }}
}}
"""


def mixed(*files: tuple[str, str]) -> Project:
    documents = [read_text(text, name) for name, text in files]
    return join(documents, [recognise(document) for document in documents], None)


def test_what_terraform_declares_is_completed_by_what_okta_brings() -> None:
    (found,) = mixed(("main.tf", TERRAFORM.format(label="Rota", index="badge"))).mappings
    integration = found.integration
    assert integration.app_schema.assumed
    assert integration.user_schema.assumed
    declared = integration.app_schema.properties["badge"]
    assert not declared.schema.assumed
    assert "givenName" in integration.app_schema.properties
    assert {"badge", "login"} <= integration.user_schema.properties.keys()
    assert integration.unmapped == []
    assert integration.speaks_scim


def test_configurations_of_one_run_are_kept_apart() -> None:
    dev, prod = mixed(
        ("dev/main.tf", TERRAFORM.format(label="Rota dev", index="devBadge")),
        ("prod/main.tf", TERRAFORM.format(label="Rota", index="badge")),
    ).mappings
    assert "devBadge" in dev.integration.app_schema.properties
    assert "devBadge" in dev.integration.user_schema.properties
    assert "devBadge" not in prod.integration.app_schema.properties
    assert "devBadge" not in prod.integration.user_schema.properties
    assert prod.integration.application is not None
    assert prod.integration.application.label == "Rota"


def test_an_app_of_terraform_and_its_export_are_one_by_their_label() -> None:
    export = app_schema("0oa1", other=prop("title"))
    application = {"id": "0oa1", "label": "Rota", "name": "acme", "signOnMode": "SAML_2_0", "credentials": {}}
    found = mixed(
        ("main.tf", TERRAFORM.format(label="Rota", index="badge")),
        ("app_schema.json", json.dumps(export)),
        ("app.json", json.dumps(application)),
    )
    (joined,) = found.mappings
    assert joined.integration.app_id == "0oa1"
    # What Terraform declares is there after the next apply.
    assert set(joined.integration.app_schema.properties) == {"userName", "other", "badge"}
