"""The users that the target has already: an answer of its ``/Users``, its pages, or a table."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from maplint.record import NamedTuple
from maplint.source.document import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_COLUMNS = {
    "username": "userName", "login": "userName", "user": "userName", "email": "email", "emailaddress": "email", "emails": "email",
    "mail": "email", "id": "id", "userid": "id", "active": "active", "status": "active", "externalid": "externalId",
}  # fmt: skip
_WRAPPERS = ("Resources", "users", "value", "data")


class TargetUser(NamedTuple):
    """A user of the target: what Okta can find it by."""

    id: str
    user_name: str
    emails: tuple[str, ...]


def read_target_users(path: str) -> Iterator[TargetUser]:
    """The users in a file.

    Raises:
        Unreadable: it cannot be read, or holds no users of a SCIM service.
    """
    yield from target_users_in(_text_of(path), path)


def _text_of(path: str) -> str:
    from maplint.users.files import open_users

    with open_users(path) as stream:
        data = stream.read()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"the byte 0x{data[error.start]:02X} is not UTF-8", path, remedy="save the file as UTF-8"
        ) from None


class Existing:
    """The users that the target has, whole, by what Okta finds them by."""

    def __init__(self, resources: Iterable[dict[str, Any]]) -> None:
        self._by_name: dict[str, dict[str, Any]] = {}
        self._by_external_id: dict[str, dict[str, Any]] = {}
        for resource in resources:
            self._by_name.setdefault(resource["userName"].casefold(), resource)
            external = resource.get("externalId")
            if isinstance(external, str) and external:
                self._by_external_id.setdefault(external, resource)

    def find(self, user_name: str | None, external_id: str) -> dict[str, Any] | None:
        """The user that Okta would find under a userName, else the one that it is linked to already."""
        found = self._by_name.get(user_name.casefold()) if user_name is not None else None
        return found or self._by_external_id.get(external_id)


def read_existing(path: str) -> Existing:
    """The users in an answer of a target's ``/Users``, as they are.

    Raises:
        Unreadable: it cannot be read, or holds no users of a SCIM service.
    """
    text = _text_of(path)
    resources = list(_resources_of(text, path)) if text.lstrip()[:1] in ("[", "{") else []
    if not resources:
        raise Unreadable("there are no SCIM users in it", path, remedy="give the answer of the target's `GET /Users`")
    return Existing(resources)


def target_users_in(text: str, path: str) -> Iterator[TargetUser]:
    """The users in a text; ``path`` is what to call it.

    Raises:
        Unreadable: as `read_target_users`.
    """
    found = False
    for user in (
        map(_target_user, _resources_of(text, path)) if text.lstrip()[:1] in ("[", "{") else _of_table(text, path)
    ):
        found = True
        yield user
    if not found:
        raise Unreadable(
            "there are no users in it", path, remedy="give the answer of the target's `GET /Users`, or a table"
        )


def _resources_of(text: str, path: str) -> Iterator[dict[str, Any]]:
    decoder = json.JSONDecoder()
    at = 0
    while True:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        if at >= len(text):
            return
        try:
            value, at = decoder.raw_decode(text, at)
        except ValueError as error:
            from maplint.source.json_faults import explain

            fault = explain(text, getattr(error, "msg", str(error)), getattr(error, "pos", at))
            raise Unreadable(fault.message, path, remedy=fault.remedy, text=text, span=fault.span) from None
        except RecursionError:
            raise Unreadable("it is nested too deeply", path, remedy="check what was exported") from None
        yield from _users_in(value, path)


def _users_in(value: Any, path: str) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict) and "userName" not in value:
        inner = next((value[key] for key in _WRAPPERS if isinstance(value.get(key), list)), None)
        value = inner if inner is not None else [value]
    for record in value if isinstance(value, list) else [value]:
        if not isinstance(record, dict) or not isinstance(record.get("userName"), str):
            raise Unreadable(
                "a record has no userName",
                path,
                remedy="give the answer of the target's `GET /Users`, or a table with such a column",
            )
        yield record


def _target_user(record: dict[str, Any]) -> TargetUser:
    name = record["userName"]
    return TargetUser(str(record.get("id") or name), name, tuple(_addresses(record.get("emails"))))


def _addresses(emails: Any) -> Iterator[str]:
    for email in emails if isinstance(emails, list) else [emails]:
        value = email.get("value") if isinstance(email, dict) else email
        if isinstance(value, str) and value:
            yield value


def _of_table(text: str, path: str) -> Iterator[TargetUser]:
    import csv
    import io

    from maplint.names import fold

    header, _, _ = text.partition("\n")
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t|", key=header.count))
    names = {_COLUMNS.get(fold(name.rpartition(".")[2])): name for name in reader.fieldnames or ()}
    if "userName" not in names:
        raise Unreadable("no column is a userName", path, remedy="write `userName` above the column that has it")
    try:
        for row in reader:
            name = row[names["userName"]] or ""
            if name:
                address = row[names["email"]] if "email" in names else None
                id_ = row[names["id"]] if "id" in names else None
                yield TargetUser(id_ or name, name, (address,) if address else ())
    except csv.Error as error:
        raise Unreadable(f"line {reader.line_num}: {error}", path, remedy="check the quotes of this line") from None
