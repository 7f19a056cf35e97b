"""Rule packs of others: found by entry point, imported, and refused as a whole when anything about one is wrong.

A gate with missing rules is no gate: every fault is a `RegistryError` that names the pack, the module and the remedy.
"""

from __future__ import annotations

import os
import re
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from maplint.finding import Severity
from maplint.record import NamedTuple
from maplint.rule import API_VERSION, Needs, Option, Rule, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType

ENTRY_POINT_GROUP = "maplint.rules"
PRESETS = ("ci", "audit")
OWN_PREFIX = "MAP"
"""What codes of maplint's own rules begin with; no other pack may use it."""

CODE = r"[A-Z]{2,}[0-9]{3,}"
NAME = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"


class RegistryError(Exception):
    """A rule pack is broken. The message names the pack and says what to do."""


class Pack(NamedTuple):
    """A registered pack: the package that holds its rules, and the distribution that brings it (empty: not installed)."""

    module: str
    distribution: str = ""
    version: str = ""

    def __str__(self) -> str:
        of = f" ({self.distribution} {self.version})".replace(" )", ")") if self.distribution else ""
        return f"the rule pack `{self.module}`{of}"

    def refuse(self, fault: str) -> NoReturn:
        """Raise the error that names the pack."""
        remedy = f", or take it out with `pip uninstall {self.distribution}`" if self.distribution else ""
        raise RegistryError(f"{self} {fault}; mend it{remedy}")


# --- finding ------------------------------------------------------------------------------------------------------------


def find_packs(path: Iterable[str]) -> list[Pack]:
    """The packages registered under the entry-point group, in the installed distributions on ``path``.

    Reads the ``entry_points.txt`` files itself: `importlib.metadata.entry_points` takes longer than a whole run.
    """
    packs: dict[str, Pack] = {}
    # Python's own modules lie among a thousand files, and no distribution is there.
    own = os.path.dirname(os.__file__)
    for folder in dict.fromkeys(path):
        if folder in (own, os.path.join(own, "lib-dynload")):
            continue
        try:
            entries = os.scandir(folder or ".")
        except OSError:
            continue
        with entries:
            names = [entry.name for entry in entries if entry.name.endswith((".dist-info", ".egg-info"))]
        for name in names:
            for module in _registered(os.path.join(folder, name, "entry_points.txt")):
                distribution, version, *_ = [*os.path.splitext(name)[0].split("-"), "", ""]
                packs.setdefault(module, Pack(module, distribution.replace("_", "-"), version))
    return list(packs.values())


def _registered(file_name: str) -> Iterator[str]:
    try:
        with open(file_name, encoding="utf-8") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError):
        return
    if ENTRY_POINT_GROUP not in text:
        return
    section = ""
    for line in text.splitlines():
        line = line.strip()
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1].strip()
        elif section == ENTRY_POINT_GROUP and "=" in line and not line.startswith(("#", ";")):
            yield line.partition("=")[2].partition(":")[0].partition("[")[0].strip()


# --- loading ------------------------------------------------------------------------------------------------------------


def load_pack(pack: Pack) -> list[Rule]:
    """The rules of a pack. Raises `RegistryError` when anything about it is wrong."""
    package = _imported(pack, pack.module)
    version = getattr(package, "MAPLINT_API", 1)
    if version != API_VERSION:
        newer = isinstance(version, int) and version > API_VERSION
        raise RegistryError(
            f"{pack} is written for version {version} of the rule API (MAPLINT_API), and this maplint speaks version "
            f"{API_VERSION}; install {'a newer maplint' if newer else 'a newer version of the pack'}, or one that fits"
        )
    modules = [package, *(_imported(pack, name) for name in _modules_below(pack, package))]
    classes = [value for module in modules for value in rule_classes(module)]
    rules: list[Rule] = []
    for kind in classes:
        if "code" in kind.__dict__:
            rules.append(_made(pack, kind))
        elif not kind.__name__.startswith("_") and not any(kind in other.__bases__ for other in classes):
            pack.refuse(f"has a rule without a code: `{where(kind)}`")
    if not rules:
        pack.refuse("holds no rules")
    return rules


def rule_classes(module: ModuleType) -> Iterator[type[Rule]]:
    """The rule classes that a module itself defines."""
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, Rule) and value.__module__ == module.__name__:
            yield value


def where(rule: Rule | type[Rule]) -> str:
    """The full name of a rule's class."""
    kind = rule if isinstance(rule, type) else type(rule)
    return f"{kind.__module__}.{kind.__qualname__}"


def _modules_below(pack: Pack, package: ModuleType) -> list[str]:
    if not hasattr(package, "__path__"):
        return []
    from pkgutil import walk_packages

    # A sub-package that cannot be imported is told by `_imported`, which comes to its name first.
    return [info.name for info in walk_packages(package.__path__, f"{pack.module}.", lambda name: None)]


def _imported(pack: Pack, module: str) -> ModuleType:
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if module == pack.module and error.name == module:
            pack.refuse("is registered, but there is no such package")
        pack.refuse(_import_fault(pack, module, error))
    except (Exception, SystemExit) as error:
        pack.refuse(_import_fault(pack, module, error))


def _import_fault(pack: Pack, module: str, error: BaseException) -> str:
    """What went wrong, and the last line of the pack's own code on the way there."""
    line = error.lineno if isinstance(error, SyntaxError) else None
    trace = error.__traceback__
    while trace is not None:
        name = str(trace.tb_frame.f_globals.get("__name__", ""))
        if name == pack.module or name.startswith(f"{pack.module}."):
            module, line = name, trace.tb_lineno
        trace = trace.tb_next
    at = f"`{module}`" + (f" (line {line})" if line else "")
    return f"cannot be imported: {at}: {type(error).__name__}: {error}"


def _made(pack: Pack, kind: type[Rule]) -> Rule:
    fault = _class_fault(kind)
    if fault is not None:
        pack.refuse(f"is broken: `{where(kind)}` {fault}")
    try:
        rule = kind()
    except Exception as error:
        pack.refuse(f"is broken: `{where(kind)}` cannot be made: {type(error).__name__}: {error}")
    path = page_path(rule)
    if not os.path.isfile(path):
        pack.refuse(f"is broken: the rule `{rule.name}` (`{where(kind)}`) has no page: there is no {path}")
    return rule


def page_path(rule: Rule) -> str:
    """The file of the rule's page, beside its module."""
    import sys

    module = sys.modules[type(rule).__module__]
    return os.path.splitext(module.__file__ or "")[0] + ".md"


def _class_fault(kind: type[Rule]) -> str | None:
    """What is wrong with the attributes of a rule's class; None when nothing is."""
    for name in ("name", "summary", "since"):
        if not isinstance(getattr(kind, name, None), str) or not getattr(kind, name):
            return f"needs a text as `{name}`"
    if not isinstance(kind.code, str) or re.fullmatch(CODE, kind.code) is None:
        return f"has the code {kind.code!r}; a code is a prefix of capitals and a number, such as ACME001"
    if kind.code.startswith(OWN_PREFIX):
        return f"has the code {kind.code}; codes that begin with {OWN_PREFIX} are maplint's own, take a prefix of yours"
    if re.fullmatch(NAME, kind.name) is None:
        return f"has the name {kind.name!r}; a name is written in kebab case, such as department-in-capitals"
    if not isinstance(getattr(kind, "severity", None), Severity):
        return "needs a `Severity` as `severity`"
    if not isinstance(kind.status, Status):
        return "needs a `Status` as `status`"
    return _list_fault(kind)


def _list_fault(kind: type[Rule]) -> str | None:
    known = {value for name, value in vars(Needs).items() if name.isupper()}
    for name, allowed in (("presets", frozenset(PRESETS)), ("needs", frozenset(known))):
        given = getattr(kind, name)
        if isinstance(given, str) or not frozenset(given) <= allowed:
            return f"has `{name}` that do not exist; there are {', '.join(sorted(allowed))}"
    for name in ("aliases", "replaced_by"):
        words = getattr(kind, name)
        if not isinstance(words, tuple) or not all(isinstance(word, str) and word for word in words):
            return f"needs a tuple of texts as `{name}`"
    if not all(isinstance(option, Option) for option in kind.options):
        return "needs a tuple of `Option` as `options`"
    return None
