"""The GitLab template: its form, and its script run as a runner does."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.integrations.published import load_all, validate, yaml_blocks
from tests.integrations.test_github import BAD, GOOD
from tests.report.published import GITLAB

ROOT = Path(__file__).resolve().parents[2]
HEAD, BODY = load_all((ROOT / "integrations" / "gitlab" / "maplint.yml").read_text(encoding="utf-8"))
INPUTS: dict[str, Any] = HEAD["spec"]["inputs"]


def filled(text: str, **inputs: str) -> str:
    """A text with inputs put in, as GitLab does before it reads the file."""
    values = {name: inputs.get(name, about["default"]) for name, about in INPUTS.items()}
    return re.sub(r"\$\[\[ inputs\.(\w+) \]\]", lambda match: values[match[1]], text)


def test_the_template_is_valid() -> None:
    validate(HEAD, "gitlab-ci")
    validate(json.loads(filled(json.dumps(BODY))), "gitlab-ci")


def test_the_page_is_valid() -> None:
    page = ROOT / "docs" / "gitlab.md"
    including, alone = yaml_blocks(page)
    validate(including, "gitlab-ci")
    validate(alone, "gitlab-ci")
    assert including["include"][0]["inputs"].keys() <= INPUTS.keys()
    for name, about in INPUTS.items():
        default = about["default"]
        assert f"| `{name}` | {'' if default == '' else f'`{default}` '}|" in page.read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("sh") is None or os.name == "nt", reason="the image has a shell of Unix")
@pytest.mark.parametrize(("text", "status"), [(GOOD, 0), (BAD, 1)])
def test_the_script_leaves_the_reports_that_it_names(text: str, status: int, tmp_path: Path) -> None:
    command = tmp_path / "bin" / "maplint"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m maplint "$@"\n')
    command.chmod(0o755)
    work = tmp_path / "work"
    work.mkdir()
    (work / "mapping.json").write_text(text)
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(command.parent), os.environ["PATH"]]),
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "rules")]),
        "CI": "true",
    }
    job = BODY["maplint"]
    script = "\n".join(filled(line, paths="mapping.json", args="--preset audit") for line in job["script"])
    done = subprocess.run(
        ["sh", "-e", "-c", script], cwd=work, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == status, done.stderr
    assert done.stderr == ""
    assert ("oel-unknown-attribute" in done.stdout) == (status == 1)
    assert job["artifacts"]["when"] == "always"
    reports = job["artifacts"]["reports"]
    issues = json.loads((work / reports["codequality"]).read_text())
    jsonschema.Draft202012Validator(GITLAB).validate(issues)
    assert (work / reports["junit"]).read_text().startswith("<?xml")
