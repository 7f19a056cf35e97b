"""duplicate-target-path (MAP112)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Related, Rule, Severity, mapping_places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, JoinedMapping


class DuplicateTargetPath(Rule):
    """Two properties write the same place at the target."""

    code = "MAP112"
    name = "duplicate-target-path"
    summary = "Two properties write the same place at the target"
    severity = Severity.ERROR
    since = "0.1.0"

    def check_mapping(self, mapping: JoinedMapping) -> Iterator[Finding]:
        if not mapping.scim:
            return
        sent = [flow for flow in mapping.flows if flow.path is not None and flow.naming.sent]
        for index, flow in enumerate(sent):
            for other in sent[:index]:
                if flow.path is None or other.path is None:
                    continue
                if flow.path.same_as(other.path):
                    yield self._finding(
                        flow, other, f"`{flow.variable}` and `{other.variable}` both write `{flow.path}`"
                    )
                elif flow.path.contains(other.path) or other.path.contains(flow.path):
                    yield self._finding(
                        flow,
                        other,
                        f"`{flow.variable}` writes `{flow.path}` and `{other.variable}` writes `{other.path}`: one holds the other",
                    )

    def _finding(self, flow: AttributeFlow, other: AttributeFlow, what: str) -> Finding:
        return self.finding(
            flow.property_place("externalName"),
            what,
            help="give one of the two another external name, or remove it from the app profile",
            consequence="silent: which of the two values arrives is not defined",
            related=[
                *mapping_places(flow),
                Related(other.property_place("externalName"), f"`{other.variable}` writes it too"),
            ],
            subject=other.variable,
        )
