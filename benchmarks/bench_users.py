"""A directory of users against a mapping of 30 flows: values of every rule, names that people share, as whole processes.

    python benchmarks/bench_users.py [--users 10000 100000 1000000] [--form jsonl|json|csv] [--diff] [-- --jobs N]

`--diff` compares two versions of the mapping, which differ in six flows.

Prints seconds, users per second, and the largest resident memory of the process and of its children (Linux, macOS).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

FLOWS = {
    "userName": ("String.toLowerCase(user.login)", None, None),
    "givenName": ("user.firstName", "name.givenName", CORE),
    "familyName": ("user.lastName", "name.familyName", CORE),
    "middleName": ("user.middleName", "name.middleName", CORE),
    "honorificPrefix": ("user.honorificPrefix", "name.honorificPrefix", CORE),
    "formattedName": ("user.firstName + ' ' + user.lastName", "name.formatted", CORE),
    "displayName": (
        "user.displayName != null ? user.displayName : user.firstName + ' ' + user.lastName",
        "displayName",
        CORE,
    ),
    "nickName": ("user.nickName ?: user.firstName", "nickName", CORE),
    "title": ("user.title", "title", CORE),
    "userType": ("user.userType", "userType", CORE),
    "email": ("user.email", "emails.^[primary==true].value", CORE),
    "emailType": ("(user.email != null && user.email != '') ? 'work' : ''", "emails.^[primary==true].type", CORE),
    "secondEmail": ("user.secondEmail", "emails.^[type=='other'].value", CORE),
    "primaryPhone": ("user.primaryPhone", "phoneNumbers.^[type=='work'].value", CORE),
    "mobilePhone": ("user.mobilePhone", "phoneNumbers.^[type=='mobile'].value", CORE),
    "streetAddress": ("user.streetAddress", "addresses.^[type=='work'].streetAddress", CORE),
    "city": ("user.city", "addresses.^[type=='work'].locality", CORE),
    "state": ("user.state", "addresses.^[type=='work'].region", CORE),
    "zipCode": ("user.zipCode", "addresses.^[type=='work'].postalCode", CORE),
    "country": ("user.countryCode", "addresses.^[type=='work'].country", CORE),
    "preferredLanguage": ("String.replace(user.locale, '_', '-')", "preferredLanguage", CORE),
    "locale": ("user.locale", "locale", CORE),
    "timezone": ("user.timezone", "timezone", CORE),
    "profileUrl": ("user.profileUrl", "profileUrl", CORE),
    "employeeNumber": ("user.employeeNumber", "employeeNumber", ENTERPRISE),
    "costCenter": ("String.substringBefore(user.costCenter, '-')", "costCenter", ENTERPRISE),
    "organization": ("user.organization", "organization", ENTERPRISE),
    "division": ("String.toUpperCase(user.division)", "division", ENTERPRISE),
    "department": ("user.department", "department", ENTERPRISE),
    "managerValue": ("user.managerId", "manager.value", ENTERPRISE),
}

CHANGED = {
    "userName": "String.toLowerCase(user.email)",
    "displayName": "user.lastName + ', ' + user.firstName",
    "title": "user.title == null ? 'Staff' : user.title",
    "employeeNumber": "String.substring(user.employeeNumber, 0, 5)",
    "costCenter": "user.costCenter",
    "department": "user.department ?: 'General'",
}
"""What the second version says of some flows."""

_FIRST = "Ada Bo Cyd Dee Eva Finn Gus Hal Ida Jo Kai Lea Max Nia Ole Pia Quin Rosa Sam Tia Uma Vic Wes Xia Yan Zoe José Zoë".split()
_SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu".split()
_PLACES = (("Oslo", "NO"), ("Berlin", "DE"), ("Lyon", "FR"), ("Leeds", "GB"), ("Porto", "PT"), ("Boston", "US"))
_TITLES = "Engineer Analyst Lead Manager Director Clerk Buyer Architect".split()


def profile(number: int, chance: random.Random) -> dict[str, Any]:
    """A user's profile, as directories have them: mostly filled, a little dirty."""
    first = chance.choice(_FIRST)
    last = "".join(chance.choices(_SYLLABLES, k=3)).capitalize()
    name = f"{first}.{last}{number}"
    place = chance.choice(_PLACES)
    return {
        "login": f"{name}@paperlane.example",
        "email": f"{name}@paperlane.example" if number % 997 else f"{name} @paperlane.example",
        "firstName": first,
        "lastName": last if number % 1009 else f"{last} ",
        "middleName": None if number % 3 else "M.",
        "displayName": f"{first} {last}",
        "nickName": None if number % 2 else first[:2],
        "title": chance.choice(_TITLES) if number % 991 else "N/A",
        "userType": chance.choice(("Employee", "Contractor")),
        "secondEmail": None if number % 5 else f"{first}{number}@home.example",
        "primaryPhone": f"+47 22 {number % 1000000:06d}",
        "mobilePhone": f"+4790{number % 1000000:06d}",
        "streetAddress": f"{number % 200} {chance.choice(_SYLLABLES).capitalize()} Street",
        "city": place[0],
        "state": None,
        "zipCode": f"{number % 10000:04d}",
        "countryCode": place[1] if number % 983 else "UK",
        "locale": "en_US" if number % 4 else "de_DE",
        "timezone": "Europe/Oslo" if number % 977 else "CET+1",
        "profileUrl": f"https://people.paperlane.example/{number}",
        "employeeNumber": str(100000 + number),
        "costCenter": f"{4000 + number % 60}-{number % 7}",
        "organization": "Paperlane",
        "division": chance.choice(("Paper", "Ink", "Glue")),
        "department": chance.choice(("Mill", "Press", "Store", "Sales", "Care", "Law")) if number % 11 else None,
        "managerId": str(100000 + number // 10),
    }


def users(count: int) -> Iterator[dict[str, Any]]:
    """Users as `GET /api/v1/users` gives them."""
    chance = random.Random(7)
    for number in range(count):
        yield {
            "id": f"00u{number:017d}",
            "status": "ACTIVE",
            "type": {"id": "oty1"},
            "profile": profile(number, chance),
        }


def write_users(path: Path, count: int, form: str) -> None:
    """The users as a file."""
    with path.open("w", encoding="utf-8") as file:
        if form == "csv":
            import csv

            writer = csv.DictWriter(file, ["id", "status", *profile(1, random.Random(1))])
            writer.writeheader()
            writer.writerows({"id": user["id"], "status": user["status"], **user["profile"]} for user in users(count))
            return
        if form == "json":
            file.write("[")
        for number, user in enumerate(users(count)):
            file.write(
                ("," if form == "json" and number else "") + json.dumps(user, ensure_ascii=False, separators=(",", ":"))
            )
            file.write("\n" if form == "jsonl" else "")
        if form == "json":
            file.write("]")


def write_mapping(folder: Path, changed: dict[str, str]) -> None:
    """The mapping and the app user schema; ``changed`` are expressions in the place of others."""
    folder.mkdir(exist_ok=True)
    expressions = {name: text for name, (text, _, _) in FLOWS.items()} | changed
    mapping = {
        "source": {"id": "oty1", "type": "user", "name": "user"},
        "target": {"id": "0oa1", "type": "appuser", "name": "paperlane"},
        "properties": {name: {"expression": text, "pushStatus": "PUSH"} for name, text in expressions.items()},
    }
    custom = {
        name: {"title": name, "type": "string", "externalName": external, "externalNamespace": namespace}
        for name, (_, external, namespace) in FLOWS.items()
        if external is not None
    }
    schema = {
        "id": "https://acme.okta.com/meta/schemas/apps/0oa1/default",
        "name": "paperlane",
        "definitions": {
            "base": {"id": "#base", "type": "object", "properties": {"userName": {"type": "string", "required": True}}},
            "custom": {"id": "#custom", "type": "object", "properties": custom},
        },
    }
    (folder / "mapping.json").write_text(json.dumps(mapping, indent=1), encoding="utf-8")
    (folder / "app_schema.json").write_text(json.dumps(schema, indent=1), encoding="utf-8")


_MEASURED = """
import resource, subprocess, sys
status = subprocess.call(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(status)
"""


def measure(folder: Path, count: int, form: str, what: list[str], options: list[str]) -> None:
    """Run a command of the linter and print what it took."""
    path = folder / f"users.{form}"
    write_users(path, count, form)
    command = [sys.executable, "-m", "maplint", *what, "--users", path.name]
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *command, "--format", "json", "--output", "report.json", *options],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    took = time.perf_counter() - start
    if done.returncode not in (0, 1):
        sys.exit(f"maplint failed: {done.stderr}")
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    peak = int(done.stderr.split()[-1]) // (1 if sys.platform == "linux" else 1024)
    findings = report["findings"]
    found = sum(1 for finding in (findings["new"] if isinstance(findings, dict) else findings) if "users" in finding)
    size = os.path.getsize(path) / 1e6
    print(
        f"{count:>10,} users {form:<6} {size:7.0f} MB  {took:6.2f} s  {count / took:>9,.0f} users/s  "
        f"{took / count / len(FLOWS) * 1e6:5.2f} us a value  peak of one process {peak / 1024:5.0f} MB  {found} causes"
    )
    path.unlink()


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--form", choices=("jsonl", "json", "csv"), default="jsonl")
    parser.add_argument("--diff", action="store_true")
    parser.add_argument("rest", nargs="*", help="options for maplint, after --")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_mapping(folder / "old", {})
        write_mapping(folder / "new", CHANGED)
        what = ["diff", "old", "new"] if arguments.diff else ["check", "old"]
        for count in arguments.users:
            measure(folder, count, arguments.form, what, arguments.rest)


if __name__ == "__main__":
    main()
