"""placeholder-password (MAP603)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Confidence, Rule, Severity
from maplint.scim.path import AttributePath

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import Finding, Integration


class PlaceholderPassword(Rule):
    """The target has rules for passwords, and Okta sends a random one."""

    code = "MAP603"
    name = "placeholder-password"
    summary = "The target has rules for passwords, and Okta sends a random one"
    severity = Severity.INFO
    since = "0.1.0"

    def check_integration(self, integration: Integration) -> Iterator[Finding]:
        target = integration.target
        if not integration.speaks_scim or not target.publishes(None):
            return
        resolution = target.resolve(PASSWORD)
        attribute = resolution.attribute
        if attribute is None or resolution.schema is None:
            return
        place = target.place(resolution.schema, attribute)
        bounds = [b for b in (attribute.min_length, attribute.max_length, attribute.pattern) if b is not None]
        if place is not None and (bounds or attribute.required):
            yield self.finding(
                place,
                "the target has rules for `password`, and Okta sends a random one of its own on every create",
                confidence=Confidence.POSSIBLE,
                help="try one user; if it is refused, ask the vendor to ignore the password or switch password sync on",
                consequence="400 invalidValue on create, where the random password breaks the rules",
            )


PASSWORD = AttributePath(None, "password")
