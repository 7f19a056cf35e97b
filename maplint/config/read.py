"""From files to a `Configuration`: what a file extends, its values one on top of the other."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from maplint.config.find import PYPROJECT, shown_path
from maplint.config.model import (
    ConfigError,
    Configuration,
    IgnoreEntry,
    PerFileIgnore,
    ProjectSettings,
    RuleSettings,
    UserFiles,
    Word,
    key_place,
)
from maplint.source.place import Part, Place

if TYPE_CHECKING:
    from maplint.source.document import Document


def load_configuration(path: str) -> Configuration:
    """The configuration in a file, with those that it extends below it.

    Raises:
        ConfigError: it is wrong, says where and what to do.
        maplint.source.document.Unreadable: a file cannot be read.
    """
    configuration = Configuration()
    _load(configuration, os.path.abspath(path), [], None)
    configuration.folder = os.path.dirname(os.path.abspath(path))
    return configuration


def configuration_of(value: dict[str, Any], folder: str) -> Configuration:
    """The configuration that plain values describe; paths in it begin in ``folder``.

    Raises: as `load_configuration` does.
    """
    import json

    from maplint.source.document import read_text

    document = read_text(json.dumps(value), "configuration.json")
    document.file = os.path.join(os.path.abspath(folder), "configuration.json")
    configuration = Configuration()
    _add(configuration, document, [])
    configuration.folder = os.path.abspath(folder)
    return configuration


def _load(configuration: Configuration, path: str, above: list[str], place: Place | None) -> None:
    if path in above:
        chain = " -> ".join(shown_path(file) for file in [*above[above.index(path) :], path])
        raise ConfigError(f"configurations extend each other in a circle: {chain}; take one `extend` away", place)
    document = _document(path, place)
    _add(configuration, document, [*above, path])


def _document(path: str, place: Place | None) -> Document:
    if os.path.basename(path) == PYPROJECT:
        from maplint.config.toml_text import read_toml

        found = read_toml(path, shown_path(path))
        if found is None:
            raise ConfigError(f"{shown_path(path)}: there is no table [tool.maplint] in it, or no such file", place)
        return found
    from maplint.source.document import Unreadable, read_file

    try:
        return _nothing_set(path) or read_file(path, shown_path(path))
    except Unreadable as error:
        if place is not None and error.line is None:
            raise ConfigError(f"{error.path}: {error.message}; {error.remedy}", place) from None
        raise


def _nothing_set(path: str) -> Document | None:
    """The document of a file in which nothing stands but comments; None for any other."""
    from maplint.source.document import Document

    try:
        with open(path, encoding="utf-8-sig") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError):
        return None
    if any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines()):
        return None
    return Document(shown_path(path), text, "yaml", {}, file=path)


def _add(configuration: Configuration, document: Document, above: list[str]) -> None:
    """Read a document, and what it extends first."""
    for problem in document.problems:
        raise ConfigError(f"{problem.message}; write it once", problem.place)
    try:
        layer = _Layer(document)
        for number, name in enumerate(layer.texts(document.value.get("extend", []))):
            where = Place(document, ("extend", number) if isinstance(document.value["extend"], list) else ("extend",))
            _load(configuration, _beside(document, name), above, where)
        layer.read_into(configuration)
    except _Misshapen:
        from maplint.config.explain import first_fault

        fault = first_fault(document)
        if fault is None:
            raise
        raise fault from None
    configuration.documents.append(document)


def _beside(document: Document, path: str) -> str:
    """A path as a configuration has it, absolute."""
    return os.path.normpath(os.path.join(os.path.dirname(document.file or ""), os.path.expanduser(path)))


class _Misshapen(Exception):  # noqa: N818 - never seen outside: the schema explains it
    """A value that the schema does not allow."""


_USERS = frozenset({"users", "target-users", "columns"})
_SETTINGS = _USERS | frozenset(
    (
        "extend target preset preview select ignore mandatory fail-on show baseline exclude rules per-file-ignores projects "
        "ignores"
    ).split()
)
_PRESETS = ("ci", "audit")
_LEVELS = ("off", "error", "warning", "info")
_FAIL_ON = ("error", "warning", "info", "never")


class _Layer:
    """One file of a configuration. Reads what is well formed; raises `_Misshapen` on anything else."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._value = self._object(document.value, _SETTINGS)

    def read_into(self, configuration: Configuration) -> None:
        """Put the values of this file on top of those that a configuration has."""
        value = self._value
        if "target" in value:
            configuration.targets = self._targets(value["target"])
        for name in ("select", "ignore"):
            if name in value:
                setattr(configuration, name, self._words(value[name], name))
        if "mandatory" in value:
            configuration.mandatory += self._words(value["mandatory"], "mandatory")
        if "preset" in value:
            configuration.preset = self._choice(value["preset"], _PRESETS)
        if "preview" in value:
            configuration.preview = self._switch(value["preview"])
        if "fail-on" in value:
            configuration.fail_on = self._choice(value["fail-on"], _FAIL_ON)
        if "show" in value:
            configuration.show = self._choice(value["show"], _LEVELS[1:])
        if "baseline" in value:
            configuration.baseline = _beside(self._document, self._text(value["baseline"]))
        if "exclude" in value:
            configuration.exclude = self.texts(value["exclude"])
        configuration.users = self._users(value) or configuration.users
        for name, below in self._object(value.get("rules", {})).items():
            configuration.rules[name] = self._rule(name, below)
        for pattern, words in self._object(value.get("per-file-ignores", {})).items():
            configuration.per_file_ignores[pattern] = PerFileIgnore(
                pattern, self._words(words, "per-file-ignores", pattern)
            )
        for name, below in self._object(value.get("projects", {})).items():
            configuration.projects[name] = self._project(name, below)
        entries = value.get("ignores", [])
        if not isinstance(entries, list):
            raise _Misshapen
        configuration.ignores += [self._ignore(number, entry) for number, entry in enumerate(entries)]
        self._note_origins(configuration)

    # --- settings -------------------------------------------------------------------------------------------------

    def _rule(self, name: str, value: Any) -> RuleSettings:
        from maplint.finding import Severity

        place = key_place(self._document, "rules", name)
        settings = {"severity": value} if isinstance(value, str) else self._object(value)
        level = self._choice(settings["severity"], _LEVELS) if "severity" in settings else None
        options = {key: below for key, below in settings.items() if key != "severity"}
        off = level == "off"
        return RuleSettings(Word(name, place), off, Severity(level) if level and not off else None, options, place)

    def _project(self, name: str, value: Any) -> ProjectSettings:
        below = self._object(value, frozenset({"app", "files", "target", "companions", *_USERS}))
        files, apps = self.texts(below.get("files", [])), self.texts(below.get("app", []))
        return ProjectSettings(
            name,
            apps or (() if files else (name,)),
            files,
            self._targets(below.get("target", [])),
            tuple(_beside(self._document, path) for path in self.texts(below.get("companions", []))),
            self._users(below),
            key_place(self._document, "projects", name),
        )

    def _users(self, value: dict[str, Any]) -> UserFiles | None:
        """The users that the run, or a project, names."""
        if not value.keys() & _USERS:
            return None
        there = value.get("target-users")
        columns = self._object(value.get("columns", {}))
        return UserFiles(
            tuple(shown_path(_beside(self._document, path)) for path in self.texts(value.get("users", []))),
            None if there is None else shown_path(_beside(self._document, self._text(there))),
            {header: self._text(attribute) for header, attribute in columns.items()},
        )

    def _ignore(self, number: int, value: Any) -> IgnoreEntry:
        keys = ("file", "at", "attribute", "mapping")
        entry = self._object(value, frozenset({"rule", "reason", "expires", *keys}))
        rules = self._words(entry.get("rule"), "ignores", number, "rule")
        file, at, attribute, mapping = (None if key not in entry else self._text(entry[key]) for key in keys)
        if not rules or (at is not None and (file is None or not at.startswith("/"))):
            raise _Misshapen
        if file is None and attribute is None and mapping is None:
            raise _Misshapen
        expires = None
        if "expires" in entry:
            expires = self._date(number, self._text(entry["expires"]))
        reason = self._text(entry.get("reason")).strip()
        if not reason:
            raise _Misshapen
        place = Place(self._document, ("ignores", number))
        return IgnoreEntry(rules, reason, file, at, attribute, mapping, expires, place)

    def _date(self, number: int, text: str) -> Any:
        import re
        from datetime import date

        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise _Misshapen
        try:
            return date.fromisoformat(text)
        except ValueError:
            place = Place(self._document, ("ignores", number, "expires"))
            raise ConfigError(f"`{text}` is no day of the calendar; write one as 2030-12-31", place) from None

    def _targets(self, value: Any) -> tuple[str, ...]:
        """Targets: names stay, files are found beside the configuration."""
        found = []
        for name in self.texts(value):
            path = _beside(self._document, name)
            is_file = os.path.exists(path) or "/" in name or name.lower().endswith((".json", ".yaml", ".yml"))
            found.append(shown_path(path) if is_file else name)
        return tuple(found)

    def _note_origins(self, configuration: Configuration) -> None:
        for name, below in self._value.items():
            if name == "extend":
                continue
            if name in ("rules", "per-file-ignores", "projects"):
                for key in below:
                    configuration.origins[name, key] = key_place(self._document, name, key)
            else:
                configuration.origins[(name,)] = key_place(self._document, name)

    # --- values ---------------------------------------------------------------------------------------------------

    def _object(self, value: Any, known: frozenset[str] | None = None) -> dict[str, Any]:
        if not isinstance(value, dict) or (known is not None and not value.keys() <= known):
            raise _Misshapen
        return value

    def _text(self, value: Any) -> str:
        if not isinstance(value, str) or not value:
            raise _Misshapen
        return value

    def _switch(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise _Misshapen
        return value

    def _choice(self, value: Any, allowed: tuple[str, ...]) -> str:
        if not isinstance(value, str) or value not in allowed:
            raise _Misshapen
        return value

    def texts(self, value: Any) -> tuple[str, ...]:
        """One text or a list of texts."""
        return tuple(self._text(text) for text in (value if isinstance(value, list) else [value]))

    def _words(self, value: Any, *pointer: str | int) -> tuple[Word, ...]:
        if isinstance(value, list):
            return tuple(
                Word(self._text(text), Place(self._document, (*pointer, number))) for number, text in enumerate(value)
            )
        place = Place(self._document, pointer, Part.VALUE)
        return tuple(Word(text.strip(), place) for text in self._text(value).split(",") if text.strip())
