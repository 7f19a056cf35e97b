"""What the rules of the terraform family say of whole configurations, plans and states, and where they keep silent."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maplint.engine.check import InputError, Inputs, Prepared, add_document, check_inputs
from maplint.finding import Applicability, Finding
from maplint.source.document import Unreadable, read_text
from maplint.testing import check_files, rules_of
from tests.terraform.shown import app_values, change, mapping_values, plan, property_values, state, untouched

if TYPE_CHECKING:
    from maplint.rule import Rule

RULES = {rule.code: rule for rule in rules_of("maplint_rules")}


def findings(code: str, *texts: str, **shown: dict[str, Any]) -> list[Finding]:
    """Of one rule on files of HCL and on plans, states and exports by name."""
    files = {f"{number}.tf": text for number, text in enumerate(texts)}
    files |= {f"{name}.json": json.dumps(value) for name, value in shown.items()}
    report = check_files(RULES[code], files)
    assert {finding.code for finding in report.findings} <= {code}
    return report.findings


def one(code: str, *texts: str, **shown: dict[str, Any]) -> Finding:
    (found,) = findings(code, *texts, **shown)
    return found


def block(type_: str, name: str, *lines: str) -> str:
    inner = "".join(f"  {line}\n" for line in lines)
    return f'resource "{type_}" "{name}" {{\n{inner}}}\n'


def entry(id_: str, expression: str = "user.title", *lines: str) -> str:
    more = "".join(f"\n    {line}" for line in lines)
    return f'mappings {{\n    id = "{id_}"\n    expression = "{expression}"{more}\n  }}'


USER = "data.okta_user_profile_mapping_source.user.id"
OUT = (f"source_id = {USER}", "target_id = okta_app_saml.crm.id")
IN = ("source_id = okta_app_saml.crm.id", f"target_id = {USER}")
CRM = block("okta_app_saml", "crm", 'label = "CRM"')
CONNECTED = block(
    "okta_app_connection", "crm", "id = okta_app_saml.crm.id", 'base_url = "https://x"', 'action = "activate"'
)
SCIM = 'external_namespace = "urn:ietf:params:scim:schemas:extension:crm:2.0:User"'
BADGE = ("app_id = okta_app_saml.crm.id", 'index = "badge"', 'type = "string"', 'external_name = "badge"', SCIM)


def mapping(*lines: str, name: str = "crm") -> str:
    return block("okta_profile_mapping", name, *lines)


# --- delete_when_absent ---------------------------------------------------------------------------------------------------


def test_a_flag_that_is_worked_out_counts_as_set() -> None:
    for code, flag in (("MAP801", "delete_when_absent"), ("MAP806", "always_apply")):
        assert findings(code, mapping(*OUT, f"{flag} = var.{flag}")) == []
        found = one(code, mapping(*OUT))
        assert found.fix is not None
        # It is to be decided: nothing fills it in.
        assert found.fix.applicability is Applicability.DISPLAY
        assert findings(code, state=state({"okta_profile_mapping.crm": mapping_values(**{flag: None})})) == []


NAMES = (entry("givenName", "user.firstName"), entry("familyName", "user.lastName"))


@pytest.mark.parametrize(
    ("lines", "missing"),
    [
        ((entry("title"),), "names and e-mail"),
        ((*NAMES, entry("title")), "e-mail"),
        ((entry("displayName"), entry("email", "user.email")), None),
        ((entry("title"), entry("whatever")), None),  # may be the e-mail address by another name
        ((), None),  # nothing is mapped: the app is not provisioned
        ((entry("title"), 'dynamic "mappings" {\n    for_each = var.more\n    content {}\n  }'), None),
    ],
)
def test_needed_mappings_that_are_deleted(lines: tuple[str, ...], missing: str | None) -> None:
    found = findings("MAP801", CRM, CONNECTED, mapping(*OUT, "delete_when_absent = true", *lines))
    assert [f"of {missing}," in finding.message for finding in found] == ([True] if missing else [])
    assert findings("MAP801", CRM, CONNECTED, mapping(*OUT, "delete_when_absent = false", *lines)) == []


@pytest.mark.parametrize(
    ("provisioning", "variables", "missing"),
    [
        ("", ["firstName", "lastName", "email", "login"], None),
        ("", ["login"], "`firstName` and `lastName` and `email`"),
        ('provisioning_action = "AUTO"', ["firstName", "lastName"], "`email`"),
        ('provisioning_action = "DISABLED"', ["login"], None),
        ("provisioning_action = var.x", ["login"], None),
    ],
)
def test_needed_mappings_of_an_identity_provider(provisioning: str, variables: list[str], missing: str | None) -> None:
    idp = block("okta_idp_saml", "partner", *([provisioning] if provisioning else []))
    ends = ("source_id = okta_idp_saml.partner.id", f"target_id = {USER}", "delete_when_absent = true")
    found = findings("MAP801", idp + mapping(*ends, *(entry(name, f"appuser.{name}") for name in variables)))
    assert [missing in finding.message for finding in found if missing] == ([True] if missing else [])
    assert bool(found) is (missing is not None)


# --- replacements ---------------------------------------------------------------------------------------------------------

OKTA_PROPERTY = "okta_user_schema_property.badge"


def replaced(*actions: str, **more: Any) -> dict[str, Any]:
    before, after = property_values("badge"), property_values("badge", type="integer")
    return change("okta_app_user_schema_property.badge", *actions, before=before, after=after, **more)


def test_both_orders_of_a_replacement() -> None:
    found = one("MAP802", plan=plan(replaced("delete", "create", replace_paths=[["type"]])))
    assert "`type` changes from `string` to `integer`" in found.message
    assert "create_before_destroy" not in found.message
    found = one("MAP802", plan=plan(replaced("create", "delete", replace_paths=[["type"]])))
    assert "create_before_destroy" in found.message


def test_a_replacement_by_a_terraform_that_tells_no_paths() -> None:
    assert "`type` changes from `string` to `integer`" in one("MAP802", plan=plan(replaced("delete", "create"))).message
    same = property_values("badge")
    unexplained = change("okta_app_user_schema_property.badge", "delete", "create", before=same, after=same)
    assert one("MAP802", plan=plan(unexplained)).message.endswith("and creates it again")


def test_a_replacement_that_was_asked_for() -> None:
    tainted = one("MAP802", plan=plan(replaced("delete", "create", action_reason="replace_because_tainted")))
    assert "tainted" in tainted.message
    assert tainted.help is not None
    assert "untaint" in tainted.help


@pytest.mark.parametrize(
    ("type_", "found"),
    [
        ("okta_app_user_schema_property", True),
        ("okta_app_user_schema", True),
        ("okta_user_schema_property", True),
        ("okta_group_schema_property", True),
        ("okta_app_user_base_schema_property", False),
        ("okta_user_base_schema_property", False),
        ("okta_group", False),
    ],
)
def test_only_what_can_be_destroyed(type_: str, found: bool) -> None:
    values = {"index": "badge", "name": "badge", "type": "string"}
    shown = plan(change(f"{type_}.x", "delete", "create", before=values, after=values, replace_paths=[["index"]]))
    assert bool(findings("MAP802", plan=shown)) is found


def test_a_deleted_property_is_told_unless_its_app_goes_too() -> None:
    gone = change("okta_app_user_schema_property.badge", "delete", before=property_values("badge"))
    found = one("MAP802", plan=plan(gone))
    assert found.severity.value == "warning"
    app = change("okta_app_saml.crm", "delete", before=app_values())
    assert findings("MAP802", plan=plan(gone, app)) == []
    forgotten = change("okta_app_user_schema_property.badge", "forget", before=property_values("badge"))
    assert findings("MAP802", plan=plan(forgotten)) == []


def test_a_renamed_block_beside_its_configuration() -> None:
    text = CRM + block("okta_app_user_schema_property", "number", *BADGE)
    values = property_values("badge")
    shown = plan(
        untouched("okta_app_saml.crm", app_values()),
        change("okta_app_user_schema_property.badge", "delete", before=values),
        change("okta_app_user_schema_property.number", "create", after=values, unknown={"id": True}),
    )
    found = one("MAP802", plan=shown)
    assert "`okta_app_user_schema_property.number`" in found.message
    # In the configuration the app is a reference, in the plan an id.
    assert "`okta_app_user_schema_property.number`" in one("MAP802", text, plan=shown).message


# --- enumerations ---------------------------------------------------------------------------------------------------------


def licence(*lines: str, type_: str = "string") -> str:
    return block("okta_user_schema_property", "x", 'index = "x"', f'type = "{type_}"', *lines)


def title(const: str, block_: str = "one_of") -> str:
    return f'{block_} {{\n    const = {const}\n    title = "T"\n  }}'


@pytest.mark.parametrize(
    ("type_", "enum", "consts", "says"),
    [
        ("string", '["a", "b"]', ['"a"', '"b"'], None),
        ("string", '["a", "b"]', ['"a"'], "`enum` has `b`"),
        ("string", '["a"]', ['"a"', '"b"'], "`one_of` names `b`"),
        ("string", '["b", "a"]', ['"a"', '"b"'], "another order"),
        ("string", '["", "a"]', ['""', '"a"'], None),
        ("string", '["a", "b", "a"]', ['"a"', '"b"'], "`a` stands twice"),
        ("number", '["1", "1.0"]', [], "`1.0` stands twice"),
        ("integer", "[1, 2]", ['"1"', '"2"'], None),
        ("number", '["1.0"]', ['"1"'], None),
        ("number", '["one"]', ['"one"'], "`one` is no number"),
        ("integer", '["1.5"]', [], "`1.5` is no integer"),
        ("object", "[jsonencode({ a = 1, b = 2 })]", ["jsonencode({ b = 2, a = 1 })"], None),
        ("object", '["x"]', [], "`x` is no object"),
        ("boolean", '["true", "false"]', ['"true"', '"false"'], None),
        ("string", "var.members", ['"a"'], None),
        ("string", '["a"]', ["var.member"], None),
    ],
)
def test_enumerations(type_: str, enum: str, consts: list[str], says: str | None) -> None:
    found = findings("MAP803", licence(f"enum = {enum}", *map(title, consts), type_=type_))
    assert [says in finding.message for finding in found[:1] if says] == ([True] if says else [])
    assert bool(found) is (says is not None)


def test_enumerations_that_okta_has_accepted() -> None:
    values = property_values("x", enum=["a"], one_of=[{"const": "b", "title": "B"}])
    address = "okta_app_user_schema_property.x"
    assert findings("MAP803", plan=plan(untouched(address, values))) == []
    assert findings("MAP803", state=state({address: values})) == []
    assert findings("MAP803", plan=plan(change(address, "create", after=values, unknown={"id": True})))


# --- provisioning ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ((), True),
        (("depends_on = [okta_app_connection.crm]",), False),
        (("description = okta_app_connection.crm.status",), False),
        (("depends_on = [okta_user_schema_property.first]",), False),  # which waits itself
        (("depends_on = [okta_user_schema_property.second]",), True),
    ],
)
def test_a_property_waits_for_the_connection(more: tuple[str, ...], found: bool) -> None:
    others = block(
        "okta_user_schema_property", "first", 'index = "a"', "depends_on = [okta_app_connection.crm]"
    ) + block("okta_user_schema_property", "second", 'index = "b"')
    text = CRM + CONNECTED + others + block("okta_app_user_schema_property", "badge", *BADGE, *more)
    assert [finding.severity.value for finding in findings("MAP804", text)] == (["warning"] if found else [])


def test_what_is_known_to_be_there_waits_for_nothing() -> None:
    text = CRM + CONNECTED + block("okta_app_user_schema_property", "badge", *BADGE)
    resources = {
        "okta_app_saml.crm": app_values(),
        "okta_app_user_schema_property.badge": property_values("badge"),
    }
    assert findings("MAP804", text, state=state(resources)) == []
    assert findings("MAP804", plan=plan(*(untouched(a, v) for a, v in resources.items()))) == []


def test_an_app_without_connection() -> None:
    badge = block("okta_app_user_schema_property", "badge", *BADGE)
    assert one("MAP804", CRM + badge).severity.value == "info"
    other = CRM.replace('label = "CRM"', 'label = "CRM"\n  preconfigured_app = "crm"')
    assert findings("MAP804", other + badge) == []
    assert findings("MAP804", CRM + badge.replace(SCIM, "")) == []
    assert findings("MAP804", badge) == []  # the app is declared elsewhere
    first = plan(
        change("okta_app_saml.crm", "create", after=app_values(), unknown={"id": True}),
        change(
            "okta_app_user_schema_property.badge",
            "create",
            after=property_values("badge"),
            unknown={"id": True, "app_id": True},
        ),
        configuration={
            "resources": [
                {
                    "address": "okta_app_user_schema_property.badge",
                    "mode": "managed",
                    "type": "okta_app_user_schema_property",
                    "name": "badge",
                    "expressions": {"app_id": {"references": ["okta_app_saml.crm.id", "okta_app_saml.crm"]}},
                }
            ]
        },
    )
    assert one("MAP804", plan=first).severity.value == "warning"


# --- direction ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ends", "expressions", "found"),
    [
        (IN, ["user.firstName", "user.lastName"], True),
        (OUT, ["appuser.firstName", "appuser.lastName"], True),
        (OUT, ["user.firstName", "user.lastName"], False),
        (IN, ["user.firstName"], False),  # a slip, and oel-wrong-prefix says so
        (IN, ["user.firstName", "user.lastName", "appuser.title"], False),
        (IN, ["user.firstName", "user.lastName", "source.title"], False),
        (("source_id = var.a", "target_id = var.b"), ["user.firstName", "user.lastName"], False),
    ],
)
def test_swapped_ends(ends: tuple[str, ...], expressions: list[str], found: bool) -> None:
    entries = [entry(f"x{number}", expression) for number, expression in enumerate(expressions)]
    assert bool(findings("MAP805", CRM + mapping(*ends, *entries))) is found


@pytest.mark.parametrize(
    ("source_id", "found"),
    [
        ('"okta_app_saml.crm.id"', True),
        ('"data.okta_user_profile_mapping_source.user.id"', True),
        ('"module.apps.okta_app_saml.crm[0].id"', True),
        ('"okta_app_saml.crm"', True),
        ('"module.crm.app_id"', True),
        ('"module.crm[0].app_id"', True),
        ('"var.app_id"', True),
        ('"local.app.id"', True),
        ('"each.value.id"', True),
        ('"variable.app"', False),
        ('"0oa1crm"', False),
        ('"${okta_app_saml.crm.id}"', False),
        ('"oktapreview.example"', False),
    ],
)
def test_addresses_as_texts(source_id: str, found: bool) -> None:
    assert bool(findings("MAP805", CRM + mapping(f"source_id = {source_id}", "target_id = var.x"))) is found


def test_an_app_id_as_text() -> None:
    badge = block("okta_app_user_schema_property", "badge", *BADGE)
    assert findings("MAP805", CRM + badge) == []
    quoted = badge.replace("okta_app_saml.crm.id", '"okta_app_saml.crm.id"')
    assert "`app_id`" in one("MAP805", CRM + quoted).message


def test_two_apps() -> None:
    found = one("MAP805", CRM + mapping("source_id = okta_idp_saml.x.id", "target_id = okta_app_saml.crm.id"))
    assert "apps or identity providers" in found.message


def test_the_user_type_that_an_identity_provider_tells() -> None:
    idp = block("okta_idp_oidc", "partner", "profile_master = false")
    ends = ("source_id = okta_idp_oidc.partner.id", "target_id = okta_idp_oidc.partner.user_type_id")
    assert findings("MAP805", idp + mapping(*ends, entry("firstName", "appuser.firstName"))) == []


# --- names that are declared ------------------------------------------------------------------------------------------------


COST = block(
    "okta_app_user_schema_property", "cost", "app_id = okta_app_saml.crm.id", 'index = "costCenter"', 'type = "string"'
)


@pytest.mark.parametrize(
    ("around", "ends", "variables", "near"),
    [
        (COST, OUT, ["costCentre"], "costCenter"),
        (COST, OUT, ["cost_center"], "costCenter"),
        (COST, OUT, ["costCentre", "costCenter"], None),  # each is meant for itself
        (COST, OUT, ["region"], None),  # may be declared elsewhere
        (COST, OUT, ["departmnt"], None),  # what else the app has is not known
        (COST + CONNECTED, OUT, ["departmnt"], "department"),  # Okta's SCIM template
        ("", IN, ["departmnt"], "department"),  # Okta's base attributes
        ("", IN, ["badge"], None),
    ],
)
def test_names_that_are_slips_of_declared_ones(
    around: str, ends: tuple[str, ...], variables: list[str], near: str | None
) -> None:
    expression = "user.title" if ends is OUT else "appuser.title"
    found = findings("MAP103", CRM + around + mapping(*ends, *(entry(name, expression) for name in variables)))
    assert [f"`{near}` is" in finding.message for finding in found] == ([True] if near else [])


def test_a_placeholder_is_an_error_only_where_it_goes_to_a_target() -> None:
    def severity(ends: tuple[str, ...], root: str) -> str:
        expression = f"{root}.title == null ? 'None' : {root}.title"
        return one("MAP309", CRM + CONNECTED + mapping(*ends, entry("title", expression))).severity.value

    assert severity(OUT, "user") == "error"
    assert severity(IN, "appuser") == "warning"


# --- push status ----------------------------------------------------------------------------------------------------------


def test_the_push_status_of_profile_sources() -> None:
    idp = block("okta_idp_saml", "partner", "profile_master = true")
    ends = ("source_id = okta_idp_saml.partner.id", f"target_id = {USER}")
    text = idp + mapping(*ends, entry("firstName", "appuser.firstName"))
    assert one("MAP808", text).severity.value == "error"
    assert one("MAP808", text.replace("profile_master = true", 'profile_master = "true"')).severity.value == "error"
    assert findings("MAP808", text.replace("profile_master = true", "profile_master = false")) == []
    assert findings("MAP808", text.replace("profile_master = true", "profile_master = var.x")) == []
    pushed = entry("firstName", "appuser.firstName", 'push_status = "PUSH"')
    assert findings("MAP808", idp + mapping(*ends, pushed)) == []
    assert findings("MAP808", idp + mapping(*ends, entry("a", "appuser.a", "push_status = var.x"))) == []
    # One `content` makes both entries: it is mended once.
    dynamic = (
        'dynamic "mappings" {\n    for_each = toset(["firstName", "lastName"])\n    content {\n'
        '      id         = mappings.key\n      expression = "appuser.${mappings.key}"\n    }\n  }'
    )
    fix = one("MAP808", idp + mapping(*ends, dynamic)).fix
    assert fix is not None
    assert len(fix.edits) == 1


def test_what_a_dynamic_block_leaves_out_is_put_nowhere_else() -> None:
    """The key of an entry is not its push status."""
    entries = ", ".join(f'{name} = "user.{name}"' for name in ("department", "title", "costCenter"))
    dynamic = (
        f'dynamic "mappings" {{\n    for_each = {{ {entries} }}\n    content {{\n'
        "      id         = mappings.key\n      expression = mappings.value\n    }\n  }"
    )
    pushed = [entry(f"x{n}", "user.city", 'push_status = "PUSH"') for n in range(4)]
    found = findings("MAP605", CRM + CONNECTED + mapping(*OUT, dynamic, *pushed))
    assert found
    assert {finding.fix for finding in found} == {None}


def test_the_push_status_of_an_app_by_what_a_plan_tells_of_it() -> None:
    inbound = mapping_values(
        ("title", "appuser.title", "PUSH"),
        source_id="0oa1crm", source_type="appuser", source_name="crm",
        target_id="oty1user", target_type="user", target_name="user",
    )  # fmt: skip
    for features, found in ((["PUSH_NEW_USERS"], True), (["PROFILE_MASTERING"], False), ([], False)):
        shown = plan(
            untouched("okta_app_saml.crm", app_values(features=features)),
            untouched("okta_profile_mapping.crm", inbound),
        )
        assert bool(findings("MAP808", plan=shown)) is found


# --- declared twice -------------------------------------------------------------------------------------------------------


def test_alternatives_are_no_doubles() -> None:
    twice = ("app_id = okta_app_saml.crm.id", 'index = "badge"', 'type = "string"')
    first, second = (block("okta_app_user_schema_property", name, *twice) for name in "ab")
    assert findings("MAP810", CRM, first, second)
    assert findings("MAP810", CRM, first, second.replace('"badge"', "var.x")) == []
    assert findings("MAP810", CRM, first, second.replace("okta_app_saml.crm.id", "var.app")) == []
    assert findings("MAP810", CRM, first, second.replace("{\n", "{\n  count = var.x ? 1 : 0\n")) == []
    assert findings("MAP810", CRM, first, second.replace("{\n", "{\n  count = 0\n")) == []
    assert findings("MAP810", CRM, first, second.replace("schema_property", "base_schema_property")) == []


def test_two_orgs_are_two() -> None:
    badge = block("okta_user_schema_property", "badge", 'index = "badge"', "provider = okta.hub")
    assert findings("MAP810", badge, badge.replace('"badge" {', '"other" {'))
    assert findings("MAP810", badge, badge.replace('"badge" {', '"other" {').replace("okta.hub", "okta.spoke")) == []


def test_one_mapping_in_several_resources() -> None:
    first, second = mapping(*OUT, entry("a")), mapping(*OUT, entry("b"), name="other")
    assert findings("MAP810", CRM, first, second) == []
    assert findings("MAP810", CRM, first, second.replace('"b"', '"a"'))
    assert findings("MAP810", CRM, first, second.replace("okta_app_saml.crm.id", "okta_app_saml.other.id")) == []
    assert findings("MAP810", CRM, first.replace("{\n", "{\n  delete_when_absent = true\n", 1), second)


def test_instances_of_one_block_are_told_apart() -> None:
    text = block(
        "okta_app_user_schema_property",
        "badge",
        'for_each = toset(["a", "b"])',
        "app_id = okta_app_saml.crm[each.key].id",
        'index = "badge"',
    ) + block("okta_app_saml", "crm", 'for_each = toset(["a", "b"])', "label = each.key")
    assert findings("MAP810", text) == []


# --- drift ----------------------------------------------------------------------------------------------------------------

APP = {"id": "0oa1crm", "label": "CRM", "name": "crm", "signOnMode": "SAML_2_0"}


def export(user_type: str = "user", **properties: str) -> dict[str, Any]:
    return {
        "id": f"prm1{user_type}",
        "source": {"type": "user", "id": f"oty1{user_type}", "name": user_type},
        "target": {"type": "appuser", "id": "0oa1crm", "name": "crm"},
        "properties": {name: {"expression": text, "pushStatus": "PUSH"} for name, text in properties.items()},
    }


def test_drift_only_where_nothing_else_can_be_meant() -> None:
    text = CRM + mapping(*OUT, entry("title", "user.title", 'push_status = "PUSH"'))
    other = export(title="user.nickName")
    assert len(findings("MAP809", text, app=APP, mapping=other)) == 1
    assert findings("MAP809", text, mapping=other) == []  # the app's id is not known
    assert findings("MAP809", text, app=APP, mapping=export(title=" user.title ")) == []
    # Several user types: the one that is meant counts.
    staff = export("staff", title="user.nickName")
    assert findings("MAP809", text, app=APP, mapping=export(title="user.title"), other=staff) == []
    assert len(findings("MAP809", text, app=APP, mapping=other, other=export("staff", title="user.title"))) == 1
    elsewhere = text.replace(USER, "var.user_type_id")
    assert findings("MAP809", elsewhere, app=APP, mapping=other, other=staff) == []
    assert findings("MAP809", text + mapping(*OUT, entry("x"), name="more"), app=APP, mapping=other) == []


def test_drift_of_a_property_that_terraform_is_told_to_ignore() -> None:
    schema = {
        "id": "https://acme.okta.example/meta/schemas/apps/0oa1crm/default",
        "definitions": {"custom": {"id": "#custom", "properties": {"badge": {"type": "string", "externalName": "no"}}}},
    }
    badge = block("okta_app_user_schema_property", "badge", *BADGE)
    assert "every user's value" in (one("MAP809", CRM + badge, app=APP, schema=schema).consequence or "")
    ignored = block(
        "okta_app_user_schema_property", "badge", *BADGE, "lifecycle {\n    ignore_changes = [external_name]\n  }"
    )
    assert findings("MAP809", CRM + ignored, app=APP, schema=schema) == []


# --- changed types --------------------------------------------------------------------------------------------------------


def schema(updated: str | None, **properties: Any) -> dict[str, Any]:
    value: dict[str, Any] = {
        "id": "https://acme.okta.example/meta/schemas/user/osc1",
        "definitions": {"custom": {"id": "#custom", "properties": properties}},
    }
    return {**value, "lastUpdated": updated} if updated else value


def test_versions_of_a_schema_by_their_dates() -> None:
    text, number = {"type": "string"}, {"type": "integer"}
    first, second = "2026-01-01T00:00:00.000Z", "2026-02-01T00:00:00.000Z"
    assert len(findings("MAP207", a=schema(first, x=text), b=schema(second, x=number))) == 1
    assert len(findings("MAP207", a=schema(second, x=text), b=schema(first, x=number))) == 1
    assert findings("MAP207", a=schema(first, x=text), b=schema(first, x=number)) == []
    assert findings("MAP207", a=schema(None, x=text), b=schema(second, x=number)) == []
    assert findings("MAP207", a=schema(first, x=text), b=schema(second, y=number)) == []
    lists = {"type": "array", "items": {"type": "string"}}
    assert len(findings("MAP207", a=schema(first, x=lists), b=schema(second, x={**lists, "items": number}))) == 1


def test_an_older_schema_is_read_for_nothing_else() -> None:
    """What it lacks is not lacking."""
    mapped = export(badge="user.title")
    versions = {}
    for date, properties in (("2026-01-01", {}), ("2026-02-01", {"badge": {"type": "string"}})):
        id_ = "https://acme.okta.example/meta/schemas/apps/0oa1crm/default"
        versions[date] = {**schema(date, **properties), "id": id_}
    old, new = versions.values()
    assert findings("MAP103", mapping=mapped, schema=old)
    assert findings("MAP103", mapping=mapped, a_schema=old, b_schema=new) == []
    assert findings("MAP103", mapping=mapped, a_schema=new, b_schema=old) == []
    report = check_files(RULES["MAP207"], {"a.json": json.dumps(old), "b.json": json.dumps(new)})
    assert any("older export" in sentence for sentence in report.assumed)


# --- whatever Terraform prints --------------------------------------------------------------------------------------------

TYPES = (
    "okta_profile_mapping okta_app_user_schema_property okta_user_schema_property okta_app_user_base_schema_property "
    "okta_app_saml okta_app_oauth okta_app_connection okta_idp_saml okta_user_type okta_user_profile_mapping_source "
    "okta_group okta_group_rule okta_app_group_assignment"
).split()
NAMES_OF_ATTRIBUTES = (
    "id index type array_type enum one_of array_enum array_one_of external_name external_namespace scope unique union title "
    "app_id user_type source_id target_id source_type target_type mappings delete_when_absent always_apply label name "
    "features user_name_template user_name_template_type profile_master const expression push_status action base_url"
).split()
TEXTS = st.sampled_from(
    [
        "",
        "x",
        "badge",
        "PUSH",
        "string",
        "array",
        "integer",
        "0oa1",
        "oty1",
        "user.title",
        "appuser.x +",
        "urn:x",
        "default",
    ]
)
LEAVES = st.none() | st.booleans() | st.integers(-2, 5) | st.floats(allow_nan=False, width=16) | TEXTS
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES_OF_ATTRIBUTES), inner, max_size=5)
    ),
    max_leaves=12,
)
ATTRIBUTES = st.none() | st.dictionaries(st.sampled_from(NAMES_OF_ATTRIBUTES), VALUES, max_size=8)
ACTIONS = st.sampled_from(
    [["no-op"], ["create"], ["update"], ["delete"], ["delete", "create"], ["create", "delete"], []]
)
CHANGE = st.fixed_dictionaries(
    {"actions": ACTIONS, "before": ATTRIBUTES, "after": ATTRIBUTES, "after_unknown": ATTRIBUTES},
    optional={
        "after_sensitive": ATTRIBUTES,
        "replace_paths": st.lists(st.lists(st.sampled_from(NAMES_OF_ATTRIBUTES), max_size=2), max_size=2),
    },
)
EXPRESSIONS = st.dictionaries(
    st.sampled_from(NAMES_OF_ATTRIBUTES),
    st.fixed_dictionaries(
        {"references": st.lists(st.sampled_from([f"{type_}.a.id" for type_ in TYPES] + ["var.x", "each.key"]))}
    ),
    max_size=3,
)


@st.composite
def printed_plans(draw: st.DrawFn) -> dict[str, Any]:
    listed = draw(st.lists(st.tuples(st.sampled_from(TYPES), st.sampled_from("ab"), CHANGE), max_size=5))
    changes = [
        {"address": f"{t}.{n}", "mode": "managed", "type": t, "name": n, "change": body} for t, n, body in listed
    ]
    written = [
        {"address": f"{t}.{n}", "mode": "managed", "type": t, "name": n, "expressions": draw(EXPRESSIONS)}
        for t, n, _ in listed
    ]
    return {
        "format_version": "1.2",
        "terraform_version": "1.9.5",
        "resource_changes": changes,
        "configuration": {"root_module": {"resources": written}},
    }


@given(printed_plans(), st.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_breaks_over_what_terraform_may_print(shown: dict[str, Any], beside_files: bool) -> None:
    """Neither the readers nor any rule; alone and beside a configuration with the same addresses."""
    inputs = Inputs([], [], [])
    add_document(inputs, read_text(json.dumps(shown), "plan.json"), named=True)
    if beside_files:
        blocks = "".join(
            block(type_, "a", 'index = "badge"', "app_id = okta_app_saml.a.id", "source_id = var.x") for type_ in TYPES
        )
        add_document(inputs, read_text(blocks, "main.tf"), named=True)
    judge(inputs)


def judge(inputs: Inputs) -> None:
    """Run all rules; one that breaks is a failure."""

    def fail(rule: Rule, error: Exception) -> None:
        raise AssertionError(rule.name) from error

    with contextlib.suppress(InputError):  # nothing of Okta in it
        check_inputs(Prepared(inputs, list(RULES.values()), None), fail)


WHOLE = (
    'variable "entries" {\n  type = map(object({ id = string, push = optional(string, "PUSH") }))\n'
    '  default = { a = { id = "title" } }\n}\n'
    'locals {\n  listed = [for key, entry in var.entries : { id = entry.id, e = "user.${entry.id}" } if entry.push == "PUSH"]\n'
    "  back   = try(local.listed[0].none, local.back, <<-EOT\n    %{ if true }user.title%{ endif }\n  EOT\n  )\n}\n"
    'module "app" {\n  source = "./"\n  entries = var.entries\n}\n'
    + CRM
    + CONNECTED
    + block("okta_app_user_schema_property", "badge", *BADGE, 'enum = ["a"]', 'one_of {\n    const = "a"\n  }')
    + mapping(
        *OUT,
        "for_each = var.entries",
        'dynamic "mappings" {\n    for_each = local.listed\n    content {\n      id = mappings.value.id\n'
        "      expression = mappings.value.e\n    }\n  }",
        entry("email", 'user.email == \\"\\" ? null : user.email'),
    )
)
PARTS = [
    '"', "${", "%{", "}", "{", "[", "]", "(", ")", "\n", "<<EOT\n", "\\", "=", ".*.", "[*]", "...", "null", "each.value.x",
    "for", "dynamic", "$${", "/*", "#", "\0", "\ufeff", "\r", "\t", "é", "𝒳", "?", ":", "=>", "optional(", "try(", "0",
]  # fmt: skip
DAMAGE = st.lists(
    st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 120), st.one_of(st.just(""), st.sampled_from(PARTS))),
    min_size=1,
    max_size=5,
)


@given(DAMAGE)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_breaks_over_a_configuration_that_is_damaged(damage: list[tuple[int, int, str]]) -> None:
    """Parts cut out, others put in: whatever it is then, it is read as far as it goes."""
    text = WHOLE
    for start, length, part in damage:
        text = text[:start] + part + text[start + length * (part == "") :]
    inputs = Inputs([], [], [])
    try:
        document = read_text(text, "main.tf")
    except Unreadable:
        return
    add_document(inputs, document, named=True)
    judge(inputs)
