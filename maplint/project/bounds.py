"""How long the values of a flow may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.project.flow import AttributeFlow


def length_bounds(flow: AttributeFlow) -> Iterator[tuple[str, int | None, int | None]]:
    """Who bounds the length of the value, from nearest to farthest: (who, least, most)."""
    property_ = flow.app_property or flow.okta_property
    if property_ is not None and not property_.schema.assumed:
        yield f"the {property_.schema.kind.value}", property_.min_length, property_.max_length
    if flow.attribute is not None:
        yield "the target", flow.attribute.min_length, flow.attribute.max_length
    if flow.path is not None:
        for limit in flow.target.limits_of(flow.path, "max_length", "min_length"):
            if limit.of is None:
                shortest = limit.kind == "min_length"
                yield flow.target.title, limit.value if shortest else None, None if shortest else limit.value
