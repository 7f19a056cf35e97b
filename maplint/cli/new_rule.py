"""`maplint new-rule`: a new rule with its page, or a whole new pack."""

from __future__ import annotations

import os

import click

from maplint.cli.errors import UserError
from maplint.cli.options import NearestChoice, echo, option
from maplint.scaffold import HOOKS, NewRule, ScaffoldError, find_home, new_pack, new_rule, write_new


@click.command("new-rule")
@click.argument("name")
@option(
    "--pack", metavar="NAME", help="Start a new rule pack, in the folder maplint-NAME, with this as its first rule."
)
@option("--family", default="", metavar="NAME", help="The folder of the pack that the rule goes to.")
@option("--code", default="", metavar="CODE", help="The rule's code (default: the next one of the pack).")
@option("--summary", default="", metavar="TEXT", help="What is wrong, in one line (default: from the name).")
@option("--hook", type=NearestChoice(HOOKS), default=HOOKS[0], show_default=True, help="What the rule looks at.")
@option(
    "--severity",
    type=NearestChoice(["error", "warning", "info"]),
    default="warning",
    show_default=True,
    help="How bad it is.",
)
@option("--in", "folder", default=".", metavar="FOLDER", help="Where: in a pack, or where a new one is to lie.")
def new_rule_command(
    name: str, pack: str | None, family: str, code: str, summary: str, hook: str, severity: str, folder: str
) -> None:
    """Start a rule: its module and its page, which pass the tests and are there to be changed.

    In the folder of a rule pack the rule is added to it; with --pack a new pack is made around it. Nothing is overwritten.
    """
    wanted = NewRule(name, hook, severity, family, code, summary)
    if not os.path.isdir(folder):
        raise UserError(f"{folder}: there is no such folder")
    try:
        files = new_pack(pack, wanted, folder) if pack else new_rule(wanted, find_home(folder))
        write_new(files)
    except ScaffoldError as error:
        raise UserError(str(error)) from error
    for path in files:
        echo(f"{os.path.relpath(path).replace(os.sep, '/')}\n")
    page = next(path for path in files if path.endswith(f"{name.replace('-', '_')}.md"))
    if pack:
        root = os.path.relpath(os.path.dirname(os.path.dirname(page)))
        echo(
            f"\nNext: pip install -e '{root}[test]' && pytest {root}; then say in the rule and its page what is meant.\n"
        )
    else:
        echo(
            "\nNext: say in the rule and its page what is meant; MAPLINT_UPDATE_PAGES=1 pytest writes what is printed.\n"
        )
