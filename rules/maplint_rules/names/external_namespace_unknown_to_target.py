"""external-namespace-unknown-to-target (MAP105)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.project.naming import Verdict
from maplint.rule import Applicability, Cause, Confidence, Rule, Severity, fix_external_name, mapping_places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class ExternalNamespaceUnknownToTarget(Rule):
    """An external namespace names a schema that the target does not publish."""

    code = "MAP105"
    name = "external-namespace-unknown-to-target"
    summary = "An external namespace names a schema that the target does not publish"
    severity = Severity.ERROR
    since = "0.1.0"
    causes = frozenset({Cause.UNKNOWN_SCHEMA})
    marks = frozenset({Verdict.UNKNOWN_SCHEMA})

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        naming = flow.naming
        if naming.verdict is not Verdict.UNKNOWN_SCHEMA:
            return
        right = naming.right_namespace
        yield self.finding(
            flow.property_place("externalNamespace"),
            f"{flow.target.title} has no schema `{naming.namespace}`" + (f", but `{right}`" if right else ""),
            confidence=Confidence.CERTAIN if naming.sure else Confidence.LIKELY,
            help=f"write `{right}`"
            if right
            else "file it under a schema that the target has, or remove the property from the app profile; "
            f"the target publishes {known_schemas(flow)}",
            consequence="silent: the target drops what is in an unknown schema; a strict one answers 400 invalidSyntax",
            related=mapping_places(flow),
            fix=fix_external_name(flow, Applicability.UNSAFE) if right else None,
        )


def known_schemas(flow: AttributeFlow) -> str:
    """The schemas of users that the target has, for a sentence."""
    return " and ".join(f"`{schema.id}`" for schema in flow.target.user_schemas())
