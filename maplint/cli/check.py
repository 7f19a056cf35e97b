"""`maplint check`: the main job."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from maplint.cli.errors import UserError
from maplint.cli.options import NearestChoice, configuration_for, user_errors, wants_colour, words, write_output
from maplint.finding import Severity
from maplint.report import FORMATS

if TYPE_CHECKING:
    from maplint.engine.fixes import Fixed
    from maplint.engine.registry import Registry
    from maplint.engine.result import Report
    from maplint.rule import Rule


def _name_id(_ctx: click.Context, param: click.Parameter, value: str | None) -> str:
    """The expression of ``nameid=EXPR``."""
    if value is None:
        return ""
    key, equals, expression = value.partition("=")
    if key.strip().lower() != "nameid" or not equals or not expression.strip():
        raise click.BadParameter(f"`{value}` is not of the form nameid=EXPR, such as nameid=user.email", param=param)
    return expression.strip()


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option(
    "--target",
    "targets",
    multiple=True,
    metavar="NAME|FILE",
    help="The SCIM target: a known name (see `maplint targets`), its /Schemas answer in a file, or both.",
)
@click.option(
    "--sso",
    "name_id",
    callback=_name_id,
    metavar="nameid=EXPR",
    help="What single sign-on presents as NameID, such as nameid=user.email (default: as the application says).",
)
@click.option(
    "--select",
    multiple=True,
    callback=words,
    metavar="RULES",
    help="Run only these: codes, names, prefixes of codes, families, ALL.",
)
@click.option("--ignore", multiple=True, callback=words, metavar="RULES", help="Run all rules but these.")
@click.option(
    "--preset",
    type=NearestChoice(["ci", "audit"]),
    help="ci: what a gate should stop on (the default). audit: all that is worth a look.",
)
@click.option("--fix", is_flag=True, help="Apply the safe fixes.")
@click.option("--unsafe-fixes", is_flag=True, help="Apply the fixes that deserve a second look, too.")
@click.option("--diff", is_flag=True, help="Change nothing; show what the fixes would change, for `git apply`.")
@click.option(
    "--format", "format_", type=NearestChoice(FORMATS), default="full", show_default=True, help="How to report."
)
@click.option("--output", metavar="FILE", help="Write the report to this file.")
@click.option(
    "--fail-on",
    type=NearestChoice(["error", "warning", "info", "never"]),
    help="The least severity that makes the exit status 1 (default: error).",
)
@click.option(
    "--show",
    "show",
    type=NearestChoice(["error", "warning", "info"]),
    help="The least severity that full and concise show (default: warning, info with the audit preset).",
)
@click.option("--statistics", is_flag=True, help="Count the findings of each rule instead of showing them.")
@click.option("--config", "config", metavar="FILE", help="The configuration, instead of the nearest maplint.yaml.")
@click.option("--no-config", "--isolated", "isolated", is_flag=True, help="Read no configuration.")
@click.option("--baseline", metavar="FILE", help="Known findings that are counted, not reported.")
@click.option(
    "--update-baseline",
    "--write-baseline",
    "update_baseline",
    is_flag=True,
    help="Write all findings of this run into the baseline.",
)
@click.option("--prune-baseline", is_flag=True, help="Take out of the baseline what is no longer there.")
@click.option("--no-ignores", is_flag=True, help="Report what ignores and the configured baseline hide, too.")
@click.option(
    "--add-ignore", metavar="REASON", help="Write an ignore for every finding that is shown: a comment, else an entry."
)
@click.option("--debug", is_flag=True, help="Show the traceback of an internal error.")
def check_command(
    paths: tuple[str, ...],
    targets: tuple[str, ...],
    name_id: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    preset: str | None,
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    format_: str,
    output: str | None,
    fail_on: str | None,
    show: str | None,
    statistics: bool,
    config: str | None,
    isolated: bool,
    baseline: str | None,
    update_baseline: bool,
    prune_baseline: bool,
    no_ignores: bool,
    add_ignore: str | None,
    debug: bool,
) -> int:
    """Check exported mappings, schemas and applications.

    PATHS are files and folders; without any, the current folder. Exit status: 0 nothing found at or above --fail-on,
    1 findings, 2 wrong use or unreadable input, 3 internal error.
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
    with user_errors():
        registry = load_registry()
        configuration = configuration_for(paths, config, isolated)
        settings = Settings(targets, select, ignore, preset, configuration, not no_ignores, baseline, name_id)
        if configuration is not None:
            preset = preset or configuration.preset
            fail_on = fail_on or configuration.fail_on
            show = show or configuration.show
        threshold = None if fail_on == "never" else Severity(fail_on or "error")
        shown = show or ("info" if preset == "audit" else "warning")
        if update_baseline or prune_baseline:
            from maplint.cli.baseline import change_baseline

            return change_baseline(paths or (".",), settings, registry, prune=prune_baseline)
        if add_ignore is not None:
            from maplint.cli.ignores import add_ignores

            return add_ignores(paths or (".",), settings, registry, add_ignore, Severity(shown))
        if not (fix or unsafe_fixes or diff):
            report = check(paths or (".",), settings, registry=registry, on_crash=on_crash)
        else:
            from maplint.engine.fixes import FixSession

            prepared = prepare(paths or (".",), settings, registry)
            fixed = FixSession(prepared, unsafe=unsafe_fixes, on_crash=on_crash).execute()
            if diff:
                return _show_diff(fixed, output, threshold)
            _write_fixes(fixed)
            report = fixed.report
    text = _render(report, registry, "statistics" if statistics else format_, shown, output)
    write_output(text, output)
    return report.exit_status(threshold)


def _refuse_contradictions(*options: tuple[str, bool]) -> None:
    """Each of these writes something else: one run, one of them."""
    given = [name for name, used in options if used]
    if len(given) > 1:
        raise UserError(f"{given[0]} and {given[1]} are two jobs; run maplint twice")


def _render(report: Report, registry: Registry, format_: str, show: str, output: str | None) -> str:
    from maplint.cli.rules import rule_info
    from maplint.report import RenderOptions, render

    colour = output is None and wants_colour()
    options = RenderOptions(colour=colour, show=Severity(show), hyperlinks=colour and sys.stdout.isatty())
    return render(report, format_, options, lambda name: rule_info(registry, name))


def _write_fixes(fixed: Fixed) -> None:
    from maplint.source.edit import write_atomically

    for _, after in fixed.changed:
        write_atomically(after)
    if fixed.applied:
        count = len(fixed.applied)
        files = len(fixed.changed)
        click.echo(f"Fixed {count} finding{'s' * (count != 1)} in {files} file{'s' * (files != 1)}.", err=True)
    _say_refused(fixed)


def _show_diff(fixed: Fixed, output: str | None, threshold: Severity | None) -> int:
    """Print the diff; the status is 1 when there is one, so that a gate can use it."""
    from maplint.engine.fixes import unified_diff

    write_output(unified_diff(fixed.changed), output)
    _say_refused(fixed)
    if fixed.changed:
        return 1
    return fixed.report.exit_status(threshold)


def _say_refused(fixed: Fixed) -> None:
    for path, rule, title, reason in fixed.refused:
        click.echo(f"{path}: not applied: {title} ({rule}): {reason}", err=True)


def _print_crash(rule: Rule, error: Exception) -> None:
    import traceback

    click.echo(f"rule {rule.name}:\n{''.join(traceback.format_exception(error))}", err=True)
