"""What a configuration says, as data. Every value knows the place where it was written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.record import NamedTuple
from maplint.source.place import Part, Place

if TYPE_CHECKING:
    from datetime import date

    from maplint.finding import Severity
    from maplint.source.document import Document


class ConfigError(Exception):
    """A configuration is wrong. The message names the place and the remedy; the exit status is 2."""

    def __init__(self, message: str, place: Place | None = None) -> None:
        super().__init__(message if place is None else f"{shown(place)}: {message}")


def shown(place: Place) -> str:
    """A place as people read it: ``maplint.yaml:3:1``."""
    document = place.document
    line, column = document.position(place.span().start)
    return f"{document.path}:{line}:{column}"


class Word(NamedTuple):
    """A word that a person wrote for rules (code, name, prefix of codes, family), with its place; None: on the command line."""

    text: str
    place: Place | None = None


class RuleSettings(NamedTuple):
    """What ``rules:`` says of one rule. ``options`` are those that the rule itself declares."""

    name: Word
    off: bool = False
    severity: Severity | None = None
    options: dict[str, Any] = {}  # noqa: RUF012 - never changed
    place: Place | None = None


class PerFileIgnore(NamedTuple):
    """Rules that say nothing about the files of a pattern."""

    pattern: str
    rules: tuple[Word, ...]


class UserFiles(NamedTuple):
    """The users whose values an audit checks: Okta's, those that the target has already, and what columns of tables stand for."""

    paths: tuple[str, ...]
    target_users: str | None
    columns: dict[str, str]


class ProjectSettings(NamedTuple):
    """What belongs together, and to which target.

    Attributes:
        name: what to call it.
        apps: names, labels or ids of the app; the project's name when neither apps nor files are given.
        files: patterns of the files that belong to it.
        targets: names of known targets, or paths of files.
        companions: paths of files (or patterns of paths) that are read with any file of the project: its app user schema, say.
        users: the users of this app alone.
        place: where it is written.
    """

    name: str
    apps: tuple[str, ...]
    files: tuple[str, ...]
    targets: tuple[str, ...]
    companions: tuple[str, ...]
    users: UserFiles | None
    place: Place


class IgnoreEntry(NamedTuple):
    """An entry of ``ignores:``: findings that are known and accepted, and why.

    Attributes:
        rules: which rules.
        reason: why; never empty.
        file: a pattern of files.
        at: an RFC 6901 pointer: the finding stands there or below.
        attribute: a SCIM attribute path, or a variable of the app's profile.
        mapping: the id of a profile mapping.
        expires: the last day on which the entry counts.
        place: where it is written.
    """

    rules: tuple[Word, ...]
    reason: str
    file: str | None
    at: str | None
    attribute: str | None
    mapping: str | None
    expires: date | None
    place: Place


class Configuration:
    """The effective configuration of a run: what the files say, one on top of the other.

    Attributes:
        documents: the files that it was read from; those extended come first, the one that was found or named last.
        folder: the folder of the last one, absolute: patterns of files are matched from there. None without any file.
        targets, select, ignore, preset, fail_on, show, baseline, exclude: as the options of those names; None or empty: not set.
        mandatory: rules that nothing may hide.
        preview: whether rules in preview run, too.
        rules: by the word that names the rule.
        per_file_ignores: by pattern.
        projects: by name.
        users: the users of every app that has none of its own.
        ignores: in the order of the files.
        origins: pointer of a setting (``("rules", "value-length", "severity")``) -> where it is written.
    """

    __slots__ = (
        "baseline",
        "documents",
        "exclude",
        "fail_on",
        "folder",
        "ignore",
        "ignores",
        "mandatory",
        "origins",
        "per_file_ignores",
        "preset",
        "preview",
        "projects",
        "rules",
        "select",
        "show",
        "targets",
        "users",
    )

    def __init__(self) -> None:
        self.documents: list[Document] = []
        self.folder: str | None = None
        self.targets: tuple[str, ...] = ()
        self.select: tuple[Word, ...] = ()
        self.ignore: tuple[Word, ...] = ()
        self.mandatory: tuple[Word, ...] = ()
        self.preset: str | None = None
        self.preview: bool = False
        self.fail_on: str | None = None
        self.show: str | None = None
        self.baseline: str | None = None
        self.exclude: tuple[str, ...] = ()
        self.rules: dict[str, RuleSettings] = {}
        self.per_file_ignores: dict[str, PerFileIgnore] = {}
        self.projects: dict[str, ProjectSettings] = {}
        self.users: UserFiles | None = None
        self.ignores: list[IgnoreEntry] = []
        self.origins: dict[tuple[str, ...], Place] = {}


def key_place(document: Document, *pointer: str | int) -> Place:
    """The place of a key of a configuration."""
    return Place(document, pointer, Part.KEY)
