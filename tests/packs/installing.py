"""Rule packs for tests, installed as pip would leave them: a package and, beside it, its metadata with the entry point."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tests.cli.running import ROOT, Outcome, maplint

if TYPE_CHECKING:
    from pathlib import Path

RULE = '''"""{name} ({code})."""

from __future__ import annotations

from maplint.rule import Applicability, Option, Rule, Severity, Status, fix_expression, fix_rename


class {kind}(Rule):
    """Titles are not wanted."""

    code = "{code}"
    name = "{name}"
    summary = "A title is mapped"
    severity = Severity.WARNING
    since = "1.0"
    {more}

    def check_flow(self, flow):
        if flow.variable == "title":
            yield self.finding(flow.place(), "the title is mapped", help="take it out", consequence="silent: it is sent")
'''

PAGE = """# {name} ({code})

A title is mapped.

## Why it matters

It does.

## Examples

```json bad
{{
  "source": {{"type": "user"}},
  "target": {{"type": "appuser"}},
  "properties": {{
    "title": {{"expression": "user.title"}}
  }}
}}
```

```text output
mapping.json:5:5: warning[{code}] {name}: the title is mapped
  |
5 |     "title": {{"expression": "user.title"}}
  |     ^^^^^^^
  = why: silent: it is sent
  = help: take it out
```

```json good
{{
  "source": {{"type": "user"}},
  "target": {{"type": "appuser"}},
  "properties": {{
    "nickName": {{"expression": "user.nickName"}}
  }}
}}
```

## How to fix

Take it out.

## Guard

None.

## References

- The handbook
"""

MAPPING = """{"source": {"type": "user"}, "target": {"type": "appuser", "name": "paperlane"},
 "properties": {"title": {"expression": "user.title", "pushStatus": "PUSH"}}}"""


def install(site: Path, package: str, files: dict[str, str]) -> None:
    """Put a pack on a path: its files below its package, its metadata beside it."""
    (site / package).mkdir(parents=True)
    for name, text in {"__init__.py": "", **files}.items():
        (site / package / name).parent.mkdir(parents=True, exist_ok=True)
        (site / package / name).write_text(text, encoding="utf-8")
    info = site / f"{package}-1.0.dist-info"
    info.mkdir()
    (info / "entry_points.txt").write_text(f"[console_scripts]\nx = y:z\n\n[maplint.rules]\nacme = {package}\n")


def rule_files(code: str = "ACME001", name: str = "no-titles", more: str = "pass") -> dict[str, str]:
    """The module and the page of a rule that finds fault with every title."""
    module = name.replace("-", "_")
    kind = "".join(word.capitalize() for word in name.split("-"))
    return {
        f"{module}.py": RULE.format(code=code, name=name, kind=kind, more=more),
        f"{module}.md": PAGE.format(code=code, name=name),
    }


def maplint_with(site: Path, *arguments: str, cwd: Path) -> Outcome:
    """Run maplint where the packs of ``site`` are installed."""
    path = os.pathsep.join([str(site), str(ROOT), str(ROOT / "rules")])
    return maplint(*arguments, cwd=cwd, PYTHONPATH=path)
