"""Finding the nearest configuration. Imported by every run: it looks for files and reads none that is no configuration."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FILE_NAMES = ("maplint.yaml", ".maplint.yaml", "maplint.yml", ".maplint.yml")
"""The names of a configuration of its own, in the order in which they count; then comes pyproject.toml."""

PYPROJECT = "pyproject.toml"


def find_configuration(paths: Sequence[str]) -> str | None:
    """The nearest configuration at or above the folder that holds all of ``paths``; None when there is none."""
    folder = _common_folder(paths or (".",))
    while True:
        for name in FILE_NAMES:
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                return path
        path = os.path.join(folder, PYPROJECT)
        if os.path.isfile(path):
            from maplint.config.toml_text import read_toml

            if read_toml(path, shown_path(path)) is not None:
                return path
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above


def _common_folder(paths: Iterable[str]) -> str:
    folders = [
        os.path.abspath(path) if os.path.isdir(path) else os.path.dirname(os.path.abspath(path)) for path in paths
    ]
    try:
        return os.path.commonpath(folders)
    except ValueError:  # several drives
        return folders[0]


def shown_path(path: str) -> str:
    """A path as people know it: from the current folder when it is below."""
    shown = os.path.abspath(path)
    here = os.getcwd()
    if shown.startswith(os.path.join(here, "")):
        shown = os.path.relpath(shown, here)
    return shown.replace(os.sep, "/")
