"""What expressions refer to, whatever its value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.source.hcl.syntax import Attr, Index, Variable
from maplint.source.hcl.walk import expressions
from maplint.terraform.values import DATA, MANAGED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.source.hcl.syntax import Expr

TERRAFORM_ROOTS = frozenset({"var", "local", "module", "data", "each", "count", "path", "terraform", "self"})
"""The first names of ways that lead to something else than a resource."""


def way_of(expr: Expr) -> tuple[str, ...] | None:
    """The names of a way as far as they stand there: ``("data", "okta_user_type", "staff", "id")``; indexes are passed over."""
    names: list[str] = []
    while True:
        if isinstance(expr, Attr):
            names.append(expr.name)
            expr = expr.of
        elif isinstance(expr, Index):
            expr = expr.of
        elif isinstance(expr, Variable):
            names.append(expr.name)
            return tuple(reversed(names))
        else:
            return None


def ways(expr: Expr) -> Iterator[tuple[str, ...]]:
    """The ways in an expression, each whole, in the order of the text."""
    inner: set[int] = set()
    for below in expressions(expr):
        if isinstance(below, (Attr, Index)):
            inner.add(id(below.of))
        if id(below) not in inner and isinstance(below, (Variable, Attr, Index)):
            way = way_of(below)
            if way is not None:
                yield way


def resource_references(expr: Expr) -> Iterator[tuple[str, str, str]]:
    """Mode, type and name of the resources and data sources that an expression refers to."""
    for way in ways(expr):
        if way[0] == "data" and len(way) > 2:
            yield DATA, way[1], way[2]
        elif len(way) > 1 and way[0] not in TERRAFORM_ROOTS:
            yield MANAGED, way[0], way[1]
