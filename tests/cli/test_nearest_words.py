"""Every word that a person can type: a slip in it is told with the right one, in one sentence, with status 2."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import maplint as package
from maplint.engine.select import SelectionError
from tests.cli.running import maplint

if TYPE_CHECKING:
    from pathlib import Path

MAPPING = """{"source": {"type": "user"}, "target": {"type": "appuser", "name": "paperlane"},
 "properties": {"givenName": {"expression": "user.firstName", "pushStatus": "PUSH"}}}"""
TARGET: dict[str, object] = {"id": "rota", "title": "the rota", "scim_version": "2.0", "limits": [], "sources": {}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mapping.json").write_text(MAPPING)
    (tmp_path / "user.json").write_text('{"login": "ada"}')
    (tmp_path / "crm").mkdir()
    return tmp_path


COMMAND_LINE = {
    "a command": (["chek"], "`check`"),
    "a command of a command": (["config", "shw"], "`show`"),
    "another one": (["targets", "shwo"], "`show`"),
    "an option": (["check", "--selct", "names"], "`--select`"),
    "an option of a command of a command": (["config", "show", "--confg", "x"], "`--config`"),
    "a format": (["check", "mapping.json", "--format", "sarf"], "`sarif`"),
    "a format with a file": (["check", "mapping.json", "--format", "jnit=x"], "`junit`"),
    "a format of a list": (["rules", "--format", "jsn"], "`json`"),
    "a preset": (["check", "mapping.json", "--preset", "adit"], "`audit`"),
    "a severity": (["check", "mapping.json", "--fail-on", "warn"], "`warning`"),
    "another severity": (["check", "mapping.json", "--show", "inf"], "`info`"),
    "a name of a rule": (["check", "mapping.json", "--select", "value-lenght"], "`value-length`"),
    "a code with a letter for a digit": (["check", "mapping.json", "--ignore", "MAP1O4"], "`MAP104`"),
    "a prefix of codes": (["check", "mapping.json", "--select", "MPA1"], "`MAP1`"),
    "a family": (["check", "mapping.json", "--select", "expresions"], "`expressions`"),
    "all": (["check", "mapping.json", "--select", "ALLL"], "`ALL`"),
    "a rule to explain": (["explain", "oel-sytnax"], "`oel-syntax`"),
    "a target": (["check", "mapping.json", "--target", "slak"], "`slack`"),
    "a target to show": (["targets", "show", "zom"], "`zoom`"),
    "a target's schema": (["schema", "--target", "snowflak"], "`snowflake`"),
    "a file": (["check", "maping.json"], "`mapping.json`"),
    "a target's file": (["check", "mapping.json", "--target", "./maping.json"], "`mapping.json`"),
    "a configuration": (["check", "mapping.json", "--config", "usr.json"], "`user.json`"),
    "a folder": (["init", "cmr"], "`crm`"),
    "a user": (["eval", "user.login", "--user", "usr.json"], "`user.json`"),
    "a function": (["functions", "String.substringAftr"], "`String.substringAfter`"),
}


@pytest.mark.parametrize("name", COMMAND_LINE)
def test_on_the_command_line(name: str, folder: Path) -> None:
    arguments, meant = COMMAND_LINE[name]
    outcome = maplint(*arguments, cwd=folder)
    assert outcome.status == 2
    assert outcome.out == ""
    assert len(outcome.err.splitlines()) == 1
    assert f"did you mean {meant}?" in outcome.err


CONFIGURATION = {
    "a setting": ("selct: [names]", "1:1", "select"),
    "a preset": ("preset: adit", "1:9", "audit"),
    "a severity": ("fail-on: eror", "1:10", "error"),
    "another severity": ("show: warn", "1:7", "warning"),
    "a target": ("target: slak", "1:1", "slack"),
    "a target of a project": ("projects: {crm: {files: crm/, target: slak}}", "1:12", "slack"),
    "a rule": ("rules: {value-lenght: off}", "1:9", "value-length"),
    "off": ("rules: {value-length: of}", "1:23", "off"),
    "a severity of a rule": ("rules: {value-length: {severity: eror}}", "1:34", "error"),
    "an option of a rule": ("rules: {value-length: {severty: info}}", "1:24", "severity"),
    "a selected rule": ("select: [oel-sytnax]", "1:10", "oel-syntax"),
    "an ignored family": ("ignore: fromats", "1:9", "formats"),
    "a mandatory rule": ("mandatory: [oel-sytnax]", "1:13", "oel-syntax"),
    "a per-file ignore": ('per-file-ignores: {"crm/": [oel-sytnax]}', "1:29", "oel-syntax"),
    "a key of a project": ("projects: {crm: {fils: crm/}}", "1:18", "files"),
    "a short key of a project": ("projects: {crm: {ap: crm}}", "1:18", "app"),
    "a key of an ignore": ("ignores: [{rul: oel-syntax, file: x, reason: y}]", "1:12", "rule"),
    "the reason of an ignore": ("ignores: [{rule: oel-syntax, file: x, reson: y}]", "1:39", "reason"),
    "the file of an ignore": ("ignores: [{rule: oel-syntax, flie: x, reason: y}]", "1:30", "file"),
    "the rule of an ignore": ("ignores: [{rule: oel-sytnax, file: x, reason: y}]", "1:18", "oel-syntax"),
    "an extended configuration": ("extend: usr.json", "1:9", "user.json"),
    "a companion": ("projects: {crm: {files: '*.json', companions: usr.json}}", "1:12", "user.json"),
}


@pytest.mark.parametrize("name", CONFIGURATION)
def test_in_the_configuration(name: str, folder: Path) -> None:
    text, at, meant = CONFIGURATION[name]
    (folder / "maplint.yaml").write_text(text)
    outcome = maplint("check", "mapping.json", cwd=folder)
    assert outcome.status == 2
    assert outcome.out == ""
    assert outcome.err.startswith(f"error: maplint.yaml:{at}: ")
    assert f"{meant}`?" in outcome.err.rpartition("did you mean `")[2]
    if name != "the rule of an ignore":
        (folder / "maplint.yaml").unlink()
        (folder / "pyproject.toml").write_text(f"[tool.maplint]\n{toml(text)}")
        assert f"{meant}`?" in maplint("check", "mapping.json", cwd=folder).err.rpartition("did you mean `")[2]


def toml(text: str) -> str:
    """A setting in flow style as TOML."""
    import yaml

    def value(held: object) -> str:
        if isinstance(held, dict):
            return "{" + ", ".join(f'"{key}" = {value(below)}' for key, below in held.items()) + "}"
        if isinstance(held, list):
            return "[" + ", ".join(map(value, held)) + "]"
        return json.dumps("off" if held is False else held)

    return "".join(f"{key} = {value(below)}\n" for key, below in yaml.safe_load(text).items())


DESCRIPTION = {
    "a key": ({**TARGET, "limts": []}, "limits"),
    "a kind": ({**TARGET, "limits": [{"path": "userName", "kind": "max_lenght", "value": 2, "basis": "observed",
                                      "sources": []}]}, "max_length"),
}  # fmt: skip


@pytest.mark.parametrize("name", DESCRIPTION)
def test_in_the_description_of_a_target(name: str, folder: Path) -> None:
    entry, meant = DESCRIPTION[name]
    (folder / "rota.json").write_text(json.dumps({"maplint-target": entry}))
    outcome = maplint("check", "mapping.json", "--target", "rota.json", cwd=folder)
    assert outcome.status == 2
    assert f"did you mean `{meant}`" in outcome.err


def test_in_a_comment(folder: Path) -> None:
    (folder / "main.tf").write_text("""
resource "okta_profile_mapping" "x" {
  source_id = "oty1"
  target_id = "0oa1"
  mappings {
    id = "givenName"
    # maplint: ignore[oel-sytnax] known
    expression = "user.firstName"
  }
}
""")
    findings = json.loads(maplint("check", "main.tf", "--format", "json", cwd=folder).out)["findings"]
    assert [f["help"] for f in findings if f["rule"] == "unused-ignore"] == ["did you mean `oel-syntax`?"]


def test_a_project_that_fits_no_app_is_told(folder: Path) -> None:
    (folder / "maplint.yaml").write_text("projects: {paperlan: {target: slack}}")
    outcome = maplint("check", "mapping.json", cwd=folder)
    assert "the project `paperlan` of the configuration is for no app here (did you mean `paperlane`?)" in outcome.out
    (folder / "maplint.yaml").write_text("projects: {other: {target: slack}, paperlane: {target: zoom}}")
    assert "for no app here" not in maplint("check", "mapping.json", cwd=folder).out


def test_in_an_expression(folder: Path) -> None:
    outcome = maplint("eval", "user.logn", "--user", "user.json", cwd=folder)
    assert "`user` has no `logn`; did you mean `login`?" in outcome.out
    outcome = maplint("eval", "usr.login", "--user", "user.json", cwd=folder)
    assert "there is no `usr`; did you mean `user`?" in outcome.out


def test_from_python(folder: Path) -> None:
    with pytest.raises(SelectionError, match="did you mean `audit`"):
        package.check([str(folder / "mapping.json")], preset="adit", config={})
