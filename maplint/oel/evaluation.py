"""Evaluating an expression for one context: the public face of `maplint.oel.compile`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from maplint.oel.compile import CLASSIC, DIALECTS, check_syntax, compile_row
from maplint.oel.context import Context, EvaluationError
from maplint.oel.parser import parse
from maplint.oel.values import type_name

if TYPE_CHECKING:
    from collections.abc import Mapping


class Evaluation(NamedTuple):
    """A value, its type as Okta names it, and the choices that were made where Okta defines nothing."""

    value: Any
    type: str
    assumed: tuple[str, ...]


def evaluate(text: str, context: Mapping[str, Any], *, dialect: str = CLASSIC) -> Any:
    """The value of an expression.

    Args:
        text: the expression.
        context: what it can read: ``user``, ``appuser``, ``source``, ``app``, ``org``, named apps (objects of attributes);
            ``groups`` ([{id, name, type, sourceId}]), ``now`` (ISO 8601), ``directoryUsers``, ``workdayUsers``,
            ``linkedObjects``, ``manager``. An attribute that a given profile lacks is null.
        dialect: ``classic`` (mappings) or ``identity-engine``.

    Raises:
        EvaluationError: it does not parse, the context lacks something, or it fails.
    """
    return evaluate_fully(text, context, dialect=dialect).value


def evaluate_fully(text: str, context: Mapping[str, Any], *, dialect: str = CLASSIC) -> Evaluation:
    """As `evaluate`, with the type and what was assumed."""
    if dialect not in DIALECTS:
        raise ValueError(f"the dialect is one of {', '.join(DIALECTS)}")
    check_syntax(parse(text))
    held = Context(context)
    (value,) = compile_row((text,), dialect)(held)
    if isinstance(value, EvaluationError):
        raise value
    if dialect != CLASSIC:
        value = _shown(value)
    return Evaluation(value, type_name(value), tuple(held.assumed))


def _shown(value: Any) -> Any:
    from maplint.oel.methods import Country, Moment

    return str(value) if isinstance(value, (Country, Moment)) else value


__all__ = ["Context", "Evaluation", "EvaluationError", "compile_row", "evaluate", "evaluate_fully"]
