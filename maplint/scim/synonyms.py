"""What people call attributes elsewhere (directories, HR, habit) and what SCIM calls them."""

from __future__ import annotations

import json
import os
from functools import cache

from maplint.names import fold
from maplint.scim.path import AttributePath, parse_attribute_path


@cache
def _table() -> dict[str, AttributePath]:
    with open(os.path.join(os.path.dirname(__file__), "data", "synonyms.json"), encoding="utf-8") as file:
        data = json.load(file)
    return {fold(name): parse_attribute_path(path) for path, names in data["synonyms"].items() for name in names}


def synonym(name: str) -> AttributePath | None:
    """The SCIM path that a name from elsewhere means; None when there is none or it could mean several."""
    return _table().get(fold(name))
