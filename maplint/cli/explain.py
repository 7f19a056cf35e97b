"""`maplint explain`: a rule's page in the terminal; or the likely causes of an error that Okta or a target gave."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from maplint.cli.errors import UserError
from maplint.cli.options import NearestChoice, completes, echo, option, user_errors
from maplint.cli.rules import read_page

if TYPE_CHECKING:
    from maplint.engine.page import About
    from maplint.rule import Rule


@click.command("explain")
@click.argument("words", nargs=-1, required=True, metavar='RULE|"ERROR TEXT"', shell_complete=completes("rules"))
@option("--format", "format_", type=NearestChoice(["text", "markdown", "json"]), default="text", show_default=True)
@option("--target", metavar="NAME|FILE", shell_complete=completes("targets"), help="The target that gave the error.")
@option(
    "--check",
    "paths",
    multiple=True,
    metavar="PATH",
    help="Look for the error's causes in these files and folders, too.",
)
def explain_command(words: tuple[str, ...], format_: str, target: str | None, paths: tuple[str, ...]) -> int:
    """Show the page of a rule, or what an error of Okta or a target may come from.

    RULE is a code or name. ERROR TEXT is what Okta shows under Tasks or in its System Log, or what the target answered; - reads
    it from standard input. Exit status 1: the error is not recognised.
    """
    from maplint.engine.registry import load_registry

    text = sys.stdin.read() if words == ("-",) else " ".join(words)
    if not text.strip():
        raise UserError("there is nothing to explain; give a rule, or the text of an error")
    with user_errors():
        registry = load_registry()
    found = registry.find(text.strip())
    if found is not None:
        _refuse_options(target, paths)
        _explain_rule(found, text.strip(), format_)
        return 0
    near = registry.suggest(text.strip(), one=True) if len(text.split()) == 1 else None
    if near is not None:
        raise UserError(f"there is no rule `{text.strip()}`; did you mean `{near}`?")
    from maplint.cli.explain_error import explain_error

    with user_errors():
        return explain_error(text, registry, format_, target, paths)


def _refuse_options(target: str | None, paths: tuple[str, ...]) -> None:
    for name, given in (("--target", target), ("--check", paths)):
        if given:
            raise UserError(f"{name} belongs to the text of an error, not to a rule")


def _explain_rule(rule: Rule, word: str, format_: str) -> None:
    from maplint.engine.lifecycle import notice
    from maplint.engine.page import about
    from maplint.engine.registry import load_registry

    told = notice(load_registry(), word)
    if told is not None:
        click.echo(f"note: {told}", err=True)
    page = read_page(rule)
    if format_ == "json":
        import json

        echo(json.dumps({**about(rule)._asdict(), "page": page}, indent=2) + "\n")
    elif format_ == "markdown":
        echo(page)
    else:
        from maplint.cli.typeset import typeset

        echo(typeset(_with_facts(page, about(rule))))


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
