"""Files of users, chunk by chunk: JSON (an array, pages, JSON lines, a list response), CSV, Parquet; compressed or not.

A chunk holds whole users and is decoded wherever it is worked on: the file is cut without being parsed. JSON is cut between
objects that begin with the same key as the first one. That may be wrong inside a user, and then the piece cannot be decoded;
`decoded` joins it with the next ones until it can.
"""

from __future__ import annotations

import json
import os
import re
import sys
from typing import TYPE_CHECKING, Any

from maplint.record import NamedTuple
from maplint.source.document import Unreadable
from maplint.users.records import Columns, DirectoryUser, NoUser, user_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

CHUNK = 1 << 20
"""Bytes of a chunk, about: a thousand users."""
_HEAD = 1 << 20
_LONGEST = 1 << 28
"""Bytes that one user, or one piece that cannot be cut, may have."""
_WRAPPER = re.compile(rb'"(?:users|Resources|value|data)"\s*:\s*\[')
_WRAPPERS = ("users", "Resources", "value", "data")
STDIN = "-"


class Chunk(NamedTuple):
    """A piece of a file. ``form`` is ``json``, ``csv`` or ``parquet``; ``columns`` are those of a table. ``first`` is where it begins:
    the byte (of JSON, decompressed), the line (of a table), or the row group (of Parquet, whose ``data`` is the path)."""

    path: str
    form: str
    data: bytes
    columns: Columns | None = None
    first: int = 0


class Incomplete(Exception):  # noqa: N818 - no error yet
    """A piece was cut inside a user."""


def chunks(path: str, column_map: dict[str, str] | None = None, size: int = CHUNK) -> Iterator[Chunk]:
    """The chunks of a file; ``-`` is standard input. ``column_map`` names the attribute of columns that don't bear its name.

    Raises:
        Unreadable: it does not exist, is of another form, or holds no users.
    """
    with open_users(path) as stream:
        head = _read(stream, max(_HEAD, size), path)
        if head.startswith(b"PAR1"):
            yield from _parquet(path, column_map)
            return
        _refuse_other_forms(head, path)
        start = 3 if head.startswith(b"\xef\xbb\xbf") else 0
        first = head[start:].lstrip()[:1]
        if first in (b"[", b"{"):
            yield from _json(path, stream, head[start:], start, size)
        elif not first:
            raise Unreadable("the file is empty", path, remedy="export the users again")
        else:
            yield from _csv(path, stream, head[start:], column_map, size)


def decode(chunk: Chunk) -> list[DirectoryUser]:
    """The users of a chunk.

    Raises:
        Incomplete: it was cut inside a user.
        Unreadable: it holds something else.
    """
    if chunk.form == "json":
        return _decode_json(chunk)
    if chunk.form == "csv":
        return _decode_csv(chunk)
    return _decode_parquet(chunk)


def decoded(pieces: Sequence[Chunk]) -> list[DirectoryUser]:
    """The users of pieces that follow each other, the first of which cannot be decoded alone.

    Raises:
        Incomplete: more is needed.
        Unreadable: it holds something else.
    """
    return decode(pieces[0]._replace(data=b"".join(piece.data for piece in pieces)))


def read_users(path: str, column_map: dict[str, str] | None = None) -> Iterator[DirectoryUser]:
    """All users of a file, one by one.

    Raises:
        Unreadable: as `chunks` and `decode`.
    """
    waiting: list[Chunk] = []
    for chunk in chunks(path, column_map):
        waiting.append(chunk)
        try:
            users = decoded(waiting)
        except Incomplete:
            _refuse_endless(waiting)
            continue
        waiting.clear()
        yield from users
    if waiting:
        raise broken(waiting)


def _refuse_endless(waiting: Sequence[Chunk]) -> None:
    if sum(len(chunk.data) for chunk in waiting) > _LONGEST:
        raise broken(waiting)


def broken(pieces: Sequence[Chunk]) -> Unreadable:
    """The error of pieces that cannot be decoded however they are joined."""
    from maplint.source.json_faults import explain

    text = b"".join(piece.data for piece in pieces).decode("utf-8", "replace")
    at = _objects_until_fault(text)
    if at is None:
        return Unreadable("the file ends inside a user", pieces[0].path, remedy="export it again")
    reason, offset = at
    fault = explain(text, reason, offset)
    error = Unreadable(fault.message, pieces[0].path, remedy=fault.remedy)
    before = _before(pieces[0])
    if before is not None:
        text = before + text[: fault.span.start]
        error.line = text.count("\n") + 1
        error.column = len(text) - text.rfind("\n")
    return error


def _before(piece: Chunk) -> str | None:
    """What stands before a piece in its file; None where it cannot be read again."""
    if piece.path == STDIN:
        return None
    with open_users(piece.path) as stream:
        return _read(stream, piece.first, piece.path).decode("utf-8-sig", "replace")


# --- opening ------------------------------------------------------------------------------------------------------------


def open_users(path: str) -> BinaryIO:
    """A file as a stream of bytes, decompressed; ``-`` is standard input.

    Raises:
        Unreadable: it cannot be opened.
    """
    if path == STDIN:
        return sys.stdin.buffer
    if os.path.isdir(path):
        raise Unreadable("this is a folder", path, remedy="name the file with the users")
    try:
        with open(path, "rb") as raw:
            magic = raw.read(6)
        return _open_packed(path, magic)
    except FileNotFoundError:
        raise Unreadable("the file does not exist", path, remedy="check the path") from None
    except OSError as error:
        raise Unreadable(f"it cannot be read: {error.strerror}", path, remedy="check its permissions") from None


def _open_packed(path: str, magic: bytes) -> BinaryIO:
    """The stream behind gzip, bzip2, xz or zstandard, told by the first bytes."""
    opened: Any
    if magic.startswith(b"\x1f\x8b"):
        import gzip

        opened = gzip.open(path)  # noqa: SIM115
    elif magic.startswith(b"BZh"):
        import bz2

        opened = bz2.open(path)  # noqa: SIM115
    elif magic.startswith(b"\xfd7zXZ"):
        import lzma

        opened = lzma.open(path)  # noqa: SIM115
    elif magic.startswith(b"\x28\xb5\x2f\xfd"):
        try:
            import zstandard
        except ImportError:
            raise Unreadable(
                "it is compressed by zstandard", path, remedy="install `maplint[users]`, or decompress it: `zstd -d`"
            ) from None
        opened = zstandard.open(path)
    else:
        opened = open(path, "rb")  # noqa: SIM115
    return opened  # type: ignore[no-any-return]


def _read(stream: BinaryIO, size: int, path: str) -> bytes:
    """``size`` bytes, fewer only at the end."""
    parts: list[bytes] = []
    try:
        while size > 0 and (part := stream.read(size)):
            parts.append(part)
            size -= len(part)
    except (OSError, EOFError) as error:
        raise Unreadable(f"it cannot be read to its end: {error}", path, remedy="export it again") from None
    return b"".join(parts)


def _refuse_other_forms(head: bytes, path: str) -> None:
    if head.startswith(b"PK\x03\x04"):
        raise Unreadable(
            "this is a ZIP archive or an Excel workbook", path, remedy="unpack it, or save the sheet as CSV in UTF-8"
        )
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head[:4096]:
        raise Unreadable(
            "it is no text in UTF-8",
            path,
            remedy="save it as UTF-8; PowerShell's `>` and Out-File write UTF-16 unless told `-Encoding utf8`",
        )
    if head.lstrip()[:1] == b"<":
        raise Unreadable(
            "this is a web page or XML", path, remedy="export the users again: a sign-in page may have been saved"
        )


# --- JSON -----------------------------------------------------------------------------------------------------------------


def _json(path: str, stream: BinaryIO, head: bytes, offset: int, size: int) -> Iterator[Chunk]:
    cut = _Cut.of(head, path)
    at = offset + cut.start
    rest = head[cut.start :]
    whole = len(head) < _HEAD
    while True:
        end = 0 if whole else cut.last(rest)
        while not end and not whole:
            more = _read(stream, size, path)
            whole = len(more) < size
            rest += more
            if len(rest) > _LONGEST:
                raise Unreadable("one user takes more than 256 MiB", path, remedy="check what was exported")
            end = 0 if whole else cut.last(rest)
        if whole:
            # What is left is cut to size as well: who works in parallel wants more than one piece.
            for piece in cut.pieces(rest, size):
                yield Chunk(path, "json", piece, first=at)
                at += len(piece)
            return
        yield Chunk(path, "json", rest[:end], first=at)
        at += end
        rest = rest[end:]
        more = _read(stream, size, path)
        whole = len(more) < size
        rest += more


class _Cut(NamedTuple):
    """Where users begin in a file, and a pattern of what may lie between two of them."""

    start: int
    between: re.Pattern[bytes]

    @classmethod
    def of(cls, head: bytes, path: str) -> _Cut:
        start = len(head) - len(head.lstrip())
        if head[start : start + 1] == b"{":
            wrapper = _WRAPPER.search(head)
            first = _first_value(head[start:])
            if isinstance(first, dict) and any(isinstance(first.get(key), list) for key in _WRAPPERS):
                first = None
            if first is None and wrapper is not None:
                start = wrapper.end()
            elif first is not None and _is_line(head[start:]):
                return cls(start, re.compile(rb"\n(?=\s*[\[{])"))
        key = re.match(rb'[\s\[]*\{\s*("(?:[^"\\]|\\.)*")\s*:', head[start:])
        if key is None:
            return cls(start, re.compile(rb"(?!)"))
        return cls(start, re.compile(rb"\}(?=[\s,\[\]]*\{\s*" + re.escape(key[1]) + rb"\s*:)"))

    def last(self, data: bytes) -> int:
        """The end of the last user that is surely followed by another one; 0 when there is none."""
        for window in (1 << 16, 1 << 20, len(data)):
            start = max(0, len(data) - window)
            end = 0
            for match in self.between.finditer(data, start):
                end = match.end()
            if end or not start:
                return end
        return 0

    def pieces(self, data: bytes, size: int) -> Iterator[bytes]:
        """The data in pieces of about that size."""
        start = 0
        while len(data) - start > size:
            match = self.between.search(data, start + size)
            if match is None:
                break
            yield data[start : match.end()]
            start = match.end()
        if data[start:].strip(b" \t\r\n,[]}"):
            yield data[start:]


def _first_value(head: bytes) -> Any:
    """The first JSON value, None when it isn't whole."""
    try:
        value, _ = json.JSONDecoder().raw_decode(head.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    return value


def _is_line(head: bytes) -> bool:
    """Whether the first line is a whole value: JSON lines."""
    line, newline, _ = head.partition(b"\n")
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return bool(newline) or bool(line)


_SEPARATORS = re.compile(r"[\s,\[\]]*")
_DECODER = json.JSONDecoder()


def _decode_json(chunk: Chunk) -> list[DirectoryUser]:
    try:
        text = chunk.data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"the byte 0x{chunk.data[error.start]:02X} is not UTF-8", chunk.path, remedy="save the file as UTF-8"
        ) from None
    users: list[DirectoryUser] = []
    at = _SEPARATORS.match(text, 0).end()  # type: ignore[union-attr]
    end = len(text)
    decode_one, skip, append = _DECODER.raw_decode, _SEPARATORS.match, users.append
    while at < end:
        try:
            value, at = decode_one(text, at)
        except json.JSONDecodeError:
            # The end of a wrapper: `{"users": [...], "next": null}`.
            if users and text[at] in "}," and not text.startswith("{", at):
                break
            raise Incomplete from None
        except (ValueError, RecursionError) as error:
            raise Unreadable(f"a value cannot be read: {error}", chunk.path, remedy="check what was exported") from None
        try:
            append(user_of(value))
        except NoUser as error:
            raise Unreadable(error.message, chunk.path, remedy=error.remedy) from None
        at = skip(text, at).end()  # type: ignore[union-attr]
        if at < end and text[at] in '}"':
            break
    return users


def _objects_until_fault(text: str) -> tuple[str, int] | None:
    """The decoder's message and offset at the first fault."""
    at = _SEPARATORS.match(text, 0).end()  # type: ignore[union-attr]
    while at < len(text):
        try:
            _, at = _DECODER.raw_decode(text, at)
        except json.JSONDecodeError as error:
            return error.msg, error.pos
        at = _SEPARATORS.match(text, at).end()  # type: ignore[union-attr]
    return None


# --- CSV ------------------------------------------------------------------------------------------------------------------


def _csv(path: str, stream: BinaryIO, head: bytes, column_map: dict[str, str] | None, size: int) -> Iterator[Chunk]:
    header, _, rest = head.partition(b"\n")
    if header.count(b'"') % 2:
        raise Unreadable("a name in the header holds a line end", path, remedy="write the header on one line")
    try:
        columns = Columns.of_header(header.rstrip(b"\r").decode("utf-8"), column_map)
    except UnicodeDecodeError:
        raise Unreadable("the header is not UTF-8", path, remedy="save the file as CSV in UTF-8") from None
    except NoUser as error:
        raise Unreadable(error.message, path, remedy=error.remedy) from None
    line = 2
    ended = len(head) < max(_HEAD, size)
    while True:
        end = len(rest) if ended else _row_end(rest)
        if end:
            for piece in _rows(rest[:end], size):
                yield Chunk(path, "csv", piece, columns, line)
                line += piece.count(b"\n")
            rest = rest[end:]
        if ended:
            return
        if len(rest) > _LONGEST:
            raise Unreadable("a quote is never closed", path, remedy="check the quotes of the file")
        more = _read(stream, size, path)
        ended = len(more) < size
        rest += more


def _row_end(data: bytes) -> int:
    """The end of the last whole row: a line end outside quotes."""
    end = len(data)
    while True:
        end = data.rfind(b"\n", 0, end)
        if end < 0:
            return 0
        if data.count(b'"', 0, end) % 2 == 0:
            return end + 1


def _rows(data: bytes, size: int) -> Iterator[bytes]:
    start = 0
    while len(data) - start > size:
        end = _row_end(data[start : start + size])
        if not end:
            break
        yield data[start : start + end]
        start += end
    if data[start:].strip():
        yield data[start:]


def _decode_csv(chunk: Chunk) -> list[DirectoryUser]:
    import csv
    import io

    columns = chunk.columns
    assert columns is not None
    try:
        text = chunk.data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"the byte 0x{chunk.data[error.start]:02X} is not UTF-8", chunk.path, remedy="save the file as CSV in UTF-8"
        ) from None
    csv.field_size_limit(_LONGEST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=columns.delimiter, strict=True)
    users: list[DirectoryUser] = []
    try:
        for row in reader:
            if row:
                users.append(columns.user(row, chunk.first + reader.line_num - 1))
    except (csv.Error, NoUser) as error:
        remedy = error.remedy if isinstance(error, NoUser) else "check the quotes of this line"
        fault = Unreadable(str(error), chunk.path, remedy=remedy)
        fault.line, fault.column = chunk.first + reader.line_num - 1, 1
        raise fault from None
    return users


# --- Parquet ----------------------------------------------------------------------------------------------------------------


def _parquet(path: str, column_map: dict[str, str] | None) -> Iterator[Chunk]:
    file = _parquet_file(path)
    names = file.schema_arrow.names
    try:
        columns = None if "profile" in names else Columns.of_names(names, column_map)
    except NoUser as error:
        raise Unreadable(error.message, path, remedy=error.remedy) from None
    for group in range(file.num_row_groups):
        yield Chunk(path, "parquet", path.encode(), columns, group)


def _parquet_file(path: str) -> Any:
    try:
        from pyarrow import ArrowInvalid
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise Unreadable("it is Parquet", path, remedy="install `maplint[users]`, or give JSON lines or CSV") from None
    if path == STDIN:
        raise Unreadable("Parquet cannot be read from standard input", path, remedy="give the file's name")
    try:
        return ParquetFile(path)
    except ArrowInvalid as error:
        raise Unreadable(f"it is no whole Parquet file: {error}", path, remedy="export it again") from None


def _decode_parquet(chunk: Chunk) -> list[DirectoryUser]:
    path = chunk.data.decode()
    rows = _parquet_file(path).read_row_group(chunk.first).to_pylist()
    try:
        if chunk.columns is None:
            return [user_of(row) for row in rows]
        return [chunk.columns.user(list(row.values()), number) for number, row in enumerate(rows, 1)]
    except NoUser as error:
        raise Unreadable(error.message, path, remedy=error.remedy) from None
