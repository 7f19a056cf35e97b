"""target-attribute-misspelled (MAP104)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.project.naming import Verdict
from maplint.rule import Cause, Confidence, Rule, Severity, fix_external_name, mapping_places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class TargetAttributeMisspelled(Rule):
    """An external name differs from a declared target attribute only by its spelling."""

    code = "MAP104"
    name = "target-attribute-misspelled"
    summary = "An external name differs from a declared target attribute only by its spelling"
    severity = Severity.ERROR
    since = "0.1.0"
    causes = frozenset({Cause.MISSPELT})
    marks = frozenset({Verdict.MISSPELLED})

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        naming = flow.naming
        if naming.verdict is not Verdict.MISSPELLED:
            return
        if naming.written is None:
            written, right = flow.variable, naming.right_name
            what = f"`{written}` is no attribute of Okta's SCIM template, `{right}` is"
        else:
            written, right = naming.written.text, naming.right_name
            what = f"{flow.target.title} has no attribute `{written}`, but `{right}`"
        yield self.finding(
            flow.property_place("externalName"),
            what,
            confidence=Confidence.CERTAIN if naming.sure else Confidence.LIKELY,
            help=f"write `{right}`",
            consequence="400 invalidValue: a required attribute is missing although a value was sent; a tolerant target "
            "ignores the unknown name without a word",
            related=mapping_places(flow),
            fix=fix_external_name(flow),
        )
