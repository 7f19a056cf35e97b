"""oel-single-equals (MAP726)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Applicability, Rule, Severity, fix_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class OelSingleEquals(Rule):
    """= or === stands where == is meant."""

    code = "MAP726"
    name = "oel-single-equals"
    summary = "= or === stands where == is meant"
    severity = Severity.ERROR
    since = "0.1.0"
    marks = frozenset({"fault"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        for fault in flow.expression.errors if flow.expression is not None else ():
            if fault.code == "single-equals":
                yield self.finding(
                    flow.span_place(fault.start, fault.end),
                    fault.message,
                    help=fault.help,
                    consequence="Okta refuses to save the mapping; one that was saved by other ways yields nothing, without a word",
                    fix=fix_fault(flow, fault, Applicability.SAFE),
                    subject=fault.code,
                )
