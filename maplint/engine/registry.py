"""Which rules there are: the built-in pack, imported directly, and third parties' packs, found by entry point.

A pack is a package; its rules are the `maplint.rule.Rule` classes of its modules. Adding a rule to a pack needs no list.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from maplint.engine.packs import Pack, RegistryError, find_packs, load_pack, page_path, rule_classes, where
from maplint.rule import Rule, Status

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["BUILT_IN_PACK", "Registry", "RegistryError", "family", "load_registry", "page_path", "rules_in"]

BUILT_IN_PACK = "maplint_rules"


class Registry:
    """The rules by code, by name, and by what they were called before."""

    __slots__ = ("_by_code", "_by_name", "_former", "rules")

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules: list[Rule] = sorted(rules, key=lambda rule: rule.code)
        self._by_code: dict[str, Rule] = {}
        self._by_name: dict[str, Rule] = {}
        self._former: dict[str, Rule] = {}
        for rule in self.rules:
            self._note(self._by_code, rule.code, rule)
            self._note(self._by_name, rule.name, rule)
        for rule in self.rules:
            for word in rule.aliases:
                known = self._by_code.get(word.upper()) or self._by_name.get(word.lower())
                if known is not None:
                    raise RegistryError(_twice(word, known, rule))
                self._note(self._former, word.casefold(), rule)
        if not self.rules:
            raise RegistryError("there are no rules: the installation is broken; install maplint again")

    def _note(self, table: dict[str, Rule], key: str, rule: Rule) -> None:
        if key in table:
            raise RegistryError(_twice(key, table[key], rule))
        table[key] = rule

    def find(self, identifier: str) -> Rule | None:
        """The rule with this code or name, or with this former one, whatever its letter case."""
        found = self._by_code.get(identifier.upper()) or self._by_name.get(identifier.lower())
        return found or self._former.get(identifier.casefold())

    def former(self, identifier: str) -> Rule | None:
        """The rule that once had this code or name and has another one now."""
        return self._former.get(identifier.casefold())

    def successor(self, identifier: str) -> Rule | None:
        """The one rule that does today what the rule with this code or name did: as a rule that rule itself."""
        rule = self.find(identifier)
        if rule is None or rule.status is not Status.REMOVED or len(rule.replaced_by) != 1:
            return rule
        return self.find(rule.replaced_by[0]) or rule

    def families(self) -> dict[str, list[Rule]]:
        """The rules that there still are by family, which is the name of the folder that holds them."""
        found: dict[str, list[Rule]] = {}
        for rule in self.rules:
            if rule.status is not Status.REMOVED:
                found.setdefault(family(rule), []).append(rule)
        return found

    def identifiers(self) -> list[str]:
        """Everything that may be written to select rules, but prefixes of codes."""
        return [*self._by_code, *self._by_name, *self.families(), "ALL"]

    def suggest(self, word: str, *, one: bool = False) -> str | None:
        """What was meant by a word that names no rule; ``one``: where only a single rule can be meant."""
        from maplint.names import nearest, one_slip_away

        code = word.upper()
        # Letters for digits: a code ends in digits.
        start = code.rstrip("0123456789OIL")
        digits = code[len(start) :].replace("O", "0").replace("I", "1").replace("L", "1")
        if start + digits in self._by_code:
            return start + digits
        near = nearest(word, [*self._by_code, *self._by_name] if one else self.identifiers())
        if near is not None or one:
            return near
        return one_slip_away(code, sorted({known[:4] for known in self._by_code}))


def family(rule: Rule) -> str:
    """The rule's family: the folder of its module."""
    return type(rule).__module__.rpartition(".")[0].rpartition(".")[2]


def pack_of(rule: Rule) -> str:
    """The package that brings a rule."""
    return type(rule).__module__.partition(".")[0]


def _twice(word: str, first: Rule, second: Rule) -> str:
    """Two rules have one name; a pack of others has to give way to maplint's own rules."""
    if pack_of(second) == BUILT_IN_PACK:
        first, second = second, first
    if pack_of(first) == BUILT_IN_PACK and pack_of(second) != BUILT_IN_PACK:
        return (
            f"the rule pack `{pack_of(second)}` is broken: `{where(second)}` is called {word}, as maplint's own rule "
            f"`{first.name}` ({first.code}) is; give it another name or uninstall the pack"
        )
    packs = " and ".join(dict.fromkeys(f"`{pack_of(rule)}`" for rule in (first, second)))
    return f"two rules are called {word}: `{where(first)}` and `{where(second)}` (of {packs}); rename one of them"


def load_registry() -> Registry:
    """All rules of all packs. Raises `RegistryError` when a pack is broken: a gate with missing rules is no gate."""
    rules = rules_in(BUILT_IN_PACK)
    for pack in find_packs(sys.path):
        rules += load_pack(pack)
    return Registry(rules)


def rules_in(pack: str) -> list[Rule]:
    """The rules of one importable pack. Raises `RegistryError` when it is broken."""
    if pack != BUILT_IN_PACK:
        return load_pack(Pack(pack))
    from maplint.engine.bundle import load_modules

    try:
        modules = load_modules(pack)
    except ModuleNotFoundError as error:
        if error.name != BUILT_IN_PACK:
            raise
        raise RegistryError(
            "the built-in rules are not installed; install maplint (`pip install .` in a clone)"
        ) from error
    return [kind() for module in modules for kind in rule_classes(module) if "code" in kind.__dict__]
