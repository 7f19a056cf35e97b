"""One file: its text, its values, and the way from a value back to its place.

Values come fast; the index of positions is made when the first span is asked for, and kept for the last few documents
only.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from maplint.record import NamedTuple
from maplint.source.place import Part, Place, Pointer, Position, Span

if TYPE_CHECKING:
    from maplint.source.edit import Editor
    from maplint.source.tree import Tree

MAX_DEPTH = 200
"""How deep containers may stand in each other. Okta's deepest answer has 9 levels; readers of values may recurse."""

FORMATS = {
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".tf": "hcl",
    ".tofu": "hcl",
    ".tfvars": "hcl",
    ".tfstate": "json",
}
"""File suffix (lower case) -> format."""


class TextEdit(NamedTuple):
    """Replace the code points ``[start, end)`` of a document's text by ``text``."""

    start: int
    end: int
    text: str


class Comment(NamedTuple):
    """A comment at the code points ``[start, end)``, its marker included: ``# ...``, ``// ...`` or ``/* ... */``."""

    start: int
    end: int
    text: str


class Problem(NamedTuple):
    """A fault that did not stop the reading.

    ``kind`` is ``duplicate-key``, ``not-finite`` (NaN, Infinity, 1e400: no JSON numbers), ``lone-surrogate`` (half of
    a pair of ``\\u`` escapes, read as U+FFFD), ``broken-block`` or ``unescaped-quotes`` (of HCL: this block was not read,
    others were). ``others`` are further places of the same fault: the earlier entries of a key. ``remedy`` is what to
    do, where the kind does not tell, and ``mend`` the edits that do it.
    """

    kind: str
    message: str
    place: Place
    others: tuple[Place, ...] = ()
    remedy: str = ""
    mend: tuple[TextEdit, ...] = ()


class Unreadable(Exception):  # noqa: N818 - it says what the file is
    """A file that cannot be read. Says the first fault and what to do.

    Attributes:
        message, remedy: what is wrong, and what to do; sentences without a full stop at the end.
        path: the file as shown to people.
        line, column: where, from 1; None when the fault is the file's as a whole.
        looks_like_ours: whether the text has words that only Okta or SCIM files have.
    """

    def __init__(
        self, message: str, path: str, *, remedy: str, text: str = "", span: Span | None = None, file: str | None = None
    ) -> None:
        super().__init__(f"{path}: {message}")
        self.message = message
        self.path = path
        self.remedy = remedy
        self._text = text
        self._file = file
        self._span = span or Span(0, 0)
        self.line: int | None = None
        self.column: int | None = None
        if span is not None:
            self.line, self.column = self.document(path).position(span.start)

    def __reduce__(self) -> tuple[object, ...]:
        return _unreadable_at, (self.message, self.path, self.remedy, self.line, self.column)

    @property
    def looks_like_ours(self) -> bool:
        """Whether the text has words that only Okta or SCIM files have."""
        return looks_like_ours(self._text)

    def document(self, shown_as: str | None = None) -> Document:
        """A document without a value, whose every place is the fault's: for showing it as a finding."""
        from maplint.source.tree import SCALAR, Node, Tree

        document = Document(shown_as or self.path, self._text, "broken", None, file=self._file)
        document._tree = Tree(Node(SCALAR, *self._span))
        return document


def _unreadable_at(message: str, path: str, remedy: str, line: int | None, column: int | None) -> Unreadable:
    """One that comes from another process."""
    error = Unreadable(message, path, remedy=remedy)
    error.line, error.column = line, column
    return error


def looks_like_ours(text: str) -> bool:
    """Whether a text has words that only Okta or SCIM files have, readable or not."""
    return (
        "pushStatus" in text
        or "externalName" in text
        or "urn:ietf:params:scim" in text
        or "urn:scim:schemas:" in text
        or ("definitions" in text and "#custom" in text)
        or "userNameTemplate" in text
        or "maplint-target" in text
        or ("okta_" in text and "resource " in text)
    )


class Document:
    """One file.

    Attributes:
        path: as shown to people: as given, with forward slashes.
        file: the path of the file that it is, or stands for (a text from standard input); None when it is none.
        text: decoded, without the byte order mark; line ends as in the file.
        bom: whether the file begins with a byte order mark.
        format: ``json``, ``jsonl``, ``yaml`` or ``hcl``; ``broken`` for what could not be read.
        value: plain Python values. For ``jsonl``, and for YAML with several documents, the list of the values.
        problems: faults that did not stop the reading.
    """

    __slots__ = (
        "__weakref__",
        "_newlines",
        "_remembered",
        "_tree",
        "bom",
        "file",
        "format",
        "path",
        "problems",
        "text",
        "value",
    )

    def __init__(
        self,
        path: str,
        text: str,
        format: str,  # noqa: A002 - the word of our own attribute
        value: Any,
        *,
        file: str | None = None,
        bom: bool = False,
    ) -> None:
        self.path = path
        self.file = file
        self.text = text
        self.bom = bom
        self.format = format
        self.value = value
        self.problems: list[Problem] = []
        self._tree: Tree | None = None
        self._newlines: list[int] | None = None
        self._remembered: dict[Place, Span] | None = None

    def __repr__(self) -> str:
        return f"<Document {self.path} ({self.format})>"

    def at(self, pointer: Pointer) -> Any:
        """The value at a pointer.

        Raises:
            LookupError: there is none.
        """
        value = self.value
        for segment in pointer:
            if not isinstance(value, (dict, list)):
                raise KeyError(pointer)
            value = value[segment]  # type: ignore[index]
        return value

    def comments(self) -> list[Comment]:
        """The comments, in the order of the text. JSON has none."""
        if self.format != "yaml":
            return []
        from maplint.source.yaml_text import comments

        return comments(self.text, self.tree)

    # -- positions -----------------------------------------------------------------------------------------------

    @property
    def tree(self) -> Tree:
        """The index of positions, made when first asked for."""
        if self._tree is None:
            self._tree = self._index()
            _keep_index(self)
        return self._tree

    def forget_positions(self) -> None:
        """Drop the index of positions; it is made again when needed."""
        if self.format != "broken":
            self._tree = None
        self._newlines = None

    def remember(self, place: Place, span: Span) -> None:
        """Keep the span of a place that another process has looked up."""
        if self._remembered is None:
            self._remembered = {}
        self._remembered[place._replace(document=None)] = span  # type: ignore[arg-type]

    def remembered(self, place: Place) -> Span | None:
        """The span of a place, if it is kept."""
        if self._remembered is None:
            return None
        return self._remembered.get(place._replace(document=None))  # type: ignore[arg-type]

    def span(self, pointer: Pointer, part: Part = Part.VALUE, occurrence: int | None = None) -> Span:
        """The range of a key, value or entry; for a pointer that leads nowhere that of the closest value above it.

        Items of arrays have no key: their value is answered.
        """
        node = self.tree.nearest(pointer, occurrence)
        if node.key_start < 0 or part is Part.VALUE:
            return Span(node.start, node.end)
        return Span(node.key_start, node.key_end if part is Part.KEY else node.end)

    def fragment_span(self, pointer: Pointer, start: int, end: int) -> Span:
        """The range of the code points ``[start, end)`` of the decoded text value at ``pointer``.

        Exact through escapes and line folding. Where the writing does not allow it, that of the whole value. For the pointer of
        the whole document, a range of the file's text: of a comment, say.
        """
        if not pointer and not isinstance(self.value, str):
            return Span(start, end)
        node = self.tree.nearest(pointer)
        if not isinstance(self._value_or_none(pointer), str):
            return Span(node.start, node.end)
        if self.format == "yaml":
            from maplint.source.yaml_scalar import fragment_range

            found = fragment_range(self.text, node, self.at(pointer), start, end)
            return Span(node.start, node.end) if found is None else Span(*found)
        from maplint.source import json_tree

        first, last = json_tree.fragment_range(self.text[node.start : node.end], start, end)
        return Span(node.start + first, node.start + last)

    def position(self, offset: int) -> Position:
        """Line and column of an offset into the text."""
        if self._newlines is None:
            self._newlines = _newlines(self.text)
        line = bisect_right(self._newlines, offset - 1)
        start = self._newlines[line - 1] + 1 if line else 0
        return Position(line + 1, offset - start + 1)

    def line_start(self, line: int) -> int:
        """The offset at which a line begins; lines count from 1."""
        if self._newlines is None:
            self._newlines = _newlines(self.text)
        return self._newlines[line - 2] + 1 if line > 1 else 0

    def _value_or_none(self, pointer: Pointer) -> Any:
        try:
            return self.at(pointer)
        except LookupError:
            return None

    def _index(self) -> Tree:
        if self.format == "yaml":
            from maplint.source.yaml_text import index

            return index(self.text)
        from maplint.source.json_tree import JsonTree

        return JsonTree(self.text, lines=self.format == "jsonl")

    # -- views ---------------------------------------------------------------------------------------------------
    # A document stands for itself; a view (`maplint.source.view`) for what is written in others.

    def home(self) -> Document:
        """The file of what this stands for."""
        return self

    def resolve(self, place: Place) -> Place:
        """Where the thing at a place of this document is written."""
        return place

    def editable(self) -> bool:
        """Whether a person edits this: a plan or state is written by Terraform."""
        return True

    def absent(self, place: Place) -> tuple[Place, str] | None:
        """For a value that the file leaves out: where it would be written, and as what entry. None for all others."""
        return None

    def is_written(self, place: Place) -> bool:
        """Whether the value at a place stands there, to be replaced; false for what a file leaves out."""
        return True

    def guard(self, place: Place, key: str | None = None) -> str | None:
        """Why a program must not change the value at a place (or add ``key`` to it); None when it may."""
        return None

    def holder(self, parent: Place, key: str) -> tuple[Place, str] | None:
        """Where an entry ``key`` of ``parent`` would be written, and what its key is there; None when nowhere."""
        return parent, key

    def entry(self, place: Place) -> Place | None:
        """What to remove to be rid of the entry at a place; None when that would take more away."""
        return place

    # -- edits ---------------------------------------------------------------------------------------------------
    # Each keeps quotes, indentation, comments and line ends of its surroundings. The list is empty when the change
    # cannot be made there without touching something else (a YAML value that aliases stand for, a value merged in, a
    # line of JSON lines) or makes no sense (a key that is there already). A pointer that leads nowhere is a KeyError.

    def rename_key(self, pointer: Pointer, new_key: str) -> list[TextEdit]:
        """Give the entry at ``pointer`` another key."""
        return self._editor().rename_key(pointer, new_key)

    def replace_value(self, pointer: Pointer, value: Any) -> list[TextEdit]:
        """Put another value (plain Python: as JSON has them) at ``pointer``."""
        return self._editor().replace_value(pointer, value)

    def replace_fragment(self, pointer: Pointer, start: int, end: int, text: str) -> list[TextEdit]:
        """Put ``text`` in place of the code points ``[start, end)`` of the decoded text value at ``pointer``."""
        return self._editor().replace_fragment(pointer, start, end, text)

    def insert_entry(self, parent: Pointer, key: str, value: Any, after: str | None = None) -> list[TextEdit]:
        """Add an entry to the object at ``parent``: after the key ``after``, by default at the end."""
        return self._editor().insert_entry(parent, key, value, after)

    def remove_entry(self, pointer: Pointer) -> list[TextEdit]:
        """Take the entry or item at ``pointer`` away, with its comma or line."""
        return self._editor().remove_entry(pointer)

    def _editor(self) -> Editor:
        from maplint.source.edit import editor

        return editor(self)


def _newlines(text: str) -> list[int]:
    found: list[int] = []
    at = text.find("\n")
    while at >= 0:
        found.append(at)
        at = text.find("\n", at + 1)
    return found


_INDEXED: list[Document] = []
_MOST_INDEXED_TEXT = 16_000_000  # code points


def _keep_index(document: Document) -> None:
    """Let go of the oldest indexes: a run over many files needs that of one at a time."""
    _INDEXED.append(document)
    total = sum(len(kept.text) for kept in _INDEXED)
    while len(_INDEXED) > 1 and (len(_INDEXED) > 64 or total > _MOST_INDEXED_TEXT):
        oldest = _INDEXED.pop(0)
        total -= len(oldest.text)
        if oldest is not document:
            oldest.forget_positions()


def read_file(path: str, shown_as: str | None = None) -> Document:
    """Read a file.

    Args:
        path: the file to open.
        shown_as: the path as people should see it; default: ``path`` with forward slashes.

    Raises:
        Unreadable: with the first fault.
    """
    shown = shown_as if shown_as is not None else path.replace(os.sep, "/")
    try:
        with open(path, "rb") as file:
            data = file.read()
    except (OSError, ValueError) as error:
        raise _no_file(error, path, shown) from None
    except MemoryError:
        raise Unreadable("the file is too large for this computer's memory", shown, remedy="split it up") from None
    return _read(data, shown, path)


def read_text(text: str | bytes, path: str, *, like: Document | None = None, file: str | None = None) -> Document:
    """Read a text that stands in no file (yet).

    Args:
        path: the name to show; its suffix tells the format, unknown ones are guessed from the text.
        like: the document that this is a changed version of: it says which file to write, and how.
        file: the file that the text stands for.

    Raises:
        Unreadable: with the first fault.
    """
    document = _read(text, path, like.file if like is not None else file)
    if like is not None:
        document.bom = like.bom
    return document


def _read(data: str | bytes, shown: str, file: str | None) -> Document:
    if isinstance(data, bytes):
        from maplint.source.encoding import decode

        text = decode(data, shown, file)
    else:
        text = data
    bom = text.startswith("\ufeff")
    if bom:
        text = text[1:]
    if not text or text.isspace():
        raise Unreadable("the file is empty", shown, remedy="export it again", text=text, file=file)
    format_ = _format(shown, text, file)
    if format_ == "hcl":
        from maplint.source.hcl.document import HclDocument, read_hcl

        hcl = HclDocument(shown, text, format_, None, file=file, bom=bom)
        read_hcl(hcl)
        return hcl
    document = Document(shown, text, format_, None, file=file, bom=bom)
    if document.format == "yaml":
        if not (text.lstrip()[:1] in ("{", "[") and _read_json_in_yaml(document)):
            from maplint.source.yaml_text import read_yaml

            read_yaml(document)
    else:
        from maplint.source.json_text import read_json

        try:
            read_json(document)
        except Unreadable as error:
            suffix = os.path.splitext(shown)[1].lower()
            if not suffix or suffix in FORMATS or error.looks_like_ours:
                raise
            # It only began like JSON: a TOML file, say.
            raise _foreign(suffix, shown, text, file) from None
    return document


def _read_json_in_yaml(document: Document) -> bool:
    """JSON in a ``.yaml`` file is read as JSON: libyaml refuses surrogate pairs that are right there."""
    from maplint.source.json_text import read_json

    document.format = "json"
    try:
        read_json(document)
    except Unreadable:
        document.format = "yaml"
        document.problems.clear()
        return False
    return True


def _format(shown: str, text: str, file: str | None) -> str:
    suffix = os.path.splitext(shown)[1].lower()
    known = FORMATS.get(suffix)
    if known is not None:
        return known
    if text.lstrip()[:1] in ("{", "["):
        return "json"
    if suffix == "":
        return "yaml"
    raise _foreign(suffix, shown, text, file)


def _foreign(suffix: str, shown: str, text: str, file: str | None) -> Unreadable:
    return Unreadable(
        f"a file that ends in `{suffix}` and holds no JSON is nothing that maplint reads",
        shown,
        remedy="give it JSON, JSON lines, YAML or Terraform; a suffix tells which: " + ", ".join(FORMATS),
        text=text,
        file=file,
    )


def _no_file(error: Exception, path: str, shown: str) -> Unreadable:
    if isinstance(error, FileNotFoundError):
        from maplint.source.collect import missing

        return missing(path, shown)
    if isinstance(error, IsADirectoryError) or os.path.isdir(path):
        return Unreadable("this is a folder, not a file", shown, remedy="name a file in it")
    if isinstance(error, PermissionError):
        return Unreadable("no permission to read the file", shown, remedy="check its owner and mode", file=path)
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Unreadable(f"the file cannot be read: {reason}", shown, remedy="check the path", file=path)
