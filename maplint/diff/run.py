"""From two versions to what lies between them: read, join, compare, ask the rules about both."""

from __future__ import annotations

import gc
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from maplint.diff.findings import finding_changes
from maplint.diff.flows import changes_between
from maplint.engine.check import InputError, check_project, join_inputs, prepare_files
from maplint.engine.run import Run
from maplint.record import NamedTuple
from maplint.rule import Needs
from maplint.source.document import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from maplint.config.model import Configuration
    from maplint.diff.findings import FindingChanges
    from maplint.diff.flows import Changes
    from maplint.diff.people import Comparison, People, Seen
    from maplint.diff.version import Version
    from maplint.engine.check import OnCrash, Prepared, Settings
    from maplint.engine.registry import Registry
    from maplint.engine.result import Report
    from maplint.engine.run import OnProgress
    from maplint.finding import Finding
    from maplint.project.join import Project
    from maplint.project.joined import JoinedMapping
    from maplint.project.population import Population
    from maplint.source.document import Document
    from maplint.users.kernel import Ask, MappingPlan
    from maplint.users.keys import KeyStore
    from maplint.users.records import DirectoryUser
    from maplint.users.run import Source
    from maplint.users.tally import Tally
    from maplint.users.target_users import TargetUser


class Directory(NamedTuple):
    """The users of a run.

    Attributes:
        source: their files.
        target_users: those that the target has; None: not given.
        show_values: whether examples bear values.
        examples: users that are named for a cause.
        jobs: processes; None: as many as pay.
        now: the time of the run, ISO 8601; empty: that of the clock.
    """

    source: Source
    target_users: Sequence[TargetUser] | None = None
    show_values: bool = False
    examples: int = 5
    jobs: int | None = None
    now: str = ""

    @property
    def given(self) -> tuple[str, ...]:
        """The needs of rules that are met."""
        return (Needs.USERS,) if self.target_users is None else (Needs.USERS, Needs.TARGET_USERS)


class Side(NamedTuple):
    """One version, read and joined."""

    version: Version
    prepared: Prepared
    project: Project


class Difference(NamedTuple):
    """What lies between two versions.

    Attributes:
        old, new: the versions.
        reports: what `maplint check` says of each; with users, of values only as far as they may differ.
        changes: mappings, flows, properties.
        findings: which are new, which are gone.
        read: how many users there are; None: none were given.
        people: what changes for them, by number of the mapping in ``changes``.
        assumed: sentences about what was assumed.
    """

    old: Side
    new: Side
    reports: tuple[Report, Report]
    changes: Changes
    findings: FindingChanges
    read: int | None
    people: Mapping[int, People]
    assumed: tuple[str, ...]


def diff(
    versions: tuple[Version, Version],
    settings: Settings,
    configuration: Configuration | None,
    registry: Registry,
    *,
    shared: Sequence[str] = (),
    directory: Directory | None = None,
    on_crash: OnCrash | None = None,
) -> Difference:
    """Compare two versions.

    Args:
        settings: how rules are run on both; a baseline hides nothing: what was there before is known without it.
        configuration: the one that holds for both.
        shared: paths that are read with both.

    Raises:
        InputError: a version is wrong, or neither holds anything to compare.
        Unreadable: a file that was named, or a file of users, cannot be read.
        Others: as `maplint.engine.check.prepare`.
    """
    # As in `maplint.engine.check.check`: a run makes no garbage to speak of.
    collecting = gc.isenabled()
    gc.disable()
    try:
        with ExitStack() as stack:
            whole = configuration is not None and bool(configuration.projects or configuration.targets)
            for version in versions:
                version.fetch(stack, whole=whole)
                version.share(shared)
            old, new = (_read(version, settings, configuration, registry) for version in versions)
            return _compare(old, new, directory, settings.on_progress, on_crash)
    finally:
        if collecting:
            gc.enable()


def _read(version: Version, settings: Settings, configuration: Configuration | None, registry: Registry) -> Side:
    settings = settings._replace(configuration=version.configured(configuration), baseline="", evidence=None)
    try:
        prepared = prepare_files(version.files, settings, registry)
    except (InputError, Unreadable) as error:
        raise version.told(error) from None
    inputs = version.called(prepared.inputs)
    if inputs.unreadable and not inputs.documents:
        raise version.told(inputs.unreadable[0][1])
    prepared = prepared._replace(inputs=inputs, may_be_empty=True)
    project = join_inputs(prepared)
    if any(file.named for file in version.files) and not inputs.unreadable and not project.holds_anything():
        raise InputError(f"{version.word} holds {_COMPARED}: there is nothing to compare")
    return Side(version, prepared, project)


_COMPARED = "no profile mapping, no schema and no application"


def _compare(
    old: Side, new: Side, directory: Directory | None, on_progress: OnProgress | None, on_crash: OnCrash | None
) -> Difference:
    if not old.project.holds_anything() and not new.project.holds_anything():
        raise InputError(f"{old.version.word} and {new.version.word} hold {_COMPARED}: there is nothing to compare")
    key_of = _names(old, new)
    changes = changes_between(old.project, new.project, key_of)
    changes = changes._replace(notes=(*changes.notes, *_unread(old, "new"), *_unread(new, "gone")))
    read: int | None = None
    people: dict[int, People] = {}
    evidence: tuple[_Evidence | None, _Evidence | None] = (None, None)
    store: KeyStore | None = None
    with ExitStack() as stack:
        if directory is not None:
            from maplint.users.keys import KeyStore

            store = stack.enter_context(KeyStore())
            read, people, evidence = _look(old, new, changes, directory, store, on_progress)
        reports = tuple(
            check_project(side.prepared._replace(evidence=seen), side.project, on_crash)
            for side, seen in zip((old, new), evidence, strict=True)
        )
    moved = _moved(changes, {key_of(document) for document in new.project.documents}, key_of)
    findings = finding_changes(
        reports[0].in_order(), reports[1].in_order(), old.version.key_of, new.version.key_of, moved
    )
    assumed = dict.fromkeys([*reports[0].assumed, *reports[1].assumed])
    return Difference(old, new, (reports[0], reports[1]), changes, findings, read, people, tuple(assumed))


def _unread(side: Side, said: str) -> Iterator[str]:
    for file, _ in side.prepared.inputs.unreadable:
        yield f"{side.version.shown(file.shown_as)} cannot be read: what it holds counts as {said}"


def _names(old: Side, new: Side) -> Callable[[Document], str]:
    """What gives a file the name that it has in both versions."""
    names = {
        id(document): side.version.key_of(document)
        for side in (old, new)
        for document in (*side.prepared.inputs.documents, *side.prepared.inputs.context)
    }
    return lambda document: names.get(id(document), document.path)


def _moved(changes: Changes, there: Collection[str], key_of: Callable[[Document], str]) -> dict[str, str]:
    """Files of mappings, and of what belongs to them, that bear another name in the new version, which has the files ``there``."""
    found: dict[str, str] = {}
    for change in changes.mappings:
        if change.old is None or change.new is None:
            continue
        for old, new in zip(_documents(change.old), _documents(change.new), strict=True):
            if old is None or new is None:
                continue
            before, after = key_of(old.home()), key_of(new.home())
            if before != after and before not in there:
                found[before] = after
    return found


def _documents(joined: JoinedMapping) -> tuple[Document | None, ...]:
    """The files of a mapping, of its schemas, of its application."""
    integration = joined.integration
    parts = (integration.app_schema, integration.user_schema, integration.application)
    return joined.mapping.document, *(part.document if part is not None else None for part in parts)


# --- users --------------------------------------------------------------------------------------------------------------------


class _Evidence:
    """What users show of one version: the counterpart of `maplint.users.evidence.Directory`, for what was computed for both at once."""

    def __init__(
        self,
        given: Iterable[str],
        read: int,
        plans: Sequence[MappingPlan],
        tally: Tally,
        populations: Sequence[Population],
        examples: int,
    ) -> None:
        self.given = given
        self.read = read
        self.unknown: Mapping[str, Sequence[str]] = {}
        self._plans = plans
        self._tally = tally
        self._populations = populations
        self._examples = examples

    def findings(self, project: Project, run: Run) -> list[Finding]:
        """What the values show."""
        from maplint.users.evidence import findings_of

        return findings_of(run, self._plans, self._tally, self._populations, self._examples)


def _look(
    old: Side,
    new: Side,
    changes: Changes,
    directory: Directory,
    store: KeyStore,
    on_progress: OnProgress | None,
) -> tuple[int, dict[int, People], tuple[_Evidence | None, _Evidence | None]]:
    """Both versions for all users."""
    from maplint.diff.people import Comparison, Seen, may_differ
    from maplint.users.judge import add_target_users
    from maplint.users.run import run_work
    from maplint.users.tally import Tally

    now = directory.now or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    numbers = [number for number, change in enumerate(changes.mappings) if may_differ(change.old, change.new)]
    made: list[Comparison] = []
    total = Seen(Tally())

    def make(first: Sequence[DirectoryUser]) -> Comparison:
        types = {user.type_id for user in first} - {None}
        asks = [_asks(side, directory, types) for side in (old, new)]
        both = [(asks[0](change.old), asks[1](change.new)) for change in map(changes.mappings.__getitem__, numbers)]
        made.append(Comparison(both, now, directory.show_values))
        return made[0]

    def take(seen: Seen) -> None:
        store.take(seen.tally)
        total.merge(seen)

    run_work(make, directory.source, take, jobs=directory.jobs, progress=on_progress)
    comparison = made[0]
    existing = None
    if directory.target_users is not None:
        existing = add_target_users(comparison.kernel, directory.target_users, store)
    people = {numbers[pair.number]: comparison.people(pair, total, store) for pair in comparison.pairs}
    evidence = [
        _Evidence(
            directory.given,
            total.read,
            comparison.plans(side),
            total.tally,
            list(comparison.populations(side, total, store, existing)),
            directory.examples,
        )
        for side in range(2)
    ]
    return total.read, people, (evidence[0], evidence[1])


def _asks(
    side: Side, directory: Directory, types: Collection[str | None]
) -> Callable[[JoinedMapping | None], Ask | None]:
    """What makes the asks for the mappings of a version: with the rules that judge there."""
    from maplint.users.kernel import Ask, user_type

    run = Run(side.project, side.prepared.rules, lambda _rule, _error: None)
    run.give(directory.given)

    def ask(joined: JoinedMapping | None) -> Ask | None:
        if joined is None:
            return None
        integration = joined.integration
        return Ask(
            joined,
            run.asked("check_value", integration),
            run.asked("check_failure", integration),
            user_type(joined) in types,
        )

    return ask
