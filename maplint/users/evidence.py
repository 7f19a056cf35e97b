"""What a directory shows of a project: the values of every flow for every user, and what rules say of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from maplint.rule import Needs
from maplint.users.judge import Crash, add_target_users, counted, population, value_findings
from maplint.users.kernel import Ask, Kernel, user_type
from maplint.users.keys import KeyStore
from maplint.users.run import Source, run_kernel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from maplint.engine.run import OnProgress, Run
    from maplint.finding import Finding
    from maplint.project.join import Project
    from maplint.project.population import Population
    from maplint.users.records import DirectoryUser
    from maplint.users.tally import Tally
    from maplint.users.target_users import TargetUser


LOCAL, SPARK = ENGINES = ("local", "spark")
"""Where the kernel runs: here, in as many processes as pay, or under Spark."""


class Directory:
    """The users of a run. `findings` is what the engine asks for; the rest is there after it.

    Attributes:
        given: which needs of rules are met.
        read: how many users there are.
        populations: what came of each mapping.
        unknown: what nothing offline tells, a sentence each, with the variables that it concerns.
    """

    def __init__(
        self,
        source: Source,
        target_users: Iterable[TargetUser] | None = None,
        *,
        show_values: bool = False,
        examples: int = 5,
        engine: str = LOCAL,
        jobs: int | None = None,
        now: str | None = None,
    ) -> None:
        self.source = source
        self.given = (Needs.USERS,) if target_users is None else (Needs.USERS, Needs.TARGET_USERS)
        self.read = 0
        self.populations: list[Population] = []
        self.unknown: dict[str, list[str]] = {}
        self._target_users = target_users
        self._show_values = show_values
        self._examples = examples
        self._engine = engine
        self._jobs = jobs
        self._now = now or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def findings(self, project: Project, run: Run) -> list[Finding]:
        """What users' values show.

        Raises:
            Unreadable: a file of users cannot be read.
        """

        def make(first: Sequence[DirectoryUser]) -> Kernel:
            types = {user.type_id for user in first} - {None}
            asks = [
                Ask(
                    joined,
                    run.asked("check_value", joined.integration),
                    run.asked("check_failure", joined.integration),
                    user_type(joined) in types,
                )
                for joined in project.mappings
            ]
            return Kernel(asks, self._now, self._show_values)

        with self._store() as store:
            kernel, tally = self._run(make, store, run.on_progress)
            existing = None
            if self._target_users is not None:
                existing = add_target_users(kernel, self._target_users, store)
            self.populations = [population(kernel, plan, tally, store, existing) for plan in kernel.mappings]
        self.read = tally.read
        self._note_unknown(kernel, tally)
        found: list[Finding] = []
        for finding in value_findings(kernel, tally, run.rules):
            if isinstance(finding, Crash):
                found.append(
                    run.crash(finding.rule, finding.error, finding.flow.flow.place() if finding.flow else None)
                )
            else:
                found.append(finding)
        for one in self.populations:
            found += run.ask_about(one)
        for finding in found:
            counted(finding, self._examples)
        return found

    def _store(self) -> KeyStore:
        if self._engine == LOCAL:
            return KeyStore()
        from maplint.users.spark import SparkStore

        return SparkStore()

    def _run(
        self, make: Callable[[Sequence[DirectoryUser]], Kernel], store: KeyStore, progress: OnProgress | None
    ) -> tuple[Kernel, Tally]:
        if self._engine == LOCAL:
            return run_kernel(make, self.source, store, jobs=self._jobs, progress=progress)
        from maplint.users.spark import SparkStore, run_spark

        assert isinstance(store, SparkStore)
        return run_spark(make, self.source, store)

    def _note_unknown(self, kernel: Kernel, tally: Tally) -> None:
        for flow in kernel.flows:
            counts = tally.flows.get(flow.number)
            for reason in counts.unknown if counts is not None else ():
                variables = self.unknown.setdefault(reason, [])
                if flow.flow.variable not in variables:
                    variables.append(flow.flow.variable)
