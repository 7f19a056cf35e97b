"""What makes scim2-server as strict as targets are: a WSGI layer before it that reads the raw JSON of a request.

The server takes ``user_name`` for ``userName``, the text "true" for true, and any text for an e-mail address or a country. The layer
refuses names that the schemas lack, texts where a boolean is declared, addresses that pydantic's ``EmailStr`` refuses, and countries
that ISO 3166-1 lacks. It uses nothing of maplint. What Okta sends to every target (groups, password) it takes away where the target's
schema has no such attribute: a target that refused it could not be provisioned by Okta at all.
"""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pycountry
from pydantic import EmailStr, TypeAdapter, ValidationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_EMAIL = TypeAdapter(EmailStr)
_CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
_COMMON = {"schemas", "id", "externalid", "meta"}
_OF_OKTA = ("groups", "password", "externalId", "active")


class Refused(Exception):  # noqa: N818 - it is what the answer says
    def __init__(self, scim_type: str, detail: str) -> None:
        super().__init__(detail)
        self.scim_type = scim_type


class StrictLayer:
    """The layer; ``schemas`` are the target's, as its ``/Schemas`` answers."""

    def __init__(self, app: Callable[..., Iterable[bytes]], schemas: Iterable[dict[str, Any]]) -> None:
        self._app = app
        self._attributes = {schema["id"].lower(): _by_name(schema["attributes"]) for schema in schemas}

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] in ("POST", "PUT") and "/Users" in environ["PATH_INFO"]:
            body = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
            try:
                data = json.dumps(self._judged(body)).encode()
            except Refused as refused:
                return _refuse(refused, start_response)
            environ = {**environ, "wsgi.input": io.BytesIO(data), "CONTENT_LENGTH": str(len(data))}
        return self._app(environ, start_response)

    def _judged(self, body: dict[str, Any]) -> dict[str, Any]:
        core = self._attributes[_CORE.lower()]
        body = {
            key: value
            for key, value in body.items()
            if key not in _OF_OKTA or key.lower() in core or key == "externalId"
        }
        for key, value in body.items():
            extension = self._attributes.get(key.lower())
            if extension is not None and isinstance(value, dict):
                self._judge_object(value, extension, key)
            elif key.lower() not in _COMMON:
                self._judge_object({key: value}, core, "User")
        for email in _values(body, "emails", "value"):
            try:
                _EMAIL.validate_python(email)
            except ValidationError:
                raise Refused("invalidValue", f"emails.value: {email!r} is no address") from None
        for country in _values(body, "addresses", "country"):
            if pycountry.countries.get(alpha_2=country) is None:
                raise Refused("invalidValue", f"addresses.country: {country!r} is no code")
        return body

    def _judge_object(self, value: dict[str, Any], attributes: dict[str, dict[str, Any]], where: str) -> None:
        for key, below in value.items():
            attribute = attributes.get(key.lower())
            if attribute is None:
                raise Refused("invalidSyntax", f"{where}: unknown attribute {key}")
            if attribute.get("type") == "boolean" and isinstance(below, str):
                raise Refused("invalidValue", f"{where}.{key}: a text where a boolean is wanted")
            parts = _by_name(attribute.get("subAttributes") or ())
            for element in below if isinstance(below, list) else [below]:
                if isinstance(element, dict) and parts:
                    self._judge_object(element, {**_EVERYBODYS, **parts} if attribute["multiValued"] else parts, key)


_EVERYBODYS: dict[str, dict[str, Any]] = {
    "value": {}, "display": {}, "type": {}, "primary": {"type": "boolean"}, "$ref": {},
}  # fmt: skip


def _by_name(attributes: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {attribute["name"].lower(): attribute for attribute in attributes}


def _values(body: dict[str, Any], name: str, part: str) -> Iterator[Any]:
    elements = body.get(name)
    for element in elements if isinstance(elements, list) else ():
        if isinstance(element, dict) and element.get(part) is not None:
            yield element[part]


def _refuse(refused: Refused, start_response: Callable[..., Any]) -> Iterable[bytes]:
    error = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
        "status": "400",
        "scimType": refused.scim_type,
        "detail": str(refused),
    }
    start_response("400 Bad Request", [("Content-Type", "application/scim+json")])
    return [json.dumps(error).encode()]
