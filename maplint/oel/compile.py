"""Expressions compiled once to Python code, to be run over many users.

Nothing of an expression's text is executed: the code is built as a syntax tree of Python's `ast` module from nodes of our own
tree. Names and literals of the expression become constants in it (``ast.Constant``), operators and functions become calls of
the helpers below by fixed names. There is no way from a text to code.

Common shapes get direct code: reading ``user.x`` is a dictionary look-up, joining texts an addition, a test for null an ``is``;
everything else calls a helper of `maplint.oel.values`, which has all rules of types and null.
"""

from __future__ import annotations

import ast
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from maplint.oel import values
from maplint.oel.ast import (
    Binary,
    Call,
    Elvis,
    Group,
    Index,
    ListLiteral,
    Literal,
    MapLiteral,
    Member,
    MethodCall,
    Name,
    Node,
    Projection,
    Ternary,
    Unary,
)
from maplint.oel.context import Context, EvaluationError
from maplint.oel.functions import lookup
from maplint.oel.library import FUNCTIONS
from maplint.oel.parser import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from maplint.oel.parser import Expression

    Row = Callable[[Context], tuple[Any, ...]]

CLASSIC, IDENTITY_ENGINE = "classic", "identity-engine"
DIALECTS = (CLASSIC, IDENTITY_ENGINE)

# Faults that still have a value: Okta reads `[x]` as an index into nothing and yields null.
_HARMLESS = frozenset({"array-literal"})


def check_syntax(expression: Expression) -> None:
    """Raise `EvaluationError` for the first fault that leaves an expression without a value."""
    for fault in expression.errors:
        if fault.code not in _HARMLESS:
            raise EvaluationError(fault.message, "syntax", fault.start, fault.end)


def compile_row(texts: Sequence[str], dialect: str = CLASSIC) -> Row:
    """One function for many expressions: it takes a context and gives their values in order.

    An expression that fails gives its `EvaluationError` in its place; one that cannot be compiled gives it always.
    """
    return _compiled(tuple(texts), dialect)


@lru_cache(maxsize=256)
def _compiled(texts: tuple[str, ...], dialect: str) -> Row:
    builder = _Builder(dialect)
    body: list[ast.stmt] = []
    for number, text in enumerate(texts):
        expression = parse(text)
        try:
            check_syntax(expression)
            value = builder.build(expression.ast)
        except EvaluationError as error:
            value = builder.constant(error)
        body.append(_guarded(f"v{number}", value))
    roots = builder.root_statements()
    result = ast.Return(ast.Tuple([_load(f"v{number}") for number in range(len(texts))], ast.Load()))
    return _function([*roots, *body, result], builder.names)


def _guarded(name: str, value: ast.expr) -> ast.stmt:
    """``try: v = value / except EvaluationError as e: v = e``"""
    handler = ast.ExceptHandler(_load("EvaluationError"), "e", [ast.Assign([_store(name)], _load("e"))])
    return ast.Try([ast.Assign([_store(name)], value)], [handler], [], [])


def _function(body: list[ast.stmt], names: dict[str, Any]) -> Row:
    arguments = ast.arguments([], [ast.arg("c")], None, [], [], None, [])
    function = ast.FunctionDef("row", arguments, body, [], None)
    module = ast.fix_missing_locations(ast.Module([function], []))
    namespace: dict[str, Any] = {"__builtins__": {}, **_HELPERS, **names}
    try:
        with warnings.catch_warnings():
            # Literals are compared by identity with the classes of values; Python would remark on it to the user.
            warnings.simplefilter("ignore", SyntaxWarning)
            exec(compile(module, "<expressions>", "exec"), namespace)
    except (RecursionError, MemoryError) as error:
        raise EvaluationError("the expression is nested too deeply to be evaluated", "limit") from error
    row: Row = namespace["row"]
    return row


def _load(name: str) -> ast.expr:
    return ast.Name(name, ast.Load())


def _store(name: str) -> ast.expr:
    return ast.Name(name, ast.Store())


def _root(context: Context, name: str) -> Any:
    """A root's value, or the error that says that it cannot be known; raised only when it is used."""
    try:
        return context.root(name)
    except EvaluationError as error:
        return error


def _member(context: Context, target: Any, name: str, of_call: bool) -> Any:
    if isinstance(target, EvaluationError):
        raise _fresh(target)
    return values.member(context, target, name, of_call)


def _value(target: Any) -> Any:
    if isinstance(target, EvaluationError):
        raise _fresh(target)
    return target


def _fresh(error: EvaluationError) -> EvaluationError:
    """A copy to raise: an exception that is raised again and again collects its tracebacks."""
    return EvaluationError(error.message, error.code, error.start, error.end)


def _index(_context: Context, target: Any, position: Any) -> Any:
    return values.index(target, position)


def _project(context: Context, target: Any, body: Callable[[Context], Any]) -> Any:
    if target is None:
        raise EvaluationError("null has no elements", "null")
    if not isinstance(target, list):
        raise EvaluationError(f"a value of type {values.type_name(target)} has no elements")
    found = []
    for item in target:
        inner = Context({**context.data, **item} if isinstance(item, dict) else context.data)
        found.append(body(inner))
        context.assumed += [sentence for sentence in inner.assumed if sentence not in context.assumed]
    return found


def _method(context: Context, target: Any, name: str, args: list[Any], of_user: bool) -> Any:
    from maplint.oel.methods import call_method, within

    if name.startswith("within"):
        return within(context, target, name, args)
    return call_method(context, target, name, args, of_user)


def _now_moment(context: Context) -> Any:
    from maplint.oel.dates import parse_iso
    from maplint.oel.methods import Moment

    return Moment(parse_iso(values.text_of(context.need("now", "the time"))))


def _nothing(context: Context, *_items: Any) -> None:
    context.assume("an array in square brackets is an index into nothing: null")


def _fail(error: EvaluationError) -> Any:
    raise _fresh(error)


_HELPERS: dict[str, Any] = {
    "EvaluationError": EvaluationError,
    "dict_type": dict,
    "str_type": str,
    "plus": values.plus,
    "minus": values.minus,
    "times": values.times,
    "divide": values.divide,
    "modulo": values.modulo,
    "power": values.power,
    "equal": values.equal,
    "compare": values.compare,
    "truth": values.truth,
    "negate": values.negate,
    "unary_plus": values.unary_plus,
    "elvis": values.elvis,
    "matches": values.matches,
    "root": _root,
    "member": _member,
    "value": _value,
    "index": _index,
    "project": _project,
    "method": _method,
    "now_moment": _now_moment,
    "nothing": _nothing,
    "fail": _fail,
}
_ARITHMETIC = {"-": "minus", "*": "times", "/": "divide", "%": "modulo", "^": "power"}
_BOOLEAN = frozenset({"==", "!=", "<", "<=", ">", ">=", "AND", "OR", "matches"})


class _Builder:
    """Builds Python syntax for our nodes. ``names`` are the objects that the code refers to by name."""

    def __init__(self, dialect: str) -> None:
        self.names: dict[str, Any] = {}
        self._dialect = dialect
        self._roots: dict[str, str] = {}
        self._temporaries = 0

    # --- pieces ---------------------------------------------------------------------------------------------------

    def constant(self, error: EvaluationError) -> ast.expr:
        """An error that is the same for every user."""
        return self._call("fail", self._named(error))

    def _named(self, value: Any) -> ast.expr:
        name = f"n{len(self.names)}"
        self.names[name] = value
        return _load(name)

    def _call(self, helper: str, *args: ast.expr) -> ast.expr:
        return ast.Call(_load(helper), list(args), [])

    def _with_context(self, helper: str, *args: ast.expr) -> ast.expr:
        return self._call(helper, _load("c"), *args)

    def _temporary(self, value: ast.expr) -> tuple[ast.expr, str]:
        """``(t := value)`` and the name, for what is used twice."""
        self._temporaries += 1
        name = f"t{self._temporaries}"
        return ast.NamedExpr(ast.Name(name, ast.Store()), value), name

    def root_statements(self) -> list[ast.stmt]:
        """Reading each root once per row."""
        return [
            ast.Assign([_store(local)], self._with_context("root", ast.Constant(name)))
            for name, local in self._roots.items()
        ]

    def _root(self, name: str) -> ast.expr:
        local = self._roots.setdefault(name, f"r{len(self._roots)}")
        return _load(local)

    # --- nodes ----------------------------------------------------------------------------------------------------

    def build(self, node: Node) -> ast.expr:
        """The syntax that computes a node's value."""
        if isinstance(node, Call):
            return self._function_call(node)
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            return self.constant(EvaluationError("this part cannot be evaluated", "syntax", node.start, node.end))
        result: ast.expr = method(node)
        return result

    def _literal(self, node: Literal) -> ast.expr:
        return ast.Constant(node.value)

    def _group(self, node: Group) -> ast.expr:
        return self.build(node.inner)

    def _name(self, node: Name) -> ast.expr:
        return self._call("value", self._root(node.name))

    def _member(self, node: Member) -> ast.expr:
        if isinstance(node.target, Name):
            # r.get("x") if r is a dictionary, else the slow way with all its rules.
            root = self._root(node.target.name)
            fast = ast.Call(ast.Attribute(root, "get", ast.Load()), [ast.Constant(node.name)], [])
            slow = self._with_context("member", root, ast.Constant(node.name), ast.Constant(False))
            return ast.IfExp(_is_type(root, "dict_type"), fast, slow)
        of_call = isinstance(node.target, (Call, MethodCall))
        return self._with_context("member", self.build(node.target), ast.Constant(node.name), ast.Constant(of_call))

    def _index(self, node: Index) -> ast.expr:
        return self._with_context("index", self.build(node.target), self.build(node.index))

    def _listliteral(self, node: ListLiteral) -> ast.expr:
        items = [self.build(item) for item in node.items]
        return self._with_context("nothing") if node.square else ast.List(items, ast.Load())

    def _mapliteral(self, node: MapLiteral) -> ast.expr:
        keys = [
            ast.Constant(key.name) if isinstance(key, Name) else ast.Constant(_key_text(key)) for key, _ in node.entries
        ]
        return ast.Dict(list(keys), [self.build(value) for _, value in node.entries])

    def _projection(self, node: Projection) -> ast.expr:
        if node.kind != "!":
            return self.constant(EvaluationError("a selection cannot be evaluated", "syntax", node.start, node.end))
        inner = _Builder(self._dialect)
        value = inner.build(node.body)
        function = _function([*inner.root_statements(), ast.Return(value)], inner.names)
        return self._with_context("project", self.build(node.target), self._named(function))

    def _unary(self, node: Unary) -> ast.expr:
        if node.operator == "!":
            return ast.UnaryOp(ast.Not(), self._condition(node.operand))
        return self._call("negate" if node.operator == "-" else "unary_plus", self.build(node.operand))

    def _condition(self, node: Node) -> ast.expr:
        """A node as a condition; what surely is a boolean needs no test."""
        plain = node.inner if isinstance(node, Group) else node
        built = self.build(plain)
        boolean = isinstance(plain, Binary) and plain.operator in _BOOLEAN
        return built if boolean else self._call("truth", built)

    def _ternary(self, node: Ternary) -> ast.expr:
        return ast.IfExp(self._condition(node.condition), self.build(node.then), self.build(node.otherwise))

    def _elvis(self, node: Elvis) -> ast.expr:
        value, name = self._temporary(self.build(node.value))
        return ast.IfExp(self._call("elvis", value), self.build(node.fallback), _load(name))

    def _binary(self, node: Binary) -> ast.expr:
        operator = node.operator
        if operator == "+":
            return self._plus(node)
        if operator in ("AND", "OR"):
            parts = [self._condition(node.left), self._condition(node.right)]
            return ast.BoolOp(ast.And() if operator == "AND" else ast.Or(), parts)
        if operator in ("==", "!="):
            return self._equality(node)
        left, right = self.build(node.left), self.build(node.right)
        if operator == "matches":
            return self._call("matches", left, right)
        if operator in _ARITHMETIC:
            return self._call(_ARITHMETIC[operator], left, right)
        return self._call("compare", ast.Constant(operator), left, right)

    def _equality(self, node: Binary) -> ast.expr:
        """Against null or a text literal Python's own comparison is the language's; else the helper's."""
        positive = node.operator == "=="
        for one, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(other, Literal) and other.value is None:
                return ast.Compare(self.build(one), [ast.Is() if positive else ast.IsNot()], [ast.Constant(None)])
            if isinstance(other, Literal) and isinstance(other.value, str):
                compared = ast.Constant(other.value)
                return ast.Compare(self.build(one), [ast.Eq() if positive else ast.NotEq()], [compared])
        same = self._call("equal", self.build(node.left), self.build(node.right))
        return same if positive else ast.UnaryOp(ast.Not(), same)

    def _plus(self, node: Binary) -> ast.expr:
        """A chain of ``+``, without recursion into it. Texts are added directly."""
        chain: list[Node] = []
        left: Node = node
        while isinstance(left, Binary) and left.operator == "+":
            chain.append(left.right)
            left = left.left
        built = self.build(left)
        textual = isinstance(left, Literal) and isinstance(left.value, str)
        for part in reversed(chain):
            right = self.build(part)
            if isinstance(part, Literal) and isinstance(part.value, str):
                built, textual = self._text_plus(built, right, known="right", left_is_text=textual), True
            elif textual:
                built = self._text_plus(built, right, known="left", left_is_text=True)
            else:
                built = self._with_context("plus", built, right)
        return built

    def _text_plus(self, left: ast.expr, right: ast.expr, *, known: str, left_is_text: bool) -> ast.expr:
        """``left + right`` where one side is known to be a text."""
        if known == "right" and left_is_text:
            return ast.BinOp(left, ast.Add(), right)
        other, name = self._temporary(left if known == "right" else right)
        if known == "right":
            fast = ast.BinOp(_load(name), ast.Add(), right)
            slow = self._with_context("plus", _load(name), right)
            return ast.IfExp(_is_type(other, "str_type"), fast, slow)
        # The left side must be computed first: it is kept, too.
        first, first_name = self._temporary(left)
        fast = ast.BinOp(_load(first_name), ast.Add(), _load(name))
        slow = self._with_context("plus", _load(first_name), _load(name))
        test = ast.Compare(
            ast.Subscript(
                ast.Tuple([first, ast.Attribute(other, "__class__", ast.Load())], ast.Load()),
                ast.Constant(1),
                ast.Load(),
            ),
            [ast.Is()],
            [_load("str_type")],
        )
        return ast.IfExp(test, fast, slow)

    # --- calls ----------------------------------------------------------------------------------------------------

    def _function_call(self, node: Call) -> ast.expr:
        function = lookup(node.name)
        body = FUNCTIONS.get(node.name)
        if self._dialect == IDENTITY_ENGINE and node.name in ("DateTime.now", "Time.now") and not node.args:
            return self._with_context("now_moment")
        if body is None or (function is None and self._dialect == CLASSIC):
            code = "wrong-dialect" if node.name.startswith("DateTime.") else "unknown-function"
            message = f"there is no function `{node.name}`"
            return self.constant(EvaluationError(message, code, node.start, node.name_end))
        count = len(node.args)
        if function is not None and (count < function.least or (function.most is not None and count > function.most)):
            message = f"`{function.signature}` does not take {count} argument{'s' * (count != 1)}"
            return self.constant(EvaluationError(message, "arguments", node.start, node.end))
        arguments = [self.build(arg) for arg in node.args]
        if node.name in _CASE_METHODS and count == 1:
            value, name = self._temporary(arguments[0])
            fast = ast.Call(ast.Attribute(_load(name), _CASE_METHODS[node.name], ast.Load()), [], [])
            slow = ast.Call(self._named(body), [_load("c"), _load(name)], [])
            return ast.IfExp(_is_type(value, "str_type"), fast, slow)
        return ast.Call(self._named(body), [_load("c"), *arguments], [])

    def _methodcall(self, node: MethodCall) -> ast.expr:
        if self._dialect != IDENTITY_ENGINE:
            message = f"`.{node.name}()` on a value is the Identity Engine dialect; the classic one has functions such as `String.len(x)`"
            return self.constant(EvaluationError(message, "wrong-dialect", node.start, node.end))
        of_user = isinstance(node.target, Name) and node.target.name == "user"
        target = ast.Constant(None) if of_user and node.name in ("isMemberOf", "getGroups") else self.build(node.target)
        arguments = ast.List([self.build(arg) for arg in node.args], ast.Load())
        return self._with_context("method", target, ast.Constant(node.name), arguments, ast.Constant(of_user))


_CASE_METHODS = {
    "String.toLowerCase": "lower", "toLowerCase": "lower", "String.toUpperCase": "upper", "toUpperCase": "upper",
}  # fmt: skip


def _is_type(value: ast.expr, name: str) -> ast.expr:
    return ast.Compare(ast.Attribute(value, "__class__", ast.Load()), [ast.Is()], [_load(name)])


def _key_text(key: Node) -> str:
    return values.text_of(key.value) if isinstance(key, Literal) else ""
