"""A project of a few flows, and kernels for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from maplint.engine.check import Inputs, add_document
from maplint.engine.registry import load_registry
from maplint.engine.run import Run
from maplint.project.join import join
from maplint.rule import Needs
from maplint.scim.target import load_target
from maplint.source.document import read_text
from maplint.users.kernel import Ask, Kernel

if TYPE_CHECKING:
    from collections.abc import Callable

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
NOW = "2026-03-01T09:00:00.000Z"

FLOWS = {
    "userName": ("user.login", None),
    "givenName": ("user.firstName", "name.givenName"),
    "displayName": ("user.firstName + ' ' + user.lastName", "displayName"),
    "email": ("user.email", "emails.^[primary==true].value"),
    "otherEmail": ("user.secondEmail", "emails.^[type=='other'].value"),
    "title": ("user.title", "title"),
    "shortTitle": ("String.substring(user.title, 0, 3)", "nickName"),
    "phone": ("user.primaryPhone", "phoneNumbers.^[type=='work'].value"),
    "country": ("user.countryCode", "addresses.^[type=='work'].country"),
    "zone": ("user.timezone", "timezone"),
    "locale": ("user.locale", "locale"),
    "language": ("user.preferredLanguage", "preferredLanguage"),
    "userType": ("user.userType", "userType"),
    "photo": ("user.photos", "photos.value"),
    "boss": ("getManagerUser('active_directory').login", "profileUrl"),
}


def project_files() -> dict[str, Any]:
    """A mapping and its app user schema."""
    custom = {
        name: {"type": "string", "externalName": external, "externalNamespace": CORE}
        for name, (_, external) in FLOWS.items()
        if external
    }
    custom["title"]["maxLength"] = 8
    custom["userType"]["enum"] = ["Employee", "Contractor"]
    return {
        "mapping.json": {
            "source": {"id": "oty1", "type": "user", "name": "user"},
            "target": {"id": "0oa1", "type": "appuser", "name": "paperlane"},
            "properties": {n: {"expression": text, "pushStatus": "PUSH"} for n, (text, _) in FLOWS.items()},
        },
        "app_schema.json": {
            "id": "https://acme.okta.com/meta/schemas/apps/0oa1/default",
            "name": "paperlane",
            "definitions": {
                "base": {
                    "id": "#base",
                    "type": "object",
                    "properties": {"userName": {"type": "string", "required": True}},
                },
                "custom": {"id": "#custom", "type": "object", "properties": custom},
            },
        },
    }


def run_of(target: str | None = None) -> Run:
    """A run over the project, all rules."""
    inputs = Inputs([], [], [])
    for name, value in project_files().items():
        add_document(inputs, read_text(json.dumps(value), name), named=True)
    project = join(inputs.documents, inputs.items, load_target([target]) if target else None)
    rules = [rule for rule in load_registry().rules if "audit" in rule.presets]
    run = Run(project, rules, lambda _rule, _error: None)
    run.give((Needs.USERS, Needs.TARGET_USERS))
    return run


@pytest.fixture(scope="session")
def make_kernel() -> Callable[..., Kernel]:
    """Makes the kernel of the project."""

    def make(target: str | None = None) -> Kernel:
        run = run_of(target)
        asks = [
            Ask(
                mapping,
                run.asked("check_value", mapping.integration),
                run.asked("check_failure", mapping.integration),
                False,
            )
            for mapping in run.project.mappings
        ]
        return Kernel(asks, NOW)

    return make
