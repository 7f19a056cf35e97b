"""oel-comparison-types (MAP728)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from maplint.oel.ast import Binary, Literal
from maplint.rule import Applicability, Rule, Severity, fix_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.oel.parser import Expression
    from maplint.rule import AttributeFlow, Finding


class OelComparisonTypes(Rule):
    """Two values are compared that are never equal."""

    code = "MAP728"
    name = "oel-comparison-types"
    summary = "Two values are compared that are never equal"
    severity = Severity.WARNING
    since = "0.1.0"
    marks = frozenset({"comparison"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts, expression = flow.facts, flow.expression
        if facts is None or expression is None:
            return
        for hazard in facts.hazards:
            node = hazard.node
            if hazard.kind != "comparison" or not isinstance(node, Binary):
                continue
            mend = mend_of(expression, node, hazard.detail)
            yield self.finding(
                flow.expression_place(node),
                f"`{expression.source_of(node)}` compares {hazard.detail}",
                help=mend.help if mend else "compare values of one type",
                consequence="the expression fails"
                if hazard.detail.endswith("fails")
                else "silent: the same branch is taken for everybody",
                fix=fix_expression(flow, mend.title, [mend.change], Applicability.UNSAFE) if mend else None,
            )


class Mend(NamedTuple):
    """How a comparison comes to compare values of one type: ``change`` is (start, end, text) in the expression."""

    title: str
    help: str
    change: tuple[int, int, str]


def mend_of(expression: Expression, node: Binary, said: str) -> Mend | None:
    """Write a literal in the type of what it is compared with; ask an array for an element. ``said`` begins with both types:
    ``integer with string, ...``."""
    types = said.partition(",")[0].split(" with ")
    for side, other, type_ in ((node.left, node.right, types[1]), (node.right, node.left, types[0])):
        if not isinstance(side, Literal) or side.value is None:
            continue
        literal, compared = expression.source_of(side), expression.source_of(other)
        if type_ == "array" and node.operator in ("==", "!="):
            asked = "!" * (node.operator == "!=") + f"Arrays.contains({compared}, {literal})"
            return Mend(f"write `{asked}`", f"ask for an element: `{asked}`", (node.start, node.end, asked))
        if type_ == "string" and type(side.value) in (int, bool):
            quoted = f'"{literal}"'
            return Mend(
                f"write `{quoted}`", f"`{compared}` is a text: write `{quoted}`", (side.start, side.end, quoted)
            )
        plain = str(side.value).strip().lower()
        if (type_ == "boolean" and plain in ("true", "false")) or (type_ in ("integer", "number") and is_digits(plain)):
            help_ = f"`{compared}` is of type {type_}: write {plain} without quotes"
            return Mend(f"write {plain} without quotes", help_, (side.start, side.end, plain))
    return None


def is_digits(text: str) -> bool:
    """Whether a text is a whole number in digits."""
    return text.isascii() and text.isdecimal()
