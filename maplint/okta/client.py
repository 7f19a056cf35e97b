"""Okta as a SCIM client: what it asks and sends beside the values of a mapping, and what administrators read when it fails.

Source: Okta, SCIM 2.0 protocol reference ("Create Users", "Update a specific User (PUT)"); the sentences of errors from
support articles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.record import NamedTuple
from maplint.scim.path import AttributePath

if TYPE_CHECKING:
    from maplint.okta.application import Application
    from maplint.scim.target import Target

USER_ID_PREFIX = "00u"
"""What the ids of Okta's users begin with."""
RANDOM_PASSWORD = "(random)"
"""Stands for the password that Okta makes up."""
TARGET_ID = "(the target's id)"
"""Stands for the id that the target gives a user."""
UNKNOWN_ID = "(the user's Okta id)"
"""Stands for the id of a user of whom only a table is given."""

STAND_INS = (RANDOM_PASSWORD, TARGET_ID, UNKNOWN_ID)
SENT_BY_ITSELF = ("externalId", "groups", "password", "active", "id")
"""What a request holds without any mapping, `id` in that of an update."""

_NO_PASSWORD = "PUSH_NEW_USERS_WITHOUT_PASSWORD"


class Implicit(NamedTuple):
    """An attribute that Okta sends without any mapping. ``why`` says what it is; ``made_up``: the value only stands for one that
    nobody can tell."""

    name: str
    value: Any
    why: str
    made_up: bool = False


def implicit_attributes(user_id: str, application: Application | None) -> tuple[Implicit, ...]:
    """What a create request holds beside the values of the mapping, but for `schemas`, in Okta's order."""
    known = user_id.startswith(USER_ID_PREFIX)
    found = [
        Implicit("externalId", user_id if known else UNKNOWN_ID, "the user's id in Okta", made_up=not known),
        Implicit("groups", [], "always empty"),
        Implicit("password", RANDOM_PASSWORD, "a random one, also when password sync is off", made_up=True),
        Implicit("active", True, "the user is assigned"),
    ]
    if application is not None and application.has_feature(_NO_PASSWORD):
        found = [attribute for attribute in found if attribute.name != "password"]
    return tuple(found)


def is_left_out(name: str, target: Target) -> bool:
    """Whether an attribute that Okta sends by itself is refused by a named target: the target's own connector then surely
    leaves it out. Source: AWS refuses password and groups, and its connector of Okta's catalogue works."""
    path = AttributePath(None, name)
    return any(
        limit.kind == "rejected" and limit.resource == "User" and limit.event in (None, "create") and limit.names(path)
        for limit in target.limits
    )


def lookup(value: str) -> str:
    """The request by which Okta asks whether a user is there already."""
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'/Users?filter=userName eq "{quoted}"&startIndex=1&count=100'


_REASONS = {400: "Bad Request", 401: "Unauthorized", 409: "Conflict", 422: "Unprocessable Entity"}


def reason_phrase(status: int) -> str:
    """What HTTP calls a status that targets answer."""
    return {200: "OK", 201: "Created", **_REASONS}.get(status, "")


def shown_error(user: str, app: str, status: int, detail: str | None, *, create: bool) -> str:
    """The error as Okta's tasks and System Log show it; ``detail`` is what the target says, None where its words are not known."""
    what = f"Error while creating user {user}" if create else f"Error while trying to push profile update for {user}"
    said = f"{what}: {_REASONS.get(status, 'Bad Request')}. Errors reported by remote server: {detail or '...'}"
    return f"Automatic provisioning of user {user} to app {app} failed: {said}" if create else said
