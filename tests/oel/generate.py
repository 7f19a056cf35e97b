"""Random expressions and contexts, as rich as the language: all functions, guards as people write them, nulls, arrays, times,
groups, people, apps, contexts that lack something. Drawn from a ``random.Random``, so that a seed gives them again.

Most of what is generated is well typed, so that it has a value; now and then a part is of any other type.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random

SCHEMA: dict[str, dict[str, Any]] = {
    "login": {"type": "string", "required": True, "min_length": 5, "max_length": 100, "address": True, "unique": True},
    "email": {"type": "string", "required": True, "max_length": 100, "address": True},
    "secondEmail": {"type": "string", "address": True},
    "firstName": {"type": "string", "required": True, "min_length": 1, "max_length": 50},
    "lastName": {"type": "string", "required": True, "min_length": 1, "max_length": 50},
    "middleName": {"type": "string", "max_length": 3},
    "department": {"type": "string"},
    "title": {"type": "string"},
    "employeeNumber": {"type": "string", "unique": True},
    "userType": {"type": "string", "enum": ("Employee", "Contractor", "Vendor ")},
    "tier": {"type": "string", "required": True, "enum": ("gold", "iron")},
    "locale": {"type": "string", "defaulted": True},
    "countryCode": {"type": "string", "max_length": 3},
    "startDate": {"type": "string"},
    "accountExpires": {"type": "string"},
    "lastSeen": {"type": "string"},
    "hired": {"type": "string"},
    "rank": {"type": "integer", "required": True},
    "level": {"type": "integer"},
    "ratio": {"type": "number"},
    "active": {"type": "boolean", "required": True},
    "onCall": {"type": "boolean"},
    "skills": {"type": "array", "item_type": "string"},
    "scores": {"type": "array", "item_type": "integer"},
}
"""An Okta user schema in the words of `maplint.oel.facts.AttributeFacts`."""

_TEXTS = [
    "", "x", "Ada", "a b", "a@b", "ADA-LOVELACE", "\u00c9mile", "\u03a9\u03bc\u03ad\u03b3\u03b1", "\u65e5\u672c", "\U0001f600!",
    "o'Neil", "10, 20", "true", "7", "null", " lead", "abc def ghi jkl mno pqr", 'say "hi"', "\\", "DE",
]  # fmt: skip
_POOLS: dict[str, list[str]] = {
    "address": ["ada@example.com", "Ada.Byron@Example.org", "a@b.c", "x_1@y.zz", "\u00e9@example.com"],
    "countryCode": ["DE", "DEU", "276", "de", "XX", "US"],
    "startDate": [
        "2020-02-29T10:00:00.000Z", "2024-05-06T07:08:09.010+02:00", "2021-12-31", "1999", "soon", "0001-01-01T00:00:00Z",
    ],
    "accountExpires": ["0", "9223372036854775807", "133595136000000000", "x"],
    "lastSeen": ["1700000000000", "-1", "1e5"],
    "hired": ["02/29/2020", "2/3/99", "12/31/2024 11:59 PM", "31.12.2024"],
}  # fmt: skip
_ANYTHING: list[Any] = [
    None, "", "x", "Ada", "a@b", "7", "true", "a, b", "\u00c9mile", "Stra\u00dfe", "\u0130\U0001f600!", 0, 1, 41, -2, 2**31 - 1,
    10**15, 2.5, 1e300, -0.0, True, False, [], ["x", "y"], ["x", None], [1, 2], [{"k": 1}, {"a": "in"}], {"k": "v"},
    {"a": {"b": "deep"}}, "DE", "2020-02-30", "2020-02-29T10:00:00.000Z", "1700000000000",
]  # fmt: skip

_GROWING = ("Stra\u00dfe", "\u0130\U0001f600!")

# --- expressions ----------------------------------------------------------------------------------------------------------

# Forms of each kind of expression, with `<kind>` for the parts: those without further parts, and those with them.
_OF_TEXT = [name for name, declared in SCHEMA.items() if declared["type"] == "string"]
_QUOTED = ["'{}'".format(text.replace("'", "''")) for text in _TEXTS] + [
    '"{}"'.format(text.replace('"', '""')) for text in _TEXTS
]
_LONG = f"({' + '.join(['<leaf>'] * 36)})"
"""Longer than what the compiler joins without a look at the length."""
_LEAVES: dict[str, list[str]] = {
    "literal": [
        *_QUOTED, "'@'", "'-'", "'.'", "'a'", '"@"', "'yyyy-MM-dd'", "'gold'", "'Employee'", "'ada@example.com'", '"00g1"',
        '"Eng"',
    ],
    "text": ["<attribute>", "<attribute>", "<literal>", "user.gone", "appuser.x", "org.name", "bare"],
    "flag": ["user.active", "user.onCall", "true", "FALSE", "'true'", "(user.gone == null)", "(<attribute> != null)"],
    "whole": ["user.rank", "user.level", "source.rank", "0", "1", "3", "-1", "2147483647", "41"],
    "number": ["user.ratio", "user.rank", "2.5", "0.0", "1e3", "-0.001", "12345678.9"],
    "array": ["user.skills", "user.scores", "source.skills", "{}", "{'a', 'b'}", "{1, 2, 1}", "'10, 20, x'", "user.gone"],
    "thing": [
        'getManagerUser("active_directory")', 'getManagerAppUser("active_directory", "google")', 'getManagerUser("okta")',
        'getAssistantUser("active_directory")', 'getAssistantAppUser("active_directory", "google")', "findDirectoryUser()",
        "findWorkdayUser()", 'user.getLinkedObject("manager")', "user", "appuser", "org", "app", "zendesk", "session",
        "{'k': 'v', x: 1}", "nowhere", "idpuser",
    ],
    # What hardly fits anywhere.
    "odd": [
        "null", "NULL", "['z']", "no.such(1)", "string.len('x')", "DateTime.now()", "String.len()",
        "String.substring('abc', 1)",
        "String.stringSwitch('a', 'b', 'c')", "{'k': 'v', x: 1}", "user.profile.x", "1 / 0", "user.skills.nope", "(null)[0]",
        "'abc'[9]", "(<thing>)[0]", "(<thing>)[-1]", "(<thing>)['k']", "(<thing>)[null]", "-'x'", "!5", "'b' - 1", "'ab' * 3",
    ],
    "pattern": [
        "'yyyy-MM-dd'", "'MM/dd/yyyy'", "'M/d/yy'", "'EEE, d MMM yyyy HH:mm:ss'", "'YYYY-DD'", "'hh:mm a Z'", "'x-ww-e'",
        "'MM/dd/yyyy hh:mm a'", "'dd.MM.yyyy'", "'C G k K ZZZ'", "<literal>",
    ],
    "iso": ["user.startDate", "Time.now()", "'2024-02-29T12:00:00.000Z'", "<text>"],
    "search": ["<literal>", "<literal>", "<text>"],
    "position": ["0", "1", "2", "5", "<whole>", "String.len(<text>)"],
    "or nothing": ["<text>", "<text>", "null"],
    # What is done with an attribute behind a guard; `<it>` is that attribute.
    "used": ["<it>", "<it> + <literal>", "String.toUpperCase(<it>)", "String.substringBefore(<it>, '@')", "String.substring(<it>, 0, 1)"],
    "instead": ["<text>", "null", "''", "<it>"],
}  # fmt: skip
_FORMS: dict[str, list[str]] = {
    "text": [
        "(<text> + <text>)", "(<text> + <text> + <text>)", "(<whole> + <text>)", "(<text> + <number> + <flag> + <array>)",
        "(<text> + <literal> + <text> + <literal> + <text>)", "(<whole> + <number> + <text>)", _LONG,
        "(<flag> ? <text> : <or nothing>)", "(<flag> ? <text> : <or nothing>)", "(<flag> ? null : <text>)",
        "(<text> ? <text> : <text>)", "(<text> ?: <text>)", "(<text> ?: <literal>)", "String.toUpperCase(<text>)",
        "String.toLowerCase(<text>)", "toUpperCase(<text>)", "toLowerCase(<text>)", "String.removeSpaces(<text>)",
        "String.substringBefore(<text>, <search>)", "Arrays.get(<array>, 1)", "String.substringAfter(<text>, <search>)",
        "substringBefore(<text>, <search>)", "substringAfter(<text>, <search>)", "String.substring(<text>, 0, <position>)",
        "String.substring(<text>, <position>, <position>)", "substring(<text>, 0, 1)",
        "String.replace(<text>, <search>, <search>)", "String.replaceFirst(<text>, <search>, <search>)",
        "String.append(<text>, <text>)", "String.join(<search>, <text>)", "String.join(<search>, <text>, <text>, <text>)",
        "Arrays.toCsvString(<array>)", "String.stringSwitch(<text>, <text>, <literal>, <text>)",
        "String.stringSwitch(<text>, <or nothing>, 'a', <text>, <literal>, '')", "Iso3166Convert.toAlpha2(<text>)",
        "Iso3166Convert.toAlpha3(user.countryCode)", "Iso3166Convert.toNumeric(user.countryCode)",
        "Iso3166Convert.toName(user.countryCode)", "Iso3166Convert.toAlpha2(user.countryCode)", "(<array>)[0]",
        "(<text>)[0]", "<thing>.email", "<thing>.k", "<thing>.x", 'user.getInternalProperty("id")',
        "user.getInternalProperty(<literal>)", "<time>", "<time>", "<time>", "<guarded>", "<guarded>", "<guarded>",
        "<guarded>", "<guarded>", "<guarded>",
    ],
    "guarded": [
        "(<it> != null ? <used> : <instead>)", "(<it> == null ? <instead> : <used>)", "(<it> != '' ? <used> : <instead>)",
        "('' == <it> ? <instead> : <used>)", "(<it> != null AND <it> != '' ? <used> : <instead>)",
        "(<it> == null OR <it> == '' ? <instead> : <used>)", "(!(<it> == null) ? <used> : <instead>)",
        "(NOT (<it> == null OR <it> == '') ? <used> : <instead>)", "(<it> == '' ? <used> : <instead>)",
        "(String.len(<it>) > 0 ? <used> : <instead>)", "(String.len(<it>) == 0 ? <instead> : <used>)",
        "(3 <= String.len(<it>) ? <used> : <instead>)", "(String.stringContains(<it>, '@') ? <used> : <instead>)",
        "(String.startsWith(<it>, <search>) ? <used> : <instead>)", "(<it> == <literal> ? <used> : <instead>)",
        "(<it> != null AND <flag> ? <used> : <instead>)", "(<it> == null OR <flag> ? <instead> : <used>)",
        "(<it> != null OR <flag> ? <used> : <instead>)", "(<flag> && <it> != null ? <used> : <instead>)",
        "(<it> != null ? <it> : null) + <literal>",
    ],
    "time": [
        "Time.now()", 'Time.now("EST")', 'Time.now("Europe/Paris")', "Time.now('+05:30')", "Time.now(<literal>)",
        "Time.now('UTC', <pattern>)", "Time.fromWindowsToIso8601(user.accountExpires)", "Time.fromWindowsToIso8601(<text>)",
        "Time.fromUnixToIso8601(user.lastSeen)", "Time.fromUnixToIso8601(<text>)",
        "Time.fromStringToIso8601(user.hired, <pattern>)", "Time.fromStringToIso8601(<text>, <pattern>)",
        "Time.fromIso8601ToWindows(<iso>)", "Time.fromIso8601ToUnix(<iso>)", "Time.fromIso8601ToString(<iso>, <pattern>)",
    ],
    "flag": [
        "(<text> == <text>)", "(<text> != <search>)", "(<whole> == <whole>)", "(<number> NE <number>)",
        "(<array> == <array>)", "(<text> eq null)", "(<flag> == <flag>)", "(<text> == <odd>)", "(<whole> == <text>)",
        "(user.userType == <literal>)", "(user.tier != <literal>)", "(<whole> < <whole>)", "(<whole> >= <number>)",
        "(<text> GT <text>)", "(<whole> le <text>)", "(<flag> AND <flag>)", "(<flag> or <flag>)",
        "(<flag> && <flag> && <flag>)", "(<flag> || <flag>)", "!(<flag>)", "NOT <flag>", "!!(<flag>)",
        "String.startsWith(<text>, <search>)", "String.stringContains(<text>, <search>)",
        "Arrays.contains(<array>, <text>)", "Arrays.contains(<array>, <whole>)", "Arrays.isEmpty(<array>)",
        'isMemberOfGroup("00g1")', "isMemberOfGroupName(<literal>)", "isMemberOfGroupNameStartsWith(<literal>)",
        "isMemberOfGroupNameContains(<literal>)", 'isMemberOfGroupNameRegex("Eng.*")',
        "isMemberOfGroupNameRegex(<literal>)", 'isMemberOfAnyGroup("00g1", "x")', "hasDirectoryUser()", "hasWorkdayUser()",
        "isSuperOrgAdmin()", "isAccessRequestsAdmin()", '(<text> matches "A.*")', '(<text> matches "(?i)[a-z]+@.*")',
        '(<text> matches "(a|b)*c")', "(<flag> ? <flag> : <flag>)",
    ],
    "whole": [
        "String.len(<text>)", "String.len(<text>)", "Arrays.size(<array>)", "Convert.toInt(<number>)",
        "Convert.toInt(<text>)", 'Convert.toInt("2147483648")', 'Convert.toInt("-0.5")', "(<whole> + <whole>)",
        "(<whole> - <whole>)", "(<whole> * <whole>)", "(<whole> / <whole>)", "(<whole> % <whole>)", "(<whole> ^ <whole>)",
        "(<whole> div <whole>)", "(<whole> MOD 3)", "-(<whole>)", "+(<whole>)", "- -(<whole>)",
        "(<flag> ? <whole> : <whole>)", "(<whole> ?: <whole>)",
    ],
    "number": [
        "Convert.toNum(<text>)", 'Convert.toNum("1.5")', 'Convert.toNum("1e400")', 'Convert.toNum(" 7 ")', "-(<number>)",
        "(<number> + <whole>)", "(<whole> - <number>)", "(<number> * <number>)", "(<number> / <whole>)",
        "(<number> % <number>)", "(<number> ^ <whole>)",
    ],
    "array": [
        "{<text>, <text>}", "{<whole>, <flag>, <text>}", "{<array>, null}", "Arrays.add(<array>, <text>)",
        "Arrays.add(<array>, <whole>)", "Arrays.remove(<array>, <text>)", "Arrays.remove(<array>, <whole>)",
        "Arrays.clear(<array>)", "Arrays.flatten(<array>, <array>)", "Arrays.flatten(<text>, <whole>)",
        "Arrays.flatten(<array>)", "(user.getGroups()).![name]", "(<array>).![k]", "(<array>).![k + 1]",
        "(<array>).![name + (1 / 0)]", "(<array>).![user.rank]", "({1, 2}).![2 - (2 % 0)]",
        'getFilteredGroups({"00g1", "00g2"}, "group.name", 40)', 'getFilteredGroups({"00g1"}, "group.nope + 1", 1)',
        'getFilteredGroups({"00g1"}, "1 +", 2)', "getFilteredGroups(<array>, 'group.id', <whole>)",
        'Groups.startsWith("OKTA", <literal>, 10)', 'Groups.contains("0oa1", <literal>, 10)',
        'Groups.endsWith("OKTA", "s", 100)', "user.getGroups()", "user.getGroups({'group.type': {'OKTA_GROUP'}})",
        "user.getGroups({'group.profile.name': 'Eng'})", "user.getGroups({'nope': 1})",
    ],
}  # fmt: skip
_METHODS: dict[str, list[str]] = {
    "text": [
        "(<text>).toUpperCase()", "(<text>).substring(1)", "(<text>).substring(0, <whole>)",
        "(<text>).replace(<literal>, 'z')", "(<text>).removeSpaces()", "(<text>).substringBefore(<search>)",
        "(<text>).substringAfter('@')", "(<text>).nope(<text>)", "(user.countryCode).parseCountryCode().toAlpha3()",
        "(user.lastSeen).parseUnixTime().plusDays(1).toString('yyyy-MM-dd')", "('2020').parseStringTime('yyyy').toString()",
        "DateTime.now().toZone('Europe/Paris').toString()", "(<text>).toZone('UTC').toString()",
    ],
    "flag": [
        "(<text>).contains(<search>)", "(<text>).versionGreaterThan('1.2')", "('1.10.0').versionLessThan(<literal>)",
        "(<array>).isEmpty()", "(<array>).contains(<whole>)",
        "user.isMemberOf({'group.id': {'00g1'}, 'operator': 'EXACT'})", "DateTime.now().withinDays(<whole>)",
    ],
    "whole": [
        "(<text>).length()", "(<text>).toInteger()", "(<array>).size()", "(<number>).toInteger()",
    ],
    "array": [
        "(<array>).add(<text>)", "(<array>).remove(<whole>)", "(<array>).flatten()",
    ],
}  # fmt: skip
_TYPES = ("text", "text", "text", "flag", "whole", "number", "array", "thing")
_HOLE = re.compile("<([a-z ]+)>")
_WILD = 0.05
"""How often a part is of another type than fits."""


def expression(chance: random.Random, depth: int = 4, *, methods: bool = False) -> str:
    """A random expression that parses; ``methods``: with those of the Identity Engine dialect."""

    def part(kind: str, below: int) -> str:
        if kind in _TYPES and chance.random() < _WILD:
            kind = chance.choice([*_TYPES, "odd"])
        if kind == "attribute":
            return f"{chance.choice(['user', 'user', 'user', 'source'])}.{chance.choice(_OF_TEXT)}"
        if kind == "leaf":
            return part("text", 0)
        if kind not in _FORMS or (kind in _LEAVES and (below <= 0 or chance.random() < 0.15)):
            return filled(chance.choice(_LEAVES[kind]), below)
        return filled(chance.choice([*_FORMS[kind], *(_METHODS.get(kind, []) if methods else [])]), below - 1)

    def filled(form: str, below: int) -> str:
        if "<it>" in form:
            # One attribute, tested and used.
            form = _HOLE.sub(
                lambda hole: chance.choice(_LEAVES[hole[1]]) if hole[1] in ("used", "instead") else hole[0], form
            )
            form = form.replace("<it>", part("attribute", 0))
        return _HOLE.sub(lambda hole: part(hole[1], below), form)

    return part(chance.choice(_TYPES), depth)


# --- users and what is beside them ----------------------------------------------------------------------------------------


def _value(chance: random.Random, name: str) -> Any:
    """A value that the schema allows."""
    facts = SCHEMA[name]
    type_ = facts["type"]
    if not (facts.get("required") or facts.get("defaulted")) and chance.random() < 0.25:
        return None
    if type_ == "boolean":
        return chance.random() < 0.5
    if type_ == "integer":
        return chance.choice([0, 1, 2, 7, -3, 41, 2**31 - 1])
    if type_ == "number":
        return chance.choice([0.5, 2, -1.25, 1e10, 3.0])
    if type_ == "array":
        pool: list[Any] = ["x", "y", "a, b", "10"] if facts["item_type"] == "string" else [1, 2, 10]
        return [chance.choice(pool) for _ in range(chance.choice([0, 1, 2, 3]))]
    if "enum" in facts:
        return chance.choice([*facts["enum"], *([] if facts.get("required") else [""])])
    texts = _POOLS["address"] if facts.get("address") else _POOLS.get(name, _TEXTS)
    fitting = [
        text
        for text in texts
        if facts.get("min_length", 1 if facts.keys() & {"required", "defaulted", "address"} else 0)
        <= len(text.encode("utf-16-le")) // 2
        and len(text.encode("utf-16-le")) // 2 <= facts.get("max_length", 1000)
    ]
    return chance.choice(fitting)


def profile(chance: random.Random) -> dict[str, Any]:
    """A user that the schema allows; what is null may be left out."""
    given = {name: _value(chance, name) for name in SCHEMA}
    return {name: value for name, value in given.items() if value is not None or chance.random() < 0.5}


def _group(chance: random.Random, number: int) -> dict[str, str]:
    name = chance.choice(["Engineers", "Eng", "Sales", "Everyone"])
    return {"id": f"00g{number}", "name": name, "type": chance.choice(["OKTA_GROUP", "APP_GROUP"]), "sourceId": "0oa1"}


def context(chance: random.Random, *, lawful: bool = False) -> dict[str, Any]:
    """A random context. ``lawful``: its user is one that the schema allows; else any attribute may have any type, and anything
    may be missing."""

    # The facts on lengths leave aside that a letter can become two in the other case.
    pool = _ANYTHING if not lawful else [value for value in _ANYTHING if value not in _GROWING]

    def anything() -> dict[str, Any]:
        return {name: chance.choice(pool) for name in ("x", "email", "managerDn", "k", "id")}

    user: Any = profile(chance)
    if not lawful:
        for name in chance.sample(sorted(SCHEMA), 5):
            user[name] = chance.choice(_ANYTHING)
        if chance.random() < 0.05:
            user = chance.choice([None, "text", []])
    data: dict[str, Any] = {"user": user}
    optional: dict[str, Any] = {
        "appuser": anything(), "org": {"name": "Acme", "subDomain": "acme"}, "app": anything(), "zendesk": anything(),
        "session": {"amr": ["pwd", "mfa"]}, "now": chance.choice(["2024-05-06T07:08:09.010Z", "2019-12-31T23:59:59+14:00"]),
        "groups": [_group(chance, number) for number in range(chance.choice([0, 1, 3]))],
        "directoryUsers": [anything() for _ in range(chance.choice([0, 1, 1, 2]))],
        "workdayUsers": [anything() for _ in range(chance.choice([0, 1]))],
        "manager": chance.choice([None, anything()]), "assistant": None, "managerAppUser": {"google": chance.choice([None, anything()])},
        "assistantAppUser": {}, "linkedObjects": {"manager": anything()}, "internalProperties": {"id": "00u1",
        "status": "ACTIVE"},
    }  # fmt: skip
    data |= {name: given for name, given in optional.items() if chance.random() < 0.75}
    if not lawful and chance.random() < 0.2:
        data[chance.choice(sorted(optional))] = chance.choice(_ANYTHING)
    if "appuser" in data and chance.random() < 0.5:
        data["source"] = data["user"]
    return data
