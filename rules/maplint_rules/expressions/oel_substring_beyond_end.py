"""oel-substring-beyond-end (MAP735)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.ast import Call
from maplint.rule import Applicability, Confidence, Rule, Severity, fix_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class OelSubstringBeyondEnd(Rule):
    """A piece is cut out of a text that may be shorter."""

    code = "MAP735"
    name = "oel-substring-beyond-end"
    summary = "A piece is cut out of a text that may be shorter"
    severity = Severity.INFO
    since = "0.1.0"
    marks = frozenset({"short"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts, expression = flow.facts, flow.expression
        if facts is None or expression is None:
            return
        for hazard in facts.hazards:
            call = hazard.node
            if hazard.kind != "short" or not isinstance(call, Call):
                continue
            source, end = expression.source_of(call.args[0]), hazard.detail
            guarded = f"(String.len({source}) >= {end} ? {expression.source_of(call)} : {source})"
            yield self.finding(
                flow.expression_place(call),
                f"`{hazard.subject}` may have fewer than {end} characters, and Okta does not say what is cut out then",
                confidence=Confidence.POSSIBLE,
                help=f"test the length first: `{guarded}`",
                consequence="silent: where it fails, as Java does, people with a short value keep the old one",
                fix=fix_expression(flow, f"write `{guarded}`", [(call.start, call.end, guarded)], Applicability.UNSAFE),
                subject=hazard.subject,
            )
