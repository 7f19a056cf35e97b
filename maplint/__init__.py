"""maplint: a linter for Okta provisioning mappings.

>>> import maplint
>>> report = maplint.check(["sample_mappings/good"])
>>> report.summary.errors
0
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from maplint.engine.result import Report

__version__ = "0.1.0"


def check(
    paths: Sequence[str],
    *,
    target: str | Sequence[str] | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    preset: str = "ci",
) -> Report:
    """Check files and folders, as `maplint check` does.

    Args:
        paths: files and folders.
        target: the SCIM target: a known name or a file, or several of them.
        select, ignore: codes, names, prefixes of codes, or families of rules.
        preset: ``ci`` or ``audit``.

    Raises:
        maplint.engine.check.InputError: nothing to check, or an input of the wrong kind.
        maplint.source.document.Unreadable: a path that does not exist or cannot be read.
        maplint.scim.target.TargetError: an unknown or unusable target.
        maplint.engine.select.SelectionError: an unknown rule.
        maplint.engine.registry.RegistryError: a broken rule pack.
    """
    from maplint.engine.check import Settings
    from maplint.engine.check import check as run

    targets = (target,) if isinstance(target, str) else tuple(target or ())
    return run(list(paths), Settings(targets, tuple(select), tuple(ignore), preset))
