"""The validation against others' work: scim2-models, and a real scim2-server over HTTP. Where they disagree, the reason is on a list.

scim2-models is strict about what it does not know and about types, and lenient where pydantic converts; it does not look at
forms of texts. So what it refuses must be found, at the same place; and what is said to be refused it must refuse.
"""

from __future__ import annotations

import copy
import http.client
import json
import threading
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from scim2_models import Context, Extension, Resource, Schema
from scim2_server.applications.wsgi import WSGIApplication
from scim2_server.memory import InMemoryStorage
from scim2_server.utils import load_default_provider

from maplint.scim import CORE_USER, ENTERPRISE_USER
from maplint.scim.target import rfc7643_target
from maplint.scim.validation import (
    Cause,
    Effect,
    Operation,
    Outcome,
    Validator,
    Violation,
    compile_validator,
    resource_type,
)
from tests.scim.test_validation import GROUP, RIGHT, USER, WRONG, changed

if TYPE_CHECKING:
    from collections.abc import Iterator

Pointer = tuple[str | int, ...]

FULL: dict[str, Any] = {
    **USER,
    "name": {"formatted": "Ada Byron", "familyName": "Byron", "givenName": "Ada", "middleName": "K"},
    "displayName": "Ada",
    "nickName": "Ada",
    "profileUrl": "https://paperlane.example/ada",
    "title": "Clerk",
    "userType": "Employee",
    "password": "correct horse",
    "emails": [
        {"value": "ada@paperlane.example", "display": "Ada", "type": "work", "primary": True},
        {"value": "ada@home.example", "type": "home", "primary": False},
    ],
    "ims": [{"value": "ada", "type": "xmpp"}],
    "entitlements": [{"value": "ink"}],
    "roles": [{"value": "clerk", "primary": True}],
    "x509Certificates": [{"value": "MIIDQzCCAqygAwIBAgICEAAwDQYJKoZIhvcNAQEFBQA="}],
    ENTERPRISE_USER: {
        "employeeNumber": "1815",
        "costCenter": "7",
        "department": "Ink",
        "manager": {"value": "26118915", "$ref": "../Users/26118915"},
    },
}

VALUES = st.one_of(
    st.sampled_from(
        [None, "", "x", "true", "N/A", "not a url", " x ", 0, 1, 1.5, True, False, [], {}, ["x"], [{}], [None], [[]],
         {"value": "x"}, [{"value": "x"}], {"x": 1}]
    ),
    st.text(max_size=5),
    st.integers(),
)  # fmt: skip
NAMES = st.one_of(
    st.sampled_from(
        ["user_name", "User_Name", "USERNAME", "usrName", "givenName", "given_name", "department", "favouriteColor", "id",
         "meta", "groups", "members", "enterprise", "value", "primary", "type", "$ref", "display", "schemas", "manager",
         "managerId", "display_name", "emailS", "name.givenName", ENTERPRISE_USER, ENTERPRISE_USER.upper(),
         ENTERPRISE_USER[:-1], f"{CORE_USER}:enterprise", "urn:scim:schemas:extension:enterprise:1.0", "urn:acme:user",
         CORE_USER]
    ),
    st.text("abcdefgHIJ_", min_size=4, max_size=9),
)  # fmt: skip


def places(value: object, pointer: Pointer = ()) -> Iterator[Pointer]:
    """Every place in a value but the whole."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in entries:
        yield (*pointer, key)
        yield from places(below, (*pointer, key))


@st.composite
def mutated(draw: st.DrawFn, base: dict[str, Any]) -> dict[str, Any]:
    """A resource in which up to three things were changed: another value, a name, an entry less or more."""
    body = copy.deepcopy(base)
    for _ in range(draw(st.integers(1, 3))):
        pointer = draw(st.sampled_from(list(places(body)) or [()]))
        if not pointer:
            break
        *steps, last = pointer
        holder: Any = body
        for step in steps:
            holder = holder[step]
        how = draw(st.sampled_from(["value", "name", "remove", "add"]))
        if how == "value":
            holder[last] = copy.deepcopy(draw(VALUES))
        elif how == "remove":
            del holder[last]
        elif isinstance(holder, dict):
            name = draw(NAMES)
            holder[name] = holder.pop(last) if how == "name" else copy.deepcopy(draw(VALUES))
    return body


# --- scim2-models ---------------------------------------------------------------------------------------------------------


@cache
def models() -> dict[str, Any]:
    """The models that scim2-models makes of the bundled schemas: by type of resource."""
    path = Path(__file__).parents[2] / "maplint" / "scim" / "data" / "rfc7643.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    made = {
        entry["id"]: (Extension if "extension" in entry["id"] else Resource).from_schema(Schema.model_validate(entry))
        for entry in (data["Resources"] if isinstance(data, dict) else data)
    }
    groups = next(model for urn, model in made.items() if urn.endswith(":Group"))
    return {"User": made[CORE_USER][made[ENTERPRISE_USER]], "Group": groups}


def refusals(body: dict[str, Any], kind: str) -> list[Pointer]:
    """Where scim2-models refuses the body of a POST; the whole is ``()``."""
    try:
        models()[kind].model_validate(body, scim_ctx=Context.RESOURCE_CREATION_REQUEST)
    except ValidationError as error:
        return [tuple(step for step in found["loc"] if step != "function-after") for found in error.errors()]
    return []


def lenient(violation: Violation) -> bool:
    """What scim2-models takes though RFC 7643 forbids it."""
    key = str(violation.pointer[-1]) if violation.pointer else ""
    return (
        # pydantic converts "true", "yes" and 1.
        violation.cause is Cause.TEXT_FOR_BOOLEAN
        or (violation.cause is Cause.WRONG_TYPE and violation.expected == "true or false")
        # It takes names of Python's fields: user_name.
        or (violation.on_key and "_" in key)
        # Its required texts may be empty (section 4.1.1 forbids that for userName).
        or violation.cause is Cause.EMPTY
        # It decodes what is no base64, passing over what does not belong.
        or violation.expected == "bytes in base64"
        # Its URIs are those of a parser that takes more.
        or violation.cause is Cause.URI
        or violation.cause is Cause.PLACEHOLDER
        or violation.cause is Cause.SCHEMAS_SHAPE
    )


def stricter(pointer: Pointer) -> bool:
    """What scim2-models refuses though RFC 7643 allows it, or where nobody can tell."""
    first, last = str(pointer[0]).lower(), str(pointer[-1]).lower()
    return (
        # What is read-only is ignored, whatever it is (RFC 7644, section 3.3).
        first in ("id", "meta", "groups")
        # Every multi-valued attribute has these (section 2.4).
        or last in ("value", "display", "type", "primary", "$ref")
        # A vendor's extension, of which nobody said anything.
        or str(pointer[0]).startswith("urn:acme:")
    )


@pytest.mark.parametrize("kind", ["User", "Group"])
def test_what_is_generated_is_right_to_begin_with(kind: str) -> None:
    body = {"User": FULL, "Group": GROUP}[kind]
    assert refusals(body, kind) == []
    assert compile_validator(rfc7643_target()).violations(body) == []


RFC = compile_validator(rfc7643_target())


@given(st.one_of(mutated(FULL), mutated(USER), mutated(GROUP)))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_scim2_models_refuse_the_same(body: dict[str, Any]) -> None:
    kind = resource_type(body)
    if kind is None or len({key.replace("_", "").lower() for key in body}) < len(body):
        return  # which of `userName` and `user_name` counts is theirs to say
    found = RFC.violations(body)
    refused = refusals(body, kind)
    for pointer in refused:
        if pointer:
            assert near(pointer, found) or stricter(pointer), (pointer, found)
        else:
            assert any(map(of_the_whole, found)), found
    if not refused:
        said = [v for v in found if v.effect is Effect.REFUSES and not lenient(v)]
        assert said == [], [(v.cause, v.pointer, v.message) for v in said]


def of_the_whole(violation: Violation) -> bool:
    """What scim2-models says of the resource as a whole: what is missing (perhaps under another name), wrong schemas, two
    primary (a 1 is one to it)."""
    return violation.cause in OF_THE_WHOLE or str(violation.pointer[-1:]).lower() == "('primary',)"


OF_THE_WHOLE = {
    *(Cause.MISSING, Cause.MISSPELT, Cause.UNKNOWN_ATTRIBUTE, Cause.REPEATED),
    *(Cause.UNLISTED, Cause.UNKNOWN_SCHEMA, Cause.SCIM1, Cause.SCHEMAS_SHAPE),
    Cause.PRIMARY,
}


def near(pointer: Pointer, found: list[Violation]) -> bool:
    """Whether something is found at a place, above it or below."""
    folded = fold(pointer)
    return any(
        folded[: len(at)] == at or at[: len(folded)] == folded
        for violation in found
        for at in map(fold, (violation.pointer, *violation.also))
    )


def fold(pointer: Pointer) -> tuple[str, ...]:
    return tuple(str(step).lower().strip("`").replace("_", "") for step in pointer)


# --- a real server --------------------------------------------------------------------------------------------------------


class Answered(NamedTuple):
    """What the server said: the status, and the keyword and text of an error."""

    status: int
    scim_type: str | None
    detail: str | None


class Server:
    """A running scim2-server."""

    def __init__(self, port: int) -> None:
        self._port = port

    def create(self, body: object, kind: str = "User") -> Answered:
        """POST a resource. What is created is deleted again, so that no name is taken."""
        status, answer = self._send("POST", f"/v2/{kind}s", body)
        if status == 201:
            self._send("DELETE", f"/v2/{kind}s/{answer['id']}", None)
        return Answered(status, answer.get("scimType"), answer.get("detail"))

    def _send(self, method: str, path: str, body: object) -> tuple[int, dict[str, Any]]:
        with closing(http.client.HTTPConnection("localhost", self._port, timeout=30)) as connection:
            text = json.dumps(body) if body is not None else None
            connection.request(method, path, text, {"Content-Type": "application/scim+json"})
            response = connection.getresponse()
            content = response.read()
        return response.status, json.loads(content) if content else {}


class Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing is printed."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Not the session's server of pytest-scim2-server: other tests give that one other schemas."""
    application = WSGIApplication(InMemoryStorage(), load_default_provider())
    with make_server("localhost", 0, application, handler_class=Quiet) as httpd:
        thread = threading.Thread(target=httpd.serve_forever)
        thread.start()
        try:
            yield Server(httpd.server_port)
        finally:
            httpd.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def strict() -> Validator:
    """The target that scim2-server is: RFC 7643, and it refuses what it does not know."""
    target = rfc7643_target()
    target.title = "scim2-server"
    target.strict = True
    return compile_validator(target)


TAKEN = {
    "userName is empty": "its required texts may be empty",
    "userName is blank": "its required texts may be empty",
    "user_name": "it takes names of Python's fields",
    "given_name": "it takes names of Python's fields",
    "active is a text": "it converts texts",
    "active is a number": "it converts numbers",
    "primary is a text": "it converts texts",
    "no certificate": "it decodes what is no base64",
}
"""What RFC 7643 forbids and scim2-server takes, and why."""

OTHER_WORD = {
    "schemas is a text": "RFC 7644 calls a structure that is wrong invalidSyntax",
    "a vendor's extension is a text": "it knows no vendor's extension",
}
"""What it calls otherwise."""


@pytest.mark.parametrize("name", WRONG)
def test_a_real_server_answers_as_said(name: str, server: Server, strict: Validator) -> None:
    body = WRONG[name][0]
    answer = strict.answer(strict.violations(body))
    answered = server.create(body, resource_type(body) or "")
    if name in TAKEN:
        assert (answer.outcome, answered.status) == (Outcome.REFUSES, 201)
    elif answer.outcome is Outcome.REFUSES:
        assert answered.status == 400
        assert answered.scim_type == answer.scim_type or name in OTHER_WORD
    elif answer.outcome is Outcome.MAY_REFUSE:
        assert answered.status in (201, 400)
    else:
        assert answered.status == answer.status == 201


UNKNOWN_THERE = {"names in other letter case", "an extension of a vendor", "an extension that is no URN"}
"""What is right and scim2-server refuses: it compares URNs exactly, and it knows no vendor's extension."""


@pytest.mark.parametrize("name", [name for name, body in RIGHT.items() if resource_type(body)])
def test_a_real_server_takes_what_is_right(name: str, server: Server, strict: Validator) -> None:
    body = RIGHT[name]
    answer = strict.answer(strict.violations(body))
    answered = server.create(body, resource_type(body) or "")
    assert (answer.outcome, answer.status) == (Outcome.ACCEPTS, 201)
    assert answered.status == (400 if name in UNKNOWN_THERE else 201), answered.detail


def test_a_real_server_ignores_what_only_it_sets(server: Server, strict: Validator) -> None:
    body = changed("id", "mine", changed("groups", [{"value": "9"}]))
    found = strict.violations(body, operation=Operation.CREATE)
    assert strict.answer(found).outcome is Outcome.IGNORES
    assert server.create(body).status == 201
