"""One walk: every rule that can judge is asked once about everything of its kind.

A rule that raises does not end the run: it becomes a finding. A rule that lacks an input it needs is counted as skipped,
with what it lacks. One cause gives one finding: a rule may supersede others on the same flow.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from maplint.engine.result import Skipped
from maplint.finding import Finding, Severity
from maplint.project.flow import FlowValue
from maplint.rule import Needs, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from maplint.project.flow import AttributeFlow
    from maplint.project.join import Project
    from maplint.project.joined import Integration
    from maplint.source.place import Place

    Hook = Callable[..., Iterable[Finding]]

CRASH_CODE, CRASH_RULE = "MAP007", "rule-crashed"


class Run:
    """One run of rules over a project. `execute` gives the findings; `skipped` is filled by it."""

    def __init__(self, project: Project, rules: Sequence[Rule], on_crash: Callable[[Rule, Exception], None]) -> None:
        self._project = project
        self._rules = rules
        self._on_crash = on_crash
        self._findings: list[Finding] = []
        self._available = {id(i): _available(i) for i in project.integrations}
        self._hooks: dict[tuple[str, frozenset[str]], list[tuple[Rule, Hook]]] = {}

    def execute(self) -> list[Finding]:
        """Ask all rules; findings come without duplicates, in the order of the files."""
        project = self._project
        for document in project.documents:
            for rule, hook in self._overriding("check_document"):
                self._ask(rule, hook, partial(_start, document), document)
        self._check_flows()
        for mapping in project.mappings:
            for rule, hook in self._able("check_mapping", mapping.integration):
                self._ask(rule, hook, mapping.mapping.place, mapping)
        for integration in project.integrations:
            for rule, hook in self._able("check_integration", integration):
                self._ask(rule, hook, self._somewhere, integration)
        for schema in [*project.app_schemas, *project.user_schemas]:
            for rule, hook in self._overriding("check_schema"):
                self._ask(rule, hook, schema.place, schema)
        for target in project.targets():
            for rule, hook in self._overriding("check_target"):
                self._ask(rule, hook, self._somewhere, target)
        for resource in project.resources:
            for rule, hook in self._overriding("check_resource"):
                self._ask(rule, hook, resource.place, resource)
        for rule, hook in self._overriding("check_project"):
            self._ask(rule, hook, self._somewhere, project)
        return self._by_file(_one_cause_one_finding(self._findings, {rule.name: rule for rule in self._rules}))

    def skipped(self) -> list[Skipped]:
        """The rules that could not judge anything in this run, with what they lacked."""
        integrations = list(self._available.values())
        found: list[Skipped] = []
        for rule in self._rules:
            wanted = rule.wants()
            if wanted and integrations and not any(wanted <= available for available in integrations):
                lacking = min((wanted - available for available in integrations), key=len)
                found.append(Skipped(rule.name, "needs " + " and ".join(sorted(lacking))))
        return found

    # --- flows ----------------------------------------------------------------------------------------------------

    def _check_flows(self) -> None:
        clean: set[tuple[object, ...]] = set()
        for flow in self._project.flows():
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

    # --- asking ---------------------------------------------------------------------------------------------------

    def _overriding(self, hook: str) -> list[tuple[Rule, Hook]]:
        """The rules that have this hook, whatever they need."""
        return [
            (rule, getattr(rule, hook)) for rule in self._rules if getattr(type(rule), hook) is not getattr(Rule, hook)
        ]

    def _able(self, hook: str, integration: Integration) -> list[tuple[Rule, Hook]]:
        """The rules that have this hook and all inputs that they need for this integration."""
        available = self._available[id(integration)]
        key = (hook, available)
        if key not in self._hooks:
            self._hooks[key] = [(rule, call) for rule, call in self._overriding(hook) if rule.wants() <= available]
        return self._hooks[key]

    def _ask(self, rule: Rule, hook: Hook, place: Callable[[], Place | None], *args: object) -> None:
        try:
            self._findings.extend(hook(*args))
        except Exception as error:
            self._on_crash(rule, error)
            where = place() or self._somewhere()
            self._findings.append(_crash(rule, error, where))

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


def _start(document: object) -> Place:
    from maplint.source.place import Place

    return Place(document, ())  # type: ignore[arg-type]


def _crash(rule: Rule, error: Exception, place: Place) -> Finding:
    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
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


def _causes(finding: Finding) -> Iterable[tuple[int, object]]:
    """The properties that a finding is about: of its own place and of its related ones."""
    for place in (finding.place, *(related.place for related in finding.related)):
        pointer = place.pointer
        for index in range(len(pointer) - 1, 0, -1):
            if pointer[index - 1] == "properties":
                yield id(place.document), pointer[: index + 1]
                break
