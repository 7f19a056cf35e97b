"""Recognition: ours in all their forms, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from maplint.source.document import read_text
from maplint.source.kinds import Item, Kind, recognise

_USER = {"id": "oty1", "name": "user", "type": "user", "_links": {}}
_APP = {"id": "0oa1", "name": "zendesk", "type": "appuser", "_links": {}}
_ENTRY = {"expression": "user.email", "pushStatus": "PUSH"}
_MAPPING = {"id": "prm1", "source": _USER, "target": _APP, "properties": {"email": _ENTRY}}
_LISTED = {"id": "prm1", "source": _USER, "target": _APP, "_links": {}}
_SECTION = {"id": "#base", "type": "object", "properties": {"login": {"type": "string"}}, "required": ["login"]}
_SCIM_SCHEMA = {
    "id": "urn:ietf:params:scim:schemas:core:2.0:User",
    "name": "User",
    "attributes": [{"name": "userName", "type": "string", "multiValued": False}],
}
_SCIM_USER = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "ada"}
_LIST_URN = ["urn:ietf:params:scim:api:messages:2.0:ListResponse"]
_OKTA_USER = {"id": "00u1", "status": "ACTIVE", "profile": {"login": "a@b.example", "email": "a@b.example"}}
_APPLICATION = {"id": "0oa1", "name": "zendesk", "label": "Zendesk", "signOnMode": "SAML_2_0", "features": []}


def _kinds(value: Any) -> list[tuple[Kind, tuple[Any, ...]]]:
    return [tuple(item) for item in recognise(read_text(json.dumps(value), "x.json"))]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (_MAPPING, Kind.PROFILE_MAPPING),
        (_MAPPING | {"properties": {}}, Kind.PROFILE_MAPPING),
        (_MAPPING | {"properties": None}, Kind.PROFILE_MAPPING),
        (_MAPPING | {"properties": []}, Kind.PROFILE_MAPPING),
        (_MAPPING | {"properties": {"title": "user.title"}}, Kind.PROFILE_MAPPING),
        ({"properties": {"email": _ENTRY}}, Kind.PROFILE_MAPPING),
        ({"properties": {"email": {"expression": "user.email"}, "title": "user.title"}}, Kind.PROFILE_MAPPING),
        ({"properties": {"nickName": None}}, Kind.PROFILE_MAPPING),
        ({"properties": {"nickName": {"expression": None, "pushStatus": None}}}, Kind.PROFILE_MAPPING),
        ({"id": "prm1", "properties": {"email": None}}, Kind.PROFILE_MAPPING),
        (_LISTED, Kind.MAPPING_LIST),
        (_MAPPING | {"properties": {"expression": None, "pushStatus": None}}, Kind.LOST_PROPERTIES),
        ({"id": "https://x.okta.example/meta/schemas/apps/0oa1/default", "definitions": {}}, Kind.APP_USER_SCHEMA),
        (
            {"id": "https://x.okta.example/meta/schemas/user/default", "definitions": {"base": _SECTION}},
            Kind.USER_SCHEMA,
        ),
        ({"definitions": {"base": _SECTION}}, Kind.USER_SCHEMA),
        (
            {"definitions": {"custom": {"id": "#custom", "properties": {"a": {"externalName": "b"}}}}},
            Kind.APP_USER_SCHEMA,
        ),
        ({"definitions": {"base": {"id": "#base", "userName": {"type": "string"}}}}, Kind.APP_USER_SCHEMA),
        (_APPLICATION, Kind.APPLICATION),
        ({"credentials": {"userNameTemplate": {"template": "${source.login}"}}}, Kind.APPLICATION),
        ({"name": "USER_PROVISIONING", "status": "ENABLED", "capabilities": {}}, Kind.APP_FEATURE),
        ({"authScheme": "TOKEN", "status": "ENABLED", "profile": {}}, Kind.APP_CONNECTION),
        ({"status": "ENABLED", "profile": {"authScheme": "OAUTH2"}, "_links": {}}, Kind.APP_CONNECTION),
        ({"baseUrl": "https://x.example", "profile": {"authScheme": "TOKEN", "token": "t"}}, Kind.APP_CONNECTION),
        ({"id": "00g1", "priority": 0, "profile": {}, "_links": {}}, Kind.GROUP_ASSIGNMENT),
        (
            {"id": "gPm1", "sourceGroupId": "00g1", "targetGroupId": "00g2", "status": "ACTIVE", "_links": {}},
            Kind.GROUP_PUSH,
        ),
        ({"sourceGroupId": "00g1", "targetGroupName": "Crew"}, Kind.GROUP_PUSH),
        (
            {"id": "00g1", "objectClass": ["okta:user_group"], "type": "OKTA_GROUP", "profile": {"name": "Crew"}},
            Kind.OKTA_GROUP,
        ),
        (_OKTA_USER, Kind.OKTA_USER),
        (_SCIM_SCHEMA, Kind.SCIM_SCHEMAS),
        ([_SCIM_SCHEMA, _SCIM_SCHEMA], Kind.SCIM_SCHEMAS),
        ({"schemas": _LIST_URN, "totalResults": 1, "Resources": [_SCIM_SCHEMA]}, Kind.SCIM_SCHEMAS),
        ({"totalResults": 1, "resources": [_SCIM_SCHEMA]}, Kind.SCIM_SCHEMAS),
        ({"name": "User", "attributes": [{"name": "userName", "multiValued": "false"}]}, Kind.SCIM_SCHEMAS),
        ({"id": "User", "endpoint": "/Users", "schema": _SCIM_SCHEMA["id"]}, Kind.SCIM_RESOURCE_TYPES),
        (
            {"totalResults": 1, "Resources": [{"endpoint": "/Users", "schema": _SCIM_SCHEMA["id"]}]},
            Kind.SCIM_RESOURCE_TYPES,
        ),
        ({"patch": {"supported": True}, "authenticationSchemes": []}, Kind.SCIM_CONFIG),
        (_SCIM_USER, Kind.SCIM_RESOURCE),
        ({"schemas": ["urn:scim:schemas:core:1.0"], "userName": "ada"}, Kind.SCIM_RESOURCE),
        ({"schemas": "urn:ietf:params:scim:schemas:core:2.0:User", "userName": "ada"}, Kind.SCIM_RESOURCE),
        ({"schemas": ["URN:IETF:params:scim:schemas:core:2.0:User"]}, Kind.SCIM_RESOURCE),
        ({"userName": "ada", "emails": [{"value": "a@b.example"}]}, Kind.SCIM_RESOURCE),
        ({"user_name": "ada", "name": {"givenName": "Ada"}}, Kind.SCIM_RESOURCE),
        ({"user_name": "ada", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {}}, Kind.SCIM_RESOURCE),
        ({"maplint-target": 1}, Kind.PRIVATE_TARGET),
        ({"format_version": "1.2", "planned_values": {}}, Kind.TERRAFORM_PLAN),
        ({"format_version": "1.0", "terraform_version": "1.9", "values": {}}, Kind.TERRAFORM_STATE),
        ({"version": 4, "terraform_version": "1.9.5", "resources": []}, Kind.TERRAFORM_STATE),
    ],
)
def test_single_things(value: Any, kind: Kind) -> None:
    assert _kinds(value) == [(kind, ())]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ([_MAPPING, _MAPPING], [(Kind.PROFILE_MAPPING, (0,)), (Kind.PROFILE_MAPPING, (1,))]),
        ({"mappings": [_MAPPING]}, [(Kind.PROFILE_MAPPING, ("mappings", 0))]),
        ([_MAPPING, 1, None, _APPLICATION], [(Kind.PROFILE_MAPPING, (0,)), (Kind.APPLICATION, (3,))]),
        ([_LISTED], [(Kind.MAPPING_LIST, (0,))]),
        ([{"mappings": [_MAPPING]}], [(Kind.PROFILE_MAPPING, (0, "mappings", 0))]),
        (
            {"schemas": _LIST_URN, "totalResults": 2, "Resources": [_SCIM_USER, _SCIM_USER]},
            [(Kind.SCIM_RESOURCE, ("Resources", 0)), (Kind.SCIM_RESOURCE, ("Resources", 1))],
        ),
        ([_OKTA_USER], [(Kind.OKTA_USER, (0,))]),
    ],
)
def test_several_things(value: Any, found: list[Any]) -> None:
    assert _kinds(value) == found


def test_lines_and_documents() -> None:
    lines = json.dumps(_MAPPING) + "\n" + json.dumps([_OKTA_USER]) + "\n"
    assert recognise(read_text(lines, "x.jsonl")) == [
        Item(Kind.PROFILE_MAPPING, (0,)),
        Item(Kind.OKTA_USER, (1, 0)),
    ]
    documents = "source: {type: user}\ntarget: {id: 0oa1}\nproperties: {}\n---\njobs: {}\n"
    assert recognise(read_text(documents, "x.yaml")) == [Item(Kind.PROFILE_MAPPING, (0,))]


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        "text",
        None,
        {"properties": {}},
        {"properties": {"email": {"type": "string"}}},
        {"type": "object", "properties": {"email": {"expression": "x"}}},
        {"properties": {"expression": {"type": "string"}, "pushStatus": {"type": "string"}}},
        {"properties": {"entry": {"expression": {"type": "string"}}}},
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "definitions": {"base": {"properties": {}}}},
        {"definitions": {"base": {"type": "object", "properties": {"userName": {"type": "string"}}}}},
        {"definitions": []},
        {"name": "left-pad", "version": "1.0.0", "scripts": {}, "dependencies": {}},
        {"compilerOptions": {"target": "es2022"}, "include": ["src"]},
        {"openapi": "3.1.0", "info": {}, "paths": {}, "components": {"schemas": {"User": {"properties": {}}}}},
        {"swagger": "2.0", "definitions": {"User": {"properties": {"id": {}}}}},
        {"on": {"push": None}, "jobs": {"build": {"steps": []}}},
        {"source": "src", "target": "dist"},
        {"source": {"id": "abc"}, "target": {"id": "def"}, "properties": {}},
        {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "x"}}]},
        {"userName": "root", "password": "x"},
        {"userName": "root", "schemas": ["public"]},
        {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": [{"op": "add", "value": _SCIM_USER}],
        },
        {"users": ["ada", "bob"]},
        {"resources": [{"type": "x"}]},
        {"name": "x", "attributes": [{"name": "color"}]},
        {"attributes": ["a", "b"]},
        {"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "409"},
        {"errorCode": "E0000011", "errorSummary": "Invalid token provided"},
        {"profile": {"name": "Engineering"}, "id": "00g1"},
        {"type": "OKTA_GROUP", "profile": {"name": "Engineering"}},
        {"sourceGroupId": "00g1"},
        {"baseUrl": "https://x.example", "profile": {"name": "x"}},
        {"format_version": "1.0"},
        {"label": "x", "credentials": {"scheme": "y"}},
        [[[[[_MAPPING]]]]],
    ],
)
def test_what_is_not_ours(value: Any) -> None:
    assert _kinds(value) == []
