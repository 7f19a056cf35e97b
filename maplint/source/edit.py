"""Minimal text edits: applying them, and writing files so that none is ever left half written."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

from maplint.source.document import TextEdit, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from maplint.source.document import Document
    from maplint.source.place import Pointer


class Editor(Protocol):
    """What `Document` asks of its format; see its methods of the same names."""

    def rename_key(self, pointer: Pointer, new_key: str) -> list[TextEdit]: ...
    def replace_value(self, pointer: Pointer, value: Any) -> list[TextEdit]: ...
    def replace_fragment(self, pointer: Pointer, start: int, end: int, text: str) -> list[TextEdit]: ...
    def insert_entry(self, parent: Pointer, key: str, value: Any, after: str | None) -> list[TextEdit]: ...
    def remove_entry(self, pointer: Pointer) -> list[TextEdit]: ...


def editor(document: Document) -> Editor:
    """The editor for a document's format."""
    if document.format == "yaml":
        from maplint.source.yaml_edit import YamlEditor

        return YamlEditor(document)
    if document.format == "hcl":
        from maplint.source.hcl.edit import HclEditor

        return HclEditor(document)
    from maplint.source.json_edit import JsonEditor

    return JsonEditor(document)


def apply_edits(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """The text with all edits made. Offsets are those of the text before any of them.

    Raises:
        ValueError: edits overlap or lie outside of the text.
    """
    parts: list[str] = []
    at = 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        if not at <= start <= end <= len(text):
            raise ValueError(f"the edit of [{start}, {end}) overlaps another or lies outside of the text")
        parts += (text[at:start], new)
        at = end
    parts.append(text[at:])
    return "".join(parts)


def write_atomically(document: Document) -> None:
    """Write a document's text to its file: with its byte order mark, its line ends and the permissions the file has.

    Raises:
        Unreadable: the file cannot be written.
    """
    if document.file is None:
        raise Unreadable("this text came from no file", document.path, remedy="use --diff to see the change")
    try:
        replace_file(document.file, encoded(document))
    except OSError as error:
        raise Unreadable(
            f"the file cannot be written: {error.strerror or error}", document.path, remedy="check its owner and mode"
        ) from None


def encoded(document: Document) -> bytes:
    """What a document's file holds."""
    return (("\ufeff" if document.bom else "") + document.text).encode("utf-8")


def replace_file(path: str, data: bytes) -> None:
    """Write a file so that nobody ever sees half of it: the new content is written beside it and takes its place in one step.

    Its permissions stay, and a symbolic link stays one. What is no file (a device, a pipe) is written to.

    Raises:
        OSError: it cannot be written; what was there is unchanged.
    """
    exists = os.path.exists(path)
    if exists and not os.path.isfile(path):
        with open(path, "wb") as device:
            device.write(data)
        return
    path = os.path.realpath(path)
    mode = os.stat(path).st_mode & 0o7777 if exists else None
    if mode is not None and not os.access(path, os.W_OK):
        raise PermissionError(13, "the file is write-protected")
    temporary = os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.{os.getpid()}.tmp")
    try:
        with open(temporary, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        if os.path.exists(temporary):
            os.remove(temporary)
        raise
