"""external-namespace-malformed (MAP108)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.project.naming import Verdict
from maplint.rule import Applicability, Rule, Severity, fix_external_name, mapping_places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class ExternalNamespaceMalformed(Rule):
    """An external namespace is no well-formed URN."""

    code = "MAP108"
    name = "external-namespace-malformed"
    summary = "An external namespace is no well-formed URN"
    severity = Severity.ERROR
    since = "0.1.0"
    marks = frozenset({Verdict.NAMESPACE_MALFORMED})

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        naming = flow.naming
        if naming.verdict is not Verdict.NAMESPACE_MALFORMED:
            return
        right = naming.right_namespace
        yield self.finding(
            flow.property_place("externalNamespace"),
            f"`{naming.namespace}` is no well-formed URN"
            + (f"; `{right}` {'is meant' if naming.sure else 'declares the attribute'}" if right else ""),
            help=f"write `{right}`" if right else "write the URN of the schema that declares the attribute",
            consequence=f"Okta's task list: Invalid externalNamespace: {naming.namespace} for property: {flow.variable}; "
            "the user is not created",
            related=mapping_places(flow),
            fix=fix_external_name(flow, Applicability.SAFE if naming.sure else Applicability.UNSAFE) if right else None,
        )
