"""oel-default-valued-attribute (MAP717)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class OelDefaultValuedAttribute(Rule):
    """An attribute is tested for null that Okta always fills."""

    code = "MAP717"
    name = "oel-default-valued-attribute"
    summary = "An attribute is tested for null that Okta always fills"
    severity = Severity.INFO
    since = "0.1.0"
    marks = frozenset({"defaulted"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts = flow.facts
        for hazard in facts.hazards if facts is not None else ():
            if hazard.kind == "defaulted":
                yield self.finding(
                    flow.expression_place(hazard.node),
                    f"`{hazard.subject}` is never null: Okta fills it by itself",
                    help=f"map it as it is, or compare with what Okta fills in: {FILLED.get(hazard.subject, 'its default')}",
                    consequence="silent: the other branch is never taken",
                    subject=hazard.subject,
                )


FILLED = {"locale": "`en_US`", "displayName": "first and last name with a blank between them"}
