"""missing-companion (MAP008)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Direction, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import Finding, JoinedMapping


class MissingCompanion(Rule):
    """A mapping was judged without a file that would tell more."""

    code = "MAP008"
    name = "missing-companion"
    summary = "A mapping was judged without a file that would tell more"
    severity = Severity.INFO
    since = "0.1.0"

    def check_mapping(self, mapping: JoinedMapping) -> Iterator[Finding]:
        if mapping.direction is Direction.UNKNOWN:
            return
        missing = list(_missing(mapping))
        if missing:
            *others, last = [what for what, _ in missing]
            yield self.finding(
                mapping.mapping.place(),
                f"judged without {', '.join(others)}{' and ' * bool(others)}{last}",
                help="; ".join(how for _, how in missing),
                consequence="silent: what only these files can tell was not checked",
            )


def _missing(mapping: JoinedMapping) -> Iterator[tuple[str, str]]:
    integration = mapping.integration
    if integration.app_schema.assumed:
        known = integration.app_id is not None and integration.app_id.isalnum()  # in Terraform it is an address
        app = integration.app_id if known else "{appId}"
        yield "the app user schema", f"add GET /api/v1/meta/schemas/apps/{app}/default"
    if integration.user_schema.assumed:
        yield "the Okta user schema", "add GET /api/v1/meta/schemas/user/default"
    if mapping.scim and integration.target.assumed:
        yield "the target's schemas", "name it with --target"
