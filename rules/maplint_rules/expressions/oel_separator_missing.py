"""oel-separator-missing (MAP702)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.ast import Call
from maplint.rule import Applicability, Confidence, Rule, Severity, fix_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class OelSeparatorMissing(Rule):
    """A text is cut at a separator that need not be in it."""

    code = "MAP702"
    name = "oel-separator-missing"
    summary = "A text is cut at a separator that need not be in it"
    severity = Severity.WARNING
    since = "0.1.0"
    marks = frozenset({"separator"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts, expression = flow.facts, flow.expression
        if facts is None or expression is None:
            return
        for hazard in facts.hazards:
            if hazard.kind != "separator":
                continue
            node = hazard.node
            if not isinstance(node, Call):
                continue
            call, whole, separator = map(expression.source_of, (node, *node.args))
            guarded = f"(String.stringContains({whole}, {separator}) ? {call} : {whole})"
            before = node.name.lower().endswith("before")
            yield self.finding(
                flow.expression_place(node),
                f"`{hazard.subject}` need not contain `{hazard.detail}`: "
                + ("what stands before it then is not documented" if before else "nothing is left then"),
                confidence=Confidence.LIKELY,
                help=f"test with String.stringContains first: `{guarded}`",
                consequence="silent: people without the separator get an empty value"
                + (", or the whole text" if before else ""),
                fix=fix_expression(flow, f"write `{guarded}`", [(node.start, node.end, guarded)], Applicability.UNSAFE),
                subject=hazard.subject,
            )
