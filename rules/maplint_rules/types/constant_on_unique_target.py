"""constant-on-unique-target (MAP210)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class ConstantOnUniqueTarget(Rule):
    """Everybody gets the same value in an attribute that must be unique."""

    code = "MAP210"
    name = "constant-on-unique-target"
    summary = "Everybody gets the same value in an attribute that must be unique"
    severity = Severity.ERROR
    since = "0.1.0"

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts = flow.facts
        if facts is None or not facts.constant or facts.literals[0].value in (None, ""):
            return
        who = keeps_unique(flow)
        if who is None:
            return
        yield self.finding(
            flow.span_place(),
            f"`{facts.literals[0].value}` is sent for everybody, and {who} keeps `{flow.path or flow.variable}` unique",
            help="map an attribute that differs from user to user",
            consequence="409 uniqueness: the first user is created, all others are refused",
        )


def keeps_unique(flow: AttributeFlow) -> str | None:
    """Who keeps the attribute at the end of the flow unique; None when nobody is known to."""
    if flow.okta_property is not None:
        return "Okta" if flow.okta_property.unique or flow.okta_property.name == "login" else None
    attribute, path = flow.attribute, flow.path
    if attribute is None or path is None or attribute.faulty:
        return None
    if flow.target.limits_of(path, "unique"):
        return flow.target.title
    return "the target" if attribute.uniqueness in ("server", "global") else None
