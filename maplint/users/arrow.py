"""The kernel over Arrow record batches: users in, what is kept of them out.

So the same kernel runs wherever batches come from: Spark's ``mapInArrow`` takes `results` as it is.
"""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

from maplint.source.document import Unreadable
from maplint.users.files import Chunk, decode
from maplint.users.records import Columns, DirectoryUser, NoUser, user_of
from maplint.users.tally import Keys, Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from maplint.users.kernel import Kernel

LINE = "value"
"""The only column of batches that hold JSON lines, as Spark's text reader calls it."""
TALLY, KEY = "tally", "key"
"""The kinds of rows that come out: one tally of a batch (pickled), or one key of a user (see `maplint.users.tally.Keys`)."""


def result_schema() -> Any:
    """The Arrow schema of what comes out."""
    import pyarrow

    return pyarrow.schema(
        [
            ("kind", pyarrow.string()),
            ("space", pyarrow.int32()),
            ("compared", pyarrow.string()),
            ("sent", pyarrow.string()),
            ("user", pyarrow.string()),
            ("active", pyarrow.bool_()),
            ("tally", pyarrow.binary()),
        ]
    )


def results(kernel: Kernel, batches: Iterable[Any]) -> Iterator[Any]:
    """What is kept of each record batch, as a record batch of `result_schema`.

    Raises:
        Unreadable: a batch holds no users.
    """
    for batch in batches:
        users = users_of(batch)
        if users:
            yield _rows(kernel.run(users))


def users_of(batch: Any) -> list[DirectoryUser]:
    """The users of a record batch: JSON lines in a column ``value``; records as Okta's API has them (``id``, ``profile``...); or a
    column for each attribute.

    Raises:
        Unreadable: it holds no users.
    """
    names = batch.schema.names
    if names == [LINE]:
        lines = [line for line in batch.column(0).to_pylist() if line and line.strip()]
        return decode(Chunk("the directory", "json", "\n".join(lines).encode()))
    try:
        if "profile" in names:
            return [user_of(row) for row in batch.to_pylist()]
        columns = Columns.of_names(names)
        return [columns.user(list(row.values()), number) for number, row in enumerate(batch.to_pylist(), 1)]
    except NoUser as error:
        raise Unreadable(error.message, "the directory", remedy=error.remedy) from None


def _rows(tally: Tally) -> Any:
    import pyarrow

    keys, tally.keys = tally.keys, {}
    count = sum(len(columns.users) for columns in keys.values())
    spaces = [space for space, columns in keys.items() for _ in columns.users]
    columns: list[list[Any]] = [
        [TALLY] + [KEY] * count,
        [None, *spaces],
        [None, *(value for columns in keys.values() for value in columns.compared)],
        [None, *(value for columns in keys.values() for value in columns.sent)],
        [None, *(value for columns in keys.values() for value in columns.users)],
        [None, *(value for columns in keys.values() for value in columns.active)],
        [pickle.dumps(tally)] + [None] * count,
    ]
    return pyarrow.record_batch(columns, schema=result_schema())


def tally_of(data: bytes) -> Tally:
    """The tally of a row. It was made by this run's own kernel."""
    tally: Tally = pickle.loads(data)
    return tally


def keys_of(batch: Any) -> dict[int, Keys]:
    """The keys of a batch of results, by space."""
    found: dict[int, Keys] = {}
    for row in batch.to_pylist():
        if row["kind"] == KEY:
            keys = found.setdefault(row["space"], Keys([], [], [], []))
            keys.compared.append(row["compared"])
            keys.sent.append(row["sent"])
            keys.users.append(row["user"])
            keys.active.append(row["active"])
    return found
