"""email-not-unique (MAP504)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Affected, Needs, Related, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import Finding, Population


class EmailNotUnique(Rule):
    """Users share an e-mail address, or one has another's userName for an address."""

    code = "MAP504"
    name = "email-not-unique"
    summary = "Users share an e-mail address, or one has another's userName for an address"
    severity = Severity.ERROR
    since = "0.1.0"
    needs = frozenset({Needs.USERS})

    def check_population(self, population: Population) -> Iterator[Finding]:
        addresses = population.uniques("emails.value")
        if addresses is None:
            return
        demanded = addresses.demanded
        place = addresses.flow.span_place()
        names = population.uniques("userName")
        # Who shares a userName as well is told of that.
        told = {group.value for group in names.shared} if names is not None else set()
        shared = [group for group in addresses.shared if group.value not in told]
        if shared:
            others = addresses.groups - len(addresses.shared)
            yield self.finding(
                place,
                f"users share an e-mail address: {shown([group.value for group in shared], len(shared) + others)}",
                severity=None if demanded else Severity.WARNING,
                help="give each an address of their own, or leave accounts that are not a person's out of the assignment",
                consequence=_conflict(demanded),
                users=Affected(
                    addresses.users - sum(group.number for group in addresses.shared if group.value in told),
                    population.users,
                    _some(user for group in shared for user in group.users),
                ),
                subject="shared",
            )
        if population.borrowed and names is not None:
            yield self.finding(
                place,
                "the e-mail address of one user is the userName of another: "
                + shown([one.value for one in population.borrowed], population.borrowed_count),
                severity=None if demanded else Severity.WARNING,
                help="find out whose the address is; people who share a mailbox need addresses of their own",
                consequence="409, or the account of the wrong person is linked: many targets find users by either",
                related=[Related(names.flow.span_place(), "the userName")],
                users=Affected(
                    population.borrowed_count, population.users, _some(one.user for one in population.borrowed)
                ),
                subject="borrowed",
            )


def _conflict(demanded: bool) -> str:
    if demanded:
        return "409 uniqueness for the second one: the target keeps addresses unique"
    return "409 at targets that keep addresses unique, as many do; RFC 7643 demands it of userName alone"


def shown(values: list[str], number: int) -> str:
    """The first values, and how many more there are."""
    first = ", ".join(f"`{value}`" for value in values[:3])
    return first + (f" and {number - 3} more" if number > 3 else "")


def _some(users: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(users))
