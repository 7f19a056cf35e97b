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


JSON = """{
  "source": {"type": "user"},
  "target": {"type": "appuser", "name": "paperlane"},
  "properties": {
    "givenName": {"expression": "appuser.firstName", "pushStatus": "PUSH"},
    "title": {"expression": "user.title == null ? \\"N/A\\" : user.title", "pushStatus": "PUSH"}
  }
}
"""
YAML = """# who and where
source: {type: user}
target: {type: appuser, name: paperlane}
properties:
  givenName: {expression: appuser.firstName, pushStatus: PUSH}  # the first name
  title:
    expression: "user.title == null ? 'N/A' : user.title"
    pushStatus: PUSH
"""
WRITTEN = {
    "with tabs": lambda text: text.replace("  ", "\t"),
    "with line ends of Windows": lambda text: text.replace("\n", "\r\n"),
    "with a byte order mark": lambda text: "\ufeff" + text,
    "without a final line end": lambda text: text.rstrip("\n"),
    "with all of that": lambda text: "\ufeff" + text.rstrip("\n").replace("\n", "\r\n"),
    "in one line": lambda text: json.dumps(json.loads(text), separators=(",", ":")),
}


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize(("name", "text"), [("mapping.json", JSON), ("mapping.yaml", YAML)], ids=["json", "yaml"])
def test_the_style_of_a_file_is_kept(name: str, text: str, written: str, tmp_path: Path) -> None:
    if name.endswith(".yaml") and written in ("with tabs", "in one line"):
        pytest.skip("YAML cannot be written so")
    style = WRITTEN[written]
    for folder, content in (("plain", text), ("styled", style(text)), ("patched", style(text))):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_bytes(content.encode())
    for folder in ("plain", "styled"):
        maplint("check", name, "--unsafe-fixes", cwd=tmp_path / folder)
    plain, styled = ((tmp_path / folder / name).read_bytes().decode() for folder in ("plain", "styled"))
    assert plain != text
    assert styled == style(plain)
    patched = tmp_path / "patched"
    maplint("check", str(patched / name), "--unsafe-fixes", "--diff", "--output", "fixes.diff", cwd=patched)
    subprocess.run(["git", "init", "-q"], cwd=patched, check=True)
    subprocess.run(["git", "apply", "fixes.diff"], cwd=patched, check=True, timeout=60)
    assert (patched / name).read_bytes().decode() == styled
