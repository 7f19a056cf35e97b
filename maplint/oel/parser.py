"""Tokens to a tree: the grammar of Spring's expression language, cut to what Okta documents, with what people write by
mistake read as what they meant.

Precedence from low to high: ternary and Elvis, OR, AND, comparison (one, not a chain), ``+ -``, ``* / %``, ``^``, unary,
postfix. Parsing never raises. A fault is said once; the rest of the text is read on.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from maplint.oel.ast import (
    Binary,
    Call,
    Elvis,
    Group,
    Index,
    Invalid,
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
    Unsupported,
)
from maplint.oel.diagnostics import Diagnostic
from maplint.oel.lexer import END, MEANT, NAME, NUMBER, OPERATOR, STRING, TEMPLATE, Token, tokenize

MAX_LENGTH = 100_000
"""Longest text that is parsed, in code points. Okta publishes no limit for mappings; for claims it is 1,024."""

MAX_NESTING = 100
"""How deep brackets may stand in each other: far beyond what people write, well within Python's own stack."""

MAX_DEPTH = 250
"""How deep a tree may be, chains of operators included: whoever walks it may recurse."""

NAMESPACES = frozenset({"String", "Arrays", "Convert", "Time", "Iso3166Convert", "Groups", "DateTime"})
"""Names that hold functions rather than values."""

_FOLDED_NAMESPACES = frozenset(name.lower() for name in NAMESPACES)

USER_FUNCTIONS = frozenset({"getInternalProperty", "getLinkedObject", "getGroups"})
"""Functions of classic OEL that are written as methods of ``user``."""

_COMPARISON = 3
_LEVELS = {
    "OR": 1, "||": 1, "|": 1,
    "AND": 2, "&&": 2, "&": 2,
    "==": _COMPARISON, "!=": _COMPARISON, "<": _COMPARISON, "<=": _COMPARISON, ">": _COMPARISON, ">=": _COMPARISON,
    "MATCHES": _COMPARISON, "EQ": _COMPARISON, "NE": _COMPARISON, "LT": _COMPARISON, "LE": _COMPARISON,
    "GT": _COMPARISON, "GE": _COMPARISON, "===": _COMPARISON, "==>": _COMPARISON, "!==": _COMPARISON, "<>": _COMPARISON,
    "=": _COMPARISON, "INSTANCEOF": _COMPARISON, "BETWEEN": _COMPARISON,
    "+": 4, "-": 4,
    "*": 5, "/": 5, "%": 5, "DIV": 5, "MOD": 5,
    "^": 6,
}  # fmt: skip
_CANONICAL = {
    "||": "OR", "|": "OR", "&&": "AND", "&": "AND", "MATCHES": "matches", "EQ": "==", "NE": "!=", "LT": "<", "LE": "<=",
    "GT": ">", "GE": ">=", "===": "==", "==>": "==", "!==": "!=", "<>": "!=", "DIV": "/", "MOD": "%", "=": "==",
}  # fmt: skip
_KEYWORDS = {"true": True, "false": False, "null": None}
_CLOSING = {"(": ")", "[": "]", "{": "}"}


class Expression(NamedTuple):
    """A parsed text: the tree is always there, with `Invalid` nodes where the text is broken."""

    text: str
    ast: Node
    errors: tuple[Diagnostic, ...]

    def source_of(self, node: Node) -> str:
        """The text that a node was read from."""
        return self.text[node.start : node.end]


def parse(text: str) -> Expression:
    """Parse a text. Never raises; what is wrong stands in ``errors``. Results are remembered by text."""
    return _parse(text) if len(text) > 2_000 else _parse_remembered(text)


def _parse(text: str) -> Expression:
    if len(text) > MAX_LENGTH:
        said = f"the expression is longer than {MAX_LENGTH:,} characters"
        fault = Diagnostic("too-long", said, 0, len(text), "split it, or compute the value elsewhere")
        return Expression(text, Invalid(0, len(text)), (fault,))
    tokens, faults = tokenize(text)
    parser = _Parser(text, tokens, faults)
    tree = parser.parse()
    if _too_deep(tree):
        tree = Invalid(0, len(text))
        faults.append(
            Diagnostic(
                "too-deep", "the expression is nested too deeply", 0, len(text), "split it into several attributes"
            )
        )
    if faults:
        _cover(tree)
    faults.sort(key=lambda fault: (fault.start, fault.end))
    return Expression(text, tree, tuple(faults))


def _cover(tree: Node) -> None:
    """Widen what was left open by a fault to what lies in it, so that spans nest in every tree."""
    for node in reversed(list(tree.walk())):
        for child in node.children():
            node.start = min(node.start, child.start)
            node.end = max(node.end, child.end)


_parse_remembered = lru_cache(maxsize=8192)(_parse)


def _too_deep(tree: Node) -> bool:
    """Whether the tree is deeper than `MAX_DEPTH`; level by level, so that no stack is needed to find out."""
    level: list[Node] = [tree]
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in node.children()]
        if not level:
            return False
    return True


class _Parser:
    def __init__(self, text: str, tokens: list[Token], faults: list[Diagnostic]) -> None:
        self._text = text
        self._tokens = tokens
        self._faults = faults
        self._at = 0
        self._token = tokens[0]
        self._nesting = 0

    # --- tokens ---------------------------------------------------------------------------------------------------

    def _next(self) -> Token:
        token = self._token
        if token.kind != END:
            self._at += 1
            self._token = self._tokens[self._at]
        return token

    def _is(self, symbol: str) -> bool:
        return self._token.kind == OPERATOR and self._token.value == symbol

    def _say(
        self, code: str, message: str, start: int, end: int, help_: str, fixes: tuple[tuple[int, int, str], ...] = ()
    ) -> None:
        # One fault, one sentence: what follows at the same place is a consequence of the first.
        if not any(f.start <= start < max(f.end, f.start + 1) and f.code != "comment" for f in self._faults[-8:]):
            self._faults.append(Diagnostic(code, message, start, end, help_, fixes))

    def _found(self) -> str:
        token = self._token
        if token.kind == END:
            return "the end"
        shown = self._text[token.start : token.end]
        return f"`{shown if len(shown) <= 30 else shown[:27] + '...'}`"

    # --- the whole ------------------------------------------------------------------------------------------------

    def parse(self) -> Node:
        if self._token.kind == END:
            self._say(
                "empty", "the expression is empty", 0, len(self._text), "write an expression, or remove the mapping"
            )
            return Invalid(0, len(self._text))
        tree = self._expression()
        if self._token.kind == END:
            return tree
        parts = [tree]
        self._say_trailing(tree)
        # Read on: what stands behind may hold faults and references of its own.
        while self._token.kind != END:
            before = self._at
            parts.append(self._expression())
            if self._at == before:
                self._next()
        return Invalid(parts[0].start, len(self._text), tuple(parts))

    def _say_trailing(self, tree: Node) -> None:
        token = self._token
        if token.kind == OPERATOR and token.value in (")", "]", "}"):
            message = f"this `{token.value}` closes nothing"
            self._say("extra-bracket", message, token.start, token.end, "remove it, or add the bracket that it closes",
                      ((token.start, token.end, ""),) if self._tokens[self._at + 1].kind == END else ())  # fmt: skip
        elif token.kind == OPERATOR and token.value == ":":
            message = "a `:` without a `?` before it"
            self._say(
                "ternary", message, token.start, token.end, "a choice is written `condition ? value : other value`"
            )
        elif token.kind == NAME and isinstance(tree, Name):
            self._say(
                "unquoted-text",
                f"two names stand side by side: is `{self._text[tree.start : token.end]}` a text without quotes?",
                tree.start,
                token.end,
                "put a text into quotes",
            )
        else:
            message = f"an operator is expected, {self._found()} was found"
            self._say(
                "missing-operator",
                message,
                token.start,
                token.end,
                "join texts with `+`, conditions with `AND` or `OR`",
            )

    # --- ternary and Elvis ----------------------------------------------------------------------------------------

    def _expression(self) -> Node:
        """A ternary, an Elvis, or what is below them. Chains (`a ? b : c ? d : e`) are read in a loop: people write tables so."""
        chain: list[tuple[Node, Node | None]] = []
        left = self._binary(1)
        while self._token.kind == OPERATOR:
            if self._token.value == "?":
                question = self._next()
                then = self._nested(self._expression)
                if not self._is(":"):
                    message = f"the choice that begins with this `?` lacks its `:`; {self._found()} was found"
                    self._say(
                        "ternary", message, question.start, question.end,
                        "write `condition ? value : other value`; for no value write `: null`",
                    )  # fmt: skip
                    left = Ternary(left, then, Invalid(then.end, then.end))
                    break
                self._next()
                chain.append((left, then))
                left = self._binary(1)
            elif self._token.value == "?:":
                self._next()
                chain.append((left, None))
                left = self._binary(1)
            else:
                break
        for condition, branch in reversed(chain):
            left = Elvis(condition, left) if branch is None else Ternary(condition, branch, left)
        return left

    def _nested(self, read) -> Node:  # type: ignore[no-untyped-def]
        """Read something inside brackets (or a branch), if that isn't too deep."""
        if self._nesting >= MAX_NESTING:
            token = self._token
            self._say("too-deep", "brackets are nested too deeply here", token.start, token.end, "split the expression")
            self._at = len(self._tokens) - 1
            self._token = self._tokens[self._at]
            return Invalid(token.start, len(self._text))
        self._nesting += 1
        node: Node = read()
        self._nesting -= 1
        return node

    # --- binary operators -----------------------------------------------------------------------------------------

    def _operator(self) -> tuple[str, int] | None:
        """The binary operator that comes next, as a key of the tables, with its level."""
        token = self._token
        if token.kind == OPERATOR:
            level = _LEVELS.get(token.value)  # type: ignore[arg-type]
            return (str(token.value), level) if level else None
        if token.kind == NAME:
            word = str(token.value).upper()
            level = _LEVELS.get(word)
            return (word, level) if level else None
        return None

    def _binary(self, lowest: int) -> Node:
        left = self._unary()
        compared = False
        while True:
            found = self._operator()
            if found is None or found[1] < lowest:
                return left
            symbol, level = found
            token = self._next()
            self._check_operator(symbol, token)
            right = self._binary(level + 1)
            if level == _COMPARISON:
                if compared:
                    self._say(
                        "chained-comparison", "comparisons cannot be chained", token.start, token.end,
                        "compare twice and join with AND: `a == b AND b == c`",
                    )  # fmt: skip
                compared = True
            if symbol in ("INSTANCEOF", "BETWEEN"):
                self._say_unsupported(symbol.lower(), token.start, token.end)
                left = Unsupported(left.start, right.end, symbol.lower(), (left, right))
            else:
                left = Binary(left, _CANONICAL.get(symbol, symbol), token.start, token.end, right)

    def _check_operator(self, symbol: str, token: Token) -> None:
        meant = MEANT.get(symbol)
        if meant is None:
            return
        if meant == "==":
            message = "`=` assigns in other languages; here" if symbol == "=" else f"there is no operator `{symbol}`;"
            self._say(
                "single-equals", f"{message} `==` compares", token.start, token.end, "write `==`",
                ((token.start, token.end, "=="),),
            )  # fmt: skip
        else:
            self._say(
                "unknown-operator", f"there is no operator `{symbol}`; `{meant}` is meant", token.start, token.end,
                f"write `{meant}`", ((token.start, token.end, meant),),
            )  # fmt: skip

    # --- unary and postfix ----------------------------------------------------------------------------------------

    def _unary(self) -> Node:
        """Signs and negations before a value; many in a row are read in a loop."""
        prefixes: list[tuple[int, str]] = []
        while True:
            token = self._token
            if token.kind == OPERATOR and token.value in ("!", "-", "+"):
                self._next()
                prefixes.append((token.start, str(token.value)))
            elif token.kind == NAME and str(token.value).upper() == "NOT" and not self._follows_call():
                self._next()
                prefixes.append((token.start, "!"))
            elif token.kind == OPERATOR and token.value in ("++", "--"):
                self._next()
                self._say_unsupported("increment", token.start, token.end)
            else:
                break
        node = self._postfix(self._primary())
        for start, symbol in reversed(prefixes):
            node = Unary(start, symbol, node)
        return node

    def _follows_call(self) -> bool:
        """Whether the next name is used as a name: textual operators are still legal attribute names."""
        after = self._tokens[self._at + 1] if self._token.kind != END else self._token
        return (
            after.kind == OPERATOR and after.value in (".", "==", "!=", ")", ",", "?", "?:", "]", "}", ":")
        ) or after.kind == END

    def _postfix(self, node: Node) -> Node:
        while self._token.kind == OPERATOR:
            symbol = self._token.value
            if symbol in (".", "?."):
                node = self._member(node, safe=symbol == "?.")
            elif symbol == "[":
                opened = self._next()
                index = self._nested(self._expression)
                node = Index(node, index, self._close(opened, "]"))
            elif symbol in (".![", ".?[", ".^[", ".$["):
                opened = self._next()
                body = self._nested(self._expression)
                end = self._close(opened, "]")
                kind = str(symbol)[1]
                if kind != "!":
                    self._say_unsupported("selection", opened.start, opened.end)
                node = Projection(node, kind, body, end)
            elif symbol in ("++", "--") and self._tokens[self._at + 1].kind in (END,):
                token = self._next()
                self._say_unsupported("increment", token.start, token.end)
                node = Unsupported(node.start, token.end, "increment", (node,))
            else:
                break
        return node

    def _member(self, target: Node, safe: bool) -> Node:
        dot = self._next()
        if safe:
            self._say_unsupported("safe-navigation", dot.start, dot.end)
        if self._is("."):
            extra = self._next()
            self._say(
                "missing-name", "two dots in a row", dot.start, extra.end, "write one", ((dot.end, extra.end, ""),)
            )
        token = self._token
        if token.kind != NAME:
            message = f"a name is expected after the dot, {self._found()} was found"
            self._say(
                "missing-name", message, token.start, max(token.end, token.start), "write an attribute or a function"
            )
            if token.kind in (NUMBER, STRING):
                self._next()
                if self._is("("):
                    opened = self._next()
                    return Invalid(target.start, self._arguments_end(opened), (target,))
                return Invalid(target.start, token.end, (target,))
            return Invalid(target.start, dot.end, (target,))
        self._next()
        name = str(token.value)
        if not self._is("("):
            return Member(target, name, token.start, token.end, safe)
        opened = self._next()
        args, end = self._arguments(opened)
        if isinstance(target, Name):
            function = target.name.lower() in _FOLDED_NAMESPACES or (target.name == "user" and (name in USER_FUNCTIONS))
            if function:
                return Call(target.start, end, f"{target.name}.{name}", token.end, args)
        return MethodCall(target, name, token.start, token.end, args, end, safe)

    def _arguments_end(self, opened: Token) -> int:
        return self._arguments(opened)[1]

    def _arguments(self, opened: Token) -> tuple[tuple[Node, ...], int]:
        """The arguments behind `(`, and where the call ends."""
        args: list[Node] = []
        while not self._is(")") and self._token.kind != END:
            args.append(self._nested(self._expression))
            if not self._is(","):
                break
            comma = self._next()
            if self._is(")"):
                self._say(
                    "trailing-comma", "a comma before the closing bracket", comma.start, comma.end, "remove it",
                    ((comma.start, comma.end, ""),),
                )  # fmt: skip
        return tuple(args), self._close(opened, ")")

    def _close(self, opened: Token, symbol: str) -> int:
        """Read a closing bracket; without it say which one is open. Gives the end of what it closes."""
        if self._is(symbol):
            return self._next().end
        end = self._tokens[self._at - 1].end if self._at else opened.end
        token = self._token
        if token.kind == END or (token.kind == OPERATOR and token.value in (")", "]", "}", ",", ":", "?")):
            bracket = self._text[opened.start : opened.end]
            self._say(
                "unclosed-bracket", f"this `{bracket}` is not closed", opened.start, opened.end, f"add `{symbol}`"
            )
            return end
        message = f"`{symbol}` or an operator is expected, {self._found()} was found"
        self._say(
            "missing-operator", message, token.start, token.end, "join texts with `+`; separate arguments with `,`"
        )
        # Skip to the bracket that closes this one, so that the rest is read in its own right.
        depth = 0
        while self._token.kind != END:
            value = self._token.value if self._token.kind == OPERATOR else None
            if value in ("(", "[", "{"):
                depth += 1
            elif value in (")", "]", "}"):
                if depth == 0:
                    break
                depth -= 1
            self._next()
        return self._next().end if self._is(symbol) else self._token.start

    # --- values ---------------------------------------------------------------------------------------------------

    def _primary(self) -> Node:
        token = self._token
        kind = token.kind
        if kind in (STRING, NUMBER):
            self._next()
            return Literal(token.start, token.end, token.value)
        if kind == NAME:
            return self._name()
        if kind == OPERATOR:
            if token.value == "(":
                self._next()
                inner = self._nested(self._expression)
                return Group(token.start, self._close(token, ")"), inner)
            if token.value == "{":
                return self._braces()
            if token.value == "[":
                return self._square()
            if token.value in ("#", "@"):
                return self._reference()
        if kind == TEMPLATE:
            return self._template()
        self._say_missing_value()
        # At the end there may be a comment before the end token: the gap is where the last token ends.
        at = self._tokens[self._at - 1].end if token.kind == END and self._at else token.start
        return Invalid(at, at)

    def _name(self) -> Node:
        token = self._next()
        name = str(token.value)
        if self._is("("):
            if name == "T":
                opened = self._next()
                args, end = self._arguments(opened)
                self._say_unsupported("type-reference", token.start, end)
                return Unsupported(token.start, end, "type-reference", args)
            opened = self._next()
            args, end = self._arguments(opened)
            return Call(token.start, end, name, token.end, args)
        lower = name.lower()
        if lower in _KEYWORDS:
            return Literal(token.start, token.end, _KEYWORDS[lower])
        if name == "new" and self._token.kind == NAME:
            self._say_unsupported("constructor", token.start, self._token.end)
            made = self._postfix(self._primary())
            return Unsupported(token.start, made.end, "constructor", (made,))
        return Name(token.start, token.end, name)

    def _reference(self) -> Node:
        """`#variable` or `@bean`."""
        sign = self._next()
        feature = "variable" if sign.value == "#" else "bean"
        end = sign.end
        if self._token.kind == NAME:
            end = self._next().end
        self._say_unsupported(feature, sign.start, end)
        if self._is("("):
            args, end = self._arguments(self._next())
            return Unsupported(sign.start, end, feature, args)
        return Unsupported(sign.start, end, feature)

    def _template(self) -> Node:
        token = self._next()
        inner = str(token.value)[2:].rstrip("}")
        plain = inner.strip().replace(".", "").replace("_", "").isalnum() and token.end - token.start == len(
            self._text.strip()
        )
        self._say(
            "legacy-template",
            f"`{token.value}` is the older template language, no expression",
            token.start,
            token.end,
            "write the expression without `${` and `}`; `${f:toLowerCase(x)}` is `String.toLowerCase(x)` here",
            ((token.start, token.end, inner.strip()),) if plain else (),
        )
        return Unsupported(token.start, token.end, "template")

    def _square(self) -> Node:
        """`[a, b]` where a value belongs: meant as an array, read by Okta as an index into nothing."""
        opened = self._next()
        items: list[Node] = []
        while not self._is("]") and self._token.kind != END:
            items.append(self._nested(self._expression))
            if not self._is(","):
                break
            self._next()
        closed = self._is("]")
        end = self._close(opened, "]")
        fixes = ((opened.start, opened.end, "{"), (end - 1, end, "}")) if closed else ()
        self._say(
            "array-literal", "an array is written with braces: `{...}`; square brackets only pick from one", opened.start, end,
            "write `{` and `}`", fixes,
        )  # fmt: skip
        return ListLiteral(opened.start, end, tuple(items), square=True)

    def _braces(self) -> Node:
        opened = self._next()
        if self._is("}"):
            return ListLiteral(opened.start, self._next().end, ())
        first = self._nested(self._expression)
        if self._is(":"):
            return self._map(opened, first)
        items = [first]
        while self._is(","):
            comma = self._next()
            if self._is("}"):
                self._say(
                    "trailing-comma", "a comma before the closing brace", comma.start, comma.end, "remove it",
                    ((comma.start, comma.end, ""),),
                )  # fmt: skip
                break
            items.append(self._nested(self._expression))
        return ListLiteral(opened.start, self._close(opened, "}"), tuple(items))

    def _map(self, opened: Token, key: Node) -> Node:
        entries: list[tuple[Node, Node]] = []
        while True:
            if self._is(":"):
                self._next()
                entries.append((key, self._nested(self._expression)))
            else:
                message = f"a `:` is expected between key and value, {self._found()} was found"
                self._say("map-entry", message, self._token.start, self._token.end, "write `{key: value, ...}`")
                entries.append((key, Invalid(key.end, key.end)))
            if not self._is(","):
                break
            self._next()
            key = self._nested(self._expression)
        return MapLiteral(opened.start, self._close(opened, "}"), tuple(entries))

    # --- what is wrong --------------------------------------------------------------------------------------------

    def _say_missing_value(self) -> None:
        token = self._token
        before = self._tokens[self._at - 1] if self._at else None
        after = f" after `{self._text[before.start : before.end]}`" if before is not None else ""
        start, end = (token.start, token.end) if token.kind != END or before is None else (before.start, before.end)
        if token.kind == END and before is not None:
            message = f"the expression ends{after}, where a value is expected"
        else:
            message = f"a value is expected{after}, {self._found()} was found"
        word = str(before.value).upper() if before is not None and before.kind == NAME else ""
        if word in ("AND", "OR"):
            help_ = f"add the condition that belongs behind `{before.value}`, or remove it" if before else ""
        else:
            help_ = "write an attribute, a text in quotes, a number or a function here"
        self._say("missing-value", message, start, end, help_)

    def _say_unsupported(self, feature: str, start: int, end: int) -> None:
        what, help_ = _UNSUPPORTED[feature]
        self._say(f"unsupported-{feature}", f"{what}: Okta's language does not have that", start, end, help_)


_UNSUPPORTED = {
    "type-reference": ("a type reference `T(...)`", "only the functions of the reference can be called"),
    "constructor": ("a constructor `new ...`", "only the functions of the reference can be called"),
    "bean": ("a bean reference `@...`", "read attributes of `user`, `source` or the app"),
    "variable": ("a variable `#...`", "read attributes of `user`, `source` or the app"),
    "safe-navigation": ("safe navigation `?.`", "test for null first: `x != null ? x.y : null`"),
    "selection": ("a selection `.?[...]`", "use the functions of `Arrays`"),
    "increment": ("`++` or `--`", "add or subtract 1"),
    "instanceof": ("`instanceof`", "an attribute has the type that its schema declares"),
    "between": ("`between`", "compare twice and join with AND"),
}
