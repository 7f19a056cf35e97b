"""Bodies of previews, sent to a real SCIM server: it accepts and refuses as maplint says. ``-s`` prints the matrix.

Each sample mapping has its own server with the target's schemas, and 300 users, made up by a seed.
"""

from __future__ import annotations

import http.client
import json
import shutil
import threading
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote
from wsgiref.simple_server import make_server

import pytest
from scim2_models import ResourceType, Schema, ScimProvider
from scim2_server.applications.wsgi import WSGIApplication
from scim2_server.memory import InMemoryStorage
from scim2_server.utils import load_default_resource_types, load_default_schemas, load_default_service_provider_config

from maplint.engine.check import Settings, prepare
from maplint.engine.registry import load_registry
from maplint.project.join import join
from maplint.scim.validation import Effect, Operation
from maplint.users.preview import Previewer, Verdict
from maplint.users.records import user_of
from tests.users.generated_users import users
from tests.users.strict_layer import StrictLayer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pytest_scim2_server import Server

    from maplint.project.joined import JoinedMapping
    from maplint.users.preview import Preview, Problem

SAMPLES = Path(__file__).resolve().parents[2] / "sample_mappings"
NUMBER = 300
CHANGED = 60
"""Users of each sample who are changed after they were created."""
NOW = "2026-11-25T12:00:00.000Z"
CORE, ENTERPRISE = (
    "urn:ietf:params:scim:schemas:core:2.0:User",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
)


class Sample(NamedTuple):
    """A sample mapping with the schemas of its target."""

    name: str
    joined: JoinedMapping
    schemas: list[dict[str, Any]]


def read_sample(name: str, folder: Path) -> Sample:
    prepared = prepare([str(folder)], Settings(), load_registry())
    inputs = prepared.inputs
    project = join(inputs.documents, inputs.items, prepared.target, inputs.context, prepared.bindings)
    (joined,) = [mapping for mapping in project.mappings if mapping.scim]
    schemas = {id_: schema.model_dump(mode="json", by_alias=True) for id_, schema in load_default_schemas().items()}
    published: list[dict[str, Any]] = []
    for document in joined.integration.target.documents:
        published += document.value["Resources"] if isinstance(document.value, dict) else document.value
    if any(schema["id"] == CORE for schema in published):
        # Who publishes its core User has no other schemas than it publishes.
        del schemas[ENTERPRISE]
    schemas |= {schema["id"]: schema for schema in published}
    return Sample(name, joined, list(schemas.values()))


BROKEN = ["good", "first-day", "custom-extension", "whole-app", "terraform", "yaml"]
"""The samples as they are. Most of them are refused for everybody: that is what they are there for."""

MENDED: dict[str, dict[str, list[tuple[str, str]]]] = {
    "first-day": {
        "mapping.json": [
            ('"user_name": {\n      "expression": "user.login"', '"familyName": {\n      "expression": "user.lastName"'),
            ('"department": {\n      "expression": "user.departement"', '"displayName": {\n      "expression": "user.displayName"'),
        ]
    },
    "custom-extension": {
        "app_schema.json": [
            ("shift_code", "shiftCode"), ("rota:1.0:User", "rota:2.0:User"),
            ('"externalName": "manager"', '"externalName": "manager.value"'),
        ],
        "mapping.json": [("user.onCall ? 'true' : 'false'", "user.onCall")],
    },
    "whole-app": {
        "app_schema.json": [
            ("emails[primary eq true].value", "emails.^[primary==true].value"),
            ('"externalName": "department",\n          "externalNamespace": "urn:ietf:params:scim:schemas:core:2.0:User"',
             '"externalName": "department",\n          "externalNamespace": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"'),
            ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCenter", "costCenter"),
            ("groups.^[type=='direct'].value", "roles.^[type=='direct'].value"),
        ]
    },
    "terraform": {
        "locals.tf": [("given_name ", "givenName "), ("lastNme", "lastName")],
        "main.tf": [("departmnt", "department")],
        "modules/scim_app/main.tf": [("\"${source.email}", "\"$${source.email}"), ("employeeNumbr", "employeeNumber")],
    },
    "yaml": {
        "mapping.yaml": [("user.department)", "user.department"), ("preferred-language", "preferredLanguage")],
    },
}  # fmt: skip
"""File -> what is written otherwise in it, so that users rather than the mapping decide."""


def mended(name: str, folder: Path) -> Path:
    """The sample, mended, in a folder of its own."""
    there = folder / name
    shutil.copytree(SAMPLES / name, there)
    for file, changes in MENDED[name].items():
        text = (there / file).read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text, (file, old)
            text = text.replace(old, new)
        (there / file).write_text(text, encoding="utf-8")
    return there


# --- the server: the fixtures of pytest-scim2-server, with the target's own schemas and the strictness layer ---------------------


@pytest.fixture(scope="session", params=[*BROKEN, *(f"{name}, mended" for name in MENDED)], name="given")
def _given(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sample:
    name, _, is_mended = request.param.partition(", ")
    folder = mended(name, tmp_path_factory.mktemp("mended")) if is_mended else SAMPLES / name
    return read_sample(request.param, folder)


@pytest.fixture(scope="session")
def scim2_server_provider(given: Sample) -> ScimProvider:
    types = {id_: kind.model_dump(mode="json", by_alias=True) for id_, kind in load_default_resource_types().items()}
    ids = [schema["id"] for schema in given.schemas]
    types["User"]["schemaExtensions"] = [
        {"schema": id_, "required": False} for id_ in ids if ":extension:" in id_
    ]  # fmt: skip
    return ScimProvider.from_discovery(
        [Schema.model_validate(schema) for schema in given.schemas],
        [ResourceType.model_validate(kind) for kind in types.values()],
        config=load_default_service_provider_config(),
    )


@pytest.fixture(scope="session")
def scim2_server_storage(given: Sample) -> InMemoryStorage:
    return InMemoryStorage()


@pytest.fixture(scope="session")
def scim2_server_app(given: Sample, scim2_server_storage: Any, scim2_server_service: Any) -> StrictLayer:
    served = WSGIApplication(scim2_server_storage, scim2_server_service.provider, scim2_server_service)
    return StrictLayer(served, given.schemas)


@pytest.fixture(scope="session")
def scim2_server(scim2_server_object: Server) -> Iterator[Server]:
    """As the plugin has it, but for the socket: that is closed in the end."""
    served = scim2_server_object
    httpd = make_server("localhost", served.port, served.app, handler_class=served.make_request_handler())
    thread = threading.Thread(target=httpd.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield served
    finally:
        httpd.shutdown()
        thread.join()
        httpd.server_close()


class Client:
    """What Okta does, over one connection after the other."""

    def __init__(self, server: Server) -> None:
        self._port = server.port

    def send(self, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
        connection = http.client.HTTPConnection("localhost", self._port, timeout=30)
        try:
            data = json.dumps(body).encode() if body is not None else None
            connection.request(method, f"/v2{path}", data, {"Content-Type": "application/scim+json"})
            answer = connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text else {}
        finally:
            connection.close()


# --- the matrix -------------------------------------------------------------------------------------------------------------------


class Case(NamedTuple):
    """One request: what maplint says, what the server does. ``holder`` is the request of the user whom the server has under the
    same name."""

    preview: Preview
    status: int
    detail: str
    holder: Case | None = None

    @property
    def refused_by_maplint(self) -> bool:
        """Whether a strict target would refuse it, as maplint sees it."""
        verdict = self.preview.answer.target
        return verdict is not None and (verdict.refused or verdict is Verdict.MAY_REFUSE)

    @property
    def refused_by_server(self) -> bool:
        return self.status >= 400

    @property
    def agreed(self) -> bool:
        return self.refused_by_maplint is self.refused_by_server

    @property
    def reasons(self) -> list[Problem]:
        """What maplint refuses it for."""
        effects = (Effect.REFUSES, Effect.MAY_REFUSE)
        return [p for p in self.preview.problems if p.by == "target" and p.effect in effects]


ALONE: dict[str, Callable[[Problem], bool]] = {
    "the server checks no languages (RFC 7643, 4.1.1)": lambda p: p.cause == "locale",
    "the server takes an empty text for a value (RFC 7643, 4.1.1: userName must not be empty)": lambda p: (
        p.cause == "empty"
    ),
    "EmailStr takes 80 characters before the @ (RFC 5321, 4.5.3.1.1: 64)": lambda p: (
        p.cause == "email" and "longer than an address can be" in p.message
    ),
}
"""Why maplint alone refuses: explanation -> whether it holds for one of its reasons. All reasons of a request must be explained."""
AFTER_A_REFUSAL = (
    "the one who had the name before was refused by this strict server; a tolerant one would have taken it"
)
DOTLESS = "EmailStr wants a dot in the domain of an address; RFC 5321 does not"


def explained(case: Case) -> str | None:
    """Why the two disagree; None where nobody knows."""
    if case.refused_by_server:
        return DOTLESS if "'missing@dot' is no address" in case.detail else None
    found: list[str] = []
    for reason in case.reasons:
        if reason.cause == "taken" and case.holder is None:
            found.append(AFTER_A_REFUSAL)
            continue
        why = next((why for why, holds in ALONE.items() if holds(reason)), None)
        if why is None:
            return None
        found.append(why)
    return found[0] if found else None


def created(given: Sample, client: Client) -> Iterator[Case]:
    """All users sent in their order. Of those whom Okta would not assign at all, the target's answer counts all the same; they are
    taken away again, for their names are free."""
    previewer = Previewer(given.joined, Operation.CREATE, now=NOW)
    there: dict[str, Case] = {}
    for value in users(NUMBER):
        preview = previewer.preview(user_of(value))
        name = (preview.request.user_name or "").casefold()
        status, answer = client.send("POST", "/Users", preview.request.body)
        case = Case(preview, status, str(answer.get("detail", "")), there.get(name))
        yield case
        if status == 201 and preview.answer.verdict is Verdict.WITHHELD:
            client.send("DELETE", f"/Users/{answer['id']}")
        elif status == 201:
            there[name] = case


def replaced(given: Sample, client: Client, cases: Iterable[Case]) -> Iterator[Case]:
    """Some of those who were created, changed: what the target has is read, and written back with a profile that is another
    user's but for the name."""
    previewer = Previewer(given.joined, Operation.REPLACE, now=NOW)
    accepted = [case.preview.user for case in cases if case.status == 201 and not case.preview.answer.verdict.refused]
    others = [user_of(value) for value in users(NUMBER, seed=7)]
    for user, other in zip(accepted[:CHANGED], others, strict=False):
        name = previewer.plan.request(user).user_name
        profile = {**other.profile, "login": user.profile["login"]}
        if previewer.plan.request(user._replace(profile=profile)).user_name != name:
            profile["email"] = user.profile.get("email")
        found = client.send("GET", f"/Users?filter={quote(f'userName eq {json.dumps(name)}')}")[1]["Resources"]
        preview = previewer.preview(user._replace(profile=profile), found[0])
        status, answer = client.send("PUT", f"/Users/{found[0]['id']}", preview.request.body)
        yield Case(preview, status, str(answer.get("detail", "")))


def row(name: str, cases: Iterable[Case]) -> str:
    counts = Counter((case.refused_by_maplint, case.refused_by_server) for case in cases)
    return (
        f"{name:26} both accept {counts[False, False]:4}   both refuse {counts[True, True]:4}   "
        f"maplint alone refuses {counts[True, False]:4}   the server alone refuses {counts[False, True]:4}"
    )


def unexplained(cases: Iterable[Case]) -> list[tuple[int, str, list[str], dict[str, Any]]]:
    return [
        (case.status, case.detail, [reason.message for reason in case.reasons], case.preview.request.body)
        for case in cases
        if not case.agreed and explained(case) is None
    ]


def test_the_server_accepts_and_refuses_as_maplint_says(given: Sample, scim2_server: Server) -> None:
    client = Client(scim2_server)
    cases = list(created(given, client))
    changes = list(replaced(given, client, cases))
    print("\n" + row(given.name, cases))
    print(row(f"{given.name}, PUT", changes))
    for why, number in Counter(explained(case) for case in [*cases, *changes] if not case.agreed).items():
        print(f"  {number:3} {why}")
    assert unexplained(cases) == []
    assert unexplained(changes) == []
    conflicts = [case for case in cases if case.status == 409]
    for case in conflicts:
        assert case.holder is not None
        # Where maplint takes the name for free, it is because its holder should have been refused, too.
        assert any(reason.cause == "taken" for reason in case.reasons) or not case.holder.agreed
    if "mended" in given.name or given.name == "good":
        counts = Counter(case.refused_by_server for case in cases if case.agreed)
        # There is something to be told apart.
        assert counts[False] > 60
        assert counts[True] > 30
        assert len(conflicts) > 2
        if not given.name.startswith("terraform"):
            # There the address is the userName, and that stays: nothing else of those who were accepted can be refused.
            assert {case.refused_by_server for case in changes if case.agreed} == {True, False}


def test_a_second_user_of_one_name_is_a_conflict(given: Sample, scim2_server: Server) -> None:
    if given.name != "good":
        pytest.skip("one mapping is enough")
    previewer = Previewer(given.joined, Operation.CREATE, now=NOW)
    client = Client(scim2_server)
    profile = {"login": "first.come@order.example", "email": "a@order.example", "firstName": "A", "lastName": "B"}
    answers = []
    for id_, login in (("00uorder1", profile["login"]), ("00uorder2", profile["login"].upper())):
        preview = previewer.preview(user_of({"id": id_, "profile": {**profile, "login": login}}))
        answers.append((preview.answer.status, client.send("POST", "/Users", preview.request.body)[0]))
    assert answers == [(201, 201), (409, 409)]
