"""external-name-missing (MAP114)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.project.naming import Verdict
from maplint.rule import Applicability, Origin, Rule, Severity, fix_insert, mapping_places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class ExternalNameMissing(Rule):
    """A custom property has a namespace but no external name."""

    code = "MAP114"
    name = "external-name-missing"
    summary = "A custom property has a namespace but no external name"
    severity = Severity.ERROR
    since = "0.1.0"
    marks = frozenset({Verdict.NAME_MISSING})

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        if flow.naming.verdict is not Verdict.NAME_MISSING or flow.origin is Origin.UNMAPPED:
            return
        right = flow.naming.right_name
        fix = None
        if right is not None and flow.app_property is not None and flow.app_property.place() is not None:
            fix = fix_insert(
                f"add the external name `{right}`", flow.property_place(), "externalName", right, Applicability.UNSAFE
            )
        yield self.finding(
            flow.property_place(),
            f"the property `{flow.variable}` has no external name: Okta does not know where to send it",
            help=f"add the external name{f' `{right}`' if right else ''}",
            consequence="silent: the value is not in the request",
            related=mapping_places(flow),
            fix=fix,
        )
