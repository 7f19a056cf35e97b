"""value-charset (MAP404)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.ast import Binary, Group, Literal
from maplint.rule import Cause, Confidence, Needs, Rule, Screen, Severity
from maplint.scim.characters import accepted, refused
from maplint.scim.limits import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.oel.ast import Node
    from maplint.rule import AttributeFlow, Finding, FlowValue, Place


class ValueCharset(Rule):
    """A text holds a character that the target refuses."""

    code = "MAP404"
    name = "value-charset"
    summary = "A text holds a character that the target refuses"
    severity = Severity.WARNING
    since = "0.1.0"
    causes = frozenset({Cause.CHARACTERS})
    needs = frozenset({Needs.NAMED_TARGET})

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        if isinstance(value.value, str):
            yield from self._refused(flow, value.value, value.place, Confidence.CERTAIN)

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        """What every value of the expression holds: texts that are joined on, the ``@`` of an address."""
        facts, expression = flow.facts, flow.expression
        if facts is None or expression is None or facts.literals or not flow.target.limits:
            return
        for text, node in joined_texts(expression.ast):
            found = list(self._refused(flow, text, flow.expression_place(node), Confidence.CERTAIN))
            if found:
                yield found[0]
                return
        if facts.bare_reference is not None and facts.bare_reference[1] in ADDRESSES:
            yield from self._refused(flow, "@", flow.span_place(), Confidence.LIKELY)

    def screen(self, flow: AttributeFlow) -> Screen | None:
        limits = flow.target.limits_of(flow.path, "charset") if flow.path is not None else []
        patterns = [accepted(limit) for limit in limits]
        return Screen(texts="".join(rf"(?={pattern}\Z)" for pattern in patterns) + r"(?s:.*)") if limits else Screen()

    def _refused(self, flow: AttributeFlow, text: str, place: Place, confidence: Confidence) -> Iterator[Finding]:
        path = flow.path
        for limit in flow.target.limits_of(path, "charset") if path is not None and text else ():
            character = refused(limit, text)
            if character is None:
                continue
            yield self.finding(
                place,
                f"{flow.target.title} refuses {named(character)} in `{path}`",
                confidence=confidence,
                help=f"send a value without it: another attribute, or `String.replace(..., {quoted(character)}, ...)`",
                consequence=refusal(flow.target, f"400: the value is refused ({limit.source})"),
                subject=character,
            )
            return


def joined_texts(node: Node) -> Iterator[tuple[str, Node]]:
    """The texts that are part of every value: operands of ``+``."""
    if isinstance(node, Group):
        yield from joined_texts(node.inner)
    elif isinstance(node, Binary) and node.operator == "+":
        for operand in (node.left, node.right):
            if isinstance(operand, Literal):
                if isinstance(operand.value, str):
                    yield operand.value, operand
            else:
                yield from joined_texts(operand)


def named(character: str) -> str:
    """A character for a sentence: itself when it can be seen, and its code point when not."""
    if character == " ":
        return "blanks"
    return f"`{character}`" if character.isprintable() else f"the character U+{ord(character):04X}"


def quoted(character: str) -> str:
    """A character as a text of an expression."""
    return f'"{character}"' if character.isprintable() and character != '"' else "the character"


# Okta's attributes that hold an address: their own format demands the @.
ADDRESSES = frozenset({"email", "secondEmail", "login"})
