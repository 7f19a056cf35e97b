"""type-mismatch (MAP204)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.ast import Binary, Call, ungrouped
from maplint.rule import Cause, Confidence, Related, Rule, Severity, mapping_places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding
    from maplint.scim.schema import Attribute


class TypeMismatch(Rule):
    """The type of the value does not fit the type of where it goes."""

    code = "MAP204"
    name = "type-mismatch"
    summary = "The type of the value does not fit the type of where it goes"
    severity = Severity.ERROR
    since = "0.1.0"
    causes = frozenset({Cause.WRONG_TYPE})

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        yield from self._expression_to_property(flow)
        yield from self._property_to_attribute(flow)

    def _expression_to_property(self, flow: AttributeFlow) -> Iterator[Finding]:
        property_, facts = flow.app_property or flow.okta_property, flow.facts
        if property_ is None or property_.type is None or facts is None or facts.type is None:
            return
        if fits(facts.type, facts.item_type, property_.type, property_.item_type):
            return
        if any(hazard.kind == "text-condition" and hazard.certain for hazard in facts.hazards):
            return  # oel-condition-not-boolean says what is wrong with the choice that this is
        yield self.finding(
            flow.span_place(),
            f"the expression yields {described(facts.type, facts.item_type)}, and `{flow.variable}` is "
            f"{described(property_.type, property_.item_type)}",
            help=_from_node(flow, property_.type) or conversion(facts.type, property_.type),
            consequence=f"Okta: Invalid value data type for property [{flow.variable}]; the value is not set",
            related=[Related(place, "declared here")] if (place := property_.place("type")) is not None else (),
        )

    def _property_to_attribute(self, flow: AttributeFlow) -> Iterator[Finding]:
        property_, attribute = flow.app_property, flow.attribute
        if property_ is None or property_.type is None or attribute is None or not flow.naming.sent:
            return
        wanted = scim_type(attribute, flow)
        if wanted is None or fits(property_.type, property_.item_type, *wanted) or wanted[0] == "boolean":
            return
        yield self.finding(
            flow.property_place("type"),
            f"the property `{flow.variable}` is {described(property_.type, property_.item_type)}, and `{flow.path}` is "
            f"{described(*wanted)} at the target",
            confidence=Confidence.LIKELY if attribute.faulty else Confidence.CERTAIN,
            help=f"declare the property as {wanted[0]}; the type of an existing property cannot be changed: make a new one",
            consequence="400 invalidValue: the target cannot read the value",
            related=mapping_places(flow),
        )


def _from_node(flow: AttributeFlow, wanted: str) -> str | None:
    """What to do about an expression whose outermost part makes the wrong type; None when that tells nothing."""
    expression = flow.expression
    node = ungrouped(expression.ast) if expression is not None else None
    if expression is None:
        return None
    if wanted == "array" and isinstance(node, Call) and node.name == "Arrays.toCsvString" and node.args:
        return f"leave out the conversion: `{expression.source_of(node.args[0])}`"
    if wanted != "string":
        return None
    if isinstance(node, Binary) and node.operator in ("==", "!=", "<", ">", "<=", ">="):
        return 'pick a text with the comparison: `... ? "one" : "other"`'
    if isinstance(node, Call) and node.name in ("Convert.toInt", "Convert.toNum") and node.args:
        return f"leave out the conversion: `{expression.source_of(node.args[0])}`"
    return None


# Types of Okta's profiles and what each may be given without a loss: a whole number is a number.
_WIDER = {
    ("integer", "number"),
    ("null", "string"),
    ("null", "boolean"),
    ("null", "integer"),
    ("null", "number"),
    ("null", "array"),
}


def fits(given: str, given_item: str | None, wanted: str, wanted_item: str | None) -> bool:
    """Whether a value of one type can go where another is wanted. Unknown types fit: only what is certain is said."""
    if given == "array" and wanted == "array":
        return given_item is None or wanted_item is None or fits(given_item, None, wanted_item, None)
    if "object" in (given, wanted) or "any" in (given, wanted):
        return True
    return given == wanted or (given, wanted) in _WIDER


def scim_type(attribute: Attribute, flow: AttributeFlow) -> tuple[str, str | None] | None:
    """The Okta type that a SCIM attribute wants; None when any or an unknown one will do."""
    simple = {
        "string": "string", "reference": "string", "dateTime": "string", "binary": "string", "boolean": "boolean",
        "integer": "integer", "decimal": "number",
    }.get(attribute.type)  # fmt: skip
    path = flow.path
    if simple is None or path is None:
        return None
    whole = path.sub_attribute is None and path.filter is None and path.position is None
    if attribute.multi_valued and whole:
        return "array", simple
    return simple, None


def described(type_: str, item: str | None = None) -> str:
    """A type in words."""
    if type_ == "array":
        return f"an array of {item}" if item else "an array"
    return f"an {type_}" if type_[0] in "aeiou" else f"a {type_}"


def conversion(given: str, wanted: str) -> str:
    """What to write to get from one type to another."""
    if given == "array" and wanted == "string":
        return "take one element (`Arrays.get(x, 0)`) or join them (`Arrays.toCsvString(x)`)"
    if given == "string" and wanted == "array":
        return "make an array of it, `{user.x}`, or map an array attribute"
    if given == "string" and wanted == "integer":
        return "convert it: `Convert.toInt(x)`"
    if given == "string" and wanted == "number":
        return "convert it: `Convert.toNum(x)`"
    if given == "string" and wanted == "boolean":
        return 'compare it: `x == "true"`'
    if wanted == "string":
        return 'make it a text: `x + ""`'
    return f"yield {described(wanted)}"
