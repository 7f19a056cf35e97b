"""Suggestions: certain after folding, careful otherwise, never two names as one."""

from __future__ import annotations

import pytest

from maplint.names import fold, nearest, one_slip_away, slips
from maplint.scim.schema import rfc7643_schemas
from maplint.scim.synonyms import synonym

NAMES = [attribute.name for schema in rfc7643_schemas()[:2] for attribute in schema.attributes.values()]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("user_name", "userName"), ("USERNAME", "userName"), ("cost-center", "costCenter"), ("Display Name", "displayName"),
        ("nikcName", "nickName"), ("employeNumber", "employeeNumber"), ("shoeSize", None), ("surname", None), ("costCode", None),
        ("phone", None), ("vpnProfile", None), ("", None),
    ],
)  # fmt: skip
def test_nearest(name: str, wanted: str | None) -> None:
    assert nearest(name, NAMES) == wanted


def test_two_equally_near_names_are_none() -> None:
    assert nearest("nameA", ["nameB", "nameC"]) is None
    assert nearest("a_b", ["aB", "ab"]) is None


def test_slips() -> None:
    assert slips("abc", "abc", 2) == 0
    assert slips("abc", "acb", 2) == 1
    assert slips("abc", "xyz", 2) == 3
    assert one_slip_away("nikcname", ["nickName", "displayName"]) == "nickName"
    assert one_slip_away("abc", ["abd"]) is None


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("first_name", "name.givenName"), ("surname", "name.familyName"), ("mail", "emails.value"), ("mobile", "phoneNumbers.value"),
        ("employee_id", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber"),
        ("dept", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department"), ("favouriteColour", None),
    ],
)  # fmt: skip
def test_synonyms(name: str, path: str | None) -> None:
    found = synonym(name)
    assert (str(found) if found is not None else None) == path


def test_folding() -> None:
    assert fold("Cost-Center_ID x") == "costcenteridx"
