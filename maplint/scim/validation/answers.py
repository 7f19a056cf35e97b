"""What a target answers to what is wrong with a resource: RFC 7644 (3.3, 3.5.1, 3.12), and the target's own habits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.record import NamedTuple
from maplint.scim.cause import Cause
from maplint.scim.limits import refusal
from maplint.scim.violation import Answer, Effect, Operation, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from maplint.scim.limits import Limit
    from maplint.scim.target import Target
    from maplint.scim.violation import Violation


class Reaction(NamedTuple):
    """What the target does about a violation: for programs, the keyword of RFC 7644 (table 9), and in a sentence."""

    effect: Effect
    scim_type: str | None
    consequence: str


_REFUSED = Reaction(Effect.REFUSES, "invalidValue", "400 invalidValue")
_UNKNOWN = Reaction(
    Effect.MAY_REFUSE, "invalidSyntax", "400 invalidSyntax at a strict target; silent at others: the value is dropped"
)
_UNREADABLE = Reaction(
    Effect.REFUSES, "invalidValue", "400 invalidValue: the target cannot read the value, and often does not name it"
)
_MISFORMED = Reaction(
    Effect.MAY_REFUSE, "invalidValue", "400 invalidValue at targets that check; elsewhere the value is of no use"
)
_SCHEMAS = Reaction(Effect.MAY_REFUSE, "invalidSyntax", "400 invalidSyntax, or the extension is ignored")

_REACTIONS = {
    Cause.UNKNOWN_ATTRIBUTE: _UNKNOWN,
    Cause.MISSPELT: _UNKNOWN,
    Cause.OTHER_CASE: _UNKNOWN,
    Cause.FLATTENED: _UNKNOWN,
    Cause.WRONG_SCHEMA: Reaction(
        Effect.MAY_REFUSE,
        "invalidSyntax",
        "silent: the value arrives where the target does not look for it; a strict target answers 400 invalidSyntax",
    ),
    Cause.REPEATED: Reaction(
        Effect.MAY_REFUSE, "invalidSyntax", "silent: which of the two values is stored is not defined"
    ),
    Cause.NO_SCHEMAS: Reaction(
        Effect.MAY_REFUSE, "invalidSyntax", "400 invalidSyntax at targets that look up what a request is by its `schemas`"
    ),
    Cause.SCHEMAS_SHAPE: Reaction(Effect.REFUSES, "invalidSyntax", "400 invalidSyntax"),
    Cause.UNLISTED: _SCHEMAS,
    Cause.REPEATED_SCHEMA: Reaction(Effect.MAY_REFUSE, "invalidSyntax", "400 invalidSyntax at a strict target"),
    Cause.UNKNOWN_SCHEMA: Reaction(
        Effect.MAY_REFUSE,
        "invalidSyntax",
        "silent: the target drops what is in an unknown schema; a strict one answers 400 invalidSyntax",
    ),
    Cause.SCIM1: Reaction(
        Effect.MAY_REFUSE,
        "invalidSyntax",
        "silent: a SCIM 2.0 target does not know the name and drops the value; a strict one answers 400 invalidSyntax",
    ),
    Cause.SHORT_URN: Reaction(
        Effect.MAY_REFUSE, "invalidSyntax", "silent: the object is dropped; a strict target answers 400 invalidSyntax"
    ),
    Cause.MISSING: _REFUSED,
    Cause.MISSING_PART: _REFUSED,
    Cause.INCOMPLETE: _REFUSED,
    Cause.NO_VALUE: Reaction(
        Effect.STORES,
        None,
        "400 invalidValue at targets that want a value in each element; elsewhere an element without one",
    ),
    Cause.EMPTY: Reaction(
        Effect.REFUSES, "invalidValue", "400 invalidValue at targets that check; elsewhere an empty field"
    ),
    Cause.PLACEHOLDER: Reaction(Effect.STORES, None, "silent: the target stores the word as if it were a value"),
    Cause.SCALAR: Reaction(
        Effect.REFUSES,
        "invalidValue",
        "400 invalidSyntax or invalidValue: the request cannot be parsed, often without the attribute's name",
    ),
    Cause.TEXT_FOR_BOOLEAN: Reaction(
        Effect.REFUSES, "invalidValue", '400 invalidValue: "true" in quotes is a text, no boolean'
    ),
    Cause.WRONG_TYPE: _UNREADABLE,
    Cause.PRIMARY: Reaction(
        Effect.REFUSES, "invalidValue", "400 invalidValue: one element at most may be primary (RFC 7643, section 2.4)"
    ),
    Cause.TOO_MANY: _REFUSED,
    Cause.READ_ONLY: Reaction(
        Effect.IGNORES,
        "mutability",
        "silent: a read-only value is ignored (RFC 7644, section 3.3); a strict target answers 400 mutability",
    ),
    Cause.IGNORED: Reaction(Effect.IGNORES, None, "silent: the request succeeds and the value is not stored"),
    Cause.REFUSED: Reaction(Effect.REFUSES, "invalidValue", "400: the whole request is refused"),
    Cause.NOT_CANONICAL: Reaction(
        Effect.STORES, None, "silent at most targets; one that takes these values alone answers 400 invalidValue"
    ),
    Cause.NOT_A_MEMBER: _REFUSED,
    Cause.RESERVED: _REFUSED,
    Cause.LETTER_CASE: Reaction(Effect.IGNORES, None, "silent: the value is ignored without an error"),
    Cause.LENGTH: _REFUSED,
    Cause.CHARACTERS: _REFUSED,
    Cause.NOT_ASCII: Reaction(
        Effect.STORES, None, "400 invalidValue at targets that take ASCII alone; silent at those that write it plainly"
    ),
    Cause.BLANKS: Reaction(
        Effect.STORES,
        None,
        "silent: the target keeps it, and searches and comparisons for the value without it fail",
    ),
    Cause.INVISIBLE: Reaction(
        Effect.STORES, None, "silent: two values that look alike are different; strict targets answer 400"
    ),
    Cause.UNEQUAL: _REFUSED,
    Cause.USER_NAME: _REFUSED,
    Cause.EMAIL: _MISFORMED,
    Cause.PHONE: Reaction(Effect.STORES, None, _MISFORMED.consequence),
    Cause.COUNTRY: _MISFORMED,
    Cause.LOCALE: _MISFORMED,
    Cause.TIMEZONE: _MISFORMED,
    Cause.DATE: _UNREADABLE,
    Cause.URI: _MISFORMED._replace(effect=Effect.REFUSES),
}  # fmt: skip

_OF_STRICT = frozenset(
    {Cause.UNKNOWN_ATTRIBUTE, Cause.MISSPELT, Cause.OTHER_CASE, Cause.FLATTENED, Cause.WRONG_SCHEMA, Cause.UNKNOWN_SCHEMA,
     Cause.SCIM1, Cause.SHORT_URN}
)  # fmt: skip
"""What a target refuses that refuses whatever it does not know."""


def reaction(target: Target, cause: str, limit: Limit | None = None, *, sure: bool = True) -> Reaction:
    """What a target does about a cause.

    Args:
        limit: what is known of the target beyond its schemas, where that is the reason.
        sure: whether the target surely wants it so; a standard may only recommend it, a schema may contradict itself.
    """
    base = _REACTIONS[cause]
    if cause in _OF_STRICT and target.strict:
        text = refusal(target, f"400 invalidSyntax: {target.title} refuses what it does not know")
        return Reaction(Effect.REFUSES, "invalidSyntax", text)
    # In the wrong form, a locale is passed over even by those who say how they want it.
    if limit is not None and base.effect is not Effect.IGNORES and cause is not Cause.LOCALE:
        return Reaction(
            Effect.REFUSES, "invalidValue", refusal(target, f"400: the request is refused ({limit.source})")
        )
    if limit is not None:
        return base._replace(consequence=f"{base.consequence} ({limit.source})")
    if not sure and base.effect is Effect.REFUSES:
        return base._replace(effect=Effect.MAY_REFUSE)
    return base


_OUTCOMES = {
    Effect.REFUSES: Outcome.REFUSES,
    Effect.MAY_REFUSE: Outcome.MAY_REFUSE,
    Effect.IGNORES: Outcome.IGNORES,
}


def answer(target: Target, violations: Sequence[Violation], operation: Operation) -> Answer:
    """What a target would answer to a request, as far as the resource itself tells: not whether a name is in use already."""
    for effect, outcome in _OUTCOMES.items():
        by = tuple(violation for violation in violations if violation.effect is effect)
        if by and outcome is not Outcome.IGNORES:
            general = next((error for error in target.errors if error.general), None)
            if general is not None:
                return Answer(outcome, general.status or 400, None, general.text, by)
            return Answer(outcome, 400, by[0].scim_type, by[0].message, by)
        if by:
            return Answer(outcome, _accepted(operation), None, None, by)
    return Answer(Outcome.ACCEPTS, _accepted(operation), None, None, ())


def _accepted(operation: Operation) -> int:
    return 201 if operation is Operation.CREATE else 200
