"""Facts of texts that are joined, of two branches, of a value made a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.characters import ANY, DIGITS, NONE, Characters
from maplint.oel.facts import Facts, LiteralResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from maplint.oel.ast import Node

MOST_LITERALS = 64
"""More literals than this are not listed: nobody reads them, and every rule would look at each."""

MOST_TEXT = 10_000
"""A literal that joining or replacing makes longer than this, in code points, is not worked out."""

LOWER, UPPER = "lower", "upper"
_NULL_TEXT = Characters("nul")
_INTEGER = DIGITS | Characters("-")
_NUMBER = _INTEGER | Characters(".ENaInfity")
_BOOLEAN = Characters("truefals")
# Shortest and longest text, and the characters, of what is no text. A double can be long, an integer has up to 64 bits.
_AS_TEXT: dict[str | None, tuple[int, int | None, Characters]] = {
    "integer": (1, 20, _INTEGER),
    "number": (1, None, _NUMBER),
    "boolean": (4, 5, _BOOLEAN),
}


def utf16_length(text: str) -> int:
    """The length of a text as Java counts it: characters beyond the basic plane count twice."""
    return len(text) if text.isascii() else len(text) + sum(1 for character in text if character > "\uffff")


def java_text(value: object) -> str:
    """A literal as the text that joining it gives."""
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        from maplint.oel.values import double_text

        return double_text(value)
    return str(value)


def case_of(text: str) -> str | None:
    """The letter case of a whole text; None when it has both, or no letters."""
    if text == text.lower():
        return LOWER if text != text.upper() else None
    return UPPER if text == text.upper() else None


def certain(type_: str | None) -> Facts:
    """A result that is never null."""
    facts = Facts(type_)
    facts.null = False
    if type_ is not None and type_ != "string":
        facts.empty = False
    return facts


def of_texts(facts: Facts, texts: Iterable[str], node: Node) -> None:
    """Set what follows from all the texts that a result can be."""
    distinct = tuple(dict.fromkeys(texts))
    facts.literals = tuple(LiteralResult(text, node.start, node.end) for text in distinct)
    facts.complete = True
    bound_by(facts, distinct)


def bound_by(facts: Facts, texts: Sequence[str]) -> None:
    """Narrow length, case and characters to those of all the texts that a result can be."""
    lengths = [utf16_length(text) for text in texts]
    facts.min_length, facts.max_length = min(lengths), max(lengths)
    facts.characters = Characters("".join(texts))
    facts.empty = "" in texts
    facts.case = next((case for case in (LOWER, UPPER) if all(_in_case(text, case) for text in texts)), None)
    if not any(map(case_of, texts)):
        facts.case = None


def _in_case(text: str, case: str) -> bool:
    return text == (text.lower() if case == LOWER else text.upper())


def fits_case(facts: Facts, case: str) -> bool:
    """Whether a text surely has no letter of the other case."""
    return facts.case == case or facts.characters.fits_case(case)


def textual(facts: Facts, node: Node) -> Facts:
    """A value as the text that Spring makes of it where a text belongs; null stays null."""
    if facts.type == "string":
        return facts
    result = facts.copy()
    result.bare_reference = None
    result.type = "string"
    values = [literal.value for literal in facts.literals]
    if facts.complete and None not in values:
        of_texts(result, map(java_text, values), node)
        return result
    result.literals, result.complete = (), False
    result.min_length, result.max_length, result.characters = _AS_TEXT.get(facts.type, (0, None, ANY))
    result.empty = False if facts.type in _AS_TEXT else None
    return result


def as_joined(facts: Facts, node: Node) -> Facts:
    """A value as the text that it is beside a ``+``, where null is the text ``null``."""
    if facts.type == "null":
        result = certain("string")
        of_texts(result, ("null",), node)
        return result
    if facts.null is False:
        return textual(facts, node)
    result = textual(facts, node).copy()
    values = [literal.value for literal in facts.literals]
    result.null, result.null_causes = False, ()
    result.holds = ()
    if facts.complete:
        of_texts(result, map(java_text, values), node)
        return result
    result.literals = ()
    result.min_length = min(result.min_length, len("null"))
    if result.max_length is not None:
        result.max_length = max(result.max_length, len("null"))
    result.characters = result.characters | _NULL_TEXT
    if result.case == UPPER:
        result.case = None
    if None in values and result.injective:
        # No result was no collision; the text `null` is one.
        result.injective = None
    return result


def joined(parts: Sequence[Facts], node: Node, identifies: Callable[[Facts], bool]) -> Facts:
    """The facts of texts (see `as_joined`) joined one after the other.

    Args:
        identifies: whether a part alone tells any two users apart: then what else is joined cannot be said to mix them up.
    """
    facts = certain("string")
    characters = NONE
    for part in parts:
        characters = characters | part.characters
    facts.characters = characters
    facts.min_length = sum(part.min_length for part in parts)
    lengths = [part.max_length for part in parts]
    facts.max_length = None if None in lengths else sum(length or 0 for length in lengths)
    facts.holds = tuple(held for part in parts for held in part.holds)[:MOST_LITERALS]
    facts.empty = False if facts.min_length or any(part.empty is False for part in parts) else None
    facts.case = next((case for case in (LOWER, UPPER) if all(fits_case(part, case) for part in parts)), None)
    if parts and all(part.complete for part in parts) and sum(map(longest, parts)) <= MOST_TEXT:
        texts = [""]
        for part in parts:
            texts = [text + str(literal.value) for text in texts for literal in part.literals][: MOST_LITERALS + 1]
        if len(texts) <= MOST_LITERALS:
            of_texts(facts, texts, node)
        else:
            facts.literals = tuple(LiteralResult(text, node.start, node.end) for text in texts[:MOST_LITERALS])
    _keep_apart(facts, parts, identifies)
    return facts


def longest(facts: Facts) -> int:
    """The length of the longest literal, in code points."""
    return max((len(str(literal.value)) for literal in facts.literals), default=0)


def _keep_apart(facts: Facts, parts: Sequence[Facts], identifies: Callable[[Facts], bool]) -> None:
    """Joined texts keep users apart when one part does and the others are the same for all."""
    facts.keys = frozenset(key for part in parts for key in part.keys)
    if not facts.keys:
        return
    varying = [part for part in parts if not part.constant]
    if len(varying) <= 1:
        facts.injective, facts.losses = (varying[0].injective, varying[0].losses) if varying else (False, ())
        return
    lossy = tuple(dict.fromkeys(loss for part in varying for loss in part.losses))
    facts.losses = lossy or ("people can share all of its parts",)
    facts.injective = None if any(map(identifies, varying)) or not (lossy or len(facts.keys) > 1) else False


def either(first: Facts, second: Facts) -> Facts:
    """What holds for both of two results."""
    if first.type == "null":
        first, second = second, first
    only_null = second.type == "null"
    facts = Facts(first.type if only_null or first.type == second.type else None)
    if {first.type, second.type} == {"integer", "number"}:
        facts.type = "number"
    facts.item_type = first.item_type if only_null or first.item_type == second.item_type else None
    facts.null = _or(first.null, second.null)
    facts.null_causes = tuple(dict.fromkeys(first.null_causes + second.null_causes))
    facts.empty = _or(first.empty, second.empty if not only_null else False)
    facts.literals = (first.literals + second.literals)[:MOST_LITERALS]
    facts.complete = first.complete and second.complete and len(first.literals) + len(second.literals) <= MOST_LITERALS
    if only_null:
        facts.min_length, facts.max_length = first.min_length, first.max_length
        facts.case, facts.holds, facts.characters = first.case, first.holds, first.characters
    else:
        facts.min_length = min(first.min_length, second.min_length)
        bounded = first.max_length is not None and second.max_length is not None
        facts.max_length = max(first.max_length or 0, second.max_length or 0) if bounded else None
        facts.characters = first.characters | second.characters
        for case in (first.case, second.case):
            if case is not None and fits_case(first, case) and fits_case(second, case):
                facts.case = case
        facts.holds = tuple(held for held in first.holds if held in second.holds)
    facts.keys = first.keys | second.keys
    if only_null:
        facts.injective, facts.losses = first.injective, first.losses
    elif facts.keys:
        facts.injective = None if first.injective and second.injective else False
        facts.losses = first.losses + second.losses or ("different branches can give the same value",)
    return facts


def _or(first: bool | None, second: bool | None) -> bool | None:
    if first or second:
        return True
    return False if first is False and second is False else None
