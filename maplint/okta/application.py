"""An application of an Okta org (`GET /api/v1/apps/{id}`): what provisioning needs to know of it.

Source: Okta management OpenAPI description, Application; live bodies call the template's suffix ``suffix``, the
description ``userSuffix``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.record import NamedTuple
from maplint.source.place import Place

if TYPE_CHECKING:
    from maplint.source.document import Document
    from maplint.source.place import Pointer


class UserNameTemplate(NamedTuple):
    """``credentials.userNameTemplate``: where the app's ``userName`` really comes from.

    ``type`` is NONE, BUILT_IN or CUSTOM; a CUSTOM ``template`` is an Okta expression, a BUILT_IN one the older
    ``${source.login}`` form. ``push_status`` is effective for CUSTOM only.
    """

    template: str
    type: str | None
    push_status: str | None
    suffix: str | None


class AttributeStatement(NamedTuple):
    """One SAML attribute statement; ``values`` are Okta expressions."""

    name: str
    values: tuple[str, ...]
    pointer: Pointer


class Application:
    """An application.

    ``features`` is None when the file does not list them (unknown), empty when provisioning is off; ``connected`` tells that a
    provisioning connection is declared for it beside it.
    """

    __slots__ = (
        "attribute_statements",
        "connected",
        "document",
        "features",
        "id",
        "label",
        "name",
        "name_id_pointer",
        "name_id_template",
        "pointer",
        "sign_on_mode",
        "template",
        "template_pointer",
        "value",
    )

    def __init__(self, document: Document, pointer: Pointer, value: dict[str, Any]) -> None:
        self.document = document
        self.pointer = pointer
        self.value = value
        self.id = _text(value.get("id"))
        self.name = _text(value.get("name"))
        self.label = _text(value.get("label"))
        self.sign_on_mode = _text(value.get("signOnMode"))
        features = value.get("features")
        self.features = frozenset(f for f in features if isinstance(f, str)) if isinstance(features, list) else None
        self.connected = False
        self.template = _read_template(value)
        self.template_pointer: Pointer = (*pointer, "credentials", "userNameTemplate", "template")
        sign_on = _object(_object(value.get("settings")).get("signOn"))
        self.name_id_template = _text(sign_on.get("subjectNameIdTemplate"))
        self.name_id_pointer: Pointer = (*pointer, "settings", "signOn", "subjectNameIdTemplate")
        self.attribute_statements = _read_statements(sign_on, pointer)

    def has_feature(self, feature: str) -> bool | None:
        """Whether a provisioning feature is on; None when the file does not say."""
        return None if self.features is None else feature in self.features

    def place(self, *keys: str | int) -> Place:
        """Where the value at ``keys`` stands in the application's object."""
        return Place(self.document, (*self.pointer, *keys))

    def template_place(self, start: int | None = None, end: int | None = None) -> Place:
        """Where the username template stands, or its code points ``[start, end)``."""
        fragment = None if start is None or end is None else (start, end)
        return Place(self.document, self.template_pointer, fragment=fragment)


def _read_template(value: dict[str, Any]) -> UserNameTemplate | None:
    template = _object(_object(value.get("credentials")).get("userNameTemplate"))
    text = _text(template.get("template"))
    if not text:
        return None
    suffix = _text(template.get("suffix")) or _text(template.get("userSuffix"))
    return UserNameTemplate(text, _text(template.get("type")), _text(template.get("pushStatus")), suffix)


def _read_statements(sign_on: dict[str, Any], pointer: Pointer) -> tuple[AttributeStatement, ...]:
    statements = sign_on.get("attributeStatements")
    found = []
    for index, statement in enumerate(statements if isinstance(statements, list) else ()):
        name = _text(_object(statement).get("name"))
        values = _object(statement).get("values")
        if name is not None and isinstance(values, list):
            at = (*pointer, "settings", "signOn", "attributeStatements", index)
            found.append(AttributeStatement(name, tuple(v for v in values if isinstance(v, str)), at))
    return tuple(found)


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
