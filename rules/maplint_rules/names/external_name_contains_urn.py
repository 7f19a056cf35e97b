"""external-name-contains-urn (MAP111)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.project.naming import Verdict
from maplint.rule import Rule, Severity, fix_external_name, mapping_places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class ExternalNameContainsUrn(Rule):
    """A schema URN stands in the external name instead of the external namespace."""

    code = "MAP111"
    name = "external-name-contains-urn"
    summary = "A schema URN stands in the external name instead of the external namespace"
    severity = Severity.ERROR
    since = "0.1.0"
    marks = frozenset({Verdict.CONTAINS_URN})

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        naming = flow.naming
        if naming.verdict is not Verdict.CONTAINS_URN or naming.written is None:
            return
        yield self.finding(
            flow.property_place("externalName"),
            f"the external name `{naming.written.text}` holds the schema's URN",
            help=f"write `{naming.right_name}` and put `{naming.right_namespace}` into the external namespace",
            consequence="silent: Okta takes the whole text for the name of an attribute, and no target has that one",
            related=mapping_places(flow),
            fix=fix_external_name(flow),
        )
