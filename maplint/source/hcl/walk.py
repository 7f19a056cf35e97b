"""Going through expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.source.hcl.syntax import (
    Attr,
    Call,
    Conditional,
    For,
    Index,
    Interpolation,
    Object,
    Operation,
    Parens,
    Splat,
    Template,
    TemplateFor,
    TemplateIf,
    Tuple,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.source.hcl.syntax import Expr, TemplatePart


def expressions(expr: Expr) -> Iterator[Expr]:
    """An expression and all in it: outer before inner, in the order of the text."""
    yield expr
    for below in _below(expr):
        yield from expressions(below)


def interpolations(template: Template) -> Iterator[Interpolation]:
    """The interpolations of a text, those in its directives included."""
    return _interpolations(template.parts)


def _interpolations(parts: tuple[TemplatePart, ...]) -> Iterator[Interpolation]:
    for part in parts:
        if isinstance(part, Interpolation):
            yield part
        elif isinstance(part, TemplateIf):
            yield from _interpolations(part.then)
            yield from _interpolations(part.otherwise)
        elif isinstance(part, TemplateFor):
            yield from _interpolations(part.body)


def _below(expr: Expr) -> list[Expr]:
    if isinstance(expr, Template):
        return _in_parts(expr.parts)
    if isinstance(expr, Tuple):
        return list(expr.items)
    if isinstance(expr, Object):
        return [part for pair in expr.items for part in pair]
    if isinstance(expr, Call):
        return list(expr.arguments)
    if isinstance(expr, Conditional):
        return [expr.condition, expr.then, expr.otherwise]
    if isinstance(expr, Operation):
        return [part for part in (expr.left, expr.right) if part is not None]
    if isinstance(expr, Parens):
        return [expr.inner]
    if isinstance(expr, Attr):
        return [expr.of]
    if isinstance(expr, Index):
        return [expr.of, expr.key]
    if isinstance(expr, Splat):
        return [expr.of, expr.each]
    if isinstance(expr, For):
        parts = (expr.collection, expr.new_key, expr.result, expr.condition)
        return [part for part in parts if part is not None]
    return []


def _in_parts(parts: tuple[TemplatePart, ...]) -> list[Expr]:
    found: list[Expr] = []
    for part in parts:
        if isinstance(part, Interpolation):
            found.append(part.expr)
        elif isinstance(part, TemplateIf):
            found += [part.condition, *_in_parts(part.then), *_in_parts(part.otherwise)]
        elif isinstance(part, TemplateFor):
            found += [part.collection, *_in_parts(part.body)]
    return found
