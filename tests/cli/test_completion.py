"""What a shell proposes: asked by real shells, with the script that `maplint completion` prints."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import ROOT, maplint

if TYPE_CHECKING:
    from pathlib import Path

needs_bash = pytest.mark.skipif(
    sys.platform in ("win32", "darwin") or shutil.which("bash") is None, reason="needs bash 4.4 or later"
)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """One in which `maplint` is this checkout, in an empty folder with one file."""
    command = tmp_path / "bin" / "maplint"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m maplint "$@"\n')
    command.chmod(0o755)
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "slacks.json").write_text("{}")
    path = os.pathsep.join([str(command.parent), os.environ["PATH"]])
    python = os.pathsep.join([str(ROOT), str(ROOT / "rules")])
    return {**os.environ, "PATH": path, "PYTHONPATH": python, "TERM": "dumb", "PS1": "$ ", "HOME": str(tmp_path)}


def bash(line: str, environment: dict[str, str], folder: Path) -> list[str]:
    """What bash's function proposes for the last word of a line."""
    words = line.split(" ")
    quoted = " ".join(f"'{word}'" for word in words)
    script = f"""
eval "$(maplint completion bash)"
compopt() {{ echo compopt "$@"; }}
COMP_WORDS=({quoted})
COMP_CWORD={len(words) - 1}
_maplint_completion maplint
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    done = subprocess.run(
        ["bash", "--norc", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    return [word for word in done.stdout.splitlines() if word]


PROPOSED = {
    "commands": ("maplint ", {"check", "explain", "completion"}),
    "a begun command": ("maplint exp", {"explain"}),
    "commands of a command": ("maplint config ", {"show", "schema"}),
    "options": ("maplint check --st", {"--statistics", "--stdin-filename"}),
    "formats": ("maplint check --format sa", {"sarif"}),
    "severities": ("maplint check --fail-on ", {"error", "warning", "info", "never"}),
    "presets": ("maplint check --preset ", {"ci", "audit"}),
    "rules by name": ("maplint check --select oel-synt", {"oel-syntax"}),
    "rules by code": ("maplint check --ignore MAP10", {f"MAP10{number}" for number in range(1, 10)}),
    "families": ("maplint check --select nam", {"names"}),
    "the last of several": ("maplint check --select MAP101,oel-synt", {"MAP101,oel-syntax"}),
    "targets and files": ("maplint check --target slac", {"compopt -o default", "slack"}),
    "files to compare": ("maplint diff sla", {"compopt -o default"}),
    "formats of a difference": ("maplint diff a b --format m", {"markdown"}),
    "files": ("maplint check sla", {"compopt -o default"}),
    "files for output": ("maplint check --output sla", {"compopt -o default"}),
    "a rule to explain": ("maplint explain value-len", {"value-length"}),
    "the standard as a target": ("maplint check --target rfc", {"compopt -o default", "rfc7643"}),
    "a target to show": ("maplint targets show zo", {"zoom"}),
    "functions": ("maplint functions String.substringB", {"String.substringBefore"}),
    "shells": ("maplint completion ", {"bash", "zsh", "fish"}),
    "nothing after a slip": ("maplint chekc --f", set()),
}


@needs_bash
@pytest.mark.parametrize("name", PROPOSED)
def test_bash_is_told(name: str, environment: dict[str, str], tmp_path: Path) -> None:
    line, proposed = PROPOSED[name]
    found = set(bash(line, environment, tmp_path / "work"))
    exact = name not in ("commands", "rules by code")
    assert found == proposed if exact else proposed <= found


@needs_bash
def test_tab_in_a_terminal(environment: dict[str, str], tmp_path: Path) -> None:
    """A person types, presses Tab, and sees the word completed."""
    import pty

    pid, terminal = pty.fork()
    if pid == 0:  # pragma: no cover - becomes the shell
        os.chdir(tmp_path / "work")
        os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"], environment)
    try:
        os.write(
            terminal, b"bind 'set enable-bracketed-paste off'; eval \"$(maplint completion bash)\"; echo RE''ADY\n"
        )
        read_until(terminal, b"READY")
        for typed, rest in (
            (b"maplint expl", b"ain "),
            (b"maplint explain oel-synt", b"ax "),
            (b"maplint check sl", b"acks.json"),
        ):
            os.write(terminal, typed + b"\t")
            read_until(terminal, typed + rest)
            os.write(terminal, b"\x15")
    finally:
        os.write(terminal, b"\x04")
        os.close(terminal)
        os.waitpid(pid, 0)


def read_until(terminal: int, wanted: bytes) -> None:
    import select

    seen = b""
    end = time.monotonic() + 60
    while wanted not in seen:
        assert time.monotonic() < end, f"{wanted!r} is not in {seen!r}"
        if select.select([terminal], [], [], 1)[0]:
            seen += os.read(terminal, 4096)


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_are_told(shell: str, tmp_path: Path) -> None:
    asked = {"_MAPLINT_COMPLETE": f"{shell}_complete", "COMP_WORDS": "maplint explain oel-synt", "COMP_CWORD": "2"}
    if shell == "fish":
        asked["COMP_CWORD"] = "oel-synt"
    outcome = maplint(cwd=tmp_path, **asked)
    assert "oel-syntax" in outcome.out
    assert "_MAPLINT_COMPLETE" in maplint("completion", shell).out
    program = shutil.which(shell)
    if program is not None:
        script = tmp_path / f"complete.{shell}"
        script.write_text(maplint("completion", shell).out)
        subprocess.run([program, "-n", str(script)], check=True)


def test_a_shell_that_is_none() -> None:
    outcome = maplint("completion", "bsh")
    assert outcome.status == 2
    assert "did you mean `bash`?" in outcome.err
