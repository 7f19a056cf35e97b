"""Parts that several commands share: a choice that suggests the nearest word, and what the terminal can show."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Sequence


class NearestChoice(click.Choice):  # type: ignore[type-arg]
    """A choice whose error names the nearest allowed word."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The value if it is allowed; otherwise a usage error."""
        if value in self.choices:
            return value
        from maplint.names import nearest

        words: Sequence[str] = [str(choice) for choice in self.choices]
        near = nearest(str(value), words)
        hint = f"did you mean `{near}`?" if near else f"one of {', '.join(words)}"
        self.fail(f"`{value}` is not known; {hint}", param, ctx)


def wants_colour(stream: Any = None) -> bool:
    """Whether to colour: FORCE_COLOR and NO_COLOR decide, else whether it is a terminal (https://no-color.org)."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    stream = stream or sys.stdout
    return bool(getattr(stream, "isatty", lambda: False)()) and os.environ.get("TERM") != "dumb"


def echo(text: str) -> None:
    """Print a report. A character that the terminal's encoding lacks is replaced rather than fatal."""
    stream = sys.stdout
    try:
        stream.write(text)
    except UnicodeEncodeError:
        encoding = stream.encoding or "ascii"
        stream.write(text.encode(encoding, "replace").decode(encoding))
