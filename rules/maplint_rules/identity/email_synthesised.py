"""email-synthesised (MAP511)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class EmailSynthesised(Rule):
    """An e-mail address is made up from other attributes."""

    code = "MAP511"
    name = "email-synthesised"
    summary = "An e-mail address is made up from other attributes"
    severity = Severity.INFO
    since = "0.1.0"

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts, path = flow.facts, flow.path
        if (
            facts is None
            or path is None
            or path.attribute.lower() != "emails"
            or (path.sub_attribute or "").lower() != "value"
        ):
            return
        names = facts.reads_names()
        if not names or names & MAILBOXES or not any("@" in held for held in facts.holds):
            return
        yield self.finding(
            flow.span_place(),
            f"the address is made up from {' and '.join(f'`{name}`' for name in sorted(names))}: nobody knows whether the mailbox exists",
            help="map `user.email`",
            consequence="silent: invitations and resets go nowhere, or to somebody else",
        )


MAILBOXES = frozenset({"email", "login", "secondEmail", "mail", "upn", "userName"})
