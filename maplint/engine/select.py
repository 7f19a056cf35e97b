"""Choosing rules: codes, names, prefixes of codes, families and ``ALL``; an unknown word is an error with the nearest one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.engine.packs import PRESETS
from maplint.names import nearest_word
from maplint.rule import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from maplint.engine.registry import Registry
    from maplint.rule import Rule


class SelectionError(Exception):
    """A word selects no rule; the message holds the nearest known one."""


def select_rules(
    registry: Registry,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    also: Sequence[str] = (),
    preset: str = "ci",
    preview: bool = False,
) -> list[Rule]:
    """The rules of a run: those selected (else those of the preset, and ``also``) without those ignored.

    A rule that is selected by its own code or name runs even where a family that holds it is ignored, and even when it is in
    preview. One that was removed never runs.

    Raises:
        SelectionError: for a word that names no rule or preset, or when no rule is left.
    """
    if preset not in PRESETS:
        near = nearest_word(preset, PRESETS)
        hint = f"did you mean `{near}`?" if near else f"there are {', '.join(PRESETS)}"
        raise SelectionError(f"there is no preset `{preset}`; {hint}")
    chosen = _matching(registry, select) if select else {r.code for r in registry.rules if preset in r.presets}
    chosen |= _matching(registry, also)
    exact = _named(registry, select)
    dropped = _matching(registry, ignore)
    exactly_dropped = _named(registry, ignore)
    in_preview = exact | _named(registry, also)
    kept = [
        rule
        for rule in registry.rules
        if rule.code in chosen
        and rule.code not in exactly_dropped
        and (rule.code not in dropped or rule.code in exact)
        and rule.status is not Status.REMOVED
        and (rule.status is not Status.PREVIEW or preview or rule.code in in_preview)
    ]
    if not kept:
        raise SelectionError(f"no rule is left to run: {_why_none(registry, chosen)}")
    return kept


def _why_none(registry: Registry, chosen: set[str]) -> str:
    statuses = {rule.status for rule in registry.rules if rule.code in chosen}
    if statuses == {Status.PREVIEW}:
        return "what is selected is in preview; add --preview"
    if statuses == {Status.REMOVED}:
        return "what is selected was removed; `maplint explain` tells what became of it"
    return "select more or ignore less"


def _named(registry: Registry, words: Iterable[str]) -> set[str]:
    """The codes of the rules that are named themselves, not by a prefix or a family."""
    return {code for word in words if registry.find(word) is not None for code in expand(registry, word)}


def _matching(registry: Registry, words: Iterable[str]) -> set[str]:
    codes: set[str] = set()
    for word in words:
        codes |= expand(registry, word)
    return codes


def expand(registry: Registry, word: str) -> set[str]:
    """The codes of the rules that a word names. Raises `SelectionError` when it names none."""
    if word.upper() == "ALL":
        return {rule.code for rule in registry.rules}
    rule = registry.find(word)
    if rule is not None:
        return {rule.code} if rule.status is not Status.REMOVED else {rule.code, *successors(registry, rule)}
    of_family = registry.families().get(word.lower())
    if of_family is not None:
        return {rule.code for rule in of_family}
    by_prefix = {rule.code for rule in registry.rules if rule.code.startswith(word.upper())}
    if by_prefix and word:
        return by_prefix
    near = registry.suggest(word)
    hint = f"; did you mean `{near}`?" if near else "; `maplint rules` lists them"
    raise SelectionError(f"there is no rule, family or code prefix `{word}`{hint}")


def successors(registry: Registry, rule: Rule) -> set[str]:
    """The codes of the rules that do the work of one that was removed, as far as there are any."""
    return {found.code for name in rule.replaced_by if (found := registry.find(name)) is not None}
