"""unused-ignore (MAP005)."""

from __future__ import annotations

from maplint.rule import Rule, Severity


class UnusedIgnore(Rule):
    """An ignore that hides nothing."""

    code = "MAP005"
    name = "unused-ignore"
    summary = "An ignore, or an entry of the baseline, hides nothing"
    severity = Severity.WARNING
    since = "0.1.0"
    suppressible = False

    # The engine makes these findings when all others are known.
