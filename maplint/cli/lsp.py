"""`maplint lsp`: the language server."""

from __future__ import annotations

import click

from maplint.cli.errors import UserError
from maplint.cli.options import user_errors


@click.command("lsp")
def lsp_command() -> None:
    """Serve an editor over standard input and output: findings while a file is edited, fixes, pages of rules.

    Needs the extra: pip install "maplint[lsp]". docs/editors.md tells how editors start it.
    """
    import gc

    from maplint.engine.registry import load_registry

    try:
        from maplint.lsp.server import server
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise UserError('the language server needs its extra; install it with: pip install "maplint[lsp]"') from error
    gc.enable()  # this process stays
    with user_errors():
        registry = load_registry()
    server(registry).start_io()
