"""What is wrong with a resource: one violation for each cause, and what the target makes of it.

Plain data, without rules and without the text of any file: `maplint.scim.validation` finds violations, rules report them,
and whoever shows requests says from them what the target would answer.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from maplint.record import NamedTuple

if TYPE_CHECKING:
    from maplint.scim.limits import Limit
    from maplint.scim.path import AttributePath
    from maplint.source.place import Pointer


class Operation(Enum):
    """What a resource is sent for. The value is the event that limits of targets name."""

    CREATE = "create"
    """POST: nothing that only the target sets may be in it."""
    REPLACE = "update"
    """PUT: what the target answered to GET, changed; it holds what only the target sets, and that is ignored."""
    READ = "read"
    """Nothing is sent: this is what the target answered."""


class Effect(Enum):
    """What the target does on account of a violation."""

    REFUSES = "refuses the request"
    MAY_REFUSE = "refuses the request if it is strict, else passes over the value"
    IGNORES = "ignores the value"
    STORES = "takes the value as it is"


class Mend(Enum):
    """How a resource is put right, where that is known."""

    RENAME = "give the key another name"
    REPLACE = "put another value in its place"
    REMOVE = "take the entry away"
    MOVE = "take the entry away and put it elsewhere"
    INSERT = "add an entry to the object"


class Correction(NamedTuple):
    """A mend.

    Attributes:
        mend: what is done at the violation's pointer.
        to: the new key (RENAME, INSERT), or where the entry belongs (MOVE): the keys from the resource on.
        value: the new value (REPLACE, INSERT), or that of the moved entry (MOVE).
        sure: whether nobody would want to look at it first.
        pointer: where it is done, if not at the violation's pointer.
    """

    mend: Mend
    to: tuple[str, ...] = ()
    value: object = None
    sure: bool = False
    pointer: Pointer | None = None


class Violation(NamedTuple):
    """One thing that is wrong with a resource.

    Attributes:
        cause: why it is wrong, one of `maplint.scim.cause.Cause`.
        path: the attribute that is meant, ``emails[0].value`` for a part of an element; None when it isn't known or when the
            resource as a whole is meant.
        pointer: the keys that lead to it in the resource; for what is missing, to the object that lacks it.
        on_key: whether the key is wrong rather than the value.
        message: what is wrong: a sentence without a full stop at its end.
        help: what to do.
        consequence: what the target answers, or ``silent: ...``.
        effect: the same for programs.
        scim_type: the keyword of RFC 7644, table 9, of a refusal.
        expected: what the target wants, in a few words.
        found: what stands there; None for what is missing.
        nearest: the right name or value, where one is near.
        correction: how to put it right, where that is known.
        limit: what is known of the target beyond its schemas, where that is the reason.
        sure: whether it is known for certain, rather than likely.
        also: further places of the same cause.
    """

    cause: str
    path: AttributePath | None
    pointer: Pointer
    message: str
    help: str
    consequence: str
    effect: Effect
    scim_type: str | None = None
    on_key: bool = False
    expected: str = ""
    found: object = None
    nearest: str | None = None
    correction: Correction | None = None
    limit: Limit | None = None
    sure: bool = True
    also: tuple[Pointer, ...] = ()


class Outcome(Enum):
    """What becomes of a request."""

    ACCEPTS = "accepted"
    IGNORES = "accepted, but for values that are ignored"
    MAY_REFUSE = "refused if the target is strict"
    REFUSES = "refused"


class Answer(NamedTuple):
    """What the target would answer to a request.

    Attributes:
        outcome: in a word.
        status: the HTTP status: 201 or 200 where it is accepted, 400 where it is or may be refused.
        scim_type: the keyword of RFC 7644, table 9; None where the request is accepted, and for targets with one text for all.
        detail: what the target says is wrong; None where the request is accepted.
        by: the violations that the outcome comes from; those that a refusal comes from hide what would be ignored.
    """

    outcome: Outcome
    status: int
    scim_type: str | None
    detail: str | None
    by: tuple[Violation, ...]
