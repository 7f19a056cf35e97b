"""Tokens to a tree: the grammar of Spring's expression language, cut to what Okta documents, with what people write by
mistake read as what they meant.

Precedence from low to high: ternary and Elvis, OR, AND, comparison (one, not a chain), ``+ -``, ``* / %``, ``^``, unary,
postfix. Parsing never raises. A fault is said once; the rest of the text is read on.
"""

from __future__ import annotations

from functools import lru_cache

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
from maplint.oel.diagnostics import MAX_FAULTS, Diagnostic
from maplint.oel.habits import (
    CONDITIONAL,
    INSTEAD,
    MEANT_COMPARISONS,
    MEANT_OPERATORS,
    MISSING_OPERATORS,
    NULL_ELSEWHERE,
    OTHERWISE,
    THEN,
)
from maplint.oel.lexer import END, NAME, NUMBER, STRING, TEMPLATE, Token, Tokens, tokenize
from maplint.record import NamedTuple

MAX_LENGTH = 100_000
"""Longest text that is parsed, in code points. Okta publishes no limit for mappings; for claims it is 1,024."""

MAX_NESTING = 100
"""How deep brackets may stand in each other: far beyond what people write. Each level takes five frames of Python's stack."""

MAX_DEPTH = 250
"""How deep a tree may be, chains of operators included: whoever walks it may recurse."""

NAMESPACES = frozenset({"String", "Arrays", "Convert", "Time", "Iso3166Convert", "Groups", "DateTime"})
"""Names that hold functions rather than values. In other letter case they do too: a call is then one of an unknown function,
with a near name, rather than a method of an attribute that happens to be called `string`."""

_FOLDED_NAMESPACES = frozenset(name.lower() for name in NAMESPACES)

USER_FUNCTIONS = frozenset({"getInternalProperty", "getLinkedObject", "getGroups"})
"""Functions of classic OEL that are written as methods of ``user``."""

_COMPARISON = 3
_LEVELS = {
    "OR": 1, "||": 1, "|": 1,
    "AND": 2, "&&": 2, "&": 2,
    "==": 3, "!=": 3, "<": 3, "<=": 3, ">": 3, ">=": 3, "matches": 3, "=": 3, "===": 3, "==>": 3, ":=": 3, "!==": 3,
    "<>": 3, "=!": 3, "=<": 3, "=>": 3, "instanceof": 3, "between": 3,
    "+": 4, "-": 4,
    "*": 5, "/": 5, "%": 5,
    "^": 6,
}  # fmt: skip
_WORDS = {
    "or": "OR", "and": "AND", "matches": "matches", "eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
    "div": "/", "mod": "%", "instanceof": "instanceof", "between": "between",
}  # fmt: skip
_CANONICAL = {"||": "OR", "&&": "AND"}
_KEYWORDS = {"true": True, "false": False, "null": None}
_CLOSERS = frozenset({")", "]", "}"})
_BEGIN_VALUES = frozenset({NAME, STRING, NUMBER, TEMPLATE, "(", "{", "!", "#", "@"})
"""What cannot go on with a value: where an operator belongs, it begins the next value."""

_AFTER_NAMES = frozenset({".", "==", "!=", ")", ",", "?", "?:", "]", "}", ":", END})
"""What follows a word that is used as a name: textual operators are legal attribute names."""

_ROOTS = frozenset({"user", "source", "appuser", "app", "org", "idpuser", "session", "access"})


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
    try:
        return _parse(text) if len(text) > 2_000 else _parse_remembered(text)
    except RecursionError:
        # The caller stands too deep for even this bounded tree. Not remembered: from elsewhere it can be parsed.
        return _refused(text, "too-deep", "the expression is nested too deeply", "split it into several attributes")


def _parse(text: str) -> Expression:
    if len(text) > MAX_LENGTH:
        said = f"the expression is longer than {MAX_LENGTH:,} characters"
        return _refused(text, "too-long", said, "split it, or compute the value elsewhere")
    cut = tokenize(text)
    if any(token[0] == TEMPLATE for token in cut.tokens):
        from maplint.oel.legacy import read_template

        template = read_template(text)
        if template is not None:
            return Expression(text, Unsupported(0, len(text), "template"), (template,))
    parser = _Parser(text, cut)
    tree = parser.parse()
    # A level of the tree takes a token at least: short texts need not be measured.
    if len(cut.tokens) > MAX_DEPTH and _too_deep(tree):
        return _refused(text, "too-deep", "the expression is nested too deeply", "split it into several attributes")
    faults = sorted(parser.faults, key=lambda fault: (fault.start, fault.end))
    if len(faults) > MAX_FAULTS:
        last = faults[MAX_FAULTS]
        said = f"there are more than {MAX_FAULTS} faults; from here on none is said"
        faults[MAX_FAULTS:] = [Diagnostic("too-many-faults", said, last.start, last.end, "mend the others first")]
    return Expression(text, tree, tuple(faults))


_parse_remembered = lru_cache(maxsize=8192)(_parse)


def _refused(text: str, code: str, message: str, help_: str) -> Expression:
    """A text that is not read at all."""
    return Expression(text, Invalid(0, len(text)), (Diagnostic(code, message, 0, len(text), help_),))


def _too_deep(tree: Node) -> bool:
    """Whether the tree is deeper than `MAX_DEPTH`; level by level, so that no stack is needed to find out."""
    level: list[Node] = [tree]
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in node.children()]
        if not level:
            return False
    return True


class _Operator(NamedTuple):
    """A binary operator that waits for its right side. ``function`` is set for one that Okta lacks."""

    level: int
    symbol: str
    start: int
    end: int
    function: str | None = None


class _Parser:
    def __init__(self, text: str, cut: Tokens) -> None:
        self.faults = cut.faults
        self._text = text
        self._tokens = cut.tokens
        self._spoiled = cut.spoiled
        self._odd_quotes = cut.odd_quotes
        self._at = 0
        self._token = cut.tokens[0]
        self._nesting = 0
        self._closers: list[str] = []

    # --- tokens and faults ----------------------------------------------------------------------------------------

    def _next(self) -> Token:
        token = self._token
        if token[0] != END:
            self._at += 1
            self._token = self._tokens[self._at]
        return token

    def _end(self) -> int:
        """Where the last token that was read ends."""
        return self._tokens[self._at - 1][3] if self._at else 0

    def _stop(self) -> None:
        """Read no further."""
        self._at = len(self._tokens) - 1
        self._token = self._tokens[self._at]
        # What the end seems to lack now, the text may hold.
        self._spoiled.add(self._token[2])

    def _say(
        self, code: str, message: str, start: int, end: int, help_: str, fixes: tuple[tuple[int, int, str], ...] = ()
    ) -> None:
        """Say a fault, unless one was said of this spot: what follows there is a consequence of the first."""
        if start in self._spoiled:
            return
        self._spoiled.add(start)
        self.faults.append(Diagnostic(code, message, start, end, help_, fixes))
        if len(self.faults) > MAX_FAULTS:
            self._stop()

    def _cut_short(self) -> bool:
        """Whether the text ended before it was over: an unclosed quote, say, swallowed what should follow."""
        return self._token[0] == END and (self._odd_quotes or self._token[2] in self._spoiled)

    def _found(self) -> str:
        kind, _, start, end = self._token
        return "the end" if kind == END else f"`{_short(self._text[start:end])}`"

    def _is_word(self, words: frozenset[str]) -> bool:
        return self._token[0] == NAME and self._token[1].lower() in words

    # --- the whole ------------------------------------------------------------------------------------------------

    def parse(self) -> Node:
        if self._token[0] == END:
            if not self.faults:
                help_ = "write an expression, or remove the mapping"
                self._say("empty", "the expression is empty", 0, len(self._text), help_)
            return Invalid(0, len(self._text))
        parts = [self._expression()]
        while self._token[0] != END:
            kind, _, start, end = self._token
            if kind in _CLOSERS:
                message, help_ = f"this `{kind}` closes nothing", "remove it, or add the bracket that it closes"
                last = self._tokens[self._at + 1][0] == END
                self._say("extra-bracket", message, start, end, help_, ((start, end, ""),) if last else ())
                self._next()
                # As if the bracket had been opened at the beginning: that is what it closed for its author.
                if self._token[0] in _LEVELS or self._token[0] in ("?", "?:", NAME):
                    parts[-1] = self._expression(parts[-1])
                    continue
            else:
                self._say_misplaced("an operator")
                self._next()
            if self._token[0] != END and self._token[0] not in _CLOSERS:
                parts.append(self._expression())
        return parts[0] if len(parts) == 1 else Invalid(parts[0].start, self._end(), tuple(parts))

    # --- ternary and Elvis ----------------------------------------------------------------------------------------

    def _expression(self, left: Node | None = None, listed: bool = False) -> Node:
        """A ternary, an Elvis, or what is below them. Chains (`a ? b : c ? d : e`) are read in a loop: people write tables so.

        ``left`` is what was read of it already; where values are ``listed``, a comma is what may be missing between two.
        """
        if self._nesting >= MAX_NESTING:
            return self._too_nested()
        self._nesting += 1
        node = self._choice(self._operations(left))
        if self._token[0] in _BEGIN_VALUES and not listed:
            node = self._juxtaposed(node)
        self._nesting -= 1
        return node

    def _too_nested(self) -> Node:
        token = self._token
        self._say("too-deep", "brackets are nested too deeply here", token[2], token[3], "split the expression")
        at = self._end()
        self._stop()
        return Invalid(at, self._end())

    def _choice(self, left: Node) -> Node:
        chain: list[tuple[Node, Node | None]] = []
        while True:
            kind, _, start, end = self._token
            if kind == "?":
                self._next()
                then = self._expression()
                if not self._colon(start, end):
                    left = Ternary(left, then, Invalid(then.end, then.end))
                    break
                chain.append((left, then))
            elif kind in ("?:", "??"):
                if kind == "??":
                    self._say_meant(self._token)
                self._next()
                chain.append((left, None))
            else:
                break
            left = self._operations()
        for condition, branch in reversed(chain):
            left = Elvis(condition, left) if branch is None else Ternary(condition, branch, left)
        return left

    def _colon(self, start: int, end: int) -> bool:
        """Read the `:` of the choice whose `?` stands at ``[start, end)``."""
        if self._token[0] == ":":
            self._next()
            return True
        help_ = "write `condition ? value : other value`; for no value write `: null`"
        if self._is_word(OTHERWISE):
            _, word, at, behind = self._next()
            self._say(
                "ternary",
                f"`{word}` stands where the `:` of the choice belongs",
                at,
                behind,
                help_,
                ((at, behind, ":"),),
            )
            return True
        if not self._cut_short():
            message = f"the choice that begins with this `?` lacks its `:`; {self._found()} was found"
            self._say("ternary", message, start, end, help_)
        return False

    def _juxtaposed(self, node: Node) -> Node:
        """Values side by side, where an operator belongs between them."""
        parts = [node]
        while self._token[0] in _BEGIN_VALUES and not self._is_word(OTHERWISE) and not self._is_word(THEN):
            self._say_side_by_side("an operator", "join texts with `+`, conditions with `AND` or `OR`")
            parts.append(self._choice(self._operations()))
        return node if len(parts) == 1 else Invalid(node.start, parts[-1].end, tuple(parts))

    # --- binary operators -----------------------------------------------------------------------------------------

    def _operations(self, left: Node | None = None) -> Node:
        """Operands and the operators between them. One loop for all levels: recursion would take a frame for each."""
        if left is None:
            left = self._operand()
        operator = self._operator(left)
        if operator is None:
            return left
        operands: list[Node] = [left]
        waiting: list[_Operator] = []
        while operator is not None:
            level = operator[0]
            while waiting and waiting[-1][0] >= level:
                if level == _COMPARISON and waiting[-1][0] == _COMPARISON:
                    self._say(
                        "chained-comparison", "comparisons cannot be chained", operator[2], operator[3],
                        "compare twice and join with AND: `a == b AND b == c`",
                    )  # fmt: skip
                self._combine(operands, waiting.pop())
            waiting.append(operator)
            operands.append(self._operand())
            operator = self._operator(operands[-1])
        while waiting:
            self._combine(operands, waiting.pop())
        return operands[0]

    def _operator(self, left: Node) -> _Operator | None:
        """Read the binary operator behind a value, if there is one."""
        token = self._token
        kind, value, start, end = token
        if kind == NAME:
            word = value.lower()
            symbol = _WORDS.get(word)
            if symbol is None:
                return self._foreign_operator(word, left)
            self._next()
            return _Operator(_LEVELS[symbol], symbol, start, end)
        level = _LEVELS.get(kind)
        if level is None:
            if kind in ("++", "--"):
                return self._twofold_sign()
            return None
        if kind in MEANT_OPERATORS:
            self._say_meant(token)
            kind = MEANT_OPERATORS[kind]
        self._next()
        return _Operator(level, _CANONICAL.get(kind, kind), start, end)

    def _twofold_sign(self) -> _Operator | None:
        """`++` or `--` where a binary operator belongs: a sign too many before a value."""
        kind, _, start, end = self._token
        if self._tokens[self._at + 1][0] not in _BEGIN_VALUES:
            return None
        # `--` also begins comments elsewhere: what is meant is not sure.
        fixes = ((start, end, "+"),) if kind == "++" else ()
        self._say("doubled-operator", f"`{kind[0]}` stands twice", start, end, f"write one `{kind[0]}`", fixes)
        self._next()
        return _Operator(4, kind[0], start, end)

    def _foreign_operator(self, word: str, left: Node) -> _Operator | None:
        """An operator of another language: `is null`, `contains "x"`."""
        _, _, start, end = self._token
        if word in MISSING_OPERATORS:
            self._next()
            return _Operator(_COMPARISON, word, start, end, MISSING_OPERATORS[word] or "")
        meant = MEANT_COMPARISONS.get(word)
        if meant is None:
            return None
        self._next()
        if self._is_word(frozenset({"not"})):
            end = self._next()[3]
            meant = "!="
        self._say(
            "unknown-operator", f"there is no operator `{_short(self._text[start:end])}`; `{meant}` compares", start, end,
            f"write `{meant}`", ((start, end, meant),),
        )  # fmt: skip
        return _Operator(_COMPARISON, meant, start, end)

    def _combine(self, operands: list[Node], operator: _Operator) -> None:
        """Make one node of the last two operands and the operator between them."""
        right = operands.pop()
        left = operands[-1]
        _, symbol, start, end, function = operator
        if function is not None:
            operands[-1] = self._missing_operator(left, operator, right)
        elif symbol in ("instanceof", "between"):
            self._say_unsupported(symbol, start, end)
            operands[-1] = Unsupported(left.start, right.end, symbol, (left, right))
        else:
            operands[-1] = Binary(left, symbol, start, end, right)

    def _missing_operator(self, left: Node, operator: _Operator, right: Node) -> Node:
        """`a contains b`: the function that does so, where there is one."""
        _, word, start, end, function = operator
        message = f"there is no operator `{_short(self._text[start:end])}`"
        if not function:
            self._say("unknown-operator", message, start, end, INSTEAD[word])
            return Invalid(left.start, right.end, (left, right))
        call = f"{function}({self._text[left.start : left.end]}, {self._text[right.start : right.end]})"
        fixes = ((left.start, right.end, call),) if right.end > right.start else ()
        self._say("unknown-operator", message, start, end, f"write `{function}(text, part)`", fixes)
        return Call(left.start, right.end, function, left.start, (left, right))

    # --- operands: signs, values, what is behind them -------------------------------------------------------------

    def _operand(self) -> Node:
        kind, value, start, end = self._token
        prefixes: list[tuple[int, str]] | None = None
        if kind in _PREFIXES or (kind == NAME and len(value) == 3):
            prefixes = self._prefixes()
            kind, value, start, end = self._token
        if kind == NAME:
            node = self._name()
        elif kind in (STRING, NUMBER):
            self._next()
            node = Literal(start, end, value)
        else:
            node = self._other_value()
        while True:
            kind = self._token[0]
            if kind == "." or kind == "?." or kind == "->":
                node = self._member(node)
            elif kind == "[":
                opened = self._token
                index, end = self._inside("]")
                node = Index(node, index, max(end, opened[3]))
            elif kind == ".![" or kind in _SELECTIONS:
                opened = self._token
                if kind != ".![":
                    self._say_unsupported("selection", opened[2], opened[3])
                body, end = self._inside("]")
                node = Projection(node, kind[1], body, end)
            elif (kind == "++" or kind == "--") and self._tokens[self._at + 1][0] not in _BEGIN_VALUES:
                _, _, start, end = self._next()
                self._say_unsupported("increment", start, end)
                node = Unsupported(node.start, end, "increment", (node,))
            else:
                break
        if prefixes:
            for start, symbol in reversed(prefixes):
                if symbol == "new":
                    node = Unsupported(start, node.end, "constructor", (node,))
                else:
                    node = Unary(start, symbol, node)
        return node

    def _prefixes(self) -> list[tuple[int, str]]:
        """Signs and negations before a value; many in a row are read in a loop."""
        prefixes: list[tuple[int, str]] = []
        while True:
            kind, value, start, end = self._token
            after = self._tokens[self._at + 1] if kind != END else self._token
            if kind in ("!", "-", "+"):
                self._next()
                prefixes.append((start, kind))
            elif kind == NAME and value.lower() == "not" and after[0] not in _AFTER_NAMES:
                self._next()
                prefixes.append((start, "!"))
            elif kind == NAME and value == "new" and after[0] == NAME:
                self._next()
                self._say_unsupported("constructor", start, after[3])
                prefixes.append((start, "new"))
            elif kind in ("++", "--"):
                self._next()
                self._say_unsupported("increment", start, end)
            elif self._repeats(kind, value):
                before = self._end()
                self._say(
                    "doubled-operator", f"`{self._text[start:end]}` stands twice", start, end, "remove one",
                    ((before, end, ""),),
                )  # fmt: skip
                self._next()
            else:
                return prefixes

    def _repeats(self, kind: str, value: str) -> bool:
        """Whether the operator that was just read stands here once more."""
        if not self._at:
            return False
        before = self._tokens[self._at - 1]
        if kind == NAME:
            return self._is_dangling_word() and before[0] == NAME and before[1].lower() == value.lower()
        return kind == before[0] and (kind in _LEVELS or kind in ("?", ":"))

    def _is_dangling_word(self) -> bool:
        """Whether the AND or OR that stands where a value belongs is an operator: then a value follows it."""
        after = self._tokens[self._at + 1]
        return self._token[1].lower() in ("and", "or") and after[0] in _BEGIN_VALUES and after[0] != "("

    def _other_value(self) -> Node:
        """What begins with neither a name nor a literal, down to what begins no value at all."""
        kind, _, start, end = self._token
        if kind == "(":
            return self._group()
        if kind == "{":
            return self._braces()
        if kind == "[":
            return self._square()
        if kind in ("#", "@"):
            return self._reference()
        if kind == TEMPLATE:
            self._next()
            self._say_template(start, end)
            return Unsupported(start, end, "template")
        after = self._tokens[self._at + 1] if kind == "." else None
        if after is not None and after[0] == NUMBER and after[2] == end:
            self._next()
            self._next()
            message, help_ = "a number begins with a digit", "write a 0 before the point"
            self._say("malformed-number", message, start, after[3], help_, ((start, start, "0"),))
            return Literal(start, after[3], after[1])
        self._say_missing_value()
        at = self._end()
        return Invalid(at, at)

    def _name(self) -> Node:
        """A name: an attribute, a root, a keyword, the function of a call."""
        token = self._token
        _, name, start, end = token
        after = self._tokens[self._at + 1][0]
        if after == "(":
            return self._call(name, start, end)
        lower = name.lower()
        if lower in _KEYWORDS:
            self._next()
            return Literal(start, end, _KEYWORDS[lower])
        if after in _BEGIN_VALUES:
            if lower in CONDITIONAL:
                return self._conditional()
            if lower in ("and", "or") and self._is_dangling_word():
                self._say_missing_value()
                return Invalid(self._end(), self._end())
        self._next()
        if name in NULL_ELSEWHERE and after != ".":
            self._say("null-misspelt", f"there is no `{name}`", start, end, "write `null`", ((start, end, "null"),))
            return Literal(start, end, None)
        if self._token[0] == NAME and name not in _ROOTS:
            return self._prose(Name(start, end, name))
        return Name(start, end, name)

    def _prose(self, name: Name) -> Node:
        """Names side by side: a text without its quotes."""
        first = self._at
        while self._token[0] in (NAME, NUMBER) and not self._is_known_word():
            self._next()
        if self._at == first:
            return name
        start, end = name.start, self._end()
        shown = _short(self._text[start:end])
        self._say(
            "unquoted-text", f"names stand side by side: is `{shown}` a text without quotes?", start, end,
            "put a text into quotes",
        )  # fmt: skip
        return Invalid(start, end, (name,))

    def _is_known_word(self) -> bool:
        """Whether the name that comes next is an operator, here or elsewhere."""
        if self._token[0] != NAME:
            return False
        word = self._token[1].lower()
        return (
            word in _WORDS
            or word in MEANT_COMPARISONS
            or word in MISSING_OPERATORS
            or word in THEN
            or word in OTHERWISE
            or self._tokens[self._at + 1][0] in (".", "(")
        )

    def _member(self, target: Node) -> Node:
        """`.name` or `.name(arguments)` behind a value."""
        dot = self._next()
        safe = dot[0] == "?."
        if safe:
            self._say_unsupported("safe-navigation", dot[2], dot[3], ((dot[2], dot[3], "."),))
        elif dot[0] == "->":
            self._say_meant(dot)
        if self._token[0] == ".":
            extra = self._next()
            self._say("missing-name", "two dots in a row", dot[2], extra[3], "write one dot", ((dot[3], extra[3], ""),))
        kind, name, start, end = self._token
        if kind != NAME:
            return self._nameless_member(target, dot)
        self._next()
        if self._token[0] != "(":
            return Member(target, name, start, end, safe)
        args, closed = self._arguments()
        if isinstance(target, Name) and (
            target.name.lower() in _FOLDED_NAMESPACES
            # No profile is spelt with a capital: `Strings.replace(...)` is a namespace misspelt.
            or target.name[0].isupper()
            or (target.name == "user" and name in USER_FUNCTIONS)
        ):
            return Call(target.start, closed, f"{target.name}.{name}", end, args)
        return MethodCall(target, name, start, end, args, closed, safe)

    def _nameless_member(self, target: Node, dot: Token) -> Node:
        kind, _, start, end = self._token
        if kind == TEMPLATE:
            self._next()
            self._say_template(start, end)
            return Invalid(target.start, end, (target,))
        message = f"a name is expected after the dot, {self._found()} was found"
        if kind in (NUMBER, STRING):
            self._say("missing-name", message, start, end, "write an attribute or a function")
            self._next()
            if self._token[0] == "(":
                args, end = self._arguments()
                return Invalid(target.start, end, (target, *args))
            return Invalid(target.start, end, (target,))
        if not self._cut_short():
            self._say("missing-name", message, dot[2], dot[3], "write an attribute or a function")
        if kind in _BEGIN_VALUES:
            # Whatever stands there was meant to go on from the dot: nothing is missing between them.
            self._spoiled.add(start)
        return Invalid(target.start, dot[3], (target,))

    # --- calls ----------------------------------------------------------------------------------------------------

    def _call(self, name: str, start: int, name_end: int) -> Node:
        self._next()
        opened = self._at
        args, end = self._arguments()
        lower = name.lower()
        if name == "T":
            self._say_unsupported("type-reference", start, end)
            return Unsupported(start, end, "type-reference", args)
        if lower in CONDITIONAL:
            return self._conditional_call(name, start, name_end, args, end, opened)
        if lower in ("and", "or") and len(args) > 1:
            return self._operator_call(lower.upper(), start, name_end, args, end)
        return Call(start, end, name, name_end, args)

    def _arguments(self) -> tuple[tuple[Node, ...], int]:
        """The arguments in the brackets that open here, and where the call ends."""
        opened = self._next()
        self._closers.append(")")
        if self._token[0] == ")":
            return (), self._close(opened)
        return self._listed(opened, ")"), self._close(opened)

    def _listed(self, opened: Token, closer: str, first: Node | None = None) -> tuple[Node, ...]:
        """Values separated by commas, up to what closes them. ``first`` has been read already."""
        items = [self._expression(None, True) if first is None else first]
        while True:
            kind, _, start, end = self._token
            if kind == ",":
                self._next()
                if self._token[0] in _CLOSERS:
                    self._say(
                        "trailing-comma", f"a comma before the closing `{self._token[0]}`", start, end, "remove it",
                        ((start, end, ""),),
                    )  # fmt: skip
                    break
                if self._token[0] == END:
                    break
            elif kind in _CLOSERS or kind == END:
                break
            elif kind in _BEGIN_VALUES and not self._is_word(OTHERWISE):
                self._say_side_by_side("`,` or an operator", "separate values with `,`, join texts with `+`")
            else:
                fixes = ((start, end, ","),) if kind == ";" else ()
                self._say_misplaced(f"`,` or `{closer}`", fixes)
                self._next()
                if self._token[0] in _CLOSERS or self._token[0] == END:
                    break
            items.append(self._expression(None, True))
        return tuple(items)

    def _conditional(self) -> Node:
        """`if a then b else c`, as other languages write it."""
        _, word, start, end = self._next()
        condition = self._choice(self._operations())
        return self._branches(word, start, end, condition)

    def _conditional_call(
        self, name: str, start: int, name_end: int, args: tuple[Node, ...], end: int, opened: int
    ) -> Node:
        """`IF(a, b, c)` of spreadsheets, or `if (a) b else c`."""
        if len(args) == 1 and (self._token[0] in _BEGIN_VALUES):
            bracket = self._tokens[opened]
            return self._branches(name, start, name_end, Group(bracket[2], end, args[0]))
        text = self._text
        parts = [text[arg.start : arg.end] for arg in args]
        fixes = ((start, end, f"({parts[0]} ? {parts[1]} : {parts[2]})"),) if len(args) == 3 and all(parts) else ()
        self._say_conditional(name, start, name_end, fixes)
        return Ternary(*args) if len(args) == 3 else Invalid(start, end, args)

    def _branches(self, word: str, start: int, end: int, condition: Node) -> Node:
        self._say_conditional(word, start, end)
        if self._is_word(THEN):
            self._next()
        then = self._choice(self._operations())
        if not self._is_word(OTHERWISE):
            return Invalid(start, then.end, (condition, then))
        self._next()
        otherwise = self._choice(self._operations())
        return Invalid(start, otherwise.end, (Ternary(condition, then, otherwise),))

    def _say_conditional(self, word: str, start: int, end: int, fixes: tuple[tuple[int, int, str], ...] = ()) -> None:
        help_ = "a choice is written `condition ? value : other value`"
        self._say("conditional", f"there is no `{word}`", start, end, help_, fixes)

    def _operator_call(self, operator: str, start: int, name_end: int, args: tuple[Node, ...], end: int) -> Node:
        """`AND(a, b)` of spreadsheets."""
        simple = all(arg.end > arg.start and not isinstance(arg, (Ternary, Elvis, Invalid)) for arg in args)
        joined = f" {operator} ".join(self._text[arg.start : arg.end] for arg in args)
        if operator == "AND" and any(isinstance(arg, Binary) and arg.operator == "OR" for arg in args):
            simple = False
        self._say(
            "operator-as-function", f"`{operator}` is an operator, no function", start, name_end,
            f"write `a {operator} b`", ((start, end, f"({joined})"),) if simple else (),
        )  # fmt: skip
        return Invalid(start, end, args)

    # --- brackets -------------------------------------------------------------------------------------------------

    def _inside(self, closer: str) -> tuple[Node, int]:
        """One expression in the brackets that open here, and where they end."""
        opened = self._next()
        self._closers.append(closer)
        node = self._with_rest(self._expression(), closer)
        return node, self._close(opened)

    def _with_rest(self, node: Node, closer: str) -> Node:
        """What stands between an expression and the next closing bracket, though it belongs into none: read for what it hides."""
        parts = [node]
        while self._token[0] not in _CLOSERS and self._token[0] != END:
            self._say_misplaced(f"`{closer}` or an operator")
            self._next()
            if self._token[0] not in _CLOSERS and self._token[0] != END:
                parts.append(self._expression())
        return node if len(parts) == 1 else Invalid(node.start, self._end(), tuple(parts))

    def _close(self, opened: Token) -> int:
        """Read what closes a bracket, and give where it ends; if that is missing, say which bracket is open."""
        closer = self._closers.pop()
        kind, _, start, end = self._token
        if kind == closer:
            self._next()
            return end
        bracket = opened[0][-1]
        if kind in _CLOSERS and kind not in self._closers:
            self._say(
                "mismatched-bracket", f"the `{bracket}` before it is closed by this `{kind}`", start, end,
                f"write `{closer}`", ((start, end, closer),),
            )  # fmt: skip
            self._next()
            return end
        if not self._cut_short():
            self._say(
                "unclosed-bracket", f"this `{bracket}` is not closed", opened[3] - 1, opened[3], f"add `{closer}`"
            )
        return self._end()

    def _group(self) -> Node:
        opened = self._next()
        self._closers.append(")")
        inner = self._expression()
        if self._token[0] == ",":
            items = self._listed(opened, ")", inner)
            closed = self._token[0] == ")"
            end = self._close(opened)
            return self._not_braces("array-in-parentheses", opened[2], end, items, closed, "round brackets only group")
        inner = self._with_rest(inner, ")")
        return Group(opened[2], self._close(opened), inner)

    def _square(self) -> Node:
        """`[a, b]` where a value belongs: meant as an array, read by Okta as an index into nothing."""
        opened = self._next()
        self._closers.append("]")
        items = () if self._token[0] == "]" else self._listed(opened, "]")
        closed = self._token[0] == "]"
        end = self._close(opened)
        return self._not_braces("array-literal", opened[2], end, items, closed, "square brackets only pick from one")

    def _not_braces(
        self, code: str, start: int, end: int, items: tuple[Node, ...], closed: bool, why: str
    ) -> ListLiteral:
        """An array in the wrong brackets."""
        fixes = ((start, start + 1, "{"), (end - 1, end, "}")) if closed else ()
        if closed or not self._cut_short():
            message = f"an array is written with braces: `{{...}}`; {why}"
            self._say(code, message, start, end, "write `{` and `}`", fixes)
        return ListLiteral(start, end, items, square=code == "array-literal")

    def _braces(self) -> Node:
        """An array, or a map where a `:` follows the first element."""
        opened = self._next()
        self._closers.append("}")
        if self._token[0] == "}":
            return ListLiteral(opened[2], self._close(opened), ())
        first = self._expression(None, True)
        if self._token[0] == ":":
            entries = self._entries(first)
            return MapLiteral(opened[2], self._close(opened), entries)
        items = self._listed(opened, "}", first)
        return ListLiteral(opened[2], self._close(opened), items)

    def _entries(self, key: Node) -> tuple[tuple[Node, Node], ...]:
        entries: list[tuple[Node, Node]] = []
        while True:
            if self._token[0] == ":":
                self._next()
                entries.append((key, self._expression()))
            else:
                if not self._cut_short():
                    message = f"a `:` is expected between key and value, {self._found()} was found"
                    self._say("map-entry", message, self._token[2], self._token[3], "write `{key: value, ...}`")
                entries.append((key, Invalid(key.end, key.end)))
            if self._token[0] != ",":
                return tuple(entries)
            self._next()
            key = self._expression(None, True)

    def _reference(self) -> Node:
        """`#variable` or `@bean`."""
        kind, _, start, end = self._next()
        feature = "variable" if kind == "#" else "bean"
        args: tuple[Node, ...] = ()
        if self._token[0] == NAME:
            end = self._next()[3]
        self._say_unsupported(feature, start, end)
        if self._token[0] == "(":
            args, end = self._arguments()
        return Unsupported(start, end, feature, args)

    # --- what is wrong --------------------------------------------------------------------------------------------

    def _say_meant(self, token: Token) -> None:
        symbol, _, start, end = token
        meant = MEANT_OPERATORS[symbol]
        if meant == "==":
            code = "single-equals"
            message = f"{'`=` assigns in other languages; here' if symbol == '=' else f'there is no operator `{symbol}`;'} `==` compares"
        else:
            code, message = "unknown-operator", f"there is no operator `{symbol}`; `{meant}` is meant"
        self._say(code, message, start, end, f"write `{meant}`", ((start, end, meant),))

    def _say_missing_value(self) -> None:
        kind, _, start, end = self._token
        if self._cut_short():
            return
        before = self._tokens[self._at - 1] if self._at else None
        after = f" after `{_short(self._text[before[2] : before[3]])}`" if before is not None else ""
        help_ = "write an attribute, a text in quotes, a number or a function here"
        if kind == END and before is not None:
            start, end = before[2], before[3]
            message = f"the expression ends{after}, where a value is expected"
            if before[0] == NAME:
                help_ = f"add the condition that belongs behind `{before[1]}`, or remove it"
        else:
            message = f"a value is expected{after}, {self._found()} was found"
        self._say("missing-value", message, start, end, help_)

    def _say_side_by_side(self, expected: str, help_: str) -> None:
        """Two values with nothing between them."""
        kind, _, start, end = self._token
        # A template says itself what it is; where quotes don't pair, texts and what is between them are swapped.
        if kind != TEMPLATE and not self._odd_quotes:
            self._say("missing-operator", f"{expected} is expected, {self._found()} was found", start, end, help_)

    def _say_misplaced(self, expected: str, fixes: tuple[tuple[int, int, str], ...] = ()) -> None:
        """Something that neither goes on with a value nor begins one."""
        kind, _, start, end = self._token
        if kind == ":":
            message, help_ = "a `:` without a `?` before it", "a choice is written `condition ? value : other value`"
            self._say("ternary", message, start, end, help_)
            return
        help_ = "remove it, or write what belongs before it"
        if kind == ";" and self._tokens[self._at + 1][0] == END:
            fixes, help_ = ((start, end, ""),), "an expression ends without a sign"
        if kind == ",":
            help_ = "commas stand between arguments, and between the elements of `{...}`"
        if self._odd_quotes:
            return
        self._say("misplaced", f"{expected} is expected, {self._found()} was found", start, end, help_, fixes)

    def _say_template(self, start: int, end: int) -> None:
        from maplint.oel.legacy import template_fault

        fault = template_fault(self._text, start, end)
        self._say(*fault)

    def _say_unsupported(
        self, feature: str, start: int, end: int, fixes: tuple[tuple[int, int, str], ...] = ()
    ) -> None:
        what, help_ = _UNSUPPORTED[feature]
        self._say(f"unsupported-{feature}", f"{what}: Okta's language does not have that", start, end, help_, fixes)


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:27] + "..."


_PREFIXES = frozenset({"!", "-", "+", "++", "--", "?", ":"} | set(_LEVELS))
_SELECTIONS = frozenset({".?[", ".^[", ".$["})
_UNSUPPORTED = {
    "type-reference": ("a type reference `T(...)`", "only the functions of the reference can be called"),
    "constructor": ("a constructor `new ...`", "only the functions of the reference can be called"),
    "bean": ("a bean reference `@...`", "read attributes of `user`, `source` or the app"),
    "variable": ("a variable `#...`", "read attributes of `user`, `source` or the app"),
    "safe-navigation": ("safe navigation `?.`", "test for null first: `x != null ? x.y : null`"),
    "selection": ("a selection, `.?[...]` or its kin", "use the functions of `Arrays`"),
    "increment": ("`++` or `--`", "add or subtract 1"),
    "instanceof": ("`instanceof`", "an attribute has the type that its schema declares"),
    "between": ("`between`", "compare twice and join with AND"),
}
