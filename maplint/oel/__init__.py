"""The Okta Expression Language, classic dialect: parse, infer, evaluate.

>>> from maplint.oel import evaluate, parse
>>> parse("user.firstName + ' ' + user.lastName").errors
()
>>> evaluate("String.toUpperCase(user.firstName)", {"user": {"firstName": "Ada"}})
'ADA'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.oel.diagnostics import Diagnostic
from maplint.oel.facts import Facts, Scope
from maplint.oel.infer import infer
from maplint.oel.parser import Expression, parse

if TYPE_CHECKING:
    from maplint.oel.evaluation import Evaluation, EvaluationError, compile_row, evaluate, evaluate_fully

__all__ = [
    "Diagnostic",
    "Evaluation",
    "EvaluationError",
    "Expression",
    "Facts",
    "Scope",
    "compile_row",
    "evaluate",
    "evaluate_fully",
    "infer",
    "parse",
]


def __getattr__(name: str) -> Any:
    # The evaluator is loaded when it is used: checking needs none of it.
    if name in ("Evaluation", "EvaluationError", "compile_row", "evaluate", "evaluate_fully"):
        from importlib import import_module

        return getattr(import_module("maplint.oel.evaluation"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
