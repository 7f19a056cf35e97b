"""`maplint init`: a first configuration from what a folder holds."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from maplint.cli.errors import UserError
from maplint.cli.options import FILE, echo, user_errors
from maplint.record import NamedTuple

if TYPE_CHECKING:
    from maplint.project.joined import Integration


class Proposal(NamedTuple):
    """One project: its name, what Okta calls the app, the folder of its files where that holds nothing else, and the target
    that it may be (to be confirmed by a person)."""

    name: str
    app: str | None
    folder: str | None
    target: str | None


@click.command("init")
@click.argument("folder", default=".", type=FILE)
def init_command(folder: str) -> None:
    """Write a first maplint.yaml for the mappings in a folder. One that is there is never overwritten."""
    from maplint.config.find import FILE_NAMES, PYPROJECT, shown_path
    from maplint.config.toml_text import read_toml
    from maplint.source.collect import missing
    from maplint.source.document import Document
    from maplint.source.edit import write_atomically

    if not os.path.isdir(folder):
        with user_errors():
            raise missing(folder, shown_path(folder))
    for name in FILE_NAMES:
        if os.path.exists(os.path.join(folder, name)):
            raise UserError(f"{shown_path(os.path.join(folder, name))} exists already; `maplint config show` shows it")
    with user_errors():
        pyproject = os.path.join(folder, PYPROJECT)
        if os.path.exists(pyproject) and read_toml(pyproject, shown_path(pyproject)) is not None:
            raise UserError(f"{shown_path(pyproject)} holds [tool.maplint] already; `maplint config show` shows it")
        proposals, files = propose(folder)
        path = os.path.join(folder, FILE_NAMES[0])
        write_atomically(Document(shown_path(path), configuration_text(proposals), "yaml", None, file=path))
    echo(f"{shown_path(path)}: {len(proposals)} project{'s' * (len(proposals) != 1)} from {files} files.\n")
    for proposal in proposals:
        if proposal.target is not None:
            echo(f"{proposal.name} may be `{proposal.target}`: confirm it by taking the # away.\n")
    echo("Next: `maplint check`.\n")


def propose(folder: str) -> tuple[list[Proposal], int]:
    """The projects that the files of a folder make, and how many files were read."""
    from maplint.engine.check import read_inputs
    from maplint.project.join import join
    from maplint.scim.target import guess_target
    from maplint.source.collect import collect

    inputs = read_inputs(collect([folder]))
    project = join(inputs.documents, inputs.items, None, inputs.context)
    folders = {id(integration): _folders(integration, folder) for integration in project.integrations}
    proposals: dict[str, Proposal] = {}
    for integration in project.integrations:
        own = folders[id(integration)]
        others = {path for key, paths in folders.items() if key != id(integration) for path in paths}
        alone = next(iter(own)) if len(own) == 1 and not own & others else None
        label = integration.application.label if integration.application is not None else None
        app = integration.app_name or label
        name = app or (os.path.basename(alone) if alone else None)
        if not name or (app is None and not alone):
            continue
        target = guess_target(integration.app_name, label)
        proposals.setdefault(name, Proposal(name, app, alone or None, target))
    return list(proposals.values()), len(inputs.documents)


def _folders(integration: Integration, folder: str) -> set[str]:
    """The folders, relative to the configuration's, that hold an app's files; the configuration's own is ''."""
    from maplint.config.patterns import file_of

    parts = [mapping.mapping.document for mapping in integration.mappings]
    if integration.application is not None:
        parts.append(integration.application.document)
    if integration.app_schema.document is not None:
        parts.append(integration.app_schema.document)
    found = set()
    for document in parts:
        relative = os.path.relpath(os.path.dirname(file_of(document)), os.path.abspath(folder))
        found.add("" if relative == "." else relative.replace(os.sep, "/"))
    return found


def configuration_text(proposals: list[Proposal]) -> str:
    """The text of a first configuration."""
    from maplint.source.yaml_edit import flow_text

    lines = [
        "# The configuration of maplint. `maplint config show` shows what counts and where it comes from;",
        "# `maplint config schema` prints the JSON Schema of this file; docs/configuration.md explains each setting.",
        "",
        "# ci: what a gate should stop on. audit: all that is worth a look.",
        "preset: ci",
        "",
        "# The least severity that makes the exit status 1: error, warning, info or never.",
        "fail-on: error",
        "",
        "# The SCIM target of all apps that name none of their own: see `maplint targets`.",
        "# target: slack",
        "",
    ]
    lines += ["# Which files belong to which app, and what its target is."]
    if proposals:
        lines.append("projects:")
        for proposal in proposals:
            lines.append(f"  {flow_text(proposal.name)}:")
            if proposal.app is not None:
                lines.append(f"    app: {flow_text(proposal.app)}")
            if proposal.folder is not None:
                lines.append(f"    files: {flow_text(proposal.folder + '/')}")
            if proposal.target is not None:
                lines.append(
                    f"    # The name says so; confirm it by taking the # away.\n    # target: {proposal.target}"
                )
            elif proposal.app is None and proposal.folder is None:
                lines.append("    {}")
    else:
        lines += ["# projects:", "#   crm:", "#     files: crm/", "#     target: slack"]
    lines += [
        "",
        "# Severities and options of rules (`maplint rules` lists them); off: the rule does not run.",
        "# rules:",
        "#   push-status-create-only: info",
        "",
        "# Findings in JSON files that are known and accepted, each with a reason. YAML and HCL have comments for it:",
        "#   # maplint: ignore[RULE] reason",
        "# ignores:",
        "#   - rule: value-length",
        "#     file: crm/mapping.json",
        "#     at: /properties/title",
        "#     reason: the target cuts longer ones, and HR knows it",
        "#     expires: 2030-12-31",
    ]
    return "\n".join(lines) + "\n"
