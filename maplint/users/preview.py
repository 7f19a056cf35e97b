"""What would become of a user: the request, what Okta and the target have against it, and what the target would answer.

It sees one user at a time, and of the others only those that came before it in the same run.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from maplint.okta import client
from maplint.okta.external_name import okta_form
from maplint.okta.placement import USER_NAME
from maplint.record import NamedTuple
from maplint.scim import CORE_USER
from maplint.scim.limits import normalised
from maplint.scim.path import Filter
from maplint.scim.validation import Cause, Effect, Operation, Outcome, compile_validator
from maplint.users.kernel import kept_unique
from maplint.users.request import From, Kind, RequestPlan, Why

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from maplint.project.flow import AttributeFlow
    from maplint.project.joined import JoinedMapping
    from maplint.scim.path import AttributePath
    from maplint.scim.validation import Violation
    from maplint.source.place import Place, Pointer
    from maplint.users.records import DirectoryUser
    from maplint.users.request import Absent, Leaf, Request


class Verdict(Enum):
    """What becomes of a request or a profile."""

    ACCEPTED = "accepted"
    IGNORED = "accepted, but for values that are ignored"
    MAY_REFUSE = "refused if the target is strict"
    REFUSED = "refused"
    CONFLICT = "refused: a name is taken"
    WITHHELD = "not sent: Okta does not make the request"

    @property
    def refused(self) -> bool:
        """Whether it surely fails."""
        return self in (Verdict.REFUSED, Verdict.CONFLICT, Verdict.WITHHELD)


class Problem(NamedTuple):
    """Something that Okta or the target has against a value, or against there being none.

    Attributes:
        by: ``Okta`` or ``target``.
        cause: a stable word for programs.
        effect: what comes of it.
        path: the attribute, or the property of a profile.
        pointer: where it stands in the body; of what is missing, the object that lacks it.
        message, help, consequence: sentences without a full stop.
        flow: what makes the value, or should.
        origin: why there is no value, where that is so.
        place: the line to change, where there is one.
    """

    by: str
    cause: str
    effect: Effect
    path: str
    pointer: Pointer
    message: str
    help: str
    consequence: str
    flow: AttributeFlow | None = None
    origin: str = ""
    place: Place | None = None


class Answer(NamedTuple):
    """What the target would answer.

    Attributes:
        verdict: in a word.
        status: the HTTP status; None where nothing is sent, or no SCIM service is asked.
        scim_type, detail: the keyword of RFC 7644 and what the target says is wrong, of a refusal.
        undecided: paths of attributes whose value cannot be known: the answer holds but for them.
        target: what the target answers whatever Okta thinks of the profile; differs where Okta sends nothing.
    """

    verdict: Verdict
    status: int | None
    scim_type: str | None = None
    detail: str | None = None
    undecided: tuple[str, ...] = ()
    target: Verdict | None = None


class Preview(NamedTuple):
    """A user's request with what becomes of it.

    ``mistaken`` is set where the preview is not about what Okta does today: the user has left, or is of another type.
    """

    request: Request
    problems: tuple[Problem, ...]
    answer: Answer
    mistaken: str = ""

    @property
    def user(self) -> DirectoryUser:
        """Whose it is."""
        return self.request.user

    @property
    def joined(self) -> JoinedMapping:
        """Of which mapping."""
        return self.request.plan.joined

    def requests(self) -> list[tuple[str, str]]:
        """Method and path of what is sent, in order."""
        request = self.request
        if request.plan.kind is not Kind.SCIM:
            return []
        asked = [("GET", client.lookup(request.user_name or "?"))]
        if not request.replaces:
            return [*asked, ("POST", "/Users")]
        id_ = str(request.body.get("id") or client.TARGET_ID)
        found = asked if request.plan.operation is Operation.CREATE else []
        return [*found, ("GET", f"/Users/{id_}"), ("PUT", f"/Users/{id_}")]

    def shown_error(self) -> str | None:
        """What Okta's tasks say of a refusal by the target."""
        answer = self.answer
        if answer.status is None or answer.status < 400:
            return None
        profile = self.user.profile
        user = str(profile.get("displayName") or profile.get("login") or profile.get("userName") or self.user.id)
        return client.shown_error(
            user,
            self.joined.integration.label,
            answer.status,
            answer.detail if any(error.general for error in self.joined.integration.target.errors) else None,
            create=not self.request.replaces,
        )


class Previewer:
    """Makes the previews of a mapping.

    Args:
        joined: the mapping.
        operation: CREATE or REPLACE.
        now: the time of the run.

    Attributes:
        plan: what is done for each user.
    """

    def __init__(self, joined: JoinedMapping, operation: Operation = Operation.CREATE, *, now: str) -> None:
        self.plan = RequestPlan(joined, operation, now=now)
        self._validator = compile_validator(joined.integration.target)
        self._unique = list(_unique_attributes(self.plan)) if self.plan.kind is Kind.SCIM else []
        self._taken: dict[tuple[str, str], str] = {}

    def preview(self, user: DirectoryUser, existing: Mapping[str, Any] | None = None) -> Preview:
        """What would become of a user. ``existing`` is what the target has of it already."""
        request = self.plan.request(user, existing)
        of_okta = tuple(_of_okta(request))
        mistaken = _mistaken(user)
        if self.plan.kind is not Kind.SCIM:
            stopped = any(problem.effect is Effect.REFUSES for problem in of_okta)
            return Preview(request, of_okta, Answer(Verdict.REFUSED if stopped else Verdict.ACCEPTED, None), mistaken)
        operation = Operation.REPLACE if request.replaces else Operation.CREATE
        violations, undecided = _decidable(request, self._validator.violations(request.body, operation=operation))
        said = self._validator.answer(violations, operation=operation)
        of_target = tuple(_problem(request, violation) for violation in violations)
        answer = Answer(_VERDICTS[said.outcome], said.status, said.scim_type, said.detail, undecided)
        if not answer.verdict.refused and not request.replaces:
            conflict = self._conflict(request)
            if conflict is not None:
                of_target = (*of_target, conflict)
                answer = Answer(Verdict.CONFLICT, 409, "uniqueness", conflict.message, undecided)
        of_target = tuple(sorted(of_target, key=lambda problem: _RANKS[problem.effect]))
        answer = answer._replace(target=answer.verdict)
        if any(problem.effect is Effect.REFUSES for problem in of_okta) and not request.replaces:
            answer = Answer(Verdict.WITHHELD, None, None, None, undecided, answer.verdict)
        elif not answer.verdict.refused:
            self._take(request)
        return Preview(request, (*of_okta, *of_target), answer, mistaken)

    # --- names that are taken -------------------------------------------------------------------------------------------

    def _conflict(self, request: Request) -> Problem | None:
        """The first attribute whose value a user before this one has."""
        for unique in self._unique:
            for key in unique.keys(request.body):
                other = self._taken.get(key)
                if other is not None and other != request.user.id:
                    path = str(unique.path)
                    looked_up = unique.path.local_key() == USER_NAME.lower()
                    return Problem(
                        "target",
                        "taken",
                        Effect.REFUSES,
                        path,
                        (unique.path.attribute,),
                        f"`{path}` is that of the user {other}, who comes before in the file",
                        "make the value differ: two people with one name are one account to the target",
                        "409 uniqueness; or Okta finds the other's account by the name and links both people to it"
                        if looked_up
                        else "409 uniqueness",
                        unique.flow,
                        place=_place(unique.flow),
                    )
        return None

    def _take(self, request: Request) -> None:
        for unique in self._unique:
            for key in unique.keys(request.body):
                self._taken.setdefault(key, request.user.id)


_RANKS = {effect: rank for rank, effect in enumerate(Effect)}
_VERDICTS = {
    Outcome.ACCEPTS: Verdict.ACCEPTED,
    Outcome.IGNORES: Verdict.IGNORED,
    Outcome.MAY_REFUSE: Verdict.MAY_REFUSE,
    Outcome.REFUSES: Verdict.REFUSED,
}


class _Unique(NamedTuple):
    """An attribute that the target keeps unique."""

    path: AttributePath
    flow: AttributeFlow
    exact: bool
    normalisation: str | None

    def keys(self, body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """What the target compares of a body."""
        holder = body if self.path.schema is None else body.get(self.path.schema)
        whole = holder.get(self.path.attribute) if isinstance(holder, dict) else None
        for element in whole if isinstance(whole, list) else [whole]:
            part = self.path.sub_attribute
            value = element.get(part) if part is not None and isinstance(element, dict) else element
            if isinstance(value, str) and value:
                made = value if self.normalisation is None else normalised(self.normalisation, value)
                yield str(self.path).lower(), made if self.exact else made.casefold()


def _unique_attributes(plan: RequestPlan) -> Iterator[_Unique]:
    seen: set[str] = set()
    for slot in plan.slots:
        flow = slot.flow
        name = slot.path == (None, USER_NAME, None, None, None)
        if not name and not kept_unique(flow):
            continue
        path = slot.path._replace(filter=None, position=None)
        if str(path) in seen:
            continue
        seen.add(str(path))
        limit = flow.target.limit(path, "normalized")
        attribute = flow.attribute
        exact = attribute is not None and attribute.case_exact and not name
        yield _Unique(path, flow, exact, limit.value if limit is not None else None)


# --- problems ---------------------------------------------------------------------------------------------------------------


def _mistaken(user: DirectoryUser) -> str:
    if user.active:
        return ""
    return "the user is deactivated in Okta: nothing is sent but `active: false`, for an account that is there"


_CONSEQUENCES = {
    Why.SYNTAX: "Okta refuses to save the mapping; one that was saved by other ways yields nothing, without a word",
    Why.FAILED: "Okta cannot compute the attribute: it keeps its old value, and a new assignment of the user fails",
    Why.UNFIT: "Okta: Invalid value data type for property; the value is not set, and a new assignment of the user fails",
    Why.NULL: "Okta cannot make the profile: the assignment waits for the value in the task list",
    Why.UNMAPPED: "Okta cannot make the profile: the assignment waits for the value in the task list",
}


def _of_okta(request: Request) -> Iterator[Problem]:
    """What Okta itself has against the values."""
    for absent in request.absent:
        if absent.why in (Why.SYNTAX, Why.FAILED, Why.UNFIT) or absent.stops:
            yield Problem(
                "Okta",
                absent.why.name.lower(),
                Effect.REFUSES if absent.stops else Effect.IGNORES,
                str(absent.path or absent.flow.variable),
                (),
                absent.message,
                absent.help or f"map a value to `{absent.flow.variable}`",
                absent.consequence or _CONSEQUENCES[absent.why],
                absent.flow,
                absent.why.value,
                _place(absent.flow, absent.start, absent.end),
            )
    for flow, fault in request.faults:
        yield Problem(
            "Okta",
            fault.against.name.lower(),
            Effect.REFUSES,
            flow.variable,
            _pointer_of(request, flow),
            fault.message,
            fault.help,
            fault.consequence,
            flow,
            place=_place(flow),
        )


def _problem(request: Request, violation: Violation) -> Problem:
    """A violation of the target's rules with what makes it."""
    leaf = _leaf_at(request, violation)
    absent = None
    if leaf is None and violation.cause in _OF_ABSENCE:
        absent = _absent_at(request, violation)
    flow = leaf.flow if leaf is not None else absent.flow if absent is not None else None
    strayed = _strayed(request, violation) if flow is None and violation.cause in _OF_ABSENCE else None
    flow = flow or strayed
    place = _place(flow) if flow is not None else None
    if flow is not None and (violation.on_key or violation.cause is Cause.SCALAR or strayed is not None):
        naming = flow.naming
        part = "externalNamespace" if naming.right_namespace and not naming.right_name else "externalName"
        place = flow.property_place(part) if place is not None else None
    return Problem(
        "target",
        violation.cause,
        violation.effect,
        _said_path(request, violation),
        violation.pointer,
        violation.message,
        _help(violation, flow, absent, strayed=strayed is not None),
        violation.consequence,
        flow,
        "its value is sent under another name"
        if strayed is not None
        else absent.message
        if absent is not None
        else _sender(leaf),
        place,
    )


def _help(violation: Violation, flow: AttributeFlow | None, absent: Absent | None, *, strayed: bool) -> str:
    """What to do, said to who keeps a mapping rather than who writes requests."""
    if violation.cause in (Cause.MISSING, Cause.MISSING_PART) and not strayed:
        if absent is None or absent.why is Why.UNMAPPED:
            return f"map a value to `{violation.path}`"
        return absent.help or 'fill it in at the source, or give a fallback: `x ?: "..."`'
    if flow is not None and (violation.on_key or strayed):
        naming = flow.naming
        if naming.right_name is not None and flow.app_property is None:
            return f"write `{naming.right_name}`"
        right = [("name", naming.right_name), ("namespace", naming.right_namespace)]
        said = " and ".join(f"`{text}` as external {what}" for what, text in right if text is not None)
        if said:
            return f"write {said}"
    if flow is not None and violation.cause is Cause.SCALAR:
        part = _value_of(flow)
        if part is not None:
            return f"write `{okta_form(part)}` as external name"
    return violation.help


def _value_of(flow: AttributeFlow) -> AttributePath | None:
    """The part that one text for a whole object is surely meant for."""
    path, attribute = flow.path, flow.attribute
    if path is None or attribute is None or path.sub_attribute is not None or "value" not in attribute.sub_attributes:
        return None
    first = Filter("primary", True) if attribute.multi_valued else None
    return path._replace(filter=path.filter or first, sub_attribute=attribute.sub_attributes["value"].name)


def _strayed(request: Request, violation: Violation) -> AttributeFlow | None:
    """The flow that is meant for what is missing, and whose value goes somewhere else."""
    path = violation.path
    for slot in request.plan.slots:
        meant = slot.flow.path
        if path is not None and meant is not None and not slot.flow.naming.sent and _concerns(meant, path):
            return slot.flow
    return None


def _sender(leaf: Leaf | None) -> str:
    if leaf is None or leaf.flow is not None:
        return ""
    return "Okta sends it by itself" if leaf.origin is From.OKTA else "it is what the target returned"


def _said_path(request: Request, violation: Violation) -> str:
    if violation.path is not None:
        return str(violation.path)
    return ".".join(str(step) for step in violation.pointer) or CORE_USER.rpartition(":")[2]


_OF_ABSENCE = frozenset({Cause.MISSING, Cause.MISSING_PART, Cause.INCOMPLETE, Cause.PRIMARY, Cause.UNEQUAL})


def _leaf_at(request: Request, violation: Violation) -> Leaf | None:
    """The value that a violation is about: the one at its pointer, else the first one below."""
    pointer, path = violation.pointer, violation.path
    if not pointer or violation.cause in (Cause.MISSING, Cause.MISSING_PART, Cause.INCOMPLETE):
        return None
    below = [leaf for leaf in request.trace if leaf.pointer[: len(pointer)] == pointer]
    if not below:
        below = [leaf for leaf in request.trace if pointer[: len(leaf.pointer)] == leaf.pointer]
    wanted = path.sub_attribute if path is not None else None
    exact = [leaf for leaf in below if leaf.pointer == pointer or leaf.pointer[-1] == wanted]
    made = [leaf for leaf in below if leaf.flow is not None]
    return next(iter([*exact, *made, *below]), None)


def _absent_at(request: Request, violation: Violation) -> Absent | None:
    """The value that is missing, of those that a flow or a property is there for."""
    path = violation.path
    if path is None:
        return None
    same = [a for a in request.absent if a.path is not None and _concerns(a.path, path)]
    return next(iter([*(a for a in same if a.why is not Why.UNMAPPED), *same]), None)


def _concerns(absent: AttributePath, missing: AttributePath) -> bool:
    if (absent.schema or "").lower() != (missing.schema or "").lower():
        return False
    if absent.local_key() == missing.local_key():
        return missing.filter is None or absent.filter is None or missing.filter.key() == absent.filter.key()
    return missing.sub_attribute is None and absent.attribute.lower() == missing.attribute.lower()


def _decidable(request: Request, violations: Sequence[Violation]) -> tuple[list[Violation], tuple[str, ...]]:
    """The violations that are known to be, and the paths of which nobody can tell."""
    kept: list[Violation] = []
    undecided = [str(a.path or a.flow.variable) for a in request.absent if a.why in (Why.UNKNOWN, Why.NOT_PLACED)]
    for violation in violations:
        if violation.cause in _OF_ABSENCE:
            absent = _absent_at(request, violation)
            if absent is not None and absent.why is Why.UNKNOWN:
                continue
            if absent is None and not request.plan.joined.complete and violation.path is not None:
                undecided.append(str(violation.path))
                continue
        elif _is_of_okta(request, violation):
            continue
        kept.append(violation)
    return kept, tuple(dict.fromkeys(undecided))


def _is_of_okta(request: Request, violation: Violation) -> bool:
    """Whether a violation is about what Okta sends to every target, declared or not; or about a value that only stands for one
    that nobody can tell."""
    pointer = violation.pointer
    if len(pointer) != 1 or not isinstance(pointer[0], str) or pointer[0] not in client.SENT_BY_ITSELF:
        return False
    if violation.cause is Cause.UNKNOWN_ATTRIBUTE:
        return next(leaf for leaf in request.trace if leaf.pointer == pointer).origin is From.OKTA
    return not violation.on_key and request.body.get(pointer[0]) in client.STAND_INS


def _pointer_of(request: Request, flow: AttributeFlow) -> Pointer:
    return next((leaf.pointer for leaf in request.trace if leaf.flow is flow and leaf.origin is not From.FILTER), ())


def place_of(flow: AttributeFlow, start: int | None = None, end: int | None = None) -> Place | None:
    """The line that makes a flow's value; None for what no file says."""
    if flow.entry is None and flow.application is None:
        declared = flow.app_property.place() if flow.app_property is not None else None
        return declared.resolved() if declared is not None else None
    if flow.text is None:
        return flow.place().resolved()
    return flow.span_place(start, end).resolved()


_place = place_of
