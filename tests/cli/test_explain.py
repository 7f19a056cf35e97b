"""`maplint explain`: a rule's page for people, for machines, and as it is."""

from __future__ import annotations

import json
import os
import re
import sys

import pytest

from tests.cli.running import ROOT, maplint

PAGE = ROOT / "rules" / "maplint_rules" / "types" / "enum_value_mismatch.md"


@pytest.mark.parametrize("name", ["enum-value-mismatch", "MAP203", "map203", "Enum-Value-Mismatch"])
def test_a_rule_is_named_by_code_or_name(name: str) -> None:
    outcome = maplint("explain", name)
    assert outcome.status == 0
    assert outcome.out.startswith("enum-value-mismatch (MAP203)\n")


def test_a_pipe_gets_plain_text_with_lines_of_code_unbroken() -> None:
    out = maplint("explain", "MAP203").out
    assert "\x1b" not in out
    assert "```" not in out
    assert re.search(r"[ \t]$", out, re.MULTILINE) is None
    assert "\nerror; presets: audit, ci; fixes: --fix, --unsafe-fixes; since 0.1.0\n" in out
    assert "\nWrong: mapping.json\n" in out
    assert "\nmaplint check prints\n" in out
    code = [
        f"  {line}".rstrip() for line in re.findall(r"^```.*?$(.*?)^```$", PAGE.read_text(), re.M | re.S)[1].split("\n")
    ]
    assert "\n".join(code).strip("\n") in out
    prose = [line for line in out.splitlines() if line and not line.startswith(" ")]
    assert max(map(len, prose)) <= 100


def test_markdown_is_the_page_itself() -> None:
    assert maplint("explain", "MAP203", "--format", "markdown").out == PAGE.read_text()


def test_json_tells_what_is_declared_and_what_the_page_shows() -> None:
    told = json.loads(maplint("explain", "MAP203", "--format", "json").out)
    assert told.pop("page") == PAGE.read_text()
    (row,) = (row for row in json.loads(maplint("rules", "--format", "json").out) if row["code"] == "MAP203")
    assert told == row
    assert row["fixes"] == ["safe", "unsafe"]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
@pytest.mark.parametrize("columns", [60, 200])
def test_a_terminal_gets_colours_and_its_width(columns: int) -> None:
    import fcntl
    import pty
    import struct
    import termios

    child, terminal = pty.fork()
    if child == 0:
        path = os.pathsep.join([str(ROOT), str(ROOT / "rules")])
        os.environ.pop("NO_COLOR", None)
        os.environ |= {"PYTHONPATH": path, "TERM": "xterm-256color", "COLUMNS": str(columns)}
        os.execv(sys.executable, [sys.executable, "-m", "maplint", "explain", "MAP203"])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    out = b""
    while True:
        try:
            read = os.read(terminal, 65536)
        except OSError:
            break
        if not read:
            break
        out += read
    os.waitpid(child, 0)
    text = out.decode().replace("\r\n", "\n")
    assert "\x1b[" in text
    widest = max(len(line) for line in re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", text).split("\n"))
    assert widest <= min(columns, 110)
    assert widest > min(columns, 110) - 20
