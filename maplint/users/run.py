"""Running work over files of users, in as many processes as pay; what comes of it does not depend on how many."""

from __future__ import annotations

import os
from collections import deque
from contextlib import closing
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from maplint.record import NamedTuple
from maplint.source.document import Unreadable
from maplint.users.files import STDIN, Chunk, Incomplete, broken, chunks, decode, decoded
from maplint.users.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from maplint.engine.run import OnProgress
    from maplint.users.kernel import Kernel
    from maplint.users.keys import KeyStore
    from maplint.users.records import DirectoryUser


class Batch(Protocol):
    """What comes of a batch of users. ``read`` is how many there were."""

    read: int


Some = TypeVar("Some", bound=Batch)
Given = TypeVar("Given", bound=Batch, covariant=True)


class Work(Protocol[Given]):
    """What is done with users, batch by batch. It can be sent to other processes."""

    def run(self, users: Sequence[DirectoryUser]) -> Given:
        """What comes of a batch."""


_PARALLEL_FROM = 24 << 20
"""Bytes of users from which a second process pays for its start."""


class Source(NamedTuple):
    """Files of users, and which attribute columns of tables stand for."""

    paths: tuple[str, ...]
    column_map: Mapping[str, str] = MappingProxyType({})
    text: str | None = None

    @classmethod
    def of_text(cls, name: str, text: str) -> Source:
        """Users that stand in no file, as `maplint.testing` has them."""
        return cls((name,), text=text)

    def chunks(self) -> Iterator[Chunk]:
        """The chunks of all files, one file after the other.

        Raises:
            Unreadable: a file cannot be read.
        """
        if self.text is not None:
            yield Chunk(self.paths[0], "json", self.text.encode())
            return
        for path in self.paths:
            yield from chunks(path, dict(self.column_map))

    def users(self) -> Iterator[DirectoryUser]:
        """All users, one by one.

        Raises:
            Unreadable: a file cannot be read.
        """
        from maplint.users.files import read_users

        for path in self.paths:
            yield from read_users(path, dict(self.column_map))

    def size(self) -> int:
        """Bytes in all files, as they are stored; 0 where that cannot be known."""
        return sum(os.path.getsize(path) for path in self.paths if path != STDIN and os.path.exists(path))


def run_kernel(
    make: Callable[[Sequence[DirectoryUser]], Kernel],
    source: Source,
    store: KeyStore,
    *,
    jobs: int | None = None,
    progress: OnProgress | None = None,
) -> tuple[Kernel, Tally]:
    """The kernel and its tally over all users; keys go into the store. The rest: see `run_work`."""
    total = Tally()
    kernels: list[Kernel] = []

    def begin(first: Sequence[DirectoryUser]) -> Kernel:
        kernels.append(make(first))
        return kernels[0]

    def take(tally: Tally) -> None:
        store.take(tally)
        total.merge(tally)

    run_work(begin, source, take, jobs=jobs, progress=progress)
    return kernels[0], total


def run_work(
    make: Callable[[Sequence[DirectoryUser]], Work[Some]],
    source: Source,
    take: Callable[[Some], None],
    *,
    jobs: int | None = None,
    progress: OnProgress | None = None,
) -> None:
    """Do work with all users.

    Args:
        make: makes the work, seeing the first users.
        take: is given what comes of each batch, in the order of the files.
        jobs: processes; None: as many as pay.
        progress: is told after each chunk how many users there were, how many bytes are done, and of how many.

    Raises:
        Unreadable: a file cannot be read or holds no users.
    """
    pieces = source.chunks()
    with closing(pieces):  # type: ignore[type-var]
        first = _first_users(pieces)
        work = make(first)
        read, done, size = len(first), 0, source.size()
        take(work.run(first))
        workers = jobs if jobs is not None else _workers(source)
        waiting: list[Chunk] = []
        for chunk, outcome in _outcomes(work, pieces, workers):
            if waiting or outcome is None:
                # Cut inside a user: this piece and those after it count only together.
                waiting.append(chunk)
                outcome = _joined(work, waiting)
                if outcome is None:
                    continue
                waiting.clear()
            if isinstance(outcome, Unreadable):
                raise outcome
            read += outcome.read
            take(outcome)
            done += len(chunk.data)
            if progress is not None:
                progress(f"{read:,} users", done, max(done, size))
        if waiting:
            raise broken(waiting)
    if not read:
        raise Unreadable("there are no users in it", source.paths[0], remedy="export them again: `GET /api/v1/users`")


def _first_users(pieces: Iterator[Chunk]) -> list[DirectoryUser]:
    waiting: list[Chunk] = []
    for chunk in pieces:
        waiting.append(chunk)
        try:
            return decoded(waiting)
        except Incomplete:
            continue
    if waiting:
        raise broken(waiting)
    return []


def _joined(work: Work[Some], waiting: Sequence[Chunk]) -> Some | None:
    try:
        return work.run(decoded(waiting))
    except Incomplete:
        if sum(len(chunk.data) for chunk in waiting) > 64 << 20:
            raise broken(waiting) from None
        return None


def _workers(source: Source) -> int:
    if source.size() < _PARALLEL_FROM:
        return 1
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


# --- in processes -----------------------------------------------------------------------------------------------------------


def _outcomes(
    work: Work[Some], pieces: Iterable[Chunk], workers: int
) -> Iterator[tuple[Chunk, Some | Unreadable | None]]:
    """What comes of each chunk, in the order of the chunks: or what is wrong with it, or None when it was cut inside a user."""
    if workers <= 1:
        for chunk in pieces:
            yield chunk, _outcome(work, chunk)
        return
    from concurrent.futures import Future, ProcessPoolExecutor

    pending: deque[tuple[Chunk, Future[Any]]] = deque()
    with ProcessPoolExecutor(workers, initializer=_begin, initargs=(work,)) as pool:
        try:
            for chunk in pieces:
                pending.append((chunk, pool.submit(_outcome_here, chunk)))
                if len(pending) > 2 * workers:
                    done, future = pending.popleft()
                    yield done, future.result()
            for done, future in pending:
                yield done, future.result()
        finally:
            pool.shutdown(cancel_futures=True)


_work: Work[Any] | None = None


def _begin(work: Work[Any]) -> None:
    """What a process does first."""
    global _work
    import gc
    import signal

    # The process that started this one is told of an interrupt, and ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)
    _work = work


def _outcome_here(chunk: Chunk) -> Any:
    assert _work is not None
    return _outcome(_work, chunk)


def _outcome(work: Work[Some], chunk: Chunk) -> Some | Unreadable | None:
    try:
        return work.run(decode(chunk))
    except Incomplete:
        return None
    except Unreadable as error:
        return error
