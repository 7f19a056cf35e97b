"""Fixing the samples as a user does: what was fixed is gone, nothing new came, a second run changes no byte, and `git apply` takes
the diff and makes the same files."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import SAMPLES, maplint

if TYPE_CHECKING:
    from pathlib import Path

FOLDERS = sorted(path.name for path in SAMPLES.iterdir() if path.is_dir())
CHECK = ("check", ".", "--preset", "audit", "--format", "json")


@pytest.fixture(params=FOLDERS)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    copy = tmp_path / "sample"
    shutil.copytree(SAMPLES / request.param, copy)
    return copy


def told(folder: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(maplint(*CHECK, cwd=folder).out)["findings"]
    return found


def named(findings: list[dict[str, object]]) -> Counter[tuple[object, object]]:
    return Counter((finding["code"], finding["message"]) for finding in findings)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def fixable(findings: list[dict[str, object]], *applicability: str) -> list[dict[str, object]]:
    return [f for f in findings if isinstance(f["fix"], dict) and f["fix"]["applicability"] in applicability]


@pytest.mark.parametrize("options", [("--fix",), ("--fix", "--unsafe-fixes")], ids=["safe", "all"])
def test_fixing_twice(folder: Path, options: tuple[str, ...]) -> None:
    allowed = ("safe", "unsafe") if len(options) > 1 else ("safe",)
    before = told(folder)
    outcome = maplint("check", ".", "--preset", "audit", *options, cwd=folder)
    after = told(folder)
    assert ("Fixed" in outcome.err) == bool(fixable(before, *allowed))
    assert "not applied" in outcome.err or not fixable(after, *allowed)
    errors = [finding for finding in after if finding["severity"] == "error"]
    assert not named(errors) - named(before)
    once = contents(folder)
    maplint("check", ".", "--preset", "audit", *options, cwd=folder)
    assert contents(folder) == once


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_git_apply_takes_the_diff(folder: Path) -> None:
    diff = maplint("check", ".", "--preset", "audit", "--unsafe-fixes", "--diff", cwd=folder)
    fixed = folder.parent / "fixed"
    shutil.copytree(folder, fixed)
    maplint("check", ".", "--preset", "audit", "--unsafe-fixes", cwd=fixed)
    if not diff.out:
        assert contents(fixed) == contents(folder)
        return
    assert diff.status == 1
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    subprocess.run(["git", "apply", "-"], cwd=folder, check=True, input=diff.out.encode(), timeout=60)
    shutil.rmtree(folder / ".git")
    assert contents(folder) == contents(fixed)
