"""suspicious-source (MAP209)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Confidence, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class SuspiciousSource(Rule):
    """An attribute is fed by its opposite."""

    code = "MAP209"
    name = "suspicious-source"
    summary = "An attribute is fed by its opposite"
    severity = Severity.INFO
    since = "0.1.0"

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts = flow.facts
        if facts is None or facts.bare_reference is None:
            return
        goal = flow.path.local() if flow.path is not None else flow.variable
        name = facts.bare_reference[1]
        wanted = OPPOSITES.get((goal, name))
        if wanted is not None:
            yield self.finding(
                flow.span_place(),
                f"`{goal}` is fed by `{name}`",
                confidence=Confidence.LIKELY,
                help=f"is `{wanted}` meant?",
                consequence="silent: the values are in each other's place at the target",
            )


# (where it goes, what feeds it) -> what feeds it elsewhere
OPPOSITES = {
    ("name.givenName", "lastName"): "firstName", ("name.familyName", "firstName"): "lastName",
    ("firstName", "familyName"): "givenName", ("lastName", "givenName"): "familyName",
    ("firstName", "lastName"): "firstName", ("lastName", "firstName"): "lastName",
    ("department", "division"): "department", ("division", "department"): "division",
}  # fmt: skip
