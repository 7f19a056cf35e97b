"""Where Okta writes the value of an app user property in the body of a SCIM request.

There is no official grammar; the forms are those of Okta's template, its help pages and vendors' guides. A name in another form is
taken for the name of one attribute, as it stands (support article on multi-valued attributes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.okta.external_name import parse_external_name
from maplint.record import NamedTuple
from maplint.scim import CORE_USER
from maplint.scim.path import AttributePath, Filter
from maplint.scim.urns import is_urn

if TYPE_CHECKING:
    from maplint.okta.schema import SchemaProperty

USER_NAME = "userName"


class Placement(NamedTuple):
    """A place in the body: the URN of the extension (None: the core schema), then keys; in front of an element of a list stands
    the filter that picks it, or its position."""

    namespace: str | None
    steps: tuple[str | Filter | int, ...]

    @classmethod
    def of_path(cls, path: AttributePath) -> Placement:
        """The place that an attribute path leads to."""
        steps: list[str | Filter | int] = [path.attribute]
        if path.filter is not None:
            steps.append(path.filter)
        elif path.position is not None:
            steps.append(path.position)
        if path.sub_attribute is not None:
            steps += path.sub_attribute.split(".")
        return cls(path.schema, tuple(steps))

    def path(self) -> AttributePath:
        """The place as an attribute path; of a deeper one its parts are joined by dots."""
        picked = self.steps[1] if len(self.steps) > 1 and not isinstance(self.steps[1], str) else None
        below = [step for step in self.steps[1:] if isinstance(step, str)]
        return AttributePath(
            self.namespace,
            str(self.steps[0]),
            picked if isinstance(picked, Filter) else None,
            picked if isinstance(picked, int) else None,
            ".".join(below) or None,
        )


class NotPlaced(NamedTuple):
    """Okta does not send the property: why, what to do, and whether that is surely so."""

    message: str
    help: str
    sure: bool = True


def place_property(property_: SchemaProperty) -> Placement | NotPlaced:
    """Where a property goes."""
    name = (property_.external_name or "").strip()
    namespace = (property_.external_namespace or "").strip()
    if property_.name == USER_NAME and not namespace:
        return Placement(None, (USER_NAME,))
    if not namespace:
        if property_.section != "custom":
            return NotPlaced(
                "a base property without external namespace: where it goes, only Okta knows", "", sure=False
            )
        return NotPlaced(
            "no external namespace: Okta does not send it",
            "add the external namespace and the external name; an attribute made before provisioning was switched on must be "
            "deleted and made again",
        )
    if not is_urn(namespace):
        return NotPlaced(
            f"`{namespace}` is no URN: Okta's task list says Invalid externalNamespace: {namespace} for property: {property_.name}",
            "write the URN of the schema that declares the attribute",
        )
    if not name:
        return NotPlaced(
            "no external name: the value is not in the request", "add the name that the target gives the attribute"
        )
    urn = None if namespace.lower() == CORE_USER.lower() else namespace
    written = parse_external_name(name)
    if written.path is None or written.faults or written.path.schema is not None:
        return Placement(urn, (name,))
    return Placement.of_path(written.path._replace(schema=urn))
