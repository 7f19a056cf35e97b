"""username-not-unique (MAP507)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.project.join import USER_NAME
from maplint.rule import Affected, Confidence, Rule, Severity, Sharing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, Population


class UsernameNotUnique(Rule):
    """Two people can get the same userName."""

    code = "MAP507"
    name = "username-not-unique"
    summary = "Two people can get the same userName"
    severity = Severity.ERROR
    since = "0.1.0"

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts, expression = flow.facts, flow.expression
        if (
            facts is None
            or expression is None
            or flow.variable != USER_NAME
            or not flow.outbound
            or not facts.keys
            or facts.constant
        ):
            return
        names = sorted({name for _, name in facts.keys})
        shown = " and ".join(f"`{name}`" for name in names)
        only_names = set(names) <= PERSONAL
        if not only_names and facts.injective is not False:
            return
        single = only_names and len(names) == 1
        why = (
            f"people share {shown}"
            if only_names
            else facts.losses[0]
            if facts.losses
            else "different values become one"
        )
        yield self.finding(
            flow.span_place(),
            f"different people can get the same userName: {why}",
            severity=None if single else Severity.WARNING,
            confidence=Confidence.CERTAIN if single else Confidence.POSSIBLE,
            help="build it from something that is unique as a whole: `user.login`, an e-mail address, an employee number",
            consequence="409 uniqueness for the second one; or Okta links the two to one account",
            subject=",".join(names),
        )

    def check_population(self, population: Population) -> Iterator[Finding]:
        names = population.uniques(USER_NAME)
        groups = [g for g in names.shared if g.sharing is Sharing.EQUAL] if names is not None else []
        if names is None or not groups:
            return
        first = ", ".join(f"`{group.sent[0]}`" for group in groups[:3])
        others = len(groups) - 3
        yield self.finding(
            names.flow.span_place(),
            f"users get the same userName: {first}" + (f" and {others} more" if others > 0 else ""),
            help="build it from something that is unique as a whole: `user.login`, an e-mail address, an employee number",
            consequence="409 uniqueness for the second one; or Okta links the two to one account",
            users=Affected(
                sum(group.number for group in groups),
                population.users,
                tuple(user for group in groups for user in group.users),
            ),
            subject="shared",
        )


PERSONAL = frozenset({"firstName", "lastName", "middleName", "displayName", "nickName", "title", "department"})
