"""boolean-as-string (MAP202)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Applicability, Cause, Confidence, Rule, Screen, Severity, fix_replace, mapping_places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, FlowValue


class BooleanAsString(Rule):
    """A text is sent where the target wants true or false."""

    code = "MAP202"
    name = "boolean-as-string"
    summary = "A text is sent where the target wants true or false"
    severity = Severity.ERROR
    since = "0.1.0"
    causes = frozenset({Cause.TEXT_FOR_BOOLEAN})

    supersedes = frozenset({"type-mismatch", "enum-value-mismatch"})

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        attribute, property_ = flow.attribute, flow.app_property
        if attribute is None or property_ is None or attribute.type != "boolean" or not flow.naming.sent:
            return
        if property_.type == "string":
            yield self.finding(
                flow.property_place("type"),
                f"`{flow.path}` is a boolean at the target, and the property `{flow.variable}` is a string",
                confidence=Confidence.LIKELY if attribute.faulty else Confidence.CERTAIN,
                help="declare the property as boolean and map an expression that yields true or false; the type of an existing "
                "property cannot be changed: make a new one",
                consequence='400 invalidValue: "true" in quotes is a text, no boolean',
                related=mapping_places(flow),
            )

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        property_ = flow.app_property or flow.okta_property
        if (
            property_ is None
            or property_.type != "boolean"
            or not isinstance(value.value, str)
            or value.user is not None
        ):
            return
        right = value.value.strip().lower()
        known = right in ("true", "false")
        yield self.finding(
            value.place,
            f"`{flow.variable}` is a boolean, and the expression yields the text `{value.value}`",
            help=f"write {right} without quotes" if known else "yield true or false",
            consequence="Okta: Invalid value data type for property; the attribute is not set",
            fix=fix_replace(f"write {right} without quotes", value.place, right, Applicability.SAFE)
            if known and value.place.fragment is not None
            else None,
        )

    def screen(self, flow: AttributeFlow) -> Screen:
        # What users hold is of the type that Okta's schema says, which type-mismatch judges.
        return Screen()
