"""`maplint rules`: the rules as a list, and what reports need to know of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from maplint.cli.options import NearestChoice, echo, user_errors

if TYPE_CHECKING:
    from maplint.engine.registry import Registry
    from maplint.report import RuleInfo
    from maplint.rule import Rule


def read_page(rule: Rule) -> str:
    """The rule's page (Markdown). Raises `UserError` when a pack brings none."""
    from maplint.cli.errors import UserError
    from maplint.engine.registry import page_path

    try:
        with open(page_path(rule), encoding="utf-8") as file:
            return file.read()
    except OSError as error:
        raise UserError(f"the rule `{rule.name}` has no page: {error.strerror}: {error.filename}") from error


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
    """The rule's page; empty when a pack brings none, so that a report does not fail for it."""
    from maplint.cli.errors import UserError

    try:
        return read_page(rule)
    except UserError:
        return ""


@click.command("rules")
@click.option("--format", "format_", type=NearestChoice(["text", "json"]), default="text", show_default=True)
def rules_command(format_: str) -> None:
    """List the rules: code, severity, name, what each says."""
    from maplint.engine.registry import family, load_registry

    with user_errors():
        registry = load_registry()
    if format_ == "json":
        import json

        rows = [
            {
                "code": rule.code,
                "rule": rule.name,
                "family": family(rule),
                "severity": rule.severity.value,
                "summary": rule.summary,
                "since": rule.since,
                "needs": sorted(rule.needs),
                "presets": sorted(rule.presets),
            }
            for rule in registry.rules
        ]
        echo(json.dumps(rows, indent=2) + "\n")
        return
    width = max(len(rule.name) for rule in registry.rules)
    for name, rules in registry.families().items():
        echo(f"{name}\n")
        for rule in rules:
            preset = "" if "ci" in rule.presets else "  [audit]"
            echo(f"  {rule.code}  {rule.severity.value:<7}  {rule.name:<{width}}  {rule.summary}{preset}\n")
    echo(f"{len(registry.rules)} rules; `maplint explain RULE` shows a rule's page.\n")
