"""The GitHub Action: its form, and its steps run as GitHub runs them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest

from tests.integrations.published import load_all, validate, yaml_blocks
from tests.report.published import sarif_schema

ROOT = Path(__file__).resolve().parents[2]
ACTION = load_all((ROOT / "action.yml").read_text(encoding="utf-8"))[0]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
GOOD = """{"source": {"type": "user"}, "target": {"type": "appuser", "name": "paperlane"},
 "properties": {"givenName": {"expression": "user.firstName", "pushStatus": "PUSH"}}}"""
BAD = GOOD.replace("user.firstName", "user.firstname")

needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="GitHub's runners have bash")


def test_the_action_is_valid() -> None:
    validate(ACTION, "github-actions")
    for step in ACTION["runs"]["steps"]:
        assert "run" not in step or step["shell"] == "bash", "each runner has bash; no other shell is on all of them"
        assert "${{" not in step.get("run", ""), "an input in a script would be run as part of it"


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_are_valid(path: Path) -> None:
    workflow = load_all(path.read_text(encoding="utf-8"))[0]
    validate(workflow, "github-workflows")
    assert workflow["permissions"] == {}, "each job asks for what it needs"


@pytest.mark.parametrize("path", [ROOT / "action.yml", *WORKFLOWS], ids=lambda path: path.name)
def test_actions_of_others_are_pinned(path: Path) -> None:
    for name in re.findall(r"uses: (\S+)", path.read_text(encoding="utf-8")):
        assert name == "./" or re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", name)


def test_a_release_is_published_without_a_secret_and_attested() -> None:
    workflow = load_all((ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8"))[0]
    jobs = workflow["jobs"]
    assert jobs["publish"]["permissions"] == {"id-token": "write"}
    assert jobs["publish"]["environment"]["name"] == "pypi"
    assert jobs["attest"]["permissions"] == {"attestations": "write", "id-token": "write"}
    assert jobs["publish"]["needs"] == "attest"
    assert "secrets." not in json.dumps(workflow)


def test_the_page_tells_the_inputs_and_outputs() -> None:
    page = (ROOT / "docs" / "github.md").read_text(encoding="utf-8")
    for name, about in ACTION["inputs"].items():
        default = about["default"]
        assert f"| `{name}` | {'' if default == '' else f'`{default}` '}|" in page or name == "version"
    for name in ACTION["outputs"]:
        assert f"| `{name}` |" in page
    for workflow in yaml_blocks(ROOT / "docs" / "github.md"):
        validate(workflow, "github-workflows")
        for step in workflow["jobs"]["maplint"]["steps"]:
            if step.get("uses", "").startswith("OWNER/maplint@"):
                assert step.get("with", {}).keys() <= ACTION["inputs"].keys()


# --- as GitHub runs it ----------------------------------------------------------------------------------------------------


class Outcome(NamedTuple):
    status: int
    log: str
    outputs: dict[str, str]
    summary: str


class Runner:
    """Runs the steps of the action that are scripts, with inputs and contexts filled in."""

    def __init__(self, folder: Path) -> None:
        self.workspace = folder / "workspace"
        self.temporary = folder / "temp"
        for made in (self.workspace, self.temporary):
            made.mkdir()
        self._files = {name: folder / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}

    def step(self, name: str, **inputs: str) -> Outcome:
        for path in self._files.values():
            path.write_text("")
        step = next(step for step in ACTION["runs"]["steps"] if step.get("name") == name)
        filled = {key: self._value(value, inputs) for key, value in step["env"].items()}
        environment = {
            **{key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "CI", "FORCE_COLOR")},
            **{key: str(path) for key, path in self._files.items()},
            **filled,
            "RUNNER_TEMP": str(self.temporary),
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_ACTIONS": "true",
            "PYTHONIOENCODING": "utf-8",
        }
        # https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        done = subprocess.run(
            command, cwd=self.workspace, env=environment, text=True, encoding="utf-8", check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        lines = self._files["GITHUB_OUTPUT"].read_text().splitlines()
        outputs = dict(line.split("=", 1) for line in lines)
        summary = self._files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
        return Outcome(done.returncode, done.stdout, outputs, summary)

    def _value(self, text: str, inputs: dict[str, str]) -> str:
        known: dict[str, Any] = {f"inputs.{name}": about["default"] for name, about in ACTION["inputs"].items()}
        known |= {f"inputs.{name.replace('_', '-')}": value for name, value in inputs.items()}
        known["steps.python.outputs.python-path"] = sys.executable
        return re.sub(r"\$\{\{ (.+?) \}\}", lambda match: str(known[match[1]]), text)


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """One on which maplint is installed: that of this checkout, as the test of the installation does it for real."""
    runner = Runner(tmp_path)
    folder = runner.temporary / "maplint" / ("Scripts" if os.name == "nt" else "bin")
    folder.mkdir(parents=True)
    if os.name == "nt":
        pytest.skip("the stand-in for the environment is a script of the shell")
    python = folder / "python"
    path = os.pathsep.join([str(ROOT), str(ROOT / "rules")])
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{path}" exec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    (runner.workspace / "good.json").write_text(GOOD)
    (runner.workspace / "bad one.json").write_text(BAD)
    return runner


@needs_bash
def test_findings_are_told_and_fail_the_step(runner: Runner) -> None:
    outcome = runner.step("Check")
    assert outcome.status == 1
    assert "::error title=MAP703 oel-unknown-attribute,file=bad one.json,line=2," in outcome.log
    assert outcome.outputs == {"status": "1", "sarif-file": "maplint.sarif"}
    assert "## error: MAP703 oel-unknown-attribute" in outcome.summary
    jsonschema.Draft4Validator(sarif_schema()).validate(json.loads((runner.workspace / "maplint.sarif").read_text()))


@needs_bash
def test_inputs_reach_maplint_as_they_are(runner: Runner) -> None:
    outcome = runner.step("Check", paths="good.json\n  bad one.json  \n", args="--ignore 'oel-unknown-attribute'")
    assert outcome.status == 0, outcome.log
    outcome = runner.step("Check", paths="good.json", annotations="false", summary="false", sarif_file="a.sarif")
    assert outcome.status == 0, outcome.log
    assert "All clear: 1 file" in outcome.log
    assert outcome.summary == ""
    assert outcome.outputs == {"status": "0", "sarif-file": "a.sarif"}
    outcome = runner.step("Check", paths="$(touch pwned)\n; touch pwned", args="--target `touch pwned`")
    assert outcome.status == 2
    assert not (runner.workspace / "pwned").exists()


@needs_bash
def test_wrong_use_is_told(runner: Runner) -> None:
    outcome = runner.step("Check", paths="godo.json")
    assert outcome.status == 2
    assert "did you mean `good.json`?" in outcome.log
    assert outcome.outputs == {"status": "2"}
    runner.step("Check", paths="good.json")
    outcome = runner.step("Check", paths="godo.json")  # of the reports of an earlier step nothing is told again
    assert outcome.summary == ""
    assert outcome.outputs == {"status": "2"}


@needs_bash
def test_a_long_summary_is_cut_at_a_line(runner: Runner) -> None:
    properties = {
        f"custom{number}": {"expression": f"user.unknown{number}", "pushStatus": "PUSH"} for number in range(6000)
    }
    many = {**json.loads(GOOD), "properties": properties}
    (runner.workspace / "many.json").write_text(json.dumps(many, indent=1))
    outcome = runner.step("Check", paths="many.json", args="--fail-on never")
    assert outcome.status == 0
    assert 900_000 < len(outcome.summary.encode()) < 1024 * 1024
    assert outcome.summary.endswith("This is not all: the log and the SARIF report hold the rest.\n")


@needs_bash
@pytest.mark.slow
def test_the_action_installs_what_it_was_taken_from(tmp_path: Path) -> None:
    runner = Runner(tmp_path)
    outcome = runner.step("Install maplint")
    assert outcome.status == 0, outcome.log
    (runner.workspace / "bad.json").write_text(BAD)
    outcome = runner.step("Check")
    assert outcome.status == 1, outcome.log
    assert "::error title=MAP703" in outcome.log
