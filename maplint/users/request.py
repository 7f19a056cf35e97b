"""From a user to what Okta would send for it: the body of a request to a SCIM service, or else a profile.

A plan is made once for a mapping; a user's body is then its expressions, as one function, and a handful of assignments. What is
asked of few users only (where each value comes from, what is missing and why) is worked out when it is asked.
"""

from __future__ import annotations

import copy
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from maplint.oel import EvaluationError, compile_row
from maplint.oel.compile import fault_of
from maplint.oel.context import Context
from maplint.okta import client
from maplint.okta.mapping import Direction
from maplint.okta.meant import meant_property
from maplint.okta.placement import USER_NAME, NotPlaced, Placement, place_property
from maplint.okta.profile import profile_fault, takes
from maplint.project.flow import AttributeFlow, Origin
from maplint.project.naming import Verdict
from maplint.project.scope import ProfileScope
from maplint.record import NamedTuple
from maplint.scim.validation import Operation
from maplint.users.body import OF_FILTER, Layout, listed_schemas
from maplint.users.context import context_maker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from maplint.okta.profile import ProfileFault
    from maplint.okta.schema import SchemaProperty
    from maplint.project.joined import JoinedMapping
    from maplint.scim.path import AttributePath
    from maplint.source.place import Pointer
    from maplint.users.body import Marks
    from maplint.users.records import DirectoryUser


class Kind(Enum):
    """What comes of a mapping for a user."""

    SCIM = "SCIM request"
    APP_PROFILE = "app user profile"
    OKTA_PROFILE = "Okta user profile"


class From(Enum):
    """Where a value of a body comes from."""

    MAPPING = "profile mapping"
    TEMPLATE = "username template"
    OKTA = "Okta"
    FILTER = "external name"
    TARGET = "target"


class Why(Enum):
    """Why a value is not in a body."""

    NULL = "no value"
    SYNTAX = "the expression does not parse"
    FAILED = "evaluation failed"
    UNKNOWN = "cannot be known"
    UNFIT = "the profile does not take it"
    NOT_SENT = "Okta does not send it"
    NOT_PLACED = "where it goes cannot be known"
    OVERWRITTEN = "another value has its place"
    UNMAPPED = "nothing is mapped to it"


class Leaf(NamedTuple):
    """One value of a body.

    Attributes:
        pointer: the keys and positions that lead to it.
        value: the value.
        origin: where it comes from.
        flow: the flow that makes it; of what a filter demands, a flow with that filter.
        note: more about it, where there is more to say.
    """

    pointer: Pointer
    value: Any
    origin: From
    flow: AttributeFlow | None = None
    note: str = ""


class Absent(NamedTuple):
    """A value that is not in the body although a flow, or a property of the app, is there for it.

    Attributes:
        flow: whose value it is.
        why: in a word; ``message`` in a sentence.
        help: what to do; empty where nothing is wrong.
        path: where it would go; None when that is not known.
        start, end: the code points of the expression that it is about, where some are.
        stops: whether Okta does not even make the request: a new assignment fails.
        consequence: what Okta says, where that is more than ``why`` tells.
    """

    flow: AttributeFlow
    why: Why
    message: str
    help: str = ""
    path: AttributePath | None = None
    start: int | None = None
    end: int | None = None
    stops: bool = False
    consequence: str = ""


class Unfit(NamedTuple):
    """A value that is in the body, or would be, and that Okta has something against."""

    flow: AttributeFlow
    fault: ProfileFault


class Slot(NamedTuple):
    """A flow with an expression that can be evaluated, and where its value goes."""

    number: int
    flow: AttributeFlow
    property: SchemaProperty | None
    takes: Callable[[Any], bool] | None
    path: AttributePath


_NULLS = "a property without a value is left out of the request: Okta documents neither that nor null"
_CLEARED = (
    "a property without a value is taken out of what the target returned: Okta documents that empty properties overwrite, not how "
    "they are written"
)
_SAME = "the target returned what was sent to create the user (--existing FILE gives what it has)"
_LATER = "where two properties go to one place, the one that stands later in the mapping counts"
_CREATED_ONLY = "create-only properties (DONT_PUSH) still have the value that they would get today"


class RequestPlan:
    """What is done for one mapping.

    Args:
        joined: the mapping.
        operation: CREATE: the body of a POST; REPLACE: that of a PUT.
        now: the time of the run, ISO 8601: one for all users.

    Attributes:
        kind: what comes of it.
        slots: the flows that are evaluated.
        absent: what is missing for every user.
        assumed: what is assumed for every user.
    """

    def __init__(self, joined: JoinedMapping, operation: Operation = Operation.CREATE, *, now: str) -> None:
        self.joined = joined
        self.operation = operation
        self.kind = _kind(joined)
        self.slots: list[Slot] = []
        self.absent: list[Absent] = []
        self.assumed: list[str] = []
        self.layout = Layout()
        self._context_of = context_maker(joined, now)
        for flow in self._flows():
            self._add(flow)
        self._row = compile_row([slot.flow.text or "" for slot in self.slots])
        self._checks = [(slot.number, slot.takes) for slot in self.slots if slot.takes is not None]
        if self.layout.shared:
            self.assumed.append(_LATER)
        if operation is Operation.REPLACE and any(slot.flow.push is False for slot in self.slots):
            self.assumed.append(_CREATED_ONLY)
        self.left_out = self._left_out()

    def request(self, user: DirectoryUser, existing: Mapping[str, Any] | None = None) -> Request:
        """What would be sent for a user. ``existing`` is what the target has of it already."""
        context = Context(self._context_of(user))
        values = list(self._row(context))
        unfit: dict[int, Any] = {}
        for number, fits in self._checks:
            value = values[number]
            if value is not None and not fits(value):
                unfit[number] = value
                values[number] = None
        for number, value in enumerate(values):
            if type(value) is EvaluationError:
                unfit[number] = value
                values[number] = None
        request = Request(self, user, existing, values, unfit, context.assumed)
        request.body = self.fill(request)
        return request

    def fill(self, request: Request, marks: Marks | None = None) -> dict[str, Any]:
        """The body of a request; ``marks`` is told where values come from."""
        if self.kind is not Kind.SCIM:
            body: dict[str, Any] = {}
            self.layout.fill(body, request.values, marks=marks)
            return body
        if request.existing is not None:
            body = copy.deepcopy(dict(request.existing))
            extensions = self.layout.fill(body, request.values, over=True, marks=marks)
            body["schemas"] = listed_schemas(extensions, body.get("schemas"))
            return body
        replaces = self.operation is Operation.REPLACE
        body = {"schemas": [], "id": client.TARGET_ID} if replaces else {"schemas": []}
        extensions = self.layout.fill(body, request.values, marks=marks)
        body["schemas"] = listed_schemas(extensions)
        for attribute in client.implicit_attributes(request.user.id, self.joined.integration.application):
            if attribute.name not in self.left_out and not (replaces and attribute.name == "password"):
                body.setdefault(attribute.name, attribute.value)
        return body

    # --- making it --------------------------------------------------------------------------------------------------

    def _flows(self) -> Iterator[AttributeFlow]:
        joined = self.joined
        if joined.outbound and joined.flow(USER_NAME) is None:
            yield from self._user_name()
        yield from joined.sent_flows
        if joined.outbound:
            yield from joined.integration.unmapped

    def _user_name(self) -> Iterator[AttributeFlow]:
        """The userName of an app whose template was not given, or cannot be read."""
        integration = self.joined.integration
        application = integration.application
        scope = ProfileScope(integration.user_schema, integration.app_schema, Direction.OUTBOUND, integration.app_name)
        flow = AttributeFlow(
            integration,
            Direction.OUTBOUND,
            Origin.TEMPLATE,
            USER_NAME,
            scope=scope,
            app_property=integration.app_schema.properties.get(USER_NAME),
            text="source.login",
            verbatim=False,
            application=application,
        )
        if application is None:
            self.assumed.append("userName is the login: Okta's default username template, for no application was given")
            yield flow
            return
        template = application.template
        known = (
            f"the username template `{template.template}`" if template is not None else "the app's username template"
        )
        reason = f"{known} cannot be worked out offline"
        self.absent.append(Absent(flow, Why.UNKNOWN, reason, path=Placement(None, (USER_NAME,)).path()))

    def _add(self, flow: AttributeFlow) -> None:
        placed = self._placement(flow)
        path = placed.path() if isinstance(placed, Placement) else None
        if flow.origin is Origin.UNMAPPED:
            self.absent.append(Absent(flow, Why.UNMAPPED, "nothing is mapped to it", path=path, stops=_lacks(flow)))
        elif flow.text is None:
            self.absent.append(Absent(flow, Why.NULL, "the entry has no expression", path=path))
        elif not isinstance(placed, Placement):
            why = Why.NOT_SENT if placed.sure else Why.NOT_PLACED
            self.absent.append(Absent(flow, why, placed.message, placed.help))
        else:
            self._add_slot(flow, placed)

    def _add_slot(self, flow: AttributeFlow, placed: Placement) -> None:
        fault = fault_of(flow.expression) if flow.expression is not None else None
        if fault is not None:
            self.absent.append(
                Absent(
                    flow, Why.SYNTAX, f"the expression does not parse: {fault.message}",
                    "correct the expression: Okta refuses to save it so", placed.path(), fault.start, fault.end, True,
                )
            )  # fmt: skip
            return
        property_ = flow.app_property or flow.okta_property
        number = len(self.slots)
        fits = takes(property_) if property_ is not None and property_.type is not None else None
        self.slots.append(Slot(number, flow, property_, fits, placed.path()))
        self.layout.add(number, placed)

    def _placement(self, flow: AttributeFlow) -> Placement | NotPlaced:
        """Where the value of a flow goes."""
        property_ = flow.app_property if flow.outbound else flow.okta_property
        schema = flow.integration.app_schema if flow.outbound else flow.integration.user_schema
        if property_ is None and not schema.assumed:
            return NotPlaced(
                f"the {schema.kind.value} has no property `{flow.variable}`: the entry has no effect",
                f"add the property to the {schema.kind.value}, or remove the entry",
            )
        if self.kind is not Kind.SCIM:
            return Placement(None, (flow.variable,))
        if property_ is not None:
            return place_property(property_)
        if flow.variable == USER_NAME:
            return Placement(None, (USER_NAME,))
        if flow.naming.verdict is Verdict.MISSPELLED:
            sentence = (
                f"`{flow.variable}`, which Okta's template lacks, is a property of the app that is sent under this name"
            )
            self.assumed.append(sentence)
            return Placement(None, (flow.variable,))
        return NotPlaced(
            "without the app user schema nobody can tell where it goes",
            "export it too: GET /api/v1/meta/schemas/apps/{appId}/default",
            sure=False,
        )

    def _left_out(self) -> frozenset[str]:
        if self.kind is not Kind.SCIM:
            return frozenset()
        target = self.joined.integration.target
        names = client.SENT_BY_ITSELF
        found = frozenset(name for name in names if client.is_left_out(name, target))
        if found:
            listed = " and ".join(f"`{name}`" for name in names if name in found)
            self.assumed.append(
                f"{target.title} refuses {listed}, so its connector leaves out what Okta otherwise sends by itself"
            )
        declared = target.schema(None)
        if target.publishes(None) and declared is not None:
            undeclared = [f"`{name}`" for name in ("groups", "password") if name not in declared.attributes]
            if undeclared:
                self.assumed.append(
                    f"{target.title}, which declares no {' and no '.join(undeclared)}, takes what Okta sends to everybody"
                )
        return found


def _kind(joined: JoinedMapping) -> Kind:
    if joined.direction is Direction.INBOUND:
        return Kind.OKTA_PROFILE
    return Kind.SCIM if joined.scim else Kind.APP_PROFILE


def _lacks(flow: AttributeFlow) -> bool:
    """Whether Okta makes no profile because nothing is mapped to a property."""
    property_ = flow.app_property
    return property_ is not None and property_.required and not property_.schema.assumed


class Request:
    """What would be sent for one user.

    Attributes:
        plan, user: of what, for whom.
        existing: what the target has of the user already; None where that was not given.
        body: the body, plain values as JSON has them.
        values: by number of the slot; None where there is none to be sent.
        unfit: by number of the slot, values that Okta does not take and the errors of evaluation.
    """

    __slots__ = ("__dict__", "_noted", "body", "existing", "plan", "unfit", "user", "values")

    def __init__(
        self,
        plan: RequestPlan,
        user: DirectoryUser,
        existing: Mapping[str, Any] | None,
        values: list[Any],
        unfit: dict[int, Any],
        noted: Sequence[str],
    ) -> None:
        self.plan = plan
        self.user = user
        self.existing = existing
        self.values = values
        self.unfit = unfit
        self.body: dict[str, Any] = {}
        self._noted = noted

    @property
    def user_name(self) -> str | None:
        """The userName that is sent, if there is one."""
        value = self.body.get(USER_NAME)
        return value if isinstance(value, str) else None

    @property
    def replaces(self) -> bool:
        """Whether it changes a user whom the target has (PUT) rather than making one (POST)."""
        return self.plan.operation is Operation.REPLACE or self.existing is not None

    @cached_property
    def trace(self) -> list[Leaf]:
        """Where each value of the body comes from, in the order of the body."""
        marks: Marks = {}
        body = self.plan.fill(self, marks)
        notes = {
            attribute.name: attribute.why
            for attribute in client.implicit_attributes(self.user.id, self.plan.joined.integration.application)
        }
        return list(_leaves(self, body, (), marks, notes, None))

    @cached_property
    def absent(self) -> list[Absent]:
        """The values that are not in the body, and why: those of this user first."""
        found = [self._missing(slot) for slot in self.plan.slots if self.values[slot.number] is None]
        for number, later in self.plan.layout.shared:
            if self.values[number] is not None and self.values[later] is not None:
                slot, other = self.plan.slots[number], self.plan.slots[later].flow.variable
                said = f"`{other}` goes to the same place, and stands later"
                found.append(Absent(slot.flow, Why.OVERWRITTEN, said, "map one property to it", slot.path))
        return [*found, *self.plan.absent]

    @cached_property
    def faults(self) -> list[Unfit]:
        """What Okta has against values that it would set all the same if nobody looked: lengths, addresses."""
        found: list[Unfit] = []
        for slot in self.plan.slots:
            value = self.values[slot.number]
            if slot.property is not None and value is not None:
                fault = profile_fault(slot.property, value)
                if fault is not None:
                    found.append(Unfit(slot.flow, fault))
        return found

    @cached_property
    def assumed(self) -> list[str]:
        """What was assumed for this user, a sentence each."""
        found = [*self.plan.assumed, *self._noted]
        if self.plan.kind is Kind.SCIM:
            if any(absent.why in (Why.NULL, Why.UNMAPPED) for absent in self.absent):
                found.append(_CLEARED if self.replaces else _NULLS)
            if self.replaces and self.existing is None:
                found.append(_SAME)
        return list(dict.fromkeys(found))

    def _missing(self, slot: Slot) -> Absent:
        flow, path = slot.flow, slot.path
        value = self.unfit.get(slot.number)
        wrong = self._wrong_read(flow)
        if wrong is not None and (value is None or isinstance(value, EvaluationError)):
            return wrong._replace(path=path, stops=not self.replaces)
        if isinstance(value, EvaluationError):
            if value.code == "cannot-know":
                return Absent(flow, Why.UNKNOWN, f"cannot be known: {value.message}", "", path, value.start, value.end)
            return Absent(
                flow, Why.FAILED, f"the expression fails: {value.message}", "make the expression hold for this user", path,
                value.start, value.end, not self.replaces,
            )  # fmt: skip
        if value is not None:
            assert slot.property is not None
            fault = profile_fault(slot.property, value)
            assert fault is not None
            return Absent(flow, Why.UNFIT, fault.message, fault.help, path, stops=not self.replaces)
        required = profile_fault(slot.property, None) if slot.property is not None else None
        if required is not None:
            return Absent(flow, Why.NULL, f"{_no_value(flow, self.user)}, and {required.message.partition(', and')[0]}",
                          required.help, path, stops=not self.replaces)  # fmt: skip
        return Absent(flow, Why.NULL, _no_value(flow, self.user), "", path)

    def _wrong_read(self, flow: AttributeFlow) -> Absent | None:
        """An attribute, or a profile, that an expression reads and that is not there: Okta does not evaluate such an expression."""
        facts = flow.facts
        other = "appuser" if flow.outbound else "user"
        for read in facts.reads if facts is not None else ():
            schema = flow.scope.schema(read.root)
            if read.root == other:
                right = "user" if flow.outbound else "appuser"
                said = f"`{other}.{read.name}` is read, and this mapping reads `{right}`"
                return Absent(
                    flow, Why.FAILED, said, f"write `{right}.`", start=read.start, end=read.end, consequence=_INVALID
                )
            if schema is not None and not schema.assumed and read.name not in schema.properties:
                if read.name not in self.user.profile:
                    near = meant_property(read.name, schema)
                    said = f"`{read.root}.{read.name}` is read, and the {schema.kind.value} has no `{read.name}`"
                    help_ = f"write `{read.root}.{near}`" if near else "name an attribute of the schema"
                    consequence = f"Okta: Invalid property {read.name} in expression"
                    return Absent(
                        flow, Why.FAILED, said, help_, start=read.start, end=read.end, consequence=consequence
                    )
        return None


_INVALID = "Okta: Invalid properties in expression"


def _no_value(flow: AttributeFlow, user: DirectoryUser) -> str:
    """Why a value is null: the attributes that the user lacks, if those are the reason."""
    facts = flow.facts
    reads = [] if facts is None else [read for read in facts.reads if flow.scope.schema(read.root) is not None]
    lacking = list(dict.fromkeys(f"`{read.root}.{read.name}`" for read in reads if user.profile.get(read.name) is None))
    if not lacking:
        return "the expression yields null"
    said = f"{' and '.join(lacking)} {'has' if len(lacking) == 1 else 'have'} no value"
    for read in reads:
        schema = flow.scope.schema(read.root)
        if schema is not None and read.name not in schema.properties:
            near = meant_property(read.name, schema)
            if near is not None and near != read.name:
                said += f"; `{read.root}.{near}` is near"
    return said


def _leaves(
    request: Request,
    value: Any,
    pointer: Pointer,
    marks: Marks,
    notes: Mapping[str, str],
    number: int | None,
) -> Iterator[Leaf]:
    """The values below a pointer; ``number`` is that of the slot which the whole comes from."""
    if isinstance(value, dict) and value:
        for key, below in value.items():
            marked = marks.get((id(value), key), number)
            yield from _leaves(request, below, (*pointer, key), marks, notes, marked)
    elif isinstance(value, list) and value and pointer != ("schemas",):
        for index, below in enumerate(value):
            # An element comes from the slot of one of its parts: that one knows its own number.
            yield from _leaves(request, below, (*pointer, index), marks, notes, number)
    else:
        yield _leaf(request, value, pointer, notes, number)


def _leaf(request: Request, value: Any, pointer: Pointer, notes: Mapping[str, str], number: int | None) -> Leaf:
    plan = request.plan
    if number is not None and number != OF_FILTER:
        flow = plan.slots[number].flow
        return Leaf(pointer, value, From.TEMPLATE if flow.origin is Origin.TEMPLATE else From.MAPPING, flow)
    if number == OF_FILTER:
        return Leaf(pointer, value, From.FILTER, _flow_of_element(plan, pointer, value), "what the filter demands")
    if plan.operation is Operation.REPLACE and request.existing is None and pointer == ("id",):
        return Leaf(pointer, value, From.TARGET, None, "the target's id of the user")
    if request.existing is None or pointer == ("schemas",):
        return Leaf(pointer, value, From.OKTA, None, notes.get(str(pointer[0]), "the schemas that are used"))
    return Leaf(pointer, value, From.TARGET, None, "as the target returned it")


def _flow_of_element(plan: RequestPlan, pointer: Pointer, value: Any) -> AttributeFlow | None:
    """A flow whose external name has the filter that made an element."""
    name = next((step for step in reversed(pointer[:-1]) if isinstance(step, str)), None)
    for slot in plan.slots:
        picked = slot.path.filter
        if (
            slot.path.attribute == name
            and picked is not None
            and (picked.attribute, picked.value) == (pointer[-1], value)
        ):
            return slot.flow
    return None
