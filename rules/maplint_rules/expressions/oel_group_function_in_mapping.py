"""oel-group-function-in-mapping (MAP707)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.search import calls_of
from maplint.rule import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.oel.ast import Call
    from maplint.rule import AttributeFlow, Finding


class OelGroupFunctionInMapping(Rule):
    """A value depends on group membership, whose changes update nothing."""

    code = "MAP707"
    name = "oel-group-function-in-mapping"
    summary = "A value depends on group membership, whose changes update nothing"
    severity = Severity.WARNING
    since = "0.1.0"
    marks = frozenset({"call"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        calls = calls_of(flow.expression) if flow.expression is not None else []
        # One cause, one finding, however many groups are asked for.
        for call in [call for call in calls if asks_for_groups(call)][:1]:
            yield self.finding(
                flow.span_place(call.start, call.name_end),
                f"`{call.name}` is asked only when the user is assigned or the mapping is applied, not when groups change",
                help="set a user attribute by a group rule and map that; or give the value with the group's assignment to the app",
                consequence="silent: who joins or leaves the group keeps the old value at the target",
                subject=call.name,
            )


def asks_for_groups(call: Call) -> bool:
    """Whether a call's value depends on the user's groups."""
    return call.name.startswith("isMemberOf") or call.name in ("getFilteredGroups", "user.getGroups")
