"""The Okta Expression Language, classic dialect: parse, infer, evaluate.

>>> from maplint.oel import parse
>>> parse("user.firstName + ' ' + user.lastName").errors
()
"""

from __future__ import annotations

from maplint.oel.diagnostics import Diagnostic
from maplint.oel.facts import Facts, Scope
from maplint.oel.infer import infer
from maplint.oel.parser import Expression, parse

__all__ = ["Diagnostic", "Expression", "Facts", "Scope", "infer", "parse"]
