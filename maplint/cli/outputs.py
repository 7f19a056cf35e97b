"""Where reports go: to the screen, to files, or to both in one run.

    --format full --format sarif=maplint.sarif
    --format full --format sarif --output maplint.sarif

An ``--output`` is for the ``--format`` before it (the first one, for the default format). One report at most goes to the screen.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from maplint.cli.errors import UserError
from maplint.cli.options import NearestChoice, PlainHelp, echo
from maplint.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import click

DEFAULT = "full"
SCREEN = "-"
COUNTED = ("full", "concise")
"""The formats in whose place ``--statistics`` puts the counts."""
STATISTICS = "statistics"
DIFF = "diff"
_OWN_OPTIONS = (STATISTICS, DIFF)
"""What is asked for by an option of its own, not by ``--format``."""

_ARGUMENTS = "maplint.arguments"


class Output(NamedTuple):
    """One report: its format, and the file that it is written to; None: it is printed."""

    format: str
    file: str | None = None


class FormatType(NearestChoice):
    """``FORMAT`` or ``FORMAT=FILE``: an `Output`."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The format and its file."""
        name, equals, file = str(value).partition("=")
        format_ = super().convert(name, param, ctx)
        if equals and not file:
            self.fail(f"`{value}` names no file; write {format_}=FILE", param, ctx)
        return Output(format_, _place(file) if equals else None)


class OrderedCommand(PlainHelp):
    """A command that remembers in which order its options were given."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does it; the arguments are kept."""
        ctx.meta[_ARGUMENTS] = tuple(args)
        return super().parse_args(ctx, args)


def outputs_of(
    formats: Sequence[Output],
    files: Sequence[str],
    ctx: click.Context,
    *,
    default: str = DEFAULT,
    statistics: bool = False,
    diff: bool = False,
) -> list[Output]:
    """The reports that the options ask for.

    Args:
        formats: the values of ``--format``; ``files``: those of ``--output``, both in the order of the command line.
        ctx: says how the two follow each other.
        default: the format when none is named.
        statistics: the counts are wanted, ``diff``: the changes. They stand in the place of a report for people, or are printed.

    Raises:
        UserError: it cannot be told which report goes where.
    """
    found = list(formats) or [Output(DIFF if diff else default)]
    if files:
        found = _paired(found, files, _order(ctx) if len(formats) > 1 or len(files) > 1 else ["formats", "files"])
    if diff and formats:
        found.append(Output(DIFF))
    if statistics:
        found = _with_statistics(found)
    _check_places(found)
    return found


def _paired(outputs: list[Output], files: Sequence[str], order: Sequence[str]) -> list[Output]:
    at = -1
    left = list(files)
    for name in order:
        if name == "formats":
            at += 1
        elif name == "files":
            file, index = left.pop(0), max(at, 0)
            format_, taken = outputs[index]
            if taken is not None:
                raise UserError(
                    f"{taken} and {file} are two files for one report; name the format of each: --format {format_}={taken}"
                )
            outputs[index] = outputs[index]._replace(file=file)
    return [output._replace(file=_place(output.file)) for output in outputs]


def _order(ctx: click.Context) -> list[str]:
    """The names of the options in the order of the command line."""
    _, _, parameters = ctx.command.make_parser(ctx).parse_args(list(ctx.meta[_ARGUMENTS]))
    return [parameter.name or "" for parameter in parameters]


def _with_statistics(outputs: list[Output]) -> list[Output]:
    """The counts stand in the place of the reports for people; where there is none, they are printed."""
    counted = [output._replace(format=STATISTICS) if output.format in COUNTED else output for output in outputs]
    if any(output.format in (STATISTICS, "json") for output in counted):
        return counted
    return [*counted, Output(STATISTICS)]


def _check_places(outputs: Sequence[Output]) -> None:
    seen: dict[str, Output] = {}
    for output in outputs:
        key = "" if output.file is None else os.path.realpath(output.file)
        other = seen.setdefault(key, output)
        if other is not output and output.file is None:
            movable = other if output.format in _OWN_OPTIONS else output
            hint = "--output FILE" if movable.format in _OWN_OPTIONS else f"--format {movable.format}=FILE"
            raise UserError(f"{other.format} and {output.format} would both be printed; write one to a file: {hint}")
        if other is not output:
            raise UserError(f"{other.format} and {output.format} both go to {output.file}; give each its own file")
        folder = os.path.dirname(key)
        if key and not os.path.isdir(folder):
            raise UserError(f"{output.file}: cannot be written: there is no folder {folder}")


def _place(file: str | None) -> str | None:
    return None if file == SCREEN else file


def write_outputs(outputs: Sequence[Output], render: Callable[[Output], str], *, err: bool = False) -> None:
    """Write the reports: to files first, for a reader of the screen may close it. All that can be written is.

    Args:
        render: the text of a report.
        err: print to standard error.

    Raises:
        UserError: a file cannot be written.
    """
    failed: UserError | None = None
    for output in sorted(outputs, key=lambda output: output.file is None):
        text = render(output)
        if output.file is None:
            echo(text, err=err)
            continue
        try:
            write_file(output.file, text)
        except UserError as error:
            failed = failed or error
    if failed is not None:
        raise failed


def write_file(path: str, text: str) -> None:
    """Write a report to a file, in one step. Raises `UserError` when it cannot be written."""
    from maplint.source.edit import replace_file

    try:
        replace_file(path, text.encode("utf-8", "replace"))
    except OSError as error:
        raise UserError(f"{path}: cannot be written: {error.strerror or error}") from error
