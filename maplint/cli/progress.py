"""How far a long run is, on a terminal's standard error."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

DELAY = 0.5
"""Seconds after which a run is long."""
EVERY = 0.1
"""Seconds between two looks."""


class Progress:
    """Shows a bar once a run is long, and takes it away when it ends: `with Progress(sys.stderr) as progress: ...`.

    Call it with what is being done, how much of it is done, and of how much.
    """

    def __init__(self, stream: Any, *, clock: Callable[[], float] = monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._next = clock() + DELAY
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show how far it is, if it is time to."""
        now = self._clock()
        if now < self._next:
            return
        self._next = now + EVERY
        if self._bar is None:
            self._begin()
        self._bar.update(self._task, description=what, completed=done, total=total)
        self._bar.refresh()

    def _begin(self) -> None:
        # Imported here: most runs are over before.
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
        from rich.progress import Progress as Bar

        # No thread that refreshes it: a process with threads is not copied (maplint.engine.parallel).
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self._bar = Bar(*columns, console=Console(file=self._stream), auto_refresh=False, transient=True)
        self._task = self._bar.add_task("")
        self._bar.start()
