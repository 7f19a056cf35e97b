"""`maplint check --add-ignore REASON`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from maplint.cli.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from maplint.engine.check import Settings
    from maplint.engine.registry import Registry
    from maplint.finding import Severity
    from maplint.source.document import Document


def add_ignores(paths: Sequence[str], settings: Settings, registry: Registry, reason: str, least: Severity) -> int:
    """Write an ignore for every finding at or above a severity."""
    from maplint.engine.add_ignores import ignores_for
    from maplint.engine.check import check_inputs, prepare
    from maplint.engine.hiding import mandatory_codes
    from maplint.source.edit import write_atomically

    reason = " ".join(reason.split())
    if not reason:
        raise UserError("--add-ignore needs a reason, for those who read it next year")
    prepared = prepare(paths, settings, registry)
    report = check_inputs(prepared)
    assert prepared.hiding is not None
    mandatory = mandatory_codes(prepared.hiding)
    shown = report.in_order(least)
    findings = [finding for finding in shown if finding.code not in mandatory]
    configuration = settings.configuration
    folder = configuration.folder if configuration is not None and configuration.folder else os.getcwd()
    ignores = ignores_for(findings, reason, folder)
    written: list[str] = []
    changed: list[Document] = list(ignores.changed)
    if ignores.entries:
        changed.append(_with_entries(settings, folder, ignores.entries))
    for document in changed:
        write_atomically(document)
        written.append(document.path)
    count, many = len(findings), len(findings) != 1
    where = f" in {', '.join(written)}" if written else ""
    click.echo(f"{count} finding{'s are' if many else ' is'} ignored from now on{where}.")
    left = len(shown) - count
    if left:
        click.echo(f"{left} cannot be ignored; `maplint check` shows {'them' if left > 1 else 'it'}.", err=True)
    return 1 if left else 0


def _with_entries(settings: Settings, folder: str, entries: list[dict[str, object]]) -> Document:
    """The configuration with more ignores; a new one where there is none."""
    from maplint.config.find import FILE_NAMES, shown_path
    from maplint.config.write import with_ignores
    from maplint.source.document import Document

    configuration = settings.configuration
    if configuration is not None:
        document = configuration.documents[-1]
    else:
        path = os.path.join(folder, FILE_NAMES[0])
        if os.path.exists(path):
            raise UserError(f"{shown_path(path)} exists and is not read in this run; take --no-config away")
        document = Document(shown_path(path), "", "yaml", {}, file=path)
    changed = Document(document.path, with_ignores(document, entries), document.format, None, file=document.file)
    changed.bom = document.bom
    return changed
