"""What is kept of a batch of users, and added to what is kept of others.

Everything here is plain data: it travels between processes and machines. Users are kept as ids, and only some of them.
"""

from __future__ import annotations

from typing import Any

from maplint.record import NamedTuple

EXAMPLES = 20
"""Users that are kept for a cause."""
_MOST_SEEN = 50
"""Different values that are counted for a cause."""
_MOST_FORMS = 40


class CauseKey(NamedTuple):
    """A cause: what one rule says of the values of one flow. ``rule`` is its code."""

    flow: int
    rule: str
    text: str


class Cause:
    """The users of a cause: how many, some of their ids, a value to ask the rule about again, and what may be shown of the
    values, counted."""

    __slots__ = ("count", "examples", "sample", "seen")

    def __init__(self, sample: Any) -> None:
        self.count = 0
        self.examples: list[str] = []
        self.sample = sample
        self.seen: dict[str, int] = {}

    def add(self, users: list[str], count: int, shows: str | None) -> None:
        """Count users."""
        self.count += count
        if len(self.examples) < EXAMPLES:
            self.examples += users[: EXAMPLES - len(self.examples)]
        if shows is not None and (shows in self.seen or len(self.seen) < _MOST_SEEN):
            self.seen[shows] = self.seen.get(shows, 0) + count

    def merge(self, other: Cause) -> None:
        """Add those of another batch."""
        self.count += other.count
        self.examples = (self.examples + other.examples)[:EXAMPLES]
        for shows, count in other.seen.items():
            if shows in self.seen or len(self.seen) < _MOST_SEEN:
                self.seen[shows] = self.seen.get(shows, 0) + count


class FlowTally:
    """Counts of one flow. ``unknown`` are the users for whom nothing offline tells the value, with the reasons counted."""

    __slots__ = ("empties", "failures", "forms", "lengths", "nulls", "unknown", "values")

    def __init__(self) -> None:
        self.values = 0
        self.empties = 0
        self.nulls = 0
        self.failures = 0
        self.unknown: dict[str, int] = {}
        self.lengths: dict[int, int] = {}
        self.forms: dict[str, int] = {}

    def merge(self, other: FlowTally) -> None:
        """Add the counts of another batch."""
        self.values += other.values
        self.empties += other.empties
        self.nulls += other.nulls
        self.failures += other.failures
        _add(self.unknown, other.unknown)
        _add(self.lengths, other.lengths)
        _add(self.forms, other.forms, _MOST_FORMS)


class Keys(NamedTuple):
    """Values that tell users apart, column by column: what is compared, what is sent, whose, and whether the user is active."""

    compared: list[str]
    sent: list[str]
    users: list[str]
    active: list[bool]


class Tally:
    """What is kept of a batch: users of each mapping, counts of each flow, causes, the users of each mapping whose userName is none
    of their addresses, those for whom a value is an error, and the keys of each space (see `maplint.users.kernel.Space`), which
    whoever merges takes out."""

    __slots__ = ("apart", "causes", "flows", "keys", "mappings", "read", "refused")

    def __init__(self) -> None:
        self.read = 0
        self.mappings: dict[int, int] = {}
        self.flows: dict[int, FlowTally] = {}
        self.causes: dict[CauseKey, Cause] = {}
        self.keys: dict[int, Keys] = {}
        self.apart: dict[int, Cause] = {}
        self.refused: dict[int, int] = {}

    def flow(self, number: int) -> FlowTally:
        """The counts of a flow."""
        found = self.flows.get(number)
        if found is None:
            found = self.flows[number] = FlowTally()
        return found

    def cause(self, key: CauseKey, sample: Any) -> Cause:
        """The users of a cause."""
        found = self.causes.get(key)
        if found is None:
            found = self.causes[key] = Cause(sample)
        return found

    def merge(self, other: Tally) -> None:
        """Add another batch, but for its keys."""
        self.read += other.read
        _add(self.mappings, other.mappings)
        _add(self.refused, other.refused)
        for number, flow in other.flows.items():
            self.flow(number).merge(flow)
        for key, cause in other.causes.items():
            known = self.causes.get(key)
            if known is None:
                self.causes[key] = cause
            else:
                known.merge(cause)
        for number, apart in other.apart.items():
            if number in self.apart:
                self.apart[number].merge(apart)
            else:
                self.apart[number] = apart


def _add(counts: dict[Any, int], others: dict[Any, int], most: int | None = None) -> None:
    for key, count in others.items():
        if key in counts or most is None or len(counts) < most:
            counts[key] = counts.get(key, 0) + count
