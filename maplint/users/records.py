"""One user of a directory, from Okta's API, from a table, from a SCIM service.

Source: Okta management API, `GET /api/v1/users` (id, status, type.id, profile) and `GET /api/v1/apps/{appId}/users` (id, scope,
credentials.userName, profile).
"""

from __future__ import annotations

import re
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from maplint.names import fold, nearest
from maplint.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LEFT = "DEPROVISIONED"
"""The status of users who have left: nothing is sent for them, but their accounts at the target remain."""


class NoUser(ValueError):  # noqa: N818 - it says what the record is
    """A record is no user. ``message`` and ``remedy`` are sentences without a full stop at the end."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class DirectoryUser(NamedTuple):
    """A user.

    Attributes:
        id: Okta's id; of a table without such a column the login, or the line.
        profile: attributes by name.
        status: Okta's (``ACTIVE``, ...); empty where not given.
        type_id: the id of the user type; None where not given.
        of_app: whether the profile is that of an app user.
        groups: the groups, as expressions see them ({id, name, type}); None where not given.
        record: what the profile does not hold: ``created``, ``lastUpdated``...
        of_table: whether all values are texts, because they come from a table of texts.
    """

    id: str
    profile: dict[str, Any]
    status: str = ""
    type_id: str | None = None
    of_app: bool = False
    groups: list[dict[str, Any]] | None = None
    record: Mapping[str, Any] = MappingProxyType({})
    of_table: bool = False

    @property
    def active(self) -> bool:
        """Whether values are sent for the user."""
        return self.status != LEFT


def user_of(value: Any) -> DirectoryUser:
    """The user that a JSON object describes.

    Raises:
        NoUser: it is none.
    """
    if not isinstance(value, dict):
        raise NoUser("it holds no list of users", "give the answer of `GET /api/v1/users`, or a table with a header")
    profile = value.get("profile")
    if isinstance(profile, dict):
        return _okta_user(value, profile)
    if "schemas" in value and "userName" in value:
        raise NoUser(
            "these are users of a SCIM service, not of Okta",
            "give them as `--target-users`, and Okta's users (`GET /api/v1/users`) as `--users`",
        )
    if "login" in value or "email" in value or "userName" in value:
        return _flat_user(value)
    raise NoUser(
        "a record has neither a profile nor a login",
        "give users as `GET /api/v1/users` has them, or objects whose keys are Okta's attributes",
    )


def _okta_user(value: dict[str, Any], profile: dict[str, Any]) -> DirectoryUser:
    kind = value.get("type")
    of_app = value.get("scope") in ("USER", "GROUP") or "syncState" in value
    if not of_app and "login" not in profile and value.get("objectClass"):
        raise NoUser("these are groups, not users", "give the answer of `GET /api/v1/users`")
    return DirectoryUser(
        str(value.get("id") or profile.get("login") or profile.get("userName") or "?"),
        profile,
        str(value.get("status") or ""),
        kind.get("id") if isinstance(kind, dict) else None,
        of_app,
        _groups(value),
        value,
    )


def _flat_user(value: dict[str, Any]) -> DirectoryUser:
    profile = {key: below for key, below in value.items() if key not in ("id", "status", "groups")}
    id_ = value.get("id") or value.get("login") or value.get("userName") or value.get("email")
    return DirectoryUser(
        str(id_),
        profile,
        str(value.get("status") or ""),
        None,
        "login" not in value and "userName" in value,
        _groups(value),
    )


def _groups(value: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Groups that an export put beside the profile: objects of the Groups API, or names."""
    embedded = value.get("_embedded")
    groups = value.get("groups", embedded.get("groups") if isinstance(embedded, dict) else None)
    if not isinstance(groups, list):
        return None
    return [_group(group) for group in groups]


def _group(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        return {"id": None, "name": str(value), "type": "OKTA_GROUP"}
    profile = value.get("profile")
    name = profile.get("name") if isinstance(profile, dict) else value.get("name")
    return {"id": value.get("id"), "name": name, "type": value.get("type") or "OKTA_GROUP"}


# --- tables -----------------------------------------------------------------------------------------------------------------

_ATTRIBUTE = re.compile(r"[A-Za-z_]\w*")
# What Okta's own reports and other tools write above a column, folded (letters and digits in lower case) -> attribute.
# Source: Okta help, "Import users" (CSV template) and the report "Okta password health" (headers); names of the base schema.
_TITLES = {
    "userid": "id",
    "oktaid": "id",
    "username": "login",
    "emailaddress": "email",
    "primaryemail": "email",
    "secondaryemail": "secondEmail",
    "givenname": "firstName",
    "familyname": "lastName",
    "surname": "lastName",
    "primaryphonenumber": "primaryPhone",
    "mobilephonenumber": "mobilePhone",
    "streetaddress": "streetAddress",
    "zip": "zipCode",
    "postalcode": "zipCode",
    "country": "countryCode",
    "userstatus": "status",
}


class Columns(NamedTuple):
    """The columns of a table: the attribute of each (None: passed over), and where id, status and groups stand."""

    names: tuple[str | None, ...]
    id_at: int | None
    status_at: int | None
    groups_at: int | None
    delimiter: str = ","

    @classmethod
    def of_header(cls, line: str, column_map: dict[str, str] | None = None) -> Columns:
        """The columns that a header line names.

        Raises:
            NoUser: it names no attribute of a user, or the map names no column.
        """
        import csv

        delimiter = max(",;\t|", key=line.count)
        names = next(csv.reader([line], delimiter=delimiter))
        return cls.of_names(names, column_map)._replace(delimiter=delimiter)

    @classmethod
    def of_names(cls, names: Sequence[str], column_map: dict[str, str] | None = None) -> Columns:
        """The columns of these names: those of the map, of an attribute (with or without ``user.`` or ``profile.``), of a title.

        Raises:
            NoUser: as `of_header`.
        """
        given = {name.strip(): attribute for name, attribute in (column_map or {}).items()}
        for wanted in given:
            if wanted not in [name.strip() for name in names]:
                near = nearest(wanted, [name.strip() for name in names])
                raise NoUser(
                    f"there is no column `{wanted}`",
                    f"did you mean `{near}`?" if near else f"there are {', '.join(names)}",
                )
        attributes = [given.get(name.strip()) or _attribute(name.strip()) for name in names]
        doubled = next((a for a in attributes if a and attributes.count(a) > 1), None)
        if doubled is not None:
            raise NoUser(f"two columns stand for `{doubled}`", "rename or remove one of them")
        if not {"login", "email", "userName"} & set(attributes):
            near = next(
                (name for name in names if "mail" in name.lower() or "user" in name.lower()), names[0] if names else ""
            )
            raise NoUser(
                "no column is a login or an e-mail address",
                f'the first line must name Okta\'s attributes; otherwise map the columns: `--column "{near}=login"`',
            )
        at = {name: index for index, name in enumerate(attributes)}
        return cls(
            tuple(None if name in ("id", "status", "groups") else name for name in attributes),
            at.get("id"),
            at.get("status"),
            at.get("groups"),
        )

    def user(self, row: Sequence[Any], line: int) -> DirectoryUser:
        """The user of a row. Empty cells are no value: Okta's own import leaves such attributes alone.

        Raises:
            NoUser: the row has more cells than there are columns.
        """
        if len(row) > len(self.names) and any(row[len(self.names) :]):
            raise NoUser(f"the row has {len(row)} cells, the header {len(self.names)}", "check the quotes of this line")
        profile = {
            name: cell
            for name, cell in zip(self.names, row, strict=False)
            if name is not None and cell != "" and cell is not None
        }

        def cell(at: int | None) -> str:
            return str(row[at] or "") if at is not None and at < len(row) else ""

        groups = cell(self.groups_at)
        return DirectoryUser(
            cell(self.id_at) or str(profile.get("login") or profile.get("userName") or f"line {line}"),
            profile,
            cell(self.status_at).upper(),
            None,
            "login" not in self.names and "userName" in self.names,
            [_group(name.strip()) for name in re.split(r"[;|]", groups) if name.strip()]
            if self.groups_at is not None
            else None,
            of_table=True,
        )


def _attribute(name: str) -> str | None:
    """The attribute that a column is meant to be; None for what cannot be one."""
    plain = re.sub(r"^(?:user\.|profile\.)+", "", name)
    titled = _TITLES.get(fold(plain))
    if titled is not None and plain not in ("country",):
        return titled
    known = _base_names().get(fold(plain))
    if known is not None:
        return known
    return plain if _ATTRIBUTE.fullmatch(plain) else None


@cache
def _base_names() -> dict[str, str]:
    """Okta's base attributes by their folded names."""
    from maplint.okta.defaults import base_user_schema

    return {fold(name): name for name in ("id", "status", "groups", *base_user_schema().properties)}
