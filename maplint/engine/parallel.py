"""Going through the flows and mappings of a big run with several processes.

The work is Python, so threads do not help, and a new process would have to read and join all files once more. A copy of this one
(fork) has them: it goes through its share and hands back the findings, in which documents are numbers, with the places in the text
that a report will ask for. What is found does not depend on how many there are. Where a process cannot be copied (Windows) there is
one.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from maplint.finding import Finding, Severity
    from maplint.source.document import Document

LEAST_MAPPINGS = 150
"""How many mappings a process must have to gain more than its start takes (benchmarks/bench_jobs.py)."""

Found = list[list["Finding"]]
"""The findings of a share, by what was looked at."""


def processes(asked: int | None, mappings: int) -> int:
    """How many processes are to go through so many mappings. ``asked``: how many the user wants; None: as many as pay."""
    if not hasattr(os, "fork") or not _alone():
        return 1
    if asked is not None:
        return max(1, min(asked, mappings))
    if sys.platform == "darwin":  # its system libraries do not bear to be copied; whoever asks for it knows
        return 1
    return max(1, min(len(os.sched_getaffinity(0)), mappings // LEAST_MAPPINGS))


def _alone() -> bool:
    """Whether this process has one thread: others would be missing in a copy, with the locks that they hold."""
    threading = sys.modules.get("threading")
    return (threading is None or threading.active_count() == 1) and {"duckdb", "pyarrow"}.isdisjoint(sys.modules)


def share_out(count: int, work: Callable[[int], Found], documents: Sequence[Document], least: Severity) -> list[Found]:
    """The outcomes of ``work`` for the shares 0 to ``count - 1``, in this order.

    Args:
        documents: those in which findings may lie.
        least: the least severity that a report will show: of these findings the places are looked up, too.
    """
    numbers = {id(document): number for number, document in enumerate(documents)}
    children = [_start(work, share, numbers, least) for share in range(1, count)]
    found = [work(0)]
    for share, child in enumerate(children, 1):
        data = _result(*child)
        found.append(work(share) if data is None else _read(data, documents))
    return found


def _start(work: Callable[[int], Found], share: int, numbers: dict[int, int], least: Severity) -> tuple[int, int]:
    """Begin a share: the id of the process, and where its outcome can be read."""
    sys.stdout.flush()
    sys.stderr.flush()
    reader, writer = os.pipe()
    process = os.fork()
    if process:
        os.close(writer)
        return process, reader
    status = 1
    try:
        os.close(reader)
        found = work(share)
        with open(writer, "wb") as pipe:
            pipe.write(_written(found, numbers, least))
        sys.stderr.flush()
        status = 0
    finally:
        os._exit(status)


def _result(process: int, reader: int) -> bytes | None:
    """What a process hands back; None when it failed: its share is then done here."""
    with open(reader, "rb") as pipe:
        data = pipe.read()
    _, status = os.waitpid(process, 0)
    return data if status == 0 else None


def _written(found: Found, numbers: dict[int, int], least: Severity) -> bytes:
    import io
    import pickle

    from maplint.source.document import Document
    from maplint.source.hcl.document import HclDocument

    places = [
        place
        for findings in found
        for finding in findings
        if finding.severity.rank <= least.rank
        for place in (finding.place, *(related.place for related in finding.related))
        if type(place.document) is Document
    ]
    spans = [(place, place.span()) for place in places]

    def number(document: Document) -> tuple[Any, ...]:
        return _Numbered, (numbers[id(document)],)

    buffer = io.BytesIO()
    pickler = pickle.Pickler(buffer, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = {Document: number, HclDocument: number}
    pickler.dump((found, spans))
    return buffer.getvalue()


class _Numbered:
    """Stands for a document by its number; `_read` puts the document there."""


def _read(data: bytes, documents: Sequence[Document]) -> Found:
    import io
    import pickle

    class Reader(pickle.Unpickler):
        def find_class(self, module: str, name: str) -> Any:
            return documents.__getitem__ if name == "_Numbered" else super().find_class(module, name)

    found, spans = Reader(io.BytesIO(data)).load()
    for place, span in spans:
        place.document.remember(place, span)
    result: Found = found
    return result
