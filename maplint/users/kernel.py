"""Every flow over a batch of users: what is noticeable is tallied, the rest forgotten.

A batch goes column by column. All expressions of a mapping are one compiled function that gives a row of values; of each column
only texts that no screen passes (`maplint.rule.Rule.screen`) are shown to rules, each once.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from maplint.finding import Severity
from maplint.oel import EvaluationError, compile_row
from maplint.okta.mapping import Direction
from maplint.project.flow import FlowValue
from maplint.project.population import Failure
from maplint.record import NamedTuple
from maplint.scim.limits import normalised
from maplint.users.context import context_maker
from maplint.users.tally import EXAMPLES, Cause, CauseKey, FlowTally, Keys, Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence, Set

    from maplint.finding import Finding
    from maplint.project.flow import AttributeFlow
    from maplint.project.joined import JoinedMapping
    from maplint.rule import Rule
    from maplint.users.records import DirectoryUser

CRASHED = "\0crashed"
"""The text of a cause that is a rule's own failure."""
FORMS_OF = 50
"""Values of a flow and batch whose shapes are counted: enough for a distribution."""
_REMEMBERED = 4096


class Said(NamedTuple):
    """What a rule says of a value: code of the rule, the cause in words, what may be shown of the value, and whether it is an error."""

    rule: str
    text: str
    shows: str | None
    error: bool


class Space(NamedTuple):
    """An attribute whose values tell the users of a mapping apart: values in one space are compared with each other.

    ``attribute`` is ``userName``, ``emails.value`` or another unique one, ``flows`` are the numbers of the flows that feed it.
    ``exact``: whether letter case counts (RFC 7643, 7: caseExact). ``normalisation``: what the target makes of the values.
    """

    number: int
    mapping: int
    attribute: str
    flows: tuple[int, ...]
    exact: bool
    normalisation: str | None
    demanded: bool


class FlowPlan:
    """What is done with the values of one flow.

    Attributes:
        number: of the flow in the kernel.
        flow: the flow.
        rules: the rules that may have something to say about its values, each with a pattern of texts that it passes.
        passes: a pattern for texts that none of them minds; None when only asking tells.
        members: texts that pass whatever the pattern says; None: no such list.
        empty_passes, null_passes, others_pass: whether the empty text, null, and what is no text, need not be asked about.
        literals: values that stand in the expression: they were judged without users.
    """

    __slots__ = (
        "_judged",
        "empty_passes",
        "flow",
        "literals",
        "members",
        "null_passes",
        "number",
        "others_pass",
        "passes",
        "rules",
    )

    def __init__(self, number: int, flow: AttributeFlow, rules: Sequence[Rule]) -> None:
        self.number = number
        self.flow = flow
        self.rules: list[tuple[Rule, re.Pattern[str] | None]] = []
        self.empty_passes = self.null_passes = self.others_pass = True
        self.members: frozenset[str] | None = None
        self.passes: re.Pattern[str] | None = None
        patterns: list[str] = []
        unscreened = False
        for rule in rules:
            screen = rule.screen(flow)
            if screen is not None and screen.passes_all:
                continue
            own = re.compile(screen.texts) if screen is not None and screen.texts is not None else None
            self.rules.append((rule, own))
            if screen is None:
                unscreened = True
                self.empty_passes = self.null_passes = self.others_pass = False
                continue
            self.empty_passes = self.empty_passes and screen.empty
            self.null_passes = self.null_passes and screen.null
            self.others_pass = self.others_pass and screen.others
            if screen.texts is not None:
                patterns.append(screen.texts)
            if screen.members is not None:
                self.members = screen.members if self.members is None else self.members & screen.members
        if not unscreened:
            # All patterns at once: each looks ahead to the end, then anything may stand there.
            self.passes = re.compile("".join(rf"(?=(?:{pattern})\Z)" for pattern in patterns) + r"(?s:.*)")
        facts = flow.facts
        self.literals = frozenset(
            literal.value for literal in (facts.literals if facts is not None else ()) if isinstance(literal.value, str)
        )
        self._judged: dict[Any, list[Said]] = {}

    def noticeable(self, texts: Set[str]) -> set[str]:
        """Of different texts those that rules have to be asked about."""
        if not self.rules:
            return set()
        found = set(texts) if self.passes is None else self._unmatched(texts)
        if self.empty_passes:
            found.discard("")
        elif "" in texts:
            found.add("")
        return found - self.literals

    def _unmatched(self, texts: Set[str]) -> set[str]:
        assert self.passes is not None
        fullmatch, members = self.passes.fullmatch, self.members
        if members is not None:
            return {text for text in texts if text not in members or fullmatch(text) is None}
        return {text for text in texts if fullmatch(text) is None}

    def judge(self, value: Any, user: str) -> list[Said]:
        """What the rules say of a value."""
        key = (type(value), value) if not isinstance(value, (list, dict)) else (type(value), repr(value))
        known = self._judged.get(key)
        if known is None:
            known = []
            place = self.flow.span_place()
            for rule, passes in self.rules:
                if passes is None or type(value) is not str or passes.fullmatch(value) is None:
                    known += _said(rule, rule.check_value, self.flow, FlowValue(value, place, user), value)
            if len(self._judged) >= _REMEMBERED:
                self._judged.clear()
            self._judged[key] = known
        return known


def _said(
    rule: Rule, hook: Callable[..., Iterable[Finding]], flow: AttributeFlow, asked: Any, value: Any
) -> list[Said]:
    try:
        return [
            Said(rule.code, cause_of(finding, value), finding.shows, finding.severity is Severity.ERROR)
            for finding in hook(flow, asked)
        ]
    except Exception:
        return [Said(rule.code, CRASHED, None, False)]


def cause_of(finding: Finding, value: Any) -> str:
    """What a finding about a user's value says, without the value: equal for all users with the same trouble."""
    return scrubbed(finding.message, value, finding.shows)


def scrubbed(text: str, value: Any, shows: str | None) -> str:
    """A sentence about a user's value without the value, unless that may be shown. Rules keep values out themselves; this is for
    those that don't."""
    if not isinstance(value, str) or len(value) < 2 or value not in text or value == shows:
        return text
    return (
        text.replace(f"`{value}`", "a value").replace(value, "…")
        if len(value) > 3
        else text.replace(f"`{value}`", "a value")
    )


class MappingPlan:
    """What is done for one mapping: its flows with an expression that can be evaluated, as one function."""

    __slots__ = (
        "ask",
        "context_of",
        "failure_rules",
        "flows",
        "inbound",
        "joined",
        "number",
        "row",
        "spaces",
        "type_id",
    )

    def __init__(self, number: int, ask: Ask, flows: Sequence[AttributeFlow], first: int, now: str) -> None:
        joined = ask.joined
        self.ask = ask
        self.number = number
        self.joined = joined
        self.flows = [FlowPlan(first + index, flow, ask.value_rules) for index, flow in enumerate(flows)]
        self.failure_rules = ask.failure_rules
        self.inbound = joined.direction is Direction.INBOUND
        self.context_of = context_maker(joined, now)
        self.row = compile_row([flow.text or "" for flow in flows])
        self.type_id = user_type(joined) if ask.of_type else None
        self.spaces: list[Space] = []

    def concerns(self, user: DirectoryUser) -> bool:
        """Whether the mapping is for such a user."""
        return is_concerned(user, self.inbound, self.type_id)


def is_concerned(user: DirectoryUser, inbound: bool, type_id: str | None) -> bool:
    """Whether a mapping of this direction, and for this type of users if it is for one alone, is for such a user."""
    if user.of_app is not inbound:
        return False
    return type_id is None or user.type_id in (None, type_id)


def user_type(joined: JoinedMapping) -> str | None:
    """The id of the user type that a mapping is for, where it tells."""
    user = joined.mapping.user
    return user.id if user is not None and user.id and user.id.startswith("oty") else None


class Ask(NamedTuple):
    """A mapping with the rules that are asked about values and about failures of its flows, and whether only users of the mapping's
    own type are concerned. ``flows`` are those that are looked at; None: all. ``keyed``: whether the values that tell users apart are
    collected."""

    joined: JoinedMapping
    value_rules: Sequence[Rule]
    failure_rules: Sequence[Rule]
    of_type: bool
    flows: Sequence[AttributeFlow] | None = None
    keyed: bool = True


class Kernel:
    """The plans of all mappings. It can be sent to other processes.

    Args:
        asks: what to do; mappings without a direction or without anything to evaluate are passed over.
        now: the time of the run, ISO 8601: one for all users.
        show_values: whether examples bear the users' values.

    Attributes:
        refused: of the last batch, by number of the mapping: the users with a value that is an error.
    """

    def __init__(self, asks: Sequence[Ask], now: str, show_values: bool = False) -> None:
        self._made_of = (asks, now, show_values)
        self._show_values = show_values
        self.refused: dict[int, set[str]] = {}
        self.mappings: list[MappingPlan] = []
        self.flows: list[FlowPlan] = []
        self.spaces: list[Space] = []
        for ask in asks:
            wanted = ask.joined.sent_flows if ask.flows is None else ask.flows
            flows = [flow for flow in wanted if can_be_evaluated(flow)]
            if ask.joined.direction is Direction.UNKNOWN or not flows:
                continue
            plan = MappingPlan(len(self.mappings), ask, flows, len(self.flows), now)
            plan.spaces = _spaces(plan, len(self.spaces)) if ask.keyed else []
            self.mappings.append(plan)
            self.flows += plan.flows
            self.spaces += plan.spaces

    def __reduce__(self) -> tuple[Any, ...]:
        return Kernel, self._made_of

    def run(self, users: Sequence[DirectoryUser]) -> Tally:
        """The tally of a batch."""
        tally = Tally()
        tally.read = len(users)
        self.refused = {}
        for plan in self.mappings:
            concerned = [user for user in users if plan.concerns(user)]
            if concerned:
                self._run_mapping(plan, concerned, tally)
        return tally

    def _run_mapping(self, plan: MappingPlan, users: list[DirectoryUser], tally: Tally) -> None:
        row, context_of = plan.row, plan.context_of
        columns = list(zip(*[row(context_of(user)) for user in users], strict=True))
        present = [index for index, user in enumerate(users) if user.active]
        tally.mappings[plan.number] = tally.mappings.get(plan.number, 0) + len(present)
        for space in plan.spaces:
            _add_keys(space, [columns[number - plan.flows[0].number] for number in space.flows], users, tally)
        _count_apart(plan, columns, users, tally)
        whole = len(present) == len(users)
        ids = [users[index].id for index in present]
        self.refused[plan.number] = set()
        for flow, column in zip(plan.flows, columns, strict=True):
            values: Sequence[Any] = column if whole else [column[index] for index in present]
            self._run_flow(plan, flow, values, ids, tally)
        tally.refused[plan.number] = tally.refused.get(plan.number, 0) + len(self.refused[plan.number])

    def _run_flow(self, plan: MappingPlan, flow: FlowPlan, values: Sequence[Any], ids: list[str], tally: Tally) -> None:
        counts = tally.flow(flow.number)
        kinds = set(map(type, values))
        if kinds - _PLAIN:
            values, ids = self._without_failures(plan, flow, values, ids, counts, tally)
            values, ids = _flattened(values, ids, counts)
            kinds = set(map(type, values))
        nulls = values.count(None) if type(None) in kinds else 0
        texts = values if kinds <= {str} else [value for value in values if type(value) is str]
        others = len(values) - nulls - len(texts)
        counts.nulls += nulls
        different = set(texts)
        empties = texts.count("") if "" in different else 0
        counts.empties += empties
        counts.values += len(texts) - empties + others
        _count_lengths(counts, texts)
        noticed: set[Any] = flow.noticeable(different)
        if flow.rules and nulls and not flow.null_passes:
            noticed.add(None)
        if noticed or (others and flow.rules and not flow.others_pass):
            refused = self._notice(flow, values, ids, noticed, bool(others) and not flow.others_pass, tally)
            self.refused[plan.number] |= refused

    def _without_failures(
        self,
        plan: MappingPlan,
        flow: FlowPlan,
        values: Sequence[Any],
        ids: list[str],
        counts: FlowTally,
        tally: Tally,
    ) -> tuple[list[Any], list[str]]:
        """The values that there are; the others are counted, and rules are asked about them."""
        kept: list[Any] = []
        users: list[str] = []
        for value, user in zip(values, ids, strict=True):
            if not isinstance(value, EvaluationError):
                kept.append(value)
                users.append(user)
            elif value.code == "cannot-know":
                counts.unknown[value.message] = counts.unknown.get(value.message, 0) + 1
            else:
                counts.failures += 1
                failure = Failure(value.code, value.message, value.start, value.end, user)
                for rule in plan.failure_rules:
                    for said in _said(rule, rule.check_failure, flow.flow, failure, None):
                        tally.cause(CauseKey(flow.number, said.rule, said.text), failure).add([user], 1, said.shows)
                        if said.error:
                            self.refused[plan.number].add(user)
        return kept, users

    def _notice(
        self, flow: FlowPlan, values: Sequence[Any], ids: list[str], noticed: set[Any], others: bool, tally: Tally
    ) -> set[str]:
        """Ask about what was noticed, and count who has it; the users for whom it is an error."""
        refused: set[str] = set()
        holders: dict[Any, list[str]] = {}
        samples: dict[Any, Any] = {}
        for value, user in zip(values, ids, strict=True):
            kind = type(value)
            if kind is str or value is None:
                if value not in noticed:
                    continue
                key: Any = value
            elif others:
                key = (kind, value if kind is not dict else repr(value))
            else:
                continue
            holders.setdefault(key, []).append(user)
            samples[key] = value
        for key, users in holders.items():
            value = samples[key]
            examples = [f"{user}: `{value}`" for user in users[:EXAMPLES]] if self._show_values else users
            for said in flow.judge(value, users[0]):
                tally.cause(CauseKey(flow.number, said.rule, said.text), value).add(examples, len(users), said.shows)
                if said.error:
                    refused.update(users)
        return refused


_PLAIN = {str, type(None), bool, int, float}


def can_be_evaluated(flow: AttributeFlow) -> bool:
    """Whether a flow has an expression without a fault of syntax."""
    from maplint.oel.compile import fault_of

    expression = flow.expression
    return expression is not None and fault_of(expression) is None


def _flattened(values: list[Any], ids: list[str], counts: FlowTally) -> tuple[list[Any], list[str]]:
    """Lists as their elements: an empty one is no value; one of many counts as one value."""
    if not any(type(value) is list for value in values):
        return values, ids
    flat: list[Any] = []
    users: list[str] = []
    for value, user in zip(values, ids, strict=True):
        if type(value) is not list:
            flat.append(value)
            users.append(user)
        elif not value:
            counts.empties += 1
        else:
            flat += value
            users += [user] * len(value)
            counts.values -= len(value) - 1
    return flat, users


def _count_lengths(counts: FlowTally, texts: Sequence[str]) -> None:
    lengths = counts.lengths
    for length, count in Counter(map(len, texts)).items():
        lengths[length] = lengths.get(length, 0) + count
    for text in texts[:FORMS_OF]:
        form = form_of(text)
        counts.forms[form] = counts.forms.get(form, 0) + 1


def form_of(text: str) -> str:
    """The shape of a text: runs of capitals, small letters, digits and blanks, other characters as they are: ``A.Aa@a.a``."""
    plain = re.sub(r"\d+", "9", re.sub(r"[^\W\d_]+", _letters, text[:80]))
    return re.sub(r"\s+", " ", plain)[:24]


def _letters(match: re.Match[str]) -> str:
    run = match[0]
    return "a" if run.islower() else "A" if run.isupper() else "Aa" if run[0].isupper() else "aA"


# --- what tells users apart -----------------------------------------------------------------------------------------------

USER_NAMES, ADDRESSES = "userName", "emails.value"


def _spaces(plan: MappingPlan, first: int) -> list[Space]:
    """The spaces of a mapping to a SCIM service: userName, the addresses, and what else the target keeps unique."""
    if not plan.joined.scim:
        return []
    flows: dict[str, list[FlowPlan]] = {}
    for flow in plan.flows:
        attribute = tells_apart(flow.flow)
        if attribute is not None:
            flows.setdefault(attribute, []).append(flow)
    return [_space(plan, first + number, attribute, fed) for number, (attribute, fed) in enumerate(flows.items())]


def tells_apart(flow: AttributeFlow) -> str | None:
    """The attribute that tells users apart at a SCIM service and that the flow feeds, if it feeds one."""
    path = flow.path
    if path is None or not (flow.naming.sent or flow.variable == USER_NAMES):
        return None
    key = path.local_key()
    if key == USER_NAMES.lower():
        return USER_NAMES
    if key == ADDRESSES:
        return ADDRESSES
    return str(path) if kept_unique(flow) else None


def _space(plan: MappingPlan, number: int, attribute: str, flows: list[FlowPlan]) -> Space:
    flow = flows[0].flow
    path, scim_attribute = flow.path, flow.attribute
    assert path is not None
    limit = flow.target.limit(path, "normalized")
    return Space(
        number,
        plan.number,
        attribute,
        tuple(other.number for other in flows),
        scim_attribute is not None and scim_attribute.case_exact and attribute not in (USER_NAMES, ADDRESSES),
        limit.value if limit is not None else None,
        attribute == USER_NAMES or kept_unique(flow),
    )


def kept_unique(flow: AttributeFlow) -> bool:
    """Whether the target is known to refuse a second user with the same value."""
    attribute, path = flow.attribute, flow.path
    if attribute is None or path is None or attribute.faulty:
        return False
    return attribute.uniqueness in ("server", "global") or flow.target.limit(path, "unique") is not None


def _add_keys(space: Space, columns: Sequence[Sequence[Any]], users: list[DirectoryUser], tally: Tally) -> None:
    keys = tally.keys.get(space.number)
    if keys is None:
        keys = tally.keys[space.number] = Keys([], [], [], [])
    if len(columns) == 1 and all(columns[0]) and set(map(type, columns[0])) == {str}:
        # The common case: everybody has one value.
        keys.compared.extend([compared(space, value) for value in columns[0]])
        keys.sent.extend(columns[0])
        keys.users.extend([user.id for user in users])
        keys.active.extend([user.active for user in users])
        return
    several = len(columns) > 1
    for user, values in zip(users, zip(*columns, strict=True), strict=True):
        said: set[str] = set()
        for value in values:
            if type(value) is not str or not value:
                continue
            key = compared(space, value)
            if several:
                # An address that stands in two elements is one address.
                if key in said:
                    continue
                said.add(key)
            keys.compared.append(key)
            keys.sent.append(value)
            keys.users.append(user.id)
            keys.active.append(user.active)


def _count_apart(plan: MappingPlan, columns: Sequence[Sequence[Any]], users: list[DirectoryUser], tally: Tally) -> None:
    """Count the users whose userName is none of their addresses."""
    fed = {space.attribute: [columns[number - plan.flows[0].number] for number in space.flows] for space in plan.spaces}
    if USER_NAMES not in fed or ADDRESSES not in fed:
        return
    apart = tally.apart.setdefault(plan.number, Cause(None))
    for user, name, *addresses in zip(users, fed[USER_NAMES][0], *fed[ADDRESSES], strict=True):
        if name in addresses or type(name) is not str or not user.active:
            continue
        folded = name.casefold()
        sent = [address for address in addresses if type(address) is str and address]
        if sent and all(address.casefold() != folded for address in sent):
            apart.add([user.id], 1, None)


def compared(space: Space, value: str) -> str:
    """What the target compares."""
    if space.normalisation is not None:
        value = normalised(space.normalisation, value)
    return value if space.exact else value.casefold()
