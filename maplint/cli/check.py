"""`maplint check`: the main job."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from maplint.cli.options import NearestChoice, user_errors, wants_colour, write_output
from maplint.finding import Severity
from maplint.report import FORMATS

if TYPE_CHECKING:
    from maplint.engine.fixes import Fixed
    from maplint.engine.registry import Registry
    from maplint.engine.result import Report
    from maplint.rule import Rule


def _words(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Rule words may be repeated or separated by commas."""
    return tuple(word.strip() for value in values for word in value.split(",") if word.strip())


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
    "--select",
    multiple=True,
    callback=_words,
    metavar="RULES",
    help="Run only these: codes, names, prefixes of codes, families, ALL.",
)
@click.option("--ignore", multiple=True, callback=_words, metavar="RULES", help="Run all rules but these.")
@click.option(
    "--preset",
    type=NearestChoice(["ci", "audit"]),
    default="ci",
    show_default=True,
    help="ci: what a gate should stop on. audit: all that is worth a look.",
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
    default="error",
    show_default=True,
    help="The least severity that makes the exit status 1.",
)
@click.option(
    "--show",
    "show",
    type=NearestChoice(["error", "warning", "info"]),
    help="The least severity that full and concise show (default: warning, info with the audit preset).",
)
@click.option("--statistics", is_flag=True, help="Count the findings of each rule instead of showing them.")
@click.option("--debug", is_flag=True, help="Show the traceback of an internal error.")
def check_command(
    paths: tuple[str, ...],
    targets: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    preset: str,
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    format_: str,
    output: str | None,
    fail_on: str,
    show: str | None,
    statistics: bool,
    debug: bool,
) -> int:
    """Check exported mappings, schemas and applications.

    PATHS are files and folders; without any, the current folder. Exit status: 0 nothing found at or above --fail-on,
    1 findings, 2 wrong use or unreadable input, 3 internal error.
    """
    from maplint.engine.check import Settings, check, prepare
    from maplint.engine.registry import load_registry

    threshold = None if fail_on == "never" else Severity(fail_on)
    settings = Settings(targets, select, ignore, preset)
    on_crash = _print_crash if debug else None
    with user_errors():
        registry = load_registry()
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
    shown = show or ("info" if preset == "audit" else "warning")
    text = _render(report, registry, "statistics" if statistics else format_, shown, output)
    write_output(text, output)
    return report.exit_status(threshold)


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
