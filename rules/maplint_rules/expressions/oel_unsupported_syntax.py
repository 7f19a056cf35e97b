"""oel-unsupported-syntax (MAP730)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Applicability, Rule, Severity, fix_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class OelUnsupportedSyntax(Rule):
    """A feature of SpEL that Okta's language does not have."""

    code = "MAP730"
    name = "oel-unsupported-syntax"
    summary = "A feature of SpEL that Okta's language does not have"
    severity = Severity.ERROR
    since = "0.1.0"
    marks = frozenset({"fault"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        for fault in flow.expression.errors if flow.expression is not None else ():
            if fault.code.startswith("unsupported-"):
                yield self.finding(
                    flow.span_place(fault.start, fault.end),
                    fault.message,
                    help=fault.help,
                    consequence="Okta refuses to save the mapping; one that was saved by other ways yields nothing, without a word",
                    fix=fix_fault(flow, fault, Applicability.UNSAFE),
                    subject=fault.code,
                )
