"""external-namespace-missing (MAP107)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.project.naming import Verdict
from maplint.rule import Applicability, Origin, Rule, Severity, fix_insert, mapping_places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, Fix


class ExternalNamespaceMissing(Rule):
    """A property of a SCIM app has no external namespace, so Okta does not send it."""

    code = "MAP107"
    name = "external-namespace-missing"
    summary = "A property of a SCIM app has no external namespace, so Okta does not send it"
    severity = Severity.ERROR
    since = "0.1.0"
    marks = frozenset({Verdict.NAMESPACE_MISSING})

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        naming = flow.naming
        if naming.verdict is not Verdict.NAMESPACE_MISSING or flow.origin is Origin.UNMAPPED:
            return
        right = naming.right_namespace
        yield self.finding(
            flow.property_place(),
            f"the property `{flow.variable}` has no external namespace: Okta does not send it",
            help=f"add the external namespace{f' `{right}`' if right else ''}"
            + ("" if naming.written is not None else " and the external name")
            + "; an attribute made before provisioning was switched on must be deleted and made again",
            consequence="silent: the mapping previews well, the value is never in the request",
            related=mapping_places(flow),
            fix=self._fix(flow),
        )

    @staticmethod
    def _fix(flow: AttributeFlow) -> Fix | None:
        right = flow.naming.right_namespace
        place = flow.property_place()
        if right is None or flow.app_property is None or flow.app_property.place() is None:
            return None
        return fix_insert(
            f"add the namespace `{right}`", place, "externalNamespace", right, Applicability.UNSAFE,
            "which schema holds the attribute is the target's to say",
        )  # fmt: skip
