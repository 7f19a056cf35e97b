"""oel-constant-condition (MAP733)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.names import nearest
from maplint.oel.ast import Binary, Group, Literal, Member, Name
from maplint.rule import Applicability, Related, Rule, Severity, fix_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.oel.ast import Node
    from maplint.oel.facts import Hazard
    from maplint.oel.parser import Expression
    from maplint.rule import AttributeFlow, Finding


class OelConstantCondition(Rule):
    """A condition is always true or always false."""

    code = "MAP733"
    name = "oel-constant-condition"
    summary = "A condition is always true or always false"
    severity = Severity.WARNING
    since = "0.1.0"
    marks = frozenset({"constant", "no-member"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts, expression = flow.facts, flow.expression
        if facts is None or expression is None:
            return
        for hazard in facts.hazards:
            if hazard.kind == "constant":
                yield self._constant(flow, expression, hazard)
            elif hazard.kind == "no-member" and isinstance(hazard.node, Binary):
                yield from self._no_member(flow, expression, hazard, hazard.node)

    def _constant(self, flow: AttributeFlow, expression: Expression, hazard: Hazard) -> Finding:
        meant = attribute_in_quotes(flow, hazard.node)
        return self.finding(
            flow.expression_place(hazard.node),
            f"the condition `{expression.source_of(hazard.node)}` is always {hazard.detail}",
            help=f"write `{meant}` without quotes: in quotes it is a text"
            if meant
            else "compare with an attribute, or remove the branch that is never taken",
            consequence="silent: one of the two values is never sent",
        )

    def _no_member(
        self, flow: AttributeFlow, expression: Expression, hazard: Hazard, node: Binary
    ) -> Iterator[Finding]:
        """A comparison with what the attribute can never be."""
        literal = next((side for side in sides(node) if isinstance(side, Literal)), None)
        read = next((side for side in sides(node) if isinstance(side, Member)), None)
        if literal is None or read is None or not isinstance(read.target, Name):
            return
        property_ = flow.scope.property(read.target.name, read.name)
        if property_ is None or property_.enum is None:
            return
        members = [str(member) for member in property_.enum]
        right = nearest(str(literal.value), members)
        quote = expression.text[literal.start]
        shown = ", ".join(f"`{member}`" for member in members[:8]) + ", ..." * (len(members) > 8)
        declared = property_.place()
        yield self.finding(
            flow.expression_place(node),
            f"`{literal.value}` is none of the members of `{hazard.subject}`: this is always {hazard.detail}",
            help=f"write `{right}`" if right else f"compare with one of {shown}",
            consequence="silent: one of the two values is never sent",
            related=[Related(declared, "its members are declared here")] if declared is not None else (),
            fix=fix_expression(
                flow,
                f"write `{right}`",
                [(literal.start, literal.end, f"{quote}{right.replace(quote, quote * 2)}{quote}")],
                Applicability.UNSAFE,
            )
            if right
            else None,
            subject=hazard.subject,
        )


def sides(node: Binary) -> Iterator[Node]:
    """Both sides of an operator, without brackets around them."""
    for side in (node.left, node.right):
        while isinstance(side, Group):
            side = side.inner
        yield side


def attribute_in_quotes(flow: AttributeFlow, node: Node) -> str | None:
    """``user.department`` for ``"department" == "HR"``: a text that is the name of an attribute."""
    root = "user" if flow.outbound else "appuser"
    schema = flow.scope.schema(root)
    for side in sides(node) if isinstance(node, Binary) and schema is not None else ():
        if isinstance(side, Literal) and isinstance(side.value, str):
            name = side.value.removeprefix(f"{root}.")
            if schema is not None and name in schema.properties:
                return f"{root}.{name}"
    return None
