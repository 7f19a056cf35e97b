"""What of one version is the same thing in the other one: by what names it surely first, by what is left at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

Thing = TypeVar("Thing")


def paired(
    old: Sequence[Thing],
    new: Sequence[Thing],
    keys: Sequence[Callable[[Thing], Hashable | None]],
    alike: Callable[[Thing, Thing], bool] = lambda _old, _new: True,
) -> list[tuple[Thing | None, Thing | None]]:
    """Each thing with its counterpart, None where it has none: those of ``new`` in their order, then those that only ``old`` has.

    Args:
        keys: what names a thing, the surest name first; None: this thing has no such name. Things of equal names are paired in order.
        alike: whether two things that nothing names are one, when they are the only ones that are left.
    """
    left_old, left_new = list(range(len(old))), list(range(len(new)))
    counterpart: dict[int, int] = {}
    for key in keys:
        named: dict[Hashable, list[int]] = {}
        for number in left_old:
            name = key(old[number])
            if name is not None:
                named.setdefault(name, []).append(number)
        for number in list(left_new):
            same = named.get(key(new[number]))
            if same:
                counterpart[number] = same.pop(0)
                left_new.remove(number)
                left_old.remove(counterpart[number])
    if len(left_old) == len(left_new) == 1 and alike(old[left_old[0]], new[left_new[0]]):
        counterpart[left_new.pop()] = left_old.pop()
    found: list[tuple[Thing | None, Thing | None]] = [
        (old[counterpart[number]] if number in counterpart else None, thing) for number, thing in enumerate(new)
    ]
    return [*found, *((old[number], None) for number in left_old)]
