"""unreadable-file (MAP001)."""

from __future__ import annotations

from maplint.rule import Rule, Severity


class UnreadableFile(Rule):
    """A file cannot be read or parsed."""

    code = "MAP001"
    name = "unreadable-file"
    summary = "A file cannot be read or parsed"
    severity = Severity.ERROR
    since = "0.1.0"
    suppressible = False

    # The engine makes these findings while it reads: a file that cannot be read never reaches a hook.
