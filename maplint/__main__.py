"""``python -m maplint`` and the ``maplint`` command."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

_KEEPERS = frozenset({"asyncio", "duckdb", "multiprocessing", "pyarrow", "tempfile"})
"""Modules that hold threads, files or processes, which they put away when Python ends."""


def main() -> None:
    """Run the command line; leaves with an exit status (0, 1, 2 or 3: see `maplint.cli.main`)."""
    import gc

    # A run is short and makes no garbage to speak of; looking for it costs as much as a check.
    gc.disable()
    # click imports it, and uses it for help; it takes a tenth of a run.
    sys.modules.setdefault("inspect", _Later("inspect"))
    from maplint.cli.main import run

    status = run(sys.argv[1:])
    if _KEEPERS.isdisjoint(sys.modules):
        _leave(status)
    sys.exit(status)


class _Later(ModuleType):
    """A module of Python's that waits until somebody uses what is in it."""

    def __getattr__(self, name: str) -> object:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


def _leave(status: int) -> None:
    """End the process at once: to take everything apart first takes as long as to check a file."""
    import atexit
    import os

    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):
        return  # closed: Python says what there is to say
    atexit._run_exitfuncs()
    os._exit(status)


if __name__ == "__main__":
    main()
