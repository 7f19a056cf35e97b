"""Patterns of files, as in .gitignore, matched from the folder of the configuration."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from maplint.source.document import Document


def matches(patterns: tuple[str, ...], path: str, folder: str) -> bool:
    """Whether a file lies below ``folder`` and one of the patterns is for it (``!`` takes away, as in .gitignore)."""
    if not patterns:
        return False
    try:
        relative = os.path.relpath(path, folder)
    except ValueError:  # another drive
        return False
    if relative.startswith(".."):
        return False
    return bool(_spec(patterns).match_file(relative.replace(os.sep, "/")))


def file_of(document: Document) -> str:
    """The path of a document's file for matching; that of a text without file is the name it is shown by."""
    return os.path.abspath(document.file or document.path)


@lru_cache(maxsize=256)
def _spec(patterns: tuple[str, ...]) -> Any:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns)
