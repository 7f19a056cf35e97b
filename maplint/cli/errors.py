"""Errors of the user's making."""

from __future__ import annotations

import sys
from typing import Any

import click

EXIT_USAGE = 2


class UserError(click.ClickException):
    """One sentence on standard error, exit status 2, never a traceback."""

    exit_code = EXIT_USAGE

    def show(self, file: Any = None) -> None:
        """Print the sentence."""
        from maplint.report.text import clean  # loaded only where there is an error

        click.echo(f"error: {clean(self.format_message())}", file=file or sys.stderr)
