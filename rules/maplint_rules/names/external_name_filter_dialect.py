"""external-name-filter-dialect (MAP109)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.project.naming import Verdict
from maplint.rule import Applicability, Confidence, Rule, Severity, fix_external_name, mapping_places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class ExternalNameFilterDialect(Rule):
    """An external name is written in another dialect than Okta's."""

    code = "MAP109"
    name = "external-name-filter-dialect"
    summary = "An external name is written in another dialect than Okta's"
    severity = Severity.ERROR
    since = "0.1.0"
    marks = frozenset({Verdict.FILTER_DIALECT})

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        naming = flow.naming
        if naming.verdict is not Verdict.FILTER_DIALECT or naming.written is None:
            return
        right = naming.right_name
        # Whether Okta cuts off a blank, no page says.
        blank = all(fault.kind == "blank" for fault in naming.written.faults)
        yield self.finding(
            flow.property_place("externalName"),
            f"`{naming.written.text}` is not Okta's way to write a path: {naming.written.faults[0].message}",
            severity=Severity.WARNING if blank else None,
            confidence=Confidence.LIKELY if blank else Confidence.CERTAIN,
            help=f"write `{right}`" if right else "Okta's form is `attribute.^[key=='value'].subAttribute`",
            consequence="silent: Okta takes the text for the name of a top-level attribute; a strict target answers 400",
            related=mapping_places(flow),
            fix=fix_external_name(flow, Applicability.SAFE if naming.sure else Applicability.UNSAFE) if right else None,
        )
