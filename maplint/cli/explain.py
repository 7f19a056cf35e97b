"""`maplint explain`: a rule's page in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from maplint.cli.errors import UserError
from maplint.cli.options import NearestChoice, completes, echo, user_errors
from maplint.cli.rules import read_page

if TYPE_CHECKING:
    from maplint.engine.page import About


@click.command("explain")
@click.argument("rule", metavar="RULE", shell_complete=completes("rules"))
@click.option(
    "--format", "format_", type=NearestChoice(["text", "markdown", "json"]), default="text", show_default=True
)
def explain_command(rule: str, format_: str) -> None:
    """Show the page of a rule, named by its code or its name."""
    from maplint.engine.lifecycle import notice
    from maplint.engine.page import about
    from maplint.engine.registry import load_registry

    with user_errors():
        registry = load_registry()
    found = registry.find(rule)
    if found is None:
        near = registry.suggest(rule, one=True)
        raise UserError(
            f"there is no rule `{rule}`" + (f"; did you mean `{near}`?" if near else "; `maplint rules` lists them")
        )
    told = notice(registry, rule)
    if told is not None:
        click.echo(f"note: {told}", err=True)
    page = read_page(found)
    if format_ == "json":
        import json

        echo(json.dumps({**about(found)._asdict(), "page": page}, indent=2) + "\n")
    elif format_ == "markdown":
        echo(page)
    else:
        from maplint.cli.typeset import typeset

        echo(typeset(_with_facts(page, about(found))))


def _with_facts(page: str, known: About) -> str:
    """The page with what is declared and derived of the rule below its heading."""
    heading, _, rest = page.partition("\n")
    return f"{heading}\n\n*{'; '.join(facts_of(known))}*\n{rest}"


def facts_of(known: About) -> list[str]:
    """What is known of a rule beside its page, in words."""
    facts = [known.severity if known.status == "stable" else f"{known.severity}, {known.status}"]
    facts.append(f"presets: {', '.join(known.presets)}" if known.presets else "in no preset")
    facts.append(f"fixes: {', '.join(_FIXES[fix] for fix in known.fixes)}" if known.fixes else "no fix")
    if known.needs:
        facts.append(f"needs {' and '.join(known.needs)}")
    if known.aliases:
        facts.append(f"formerly {', '.join(known.aliases)}")
    if known.replaced_by:
        facts.append(f"replaced by {', '.join(known.replaced_by)}")
    return [*facts, f"since {known.since}"]


_FIXES = {"safe": "--fix", "unsafe": "--unsafe-fixes", "display": "by hand"}
