"""required-subattribute-missing (MAP310)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Cause, Related, Rule, Severity
from maplint.scim.limits import refusal
from maplint.scim.path import AttributePath

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, JoinedMapping, Place
    from maplint.scim.limits import Limit
    from maplint.scim.schema import Attribute


class RequiredSubattributeMissing(Rule):
    """A part is missing that the target requires in what is sent."""

    code = "MAP310"
    name = "required-subattribute-missing"
    summary = "A part is missing that the target requires in what is sent"
    severity = Severity.ERROR
    since = "0.1.0"
    causes = frozenset({Cause.MISSING_PART})

    supersedes = frozenset({"partial-complex-value"})

    def check_mapping(self, mapping: JoinedMapping) -> Iterator[Finding]:
        if not mapping.scim or not mapping.complete:
            return
        sent: dict[tuple[str | None, str], list[AttributeFlow]] = {}
        for flow in mapping.flows:
            if flow.path is not None and flow.path.sub_attribute and flow.naming.parent is not None:
                sent.setdefault((flow.path.schema, flow.naming.parent.name), []).append(flow)
        for (schema, name), flows in sent.items():
            parent = flows[0].naming.parent
            present = {(flow.path.sub_attribute or "").lower() for flow in flows if flow.path is not None}
            for path, place, limit in self._required(mapping, schema, name, parent):
                part = path.sub_attribute or ""
                if part.lower() not in present and not _in_filter(part, flows) and not is_meant(mapping, path):
                    yield self._finding(mapping, path, place, flows[0], limit)

    def _required(
        self, mapping: JoinedMapping, schema: str | None, name: str, parent: Attribute | None
    ) -> Iterator[tuple[AttributePath, Place | None, Limit | None]]:
        """The parts that the target requires wherever the attribute is sent."""
        target = mapping.integration.target
        home = target.schema(schema)
        for part in parent.sub_attributes.values() if parent is not None and home is not None else ():
            if part.required and part.mutability != "readOnly" and target.publishes(schema) and home is not None:
                yield AttributePath(schema, name, sub_attribute=part.name), target.place(home, part), None
        for limit in target.limits:
            path = limit.path
            if (
                limit.kind in ("required_if_parent", "required")
                and path is not None
                and path.sub_attribute
                and limit.resource == "User"
            ):
                if path.attribute.lower() == name.lower() and (path.schema or "").lower() == (schema or "").lower():
                    yield path, None, limit

    def _finding(
        self, mapping: JoinedMapping, path: AttributePath, place: Place | None, flow: AttributeFlow, limit: Limit | None
    ) -> Finding:
        target = mapping.integration.target
        return self.finding(
            mapping.mapping.place(),
            f"`{path.attribute}` is sent without `{path.sub_attribute}`, which {target.title} requires in it",
            severity=None if limit is None or limit.documented else Severity.WARNING,
            help=f"map a value to `{path}`",
            consequence=refusal(target, f"400 invalidValue: {path} is missing"),
            related=[
                Related(flow.place(), f"another part of `{path.attribute}`"),
                *([Related(place, "required here")] if place else []),
            ],
            subject=str(path),
        )


def is_meant(mapping: JoinedMapping, path: AttributePath) -> bool:
    """Whether a property with an unknown name is meant for an attribute: unknown-target-attribute says so."""
    return any(flow.naming.near is not None and flow.naming.near.same_as(path) for flow in mapping.flows)


def _in_filter(part: str, flows: list[AttributeFlow]) -> bool:
    """Whether the filter of each element gives the part, as `type` in ``emails.^[type=='work'].value``."""
    filters = [flow.path.filter for flow in flows if flow.path is not None]
    return all(f is not None and f.attribute.lower() == part.lower() for f in filters)
