"""oel-wrong-dialect (MAP710)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.ast import Member, MethodCall, Name
from maplint.oel.search import nodes_of
from maplint.rule import Applicability, Rule, Severity, fix_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.oel.ast import Node
    from maplint.oel.parser import Expression
    from maplint.rule import AttributeFlow, Finding


class OelWrongDialect(Rule):
    """Identity Engine syntax stands in a profile mapping."""

    code = "MAP710"
    name = "oel-wrong-dialect"
    summary = "Identity Engine syntax stands in a profile mapping"
    severity = Severity.ERROR
    since = "0.1.0"

    supersedes = frozenset({"oel-unknown-attribute"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        expression = flow.expression
        if expression is None:
            return
        inner: set[int] = set()
        for node in nodes_of(expression):
            if isinstance(node, MethodCall) and id(node) not in inner and not node.safe:
                inner.update(id(below) for below in node.walk())
                yield self._method(flow, expression, node)
            elif isinstance(node, Member) and id(node) not in inner and is_profile(node.target):
                yield self._profile(flow, node)

    def _profile(self, flow: AttributeFlow, node: Member) -> Finding:
        right = f"user.{node.name}"
        return self.finding(
            flow.expression_place(node),
            "`user.profile` belongs to the Identity Engine dialect; in a mapping attributes stand directly below `user`",
            help=f"write `{right}`",
            consequence="Okta: Invalid property profile in expression",
            fix=fix_expression(flow, f"write `{right}`", [(node.start, node.end, right)], Applicability.UNSAFE),
            subject=node.name,
        )

    def _method(self, flow: AttributeFlow, expression: Expression, node: MethodCall) -> Finding:
        right = classic_form(expression, node)
        return self.finding(
            flow.expression_place(node),
            f"`.{node.name}()` is called on a value: that is the Identity Engine dialect",
            help=f"write `{right}`"
            if right
            else INSTEAD.get(node.name, "`maplint functions` lists those of the classic dialect"),
            consequence="Okta: Invalid expression; the two dialects do not mix",
            fix=fix_expression(flow, f"write `{right}`", [(node.start, node.end, right)], Applicability.UNSAFE)
            if right
            else None,
            subject=node.name,
        )


# What the classic dialect has where no function means quite the same.
INSTEAD = {
    "isMemberOf": 'ask by id or name: `isMemberOfAnyGroup("00g...")`, `isMemberOfGroupName("...")`',
    "trim": "nothing trims the ends alone: `String.removeSpaces` removes all blanks",
    "parseStringTime": "convert with `Time.fromStringToIso8601(text, pattern)`",
    "withinDays": "nothing compares times: keep a date attribute up to date where it comes from",
}


def is_profile(node: Node) -> bool:
    """Whether a node is ``user.profile``."""
    return (
        isinstance(node, Member)
        and node.name == "profile"
        and isinstance(node.target, Name)
        and node.target.name == "user"
    )


def classic_form(expression: Expression, node: Node) -> str | None:
    """The text of a node in the classic dialect; None where a method has no classic form."""
    if isinstance(node, Member) and is_profile(node.target):
        return f"user.{node.name}"
    if not isinstance(node, MethodCall):
        return expression.source_of(node)
    from maplint.oel.functions import methods

    found = next((method for method in methods(node.name) if method.classic), None)
    receiver = classic_form(expression, node.target)
    if found is None or found.classic is None or receiver is None:
        return None
    arguments = [classic_form(expression, argument) for argument in node.args]
    if any(argument is None for argument in arguments):
        return None
    if node.name == "substring" and len(arguments) == 1:
        arguments.append(f"String.len({receiver})")
    holes = found.classic.count("{") - 1
    if len(arguments) != holes:
        return None
    return found.classic.format(receiver, *arguments)
