"""target-attribute-case (MAP115)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.project.naming import Verdict
from maplint.rule import Cause, Rule, Severity, fix_external_name, mapping_places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, ScimPayload, Violation


class TargetAttributeCase(Rule):
    """An external name differs from a declared target attribute only by letter case."""

    code = "MAP115"
    name = "target-attribute-case"
    summary = "An external name differs from a declared target attribute only by letter case"
    severity = Severity.WARNING
    since = "0.1.0"
    causes = frozenset({Cause.OTHER_CASE})
    marks = frozenset({Verdict.OTHER_CASE})

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        naming = flow.naming
        if naming.verdict is not Verdict.OTHER_CASE or naming.written is None:
            return
        exact = flow.target.compares_exactly
        yield self.finding(
            flow.property_place("externalName"),
            f"`{naming.written.text}` is declared as `{naming.right_name}`: other letter case",
            severity=Severity.ERROR if exact else None,
            help=f"write `{naming.right_name}`",
            consequence=f"{flow.target.title} compares names exactly: the attribute is unknown there"
            if exact
            else "silent: legal in RFC 7643, but servers that compare names exactly drop the value",
            related=mapping_places(flow),
            fix=fix_external_name(flow),
        )

    def payload_severity(self, payload: ScimPayload, violation: Violation) -> Severity:
        """Said only of targets that compare names exactly."""
        return Severity.ERROR
