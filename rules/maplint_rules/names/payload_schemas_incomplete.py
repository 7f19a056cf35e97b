"""payload-schemas-incomplete (MAP102)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Cause, Rule, Severity

if TYPE_CHECKING:
    from maplint.rule import ScimPayload, Violation


class PayloadSchemasIncomplete(Rule):
    """The schemas of a SCIM resource are not those of what it holds."""

    code = "MAP102"
    name = "payload-schemas-incomplete"
    summary = "The schemas of a SCIM resource are not those of what it holds"
    severity = Severity.ERROR
    since = "0.1.0"
    causes = frozenset({Cause.NO_SCHEMAS, Cause.REPEATED_SCHEMA, Cause.SCHEMAS_SHAPE, Cause.SHORT_URN, Cause.UNLISTED})

    def payload_severity(self, payload: ScimPayload, violation: Violation) -> Severity | None:
        return Severity.WARNING if violation.cause is Cause.REPEATED_SCHEMA else None
