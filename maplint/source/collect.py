"""From what was named on the command line to files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from maplint.record import NamedTuple
from maplint.source.document import FORMATS, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__", "venv"})
"""Folders that are never entered, besides hidden ones (``.git``, ``.venv``, ``.terraform``)."""


STANDARD_INPUT = "-"
"""The path that means standard input."""

NAMELESS = "<stdin>"
"""How standard input is shown when nobody says which file it stands for."""


class StandardInput(NamedTuple):
    """What came on standard input, and the path of the file that it stands for; None: of none."""

    data: bytes
    name: str | None = None

    @property
    def shown_as(self) -> str:
        """What findings call it."""
        return NAMELESS if self.name is None else _shown(self.name)


class FileRef(NamedTuple):
    """A file to read: its path, how to show it, and whether it was named (rather than found in a folder).

    ``data`` is what counts in place of the file's content: what came on standard input. The path is then empty when that
    stands for no file.
    """

    path: str
    shown_as: str
    named: bool
    data: bytes | None = None


def collect(paths: Iterable[str], stdin: StandardInput | None = None) -> list[FileRef]:
    """The files at ``paths``: files as they are named, folders walked in order; each file once.

    In folders only the suffixes of `maplint.source.document.FORMATS` count. With ``stdin`` the path ``-`` means it, and it
    takes the place of the file that it stands for.

    Raises:
        Unreadable: a path does not exist, or a named folder cannot be listed.
    """
    found: dict[str, FileRef] = {}
    for path in paths:
        if path == STANDARD_INPUT and stdin is not None:
            identity = path if stdin.name is None else _identity(stdin.name)
            found[identity] = FileRef(stdin.name or "", stdin.shown_as, True, stdin.data)
        elif os.path.isdir(path):
            for file in _walk(path):
                found.setdefault(_identity(file), FileRef(file, _shown(file), named=False))
        elif os.path.exists(path):
            found[_identity(path)] = FileRef(path, _shown(path), named=True)
        else:
            raise missing(path, _shown(path))
    return list(found.values())


def _walk(folder: str) -> Iterator[str]:
    stack = [folder]
    while stack:
        current = stack.pop()
        try:
            with os.scandir(current) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            if current == folder:
                raise Unreadable(
                    f"the folder cannot be listed: {error.strerror}", _shown(folder), remedy="check its owner and mode"
                ) from None
            continue
        below: list[str] = []
        for entry in listed:
            # Links to folders are not followed: they may lead in circles.
            if entry.is_dir(follow_symlinks=False):
                if not entry.name.startswith(".") and entry.name not in SKIPPED_FOLDERS:
                    below.append(entry.path)
            elif (
                os.path.splitext(entry.name)[1].lower() in FORMATS
                and not entry.name.startswith(".")
                and entry.is_file()
            ):
                yield entry.path
        stack += reversed(below)


def _identity(path: str) -> str:
    return os.path.normcase(os.path.realpath(path))


def _shown(path: str) -> str:
    shown = path.replace(os.sep, "/")
    while shown.startswith("./") and len(shown) > 2:
        shown = shown[2:]
    return shown


def missing(path: str, shown: str) -> Unreadable:
    """The error for a path that does not exist, with the nearest name that does."""
    if os.path.islink(path):
        return Unreadable("the link leads nowhere", shown, remedy=f"it points to `{_shown(os.readlink(path))}`")
    folder = path
    while folder and not os.path.isdir(folder):
        above = os.path.dirname(folder)
        if above == folder:
            break
        folder, name = above, os.path.basename(folder)
    try:
        names = sorted(os.listdir(folder or "."))
    except OSError:
        names = []
    from maplint.names import nearest_word

    near = nearest_word(name, names[:2000]) if folder != path else None
    if near is not None:
        remedy = f"did you mean `{_shown(_from_here(os.path.join(folder, near)))}`?"
    else:
        remedy = "check the path" if os.path.isabs(path) else f"paths begin at {_shown(os.getcwd())}"
    return Unreadable("there is no such file or folder", shown, remedy=remedy)


def _from_here(path: str) -> str:
    here = os.path.join(os.getcwd(), "")
    return path[len(here) :] if path.startswith(here) else path
