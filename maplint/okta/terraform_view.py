"""Views of Terraform's resources: where each entry of an object in the form of Okta's API is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.source.view import Origin as Written
from maplint.source.view import View
from maplint.terraform.resource import Origin

if TYPE_CHECKING:
    from maplint.source.place import Place, Pointer
    from maplint.terraform.resource import ResourceInstance
    from maplint.terraform.values import Value


class ViewBuilder:
    """Collects where the entries of a view come from."""

    def __init__(self, resource: ResourceInstance) -> None:
        self._resource = resource
        self._origins: dict[Pointer, Written] = {}

    def at(
        self, pointer: Pointer, value: Place, key: Place, entry: Place | None = None, guard: str | None = None
    ) -> None:
        self._origins[pointer] = Written(value, key, entry, guard=guard)

    def value(self, pointer: Pointer, value: Value, otherwise: Place, guard: str | None = None) -> None:
        """An entry whose value is this one; where it stands nowhere, it is the other place."""
        place = value.place or otherwise
        fragment = value.fragment if value.text is not None and value.place is not None else None
        self._origins[pointer] = Written(place, place, place, fragment, guard=guard)

    def absent(
        self, pointer: Pointer, place: Place, block: Place | None, argument: str, guard: str | None = None
    ) -> None:
        """An entry whose value is not written."""
        missing = (block, argument) if block is not None else None
        self._origins[pointer] = Written(place, place, None, absent=missing, written=False, guard=guard)

    def build(self, value: Any) -> View:
        resource = self._resource
        generated = resource.origin is not Origin.CONFIGURATION
        return View(resource.document.path, value, resource.header, self._origins, generated=generated)
