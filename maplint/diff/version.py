"""What OLD and NEW name: files, folders, or ``REV:PATH`` of a git repository."""

from __future__ import annotations

import copy
import os
import re
from typing import TYPE_CHECKING

from maplint.engine.check import InputError
from maplint.source.collect import collect
from maplint.source.document import FORMATS, Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import ExitStack

    from maplint.config.model import Configuration
    from maplint.diff.git import Tree
    from maplint.engine.check import Inputs
    from maplint.source.collect import FileRef
    from maplint.source.document import Document

_REVISION = re.compile(r"(?P<revision>(?:[^:{]|\{[^}]*\})*):(?P<path>.*)", re.DOTALL)
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_TERRAFORM = (".tf", ".tofu", ".tf.json", ".tofu.json")


class Version:
    """One of the two versions: files of this computer, or (`GitVersion`) of a revision.

    Attributes:
        word: what a person wrote.
        revision: the revision of a repository that it is; None: what lies on this computer now.
        place: a path by which the nearest configuration is found.
        files: the files to read.
    """

    def __init__(self, word: str) -> None:
        self.word = word
        self.revision: str | None = None
        self.place = word
        self.files: list[FileRef] = []
        self._shared: dict[str, str] = {}
        self._base = word

    def fetch(self, stack: ExitStack, *, whole: bool) -> None:
        """Find the files.

        Args:
            stack: takes care of what must be removed afterwards.
            whole: whether other files than those that were named may be asked for: companions, targets of a configuration.

        Raises:
            InputError, Unreadable: there are none.
        """
        self.files = collect([self.word])

    def share(self, paths: Sequence[str]) -> None:
        """Read these files, too, as the other version does."""
        own = {os.path.realpath(file.path) for file in self.files}
        for file in collect(paths):
            path = os.path.realpath(file.path)
            if path not in own:
                self.files.append(file)
                self._shared[path] = file.shown_as

    # --- names of files -------------------------------------------------------------------------------------------------

    def key_of(self, document: Document) -> str:
        """What a file is called in both versions: its path, seen from what was named; ``.`` for what was named itself."""
        path = os.path.realpath(document.file or self._path_of(document))
        if path in self._shared:
            return self._shared[path]
        try:
            return os.path.relpath(path, os.path.realpath(self._base)).replace(os.sep, "/")
        except ValueError:  # another drive
            return path

    def _path_of(self, document: Document) -> str:
        """Where a document lies that does not say so itself: one that could not be read."""
        return document.path

    def shown(self, path: str) -> str:
        """How people are told a path of this version."""
        return path

    def called(self, inputs: Inputs) -> Inputs:
        """What was read, under the names that people know."""
        return inputs

    def configured(self, configuration: Configuration | None) -> Configuration | None:
        """The configuration as it holds for the files of this version."""
        return configuration

    def told(self, error: InputError | Unreadable) -> InputError | Unreadable:
        """An error in reading, as people are to see it."""
        return error


class GitVersion(Version):
    """A version that a revision of the repository holds. Its files are written to a folder that is removed afterwards."""

    def __init__(self, word: str, tree: Tree, path: str) -> None:
        super().__init__(word)
        self.revision = tree.revision
        self._tree = tree
        self._path = path
        self._root = ""
        self.place = os.path.join(tree.repository.root, *path.split("/"))

    def fetch(self, stack: ExitStack, *, whole: bool) -> None:
        """See `Version.fetch`."""
        from tempfile import TemporaryDirectory

        self._root = os.path.realpath(stack.enter_context(TemporaryDirectory(prefix="maplint-")))
        wanted = [path for path in self._tree.below(self._path) if path == self._path or _is_known(path)]
        # Terraform is read with the folders beside it.
        if whole or any(path.endswith(_TERRAFORM) for path in wanted):
            wanted += filter(_is_known, self._tree.entries)
        self._tree.write(dict.fromkeys(wanted), self._root)
        self._base = os.path.join(self._root, *self._path.split("/"))
        if not os.path.exists(self._base):
            os.makedirs(self._base)  # a folder without a file that could be ours
        self.files = [
            file._replace(shown_as=_within(file.path, self._root) or file.shown_as) for file in collect([self._base])
        ]

    def _path_of(self, document: Document) -> str:
        return os.path.join(self._root, document.path)

    def shown(self, path: str) -> str:
        """See `Version.shown`."""
        return path if path in self._shared.values() else f"{self._tree.revision}:{path}"

    def called(self, inputs: Inputs) -> Inputs:
        """Documents bear their path in the repository, not that of the folder they lie in now."""
        renamed: dict[str, str] = {}
        for document in (*inputs.documents, *inputs.context):
            within = _within(document.file, self._root) if document.file is not None else None
            if within is not None:
                renamed[document.path] = within
                document.path = within
        return inputs._replace(companions=frozenset(renamed.get(path, path) for path in inputs.companions))

    def configured(self, configuration: Configuration | None) -> Configuration | None:
        """What it says of paths is said of those of the revision, as far as that has them."""
        if configuration is None or configuration.folder is None:
            return configuration
        made = copy.copy(configuration)
        made.folder = self._moved(configuration.folder) or configuration.folder
        made.targets = tuple(map(self._found, configuration.targets))
        made.projects = {
            name: project._replace(
                targets=tuple(map(self._found, project.targets)), companions=tuple(map(self._found, project.companions))
            )
            for name, project in configuration.projects.items()
        }
        return made

    def _found(self, path: str) -> str:
        """A path, or a pattern of paths, in the revision; itself where that has nothing of the kind."""
        from glob import glob

        moved = self._moved(path) if os.path.isabs(path) else None
        return moved if moved is not None and glob(moved, recursive=True) else path

    def _moved(self, path: str) -> str | None:
        within = _within(path, self._tree.repository.root)
        return None if within is None else os.path.join(self._root, *within.split("/"))

    def told(self, error: InputError | Unreadable) -> InputError | Unreadable:
        """With the revision."""
        if isinstance(error, Unreadable):
            error.path = self.shown(_within(error.path, self._root) or error.path)
            return error
        return InputError(f"{self._tree.revision}: {error}")


def versions(old: str, new: str) -> tuple[Version, Version]:
    """What two words name. A path that exists is one, whatever it looks like.

    Raises:
        InputError: one of them is no path, and no revision with a path.
    """
    return _version(old, new), _version(new, old)


def _version(word: str, other: str) -> Version:
    if os.path.exists(word) or os.path.islink(word) or _DRIVE.match(word):
        return Version(word)
    match = _REVISION.fullmatch(word)
    if match is None:
        _refuse_bare_revision(word, other)
        return Version(word)
    from maplint.diff.git import Tree, find_repository

    try:
        repository = find_repository()
    except InputError as error:
        raise InputError(f"there is no file or folder `{word}`, and for a revision with a path: {error}") from None
    tree = Tree(repository, match["revision"])
    return GitVersion(word, tree, tree.path(match["path"]))


def _refuse_bare_revision(word: str, other: str) -> None:
    """Refuse a revision without a path, naming the one that may be meant."""
    from maplint.diff.git import find_repository, resolved

    try:
        repository = find_repository()
        if resolved(repository, word) is None:
            return
    except InputError:
        return
    match = _REVISION.fullmatch(other)
    within = match["path"] if match is not None else _within(other, repository.root) or ""
    raise InputError(f"`{word}` is a revision: name what it holds, too: `{word}:{within}`")


def _is_known(path: str) -> bool:
    return os.path.splitext(path)[1].lower() in FORMATS


def _within(path: str, folder: str) -> str | None:
    """The way from a folder to a path below it, with forward slashes; None when it is not below."""
    try:
        relative = os.path.relpath(os.path.realpath(path), os.path.realpath(folder))
    except ValueError:  # another drive
        return None
    if relative == os.curdir:
        return ""
    return None if relative.split(os.sep)[0] == os.pardir else relative.replace(os.sep, "/")
