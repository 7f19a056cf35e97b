"""Exports damaged at random, as scripts and hurried hands damage them: whatever stands in a file, no rule fails, every format shows
the findings, and fixing ends."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maplint.cli.rules import rule_info
from maplint.engine.check import InputError, Inputs, Prepared, add_document, check_inputs
from maplint.engine.fixes import FixSession, unified_diff
from maplint.engine.registry import load_registry
from maplint.engine.select import select_rules
from maplint.finding import Severity
from maplint.report import FORMATS, RenderOptions, render
from maplint.scim.target import TargetError, load_target
from maplint.source.document import Unreadable, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from maplint.rule import Rule
    from maplint.scim.target import Target

SAMPLES = Path(__file__).parents[2] / "sample_mappings"
FOLDERS = ["custom-extension", "first-day", "hr-import", "whole-app"]
TARGETS = [None, "slack", "aws-iam-identity-center", "github-emu", "webex", "opentext-customer-portal"]

VALUES: list[Any] = [
    None, True, False, 0, -1, 1.5, 10**30, "", " ", "x", "PUSH", "user", "appuser", "array", "object", "\u0000", "\U0001f600", [], {},
    [[]], [None], {"": {}}, {"a": 1}, "/", "~", "urn:", "urn:a:b", "urn:ietf:params:scim:schemas:core:2.0:User", "roles",
    "name..x", "emails.^[", "emails.^[primary==true].value", 'emails[type eq "work"].value', "${source.login}", "${", "${fn:x(source.y)}",
    "user.email", "user.", "UNIQUE_VALIDATED", {"type": "string"}, [{"const": {"a": 1}}], [{"const": [1]}], ["string"],
]  # fmt: skip
KEYS = [
    "", "a/b~c", "expression", "pushStatus", "properties", "externalName", "externalNamespace", "enum", "oneOf", "items", "union", "unique",
    "minLength", "maxLength", "definitions", "base", "required", "userName", "user_name", "subAttributes", "canonicalValues", "features",
    "credentials", "settings", "source", "target", "schemas",
]  # fmt: skip
WORDS = [
    "user", ".", "email", "appuser", "source", "(", ")", "+", "-", "?", ":", "==", "=", "<", "AND", "OR", "!", '"', "'", "{", "}", "[", "]",
    ",", "String.", "substringBefore", "toUpperCase", "Time.now", "null", "true", "1", "2.5", " ",
    "\\", "\u201c", "$", "#", "?:", "firstName",
    "isMemberOfGroupName", "Arrays.", "contains", "matches", "%", ";", "\u00e9", "\U0001f600",
]  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    yield path, value
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in entries:
        yield from places(below, (*path, key))


def damaged(random: Random, value: Any) -> Any:
    """The value with one thing wrong in it."""
    path, found = random.choice(list(places(value)))
    if not path:
        return [value] if random.random() < 0.5 else random.choice(VALUES)
    holder = value
    for key in path[:-1]:
        holder = holder[key]
    key = path[-1]
    change = random.randrange(8)
    if change == 0:
        del holder[key]
    elif change == 1:
        holder[key] = copy.deepcopy(random.choice(VALUES))
    elif change == 2:
        holder[key] = [found] if random.random() < 0.5 else {"value": found}
    elif change == 3:
        holder[key] = copy.deepcopy(random.choice(list(places(value)))[1])
    elif change == 4 and isinstance(found, dict):
        holder[key] = list(found.values())
    elif change == 5 and isinstance(holder, dict):
        holder[random.choice([*KEYS, str(key).upper(), str(key)[:-1]])] = holder.pop(key)
    elif change == 6 and isinstance(found, dict):
        found[random.choice(KEYS)] = copy.deepcopy(random.choice(VALUES))
    elif isinstance(found, str):
        at = random.randint(0, len(found))
        words = "".join(random.choice(WORDS) for _ in range(random.randint(1, 6)))
        holder[key] = words if random.random() < 0.3 else found[:at] + words + found[at + random.randint(0, 2) :]
    return value


def failing(rule: Rule, error: Exception) -> None:
    raise AssertionError(f"the rule {rule.name} failed") from error


def check_all(texts: dict[str, str], target: Target | None) -> None:
    inputs = Inputs([], [], [])
    for name, text in texts.items():
        try:
            add_document(inputs, read_text(text, name), named=False)
        except Unreadable:
            continue
    registry = load_registry()
    prepared = Prepared(inputs, select_rules(registry, preset="audit"), target)
    report = check_inputs(prepared, failing)
    for format_ in FORMATS:
        render(report, format_, RenderOptions(colour=False, show=Severity.INFO), lambda name: rule_info(registry, name))
    fixed = FixSession(prepared, unsafe=True, on_crash=failing).execute()
    unified_diff(fixed.changed)


@pytest.mark.parametrize("folder", FOLDERS)
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(random=st.randoms(use_true_random=False), target=st.sampled_from(TARGETS), compact=st.booleans())
def test_no_export_makes_a_rule_fail(folder: str, random: Random, target: str | None, compact: bool) -> None:
    values = {path.name: json.loads(path.read_text("utf-8")) for path in sorted((SAMPLES / folder).glob("*.json"))}
    for _ in range(random.choice([1, 2, 5])):
        name = random.choice(sorted(values))
        values[name] = damaged(random, values[name])
    texts = {name: json.dumps(value, indent=None if compact else 2) for name, value in values.items()}
    try:
        check_all(texts, load_target([target]) if target is not None else None)
        if "schemas.json" in texts:
            check_all(texts, load_target([read_text(texts.pop("schemas.json"), "schemas.json")]))
    except (InputError, TargetError, Unreadable):
        pass
