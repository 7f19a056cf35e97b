"""The samples say what stands beside them. ``MAPLINT_UPDATE_SAMPLES=1`` writes the expected reports anew."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
from pathlib import Path

import pytest

_spec = importlib.util.spec_from_file_location("running", Path(__file__).with_name("running.py"))
assert _spec is not None
assert _spec.loader is not None
running = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(running)
maplint, SAMPLES = running.maplint, running.SAMPLES

FOLDERS = sorted(path.name for path in SAMPLES.iterdir() if path.is_dir())


def test_there_are_samples_of_each_kind() -> None:
    assert len(FOLDERS) >= 6


@pytest.mark.parametrize("name", FOLDERS)
def test_sample(name: str) -> None:
    outcome = maplint("check", name, "--show", "info", cwd=SAMPLES)
    expected = SAMPLES / name / "expected.txt"
    if os.environ.get("MAPLINT_UPDATE_SAMPLES"):
        expected.write_text(outcome.out, encoding="utf-8", newline="\n")
    assert outcome.out == expected.read_text(encoding="utf-8")
    assert outcome.err == ""
    assert outcome.status == (0 if name in ("good", "directory") else 1)


@pytest.mark.parametrize("name", FOLDERS)
def test_fixing_a_sample_removes_what_it_can_and_settles(name: str, tmp_path: Path) -> None:
    shutil.copytree(SAMPLES / name, tmp_path / name)
    before = json.loads(maplint("check", name, "--format", "json", cwd=tmp_path).out)
    maplint("check", name, "--unsafe-fixes", cwd=tmp_path)
    texts = contents(tmp_path / name)
    after = json.loads(maplint("check", name, "--format", "json", cwd=tmp_path).out)
    fixable = [f for f in before["findings"] if f["fix"] and f["fix"]["applicability"] in ("safe", "unsafe")]
    gone = {(f["code"], f["message"]) for f in fixable} - {(f["code"], f["message"]) for f in after["findings"]}
    assert gone == {(f["code"], f["message"]) for f in fixable}
    assert after["summary"]["errors"] <= before["summary"]["errors"]
    maplint("check", name, "--unsafe-fixes", cwd=tmp_path)
    assert contents(tmp_path / name) == texts


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_diff_is_what_the_fix_does(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        shutil.copytree(SAMPLES / "whole-app", tmp_path / folder / "whole-app")
    diff = maplint("check", "whole-app", "--fix", "--diff", cwd=tmp_path / "a")
    assert diff.status == 1
    assert "--- a/whole-app/app_schema.json" in diff.out
    maplint("check", "whole-app", "--fix", cwd=tmp_path / "b")
    git = shutil.which("git")
    if git is None:
        pytest.skip("git is not installed")
    import subprocess

    subprocess.run([git, "apply", "-"], input=diff.out.encode(), cwd=tmp_path / "a", check=True)
    for path in (tmp_path / "b" / "whole-app").iterdir():
        assert (tmp_path / "a" / "whole-app" / path.name).read_bytes() == path.read_bytes()
