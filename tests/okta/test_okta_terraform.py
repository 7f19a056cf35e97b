"""Terraform's resources as Okta's objects, and what is found in them stands in the files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from maplint.okta.mapping import Direction
from maplint.okta.terraform import OktaObjects, expressions_of, okta_objects
from maplint.okta.terraform_ids import Ids
from maplint.source.document import read_text
from maplint.source.edit import apply_edits
from maplint.terraform.configuration import read_configuration
from maplint.terraform.state import read_state
from tests.terraform.shown import mapping_values, state

if TYPE_CHECKING:
    from maplint.source.place import Place

APP = """
resource "okta_app_saml" "rota" {
  label                    = "Rota"
  user_name_template       = "$${source.email}"
  subject_name_id_template = "$${user.userName}"

  attribute_statements {
    name   = "mail"
    values = ["user.email"]
  }
}
"""
BADGE = """
resource "okta_app_user_schema_property" "badge" {
  app_id             = okta_app_saml.rota.id
  index              = "badge"
  title              = "Badge"
  type               = "integer"
  external_name      = "badge"
  external_namespace = "urn:example:User"
  enum               = ["1", "2"]
  one_of {
    const = "1"
    title = "One"
  }
  one_of {
    const = "2"
    title = "Two"
  }
}
"""
MAPPING = """
resource "okta_profile_mapping" "rota" {
  source_id = data.okta_user_profile_mapping_source.user.id
  target_id = okta_app_saml.rota.id

  mappings {
    id         = "badge"
    expression = "user.badge == \\"\\" ? null : user.badge"
  }
  mappings {
    id          = "title"
    expression  = var.unknown
    push_status = "PUSH"
  }
}
"""


def objects(text: str) -> OktaObjects:
    return okta_objects(read_configuration([read_text(text, "main.tf")]).resources)


def source(place: Place | None) -> str:
    assert place is not None
    resolved = place.resolved()
    start, end = resolved.span()
    return resolved.document.text[start:end]


def test_a_mapping() -> None:
    (mapping,) = objects(APP + MAPPING).mappings
    assert mapping.direction is Direction.OUTBOUND
    assert mapping.app is not None
    assert (mapping.app.id, mapping.app.type) == ("okta_app_saml.rota", "appuser")
    assert mapping.partial
    badge, title = mapping.properties.values()
    assert (badge.variable, badge.expression) == ("badge", 'user.badge == "" ? null : user.badge')
    # Left out it is create only; an unknown expression is none, which is not the same as null.
    assert (badge.push_status, title.push_status) == ("DONT_PUSH", "PUSH")
    assert (title.expression, title.removed) == (None, False)
    assert source(mapping.place()) == 'resource "okta_profile_mapping" "rota"'
    assert source(badge.key_place()) == '"badge"'
    assert source(badge.expression_place(14, 16)) == '\\"\\"'
    assert source(title.push_status_place()) == '"PUSH"'


@pytest.mark.parametrize(
    ("source_id", "target_id", "direction"),
    [
        ("data.okta_user_profile_mapping_source.user.id", "okta_app_oauth.a.id", Direction.OUTBOUND),
        ("okta_user_type.staff.id", "var.app", Direction.OUTBOUND),
        ("var.type", "okta_app_swa.a.id", Direction.OUTBOUND),
        ("okta_idp_saml.partner.id", "var.type", Direction.INBOUND),
        ("data.okta_app_saml.a.id", "okta_user_type.staff.id", Direction.INBOUND),
        ('"0oa1"', '"oty1"', Direction.INBOUND),
        ("var.a", "var.b", Direction.UNKNOWN),
        ("module.none.id", "data.okta_app.a.id", Direction.OUTBOUND),
        ("okta_idp_oidc.partner.id", "okta_idp_oidc.partner.user_type_id", Direction.INBOUND),
    ],
)
def test_direction_by_what_the_ends_refer_to(source_id: str, target_id: str, direction: Direction) -> None:
    text = f'resource "okta_profile_mapping" "m" {{\n  source_id = {source_id}\n  target_id = {target_id}\n}}\n'
    assert objects(text).mappings[0].direction is direction


@pytest.mark.parametrize("old", ["okta_app_user_schema", "okta_app_user_schema_property"])
def test_an_app_user_schema(old: str) -> None:
    (schema,) = objects(APP + BADGE.replace("okta_app_user_schema_property", old)).app_schemas
    assert (schema.app_id, schema.partial) == ("okta_app_saml.rota", True)
    badge = schema.properties["badge"]
    assert (badge.type, badge.external_name, badge.external_namespace) == ("integer", "badge", "urn:example:User")
    assert (badge.enum, badge.titles) == ([1, 2], {"One": 1, "Two": 2})
    assert source(badge.place()) == '"badge"'
    assert source(badge.place("externalName")) == '"badge"'
    assert source(badge.place("externalNamespace")) == '"urn:example:User"'
    assert source(badge.place("enum", 1)) == '"2"'


def test_user_schemas_go_by_user_type() -> None:
    text = (
        'resource "okta_user_type" "staff" {\n  name = "staff"\n}\n'
        'resource "okta_user_schema_property" "a" {\n  index = "a"\n  type = "array"\n  array_type = "number"\n'
        '  array_enum = ["1.5"]\n}\n'
        'resource "okta_user_schema" "b" {\n  index = "b"\n  user_type = okta_user_type.staff.id\n}\n'
        'resource "okta_user_base_schema_property" "login" {\n  index = "login"\n  title = "L"\n  user_type = "default"\n}\n'
    )
    default, staff = objects(text).user_schemas
    assert list(default.properties) == ["login", "a"]
    assert (default.properties["a"].item_type, default.properties["a"].enum) == ("number", [1.5])
    assert list(staff.properties) == ["b"]


def test_an_application() -> None:
    (application,) = objects(APP).applications
    assert (application.id, application.label, application.sign_on_mode) == ("okta_app_saml.rota", "Rota", "SAML_2_0")
    assert application.features is None
    assert application.template is not None
    assert (application.template.template, application.template.type) == ("${source.email}", "BUILT_IN")
    assert source(application.template_place()) == '"$${source.email}"'
    assert source(application.template_place(0, 2)) == "$${"
    (statement,) = application.attribute_statements
    assert (statement.name, statement.values) == ("mail", ("user.email",))
    assert source(application.place("settings", "signOn", "attributeStatements", 0, "values", 0)) == '"user.email"'


def test_a_template_that_is_left_out_is_the_default_one_and_an_unknown_one_is_none() -> None:
    left_out, unknown = objects(
        'resource "okta_app_swa" "a" {\n  label = "A"\n}\n'
        'resource "okta_app_swa" "b" {\n  user_name_template = var.none\n}\n'
    ).applications
    assert left_out.template is not None
    assert left_out.template.template == "${source.login}"
    assert source(left_out.template_place()) == 'resource "okta_app_swa" "a"'
    assert unknown.template is None


def test_an_app_with_a_provisioning_connection_speaks_scim() -> None:
    connection = 'resource "okta_app_connection" "c" {\n  id = okta_app_saml.rota.id\n  base_url = "https://x"\n}\n'
    (application,) = objects(APP + connection).applications
    assert (application.connected, application.features) == (True, None)


def test_ends_that_are_no_reference() -> None:
    (resource,) = read_configuration(
        [read_text('resource "okta_x" "y" {\n  a = "data.x"\n  b = var.c\n}\n', "m.tf")]
    ).resources
    assert Ids(()).end(resource, "a") == ("data.x", None)
    assert Ids(()).end(resource, "b") == (None, None)


def test_where_expressions_of_okta_stand() -> None:
    resources = read_configuration([read_text(APP + MAPPING, "main.tf")]).resources
    found = [value.text for resource in resources for value in expressions_of(resource)]
    assert found == ["${source.email}", "${user.userName}", "user.email", 'user.badge == "" ? null : user.badge', None]


def test_values_that_a_file_leaves_out_are_written_where_they_belong() -> None:
    from maplint.rule import Applicability, fix_remove, fix_rename, fix_replace

    (mapping,) = objects(APP + MAPPING).mappings
    badge = mapping.properties["badge"]
    fix = fix_replace("push", badge.push_status_place(), "PUSH", Applicability.UNSAFE)
    (edit,) = fix.edits
    assert edit.text == '\n    push_status = "PUSH"'
    assert edit.document.format == "hcl"
    rename = fix_rename("rename", badge.key_place(), "other", Applicability.SAFE)
    assert 'id         = "other"' in apply_edits(APP + MAPPING, [tuple(rename.edits[0])[1:]])
    removed = fix_remove("remove", badge.key_place(), Applicability.SAFE)
    after = apply_edits(APP + MAPPING, [tuple(removed.edits[0])[1:]])
    assert list(objects(after).mappings[0].properties) == ["title"]


def test_a_change_that_replaces_the_property_is_only_shown() -> None:
    from maplint.rule import Applicability, fix_replace

    (schema,) = objects(APP + BADGE).app_schemas
    place = schema.properties["badge"].place("externalName")
    assert place is not None
    fix = fix_replace("write", place, "x", Applicability.SAFE)
    assert fix.applicability is Applicability.DISPLAY
    assert "ForceNew" in (fix.why_not or "")


def test_the_user_type_of_a_planned_mapping_is_told_by_its_id() -> None:
    """Where a configuration has references, a state has ids."""
    staff = {"index": "shift", "type": "string", "title": "Shift", "user_type": "oty1staff"}
    everybody = {**staff, "index": "badge", "user_type": "default"}
    shown = read_text(
        json.dumps(
            state(
                {
                    "okta_user_schema_property.shift": staff,
                    "okta_user_schema_property.badge": everybody,
                    "okta_profile_mapping.staff": mapping_values(source_id="oty1staff", source_name="staff"),
                    "okta_profile_mapping.user": mapping_values(source_id="oty1user"),
                }
            )
        ),
        "state.json",
    )
    found = okta_objects(read_state(shown, (), "okta_"))
    schemas = {tuple(schema.properties): schema.id for schema in found.user_schemas}
    hrefs = [mapping.source.schema_href for mapping in found.mappings]
    assert hrefs == [schemas["shift",], schemas["badge",]]
