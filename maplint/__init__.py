"""maplint: a linter for Okta provisioning mappings."""

from __future__ import annotations

__version__ = "0.1.0"
