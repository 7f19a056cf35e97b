"""group-assign-and-push (MAP611)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Related, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.project.provisioned import ProvisionedApp
    from maplint.rule import Finding


class GroupAssignAndPush(Rule):
    """One group is both assigned to an app and pushed to it."""

    code = "MAP611"
    name = "group-assign-and-push"
    summary = "One group is both assigned to an app and pushed to it"
    severity = Severity.WARNING
    since = "0.1.0"

    def check_provisioning(self, app: ProvisionedApp) -> Iterator[Finding]:
        assigned = {assignment.group: assignment for assignment in app.assignments if assignment.group}
        for push in app.pushes:
            assignment = assigned.get(push.group or "")
            if assignment is None or not push.active:
                continue
            named = app.named(push)
            yield self.finding(
                push.place("sourceGroupId"),
                f"the group {named} is assigned to {app.label} and pushed to it as well: Okta supports one or the other",
                help="push a second group with the same members, and keep this one for the assignment (or the other way round)",
                consequence="silent: members are missing in the pushed group, and people who leave it stay in it at the target, "
                "as Okta does the two at the same time",
                related=[Related(assignment.place(), "assigned here")],
                subject=f"{app.label} {named}",
            )
