"""The command line: commands are imported when called, errors become one sentence and an exit status.

Exit status: 0 nothing at or above ``--fail-on`` · 1 findings · 2 wrong use, unreadable input, nothing to check ·
3 internal error.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import click

from maplint import __version__
from maplint.cli.errors import EXIT_USAGE
from maplint.cli.options import NearestGroup, option

if TYPE_CHECKING:
    from collections.abc import Sequence

EXIT_INTERNAL = 3

# command -> module that holds a click command of that name
_COMMANDS = {
    "audit": "maplint.cli.audit",
    "check": "maplint.cli.check",
    "completion": "maplint.cli.completion",
    "config": "maplint.cli.config",
    "diff": "maplint.cli.diff",
    "eval": "maplint.cli.expressions",
    "explain": "maplint.cli.explain",
    "functions": "maplint.cli.expressions",
    "init": "maplint.cli.init",
    "lsp": "maplint.cli.lsp",
    "new-rule": "maplint.cli.new_rule",
    "preview": "maplint.cli.preview",
    "rules": "maplint.cli.rules",
    "schema": "maplint.cli.targets",
    "targets": "maplint.cli.targets",
}


class Commands(NearestGroup):
    """The top level: knows the commands without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in alphabetical order."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module."""
        module = _COMMANDS.get(cmd_name)
        return None if module is None else getattr(import_module(module), f"{cmd_name.replace('-', '_')}_command")

    def no_hint(self, word: str, commands: Sequence[str]) -> str:
        """What to say of a word that is near to no command: it may be a path."""
        if os.path.exists(word):
            return f"to check it: `maplint check {word}`"
        return super().no_hint(word, commands)


def _show_version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"maplint {__version__}")
        ctx.exit()


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
def commands() -> None:
    """Lint Okta provisioning mappings: which line to change, before any request is sent."""


def run(arguments: Sequence[str]) -> int:
    """Run the command line and give the exit status. No exception leaves it."""
    debug = "--debug" in arguments
    try:
        status = commands.main(args=list(arguments), prog_name="maplint", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        click.echo("stopped", err=True)
        return 130
    except click.NoSuchOption as error:
        click.echo(f"error: {_no_option(error)}", err=True)
        return EXIT_USAGE
    except click.UsageError as error:
        where = f" (see `{error.ctx.command_path} --help`)" if error.ctx is not None else ""
        click.echo(f"error: {error.format_message().rstrip('.')}{where}", err=True)
        return EXIT_USAGE
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BrokenPipeError:
        # The reader (head, a closed pager) has seen enough. Python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if debug:
            raise
        click.echo(
            f"internal error: {type(error).__name__}: {error}\nThis is a fault of maplint. Run again with --debug and "
            "report what it prints, without your data.",
            err=True,
        )
        return EXIT_INTERNAL
    return status if isinstance(status, int) else 0


def _no_option(error: click.NoSuchOption) -> str:
    """What is wrong with an option that does not exist, with the nearest one that does."""
    from maplint.names import nearest_word

    ctx = error.ctx
    known = [name for parameter in ctx.command.get_params(ctx) for name in parameter.opts] if ctx is not None else []
    near = nearest_word(error.option_name, [name for name in known if name.startswith("--")])
    path = ctx.command_path if ctx is not None else "maplint"
    hint = f"did you mean `{near}`?" if near else f"`{path} --help` lists them"
    return f"there is no option `{error.option_name}` of `{path}`; {hint}"
