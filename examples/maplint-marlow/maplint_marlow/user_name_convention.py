"""user-name-convention (MARLOW001)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Applicability, Option, Rule, Severity, fix_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class UserNameConvention(Rule):
    """userName is not the login in small letters."""

    code = "MARLOW001"
    name = "user-name-convention"
    summary = "userName is not the login in small letters"
    severity = Severity.ERROR
    since = "0.1.0"
    aliases = ("MARLOW900", "login-convention")
    options = (Option("attribute", "login", "the attribute of the Okta user that userName is made of"),)

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts = flow.facts
        if not flow.outbound or flow.variable != "userName" or facts is None or flow.text is None:
            return
        wanted = self.option("attribute")
        right = f"String.toLowerCase(user.{wanted})"
        if facts.reads_names() != {wanted}:
            read = " and ".join(f"`{name}`" for name in sorted(facts.reads_names())) or "no attribute"
            yield self.finding(
                flow.place(),
                f"userName is made of {read}, not of `{wanted}`",
                help=f"map `{right}`",
                consequence="silent: the account of one person has another name in each app",
            )
        elif facts.case != "lower":
            yield self.finding(
                flow.place(),
                "userName keeps the capitals of the login",
                help=f"map `{right}`",
                consequence="409, or a second account, where the target compares letter by letter",
                fix=fix_expression(
                    flow,
                    "send it in small letters",
                    [(0, 0, "String.toLowerCase("), (len(flow.text), len(flow.text), ")")],
                    Applicability.UNSAFE,
                    why_not="accounts that have capitals today would be looked up by another name",
                ),
            )
