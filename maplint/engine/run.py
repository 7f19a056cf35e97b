"""One walk: every rule that can judge is asked once about everything of its kind.

A rule that raises does not end the run: it becomes a finding. A rule that lacks an input it needs is counted as skipped,
with what it lacks. One cause gives one finding: a rule may supersede others on the same flow.
"""

from __future__ import annotations

from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any

from maplint.engine.result import Skipped
from maplint.finding import Finding, Severity
from maplint.project.flow import FlowValue
from maplint.rule import Needs, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Protocol, TypeVar

    from maplint.project.flow import AttributeFlow
    from maplint.project.join import Project
    from maplint.project.joined import Integration, JoinedMapping
    from maplint.project.population import Population
    from maplint.source.place import Place

    Hook = Callable[..., Iterable[Finding]]
    Thing = TypeVar("Thing")
    OnProgress = Callable[[str, int, int], None]
    OnAsked = Callable[[str, float], None]

    class Evidence(Protocol):
        """What shows more of a project than its files do: the users of a directory.

        ``given``: which needs of rules (`maplint.rule.Needs`) it meets. ``read`` and ``unknown``: see
        `maplint.engine.result.DirectorySummary`.
        """

        @property
        def given(self) -> Iterable[str]: ...
        @property
        def read(self) -> int: ...
        @property
        def unknown(self) -> Mapping[str, Sequence[str]]: ...

        def findings(self, project: Project, run: Run) -> list[Finding]:
            """What it shows."""


CRASH_CODE, CRASH_RULE = "MAP007", "rule-crashed"


class Run:
    """One run of rules over a project. `execute` gives the findings; `skipped` is filled by it."""

    def __init__(
        self,
        project: Project,
        rules: Sequence[Rule],
        on_crash: Callable[[Rule, Exception], None],
        *,
        jobs: int | None = 1,
        shown: Severity = Severity.INFO,
    ) -> None:
        self._project = project
        self._jobs = jobs
        self._shown = shown
        self.on_progress: OnProgress | None = None
        self.on_asked: OnAsked | None = None
        self._rules = rules
        self._on_crash = on_crash
        self._findings: list[Finding] = []
        self._available = {id(i): _available(i) for i in project.integrations}
        self._given: frozenset[str] = frozenset()
        self._hooks: dict[tuple[str, frozenset[str]], list[tuple[Rule, Hook]]] = {}

    def execute(self, evidence: Evidence | None = None) -> list[Finding]:
        """Ask all rules; findings come without duplicates, in the order of the files. ``evidence`` has more to say than files do."""
        project = self._project
        if evidence is not None:
            self.give(evidence.given)
        for document in project.documents:
            for rule, hook in self._overriding("check_document"):
                self._ask(rule, hook, partial(_start, document), document)
        self._check_mappings()
        for integration in project.integrations:
            for rule, hook in self._able("check_integration", integration):
                self._ask(rule, hook, self._somewhere, integration)
        for app in project.provisioned:
            for rule, hook in self._overriding("check_provisioning"):
                self._ask(rule, hook, self._somewhere, app)
        for schema in [*project.app_schemas, *project.user_schemas]:
            for rule, hook in self._overriding("check_schema"):
                self._ask(rule, hook, schema.place, schema)
        for target in project.targets():
            for rule, hook in self._overriding("check_target"):
                self._ask(rule, hook, self._somewhere, target)
        for resource in project.resources:
            for rule, hook in self._overriding("check_resource"):
                self._ask(rule, hook, resource.place, resource)
        self._check_payloads()
        for rule, hook in self._overriding("check_project"):
            self._ask(rule, hook, self._somewhere, project)
        if evidence is not None:
            shown = evidence.findings(project, self)
            self._findings = [*shown, *_not_shown(self._findings, shown)]
        return self._by_file(_one_cause_one_finding(self._findings, {rule.name: rule for rule in self._rules}))

    def skipped(self) -> list[Skipped]:
        """The rules that could not judge anything in this run, with what they lacked."""
        integrations = [available | self._given for available in self._available.values()]
        found: list[Skipped] = []
        for rule in self._rules:
            wanted = rule.wants()
            if wanted and integrations and not any(wanted <= available for available in integrations):
                lacking = min((wanted - available for available in integrations), key=len)
                # What must be given first says enough.
                lacking = lacking & {Needs.USERS} or lacking
                found.append(Skipped(rule.name, "needs " + " and ".join(sorted(lacking))))
        return found

    # --- for evidence from outside the files ------------------------------------------------------------------------------

    def give(self, needs: Iterable[str]) -> None:
        """Note what else is given than the files: it meets needs of rules for every integration."""
        self._given = frozenset(needs)
        self._hooks.clear()

    @property
    def project(self) -> Project:
        """What is checked."""
        return self._project

    @property
    def rules(self) -> Sequence[Rule]:
        """The rules of the run."""
        return self._rules

    def asked(self, hook: str, integration: Integration) -> list[Rule]:
        """The rules that have a hook and all that they need to judge an integration."""
        return [rule for rule, _ in self._able(hook, integration)]

    def ask_about(self, population: Population) -> list[Finding]:
        """What rules say of a mapping for all users."""
        before = self._findings
        self._findings = []
        for rule, hook in self._able("check_population", population.mapping.integration):
            self._ask(rule, hook, population.mapping.mapping.place, population)
        found, self._findings = self._findings, before
        return found

    def crash(self, rule: Rule, error: Exception, place: Place | None) -> Finding:
        """The finding that a rule failed on a user's value, which may stand in the error's message: that is not told."""
        self._on_crash(rule, error)
        return _crash(rule, type(error).__name__, place or self._somewhere())

    # --- flows and mappings ------------------------------------------------------------------------------------------

    def _check_mappings(self) -> None:
        """Nearly all of the work is here: it can be shared out."""
        mappings, flows = self._project.mappings, list(self._project.flows())
        count = 1
        if self._jobs != 1 and len(mappings) > 1:
            from maplint.engine.parallel import processes, share_out

            count = processes(self._jobs, len(mappings))

        def share(number: int) -> list[list[Finding]]:
            if number:
                self.on_progress = None  # one process tells how far it is
            return [
                self._collected(self._check_flows, _part(flows, number, count)),
                self._collected(self._check_each_mapping, _part(mappings, number, count)),
            ]

        shares = share_out(count, share, self._project.documents, self._shown) if count > 1 else [share(0)]
        for kind in range(2):
            for found in shares:
                self._findings += found[kind]

    def _collected(self, check: Callable[[Any], None], things: Any) -> list[Finding]:
        before, self._findings = self._findings, []
        check(things)
        found, self._findings = self._findings, before
        return found

    def _check_each_mapping(self, mappings: Iterable[JoinedMapping]) -> None:
        for mapping in mappings:
            for rule, hook in self._able("check_mapping", mapping.integration):
                self._ask(rule, hook, mapping.mapping.place, mapping)

    def _check_flows(self, flows: Sequence[AttributeFlow]) -> None:
        clean: set[tuple[object, ...]] = set()
        for number, flow in enumerate(flows):
            if self.on_progress is not None:
                self.on_progress("Checking", number, len(flows))
            signature = flow.signature()
            if signature in clean:
                continue
            before = len(self._findings)
            self._check_flow(flow)
            if len(self._findings) == before:
                clean.add(signature)

    def _check_flow(self, flow: AttributeFlow) -> None:
        integration = flow.integration
        marks = flow.marks
        for rule, hook in self._able("check_flow", integration):
            if not rule.marks or not rule.marks.isdisjoint(marks):
                self._ask(rule, hook, flow.place, flow)
        if flow.text is None:
            return
        for rule, hook in self._able("check_expression", integration):
            if not rule.marks or not rule.marks.isdisjoint(marks):
                self._ask(rule, hook, flow.place, flow)
        value_hooks = self._able("check_value", integration)
        if value_hooks:
            for value in _literal_values(flow):
                for rule, hook in value_hooks:
                    self._ask(rule, hook, flow.place, flow, value)

    def _check_payloads(self) -> None:
        """Ask about each SCIM resource the rules that look at any, and those that report what is wrong with it."""
        if not self._project.payloads:
            return
        looking = self._overriding("check_payload")
        by_cause = [(rule, rule.causes, rule.check_payload) for rule in self._rules if rule.causes]
        for payload in self._project.payloads:
            causes = {violation.cause for violation in payload.violations}
            asked = [(rule, hook) for rule, wanted, hook in by_cause if not wanted.isdisjoint(causes)] if causes else []
            for rule, hook in (*asked, *(other for other in looking if not other[0].causes)):
                self._ask(rule, hook, payload.place, payload)

    # --- asking ---------------------------------------------------------------------------------------------------

    def _overriding(self, hook: str) -> list[tuple[Rule, Hook]]:
        """The rules that have this hook, whatever they need."""
        return [
            (rule, getattr(rule, hook)) for rule in self._rules if getattr(type(rule), hook) is not getattr(Rule, hook)
        ]

    def _able(self, hook: str, integration: Integration) -> list[tuple[Rule, Hook]]:
        """The rules that have this hook and all inputs that they need for this integration."""
        available = self._available[id(integration)] | self._given
        key = (hook, available)
        if key not in self._hooks:
            self._hooks[key] = [(rule, call) for rule, call in self._overriding(hook) if rule.wants() <= available]
        return self._hooks[key]

    def _ask(self, rule: Rule, hook: Hook, place: Callable[[], Place | None], *args: object) -> None:
        try:
            if self.on_asked is None:
                self._findings.extend(hook(*args))
            else:
                begun = perf_counter()
                self._findings.extend(hook(*args))
                self.on_asked(rule.name, perf_counter() - begun)
        except Exception as error:
            self._on_crash(rule, error)
            where = place() or self._somewhere()
            said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            self._findings.append(_crash(rule, said, where))

    def _somewhere(self) -> Place:
        return _start(self._project.documents[0])

    # --- order ----------------------------------------------------------------------------------------------------

    def _by_file(self, findings: list[Finding]) -> list[Finding]:
        """Without duplicates, file by file. Not yet by position: most findings of a big run may never be shown."""
        rank = {id(document): index for index, document in enumerate(self._project.documents)}
        unique: dict[tuple[object, ...], Finding] = {}
        for finding in findings:
            place = finding.place
            key = (finding.code, id(place.document), place.pointer, place.part, place.fragment, finding.message)
            unique.setdefault(key, finding)
        return sorted(unique.values(), key=lambda finding: rank.get(id(finding.place.document), len(rank)))


def _part(things: Sequence[Thing], number: int, count: int) -> Sequence[Thing]:
    """One of so many parts, equal as far as that goes; together they are all, in order."""
    return things[len(things) * number // count : len(things) * (number + 1) // count]


def _start(document: object) -> Place:
    from maplint.source.place import Place

    return Place(document, ())  # type: ignore[arg-type]


def _crash(rule: Rule, said: str, place: Place) -> Finding:
    return Finding(
        CRASH_CODE,
        CRASH_RULE,
        Severity.ERROR,
        place,
        f"the rule `{rule.name}` failed here: {said}",
        help=f"report it with this file to the authors of the rule; `--ignore {rule.name}` lets the run pass without it, "
        "`--debug` shows the traceback",
        consequence="silent: what this rule would have found is not known",
        subject=rule.name,
    )


def _available(integration: Integration) -> frozenset[str]:
    found = set()
    if not integration.app_schema.assumed:
        found.add(Needs.APP_SCHEMA)
    if not integration.user_schema.assumed:
        found.add(Needs.USER_SCHEMA)
    if integration.application is not None:
        found.add(Needs.APPLICATION)
    if not integration.target.assumed:
        found.add(Needs.TARGET)
    if integration.target.name is not None:
        found.add(Needs.NAMED_TARGET)
    if integration.inbound and integration.outbound:
        found.add(Needs.BOTH_DIRECTIONS)
    return frozenset(found)


def _literal_values(flow: AttributeFlow) -> Iterable[FlowValue]:
    facts = flow.facts
    for literal in facts.literals if facts is not None else ():
        yield FlowValue(literal.value, flow.span_place(literal.start, literal.end))


def _not_shown(findings: list[Finding], shown: Sequence[Finding]) -> list[Finding]:
    """Without what users show, too: that a value may be missing says less than for how many it is."""
    said = {(finding.code, key) for finding in shown for key in _causes(finding, related=False)}
    return [f for f in findings if not any((f.code, key) in said for key in _causes(f, related=False))]


# --- one cause, one finding -----------------------------------------------------------------------------------------------


def _one_cause_one_finding(findings: list[Finding], rules: dict[str, Rule]) -> list[Finding]:
    """Drop findings that another finding on the same property supersedes."""
    said: dict[tuple[int, object], set[str]] = {}
    for finding in findings:
        rule = rules.get(finding.rule)
        if rule is not None and rule.supersedes:
            for key in _causes(finding):
                said.setdefault(key, set()).update(rule.supersedes)
    if not said:
        return findings
    return [f for f in findings if not any(f.rule in said.get(key, ()) for key in _causes(f))]


def _causes(finding: Finding, *, related: bool = True) -> Iterable[tuple[int, object]]:
    """The properties that a finding is about: of its own place and of its related ones. One about all of a mapping is about its
    subject: what is missing there."""
    own = finding.judged[0]
    if own.pointer and own.pointer[-1] == "properties" and finding.subject:
        yield id(own.document), (*own.pointer, finding.subject)
    for place in finding.judged if related else finding.judged[:1]:
        pointer = place.pointer
        for index in range(len(pointer) - 1, 0, -1):
            if pointer[index - 1] == "properties":
                yield id(place.document), pointer[: index + 1]
                break
