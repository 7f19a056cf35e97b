"""username-format (MAP401)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.ast import Binary, Call, Group, Literal, Ternary
from maplint.rule import Needs, Rule, Screen, Severity
from maplint.scim.formats import email
from maplint.scim.limits import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.oel.ast import Node
    from maplint.rule import AttributeFlow, Finding, FlowValue
    from maplint.scim.limits import Limit


class UsernameFormat(Rule):
    """The userName that is sent cannot have the form that the target demands."""

    code = "MAP401"
    name = "username-format"
    summary = "The userName that is sent cannot have the form that the target demands"
    severity = Severity.ERROR
    since = "0.1.0"
    needs = frozenset({Needs.NAMED_TARGET})

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        expression, limit = flow.expression, _limit(flow)
        if expression is None or limit is None or not surely_without_at(expression.ast):
            return
        yield self.finding(
            flow.span_place(),
            f"{flow.target.title} wants an e-mail address as userName, and this expression cuts the address off before the @",
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


def _limit(flow: AttributeFlow) -> Limit | None:
    """The limit that demands an address as userName."""
    if flow.path is None or flow.path.attribute.lower() != "username":
        return None
    limit = flow.target.limit(flow.path, "format")
    return limit if limit is not None and limit.value == "email" else None


def surely_without_at(node: Node) -> bool:
    """Whether a text surely holds no ``@``: what stands before one, or a literal without one."""
    if isinstance(node, Group):
        return surely_without_at(node.inner)
    if isinstance(node, Literal):
        return isinstance(node.value, str) and "@" not in node.value
    if isinstance(node, Ternary):
        return surely_without_at(node.then) and surely_without_at(node.otherwise)
    if isinstance(node, Binary) and node.operator == "+":
        return surely_without_at(node.left) and surely_without_at(node.right)
    if isinstance(node, Call) and node.args:
        if node.name in ("String.substringBefore", "substringBefore") and len(node.args) > 1:
            cut = node.args[1]
            return isinstance(cut, Literal) and cut.value == "@"
        if node.name in KEEPING:
            return surely_without_at(node.args[0])
    return False


# Functions that add no character to their first argument.
KEEPING = frozenset(
    {
        "String.toLowerCase",
        "String.toUpperCase",
        "String.removeSpaces",
        "String.substring",
        "toLowerCase",
        "toUpperCase",
        "substring",
    }
)
