"""Addresses as Terraform writes them: ``module.crm["eu"].data.okta_user_type.staff[0].name``."""

from __future__ import annotations

import json
import re

from maplint.terraform.values import DATA, MANAGED, Address

# A name with the key of an instance behind it, if it has one.
_STEP = re.compile(r'(?P<name>[^.\[\]"]+)(?P<key>\[(?:\d+|"(?:[^"\\]|\\.)*")\])?(?:\.|$)')


def steps_of(text: str) -> list[tuple[str, str | int | None]]:
    """The names of an address, each with the key of its instance; what cannot be read, and all behind it, is left out."""
    steps: list[tuple[str, str | int | None]] = []
    at = 0
    while (found := _STEP.match(text, at)) and at < len(text):
        steps.append((found["name"], _key(found["key"])))
        at = found.end()
    return steps


def _key(text: str | None) -> str | int | None:
    if text is None:
        return None
    inner = text[1:-1]
    if inner.isdigit():
        return int(inner)
    try:
        # HCL's escapes are those of JSON but for `$${`, which no key of an instance needs.
        key: str = json.loads(inner, strict=False)
    except ValueError:
        return inner[1:-1]
    return key


def calls_of(text: str) -> tuple[str, ...]:
    """The calls of a module's address, as `Address.module` has them: ``module.a["x"].module.b`` -> ``('a["x"]', "b")``."""
    from maplint.terraform.values import key_text

    steps = steps_of(text)
    return tuple(name + key_text(key) for (word, _), (name, key) in zip(steps[::2], steps[1::2], strict=False) if word)


def read_address(text: str) -> tuple[Address, tuple[str, ...]] | None:
    """The resource or data source that an address leads to, and the names behind it; None when it leads to something else."""
    from maplint.terraform.values import key_text

    steps = steps_of(text)
    module: list[str] = []
    while len(steps) > 1 and steps[0] == ("module", None):
        module.append(steps[1][0] + key_text(steps[1][1]))
        del steps[:2]
    mode = MANAGED
    if steps and steps[0] == ("data", None):
        mode = DATA
        del steps[0]
    if len(steps) < 2 or steps[0][1] is not None or "_" not in steps[0][0]:
        return None
    (type_, _), (name, key), *rest = steps
    return Address(mode, type_, name, key, tuple(module)), tuple(word for word, _ in rest)
