"""oel-date-pattern (MAP732)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from maplint.oel.ast import Literal
from maplint.oel.search import calls_of
from maplint.rule import Applicability, Rule, Severity, fix_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class OelDatePattern(Rule):
    """A date pattern does not mean what it says."""

    code = "MAP732"
    name = "oel-date-pattern"
    summary = "A date pattern does not mean what it says"
    severity = Severity.WARNING
    since = "0.1.0"
    marks = frozenset({"call"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        for call in calls_of(flow.expression, *WITH_PATTERN) if flow.expression is not None else ():
            pattern = call.args[1] if len(call.args) > 1 else None
            if not isinstance(pattern, Literal) or not isinstance(pattern.value, str):
                continue
            for letters, said, right in faults_of(pattern.value):
                fixed = pattern.value.replace(letters, right)
                quote = "'" if '"' in fixed else '"'
                yield self.finding(
                    flow.expression_place(pattern),
                    f"`{letters}` in `{pattern.value}` {said}",
                    help=f"write `{right}`",
                    consequence="silent: the text looks like a date and is another one",
                    fix=fix_expression(
                        flow,
                        f"write `{fixed}`",
                        [(pattern.start, pattern.end, f"{quote}{fixed}{quote}")],
                        Applicability.UNSAFE,
                    ),
                    subject=letters,
                )


WITH_PATTERN = ("Time.now", "Time.fromStringToIso8601", "Time.fromIso8601ToString")


def faults_of(pattern: str) -> list[tuple[str, str, str]]:
    """The letters of a Joda pattern that surely mean something else than a date is made of: letters, what they are, what is
    meant. Source: Joda-Time, DateTimeFormat."""
    plain = re.sub(r"'[^']*'", "", pattern)
    found: list[tuple[str, str, str]] = []
    day_of_year = re.search(r"D+", plain)
    if day_of_year and re.search(r"[MYy]", plain) and "d" not in plain and len(day_of_year[0]) < 3:
        found.append((day_of_year[0], "is the day of the year, 1 to 366", "d" * len(day_of_year[0])))
    minutes = re.search(r"m+", plain)
    if minutes and not re.search(r"[Hhks]", plain) and "M" not in plain and re.search(r"[yYd]", plain):
        found.append((minutes[0], "is minutes, not the month", "M" * len(minutes[0])))
    half = re.search(r"h+", plain)
    if half and "a" not in plain:
        found.append((half[0], "is the hour of half a day, 1 to 12, and nothing says which half", "H" * len(half[0])))
    week_year = re.search(r"x+", plain)
    if week_year and "w" not in plain and re.search(r"[Md]", plain):
        found.append((week_year[0], "is the year of the week, which differs around New Year", "y" * len(week_year[0])))
    return found
