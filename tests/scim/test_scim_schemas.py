"""Schemas as targets publish them: dialects are read, contradictions kept as faults."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maplint.scim import CORE_USER, ENTERPRISE_USER
from maplint.scim.path import parse_attribute_path
from maplint.scim.schema import read_schemas, rfc7643_schemas
from maplint.scim.target import Outcome, Target, TargetError, load_target, published_target, rfc7643_target
from maplint.source.document import Document, read_text


def document(value: object) -> Document:
    return read_text(json.dumps(value), "schemas.json")


def user(*attributes: dict[str, Any], urn: str = CORE_USER) -> dict[str, Any]:
    return {"id": urn, "attributes": list(attributes)}


def test_rfc_7643_is_bundled_whole() -> None:
    schemas = {schema.id: schema for schema in rfc7643_schemas()}
    assert len(schemas[CORE_USER].attributes) == 21
    assert len(schemas[ENTERPRISE_USER].attributes) == 6
    assert schemas[CORE_USER].attributes["username"].required
    assert schemas[CORE_USER].attributes["groups"].mutability == "readOnly"
    assert schemas[CORE_USER].attributes["emails"].sub_attributes["primary"].type == "boolean"


@pytest.mark.parametrize(
    "shape",
    [
        lambda schema: schema,
        lambda schema: [schema],
        lambda schema: {"totalResults": 1, "Resources": [schema]},
        lambda schema: {"resources": [schema], "totalResults": 1},
    ],
)
def test_every_shape_of_an_answer(shape: Any) -> None:
    schemas, faults = read_schemas(shape(user({"name": "title", "type": "string"})), document({}))
    assert [schema.id for schema in schemas] == [CORE_USER]
    assert faults == []


def test_dialects_are_read_without_a_word() -> None:
    given_ = {"name": "title", "type": "STRING", "multiValued": "false", "required": "true", "mutability": "readwrite"}
    schemas, faults = read_schemas(user(given_), document({}))
    title = schemas[0].attributes["title"]
    assert (title.type, title.multi_valued, title.required, title.mutability) == ("string", False, True, "readWrite")
    assert faults == []


def test_flat_attributes_with_their_uri_find_their_schema() -> None:
    flat = [
        {"name": "userName", "attributeURI": f"{CORE_USER}:userName"},
        {"name": "department", "attributeURI": f"{ENTERPRISE_USER}:department"},
    ]
    schemas, _ = read_schemas(user(*flat), document({}))
    assert {schema.id: set(schema.attributes) for schema in schemas} == {
        CORE_USER: {"username"}, ENTERPRISE_USER: {"department"},
    }  # fmt: skip


FAULTY = {
    "required-read-only": {"name": "userName", "required": True, "mutability": "readOnly"},
    "unknown-word": {"name": "title", "mutability": "read"},
    "no-sub-attributes": {"name": "addresses", "type": "complex"},
    "sub-attributes-of-simple": {"name": "name", "type": "string", "subAttributes": [{"name": "x"}]},
    "nested-complex": {
        "name": "a", "type": "complex", "subAttributes": [{"name": "b", "type": "complex", "subAttributes": [{"name": "c"}]}],
    },
    "no-name": {"type": "string"},
}  # fmt: skip


@pytest.mark.parametrize("kind", FAULTY)
def test_a_contradiction_is_a_fault_with_its_place(kind: str) -> None:
    value = user(FAULTY[kind])
    schemas, faults = read_schemas(value, document(value))
    assert kind in {fault.kind for fault in faults}
    fault = next(fault for fault in faults if fault.kind == kind)
    assert document(value).at(fault.pointer) is not None
    assert kind == "no-name" or any(attribute.faulty for _, attribute in schemas[0].walk())


def test_what_a_server_sets_itself_may_be_required_and_read_only() -> None:
    _, faults = read_schemas(user({"name": "id", "required": True, "mutability": "readOnly"}), document({}))
    assert faults == []


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["id", "attributes", "name", "type", "subAttributes", "Resources"]), inner, max_size=4
            )
        ),
        max_leaves=12,
    )
)
def test_strange_content_never_raises(value: Any) -> None:
    read_schemas(value, document({}))


def outcome(target: Target, path: str) -> Outcome:
    return target.resolve(parse_attribute_path(path)).outcome


def test_resolution() -> None:
    target = rfc7643_target()
    assert outcome(target, "userName") is Outcome.FOUND
    assert outcome(target, "username") is Outcome.OTHER_CASE
    assert outcome(target, "name.givenname") is Outcome.OTHER_CASE
    assert outcome(target, "nick") is Outcome.UNKNOWN_ATTRIBUTE
    assert outcome(target, "name.nick") is Outcome.UNKNOWN_SUB_ATTRIBUTE
    assert outcome(target, "urn:acme:2.0:User:x") is Outcome.UNKNOWN_SCHEMA
    elsewhere = target.resolve(parse_attribute_path("department")).elsewhere
    assert elsewhere is not None
    assert elsewhere.id == ENTERPRISE_USER


def test_an_answer_of_extensions_only_leaves_the_core_to_the_rfc() -> None:
    extension = "urn:acme:2.0:User"
    target = published_target([document([user({"name": "shift"}, urn=extension)])])
    assert outcome(target, "userName") is Outcome.FOUND
    assert outcome(target, f"{ENTERPRISE_USER}:department") is Outcome.FOUND
    assert outcome(target, f"{extension}:shift") is Outcome.FOUND
    assert target.publishes(extension)
    assert not target.publishes(None)


def test_an_answer_with_the_core_and_without_the_enterprise_extension_has_none() -> None:
    target = published_target([document([user({"name": "userName"})])])
    assert outcome(target, f"{ENTERPRISE_USER}:department") is Outcome.UNKNOWN_SCHEMA


def test_a_file_that_describes_no_target_is_refused() -> None:
    with pytest.raises(TargetError, match=r"docs/targets\.md"):
        load_target([document({"properties": {}})])


def test_the_common_attributes_of_each_resource_are_known_though_no_schema_lists_them() -> None:
    target = rfc7643_target()
    external = target.resolve(parse_attribute_path("externalId")).attribute
    assert external is not None
    assert (external.type, external.case_exact, external.mutability) == ("string", True, "readWrite")
    identifier = target.resolve(parse_attribute_path("ID")).attribute
    assert identifier is not None
    assert identifier.mutability == "readOnly"
    enterprise = parse_attribute_path("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:externalId")
    assert target.resolve(enterprise).attribute is None
