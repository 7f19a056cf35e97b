"""value-whitespace (MAP406)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.ast import Binary, Literal, ungrouped
from maplint.oel.search import outcomes_of
from maplint.rule import Applicability, Cause, Rule, Screen, Severity, fix_literal
from maplint.scim.characters import BLANKS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.oel.ast import Node
    from maplint.rule import AttributeFlow, Finding, FlowValue


class ValueWhitespace(Rule):
    """A text begins or ends with a blank."""

    code = "MAP406"
    name = "value-whitespace"
    summary = "A text begins or ends with a blank"
    severity = Severity.WARNING
    since = "0.1.0"
    causes = frozenset({Cause.BLANKS})

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        text = value.value
        if not isinstance(text, str) or text == text.strip(BLANKS) or not text.strip(BLANKS):
            return
        right = text.strip(BLANKS)
        side = "begins" if text != text.lstrip(BLANKS) else "ends"
        yield self.finding(
            value.place,
            f"{value.said} {side} with a blank",
            help=f"write `{right}`" if value.user is None else "cut it off in Okta, or at the source it comes from",
            consequence="silent: the target keeps it, and searches and comparisons for the value without it fail",
            fix=fix_literal(f"write `{right}`", value, right, Applicability.UNSAFE),
            subject=flow.variable,
        )

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        expression = flow.expression
        for node in outcomes_of(expression) if expression is not None else ():
            for literal, side in _ends(node):
                text = str(literal.value)
                right = text.lstrip(BLANKS) if side == "begins" else text.rstrip(BLANKS)
                if text == right:
                    continue
                yield self.finding(
                    flow.span_place(literal.start, literal.end),
                    f"the text {side} with a blank, whatever the attributes hold",
                    help=f"write `{right}`" if right else "leave the blank out",
                    consequence="silent: the target keeps it, and searches and comparisons for the value without it fail",
                    subject=side,
                )

    def screen(self, flow: AttributeFlow) -> Screen:
        return SCREEN


def _ends(node: Node) -> Iterator[tuple[Literal, str]]:
    """The literal texts with which a joined text begins and ends."""
    if not isinstance(node, Binary) or node.operator != "+":
        return
    last = ungrouped(node.right)
    first: Node = node
    while isinstance(first, Binary) and first.operator == "+":
        first = ungrouped(first.left)
    for part, side in ((first, "begins"), (last, "ends")):
        if isinstance(part, Literal) and isinstance(part.value, str):
            yield part, side


SCREEN = Screen(texts=rf"(?s:(?![{BLANKS}]).*(?<![{BLANKS}]))")
