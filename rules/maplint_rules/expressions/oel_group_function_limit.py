"""oel-group-function-limit (MAP715)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.ast import Literal
from maplint.oel.search import calls_of
from maplint.rule import Applicability, Rule, Severity, fix_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class OelGroupFunctionLimit(Rule):
    """A group function asks for fewer than 1 or more than 100 groups."""

    code = "MAP715"
    name = "oel-group-function-limit"
    summary = "A group function asks for fewer than 1 or more than 100 groups"
    severity = Severity.ERROR
    since = "0.1.0"
    marks = frozenset({"call"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        for call in calls_of(flow.expression, *LIMITED) if flow.expression is not None else ():
            limit = call.args[-1] if len(call.args) == 3 else None
            if not isinstance(limit, Literal) or not isinstance(limit.value, int) or LEAST <= limit.value <= MOST:
                continue
            right = str(MOST if limit.value > MOST else LEAST)
            yield self.finding(
                flow.expression_place(limit),
                f"`{call.name}` is asked for {limit.value} groups; it gives {LEAST} to {MOST}",
                help=f"write {right}",
                consequence="the function fails, and the attribute is not set",
                fix=fix_expression(flow, f"write {right}", [(limit.start, limit.end, right)], Applicability.SAFE),
            )


LIMITED = ("getFilteredGroups", "Groups.contains", "Groups.startsWith", "Groups.endsWith")
LEAST, MOST = 1, 100
