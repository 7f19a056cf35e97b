"""target-schema-inconsistent (MAP211)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Confidence, Place, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import Finding
    from maplint.scim.target import Target


class TargetSchemaInconsistent(Rule):
    """The target's own schemas contradict themselves."""

    code = "MAP211"
    name = "target-schema-inconsistent"
    summary = "The target's own schemas contradict themselves"
    severity = Severity.WARNING
    since = "0.1.0"

    def check_target(self, target: Target) -> Iterator[Finding]:
        for document, fault in target.faults:
            yield self.finding(
                Place(document, fault.pointer),
                fault.message,
                confidence=Confidence.CERTAIN,
                help="ask the vendor; maplint judges what depends on it with less confidence",
                consequence="silent: nobody knows what the target does with this attribute until it is tried",
                subject=f"{fault.kind} {fault.attribute}",
            )
