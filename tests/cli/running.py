"""Running the command line as a user does: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "sample_mappings"


class Outcome(NamedTuple):
    status: int
    out: str
    err: str


def maplint(*arguments: str, cwd: Path = ROOT, stdin: bytes = b"", **variables: str) -> Outcome:
    """Run ``maplint`` with arguments; colours off, the sources of this checkout on the path."""
    environment = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR")}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "rules")])
    environment["PYTHONIOENCODING"] = "utf-8"
    environment.update(variables)
    done = subprocess.run(
        [sys.executable, "-m", "maplint", *arguments],
        cwd=cwd,
        env=environment,
        input=stdin,
        capture_output=True,
        check=False,
    )
    out, err = (text.decode("utf-8").replace("\r\n", "\n") for text in (done.stdout, done.stderr))
    return Outcome(done.returncode, out, err)
