"""Starting a rule or a rule pack: files that pass the tests from the first moment, and are there to be changed."""

from __future__ import annotations

import ast
import os
import re
from typing import TYPE_CHECKING, Any

from maplint import __version__
from maplint.engine.packs import CODE, ENTRY_POINT_GROUP, NAME, OWN_PREFIX
from maplint.engine.registry import BUILT_IN_PACK, RegistryError, load_registry
from maplint.names import nearest
from maplint.record import NamedTuple
from maplint.rule import API_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable

HOOKS = ("value", "flow", "expression", "mapping", "schema", "project")
"""What a new rule may look at: ``check_value`` and so on."""

_TEMPLATES = os.path.dirname(__file__)
_PROJECT_FILE = "pyproject.toml"


class ScaffoldError(Exception):
    """Nothing was written. The message says what stands in the way and what to do."""


class Home(NamedTuple):
    """Where a pack's rules are.

    Attributes:
        package: its name.
        folder: its folder.
        since: the version that brings the new rule.
    """

    package: str
    folder: str
    since: str

    @property
    def built_in(self) -> bool:
        """Whether these are maplint's own rules, which lie in the folders of their families."""
        return self.package == BUILT_IN_PACK


class NewRule(NamedTuple):
    """What is asked for; an empty text: to be derived."""

    name: str
    hook: str = HOOKS[0]
    severity: str = "warning"
    family: str = ""
    code: str = ""
    summary: str = ""


class Declared(NamedTuple):
    """A rule of a pack, as its source declares it."""

    code: str
    name: str
    path: str


# --- where --------------------------------------------------------------------------------------------------------------


def find_home(folder: str) -> Home:
    """The pack that a folder belongs to. Raises `ScaffoldError` when there is none."""
    at = os.path.abspath(folder)
    while True:
        path = os.path.join(at, _PROJECT_FILE)
        if os.path.isfile(path):
            home = _home(at, _project(path))
            if home is not None:
                return home
        above = os.path.dirname(at)
        if above == at:
            raise ScaffoldError(
                f'no {_PROJECT_FILE} here or above registers a rule pack ([project.entry-points."{ENTRY_POINT_GROUP}"]); '
                "start a pack with --pack NAME"
            )
        at = above


def _project(path: str) -> dict[str, Any]:
    import tomllib

    try:
        with open(path, "rb") as file:
            project = tomllib.load(file).get("project")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ScaffoldError(f"{path}: cannot be read: {error}") from None
    return project if isinstance(project, dict) else {}


def _home(folder: str, project: dict[str, Any]) -> Home | None:
    version = project.get("version")
    since = version if isinstance(version, str) and re.fullmatch(r"[0-9]+(\.[0-9]+)*", version) else "0.1.0"
    own = os.path.join(folder, "rules", BUILT_IN_PACK)
    if project.get("name") == "maplint" and os.path.isdir(own):
        return Home(BUILT_IN_PACK, own, __version__)
    registered = project.get("entry-points", {}).get(ENTRY_POINT_GROUP, {})
    for package in registered.values():
        package = str(package).partition(":")[0].strip()
        for root in (folder, os.path.join(folder, "src")):
            below = os.path.join(root, *package.split("."))
            if os.path.isdir(below):
                return Home(package, below, since)
        raise ScaffoldError(
            f"{os.path.join(folder, _PROJECT_FILE)} registers the pack `{package}`, but there is no such folder"
        )
    return None


def declared_in(folder: str) -> list[Declared]:
    """The rules in a package's sources, which need not be importable."""
    found: list[Declared] = []
    for root, _, names in os.walk(folder):
        for name in sorted(names):
            if not name.endswith(".py"):
                continue
            path = os.path.join(root, name)
            try:
                with open(path, encoding="utf-8") as file:
                    tree = ast.parse(file.read())
            except (OSError, SyntaxError, ValueError):
                continue  # a broken module cannot be told from; the pack's own tests will tell
            found += (Declared(*texts, path) for node in ast.walk(tree) if (texts := _declaration(node)) is not None)
    return found


def _declaration(node: ast.AST) -> tuple[str, str] | None:
    if not isinstance(node, ast.ClassDef):
        return None
    texts: dict[str, str] = {}
    for statement in node.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant):
            for target in statement.targets:
                if isinstance(target, ast.Name) and isinstance(statement.value.value, str):
                    texts[target.id] = statement.value.value
    return (texts["code"], texts["name"]) if "code" in texts and "name" in texts else None


# --- what ---------------------------------------------------------------------------------------------------------------


def new_rule(wanted: NewRule, home: Home) -> dict[str, str]:
    """The files of a new rule in a pack, by path.

    Raises:
        ScaffoldError: what is asked for cannot be.
    """
    _check_name(wanted.name, "a rule")
    declared = declared_in(home.folder)
    known = [*declared, *_installed(home)]
    _refuse_twin(wanted.name, ((rule.name, rule) for rule in known))
    family = _family(wanted.family, home)
    code = wanted.code.upper() or _next_code(declared, family, home)
    _check_code(code, home)
    _refuse_twin(code, ((rule.code, rule) for rule in known))
    words = {
        "name": wanted.name,
        "code": code,
        "class": "".join(word.capitalize() for word in wanted.name.split("-")),
        "summary": wanted.summary or wanted.name.replace("-", " ").capitalize(),
        "severity": wanted.severity,
        "SEVERITY": wanted.severity.upper(),
        "since": home.since,
    }
    stem = os.path.join(home.folder, family, wanted.name.replace("-", "_"))
    files = {f"{stem}.{suffix}": _filled(f"rule/{wanted.hook}.{suffix}", words) for suffix in ("py", "md")}
    package = os.path.join(home.folder, family, "__init__.py")
    if family and not os.path.exists(package):
        files[package] = ""
    return files


def new_pack(pack: str, wanted: NewRule, folder: str) -> dict[str, str]:
    """The files of a new pack with its first rule, by path; ``folder`` is where its folder will lie.

    Raises:
        ScaffoldError: what is asked for cannot be.
    """
    pack = pack.removeprefix("maplint-")
    _check_name(pack, "a pack")
    prefix = re.sub(r"[0-9]+$", "", wanted.code.upper()) or pack.partition("-")[0].rstrip("0123456789").upper()
    if prefix.startswith(OWN_PREFIX) or re.fullmatch("[A-Z]{2,}", prefix) is None:
        raise ScaffoldError(
            f"the codes of the pack would begin with `{prefix}`, which cannot be; name the first one: --code ACME001"
        )
    root = os.path.normpath(os.path.join(folder, f"maplint-{pack}"))
    if os.path.exists(root) and (not os.path.isdir(root) or os.listdir(root)):
        raise ScaffoldError(
            f"{root} exists already, and nothing in it is overwritten; `maplint new-rule NAME` in it adds a rule"
        )
    package = f"maplint_{pack.replace('-', '_')}"
    home = Home(package, os.path.join(root, package), "0.1.0")
    wanted = wanted._replace(code=wanted.code or f"{prefix}001")
    words = {
        "distribution": f"maplint-{pack}",
        "pack": pack,
        "package": package,
        "prefix": prefix,
        "since": home.since,
        "maplint": __version__,
        "api": str(API_VERSION),
    }
    templates = {
        _PROJECT_FILE: "pack/pyproject.toml",
        "README.md": "pack/README.md",
        os.path.join(package, "__init__.py"): "pack/__init__.py",
        os.path.join("tests", "test_rules.py"): "pack/test_rules.py",
    }
    files = {os.path.join(root, path): _filled(template, words) for path, template in templates.items()}
    return {**files, os.path.join(home.folder, "py.typed"): "", **new_rule(wanted, home)}


def write_new(files: dict[str, str]) -> None:
    """Write files that do not exist yet. Raises `ScaffoldError` when one does, before anything is written."""
    for path in files:
        if os.path.exists(path):
            raise ScaffoldError(f"{_shown(path)} exists already, and nothing is overwritten; take another name")
    for path, text in files.items():
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except OSError as error:
            raise ScaffoldError(f"{_shown(path)}: cannot be written: {error.strerror}") from error


def _shown(path: str) -> str:
    """A path as people read it: from the current folder, where it lies below that."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # another drive
        return path
    return path if relative.startswith("..") or not os.path.exists(path) else relative.replace(os.sep, "/")


def _filled(template: str, words: dict[str, str]) -> str:
    path = os.path.join(_TEMPLATES, *template.split("/"))
    with open(path if os.path.exists(path) else f"{path}.txt", encoding="utf-8") as file:
        return re.sub(r"\{\{([A-Za-z]+)\}\}", lambda match: words[match[1]], file.read())


# --- names, codes, families -----------------------------------------------------------------------------------------------


def _check_name(name: str, of: str) -> None:
    if re.fullmatch(NAME, name) is None:
        near = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+", "-", name).strip("-").lower()
        hint = f"; write `{near}`" if re.fullmatch(NAME, near) else ", such as department-in-capitals"
        raise ScaffoldError(f"`{name}` is no name of {of}: words in small letters, joined by hyphens{hint}")


def _check_code(code: str, home: Home) -> None:
    if re.fullmatch(CODE, code) is None:
        raise ScaffoldError(f"`{code}` is no code of a rule: capitals and a number, such as ACME001")
    if code.startswith(OWN_PREFIX) != home.built_in:
        raise ScaffoldError(
            f"`{code}`: codes that begin with {OWN_PREFIX} are those of maplint's own rules, and of no others"
        )


def _refuse_twin(word: str, known: Iterable[tuple[str, Declared]]) -> None:
    for name, rule in known:
        if name == word:
            raise ScaffoldError(
                f"`{word}` is the rule `{rule.name}` ({rule.code}) already: {rule.path}; take another one"
            )


def _installed(home: Home) -> list[Declared]:
    """The rules that this maplint knows beside those of the pack; when a pack is broken, its own ones only."""
    try:
        rules = load_registry().rules
    except RegistryError:
        from maplint.engine.registry import rules_in

        rules = rules_in(BUILT_IN_PACK)
    modules = ((rule, type(rule).__module__) for rule in rules)
    return [
        Declared(code, name, module)
        for rule, module in modules
        if module.partition(".")[0] != home.package
        for code, name in [(rule.code, rule.name), *((word, word) for word in rule.aliases)]
    ]


def _family(family: str, home: Home) -> str:
    """The folder of a family below the package; a pack of one's own may have none, and new ones."""
    names = (
        sorted(
            entry.name
            for entry in os.scandir(home.folder)
            if entry.is_dir() and re.fullmatch("[a-z][a-z0-9_]*", entry.name)
        )
        if os.path.isdir(home.folder)
        else []
    )
    if not home.built_in:
        if family and re.fullmatch("[a-z][a-z0-9_]*", family) is None:
            raise ScaffoldError(f"`{family}` is no name of a family: small letters, digits and underscores")
        return family
    if family in names:
        return family
    near = nearest(family, names) if family else None
    hint = f"did you mean `{near}`?" if near else f"there are {', '.join(names)}"
    what = (
        f"there is no family `{family}`" if family else "one of maplint's own rules belongs to a family: --family NAME"
    )
    raise ScaffoldError(f"{what}; {hint}")


def _next_code(declared: list[Declared], family: str, home: Home) -> str:
    """The code after the highest one of the pack; of maplint's own rules, of the family."""
    of_family = [
        rule for rule in declared if not home.built_in or os.path.basename(os.path.dirname(rule.path)) == family
    ]
    codes = sorted((match[1], match[2]) for rule in of_family if (match := re.fullmatch("([A-Z]+)([0-9]+)", rule.code)))
    if not codes:
        raise ScaffoldError("the pack has no rule to count on from; give a code: --code ACME001")
    prefix, number = max(codes, key=lambda code: int(code[1]))
    return f"{prefix}{int(number) + 1:0{len(number)}}"
