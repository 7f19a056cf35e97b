"""The older template language, `${source.login}`: what it says in expressions.

It stands in username templates and in places where expressions took its place. Source: Okta, Expression Language reference,
and the `user_name_template` of applications.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from maplint.oel.diagnostics import Diagnostic

if TYPE_CHECKING:
    from maplint.oel.parser import Expression

MAX_TEMPLATE = 2_000
"""Longest template that is put into other words, in code points."""

_HELP = "write the expression without `${` and `}`; `${f:toLowerCase(x)}` is `String.toLowerCase(x)` here"


def read_template(text: str) -> Diagnostic | None:
    """The fault of a text that is a template as a whole; None for an expression with a template inside."""
    if len(text) > MAX_TEMPLATE:
        return None
    holes = list(re.finditer(r"[$#]\{[^}]*+\}", text))
    around = re.split(r"[$#]\{[^}]*+\}", text)
    # Beside the holes stands plain text, with nothing in it that an expression needs.
    if not holes or not all(re.fullmatch(r"[\w \t.@/:,-]*", part) for part in around):
        return None
    if re.search(r"\b(?:user|source|appuser|app|org)\.", " ".join(around)):
        return None
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    pieces: list[str] = []
    for part, hole in zip(around, [*holes, None], strict=True):
        literal = part.lstrip() if part is around[0] else part.rstrip() if hole is None else part
        if literal:
            pieces.append(f'"{literal}"')
        if hole is not None:
            inner = _in_classic(hole[0])
            if inner is None:
                return _fault(text, start, end, None)
            simple = re.fullmatch(r"[\w.]+|[\w.]+\([^()]*\)", inner) or len(holes) + len(pieces) == 1
            pieces.append(inner if simple else f"({inner})")
    return _fault(text, start, end, " + ".join(pieces))


def template_fault(text: str, start: int, end: int) -> Diagnostic:
    """The fault of a template that stands inside an expression, at ``[start, end)``."""
    return _fault(text, start, end, _in_classic(text[start:end]))


def _fault(text: str, start: int, end: int, right: str | None) -> Diagnostic:
    shown = text[start:end] if end - start <= 40 else text[start : start + 37] + "..."
    message = f"`{shown}` is the older template language, no expression"
    return Diagnostic(
        "legacy-template", message, start, end, _HELP, ((start, end, right),) if right is not None else ()
    )


def _in_classic(template: str) -> str | None:
    """What stands in ``${...}`` as an expression; None when that is none either."""
    if not template.endswith("}") or len(template) > MAX_TEMPLATE:
        return None
    inner = re.sub(r"\bfn?:(?=\w+\s*\()", "String.", template[2:-1].strip())
    from maplint.oel.parser import parse

    expression: Expression = parse(inner)
    return inner if not expression.errors and _functions_exist(expression) else None


def _functions_exist(expression: Expression) -> bool:
    from maplint.oel.ast import Call, MethodCall
    from maplint.oel.functions import lookup

    return all(
        lookup(node.name) is not None if isinstance(node, Call) else not isinstance(node, MethodCall)
        for node in expression.ast.walk()
    )
