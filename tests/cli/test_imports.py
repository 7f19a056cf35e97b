"""Start-up is a feature: what a one-file run loads is on a list, so that a slow import is a red test, not a slow release."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Python's own modules that a one-file run may load, beside what click brings.
ALLOWED = set(
    "_bisect _datetime _json _locale _random _sha2 _sha512 _string _struct atexit bisect errno fcntl gc json json.decoder "
    "json.encoder json.scanner locale marshal select stat string zlib".split()
)
SLOW = ("yaml", "jsonschema", "rapidfuzz", "rich", "importlib.metadata", "pathlib", "dataclasses", "difflib", "urllib",
        "http", "socket", "subprocess", "logging", "tempfile", "decimal", "unicodedata", "pkgutil")  # fmt: skip
CLEAN = """{"source": {"type": "user"}, "target": {"type": "appuser", "name": "paperlane"},
 "properties": {"givenName": {"expression": "user.firstName", "pushStatus": "PUSH"}}}"""


def loaded(program: str, cwd: Path) -> set[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "rules")])}
    code = f"{program}\nimport json, sys\nsys.stderr.write(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=cwd, env=environment, capture_output=True, check=True)
    return set(json.loads(done.stderr.decode().splitlines()[-1]))


def run_of(*arguments: str) -> str:
    return f"from maplint.cli.main import run\nrun({list(arguments)!r})"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "clean.json").write_text(CLEAN)
    (tmp_path / "bad.json").write_text(CLEAN.replace("user.firstName", "user.firstName = 'x'"))
    # The first run writes the cache of compiled rules; a warm one is what people wait for.
    loaded(run_of("check", "clean.json"), tmp_path)
    return tmp_path


def test_terraform_is_loaded_only_for_terraform(folder: Path) -> None:
    modules = loaded(run_of("check", "clean.json"), folder)
    rooms = ("maplint.source.hcl", "maplint.source.view", "maplint.terraform", "maplint.okta.terraform", "tree_sitter")
    assert [module for module in modules if module.startswith(rooms)] == []


@pytest.mark.parametrize("name", ["clean.json", "bad.json"])
def test_a_run_loads_only_what_is_allowed(name: str, folder: Path) -> None:
    base = loaded("import click", folder)
    extra = loaded(run_of("check", name), folder) - base
    own = {module for module in extra if module.split(".")[0] in ("maplint", "maplint_rules")}
    assert extra - own - ALLOWED == set()


def test_a_clean_run_loads_nothing_slow(folder: Path) -> None:
    modules = loaded(run_of("check", "clean.json"), folder)
    assert [module for module in SLOW if module in modules and module not in loaded("import click", folder)] == []
