"""From tallies to findings: what many users have in common becomes one finding, with how many they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.finding import Affected
from maplint.project.flow import FlowValue
from maplint.project.population import (
    Borrowed,
    Correlation,
    Coverage,
    Failure,
    Missed,
    Population,
    SharedValue,
    Sharing,
    Some,
    UniqueAttribute,
)
from maplint.record import NamedTuple
from maplint.users.kernel import ADDRESSES, USER_NAMES, Kernel, cause_of, compared, scrubbed
from maplint.users.tally import CauseKey, FlowTally, Keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from maplint.finding import Finding
    from maplint.rule import Rule
    from maplint.users.kernel import FlowPlan, MappingPlan, Space
    from maplint.users.keys import Group, KeyStore
    from maplint.users.tally import Cause, Tally
    from maplint.users.target_users import TargetUser

_MOST_CAUSES = 5
"""Causes of one rule at one flow that are reported one by one: a free text against a list of members has many."""
MOST_GROUPS = 100
"""Groups of users who share a value that are kept: rules name the first, a report shows them."""
_MOST_SEEN = 3


class Crash(NamedTuple):
    """A rule that failed on a value or population."""

    rule: Rule
    error: Exception
    flow: FlowPlan | None


def value_findings(plans: Sequence[MappingPlan], tally: Tally, rules: Sequence[Rule]) -> Iterator[Finding | Crash]:
    """One finding for each cause in the flows of these mappings."""
    by_code = {rule.code: rule for rule in rules}
    flows = {flow.number: (flow, plan) for plan in plans for flow in plan.flows}
    grouped: dict[tuple[int, str], list[tuple[CauseKey, Cause]]] = {}
    for key, cause in tally.causes.items():
        if key.flow in flows:
            grouped.setdefault((key.flow, key.rule), []).append((key, cause))
    for (number, code), causes in sorted(grouped.items()):
        causes.sort(key=lambda item: (-item[1].count, item[0].text))
        (flow, plan), rule = flows[number], by_code[code]
        users = tally.mappings.get(plan.number, 0)
        for key, cause in causes[:_MOST_CAUSES]:
            yield _finding(rule, flow, key, cause, users)
        rest = causes[_MOST_CAUSES:]
        if rest:
            yield _rest(rule, flow, rest, users)


def _asked(rule: Rule, flow: FlowPlan, key: CauseKey, cause: Cause) -> Finding | Crash:
    """The finding that the rule makes of the cause's sample."""
    sample: Any = cause.sample
    try:
        if isinstance(sample, Failure):
            found = list(rule.check_failure(flow.flow, sample))
            sample = None
        else:
            user = cause.examples[0] if cause.examples else "?"
            found = list(rule.check_value(flow.flow, FlowValue(sample, flow.flow.span_place(), user)))
    except Exception as error:
        return Crash(rule, error, flow)
    finding = next((finding for finding in found if cause_of(finding, sample) == key.text), None)
    if finding is None:
        return Crash(rule, RuntimeError("it answers otherwise when it is asked again"), flow)
    finding.message = key.text
    finding.help = scrubbed(finding.help, sample, finding.shows) if finding.help else None
    finding.consequence = scrubbed(finding.consequence, sample, finding.shows) if finding.consequence else None
    finding.subject = finding.shows or scrubbed(finding.subject, sample, finding.shows)
    return finding


def _finding(rule: Rule, flow: FlowPlan, key: CauseKey, cause: Cause, users: int) -> Finding | Crash:
    finding = _asked(rule, flow, key, cause)
    if isinstance(finding, Crash):
        return finding
    seen = sorted(cause.seen.items(), key=lambda item: (-item[1], item[0]))[:_MOST_SEEN]
    finding.users = Affected(cause.count, users, tuple(cause.examples), tuple(seen))
    return finding


def _rest(rule: Rule, flow: FlowPlan, causes: Sequence[tuple[CauseKey, Cause]], users: int) -> Finding | Crash:
    """The causes that are too many to be reported one by one, as one."""
    key, cause = causes[0]
    finding = _finding(rule, flow, key, cause, users)
    if isinstance(finding, Crash) or finding.users is None or len(causes) == 1:
        return finding
    finding.message += f", and so with {len(causes) - 1} other{'s' * (len(causes) > 2)}"
    finding.users = finding.users._replace(number=sum(cause.count for _, cause in causes))
    finding.subject += "..."
    return finding


def counted(finding: Finding, examples: int) -> None:
    """Say in the message how many users a finding holds for: every format shows messages. Keep so many examples."""
    if finding.users is not None:
        finding.users = finding.users._replace(examples=finding.users.examples[:examples])
        finding.message += f" ({finding.users.said})"


# --- populations --------------------------------------------------------------------------------------------------------------


def add_target_users(kernel: Kernel, users: Iterable[TargetUser], store: KeyStore) -> int:
    """Put the target's users into spaces of their own beside each mapping's: userNames and addresses. How many there are."""
    batches = {
        space.number: Keys([], [], [], []) for space in kernel.spaces if space.attribute in (USER_NAMES, ADDRESSES)
    }
    count = 0
    for user in users:
        count += 1
        for space in kernel.spaces:
            if space.attribute == USER_NAMES:
                _append(batches[space.number], space, user, (user.user_name,))
            elif space.attribute == ADDRESSES:
                _append(batches[space.number], space, user, user.emails)
    for number, keys in batches.items():
        store.add(there(number), keys)
    return count


def _append(keys: Keys, space: Space, user: TargetUser, values: Iterable[str]) -> None:
    for value in values:
        keys.compared.append(compared(space, value))
        keys.sent.append(value)
        keys.users.append(user.id)
        keys.active.append(True)


def there(space: int) -> int:
    """The number of the space that holds the target's own values of a space."""
    return -1 - space


def population(kernel: Kernel, plan: MappingPlan, tally: Tally, store: KeyStore, existing: int | None) -> Population:
    """What came of a mapping for all users. ``existing`` is how many users the target has, None when that was not given."""
    coverage = {flow.flow.variable: _coverage(flow, tally.flows.get(flow.number) or FlowTally()) for flow in plan.flows}
    apart = tally.apart.get(plan.number)
    names = next((space for space in plan.spaces if space.attribute == USER_NAMES), None)
    addresses = next((space for space in plan.spaces if space.attribute == ADDRESSES), None)
    borrowed: tuple[Borrowed, ...] = ()
    borrowed_count = 0
    if names is not None and addresses is not None:
        pairs, borrowed_count = store.borrowed(addresses.number, names.number, MOST_GROUPS)
        borrowed = tuple(Borrowed(pair.compared, pair.user, pair.other) for pair in pairs)
    return Population(
        plan.joined,
        tally.mappings.get(plan.number, 0),
        tally.refused.get(plan.number, 0),
        coverage,
        tuple(_unique(kernel, space, store) for space in plan.spaces),
        borrowed,
        borrowed_count,
        None if apart is None else Some(apart.count, tuple(apart.examples)),
        _correlation(names, addresses, store, existing),
    )


def _coverage(flow: FlowPlan, counts: FlowTally) -> Coverage:
    return Coverage(
        flow.flow,
        counts.values,
        counts.empties,
        counts.nulls,
        counts.failures,
        sum(counts.unknown.values()),
        dict(sorted(counts.lengths.items())),
        dict(sorted(counts.forms.items(), key=lambda item: (-item[1], item[0]))),
    )


def _unique(kernel: Kernel, space: Space, store: KeyStore) -> UniqueAttribute:
    groups, count, users = store.groups(space.number, MOST_GROUPS)
    shared = tuple(shared_value(group) for group in groups)
    return UniqueAttribute(space.attribute, kernel.flows[space.flows[0]].flow, space.demanded, shared, count, users)


def shared_value(group: Group) -> SharedValue:
    """A group as rules and reports see it."""
    sent = tuple(dict.fromkeys(value for _, value in group.members))
    if group.different == 1:
        sharing = Sharing.EQUAL
    elif len({value.casefold() for value in sent}) == 1:
        sharing = Sharing.CASE
    else:
        sharing = Sharing.NORMALISED
    users = tuple(dict.fromkeys(user for user, _ in group.members))
    return SharedValue(group.compared, sent, sharing, users, group.number)


def _correlation(
    names: Space | None, addresses: Space | None, store: KeyStore, existing: int | None
) -> Correlation | None:
    if existing is None or names is None:
        return None
    address_space = addresses.number if addresses is not None else None
    found = store.matched(
        names.number,
        address_space,
        there(names.number),
        there(address_space) if address_space is not None else there(names.number),
        MOST_GROUPS,
    )
    missed = tuple(Missed(*example) for example in found.examples)
    return Correlation(existing, found.found, found.absent - found.elsewhere, missed, found.elsewhere)
