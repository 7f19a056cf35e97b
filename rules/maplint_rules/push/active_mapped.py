"""active-mapped (MAP608)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Applicability, Rule, Severity, fix_remove, mapping_places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class ActiveMapped(Rule):
    """The status of accounts is driven by a mapping."""

    code = "MAP608"
    name = "active-mapped"
    summary = "The status of accounts is driven by a mapping"
    severity = Severity.ERROR
    since = "0.1.0"
    supersedes = frozenset({"boolean-as-string", "type-mismatch"})

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        path = flow.path
        if path is None or path.schema is not None or path.attribute.lower() != "active" or flow.entry is None:
            return
        yield self.finding(
            flow.property_place("externalName"),
            f"`{flow.variable}` writes `active`, which Okta itself sets when it assigns and unassigns",
            help="remove the mapping and the property; deactivate by unassigning",
            consequence="silent: an account is switched off or on against the assignment; Okta does not know of it",
            related=mapping_places(flow),
            fix=fix_remove("remove the mapping", flow.place(), Applicability.UNSAFE),
        )
