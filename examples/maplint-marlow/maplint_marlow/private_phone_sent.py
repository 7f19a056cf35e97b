"""private-phone-sent (MARLOW004)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Applicability, Rule, Severity, Status, fix_remove

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class PrivatePhoneSent(Rule):
    """A private phone number is sent to an app."""

    code = "MARLOW004"
    name = "private-phone-sent"
    summary = "A private phone number is sent to an app"
    severity = Severity.INFO
    since = "0.2.0"
    status = Status.PREVIEW

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts = flow.facts
        for read in facts.reads if facts is not None and flow.outbound else ():
            if read.name == "mobilePhone":
                yield self.finding(
                    flow.span_place(read.start, read.end),
                    f"the private number of `{read.root}.{read.name}` is sent as `{flow.variable}`",
                    help="send `user.primaryPhone`, or nothing",
                    consequence="silent: the number is at a vendor, who need not have it",
                    fix=fix_remove("take the mapping out", flow.place(), Applicability.UNSAFE)
                    if flow.entry is not None
                    else None,
                )
