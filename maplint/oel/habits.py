"""What people write who come from other languages: spreadsheets, SQL, SCIM filters, Python, JavaScript.

Each word is read as what it surely stands for, so that the rest of the expression is judged, and said once.
"""

from __future__ import annotations

MEANT_OPERATORS = {
    "=": "==", "===": "==", "==>": "==", ":=": "==", "!==": "!=", "<>": "!=", "=!": "!=", "=<": "<=", "=>": ">=",
    "&": "AND", "|": "OR", "??": "?:", "->": ".",
}  # fmt: skip
"""An operator of another language -> what it is called here."""

MEANT_COMPARISONS = {"is": "==", "equals": "==", "equal": "=="}
"""Words that compare elsewhere."""

MISSING_OPERATORS = {
    "contains": "String.stringContains", "includes": "String.stringContains", "co": "String.stringContains",
    "startswith": "String.startsWith", "beginswith": "String.startsWith", "sw": "String.startsWith",
    "endswith": None, "ew": None, "in": None, "like": None,
}  # fmt: skip
"""Words that are operators elsewhere -> the function that does so here."""

INSTEAD = {
    "endswith": "no function looks at the end of a text: compare what `String.substring` cuts off",
    "ew": "no function looks at the end of a text: compare what `String.substring` cuts off",
    "in": "write `Arrays.contains(array, value)`",
    "like": "write `String.stringContains(text, part)` or `String.startsWith(text, part)`",
}

NULL_ELSEWHERE = frozenset({"nil", "NIL", "nul", "NUL", "nulll", "None", "undefined", "Nothing"})
"""What null is called elsewhere, and how it is mistyped."""

CONDITIONAL = frozenset({"if", "iif"})
"""Words that open a choice elsewhere (in any letter case); `THEN` and `OTHERWISE` go on with it."""

THEN = frozenset({"then"})
OTHERWISE = frozenset({"else", "otherwise"})
