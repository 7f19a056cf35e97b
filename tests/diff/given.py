"""Versions of mappings in a few words, written to folders, and what lies between them."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

from maplint.diff.run import Directory, diff
from maplint.diff.version import versions
from maplint.engine.check import Settings
from maplint.engine.registry import load_registry
from maplint.scim import CORE_USER
from maplint.users.run import Source

if TYPE_CHECKING:
    from pathlib import Path

    from maplint.diff.flows import FlowChange, MappingChange
    from maplint.diff.people import AttributeChange, People
    from maplint.diff.run import Difference
    from maplint.finding import Finding

NOW = "2026-11-25T12:00:00.000Z"
FLOWS = {
    "userName": "user.login",
    "givenName": "user.firstName",
    "familyName": "user.lastName",
    "email": "user.email",
    "title": "user.title",
}


def mapping(properties: dict[str, Any], *, app: str = "acme", inbound: bool = False, **more: Any) -> dict[str, Any]:
    """A mapping; an entry is an expression, or the whole of it."""
    ends = {"id": "oty1", "type": "user", "name": "user"}, {"id": f"0oa{app}", "type": "appuser", "name": app}
    source, target = reversed(ends) if inbound else ends
    entries = {
        name: entry if isinstance(entry, dict) else {"expression": entry, "pushStatus": "PUSH"}
        for name, entry in properties.items()
    }
    return {"source": source, "target": target, "properties": entries, **more}


def schema(properties: dict[str, Any], *, app: str = "acme") -> dict[str, Any]:
    """An app user schema with these properties beside userName."""
    base = {"userName": {"type": "string", "required": True, "maxLength": 100}}
    return {
        "id": f"https://x.example/meta/schemas/apps/0oa{app}/default",
        "name": app,
        "definitions": {
            "base": {"id": "#base", "type": "object", "properties": base},
            "custom": {"id": "#custom", "type": "object", "properties": properties},
        },
    }


def prop(name: str, **more: Any) -> dict[str, Any]:
    """A property that goes to a core attribute."""
    return {"type": "string", "externalName": name, "externalNamespace": CORE_USER, **more}


def user(number: int, **profile: Any) -> dict[str, Any]:
    """A user; what is None is not there."""
    known = {"login": f"u{number}@x.example", "email": f"u{number}@x.example", "firstName": "Ada", "lastName": "Voss"}
    whole = {name: value for name, value in {**known, **profile}.items() if value is not None}
    return {"id": f"00u{number}", "status": "ACTIVE", "profile": whole}


def write(folder: Path, files: dict[str, Any]) -> str:
    """Files in a folder; its path."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(value if isinstance(value, str) else json.dumps(value, indent=1), encoding="utf-8")
    return str(folder)


def compare(
    folder: Path,
    old: dict[str, Any],
    new: dict[str, Any],
    users: list[dict[str, Any]] | None = None,
    *,
    targets: tuple[str, ...] = (),
    **more: Any,
) -> Difference:
    """What lies between two folders of files."""
    return between(write(folder / "old", old), write(folder / "new", new), users, targets=targets, **more)


def between(
    old: str, new: str, users: list[dict[str, Any]] | None = None, *, targets: tuple[str, ...] = (), **more: Any
) -> Difference:
    """What lies between two versions."""
    directory = None
    if users is not None:
        directory = Directory(Source.of_text("users.json", json.dumps(users)), jobs=1, now=NOW, **more)
    return diff(versions(old, new), Settings(targets), None, load_registry(), directory=directory)


def only(difference: Difference) -> MappingChange:
    """The only mapping."""
    (change,) = difference.changes.mappings
    return change


def flows(difference: Difference) -> dict[str, FlowChange]:
    """The flows that differ, by variable."""
    return {change.flow.variable: change for mapping in difference.changes.mappings for change in mapping.flows}


def aspects(change: FlowChange) -> dict[str, tuple[Any, Any]]:
    """What differs in a flow."""
    return {aspect.name: (aspect.old, aspect.new) for aspect in change.aspects}


def people(difference: Difference) -> People:
    """What changes for users, in the only mapping."""
    (found,) = difference.people.values()
    return found


def attributes(difference: Difference) -> dict[str, AttributeChange]:
    """The attributes that differ for somebody."""
    return {one.name: one for one in people(difference).attributes}


def rules(findings: tuple[Finding, ...]) -> set[str]:
    """The rules of findings."""
    return {finding.rule for finding in findings}


class Repository:
    """A real git repository."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")
        for name, value in (("user.name", "N"), ("user.email", "n@x.example"), ("commit.gpgsign", "false")):
            self.git("config", name, value)

    def git(self, *arguments: str) -> str:
        """Run git."""
        done = subprocess.run(["git", *arguments], cwd=self.folder, capture_output=True, text=True, check=True)
        return done.stdout

    def commit(self, files: dict[str, Any], message: str = "next") -> None:
        """Write files and commit all there is."""
        write(self.folder, files)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)
