"""Expressions compiled once to Python code, to be run over many users.

Nothing of an expression's text is ever executed. The code is built node by node as a tree of Python's ``ast`` module, not as
text: names and literals of the expression reach it as constants (``ast.Constant``), operators and functions as calls of the
helpers below under names that are fixed here, and the code runs without builtins. So a text chooses among operations that
exist; it cannot add one.

Common shapes get direct code: reading ``user.x`` is a look-up in a dictionary, joining texts an addition, a test for null an
``is``. Whatever such a shape does not surely cover goes to the helpers of `maplint.oel.values` and `maplint.oel.library`, which
have all rules of types and null.

Where an error happened is not carried along while computing: each piece of code bears the offsets of its node as line numbers,
and the traceback tells them when there is something to tell.
"""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from maplint.oel import values
from maplint.oel.ast import (
    Binary,
    Call,
    Elvis,
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
    ungrouped,
)
from maplint.oel.context import Context, EvaluationError
from maplint.oel.functions import lookup
from maplint.oel.functions import methods as identity_engine_methods
from maplint.oel.library import FUNCTIONS, METHODS_OF_USER
from maplint.oel.parser import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from maplint.oel.parser import Expression

    Row = Callable[[Context | Mapping[str, Any]], tuple[Any, ...]]

CLASSIC, IDENTITY_ENGINE = "classic", "identity-engine"
DIALECTS = (CLASSIC, IDENTITY_ENGINE)

# Faults of syntax that leave a value: Okta reads `[x]` as an index into nothing and yields null.
_HARMLESS = frozenset({"array-literal"})
# Up to so many `+` texts are joined without a look at the length: a few texts are as long as they are.
_FEW = 32
_REMEMBERED = 20_000
_FILE = "<okta expression>"


def compile_row(texts: Sequence[str], dialect: str = CLASSIC) -> Row:
    """One function for many expressions: it takes a context (or the data of one) and gives their values in order.

    An expression that fails gives its `EvaluationError` in its place and leaves the others alone. What was assumed is in the
    ``assumed`` of the context afterwards, for all expressions together.

    Raises:
        ValueError: there is no such dialect.
    """
    if dialect not in DIALECTS:
        raise ValueError(f"the dialect is one of {', '.join(DIALECTS)}")
    key = tuple(texts)
    return (_compiled_remembered if sum(map(len, key)) <= _REMEMBERED else _compiled)(key, dialect)


def _compiled(texts: tuple[str, ...], dialect: str) -> Row:
    try:
        return _compiled_together(texts, dialect)
    except (RecursionError, MemoryError):
        # Who calls from deep down leaves little stack: one expression that is too deep must not take the others along.
        if len(texts) == 1:
            error = EvaluationError("the expression is nested too deeply to be evaluated", "limit")
            return lambda _context: (error,)
        rows = [_compiled((text,), dialect) for text in texts]
        return lambda context: tuple(row(context)[0] for row in rows)


def _compiled_together(texts: tuple[str, ...], dialect: str) -> Row:
    builder = _Builder(dialect)
    body: list[ast.stmt] = []
    for number, text in enumerate(texts):
        body.append(_guarded(f"v{number}", builder.expression(parse(text))))
    body.append(ast.Return(ast.Tuple([_load(f"v{number}") for number in range(len(texts))], ast.Load())))
    return _function([*builder.root_statements(), *body], builder.names)


_compiled_remembered = lru_cache(maxsize=1024)(_compiled)


def fault_of(expression: Expression) -> EvaluationError | None:
    """The first fault of syntax that leaves an expression without a value."""
    for fault in expression.errors:
        if fault.code not in _HARMLESS:
            return EvaluationError(fault.message, "syntax", fault.start, fault.end)
    return None


# --- Python code ----------------------------------------------------------------------------------------------------------


def _function(body: list[ast.stmt], names: dict[str, Any]) -> Callable[..., Any]:
    """A function of one context with this body; ``names`` is what it refers to beside the helpers.

    The frame around the body is parsed, not built: what such a node holds differs between versions of Python.
    """
    module = ast.parse("def row(context):\n c = context_of(context)")
    function = module.body[0]
    assert isinstance(function, ast.FunctionDef)
    function.body += body
    namespace: dict[str, Any] = {"__builtins__": {}, **_HELPERS, **names}
    for node in ast.walk(module):
        # As ast.fix_missing_locations, which recurses.
        if "lineno" in node._attributes and not hasattr(node, "lineno"):
            node.lineno, node.col_offset, node.end_lineno, node.end_col_offset = 1, 0, 1, 0  # type: ignore[attr-defined]
    exec(compile(module, _FILE, "exec"), namespace)
    made: Callable[..., Any] = namespace["row"]
    return made


def _guarded(name: str, value: ast.expr) -> ast.stmt:
    """``try: v = value / except EvaluationError as e: v = caught(e)``"""
    caught = ast.Call(_load("caught"), [_load("e")], [])
    handler = ast.ExceptHandler(_load("EvaluationError"), "e", [ast.Assign([_store(name)], caught)])
    return ast.Try([ast.Assign([_store(name)], value)], [handler], [], [])


def _load(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _store(name: str) -> ast.Name:
    return ast.Name(name, ast.Store())


def _located(built: ast.expr, node: Node) -> ast.expr:
    """Give the offsets of a node to the code that was built for it, as line numbers. What is inside has its own already."""
    stack: list[ast.AST] = [built]
    while stack:
        part = stack.pop()
        if isinstance(part, ast.expr):
            if hasattr(part, "lineno"):
                continue
            part.lineno, part.col_offset = node.start + 1, 0
            part.end_lineno, part.end_col_offset = node.end + 1, 0
        stack.extend(ast.iter_child_nodes(part))
    return built


# --- what the code calls --------------------------------------------------------------------------------------------------


def _context_of(context: Context | Mapping[str, Any]) -> Context:
    if not isinstance(context, Context):
        return Context(context)
    context.begin()
    return context


def _caught(error: EvaluationError) -> EvaluationError:
    """An error as a value: with its place, without its traceback."""
    traceback = error.__traceback__
    if error.start is None:
        while traceback is not None:
            # A projection's body is code of its own inside the expression's: the innermost place counts.
            code = traceback.tb_frame.f_code
            if code.co_filename == _FILE:
                first, last, _, _ = list(code.co_positions())[traceback.tb_lasti // 2]
                error.start, error.end = first and first - 1, last and last - 1
            traceback = traceback.tb_next
    return error.with_traceback(None)


def _reader(context: Context, name: str) -> Callable[[str], Any]:
    """What reads attributes of a root. That there is no such root is an error only when one is read."""
    try:
        target = context.root(name)
    except EvaluationError as error:
        unknown = error

        def fail(_attribute: str) -> Any:
            raise unknown.fresh()

        return fail
    if isinstance(target, dict):
        return target.get

    def read(attribute: str) -> Any:
        return values.member(context, target, attribute, False)

    return read


def _project(context: Context, target: Any, body: Callable[[Context], Any], size: int) -> list[Any]:
    """The body's value for each element; ``size`` is how many nodes it has."""
    if target is None:
        raise EvaluationError("null has no elements", "null")
    if not isinstance(target, list):
        raise EvaluationError(f"a value of type {values.type_name(target)} has no elements")
    context.spend(len(target) * size)
    return [body(context.at_item(item)) for item in target]


def _nothing(context: Context, *_items: Any) -> None:
    context.assume("what stands in square brackets alone is an index into nothing: null")


def _fail(error: EvaluationError) -> Any:
    raise error.fresh()


def _now_moment(context: Context) -> Any:
    from maplint.oel.library import now_of
    from maplint.oel.methods import Moment

    return Moment(now_of(context))


def _method(context: Context, target: Any, name: str, args: list[Any]) -> Any:
    from maplint.oel.methods import call_method

    return call_method(context, target, name, args)


_HELPERS: dict[str, Any] = {
    "EvaluationError": EvaluationError,
    "str_type": str,
    "bool_type": bool,
    "size_of": len,
    "context_of": _context_of,
    "caught": _caught,
    "reader": _reader,
    "bare": Context.bare,
    "plus": values.plus,
    "joined": values.joined,
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
    "matches": values.matches,
    "member": values.member,
    "index": values.index,
    "text_of": values.text_of,
    "project": _project,
    "method": _method,
    "now_moment": _now_moment,
    "nothing": _nothing,
    "fail": _fail,
}
_ARITHMETIC = {"-": "minus", "/": "divide", "%": "modulo", "^": "power"}
_BOOLEAN = frozenset({"==", "!=", "<", "<=", ">", ">=", "AND", "OR", "matches"})
_TO_CASE = {
    "String.toLowerCase": "lower", "toLowerCase": "lower", "String.toUpperCase": "upper", "toUpperCase": "upper",
}  # fmt: skip
_SUBSTRING = frozenset({"String.substring", "substring"})


# --- from our tree to Python's --------------------------------------------------------------------------------------------


class _Builder:
    """Builds Python code for the nodes of expressions. ``names`` are the objects that the code refers to by name."""

    def __init__(self, dialect: str) -> None:
        self.names: dict[str, Any] = {}
        self._dialect = dialect
        self._readers: dict[str, str] = {}
        self._temporaries = 0
        self._long = False
        self._build: dict[type[Node], Callable[[Any], ast.expr]] = {
            Binary: self._binary,
            Call: self._call_function,
            Elvis: self._elvis,
            Index: self._index,
            ListLiteral: self._list,
            Literal: self._literal,
            MapLiteral: self._map,
            Member: self._member,
            MethodCall: self._call_method,
            Name: self._name,
            Projection: self._projection,
            Ternary: self._ternary,
            Unary: self._unary,
        }

    def expression(self, expression: Expression) -> ast.expr:
        """The code of a whole expression; of an error when it has a fault that leaves no value."""
        fault = fault_of(expression)
        if fault is not None:
            return self._error(fault)
        self._long = expression.text.count("+") > _FEW
        return self.build(expression.ast)

    def root_statements(self) -> list[ast.stmt]:
        """Preparing the reading of each root, once per row."""
        return [
            ast.Assign([_store(local)], self._with_context("reader", ast.Constant(name)))
            for name, local in self._readers.items()
        ]

    def build(self, node: Node) -> ast.expr:
        """The code that computes a node's value."""
        node = ungrouped(node)
        make = self._build.get(type(node))
        if make is None:
            return self._failure("this part has no value", "syntax", node.start, node.end)
        return _located(make(node), node)

    # --- pieces -----------------------------------------------------------------------------------------------------

    def _error(self, error: EvaluationError) -> ast.expr:
        return self._call("fail", self._named(error))

    def _failure(self, message: str, code: str, start: int, end: int) -> ast.expr:
        """An error that is the same for every user; raised where it is reached, since it may never be."""
        return self._error(EvaluationError(message, code, start, end))

    def _named(self, value: Any) -> ast.Name:
        name = f"n{len(self.names)}"
        self.names[name] = value
        return _load(name)

    def _call(self, helper: str, *args: ast.expr) -> ast.expr:
        return ast.Call(_load(helper), list(args), [])

    def _with_context(self, helper: str, *args: ast.expr) -> ast.expr:
        return self._call(helper, _load("c"), *args)

    def _kept(self, value: ast.expr) -> tuple[ast.expr, str]:
        """``(t := value)`` and the name ``t``, for what is used more than once."""
        self._temporaries += 1
        name = f"t{self._temporaries}"
        return ast.NamedExpr(_store(name), value), name

    # --- values -----------------------------------------------------------------------------------------------------

    def _literal(self, node: Literal) -> ast.expr:
        return ast.Constant(node.value)

    def _name(self, node: Name) -> ast.expr:
        return self._with_context("bare", ast.Constant(node.name))

    def _member(self, node: Member) -> ast.expr:
        if isinstance(node.target, Name):
            reader = self._readers.setdefault(node.target.name, f"r{len(self._readers)}")
            return self._call(reader, ast.Constant(node.name))
        of_call = isinstance(ungrouped(node.target), (Call, MethodCall))
        return self._with_context("member", self.build(node.target), ast.Constant(node.name), ast.Constant(of_call))

    def _index(self, node: Index) -> ast.expr:
        return self._call("index", self.build(node.target), self.build(node.index))

    def _list(self, node: ListLiteral) -> ast.expr:
        if node.square:
            return self._with_context("nothing")
        return ast.List([self.build(item) for item in node.items], ast.Load())

    def _map(self, node: MapLiteral) -> ast.expr:
        keys: list[ast.expr | None] = [
            ast.Constant(key.name) if isinstance(key, Name) else self._call("text_of", self.build(key))
            for key, _ in node.entries
        ]
        return ast.Dict(keys, [self.build(value) for _, value in node.entries])

    def _projection(self, node: Projection) -> ast.expr:
        if node.kind != "!":
            return self._failure("a selection has no value here", "syntax", node.start, node.end)
        inner = _Builder(self._dialect)
        value = inner.build(node.body)
        body = _function([*inner.root_statements(), ast.Return(value)], inner.names)
        size = ast.Constant(sum(1 for _ in node.body.walk()))
        return self._with_context("project", self.build(node.target), self._named(body), size)

    # --- conditions -------------------------------------------------------------------------------------------------

    def _condition(self, node: Node) -> ast.expr:
        """A node as a condition; what surely is a boolean needs no test."""
        node = ungrouped(node)
        built = self.build(node)
        if (isinstance(node, Binary) and node.operator in _BOOLEAN) or (
            isinstance(node, Unary) and node.operator == "!"
        ):
            return built
        value, name = self._kept(built)
        return _located(ast.IfExp(_is_of(value, "bool_type"), _load(name), self._call("truth", _load(name))), node)

    def _ternary(self, node: Ternary) -> ast.expr:
        # Tables are written as chains of hundreds: no recursion along them.
        chain: list[Ternary] = []
        last: Node = node
        while isinstance(last, Ternary):
            chain.append(last)
            last = last.otherwise
        built = self.build(last)
        for link in reversed(chain):
            built = _located(ast.IfExp(self._condition(link.condition), self.build(link.then), built), link)
        return built

    def _elvis(self, node: Elvis) -> ast.expr:
        """The fallback for null and for the empty text."""
        value, name = self._kept(self.build(node.value))
        missing = ast.BoolOp(
            ast.Or(),
            [
                ast.Compare(value, [ast.Is()], [ast.Constant(None)]),
                ast.Compare(_load(name), [ast.Eq()], [ast.Constant("")]),
            ],
        )
        return ast.IfExp(missing, self.build(node.fallback), _load(name))

    def _unary(self, node: Unary) -> ast.expr:
        if node.operator == "!":
            return ast.UnaryOp(ast.Not(), self._condition(node.operand))
        return self._call("negate" if node.operator == "-" else "unary_plus", self.build(node.operand))

    # --- binary operators -------------------------------------------------------------------------------------------

    def _binary(self, node: Binary) -> ast.expr:
        operator = node.operator
        if operator == "+":
            return self._plus(node)
        if operator in ("AND", "OR"):
            parts = [self._condition(part) for part in _chain(node)]
            return ast.BoolOp(ast.And() if operator == "AND" else ast.Or(), parts)
        if operator in ("==", "!="):
            return self._equality(node)
        left, right = self.build(node.left), self.build(node.right)
        if operator in ("matches", "*"):
            return self._with_context("matches" if operator == "matches" else "times", left, right)
        if operator in _ARITHMETIC:
            return self._call(_ARITHMETIC[operator], left, right)
        return self._call("compare", ast.Constant(operator), left, right)

    def _equality(self, node: Binary) -> ast.expr:
        """Against null or a literal text Python's own comparison is the language's; else the helper's."""
        positive = node.operator == "=="
        for one, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(other, Literal) and other.value is None:
                # Kept under a name: Python warns of a literal beside `is`.
                kept, _ = self._kept(self.build(one))
                return ast.Compare(kept, [ast.Is() if positive else ast.IsNot()], [ast.Constant(None)])
            if isinstance(other, Literal) and isinstance(other.value, str):
                return ast.Compare(
                    self.build(one), [ast.Eq() if positive else ast.NotEq()], [ast.Constant(other.value)]
                )
        same = self._call("equal", self.build(node.left), self.build(node.right))
        return same if positive else ast.UnaryOp(ast.Not(), same)

    def _plus(self, node: Binary) -> ast.expr:
        """A chain of ``+``, from left to right: with a text on one side it joins, and stays a text from there on."""
        first, *rest = _chain(node)
        built, textual = self.build(first), _is_text(first)
        for part in rest:
            right = self.build(part)
            if self._long:
                built = self._with_context("plus", built, right)
            elif textual or _is_text(part):
                left = built if textual else self._as_text(built)
                built = ast.BinOp(left, ast.Add(), right if _is_text(part) else self._as_text(right))
                textual = True
            else:
                built = self._plain_plus(built, right)
            # From the chain's beginning up to here: that much of it is what an error is about.
            _located(built, Node(node.start, part.end))
        return built

    def _as_text(self, value: ast.expr) -> ast.expr:
        """A value that is joined to a text, as text."""
        kept, name = self._kept(value)
        return ast.IfExp(_is_of(kept, "str_type"), _load(name), self._with_context("joined", _load(name)))

    def _plain_plus(self, left: ast.expr, right: ast.expr) -> ast.expr:
        """``a + b`` where nothing is known: directly when both are texts. `&` and not `and`: both sides must be computed."""
        first, first_name = self._kept(left)
        second, second_name = self._kept(right)
        both = ast.BinOp(_is_of(first, "str_type"), ast.BitAnd(), _is_of(second, "str_type"))
        direct = ast.BinOp(_load(first_name), ast.Add(), _load(second_name))
        return ast.IfExp(both, direct, self._with_context("plus", _load(first_name), _load(second_name)))

    # --- calls ------------------------------------------------------------------------------------------------------

    def _call_function(self, node: Call) -> ast.expr:
        name, count = node.name, len(node.args)
        if self._dialect == IDENTITY_ENGINE and name in ("DateTime.now", "Time.now") and not count:
            return self._with_context("now_moment")
        function, body = lookup(name), FUNCTIONS.get(name)
        if function is None or body is None:
            return self._unknown_function(node)
        if not function.takes(count):
            message = f"`{function.signature}` does not take {count} argument{'s' * (count != 1)}"
            return self._failure(message, "arguments", node.start, node.end)
        arguments = [self.build(arg) for arg in node.args]
        if name in _TO_CASE:
            kept, local = self._kept(arguments[0])
            direct = ast.Call(ast.Attribute(_load(local), _TO_CASE[name], ast.Load()), [], [])
            return ast.IfExp(
                _is_of(kept, "str_type"), direct, ast.Call(self._named(body), [_load("c"), _load(local)], [])
            )
        if name in _SUBSTRING and _are_positions(node.args[1:]):
            return self._substring(body, *arguments)
        return ast.Call(self._named(body), [_load("c"), *arguments], [])

    def _substring(self, body: Callable[..., Any], text: ast.expr, start: ast.expr, end: ast.expr) -> ast.expr:
        """A slice, for a text that surely has it: long enough, and of characters that Java counts as Python does."""
        kept, name = self._kept(text)
        ascii_only = ast.Call(ast.Attribute(_load(name), "isascii", ast.Load()), [], [])
        enough = ast.Compare(ast.Call(_load("size_of"), [_load(name)], []), [ast.GtE()], [end])
        surely = ast.BoolOp(ast.And(), [_is_of(kept, "str_type"), enough, ascii_only])
        piece = ast.Subscript(_load(name), ast.Slice(start, end), ast.Load())
        return ast.IfExp(surely, piece, ast.Call(self._named(body), [_load("c"), _load(name), start, end], []))

    def _unknown_function(self, node: Call) -> ast.expr:
        if node.name == "DateTime.now":
            message = "`DateTime.now()` is of the Identity Engine dialect: the classic one has `Time.now()`"
            return self._failure(message, "wrong-dialect", node.start, node.end)
        from maplint.oel.functions import suggest

        near = suggest(node.name)
        meant = f": is `{near}` meant?" if near else ""
        return self._failure(
            f"there is no function `{node.name}`{meant}", "unknown-function", node.start, node.name_end
        )

    def _call_method(self, node: MethodCall) -> ast.expr:
        of_user = isinstance(node.target, Name) and node.target.name == "user"
        if self._dialect != IDENTITY_ENGINE:
            return self._failure(_classic_form(node, of_user), "wrong-dialect", node.start, node.end)
        if of_user and node.name in METHODS_OF_USER:
            body = self._named(METHODS_OF_USER[node.name])
            return ast.Call(body, [_load("c"), *(self.build(arg) for arg in node.args)], [])
        arguments = ast.List([self.build(arg) for arg in node.args], ast.Load())
        return self._with_context("method", self.build(node.target), ast.Constant(node.name), arguments)


def _chain(node: Binary) -> list[Node]:
    """The operands of a chain of one operator, ``a + b + c``, in order."""
    operands: list[Node] = []
    left: Node = node
    while isinstance(left, Binary) and left.operator == node.operator:
        operands.append(left.right)
        left = left.left
    return [left, *reversed(operands)]


def _is_text(node: Node) -> bool:
    return isinstance(node, Literal) and isinstance(node.value, str)


def _are_positions(nodes: Sequence[Node]) -> bool:
    """Whether the nodes are literal positions from and to, in order."""
    found = [node.value for node in nodes if isinstance(node, Literal) and type(node.value) is int]
    return len(found) == 2 == len(nodes) and 0 <= found[0] <= found[1]


def _is_of(value: ast.expr, name: str) -> ast.expr:
    """``value.__class__ is name``: no subclass of Python's types comes from JSON."""
    return ast.Compare(ast.Attribute(value, "__class__", ast.Load()), [ast.Is()], [_load(name)])


def _classic_form(node: MethodCall, of_user: bool) -> str:
    """What the classic dialect writes for a method call."""
    said = f"`.{node.name}()` on a value is of the Identity Engine dialect"
    if of_user and node.name in FUNCTIONS:
        return f"`{node.name}(...)` is written without `user.`"
    forms = {method.classic for method in identity_engine_methods(node.name)} - {None}
    if not forms:
        return f"{said}: the classic one has nothing like it"
    shown = " or ".join(sorted(f"`{str(form).format('x', 'a', 'b')}`" for form in forms))
    return f"{said}: the classic one writes {shown}"
