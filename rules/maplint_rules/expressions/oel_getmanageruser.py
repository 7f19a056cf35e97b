"""oel-getmanageruser (MAP705)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.search import calls_of
from maplint.rule import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class OelGetmanageruser(Rule):
    """A pushed value comes from a function that never triggers an update."""

    code = "MAP705"
    name = "oel-getmanageruser"
    summary = "A pushed value comes from a function that never triggers an update"
    severity = Severity.WARNING
    since = "0.1.0"
    marks = frozenset({"call"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        if flow.push is False or not flow.outbound:
            return
        # One cause, one finding, however often the functions are called.
        for call in calls_of(flow.expression, *FUNCTIONS)[:1] if flow.expression is not None else ():
            yield self.finding(
                flow.span_place(call.start, call.name_end),
                f"`{call.name}` reads another user, and a change there does not update this one",
                help="import the manager's values into attributes of the user and map those",
                consequence="silent: the value at the target stays what it was when this user was last changed",
                subject=call.name,
            )


FUNCTIONS = ("getManagerUser", "getManagerAppUser", "getAssistantUser", "getAssistantAppUser")
