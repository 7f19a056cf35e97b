"""``python -m maplint`` and the ``maplint`` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; leaves with an exit status (0, 1, 2 or 3: see `maplint.cli.main`)."""
    import gc

    # A run is short and makes no garbage to speak of; looking for it costs as much as a check.
    gc.disable()
    from maplint.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
