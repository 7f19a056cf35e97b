"""What judging resources costs: bodies a second on one core, for a clean user of twenty attributes and for a faulty one.

Values differ from body to body, as people do, so that nothing is gained from having seen one before.

    python benchmarks/bench_validation.py
"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Any

sys.path.insert(0, os.path.join(os.path.dirname(__file__), os.pardir))

from maplint.scim import CORE_USER, ENTERPRISE_USER
from maplint.scim.target import load_target, rfc7643_target
from maplint.scim.validation import compile_validator

if TYPE_CHECKING:
    from maplint.scim.validation import Validator


def user(number: int) -> dict[str, Any]:
    """A user with twenty attributes, as Okta sends one; invented."""
    return {
        "schemas": [CORE_USER, ENTERPRISE_USER],
        "userName": f"person{number}@paperlane.example",
        "externalId": f"00u{number:017}",
        "name": {"givenName": f"Given{number}", "familyName": f"Family{number}", "middleName": "Q"},
        "displayName": f"Given{number} Family{number}",
        "title": f"Clerk of {number % 400}",
        "active": True,
        "emails": [{"value": f"person{number}@paperlane.example", "type": "work", "primary": True}],
        "phoneNumbers": [{"value": f"+1555{number:07}", "type": "work"}],
        "locale": "en-GB",
        "timezone": "Europe/London",
        "addresses": [{"locality": f"Town {number % 90}", "country": "GB", "type": "work"}],
        ENTERPRISE_USER: {
            "employeeNumber": str(number),
            "department": f"Department {number % 70}",
            "costCenter": str(number % 300),
            "organization": "Paperlane",
            "manager": {"value": f"00u{number // 8:017}"},
        },
    }


def faulty(number: int) -> dict[str, Any]:
    """The same with five things wrong."""
    body = user(number)
    body["user_name"] = body.pop("userName")
    body["active"] = "true"
    body["emails"][0]["value"] = "N/A"
    body["favouriteColor"] = "red"
    body[ENTERPRISE_USER]["employeeNumber"] = number
    return body


def measure(title: str, validator: Validator, bodies: list[dict[str, Any]]) -> None:
    validator.violations(bodies[0])
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        found = sum(len(validator.violations(body)) for body in bodies)
        best = min(best, time.perf_counter() - start)
    print(f"  {title:44} {len(bodies) / best:10,.0f} bodies/s   {found / len(bodies):4.1f} violations each")


def main(count: int = 20_000) -> None:
    clean, wrong = [user(number) for number in range(count)], [faulty(number) for number in range(count)]
    start = time.perf_counter()
    rfc = compile_validator(rfc7643_target())
    rfc.violations(clean[0])
    print(f"compiled, and asked once: {(time.perf_counter() - start) * 1e3:.1f} ms")
    measure("RFC 7643, clean", rfc, clean)
    measure("RFC 7643, five things wrong", rfc, wrong)
    for name in ("aws-iam-identity-center", "slack", "github-emu"):
        measure(name, compile_validator(load_target([name])), clean)


if __name__ == "__main__":
    main()
