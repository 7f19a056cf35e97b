"""Evaluating one expression for one context."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.oel.compile import CLASSIC, DIALECTS, compile_row
from maplint.oel.context import Context, EvaluationError
from maplint.oel.values import type_name
from maplint.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Evaluation(NamedTuple):
    """A value, its type as Okta names it, and the choices that were made where Okta defines nothing, each a sentence."""

    value: Any
    type: str
    assumed: tuple[str, ...]


def evaluate(text: str, context: Mapping[str, Any], *, dialect: str = CLASSIC) -> Any:
    """The value of an expression.

    Args:
        text: the expression.
        context: what it can read; see `maplint.oel.context.Context`. What is not there cannot be known; an attribute that a
            given profile lacks is null.
        dialect: ``classic``, which mappings are written in, or ``identity-engine``, which has methods on values besides.

    Raises:
        EvaluationError: it has no value: a fault of syntax, something that the context lacks, a type that does not fit...
        ValueError: there is no such dialect.
    """
    return evaluate_fully(text, context, dialect=dialect).value


def evaluate_fully(text: str, context: Mapping[str, Any], *, dialect: str = CLASSIC) -> Evaluation:
    """As `evaluate`, with the value's type and what was assumed.

    Raises:
        EvaluationError, ValueError: as `evaluate`.
    """
    held = Context(context)
    value = value_of(text, held, dialect)
    return Evaluation(value, type_name(value), tuple(held.assumed))


def value_of(text: str, context: Context, dialect: str = CLASSIC) -> Any:
    """As `evaluate`, in a context that is there already and takes the notes.

    Raises:
        EvaluationError, ValueError: as `evaluate`.
    """
    (value,) = compile_row((text,), dialect)(context)
    if isinstance(value, EvaluationError):
        raise value.fresh()
    if dialect == CLASSIC:
        return value
    from maplint.oel.methods import shown

    return shown(value)


__all__ = [
    "DIALECTS",
    "Context",
    "Evaluation",
    "EvaluationError",
    "compile_row",
    "evaluate",
    "evaluate_fully",
    "value_of",
]
