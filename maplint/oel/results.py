"""What is known of a function's result from what is known of its arguments. Loaded when the first call is met.

A function of a missing value is seldom documented: its result is then said to be null perhaps, never said to be something.

Source: Okta, Expression Language reference; where a result has a fixed form (times, codes of countries), that of ISO 8601 and
ISO 3166-1.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from maplint.oel.characters import DIGITS, Characters
from maplint.oel.combine import (
    MOST_TEXT,
    as_joined,
    certain,
    either,
    fits_case,
    joined,
    longest,
    of_texts,
    textual,
    utf16_length,
)
from maplint.oel.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Callable

    from maplint.oel.ast import Call
    from maplint.oel.functions import Function


class Called(NamedTuple):
    """A call with the facts of its arguments, as many as the function takes. ``identifies``: see `maplint.oel.combine.joined`."""

    node: Call
    function: Function
    args: list[Facts]
    identifies: Callable[[Facts], bool]

    def text(self, index: int) -> str | None:
        """The text that an argument surely is."""
        value = _only(self.args[index]) if index < len(self.args) else None
        return value if isinstance(value, str) else None

    def integer(self, index: int) -> int | None:
        """The whole number that an argument surely is."""
        value = _only(self.args[index]) if index < len(self.args) else None
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def none_missing(self) -> bool | None:
        """False, for the result's ``null``, when no argument is ever missing; else None."""
        return False if all(arg.null is False for arg in self.args) else None


def _only(facts: Facts) -> object:
    return facts.literals[0].value if facts.complete and len(facts.literals) == 1 else None


def result_of(called: Called) -> Facts:
    """The facts of a call's result."""
    function = called.function
    of = _RESULTS.get(function.name)
    if of is not None:
        return of(called)
    if function.returns in ("boolean", "integer", "number"):
        return certain(function.returns)
    facts = Facts(None if function.returns == "any" else function.returns)
    if facts.type == "string" and called.args:
        _lossy(facts, called, f"`{function.name}` can give the same text for different ones")
    return facts


def _lossy(facts: Facts, called: Called, loss: str) -> None:
    """Say that different first arguments can give the same result."""
    facts.keys = called.args[0].keys
    facts.injective = False if facts.keys else None
    facts.losses = (loss,)


# --- texts ----------------------------------------------------------------------------------------------------------------


def _cased(case: str) -> Callable[[Called], Facts]:
    """``String.toLowerCase(x)`` is as long as ``x`` and tells apart what ``x`` does."""

    def result(called: Called) -> Facts:
        first = textual(called.args[0], called.node)
        facts = first.copy()
        facts.bare_reference, facts.item_type = None, None
        facts.case = case
        facts.characters = first.characters.in_case(case)
        facts.holds = tuple(held for held in first.holds if fits_case_of_text(held, case))
        if first.complete:
            _fold(facts, first, str.lower if case == "lower" else str.upper, called)
        return facts

    return result


def fits_case_of_text(text: str, case: str) -> bool:
    """Whether a text stays what it is in ``lower`` or ``upper`` case."""
    return text == (text.lower() if case == "lower" else text.upper())


def _fold(facts: Facts, first: Facts, convert: Callable[[str], str], called: Called) -> None:
    """Apply a function to all the texts that its argument can be."""
    values = [literal.value for literal in first.literals]
    texts = [convert(value) for value in values if isinstance(value, str)]
    if not texts:
        return
    of_texts(facts, texts, called.node)
    if None in values:
        facts.literals += tuple(literal for literal in first.literals if literal.value is None)[:1]


def _before(called: Called) -> Facts:
    facts = _piece(called, "before")
    separator = called.text(1)
    if separator is not None and len(separator) == 1:
        facts.characters = facts.characters.without(separator)
    return facts


def _after(called: Called) -> Facts:
    return _piece(called, "after")


def _piece(called: Called, what: str) -> Facts:
    facts = _part_of(called)
    separator = called.text(1)
    _lossy(facts, called, f"only what stands {what} {f'`{separator}`' if separator else 'the separator'} is kept")
    return facts


def _part_of(called: Called) -> Facts:
    """The facts of a part of the first argument."""
    first = textual(called.args[0], called.node)
    facts = Facts("string")
    facts.null = called.none_missing()
    facts.max_length, facts.case, facts.characters = first.max_length, first.case, first.characters
    return facts


def _substring(called: Called) -> Facts:
    facts = _part_of(called)
    start, end = called.integer(1) or 0, called.integer(2)
    _lossy(facts, called, "only a part of the text is kept")
    if end is not None and end >= start >= 0:
        facts.max_length = end - start if facts.max_length is None else min(end - start, facts.max_length)
        facts.losses = (f"only {end - start} characters are kept",)
    return facts


def _append(called: Called) -> Facts:
    node = called.node
    facts = joined([textual(arg, node) for arg in called.args], node, called.identifies)
    facts.null = called.none_missing()
    return facts


def _join(called: Called) -> Facts:
    """A missing text may be joined as the empty one, or as ``null``: Okta does not say."""
    node, (separator, *texts) = called.node, called.args
    if len(texts) == 1 and texts[0].type != "string":
        # It may be an array of all texts.
        facts = certain("string")
        _lossy(facts, called, "the elements are joined")
        facts.keys = texts[0].keys
        return facts
    between = _joined_somehow(separator, called)
    parts: list[Facts] = []
    for text in texts:
        parts += [between, _joined_somehow(text, called)] if parts else [_joined_somehow(text, called)]
    return joined(parts, node, called.identifies)


def _joined_somehow(facts: Facts, called: Called) -> Facts:
    if facts.null is False:
        return textual(facts, called.node)
    result = as_joined(facts, called.node).copy()
    result.min_length, result.empty, result.holds, result.literals, result.complete = 0, None, (), (), False
    return result


def _remove_spaces(called: Called) -> Facts:
    first = textual(called.args[0], called.node)
    if " " not in first.characters:
        return _unchanged(first)
    facts = _part_of(called)
    facts.characters = first.characters.without(" ")
    facts.holds = tuple(held.replace(" ", "") for held in first.holds)
    _lossy(facts, called, "texts that differ in blanks alone become equal")
    if first.complete:
        _fold(facts, first, lambda text: text.replace(" ", ""), called)
    return facts


def _unchanged(facts: Facts) -> Facts:
    result = facts.copy()
    result.bare_reference = None
    return result


def _replace(called: Called) -> Facts:
    match, new = called.text(1), called.text(2)
    first = textual(called.args[0], called.node)
    if match and new is not None and not first.characters.covers(match) and called.args[0].null is False:
        return _unchanged(first)
    facts = _replaced(called, first)
    if match and new is not None:
        if len(match) == 1 and match not in new:
            facts.characters = first.characters.without(match) | Characters(new)
        long, short = utf16_length(match), utf16_length(new)
        facts.min_length = first.min_length if short >= long else -(-first.min_length * short // long)
        if first.max_length is not None:
            facts.max_length = first.max_length + max(0, short - long) * (first.max_length // long)
        if first.complete and len(match + new) * longest(first) <= MOST_TEXT:
            _fold(facts, first, lambda text: text.replace(match, new), called)
    return facts


def _replace_first(called: Called) -> Facts:
    match, new = called.text(1), called.text(2)
    first = textual(called.args[0], called.node)
    facts = _replaced(called, first)
    if match and new is not None:
        grown = utf16_length(new) - utf16_length(match)
        facts.min_length = max(0, first.min_length + min(0, grown))
        if first.max_length is not None:
            facts.max_length = first.max_length + max(0, grown)
    return facts


def _replaced(called: Called, first: Facts) -> Facts:
    """What holds wherever something is replaced, by whatever."""
    facts = Facts("string")
    facts.null = called.none_missing()
    new = textual(called.args[2], called.node)
    facts.characters = first.characters | new.characters
    if first.case is not None and fits_case(new, first.case):
        facts.case = first.case
    match = called.text(1)
    if match:
        facts.holds = tuple(held for held in first.holds if frozenset(match).isdisjoint(held))
    _lossy(facts, called, f"`{called.function.name}` can give the same text for different ones")
    return facts


def _switch(called: Called) -> Facts:
    values = [textual(value, called.node) for value in (called.args[1], *called.args[3::2])]
    facts = reduce(either, values).copy()
    facts.bare_reference = None
    facts.keys = called.args[0].keys | facts.keys
    facts.injective = False if facts.keys else None
    facts.losses = ("only the values of the switch are left",)
    return facts


# --- of fixed form --------------------------------------------------------------------------------------------------------


def _formed(least: int, most: int, characters: Characters, *, surely: bool = True) -> Callable[[Called], Facts]:
    """A text of a form that is known; ``surely``: it is never null for arguments that are not."""

    def result(called: Called) -> Facts:
        facts = Facts("string")
        facts.null = called.none_missing() if surely else None
        facts.empty = False
        facts.min_length, facts.max_length, facts.characters = least, most, characters
        if called.args:
            _lossy(facts, called, f"`{called.function.name}` can give the same text for different ones")
        return facts

    return result


_ISO = DIGITS | Characters("-:.TZ+")
_TICKS = DIGITS | Characters("-")
_LETTERS = Characters("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_UTC_LENGTH, _OFFSET_LENGTH = len("2024-01-01T00:00:00.000Z"), len("2024-01-01T00:00:00.000+00:00")
_to_iso = _formed(_UTC_LENGTH, _UTC_LENGTH, _ISO)


def _now(called: Called) -> Facts:
    if len(called.args) > 1:
        return certain("string")
    facts = _formed(_UTC_LENGTH, _OFFSET_LENGTH, _ISO)(called)
    facts.losses = ()
    return facts


# --- arrays ---------------------------------------------------------------------------------------------------------------


def _array(called: Called) -> Facts:
    """An array of what the first argument holds."""
    facts = Facts("array")
    facts.null = called.none_missing()
    facts.empty = False
    if called.args[0].type == "array":
        facts.item_type = called.args[0].item_type
    return facts


def _added(called: Called) -> Facts:
    facts = _array(called)
    if called.args[1].type != facts.item_type:
        facts.item_type = None
    return facts


def _flattened(called: Called) -> Facts:
    """Texts with commas are taken apart, and numbers among them become numbers: what texts give is not known."""
    facts = certain("array")
    types = {arg.item_type if arg.type == "array" else arg.type for arg in called.args}
    if len(types) == 1:
        only = types.pop()
        facts.item_type = only if only in ("integer", "number", "boolean") else None
    return facts


def _element(called: Called) -> Facts:
    first = called.args[0]
    facts = Facts(first.item_type if first.type == "array" else None)
    _lossy(facts, called, "only one element is kept")
    return facts


def _csv(called: Called) -> Facts:
    facts = Facts("string")
    facts.null = called.none_missing()
    _lossy(facts, called, "the elements are joined with commas")
    return facts


_RESULTS: dict[str, Callable[[Called], Facts]] = {
    "String.toLowerCase": _cased("lower"),
    "toLowerCase": _cased("lower"),
    "String.toUpperCase": _cased("upper"),
    "toUpperCase": _cased("upper"),
    "String.substringBefore": _before,
    "substringBefore": _before,
    "String.substringAfter": _after,
    "substringAfter": _after,
    "String.substring": _substring,
    "substring": _substring,
    "String.append": _append,
    "String.join": _join,
    "String.removeSpaces": _remove_spaces,
    "String.replace": _replace,
    "String.replaceFirst": _replace_first,
    "String.stringSwitch": _switch,
    "Iso3166Convert.toAlpha2": _formed(2, 2, _LETTERS, surely=False),
    "Iso3166Convert.toAlpha3": _formed(3, 3, _LETTERS, surely=False),
    "Iso3166Convert.toNumeric": _formed(3, 3, DIGITS, surely=False),
    "Time.now": _now,
    "Time.fromWindowsToIso8601": _to_iso,
    "Time.fromUnixToIso8601": _to_iso,
    "Time.fromStringToIso8601": _to_iso,
    "Time.fromIso8601ToWindows": _formed(1, 20, _TICKS),
    "Time.fromIso8601ToUnix": _formed(1, 20, _TICKS),
    "Arrays.add": _added,
    "Arrays.remove": _array,
    "Arrays.clear": _array,
    "Arrays.flatten": _flattened,
    "Arrays.get": _element,
    "Arrays.toCsvString": _csv,
}
