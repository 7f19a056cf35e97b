"""Files as a revision of a git repository has them, read by the git command: nothing is checked out, no filter or hook runs."""

from __future__ import annotations

import os
import posixpath
import subprocess
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from maplint.engine.check import InputError
from maplint.names import nearest, nearest_word
from maplint.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_BLOBS_AT_ONCE = 500
_LINK, _SUBMODULE = "120000", "160000"
_MOST_LINKS = 8
"""Links that lead to links."""


class Repository(NamedTuple):
    """The repository that holds the current folder: ``root`` is the folder of its work tree, ``here`` the way from there to the current
    folder (``""``, or a path that ends in a slash)."""

    root: str
    here: str


class Entry(NamedTuple):
    """A file in a tree: its mode, and the id of what it holds."""

    mode: str
    blob: str


class Tree:
    """What a repository held at a revision.

    Args:
        repository: which one; ``revision``: as a person names it.

    Raises:
        InputError: there is no such revision.
    """

    def __init__(self, repository: Repository, revision: str) -> None:
        self.repository = repository
        self.revision = revision
        found = resolved(repository, revision)
        if found is None:
            raise _no_revision(repository, revision)
        self.id = found

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """All files by their path from the root, with forward slashes."""
        listed = _git(self.repository, "ls-tree", "-r", "-z", "--full-tree", self.id)
        found: dict[str, Entry] = {}
        for line in listed.split(b"\0"):
            said, tab, path = line.partition(b"\t")
            if tab:
                mode, _, blob = said.decode().split()
                found[os.fsdecode(path)] = Entry(mode, blob)
        return found

    def path(self, named: str) -> str:
        """The path from the root for one that a person wrote after the colon: from the root, as git has it, or from the current folder
        where it begins with a dot.

        Raises:
            InputError: the revision holds no such file or folder.
        """
        path = named.replace(os.sep, "/")
        if path in (".", "..") or path.startswith(("./", "../")):
            path = posixpath.join(self.repository.here, path)
        path = posixpath.normpath(path).strip("/")
        path = "" if path == "." else path
        if not self.holds(path):
            raise self._no_path(named, path)
        return path

    def holds(self, path: str) -> bool:
        """Whether there is a file or folder at a path."""
        return path == "" or path in self.entries or any(other.startswith(f"{path}/") for other in self.entries)

    def below(self, path: str) -> list[str]:
        """The files in a folder and below it, in order; of a file itself."""
        if path in self.entries:
            return [path]
        start = f"{path}/" if path else ""
        return sorted(other for other in self.entries if other.startswith(start))

    def write(self, paths: Iterable[str], folder: str) -> None:
        """Write files below a folder, at their paths. Links are written as what they lead to in this tree; submodules, and names that
        would lead out of the folder, are left out."""
        blobs = {path: blob for path in paths if _is_inside(path) and (blob := self._blob(path)) is not None}
        contents = _contents(self.repository, list(dict.fromkeys(blobs.values())))
        for path, blob in blobs.items():
            file = os.path.join(folder, *path.split("/"))
            os.makedirs(os.path.dirname(file), exist_ok=True)
            with open(file, "wb") as stream:
                stream.write(contents[blob])

    def _blob(self, path: str) -> str | None:
        for _ in range(_MOST_LINKS):
            entry = self.entries.get(path)
            if entry is None or entry.mode == _SUBMODULE:
                return None
            if entry.mode != _LINK:
                return entry.blob
            target = os.fsdecode(_contents(self.repository, [entry.blob])[entry.blob])
            path = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        return None

    def _no_path(self, named: str, path: str) -> InputError:
        said = f"the revision `{self.revision}` holds no `{path}`"
        from_here = posixpath.normpath(posixpath.join(self.repository.here, named.replace(os.sep, "/")))
        if self.repository.here and self.holds(from_here):
            return InputError(
                f"{said}; did you mean `{self.revision}:{from_here}`? Paths begin at the root of the repository"
            )
        if path.startswith("../"):
            return InputError(f"`{named}` leads out of the repository, which begins at {self.repository.root}")
        if os.path.exists(os.path.join(self.repository.root, path)):
            return InputError(
                f"{said}, which is there now: all of it is new, and `maplint check` tells what is to be said of it"
            )
        folders = {str(folder) for other in self.entries for folder in PurePosixPath(other).parents}
        near = nearest(path, sorted({*self.entries, *folders} - {"."})[:20_000])
        hint = (
            f"did you mean `{self.revision}:{near}`?"
            if near
            else f"`git ls-tree -r {self.revision}` lists what it holds"
        )
        return InputError(f"{said}; {hint}")


def find_repository() -> Repository:
    """The repository that holds the current folder.

    Raises:
        InputError: there is none, or git refuses to read it, or is not installed.
    """
    done = _run(None, ["rev-parse", "--show-toplevel", "--show-prefix"])
    if done.returncode == 0:
        root, here = os.fsdecode(done.stdout).split("\n")[:2]
        return Repository(os.path.normpath(root), here)
    said = _said(done.stderr)
    if "work tree" in said:  # a bare repository
        return Repository(os.getcwd(), "")
    if "not a git repository" in said:
        raise InputError(f"the current folder ({os.getcwd().replace(os.sep, '/')}) lies in no git repository")
    raise InputError(f"git cannot read the repository: {said}")


def resolved(repository: Repository, revision: str) -> str | None:
    """The id of the tree that a revision names; None when there is no such revision."""
    if not revision or revision.startswith("-"):
        return None
    done = _run(repository, ["rev-parse", "--verify", "--quiet", f"{revision}^{{tree}}"])
    return done.stdout.decode().strip() if done.returncode == 0 else None


def _no_revision(repository: Repository, revision: str) -> InputError:
    if not revision:
        return InputError("name a revision in front of the colon, such as `HEAD:mapping.json`")
    said = f"there is no revision `{revision}` in this repository"
    start = revision.split("~")[0].split("^")[0].split("@{")[0]
    shallow = _run(repository, ["rev-parse", "--is-shallow-repository"]).stdout.strip() == b"true"
    if shallow:
        return InputError(
            f"{said}: it is a shallow clone, which lacks most of the history; fetch more of it (`git fetch --unshallow`; "
            "actions/checkout: `fetch-depth: 0`; GitLab: `GIT_DEPTH: 0`)"
        )
    if start != revision and start and resolved(repository, start) is not None:
        return InputError(f"{said}; `{start}` is there, but its history does not reach so far back")
    done = _run(repository, ["for-each-ref", "--format=%(refname:short)"])
    names = ["HEAD", *done.stdout.decode("utf-8", "replace").split()]
    near = nearest_word(start, names)
    hint = (
        f"did you mean `{near}{revision[len(start) :]}`?" if near else "`git branch --all` and `git tag` list the names"
    )
    return InputError(f"{said}; {hint}")


# --- the command ------------------------------------------------------------------------------------------------------------


def _git(repository: Repository, *arguments: str) -> bytes:
    done = _run(repository, list(arguments))
    if done.returncode:
        raise InputError(f"git cannot read the repository: {_said(done.stderr)}")
    return done.stdout


def _run(
    repository: Repository | None, arguments: Sequence[str], given: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    # Messages are read in English; paths are taken as they stand, without patterns; nothing is asked and nothing locked.
    environment = {
        **os.environ, "LC_ALL": "C", "GIT_LITERAL_PATHSPECS": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0",
    }  # fmt: skip
    folder = repository.root if repository is not None else None
    try:
        return subprocess.run(
            ["git", *arguments], cwd=folder, env=environment, input=given, capture_output=True, check=False
        )
    except FileNotFoundError:
        raise InputError("git is not installed, or not on the PATH; give the versions as folders or files") from None


def _said(stderr: bytes) -> str:
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[0].removeprefix("fatal: ").rstrip(".") if lines else "it says nothing"


def _contents(repository: Repository, blobs: Sequence[str]) -> dict[str, bytes]:
    """What blobs hold, as it was committed: without the changes that a check-out makes to line ends."""
    found: dict[str, bytes] = {}
    for first in range(0, len(blobs), _BLOBS_AT_ONCE):
        some = blobs[first : first + _BLOBS_AT_ONCE]
        done = _run(repository, ["cat-file", "--batch"], "".join(f"{blob}\n" for blob in some).encode())
        at = 0
        for blob in some:
            end = done.stdout.find(b"\n", at)
            said = done.stdout[at : max(end, at)].split()
            if done.returncode or len(said) != 3:
                raise InputError(f"git cannot read the object {blob}: {_said(done.stderr)}")
            size = int(said[2])
            found[blob] = done.stdout[end + 1 : end + 1 + size]
            at = end + 2 + size
    return found


def _is_inside(path: str) -> bool:
    """Whether a path in a tree stays in the folder that it is written to, on Windows too."""
    parts = path.split("/")
    return (
        not os.path.isabs(path)
        and all(part not in ("", ".", "..") and "\\" not in part for part in parts)
        and (os.name != "nt" or ":" not in path)
    )
