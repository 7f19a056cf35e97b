"""Speed of the expression language: parse plus inference of distinct expressions, evaluation of a row over users.

    python benchmarks/bench_oel.py [--users N] [--peer PYTHON]

``--peer`` names a Python of an environment that holds okta-expression-parser 0.4.3; it then evaluates what it can of the same
expressions, and the ratio is printed. Prints operations per second on one core, the best of three runs.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from typing import Any

EXPRESSIONS = (
    "user.firstName",
    "user.lastName",
    "user.email",
    "user.login",
    "user.department",
    "user.employeeNumber",
    "user.mobilePhone",
    "user.city",
    "user.firstName + ' ' + user.lastName",
    "String.toLowerCase(user.email)",
    "String.toUpperCase(user.lastName)",
    "String.substringBefore(user.login, '@')",
    "String.substring(user.firstName, 0, 1) + user.lastName",
    "String.toLowerCase(user.firstName) + '.' + String.toLowerCase(user.lastName)",
    "user.nickName == null ? user.firstName : user.nickName",
    "user.nickName != null AND user.nickName != '' ? user.nickName : ''",
    "user.nickName ?: user.firstName",
    "user.title == null ? 'none' : user.title",
    "user.countryCode == 'DE' ? 'Germany' : user.countryCode",
    "String.stringContains(user.email, '@') ? user.email : null",
)

_PEER = """
import json, sys, time
from okta_expression_parser.parser import ExpressionParser
expressions, profiles = json.load(sys.stdin)
done = 0
start = time.perf_counter()
for profile in profiles:
    parser = ExpressionParser(user_profile=profile)
    for expression in expressions:
        try:
            parser.parse(expression)
        except Exception:
            pass
        done += 1
print(done / (time.perf_counter() - start))
"""


def profile(number: int) -> dict[str, Any]:
    """A user's profile; every second one lacks a nickname."""
    return {
        "firstName": f"Ada{number}", "lastName": "Byron", "email": f"Ada{number}@Example.org", "login": f"ada{number}@example.org",
        "nickName": None if number % 2 else "A", "department": "Engines", "employeeNumber": str(number), "countryCode": "DE",
    }  # fmt: skip


def best(operations: int, run: Any) -> float:
    """Operations per second, the best of three."""
    rates = []
    for _ in range(3):
        start = time.perf_counter()
        run()
        rates.append(operations / (time.perf_counter() - start))
    return max(rates)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--users", type=int, default=20_000)
    options.add_argument("--peer", help="a Python that has okta-expression-parser 0.4.3")
    given = options.parse_args()
    from maplint.oel import Scope, compile_row, infer, parse
    from maplint.oel.context import Context

    row = compile_row(EXPRESSIONS)
    contexts = [Context({"user": profile(number)}) for number in range(given.users)]
    rate = best(len(EXPRESSIONS) * given.users, lambda: [row(context) for context in contexts])
    print(f"evaluation: {rate:,.0f} a second (at least 2,000,000)")

    rounds = iter(range(10_000_000))

    def parse_and_infer() -> None:
        # Distinct texts: what is remembered by text does not count.
        for _ in range(200):
            number = next(rounds)
            for text in EXPRESSIONS:
                infer(parse(text.replace("Name", f"Name{number}").replace("email", f"email{number}")), Scope())

    print(f"parse and inference: {best(200 * len(EXPRESSIONS), parse_and_infer):,.0f} a second (at least 20,000)")
    if given.peer:
        asked = json.dumps([EXPRESSIONS, [profile(number) for number in range(200)]])
        told = subprocess.run([given.peer, "-c", _PEER], input=asked, capture_output=True, text=True, check=False)
        if told.returncode:
            sys.exit(f"the peer failed: {told.stderr.strip().splitlines()[-1]}")
        print(f"okta-expression-parser: {float(told.stdout):,.0f} a second, ratio {rate / float(told.stdout):,.0f}")


if __name__ == "__main__":
    main()
