"""tf-always-apply (MAP806)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Applicability, Rule, Severity, fix_insert

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import Finding
    from maplint.terraform.resource import ResourceInstance


class TfAlwaysApply(Rule):
    """Whether a changed mapping reaches the users that are there is left open."""

    code = "MAP806"
    name = "tf-always-apply"
    summary = "Whether a changed mapping reaches the users that are there is left open"
    severity = Severity.INFO
    since = "0.1.0"

    def check_resource(self, resource: ResourceInstance) -> Iterator[Finding]:
        from maplint.okta.terraform_resources import is_written_mapping  # loaded only where there is Terraform

        if is_written_mapping(resource) and not resource.written("always_apply"):
            yield self.finding(
                resource.header,
                "`always_apply` is not set: a changed mapping is saved, and not applied to the users that are there",
                help="say which it is: `always_apply = false`, or `true` where an API token is used and every user of the app "
                "may be pushed at once",
                consequence="silent: the apply is green, and users keep their old values until something else changes them",
                fix=fix_insert(
                    "write `always_apply = false`, as it is now",
                    resource.place(),
                    "always_apply",
                    False,
                    Applicability.DISPLAY,
                    "it is to be decided, not to be filled in",
                ),
            )
