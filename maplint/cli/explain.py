"""`maplint explain`: a rule's page in the terminal."""

from __future__ import annotations

import sys

import click

from maplint.cli.errors import UserError
from maplint.cli.options import NearestChoice, completes, echo, user_errors, wants_colour
from maplint.cli.rules import read_page


@click.command("explain")
@click.argument("rule", metavar="RULE", shell_complete=completes("rules"))
@click.option("--format", "format_", type=NearestChoice(["text", "json"]), default="text", show_default=True)
def explain_command(rule: str, format_: str) -> None:
    """Show the page of a rule, named by its code or its name."""
    from maplint.engine.registry import family, load_registry

    with user_errors():
        registry = load_registry()
    found = registry.find(rule)
    if found is None:
        near = registry.suggest(rule, one=True)
        raise UserError(
            f"there is no rule `{rule}`" + (f"; did you mean `{near}`?" if near else "; `maplint rules` lists them")
        )
    page = read_page(found)
    if format_ == "json":
        import json

        about = {
            "code": found.code,
            "rule": found.name,
            "family": family(found),
            "severity": found.severity.value,
            "summary": found.summary,
            "page": page,
        }
        echo(json.dumps(about, indent=2) + "\n")
    elif sys.stdout.isatty() or wants_colour():
        _typeset(page)
    else:
        echo(page)


def _typeset(page: str) -> None:
    """Print Markdown as a terminal shows it best."""
    from rich.console import Console
    from rich.markdown import Markdown

    Console(no_color=not wants_colour(), width=min(Console().width, 110)).print(Markdown(page))
