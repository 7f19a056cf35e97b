"""oel-syntax (MAP722)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Applicability, Rule, Severity, fix_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


_SAID_BY_OTHERS = frozenset({"smart-quotes", "array-literal", "single-equals"})


def is_said_by_another_rule(code: str) -> bool:
    """Whether a diagnostic has a rule of its own."""
    return code in _SAID_BY_OTHERS or code.startswith("unsupported-")


class OelSyntax(Rule):
    """An expression does not parse."""

    code = "MAP722"
    name = "oel-syntax"
    summary = "An expression does not parse"
    severity = Severity.ERROR
    since = "0.1.0"
    marks = frozenset({"fault"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        for fault in flow.expression.errors if flow.expression is not None else ():
            if not is_said_by_another_rule(fault.code):
                yield self.finding(
                    flow.span_place(fault.start, fault.end),
                    fault.message,
                    help=fault.help,
                    consequence="Okta refuses to save the mapping; one that was saved by other ways yields nothing, without a word",
                    fix=fix_fault(flow, fault, Applicability.SAFE),
                    subject=fault.code,
                )
