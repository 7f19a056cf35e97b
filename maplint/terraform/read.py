"""Everything of Terraform that a run was given, as instances of resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.terraform.resource import PROVIDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from maplint.source.document import Document
    from maplint.source.place import Place
    from maplint.terraform.resource import ResourceInstance


def read_resources(
    configured: Sequence[Document], plans: Iterable[Place], states: Iterable[Place]
) -> list[ResourceInstance]:
    """The instances of Okta's resources and data sources.

    Args:
        configured: the files of configurations, context included; ``plans``, ``states``: where these stand.
    """
    resources: list[ResourceInstance] = []
    if configured:
        from maplint.terraform.configuration import read_configuration

        resources = read_configuration(configured).resources
    planned = _read_plans(plans)
    present = _read_states(states)
    if not planned and not present:
        return resources
    from maplint.terraform.together import bring_together

    return bring_together(resources, planned, present)


def _read_plans(plans: Iterable[Place]) -> list[list[ResourceInstance]]:
    from maplint.terraform.plan import read_plan

    return [read_plan(place.document, place.pointer, PROVIDER) for place in plans]


def _read_states(states: Iterable[Place]) -> list[list[ResourceInstance]]:
    from maplint.terraform.state import read_state

    return [read_state(place.document, place.pointer, PROVIDER) for place in states]
