"""Which users the target would take for one: values that tell users apart, collected for a whole directory and grouped.

Millions of values don't fit into memory beside everything else: they go into a database in a temporary file. That is DuckDB where
it is installed (`maplint[users]`), which takes a tenth of the time for large directories, else SQLite, which Python brings. The
statements are the same.
"""

from __future__ import annotations

import os
import tempfile
from abc import ABC, abstractmethod
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from maplint.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from maplint.users.tally import Keys, Tally

_LARGE = 200_000
"""Keys from which DuckDB pays: it takes longer to load than SQLite to sort fewer."""
_AT_ONCE = 100_000
"""Keys that are put into a database at a time: each time costs as much as some thousand keys."""
_MEMORY = "256MB"


class Group(NamedTuple):
    """Users with one compared value: how many, some of them (id and value as sent), and how many different values are sent."""

    compared: str
    number: int
    different: int
    members: tuple[tuple[str, str], ...]


class Pair(NamedTuple):
    """A value in one space that is also in another one, for two users."""

    compared: str
    user: str
    other: str


class Existing(NamedTuple):
    """How one space fares against what the target has: users found, users not found, users not found whose value in a second
    space is there, some of these."""

    found: int
    absent: int
    elsewhere: int
    examples: tuple[tuple[str, str, str], ...]


class KeyStore:
    """Keys of all spaces. Use it as a context manager: the temporary file goes with it."""

    def __init__(self) -> None:
        self._pending: list[tuple[int, Keys]] = []
        self._count = 0
        self._database: Database | None = None

    def __enter__(self) -> KeyStore:
        return self

    def __exit__(self, *_: object) -> None:
        if self._database is not None:
            self._database.close()

    def add(self, space: int, keys: Keys) -> None:
        """Take the keys of a batch."""
        if not keys.users:
            return
        self._pending.append((space, keys))
        self._count += len(keys.users)
        if self._count >= (_LARGE if self._database is None else _AT_ONCE):
            self._flush()

    def take(self, tally: Tally) -> None:
        """Take the keys of a tally out of it."""
        for space, keys in tally.keys.items():
            self.add(space, keys)
        tally.keys = {}

    def _flush(self) -> None:
        if self._database is None:
            self._database = _open(self._count >= _LARGE)
        if self._pending:
            self._database.insert(self._pending)
        self._pending = []
        self._count = 0

    def _rows(self, statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        self._flush()
        assert self._database is not None
        return self._database.rows(statement, values)

    def groups(self, space: int, most: int) -> tuple[list[Group], int, int]:
        """The biggest groups of users who share a compared value, at least one of them active; how many groups there are, and how
        many users are in them."""
        return self._biggest(_GROUPED, (space, space), space, most)

    def emerged(self, space: int, before: int, most: int) -> tuple[list[Group], int, int]:
        """As `groups`, but only groups whose users did not share one value of the space ``before`` already."""
        return self._biggest(_EMERGED, (space, space, space, before), space, most)

    def _biggest(self, groups: str, values: Sequence[Any], space: int, most: int) -> tuple[list[Group], int, int]:
        rows = self._rows(
            "SELECT compared, users, different, count(*) OVER (), sum(users) OVER () "
            f"FROM ({groups}) ORDER BY users DESC, compared LIMIT ?",
            (*values, most),
        )
        found = [
            Group(compared, users, different, tuple(self._members(space, compared)))
            for compared, users, different, *_ in rows
        ]
        return found, *((int(rows[0][3]), int(rows[0][4])) if rows else (0, 0))

    def _members(self, space: int, compared: str) -> Iterator[tuple[str, str]]:
        yield from self._rows(
            'SELECT DISTINCT "user", sent FROM keys WHERE space = ? AND compared = ? ORDER BY sent, "user" LIMIT 20',
            (space, compared),
        )

    def borrowed(self, space: int, owners: int, most: int) -> tuple[list[Pair], int]:
        """Values of one space that another user has in a second one; some of them, and how many there are."""
        joined = (
            'FROM keys a JOIN keys b ON a.compared = b.compared AND a."user" <> b."user" '
            "WHERE a.space = ? AND b.space = ? AND a.active AND b.active"
        )
        # Who shares a mailbox and has it for a login too is a group of that space, not one who borrows.
        own = 'AND NOT EXISTS (SELECT 1 FROM keys c WHERE c.space = b.space AND c."user" = a."user" AND c.compared = a.compared)'
        count = self._rows(f"SELECT count(*) {joined} {own}", (space, owners))[0][0]
        rows = self._rows(
            f'SELECT a.compared, a."user", b."user" {joined} {own} ORDER BY 1, 2, 3 LIMIT ?', (space, owners, most)
        )
        return [Pair(*row) for row in rows], int(count)

    def matched(self, names: int, addresses: int | None, there: int, there_addresses: int, most: int) -> Existing:
        """How the users of a space ``names`` would be found in the space ``there``: by name; and of those who aren't, whose name or
        address is an address or a name there."""
        found = self._rows(
            f"SELECT count(*) FROM keys a WHERE a.space = ? AND a.active AND {_IN_SPACE}", (names, there)
        )[0][0]
        total = self._rows("SELECT count(*) FROM keys a WHERE a.space = ? AND a.active", (names,))[0][0]
        elsewhere = f"""
            FROM keys a WHERE a.space = ? AND a.active AND NOT {_IN_SPACE} AND EXISTS (
              SELECT 1 FROM keys own JOIN keys t ON t.compared = own.compared AND t.space IN (?, ?)
              WHERE own."user" = a."user" AND own.space IN (?, ?))
        """
        values = (names, there, there, there_addresses, names, addresses if addresses is not None else names)
        count = self._rows(f"SELECT count(*) {elsewhere}", values)[0][0]
        rows = self._rows(f'SELECT a."user", a.sent {elsewhere} ORDER BY 2, 1 LIMIT ?', (*values, most))
        examples = tuple((user, sent, self._account(user, values)) for user, sent in rows)
        return Existing(int(found), int(total) - int(found), int(count), examples)

    def _account(self, user: str, values: Sequence[Any]) -> str:
        """The account at the target that has the user's address."""
        _, _, there, there_addresses, own, own_addresses = values
        rows = self._rows(
            'SELECT t."user" FROM keys own JOIN keys t ON t.compared = own.compared AND t.space IN (?, ?) '
            'WHERE own."user" = ? AND own.space IN (?, ?) ORDER BY 1 LIMIT 1',
            (there, there_addresses, user, own, own_addresses),
        )
        return str(rows[0][0]) if rows else ""


# Most values are there once: to leave them out first is fast, to count different users of each is not.
_GROUPED = """
    SELECT compared, count(DISTINCT "user") AS users, count(DISTINCT sent) AS different FROM keys
    WHERE space = ? AND compared IN (SELECT compared FROM keys WHERE space = ? GROUP BY compared HAVING count(*) > 1)
    GROUP BY compared HAVING count(DISTINCT "user") > 1 AND max(active)
"""
# Only who is in a group is looked up in the other space: of a million users few are.
_EMERGED = f"""
    WITH shared AS ({_GROUPED}),
    members AS (SELECT DISTINCT k.compared, k."user" FROM keys k JOIN shared s ON s.compared = k.compared WHERE k.space = ?),
    together AS (
      SELECT m.compared, o.compared AS before, count(DISTINCT m."user") AS users
      FROM members m JOIN keys o ON o."user" = m."user" WHERE o.space = ? GROUP BY m.compared, o.compared
    ),
    known AS (SELECT compared, max(users) AS users FROM together GROUP BY compared)
    SELECT s.compared, s.users, s.different FROM shared s LEFT JOIN known k ON k.compared = s.compared
    WHERE coalesce(k.users, 0) < s.users
"""
_IN_SPACE = "EXISTS (SELECT 1 FROM keys b WHERE b.space = ? AND b.compared = a.compared)"
_TABLE = 'CREATE TABLE keys (space INTEGER, compared VARCHAR, sent VARCHAR, "user" VARCHAR, active BOOLEAN)'


class Database(ABC):
    """Something that holds keys and answers statements about them. What it gives is the same whichever it is."""

    @abstractmethod
    def insert(self, batches: Sequence[tuple[int, Keys]]) -> None:
        """Take keys, each batch of a space."""

    @abstractmethod
    def rows(self, statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The rows of a statement; question marks in it stand for the values."""

    @abstractmethod
    def close(self) -> None:
        """Remove what was kept."""


def _open(large: bool) -> Database:
    if large:
        with suppress(ImportError):
            return _DuckDB()
    return _SQLite()


class _SQLite(Database):
    def __init__(self) -> None:
        import sqlite3

        # An empty name: a temporary file that SQLite itself removes, and that it needs only when memory is short.
        self._connection = sqlite3.connect("")
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute("PRAGMA cache_size = -65536")
        self._connection.execute(_TABLE)
        self._indexed = False

    def insert(self, batches: Sequence[tuple[int, Keys]]) -> None:
        for space, keys in batches:
            rows = zip([space] * len(keys.users), *keys, strict=True)
            self._connection.executemany("INSERT INTO keys VALUES (?, ?, ?, ?, ?)", rows)

    def rows(self, statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        if not self._indexed:
            self._connection.execute("CREATE INDEX by_value ON keys (space, compared)")
            self._connection.execute('CREATE INDEX by_user ON keys ("user", space)')
            self._indexed = True
        return self._connection.execute(statement, tuple(values)).fetchall()

    def close(self) -> None:
        self._connection.close()


class _DuckDB(Database):
    def __init__(self) -> None:
        import duckdb
        import pyarrow  # noqa: F401 - keys are handed over as its tables

        self._folder = tempfile.TemporaryDirectory(prefix="maplint-")
        self._connection = duckdb.connect(
            os.path.join(self._folder.name, "keys"),
            config={"memory_limit": _MEMORY, "threads": 2, "temp_directory": self._folder.name},
        )
        self._connection.execute(_TABLE)

    def insert(self, batches: Sequence[tuple[int, Keys]]) -> None:
        self._connection.register("batch", arrow_table(batches))
        self._connection.execute("INSERT INTO keys SELECT * FROM batch")
        self._connection.unregister("batch")

    def rows(self, statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        return self._connection.execute(statement.replace("max(active)", "bool_or(active)"), list(values)).fetchall()

    def close(self) -> None:
        self._connection.close()
        self._folder.cleanup()


def arrow_table(batches: Sequence[tuple[int, Keys]]) -> Any:
    """Keys as one Arrow table."""
    import pyarrow

    names = ["space", "compared", "sent", "user", "active"]
    return pyarrow.concat_tables(
        [pyarrow.table([pyarrow.repeat(space, len(keys.users)), *keys], names=names) for space, keys in batches]
    )
