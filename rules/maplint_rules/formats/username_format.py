"""username-format (MAP401)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.names import fold
from maplint.rule import Cause, Confidence, Needs, Rule, Screen, Severity
from maplint.scim.formats import email
from maplint.scim.limits import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, FlowValue
    from maplint.scim.limits import Limit


class UsernameFormat(Rule):
    """The userName that is sent cannot have the form that the target demands."""

    code = "MAP401"
    name = "username-format"
    summary = "The userName that is sent cannot have the form that the target demands"
    severity = Severity.ERROR
    since = "0.1.0"
    causes = frozenset({Cause.USER_NAME})
    needs = frozenset({Needs.NAMED_TARGET})

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts, limit = flow.facts, _limit(flow)
        if facts is None or limit is None or facts.type != "string":
            return
        other = None if facts.bare_reference is None else facts.bare_reference[1]
        if "@" not in facts.characters:
            why = "this expression cuts the address off before the @"
        elif other is not None and fold(other) in _NO_ADDRESSES:
            why = f"`{other}` is none"
        else:
            return
        yield self.finding(
            flow.span_place(),
            f"{flow.target.title} wants an e-mail address as userName, and {why}",
            confidence=Confidence.CERTAIN if "@" not in facts.characters else Confidence.LIKELY,
            help="send the whole address: `user.email` or `user.login`",
            consequence=refusal(flow.target, f"400: userName is no e-mail address ({limit.source})"),
        )

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        limit = _limit(flow)
        if value.user is None or limit is None or not isinstance(value.value, str) or not value.value:
            return
        violation = email(value.value)
        if violation is None:
            return
        yield self.finding(
            value.place,
            f"{flow.target.title} wants an e-mail address as userName, and a value is none: {violation.message}",
            help="send an attribute that holds an address for everybody: `user.email`",
            consequence=refusal(flow.target, f"400: userName is no e-mail address ({limit.source})"),
        )

    def screen(self, flow: AttributeFlow) -> Screen | None:
        return None if _limit(flow) is not None else Screen()


# What people use for a userName instead of an address, by Okta's names and those of directories.
_NO_ADDRESSES = frozenset(
    {
        "displayname", "employeeid", "employeenumber", "firstname", "lastname", "nickname", "personnelnumber",
        "samaccountname", "staffid", "uid", "userid",
    }
)  # fmt: skip


def _limit(flow: AttributeFlow) -> Limit | None:
    """The limit that demands an address as userName."""
    if flow.path is None or flow.path.attribute.lower() != "username":
        return None
    limit = flow.target.limit(flow.path, "format")
    return limit if limit is not None and limit.value == "email" else None
