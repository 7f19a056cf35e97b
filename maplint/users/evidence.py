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
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from maplint.config.model import UserFiles
    from maplint.engine.run import OnProgress, Run
    from maplint.finding import Finding
    from maplint.project.join import Project
    from maplint.project.joined import JoinedMapping
    from maplint.project.population import Population
    from maplint.users.kernel import MappingPlan
    from maplint.users.records import DirectoryUser
    from maplint.users.tally import Tally
    from maplint.users.target_users import TargetUser


LOCAL, SPARK = ENGINES = ("local", "spark")
"""Where the kernel runs: here, in as many processes as pay, or under Spark."""


class Directory:
    """The users of a run. `findings` is what the engine asks for; the rest is there after it.

    Attributes:
        given: which needs of rules are met.
        users: the files that they are read from.
        now: the time that expressions read, in ISO 8601.
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
        concerns: Callable[[Project, JoinedMapping], bool] | None = None,
    ) -> None:
        self.source = source
        self.users = source.paths
        self.given = (Needs.USERS,) if target_users is None else (Needs.USERS, Needs.TARGET_USERS)
        self.read = 0
        self.populations: list[Population] = []
        self.unknown: dict[str, list[str]] = {}
        self._target_users = target_users
        self._show_values = show_values
        self._examples = examples
        self._engine = engine
        self._jobs = jobs
        self._concerns = concerns
        self.now = now or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")

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
                if self._concerns is None or self._concerns(project, joined)
            ]
            return Kernel(asks, self.now, self._show_values)

        with self._store() as store:
            kernel, tally = self._run(make, store, run.on_progress)
            existing = None
            if self._target_users is not None:
                existing = add_target_users(kernel, self._target_users, store)
            self.populations = [population(kernel, plan, tally, store, existing) for plan in kernel.mappings]
        self.read = tally.read
        self._note_unknown(kernel, tally)
        return findings_of(run, kernel.mappings, tally, self.populations, self._examples)

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


class Directories:
    """The users of several apps, each app with its own, as one evidence.

    Args:
        named: by the name that a configuration binds an app's files to; None for all apps that have no users of their own.
        make: makes the directory of some files; it is told whom it concerns.
    """

    def __init__(
        self,
        named: Mapping[str | None, UserFiles],
        make: Callable[[UserFiles, Callable[[Project, JoinedMapping], bool]], Directory],
    ) -> None:
        self._parts = [make(files, _of(name, frozenset(named))) for name, files in named.items()]
        self.users = tuple(dict.fromkeys(path for part in self._parts for path in part.users))
        self.now = min(part.now for part in self._parts)
        self.given = tuple({need for part in self._parts for need in part.given})
        self.read = 0
        self.populations: list[Population] = []
        self.unknown: dict[str, list[str]] = {}

    def findings(self, project: Project, run: Run) -> list[Finding]:
        """What the users of each app show.

        Raises:
            Unreadable: a file of users cannot be read.
        """
        found: list[Finding] = []
        for part in self._parts:
            found += part.findings(project, run)
            self.read += part.read
            self.populations += part.populations
            for reason, variables in part.unknown.items():
                self.unknown.setdefault(reason, []).extend(variables)
        return found


def _of(name: str | None, named: frozenset[str | None]) -> Callable[[Project, JoinedMapping], bool]:
    """Whether a mapping belongs to an app of this name; for None, to none of those that are named."""

    def concerns(project: Project, joined: JoinedMapping) -> bool:
        integration = joined.integration
        application = integration.application
        label = application.label if application is not None else None
        documents = [joined.mapping.document, integration.app_schema.document]
        bound = project.bindings.find(documents, (integration.app_id, integration.app_name, label))
        own = bound.name if bound is not None and bound.name in named else None
        return own == name

    return concerns


def findings_of(
    run: Run, plans: Sequence[MappingPlan], tally: Tally, populations: Iterable[Population], examples: int
) -> list[Finding]:
    """What rules say of the values of these mappings, and of the populations; each with so many examples."""
    found: list[Finding] = []
    for finding in value_findings(plans, tally, run.rules):
        if isinstance(finding, Crash):
            found.append(run.crash(finding.rule, finding.error, finding.flow.flow.place() if finding.flow else None))
        else:
            found.append(finding)
    for population_ in populations:
        found += run.ask_about(population_)
    for finding in found:
        counted(finding, examples)
    return found
