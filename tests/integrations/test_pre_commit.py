"""The hooks, installed by the real pre-commit into a real git repository: a bad mapping is not committed, a good one is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
]

CONFIGURATION = """
projects:
  paperlane:
    files: crm/
    companions: org/user_schema.json
exclude: [old/]
"""
USER_SCHEMA = """{"id": "https://x.okta.com/meta/schemas/user/default", "type": "object", "definitions": {
 "base": {"id": "#base", "type": "object", "properties": {"login": {"type": "string"}, "firstName": {"type": "string"}}},
 "custom": {"id": "#custom", "type": "object", "properties": {"deskCode": {"type": "string"}}}}}"""


def mapping(expression: str) -> str:
    entry = {"givenName": {"expression": expression, "pushStatus": "PUSH"}}
    ends = {"source": {"type": "user"}, "target": {"type": "appuser", "name": "paperlane"}}
    return json.dumps({**ends, "properties": entry}, indent=2) + "\n"


class Outcome(NamedTuple):
    status: int
    said: str


class Repository:
    """A git repository of a team that uses the hooks."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self._environment = environment

    def run(self, *command: str) -> Outcome:
        done = subprocess.run(
            command, cwd=self.folder, env=self._environment, text=True, encoding="utf-8", check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        return Outcome(done.returncode, done.stdout)

    def git(self, *arguments: str) -> str:
        outcome = self.run("git", *arguments)
        assert outcome.status == 0, outcome.said
        return outcome.said.strip()

    def commit(self, **files: str) -> Outcome:
        """Write files (``__`` stands for a slash, ``_json`` for a suffix), add and commit all."""
        for name, text in files.items():
            path = self.folder / name.replace("__", "/").replace("_json", ".json")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.git("add", "-A")
        return self.run("git", "commit", "-m", "Change mappings")

    def use(self, hooks: Repository, hook: str) -> None:
        """Have a hook run at each commit."""
        text = f"repos:\n- repo: {hooks.folder.as_posix()}\n  rev: {hooks.git('rev-parse', 'HEAD')}\n  hooks: [{{id: {hook}}}]\n"
        (self.folder / ".pre-commit-config.yaml").write_text(text)
        outcome = self.run(sys.executable, "-m", "pre_commit", "install", "--install-hooks")
        assert outcome.status == 0, outcome.said


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """One without the settings of whoever runs the tests."""
    home = tmp_path_factory.mktemp("home")
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("GIT_", "PRE_COMMIT")) and key not in ("PYTHONPATH", "SKIP", "FORCE_COLOR")
    }
    who = {
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in (("NAME", "a"), ("EMAIL", "a@b.example"))
    }
    return {
        **kept, **who, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "PRE_COMMIT_COLOR": "never",
    }  # fmt: skip


def new_repository(folder: Path, environment: dict[str, str]) -> Repository:
    folder.mkdir(exist_ok=True)
    repository = Repository(folder, environment)
    repository.git("init", "--quiet", "--initial-branch", "main")
    return repository


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Repository:
    """This checkout as a repository of its own, with what is not committed yet."""
    folder = tmp_path_factory.mktemp("hooks") / "maplint"
    ignore = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in ("maplint", "rules"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignore)
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, folder / name)
    repository = new_repository(folder, environment)
    repository.git("add", "-A")
    repository.git("commit", "--quiet", "-m", "Release")
    return repository


@pytest.fixture
def team(tmp_path: Path, environment: dict[str, str]) -> Repository:
    """A repository with a configuration, schemas, and files that are no business of maplint."""
    repository = new_repository(tmp_path / "team", environment)
    outcome = repository.commit(
        package_json='{"name": "team", "version": "1.0.0"}\n', org__user_schema_json=USER_SCHEMA, old__x_json=mapping("user.firstname")
    )  # fmt: skip
    (repository.folder / "maplint.yaml").write_text(CONFIGURATION)
    (repository.folder / "notes.yml").write_text("a: [1, 2]\n")
    assert outcome.status == 0, outcome.said
    return repository


def test_the_manifest_is_valid(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")]
    subprocess.run(command, env=environment, check=True)


def test_commits(team: Repository, hooks: Repository) -> None:
    """In one test: pre-commit installs maplint once for both hooks."""
    a_bad_mapping_is_not_committed_and_a_good_one_is(team, hooks)
    the_fix_hook_mends_and_stops_the_commit_once(team, hooks)


def a_bad_mapping_is_not_committed_and_a_good_one_is(team: Repository, hooks: Repository) -> None:
    team.use(hooks, "maplint")
    outcome = team.commit()
    assert outcome.status == 0, outcome.said
    before = team.git("rev-parse", "HEAD")
    outcome = team.commit(crm__mapping_json=mapping("user.firstname"))
    assert outcome.status == 1
    assert "crm/mapping.json:" in outcome.said
    assert "oel-unknown-attribute" in outcome.said
    assert team.git("rev-parse", "HEAD") == before
    # Right only with the user schema, which the configuration names and no commit hands over.
    outcome = team.commit(crm__mapping_json=mapping("user.deskCode"))
    assert outcome.status == 0, outcome.said
    assert team.git("rev-parse", "HEAD") != before
    outcome = team.commit(crm__mapping_json=mapping("user.lastName"))
    assert outcome.status == 1, "that schema has no lastName"
    # What the configuration leaves out, and what is no mapping, may change freely.
    team.git("checkout", "--quiet", "HEAD", "--", ".")
    outcome = team.commit(old__x_json=mapping("user.fristName"), package_json='{"name": "team"}\n')
    assert outcome.status == 0, outcome.said


def the_fix_hook_mends_and_stops_the_commit_once(team: Repository, hooks: Repository) -> None:
    team.use(hooks, "maplint-fix")
    before = team.git("rev-parse", "HEAD")
    outcome = team.commit(crm__mapping_json=mapping("user.firstname"))
    assert outcome.status == 1
    assert "files were modified by this hook" in outcome.said
    assert (team.folder / "crm" / "mapping.json").read_text() == mapping("user.firstName")
    assert team.git("rev-parse", "HEAD") == before
    outcome = team.commit()
    assert outcome.status == 0, outcome.said
    assert team.git("show", "HEAD:crm/mapping.json") + "\n" == mapping("user.firstName")
