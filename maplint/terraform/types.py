"""Type constraints of variables: what Terraform makes of a value before a module sees it.

Source: Terraform language, "Type Constraints" (conversion of primitive types, objects, optional attributes and their defaults).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.source.hcl.syntax import Call, Object, Template, Tuple, Variable
from maplint.terraform.functions import text_of
from maplint.terraform.values import Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from maplint.source.hcl.syntax import Expr


def converted(value: Value, type_: Expr, evaluate: Callable[[Expr], Value]) -> Value:
    """A value as one of a type. What the type does not tell, or what does not fit it, stays as it is.

    Args:
        evaluate: works out the default of an optional attribute.
    """
    scalar = _name(type_)
    if scalar is not None:
        return _scalar(value, scalar)
    if not isinstance(type_, Call) or len(type_.arguments) != 1 or not value.known:
        return value
    of = type_.arguments[0]
    if type_.name in ("list", "set") and isinstance(value.data, list):
        return Value([converted(item, of, evaluate) for item in value.items], value.place)
    if type_.name == "map" and isinstance(value.data, dict):
        return Value({key: converted(item, of, evaluate) for key, item in value.data.items()}, value.place)
    if type_.name == "tuple" and isinstance(of, Tuple) and len(of.items) == len(value.items):
        pairs = zip(value.items, of.items, strict=True)
        return Value([converted(item, its_type, evaluate) for item, its_type in pairs], value.place)
    if type_.name == "object" and isinstance(of, Object) and isinstance(value.data, dict):
        return _object(value, of, evaluate)
    return value


def _object(value: Value, type_: Object, evaluate: Callable[[Expr], Value]) -> Value:
    """The attributes that the type names, and no others."""
    fields: dict[str, Value] = {}
    for key, its_type in type_.items:
        name = _name(key)
        if name is None:
            return value
        found = value.below(name)
        if isinstance(its_type, Call) and its_type.name == "optional" and its_type.arguments:
            inner, *default = its_type.arguments
            if found is None or found.data is None:
                found = evaluate(default[0]) if default else Value(None, found.place if found is not None else None)
            fields[name] = converted(found, inner, evaluate)
        elif found is not None:
            fields[name] = converted(found, its_type, evaluate)
    return Value(fields, value.place)


def _name(expr: Expr) -> str | None:
    """A bare name; older configurations write those of types in quotes."""
    if isinstance(expr, Variable):
        return expr.name
    return expr.literal if isinstance(expr, Template) else None


def _scalar(value: Value, type_: str) -> Value:
    data = value.data
    if type_ == "string" and not isinstance(data, str):
        text = text_of(data)
        return Value(text, value.place, ()) if text is not None else value
    if type_ == "bool" and isinstance(data, str) and value.flag is not None:
        return Value(value.flag, value.place)
    return value
