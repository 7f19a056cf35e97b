"""Reading YAML from libyaml's events, by the core schema of YAML 1.2: ``NO`` stays a text, and so does ``12:30``.

What differs from other readers, on purpose:

- keys are always texts, as they are written (``no:`` is the key ``no``);
- ``<<`` merges mappings, as YAML 1.1 had it and people still use it; explicit keys win;
- tags of the core schema count (``!!str 12``), all others are ignored;
- nesting is bounded, and so is what aliases may expand to.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from maplint.source.document import MAX_DEPTH, Comment, Document, Problem, Unreadable
from maplint.source.place import Part, Place, Pointer, Span
from maplint.source.tree import ARRAY, OBJECT, SCALAR, Node, Tree

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_EXPANDED = 100_000
"""How many values aliases may stand for in one file, all told. A file of 300 bytes can mean a thousand million."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_INTEGER = re.compile(r"[-+]?[0-9]+\Z|0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z|[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z"
)
_WORDS = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*[ \t\r\n]+)*[&!]?")
_CORE_TAG = "tag:yaml.org,2002:"


class Fault(Exception):  # noqa: N818 - it becomes an Unreadable
    """A fault that stops the reading: a sentence, where, and what to do."""

    def __init__(self, message: str, span: Span, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.span = span
        self.remedy = remedy


def too_deep(span: Span) -> Fault:
    """The fault of a file that is nested too deep, by our limit or that of libyaml."""
    return Fault(
        f"mappings and sequences stand more than {MAX_DEPTH} levels deep in each other",
        span,
        "no Okta or SCIM file is so deep; check what was exported",
    )


def read_yaml(document: Document) -> None:
    """Read the text of a document: set its ``value`` and ``problems``.

    Raises:
        Unreadable: with the first fault.
    """
    try:
        builder = Builder(document.text)
    except Fault as fault:
        raise Unreadable(
            fault.message,
            document.path,
            remedy=fault.remedy,
            text=document.text,
            span=fault.span,
            file=document.file,
        ) from None
    several = len(builder.values) > 1
    document.value = builder.values if several else builder.values[0]
    for pointer, kind in builder.problems:
        pointer = pointer if several else pointer[1:]
        if kind == "not-finite":
            problem = Problem(kind, "this is no number that JSON or Okta knows", Place(document, pointer))
        else:
            problem = Problem(
                kind,
                f"the key `{pointer[-1]}` stands more than once in one mapping; only the last entry counts",
                Place(document, pointer, Part.KEY),
                (Place(document, pointer, Part.KEY, None, 0),),
            )
        document.problems.append(problem)


def index(text: str) -> Tree:
    """The positions of a text that was read without a fault."""
    nodes = Builder(text).nodes
    if len(nodes) == 1:
        return Tree(nodes[0])
    root = Node(ARRAY, 0, len(text), style="documents")
    root.entries = nodes
    for number, node in enumerate(nodes):
        node.key = number
    return Tree(root)


def comments(text: str, tree: Tree) -> list[Comment]:
    """The comments of a text whose positions are known: each ``#`` that begins a line or follows a blank, outside of scalars."""
    scalars: list[Span] = []
    waiting = [tree.root]
    while waiting:
        node = waiting.pop()
        if node.key_start >= 0:
            scalars.append(Span(node.key_start, node.key_end))
        if node.kind == SCALAR:
            scalars.append(Span(node.start, node.end))
        waiting += node.entries or ()
    scalars.sort()
    found: list[Comment] = []
    number = 0
    for match in re.finditer(r"(?:^|(?<=[ \t\r\n]))#[^\r\n]*", text):
        while number < len(scalars) and scalars[number].end <= match.start():
            number += 1
        if number < len(scalars) and scalars[number].start <= match.start():
            continue
        if found and match.start() < found[-1].end:
            continue
        found.append(Comment(match.start(), match.end(), match[0]))
    return found


def plain_value(text: str) -> Any:
    """The value of a plain scalar by the core schema of YAML 1.2 (section 10.3.2 of its specification).

    Raises:
        ValueError: an integer of more than 4,300 digits.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    if _INTEGER.match(text):
        if text.startswith("0o"):
            return int(text[2:], 8)
        return int(text[2:], 16) if text.startswith("0x") else int(text)
    if _FLOAT.match(text):
        return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return text


class _Frame:
    """A container that is being read."""

    __slots__ = ("anchor", "key", "merges", "node", "seen", "value")

    def __init__(self, node: Node, value: Any, anchor: str | None) -> None:
        self.node = node
        self.value = value
        self.anchor = anchor
        self.key: tuple[str, int, int, bool] | None = None  # text, range, whether it is a plain `<<`
        self.seen: set[str] = set()
        self.merges: list[tuple[Node, Any]] = []


class Builder:
    """Values and positions of all documents in a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.values: list[Any] = []
        self.nodes: list[Node] = []
        self.problems: list[tuple[Pointer, str]] = []
        self._stack: list[_Frame] = []
        self._anchors: dict[str, tuple[Node, Any]] = {}
        self._expanded = 0
        for event in _events(text):
            self._take(event)
        if not self.values:
            raise Fault("the file holds nothing but comments", Span(0, len(text)), "export it again")

    def _take(self, event: Any) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._open(event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._close(event)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._anchors.clear()

    def _scalar(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        if self._wants_key():
            plain = not event.style
            if event.anchor is not None:
                self._anchors[event.anchor] = (Node(SCALAR, start, end), event.value)
            self._key(event.value, start, end, merge=plain and event.value == "<<")
            return
        style = event.style or ""
        start = self._after_properties(event)
        if style in ("|", ">"):
            end = start + len(self.text[start:end].rstrip())
        node = Node(SCALAR, start, end, style=style)
        node.fixed = event.tag is not None
        value = self._value(event, node)
        if event.anchor is not None:
            self._anchors[event.anchor] = (node, value)
        self._add(node, value)

    def _value(self, event: Any, node: Node) -> Any:
        text = event.value
        tag = event.tag.removeprefix(_CORE_TAG) if event.tag is not None else None
        if tag == "str" or (event.style and tag not in ("int", "float", "bool", "null")):
            return text
        try:
            value = plain_value(text)
        except ValueError:
            raise Fault(
                f"a whole number of {len(text):,} digits",
                Span(node.start, node.end),
                "no attribute of Okta or SCIM holds such a number; if it is a text, put quotes around it",
            ) from None
        if isinstance(value, float) and value - value != 0:
            self.problems.append((self._pointer(), "not-finite"))
        return value

    def _open(self, event: Any) -> None:
        start = event.start_mark.index
        if self._wants_key():
            raise Fault(
                "a mapping or sequence cannot be a key here",
                Span(start, max(start + 1, event.end_mark.index)),
                "write the key as a text; a value such as {{ x }} needs quotes",
            )
        if len(self._stack) >= MAX_DEPTH:
            raise too_deep(Span(start, start + 1))
        start = self._after_properties(event)
        mapping = isinstance(event, yaml.MappingStartEvent)
        node = Node(OBJECT if mapping else ARRAY, start, start, style="flow" if event.flow_style else "block")
        node.entries = []
        node.fixed = event.tag is not None
        self._stack.append(_Frame(node, {} if mapping else [], event.anchor))

    def _close(self, event: Any) -> None:
        frame = self._stack.pop()
        node = frame.node
        entries = node.entries
        assert entries is not None  # set when it was opened
        if node.style == "flow":
            node.end = event.end_mark.index
        else:
            # libyaml ends a block where the next token begins; its last entry says where it really ends.
            node.end = max((entry.end for entry in entries), default=node.start)
        if frame.merges:
            self._merge(frame)
        if frame.anchor is not None:
            self._anchors[frame.anchor] = (node, frame.value)
        self._add(node, frame.value)

    def _alias(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        span = Span(start, end)
        if any(frame.anchor == event.anchor for frame in self._stack):
            raise Fault(f"`*{event.anchor}` stands inside what it stands for", span, "write the value out")
        if event.anchor not in self._anchors:
            raise Fault(f"there is no anchor `&{event.anchor}` before this alias", span, "check its name")
        target, value = self._anchors[event.anchor]
        if self._wants_key():
            if not isinstance(value, str):
                raise Fault("a key must be a text", span, "write the key as a text")
            self._key(value, start, end, merge=False)
            return
        target = target.target or target
        target.fixed = True
        self._expanded += _size(value, MAX_EXPANDED)
        if self._expanded > MAX_EXPANDED:
            raise Fault(
                f"the aliases of this file stand for more than {MAX_EXPANDED:,} values",
                span,
                "write out what is meant",
            )
        node = Node(target.kind, start, end, style=target.style)
        node.target = target
        self._add(node, value)

    def _wants_key(self) -> bool:
        return bool(self._stack) and self._stack[-1].node.kind == OBJECT and self._stack[-1].key is None

    def _key(self, text: str, start: int, end: int, *, merge: bool) -> None:
        self._stack[-1].key = (text, start, end, merge)

    def _add(self, node: Node, value: Any) -> None:
        """Put a finished value where it belongs."""
        if not self._stack:
            node.key = None
            self.nodes.append(node)
            self.values.append(value)
            return
        frame = self._stack[-1]
        entries = frame.node.entries
        assert entries is not None
        if frame.key is None:
            node.key = len(entries)
            frame.value.append(value)
        else:
            name, node.key_start, node.key_end, merge = frame.key
            node.key = name
            if merge and _mergeable(value):
                frame.merges.append((node, value))
            elif name in frame.seen:
                self.problems.append((self._pointer(), "duplicate-key"))
                frame.value[name] = value
            else:
                frame.seen.add(name)
                frame.value[name] = value
            frame.key = None
            if node.start < node.key_end:
                node.start = node.end = node.key_end  # `{a, b}` in flow style: a key without a colon
        entries.append(node)

    def _merge(self, frame: _Frame) -> None:
        """Add what `<<` brings, in front of the mapping's own entries so that those are found first."""
        merged: dict[str, Any] = {}
        nodes: list[Node] = []
        for node, value in frame.merges:
            several = isinstance(value, list)
            sources = (node.target or node).entries or [] if several else [node]
            for source, below in zip(sources, value if several else [value], strict=True):
                for entry in (source.target or source).entries or []:
                    if isinstance(entry.key, str) and entry.key in below and entry.key not in merged:
                        merged[entry.key] = below[entry.key]
                        copy = Node(entry.kind, entry.start, entry.end, entry.key, entry.key_start, entry.key_end)
                        copy.style = entry.style
                        copy.target = entry.target or entry
                        copy.fixed = True
                        nodes.append(copy)
        self._expanded += sum(_size(value, MAX_EXPANDED) for value in merged.values())
        if self._expanded > MAX_EXPANDED:
            raise Fault(
                f"what `<<` brings into this file comes to more than {MAX_EXPANDED:,} values",
                Span(frame.node.start, frame.node.start + 1),
                "write out what is meant",
            )
        frame.value.update({key: value for key, value in merged.items() if key not in frame.value})
        frame.node.entries = nodes + (frame.node.entries or [])

    def _pointer(self) -> Pointer:
        """The pointer of the value that is being read; its first segment is the number of the document."""
        segments: list[str | int] = [len(self.values)]
        for frame in self._stack:
            segments.append(frame.key[0] if frame.key is not None else len(frame.node.entries or ()))
        return tuple(segments)

    def _after_properties(self, event: Any) -> int:
        """Where the value itself begins, behind its anchor and tag."""
        start: int = event.start_mark.index
        if event.anchor is None and event.tag is None:
            return start
        found = _PROPERTIES.match(self.text, start)
        at = found.end() if found is not None else start
        end: int = event.end_mark.index
        # An empty value ends with its anchor or tag.
        return min(at, end) if isinstance(event, yaml.ScalarEvent) else at


def _mergeable(value: Any) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list) and bool(value) and all(isinstance(below, dict) for below in value)
    )


def _size(value: Any, limit: int) -> int:
    """How many values there are in a value; counting stops beyond the limit."""
    count = 0
    stack = [value]
    while stack and count <= limit:
        below = stack.pop()
        count += 1
        if isinstance(below, dict):
            stack += below.values()
        elif isinstance(below, list):
            stack += below
    return count


def _events(text: str) -> Iterator[Any]:
    loader = None
    try:
        loader = _Loader(text)
        while loader.check_event():
            yield loader.get_event()
    except yaml.YAMLError as error:
        from maplint.source.yaml_faults import explain

        raise explain(text, error) from None
    finally:
        if loader is not None:
            loader.dispose()
