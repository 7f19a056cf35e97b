"""oel-unknown-function (MAP723)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.search import calls_of
from maplint.rule import Applicability, Confidence, Rule, Severity, fix_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.oel.ast import Call
    from maplint.oel.functions import Function
    from maplint.rule import AttributeFlow, Finding


class OelUnknownFunction(Rule):
    """A function is called that the language does not have."""

    code = "MAP723"
    name = "oel-unknown-function"
    summary = "A function is called that the language does not have"
    severity = Severity.ERROR
    since = "0.1.0"
    marks = frozenset({"call"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        from maplint.oel.functions import instead, lookup, suggest

        for call in calls_of(flow.expression) if flow.expression is not None else ():
            function = lookup(call.name)
            if function is not None:
                if "mapping" not in function.allowed:
                    yield self._elsewhere(flow, call, function)
                elif function.undocumented:
                    yield self._undocumented(flow, call)
                continue
            right = suggest(call.name)
            other_case = right is not None and right.lower() == call.name.lower()
            yield self.finding(
                flow.span_place(call.start, call.name_end),
                f"there is no function `{call.name}`" + (f"; `{right}` is meant" if right else ""),
                help=f"write `{right}`" if right else instead(call.name) or "`maplint functions` lists what there is",
                consequence="Okta refuses to save the mapping: the function is not known",
                fix=fix_expression(
                    flow,
                    f"write `{right}`",
                    [(call.start, call.name_end, right)],
                    Applicability.SAFE if other_case else Applicability.UNSAFE,
                )
                if right
                else None,
                subject=call.name,
            )

    def _elsewhere(self, flow: AttributeFlow, call: Call, function: Function) -> Finding:
        return self.finding(
            flow.span_place(call.start, call.name_end),
            f"`{call.name}` exists in {' and '.join(function.allowed)} alone, not in mappings",
            help="`user.getGroups` and `getFilteredGroups` give groups in a mapping",
            consequence="Okta refuses to save the mapping, or the attribute stays empty",
            subject=call.name,
        )

    def _undocumented(self, flow: AttributeFlow, call: Call) -> Finding:
        return self.finding(
            flow.span_place(call.start, call.name_end),
            f"`{call.name}` is not documented; it is known from Okta's own default mappings",
            severity=Severity.INFO,
            confidence=Confidence.POSSIBLE,
            help="leave it in Okta's defaults; don't build on it",
            consequence="silent: Okta may change it without notice",
            subject=call.name,
        )
