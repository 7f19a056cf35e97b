"""Comparing names that people type: what is the nearest known one, and how sure is that?

Used for attribute names, variables, functions, rules, targets, options: one way to suggest.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CUTOFF = 82.0
"""Least similarity (0 to 100, normalised Indel distance) of a suggestion. Below it, look-alikes such as ``surname`` and
``userName`` begin."""

MARGIN = 6.0
"""How much nearer than the runner-up a suggestion must be: two names are never presented as one."""


@lru_cache(maxsize=8192)
def fold(name: str) -> str:
    """A name without letter case, underscores, hyphens and blanks: what differs in style alone is equal."""
    return name.casefold().replace("_", "").replace("-", "").replace(" ", "")


def nearest(name: str, candidates: Sequence[str], *, cutoff: float = CUTOFF) -> str | None:
    """The one candidate that a name is surely meant for, or None: equal after folding, else near and alone in being so."""
    folded = fold(name)
    equal = [candidate for candidate in candidates if fold(candidate) == folded]
    if len(equal) == 1:
        return equal[0]
    if equal or not folded:
        return None
    slipped = one_slip_away(name, candidates)
    if slipped is not None:
        return slipped
    return _most_similar(folded, candidates, cutoff)


def nearest_word(word: str, words: Sequence[str]) -> str | None:
    """The one of a few words that is meant where nothing else is allowed: found more readily than a name by `nearest`."""
    found = nearest(word, words)
    folded = fold(word)
    if found is not None or len(folded) < 2:
        return found
    begun = [known for known in words if fold(known).startswith(folded) or folded.startswith(fold(known))]
    if len(begun) == 1:
        return begun[0]
    most = max(1, len(folded) // 3)
    near = [known for known in words if slips(folded, fold(known), most) <= most]
    return near[0] if len(near) == 1 else None


def _most_similar(folded: str, candidates: Sequence[str], cutoff: float) -> str | None:
    # Imported here: most runs suggest nothing, and the library takes longer to load than a run.
    from rapidfuzz import fuzz, process

    found = process.extract(
        folded, candidates, scorer=fuzz.ratio, processor=fold, limit=2, score_cutoff=max(cutoff - MARGIN, 0.0)
    )
    if not found or found[0][1] < cutoff:
        return None
    if len(found) > 1 and found[0][1] - found[1][1] < MARGIN:
        return None
    return found[0][0]


def slips(first: str, second: str, most: int) -> int:
    """How many slips of the keyboard (insert, delete, replace, swap of neighbours) lie between two texts; ``most + 1`` when more."""
    if abs(len(first) - len(second)) > most:
        return most + 1
    from rapidfuzz.distance import OSA

    return int(OSA.distance(first, second, score_cutoff=most))


def one_slip_away(name: str, candidates: Iterable[str]) -> str | None:
    """The only candidate within one slip of a name, of names long enough for that to mean something."""
    folded = fold(name)
    if len(folded) < 4:
        return None
    found = [candidate for candidate in candidates if slips(folded, fold(candidate), 1) <= 1]
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=4096)
def misspelt(name: str, known: tuple[str, ...]) -> str | None:
    """The known name that this one misspells: equal after folding, or one slip of the keyboard away; else None."""
    folded = fold(name)
    equal = [other for other in known if fold(other) == folded]
    if equal:
        return equal[0] if len(equal) == 1 else None
    return one_slip_away(name, known)
