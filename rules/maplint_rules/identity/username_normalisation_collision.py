"""username-normalisation-collision (MAP509)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Affected, Needs, Rule, Severity, Sharing
from maplint.scim.limits import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import Finding, Population


class UsernameNormalisationCollision(Rule):
    """Different userNames become one at the target."""

    code = "MAP509"
    name = "username-normalisation-collision"
    summary = "Different userNames become one at the target"
    severity = Severity.ERROR
    since = "0.1.0"
    needs = frozenset({Needs.USERS, Needs.NAMED_TARGET})

    def check_population(self, population: Population) -> Iterator[Finding]:
        names = population.uniques("userName")
        groups = [g for g in names.shared if g.sharing is Sharing.NORMALISED] if names is not None else []
        if names is None or not groups:
            return
        target = names.flow.target
        first = groups[0]
        yield self.finding(
            names.flow.span_place(),
            f"{target.title} makes one name of different userNames: "
            + ", ".join(f"`{value}`" for value in first.sent[:3])
            + f" become `{first.value}`"
            + (f", and so in {len(groups) - 1} other groups" if len(groups) > 1 else ""),
            help="build userNames that differ in what the target keeps: letters and digits before the @",
            consequence=refusal(target, "409 uniqueness for the second one, or both become one account"),
            users=Affected(
                sum(group.number for group in groups),
                population.users,
                tuple(user for group in groups for user in group.users),
            ),
        )
