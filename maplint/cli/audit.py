"""`maplint audit`: a whole directory."""

from __future__ import annotations

import sys

import click

from maplint.cli.errors import UserError
from maplint.cli.options import (
    NearestChoice,
    UserOptions,
    columns_option,
    configuration_for,
    configured_users,
    directory_of,
    ignore_option,
    is_terminal,
    number_of_jobs,
    option,
    progress,
    select_option,
    target_option,
    target_users_option,
    user_errors,
    wants_colour,
)
from maplint.cli.outputs import FormatType, OrderedCommand, Output, outputs_of, write_outputs
from maplint.finding import Severity
from maplint.report.audit import FORMATS, HTML


@click.command("audit", cls=OrderedCommand)
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@option(
    "--users",
    "users",
    multiple=True,
    metavar="FILE",
    help="Okta users (GET /api/v1/users as JSON or JSON lines, CSV, Parquet; - is standard input). [default: as configured]",
)
@target_users_option
@columns_option
@target_option
@select_option
@ignore_option
@option(
    "--preset", type=NearestChoice(["ci", "audit"]), default="audit", show_default=True, help="Which rules are asked."
)
@option(
    "--format",
    "formats",
    multiple=True,
    type=FormatType(FORMATS),
    metavar="FORMAT[=FILE]",
    help=f"How to report, and where to: {', '.join(FORMATS)}. May be repeated. A page to read, print and send: "
    f"{HTML}=audit.html. [default: full]",
)
@option(
    "--output", "files", multiple=True, metavar="FILE", help="Write the report of the --format before it to a file."
)
@option("--fail-on", type=NearestChoice(["error", "warning", "info", "never"]), help="As for `maplint check`.")
@option("--show", type=NearestChoice(["error", "warning", "info"]), help="The least severity that is shown.")
@option(
    "--examples", type=click.IntRange(0, 20), default=5, show_default=True, help="Users that are named for a cause."
)
@option("--show-values", is_flag=True, help="Show users' values in examples, not only their ids.")
@option(
    "--engine",
    type=NearestChoice(["local", "spark"]),
    default="local",
    show_default=True,
    help="Where users pass through: here, or under Spark (JSON lines, Parquet, table:NAME).",
)
@option(
    "--jobs",
    default="auto",
    callback=number_of_jobs,
    metavar="N|auto",
    help="How many processes go through the users; the report is the same (default: auto, as many as pay).",
)
@option("--config", metavar="FILE", help="The configuration, instead of the nearest maplint.yaml.")
@option("--no-config", "--isolated", "isolated", is_flag=True, help="Read no configuration.")
@option("--no-ignores", is_flag=True, help="Report what ignores and the configured baseline hide, too.")
@option("--debug", is_flag=True, help="Show the traceback of an internal error.")
def audit_command(
    paths: tuple[str, ...],
    users: tuple[str, ...],
    target_users: str | None,
    columns: dict[str, str],
    targets: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    preset: str,
    formats: tuple[Output, ...],
    files: tuple[str, ...],
    fail_on: str | None,
    show: str | None,
    examples: int,
    show_values: bool,
    engine: str,
    jobs: int | None,
    config: str | None,
    isolated: bool,
    no_ignores: bool,
    debug: bool,
) -> int:
    """Check mappings for every user of a directory: failures, values that people share, what attributes hold.

    PATHS are as for `maplint check`. Nothing is sent, and nothing of a person is kept but ids; values that two people share are
    shown, for they are what must be searched for. Exit status as for `maplint check`.
    """
    from maplint.engine.check import Settings
    from maplint.engine.registry import load_registry
    from maplint.users.audit import audit

    ctx = click.get_current_context()
    outputs = outputs_of(formats, files, ctx)
    if Output(HTML) in outputs and is_terminal(sys.stdout):
        raise UserError(f"{HTML} is a page for browsers; write it to a file: --format {HTML}=audit.html")
    with user_errors(), progress() as on_progress:
        registry = load_registry()
        configuration = configuration_for(paths, config, isolated)
        options = UserOptions(show_values, examples, engine, jobs)
        directory = (
            directory_of(users, target_users, columns, options) if users else configured_users(configuration, options)
        )
        if directory is None:
            raise UserError("an audit needs users: --users FILE, or `users:` in the configuration")
        settings = Settings(targets, select, ignore, preset, configuration, not no_ignores, on_progress=on_progress)
        result = audit(paths or (".",), settings, directory, registry)
    threshold = fail_on or (configuration.fail_on if configuration is not None else None) or "error"
    shown = Severity(show or "warning")

    def text(output: Output) -> str:
        from maplint.cli.rules import rule_info
        from maplint.report import RenderOptions
        from maplint.report.audit import render

        colour = output.file is None and wants_colour()
        options = RenderOptions(colour, shown, hyperlinks=colour and is_terminal(sys.stdout))
        return render(result, output.format, options, lambda name: rule_info(registry, name))

    write_outputs(outputs, text)
    return result.report.exit_status(None if threshold == "never" else Severity(threshold))
