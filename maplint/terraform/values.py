"""Values of Terraform: what is known of one, and where it is written.

A value is plain data, or a `Reference` to something that Terraform knows only later (an id that Okta gives), or `UNKNOWN`.
Nothing is ever guessed: what hangs on an unknown is unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from maplint.source.place import Place


class Unknown:
    """What cannot be known before `terraform apply`: a variable without default, an attribute that the provider fills in."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __bool__(self) -> bool:
        raise TypeError("an unknown value is neither true nor false")


UNKNOWN = Unknown()


class Address(NamedTuple):
    """Which resource or data source: ``module.crm["eu"].okta_app_saml.crm[0]``.

    Attributes:
        mode: ``managed`` (a ``resource`` block) or ``data``; Terraform's own words.
        type, name: ``okta_app_saml``, ``crm``.
        key: the ``count`` index or ``for_each`` key of one instance; None for a resource without either, and for the
            resource as a whole.
        module: the calls that lead to its module, each as Terraform writes it (``crm["eu"]``); empty in the root module.
    """

    mode: str
    type: str
    name: str
    key: str | int | None = None
    module: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The address as Terraform writes it."""
        calls = "".join(f"module.{call}." for call in self.module)
        data = "data." if self.mode == DATA else ""
        return f"{calls}{data}{self.type}.{self.name}{key_text(self.key)}"


MANAGED, DATA = "managed", "data"


def key_text(key: str | int | None) -> str:
    """An instance key as Terraform writes it: ``[0]``, ``["eu"]``, nothing for None."""
    if key is None:
        return ""
    if isinstance(key, int):
        return f"[{key}]"
    escaped = key.replace("\\", "\\\\").replace('"', '\\"')
    return f'["{escaped}"]'


class Reference(NamedTuple):
    """A value that some resource or data source will have: ``okta_app_saml.crm.id``.

    Attributes:
        address: whose value. The resource need not be declared in what was read.
        attribute: the way to the value inside it: ``("id",)``, ``("users", 0, "email")``.
    """

    address: Address
    attribute: tuple[str | int, ...] = ()

    def __str__(self) -> str:
        way = "".join(f".{step}" if isinstance(step, str) else f"[{step}]" for step in self.attribute)
        return f"{self.address}{way}"


class Piece(NamedTuple):
    """A part of a text that a template makes: its code points ``[start, end)``.

    ``at`` is where the part begins in the source, counted from the beginning of what stands at the value's ``place`` (in
    HCL that is the first character of the expression), and ``width`` the code points that it takes there. A part that is as
    wide as its text is equal to it, character by character; else it is an escape or an interpolation. ``inner`` is the value
    of an interpolation.
    """

    start: int
    end: int
    at: int
    width: int
    inner: Value | None = None


class Value:
    """A value and where it is written.

    Attributes:
        data: ``str``, ``int``, ``float``, ``bool``, ``None``; a list of values; a dict of texts to values; a `Reference`;
            or `UNKNOWN`.
        place: where it is written: the literal or expression itself, not what it was handed on through (a ``local``, a
            variable's default, ``each.value``); but an attribute of another resource is placed where it is referred to. None
            for what stands nowhere (a ``count`` index).
        pieces: for texts. None: the text is the decoded text at ``place``, one to one (JSON). Else the parts that made it;
            empty where that cannot be told (the result of a function).
    """

    __slots__ = ("_parts", "data", "pieces", "place")

    def __init__(self, data: Any, place: Place | None = None, pieces: tuple[Piece, ...] | None = None) -> None:
        self.data = data
        self.place = place
        self.pieces = pieces
        self._parts = 0

    def __repr__(self) -> str:
        return f"Value({self.data!r})"

    @property
    def known(self) -> bool:
        """Whether this is plain data; lists and dicts may still hold unknown values."""
        data = self.data
        return data is not UNKNOWN and not isinstance(data, Reference)

    @property
    def reference(self) -> Reference | None:
        """The reference that this value is."""
        return self.data if isinstance(self.data, Reference) else None

    @property
    def text(self) -> str | None:
        """The text that this value is; None for everything else."""
        return self.data if isinstance(self.data, str) else None

    @property
    def flag(self) -> bool | None:
        """The boolean that this value is: where Terraform wants one, it takes the texts ``"true"`` and ``"false"`` for it."""
        if isinstance(self.data, bool):
            return self.data
        return {"true": True, "false": False}.get(self.data) if isinstance(self.data, str) else None

    @property
    def items(self) -> list[Value]:
        """The items of a list; empty for everything else."""
        return self.data if isinstance(self.data, list) else []

    @property
    def parts(self) -> int:
        """How many steps it takes to go through this value: one for each that it is made of, more for long texts."""
        if not self._parts:
            data = self.data
            below = data.values() if isinstance(data, dict) else self.items
            self._parts = 1 + sum(value.parts for value in below) + (len(data) // 32 if isinstance(data, str) else 0)
        return self._parts

    def get(self, *keys: str | int) -> Value:
        """The value below: ``value.get("mappings", 0, "id")``; unknown where this one is, null where there is none."""
        value = self
        for key in keys:
            if not value.known:
                return Value(UNKNOWN, value.place)
            below = value.below(key)
            if below is None:
                return Value(None, value.place)
            value = below
        return value

    def below(self, key: str | int) -> Value | None:
        """The item of a list or dict; None where there is none."""
        data = self.data
        if isinstance(data, dict):
            return data.get(key)
        if isinstance(data, list) and isinstance(key, int) and -1 < key < len(data):
            item: Value = data[key]
            return item
        return None

    def plain(self) -> Any:
        """Plain Python data. `UNKNOWN` and `Reference` stay where they are inside lists and dicts."""
        data = self.data
        if isinstance(data, list):
            return [value.plain() for value in data]
        if isinstance(data, dict):
            return {key: value.plain() for key, value in data.items()}
        return data

    def fully_known(self) -> bool:
        """Whether nothing in it is unknown or a reference."""
        return all(value.known for value in self.walk())

    def walk(self) -> Iterable[Value]:
        """This value and all below it."""
        yield self
        below = self.data.values() if isinstance(self.data, dict) else self.items
        for value in below:
            yield from value.walk()

    def fragment(self, start: int, end: int) -> Place | None:
        """Where the code points ``[start, end)`` of this text are written: exactly, or as narrowly as can be told."""
        place = self.place
        if place is None or self.pieces is None:
            return place if place is None or place.part.value == "key" else place._replace(fragment=(start, end))
        if not self.pieces:
            return place
        touched = [
            piece
            for piece in self.pieces
            if (piece.start < end and start < piece.end) or piece.start <= start == end <= piece.end
        ]
        if not touched:
            return place
        if start == end:
            touched = [next((piece for piece in touched if _even(piece)), touched[0])]
        first, last = touched[0], touched[-1]
        if first is last and first.inner is not None:
            found = first.inner.fragment(start - first.start, end - first.start)
            if found is not None and found.document is place.document:
                return found
        begin = first.at + max(start - first.start, 0) if _even(first) else first.at
        stop = last.at + min(end, last.end) - last.start if _even(last) else last.at + last.width
        return place._replace(fragment=(begin, stop))


MISSING = Value(UNKNOWN)
"""What there is not: an attribute or item of a value that has none such, which Terraform refuses. ``try`` goes on behind it."""


def _even(piece: Piece) -> bool:
    return piece.inner is None and piece.width == piece.end - piece.start
