"""`maplint check --update-baseline` and `--prune-baseline`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from maplint.cli.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from maplint.engine.check import Settings
    from maplint.engine.registry import Registry


def change_baseline(paths: Sequence[str], settings: Settings, registry: Registry, *, prune: bool) -> int:
    """Write the baseline anew: with all findings of this run, or (``prune``) without those that are gone."""
    from maplint.engine.baseline import new_baseline, read_baseline, write_baseline
    from maplint.engine.check import check_inputs, prepare
    from maplint.engine.hiding import judging_codes
    from maplint.finding import Severity

    path = settings.baseline
    if path is None and settings.configuration is not None:
        path = settings.configuration.baseline
    if path is None:
        raise UserError(
            "no baseline is named; say which file with --baseline FILE, or `baseline:` in the configuration"
        )
    exists = os.path.exists(path)
    if prune and not exists:
        raise UserError(f"{path}: there is no such file; write it with --update-baseline")
    baseline = read_baseline(path, registry) if exists else new_baseline(path)
    # The findings as they are without it.
    prepared = prepare(paths, settings._replace(baseline=""), registry)
    report = check_inputs(prepared)
    mandatory = {rule.code for rule in prepared.rules if not rule.suppressible}
    findings = [finding for finding in report.findings if finding.code not in mandatory]
    ran = judging_codes(prepared.rules, [rule for rule, _ in report.skipped], registry)
    if report.unreadable:
        raise UserError("not everything could be read, so nothing was written; `maplint check` says what")
    checked = [d for d in prepared.inputs.documents if d.path not in prepared.inputs.companions]
    if prune:
        _, stale = baseline.filter(findings, (), checked, ran)
        write_baseline(baseline, baseline.pruned(stale))
        gone = sum(entry.gone for entry in stale)
        click.echo(f"{path}: {gone} of {sum(e.times for e in baseline.entries)} known findings are gone and taken out.")
        return 0
    write_baseline(baseline, baseline.updated(findings, checked, ran))
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    click.echo(f"{path}: {len(findings)} findings are known from now on, {errors} of them errors.")
    return 0
