"""From paths to a report: collect, read, join, run."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

from maplint.engine.registry import Registry, load_registry
from maplint.engine.result import DirectorySummary, Proposal, Report
from maplint.engine.run import Run
from maplint.engine.select import select_rules
from maplint.finding import Applicability, Edit, Finding, Fix, Severity
from maplint.project.bindings import NO_BINDINGS
from maplint.project.join import join
from maplint.record import NamedTuple
from maplint.rule import OptionError
from maplint.scim.target import guess_target
from maplint.source.collect import collect
from maplint.source.document import Unreadable, read_file, read_text
from maplint.source.kinds import Kind, error_answer, is_terraform_log, recognise, scim_message
from maplint.source.place import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from maplint.config.model import Configuration
    from maplint.engine.baseline import Baseline
    from maplint.engine.hiding import Hidden
    from maplint.engine.result import Skipped
    from maplint.engine.run import Evidence, OnAsked, OnProgress
    from maplint.project.bindings import Bindings
    from maplint.project.join import Project
    from maplint.rule import Rule
    from maplint.scim.target import Target
    from maplint.source.collect import FileRef, StandardInput
    from maplint.source.document import Document, Problem
    from maplint.source.kinds import Item

    OnCrash = Callable[[Rule, Exception], None]

UNREADABLE_CODE, UNREADABLE_RULE = "MAP001", "unreadable-file"

_BROKEN = {
    "broken-block": (UNREADABLE_CODE, UNREADABLE_RULE),
    "unescaped-quotes": ("MAP711", "oel-hcl-escaping"),
}
"""Kind of a problem that left something unread -> code and name of the rule that says so."""


class InputError(Exception):
    """Wrong input: the run cannot begin. The message says what to do; the exit status is 2."""


class Settings(NamedTuple):
    """How to run.

    Attributes:
        targets: names of known targets or paths of files.
        select, ignore: what a person wrote for rules.
        preset: None: that of the configuration, else ``ci``.
        configuration: what stands behind what was said here.
        ignores: whether ignores and the configuration's baseline hide findings.
        baseline: the file of known findings; None: that of the configuration, empty: none.
        preview: whether rules in preview run, too; None: as the configuration says.
        name_id: the expression that single sign-on presents as NameID; empty: as the applications say.
        stdin: what the path ``-`` means.
        skip_unknown: named files count as those of a folder do: what is not known is passed over, and it is no error when
            nothing is left.
        evidence: what shows more than the files do: the users of a directory.
        jobs: how many processes go through the mappings; None: as many as pay.
        shown: the least severity that reports will show.
        on_progress: is told what is being done, how much of it is, and of how much.
        on_asked: is told how many seconds a rule took to answer; there is then one process.
    """

    targets: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    preset: str | None = None
    configuration: Configuration | None = None
    ignores: bool = True
    baseline: str | None = None
    name_id: str = ""
    stdin: StandardInput | None = None
    skip_unknown: bool = False
    evidence: Evidence | None = None
    jobs: int | None = 1
    shown: Severity = Severity.INFO
    on_progress: OnProgress | None = None
    on_asked: OnAsked | None = None
    preview: bool | None = None


class Inputs(NamedTuple):
    """What was read: documents with what was recognised in each, and the files that could not be read. ``context`` are files
    of Terraform that nobody named: what they say counts, what is wrong with them is not reported. So it is with the
    ``companions``, the paths of those documents that the configuration adds."""

    documents: list[Document]
    items: list[list[Item]]
    unreadable: list[tuple[FileRef, Unreadable]]
    context: Sequence[Document] = ()
    companions: frozenset[str] = frozenset()


class Hiding(NamedTuple):
    """What may hide findings in a run. ``ignores`` is false for an auditor, who wants to see all."""

    registry: Registry
    configuration: Configuration | None = None
    baseline: Baseline | None = None
    ignores: bool = True


class Prepared(NamedTuple):
    """A run that can begin: what to check, with which rules, against which target (None: not named).

    ``bindings`` are what a configuration says of files and apps, ``severities`` those it sets, by code of the rule; ``hiding``
    is what may hide findings. ``may_be_empty``: it is no error when there is nothing to check. ``evidence`` is what shows more
    than the files do. ``notices``: what has become of rules that were named. The rest: see `Settings`.
    """

    inputs: Inputs
    rules: list[Rule]
    target: Target | None
    bindings: Bindings = NO_BINDINGS
    severities: Mapping[str, Severity] = {}
    hiding: Hiding | None = None
    may_be_empty: bool = False
    evidence: Evidence | None = None
    jobs: int | None = 1
    shown: Severity = Severity.INFO
    on_progress: OnProgress | None = None
    on_asked: OnAsked | None = None
    notices: Sequence[str] = ()


def prepare(paths: Sequence[str], settings: Settings, registry: Registry) -> Prepared:
    """Choose rules, load the target, read the files.

    Raises: as `check` does.
    """
    return prepare_files(_files(paths, settings), settings, registry)


def prepare_files(files: Sequence[FileRef], settings: Settings, registry: Registry) -> Prepared:
    """As `prepare`, for files that have been found already."""
    configuration = settings.configuration
    baseline = _baseline(settings, registry)
    hiding = Hiding(registry, configuration, baseline, settings.ignores)
    notices = _notices(settings, registry)
    if configuration is None:
        rules = select_rules(
            registry,
            select=settings.select,
            ignore=settings.ignore,
            preset=settings.preset or "ci",
            preview=bool(settings.preview),
        )
        target = target_of(settings.targets)
        return Prepared(
            read_inputs(files, on_progress=settings.on_progress),
            _told(rules, settings),
            target,
            hiding=hiding,
            may_be_empty=settings.skip_unknown,
            evidence=settings.evidence,
            jobs=settings.jobs,
            shown=settings.shown,
            on_progress=settings.on_progress,
            on_asked=settings.on_asked,
            notices=notices,
        )
    from maplint.engine.companions import companions_of, without_excluded
    from maplint.engine.configured import configured

    setup = configured(settings, registry, target_of)
    files = without_excluded(files, configuration)
    inputs = read_inputs(files, lambda inputs: companions_of(inputs.documents, configuration), settings.on_progress)
    return Prepared(
        inputs,
        _told(setup.rules, settings),
        setup.target,
        setup.bindings,
        setup.severities,
        hiding,
        settings.skip_unknown,
        settings.evidence,
        settings.jobs,
        settings.shown,
        settings.on_progress,
        settings.on_asked,
        notices,
    )


def _files(paths: Sequence[str], settings: Settings) -> list[FileRef]:
    files = collect(paths, settings.stdin)
    return [file._replace(named=False) for file in files] if settings.skip_unknown else files


def _told(rules: list[Rule], settings: Settings) -> list[Rule]:
    """The rules, those that ask for the NameID told of it."""
    if not settings.name_id:
        return rules
    try:
        return [
            rule.configured({"nameid": settings.name_id}) if any(o.name == "nameid" for o in rule.options) else rule
            for rule in rules
        ]
    except OptionError as error:
        raise InputError(f"--sso: {error}") from None


def _notices(settings: Settings, registry: Registry) -> list[str]:
    """What is to be told of rules that were named; most runs name none, and load nothing for it."""
    if not settings.select and not settings.ignore and settings.configuration is None:
        return []
    from maplint.config.model import Word
    from maplint.engine.lifecycle import notices, words_of

    words = [Word(text) for text in (*settings.select, *settings.ignore)]
    if settings.configuration is not None:
        words += words_of(settings.configuration)
    return notices(registry, words)


def _baseline(settings: Settings, registry: Registry) -> Baseline | None:
    path = settings.baseline
    if path is None and settings.ignores and settings.configuration is not None:
        path = settings.configuration.baseline
    if not path:
        return None
    from maplint.engine.baseline import read_baseline

    return read_baseline(path, registry)


def check(
    paths: Sequence[str],
    settings: Settings = Settings(),  # noqa: B008 - a NamedTuple never changes
    *,
    registry: Registry | None = None,
    on_crash: OnCrash | None = None,
) -> Report:
    """Check the files and folders at ``paths``.

    Raises:
        maplint.config.model.ConfigError: a wrong configuration or baseline.
        InputError: nothing to check, or an input of the wrong kind.
        maplint.source.document.Unreadable: a path or target file that does not exist or cannot be read.
        maplint.scim.target.TargetError: an unknown or unusable target.
        maplint.engine.select.SelectionError: an unknown rule.
        maplint.engine.registry.RegistryError: a broken rule pack.
    """
    # A run is short and makes no garbage to speak of; collecting it takes longer than the checks.
    collecting = gc.isenabled()
    gc.disable()
    try:
        prepared = prepare(paths, settings, registry or load_registry())
        return check_inputs(prepared, on_crash)
    finally:
        if collecting:
            gc.enable()


def check_inputs(prepared: Prepared, on_crash: OnCrash | None = None) -> Report:
    """Check what has been read (the fix engine reads changed texts that stand in no file yet)."""
    inputs = prepared.inputs
    if not inputs.documents and not inputs.unreadable and not prepared.may_be_empty:
        raise InputError(
            "nothing to check: no file of a known kind was found; name exported profile mappings "
            "(GET /api/v1/mappings/{id}), schemas or a folder that holds them"
        )
    return check_project(prepared, join_inputs(prepared), on_crash)


def join_inputs(prepared: Prepared) -> Project:
    """What the files of a run say, joined."""
    inputs = prepared.inputs
    return join(inputs.documents, inputs.items, prepared.target, inputs.context, prepared.bindings)


def check_project(prepared: Prepared, project: Project, on_crash: OnCrash | None = None) -> Report:
    """Check what has been joined."""
    inputs = prepared.inputs
    unchecked = {*inputs.companions, *(document.path for document in inputs.context)}
    jobs = 1 if prepared.on_asked is not None else prepared.jobs
    run = Run(project, prepared.rules, on_crash or _ignore_crash, jobs=jobs, shown=prepared.shown)
    run.on_progress, run.on_asked = prepared.on_progress, prepared.on_asked
    findings = [_unreadable_finding(file, error) for file, error in inputs.unreadable]
    broken = [
        _broken_finding(problem)
        for document in inputs.documents
        for problem in document.problems
        if problem.kind in _BROKEN
    ]
    findings += broken
    if inputs.documents:
        findings += _reported(run.execute(prepared.evidence), inputs)
        if not broken and not prepared.may_be_empty and not project.holds_anything():
            _refuse_empty(findings)
    for finding in findings:
        finding.severity = prepared.severities.get(finding.code, finding.severity)
    skipped = run.skipped()
    ignored = baselined = 0
    notices = [*prepared.notices]
    if prepared.hiding is not None and may_hide(prepared.hiding, inputs.documents):
        findings, ignored, baselined, more = _hidden(findings, prepared, project, skipped)
        notices += more
    checked = [document for document in inputs.documents if document.path not in inputs.companions]
    return Report(
        findings,
        files=len(checked) + len(inputs.unreadable),
        flows=sum(
            len(joined.sent_flows) for joined in project.mappings if joined.mapping.document.path not in unchecked
        ),
        skipped=skipped,
        assumed=[*project.assumed, *_misnamed(prepared.bindings, project)],
        proposed=_proposed(project),
        unreadable=bool(inputs.unreadable) or any(finding.code == UNREADABLE_CODE for finding in findings),
        ignored=ignored,
        baselined=baselined,
        resources=sum(payload.document.path not in unchecked for payload in project.payloads),
        directory=_directory(prepared.evidence),
        notices=notices,
    )


def _directory(evidence: Evidence | None) -> DirectorySummary | None:
    return DirectorySummary(evidence.read, evidence.unknown) if evidence is not None else None


def may_hide(hiding: Hiding, documents: Iterable[Document]) -> bool:
    """Whether there is anything that could hide a finding: most runs have nothing of the kind."""
    configuration = hiding.configuration
    if hiding.baseline is not None:
        return True
    if not hiding.ignores:
        return False
    if configuration is not None and (configuration.ignores or configuration.per_file_ignores):
        return True
    return any(document.format in ("yaml", "hcl") and "maplint:" in document.text for document in documents)


def _hidden(findings: list[Finding], prepared: Prepared, project: Project, skipped: Iterable[Skipped]) -> Hidden:
    from maplint.engine.hiding import hide

    assert prepared.hiding is not None
    hidden = hide(findings, prepared.hiding, project, prepared.rules, [rule for rule, _ in skipped])
    for finding in hidden.findings:
        finding.severity = prepared.severities.get(finding.code, finding.severity)
    return hidden


def _misnamed(bindings: Bindings, project: Project) -> list[str]:
    """What is said of projects of the configuration that fit no app by a slip."""
    names = [
        name
        for integration in project.integrations
        for name in (integration.app_name, integration.application.label if integration.application else None)
        if name
    ]
    return [
        f"the project `{name}` of the configuration is for no app here (did you mean `{near}`?)"
        for name, near in bindings.misnamed(dict.fromkeys(names))
    ]


def _proposed(project: Project) -> list[Proposal]:
    """Known targets by the names of apps for which nobody named one."""
    found: list[Proposal] = []
    for integration in project.integrations:
        if integration.speaks_scim and integration.target.assumed and integration.outbound:
            label = integration.application.label if integration.application is not None else None
            target = guess_target(integration.app_name, label)
            if target is not None and all(target != proposal.target for proposal in found):
                found.append(Proposal(integration.label, target))
    return found


def read_inputs(
    files: Sequence[FileRef],
    companions: Callable[[Inputs], Sequence[FileRef]] = lambda _: (),
    on_progress: OnProgress | None = None,
) -> Inputs:
    """Read files and recognise what they hold.

    Args:
        companions: the files that are to be read with these.

    Raises:
        InputError: a file named by the user holds nothing that maplint knows.
    """
    inputs = Inputs([], [], [])
    for number, file in enumerate(files):
        if on_progress is not None:
            on_progress("Reading", number, len(files))
        try:
            document = _read(file)
        except Unreadable as error:
            if file.named or error.looks_like_ours:
                inputs.unreadable.append((file, error))
            continue
        add_document(inputs, document, named=file.named)
    own = len(inputs.documents)
    for file in companions(inputs):
        try:
            add_document(inputs, _read(file), named=file.named)
        except Unreadable:
            if file.named:
                raise
    added = frozenset(document.path for document in inputs.documents[own:])
    return inputs._replace(context=_context(inputs), companions=added)


def _read(file: FileRef) -> Document:
    if file.data is not None:
        return read_text(file.data, file.shown_as, file=file.path or None)
    return read_file(file.path, file.shown_as)


def _context(inputs: Inputs) -> Sequence[Document]:
    """What configurations of Terraform must be read with."""
    configured = [
        document
        for document, items in zip(inputs.documents, inputs.items, strict=True)
        if any(item.kind is Kind.TERRAFORM_CONFIGURATION for item in items)
    ]
    if not configured:
        return ()
    from maplint.terraform.configuration import read_context

    return read_context(configured)


def add_document(inputs: Inputs, document: Document, *, named: bool) -> None:
    """Add a document to the inputs if it holds something known.

    Raises:
        InputError: it was named by the user and holds nothing that maplint knows.
    """
    found = recognise(document)
    if not named and document.format == "hcl" and "okta" not in document.text:
        # Terraform of something else: its values may count, its faults are none of ours.
        document.problems.clear()
    if found:
        inputs.documents.append(document)
        inputs.items.append(found)
    elif named and is_terraform_log(document.value):
        raise InputError(
            f"{document.path}: this is the log of `terraform plan -json`; maplint reads the plan itself: save it with "
            "`-out=tfplan` and give what `terraform show -json tfplan` prints"
        )
    elif named:
        answer = error_answer(document.value)
        if answer is not None:
            raise InputError(
                f"{document.path}: this is an error that was answered, not an export: {answer}; fetch it again"
            )
        message = scim_message(document.value)
        if message is not None:
            raise InputError(
                f"{document.path}: this is {message}; maplint checks whole users and groups: bodies of POST and PUT, and answers"
            )
        raise InputError(
            f"{document.path}: this is no file that maplint knows; it reads Okta profile mappings, user and app user "
            "schemas, applications and users, SCIM /Schemas and SCIM resources (JSON, JSON lines or YAML), Terraform"
        )


def _refuse_empty(findings: list[Finding]) -> None:
    """Lists without properties are no input: alone they would make a clean run of nothing."""
    for finding in findings:
        if finding.severity is Severity.ERROR:
            place = finding.place
            line, column = place.document.position(place.span().start)
            raise InputError(f"{place.document.path}:{line}:{column}: {finding.message}; {finding.help}")
    raise InputError("nothing to check: the files hold no mapping, schema, application or resource")


def target_of(names: tuple[str, ...]) -> Target | None:
    """The target that names and files describe; None without any.

    Raises:
        maplint.scim.target.TargetError: an unknown or unusable target.
        maplint.source.document.Unreadable: a file that cannot be read.
    """
    if not names:
        return None
    from maplint.scim.target import load_target

    return load_target([target_source(name) for name in names])


def target_source(name: str) -> str | Document:
    """A target's name, or the document of a file: what looks like a path is one."""
    if os.path.exists(name) or os.sep in name or name.lower().endswith((".json", ".yaml", ".yml")):
        return read_file(name, name.replace(os.sep, "/"))
    return name


def _ignore_crash(rule: Rule, error: Exception) -> None:
    """The finding says enough; `--debug` prints more."""


def _reported(findings: list[Finding], inputs: Inputs) -> list[Finding]:
    """The findings that concern a file which was named or found, not context or companions alone."""
    if not inputs.context and not inputs.companions:
        return findings
    passed_over = {document.path for document in inputs.context} | inputs.companions
    return [
        finding
        for finding in findings
        if finding.home.path not in passed_over
        or any(related.place.document.path not in passed_over for related in finding.related)
    ]


def _broken_finding(problem: Problem) -> Finding:
    code, rule = _BROKEN[problem.kind]
    return Finding(
        code,
        rule,
        Severity.ERROR,
        problem.place,
        problem.message,
        help=problem.remedy,
        consequence="terraform: Error: Invalid expression, or the like; nothing in this block was checked",
        fix=_mend(problem),
    )


def _mend(problem: Problem) -> Fix | None:
    if not problem.mend:
        return None
    edits = tuple(Edit(problem.place.document, *edit) for edit in problem.mend)
    title = f"write `{edits[0].text}`" if len(edits) == 1 else f"escape the texts of {len(edits)} lines"
    return Fix(title, Applicability.UNSAFE, edits, reveals=True)


def _unreadable_finding(file: FileRef, error: Unreadable) -> Finding:
    document = error.document(file.shown_as)
    return Finding(
        UNREADABLE_CODE,
        UNREADABLE_RULE,
        Severity.ERROR,
        Place(document, ()),
        error.message,
        help=error.remedy,
        consequence="nothing in this file was checked",
    )
