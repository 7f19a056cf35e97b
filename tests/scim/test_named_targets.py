"""The catalogue: every named target loads, says where it has its limits from, and holds at least the fact named here."""

from __future__ import annotations

import pytest

from maplint.scim.catalog import KINDS, load_entry, target_names
from maplint.scim.catalog.form import faults
from maplint.scim.characters import CharacterError, read_allowed, refused
from maplint.scim.limits import Limit, refusal
from maplint.scim.path import parse_attribute_path
from maplint.scim.target import TargetError, guess_target, load_target
from maplint.source.document import read_text

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
# name -> a limit that it must have: (kind, path as the catalogue writes it, value)
FACTS = {
    "15five": ("unique", "emails.value", None),
    "1password": ("immutable", "emails.value", None),
    "asana": ("format", "userName", "email"),
    "atlassian-cloud": ("exactly_one_true", "emails.primary", None),
    "auth0-inbound": ("format", "roles", "objects"),
    "authentik": ("note", "userName", "an existing account with the same username is taken over instead of 409"),
    "aws-iam-identity-center": ("max_length", "userName", 128),
    "beyond-identity": ("max_values", "emails", 1),
    "clerk": ("required", "emails.value", None),
    "cloudflare": ("ignored", "*", None),
    "databricks": ("ignored", "emails", None),
    "datadog": ("enum", "emails.type", ["work"]),
    "dropbox": ("note", "active", "suspending a user who is only invited deletes the user"),
    "figma": ("max_length", "userName", 100),
    "fivetran": ("equals", "userName", "emails.value"),
    "fusionauth": ("unique", "userName", None),
    "github-emu": ("normalized", "userName", "local-part-dashed"),
    "gitlab": ("immutable", "userName", None),
    "grafana": ("equals", "externalId", "SAML userUID assertion"),
    "gravitee-am": ("required_if_parent", "emails.value", None),
    "hcp-terraform": ("max", "Request.count", 200),
    "langfuse": ("note", "roles", "Okta attribute must be of type Personal, not Group, else the user gets no role"),
    "launchdarkly": ("namespace", "urn:ietf:params:scim:schemas:extension:launchdarkly:2.0:User:role", None),
    "miro": ("max_length", "displayName", 60),
    "new-relic": ("format", "timezone", "timezone"),
    "notion": ("required", "emails.value", None),
    "okta-entitlements": ("max_length", "urn:okta:scim:schemas:core:1.0:Entitlement:description", 1000),
    "opentext-customer-portal": ("rejected", "emails.primary", None),
    "oracle-life-sciences-iams": ("min_length", "userName", 4),
    "ory-polis": ("unique", "emails.value", None),
    "pagerduty": ("reserved", 'roles[type eq "base"].value', ["owner"]),
    "perimeter81": ("charset", "name.givenName", "[A-Za-z0-9]+"),
    "salesforce": ("format", "locale", "locale-underscore"),
    "scim-for-keycloak": ("required_if_parent", f"{ENTERPRISE}:manager.value", None),
    "sentry": ("immutable", "userName", None),
    "servicenow": ("ignored", ENTERPRISE, None),
    "simpleidserver": ("null_rejected", "emails", None),
    "slack": ("max_length", "userName", 21),
    "snipe-it": ("note", "userName", "a duplicate is answered 201"),
    "snowflake": ("case", "defaultRole", "upper"),
    "sourcegraph": ("note", "Request.Authorization", 'the header is "Bearer TOKEN"'),
    "statsig": ("required", "emails", None),
    "tableau-cloud": (
        "enum", "roles.value",
        ["Creator", "SiteAdministratorCreator", "Explorer", "SiteAdministratorExplorer", "ExplorerCanPublish", "Viewer", "Unlicensed"],
    ),
    "tealium": ("format", "userName", "email"),
    "travelperk": ("unique", "userName", None),
    "twilio": ("equals", "userName", "emails[primary eq true].value"),
    "webex": ("enum", "userType", ["user", "room", "external_calling", "calling_service"]),
    "workos-directory-sync": ("format", "userName", "email"),
    "workvivo": ("null_rejected", "*required", None),
    "wso2": ("note", "urn:scim:wso2:schema", "system attributes live both here and in the enterprise URN"),
    "zendesk": ("enum", "role", ["end-user", "agent", "admin"]),
    "zoom": ("format", "userName", "email"),
}  # fmt: skip


@pytest.mark.parametrize("name", FACTS)
def test_a_named_target_has_its_limit(name: str) -> None:
    kind, path, value = FACTS[name]
    found = [limit for limit in load_entry(name)["limits"] if limit["kind"] == kind and limit["path"] == path]
    assert value in [limit.get("value") for limit in found]


def test_a_limit_of_every_target_is_held_fast() -> None:
    assert set(FACTS) == set(target_names())


@pytest.mark.parametrize("name", target_names())
def test_every_limit_has_a_known_kind_and_a_source(name: str) -> None:
    entry = load_entry(name)
    assert list(faults(entry)) == []
    assert entry["id"] == name
    assert entry["limits"]
    for limit in entry["limits"]:
        assert limit["kind"] in KINDS
        assert limit["basis"] in ("documented", "third-party", "inferred")
        assert limit["sources"]
        assert all(source in entry["sources"] for source in limit["sources"])
    assert load_target([name]).limits


def test_there_are_all_of_them() -> None:
    assert len(target_names()) == 52


def test_the_standard_alone_is_a_target() -> None:
    target = load_target(["rfc7643"])
    assert (target.title, target.name, target.assumed, target.limits) == ("RFC 7643", None, False, [])
    assert load_target(["rfc7643", "slack"]).name == "slack"
    with pytest.raises(TargetError, match="maplint schema"):
        load_entry("rfc7643")


def test_an_unknown_name_is_told_the_nearest() -> None:
    with pytest.raises(TargetError, match="did you mean `slack`"):
        load_target(["slak"])
    assert load_entry("AWS_IAM_Identity-Center")["id"] == "aws-iam-identity-center"


def test_limits_are_found_by_path_by_kind_and_by_filter() -> None:
    aws = load_target(["aws-iam-identity-center"])
    limit = aws.limit(parse_attribute_path("userName"), "max_length")
    assert limit is not None
    assert limit.value == 128
    other = aws.limit(parse_attribute_path("title"), "max_length")
    assert other is not None
    assert other.value == 1024
    pagerduty = load_target(["pagerduty"])
    assert pagerduty.limits_of(parse_attribute_path('roles[type eq "base"].value'), "enum")
    assert not pagerduty.limits_of(parse_attribute_path('roles[type eq "other"].value'), "enum")


def test_a_target_may_be_proposed_by_name() -> None:
    assert guess_target("slack", "Slack") == "slack"
    assert guess_target("awssso", "AWS") == "aws-iam-identity-center"
    assert guess_target("acme_board_1", "Board") is None


PRIVATE = """
maplint-target:
  id: rota
  title: the rota
  limits:
    - {path: userName, kind: max_length, value: 12, basis: documented, sources: [wiki]}
  attributes:
    - {path: shiftCode, type: string}
  sources: {wiki: https://wiki.example}
"""


def test_a_private_description() -> None:
    target = load_target([read_text(PRIVATE, "rota.yaml")])
    assert target.title == "the rota"
    assert target.resolve(parse_attribute_path("shiftCode")).attribute is not None
    limit = target.limit(parse_attribute_path("userName"), "max_length")
    assert limit is not None
    assert limit.sources == ("https://wiki.example",)


SLIPS = [
    ("title: the rota", "titel: the rota", "rota.yaml:4:3: unknown key `titel`, did you mean `title`"),
    ("kind: max_length", "kind: max_lenght", "rota.yaml:6:30: the limit is of the unknown kind `max_lenght`, did you mean `max_length`"),
    ("value: 12", "value: twelve", "rota.yaml:6:49: `max_length` needs a number as its `value`"),
    ("basis: documented", "bases: documented", "rota.yaml:6:53: unknown key `bases`, did you mean `basis`"),
    ("basis: documented", "basis: hearsay", "rota.yaml:6:60: `basis` is `hearsay`, which is none of documented, third-party, inferred"),
    ("sources: [wiki]", "sources: [wik]", "rota.yaml:6:82: `wik` is not among the description's `sources`"),
    ("path: userName", "path: 'userName['", "rota.yaml:6:14: `userName[` is no attribute path"),
    ("type: string", "type: text", "rota.yaml:8:31: `type` is `text`, which is none of string, boolean"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "slip", "said"), SLIPS)
def test_a_slip_in_a_private_description_is_named_at_its_place(right: str, slip: str, said: str) -> None:
    with pytest.raises(TargetError) as caught:
        load_target([read_text(PRIVATE.replace(right, slip, 1), "rota.yaml")])
    assert said in str(caught.value)


def test_what_a_private_description_says_of_an_attribute_counts() -> None:
    text = PRIVATE.replace("type: string}", "type: string, required: true, max_length: 4, canonical_values: [a, b]}")
    target = load_target([read_text(text, "rota.yaml")])
    found = target.resolve(parse_attribute_path("shiftCode")).attribute
    assert found is not None
    assert (found.required, found.max_length, found.canonical_values) == (True, 4, ("a", "b"))


def test_a_limit_under_a_condition_is_shown_and_used_by_no_rule() -> None:
    entry = load_entry("webex")
    assert any("when" in limit for limit in entry["limits"])
    assert not load_target(["webex"]).limits_of(parse_attribute_path("phoneNumbers"), "rejected")


def test_only_a_general_error_text_is_quoted_for_every_cause() -> None:
    assert "arguments is invalid" in refusal(load_target(["webex"]), "400")
    assert refusal(load_target(["zoom"]), "400 invalidValue") == "400 invalidValue"


@pytest.mark.parametrize(
    ("allowed", "text", "first"),
    [
        ("[A-Za-z0-9]+", "Anna", None), ("[A-Za-z0-9]+", "Zo\u00eb", "\u00eb"), (r"[\p{L} .-]+", "Zo\u00eb M.-L.", None),
        (r"[\p{L} .-]+", "a_b", "_"), ("[a-z-]+", "a-b", None), (r"[\u0020-\u007e]*", "a\u00a0", "\u00a0"),
    ],
)  # fmt: skip
def test_the_first_refused_character_is_found(allowed: str, text: str, first: str | None) -> None:
    assert refused(charset(allowed), text) == first


@pytest.mark.parametrize("text", ["abc", "[]", "[^a]", "[z-a]", r"[\q]"])
def test_what_is_no_set_of_characters_is_said(text: str) -> None:
    with pytest.raises(CharacterError):
        read_allowed(text)


def charset(allowed: str) -> Limit:
    return Limit("charset", None, "*string", "User", allowed, None, None, None, None, "documented", (), None)
