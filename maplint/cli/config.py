"""`maplint config`: what counts, where it was written, and the schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from maplint.cli.options import FILE, NearestChoice, NearestGroup, configuration_for, echo, option, user_errors

if TYPE_CHECKING:
    from maplint.config.model import Configuration, UserFiles


@click.group("config", cls=NearestGroup)
def config_command() -> None:
    """Show the configuration."""


@config_command.command("schema")
def schema_command() -> None:
    """Print the JSON Schema of maplint.yaml, for editors."""
    from maplint.config.explain import schema_text

    echo(schema_text())


@config_command.command("show")
@click.argument("paths", nargs=-1, metavar="[PATHS]...", type=FILE)
@option(
    "--config",
    "config",
    type=FILE,
    metavar="FILE",
    help="The configuration, instead of the nearest maplint.yaml.",
)
@option("--no-config", "--isolated", "isolated", is_flag=True, help="Show the defaults.")
@option("--format", "format_", type=NearestChoice(["text", "json"]), default="text", show_default=True)
def show_command(paths: tuple[str, ...], config: str | None, isolated: bool, format_: str) -> None:
    """Show what `maplint check PATHS` would be run with, and where each value comes from."""
    from maplint.config.model import Configuration
    from maplint.engine.check import Settings, target_of
    from maplint.engine.configured import configured
    from maplint.engine.registry import load_registry

    with user_errors():
        configuration = configuration_for(paths, config, isolated)
        if configuration is not None:
            configured(Settings(configuration=configuration), load_registry(), target_of)
        rows = _rows(configuration or Configuration())
    files = [document.path for document in configuration.documents] if configuration is not None else []
    if format_ == "json":
        import json

        settings = {name: {"value": value, "origin": origin} for name, value, origin in rows}
        echo(json.dumps({"files": files, "settings": settings}, indent=2) + "\n")
        return
    from maplint.source.yaml_edit import flow_text

    echo(f"# from {', '.join(files)}\n" if files else "# no configuration was found: the defaults\n")
    lines = [(f"{name}: {flow_text(value)}", origin) for name, value, origin in rows]
    width = max(len(line) for line, _ in lines if len(line) <= 70)
    for line, origin in lines:
        echo(f"{line:<{width}}  # {origin}\n")


def _rows(configuration: Configuration) -> list[tuple[str, Any, str]]:
    """Name of a setting, value as one would write it, and where it comes from."""
    defaults: dict[str, Any] = {"preset": "ci", "fail-on": "error"}
    rows: list[tuple[str, Any, str]] = []
    preset = configuration.preset or "ci"
    scalars: dict[str, Any] = {
        "target": list(configuration.targets),
        "preset": configuration.preset,
        "preview": configuration.preview,
        "select": [word.text for word in configuration.select],
        "ignore": [word.text for word in configuration.ignore],
        "mandatory": [word.text for word in configuration.mandatory],
        "fail-on": configuration.fail_on,
        "show": configuration.show,
        "baseline": configuration.baseline,
        "exclude": list(configuration.exclude),
        **_users(configuration.users),
    }
    defaults["show"] = "info" if preset == "audit" else "warning"
    for name, value in scalars.items():
        origin = _origin(configuration, name)
        rows.append((name, defaults.get(name, value) if origin is None else value, origin or "default"))
    for word, entry in configuration.rules.items():
        level = "off" if entry.off else entry.severity.value if entry.severity is not None else None
        value = {**({"severity": level} if level is not None else {}), **entry.options}
        rows.append((f"rules.{word}", value, _origin(configuration, "rules", word) or ""))
    for pattern, per_file in configuration.per_file_ignores.items():
        words = [word.text for word in per_file.rules]
        rows.append((f"per-file-ignores.{pattern}", words, _origin(configuration, "per-file-ignores", pattern) or ""))
    for name, project in configuration.projects.items():
        parts: dict[str, Any] = {
            "app": list(project.apps),
            "files": list(project.files),
            "target": list(project.targets),
            "companions": list(project.companions),
            **(_users(project.users) if project.users is not None else {}),
        }
        value = {key: below for key, below in parts.items() if below}
        rows.append((f"projects.{name}", value, _origin(configuration, "projects", name) or ""))
    for number, ignore in enumerate(configuration.ignores):
        from maplint.config.model import shown

        rules = [word.text for word in ignore.rules]
        parts = {
            "rule": rules[0] if len(rules) == 1 else rules,
            "file": ignore.file,
            "at": ignore.at,
            "attribute": ignore.attribute,
            "mapping": ignore.mapping,
            "expires": ignore.expires.isoformat() if ignore.expires is not None else None,
            "reason": ignore.reason,
        }
        value = {key: below for key, below in parts.items() if below is not None}
        rows.append((f"ignores.{number}", value, shown(ignore.place)))
    return rows


def _users(users: UserFiles | None) -> dict[str, Any]:
    """The settings that name users."""
    return {
        "users": list(users.paths) if users is not None else [],
        "target-users": users.target_users if users is not None else None,
        "columns": users.columns if users is not None else {},
    }


def _origin(configuration: Configuration, *name: str) -> str | None:
    from maplint.config.model import shown

    place = configuration.origins.get(name)
    return shown(place) if place is not None else None
