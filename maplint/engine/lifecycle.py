"""What is to be told to people who name rules that have changed: renamed, deprecated, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from maplint.config.model import Configuration, Word
    from maplint.engine.registry import Registry
    from maplint.rule import Rule


def notices(registry: Registry, words: Iterable[Word]) -> list[str]:
    """A sentence for each word that names such a rule, with its place where it has one; each is said once."""
    from maplint.config.model import shown

    said: dict[str, None] = {}
    for word in words:
        sentence = notice(registry, word.text)
        if sentence is not None:
            said[sentence if word.place is None else f"{shown(word.place)}: {sentence}"] = None
    return list(said)


def notice(registry: Registry, word: str) -> str | None:
    """What has become of the rule that a word names; None when there is nothing to tell."""
    rule = registry.find(word)
    if rule is None:
        return None
    if rule.status is Status.REMOVED:
        return f"`{word}` was removed; {_instead(rule, 'takes its place', 'take it out')}"
    if rule.status is Status.DEPRECATED:
        return f"`{word}` is deprecated and will be removed; {_instead(rule, 'takes its place', 'nothing takes its place')}"
    if registry.former(word) is not None:
        return f"`{word}` is now called `{rule.name}` ({rule.code}); write that"
    return None


def _instead(rule: Rule, verb: str, otherwise: str) -> str:
    names = " and ".join(f"`{name}`" for name in rule.replaced_by)
    return f"{names} {verb}" if names else otherwise


def words_of(configuration: Configuration) -> Iterator[Word]:
    """All words by which a configuration names rules."""
    yield from (*configuration.select, *configuration.ignore, *configuration.mandatory)
    for settings in configuration.rules.values():
        yield settings.name
    for per_file in configuration.per_file_ignores.values():
        yield from per_file.rules
    for ignore in configuration.ignores:
        yield from ignore.rules
