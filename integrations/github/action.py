"""The steps of action.yml: ``install`` puts maplint into an environment of its own, ``check`` runs it.

Inputs come in environment variables and are never part of a command line that a shell reads. Needs Python alone.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

MOST_SUMMARY = 1_000_000
"""Bytes of a job's summary; GitHub refuses more than 1 MiB."""


def environment() -> Path:
    """The folder of maplint's environment."""
    return Path(os.environ["RUNNER_TEMP"]) / "maplint"


def interpreter() -> str:
    """The Python of that environment."""
    folder = environment()
    return str(folder / "Scripts" / "python.exe" if os.name == "nt" else folder / "bin" / "python")


def install() -> int:
    """Install the release that was asked for, else what the action was taken from."""
    version = os.environ.get("MAPLINT_VERSION", "").strip()
    requirement = f"maplint=={version}" if version else os.environ["GITHUB_ACTION_PATH"]
    made = subprocess.run([sys.executable, "-m", "venv", str(environment())], check=False)
    if made.returncode:
        return made.returncode
    pip = [interpreter(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    return subprocess.run([*pip, requirement], check=False).returncode


def check() -> int:
    """Run `maplint check`: annotations on the screen, SARIF and the summary in files. The exit status is its own."""
    sarif = os.environ["MAPLINT_SARIF"]
    summary = Path(os.environ["RUNNER_TEMP"]) / "maplint.md"
    formats = ["--format", "github" if wanted("ANNOTATIONS") else "full", "--format", f"sarif={sarif}"]
    if wanted("SUMMARY"):
        formats += ["--format", f"markdown={summary}"]
    paths = [line.strip() for line in os.environ["MAPLINT_PATHS"].splitlines() if line.strip()]
    options = shlex.split(os.environ["MAPLINT_ARGS"])
    for path in (Path(sarif), summary):
        path.unlink(missing_ok=True)  # of an earlier step
    command = [interpreter(), "-m", "maplint", "check", *formats, *options, "--", *paths]
    status = subprocess.run(command, check=False).returncode
    if summary.exists():
        tell_summary(summary.read_bytes())
    output("status", str(status))
    if Path(sarif).exists():
        output("sarif-file", sarif)
    return status


def wanted(name: str) -> bool:
    """Whether an input is switched on."""
    return os.environ[f"MAPLINT_{name}"].strip().lower() == "true"


def tell_summary(text: bytes) -> None:
    """Add a text to the summary of the job, as much of it as GitHub takes."""
    if len(text) > MOST_SUMMARY:
        text = (
            text[:MOST_SUMMARY].rpartition(b"\n")[0]
            + b"\n\nThis is not all: the log and the SARIF report hold the rest.\n"
        )
    with open(os.environ["GITHUB_STEP_SUMMARY"], "ab") as file:
        file.write(text)


def output(name: str, value: str) -> None:
    """Set an output of the step. A line end would begin another one."""
    with open(os.environ["GITHUB_OUTPUT"], "a", encoding="utf-8") as file:
        file.write(f"{name}={' '.join(value.splitlines())}\n")


if __name__ == "__main__":
    sys.exit({"install": install, "check": check}[sys.argv[1]]())
