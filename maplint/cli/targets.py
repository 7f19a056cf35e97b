"""`maplint targets` and `maplint schema`: what is known of targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from maplint.cli.options import NearestChoice, NearestGroup, completes, echo, option, user_errors

if TYPE_CHECKING:
    from maplint.scim.schema import Attribute
    from maplint.scim.target import Target

_FORMAT = option("--format", "format_", type=NearestChoice(["text", "json"]), default="text", show_default=True)


@click.group("targets", cls=NearestGroup, invoke_without_command=True)
@_FORMAT
@click.pass_context
def targets_command(ctx: click.Context, format_: str) -> None:
    """List the known targets; `maplint targets show NAME` tells what is known of one."""
    if ctx.invoked_subcommand is not None:
        return
    from maplint.scim.catalog import load_entry, target_names
    from maplint.scim.target import STANDARD

    entries = [load_entry(name) for name in target_names()]
    if format_ == "json":
        import json

        rows = [
            {"name": e["id"], "title": e["title"], "scim_version": e["scim_version"], "limits": len(e["limits"])}
            for e in entries
        ]
        echo(json.dumps(rows, indent=2) + "\n")
        return
    width = max(len(entry["id"]) for entry in entries)
    for entry in entries:
        count = len(entry["limits"])
        echo(f"{entry['id']:<{width}}  {entry['title']} ({count} limit{'s' * (count != 1)})\n")
    echo(
        f"{len(entries)} targets; `maplint targets show NAME` shows one, docs/targets.md tells how to describe your own.\n"
        f"`--target {STANDARD}` stands for the standard alone.\n"
    )


@targets_command.command("show")
@click.argument("name", shell_complete=completes("target_names"))
@_FORMAT
def show_command(name: str, format_: str) -> None:
    """Show what is known of a target, each limit with its source."""
    from maplint.scim.catalog import load_entry

    with user_errors():
        entry = load_entry(name)
    if format_ == "json":
        import json

        echo(json.dumps(entry, indent=2) + "\n")
    else:
        echo(_describe(entry))


def _describe(entry: dict[str, Any]) -> str:
    lines = [f"{entry['title']} ({entry['id']})", f"  SCIM version: {entry['scim_version']}"]
    lines.append(f"  publishes /Schemas: {entry['schemas_endpoint']}")
    for key, label in (
        ("match_attributes", "finds users by"),
        ("extension_urns", "extensions"),
        ("custom_attributes", "attributes of its own"),
        ("okta_external_names", "external names in Okta"),
    ):
        if entry.get(key):
            lines.append(f"  {label}: {', '.join(map(str, entry[key]))}")
    lines.append("\nLimits")
    for limit in entry["limits"]:
        lines.append(f"  {limit['path']}: {limit_in_words(limit)}")
        lines.append(f"      {limit['basis']}: {', '.join(str(entry['sources'].get(s, s)) for s in limit['sources'])}")
    if entry.get("quirks"):
        lines.append("\nWorth knowing")
        lines += [f"  {quirk['text']}" for quirk in entry["quirks"]]
    if entry.get("errors"):
        lines.append("\nErrors")
        for error in entry["errors"]:
            shown = [f"{key}: {value}" for key, value in error.items() if key != "sources"]
            lines.append(f"  {'; '.join(shown)}")
    return "\n".join(lines) + "\n"


def limit_in_words(limit: dict[str, Any]) -> str:
    words = [str(limit["kind"]).replace("_", " ")]
    for key in ("value", "deny", "deny_class"):
        if key in limit:
            value = limit[key]
            words.append(
                f"{'refuses ' if key != 'value' else ''}{', '.join(map(str, value)) if isinstance(value, list) else value}"
            )
    for key, label in (("event", "on"), ("applies_to", "of the"), ("scope", "scope"), ("when", "only when")):
        if key in limit:
            words.append(f"{label} {limit[key]}")
    return " ".join(words) + (f" ({limit['note']})" if limit.get("note") else "")


@click.command("schema")
@option(
    "--target",
    "targets",
    multiple=True,
    metavar="NAME|FILE",
    shell_complete=completes("targets"),
    help="A known target, its /Schemas answer, or both.",
)
@_FORMAT
def schema_command(targets: tuple[str, ...], format_: str) -> None:
    """Show the attributes that a target (by default RFC 7643) declares for users."""
    from maplint.engine.check import target_of
    from maplint.scim.target import rfc7643_target

    with user_errors():
        target = target_of(targets) or rfc7643_target()
    if format_ == "json":
        import json

        echo(json.dumps([_schema_row(schema) for schema in target.user_schemas()], indent=2) + "\n")
        return
    for schema in target.user_schemas():
        echo(f"{schema.id}\n")
        for parent, attribute in schema.walk():
            name = attribute.name if parent is None else f"{parent.name}.{attribute.name}"
            echo(f"  {name:<36} {_characteristics(target, attribute)}\n")


def _characteristics(target: Target, attribute: Attribute) -> str:
    words = [attribute.type + ("[]" if attribute.multi_valued else "")]
    if attribute.required:
        words.append("required")
    if attribute.mutability != "readWrite":
        words.append(attribute.mutability)
    if attribute.uniqueness != "none":
        words.append(f"unique ({attribute.uniqueness})")
    if attribute.canonical_values:
        words.append("one of " + ", ".join(map(str, attribute.canonical_values)))
    return ", ".join(words)


def _schema_row(schema: Any) -> dict[str, Any]:
    rows = []
    for parent, attribute in schema.walk():
        rows.append(
            {
                "name": attribute.name if parent is None else f"{parent.name}.{attribute.name}",
                "type": attribute.type,
                "multiValued": attribute.multi_valued,
                "required": attribute.required,
                "mutability": attribute.mutability,
                "uniqueness": attribute.uniqueness,
                "canonicalValues": list(attribute.canonical_values),
            }
        )
    return {"id": schema.id, "name": schema.name, "attributes": rows}
