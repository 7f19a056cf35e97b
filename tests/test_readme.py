"""README.md: the table of rules and the picture are made from the rules and from real output."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

from maplint.engine.registry import Registry
from maplint.testing import rules_of

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
UPDATE = bool(os.environ.get("MAPLINT_UPDATE_README"))
COMMAND = ["check", "first-day", "--select", "MAP104,MAP309,MAP703"]
"""What the picture shows."""


def table() -> str:
    lines = ["| family | rules | |", "|---|---|---|"]
    for name, rules in Registry(rules_of("maplint_rules")).families().items():
        purpose = import_module(f"maplint_rules.{name}").__doc__
        assert purpose, f"the package of the family {name} says what it is about"
        lines.append(f"| [{name}](rules/maplint_rules/{name}) | {len(rules)} | {purpose} |")
    return "\n".join(lines)


def test_the_table_counts_all_rules() -> None:
    text = README.read_text(encoding="utf-8")
    wanted = re.sub(
        r"(<!-- rules -->\n).*(<!-- /rules -->)", lambda m: f"{m[1]}{table()}\n{m[2]}", text, flags=re.DOTALL
    )
    if UPDATE:
        README.write_text(wanted, encoding="utf-8", newline="\n")
    assert README.read_text(encoding="utf-8") == wanted


def test_the_picture_shows_real_output() -> None:
    picture = ROOT / "docs" / "output.svg"
    environment = {
        **os.environ, "FORCE_COLOR": "1", "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "rules")]),
        "PYTHONIOENCODING": "utf-8",
    }  # fmt: skip
    environment.pop("NO_COLOR", None)
    done = subprocess.run(
        [sys.executable, "-m", "maplint", *COMMAND],
        cwd=ROOT / "sample_mappings", env=environment, capture_output=True, check=False,
    )  # fmt: skip
    output = done.stdout.decode("utf-8").replace("\r\n", "\n")
    if UPDATE:
        from rich.console import Console
        from rich.text import Text

        console = Console(record=True, width=118, file=open(os.devnull, "w"))  # noqa: SIM115
        console.print(f"[bold]$ maplint {' '.join(COMMAND)}[/bold]")
        console.print(Text.from_ansi(output))
        picture.write_text(console.export_svg(title="maplint"), encoding="utf-8", newline="\n")
        console.file.close()
    shown = re.sub(r"<[^>]+>|&#160;|\s", "", picture.read_text(encoding="utf-8"))
    plain = re.sub(r"\x1b\[[0-9;]*m", "", output)
    for line in [f"$ maplint {' '.join(COMMAND)}", *plain.splitlines()]:
        words = re.sub(r"\s", "", line).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        words = words.replace("'", "&#x27;").replace('"', "&quot;")
        if words and len(line) <= 110:
            assert words in shown, line


def test_the_readme_names_every_command() -> None:
    from maplint.cli.main import commands

    text = README.read_text(encoding="utf-8")
    for name in commands.list_commands(None):  # type: ignore[arg-type]
        assert f"maplint {name}" in text


def test_the_page_on_matching_names_rules_that_there_are() -> None:
    text = (ROOT / "docs" / "matching.md").read_text(encoding="utf-8")
    last_cells = [row.rstrip(" |").rpartition("|")[2] for row in text.splitlines() if row.startswith("|")]
    last = {word for cell in last_cells for word in re.findall(r"`([a-z]+(?:-[a-z]+)+)`", cell)}
    rules = {rule.name for rule in rules_of("maplint_rules")}
    assert last
    assert last <= rules, last - rules
