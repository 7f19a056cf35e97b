"""Files that a configuration leaves out of folders, and those that it wants read with others."""

from __future__ import annotations

import os
from glob import glob
from typing import TYPE_CHECKING

from maplint.config.model import ConfigError
from maplint.config.patterns import file_of, matches
from maplint.source.collect import FileRef, collect, missing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from maplint.config.model import Configuration, ProjectSettings
    from maplint.source.document import Document


def without_excluded(files: Sequence[FileRef], configuration: Configuration) -> list[FileRef]:
    """The files without those that ``exclude`` leaves out; what was named is checked all the same."""
    folder = configuration.folder or "."
    return [
        file for file in files if file.named or not matches(configuration.exclude, os.path.abspath(file.path), folder)
    ]


def companions_of(documents: Iterable[Document], configuration: Configuration) -> list[FileRef]:
    """The other files of the projects that hold a document: those of its patterns, and its companions.

    Raises:
        ConfigError: a companion that is named does not exist.
    """
    if not configuration.projects or configuration.folder is None:
        return []
    folder = configuration.folder
    read = {os.path.realpath(file_of(document)) for document in documents}
    found: dict[str, FileRef] = {}
    for project in configuration.projects.values():
        if any(matches(project.files, file_of(document), folder) for document in documents):
            for path, named in _files(project, folder):
                if os.path.realpath(path) not in read:
                    found.setdefault(os.path.realpath(path), FileRef(path, _shown(path), named))
    return list(found.values())


def _files(project: ProjectSettings, folder: str) -> Iterable[tuple[str, bool]]:
    for base in dict.fromkeys(_base(pattern) for pattern in project.files):
        start = os.path.join(folder, base)
        if os.path.isdir(start):
            for file in collect([start]):
                if matches(project.files, file.path, folder):
                    yield file.path, False
    for pattern in project.companions:
        paths = sorted(glob(pattern, recursive=True))
        if not paths:
            raise ConfigError(
                f"no file fits the companion `{_shown(pattern)}`; {missing(pattern, _shown(pattern)).remedy}",
                project.place,
            )
        yield from ((path, True) for path in paths)


def _base(pattern: str) -> str:
    """The folder that a pattern of files begins with, as far as it has no signs."""
    parts = pattern.lstrip("!").strip("/").split("/")
    if len(parts) == 1 and "/" not in pattern.rstrip("/"):
        # As in .gitignore, a pattern without a slash fits at any depth.
        return ""
    plain = []
    for part in parts[:-1] if not pattern.endswith("/") else parts:
        if any(sign in part for sign in "*?["):
            break
        plain.append(part)
    return "/".join(plain)


def _shown(path: str) -> str:
    shown = os.path.abspath(path)
    here = os.path.join(os.getcwd(), "")
    return (shown[len(here) :] if shown.startswith(here) else shown).replace(os.sep, "/")
