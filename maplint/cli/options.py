"""Parts that several commands share: a choice that suggests the nearest word, and what the terminal can show."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from maplint.cli.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from maplint.config.model import Configuration


class NearestChoice(click.Choice):  # type: ignore[type-arg]
    """A choice whose error names the nearest allowed word."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The value if it is allowed; otherwise a usage error."""
        if value not in self.choices:
            from maplint.names import nearest

            words: Sequence[str] = [str(choice) for choice in self.choices]
            near = nearest(str(value), words)
            hint = f"did you mean `{near}`?" if near else f"one of {', '.join(words)}"
            self.fail(f"`{value}` is not known; {hint}", param, ctx)
        return value


def words(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Words may be repeated or separated by commas."""
    return tuple(word.strip() for value in values for word in value.split(",") if word.strip())


def configuration_for(paths: Sequence[str], file: str | None, isolated: bool) -> Configuration | None:
    """The configuration of a run: the named file, else the nearest one to the paths; None without any.

    Raises:
        ConfigError: it is wrong.
    """
    if isolated:
        if file is not None:
            raise UserError("--config and --no-config contradict each other; give one of them")
        return None
    if file is None:
        from maplint.config.find import find_configuration

        file = find_configuration(paths)
        if file is None:
            return None
    from maplint.config.read import load_configuration

    return load_configuration(file)


def wants_colour(stream: Any = None) -> bool:
    """Whether to colour: FORCE_COLOR and NO_COLOR decide, else whether it is a terminal (https://no-color.org)."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return is_terminal(stream or sys.stdout) and os.environ.get("TERM") != "dumb"


def is_terminal(stream: Any) -> bool:
    """Whether a person looks at a stream."""
    return bool(getattr(stream, "isatty", lambda: False)())


def echo(text: str, *, err: bool = False) -> None:
    """Print a report. A character that the terminal's encoding lacks is replaced rather than fatal."""
    stream = sys.stderr if err else sys.stdout
    try:
        stream.write(text)
    except UnicodeEncodeError:
        encoding = stream.encoding or "ascii"
        stream.write(text.encode(encoding, "replace").decode(encoding))


@contextmanager
def user_errors() -> Iterator[None]:
    """Turn the engine's errors about what the user gave into one sentence and exit status 2."""
    from maplint.config.model import ConfigError
    from maplint.engine.check import InputError
    from maplint.engine.registry import RegistryError
    from maplint.engine.select import SelectionError
    from maplint.scim.target import TargetError
    from maplint.source.document import Unreadable

    try:
        yield
    except Unreadable as error:
        where = ":".join(str(part) for part in (error.path, error.line, error.column) if part is not None)
        raise UserError(f"{where}: {error.message}; {error.remedy}") from error
    except (ConfigError, InputError, RegistryError, SelectionError, TargetError) as error:
        raise UserError(str(error)) from error
