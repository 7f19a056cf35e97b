"""oel-fails-for-users (MAP734)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Needs, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Failure, Finding


class OelFailsForUsers(Rule):
    """For some users the expression has no value."""

    code = "MAP734"
    name = "oel-fails-for-users"
    summary = "For some users the expression has no value"
    severity = Severity.ERROR
    since = "0.1.0"
    needs = frozenset({Needs.USERS})
    supersedes = frozenset({"oel-null-unsafe"})

    def check_failure(self, flow: AttributeFlow, failure: Failure) -> Iterator[Finding]:
        yield self.finding(
            flow.span_place(failure.start, failure.end),
            f"the expression for `{flow.variable}` fails: {failure.message}",
            help=_HELP.get(failure.code, "test the value before it is used"),
            consequence="Okta cannot compute the attribute: it keeps its old value, and a new assignment of the user fails",
            subject=failure.code,
        )


_HELP = {
    "null": 'test for null first: `x != null ? ... : null`, or give another value: `x ?: "..."`',
    "range": "test the length first: `String.len(x) > 3 ? ... : x`",
    "type": "convert the value first: `Convert.toInt(x)`, `Convert.toNum(x)`",
    "format": "correct the values in Okta, or test them before they are converted",
}
