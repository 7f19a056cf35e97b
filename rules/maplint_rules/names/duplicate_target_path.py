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
        # Only paths of one attribute can meet.
        by_attribute: dict[tuple[str, str], list[AttributeFlow]] = {}
        for flow in mapping.flows:
            path = flow.path
            if path is not None and flow.naming.sent:
                by_attribute.setdefault(((path.schema or "").lower(), path.attribute.lower()), []).append(flow)
        for flows in by_attribute.values():
            for index, flow in enumerate(flows):
                for other in flows[:index]:
                    yield from self._compare(flow, other)

    def _compare(self, flow: AttributeFlow, other: AttributeFlow) -> Iterator[Finding]:
        path, other_path = flow.path, other.path
        if path is None or other_path is None:
            return
        if path.same_as(other_path):
            yield self._finding(flow, other, f"`{flow.variable}` and `{other.variable}` both write `{path}`")
        elif path.contains(other_path) or other_path.contains(path):
            what = (
                f"`{flow.variable}` writes `{path}` and `{other.variable}` writes `{other_path}`: one holds the other"
            )
            yield self._finding(flow, other, what)

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
