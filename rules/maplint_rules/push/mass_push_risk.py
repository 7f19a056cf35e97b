"""mass-push-risk (MAP602)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Confidence, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import Finding, JoinedMapping
    from maplint.terraform.resource import ResourceInstance


class MassPushRisk(Rule):
    """Each change of a mapping is sent for everybody at once."""

    code = "MAP602"
    name = "mass-push-risk"
    summary = "Each change of a mapping is sent for everybody at once"
    severity = Severity.WARNING
    since = "0.1.0"

    def check_mapping(self, mapping: JoinedMapping) -> Iterator[Finding]:
        resource = mapping.mapping.resource
        if resource is None or not mapping.outbound or resource.get("always_apply").data is not True:
            return
        application = mapping.integration.application
        if application is not None and application.has_feature("PUSH_PROFILE_UPDATES") is False:
            return
        app = mapping.integration.label
        yield self.finding(
            resource.place("always_apply"),
            f"`always_apply` sends everybody who is assigned to {app} again, at once, whenever this mapping changes{changes(resource)}",
            confidence=Confidence.LIKELY,
            help="leave it out, and apply changes to a few users first; with many users in portions that the target's rate limit takes",
            consequence="429: targets take some hundred users a minute or an hour; one wrong expression overwrites the attribute "
            "of all users at once",
            subject=app,
        )


def changes(resource: ResourceInstance) -> str:
    """What a plan changes in the entries of a mapping, for the end of a sentence."""
    before = resource.before.get("mappings") if resource.before is not None else None
    after = {block.get("id").text: block.get("expression").plain() for block in resource.blocks("mappings")}
    if resource.action is None or not isinstance(before, list):
        return ""
    was = {entry.get("id"): entry.get("expression") for entry in before if isinstance(entry, dict)}
    count = sum(1 for name in was.keys() | after.keys() if was.get(name) != after.get(name))
    return f": this plan changes {count} of {len(was.keys() | after.keys())} entries" if count else ""
