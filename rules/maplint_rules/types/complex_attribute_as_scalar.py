"""complex-attribute-as-scalar (MAP201)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.okta.external_name import okta_form
from maplint.rule import Applicability, Cause, Confidence, Rule, Severity, fix_replace, mapping_places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding
    from maplint.scim.path import AttributePath
    from maplint.scim.schema import Attribute


class ComplexAttributeAsScalar(Rule):
    """A single value is sent where the target wants an object."""

    code = "MAP201"
    name = "complex-attribute-as-scalar"
    summary = "A single value is sent where the target wants an object"
    severity = Severity.ERROR
    since = "0.1.0"
    causes = frozenset({Cause.SCALAR})

    supersedes = frozenset(
        {"type-mismatch", "unknown-target-attribute", "target-attribute-case", "multivalued-element-without-value"}
    )

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        path, attribute, property_ = flow.path, flow.attribute, flow.app_property
        if path is None or attribute is None or property_ is None or not flow.naming.sent:
            return
        if attribute.type != "complex" or path.sub_attribute is not None or property_.type == "object":
            return
        right = scalar_path(path, attribute)
        shape = "a list of objects" if attribute.multi_valued else "an object"
        fed = f"a list of {property_.item_type}" if property_.type == "array" else f"one {property_.type or 'value'}"
        yield self.finding(
            flow.property_place("externalName"),
            f"`{path.attribute}` is {shape}, and `{flow.variable}` sends {fed}",
            confidence=Confidence.LIKELY if attribute.faulty else Confidence.CERTAIN,
            help=f"write `{right}`" if right else f"name a sub-attribute: {', '.join(sub_attribute_names(attribute))}",
            consequence="400 invalidSyntax or invalidValue: the request cannot be parsed, often without the attribute's name",
            related=mapping_places(flow),
            fix=fix_replace(
                f"send it as `{right}`",
                flow.property_place("externalName"),
                right,
                Applicability.UNSAFE,
                "which part of the object the value is meant for is not known for certain",
            )
            if right and property_.place() is not None and property_.type != "array"
            else None,
        )


def scalar_path(path: AttributePath, attribute: Attribute) -> str | None:
    """Okta's external name for the part of a complex attribute that holds its main value."""
    part = next((name for name in ("value", "formatted") if name in attribute.sub_attributes), None)
    if part is None:
        return None
    name = attribute.sub_attributes[part].name
    if not attribute.multi_valued:
        return f"{attribute.name}.{name}"
    if path.filter is not None or path.position is not None:
        return f"{okta_form(path)}.{name}"
    if "primary" in attribute.sub_attributes:
        return f"{attribute.name}.^[primary==true].{name}"
    return f"{attribute.name}.^[type=='work'].{name}"


def sub_attribute_names(attribute: Attribute) -> list[str]:
    """The names of an attribute's parts, as the target spells them."""
    return [part.name for part in attribute.sub_attributes.values()]
