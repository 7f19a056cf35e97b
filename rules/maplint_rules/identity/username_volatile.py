"""username-volatile (MAP506)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.project.join import USER_NAME
from maplint.rule import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class UsernameVolatile(Rule):
    """The userName is built from names and follows every change of them."""

    code = "MAP506"
    name = "username-volatile"
    summary = "The userName is built from names and follows every change of them"
    severity = Severity.WARNING
    since = "0.1.0"

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts = flow.facts
        if facts is None or flow.variable != USER_NAME or not flow.outbound or not flow.push:
            return
        names = sorted(facts.reads_names() & NAMES)
        if not names:
            return
        yield self.finding(
            flow.span_place(),
            f"the userName is made from {' and '.join(f'`{name}`' for name in names)} and is pushed on every change",
            help="build it from something that stays (`user.login`, an employee number), or set it on create only",
            consequence="silent, or 409: after a marriage the account is renamed, not found again, or collides with another",
        )


NAMES = frozenset({"firstName", "lastName", "middleName", "displayName", "nickName"})
