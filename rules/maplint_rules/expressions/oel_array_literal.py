"""oel-array-literal (MAP709)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Applicability, Rule, Severity, fix_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class OelArrayLiteral(Rule):
    """An array is written with square brackets."""

    code = "MAP709"
    name = "oel-array-literal"
    summary = "An array is written with square brackets"
    severity = Severity.ERROR
    since = "0.1.0"
    marks = frozenset({"fault"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        for fault in flow.expression.errors if flow.expression is not None else ():
            if fault.code == "array-literal":
                yield self.finding(
                    flow.span_place(fault.start, fault.end),
                    fault.message,
                    help=fault.help,
                    consequence="silent: Okta reads `[x]` as an index into nothing and yields null",
                    fix=fix_fault(flow, fault, Applicability.SAFE),
                    subject=fault.code,
                )
