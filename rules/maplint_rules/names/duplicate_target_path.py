"""duplicate-target-path (MAP112)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Cause, Related, Rule, Severity, mapping_places
from maplint.scim.limits import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, JoinedMapping
    from maplint.scim.path import AttributePath


class DuplicateTargetPath(Rule):
    """Two properties write the same place at the target."""

    code = "MAP112"
    name = "duplicate-target-path"
    summary = "Two properties write the same place at the target"
    severity = Severity.ERROR
    since = "0.1.0"
    causes = frozenset({Cause.REPEATED, Cause.TOO_MANY})

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
            yield from self._twice(flows)
            yield from self._whole_and_parts(flows)
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

    def _twice(self, flows: list[AttributeFlow]) -> Iterator[Finding]:
        """The same path again."""
        for index, flow in enumerate(flows):
            path = flow.path
            other = next(
                (o for o in flows[:index] if o.path is not None and path is not None and path.same_as(o.path)), None
            )
            if other is not None:
                what = f"`{flow.variable}` and `{other.variable}` both write `{path}`"
                yield self._finding(flow, [other], what)

    def _whole_and_parts(self, flows: list[AttributeFlow]) -> Iterator[Finding]:
        """A whole attribute beside parts of it: one finding, at the property that writes the whole."""
        for flow in flows:
            path = flow.path
            parts = [f for f in flows if path is not None and f.path is not None and _holds(path, f.path)]
            if parts:
                *names, last = [f"`{part.variable}`" for part in parts]
                what = (
                    f"`{flow.variable}` writes all of `{path}`, and {', '.join(names)}{' and ' * bool(names)}{last} "
                    f"write{'s' * (not names)} in it"
                )
                yield self._finding(flow, parts, what)

    def _finding(self, flow: AttributeFlow, others: list[AttributeFlow], what: str) -> Finding:
        return self.finding(
            flow.property_place("externalName"),
            what,
            help="give one of the two another external name, or remove it from the app profile",
            consequence="silent: which of the values arrives is not defined",
            related=[
                *mapping_places(flow),
                *(Related(o.property_place("externalName"), f"`{o.variable}` writes it too") for o in others),
            ],
            subject=others[0].variable,
        )


def _holds(whole: AttributePath, part: AttributePath) -> bool:
    return whole.contains(part) and not whole.same_as(part)
