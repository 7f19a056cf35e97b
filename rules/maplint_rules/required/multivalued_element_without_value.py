"""multivalued-element-without-value (MAP307)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Cause, Related, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, JoinedMapping


class MultivaluedElementWithoutValue(Rule):
    """A type or flag is sent even when the element has no value."""

    code = "MAP307"
    name = "multivalued-element-without-value"
    summary = "A type or flag is sent even when the element has no value"
    severity = Severity.WARNING
    since = "0.1.0"
    causes = frozenset({Cause.NO_VALUE})

    def check_mapping(self, mapping: JoinedMapping) -> Iterator[Finding]:
        if not mapping.scim:
            return
        elements: dict[tuple[object, ...], dict[str, AttributeFlow]] = {}
        for flow in mapping.flows:
            path = flow.path
            if (
                path is not None
                and path.sub_attribute
                and flow.naming.sent
                and flow.naming.parent is not None
                and flow.naming.parent.multi_valued
            ):
                key = (
                    (path.schema or "").lower(),
                    path.attribute.lower(),
                    path.filter.key() if path.filter else path.position,
                )
                elements.setdefault(key, {})[path.sub_attribute.lower()] = flow
        for parts in elements.values():
            yield from self._element(parts)

    def _element(self, parts: dict[str, AttributeFlow]) -> Iterator[Finding]:
        value = parts.get("value") or parts.get("formatted") or parts.get("streetaddress")
        facts = value.facts if value is not None else None
        if value is None or facts is None or not facts.null:
            return
        for name in ("type", "primary", "display"):
            flow = parts.get(name)
            about = flow.facts if flow is not None else None
            if flow is None or about is None or not about.constant or about.literals[0].value in (None, ""):
                continue
            yield self.finding(
                flow.span_place(),
                f"`{flow.path}` is sent for everybody, and `{value.path}` may be missing",
                help=f"send it only with a value: `{value.text} != null ? {flow.text} : null`",
                consequence="400 invalidValue at servers that want a value in each element; elsewhere an element without one",
                related=[Related(value.span_place(), "the value that may be missing")],
            )
