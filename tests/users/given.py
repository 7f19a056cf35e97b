"""Mappings, schemas and users in a few words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from maplint.project.join import join
from maplint.scim import CORE_USER
from maplint.scim.target import load_target
from maplint.source.document import read_text
from maplint.source.kinds import recognise
from maplint.users.records import DirectoryUser, user_of

if TYPE_CHECKING:
    from maplint.project.joined import JoinedMapping

NOW = "2026-11-25T12:00:00.000Z"
USER = {"id": "oty1", "type": "user", "name": "user"}
APP = {"id": "0oa1", "type": "appuser", "name": "acme"}
NAMES = {"givenName": "user.firstName", "familyName": "user.lastName"}
SCHEMAS_OF_APP = "https://x/meta/schemas/apps/0oa1/default"


def mapping(properties: dict[str, str], *, inbound: bool = False, push: str = "PUSH") -> dict[str, Any]:
    source, target = (APP, USER) if inbound else (USER, APP)
    entries = {key: {"expression": text, "pushStatus": push} for key, text in properties.items()}
    return {"source": source, "target": target, "properties": entries}


def app_schema(**properties: Any) -> dict[str, Any]:
    base = {"userName": {"type": "string", "required": True, "maxLength": 100}}
    return {
        "id": SCHEMAS_OF_APP,
        "name": "acme",
        "definitions": {
            "base": {"id": "#base", "type": "object", "properties": base},
            "custom": {"id": "#custom", "type": "object", "properties": properties},
        },
    }


def user_schema(**properties: Any) -> dict[str, Any]:
    return {
        "id": "https://x/meta/schemas/user/osc1",
        "name": "user",
        "definitions": {
            "base": {"id": "#base", "type": "object", "properties": properties},
            "custom": {"id": "#custom", "type": "object", "properties": {}},
        },
    }


def prop(name: str | None, namespace: str | None = CORE_USER, **more: Any) -> dict[str, Any]:
    value: dict[str, Any] = {"type": "string", **more}
    if name is not None:
        value["externalName"] = name
    if namespace is not None:
        value["externalNamespace"] = namespace
    return value


def joined(named: str | None = None, **files: Any) -> JoinedMapping:
    """The only mapping of these files."""
    documents = [read_text(json.dumps(value), f"{name}.json") for name, value in files.items()]
    project = join(documents, [recognise(document) for document in documents], load_target([named]) if named else None)
    (found,) = project.mappings
    return found


def user(id_: str = "00uada", **profile: Any) -> DirectoryUser:
    names = {"login": "ada@paperlane.example", "firstName": "Ada", "lastName": "Byron"}
    return user_of({"id": id_, "profile": {**names, **profile}})
