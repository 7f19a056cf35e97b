"""Values in the JSON that Terraform writes: what is known of each, and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.source.place import Place
from maplint.terraform.values import UNKNOWN, Value

if TYPE_CHECKING:
    from maplint.source.document import Document
    from maplint.source.place import Pointer


def attributes_at(
    document: Document, pointer: Pointer, data: Any, unknown: Any = None, sensitive: Any = None
) -> dict[str, Value]:
    """The attributes of a resource.

    Args:
        data: the object at ``pointer``; null where all of it is unknown.
        unknown: in the form of the data, true for what is known after the apply only (``after_unknown``).
        sensitive: in the form of the data, true for what nobody may be shown; it is taken for unknown.
    """
    attributes = data if isinstance(data, dict) else {}
    found = {
        name: value_at(document, (*pointer, name), below, _below(unknown, name), _below(sensitive, name))
        for name, below in attributes.items()
    }
    for name, mark in unknown.items() if isinstance(unknown, dict) else ():
        if name not in found and _marks(mark):
            found[name] = Value(UNKNOWN, Place(document, pointer))
    return found


def value_at(document: Document, pointer: Pointer, data: Any, unknown: Any, sensitive: Any) -> Value:
    """The value at a pointer, with all below it; for the arguments see `attributes_at`."""
    place = Place(document, pointer)
    if unknown is True or sensitive is True:
        return Value(UNKNOWN, place)
    if isinstance(data, dict):
        return Value(attributes_at(document, pointer, data, unknown, sensitive), place)
    if isinstance(data, list):
        items = [
            value_at(document, (*pointer, index), item, _below(unknown, index), _below(sensitive, index))
            for index, item in enumerate(data)
        ]
        return Value(items, place)
    return Value(data, place)


def _below(marks: Any, key: str | int) -> Any:
    """The marks of what is below: Terraform leaves out those that are false."""
    if isinstance(marks, dict):
        return marks.get(key)
    if isinstance(marks, list) and isinstance(key, int) and key < len(marks):
        return marks[key]
    return None


def _marks(mark: Any) -> bool:
    """Whether anything is marked."""
    if isinstance(mark, (dict, list)):
        return any(map(_marks, mark.values() if isinstance(mark, dict) else mark))
    return mark is True
