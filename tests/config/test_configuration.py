"""The configuration: which file counts, what stands on what, what each setting does, and how a wrong one is told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

import maplint as package
from maplint.config.model import ConfigError
from tests.cli.running import SAMPLES, maplint

if TYPE_CHECKING:
    from pathlib import Path

LONG = "x" * 30


def mapping(app: str, expression: str = "user.firstname", variable: str = "givenName") -> str:
    entry = {variable: {"expression": expression, "pushStatus": "PUSH"}}
    ends = {"source": {"type": "user"}, "target": {"type": "appuser", "name": app}}
    return json.dumps({**ends, "properties": entry}, indent=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "crm").mkdir()
    (tmp_path / "crm" / "mapping.json").write_text(mapping("paperlane"))
    (tmp_path / "other.json").write_text(mapping("other"))
    return tmp_path


def found(folder: Path, *arguments: str, paths: tuple[str, ...] = (".",)) -> list[tuple[str, str, str]]:
    """Path, rule and severity of each finding."""
    outcome = maplint("check", *paths, *arguments, "--format", "json", cwd=folder)
    assert outcome.err == ""
    return [(f["location"]["path"], f["rule"], f["severity"]) for f in json.loads(outcome.out)["findings"]]


def settings(folder: Path, *arguments: str) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(maplint("config", "show", *arguments, "--format", "json", cwd=folder).out)
    return shown


# --- which file -----------------------------------------------------------------------------------------------------------


def test_the_nearest_file_counts(folder: Path) -> None:
    (folder / "maplint.yaml").write_text("show: error")
    assert settings(folder / "crm")["settings"]["show"] == {
        "value": "error",
        "origin": f"{folder.as_posix()}/maplint.yaml:1:1",
    }
    (folder / "crm" / ".maplint.yml").write_text("show: info")
    assert settings(folder / "crm")["settings"]["show"] == {"value": "info", "origin": ".maplint.yml:1:1"}
    # The nearest to all that is checked, not to where one stands.
    assert settings(folder, "crm/mapping.json")["settings"]["show"]["value"] == "info"
    assert settings(folder, "crm/mapping.json", "other.json")["settings"]["show"]["value"] == "error"


def test_pyproject_counts_when_it_has_the_table(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[project]\nname = "x"\n')
    assert settings(folder)["files"] == []
    (folder / "pyproject.toml").write_text(
        '[project]\nname = "x"\n\n[tool.maplint]\nshow = "info"\nignore = ["names"]\n'
    )
    shown = settings(folder)
    assert shown["files"] == ["pyproject.toml"]
    assert shown["settings"]["show"] == {"value": "info", "origin": "pyproject.toml:5:1"}
    assert shown["settings"]["ignore"] == {"value": ["names"], "origin": "pyproject.toml:6:1"}
    (folder / "maplint.yaml").write_text("show: error")
    assert settings(folder)["files"] == ["maplint.yaml"], "a file of its own comes first"


def test_another_one_or_none(folder: Path) -> None:
    (folder / "maplint.yaml").write_text("ignore: [ALL]")
    (folder / "own.yaml").write_text("ignore: [oel-unknown-attribute]")
    assert maplint("check", ".", cwd=folder).status == 2
    assert "oel-unknown-attribute" not in [rule for _, rule, _ in found(folder, "--config", "own.yaml")]
    for option in ("--no-config", "--isolated"):
        assert "oel-unknown-attribute" in [rule for _, rule, _ in found(folder, option)]
    assert maplint("check", ".", "--config", "own.yaml", "--no-config", cwd=folder).status == 2


def test_what_is_extended_lies_below(folder: Path) -> None:
    (folder / "shared").mkdir()
    (folder / "shared" / "base.yaml").write_text(
        "show: info\nfail-on: never\nmandatory: [oel-syntax]\nbaseline: known.json\n"
        "rules: {value-length: warning, value-case-required: off}\n"
    )
    (folder / "maplint.yaml").write_text(
        "extend: shared/base.yaml\nfail-on: error\nmandatory: [duplicate-key]\nrules: {value-length: error}\n"
    )
    shown = settings(folder)
    assert shown["files"] == ["shared/base.yaml", "maplint.yaml"]
    held = shown["settings"]
    assert held["show"] == {"value": "info", "origin": "shared/base.yaml:1:1"}
    assert held["fail-on"] == {"value": "error", "origin": "maplint.yaml:2:1"}
    assert held["mandatory"]["value"] == ["oel-syntax", "duplicate-key"]
    assert held["rules.value-length"] == {"value": {"severity": "error"}, "origin": "maplint.yaml:4:9"}
    assert held["rules.value-case-required"]["origin"] == "shared/base.yaml:5:32"
    assert held["baseline"]["value"].replace("\\", "/").endswith("shared/known.json"), (
        "paths begin beside the file that names them"
    )


def test_a_circle_is_told(folder: Path) -> None:
    (folder / "maplint.yaml").write_text("extend: a.yaml")
    (folder / "a.yaml").write_text("extend: maplint.yaml")
    outcome = maplint("check", ".", cwd=folder)
    assert outcome.status == 2
    assert (
        "a.yaml:1:9: configurations extend each other in a circle: maplint.yaml -> a.yaml -> maplint.yaml"
        in outcome.err
    )


# --- what the settings do --------------------------------------------------------------------------------------------------


def test_rules_are_chosen_and_set(folder: Path) -> None:
    def rules(text: str, *arguments: str) -> dict[str, str]:
        (folder / "maplint.yaml").write_text(text)
        return {rule: severity for _, rule, severity in found(folder, *arguments)}

    assert rules("{}")["oel-unknown-attribute"] == "error"
    assert rules("rules: {oel-unknown-attribute: warning}")["oel-unknown-attribute"] == "warning"
    assert rules("rules: {MAP703: {severity: info}}")["oel-unknown-attribute"] == "info"
    assert "oel-unknown-attribute" not in rules("rules: {oel-unknown-attribute: off}")
    assert "oel-unknown-attribute" not in rules("ignore: expressions")
    assert set(rules("select: [MAP703]")) == {"oel-unknown-attribute"}
    # The command line counts before it.
    assert set(rules("select: [MAP703]", "--select", "missing-companion")) == {"missing-companion"}
    assert "oel-unknown-attribute" in rules("rules: {oel-unknown-attribute: off}", "--select", "oel-unknown-attribute")


def test_a_preset_and_the_threshold(folder: Path) -> None:
    (folder / "maplint.yaml").write_text("preset: audit\nfail-on: never\n")
    outcome = maplint("check", "crm", cwd=folder)
    assert outcome.status == 0
    assert "missing-companion" in outcome.out, "an auditor sees infos"
    assert maplint("check", "crm", "--fail-on", "error", cwd=folder).status == 1
    assert "missing-companion" not in maplint("check", "crm", "--show", "warning", cwd=folder).out


def test_what_is_left_out_of_folders(folder: Path) -> None:
    (folder / "maplint.yaml").write_text("exclude: [crm/]")
    assert {path for path, _, _ in found(folder)} == {"other.json"}
    assert {path for path, _, _ in found(folder, paths=("crm/mapping.json",))} == {"crm/mapping.json"}, "it was named"


def test_ignores_by_file(folder: Path) -> None:
    (folder / "maplint.yaml").write_text('per-file-ignores: {"crm/": [oel-unknown-attribute]}')
    assert [path for path, rule, _ in found(folder) if rule == "oel-unknown-attribute"] == ["other.json"]
    assert len([path for path, rule, _ in found(folder, "--no-ignores") if rule == "oel-unknown-attribute"]) == 2


def test_each_project_has_its_target(folder: Path) -> None:
    """Slack takes at most 21 characters of a user name, Zoom more: each mapping is held to its own service."""
    for name in ("slack_main", "zoom_main"):
        (folder / f"{name}.json").write_text(mapping(name, f"'{LONG}'", "userName"))
    (folder / "crm" / "mapping.json").write_text(mapping("something", f"'{LONG}'", "userName"))

    def long(text: str, *arguments: str) -> set[str]:
        (folder / "maplint.yaml").write_text(text)
        return {path for path, rule, _ in found(folder, *arguments) if rule == "value-length"}

    by_app = "projects:\n  slack_main: {target: slack}\n  zoom_main: {target: zoom}\n"
    assert long(by_app) == {"slack_main.json"}
    assert long("projects: {crm: {files: crm/, target: slack}}") == {"crm/mapping.json"}
    assert long("projects: {any: {app: [SLACK_MAIN, zoom_main], target: slack}}") == {
        "slack_main.json",
        "zoom_main.json",
    }
    assert long("target: slack\nprojects: {zoom_main: {target: zoom}}") == {"slack_main.json", "crm/mapping.json"}
    assert long(by_app, "--target", "zoom") == set(), "the command line counts before all of it"


def test_companions_are_read_and_not_reported(folder: Path) -> None:
    (folder / "user_schema.json").write_text(
        '{"id": "https://x.okta.com/meta/schemas/user/default", "type": "object", "definitions": {"base": {"id": "#base",'
        ' "type": "object", "properties": {"firstname": {"type": "string"}}}, "custom": {"id": "#custom", "type": "object",'
        ' "properties": {}}}}'
    )
    (folder / "crm" / "broken.json").write_text('{"pushStatus": ')
    (folder / "maplint.yaml").write_text("projects: {crm: {files: crm/, companions: [user_schema.json]}}")
    assert "oel-unknown-attribute" not in [rule for _, rule, _ in found(folder, paths=("crm/mapping.json",))]
    report = json.loads(maplint("check", "crm/mapping.json", "--format", "json", cwd=folder).out)
    assert report["summary"]["files"] == 1
    assert {finding["location"]["path"] for finding in report["findings"]} <= {"crm/mapping.json"}


# --- the schema, wrong files, from Python -----------------------------------------------------------------------------------


def test_the_published_schema_takes_what_is_documented(folder: Path) -> None:
    import yaml

    schema = json.loads(maplint("config", "schema", cwd=folder).out)
    jsonschema.Draft202012Validator.check_schema(schema)
    page = (SAMPLES.parent / "docs" / "configuration.md").read_text(encoding="utf-8")
    example = page.partition("```yaml\nextend:")[2].partition("```")[0]
    value = yaml.load("extend:" + example, Loader=yaml.BaseLoader)
    value["preview"] = value["preview"] == "true"
    jsonschema.Draft202012Validator(schema).validate(value)
    assert schema["properties"].keys() == value.keys(), "the page tells each setting"


WRONG = {
    "no mapping": ("- a", "1:1"),
    "a text for a list": ("exclude: {}", "1:10"),
    "a number for a text": ("baseline: 3", "1:11"),
    "an empty word": ("select: ['']", "1:10"),
    "an ignore without a reason": ("ignores:\n- {rule: oel-syntax, file: x}", "2:3"),
    "an ignore of everything": ("ignores:\n- {rule: oel-syntax, reason: x}", "2:3"),
    "a pointer without a file": ("ignores:\n- {rule: oel-syntax, attribute: x, at: /a, reason: x}", "2:36"),
    "a day that is none": ("ignores:\n- {rule: oel-syntax, file: x, reason: x, expires: 2030-02-31}", "2:51"),
    "a key twice": ("show: info\nshow: error", "2:1"),
    "no YAML": ("show: [", "1:8"),
    "nothing left to run": ("ignore: [ALL]", None),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_one_is_one_sentence_with_its_place(name: str, folder: Path) -> None:
    text, place = WRONG[name]
    (folder / "maplint.yaml").write_text(text)
    outcome = maplint("check", ".", cwd=folder)
    assert (outcome.status, outcome.out) == (2, "")
    assert len(outcome.err.splitlines()) == 1
    assert outcome.err.startswith(f"error: maplint.yaml:{place}: " if place else "error: ")


def test_from_python(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)

    def rules(config: Any) -> set[str]:
        return {finding.rule for finding in package.check(["crm"], config=config).findings}

    (folder / "maplint.yaml").write_text("ignore: [oel-unknown-attribute]")
    assert "oel-unknown-attribute" not in rules(None)
    assert "oel-unknown-attribute" in rules({})
    assert "oel-unknown-attribute" not in rules({"rules": {"oel-unknown-attribute": "off"}})
    assert "oel-unknown-attribute" not in rules(folder / "maplint.yaml")
    with pytest.raises(ConfigError, match="did you mean `select`"):
        rules({"selct": []})


# --- init -------------------------------------------------------------------------------------------------------------------


def test_a_first_configuration(folder: Path) -> None:
    outcome = maplint("init", cwd=folder)
    assert outcome.status == 0
    assert "maplint.yaml: 2 projects from 2 files." in outcome.out
    before = found(folder, "--no-config")
    assert found(folder) == before, "it changes nothing until somebody fills it in"
    assert settings(folder)["settings"]["projects.paperlane"]["value"] == {"app": ["paperlane"], "files": ["crm/"]}
    text = (folder / "maplint.yaml").read_text()
    again = maplint("init", cwd=folder)
    assert again.status == 2
    assert "exists already" in again.err
    assert (folder / "maplint.yaml").read_text() == text


def test_a_known_target_is_proposed_for_a_person_to_confirm(tmp_path: Path) -> None:
    (tmp_path / "slack.json").write_text(mapping("slack"))
    assert "slack may be `slack`: confirm it" in maplint("init", cwd=tmp_path).out
    assert settings(tmp_path)["settings"]["projects.slack"]["value"] == {"app": ["slack"]}
    text = (tmp_path / "maplint.yaml").read_text()
    assert "    # target: slack\n" in text
