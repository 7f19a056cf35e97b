"""The pack in examples/: its tests pass, and maplint finds with it. CI installs it for real, into an environment of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import ROOT
from tests.packs.installing import maplint_with

if TYPE_CHECKING:
    from pathlib import Path

PACK = ROOT / "examples" / "maplint-marlow"
MAPPING = {
    "source": {"type": "user"}, "target": {"type": "appuser", "name": "crm"},
    "properties": {
        "userName": {"expression": "user.login", "pushStatus": "PUSH"},
        "mobilePhone": {"expression": "user.mobilePhone", "pushStatus": "PUSH"},
        "costCenter": {"expression": "'cc40012'", "pushStatus": "PUSH"},
    },
}  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Where the pack is installed as pip would leave it; beside a mapping."""
    project = tomllib.loads((PACK / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    site = tmp_path / "site"
    shutil.copytree(PACK / "maplint_marlow", site / "maplint_marlow")
    metadata = site / f"maplint_marlow-{project['version']}.dist-info"
    metadata.mkdir()
    entries = "".join(f"{name} = {value}\n" for name, value in project["entry-points"]["maplint.rules"].items())
    (metadata / "entry_points.txt").write_text(f"[maplint.rules]\n{entries}")
    (tmp_path / "mapping.json").write_text(json.dumps(MAPPING))
    return site


def test_its_own_tests_pass() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"], cwd=PACK, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (PACK, ROOT, ROOT / "rules")))}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_maplint_finds_with_it(site: Path) -> None:
    def found(*arguments: str) -> list[str]:
        outcome = maplint_with(site, "check", "mapping.json", "--format", "json", *arguments, cwd=site.parent)
        return [
            finding["code"] for finding in json.loads(outcome.out)["findings"] if finding["code"].startswith("MARLOW")
        ]

    assert found() == ["MARLOW001", "MARLOW002"]
    assert found("--preview") == ["MARLOW001", "MARLOW004", "MARLOW002"]
    assert found("--ignore", "login-convention") == ["MARLOW002"]
    (site.parent / "maplint.yaml").write_text('rules: {cost-center-format: {pattern: "cc[0-9]{5}"}}\n')
    assert found() == ["MARLOW001"]


def test_a_wrong_option_is_told_with_its_place(site: Path) -> None:
    (site.parent / "maplint.yaml").write_text('rules: {cost-center-format: {pattern: "("}}\n')
    outcome = maplint_with(site, "check", "mapping.json", cwd=site.parent)
    assert outcome.status == 2
    assert outcome.err.startswith("error: maplint.yaml:1:")
    assert "`pattern` is no regular expression" in outcome.err
