"""Which rules there are: the built-in pack, imported directly, and third parties' packs, found by entry point.

A pack is a package; its rules are the `maplint.rule.Rule` classes of its modules. Adding a rule to a pack needs no list.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from maplint.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType

ENTRY_POINT_GROUP = "maplint.rules"
BUILT_IN_PACK = "maplint_rules"


class RegistryError(Exception):
    """A rule pack is broken. The message names the pack and says what to do."""


class Registry:
    """The rules by code and by name."""

    __slots__ = ("_by_code", "_by_name", "rules")

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules: list[Rule] = sorted(rules, key=lambda rule: rule.code)
        self._by_code: dict[str, Rule] = {}
        self._by_name: dict[str, Rule] = {}
        for rule in self.rules:
            for table, key in ((self._by_code, rule.code), (self._by_name, rule.name)):
                if key in table:
                    raise RegistryError(
                        f"two rules are called {key}: {_where(table[key])} and {_where(rule)}; rename one of them"
                    )
                table[key] = rule
        if not self.rules:
            raise RegistryError("there are no rules: the installation is broken; install maplint again")

    def find(self, identifier: str) -> Rule | None:
        """The rule with this code or name, whatever its letter case."""
        return self._by_code.get(identifier.upper()) or self._by_name.get(identifier.lower())

    def families(self) -> dict[str, list[Rule]]:
        """The rules by family, which is the name of the folder that holds them."""
        found: dict[str, list[Rule]] = {}
        for rule in self.rules:
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


def page_path(rule: Rule) -> str:
    """The file of the rule's page, beside its module."""
    module = sys.modules[type(rule).__module__]
    return os.path.splitext(module.__file__ or "")[0] + ".md"


def load_registry() -> Registry:
    """All rules of all packs. Raises `RegistryError` when a pack is broken: a gate with missing rules is no gate."""
    rules = rules_in(BUILT_IN_PACK)
    for pack in find_packs(sys.path):
        rules += rules_in(pack)
    return Registry(rules)


def rules_in(pack: str) -> list[Rule]:
    """The rules of one importable pack. Raises `RegistryError` when it is broken."""
    if pack == BUILT_IN_PACK:
        from maplint.engine.bundle import load_modules

        try:
            modules = load_modules(pack)
        except ModuleNotFoundError as error:
            if error.name != BUILT_IN_PACK:
                raise
            raise RegistryError(
                "the built-in rules are not installed; install maplint (`pip install .` in a clone)"
            ) from error
    else:
        modules = _import_pack(pack)
    return [rule for module in modules for rule in _rules_of(module)]


def _rules_of(module: ModuleType) -> Iterator[Rule]:
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, Rule) and value.__module__ == module.__name__:
            if "code" in value.__dict__:
                try:
                    yield value()
                except Exception as error:
                    raise RegistryError(f"the rule {_where(value)} cannot be made: {error}") from error


def _where(rule: Rule | type[Rule]) -> str:
    kind = rule if isinstance(rule, type) else type(rule)
    return f"{kind.__module__}.{kind.__qualname__}"


# --- third-party packs --------------------------------------------------------------------------------------------------


def find_packs(path: Iterable[str]) -> list[str]:
    """The packages registered under the entry-point group, in the installed distributions on ``path``.

    Reads the ``entry_points.txt`` files itself: `importlib.metadata.entry_points` takes longer than a whole run.
    """
    packs: list[str] = []
    for folder in dict.fromkeys(path):
        try:
            entries = os.scandir(folder or ".")
        except OSError:
            continue
        with entries:
            names = [entry.name for entry in entries if entry.name.endswith((".dist-info", ".egg-info"))]
        for name in names:
            packs += _packs_of(os.path.join(folder, name, "entry_points.txt"))
    return list(dict.fromkeys(packs))


def _packs_of(file_name: str) -> list[str]:
    try:
        with open(file_name, encoding="utf-8") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError):
        return []
    if ENTRY_POINT_GROUP not in text:
        return []
    packs: list[str] = []
    section = ""
    for line in text.splitlines():
        line = line.strip()
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1].strip()
        elif section == ENTRY_POINT_GROUP and "=" in line and not line.startswith(("#", ";")):
            packs.append(line.partition("=")[2].partition(":")[0].partition("[")[0].strip())
    return packs


def _import_pack(pack: str) -> list[ModuleType]:
    try:
        package = import_module(pack)
        modules = [package]
        if hasattr(package, "__path__"):
            from pkgutil import walk_packages

            def refuse(name: str) -> None:
                raise ImportError(f"{name} cannot be imported")

            modules += [import_module(info.name) for info in walk_packages(package.__path__, f"{pack}.", refuse)]
    except Exception as error:
        raise RegistryError(
            f"the rule pack `{pack}` cannot be imported: {type(error).__name__}: {error}; mend or uninstall it"
        ) from error
    if not any(True for module in modules for _ in _rules_of(module)):
        raise RegistryError(f"the rule pack `{pack}` holds no rules; mend or uninstall it")
    return modules
