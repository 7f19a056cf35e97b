"""Bytes to text: UTF-8 only (RFC 8259 section 8.1), and what to do about anything else."""

from __future__ import annotations

import codecs

from maplint.source.document import Unreadable
from maplint.source.place import Span

_AS_UTF8 = "save it as UTF-8"
_ZIP = b"PK\x03\x04"


def decode(data: bytes, path: str, file: str | None) -> str:
    """The text of a file's bytes, with its byte order mark if it has one.

    Raises:
        Unreadable: the bytes are not UTF-8.
    """
    if data.startswith(_ZIP):
        raise Unreadable(
            "the file is a zip archive; a plan as `terraform plan -out` saves it is one",
            path,
            remedy="of a plan, give what `terraform show -json FILE` prints; of anything else, unpack it",
            file=file,
        )
    wide = _wide_encoding(data)
    if wide is not None:
        raise Unreadable(
            f"the file is written in {wide.upper()}, not UTF-8",
            path,
            remedy=f"{_AS_UTF8}; PowerShell's `>` and Out-File write UTF-16 unless told `-Encoding utf8`",
            text=data.decode(wide, "replace"),
            file=file,
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        mark = before.startswith("\ufeff")
        text = data.decode("utf-8", "replace")
        start = len(before) - mark
        raise Unreadable(
            f"byte {error.start} (0x{data[error.start]:02X}) is not UTF-8",
            path,
            remedy=_AS_UTF8 + _old_encoding(data, error.start),
            text=text[1:] if mark else text,
            span=Span(start, start + 1),
            file=file,
        ) from None


def _wide_encoding(data: bytes) -> str | None:
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Without a mark: every second byte of ASCII is zero. No JSON or YAML text has a zero byte.
    head = data[:2]
    if len(head) == 2 and head[0] == 0 and head[1] != 0:
        return "utf-16-be"
    if len(head) == 2 and head[1] == 0 and head[0] != 0:
        return "utf-16-le"
    return None


def _old_encoding(data: bytes, at: int) -> str:
    try:
        character = data[at : at + 1].decode("cp1252")
    except UnicodeDecodeError:
        return ""
    return f" (in Windows-1252 this byte is `{character}`)" if character.isprintable() else ""
