"""An audit: what the linter says of a project, and what comes of it for a whole directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from maplint.engine.check import OnCrash, Settings
    from maplint.engine.registry import Registry
    from maplint.engine.result import Report
    from maplint.project.population import Population
    from maplint.users.evidence import Directories, Directory


class Audit(NamedTuple):
    """The report of the run, and what came of each mapping for all users.

    ``users`` are the files that these were read from, ``made`` is when that was (ISO 8601).
    """

    report: Report
    populations: Sequence[Population]
    users: Sequence[str]
    made: str


def audit(
    paths: Sequence[str],
    settings: Settings,
    directory: Directory | Directories,
    registry: Registry,
    on_crash: OnCrash | None = None,
) -> Audit:
    """Audit the files and folders at ``paths`` with the users of a directory.

    Raises: as `maplint.engine.check.check` does, and
        maplint.source.document.Unreadable: a file of users cannot be read.
    """
    from maplint.engine.check import check

    report = check(paths, settings._replace(evidence=directory), registry=registry, on_crash=on_crash)
    return Audit(report, tuple(directory.populations), directory.users, directory.now)
