"""`maplint check`: the main job."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from maplint.cli.errors import UserError
from maplint.cli.options import (
    FILE,
    NearestChoice,
    UserOptions,
    columns_option,
    completes,
    configuration_for,
    directory_of,
    number_of_jobs,
    option,
    progress,
    target_users_option,
    user_errors,
    wants_colour,
    wants_hyperlinks,
    words,
)
from maplint.cli.outputs import COUNTED, DIFF, STATISTICS, FormatType, OrderedCommand, outputs_of, write_outputs
from maplint.finding import Severity
from maplint.record import NamedTuple
from maplint.report import FORMATS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from maplint.cli.outputs import Output
    from maplint.cli.timing import Times
    from maplint.engine.fixes import Fixed
    from maplint.engine.registry import Registry
    from maplint.engine.result import Report
    from maplint.report import RuleInfo
    from maplint.rule import Rule
    from maplint.source.collect import StandardInput


def _name_id(_ctx: click.Context, param: click.Parameter, value: str | None) -> str:
    """The expression of ``nameid=EXPR``."""
    if value is None:
        return ""
    key, equals, expression = value.partition("=")
    if key.strip().lower() != "nameid" or not equals or not expression.strip():
        raise click.BadParameter(f"`{value}` is not of the form nameid=EXPR, such as nameid=user.email", param=param)
    return expression.strip()


@click.command("check", cls=OrderedCommand)
@click.argument("paths", nargs=-1, metavar="[PATHS]...", type=FILE)
@option(
    "--target",
    "targets",
    multiple=True,
    metavar="NAME|FILE",
    shell_complete=completes("targets"),
    help="The SCIM target: a known name (see `maplint targets`), its /Schemas answer in a file, or both.",
)
@option(
    "--sso",
    "name_id",
    callback=_name_id,
    shell_complete=completes("name_ids"),
    metavar="nameid=EXPR",
    help="What single sign-on presents as NameID, such as nameid=user.email (default: as the application says).",
)
@option(
    "--select",
    multiple=True,
    callback=words,
    metavar="RULES",
    shell_complete=completes("rule_words"),
    help="Run only these: codes, names, prefixes of codes, families, ALL.",
)
@option(
    "--ignore",
    multiple=True,
    callback=words,
    metavar="RULES",
    shell_complete=completes("rule_words"),
    help="Run all rules but these.",
)
@option(
    "--preset",
    type=NearestChoice(["ci", "audit"]),
    help="ci: what a gate should stop on (the default). audit: all that is worth a look.",
)
@option("--preview", is_flag=True, default=None, help="Run the rules in preview, too.")
@option("--fix", is_flag=True, help="Apply the safe fixes.")
@option("--unsafe-fixes", is_flag=True, help="Apply the fixes that deserve a second look, too.")
@option("--diff", is_flag=True, help="Change nothing; show what the fixes would change, for `git apply`.")
@option(
    "--format",
    "formats",
    type=FormatType(FORMATS),
    multiple=True,
    metavar="FORMAT[=FILE]",
    help=f"How to report: {', '.join(FORMATS)} (default: full). May be repeated: one is printed, the others go to files.",
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
    help="The least severity that makes the exit status 1 (default: error).",
)
@option(
    "--show",
    "show",
    type=NearestChoice(["error", "warning", "info"]),
    help="The least severity that full and concise show (default: warning, info with the audit preset).",
)
@option("--statistics", is_flag=True, help="Count the findings of each rule instead of showing them.")
@option(
    "--stdin-filename",
    type=FILE,
    metavar="NAME",
    help="The file that `-` (standard input) stands for: its folder, its configuration, its companions. With --fix the text "
    "is printed as it should be.",
)
@option(
    "--skip-unknown",
    is_flag=True,
    help="Pass over named files that hold nothing maplint knows or that `exclude` leaves out, as in folders: for hooks.",
)
@option(
    "--config",
    "config",
    type=FILE,
    metavar="FILE",
    help="The configuration, instead of the nearest maplint.yaml.",
)
@option("--no-config", "--isolated", "isolated", is_flag=True, help="Read no configuration.")
@option("--baseline", type=FILE, metavar="FILE", help="Known findings that are counted, not reported.")
@option(
    "--update-baseline",
    "--write-baseline",
    "update_baseline",
    is_flag=True,
    help="Write all findings of this run into the baseline.",
)
@option("--prune-baseline", is_flag=True, help="Take out of the baseline what is no longer there.")
@option("--no-ignores", is_flag=True, help="Report what ignores and the configured baseline hide, too.")
@option(
    "--add-ignore", metavar="REASON", help="Write an ignore for every finding that is shown: a comment, else an entry."
)
@option(
    "--users",
    "users",
    multiple=True,
    type=FILE,
    metavar="FILE",
    help="Okta users (GET /api/v1/users as JSON or JSON lines, CSV, Parquet; - is standard input): check their values, too.",
)
@target_users_option
@columns_option
@option("--show-values", is_flag=True, help="Show users' values in examples, not only their ids.")
@option(
    "--jobs",
    default="auto",
    callback=number_of_jobs,
    metavar="N|auto",
    help="How many processes go through the mappings, or the users; the report is the same (default: auto, as many as pay).",
)
@option("--timing", is_flag=True, help="Tell on standard error how long each rule took, the slowest first.")
@option("--debug", is_flag=True, help="Show the traceback of an internal error.")
def check_command(
    paths: tuple[str, ...],
    targets: tuple[str, ...],
    name_id: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    preset: str | None,
    preview: bool | None,
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    formats: tuple[Output, ...],
    files: tuple[str, ...],
    fail_on: str | None,
    show: str | None,
    statistics: bool,
    stdin_filename: str | None,
    skip_unknown: bool,
    config: str | None,
    isolated: bool,
    baseline: str | None,
    update_baseline: bool,
    prune_baseline: bool,
    no_ignores: bool,
    add_ignore: str | None,
    users: tuple[str, ...],
    target_users: str | None,
    columns: dict[str, str],
    show_values: bool,
    jobs: int | None,
    timing: bool,
    debug: bool,
) -> int:
    """Check exported mappings, schemas and applications.

    PATHS are files and folders, `-` is standard input; without any, the current folder. Exit status: 0 nothing found at or
    above --fail-on, 1 findings, 2 wrong use or unreadable input, 3 internal error.
    """
    from maplint.engine.check import Settings, check, prepare
    from maplint.engine.registry import load_registry

    on_crash = _print_crash if debug else None
    _refuse_contradictions(
        ("--fix", fix or unsafe_fixes or diff),
        ("--update-baseline", update_baseline),
        ("--prune-baseline", prune_baseline),
        ("--add-ignore", add_ignore is not None),
    )
    outputs = outputs_of(formats, files, click.get_current_context(), statistics=statistics, diff=diff)
    given, stdin = _read_stdin(paths or (("-",) if stdin_filename else (".",)), stdin_filename)
    if stdin is not None and (update_baseline or prune_baseline or add_ignore is not None):
        raise UserError("what comes on standard input cannot be ignored or known from now on; name its file")
    times = _times(timing)
    with user_errors(), progress() as on_progress:
        registry = load_registry()
        configuration = configuration_for(_places(given, stdin), config, isolated)
        if "-" in users and (stdin is not None or fix or unsafe_fixes or diff):
            raise UserError("users on standard input can be read only once, and by nothing else; name a file")
        directory = directory_of(users, target_users, columns, UserOptions(show_values, jobs=jobs))
        settings = Settings(
            targets,
            select,
            ignore,
            preset,
            configuration,
            not no_ignores,
            baseline,
            name_id,
            stdin,
            skip_unknown,
            directory,
            preview=preview,
        )
        if configuration is not None:
            preset = preset or configuration.preset
            fail_on = fail_on or configuration.fail_on
            show = show or configuration.show
        threshold = None if fail_on == "never" else Severity(fail_on or "error")
        shown = Severity(show or ("info" if preset == "audit" else "warning"))
        for_people = all(output.format in (*COUNTED, STATISTICS) for output in outputs)
        settings = settings._replace(
            jobs=jobs,
            shown=shown if for_people else Severity.INFO,
            on_progress=on_progress,
            on_asked=times.add if times is not None else None,
        )
        if update_baseline or prune_baseline:
            from maplint.cli.baseline import change_baseline

            return change_baseline(given, settings, registry, prune=prune_baseline)
        if add_ignore is not None:
            from maplint.cli.ignores import add_ignores

            return add_ignores(given, settings, registry, add_ignore, shown)
        fixed = None
        if not (fix or unsafe_fixes or diff):
            report = check(given, settings, registry=registry, on_crash=on_crash)
        else:
            from maplint.engine.fixes import FixSession

            prepared = prepare(given, settings, registry)
            only = stdin.shown_as if stdin is not None else None
            fixed = FixSession(prepared, unsafe=unsafe_fixes, only=only, shown=diff, on_crash=on_crash).execute()
            report = fixed.before if diff else fixed.report
            if not diff:
                _write_fixes(fixed, stdin)
    # The fixed text of standard input has standard output to itself.
    err = stdin is not None and fixed is not None and not diff
    printer = _Printer(report, registry, fixed, shown, err, statistics)
    write_outputs(outputs, printer.text, err=err)
    if fixed is not None:
        _say_refused(fixed)
    if times is not None:
        click.echo(times.table(), err=True, nl=False)
    for notice in report.notices:
        click.echo(f"note: {notice}", err=True)
    if diff and fixed is not None:
        return 1 if fixed.changed else fixed.report.exit_status(threshold)
    return report.exit_status(threshold)


def _times(wanted: bool) -> Times | None:
    """What measures the rules, if that is wanted."""
    if not wanted:
        return None
    from maplint.cli.timing import Times

    return Times()


def _refuse_contradictions(*options: tuple[str, bool]) -> None:
    """Each of these writes something else: one run, one of them."""
    given = [name for name, used in options if used]
    if len(given) > 1:
        raise UserError(f"{given[0]} and {given[1]} are two jobs; run maplint twice")


def _read_stdin(paths: Sequence[str], name: str | None) -> tuple[Sequence[str], StandardInput | None]:
    """The paths, and what came on standard input if it is one of them."""
    if "-" not in paths:
        if name is not None:
            raise UserError("--stdin-filename names what comes on standard input; give `-` as a path")
        return paths, None
    from maplint.source.collect import StandardInput

    if name is not None and os.path.isdir(name):
        raise UserError(f"--stdin-filename: {name} is a folder; name the file that standard input stands for")
    return paths, StandardInput(sys.stdin.buffer.read(), name)


def _places(paths: Sequence[str], stdin: StandardInput | None) -> Sequence[str]:
    """The paths by which the nearest configuration is found."""
    return [stdin.name or "." if path == "-" and stdin is not None else path for path in paths]


class _Printer(NamedTuple):
    """Makes the text of each report of a run."""

    report: Report
    registry: Registry
    fixed: Fixed | None
    show: Severity
    err: bool
    statistics: bool

    def text(self, output: Output) -> str:
        """The text for one place."""
        from maplint.report import RenderOptions, render

        if output.format == DIFF and self.fixed is not None:
            from maplint.engine.fixes import unified_diff

            return unified_diff(self.fixed.changed)
        stream = sys.stderr if self.err else sys.stdout
        colour = output.file is None and wants_colour(stream)
        hyperlinks = colour and wants_hyperlinks(stream)
        options = RenderOptions(colour, self.show, hyperlinks=hyperlinks, statistics=self.statistics)
        return render(self.report, output.format, options, self._rule)

    def _rule(self, name: str) -> RuleInfo | None:
        from maplint.cli.rules import rule_info

        return rule_info(self.registry, name)


def _write_fixes(fixed: Fixed, stdin: StandardInput | None) -> None:
    """Write the changed files; what came on standard input is printed, changed or not."""
    from maplint.source.edit import encoded, write_atomically

    if stdin is not None:
        sys.stdout.buffer.write(encoded(fixed.changed[0][1]) if fixed.changed else stdin.data)
        sys.stdout.buffer.flush()
    else:
        for _, after in fixed.changed:
            write_atomically(after)
    if fixed.applied:
        count = len(fixed.applied)
        files = len(fixed.changed)
        where = "standard input" if stdin is not None else f"{files} file{'s' * (files != 1)}"
        click.echo(f"Fixed {count} finding{'s' * (count != 1)} in {where}.", err=True)


def _say_refused(fixed: Fixed) -> None:
    for path, rule, title, reason in fixed.refused:
        click.echo(f"{path}: not applied: {title} ({rule}): {reason}", err=True)


def _print_crash(rule: Rule, error: Exception) -> None:
    import traceback

    click.echo(f"rule {rule.name}:\n{''.join(traceback.format_exception(error))}", err=True)
