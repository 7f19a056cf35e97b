"""Users as directories really have them: most are right, many are not. Made up by a seed: the same ones in every run."""

from __future__ import annotations

from random import Random
from typing import Any

_FIRST = ["Ada", "Bo", "Chidi", "Dagny", "Émile", "Fatima", "Günther", "Hana", "Igor", "Joaquín", "Kim", "Łucja", "Mei-Ling", "Ngũgĩ",
          "O'Shea", "Priya", "Quinn", "Réka", "Søren", "Thị", "玲", "Владимир"]  # fmt: skip
_LAST = ["Marsh", "Null", "Ødegård", "van der Berg", "Smith-Jones", "Ó Briain", "Müller", "Ng", "Kowalczyk", "Sánchez", "山田", "Ивáнов",
         "D'Arcy", "Li"]  # fmt: skip
_DIRTY_TEXTS = [
    "",
    " ",
    "N/A",
    "null",
    "-",
    "x" * 300,
    "tab\tin it",
    "line\nend",
    "zero\u200bwidth",
    " padded ",
    "😀",
    "a" * 1100,
]
_DIRTY_ADDRESSES = ["", "N/A", "none", "not an address", "two@at@signs.example", "missing@dot", "blank @tidewater.example",
                    "dots..two@tidewater.example", "@tidewater.example", "ada@", "å@tidewater.example", "ada@-hyphen.example",
                    f"{'l' * 80}@tidewater.example", "ADA@TIDEWATER.EXAMPLE", "trailing@tidewater.example "]  # fmt: skip
_OTHER_TYPES: list[Any] = [7, 3.5, True, ["a", "b"], {"a": "b"}]
_COUNTRIES = ["GB", "NO", "DE", "US", "JP", "uk", "USA", "Norway", "XX", ""]
_LANGUAGES = ["en", "en-GB", "nb-NO", "en_US", "English", "xx-yy-zz-ww", ""]


def users(number: int, seed: int = 20261125) -> list[dict[str, Any]]:
    """Okta users, as ``GET /api/v1/users`` gives them."""
    random = Random(seed)
    made: list[dict[str, Any]] = []
    for count in range(number):
        first, last = random.choice(_FIRST), random.choice(_LAST)
        login = f"user{count}@tidewater.example"
        if made and random.random() < 0.06:
            # Somebody else's login, as it is or in capitals: a merger of two companies.
            login = random.choice(made)["profile"]["login"] or login
            login = login.upper() if random.random() < 0.5 else login
        profile: dict[str, Any] = {
            "login": login,
            "email": login.lower() if random.random() < 0.8 else f"{count}.{random.choice('abc')}@quay.example",
            "firstName": first,
            "lastName": last,
            "displayName": random.choice([None, f"{first} {last}", f"{last}, {first}"]),
            "title": random.choice([None, "Pilot", "Harbour master", "Clerk"]),
            "department": random.choice([None, "Harbour", "Ink & Paper"]),
            "division": random.choice([None, "North", "South"]),
            "employeeNumber": random.choice([None, str(1000 + count)]),
            "costCenter": random.choice([None, "4711"]),
            "managerId": random.choice([None, "00utidewaterboss0001"]),
            "userType": random.choice([None, "Employee", "Contractor"]),
            "city": random.choice([None, "Bergen"]),
            "countryCode": random.choice([None, *_COUNTRIES]),
            "preferredLanguage": random.choice([None, *_LANGUAGES]),
            "shiftCode": random.choice([None, "N", "D", "E"]),
            "siteCode": random.choice(["BER", "OSL", "HAM"]),
            "onCall": random.random() < 0.5,
            "badge": random.choice([None, "B1"]),
            "phone": random.choice([None, "+47 55 00 00 00"]),
        }
        _spoil(profile, random)
        kept = {key: value for key, value in profile.items() if value is not None or random.random() < 0.5}
        made.append({"id": f"00u{count:017d}", "status": "ACTIVE", "profile": {**kept, "login": profile["login"]}})
    return made


def _spoil(profile: dict[str, Any], random: Random) -> None:
    """Make some values what they should not be."""
    if random.random() < 0.25:
        profile["email"] = random.choice([None, *_DIRTY_ADDRESSES])
    for name in (
        "firstName",
        "lastName",
        "title",
        "department",
        "employeeNumber",
        "displayName",
        "siteCode",
        "managerId",
    ):
        if random.random() < 0.05:
            profile[name] = random.choice([None, *_DIRTY_TEXTS])
    if random.random() < 0.06:
        profile[random.choice(["title", "department", "employeeNumber", "shiftCode", "managerId"])] = random.choice(
            _OTHER_TYPES
        )
    if random.random() < 0.05:
        profile["onCall"] = random.choice([None, "true", "yes", 1])
    if random.random() < 0.03:
        profile["login"] = random.choice(["", " ", "ünïcode@tidewater.example", "no-address"])
