"""Which property of a profile a wrong name is meant for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.names import nearest
from maplint.scim.synonyms import synonym

if TYPE_CHECKING:
    from maplint.okta.schema import ProfileSchema

# What Okta calls its base attributes, by the SCIM path that other names of them mean.
_OKTA_NAMES = {
    "userName": "login", "name.givenName": "firstName", "name.familyName": "lastName", "name.middleName": "middleName",
    "name.honorificPrefix": "honorificPrefix", "name.honorificSuffix": "honorificSuffix", "emails.value": "email",
    "phoneNumbers.value": "primaryPhone", "addresses.streetAddress": "streetAddress", "addresses.locality": "city",
    "addresses.region": "state", "addresses.postalCode": "zipCode", "addresses.country": "countryCode",
    "addresses.formatted": "postalAddress", "displayName": "displayName", "nickName": "nickName", "title": "title",
    "userType": "userType", "preferredLanguage": "preferredLanguage", "timezone": "timezone", "profileUrl": "profileUrl",
    "employeeNumber": "employeeNumber", "costCenter": "costCenter", "organization": "organization", "division": "division",
    "department": "department", "manager.value": "managerId", "manager.displayName": "manager",
}  # fmt: skip


def meant_property(name: str, schema: ProfileSchema) -> str | None:
    """The property that a name is surely meant for: near in spelling, or another word for the same thing; else None."""
    near = nearest(name, list(schema.properties))
    if near is not None:
        return near
    path = synonym(name)
    if path is None:
        return None
    meant = _OKTA_NAMES.get(path.local())
    if meant in schema.properties:
        return meant
    same = [other for other in schema.properties if synonym(other) == path]
    return same[0] if len(same) == 1 else None
