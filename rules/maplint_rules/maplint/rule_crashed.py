"""rule-crashed (MAP007)."""

from __future__ import annotations

from maplint.rule import Rule, Severity


class RuleCrashed(Rule):
    """A rule failed with an internal error."""

    code = "MAP007"
    name = "rule-crashed"
    summary = "A rule failed with an internal error"
    severity = Severity.ERROR
    since = "0.1.0"

    # The engine makes these findings where a rule raised; the run goes on with the other rules.
