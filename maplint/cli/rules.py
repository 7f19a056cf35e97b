"""`maplint rules`: the rules as a list, and what reports need to know of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from maplint.cli.options import NearestChoice, completes, echo, option, user_errors

if TYPE_CHECKING:
    from maplint.engine.page import About
    from maplint.engine.registry import Registry
    from maplint.report import RuleInfo
    from maplint.rule import Rule


def read_page(rule: Rule) -> str:
    """The rule's page (Markdown). Raises `UserError` when it cannot be read."""
    from maplint.cli.errors import UserError
    from maplint.engine.page import read_page as read

    try:
        return read(rule).text
    except OSError as error:
        raise UserError(f"the page of `{rule.name}` cannot be read: {error.strerror}: {error.filename}") from error


def rule_info(registry: Registry, name: str) -> RuleInfo | None:
    """What a report needs to know of a rule."""
    from maplint.report import RuleInfo

    rule = registry.find(name)
    if rule is None:
        return None
    from maplint.engine.registry import page_path

    page = page_path(rule)
    return RuleInfo(rule.code, rule.name, rule.summary, rule.severity, lambda: _page_or_nothing(rule), file=page)


def _page_or_nothing(rule: Rule) -> str:
    """The rule's page; empty when it cannot be read, so that a report does not fail for it."""
    from maplint.cli.errors import UserError

    try:
        return read_page(rule)
    except UserError:
        return ""


@click.command("rules")
@click.argument("words", nargs=-1, metavar="[RULES]...", shell_complete=completes("rule_words"))
@option("--format", "format_", type=NearestChoice(["text", "json"]), default="text", show_default=True)
def rules_command(words: tuple[str, ...], format_: str) -> None:
    """List the rules: code, severity, name, what each says, and how its findings can be mended.

    RULES are codes, names, prefixes of codes or families; without any, all rules are listed.
    """
    from maplint.engine.page import about
    from maplint.engine.registry import load_registry
    from maplint.engine.select import expand

    with user_errors():
        registry = load_registry()
        chosen = {code for word in words or ("ALL",) for code in expand(registry, word)}
        listed = [about(rule) for rules in registry.families().values() for rule in rules if rule.code in chosen]
    if format_ == "json":
        import json

        rows = [row._asdict() for row in sorted(listed, key=lambda row: row.code)]
        echo(json.dumps(rows, indent=2) + "\n")
        return
    echo(_as_text(listed))


def _as_text(listed: list[About]) -> str:
    from maplint.finding import Applicability
    from maplint.report.text import plural

    width = max(len(row.rule) for row in listed)
    lines = []
    family = None
    for row in listed:
        if row.family != family:
            family = row.family
            lines.append(family)
        marks = [Applicability(fix).mark for fix in row.fixes]
        marks += [f"[{row.status}]"] if row.status != "stable" else []
        marks += ["[audit]"] if row.presets == ["audit"] else []
        lines.append("  ".join([f"  {row.code}", f"{row.severity:<7}", f"{row.rule:<{width}}", row.summary, *marks]))
    lines.append(f"{plural(len(listed), 'rule')}; `maplint explain RULE` shows a rule's page.")
    shown = {fix for row in listed for fix in row.fixes}
    legend = [f"{kind.mark} {_MENDS[kind.value]}" for kind in Applicability if kind.value in shown]
    return "\n".join([*lines, *([", ".join(legend) + "."] if legend else [])]) + "\n"


_MENDS = {
    "safe": "mended by --fix",
    "unsafe": "mended by --unsafe-fixes",
    "display": "the fix is shown, and made by hand",
}
