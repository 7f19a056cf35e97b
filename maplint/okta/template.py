"""The older template language of built-in username templates, read as the Okta expression it stands for.

``${source.login}``, ``${fn:substringBefore(source.login, "@")}``, ``${source.email}${instance.userSuffix}``. Okta lists
eleven such templates (management OpenAPI description, ApplicationCredentialsUsernameTemplate); custom templates are plain
expressions. Facts about a template are then facts about the expression.
"""

from __future__ import annotations

import re

_HOLE = r"\$\{([^{}]*)\}"
_FUNCTION = r"\b(?:fn|f):(\w+)\s*\("
# ${fn:...} calls what the expression language has under String.
_STRING_FUNCTIONS = frozenset(
    {"substringBefore", "substringAfter", "toLowerCase", "toUpperCase", "replace", "substring"}
)


def is_template(text: str) -> bool:
    """Whether the text has a ``${...}`` hole: then it is a template, no expression."""
    return "${" in text


def template_expression(template: str, suffix: str | None = None) -> str | None:
    """The expression that yields what the template yields, or None when the template holds something unknown.

    ``suffix`` is what ``${instance.userSuffix}`` stands for.
    """
    parts: list[str] = []
    at = 0
    for hole in re.finditer(_HOLE, template):
        if hole.start() > at:
            parts.append(_quote(template[at : hole.start()]))
        inner = hole.group(1).strip()
        if inner == "instance.userSuffix":
            parts.append(_quote(suffix or ""))
        else:
            part = _hole_expression(inner)
            if part is None:
                return None
            parts.append(part)
        at = hole.end()
    if at < len(template):
        parts.append(_quote(template[at:]))
    return " + ".join(parts) if parts else None


def _hole_expression(inner: str) -> str | None:
    known = True

    def rename(match: re.Match[str]) -> str:
        nonlocal known
        known = known and match.group(1) in _STRING_FUNCTIONS
        return f"String.{match.group(1)}("

    expression = re.sub(_FUNCTION, rename, inner)
    return expression if known and re.match(r"(?:String|source|user|idpuser)\b", expression) else None


def _quote(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
