"""What comes of a mapping for all users of a directory, as far as rules look at it.

`maplint.users` computes it; the types stand here, where rule authors can see them. Of a person nothing is kept but an id; values
are kept only of names that several people share, and of what the target is asked to keep unique.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from maplint.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from maplint.project.flow import AttributeFlow
    from maplint.project.joined import JoinedMapping


class Screen(NamedTuple):
    """Values of one flow that a rule surely has nothing against. A value passes when it fits all that is said here.

    Attributes:
        texts: a pattern that a text matches as a whole (Python's ``re``); None: every text passes. ``(?s:.*)`` is by far the
            fastest way to say "anything".
        members: the only texts that pass; None: every text passes.
        empty: whether the empty text passes; neither the pattern nor the list is asked about it.
        null: whether null passes.
        others: whether numbers, booleans and objects pass.
    """

    texts: str | None = None
    members: frozenset[str] | None = None
    empty: bool = True
    null: bool = True
    others: bool = True

    @property
    def passes_all(self) -> bool:
        """Whether the rule has nothing to say about the flow."""
        return self == _ALL


_ALL = Screen()


class Failure(NamedTuple):
    """Why an expression has no value for a user. ``code`` and ``message`` are those of `maplint.oel.EvaluationError`, ``start``
    and ``end`` the code points of the expression that it is about, ``user`` is the user's id."""

    code: str
    message: str
    start: int | None
    end: int | None
    user: str


class Sharing(Enum):
    """How two users' values are the same to the target."""

    EQUAL = "the same value"
    CASE = "values that differ in letter case alone"
    NORMALISED = "values that become the same at the target"


class SharedValue(NamedTuple):
    """A value that several users would have.

    Attributes:
        value: what the target compares.
        sent: some of the values that are sent.
        sharing: how they are the same.
        users: the ids of some of them.
        number: how many they are.
    """

    value: str
    sent: tuple[str, ...]
    sharing: Sharing
    users: tuple[str, ...]
    number: int


class UniqueAttribute(NamedTuple):
    """An attribute that tells users apart, with what is shared. ``shared`` are the biggest groups, ``groups`` how many there are,
    ``users`` the users in all of them. ``flow`` is the first flow that feeds it, ``demanded`` whether the target is known to
    keep it unique."""

    name: str
    flow: AttributeFlow
    demanded: bool
    shared: tuple[SharedValue, ...]
    groups: int
    users: int


class Borrowed(NamedTuple):
    """An e-mail address of one user that is the userName of another."""

    value: str
    user: str
    owner: str


class Missed(NamedTuple):
    """A user whom Okta would not find at the target under the userName, though somebody with this address is there."""

    user: str
    value: str
    existing: str


class Correlation(NamedTuple):
    """How users would be matched with those that the target has already (`maplint audit --target-users`).

    ``linked``: found under their userName. ``missed``: not found, though their address is there: some of them, and
    ``missed_count`` of them all. ``created``: new.
    """

    existing: int
    linked: int
    created: int
    missed: tuple[Missed, ...]
    missed_count: int


class Some(NamedTuple):
    """Users who have something in common: how many, and the ids of some."""

    number: int
    users: tuple[str, ...]


class Coverage(NamedTuple):
    """What one flow yields: users with a value, with the empty text, with null, and without a value because evaluation failed or
    cannot be done offline. ``lengths`` counts texts by their length, ``forms`` by their shape (of a sample)."""

    flow: AttributeFlow
    values: int
    empties: int
    nulls: int
    failures: int
    unknown: int
    lengths: Mapping[int, int]
    forms: Mapping[str, int]

    @property
    def users(self) -> int:
        """All users that were looked at."""
        return self.values + self.empties + self.nulls + self.failures + self.unknown


class Population(NamedTuple):
    """A mapping with what came of it for ``users`` users.

    Attributes:
        mapping: the mapping.
        users: how many of the given users it concerns.
        refused: for how many of them a value is an error.
        coverage: for each flow, by target variable.
        unique: the attributes that tell users apart.
        borrowed: e-mail addresses that are other people's userNames: some of them, and ``borrowed_count`` of them all.
        apart: users whose userName is none of their e-mail addresses; None where one of the two is not sent.
        correlation: against the target's own users, if they were given.
    """

    mapping: JoinedMapping
    users: int
    refused: int
    coverage: Mapping[str, Coverage]
    unique: tuple[UniqueAttribute, ...]
    borrowed: tuple[Borrowed, ...]
    borrowed_count: int
    apart: Some | None
    correlation: Correlation | None

    def uniques(self, name: str) -> UniqueAttribute | None:
        """The unique attribute of a name: ``userName``, ``emails.value``, the path of another one."""
        return next((unique for unique in self.unique if unique.name == name), None)
