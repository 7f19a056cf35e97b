"""SCIM resources among the files: bodies of requests, and what a target answered."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from maplint.scim.violation import Operation
from maplint.source.place import Part, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.scim.target import Target
    from maplint.scim.validation import Validator
    from maplint.scim.violation import Violation
    from maplint.source.document import Document
    from maplint.source.place import Pointer


class ScimPayload:
    """A resource in a file.

    Attributes:
        document, pointer: where it stands.
        resource: its value.
        target: who is to take it, or who sent it.
    """

    def __init__(self, document: Document, pointer: Pointer, target: Target, validators: Validators) -> None:
        self.document = document
        self.pointer = pointer
        self.resource: dict[str, Any] = document.at(pointer)
        self.target = target
        self._validators = validators

    def __repr__(self) -> str:
        return f"<SCIM resource at {self.document.path}#{self.pointer}>"

    @cached_property
    def operation(self) -> Operation:
        """What the resource is sent for. One in a list response, or with ``meta``, was answered by the target; it may hold
        what only the target sets. All others are taken for the body of a POST."""
        if any(str(step).lower() == "resources" for step in self.pointer):
            return Operation.READ
        return Operation.READ if any(key.lower() == "meta" for key in self.resource) else Operation.CREATE

    @cached_property
    def violations(self) -> list[Violation]:
        """All that is wrong with it."""
        return self._validators.of(self.target).violations(self.resource, operation=self.operation)

    def of(self, causes: frozenset[str]) -> Iterator[Violation]:
        """The violations with one of these causes."""
        return (violation for violation in self.violations if violation.cause in causes)

    def consequence(self, violation: Violation) -> str:
        """What follows from a violation. Nobody refuses what a target answered; but Okta's next PUT is what it read, with
        changes."""
        if self.operation is Operation.READ:
            return f"in the PUT that Okta makes of it: {violation.consequence}"
        return violation.consequence

    def place(self, pointer: Pointer = (), part: Part = Part.VALUE) -> Place:
        """Where something of the resource stands: ``pointer`` are the keys that lead to it in the resource."""
        return Place(self.document, (*self.pointer, *pointer), part)


class Validators:
    """The validators of a run: one for each target, made when it is first needed."""

    def __init__(self) -> None:
        self._made: dict[int, Validator] = {}

    def of(self, target: Target) -> Validator:
        """The validator of a target."""
        validator = self._made.get(id(target))
        if validator is None:
            from maplint.scim.validation import compile_validator

            validator = self._made[id(target)] = compile_validator(target)
        return validator
