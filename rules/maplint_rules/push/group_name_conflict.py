"""group-name-conflict (MAP612)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Confidence, Related, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.okta.provisioning import GroupPush
    from maplint.project.provisioned import ProvisionedApp, TargetGroup
    from maplint.rule import Finding, Place


class GroupNameConflict(Rule):
    """A group is pushed under a name that the target has already."""

    code = "MAP612"
    name = "group-name-conflict"
    summary = "A group is pushed under a name that the target has already"
    severity = Severity.WARNING
    since = "0.1.0"

    def check_provisioning(self, app: ProvisionedApp) -> Iterator[Finding]:
        seen: dict[str, tuple[GroupPush, Place]] = {}
        there = {group.name.casefold(): group for group in reversed(app.target_groups)}
        for push in app.pushes:
            named = app.pushed_name(push)
            if named is None or not push.active or push.links:
                continue
            name, place = named
            other = seen.setdefault(name.casefold(), (push, place))
            if other[0].group != push.group:
                yield self._twice(app, name, place, other[1])
            elif push.exists is not True and name.casefold() in there:
                yield self._there_already(app, push, (name, place), there[name.casefold()])

    def _twice(self, app: ProvisionedApp, name: str, place: Place, other: Place) -> Finding:
        return self.finding(
            place,
            f"two groups are pushed to {app.label} under the name `{name}`",
            help="give one of them another name at the app (`target_group_name`)",
            consequence="409 uniqueness for the second one; where Okta links it instead, the two overwrite each other's members",
            related=[Related(other, "the other one")],
            subject=name,
        )

    def _there_already(
        self, app: ProvisionedApp, push: GroupPush, named: tuple[str, Place], group: TargetGroup
    ) -> Finding:
        """The target has the name. Of a push that may have made the group itself nothing is certain."""
        name, place = named
        known = push.exists is False
        return self.finding(
            place,
            f"{app.label} has a group `{group.name}` already{'' if known else ', unless an earlier push made it'}",
            severity=None if known else Severity.INFO,
            confidence=Confidence.LIKELY if known and group.name == name else Confidence.POSSIBLE,
            help="import the app's groups and link to it by its id (`target_group_id`), or push under another name"
            if known
            else "check the plan (`terraform show -json`): it tells whether the push is new",
            consequence="409: `Resource [GROUP]: with displayName already exists`; where the app supports linking, Okta links the "
            "two and replaces its members",
            related=[Related(group.place, "the group of the target")],
            subject=name,
        )
