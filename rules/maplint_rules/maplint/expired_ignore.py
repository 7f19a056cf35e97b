"""expired-ignore (MAP006)."""

from __future__ import annotations

from maplint.rule import Rule, Severity


class ExpiredIgnore(Rule):
    """An ignore whose last day has passed."""

    code = "MAP006"
    name = "expired-ignore"
    summary = "An ignore whose last day has passed"
    severity = Severity.WARNING
    since = "0.1.0"
    suppressible = False

    # The engine makes these findings when all others are known.
