"""`maplint diff`: two versions of mappings, and for whom what is sent becomes another."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import click

from maplint.cli.options import (
    FILE,
    NearestChoice,
    columns_option,
    configuration_for,
    ignore_option,
    is_terminal,
    number_of_jobs,
    option,
    progress,
    refuse_without_users,
    select_option,
    target_option,
    target_users_option,
    user_errors,
    wants_colour,
)
from maplint.cli.outputs import FormatType, OrderedCommand, outputs_of, write_outputs
from maplint.finding import Severity
from maplint.report.diff import FORMATS, WIDE

if TYPE_CHECKING:
    from maplint.cli.outputs import Output
    from maplint.diff.run import Difference, Directory


@click.command("diff", cls=OrderedCommand)
@click.argument("old", metavar="OLD", type=FILE)
@click.argument("new", metavar="NEW", type=FILE)
@option(
    "--users",
    "users",
    multiple=True,
    type=FILE,
    metavar="FILE",
    help="Okta users (GET /api/v1/users as JSON or JSON lines, CSV, Parquet; - is standard input): whose values change?",
)
@target_users_option
@columns_option
@option(
    "--with",
    "shared",
    multiple=True,
    type=FILE,
    metavar="PATH",
    help="Read this with both versions: a schema or an application that stands in neither of them.",
)
@target_option
@select_option
@ignore_option
@option("--preset", type=NearestChoice(["ci", "audit"]), help="As for `maplint check`.")
@option(
    "--format",
    "formats",
    multiple=True,
    type=FormatType(FORMATS),
    metavar="FORMAT[=FILE]",
    help=f"How to report: {', '.join(FORMATS)} (default: text; markdown is for pull requests). May be repeated: one is printed, "
    "the others go to files.",
)
@option(
    "--output",
    "files",
    multiple=True,
    type=FILE,
    metavar="FILE",
    help="Write the report of the --format before it to this file.",
)
@option(
    "--fail-on",
    type=NearestChoice(["error", "warning", "info", "never"]),
    help="The least severity of a new finding that makes the exit status 1 (default: error).",
)
@option(
    "--show",
    type=NearestChoice(["error", "warning", "info"]),
    help="The least severity of findings that text and markdown show (default: warning, info with the audit preset).",
)
@option("--show-values", is_flag=True, help="Show users' values in examples, not only their ids.")
@option(
    "--jobs",
    default="auto",
    callback=number_of_jobs,
    metavar="N|auto",
    help="How many processes go through the users; the report is the same (default: auto, as many as pay).",
)
@option("--config", type=FILE, metavar="FILE", help="The configuration, instead of the nearest maplint.yaml.")
@option("--no-config", "--isolated", "isolated", is_flag=True, help="Read no configuration.")
@option("--no-ignores", is_flag=True, help="Compare what ignores hide, too.")
@option("--debug", is_flag=True, help="Show the traceback of an internal error.")
def diff_command(
    old: str,
    new: str,
    users: tuple[str, ...],
    target_users: str | None,
    columns: dict[str, str],
    shared: tuple[str, ...],
    targets: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    preset: str | None,
    formats: tuple[Output, ...],
    files: tuple[str, ...],
    fail_on: str | None,
    show: str | None,
    show_values: bool,
    jobs: int | None,
    config: str | None,
    isolated: bool,
    no_ignores: bool,
    debug: bool,
) -> int:
    """Compare two versions of mappings: which attribute flows change, which findings are new or gone, and with --users for
    whom what is sent becomes another, in which attributes.

    OLD and NEW are files, folders, or revisions of the git repository with a path in it: `HEAD~1:okta/`, `main:okta/crm.json`.
    Exit status: 0 no new finding at or above --fail-on, 1 new findings, 2 wrong use or unreadable input, 3 internal error.
    """
    from maplint.diff.run import diff
    from maplint.diff.version import versions
    from maplint.engine.check import Settings
    from maplint.engine.registry import load_registry

    outputs = outputs_of(formats, files, click.get_current_context(), default=FORMATS[0])
    with user_errors(), progress() as on_progress:
        registry = load_registry()
        both = versions(old, new)
        configuration = configuration_for([version.place for version in reversed(both)], config, isolated)
        if configuration is not None:
            preset = preset or configuration.preset
            fail_on = fail_on or configuration.fail_on
            show = show or configuration.show
        settings = Settings(
            targets, select, ignore, preset, configuration, not no_ignores, baseline="", on_progress=on_progress
        )
        directory = _directory(users, target_users, columns, show_values, jobs)
        difference = diff(both, settings, configuration, registry, shared=shared, directory=directory)
    shown = Severity(show or ("info" if preset == "audit" else "warning"))

    def text(output: Output) -> str:
        from maplint.cli.rules import rule_info
        from maplint.report import RenderOptions
        from maplint.report.diff import render

        colour = output.file is None and wants_colour()
        terminal = output.file is None and is_terminal(sys.stdout)
        wide = shutil.get_terminal_size((WIDE, 24)).columns if terminal else WIDE
        return render(
            difference, output.format, RenderOptions(colour, shown), lambda name: rule_info(registry, name), wide
        )

    write_outputs(outputs, text)
    return _status(difference, None if fail_on == "never" else Severity(fail_on or "error"))


def _directory(
    users: tuple[str, ...], target_users: str | None, columns: dict[str, str], show_values: bool, jobs: int | None
) -> Directory | None:
    """The users that are named; None when there are none."""
    if not users:
        refuse_without_users({"--target-users": target_users, "--column": columns, "--show-values": show_values})
        return None
    from maplint.diff.run import Directory
    from maplint.users.run import Source
    from maplint.users.target_users import read_target_users

    existing = list(read_target_users(target_users)) if target_users is not None else None
    return Directory(Source(users, columns), existing, show_values, jobs=jobs)


def _status(difference: Difference, threshold: Severity | None) -> int:
    """2 where a file of the new version cannot be read, as for a check; else whether there are new findings."""
    if difference.reports[1].unreadable:
        return 2
    return int(difference.findings.worse(threshold))
