"""Speed of the expression language: parse plus inference of distinct expressions, evaluation of a row over users.

    python benchmarks/bench_oel.py [--users N] [--peer PYTHON]

``--peer`` names a Python of an environment that holds okta-expression-parser 0.4.3; it then evaluates what it can of the same
expressions, and the ratio is printed. Prints operations per second on one core, the best of three runs.
"""

from __future__ import annotations

import argparse
import gc
import json
import re
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

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

# What the peer can, it is timed with; the rest is counted.
_PEER = """
import json, sys, time
from okta_expression_parser.parser import ExpressionParser
expressions, profiles = json.load(sys.stdin)

def works(expression):
    try:
        ExpressionParser(user_profile=profiles[0]).parse(expression)
    except Exception:
        return False
    return True

able = [expression for expression in expressions if works(expression)]
rates = []
for _ in range(3):
    start = time.perf_counter()
    for profile in profiles:
        parser = ExpressionParser(user_profile=profile)
        for expression in able:
            parser.parse(expression)
    rates.append(len(able) * len(profiles) / (time.perf_counter() - start))
print(json.dumps([able, max(rates)]))
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


def numbered() -> Any:
    """Okta's base attributes under any number: `firstName7` is what `firstName` is."""
    from maplint.okta.defaults import base_user_schema, scim_template
    from maplint.okta.mapping import Direction
    from maplint.project.scope import ProfileScope

    class Numbered(ProfileScope):
        def attribute(self, root: str, name: str) -> Any:
            return super().attribute(root, name.rstrip("0123456789"))

    return Numbered(base_user_schema(), scim_template(), Direction.OUTBOUND, None)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--users", type=int, default=20_000)
    options.add_argument("--peer", help="a Python that has okta-expression-parser 0.4.3")
    given = options.parse_args()
    print(f"python -c pass: {1000 / best(1, start_python):.1f} ms (how busy the machine is)")
    rate = evaluations(EXPRESSIONS, given.users)
    print(f"evaluation: {rate:,.0f} a second (at least 2,000,000)")
    print(f"parse and inference: {parses_and_inferences():,.0f} a second (at least 20,000)")
    if given.peer:
        compare(given.peer, given.users)


def start_python() -> None:
    """Start and end the interpreter."""
    subprocess.run([sys.executable, "-c", "pass"], check=True)


def evaluations(expressions: Sequence[str], users: int) -> float:
    """Evaluations a second of a row of expressions over users."""
    from maplint.oel import compile_row
    from maplint.oel.context import Context

    row = compile_row(expressions)
    contexts = [Context({"user": profile(number)}) for number in range(users)]
    return best(len(expressions) * users, lambda: [row(context) for context in contexts])


def parses_and_inferences() -> float:
    """Parses with inference a second, of distinct texts: what is remembered by text does not count."""
    from maplint.oel import infer, parse

    scope = numbered()
    rates = []
    for turn in range(5):
        names = range(turn * 300, (turn + 1) * 300)
        texts = [re.sub(r"(?<=user\.)\w+", rf"\g<0>{number}", text) for number in names for text in EXPRESSIONS]
        # As in a run of `maplint check`, which does not collect garbage either.
        gc.disable()
        start = time.perf_counter()
        for text in texts:
            infer(parse(text), scope)
        rates.append(len(texts) / (time.perf_counter() - start))
        gc.enable()
    return max(rates)


def compare(peer: str, users: int) -> None:
    """Evaluate, beside the peer, what it can."""
    asked = json.dumps([EXPRESSIONS, [profile(number) for number in range(200)]])
    told = subprocess.run([peer, "-c", _PEER], input=asked, capture_output=True, text=True, check=False)
    if told.returncode:
        sys.exit(f"the peer failed: {told.stderr.strip().splitlines()[-1]}")
    able, theirs = json.loads(told.stdout)
    ours = evaluations(able, users)
    print(f"okta-expression-parser takes {len(able)} of {len(EXPRESSIONS)}: {theirs:,.0f} a second; "
          f"maplint, the same: {ours:,.0f}; ratio {ours / theirs:,.0f}")  # fmt: skip


if __name__ == "__main__":
    main()
