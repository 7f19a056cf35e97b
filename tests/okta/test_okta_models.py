"""Mappings, profile schemas, applications, templates, external names: what Okta writes and what people write."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maplint.oel import parse
from maplint.okta.application import Application
from maplint.okta.defaults import base_user_schema, scim_template
from maplint.okta.external_name import okta_form, parse_external_name
from maplint.okta.kinds import is_scim_app
from maplint.okta.mapping import Direction, read_mapping
from maplint.okta.meant import meant_property
from maplint.okta.schema import SchemaKind, read_schema
from maplint.okta.template import is_template, template_expression
from maplint.source.document import read_text


def mapping(**value: Any) -> Any:
    document = read_text(json.dumps(value), "mapping.json")
    return read_mapping(document, (), document.value)


USER, APP = {"id": "oty1", "type": "user", "name": "user"}, {"id": "0oa1", "type": "appuser", "name": "acme"}


@pytest.mark.parametrize(
    ("ends", "direction"),
    [
        ({"source": USER, "target": APP}, Direction.OUTBOUND),
        ({"source": APP, "target": USER}, Direction.INBOUND),
        ({"source": {"id": "0oa1"}, "target": {}}, Direction.INBOUND),
        ({"source": {"id": "oty1"}}, Direction.OUTBOUND),
        ({"properties": {"x": {"expression": "user.a"}}}, Direction.OUTBOUND),
        ({"properties": {"x": {"expression": "appuser.a"}}}, Direction.INBOUND),
        ({"properties": {"login": {"expression": "source.userName"}}}, Direction.INBOUND),
        ({"properties": {"x": {"expression": "source.a"}}}, Direction.UNKNOWN),
        ({"properties": {"x": {"expression": "myuser.a + x.user.b"}}}, Direction.UNKNOWN),
    ],
)
def test_direction(ends: dict[str, Any], direction: Direction) -> None:
    assert mapping(**ends).direction is direction


def test_entries() -> None:
    read = mapping(
        source=USER, target=APP,
        properties={
            "a": {"expression": "user.a", "pushStatus": "PUSH"}, "b": None, "c": {"expression": None, "pushStatus": None},
            "d": {"expression": "user.d"}, "e": 3,
        },
    )  # fmt: skip
    assert read.properties["a"].expression == "user.a"
    assert [name for name, entry in read.properties.items() if entry.removed] == ["b", "c"]
    assert read.properties["d"].push_status is None
    assert read.properties["e"].expression is None
    assert read.app.id == "0oa1"


def test_the_defaults_are_okta_s() -> None:
    assert len(base_user_schema().properties) == 31
    template = scim_template()
    assert [name for name, p in template.properties.items() if p.required] == ["userName", "givenName", "familyName"]
    assert all(p.external_namespace for p in template.properties.values() if p.name != "userName")
    assert template.assumed


def schema(section: str, **properties: Any) -> Any:
    value = {
        "id": "https://x.okta.com/meta/schemas/apps/0oa1/default", "name": "acme",
        "definitions": {section: {"id": f"#{section}", "type": "object", "properties": properties, "required": ["listed"]}},
    }  # fmt: skip
    document = read_text(json.dumps(value), "schema.json")
    return read_schema(SchemaKind.APP_USER, document, (), document.value)


def test_properties() -> None:
    read = schema(
        "custom",
        listed={"type": "string"},
        choice={"type": "string", "oneOf": [{"const": "a", "title": "Alpha"}, {"const": "b"}]},
        many={
            "type": "array",
            "items": {"type": "string", "enum": ["x"]},
            "union": "ENABLE",
            "unique": "UNIQUE_VALIDATED",
        },
    )
    assert read.app_id == "0oa1"
    assert read.properties["listed"].required
    assert read.properties["choice"].enum == ["a", "b"]
    assert read.properties["choice"].titles == {"Alpha": "a"}
    assert (read.properties["many"].item_type, read.properties["many"].enum) == ("string", ["x"])
    assert read.properties["many"].unique
    place = read.properties["choice"].place("type")
    assert place.document.text[slice(*place.span())] == '"string"'


EXTERNAL = {
    "title": "title", "name.givenName": "name.givenName", "emails.^[primary==true].value": 'emails[primary eq true].value',
    "emails.^[type=='work'].value": 'emails[type eq "work"].value', "emails.^[type==work].value": 'emails[type eq "work"].value',
    'roles.^[type=="seat"].value': 'roles[type eq "seat"].value', "emails.[1].type": "emails[1].type",
}  # fmt: skip


@pytest.mark.parametrize("name", EXTERNAL)
def test_okta_s_own_form(name: str) -> None:
    read = parse_external_name(name)
    assert read.faults == ()
    assert str(read.path) == EXTERNAL[name]


DIALECTS = {
    'emails[type eq "work"].value': "emails.^[type=='work'].value", "emails[type=='work'].value": "emails.^[type=='work'].value",
    "emails.[type==work].value": "emails.^[type=='work'].value", "emails.^[type=work].value": "emails.^[type=='work'].value",
    "emails.^[primary eq true].value": "emails.^[primary==true].value", "emails.^[type=='work']": "emails.^[type=='work'].value",
    "emails.^[type==\u2018work\u2019].value": "emails.^[type=='work'].value",
    "emails.^[type==\u201dwork\u201d].value": "emails.^[type=='work'].value",
    "emails.^[type=='work'.value": None, "a b": None, "": None, "emails.^[].value": None, " title ": "title",
}  # fmt: skip


@pytest.mark.parametrize("name", DIALECTS)
def test_other_forms_are_named_and_corrected(name: str) -> None:
    read = parse_external_name(name)
    assert read.faults
    assert read.corrected == DIALECTS[name]
    if read.corrected is not None:
        assert parse_external_name(read.corrected).faults == ()


def test_a_urn_is_taken_apart() -> None:
    read = parse_external_name("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value")
    assert read.path is not None
    assert read.path.schema == "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    assert okta_form(read.path) == "manager.value"


@given(st.text(alphabet="abz.^[]='\" :eqURN1", max_size=40))
def test_any_text_is_taken_apart(name: str) -> None:
    read = parse_external_name(name)
    assert read.path is not None or read.faults


TEMPLATES = {
    "${source.login}": "source.login", "${fn:toLowerCase(source.email)}": "String.toLowerCase(source.email)",
    '${fn:substringBefore(source.login, "@")}': 'String.substringBefore(source.login, "@")', "x-${source.login}": '"x-" + source.login',
    "${source.email}${instance.userSuffix}": 'source.email + "@acme"', "${weird}": None, "${fn:secret(source.login)}": None,
}  # fmt: skip


@pytest.mark.parametrize("template", TEMPLATES)
def test_templates_are_read_as_expressions(template: str) -> None:
    expression = template_expression(template, "@acme")
    assert is_template(template)
    assert expression == TEMPLATES[template]
    assert expression is None or parse(expression).errors == ()


def test_an_application() -> None:
    value = {
        "id": "0oa1", "name": "acme", "features": ["SCIM_PROVISIONING"],
        "credentials": {"userNameTemplate": {"template": "user.email", "type": "CUSTOM", "suffix": "@x"}},
        "settings": {"signOn": {"subjectNameIdTemplate": "${user.email}", "attributeStatements": [{"name": "d", "values": ["user.d"]}, 3]}},
    }  # fmt: skip
    document = read_text(json.dumps(value), "app.json")
    read = Application(document, (), document.value)
    assert read.template is not None
    assert (read.template.template, read.template.type, read.template.suffix) == ("user.email", "CUSTOM", "@x")
    assert read.has_feature("SCIM_PROVISIONING")
    assert read.name_id_template == "${user.email}"
    assert [statement.name for statement in read.attribute_statements] == ["d"]
    place = read.template_place(5, 10)
    assert place.document.text[slice(*place.span())] == "email"
    assert Application(document, (), {}).features is None


def test_which_apps_speak_scim() -> None:
    spaced = schema("custom", a={"type": "string", "externalName": "title", "externalNamespace": "urn:x"})
    plain = schema("custom", a={"type": "string", "externalName": "title"})
    assert is_scim_app("oidc_client", spaced, None)
    assert not is_scim_app("acme", plain, None)
    assert is_scim_app("acme", plain, None, target_named=True)
    assert is_scim_app("acme", None, None)
    for name in ("oidc_client", "active_directory", "google_idp", "saml_idp", "ldap_sun_one"):
        assert not is_scim_app(name, None, None)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("firstname", "firstName"), ("givenName", "firstName"), ("costCentre", "costCenter"), ("mail", "email"), ("zip", "zipCode"),
        ("departement", "department"), ("favouriteColour", None), ("x", None),
    ],
)  # fmt: skip
def test_what_a_wrong_name_means(name: str, meant: str | None) -> None:
    assert meant_property(name, base_user_schema()) == meant
