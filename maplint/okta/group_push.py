"""What Okta's own connectors ask of the names of pushed groups where the app takes them by another way than SCIM."""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any

from maplint.record import NamedTuple


class NameLimits(NamedTuple):
    """What a connector takes as the name of a group.

    Attributes:
        title: what the app is called.
        max_length: in UTF-16 units.
        deny: characters that are refused.
        error: what Okta reports of the app's answer.
    """

    title: str
    max_length: int
    deny: str
    error: str


def connector_limits(app_name: str | None) -> NameLimits | None:
    """The limits of a connector, by Okta's name of the app; None where none are known."""
    found = _known().get(app_name or "")
    return None if found is None else NameLimits(found["title"], found["max_length"], found["deny"], found["error"])


@cache
def _known() -> dict[str, dict[str, Any]]:
    with open(os.path.join(os.path.dirname(__file__), "data", "group_push.json"), encoding="utf-8") as file:
        known: dict[str, dict[str, Any]] = json.load(file)
    return known
