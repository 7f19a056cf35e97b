"""Situations that people report, each by the one thing that is wrong in it, and situations that are right: what rules say of them."""

from __future__ import annotations

import pytest

from maplint.scim.target import Target, load_target, rfc7643_target
from tests.engine.test_target_limits import CORE, ENTERPRISE, Row, files_findings

OWN = "urn:ietf:params:scim:schemas:extension:acme:2.0:User"

BASICS = [
    Row("name.givenName", "user.firstName"),
    Row("name.familyName", "user.lastName"),
    Row("emails.^[primary==true].value", "user.email"),
    Row("displayName", "user.firstName + ' ' + user.lastName"),
]

# what is wrong: (rows, userName's template, target, code that must be said)
WRONG: dict[str, tuple[list[Row], str | None, str | None, str]] = {
    "F001 underscore in the name": ([Row("user_type", "user.userType")], None, None, "MAP104"),
    "F001 given name in other style": ([Row("name.given_name", "user.firstName")], None, None, "MAP104"),
    "F002 no namespace": ([Row("title", "user.title", ""), *BASICS], None, None, "MAP107"),
    "F003 urn_ietf": (
        [Row("department", "user.department", "urn_ietf:params:scim:schemas:extension:enterprise:2.0:User")],
        None,
        None,
        "MAP108",
    ),
    "F003 rn:ietf": ([Row("department", "user.department", ENTERPRISE[1:])], None, None, "MAP108"),
    "F005 department in the core": ([Row("department", "user.department", CORE)], None, None, "MAP106"),
    "F005 title in the extension": ([Row("title", "user.title", ENTERPRISE)], None, None, "MAP106"),
    "the extension below the core": (
        [Row("department", "user.department", f"{CORE}:enterprise"), *BASICS],
        None,
        None,
        "MAP106",
    ),
    "nothing below the core": ([Row("badge", "user.department", f"{CORE}:acme"), *BASICS], None, None, "MAP105"),
    "F006 SCIM 1.1": (
        [Row("department", "user.department", "urn:scim:schemas:extension:enterprise:1.0")],
        None,
        None,
        "MAP110",
    ),
    "F007 URN in the name": ([Row(f"{ENTERPRISE}:department", "user.department", ENTERPRISE)], None, None, "MAP111"),
    "F008 RFC 7644 filter": ([Row('emails[type eq "work"].value', "user.email")], None, None, "MAP109"),
    "F008 one equals sign": ([Row("emails.^[type='work'].value", "user.email")], None, None, "MAP109"),
    "F010 no external name": ([Row("", "user.title")], None, None, "MAP114"),
    "F011 the same path twice": ([Row("title", "user.title"), Row("title", "user.nickName")], None, None, "MAP112"),
    "F013 unknown at a strict target": ([Row("emails.^[type=='work'].dispaly", "user.email")], None, None, "MAP10"),
    "F019 roles as text": ([Row("roles", "user.userType")], None, None, "MAP201"),
    "F020 manager as text": ([Row("manager", "user.manager", ENTERPRISE)], None, None, "MAP201"),
    "F021 manager by name": ([Row("manager.value", "user.manager", ENTERPRISE)], None, None, "MAP205"),
    "F022 emails as text": ([Row("emails", "user.email")], None, None, "MAP201"),
    "F023 name as text": ([Row("name", "user.displayName")], None, None, "MAP201"),
    "F024 list for one value": ([Row("title", "{user.title, user.nickName}")], None, None, "MAP204"),
    "F025 text for a boolean": ([Row("emails.^[type=='work'].primary", "'true'")], None, None, "MAP202"),
    "F027 not a member": ([Row("userType", "'employee'")], None, "webex", "MAP203"),
    "F028 other letter case": ([Row("defaultRole", "'analyst'")], None, "snowflake", "MAP208"),
    "F033 no address": ([Row("title", "user.title")], None, None, "MAP304"),
    "F034 no primary address": ([Row("emails.^[type=='work'].value", "user.email")], None, "atlassian-cloud", "MAP305"),
    "F035 empty text": (
        [Row("title", "user.title == null ? '' : user.title")],
        None,
        "aws-iam-identity-center",
        "MAP306",
    ),
    "F037 type without value": (
        [
            Row("phoneNumbers.^[type=='work'].type", "'work'"),
            Row("phoneNumbers.^[type=='work'].value", "user.primaryPhone"),
        ],
        None,
        None,
        "MAP307",
    ),
    "F038 the word null": ([Row("title", "user.title == null ? 'null' : user.title")], None, None, "MAP309"),
    "F039 half an address": (
        [Row("addresses.^[type=='work'].locality", "user.city")],
        None,
        "aws-iam-identity-center",
        "MAP303",
    ),
    "F041 no address as userName": (
        [Row("title", "user.title")],
        'String.substringBefore(user.email, "@")',
        "miro",
        "MAP401",
    ),
    "F044 too long": ([Row("displayName", "'" + "x" * 81 + "'")], None, "slack", "MAP402"),
    "F045 refused character": (
        [Row("title", "user.title + '; ' + user.department")],
        None,
        "aws-iam-identity-center",
        "MAP404",
    ),
    "F047 beyond ASCII": ([Row("emails.^[type=='work'].value", "'zo\u00eb@acme.example'")], None, None, "MAP405"),
    "F048 a country by name": ([Row("addresses.^[type=='work'].country", "'Germany'")], None, None, "MAP410"),
    "F049 an underscore": ([Row("preferredLanguage", "'en_US'")], None, None, "MAP407"),
    "F053 the owner": ([Row("roles.^[type=='base'].value", "'owner'")], None, "pagerduty", "MAP412"),
    "F055 a blank at the end": ([Row("title", "'Engineer '")], None, None, "MAP406"),
    "F057 names alone": ([Row("title", "user.title")], "user.lastName", None, "MAP507"),
    "F064 a name that changes": ([Row("title", "user.title")], "user.firstName + '.' + user.lastName", None, "MAP50"),
    "F068 immutable and pushed": ([Row("emails.^[type=='work'].value", "user.email")], None, "gitlab", "MAP601"),
    "F069 read-only": ([Row("groups.^[type=='direct'].value", "user.department")], None, None, "MAP607"),
    "F073 active": ([Row("active", "user.status == 'ACTIVE'", CORE, "PUSH", "boolean")], None, None, "MAP608"),
    "F075 on create only": (
        [Row("department", "user.department", ENTERPRISE, "DONT_PUSH"), *BASICS],
        None,
        None,
        "MAP605",
    ),
    "F077 a picture": ([Row("photos.^[type=='photo'].value", "user.thumbnailPhoto")], None, None, "MAP415"),
    "F093 opposites": (
        [Row("name.givenName", "user.lastName"), Row("name.familyName", "user.firstName")],
        None,
        None,
        "MAP209",
    ),
    "F094 a constant": ([Row("title", "user.title")], "'test'", None, "MAP210"),
    "F117 an address that is made": (
        [Row("emails.^[primary==true].value", "user.firstName + '.' + user.lastName + '@acme.example'")],
        None,
        None,
        "MAP511",
    ),
    "F063 name and address": ([Row("emails.^[primary==true].value", "user.email")], "user.login", "twilio", "MAP508"),
    "F079 a root in capitals": ([Row("title", "User.title")], None, None, "MAP704"),
    "F079 a root misspelt": ([Row("title", "usr.title")], None, None, "MAP704"),
    "F079 a root of other places": ([Row("title", "profile.title")], None, None, "MAP704"),
    "F079 no root": ([Row("title", "title")], None, None, "MAP704"),
    "F078 an attribute of a text": ([Row("title", "user.manager.email")], None, None, "MAP703"),
    "an attribute in quotes": ([Row("title", '"user.title"')], None, None, "MAP309"),
    "a text as condition": ([Row("title", "user.title ? user.title : 'Staff'")], None, None, "MAP727"),
    "no time zone": ([Row("title", 'Time.now("PST")')], None, None, "MAP725"),
    "a namespace misspelt": ([Row("title", "Strings.replace(user.title, 'a', 'b')")], None, None, "MAP723"),
    "F041 an employee number as userName": ([Row("title", "user.title")], "user.employeeNumber", "zoom", "MAP401"),
    "F049 a language by its name": ([Row("preferredLanguage", "'english'")], None, None, "MAP407"),
    "F049 a locale by its name": (
        [Row("locale", "user.locale == null ? 'German' : user.locale")],
        None,
        None,
        "MAP407",
    ),
    "F055 a blank at the end of a join": ([Row("displayName", "user.firstName + ' '")], None, None, "MAP406"),
    "F055 a blank before a join": (
        [Row("displayName", "user.title == null ? null : ' ' + user.title")],
        None,
        None,
        "MAP406",
    ),
    **{
        f"F004 {urn}": ([Row("division", "user.division", f"urn:ietf:params:scim:{urn}")], None, None, "MAP105")
        for urn in (
            "schemas:extension:enterprise:2.0",
            "schemas:extension:enterprise:User",
            "schemas:enterprise:2.0:User",
            "extension:enterprise:2.0:User",
            "schemas:extension:enterprise:2.0:User:division",
            "schemas:extension:enterprise:User:2.0",
        )
    },
    "F003 urn twice": ([Row("division", "user.division", f"urn:{ENTERPRISE}")], None, None, "MAP108"),
    "a second address": (
        [Row("emails.^[primary==true].value", "user.email"), Row("emails.^[type=='other'].value", "user.secondEmail")],
        None,
        "aws-iam-identity-center",
        "MAP112",
    ),
}

# Mappings that work, as vendors and Okta describe them: nothing may be said at all.
RIGHT: dict[str, tuple[list[Row], str | None, str | None]] = {
    "the basics": (BASICS, None, None),
    "the basics at AWS": (BASICS, "user.login", "aws-iam-identity-center"),
    "the basics at Atlassian": (BASICS, None, "atlassian-cloud"),
    "the basics at GitHub": (
        [*BASICS, Row("emails.^[primary==true].type", "'work'"), Row("externalId", "user.getInternalProperty('id')")],
        "user.login",
        "github-emu",
    ),
    "the basics at Figma": (BASICS, "user.email", "figma"),
    "the basics at Zoom": (BASICS, "user.email", "zoom"),
    "a seat at Figma": ([*BASICS, Row("roles.^[type=='seatType'].value", "'Full'")], "user.email", "figma"),
    "a user type at New Relic": (
        [*BASICS, Row("nrUserType", "'full user'", "urn:ietf:params:scim:schemas:extension:newrelic:2.0:User")],
        "user.email",
        "new-relic",
    ),
    "a role at PagerDuty": ([*BASICS, Row("roles.^[type=='base'].value", "'observer'")], "user.email", "pagerduty"),
    "a role at Tableau": ([*BASICS, Row("roles.^[primary==true].value", "'Viewer'")], "user.email", "tableau-cloud"),
    "a region among others": ([*BASICS, Row("userType", "user.city == 'Oslo' ? 'EMEA' : 'NA'")], None, None),
    "another app's profile": ([*BASICS, Row("title", "zendesk.role")], None, None),
    "joined texts compared": (
        [*BASICS, Row("title", "user.firstName + ' ' + user.lastName == 'Ada Lovelace' ? 'Countess' : 'Staff'")],
        None,
        None,
    ),
    "a time in a zone": ([*BASICS, Row("since", 'Time.now("Europe/Oslo", "yyyy-MM-dd")', OWN)], None, None),
    "an extension of one's own": ([*BASICS, Row("badge", "user.employeeNumber", OWN)], None, None),
    "employee number and division": (
        [
            *BASICS,
            Row("employeeNumber", "user.employeeNumber", ENTERPRISE),
            Row("division", "user.division", ENTERPRISE),
        ],
        None,
        None,
    ),
    "manager by id": ([*BASICS, Row("manager.value", "user.managerId", ENTERPRISE)], None, None),
    "a mobile number": ([*BASICS, Row("phoneNumbers.^[type=='mobile'].value", "user.mobilePhone")], None, None),
    "two numbers": (
        [
            *BASICS,
            Row("phoneNumbers.^[type=='mobile'].value", "user.mobilePhone"),
            Row("phoneNumbers.^[type=='work'].value", "user.primaryPhone"),
        ],
        None,
        None,
    ),
    "a whole address": (
        [
            *BASICS,
            *(
                Row(f"addresses.^[type=='work'].{part}", f"user.{name}")
                for part, name in (
                    ("streetAddress", "streetAddress"),
                    ("locality", "city"),
                    ("region", "state"),
                    ("postalCode", "zipCode"),
                    ("country", "countryCode"),
                )
            ),
        ],
        None,
        "aws-iam-identity-center",
    ),
    "a fallback": ([*BASICS, Row("nickName", "user.nickName == null ? user.firstName : user.nickName")], None, None),
    "a language and its locale": (
        [*BASICS, Row("preferredLanguage", "user.preferredLanguage ?: 'fr, en;q=0.8'"), Row("locale", "'zh_Hans_CN'")],
        None,
        None,
    ),
    "blanks as separators": ([*BASICS, Row("nickName", "user.lastName + ', ' + user.firstName")], None, None),
    "a URN one part longer than the enterprise's": (
        [*BASICS, Row("badge", "user.employeeNumber", f"{ENTERPRISE}:Acme")],
        None,
        None,
    ),
    "a lower-case userName": (BASICS, "String.toLowerCase(user.email)", None),
    "a language by its tag": ([*BASICS, Row("preferredLanguage", "'en-US'")], None, None),
    "a zone by its name": ([*BASICS, Row("timezone", "'Europe/Berlin'")], None, None),
    "a country by its code": ([*BASICS, Row("addresses.^[type=='work'].country", "'DE'")], None, None),
    "a country by conversion": (
        [
            *BASICS,
            Row(
                "addresses.^[type=='work'].country",
                "user.countryCode == null ? null : Iso3166Convert.toAlpha2(user.countryCode)",
            ),
        ],
        None,
        None,
    ),
    "external id of one's own": ([*BASICS, Row("externalId", "user.employeeNumber")], None, None),
    "a choice by department": (
        [*BASICS, Row("userType", "user.department == 'Sales' ? 'Sales' : 'Staff'")],
        None,
        None,
    ),
    "a profile page": ([*BASICS, Row("profileUrl", "user.profileUrl")], None, None),
    "honorifics": (
        [*BASICS, Row("name.honorificPrefix", "user.honorificPrefix"), Row("name.middleName", "user.middleName")],
        None,
        None,
    ),
    "accents in literals": (
        [*BASICS, Row("title", "user.title == null ? 'Angestellte für Bücher' : user.title")],
        None,
        None,
    ),
    "the basics at Asana": (BASICS, "user.email", "asana"),
    "on create only where it cannot change": (
        [
            *BASICS[:2],
            Row("emails.^[type=='work'].value", "user.email", CORE, "DONT_PUSH"),
            Row("externalId", "user.email"),
        ],
        None,
        "gitlab",
    ),
    "a boolean that is one": (
        [
            Row("emails.^[type=='work'].value", "user.email"),
            Row("emails.^[type=='work'].primary", "true", CORE, "PUSH", "boolean"),
        ],
        None,
        None,
    ),
}


def target_of(name: str | None) -> Target:
    return rfc7643_target() if name is None else load_target([name])


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said(name: str) -> None:
    rows, template, target, code = WRONG[name]
    found = files_findings(rows, template, target_of(target))
    assert any(finding.code.startswith(code) for finding in found), [(f.code, f.message) for f in found]


def test_what_other_resources_require_is_asked_of_no_user() -> None:
    found = files_findings(BASICS, "user.email", target_of("okta-entitlements"))
    assert [finding.message for finding in found if finding.severity.value == "error"] == []


def test_what_only_others_report_of_a_target_is_no_error() -> None:
    found = files_findings(BASICS, "user.email", target_of("zendesk"))
    assert [finding.severity.value for finding in found if finding.code == "MAP601"] == ["warning"]


def test_one_part_of_a_name_is_missed_once() -> None:
    found = files_findings([*BASICS[1:]], None, target_of("aws-iam-identity-center"))
    about = [finding.code for finding in found if "givenName" in finding.message]
    assert about == ["MAP310"]


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_is_passed(name: str) -> None:
    rows, template, target = RIGHT[name]
    found = [f for f in files_findings(rows, template, target_of(target)) if f.severity.value != "info"]
    assert [(finding.code, finding.message) for finding in found] == []
