"""What a rule author imports. Public and versioned: only additions within a major version.

A rule is one module with one class and, beside it, one page of the same name (``my_rule.py`` and ``my_rule.md``)::

    class DepartmentInCapitals(Rule):
        code = "ACME001"
        name = "department-in-capitals"
        summary = "A department is written in capitals"
        severity = Severity.WARNING
        since = "1.0"

        def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
            if flow.literals_in_capitals():
                yield self.finding(flow.place(), "...", help="...", consequence="...")

The hooks are called by the engine, each for everything of its kind in a run. A rule overrides those that it needs:

* ``check_document`` for each file,
* ``check_flow`` for each attribute flow. It may look at the flow alone, never at its siblings: the engine remembers
  flows that were found clean and does not ask again for one that is equal,
* ``check_expression`` for each flow that has an expression; the same promise holds,
* ``check_mapping`` for each mapping with all its flows,
* ``check_integration`` for each app with all that was given of it,
* ``check_schema`` for each profile schema, ``check_target`` for the target,
* ``check_value`` for each value that a flow can send: literals, and real users' values when users are given. For these
  `Rule.screen` says what need not be asked about, which makes a million users bearable,
* ``check_failure`` for each user whose value cannot be computed,
* ``check_population`` for each mapping with what came of it for all users,
* ``check_provisioning`` for each app of which groups, a connection or features were given,
* ``check_resource`` for each instance of a resource of Terraform's Okta provider,
* ``check_payload`` for each SCIM resource. What is wrong with resources is found by `maplint.scim.validation`; a rule that
  reports some of it names the ``causes``, and need not override the hook,
* ``check_project`` once, for what spans files.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar

from maplint.finding import Affected, Applicability, Confidence, Edit, Finding, Fix, Related, Severity
from maplint.okta.mapping import Direction
from maplint.project.flow import AttributeFlow, FlowValue, Origin
from maplint.project.joined import Integration, JoinedMapping
from maplint.project.population import Failure, Population, Screen, Sharing
from maplint.record import NamedTuple
from maplint.scim.cause import Cause
from maplint.source.place import Part, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from maplint.oel.diagnostics import Diagnostic
    from maplint.okta.schema import ProfileSchema
    from maplint.project.join import Project
    from maplint.project.payload import ScimPayload
    from maplint.project.provisioned import ProvisionedApp
    from maplint.scim.target import Target
    from maplint.scim.violation import Violation
    from maplint.source.document import Document, TextEdit
    from maplint.terraform.resource import ResourceInstance

__all__ = [
    "API_VERSION",
    "Affected",
    "Applicability",
    "AttributeFlow",
    "Cause",
    "Confidence",
    "Direction",
    "Edit",
    "Failure",
    "Finding",
    "Fix",
    "FlowValue",
    "Integration",
    "JoinedMapping",
    "Needs",
    "Option",
    "OptionError",
    "Origin",
    "Part",
    "Place",
    "Population",
    "Related",
    "Rule",
    "ScimPayload",
    "Screen",
    "Severity",
    "Sharing",
    "Status",
    "Violation",
    "fix_expression",
    "fix_external_name",
    "fix_fault",
    "fix_insert",
    "fix_literal",
    "fix_payload",
    "fix_remove",
    "fix_rename",
    "fix_replace",
    "mapping_places",
    "property_places",
]


def __getattr__(name: str) -> Any:
    """Types of payloads for those who import them when they run: most runs see none."""
    if name == "ScimPayload":
        from maplint.project.payload import ScimPayload

        return ScimPayload
    if name == "Violation":
        from maplint.scim.violation import Violation

        return Violation
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


API_VERSION = 1
"""The version of this module and of `maplint.testing`. A pack says in its package which one it was written for
(``MAPLINT_API = 1``; without a word it is 1); one for another version is refused."""


class Status(Enum):
    """Where a rule is in its life. docs/versioning.md says what may become of it when.

    PREVIEW rules run only with ``--preview``, or when they are named themselves. DEPRECATED ones run as before, and whoever
    names one is told. A REMOVED one never runs: it is there to tell what became of it, and its code is never used again.
    """

    PREVIEW = "preview"
    STABLE = "stable"
    DEPRECATED = "deprecated"
    REMOVED = "removed"


class Needs:
    """Inputs that a rule may need; without them it is skipped, and the report says so."""

    APP_SCHEMA = "an app user schema"
    USER_SCHEMA = "an Okta user schema"
    APPLICATION = "an application export"
    TARGET = "a target (--target)"
    NAMED_TARGET = "a named target (--target NAME)"
    BOTH_DIRECTIONS = "the mappings of both directions of one app"
    USERS = "users (--users FILE)"
    TARGET_USERS = "the target's users (--target-users FILE)"


class OptionError(ValueError):
    """A value is not what an option of a rule takes. The message says what it takes."""


class Option(NamedTuple):
    """What a configuration may set for a rule, as ``rules: {my-rule: {longest: 64}}``.

    Attributes:
        name: in kebab case.
        default: its value when nobody sets it; its type (bool, int, float, str, tuple of str) is that of the option.
        help: one line: what it does.
    """

    name: str
    default: bool | int | float | str | tuple[str, ...]
    help: str

    def value_of(self, written: Any) -> Any:
        """A value as a configuration has it, as the option's type. Raises `OptionError` when it is of another."""
        kind = type(self.default)
        if kind is tuple:
            texts = [written] if isinstance(written, str) else written
            if isinstance(texts, list) and all(isinstance(text, str) for text in texts):
                return tuple(texts)
        elif type(written) is kind:
            return written
        elif kind is float and type(written) is int:
            return float(written)
        raise OptionError(f"the option `{self.name}` takes {_OPTION_TYPES[kind]}: {self.help}")


_OPTION_TYPES: dict[type, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
    tuple: "a list of texts",
}


class Rule:
    """A rule. See the module's docstring for its hooks and the page beside each built-in rule for what a page holds.

    Attributes:
        code: permanent and never reused; a letter prefix of the pack and a number.
        name: what is wrong, in kebab case; accepted wherever the code is, and the name of the module.
        summary: one line for lists.
        severity: the default; configuration may change it.
        since: the version of the pack that brought the rule.
        needs: inputs (see `Needs`) without which the rule cannot judge.
        presets: the presets that hold the rule; a rule for auditors is in ``audit`` alone.
        supersedes: names of rules whose finding on the same flow is the same cause said less well: one cause, one finding.
        causes: why a SCIM resource is wrong where this rule is to say so; ``check_payload`` is then asked about those alone.
        marks: what a flow must have at least one of for ``check_flow`` and ``check_expression`` to be asked (see
            `maplint.project.flow.AttributeFlow.marks`): most flows have none, and then none of these rules costs anything.
            Empty: every flow.
        options: what a configuration may set for the rule; `option` reads them.
        suppressible: whether an ignore or a baseline may hide its findings.
        status: where it is in its life.
        aliases: codes and names that it had before; they count wherever a rule is named, with a notice.
        replaced_by: names of the rules that do the work of one that is deprecated or removed.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    summary: ClassVar[str]
    severity: ClassVar[Severity]
    since: ClassVar[str]
    needs: ClassVar[frozenset[str]] = frozenset()
    presets: ClassVar[frozenset[str]] = frozenset({"ci", "audit"})
    supersedes: ClassVar[frozenset[str]] = frozenset()
    causes: ClassVar[frozenset[str]] = frozenset()
    marks: ClassVar[frozenset[object]] = frozenset()
    options: ClassVar[tuple[Option, ...]] = ()
    suppressible: ClassVar[bool] = True
    status: ClassVar[Status] = Status.STABLE
    aliases: ClassVar[tuple[str, ...]] = ()
    replaced_by: ClassVar[tuple[str, ...]] = ()

    def configured(self, values: Mapping[str, Any]) -> Rule:
        """The rule with options set, each to a value as a configuration has it.

        Raises:
            KeyError: the rule has no option of that name.
            OptionError: a value is of the wrong type.
        """
        from copy import copy

        known = {option.name: option for option in self.options}
        rule = copy(self)
        rule._set = {name: known[name].value_of(value) for name, value in values.items()}
        return rule

    _set: Mapping[str, Any] = {}

    def option(self, name: str) -> Any:
        """The value of one of the rule's ``options``: as configured, else its default."""
        if name in self._set:
            return self._set[name]
        return next(option.default for option in self.options if option.name == name)

    def wants(self) -> frozenset[str]:
        """The inputs without which the rule cannot judge as it is configured: ``needs``, but for what an option tells."""
        return self.needs

    def check_document(self, document: Document) -> Iterable[Finding]:
        """Findings about a file as such."""
        return ()

    def check_flow(self, flow: AttributeFlow) -> Iterable[Finding]:
        """Findings about one attribute's way, judged by this flow alone."""
        return ()

    def check_expression(self, flow: AttributeFlow) -> Iterable[Finding]:
        """Findings about a flow's expression, judged by this flow alone; called only for flows that have one."""
        return ()

    def check_mapping(self, mapping: JoinedMapping) -> Iterable[Finding]:
        """Findings about a mapping as a whole."""
        return ()

    def check_integration(self, integration: Integration) -> Iterable[Finding]:
        """Findings about an app with its mappings of both directions, schema and application."""
        return ()

    def check_provisioning(self, app: ProvisionedApp) -> Iterable[Finding]:
        """Findings about an app's groups, connection and features."""
        return ()

    def check_schema(self, schema: ProfileSchema) -> Iterable[Finding]:
        """Findings about an Okta profile schema that was given."""
        return ()

    def check_target(self, target: Target) -> Iterable[Finding]:
        """Findings about the target's own schemas."""
        return ()

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterable[Finding]:
        """Findings about one value that the flow can send.

        A user's value (``value.user``) may be about a person: say `FlowValue.said` in messages, and give ``shows`` of the
        finding where the value says nothing about anybody. Findings with equal messages are one cause, counted.
        """
        return ()

    def screen(self, flow: AttributeFlow) -> Screen | None:
        """Which users' values ``check_value`` surely finds nothing wrong with, so that it need not be asked about them.
        None when only asking tells."""
        return None

    def check_failure(self, flow: AttributeFlow, failure: Failure) -> Iterable[Finding]:
        """Findings about a user for whom the expression has no value."""
        return ()

    def check_population(self, population: Population) -> Iterable[Finding]:
        """Findings about what comes of a mapping for all users together."""
        return ()

    def check_resource(self, resource: ResourceInstance) -> Iterable[Finding]:
        """Findings about one instance of a resource or data source of Terraform's Okta provider."""
        return ()

    def check_payload(self, payload: ScimPayload) -> Iterable[Finding]:
        """Findings about a SCIM resource: by default its violations of the rule's ``causes``."""
        for violation in payload.of(self.causes):
            yield self.finding(
                payload.place(violation.pointer, Part.KEY if violation.on_key else Part.VALUE),
                violation.message,
                help=violation.help,
                consequence=payload.consequence(violation),
                severity=self.payload_severity(payload, violation),
                confidence=Confidence.CERTAIN if violation.sure else Confidence.LIKELY,
                related=[Related(payload.place(pointer), "here too") for pointer in violation.also],
                fix=fix_payload(payload, violation),
                subject=str(violation.path or ""),
            )

    def payload_severity(self, payload: ScimPayload, violation: Violation) -> Severity | None:
        """How bad a violation is; None: as bad as the rule's findings are."""
        return None

    def check_project(self, project: Project) -> Iterable[Finding]:
        """Findings that need all files of the run together."""
        return ()

    def finding(
        self,
        place: Place,
        message: str,
        *,
        help: str | None = None,  # noqa: A002 - the word of the JSON contract
        consequence: str | None = None,
        severity: Severity | None = None,
        confidence: Confidence = Confidence.CERTAIN,
        related: Iterable[Related] = (),
        fix: Fix | None = None,
        subject: str = "",
        shows: str | None = None,
        secret: bool = False,
        users: Affected | None = None,
    ) -> Finding:
        """A finding of this rule. See `maplint.finding.Finding` for what each part says."""
        finding = Finding(
            self.code,
            self.name,
            severity or self.severity,
            place,
            message,
            confidence=confidence,
            help=help,
            consequence=consequence,
            related=tuple(related),
            fix=fix,
            subject=subject,
            shows=shows,
            secret=secret,
        )
        finding.users = users
        return finding


def fix_replace(
    title: str, place: Place, value: object, applicability: Applicability, why_not: str | None = None
) -> Fix:
    """Put another value at ``place``, written as its surroundings are; a text in place of a fragment of one."""
    if not place.document.editable():
        return Fix(title, applicability, (), why_not)
    absent = place.document.absent(place)
    if absent is not None:
        return fix_insert(title, *absent, value, applicability, why_not)
    if not place.document.is_written(place):
        return Fix(title, applicability, (), why_not)
    at = place.resolved()
    if at.fragment is not None:
        edits = at.document.replace_fragment(at.pointer, *at.fragment, str(value))
    else:
        edits = at.document.replace_value(at.pointer, value)
    return _guarded(title, applicability, why_not, place.document.guard(place), at.document, edits)


def fix_rename(title: str, place: Place, key: str, applicability: Applicability, why_not: str | None = None) -> Fix:
    """Rename the key at ``place``; where it is written as a value, as Terraform does, replace that."""
    if not place.document.editable():
        return Fix(title, applicability, (), why_not)
    at = place.document.resolve(place._replace(part=Part.KEY))
    document = at.document
    if at.part is Part.KEY:
        edits = document.rename_key(at.pointer, key)
    else:
        edits = document.replace_value(at.pointer, key)
    return _guarded(title, applicability, why_not, place.document.guard(place), document, edits)


def fix_insert(
    title: str, parent: Place, key: str, value: object, applicability: Applicability, why_not: str | None = None
) -> Fix:
    """Insert ``key: value`` into the object at ``parent``, in the style of its other entries."""
    holder = parent.document.holder(parent, key)
    if holder is None or not parent.document.editable():
        return Fix(title, applicability, (), why_not)
    at, name = holder
    edits = at.document.insert_entry(at.pointer, name, value)
    return _guarded(title, applicability, why_not, parent.document.guard(parent, key), at.document, edits)


def fix_remove(title: str, place: Place, applicability: Applicability, why_not: str | None = None) -> Fix:
    """Remove the entry at ``place``."""
    at = place.document.entry(place)
    if at is None or not place.document.editable():
        return Fix(title, applicability, (), why_not)
    return _guarded(title, applicability, why_not, None, at.document, at.document.remove_entry(at.pointer))


def _guarded(
    title: str,
    applicability: Applicability,
    why_not: str | None,
    guard: str | None,
    document: Document,
    edits: Iterable[TextEdit],
) -> Fix:
    """A fix of one document; shown only where the document says that a program must not make it."""
    made = tuple(Edit(document, *edit) for edit in edits)
    return Fix(title, applicability if guard is None else Applicability.DISPLAY, made, guard or why_not)


def fix_payload(payload: ScimPayload, violation: Violation) -> Fix | None:
    """The correction that is known for a violation of a SCIM resource."""
    if violation.correction is None:
        return None
    from maplint.project.payload_fix import correction_edits, is_sure

    title, edits = correction_edits(payload, violation)
    applicability = Applicability.SAFE if is_sure(payload, violation) else Applicability.UNSAFE
    return Fix(title, applicability, tuple(Edit(payload.document, *edit) for edit in edits))


def fix_expression(
    flow: AttributeFlow,
    title: str,
    changes: Iterable[tuple[int, int, str]],
    applicability: Applicability,
    why_not: str | None = None,
) -> Fix | None:
    """Change parts of a flow's expression: ``changes`` are (start, end, text) in the expression's code points.

    None when there are no changes, or when the expression does not stand in the file as it is read (built-in templates).
    """
    edits: tuple[Edit, ...] = ()
    for start, end, text in changes:
        if not flow.verbatim:
            return None
        fix = fix_replace(title, flow.span_place(start, end), text, applicability, why_not)
        if not fix.edits:
            return None
        edits += fix.edits
        applicability, why_not = fix.applicability, fix.why_not
    return Fix(title, applicability, edits, why_not) if edits else None


def fix_literal(
    title: str, value: FlowValue, text: str, applicability: Applicability, why_not: str | None = None
) -> Fix | None:
    """Write another text for a literal of an expression, in the quotes that it stands in. None where the value is no literal."""
    place = value.place
    if value.user is not None or place.fragment is None:
        return None
    written = place.document.at(place.pointer)
    start, _ = place.fragment
    quote = written[start] if isinstance(written, str) and written[start : start + 1] in ("'", '"') else "'"
    return fix_replace(title, place, quote + text.replace(quote, quote * 2) + quote, applicability, why_not)


def fix_fault(flow: AttributeFlow, fault: Diagnostic, applicability: Applicability) -> Fix | None:
    """The mend that the parser knows for a fault of syntax."""
    title = "remove it"
    if any(text for _, _, text in fault.fixes) and flow.text is not None:
        # What stands there afterwards, from the first to the last change.
        start, end = (
            min(fault.start, *(at for at, _, _ in fault.fixes)),
            max(fault.end, *(end for _, end, _ in fault.fixes)),
        )
        mended = flow.text[start:end]
        for first, last, text in sorted(fault.fixes, reverse=True):
            mended = mended[: first - start] + text + mended[last - start :]
        title = f"write `{mended}`" if len(mended) <= LONGEST_TITLE else "write it so"
    return fix_expression(flow, title, fault.fixes, applicability)


LONGEST_TITLE = 80
"""The longest text, in code points, that the title of a fix quotes."""


def fix_external_name(flow: AttributeFlow, applicability: Applicability = Applicability.SAFE) -> Fix | None:
    """Write the right external name and namespace where the property is declared; where only a mapping was given, rename its
    variable. None when the right name isn't known.

    Safe in an export, because it takes effect only when somebody posts it.
    """
    naming = flow.naming
    declared = flow.app_property.place() if flow.app_property is not None else None
    if declared is None:
        if naming.right_name is None or flow.entry is None:
            return None
        return fix_rename(
            f"rename `{flow.variable}` to `{naming.right_name}`", flow.place(), naming.right_name, applicability
        )
    edits: tuple[Edit, ...] = ()
    titles: list[str] = []
    why_not: str | None = None
    for key, right in (("externalName", naming.right_name), ("externalNamespace", naming.right_namespace)):
        place = flow.property_place(key)
        written = flow.app_property.definition.get(key) if flow.app_property is not None else None
        if right is None or written == right:
            continue
        title = f"write `{right}`"
        if written is None:
            fix = fix_insert(title, declared, key, right, applicability)
        else:
            fix = fix_replace(title, place, right, applicability)
        edits += fix.edits
        applicability, why_not = fix.applicability, fix.why_not
        titles.append(title)
    return Fix(" and ".join(titles), applicability, edits, why_not) if edits else None


def mapping_places(flow: AttributeFlow) -> tuple[Related, ...]:
    """Where a flow whose property is the place of a finding is mapped."""
    declared = flow.app_property.place() if flow.app_property is not None else None
    if flow.entry is None or declared is None:
        return ()
    return (Related(flow.place(), f"`{flow.variable}` is mapped here"),)


def property_places(flow: AttributeFlow) -> tuple[Related, ...]:
    """Where the property is declared whose mapping is the place of a finding."""
    property_ = flow.app_property or flow.okta_property
    declared = property_.place() if property_ is not None else None
    if flow.entry is None or declared is None:
        return ()
    return (Related(declared, f"`{flow.variable}` is declared here"),)
