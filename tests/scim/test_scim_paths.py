"""RFC 7644 attribute paths."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maplint.scim.path import AttributePath, Filter, PathError, parse_attribute_path

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATHS = {
    "userName": AttributePath(None, "userName"),
    "name.givenName": AttributePath(None, "name", sub_attribute="givenName"),
    'emails[type eq "work"].value': AttributePath(None, "emails", Filter("type", "work"), sub_attribute="value"),
    "emails[primary eq true]": AttributePath(None, "emails", Filter("primary", True)),
    "emails[1].type": AttributePath(None, "emails", position=1, sub_attribute="type"),
    f"{ENTERPRISE}:manager.value": AttributePath(ENTERPRISE, "manager", sub_attribute="value"),
    "manager.$ref": AttributePath(None, "manager", sub_attribute="$ref"),
}


@pytest.mark.parametrize("text", PATHS)
def test_a_path_is_read_and_written_back(text: str) -> None:
    assert parse_attribute_path(text) == PATHS[text]
    assert str(PATHS[text]) == text


def test_the_core_schema_is_left_out() -> None:
    assert str(parse_attribute_path("urn:ietf:params:scim:schemas:core:2.0:User:userName")) == "userName"


@pytest.mark.parametrize(
    ("text", "offset"),
    [("", 0), ("1x", 0), ("name.", 4), ("emails[type eq work].value", 6), ("a b", 1), ("emails[", 6)],
)
def test_what_is_no_path_says_where_it_stops(text: str, offset: int) -> None:
    with pytest.raises(PathError) as error:
        parse_attribute_path(text)
    assert error.value.offset == offset


@given(st.text(max_size=60))
def test_any_text_is_a_path_or_a_path_error(text: str) -> None:
    try:
        path = parse_attribute_path(text)
    except PathError:
        return
    assert parse_attribute_path(str(path)).same_as(path)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("userName", "USERNAME", True), ("emails[type eq \"work\"].value", "emails[TYPE eq \"work\"].value", True),
        ("emails[type eq \"work\"].value", "emails[type eq \"home\"].value", False),
        ("emails[primary eq true].value", "emails[type eq \"work\"].value", False), ("name", "name.givenName", False),
        ("urn:ietf:params:scim:schemas:core:2.0:User:title", "title", True), (f"{ENTERPRISE}:title", "title", False),
    ],
)  # fmt: skip
def test_same_place(first: str, second: str, same: bool) -> None:
    assert parse_attribute_path(first).same_as(parse_attribute_path(second)) is same


@pytest.mark.parametrize(
    ("whole", "part", "contains"),
    [
        ("name", "name.givenName", True), ("emails", "emails[type eq \"work\"].value", True),
        ("emails[type eq \"work\"]", "emails[type eq \"work\"].value", True), ("name.givenName", "name", False),
        ("name", "name", False), ("emails[type eq \"work\"]", "emails[type eq \"home\"].value", False), ("name", "title", False),
    ],
)  # fmt: skip
def test_contains(whole: str, part: str, contains: bool) -> None:
    assert parse_attribute_path(whole).contains(parse_attribute_path(part)) is contains
