"""The values of expressions, as far as they follow from what is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from maplint.source.hcl.syntax import (
    Attr,
    Call,
    Chunk,
    Conditional,
    Expr,
    For,
    Index,
    Interpolation,
    Literal,
    Object,
    Operation,
    Parens,
    Splat,
    Template,
    TemplateFor,
    TemplateIf,
    Tuple,
    Variable,
)
from maplint.source.place import Part, Place
from maplint.terraform.declared import key_of
from maplint.terraform.functions import MOST_ITEMS, MOST_TEXT, call, text_of
from maplint.terraform.values import MISSING, UNKNOWN, Piece, Reference, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from maplint.source.document import Document
    from maplint.source.hcl.syntax import TemplatePart
    from maplint.source.place import Pointer
    from maplint.terraform.declared import Site, Written


class Names(Protocol):
    """What the names of a module mean."""

    def resolve(self, root: str, steps: list[str | int]) -> tuple[Value, int]:
        """The value of a way that begins with a name, and how many of its steps were taken; unknown for what is not known.

        Only leading steps that are known stand in ``steps``.
        """
        ...

    def settle(self, reference: Reference) -> Value | None:
        """The value that a reference leads to, where that is written; None where only Okta knows it."""
        ...

    def folders(self) -> dict[str, Value]:
        """What ``path`` means in a call of ``file()``: the folders of ``path.module``, ``path.root`` and ``path.cwd``; empty
        where they are unknown."""
        ...

    def data_file(self, path: str) -> Document | None:
        """The file of JSON or YAML at a path; None where it cannot be read."""
        ...


_NOTHING: dict[str, Value] = {}

MOST_STEPS = 300_000
"""How many values are gone through for one expression; one that takes more is unknown."""


MOST_NUMBER = 2.0**512
"""How large a number may become; Terraform's own have 512 bits."""


class TooMuch(Exception):  # noqa: N818 - no error: an answer
    """An expression that takes more steps than it may."""


class Evaluator:
    """Works out expressions of one module. ``own`` names what stands for something here alone: ``each``, a ``for``'s names."""

    __slots__ = ("_left", "_names", "_own")

    def __init__(self, names: Names, own: Mapping[str, Value] = _NOTHING) -> None:
        self._names = names
        self._own = own
        self._left = [MOST_STEPS]

    def with_names(self, own: Mapping[str, Value]) -> Evaluator:
        """The same with further names."""
        inner = Evaluator(self._names, {**self._own, **own})
        inner._left = self._left
        return inner

    def value(self, written: Written) -> Value:
        """The value of an expression at its site."""
        self._left = [MOST_STEPS]
        try:
            value = self._eval(written.expr, written.site)
        except (TooMuch, RecursionError):
            return Value(UNKNOWN, written.site.place(written.expr))
        return value if value is not MISSING else Value(UNKNOWN, written.site.place(written.expr))

    def _made(self, value: Value) -> Value:
        """A value that was put together or is to be gone through, its parts counted as steps."""
        self._left[0] -= value.parts
        if self._left[0] < 0:
            raise TooMuch
        return value

    def _eval(self, expr: Expr, site: Site) -> Value:
        evaluate = _EVALUATE.get(type(expr))
        return evaluate(self, expr, site) if evaluate is not None else Value(UNKNOWN, site.place(expr))

    # --- texts ----------------------------------------------------------------------------------------------------------

    def _literal(self, expr: Literal, site: Site) -> Value:
        return Value(expr.value, site.place(expr))

    def _template(self, expr: Template, site: Site) -> Value:
        parts = expr.parts
        place = site.place(expr)
        base = site.base
        if len(parts) == 1:
            part = parts[0]
            if type(part) is Chunk:
                piece = Piece(0, len(part.text), part.start - base, part.end - part.start)
                return Value(part.text, place, (piece,))
            if type(part) is Interpolation:
                return self._eval(part.expr, site)
        builder = _TextBuilder(base)
        known = self._add_parts(parts, site, builder)
        if not known:
            return Value(UNKNOWN, place)
        return Value(builder.text(), place, tuple(builder.pieces))

    def _add_parts(self, parts: tuple[TemplatePart, ...], site: Site, builder: _TextBuilder) -> bool:
        """Add the parts' text; false when it cannot be known."""
        for part in parts:
            if type(part) is Chunk:
                builder.add(part.text, part.start, part.end)
            elif type(part) is Interpolation:
                value = self._eval(part.expr, site)
                text = text_of(value.data)
                if text is None:
                    return False
                builder.add(text, part.start, part.end, value)
            elif type(part) is TemplateIf:
                condition = self._eval(part.condition, site).data
                if not isinstance(condition, bool):
                    return False
                if not self._add_parts(part.then if condition else part.otherwise, site, builder):
                    return False
            elif type(part) is TemplateFor:
                items = _iterate(self._eval(part.collection, site))
                if items is None:
                    return False
                for key, item in items:
                    own = {part.value: item} if part.key is None else {part.key: key, part.value: item}
                    self._made(item)
                    if not self.with_names(own)._add_parts(part.body, site, builder):
                        return False
            if builder.length > MOST_TEXT:
                return False
        return True

    # --- collections ----------------------------------------------------------------------------------------------------

    def _tuple(self, expr: Tuple, site: Site) -> Value:
        items = [self._eval(item, site.below(expr, number, item)) for number, item in enumerate(expr.items)]
        return self._made(Value(items, site.place(expr)))

    def _object(self, expr: Object, site: Site) -> Value:
        fields: dict[str, Value] = {}
        for key, item in expr.items:
            name = self._key(key, site)
            if name is None:
                return Value(UNKNOWN, site.place(expr))
            fields[name] = self._eval(item, site.below(expr, key_of(key, site), item))
        return self._made(Value(fields, site.place(expr)))

    def _key(self, key: Expr, site: Site) -> str | None:
        if isinstance(key, Variable):
            return key.name
        return text_of(self._eval(key, site).data)

    def _for(self, expr: For, site: Site) -> Value:
        place = site.place(expr)
        items = _iterate(self._eval(expr.collection, site))
        if items is None:
            return Value(UNKNOWN, place)
        listed: list[Value] = []
        fields: dict[str, Value] = {}
        for key, item in items:
            own = {expr.value: item} if expr.key is None else {expr.key: key, expr.value: item}
            inner = self.with_names(own)
            if expr.condition is not None:
                condition = inner._eval(expr.condition, site).data
                if not isinstance(condition, bool):
                    return Value(UNKNOWN, place)
                if not condition:
                    continue
            result = self._made(inner._eval(expr.result, site))
            if expr.new_key is None:
                listed.append(result)
                continue
            name = text_of(inner._eval(expr.new_key, site).data)
            if name is None:
                return Value(UNKNOWN, place)
            if expr.grouped:
                fields.setdefault(name, Value([])).data.append(result)
            else:
                fields[name] = result
        return Value(listed if expr.new_key is None else fields, place)

    def _splat(self, expr: Splat, site: Site) -> Value:
        of = self._eval(expr.of, site)
        place = site.place(expr)
        if of.data is UNKNOWN:
            return Value(UNKNOWN, place)
        items = of.items if isinstance(of.data, list) else [] if of.data is None else [of]
        return Value([self._made(self.with_names({"": item})._eval(expr.each, site)) for item in items], place)

    # --- ways -----------------------------------------------------------------------------------------------------------

    def _way(self, expr: Expr, site: Site) -> Value:
        """``a.b[c].d``: resolved from its first name on, step by step."""
        steps: list[str | int | None] = []
        at = expr
        while True:
            if isinstance(at, Attr):
                steps.append(at.name)
                at = at.of
            elif isinstance(at, Index):
                key = self._eval(at.key, site).data
                steps.append(key if isinstance(key, (str, int)) and not isinstance(key, bool) else None)
                at = at.of
            else:
                break
        steps.reverse()
        known = steps[: steps.index(None)] if None in steps else steps
        taken = 0
        if isinstance(at, Variable):
            if at.name in self._own:
                value = self._own[at.name]
            else:
                value, taken = self._names.resolve(at.name, known)  # type: ignore[arg-type]
        else:
            value = self._eval(at, site)
        for step in steps[taken:]:
            value = _step(value, step)
        if value is MISSING:
            return value
        if isinstance(value.data, Reference):
            settled = self._names.settle(value.data)
            if settled is not None:
                return Value(settled.data, site.place(expr), () if isinstance(settled.data, str) else None)
            return Value(value.data, site.place(expr))
        if value.place is None:
            return Value(value.data, site.place(expr), () if isinstance(value.data, str) else None)
        return value

    # --- working out ----------------------------------------------------------------------------------------------------

    def _call(self, expr: Call, site: Site) -> Value:
        if expr.name in ("jsondecode", "yamldecode") and len(expr.arguments) == 1:
            inner = expr.arguments[0]
            if isinstance(inner, Call) and inner.name == "file" and len(inner.arguments) == 1:
                return self._decoded_file(inner.arguments[0], site)
        if expr.name in ("try", "can") and not expr.expand:
            return self._tried(expr, site)
        arguments = [self._eval(argument, site) for argument in expr.arguments]
        if expr.expand and arguments:
            last = arguments.pop()
            if not isinstance(last.data, list):
                return Value(UNKNOWN, site.place(expr))
            arguments += last.data
        for argument in arguments:
            self._made(argument)
        result = self._made(call(expr.name, arguments))
        return result if result.place is not None else Value(result.data, site.place(expr), result.pieces)

    def _tried(self, expr: Call, site: Site) -> Value:
        """``try``: the first argument that is no error; ``can``: whether it is none. Only missing attributes are known to be one."""
        values = (self._eval(argument, site) for argument in expr.arguments)
        if expr.name == "try":
            found = next((value for value in values if value is not MISSING), None)
            return found if found is not None else Value(UNKNOWN, site.place(expr))
        tested = next(values, MISSING)
        return Value(UNKNOWN if tested.data is UNKNOWN and tested is not MISSING else tested is not MISSING)

    def _decoded_file(self, path: Expr, site: Site) -> Value:
        """``jsondecode(file(path))``: the values stand in that file."""
        folders = self._names.folders()
        text = self.with_names({"path": Value(folders)})._eval(path, site).text if folders else None
        document = self._names.data_file(text) if text is not None else None
        if document is None:
            return Value(UNKNOWN, site.place(path))
        return _in_document(document, (), document.value)

    def _conditional(self, expr: Conditional, site: Site) -> Value:
        condition = self._eval(expr.condition, site).flag
        if condition is None:
            return Value(UNKNOWN, site.place(expr))
        return self._eval(expr.then if condition else expr.otherwise, site)

    def _parens(self, expr: Parens, site: Site) -> Value:
        return self._eval(expr.inner, site)

    def _operation(self, expr: Operation, site: Site) -> Value:
        place = site.place(expr)
        right = self._eval(expr.right, site)
        left = self._eval(expr.left, site) if expr.left is not None else None
        if left is not None and expr.operator in ("&&", "||"):
            return Value(_logical(expr.operator, left.data, right.data), place)
        for operand in (left, right):
            if operand is not None and not self._made(operand).fully_known():
                return Value(UNKNOWN, place)
        try:
            if left is None:
                return Value(_UNARY[expr.operator](right.plain()), place)
            result = _BINARY[expr.operator](left.plain(), right.plain())
            return Value(result if -MOST_NUMBER < result < MOST_NUMBER else UNKNOWN, place)
        except (TypeError, KeyError, ArithmeticError):
            return Value(UNKNOWN, place)


_EVALUATE: dict[type[Expr], Callable[[Evaluator, Any, Site], Value]] = {
    Literal: Evaluator._literal,
    Template: Evaluator._template,
    Tuple: Evaluator._tuple,
    Object: Evaluator._object,
    For: Evaluator._for,
    Splat: Evaluator._splat,
    Variable: Evaluator._way,
    Attr: Evaluator._way,
    Index: Evaluator._way,
    Call: Evaluator._call,
    Conditional: Evaluator._conditional,
    Parens: Evaluator._parens,
    Operation: Evaluator._operation,
}


class _TextBuilder:
    """Puts a text together and notes where its parts come from."""

    def __init__(self, base: int) -> None:
        self._base = base
        self._texts: list[str] = []
        self.pieces: list[Piece] = []
        self.length = 0

    def add(self, text: str, start: int, end: int, inner: Value | None = None) -> None:
        if text:
            after = self.length + len(text)
            self.pieces.append(Piece(self.length, after, start - self._base, end - start, inner))
            self._texts.append(text)
            self.length = after

    def text(self) -> str:
        return "".join(self._texts)


def _in_document(document: Document, pointer: Pointer, data: Any) -> Value:
    """Plain data of a document as a value that stands there."""
    place = Place(document, pointer)
    if isinstance(data, dict):
        fields = {text_of(key) or "": _in_document(document, (*pointer, key), item) for key, item in data.items()}
        return Value(fields, place)
    if isinstance(data, list):
        return Value([_in_document(document, (*pointer, index), item) for index, item in enumerate(data)], place)
    return Value(data, place)


def _step(value: Value, step: str | int | None) -> Value:
    data = value.data
    if value is MISSING or (data is None and step is not None):
        return MISSING
    if step is None or data is UNKNOWN:
        return Value(UNKNOWN)
    if isinstance(data, Reference):
        return Value(data._replace(attribute=(*data.attribute, step)), value.place)
    if isinstance(data, list) and isinstance(step, str) and step.isdecimal():
        step = int(step)
    if isinstance(data, dict):
        step = str(step)
    return value.below(step) or MISSING


def _iterate(value: Value) -> Iterator[tuple[Value, Value]] | None:
    """The items of a collection with their keys; None when they cannot be known."""
    data = value.data
    if isinstance(data, list) and len(data) <= MOST_ITEMS:
        return ((Value(index), item) for index, item in enumerate(data))
    if isinstance(data, dict):
        return ((key_value(key, data[key]), data[key]) for key in sorted(data))
    return None


def key_value(key: str, item: Value) -> Value:
    """A key as a value: written where its item is."""
    place = item.place
    if place is not None and place.pointer[-1:] == (key,) and place.fragment is None:
        return Value(key, Place(place.document, place.pointer, Part.KEY), ())
    return Value(key, None, ())


def _logical(operator: str, left: Any, right: Any) -> Any:
    decides = operator == "||"
    if left is decides or right is decides:
        return decides
    return (not decides) if isinstance(left, bool) and isinstance(right, bool) else UNKNOWN


def _number(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(value)
    return value


def _equal(left: Any, right: Any) -> bool:
    return (
        type(left) is type(right) and left == right
        if isinstance(left, bool) or isinstance(right, bool)
        else left == right
    )


def _not(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return not value


_UNARY: dict[str, Callable[[Any], Any]] = {"!": _not, "-": lambda value: -_number(value)}
_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "==": _equal,
    "!=": lambda left, right: not _equal(left, right),
    "<": lambda left, right: _number(left) < _number(right),
    "<=": lambda left, right: _number(left) <= _number(right),
    ">": lambda left, right: _number(left) > _number(right),
    ">=": lambda left, right: _number(left) >= _number(right),
    "+": lambda left, right: _number(left) + _number(right),
    "-": lambda left, right: _number(left) - _number(right),
    "*": lambda left, right: _number(left) * _number(right),
    "/": lambda left, right: _number(left) / _number(right),
    "%": lambda left, right: _number(left) % _number(right),
}
