"""The table of functions: parameters, types, null behaviour, where each is allowed, and what replaced the deprecated ones.

The data (``data/functions.json``) is read when the first call is met.
"""

from __future__ import annotations

import json
import os
from functools import cache, lru_cache
from typing import Any

from maplint.record import NamedTuple


class Parameter(NamedTuple):
    """A parameter.

    Attributes:
        types: the types that it takes; ``any`` takes all.
        variadic: it takes one argument or more; ``paired``: it takes pairs of them, key and value.
    """

    name: str
    types: tuple[str, ...]
    optional: bool
    variadic: bool
    paired: bool


class Example(NamedTuple):
    """An expression that shows a function, and its value as JSON; empty where the value depends on the user."""

    text: str
    value: str

    @property
    def shown(self) -> str:
        """The expression and what it gives."""
        return f"{self.text} -> {self.value}" if self.value else self.text


NULL_MEANING = {
    "safe": "safe, as Okta documents it or uses it in its own samples",
    "fails": "fails",
    "undocumented": "not documented: guard against it",
}
"""What ``Function.null`` says, for people."""


class Function(NamedTuple):
    """A function of classic OEL.

    Attributes:
        null: what it does with a null argument: ``safe``, ``fails`` or ``undocumented``.
        allowed: where it may stand: ``mapping``, ``group rule``, ``claims``.
        replaced_by: the function that replaced this deprecated one.
        undocumented: known from live mappings only.
        note: what to mind; empty when there is nothing.
        source: where it is described.
    """

    name: str
    summary: str
    parameters: tuple[Parameter, ...]
    returns: str
    null: str
    allowed: tuple[str, ...]
    replaced_by: str | None
    undocumented: bool
    note: str
    examples: tuple[Example, ...]
    source: str

    @property
    def least(self) -> int:
        """The least number of arguments."""
        last = self.parameters[-1] if self.parameters else None
        several = 0 if last is None or not last.variadic else 2 if last.paired else 1
        return sum(1 for p in self.parameters if not p.optional and not p.variadic) + several

    @property
    def most(self) -> int | None:
        """The most arguments; None without a bound."""
        return None if self.parameters and self.parameters[-1].variadic else len(self.parameters)

    @property
    def arity(self) -> str:
        """How many arguments it takes, in words: ``1 argument``, ``at least 2 arguments``."""
        least, most = self.least, self.most
        if most is not None:
            wanted = str(least) if most == least else f"{least} to {most}"
            return f"{wanted} argument{'s' * (wanted != '1')}"
        if self.parameters[-1].paired:
            return f"{least - 2} arguments and then pairs, key and value"
        return f"at least {least} argument{'s' * (least != 1)}"

    def takes(self, count: int) -> bool:
        """Whether it can be called with so many arguments."""
        most = self.most
        if count < self.least or (most is not None and count > most):
            return False
        return most is not None or not self.parameters[-1].paired or (count - self.least) % 2 == 0

    def parameter(self, index: int) -> Parameter | None:
        """The parameter that takes the argument at an index."""
        if index < len(self.parameters):
            return self.parameters[index]
        return self.parameters[-1] if self.parameters and self.parameters[-1].variadic else None

    @property
    def signature(self) -> str:
        """The function as a person writes it: ``String.join(separator, strings...)``."""
        shown = [f"{p.name}..." if p.variadic else f"[{p.name}]" if p.optional else p.name for p in self.parameters]
        return f"{self.name}({', '.join(shown)})"


class Method(NamedTuple):
    """A method of the Identity Engine dialect. ``classic`` is its classic form with ``{0}`` for the value."""

    name: str
    receiver: str
    parameters: tuple[Parameter, ...]
    returns: str
    classic: str | None
    source: str


@cache
def _table() -> tuple[dict[str, Function], dict[str, list[Method]]]:
    with open(os.path.join(os.path.dirname(__file__), "data", "functions.json"), encoding="utf-8") as file:
        data = json.load(file)
    functions = {row["name"]: _function(row) for row in data["functions"]}
    methods: dict[str, list[Method]] = {}
    for row in data["methods"]:
        receiver, _, name = row["name"].rpartition(".")
        method = Method(name, receiver.strip("<>"), _parameters(row), row["returns"], row.get("classic"), row["source"])
        methods.setdefault(name, []).append(method)
    return functions, methods


def _function(row: dict[str, Any]) -> Function:
    return Function(
        row["name"],
        row["summary"],
        _parameters(row),
        row["returns"],
        row["null"],
        tuple(row["allowed"]),
        row.get("replaced_by"),
        row.get("undocumented", False),
        row.get("note", ""),
        tuple(
            Example(*example) if len(example) > 1 else Example(example[0], "") for example in row.get("examples", ())
        ),
        row["source"],
    )


def _parameters(row: dict[str, Any]) -> tuple[Parameter, ...]:
    return tuple(
        Parameter(
            p["name"],
            tuple(p["type"].split("|")),
            p.get("optional", False),
            p.get("variadic", False),
            p.get("paired", False),
        )
        for p in row["params"]
    )


def functions() -> list[Function]:
    """All functions, in the order of the reference."""
    return list(_table()[0].values())


def lookup(name: str) -> Function | None:
    """The function of exactly this name: names are case-sensitive."""
    return _table()[0].get(name)


def methods(name: str) -> list[Method]:
    """The methods of the Identity Engine dialect with this name, for each kind of value that has one."""
    return _table()[1].get(name, [])


@cache
def _habits() -> tuple[dict[str, str], dict[str, str]]:
    """What a folded name of another language means here, and what to do where nothing here means the same."""
    with open(os.path.join(os.path.dirname(__file__), "data", "function_habits.json"), encoding="utf-8") as file:
        data = json.load(file)
    return data["meant"], data["instead"]


def instead(name: str) -> str | None:
    """What to do without a function that people know from elsewhere; None when nothing is known of it."""
    from maplint.names import fold

    return _habits()[1].get(fold(name))


@lru_cache(maxsize=1024)
def suggest(name: str) -> str | None:
    """The function that a wrong name is meant for: other letter case, another dialect's name, or a near one; else None."""
    from maplint.names import fold, nearest

    names = [function.name for function in functions() if function.replaced_by is None]
    folded = fold(name)
    equal = next((known for known in names if fold(known) == folded), None)
    if equal is not None:
        return equal
    meant, elsewhere = _habits()
    if folded in meant or folded in elsewhere:
        return meant.get(folded)
    # Without its namespace: `stringContains(x, y)`. One namespace never stands for another.
    bare = [known for known in names if fold(known.rpartition(".")[2]) == folded]
    if len(bare) == 1:
        return bare[0]
    near = nearest(name, [*names, *meant])
    return meant.get(near, near) if near is not None else None
