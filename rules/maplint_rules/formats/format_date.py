"""format-date (MAP409)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.ast import Call, Literal
from maplint.oel.search import outcomes_of
from maplint.rule import Cause, Rule, Screen, Severity
from maplint.scim.formats import date_time, is_placeholder
from maplint.scim.limits import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.oel.ast import Node
    from maplint.rule import AttributeFlow, Finding, FlowValue


class FormatDate(Rule):
    """A date is not in the form of the target's dateTime."""

    code = "MAP409"
    name = "format-date"
    summary = "A date is not in the form of the target's dateTime"
    severity = Severity.WARNING
    since = "0.1.0"
    causes = frozenset({Cause.DATE})

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        if not isinstance(value.value, str) or not value.value or not _concerned(flow):
            return
        violation = date_time(value.value)
        if violation is None or is_placeholder(value.value):
            return
        yield self.finding(
            value.place,
            f"{value.said} is no dateTime with date, time and zone: {violation.message}",
            severity=None if violation.must else Severity.WARNING,
            help=violation.help if value.user is None else "convert it: `Time.fromStringToIso8601(x, pattern)`",
            consequence=refusal(
                flow.target, "400 invalidValue at targets that check; elsewhere the value is of no use"
            ),
            subject=value.value,
        )

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        expression = flow.expression
        for node in outcomes_of(expression) if expression is not None and _concerned(flow) else ():
            pattern = _pattern_of(node)
            shown = example_of(pattern.value) if pattern is not None and isinstance(pattern.value, str) else None
            violation = date_time(shown) if shown is not None else None
            if pattern is None or violation is None:
                continue
            yield self.finding(
                flow.span_place(pattern.start, pattern.end),
                f"`{pattern.value}` writes `{shown}`, which is no dateTime: {violation.message}",
                help="send ISO 8601: `Time.now()` without a pattern, and an ISO text as it is",
                consequence=refusal(
                    flow.target, "400 invalidValue at targets that check; elsewhere the value is of no use"
                ),
                subject=str(pattern.value),
            )

    def screen(self, flow: AttributeFlow) -> Screen:
        return SCREEN if _concerned(flow) else Screen()


def _concerned(flow: AttributeFlow) -> bool:
    return flow.attribute is not None and flow.attribute.type == "dateTime"


_WRITE_DATES = ("Time.now", "Time.fromIso8601ToString")


def _pattern_of(node: Node) -> Literal | None:
    """The pattern in which a function writes a date."""
    pattern = node.args[1] if isinstance(node, Call) and node.name in _WRITE_DATES and len(node.args) > 1 else None
    return pattern if isinstance(pattern, Literal) else None


def example_of(pattern: str) -> str | None:
    """What a pattern makes of a moment; None when it is none (oel-date-pattern says it)."""
    from datetime import UTC, datetime

    from maplint.oel import EvaluationError
    from maplint.oel.joda import format_pattern

    try:
        return format_pattern(datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC), pattern)
    except EvaluationError:
        return None


SCREEN = Screen(texts=r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?Z")
