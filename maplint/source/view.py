"""Views: what a file means, in the shape of Okta's API, with the way back from each value to where it is written.

Terraform writes a profile mapping otherwise than Okta's API does. A view holds the API's form, so that models and rules need not
know; places in it lead to the files, and edits of it are made there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from maplint.record import NamedTuple
from maplint.source.document import Document
from maplint.source.place import Part, Place, Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from maplint.source.place import Pointer


class Origin(NamedTuple):
    """Where an entry of a view comes from.

    Attributes:
        value: where its value is written.
        key: where its key is written: in Terraform a value too (``id = "givenName"``).
        entry: what stands for the entry as a whole: the block. None when it stands for more than this entry.
        fragment: from code points of the value, which is a text, to their place; None for other values.
        absent: for a value that a file leaves out and Okta or Terraform fills in: the place of the block and the name of the
            argument that would give it.
        written: whether the value is written at all; where it is not, ``value`` is the closest place.
        guard: why a program must not change the value; None when it may.
    """

    value: Place
    key: Place
    entry: Place | None = None
    fragment: Callable[[int, int], Place | None] | None = None
    absent: tuple[Place, str] | None = None
    written: bool = True
    guard: str | None = None


class View(Document):
    """What a file (or several) means.

    Attributes:
        origins: pointer -> origin, for every entry that is written somewhere.
        generated: whether the file is one that a program wrote and will write again: a plan, a state.
    """

    __slots__ = ("generated", "origins")

    def __init__(
        self, path: str, value: Any, root: Place, origins: dict[Pointer, Origin], *, generated: bool = False
    ) -> None:
        super().__init__(path, root.document.text, "view", value)
        self.origins = origins
        self.origins.setdefault((), Origin(root, root, root))
        self.generated = generated

    def home(self) -> Document:
        """See `Document.home`."""
        return self.origins[()].key.document

    def resolve(self, place: Place) -> Place:
        """Where something in this view is written."""
        origin, exact = self._origin(place.pointer)
        if not exact:
            return origin.key
        if place.fragment is not None:
            found = origin.fragment(*place.fragment) if origin.fragment is not None else None
            return found or origin.value
        if place.part is Part.KEY:
            return origin.key
        return origin.value if place.part is Part.VALUE else origin.entry or origin.key

    def editable(self) -> bool:
        """See `Document.editable`."""
        return not self.generated

    def absent(self, place: Place) -> tuple[Place, str] | None:
        """See `Document.absent`."""
        origin, exact = self._origin(place.pointer)
        return origin.absent if exact and place.part is not Part.KEY else None

    def is_written(self, place: Place) -> bool:
        """See `Document.is_written`."""
        origin, exact = self._origin(place.pointer)
        return not exact or origin.written or place.part is Part.KEY

    def guard(self, place: Place, key: str | None = None) -> str | None:
        """See `Document.guard`."""
        if key is not None:
            return self.origins.get((*place.pointer, key), _NO_ORIGIN).guard
        origin, _ = self._origin(place.pointer)
        return origin.guard

    def holder(self, parent: Place, key: str) -> tuple[Place, str] | None:
        """See `Document.holder`."""
        origin, exact = self._origin(parent.pointer)
        if not exact or origin.entry is None:
            return None
        return origin.entry, re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key).lower()

    def entry(self, place: Place) -> Place | None:
        """See `Document.entry`."""
        origin, exact = self._origin(place.pointer)
        return origin.entry if exact else None

    def _origin(self, pointer: Pointer) -> tuple[Origin, bool]:
        """The origin of an entry or of the closest one above it, and which of the two it is."""
        origin = self.origins.get(pointer)
        if origin is not None:
            return origin, True
        while pointer and origin is None:
            pointer = pointer[:-1]
            origin = self.origins.get(pointer)
        assert origin is not None, "a view's root has an origin"
        return origin, False

    def span(self, pointer: Pointer, part: Part = Part.VALUE, occurrence: int | None = None) -> Span:
        return self.resolve(Place(self, pointer, part, None, occurrence)).span()

    def fragment_span(self, pointer: Pointer, start: int, end: int) -> Span:
        return self.resolve(Place(self, pointer, Part.VALUE, (start, end))).span()


_NO_ORIGIN = Origin(None, None)  # type: ignore[arg-type]
