"""``python -m maplint`` and the ``maplint`` command."""

from __future__ import annotations

import sys

_KEEPERS = frozenset({"asyncio", "duckdb", "multiprocessing", "pyarrow", "tempfile"})
"""Modules that hold threads, files or processes, which they put away when Python ends."""


def main() -> None:
    """Run the command line; leaves with an exit status (0, 1, 2 or 3: see `maplint.cli.main`)."""
    import gc

    # A run is short and makes no garbage to speak of; looking for it costs as much as a check.
    gc.disable()
    from maplint.cli.main import run

    status = run(sys.argv[1:])
    if _KEEPERS.isdisjoint(sys.modules):
        _leave(status)
    sys.exit(status)


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
