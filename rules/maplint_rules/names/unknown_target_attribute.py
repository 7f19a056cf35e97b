"""unknown-target-attribute (MAP101)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.project.naming import Verdict
from maplint.rule import Applicability, Confidence, Rule, Severity, fix_external_name, mapping_places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class UnknownTargetAttribute(Rule):
    """A property goes to an attribute that the target does not declare."""

    code = "MAP101"
    name = "unknown-target-attribute"
    summary = "A property goes to an attribute that the target does not declare"
    severity = Severity.WARNING
    since = "0.1.0"
    marks = frozenset({Verdict.UNKNOWN})

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        naming = flow.naming
        if naming.verdict is not Verdict.UNKNOWN:
            return
        written = naming.written.text if naming.written is not None else flow.variable
        right = naming.right_name
        yield self.finding(
            flow.property_place("externalName"),
            f"{flow.target.title} does not declare `{written}`" + (f"; `{right}` is near" if right else ""),
            severity=self._severity(flow),
            confidence=Confidence.LIKELY if naming.sure else Confidence.POSSIBLE,
            help=(f"write `{right}`, or " if right else "")
            + "remove the property from the app profile; unmapping it is not enough, Okta would send it empty",
            consequence="400 when the target is strict; silent otherwise: the value is dropped",
            related=mapping_places(flow),
            fix=fix_external_name(flow, Applicability.UNSAFE) if right else None,
        )

    @staticmethod
    def _severity(flow: AttributeFlow) -> Severity:
        """What the target published counts; RFC 7643 alone proves nothing, because vendors add attributes."""
        if flow.naming.declared_by_target:
            return Severity.ERROR if flow.target.strict else Severity.WARNING
        return Severity.WARNING if flow.naming.right_name else Severity.INFO
