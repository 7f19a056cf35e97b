"""external-namespace-wrong-schema (MAP106)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.project.naming import Verdict
from maplint.rule import Cause, Confidence, Rule, Severity, fix_external_name, mapping_places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class ExternalNamespaceWrongSchema(Rule):
    """The target declares the attribute in another schema than the one named."""

    code = "MAP106"
    name = "external-namespace-wrong-schema"
    summary = "The target declares the attribute in another schema than the one named"
    severity = Severity.ERROR
    since = "0.1.0"
    causes = frozenset({Cause.WRONG_SCHEMA})
    marks = frozenset({Verdict.WRONG_SCHEMA})

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        naming = flow.naming
        if naming.verdict is not Verdict.WRONG_SCHEMA or naming.written is None:
            return
        yield self.finding(
            flow.property_place("externalNamespace"),
            f"{flow.target.title} declares `{naming.written.text}` in `{naming.right_namespace}`, not in `{naming.namespace}`",
            confidence=Confidence.CERTAIN if naming.sure else Confidence.LIKELY,
            help=f"write `{naming.right_namespace}`",
            consequence="silent: the value arrives where the target does not look for it; a strict target answers 400",
            related=mapping_places(flow),
            fix=fix_external_name(flow),
        )
