"""nothing-to-check (MAP004)."""

from __future__ import annotations

from maplint.rule import Rule, Severity


class NothingToCheck(Rule):
    """No input file of a known kind was found."""

    code = "MAP004"
    name = "nothing-to-check"
    summary = "No input file of a known kind was found"
    severity = Severity.ERROR
    since = "0.1.0"

    # The command line says this and ends with status 2: without input there is no place for a finding.
