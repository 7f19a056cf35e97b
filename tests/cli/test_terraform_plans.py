"""`maplint check` on plans and states, alone and beside the configuration that they are of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.running import maplint
from tests.terraform.shown import app_values, change, mapping_values, plan, property_values, raw_state, state, untouched

if TYPE_CHECKING:
    from pathlib import Path

CRM, BADGE, MAPPING = "okta_app_saml.crm", "okta_app_user_schema_property.badge", "okta_profile_mapping.crm"
USER = "data.okta_user_profile_mapping_source.user"
USER_VALUES = {"id": "oty1user", "name": "user", "type": "user"}

MAIN = """\
variable "department" {}

data "okta_user_profile_mapping_source" "user" {}

resource "okta_app_saml" "crm" {
  label              = "CRM"
  user_name_template = "$${source.email}"
}

resource "okta_app_user_schema_property" "badge" {
  app_id             = okta_app_saml.crm.id
  index              = "badge"
  title              = "Badge"
  type               = "string"
  external_name      = "employee_number"
  external_namespace = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
}

resource "okta_profile_mapping" "crm" {
  source_id          = data.okta_user_profile_mapping_source.user.id
  target_id          = okta_app_saml.crm.id
  delete_when_absent = false
  always_apply       = false

  mappings {
    id          = "badge"
    expression  = "user.employeeNumbr"
    push_status = "PUSH"
  }

  mappings {
    id          = "department"
    expression  = var.department
    push_status = "PUSH"
  }
}
"""
ENTRIES = (("badge", "user.employeeNumbr", "PUSH"), ("department", "user.departmnt", "PUSH"))
VALUES = {
    CRM: app_values(),
    BADGE: property_values(
        "badge",
        external_name="employee_number",
        external_namespace="urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
    ),
    MAPPING: mapping_values(*ENTRIES),
}
PLAN = plan(*(untouched(address, values) for address, values in VALUES.items()), prior={USER: USER_VALUES})
FIRST_PLAN = plan(
    change(CRM, "create", after=VALUES[CRM], unknown={"id": True}),
    change(BADGE, "create", after=VALUES[BADGE], unknown={"id": True, "app_id": True}),
    change(MAPPING, "create", after=VALUES[MAPPING], unknown={"id": True, "target_id": True}),
    prior={USER: USER_VALUES},
)
STATE = state({**VALUES, USER: USER_VALUES})
RAW_STATE = raw_state({**VALUES, USER: USER_VALUES})


def findings(folder: Path, *arguments: str) -> list[tuple[str, str, str]]:
    """Rule, file and pointer of each finding that is shown by default."""
    outcome = maplint("check", *arguments, "--format", "json", cwd=folder)
    return [
        (f["rule"], f["location"]["path"], f["location"]["pointer"])
        for f in json.loads(outcome.out)["findings"]
        if f["severity"] != "info"
    ]


def write(folder: Path, main: str = MAIN, **shown: dict[str, Any]) -> None:
    (folder / "main.tf").write_text(main)
    for name, value in shown.items():
        suffix = "tfstate" if name == "terraform" else "json"
        (folder / f"{name}.{suffix}").write_text(json.dumps(value))


@pytest.mark.parametrize(
    ("name", "value", "badge", "mappings"),
    [
        ("plan.json", PLAN, "/resource_changes/1/change/after", "/resource_changes/2/change/after/mappings"),
        (
            "state.json",
            STATE,
            "/values/root_module/resources/1/values",
            "/values/root_module/resources/2/values/mappings",
        ),
        (
            "terraform.tfstate",
            RAW_STATE,
            "/resources/1/instances/0/attributes",
            "/resources/2/instances/0/attributes/mappings",
        ),
    ],
)
def test_alone_they_are_judged_as_exports_are(
    tmp_path: Path, name: str, value: dict[str, Any], badge: str, mappings: str
) -> None:
    (tmp_path / name).write_text(json.dumps(value))
    assert sorted(findings(tmp_path, name)) == [
        ("oel-unknown-attribute", name, f"{mappings}/0/expression"),
        ("oel-unknown-attribute", name, f"{mappings}/1/expression"),
        ("target-attribute-misspelled", name, f"{badge}/external_name"),
    ]
    # A program wrote it and will write it again: nothing in it is mended.
    before = (tmp_path / name).read_bytes()
    maplint("check", name, "--unsafe-fixes", cwd=tmp_path)
    assert (tmp_path / name).read_bytes() == before


IN_MAIN = [
    ("oel-unknown-attribute", "main.tf", "/resource/okta_profile_mapping/crm/mappings/0/expression"),
    (
        "target-attribute-misspelled",
        "main.tf",
        "/resource/okta_app_user_schema_property/badge/external_name",
    ),
]
OF_THE_PLAN = ("oel-unknown-attribute", "main.tf", "/resource/okta_profile_mapping/crm/mappings/1/expression")


def test_beside_its_configuration_nothing_is_said_twice(tmp_path: Path) -> None:
    write(tmp_path, plan=PLAN)
    assert sorted(findings(tmp_path, "main.tf")) == IN_MAIN
    # What the configuration leaves open and the plan knows is said where it can be changed.
    assert sorted(findings(tmp_path, ".")) == sorted([*IN_MAIN, OF_THE_PLAN])
    assert sorted(findings(tmp_path, "main.tf", "plan.json")) == sorted([*IN_MAIN, OF_THE_PLAN])
    (tmp_path / "plan.json").unlink()
    write(tmp_path, state=STATE, terraform=RAW_STATE)
    assert sorted(findings(tmp_path, ".")) == IN_MAIN


def test_two_plans_of_one_configuration(tmp_path: Path) -> None:
    other = mapping_values(("badge", "user.employeeNumbr", "PUSH"), ("department", "user.division", "PUSH"))
    second = plan(
        untouched(CRM, VALUES[CRM]),
        untouched(BADGE, VALUES[BADGE]),
        untouched(MAPPING, other),
        prior={USER: USER_VALUES},
    )
    write(tmp_path, plan=PLAN, plan_of_prod=second)
    assert sorted(findings(tmp_path, ".")) == sorted([*IN_MAIN, OF_THE_PLAN])


@pytest.mark.parametrize(
    ("shown", "applied"),
    [
        ({}, False),
        ({"plan": PLAN}, False),
        ({"state": STATE}, False),
        ({"terraform": RAW_STATE}, False),
        ({"plan": FIRST_PLAN}, True),
    ],
    ids=["alone", "plan", "state", "raw state", "plan that creates it"],
)
def test_fixes_that_replace_an_applied_property_are_shown_and_never_applied(
    tmp_path: Path, shown: dict[str, Any], applied: bool
) -> None:
    write(tmp_path, **shown)
    outcome = maplint("check", ".", "--select", "target-attribute-misspelled", cwd=tmp_path)
    assert "write `employeeNumber`" in outcome.out
    assert ("[by hand]" in outcome.out) is not applied
    maplint("check", ".", "--fix", "--unsafe-fixes", cwd=tmp_path)
    text = (tmp_path / "main.tf").read_text()
    assert ('"employeeNumber"' in text) is applied
    assert '"user.employeeNumber"' in text  # an expression is changed in place


@pytest.mark.parametrize("argument", ["index", "type", "external_name", "external_namespace", "array_type", "scope"])
def test_a_state_tells_what_the_next_apply_destroys(tmp_path: Path, argument: str) -> None:
    values = {**VALUES[BADGE], "array_type": "number", "scope": "SELF", argument: "other"}
    main = MAIN.replace('  title              = "Badge"', '  array_type = "number"\n  scope = "SELF"')
    write(tmp_path, main, state=state({**VALUES, BADGE: values}))
    pointer = f"/resource/okta_app_user_schema_property/badge/{argument}"
    assert findings(tmp_path, ".", "--select", "MAP802") == [("tf-schema-property-replace", "main.tf", pointer)]
    ignored = f'  index              = "badge"\n  lifecycle {{\n    ignore_changes = [{argument}]\n  }}'
    write(tmp_path, main.replace('  index              = "badge"', ignored))
    assert findings(tmp_path, ".", "--select", "MAP802") == []


def test_exports_beside_terraform_are_joined_by_what_a_state_knows(tmp_path: Path) -> None:
    """The label of the app is unknown, the id in the state is not."""
    main = MAIN.replace('"CRM"', "var.label")
    export = {
        "id": "prm1crm",
        "source": {"type": "user", "id": "oty1user", "name": "user"},
        "target": {"type": "appuser", "id": "0oa1crm", "name": "crm"},
        "properties": {"badge": {"expression": "user.employeeNumber", "pushStatus": "PUSH"}},
    }
    write(tmp_path, main, mapping=export)
    assert findings(tmp_path, ".", "--select", "MAP809") == []
    write(tmp_path, main, state=STATE)
    pointer = "/resource/okta_profile_mapping/crm/mappings"
    assert findings(tmp_path, ".", "--select", "MAP809") == [
        ("tf-export-drift", "main.tf", f"{pointer}/0/expression"),
        ("tf-export-drift", "main.tf", f"{pointer}/1/id"),
    ]


def test_drift_is_not_what_a_plan_is_about_to_change(tmp_path: Path) -> None:
    export = {
        "id": "prm1crm",
        "source": {"type": "user", "id": "oty1user", "name": "user"},
        "target": {"type": "appuser", "id": "0oa1crm", "name": "crm"},
        "properties": {"badge": {"expression": "user.employeeNumber", "pushStatus": "PUSH"}},
    }
    before = mapping_values(("badge", "user.employeeNumber", "PUSH"))
    changed = plan(change(MAPPING, "update", before=before, after=VALUES[MAPPING]))
    (tmp_path / "mapping.json").write_text(json.dumps(export))
    (tmp_path / "plan.json").write_text(json.dumps(changed))
    assert findings(tmp_path, ".", "--select", "MAP809") == []
    (tmp_path / "plan.json").write_text(json.dumps(plan(untouched(MAPPING, VALUES[MAPPING]))))
    assert [rule for rule, _, _ in findings(tmp_path, ".", "--select", "MAP809")] == ["tf-export-drift"] * 2


def test_a_plan_of_nothing_of_okta_is_no_input(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(json.dumps(plan()))
    outcome = maplint("check", "plan.json", cwd=tmp_path)
    assert outcome.status == 2
    assert "nothing to check" in outcome.err


def test_what_people_take_for_a_plan(tmp_path: Path) -> None:
    log = {"@level": "info", "@message": "Terraform 1.9.5", "@module": "terraform.ui", "type": "version"}
    (tmp_path / "log.json").write_text(f"{json.dumps(log)}\n{json.dumps(log)}\n")
    (tmp_path / "tfplan").write_bytes(b"PK\x03\x04\x14\x00\x08\x89")
    for name in ("log.json", "tfplan"):
        outcome = maplint("check", name, cwd=tmp_path)
        assert outcome.status == 2
        assert "terraform show -json" in outcome.out + outcome.err


def test_another_version_of_the_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(json.dumps({**PLAN, "format_version": "2.0"}))
    outcome = maplint("check", "plan.json", cwd=tmp_path)
    assert outcome.status == 2
    assert "`format_version` is `2.0`" in outcome.err


def test_secrets_that_stand_beside_a_finding_are_not_shown(tmp_path: Path) -> None:
    """Terraform prints a plan on one line, what is sensitive in plain text."""
    values = {
        **app_values(user_name_template="source.emial", user_name_template_type="CUSTOM"),
        "user_name_secret": "s3cret",
    }
    values["token"] = "t0ken"
    shown = plan(
        change(CRM, "no-op", before=values, after=values, after_sensitive={"token": True, "user_name_secret": True}),
        untouched(MAPPING, mapping_values()),
    )
    (tmp_path / "plan.json").write_text(json.dumps(shown, sort_keys=True))
    for format_ in ("full", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown", "rdjson"):
        outcome = maplint("check", "plan.json", "--format", format_, "--preset", "audit", cwd=tmp_path)
        assert "MAP" in outcome.out
        assert "s3cret" not in outcome.out
        assert "t0ken" not in outcome.out
