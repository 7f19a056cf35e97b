"""The kernel under Spark, for directories that live in a warehouse: `pip install 'maplint[spark]'`, and Java.

Where a session is there already (a notebook, `spark-submit`), it is used; else a local one is started. Users come from JSON lines
or Parquet that Spark can read (a path or a URL of its file systems), or from a table (``table:hr.people``).
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from maplint.source.document import Unreadable
from maplint.users.arrow import KEY, LINE, TALLY, result_schema, results, tally_of, users_of
from maplint.users.keys import Database, KeyStore, arrow_table
from maplint.users.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from maplint.users.kernel import Kernel
    from maplint.users.records import DirectoryUser
    from maplint.users.run import Source
    from maplint.users.tally import Keys

TABLE = "table:"
_FIRST = 1000
"""Users that are looked at before the kernel is made."""


class SparkStore(KeyStore):
    """Keys that stay in Spark."""

    def __init__(self) -> None:
        super().__init__()
        self._database = self.spark = SparkDatabase()


class SparkDatabase(Database):
    """Keys as a view of a session."""

    def __init__(self) -> None:
        self.session = _session()
        self._keys: Any = None

    def hold(self, keys: Any) -> None:
        """Take a data frame of keys."""
        self._keys = keys if self._keys is None else self._keys.unionByName(keys)
        self._keys.createOrReplaceTempView("keys")

    def insert(self, batches: Sequence[tuple[int, Keys]]) -> None:
        """Add keys from outside: those of the target's users."""
        self.hold(self.session.createDataFrame(arrow_table(batches)))

    def rows(self, statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The rows of a statement."""
        return [
            tuple(row) for row in self.session.sql(statement.replace('"user"', "`user`"), args=list(values)).collect()
        ]

    def close(self) -> None:
        """Forget the keys. The session stays, for it may be somebody else's."""
        if self._keys is not None:
            self.session.catalog.dropTempView("keys")


def run_spark(
    make: Callable[[Sequence[DirectoryUser]], Kernel], source: Source, store: SparkStore
) -> tuple[Kernel, Tally]:
    """The kernel and its tally over all users; keys go into the store. The kernel's own counterpart of `maplint.users.run.run_kernel`.

    Raises:
        Unreadable: Spark cannot read a source, or there are no users in it.
    """
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    total = Tally()
    kernel: Kernel | None = None
    try:
        for path in source.paths:
            frame = _frame(store.spark.session, path, source)
            if kernel is None:
                kernel = make(_first(frame))
            found = frame.mapInArrow(_Mapper(kernel), _ddl()).persist()
            store.spark.hold(found.where(found.kind == KEY).drop("kind", "tally"))
            for row in found.where(found.kind == TALLY).select("tally").toLocalIterator():
                total.merge(tally_of(bytes(row.tally)))
    except (PySparkException, Py4JError) as error:
        raise Unreadable(
            _said(error), source.paths[0], remedy="check what Spark can read: JSON lines, Parquet, a table"
        ) from None
    if kernel is None or not total.read:
        raise Unreadable("there are no users in it", source.paths[0], remedy="export them again: `GET /api/v1/users`")
    return kernel, total


class _Mapper:
    """What runs on the executors."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        return results(self._kernel, batches)


def _session() -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise Unreadable(
            "Spark is not installed", "--engine spark", remedy="install `maplint[spark]`, and Java 17"
        ) from None
    try:
        session = SparkSession.getActiveSession()
        if session is None:
            # Workers run what runs here, not the first Python of the path.
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
            builder = SparkSession.builder.appName("maplint").config("spark.ui.enabled", "false")
            session = builder.config("spark.ui.showConsoleProgress", "false").getOrCreate()
            session.sparkContext.setLogLevel("OFF")
    except Exception as error:
        raise Unreadable(
            f"Spark cannot start: {_said(error)}", "--engine spark", remedy="is Java 17 installed (JAVA_HOME)?"
        ) from None
    return session


def _frame(session: Any, path: str, source: Source) -> Any:
    """The users as a data frame."""
    if path.startswith(TABLE):
        frame = session.table(path.removeprefix(TABLE))
    elif path.lower().rstrip("/").endswith((".parquet", ".pq")):
        frame = session.read.parquet(path)
    else:
        return session.read.text(path)
    for header, attribute in source.column_map.items():
        frame = frame.withColumnRenamed(header, attribute)
    return frame


def _first(frame: Any) -> list[DirectoryUser]:
    users: list[DirectoryUser] = []
    for batch in frame.limit(_FIRST).toArrow().to_batches():
        users += users_of(batch)
    return users


def _ddl() -> str:
    """The schema of the results as Spark writes it."""
    kinds = {"string": "string", "int32": "int", "bool": "boolean", "binary": "binary"}
    return ", ".join(f"`{field.name}` {kinds[str(field.type)]}" for field in result_schema())


def _said(error: Exception) -> str:
    """What Spark says in one line: its first one, or what went wrong in a worker."""
    text = str(error).strip()
    if "No module named 'maplint'" in text:
        return "the executors have no maplint: install it there, too"
    inner = [line for line in text.splitlines() if "maplint.source.document.Unreadable: " in line]
    line = inner[0].partition("Unreadable: ")[2] if inner else text.partition("\n")[0]
    return line.strip().rstrip(".")[:300]


__all__ = ["LINE", "SparkStore", "run_spark"]
