"""What becomes of a user: what Okta and the target have against the values, the lines that make them, the answer."""

from __future__ import annotations

from typing import Any

import pytest

from maplint.scim.validation import Effect, Operation
from maplint.users.preview import Preview, Previewer, Verdict
from tests.users.given import NAMES, NOW, app_schema, joined, mapping, prop, user

SCHEMAS = "urn:ietf:params:scim:schemas:core:2.0"
EMAIL = {"email": "user.email", "emailType": "'work'"}


def previewer(flows: dict[str, str], schema: dict[str, Any] | None = None, target: str | None = None) -> Previewer:
    files = {"mapping": mapping(flows)} | ({"app_schema": app_schema(**schema)} if schema is not None else {})
    return Previewer(joined(target, **files), now=NOW)


def preview(
    flows: dict[str, str], schema: dict[str, Any] | None = None, /, target: str | None = None, **profile: Any
) -> Preview:
    return previewer(flows, schema, target).preview(user(**profile))


def test_what_is_right_is_accepted() -> None:
    made = preview(NAMES | EMAIL, email="ada@paperlane.example")
    assert (made.answer.verdict, made.answer.status, made.problems) == (Verdict.ACCEPTED, 201, ())
    assert made.requests() == [
        ("GET", '/Users?filter=userName eq "ada@paperlane.example"&startIndex=1&count=100'),
        ("POST", "/Users"),
    ]
    assert made.shown_error() is None


# what the target minds: (flows, app user schema or None, values, verdict, cause, the line that is to change, what is said of it)
WRONG: dict[str, tuple[dict[str, str], dict[str, Any] | None, dict[str, Any], Verdict, str, str, str]] = {
    "no e-mail address": (EMAIL, None, {"email": "nobody at all"}, Verdict.MAY_REFUSE, "email", "/properties/email/expression", ""),
    "a placeholder": ({"email": "'N/A'"}, None, {}, Verdict.MAY_REFUSE, "placeholder", "/properties/email/expression", ""),
    "a name that nobody knows": ({"t": "'x'"}, {"t": prop("titel")}, {}, Verdict.MAY_REFUSE, "misspelt",
                                 "/definitions/custom/properties/t/externalName", "write `title` as external name"),
    "a text for true": ({"on": "'true'"}, {"on": prop("active")}, {}, Verdict.REFUSED, "text_for_boolean",
                        "/properties/on/expression", ""),
    "a text for an object": ({"m": "'7'"}, {"m": prop("name")}, {}, Verdict.REFUSED, "scalar",
                             "/definitions/custom/properties/m/externalName", ""),
    "a text for a list of objects": ({"m": "'a@b.example'"}, {"m": prop("emails")}, {}, Verdict.REFUSED, "scalar",
                                     "/definitions/custom/properties/m/externalName", "`emails.^[primary==true].value` as external"),
    "no userName": ({"userName": "user.nickName"}, None, {}, Verdict.REFUSED, "missing", "/properties/userName/expression",
                    "fill it in"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_the_target_minds_leads_to_the_line_to_change(name: str) -> None:
    flows, schema, values, verdict, cause, pointer, help_ = WRONG[name]
    made = preview(flows, schema, **values)
    assert made.answer.verdict is verdict
    problem = next(p for p in made.problems if p.cause == cause)
    assert problem.place is not None
    assert "/" + "/".join(map(str, problem.place.pointer)) == pointer
    assert help_ in problem.help


def test_what_is_missing_is_told_by_why_it_is_missing() -> None:
    made = preview({"userName": "user.nickName"})
    (problem,) = made.problems
    assert problem.origin == "`user.nickName` has no value"
    unmapped = preview({"givenName": "user.firstName"}, target="aws-iam-identity-center")
    problem = next(p for p in unmapped.problems if p.path == "displayName")
    assert (problem.flow, problem.help) == (None, "map a value to `displayName`")


def test_what_okta_refuses_is_not_sent_and_the_target_is_asked_all_the_same() -> None:
    made = preview({"t": "user.title"}, {"t": prop("title", maxLength=3)}, title="Pilot")
    assert (made.answer.verdict, made.answer.status, made.answer.target) == (Verdict.WITHHELD, None, Verdict.ACCEPTED)
    (problem,) = made.problems
    assert (problem.by, problem.effect, problem.pointer) == ("Okta", Effect.REFUSES, ("title",))
    assert made.shown_error() is None


def test_an_update_keeps_what_cannot_be_computed() -> None:
    given = joined(mapping=mapping({"t": "user.onCall"}), app_schema=app_schema(t=prop("title")))
    made = Previewer(given, Operation.REPLACE, now=NOW).preview(user(onCall=True))
    assert (made.answer.verdict, made.answer.status) == (Verdict.ACCEPTED, 200)
    assert [problem.effect for problem in made.problems] == [Effect.IGNORES]


def test_what_nobody_can_know_is_not_said_to_be_missing() -> None:
    flows = {"userName": "isMemberOfGroupName('x') ? 'a' : 'b'"}
    made = preview(flows)
    assert (made.answer.verdict, made.answer.undecided) == (Verdict.ACCEPTED, ("userName",))


def published(*attributes: dict[str, Any]) -> dict[str, Any]:
    """What a target answers whose users have these attributes."""
    core = {"name": "userName", "type": "string", "multiValued": False, "required": True}
    schema = {
        "schemas": [f"{SCHEMAS}:Schema"],
        "id": f"{SCHEMAS}:User",
        "name": "User",
        "attributes": [core, *attributes],
    }
    return {"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": 1, "Resources": [schema]}


def test_what_okta_sends_to_every_target_is_no_fault_of_the_mapping() -> None:
    given = joined(mapping=mapping({"t": "user.title"}), app_schema=app_schema(t=prop("title")), target=published())
    made = Previewer(given, now=NOW).preview(user(title="x"))
    assert [problem.path for problem in made.problems] == ["title"]
    assert any("takes what Okta sends to everybody" in sentence for sentence in made.request.assumed)


def test_the_random_password_is_not_measured() -> None:
    password = {"name": "password", "type": "string", "minLength": 40}
    given = joined(mapping=mapping({}), app_schema=app_schema(t=prop("title")), target=published(password))
    assert Previewer(given, now=NOW).preview(user()).problems == ()


def test_what_other_resources_need_is_not_asked_of_users() -> None:
    assert preview(NAMES, target="okta-entitlements").answer.verdict is Verdict.ACCEPTED


# --- names that are taken -----------------------------------------------------------------------------------------------------


def test_a_second_user_of_one_name_is_a_conflict_whatever_its_letter_case() -> None:
    run = previewer(NAMES)
    assert run.preview(user("00u1", login="Ada@paperlane.example")).answer.status == 201
    made = run.preview(user("00u2", login="ada@PAPERLANE.example"))
    assert (made.answer.verdict, made.answer.status, made.answer.scim_type) == (Verdict.CONFLICT, 409, "uniqueness")
    assert "00u1" in made.problems[-1].message
    assert "Conflict" in (made.shown_error() or "")
    assert run.preview(user("00u3", login="bo@paperlane.example")).answer.status == 201


def test_who_is_refused_takes_no_name() -> None:
    run = previewer({**NAMES, "t": "user.title"}, {"t": prop("title", maxLength=3)})
    assert run.preview(user("00u1", title="Pilot")).answer.verdict is Verdict.WITHHELD
    assert run.preview(user("00u2", title="P")).answer.status == 201


def test_names_are_compared_as_the_target_makes_them() -> None:
    run = previewer({**NAMES, **EMAIL, "displayName": "'x'"}, target="github-emu")
    first = run.preview(user("00u1", login="ada.b@paperlane.example", email="a@b.example"))
    second = run.preview(user("00u2", login="ada-b@quay.example", email="c@b.example"))
    assert not first.answer.verdict.refused
    assert second.answer.verdict is Verdict.CONFLICT


def test_who_is_found_at_the_target_is_linked_and_updated() -> None:
    there = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "7", "userName": "ada@paperlane.example"}
    made = previewer(NAMES).preview(user(), there)
    assert [method for method, _ in made.requests()] == ["GET", "GET", "PUT"]
    assert made.answer.status == 200
    assert made.request.body["id"] == "7"


def test_who_has_left_is_said_to_have_left() -> None:
    made = previewer(NAMES).preview(user()._replace(status="DEPROVISIONED"))
    assert "deactivated" in made.mistaken
