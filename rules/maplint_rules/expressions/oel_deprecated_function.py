"""oel-deprecated-function (MAP719)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.search import calls_of
from maplint.rule import Applicability, Rule, Severity, fix_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class OelDeprecatedFunction(Rule):
    """A function is called in its old global form."""

    code = "MAP719"
    name = "oel-deprecated-function"
    summary = "A function is called in its old global form"
    severity = Severity.INFO
    since = "0.1.0"
    marks = frozenset({"call"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        from maplint.oel.functions import lookup

        for call in calls_of(flow.expression) if flow.expression is not None else ():
            function = lookup(call.name)
            if function is not None and function.replaced_by is not None:
                right = function.replaced_by
                yield self.finding(
                    flow.span_place(call.start, call.name_end),
                    f"`{call.name}` is the old form of `{right}`",
                    help=f"write `{right}`",
                    consequence="silent: app usernames made with an old form are not updated when the user changes",
                    fix=fix_expression(
                        flow, f"write `{right}`", [(call.start, call.name_end, right)], Applicability.SAFE
                    ),
                    subject=call.name,
                )
