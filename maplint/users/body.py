"""The layout of a body: which value stands where. Made once for a mapping, filled for each user."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.scim import CORE_USER
from maplint.scim.path import Filter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from maplint.okta.placement import Placement

    Marks = dict[tuple[int, str], int]
    """(id of an object, key) -> the number of the value that stands there; `OF_FILTER` for what a filter demands."""

OF_FILTER = -1
_ABSENT = object()


class _Holder:
    """An object or list that holds values: ``step`` leads to it from its parent."""

    __slots__ = ("kind", "parent", "step")

    def __init__(self, parent: int, step: str | Filter | int, kind: type) -> None:
        self.parent = parent
        self.step = step
        self.kind = kind


class Layout:
    """Where values go in a body.

    Attributes:
        shared: pairs of numbers of values that go to one place: the second is written last.
    """

    __slots__ = ("_extensions", "_holders", "_of_steps", "_slots", "shared")

    def __init__(self) -> None:
        self._holders: list[_Holder] = [_Holder(-1, "", dict)]
        self._of_steps: dict[tuple[object, ...], int] = {(): 0}
        self._extensions: dict[int, str] = {}
        self._slots: list[tuple[int, int, str]] = []
        self.shared: list[tuple[int, int]] = []

    def add(self, number: int, placement: Placement) -> None:
        """Give the value of a number its place."""
        steps: tuple[str | Filter | int, ...] = placement.steps
        if placement.namespace is not None:
            steps = (placement.namespace, *steps)
        holder = 0
        for index in range(len(steps) - 1):
            of_list = not isinstance(steps[index + 1], str)
            holder = self._holder(holder, steps[: index + 1], list if of_list else dict)
            if index == 0 and placement.namespace is not None:
                self._extensions[holder] = placement.namespace
        key = steps[-1]
        if not isinstance(key, str):
            # `roles.[0]` without a sub-attribute: an element of a list of simple values.
            holder, key = self._holder(holder, steps, dict), "value"
        self.shared += [(other, number) for other, at, name in self._slots if (at, name) == (holder, key)]
        self._slots.append((number, holder, key))

    def _holder(self, parent: int, steps: tuple[str | Filter | int, ...], kind: type) -> int:
        key = tuple(("filter", *step.key()) if isinstance(step, Filter) else step for step in steps)
        found = self._of_steps.get((kind, *key))
        if found is None:
            found = self._of_steps[(kind, *key)] = len(self._holders)
            self._holders.append(_Holder(parent, steps[-1], kind))
        return found

    def fill(
        self, body: dict[str, Any], values: Sequence[Any], *, over: bool = False, marks: Marks | None = None
    ) -> set[str]:
        """Write values into a body; the URNs of the extensions that hold some.

        Args:
            values: by number; None is no value.
            over: the body holds values already, of elements too: they are overwritten, and taken away where there is no value.
            marks: is told where values were written.
        """
        made: list[Any] = [None] * len(self._holders)
        made[0] = body
        for number, at, key in self._slots:
            value = values[number]
            if value is None:
                if over:
                    self._clear(at, key, made)
                continue
            holder = made[at]
            if holder is None:
                holder = self._make(at, made, over, marks)
            holder[key] = value
            if marks is not None:
                marks[(id(holder), key)] = number
        return {urn for at, urn in self._extensions.items() if made[at] is not None}

    def _make(self, at: int, made: list[Any], over: bool, marks: Marks | None) -> Any:
        holder = self._holders[at]
        parent = made[holder.parent]
        if parent is None:
            parent = self._make(holder.parent, made, over, marks)
        # Filters that differ make elements that differ, though one may come to fit the other's.
        found = _below(parent, holder.step) if over or isinstance(holder.step, str) else None
        if type(found) is not holder.kind:
            found = holder.kind()
            if isinstance(holder.step, str):
                parent[holder.step] = found
            else:
                if isinstance(holder.step, Filter):
                    found[holder.step.attribute] = holder.step.value
                    if marks is not None:
                        marks[(id(found), holder.step.attribute)] = OF_FILTER
                parent.append(found)
        made[at] = found
        return found

    def _clear(self, at: int, key: str, made: list[Any]) -> None:
        chain: list[_Holder] = []
        number = at
        while made[number] is None:
            chain.append(self._holders[number])
            number = self._holders[number].parent
        found = made[number]
        for holder in reversed(chain):
            found = _below(found, holder.step)
        if isinstance(found, dict):
            found.pop(key, None)


def _below(parent: Any, step: str | Filter | int) -> Any:
    if isinstance(step, str):
        return parent.get(step, _ABSENT) if isinstance(parent, dict) else _ABSENT
    if not isinstance(parent, list):
        return _ABSENT
    if isinstance(step, int):
        return parent[step] if step < len(parent) else _ABSENT
    for element in parent:
        if isinstance(element, dict) and element.get(step.attribute) == step.value:
            return element
    return _ABSENT


def listed_schemas(extensions: Iterable[str], before: object = None) -> list[str]:
    """The `schemas` of a body: those that were there, the core schema, the extensions that are used."""
    there = [urn for urn in before if isinstance(urn, str)] if isinstance(before, list) else []
    return list(dict.fromkeys([*there, *([] if there else [CORE_USER]), *sorted(extensions)]))
