"""maplint: a linter for Okta provisioning mappings.

>>> import maplint
>>> report = maplint.check(["sample_mappings/good"])
>>> report.summary.errors
0
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike

    from maplint.config.model import Configuration
    from maplint.engine.result import Report

__version__ = "0.1.0"


def check(
    paths: Sequence[str],
    *,
    target: str | Sequence[str] | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    preset: str | None = None,
    config: str | PathLike[str] | Mapping[str, Any] | None = None,
) -> Report:
    """Check files and folders, as `maplint check` does.

    Args:
        paths: files and folders.
        target: the SCIM target: a known name or a file, or several of them.
        select, ignore: codes, names, prefixes of codes, or families of rules.
        preset: ``ci`` or ``audit``.
        config: the configuration: a file, or its settings themselves (``{}`` for none; paths in it begin in the current folder).
            Default: the nearest file, as `maplint check` finds it. What the other arguments say counts before it.

    Raises:
        maplint.config.model.ConfigError: a wrong configuration.
        maplint.engine.check.InputError: nothing to check, or an input of the wrong kind.
        maplint.source.document.Unreadable: a path that does not exist or cannot be read.
        maplint.scim.target.TargetError: an unknown or unusable target.
        maplint.engine.select.SelectionError: an unknown rule.
        maplint.engine.registry.RegistryError: a broken rule pack.
    """
    from maplint.engine.check import Settings
    from maplint.engine.check import check as run

    targets = (target,) if isinstance(target, str) else tuple(target or ())
    settings = Settings(targets, tuple(select), tuple(ignore), preset, _configuration(paths, config))
    return run(list(paths), settings)


def _configuration(
    paths: Sequence[str], config: str | PathLike[str] | Mapping[str, Any] | None
) -> Configuration | None:
    from collections.abc import Mapping
    from os import fspath

    from maplint.config.find import find_configuration

    if isinstance(config, Mapping):
        from maplint.config.read import configuration_of

        return configuration_of(dict(config), ".")
    path = find_configuration(paths) if config is None else fspath(config)
    if path is None:
        return None
    from maplint.config.read import load_configuration

    return load_configuration(path)
