"""What a change of mappings changes for the users of a directory: both versions of every value that may differ, batch by batch.

What is the same in both versions is computed once, and only to know for whom a value is refused anyhow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.diff.flows import known_by
from maplint.oel import EvaluationError, compile_row
from maplint.oel.same import meaning
from maplint.okta.client import implicit_attributes
from maplint.okta.defaults import SENT_WITHOUT_MAPPING, SET_BY_THE_TARGET
from maplint.okta.mapping import Direction
from maplint.okta.placement import USER_NAME
from maplint.project.flow import Origin
from maplint.project.population import Borrowed, Population, Some
from maplint.record import NamedTuple
from maplint.scim import CORE_USER
from maplint.users.context import context_maker
from maplint.users.judge import MOST_GROUPS, population, shared_value
from maplint.users.kernel import USER_NAMES, Ask, Kernel, is_concerned, tells_apart, user_type
from maplint.users.request import Kind, RequestPlan
from maplint.users.tally import EXAMPLES, Cause, Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from maplint.okta.schema import ProfileSchema
    from maplint.project.flow import AttributeFlow
    from maplint.project.joined import Integration, JoinedMapping
    from maplint.project.population import SharedValue
    from maplint.scim.path import AttributePath
    from maplint.users.kernel import MappingPlan, Space
    from maplint.users.keys import KeyStore
    from maplint.users.records import DirectoryUser
    from maplint.users.request import Slot


# --- what comes of it -------------------------------------------------------------------------------------------------------


class AttributeChange(NamedTuple):
    """What becomes of one attribute: how many users get a value who had none, lose theirs, get another one; for how many evaluation
    begins to fail; of how many nothing offline tells. ``flow`` is what makes the value now, or did; ``created_only``: whether Okta sends
    it only when it creates an account, so that those who have one keep theirs."""

    name: str
    flow: AttributeFlow
    created_only: bool
    set: int
    cleared: int
    changed: int
    failing: int
    unknown: int
    examples: tuple[str, ...]


class Rekeyed(NamedTuple):
    """Users whose account is known by another value of an attribute than before (see `maplint.diff.flows.known_by`)."""

    attribute: str
    users: Some


class Collisions(NamedTuple):
    """Values of an attribute that several users would share: those of ``new`` did not share one before, those of ``solved`` no longer do.
    Each with some of the groups, how many there are, and how many users are in them."""

    attribute: str
    demanded: bool
    new: tuple[SharedValue, ...]
    new_groups: int
    new_users: int
    solved: tuple[SharedValue, ...]
    solved_groups: int
    solved_users: int


class People(NamedTuple):
    """What a change of one mapping changes for users.

    Attributes:
        users: how many of them it concerns.
        changed: whose payload is another one.
        attributes: in the order of the mapping; only those that differ for somebody.
        refused_before, refused_now: for how many a value is refused, or Okta makes no request; ``begin`` are those for whom it is so
            now and was not, ``cease`` those for whom it no longer is.
        rekeyed: whose accounts would be known by another name.
        taken: users whose new userName was that of somebody else: some, and ``taken_count`` of them all.
        collisions: by attribute.
    """

    users: int
    changed: Some
    attributes: tuple[AttributeChange, ...]
    refused_before: int
    refused_now: int
    begin: Some
    cease: Some
    rekeyed: tuple[Rekeyed, ...]
    taken: tuple[Borrowed, ...]
    taken_count: int
    collisions: tuple[Collisions, ...]


# --- what is kept of a batch ------------------------------------------------------------------------------------------------


class AttributeTally:
    """Counts of one attribute."""

    __slots__ = ("changed", "cleared", "examples", "failing", "set", "unknown")

    def __init__(self) -> None:
        self.set = self.cleared = self.changed = self.failing = self.unknown = 0
        self.examples: list[str] = []

    def merge(self, other: AttributeTally) -> None:
        """Add the counts of another batch."""
        self.set += other.set
        self.cleared += other.cleared
        self.changed += other.changed
        self.failing += other.failing
        self.unknown += other.unknown
        self.examples = (self.examples + other.examples)[:EXAMPLES]


class PairTally:
    """What is kept of one mapping in two versions."""

    __slots__ = ("attributes", "begin", "cease", "changed", "refused_before", "refused_now", "rekeyed", "users")

    def __init__(self) -> None:
        self.users = self.refused_before = self.refused_now = 0
        self.changed, self.begin, self.cease = Cause(None), Cause(None), Cause(None)
        self.rekeyed: dict[str, Cause] = {}
        self.attributes: dict[int, AttributeTally] = {}

    def merge(self, other: PairTally) -> None:
        """Add another batch."""
        self.users += other.users
        self.refused_before += other.refused_before
        self.refused_now += other.refused_now
        for name in ("changed", "begin", "cease"):
            getattr(self, name).merge(getattr(other, name))
        for name, cause in other.rekeyed.items():
            self.rekeyed.setdefault(name, Cause(None)).merge(cause)
        for number, attribute in other.attributes.items():
            self.attributes.setdefault(number, AttributeTally()).merge(attribute)


class Seen:
    """What comes of a batch: the tally of the kernel, and that of each mapping."""

    def __init__(self, tally: Tally) -> None:
        self.read = tally.read
        self.tally = tally
        self.pairs: dict[int, PairTally] = {}

    def pair(self, number: int) -> PairTally:
        """What is kept of a mapping."""
        return self.pairs.setdefault(number, PairTally())

    def merge(self, other: Seen) -> None:
        """Add another batch, but for its keys."""
        self.read += other.read
        self.tally.merge(other.tally)
        for number, pair in other.pairs.items():
            self.pair(number).merge(pair)


# --- the work ---------------------------------------------------------------------------------------------------------------

Both = tuple[Ask | None, Ask | None]
"""A mapping as it was and as it is; None where there is none."""


class Comparison:
    """Both versions of all mappings that differ, for users. It can be sent to other processes.

    Args:
        asks: the mappings, with the rules that are asked about the values of each.
        now: the time of the run.
        show_values: whether examples bear the users' values.

    Attributes:
        kernel: what rules say of the values, in both versions.
        pairs: the mappings that there are in both.
    """

    def __init__(self, asks: Sequence[Both], now: str, show_values: bool = False) -> None:
        self._made_of = (asks, now, show_values)
        self.pairs = [
            Pair(number, old, new, now, show_values)
            for number, (old, new) in enumerate(asks)
            if old is not None and new is not None
        ]
        # The side (0: the old one) of mappings that there are in one version only.
        self._single = [
            (ask, side)
            for sides in asks
            for side, ask in enumerate(sides)
            if ask is not None and sides[1 - side] is None
        ]
        every = [*(ask for pair in self.pairs for ask in pair.asks), *(ask for ask, _ in self._single)]
        self.kernel = Kernel(every, now, show_values)
        self._plans = {id(plan.ask): plan for plan in self.kernel.mappings}

    def __reduce__(self) -> tuple[Any, ...]:
        return Comparison, self._made_of

    def run(self, users: Sequence[DirectoryUser]) -> Seen:
        """What comes of a batch."""
        seen = Seen(self.kernel.run(users))
        for pair in self.pairs:
            pair.run(users, self._refused, seen)
        return seen

    def _refused(self, ask: Ask) -> set[str]:
        plan = self._plans.get(id(ask))
        return self.kernel.refused.get(plan.number, set()) if plan is not None else set()

    def plan(self, ask: Ask) -> MappingPlan | None:
        """The kernel's plan for an ask; None when there is nothing in it to evaluate."""
        return self._plans.get(id(ask))

    def plans(self, side: int) -> list[MappingPlan]:
        """What the kernel does for one version alone (0: the old one)."""
        asks = [(pair.old, pair.new)[side] for pair in self.pairs]
        asks += [ask for ask, of in self._single if of == side]
        return [plan for ask in asks if (plan := self.plan(ask)) is not None]

    def populations(self, side: int, seen: Seen, store: KeyStore, existing: int | None) -> Iterator[Population]:
        """What came of each mapping of one version for all users."""

        def of(ask: Ask) -> Population | None:
            plan = self.plan(ask)
            return population(self.kernel, plan, seen.tally, store, existing) if plan is not None else None

        for pair in self.pairs:
            ask = (pair.old, pair.new)[side]
            own, common = of(ask), of(pair.common)
            made = own or common
            if made is None:
                continue
            coverage = {**made.coverage, **(common.coverage if common is not None else {})}
            if side == 0:
                coverage = {name: one._replace(flow=pair.twins.get(name, one.flow)) for name, one in coverage.items()}
            yield made._replace(mapping=ask.joined, coverage=coverage)
        for ask, of_side in self._single:
            alone = of(ask) if of_side == side else None
            if alone is not None:
                yield alone

    def people(self, pair: Pair, seen: Seen, store: KeyStore) -> People:
        """What became of a mapping."""
        tally = seen.pair(pair.number)
        before, after = (self._spaces(ask) for ask in (pair.old, pair.new))
        taken: tuple[Borrowed, ...] = ()
        taken_count = 0
        if USER_NAME in tally.rekeyed and USER_NAMES in before and USER_NAMES in after:
            rows, taken_count = store.borrowed(after[USER_NAMES].number, before[USER_NAMES].number, MOST_GROUPS)
            taken = tuple(Borrowed(row.compared, row.user, row.other) for row in rows)
        return People(
            tally.users,
            _some(tally.changed),
            tuple(pair.changes(tally)),
            tally.refused_before,
            tally.refused_now,
            _some(tally.begin),
            _some(tally.cease),
            tuple(Rekeyed(attribute, _some(cause)) for attribute, cause in sorted(tally.rekeyed.items())),
            taken,
            taken_count,
            tuple(_collisions(before, after, store)),
        )

    def _spaces(self, ask: Ask) -> dict[str, Space]:
        plan = self.plan(ask)
        return {space.attribute: space for space in plan.spaces} if plan is not None else {}


def _some(cause: Cause) -> Some:
    return Some(cause.count, tuple(cause.examples))


def _collisions(before: dict[str, Space], after: dict[str, Space], store: KeyStore) -> Iterator[Collisions]:
    for attribute in dict.fromkeys([*after, *before]):
        sides = [spaces[attribute].number if attribute in spaces else _NOWHERE for spaces in (before, after)]
        new, new_groups, new_users = store.emerged(sides[1], sides[0], MOST_GROUPS)
        solved, solved_groups, solved_users = store.emerged(sides[0], sides[1], MOST_GROUPS)
        if new_groups or solved_groups:
            yield Collisions(
                attribute,
                (after.get(attribute) or before[attribute]).demanded,
                tuple(map(shared_value, new)),
                new_groups,
                new_users,
                tuple(map(shared_value, solved)),
                solved_groups,
                solved_users,
            )


_NOWHERE = -(1 << 30)
"""The number of a space without keys."""


class Pair:
    """A mapping in both versions.

    Attributes:
        common: the flows that are the same in both, of the new version; ``twins``: the same in the old one, by variable.
        old, new: the flows that are not.
    """

    def __init__(self, number: int, old: Ask, new: Ask, now: str, show_values: bool) -> None:
        self.number = number
        self._show_values = show_values
        twins = _twins(old.joined, new.joined)
        self.twins = {before.variable: before for before, _ in twins}
        both = {id(flow) for pair in twins for flow in pair}
        self.common = new._replace(flows=[after for _, after in twins], keyed=False)
        self.old = old._replace(flows=[flow for flow in old.joined.sent_flows if id(flow) not in both])
        self.new = new._replace(flows=[flow for flow in new.joined.sent_flows if id(flow) not in both])
        self._asked = (old, new)
        plans = RequestPlan(old.joined, now=now), RequestPlan(new.joined, now=now)
        self._stops = tuple(map(_is_stopped, plans))
        self._places = list(_differing(*plans))
        self._before = _Values(old.joined, [slot for place in self._places for slot in place.old], now)
        self._after = _Values(new.joined, [slot for place in self._places for slot in place.new], now)
        self._keys = {
            number: (key, _comparing(place.flow))
            for number, place in enumerate(self._places)
            if (key := known_by(place.flow)) is not None
        }

    @property
    def asks(self) -> tuple[Ask, Ask, Ask]:
        """What the kernel is asked."""
        return self.common, self.old, self.new

    def run(self, users: Sequence[DirectoryUser], refused: Callable[[Ask], set[str]], seen: Seen) -> None:
        """Compare what is sent for the users of a batch."""
        concerned = [user for user in users if user.active and any(_concerns(ask, user) for ask in self._asked)]
        if not concerned:
            return
        tally = seen.pair(self.number)
        tally.users += len(concerned)
        self._count_refused(concerned, refused, tally)
        before = self._before.columns(concerned, self._asked[0])
        after = self._after.columns(concerned, self._asked[1])
        at_old = at_new = 0
        different: set[int] = set()
        for number, place in enumerate(self._places):
            old = _settled(before[at_old : at_old + len(place.old)], len(concerned))
            new = _settled(after[at_new : at_new + len(place.new)], len(concerned))
            at_old, at_new = at_old + len(place.old), at_new + len(place.new)
            if place.implicit:
                old, new = (_with_implicit(place.implicit, values, concerned) for values in (old, new))
            if old != new or not _PLAIN.issuperset(map(type, old)):
                self._compare(number, old, new, concerned, different, tally)
        for index in sorted(different):
            tally.changed.add([concerned[index].id], 1, None)

    def _compare(
        self,
        number: int,
        old: Sequence[Any],
        new: Sequence[Any],
        users: Sequence[DirectoryUser],
        different: set[int],
        tally: PairTally,
    ) -> None:
        counts = tally.attributes.setdefault(number, AttributeTally())
        for index, (before, after) in enumerate(zip(old, new, strict=True)):
            if before == after and type(before) is type(after):
                continue
            failed = type(after) is EvaluationError
            if type(before) is EvaluationError or failed:
                if _is_unknown(before) or _is_unknown(after):
                    counts.unknown += 1
                    continue
                begins = failed and type(before) is not EvaluationError
                # Okta sets nothing where evaluation fails.
                before = None if type(before) is EvaluationError else before
                after = None if failed else after
                counts.failing += begins
                if before is None and after is None:
                    if begins:
                        self._show(counts, users[index], before, after)
                    continue
            if before is None:
                counts.set += 1
            elif after is None:
                counts.cleared += 1
            else:
                counts.changed += 1
            different.add(index)
            self._show(counts, users[index], before, after)
            if number in self._keys:
                key, compared = self._keys[number]
                if _is_other_name(before, after, compared):
                    tally.rekeyed.setdefault(key, Cause(None)).add([users[index].id], 1, None)

    def _show(self, counts: AttributeTally, user: DirectoryUser, before: Any, after: Any) -> None:
        if len(counts.examples) < EXAMPLES:
            values = f": `{_said(before)}` -> `{_said(after)}`" if self._show_values else ""
            counts.examples.append(user.id + values)

    def _count_refused(
        self, users: Sequence[DirectoryUser], refused: Callable[[Ask], set[str]], tally: PairTally
    ) -> None:
        anyhow = refused(self.common)
        sides = [anyhow | refused(ask) for ask in (self.old, self.new)]
        for side, stops in enumerate(self._stops):
            if stops:
                sides[side] = {user.id for user in users if _concerns(self._asked[side], user)}
        before, after = sides
        tally.refused_before += len(before)
        tally.refused_now += len(after)
        for cause, ids in ((tally.begin, after - before), (tally.cease, before - after)):
            if ids:
                cause.add([user.id for user in users if user.id in ids], len(ids), None)

    def changes(self, tally: PairTally) -> Iterator[AttributeChange]:
        """The attributes that differ for somebody."""
        for number, place in enumerate(self._places):
            found = tally.attributes.get(number)
            if found is None or not (found.set or found.cleared or found.changed or found.failing or found.unknown):
                continue
            flow = place.flow
            yield AttributeChange(
                place.name, flow, flow.push is False, found.set, found.cleared, found.changed, found.failing,
                found.unknown, tuple(found.examples),
            )  # fmt: skip


EXTERNAL_ID = "externalId"

_PLAIN = frozenset({str, type(None)})
"""Types of which equal values are the same: 1, 1.0 and true are not."""


def _said(value: Any) -> str:
    return "" if value is None else str(value)


def _is_unknown(value: Any) -> bool:
    return type(value) is EvaluationError and value.code == "cannot-know"


def _concerns(ask: Ask, user: DirectoryUser) -> bool:
    inbound = ask.joined.direction is Direction.INBOUND
    return is_concerned(user, inbound, user_type(ask.joined) if ask.of_type else None)


def _is_other_name(before: Any, after: Any, compared: Callable[[str], str]) -> bool:
    """Whether both are names, and two of them."""
    if type(before) is not str or type(after) is not str or not before or not after:
        return False
    return compared(before) != compared(after)


def _comparing(flow: AttributeFlow) -> Callable[[str], str]:
    """How names of accounts are compared: as the target does it, else externalId letter by letter (RFC 7643, section 3.1)."""
    from maplint.scim.limits import normalised

    limit = flow.target.limit(flow.path, "normalized") if flow.outbound and flow.path is not None else None
    if limit is not None:
        return lambda value: normalised(limit.value, value).casefold()
    return str if known_by(flow) == EXTERNAL_ID else str.casefold


# --- what is the same in both -------------------------------------------------------------------------------------------------


def may_differ(old: JoinedMapping | None, new: JoinedMapping | None) -> bool:
    """Whether anything may be another for users in two versions of a mapping. Of one that names no ends nothing can be computed."""
    if Direction.UNKNOWN in [joined.direction for joined in (old, new) if joined is not None]:
        return False
    if old is None or new is None:
        return True
    twins = _twins(old, new)
    return not len(twins) == len(old.sent_flows) == len(new.sent_flows)


def _twins(old: JoinedMapping, new: JoinedMapping) -> list[tuple[AttributeFlow, AttributeFlow]]:
    """The flows that are the same in both versions, whatever is asked of them."""
    if old.direction is not new.direction or user_type(old) != user_type(new):
        return []
    if _context(old.integration) != _context(new.integration):
        return []
    before = {flow.variable: flow for flow in old.sent_flows}
    found = [
        (other, flow)
        for flow in new.sent_flows
        if (other := before.get(flow.variable)) is not None
        and (other.text, other.push, other.origin, other.verbatim) == (flow.text, flow.push, flow.origin, flow.verbatim)
    ]
    # What tells users apart is compared as a whole: two addresses of one user are one space.
    telling = [sum(tells_apart(flow) is not None for flow in joined.sent_flows) for joined in (old, new)]
    twins = sum(tells_apart(flow) is not None for _, flow in found)
    if telling == [twins, twins]:
        return found
    return [pair for pair in found if tells_apart(pair[1]) is None and tells_apart(pair[0]) is None]


def _context(integration: Integration) -> tuple[object, ...]:
    """What values, and what rules say of them, may depend on beside the flow itself."""
    application, target = integration.application, integration.target
    return (
        integration.app_name,
        integration.speaks_scim,
        integration.names_places,
        _definitions(integration.app_schema),
        _definitions(integration.user_schema),
        application.value if application is not None else None,
        [connection.value for connection in integration.connections],
        target.name,
        [document.text for document in target.documents],
    )


def _definitions(schema: ProfileSchema) -> tuple[object, ...]:
    return schema.assumed, schema.name, {n: (p.definition, p.required) for n, p in schema.properties.items()}


# --- what is sent -----------------------------------------------------------------------------------------------------------


class _Place(NamedTuple):
    """A place in the body or profile, and what is written there in both versions; of several values the last one counts. ``implicit``
    names the attribute that Okta sends by itself where nothing is written."""

    name: str
    old: tuple[Slot, ...]
    new: tuple[Slot, ...]
    implicit: str = ""

    @property
    def flow(self) -> AttributeFlow:
        """What makes the value now, or did."""
        return (self.new or self.old)[-1].flow


def _differing(old: RequestPlan, new: RequestPlan) -> Iterator[_Place]:
    """The places whose value may be another one."""
    # Places of two kinds (SCIM attributes, properties of a profile) are not comparable; variables are.
    by_place = old.kind is new.kind
    before, after = _slots(old, by_place), _slots(new, by_place)
    # Who was not given the application takes the login for the userName: that is no change.
    passed_over = {USER_NAME} if _assumes_name(old) is not _assumes_name(new) else set()
    alike = _source(old.joined) == _source(new.joined)
    for key in dict.fromkeys([*after, *before]):
        was, is_ = before.get(key, ()), after.get(key, ())
        if not is_ and _is_kept(was, new.joined):
            continue
        if alike and [*map(_signature, was)] == [*map(_signature, is_)]:
            continue
        slot = (*is_, *was)[0]
        if slot.flow.variable not in passed_over:
            yield _Place(str(slot.path), was, is_, _implicit(old, new, slot.path))


def _implicit(old: RequestPlan, new: RequestPlan, path: AttributePath) -> str:
    """The attribute at a path, if Okta sends it by itself in both versions; else empty."""
    if not old.kind is new.kind is Kind.SCIM or path.sub_attribute or path.schema not in (None, CORE_USER):
        return ""
    left_out = {*old.left_out, *new.left_out}
    return next((name for name in (EXTERNAL_ID, "active") if name == path.attribute and name not in left_out), "")


def _with_implicit(name: str, values: Sequence[Any], users: Sequence[DirectoryUser]) -> Sequence[Any]:
    """The values, those that are missing as Okta sends them by itself."""
    own = ({one.name: one.value for one in implicit_attributes(user.id, None)}[name] for user in users)
    return tuple(implicit if value is None else value for value, implicit in zip(values, own, strict=True))


def _slots(plan: RequestPlan, by_place: bool) -> dict[Hashable, tuple[Slot, ...]]:
    found: dict[Hashable, tuple[Slot, ...]] = {}
    for slot in plan.slots:
        key = slot.flow.variable if not by_place else _key(slot.path) if plan.kind is Kind.SCIM else str(slot.path)
        found[key] = (*found.get(key, ()), slot)
    return found


def _key(path: AttributePath) -> Hashable:
    """Equal for paths that lead to one place (see `AttributePath.same_as`)."""
    picked = path.filter.key() if path.filter is not None else path.position
    return (path.schema or CORE_USER).lower(), path.attribute.lower(), picked, (path.sub_attribute or "").lower()


def _signature(slot: Slot) -> tuple[object, ...]:
    flow = slot.flow
    said = meaning(flow.text, flow.scope.canonical_root) if flow.text is not None else None
    return said, flow.variable, slot.property.signature if slot.property is not None else None


def _source(joined: JoinedMapping) -> tuple[object, ...]:
    """What an expression's value depends on beside the expression and the user."""
    inbound = joined.direction is Direction.INBOUND
    schema = joined.integration.app_schema if inbound else joined.integration.user_schema
    names = (joined.integration.app_name, schema.name) if inbound else ()
    return joined.direction, user_type(joined), names, {name: p.type for name, p in schema.properties.items()}


def _assumes_name(plan: RequestPlan) -> bool:
    return any(
        slot.flow.origin is Origin.TEMPLATE and slot.flow is not plan.joined.template_flow for slot in plan.slots
    )


def _is_kept(was: Sequence[Slot], new: JoinedMapping) -> bool:
    """Whether Okta keeps the entries, because Terraform no longer declares them and removes none."""
    return new.mapping.partial and all(slot.flow.origin is Origin.MAPPING for slot in was)


def _is_stopped(plan: RequestPlan) -> bool:
    """Whether nobody gets an account: Okta makes no profile, or the target requires what nothing sends."""
    if any(absent.stops for absent in plan.absent):
        return True
    joined = plan.joined
    if plan.kind is not Kind.SCIM or not joined.complete or not joined.accounts_for_all:
        return False
    supplied = SENT_WITHOUT_MAPPING | SET_BY_THE_TARGET | {USER_NAME.lower()}
    return any(
        not demand.faulty
        and (demand.limit is None or demand.limit.documented)
        and demand.path.attribute.lower() not in supplied
        and not any(slot.path.serves(demand.path) for slot in plan.slots)
        for demand in joined.integration.target.required_attributes()
    )


class _Values:
    """The values of some slots of one version, as they are sent."""

    def __init__(self, joined: JoinedMapping, slots: Sequence[Slot], now: str) -> None:
        self._row = compile_row([slot.flow.text or "" for slot in slots])
        self._takes = [slot.takes for slot in slots]
        self._context_of = context_maker(joined, now)

    def columns(self, users: Sequence[DirectoryUser], ask: Ask) -> list[Sequence[Any]]:
        """One column for each slot; users whom the mapping does not concern have no values."""
        if not self._takes:
            return []
        row, context_of = self._row, self._context_of
        none = (None,) * len(self._takes)
        rows = [row(context_of(user)) if _concerns(ask, user) else none for user in users]
        return [
            column if takes is None else [value if _fits(value, takes) else None for value in column]
            for column, takes in zip(zip(*rows, strict=True), self._takes, strict=True)
        ]


def _fits(value: Any, takes: Callable[[Any], bool]) -> bool:
    """Whether a profile takes a value; what has none is let be."""
    return value is None or type(value) is EvaluationError or takes(value)


def _settled(columns: Sequence[Sequence[Any]], users: int) -> Sequence[Any]:
    """What stands at a place: of several values the last one that there is."""
    if not columns:
        return (None,) * users
    if len(columns) == 1:
        return tuple(columns[0])
    return tuple(next((v for v in reversed(values) if v is not None), None) for values in zip(*columns, strict=True))
