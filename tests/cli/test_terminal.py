"""What only a person at a terminal is shown: progress of long runs, links; and how long rules took, for whoever asks."""

from __future__ import annotations

import io
import os
import re
import sys
from typing import TYPE_CHECKING

import pytest

from maplint.cli.options import wants_hyperlinks, wants_progress
from maplint.cli.progress import DELAY, Progress
from tests.cli.running import ROOT, maplint

if TYPE_CHECKING:
    from pathlib import Path

BAD = """{"source": {"type": "user"}, "target": {"type": "appuser", "name": "paperlane"},
 "properties": {"givenName": {"expression": "user.firstname", "pushStatus": "PUSH"}}}"""
TELLTALE = ("CI", "FORCE_HYPERLINK", "TERM", "TERM_PROGRAM", "VTE_VERSION", "WT_SESSION", "KONSOLE_VERSION", "KITTY_WINDOW_ID",
            "DOMTERM", "ALACRITTY_WINDOW_ID", "GHOSTTY_RESOURCES_DIR", "NO_COLOR", "FORCE_COLOR")  # fmt: skip


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in TELLTALE:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


class Clock:
    """Time that passes when it is told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_long_run_tells_how_far_it_is_and_a_short_one_nothing() -> None:
    stream, clock = Terminal(), Clock()
    with Progress(stream, clock=clock) as progress:
        progress("Reading", 0, 1200)
        assert stream.getvalue() == ""
        clock.now = DELAY + 0.1
        progress("Reading", 300, 1200)
        assert re.search(r"Reading.*300/1200", stream.getvalue())
        progress("Reading", 301, 1200)
        assert "301/1200" not in stream.getvalue()
        clock.now += 1
        progress("Checking", 7, 30)
        assert re.search(r"Checking.*7/30", stream.getvalue())
    assert stream.getvalue().endswith("\x1b[2K"), "the line is taken away"


@pytest.mark.parametrize(
    ("variables", "terminal", "wanted"),
    [({}, True, True), ({}, False, False), ({"CI": "true"}, True, False), ({"TERM": "dumb"}, True, False)],
)
def test_progress_is_for_people(
    variables: dict[str, str], terminal: bool, wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert wants_progress(Terminal() if terminal else io.StringIO()) is wanted


LINKS = [
    ({"TERM_PROGRAM": "WezTerm"}, True, True),
    ({"VTE_VERSION": "7201"}, True, True),
    ({"VTE_VERSION": "4600"}, True, False),
    ({"TERM": "xterm-kitty"}, True, True),
    ({"WT_SESSION": "1"}, True, True),
    ({"TERM_PROGRAM": "Apple_Terminal"}, True, False),
    ({}, True, False),
    ({"TERM_PROGRAM": "WezTerm"}, False, False),
    ({"TERM_PROGRAM": "WezTerm", "CI": "true"}, True, False),
    ({"TERM_PROGRAM": "WezTerm", "FORCE_HYPERLINK": "0"}, True, False),
    ({"FORCE_HYPERLINK": "1"}, False, True),
]


@pytest.mark.parametrize(("variables", "terminal", "wanted"), LINKS)
def test_links_are_for_terminals_that_show_them(
    variables: dict[str, str], terminal: bool, wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert wants_hyperlinks(Terminal() if terminal else io.StringIO()) is wanted


def test_a_code_links_to_the_page_of_its_rule(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text(BAD)
    page = (ROOT / "rules" / "maplint_rules" / "expressions" / "oel_unknown_attribute.md").as_uri()
    linked = maplint("check", "bad.json", cwd=tmp_path, FORCE_COLOR="1", FORCE_HYPERLINK="1").out
    assert f"\x1b]8;;{page}\x1b\\error[MAP703]\x1b]8;;\x1b\\" in linked
    assert "\x1b]8" not in maplint("check", "bad.json", cwd=tmp_path, FORCE_COLOR="1").out
    assert "\x1b]8" not in maplint("check", "bad.json", cwd=tmp_path, FORCE_HYPERLINK="1").out, "no colour, no links"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no terminals of this kind")
def test_in_a_real_terminal(tmp_path: Path) -> None:
    """Colour and links are there; of a short run no progress is told."""
    import pty

    (tmp_path / "bad.json").write_text(BAD)
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'rules'}", "TERM_PROGRAM": "WezTerm"}
    pid, terminal = pty.fork()
    if pid == 0:  # pragma: no cover - becomes maplint
        os.chdir(tmp_path)
        os.execve(sys.executable, [sys.executable, "-m", "maplint", "check", "bad.json"], environment)
    text = b""
    try:
        while chunk := os.read(terminal, 4096):
            text += chunk
    except OSError:
        pass  # Linux says so at the end
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 1
    assert b"\x1b]8;;file://" in text
    assert b"Reading" not in text


def test_rules_are_timed(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text(BAD)
    plain = maplint("check", "bad.json", cwd=tmp_path)
    timed = maplint("check", "bad.json", "--timing", cwd=tmp_path)
    assert (timed.status, timed.out) == (plain.status, plain.out)
    head, *rows = timed.err.splitlines()
    assert re.fullmatch(r" *\d+\.\d\d ms in \d+ rules", head)
    assert f"in {len(rows)} rules" in head
    found = [re.fullmatch(r" *(\d+\.\d\d) ms +(\d+\.\d) % +(\d+) times  ([a-z0-9-]+)", row) for row in rows]
    times = [float(row[1]) for row in found if row is not None]
    assert len(times) == len(rows) == len({row[4] for row in found if row is not None})
    assert times == sorted(times, reverse=True)
    assert any(row is not None and row[4] == "oel-unknown-attribute" and int(row[3]) >= 1 for row in found)


def test_timing_with_fixes(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text(BAD)
    outcome = maplint("check", "bad.json", "--fix", "--timing", cwd=tmp_path)
    assert "Fixed 1 finding" in outcome.err
    assert "oel-unknown-attribute" in outcome.err
