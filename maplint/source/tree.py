"""The index of positions: which range of the text each key and value takes.

Values are read fast and without positions; a tree is made only for a document that has a finding, and JSON's is opened
level by level along the pointers that are asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maplint.source.place import Pointer

OBJECT, ARRAY, SCALAR = "object", "array", "scalar"


class Node:
    """A value in the text.

    Attributes:
        kind: ``OBJECT``, ``ARRAY`` or ``SCALAR``.
        start, end: the range of the value.
        key: the decoded key or index in the parent; None for the root.
        key_start, key_end: the range of the key, quotes included; -1 where there is none.
        entries: children in the order of the text, repeated keys included; None until opened.
        by_key: the same children by their key; None until asked for.
        style: how YAML writes it: ``"`` ``'`` ``|`` ``>`` for scalars, ``flow`` or ``block`` for containers; "" is a
            plain scalar and all of JSON.
        target: for a YAML alias, the node that it stands for.
        fixed: whether an edit here would touch something else: YAML aliases stand for it, it is merged in, or tagged.
    """

    __slots__ = ("by_key", "end", "entries", "fixed", "key", "key_end", "key_start", "kind", "start", "style", "target")

    def __init__(
        self,
        kind: str,
        start: int,
        end: int,
        key: str | int | None = None,
        key_start: int = -1,
        key_end: int = -1,
        style: str = "",
    ) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.key = key
        self.key_start = key_start
        self.key_end = key_end
        self.entries: list[Node] | None = None
        self.by_key: dict[str | int | None, list[Node]] | None = None
        self.style = style
        self.target: Node | None = None
        self.fixed = False


class Tree:
    """The nodes of a document."""

    __slots__ = ("root",)

    def __init__(self, root: Node) -> None:
        self.root = root

    def entries(self, node: Node) -> list[Node]:
        """The children of a node, in the order of the text."""
        return (node.target or node).entries or []

    def child(self, node: Node, segment: str | int, occurrence: int | None = None) -> Node | None:
        """The entry of that key or index: the last one where a key is repeated, or the one of that number."""
        node = node.target or node
        entries = self.entries(node)
        if node.kind == ARRAY:
            return entries[segment] if isinstance(segment, int) and 0 <= segment < len(entries) else None
        if node.by_key is None:
            node.by_key = {}
            for entry in entries:
                node.by_key.setdefault(entry.key, []).append(entry)
        found = node.by_key.get(segment)
        if not found:
            return None
        return found[-1] if occurrence is None or occurrence >= len(found) else found[occurrence]

    def path(self, pointer: Pointer, occurrence: int | None = None) -> list[Node]:
        """The nodes from the root as far along the pointer as the document goes."""
        node = self.root
        nodes = [node]
        for depth, segment in enumerate(pointer, 1):
            below = self.child(node, segment, occurrence if depth == len(pointer) else None)
            if below is None:
                break
            node = below
            nodes.append(node)
        return nodes

    def nearest(self, pointer: Pointer, occurrence: int | None = None) -> Node:
        """The node at the pointer, or the closest one above it that exists."""
        return self.path(pointer, occurrence)[-1]

    def find(self, pointer: Pointer) -> Node:
        """The node at the pointer.

        Raises:
            KeyError: there is none.
        """
        nodes = self.path(pointer)
        if len(nodes) != len(pointer) + 1:
            raise KeyError(pointer)
        return nodes[-1]
