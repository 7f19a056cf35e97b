"""manager-value-kind (MAP205)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.names import fold
from maplint.rule import Confidence, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class ManagerValueKind(Rule):
    """manager.value is fed by something that is no id."""

    code = "MAP205"
    name = "manager-value-kind"
    summary = "manager.value is fed by something that is no id"
    severity = Severity.WARNING
    since = "0.1.0"

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        path, facts = flow.path, flow.facts
        if path is None or facts is None or facts.bare_reference is None:
            return
        if path.attribute.lower() != "manager" or (path.sub_attribute or "").lower() != "value":
            return
        name = facts.bare_reference[1]
        kind = KINDS.get(fold(name))
        if kind is None:
            return
        limits = flow.target.limits_of(path)
        yield self.finding(
            flow.span_place(),
            f"`manager.value` is the id of the manager's account at the target, and `{name}` is {kind}",
            severity=None if limits else Severity.INFO,
            confidence=Confidence.LIKELY,
            help="map an attribute that holds the manager's id at the target; a name belongs into `manager.displayName`",
            consequence="silent: the target finds no such manager and leaves the field empty; some answer 400",
        )


# Okta's and directories' attributes that hold no id of the manager.
KINDS = {
    "manager": "the manager's name", "managername": "the manager's name", "managerdisplayname": "the manager's name",
    "manageremail": "the manager's e-mail address", "managerdn": "a distinguished name", "managerupn": "a login name",
}  # fmt: skip
