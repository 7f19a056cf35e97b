"""`maplint explain "ERROR TEXT"`: the frame of Okta, known messages, other wordings of them, and nothing where nothing is known."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from maplint.engine.page import read_page
from maplint.failures import Sureness, diagnose, failures, read_message
from maplint.failures.corpus import HOLE, SEEN_IN, corpus, messages_of
from maplint.scim.catalog import load_entry, target_names
from maplint.testing import rules_of

CREATING = (
    "Automatic provisioning of user Ada Byron to app Inkwell failed: Error while creating user ada@inkwell.example: "
)

HELD_OUT = yaml.safe_load(Path(__file__).with_name("held_out.yaml").read_text(encoding="utf-8"))
WORDINGS = [(entry["text"], entry["causes"]) for entry in HELD_OUT["wordings"]]


def first(text: str) -> list[str]:
    return [cause.failure.id for cause in diagnose(text).causes]


@pytest.mark.parametrize(("text", "wanted"), WORDINGS)
def test_other_wordings_are_recognised(text: str, wanted: str) -> None:
    assert set(first(text)[:3]) & set(wanted)


def test_most_of_them_come_first() -> None:
    right = sum(first(text)[0] in wanted for text, wanted in WORDINGS)
    assert right / len(WORDINGS) >= 0.95


@pytest.mark.parametrize("text", HELD_OUT["nothing"])
def test_nothing_is_said_where_nothing_is_known(text: str) -> None:
    assert diagnose(text).causes == []


@pytest.mark.parametrize("known", corpus().messages, ids=lambda known: known.text[:40])
def test_a_known_message_tells_its_causes(known) -> None:  # type: ignore[no-untyped-def]
    text = HOLE.sub("X1", known.text)
    status = f"{known.status} " if known.status else ""
    diagnosis = diagnose(CREATING + f"{status}Errors reported by remote server: {text}")
    assert diagnosis.known is not None
    assert diagnosis.known.text == known.text
    assert first(CREATING + f"{status}Errors reported by remote server: {text}")[0] == known.causes[0]
    assert diagnosis.causes[0].sureness is Sureness.LIKELY


def test_a_message_of_many_causes_makes_none_likely() -> None:
    diagnosis = diagnose("Request is unparsable, syntactically incorrect, or violates schema")
    assert diagnosis.target == "aws-iam-identity-center"
    assert {cause.sureness for cause in diagnosis.causes} == {Sureness.POSSIBLE}
    assert {"F031", "F032", "F013"} <= {cause.failure.id for cause in diagnosis.causes}


@pytest.mark.parametrize("code", ["username_too_long", "email_taken", "invalid_name_specials"])
def test_a_code_of_a_named_target_tells_the_target(code: str) -> None:
    diagnosis = diagnose(SLACK % code)
    assert diagnosis.target == "slack"
    assert diagnosis.known is not None
    assert diagnosis.causes


def test_a_status_alone_tells_what_it_mostly_comes_from() -> None:
    diagnosis = diagnose(CREATING + "Conflict")
    assert first(CREATING + "Conflict")[0] == "F056"
    assert {cause.sureness for cause in diagnosis.causes} == {Sureness.POSSIBLE}
    assert "no more than 409" in diagnosis.causes[0].because


# --- the frame ------------------------------------------------------------------------------------------------------------

PUSHING = "Automatic profile push of user Ada Byron to app Slack (EMEA) failed: Error while trying to push profile update for ada: "
SLACK = 'Error executing createNewUser. Bad Request. Errors reported by the connector : {"Errors":{"description":"%s : user","code":400}}'
GRAPH = (
    "Could not push profile for user received error: Received response with HTTP status code 400. httpStatusCode=400 "
    'errorCode=Request_BadRequest errorMessage="Property usageLocation is invalid."'
)
SCIM = '{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409","scimType":"uniqueness","detail":"taken"}'
OTHER = '{"detail": ["x"], "status": 400, "message": "wrong"}'
REPORTED = "Errors reported by remote server: "

FRAMES = [
    (f"{CREATING}Conflict. {REPORTED}it is there", ("create", "Inkwell", 409, None, "it is there")),
    (f"Error while verifying if user ada exists: Unauthorized. {REPORTED}no", ("verify", None, 401, None, "no")),
    (
        f"{PUSHING}Bad Request. {REPORTED}no. Please fix this on the Tasks Page",
        ("update", "Slack (EMEA)", 400, None, "no"),
    ),
    ("Error authenticating: Unauthorized", ("connect", None, 401, None, "Unauthorized")),
    (SCIM, (None, None, 409, "uniqueness", "taken")),
    (f"{CREATING}Bad Request. {REPORTED}{OTHER}", ("create", "Inkwell", 400, None, "wrong")),
    (f"{SLACK % 'email_taken'} Error code: null", ("create", None, 400, None, "email_taken : user")),
    (GRAPH, ("update", None, 400, None, "Property usageLocation is invalid")),
    ("HTTP 429 slow down", (None, None, 429, None, "HTTP 429 slow down")),
    ("This choice creates a conflict.", (None, None, None, None, "This choice creates a conflict")),
    ("Error while updating user ada: 404 gone", ("update", None, 404, None, "404 gone")),
]


@pytest.mark.parametrize(("text", "parts"), FRAMES)
def test_the_frame_is_told_from_what_was_said(text: str, parts: tuple[object, ...]) -> None:
    message = read_message(text)
    assert (message.operation, message.app, message.status, message.scim_type, message.detail) == parts


@given(st.text(max_size=300))
def test_any_text_is_borne(text: str) -> None:
    for cause in diagnose(text).causes:
        assert cause.failure.id in corpus().failures


@given(st.sampled_from(corpus().messages), st.sampled_from(["", "\n", "  "]), st.booleans())
def test_letter_case_and_line_breaks_do_not_count(known, blank: str, capitals: bool) -> None:  # type: ignore[no-untyped-def]
    text = HOLE.sub("X1", known.text).replace(" ", f" {blank}")
    found = diagnose(text.upper() if capitals else text).known
    assert found is not None


# --- the data -------------------------------------------------------------------------------------------------------------


def test_the_corpus_is_whole() -> None:
    known = corpus().failures
    assert len(known) == len({failure.title for failure in failures()})
    for failure in failures():
        assert re.fullmatch(r"F\d{3}", failure.id)
        assert failure.sources or failure.id in {"F129", "F130"}
        assert failure.seen_in
        assert set(failure.seen_in) <= set(SEEN_IN)
        assert failure.why.endswith(".")
        assert failure.fix.endswith(".")
        assert not failure.title.endswith(".")
    for message in corpus().messages:
        assert message.causes
        assert message.source
        assert set(message.causes) <= set(known)
    assert {cause for causes in corpus().statuses.values() for cause in causes} <= set(known)
    for evidence in (corpus().operations, corpus().scim_types):
        assert {name for factors in evidence.values() for name in factors} <= set(known)
    words = [word for word in corpus().words if corpus().words[word] != word]
    assert len(words) == len(set(words))


def test_what_targets_say_names_known_failures() -> None:
    said = [message for target in target_names() for message in messages_of(load_entry(target))]
    assert len(said) > 40
    assert {cause for message in said for cause in message.causes} <= set(corpus().failures)
    assert all(message.source for message in said)


def test_pages_of_rules_name_known_failures() -> None:
    named = {failure for rule in rules_of("maplint_rules") for failure in read_page(rule).failures()}
    assert named <= set(corpus().failures)
    assert len(named) > 90
