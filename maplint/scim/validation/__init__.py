"""Is a resource what the target takes? All that is wrong with it, in one go.

A target is compiled once, then asked for each resource: the body of a request, or what the target answered::

    validator = compile_validator(target)
    violations = validator.violations(body, operation=Operation.CREATE)
    answer = validator.answer(violations)      # accepted or refused: status, keyword, text, by which violations

It judges by the target's schemas (RFC 7643 where it publishes none) and by what is known of it beyond them; never by rules,
and never by other resources: whether a userName is taken, only the target knows. Names ignore letter case (RFC 7643,
section 2.1), null and an empty list are no value (section 2.5), canonical values are suggestions (section 7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.scim.cause import Cause
from maplint.scim.validation.answers import answer, reaction
from maplint.scim.validation.checks import type_name
from maplint.scim.validation.resource import CORES, Resource
from maplint.scim.violation import (
    Answer,
    Correction,
    Effect,
    Mend,
    Operation,
    Outcome,
    Violation,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from maplint.scim.target import Target

__all__ = [
    "Answer",
    "Cause",
    "Correction",
    "Effect",
    "Mend",
    "Operation",
    "Outcome",
    "Validator",
    "Violation",
    "compile_validator",
]


def compile_validator(target: Target) -> Validator:
    """The validator of a target. Keep it: compiling takes as long as asking some hundred times."""
    return Validator(target)


class Validator:
    """What a target takes.

    Attributes:
        target: whose validator this is.
    """

    __slots__ = ("_compiled", "target")

    def __init__(self, target: Target) -> None:
        self.target = target
        self._compiled: dict[tuple[str, Operation], Resource] = {}

    def violations(self, resource: object, *, operation: Operation = Operation.CREATE) -> list[Violation]:
        """All that is wrong with a resource; empty for a type of resources that is not known.

        Args:
            resource: plain Python values, as JSON has them.
            operation: what it is sent for.
        """
        if type(resource) is not dict:
            return [self._no_object(resource)]
        kind = resource_type(resource)
        if kind is None:
            return []
        compiled = self._compiled.get((kind, operation))
        if compiled is None:
            compiled = self._compiled[kind, operation] = Resource(self.target, kind, operation)
        return compiled.violations(resource)

    def answer(self, violations: Sequence[Violation], *, operation: Operation = Operation.CREATE) -> Answer:
        """What the target would answer to a request with these violations."""
        return answer(self.target, violations, operation)

    def _no_object(self, resource: object) -> Violation:
        reacts = reaction(self.target, Cause.WRONG_TYPE)
        message = f"a resource is an object, and {type_name(resource)} is given"
        return Violation(
            Cause.WRONG_TYPE,
            None,
            (),
            message,
            "send an object",
            reacts.consequence,
            reacts.effect,
            "invalidSyntax",
            expected="an object",
            found=resource,
        )


def resource_type(resource: Mapping[str, Any]) -> str | None:
    """``User`` or ``Group``: by the schemas that a resource lists, else by its attributes. None for other resources."""
    schemas = resource.get("schemas")
    listed = schemas if isinstance(schemas, list) else [schemas]
    for kind, urn in CORES.items():
        if urn in listed:
            return kind
    return _likely_type([urn.lower() for urn in listed if isinstance(urn, str)], resource)


def _likely_type(listed: Sequence[str], resource: Mapping[str, Any]) -> str | None:
    """The same for what does not list a core schema as RFC 7643 writes it."""
    names = {key.lower().replace("_", "").replace("-", "") for key in resource}
    for kind in CORES:
        if any(urn.endswith(f":{kind.lower()}") for urn in listed):
            return kind
    if "username" in names:
        return "User"
    if any(":core:2.0:" in urn for urn in listed):
        return None
    if "members" in names:
        return "Group"
    return None if names.isdisjoint(("emails", "name", "displayname", "externalid", "phonenumbers")) else "User"
