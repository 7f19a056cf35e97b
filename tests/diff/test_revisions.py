"""Versions that a real git repository holds."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from maplint.diff.version import GitVersion, Version, versions
from maplint.engine.check import InputError
from tests.diff.given import FLOWS, Repository, between, flows, mapping, only, prop, schema

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
CHANGED = {**FLOWS, "title": "user.nickName"}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Two commits of a mapping, and a title that nobody has committed yet."""
    made = Repository(tmp_path / "repository")
    made.commit({"okta/crm/mapping.json": mapping(FLOWS), "readme.txt": "no JSON"}, "first")
    made.git("tag", "v1")
    made.commit({"okta/crm/mapping.json": mapping(CHANGED)}, "second")
    monkeypatch.chdir(made.folder)
    return made


def test_a_revision_and_what_lies_in_the_folder(repository: Repository) -> None:
    found = between("HEAD~1:okta", "okta")
    change = flows(found)["title"]
    assert change.old is not None
    assert (change.old.text, change.flow.text) == ("user.title", "user.nickName")
    assert found.old.version.shown(change.old.place().document.path) == "HEAD~1:okta/crm/mapping.json"
    assert change.flow.place().document.path == "okta/crm/mapping.json"


@pytest.mark.parametrize(
    "old", ["v1:okta", "HEAD^:okta/", "main~1:okta", "HEAD@{1}:okta/crm/mapping.json", "v1:", "v1:./okta"]
)
def test_ways_to_name_a_version(repository: Repository, old: str) -> None:
    new = "HEAD:okta/crm/mapping.json" if old.endswith(".json") else "HEAD:okta"
    assert set(flows(between(old, new))) == {"title"}


def test_paths_begin_at_the_root_and_with_a_dot_at_the_current_folder(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository.folder / "okta")
    assert set(flows(between("v1:./crm", "crm"))) == {"title"}
    assert set(flows(between("v1:okta/crm", "crm"))) == {"title"}
    with pytest.raises(InputError, match="did you mean `v1:okta/crm`"):
        between("v1:crm", "crm")


def test_what_is_not_committed_is_not_in_a_revision(repository: Repository) -> None:
    (repository.folder / "okta" / "new.json").write_text("{}", "utf-8")
    assert not only(between("HEAD:okta", "HEAD:okta")).flows
    assert repository.git("status", "--porcelain").strip() == "?? okta/new.json"


def test_companions_come_from_the_same_version(repository: Repository) -> None:
    repository.commit({"okta/crm/schema.json": schema({"title": prop("title")})}, "a schema")
    repository.commit({"okta/crm/schema.json": schema({"title": prop("title", maxLength=4)})}, "shorter")
    found = between("HEAD~1:okta", "HEAD:okta")
    (aspect,) = flows(found)["title"].aspects
    assert tuple(aspect) == ("maxLength", None, 4)


def test_a_folder_that_moved(repository: Repository) -> None:
    repository.git("mv", "okta", "mappings")
    found = between("HEAD:okta", "mappings")
    assert not only(found).flows
    assert not found.findings.new
    assert not found.findings.gone


def test_files_are_read_as_they_were_committed(repository: Repository) -> None:
    """No filter runs, line ends stay: places are those of the repository."""
    text = '{"target": {"type": "appuser", "name": "acme"},\r\n "source": {"type": "user", "name": "user"},\r\n "properties": {}}'
    (repository.folder / "x.json").write_bytes(text.encode())
    (repository.folder / ".gitattributes").write_text("*.json text eol=lf filter=none\n", "utf-8")
    repository.git("-c", "core.autocrlf=false", "add", "-A")
    repository.git("commit", "-q", "-m", "x")
    held = subprocess.run(["git", "show", "HEAD:x.json"], cwd=repository.folder, capture_output=True, check=True).stdout
    (version, _) = versions("HEAD:x.json", "okta")
    with ExitStack() as stack:
        version.fetch(stack, whole=False)
        with open(version.files[0].path, "rb") as file:
            assert file.read() == held


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_links_lead_within_the_revision_and_never_out_of_it(repository: Repository, tmp_path: Path) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text("{}", "utf-8")
    os.symlink("crm/mapping.json", repository.folder / "okta" / "linked.json")
    os.symlink(secret, repository.folder / "okta" / "out.json")
    os.symlink("loop.json", repository.folder / "okta" / "loop.json")
    repository.commit({}, "links")
    (version, _) = versions("HEAD:okta", "okta")
    with ExitStack() as stack:
        version.fetch(stack, whole=False)
        read = {os.path.basename(file.path) for file in version.files}
    assert read == {"mapping.json", "linked.json"}


def test_no_file_stays_behind(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    between("HEAD~1:okta", "HEAD:okta")
    assert not list(folder.iterdir())


def test_a_worktree_and_a_bare_repository(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.git("worktree", "add", "-q", str(tmp_path / "tree"), "v1")
    monkeypatch.chdir(tmp_path / "tree")
    assert set(flows(between("main:okta", "okta"))) == {"title"}
    repository.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    monkeypatch.chdir(tmp_path / "bare.git")
    assert set(flows(between("v1:okta", "main:okta"))) == {"title"}


def test_names_that_are_not_ascii(repository: Repository) -> None:
    repository.commit({"okta/Größe 🦊/mapping.json": mapping(FLOWS, app="bolt")}, "odd")
    found = between("HEAD:okta/Größe 🦊", "HEAD:okta")
    assert {change.mapping.integration.app_name for change in found.changes.mappings if change.old is None} == {"acme"}


# --- a path or a revision? --------------------------------------------------------------------------------------------------


def test_a_path_that_exists_is_a_path(repository: Repository) -> None:
    if sys.platform != "win32":
        (repository.folder / "v1:okta").mkdir()
    one, other = versions("okta", "v1:okta")
    assert not isinstance(one, GitVersion)
    assert isinstance(other, GitVersion) is (sys.platform == "win32")


@pytest.mark.parametrize("word", ["C:\\okta\\mapping.json", "c:/okta", "D:\\"])
def test_a_path_of_windows_is_no_revision(repository: Repository, word: str) -> None:
    repository.git("branch", "C")
    (version, _) = versions(word, "okta")
    assert type(version) is Version


def test_a_branch_of_one_letter_is_a_revision(repository: Repository) -> None:
    repository.git("branch", "C")
    (version, _) = versions("C:okta", "okta")
    assert isinstance(version, GitVersion)


WRONG = {
    "no such branch": ("mian:okta", "there is no revision `mian` in this repository; did you mean `main`"),
    "too far back": ("HEAD~9:okta", "`HEAD` is there, but its history does not reach so far back"),
    "no such folder": ("HEAD:okt", "holds no `okt`; did you mean `HEAD:okta`"),
    "no such file": ("HEAD:okta/crm/maping.json", "did you mean `HEAD:okta/crm/mapping.json`"),
    "no path": ("HEAD", "`HEAD` is a revision: name what it holds, too: `HEAD:okta`"),
    "no revision": (":okta", "name a revision in front of the colon"),
    "an option": ("--upload-pack=x:okta", "there is no revision"),
    "out of the repository": ("HEAD:../..", "leads out of the repository"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_with_a_remedy(repository: Repository, name: str) -> None:
    word, said = WRONG[name]
    with pytest.raises(InputError) as error:
        between(word, "okta")
    assert said in str(error.value)


def test_what_was_added_later(repository: Repository) -> None:
    repository.commit({"later/mapping.json": mapping(FLOWS, app="bolt")}, "later")
    with pytest.raises(InputError, match="all of it is new"):
        between("v1:later", "later")


def test_a_shallow_clone(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.git("clone", "-q", "--depth", "1", repository.folder.as_uri(), str(tmp_path / "shallow"))
    monkeypatch.chdir(tmp_path / "shallow")
    with pytest.raises(InputError, match="fetch-depth: 0"):
        between("HEAD~1:okta", "okta")


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(InputError, match="lies in no git repository"):
        between("HEAD:okta", "okta")


def test_no_git(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository.folder))
    with pytest.raises(InputError, match="git is not installed, or not on the PATH"):
        between("HEAD:okta", "okta")
