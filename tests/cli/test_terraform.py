"""`maplint check` on Terraform, as a person uses it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.cli.running import maplint

if TYPE_CHECKING:
    from pathlib import Path

MAIN = """\
resource "okta_app_saml" "rota" {
  label = "Rota"
}

resource "okta_profile_mapping" "rota" {
  source_id = data.okta_user_profile_mapping_source.user.id
  target_id = okta_app_saml.rota.id

  mappings {
    id         = "given_name" # as the target calls it
    expression = "user.firstName"
  }

  mappings {
    id          = "displayName"
    expression  = "user.firstName + \\" \\" + user.lastNme + \\"@${local.domain}\\""
    push_status = "PUSH"
  }
}
"""
LOCALS = 'locals {\n  domain = "rota.example"\n}\n'


def findings(folder: Path, *arguments: str) -> list[tuple[str, str, int, int, str]]:
    outcome = maplint("check", *arguments, "--ignore", "terraform", "--format", "json", cwd=folder)
    return [
        (f["code"], f["location"]["path"], f["location"]["line"], f["location"]["column"], f["location"]["pointer"])
        for f in json.loads(outcome.out)["findings"]
        if f["severity"] != "info"
    ]


def test_findings_stand_in_the_files_as_they_are_written(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(MAIN)
    (tmp_path / "locals.tf").write_text(LOCALS)
    mapping = "/resource/okta_profile_mapping/rota/mappings"
    expected = [
        ("MAP104", "main.tf", 10, 18, f"{mapping}/0/id"),
        ("MAP703", "main.tf", 16, 50, f"{mapping}/1/expression"),
    ]
    assert findings(tmp_path, ".") == expected
    # One file alone is read with its neighbours.
    assert findings(tmp_path, "main.tf") == expected


def test_context_is_not_reported(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(MAIN)
    (tmp_path / "locals.tf").write_text(LOCALS)
    assert findings(tmp_path, "locals.tf") == []
    assert maplint("check", "locals.tf", cwd=tmp_path).status == 0


def test_what_a_file_takes_from_its_neighbours_is_judged_and_mended_there(tmp_path: Path) -> None:
    dynamic = """\
resource "okta_profile_mapping" "m" {
  source_id = data.okta_user_profile_mapping_source.user.id
  dynamic "mappings" {
    for_each = local.plain
    content {
      id         = mappings.key
      expression = mappings.value
    }
  }
}
"""
    (tmp_path / "main.tf").write_text(dynamic)
    (tmp_path / "locals.tf").write_text('locals {\n  plain = {\n    title = "user.titel" # sic\n  }\n}\n')
    (tmp_path / "other.tf").write_text(MAIN)
    assert findings(tmp_path, "main.tf") == [("MAP703", "locals.tf", 3, 19, "/locals/0/plain/title")]
    maplint("check", "main.tf", "--fix", "--unsafe-fixes", cwd=tmp_path)
    assert (tmp_path / "locals.tf").read_text() == 'locals {\n  plain = {\n    title = "user.title" # sic\n  }\n}\n'
    assert (tmp_path / "other.tf").read_text() == MAIN


def test_expressions_in_files_that_terraform_reads(tmp_path: Path) -> None:
    for folder in ("infra/modules/app", "infra/data"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "infra" / "main.tf").write_text(
        'module "app" {\n  source   = "./modules/app"\n'
        '  mappings = yamldecode(file("${path.module}/data/rota.yaml")).mappings\n}\n'
    )
    (tmp_path / "infra" / "modules" / "app" / "main.tf").write_text(
        'variable "mappings" {}\n\nresource "okta_profile_mapping" "m" {\n'
        "  source_id = data.okta_user_profile_mapping_source.user.id\n"
        '  dynamic "mappings" {\n    for_each = merge(var.mappings, jsondecode(file("${path.module}/more.json")))\n'
        "    content {\n      id         = mappings.key\n      expression = mappings.value\n    }\n  }\n}\n"
    )
    yaml = "mappings:\n  title: user.titel # sic\n  nickName: user.nickName\n"
    (tmp_path / "infra" / "data" / "rota.yaml").write_text(yaml)
    (tmp_path / "infra" / "modules" / "app" / "more.json").write_text('{"department": "user.departmnt"}')
    expected = [
        ("MAP703", "infra/modules/app/more.json", 1, 22, "/department"),
        ("MAP703", "infra/data/rota.yaml", 2, 15, "/mappings/title"),
    ]
    assert sorted(findings(tmp_path, "infra")) == sorted(expected)
    maplint("check", "infra", "--unsafe-fixes", cwd=tmp_path)
    assert (tmp_path / "infra" / "data" / "rota.yaml").read_text() == yaml.replace("titel", "title")
    assert (tmp_path / "infra" / "modules" / "app" / "more.json").read_text() == '{"department": "user.department"}'


def test_fixes_keep_the_rest_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(MAIN + LOCALS)
    maplint("check", "main.tf", "--fix", "--unsafe-fixes", cwd=tmp_path)
    right = MAIN.replace('"given_name"', '"givenName"').replace("user.lastNme", "user.lastName") + LOCALS
    assert (tmp_path / "main.tf").read_text() == right


def test_a_fix_that_another_one_stands_in_the_way_of(tmp_path: Path) -> None:
    """Mending one of two doubles would make them differ: it is tried again when the other one is gone."""
    double = '  mappings {\n    id         = "title"\n    expression = "user.Title"\n  }\n'
    head = 'resource "okta_profile_mapping" "m" {\n  source_id = "otyabcdefghijklmnopq"\n  target_id = "0oaabcdefghijklmnopq"\n'
    (tmp_path / "main.tf").write_text(head + double + double + "}\n")
    outcome = maplint("check", "main.tf", "--fix", cwd=tmp_path)
    assert "not applied" not in outcome.err
    once = (tmp_path / "main.tf").read_text()
    assert once == head + double.replace("user.Title", "user.title") + "}\n"
    maplint("check", "main.tf", "--fix", cwd=tmp_path)
    assert (tmp_path / "main.tf").read_text() == once


def test_broken_blocks_are_told_and_the_others_checked(tmp_path: Path) -> None:
    broken = 'resource "okta_group" "x" {\n  name = "x\n}\n'
    (tmp_path / "main.tf").write_text(broken + MAIN + LOCALS)
    assert [(code, line) for code, _, line, _, _ in findings(tmp_path, "main.tf")] == [
        ("MAP001", 2),
        ("MAP104", 13),
        ("MAP703", 19),
    ]
    assert maplint("check", "main.tf", cwd=tmp_path).status == 2


def test_a_mended_block_is_mended_further(tmp_path: Path) -> None:
    block = """\
resource "okta_profile_mapping" "m" {
  source_id = data.okta_user_profile_mapping_source.user.id
  mappings {
    id         = "nickName"
    expression = "user.firstNme + " " + user.lastName"
  }
  mappings {
    id         = "title"
    expression = "user.title == "x" ? "y" : user.title" # both
  }
}
"""
    (tmp_path / "main.tf").write_text(block)
    assert [(code, line) for code, _, line, _, _ in findings(tmp_path, "main.tf")] == [("MAP711", 5)]
    maplint("check", "main.tf", "--unsafe-fixes", cwd=tmp_path)
    text = (tmp_path / "main.tf").read_text()
    assert '"user.firstName + \\" \\" + user.lastName"' in text
    assert '"user.title == \\"x\\" ? \\"y\\" : user.title" # both' in text


def test_terraform_of_something_else(tmp_path: Path) -> None:
    (tmp_path / "net.tf").write_text('resource "aws_vpc" "x" {\n  name = "x\n}\n')
    (tmp_path / "main.tf").write_text(MAIN.replace("given_name", "givenName").replace("lastNme", "lastName"))
    assert maplint("check", ".", cwd=tmp_path).status == 0
    (tmp_path / "main.tf").unlink()
    outcome = maplint("check", ".", cwd=tmp_path)
    assert outcome.status == 2
    assert "nothing to check" in outcome.err


def test_exports_and_terraform_together(tmp_path: Path) -> None:
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "main.tf").write_text(MAIN + LOCALS)
    (tmp_path / "export").mkdir()
    export = {
        "source": {"type": "user", "id": "oty1"},
        "target": {"type": "appuser", "id": "0oa1"},
        "properties": {"nickName": {"expression": "user.nickNme", "pushStatus": "PUSH"}},
    }
    (tmp_path / "export" / "mapping.json").write_text(json.dumps(export))
    found = findings(tmp_path, "infra/", "export")
    assert [(code, path) for code, path, _, _, _ in found] == [
        ("MAP104", "infra/main.tf"),
        ("MAP703", "infra/main.tf"),
        ("MAP703", "export/mapping.json"),
    ]


def test_a_clean_file_of_windows(tmp_path: Path) -> None:
    text = MAIN.replace("given_name", "givenName").replace("lastNme", "lastName") + LOCALS
    (tmp_path / "main.tf").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert maplint("check", "main.tf", cwd=tmp_path).status == 0


def test_one_cause_is_one_finding_in_terraform_too(tmp_path: Path) -> None:
    """Swapped ends make every prefix wrong, and the targets those of the other side."""
    text = MAIN.replace("given_name", "givenName").replace("lastNme", "lastName") + LOCALS
    first, second = "data.okta_user_profile_mapping_source.user.id", "okta_app_saml.rota.id"
    swapped = text.replace(first, "?").replace(second, first).replace("?", second)
    (tmp_path / "main.tf").write_text(swapped)
    outcome = maplint("check", "main.tf", "--format", "json", "--ignore", "tf-delete-when-absent", cwd=tmp_path)
    shown = [f["code"] for f in json.loads(outcome.out)["findings"] if f["severity"] != "info"]
    assert shown == ["MAP805"]
    maplint("check", "main.tf", "--unsafe-fixes", cwd=tmp_path)
    assert (tmp_path / "main.tf").read_text() == text
