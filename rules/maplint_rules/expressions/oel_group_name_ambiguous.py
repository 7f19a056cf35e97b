"""oel-group-name-ambiguous (MAP720)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.search import calls_of
from maplint.rule import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class OelGroupNameAmbiguous(Rule):
    """A group is named by a name that several sources can hold."""

    code = "MAP720"
    name = "oel-group-name-ambiguous"
    summary = "A group is named by a name that several sources can hold"
    severity = Severity.INFO
    since = "0.1.0"
    marks = frozenset({"call"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        # One cause, one finding, however many groups are asked for.
        for call in calls_of(flow.expression, *BY_NAME)[:1] if flow.expression is not None else ():
            yield self.finding(
                flow.span_place(call.start, call.name_end),
                f"`{call.name}` looks at groups of all sources: Okta, directories and apps may hold the same name",
                help="name the group by its id with `isMemberOfGroup`, or make sure that the name is unique",
                consequence="silent: a group of another directory with the same name gives the role too",
            )


BY_NAME = (
    "isMemberOfGroupName", "isMemberOfGroupNameStartsWith", "isMemberOfGroupNameContains", "isMemberOfGroupNameRegex",
)  # fmt: skip
