"""What Okta brings along and exports therefore need not hold: its default SCIM app template and its base user attributes."""

from __future__ import annotations

import json
import os
from functools import cache

from maplint.okta.schema import ProfileSchema, SchemaKind, read_schema

# Attributes that Okta's SCIM client sends without any mapping. Source: Okta, SCIM 2.0 protocol reference, "Create the user".
SENT_WITHOUT_MAPPING = frozenset({"schemas", "externalid", "active", "password", "groups"})
# Attributes that only the service provider sets. Source: RFC 7643 sections 3.1 and 4.1.2.
SET_BY_THE_TARGET = frozenset({"id", "meta"})


@cache
def scim_template() -> ProfileSchema:
    """The app user schema of Okta's default SCIM 2.0 app template."""
    return _load(SchemaKind.APP_USER, "scim_template.json")


@cache
def base_user_schema() -> ProfileSchema:
    """Okta's 31 base attributes of a user; an org may have added custom ones."""
    return _load(SchemaKind.USER, "user_base.json")


def _load(kind: SchemaKind, file_name: str) -> ProfileSchema:
    with open(os.path.join(os.path.dirname(__file__), "data", file_name), encoding="utf-8") as file:
        return read_schema(kind, None, (), json.load(file))
