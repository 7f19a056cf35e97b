"""Where the faults are that JSON's decoder lets pass: repeated keys, non-numbers, halves of surrogate pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.source.document import Document, Problem
from maplint.source.json_tree import clean
from maplint.source.place import Part, Place, Pointer

if TYPE_CHECKING:
    from maplint.source.json_text import Suspects


def find_problems(document: Document, suspects: Suspects) -> list[Problem]:
    """The problems of a document that was just read, in the order of its values.

    Surrogates without a partner are replaced by U+FFFD in the values, so that nobody fails on them later: such a text
    can be neither printed nor sent.
    """
    repeated = {id(value): keys for value, keys in suspects.repeated}
    problems: list[Problem] = []
    document.value = _visit(document, document.value, repeated, problems)
    return problems


def _visit(document: Document, root: Any, repeated: dict[int, list[str]], problems: list[Problem]) -> Any:
    holder = [root]
    stack: list[tuple[Pointer, Any, Any]] = [((), holder, 0)]
    while stack:
        pointer, container, key = stack.pop()
        value = container[key]
        if isinstance(value, dict):
            problems += _repeated_keys(document, pointer, repeated.get(id(value), ()))
            if any(clean(name) != name for name in value):
                _clean_keys(document, pointer, value, problems)
            stack += [((*pointer, name), value, name) for name in reversed(value)]
        elif isinstance(value, list):
            stack += [((*pointer, index), value, index) for index in range(len(value) - 1, -1, -1)]
        elif isinstance(value, str):
            container[key] = clean(value)
            if container[key] != value:
                problems.append(_lone_surrogate(document, pointer, Part.VALUE))
        elif isinstance(value, float) and value - value != 0:  # NaN or infinite
            problems.append(
                Problem("not-finite", "this is no number that JSON or Okta knows", Place(document, pointer, Part.VALUE))
            )
    return holder[0]


def _repeated_keys(document: Document, pointer: Pointer, keys: list[str] | tuple[()]) -> list[Problem]:
    counts: dict[str, int] = {}
    for key in keys:
        key = clean(key)
        counts[key] = counts.get(key, 0) + 1
    problems = []
    for key, count in counts.items():
        if count > 1:
            place = (*pointer, key)
            times = "twice" if count == 2 else f"{count} times"
            problems.append(
                Problem(
                    "duplicate-key",
                    f"the key `{key}` stands {times} in one object; only the last entry counts",
                    Place(document, place, Part.KEY),
                    tuple(Place(document, place, Part.KEY, None, number) for number in range(count - 1)),
                )
            )
    return problems


def _clean_keys(document: Document, pointer: Pointer, value: dict[str, Any], problems: list[Problem]) -> None:
    entries = list(value.items())
    value.clear()
    for name, below in entries:
        value[clean(name)] = below
        if clean(name) != name:
            problems.append(_lone_surrogate(document, (*pointer, clean(name)), Part.KEY))


def _lone_surrogate(document: Document, pointer: Pointer, part: Part) -> Problem:
    return Problem(
        "lone-surrogate",
        "half of a pair of \\u escapes stands alone; no text can hold it, so it is read as U+FFFD",
        Place(document, pointer, part),
    )
