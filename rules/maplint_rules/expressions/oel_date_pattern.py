"""oel-date-pattern (MAP732)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from maplint.oel.ast import Literal
from maplint.oel.search import calls_of
from maplint.rule import Applicability, Rule, Severity, fix_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.oel.parser import Expression
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
        expression = flow.expression
        for call in calls_of(expression, *WITH_PATTERN) if expression is not None else ():
            literal = call.args[1] if len(call.args) > 1 else None
            if expression is None or not isinstance(literal, Literal) or not isinstance(literal.value, str):
                continue
            for fault in faults_of(literal.value):
                yield self._finding(flow, expression, literal, fault)

    def _finding(self, flow: AttributeFlow, expression: Expression, literal: Literal, fault: PatternFault) -> Finding:
        start, end = span_of(expression, literal, fault)
        quote = expression.text[literal.start]
        exact = (start, end) != (literal.start, literal.end)
        return self.finding(
            flow.span_place(start, end),
            f"`{fault.letters}` in `{literal.value}` {fault.said}",
            severity=Severity.ERROR if fault.refused else None,
            help=f"write `{fault.right}`"
            if fault.right
            else "write a letter of Joda-Time's patterns, or put a text into single quotes",
            consequence="the expression fails for every user, and the attribute stays empty"
            if fault.refused
            else "silent: the text looks like a date and is another one",
            fix=fix_expression(
                flow,
                f"write `{fault.right}`",
                [(start, end, fault.right.replace(quote, quote * 2))],
                Applicability.UNSAFE,
            )
            if fault.right and exact
            else None,
            subject=fault.letters,
        )


WITH_PATTERN = ("Time.now", "Time.fromStringToIso8601", "Time.fromIso8601ToString")
# What people mean by letters that Joda-Time does not have.
MEANT = {"T": "'T'", "X": "ZZ", "XX": "Z", "XXX": "ZZ", "A": "a"}


class PatternFault(NamedTuple):
    """Letters of a pattern at ``[start, end)``; ``right`` is what is meant, if that is known; ``refused``: Joda takes no such
    letters."""

    start: int
    end: int
    letters: str
    said: str
    right: str | None
    refused: bool = False


def faults_of(pattern: str) -> list[PatternFault]:
    """What surely means something else than a date is made of."""
    from maplint.oel.joda import LETTERS  # loaded only where there is a pattern

    runs = [match for match in re.finditer(r"'[^']*'|([A-Za-z])\1*", pattern) if match[1]]
    letters = {run[1] for run in runs}
    found: list[PatternFault] = []
    before = ""
    for run in runs:
        letter, width = run[1], len(run[0])
        said, right = _meaning(letter, width, letters, before)
        if letter not in LETTERS:
            found.append(PatternFault(*run.span(), run[0], "means nothing in a date pattern", MEANT.get(run[0]), True))
        elif said:
            found.append(PatternFault(*run.span(), run[0], said, right * width))
        before = letter
    return found


def _meaning(letter: str, width: int, letters: set[str], before: str) -> tuple[str, str]:
    """What a letter means that others around it contradict, and the letter that is meant."""
    if letter == "D" and width < 3 and letters & set("MYy") and "d" not in letters:
        return "is the day of the year, 1 to 366", "d"
    if letter == "m" and not letters & set("HhkKsM") and letters & set("yYd"):
        return "is minutes, not the month", "M"
    if letter == "M" and width < 3 and before in ("H", "h", "k", "K"):
        return "is the month, not minutes", "m"
    if letter == "h" and "a" not in letters:
        return "is the hour of half a day, 1 to 12, and nothing says which half", "H"
    if letter == "x" and "w" not in letters and letters & set("Md"):
        return "is the year of the week, which differs around New Year", "y"
    if letter in "yY" and "w" in letters and "x" not in letters and not letters & set("Md"):
        return "is the calendar year, which is not that of the week around New Year", "x"
    return "", ""


def span_of(expression: Expression, literal: Literal, fault: PatternFault) -> tuple[int, int]:
    """Where the letters stand in the expression; the whole literal where doubled quotes shift them."""
    if expression.text[literal.start + 1 : literal.end - 1] != literal.value:
        return literal.start, literal.end
    return literal.start + 1 + fault.start, literal.start + 1 + fault.end
