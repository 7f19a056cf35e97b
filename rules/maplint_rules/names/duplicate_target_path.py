"""duplicate-target-path (MAP112)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Related, Rule, Severity, mapping_places
from maplint.scim.limits import refusal

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
            yield from self._count(flows)

    def _count(self, flows: list[AttributeFlow]) -> Iterator[Finding]:
        """More elements than the target takes: each filter makes one."""
        elements: dict[object, AttributeFlow] = {}
        for flow in flows:
            path = flow.path
            if path is not None and path.filter is not None:
                elements.setdefault(path.filter.key(), flow)
        first, *others = elements.values() if len(elements) > 1 else (flows[0],)
        path = first.path
        if not others or path is None:
            return
        limit = first.target.limit(path._replace(filter=None, position=None, sub_attribute=None), "max_values")
        if limit is None or len(elements) <= limit.value:
            return
        attribute = path.attribute
        yield self.finding(
            others[-1].property_place("externalName"),
            f"{len(elements)} elements of `{attribute}` are written, and {first.target.title} takes at most {limit.value}",
            help="keep one of them and remove the other properties from the app profile",
            consequence=refusal(first.target, f"400, or only one of them is kept ({limit.source})"),
            related=[
                *mapping_places(others[-1]),
                *(Related(flow.property_place("externalName"), f"`{flow.path}`") for flow in (first, *others[:-1])),
            ],
            subject=attribute,
        )

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
