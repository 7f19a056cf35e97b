"""scim1-urn (MAP110)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.project.naming import Verdict
from maplint.rule import Cause, Rule, Severity, fix_external_name, mapping_places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class Scim1Urn(Rule):
    """A SCIM 1.1 name is used in a SCIM 2.0 setup."""

    code = "MAP110"
    name = "scim1-urn"
    summary = "A SCIM 1.1 name is used in a SCIM 2.0 setup"
    severity = Severity.ERROR
    since = "0.1.0"
    causes = frozenset({Cause.SCIM1})
    marks = frozenset({Verdict.SCIM1})

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        naming = flow.naming
        if naming.verdict is not Verdict.SCIM1:
            return
        by_namespace = naming.right_namespace is not None
        written = naming.namespace if by_namespace else naming.written.text if naming.written is not None else ""
        right = naming.right_namespace or naming.right_name
        yield self.finding(
            flow.property_place("externalNamespace" if by_namespace else "externalName"),
            f"`{written}` is SCIM 1.1" + (f"; SCIM 2.0 has `{right}`" if right else ""),
            help=f"write `{right}`" + (f" and `{naming.right_name}`" if by_namespace and naming.right_name else "")
            if right
            else "write the URN of the SCIM 2.0 schema that declares the attribute",
            consequence="silent: a SCIM 2.0 target does not know the name and drops the value; a strict one answers 400",
            related=mapping_places(flow),
            fix=fix_external_name(flow) if right else None,
        )
