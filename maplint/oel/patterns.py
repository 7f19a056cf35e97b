"""Regular expressions in Java's notation, matched in bounded time.

Python's ``re`` can take forever on a pattern such as ``(a|aa)*b``, and differs from Java in what ``\\d`` means, in named groups
and in classes of characters. So patterns are read here and made into a small automaton, all states of which are followed at
once (Thompson's construction): the work is at most the length of the text times the length of the automaton, whatever the
pattern. What an automaton cannot do (back references, looking around, possessive repetition) is refused, never guessed.

Source: ``java.util.regex.Pattern``, its documentation.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from maplint.oel.context import EvaluationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from maplint.oel.context import Context

    Test = Callable[[str], bool]
    Node = tuple[Any, ...]
    Program = list[tuple[Any, ...]]

MAX_PATTERN = 1_000
"""Longest pattern in characters; current Spring has the same limit."""
MAX_PROGRAM = 2_000
"""Most steps of an automaton: ``(a{100}){100}`` would need more."""
_READING = 10
"""What reading a pattern costs, in characters of a text that it is matched with."""
_MAX_NESTING = 50

_SET, _SPLIT, _JUMP, _ASSERT, _DONE = range(5)
_LINE_ENDS = frozenset("\n\r\x85\u2028\u2029")
_DIGITS = frozenset("0123456789")
_CLASSES: dict[str, frozenset[str]] = {
    "d": _DIGITS,
    "w": _DIGITS | frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"),
    "s": frozenset(" \t\n\x0b\f\r"),
    "h": frozenset(" \t\xa0\u1680\u180e\u202f\u205f\u3000") | frozenset(map(chr, range(0x2000, 0x200B))),
    "v": frozenset("\n\x0b\f\r\x85\u2028\u2029"),
}
_NAMED: dict[str, Test] = {
    "Lower": lambda c: "a" <= c <= "z",
    "Upper": lambda c: "A" <= c <= "Z",
    "ASCII": str.isascii,
    "Alpha": lambda c: c.isascii() and c.isalpha(),
    "Digit": _DIGITS.__contains__,
    "Alnum": lambda c: c.isascii() and c.isalnum(),
    "Punct": frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~").__contains__,
    "Graph": lambda c: "!" <= c <= "~",
    "Print": lambda c: " " <= c <= "~",
    "Blank": frozenset(" \t").__contains__,
    "Cntrl": lambda c: c < " " or c == "\x7f",
    "XDigit": frozenset("0123456789abcdefABCDEF").__contains__,
    "Space": _CLASSES["s"].__contains__,
    "IsAlphabetic": str.isalpha,
    "IsLetter": str.isalpha,
    "IsDigit": str.isdecimal,
    "IsUppercase": str.isupper,
    "IsLowercase": str.islower,
    "javaLowerCase": str.islower,
    "javaUpperCase": str.isupper,
    "javaLetter": str.isalpha,
}
_CONTROL = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "a": "\x07", "e": "\x1b"}
_ANCHORS = {"A": "start", "z": "end", "Z": "last", "b": "word", "B": "no-word"}


def full_match(context: Context, text: str, pattern: str) -> bool:
    """Whether a pattern fits a whole text. The work is counted in the context.

    Raises:
        EvaluationError: ``format`` when it is no pattern; ``cannot-know`` when it uses what cannot be followed here; ``limit``
            when pattern or text are too large.
    """
    program = _compiled(pattern)
    context.spend(len(program) * (len(text) + _READING))
    states = _followed(program, [0], text, 0)
    for at, character in enumerate(text):
        stepped = [state + 1 for state in states if program[state][0] == _SET and program[state][1](character)]
        if not stepped:
            return False
        states = _followed(program, stepped, text, at + 1)
    return len(program) - 1 in states


def _followed(program: Program, states: Iterable[int], text: str, at: int) -> set[int]:
    """All states that are reached from these without reading a character."""
    seen: set[int] = set()
    stack = list(states)
    while stack:
        state = stack.pop()
        if state in seen:
            continue
        seen.add(state)
        step = program[state]
        kind = step[0]
        if kind == _JUMP:
            stack.append(step[1])
        elif kind == _SPLIT:
            stack += step[1:]
        elif kind == _ASSERT and _holds(step[1], text, at):
            stack.append(state + 1)
    return seen


def _holds(anchor: str, text: str, at: int) -> bool:
    """Whether an anchor fits between two characters."""
    split_line_end = text[max(at - 1, 0) : at + 1] == "\r\n"
    if anchor == "start":
        return at == 0
    if anchor == "end":
        return at == len(text)
    if anchor == "last":
        return at == len(text) or (text[at:] in ("\r\n", *_LINE_ENDS) and not split_line_end)
    if anchor == "line-start":
        return at == 0 or (at < len(text) and text[at - 1] in _LINE_ENDS and not split_line_end)
    if anchor == "line-end":
        return at == len(text) or (text[at] in _LINE_ENDS and not split_line_end)
    return (_is_word(text[max(at - 1, 0) : at]) != _is_word(text[at : at + 1])) == (anchor == "word")


def _is_word(character: str) -> bool:
    return character == "_" or character.isalnum()


# --- the automaton --------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=128)
def _compiled(pattern: str) -> Program:
    if len(pattern) > MAX_PATTERN:
        raise EvaluationError(f"the pattern is longer than {MAX_PATTERN:,} characters", "limit")
    program: Program = []
    _emit(program, _Reader(pattern).read())
    program.append((_DONE,))
    return program


def _emit(program: Program, node: Node) -> None:
    if len(program) > MAX_PROGRAM:
        raise EvaluationError("the pattern repeats too much to be matched here", "limit")
    kind = node[0]
    if kind == "set":
        program.append((_SET, node[1]))
    elif kind == "anchor":
        program.append((_ASSERT, node[1]))
    elif kind == "sequence":
        for part in node[1]:
            _emit(program, part)
    elif kind == "choice":
        _emit_choice(program, node[1])
    else:
        _emit_repeat(program, *node[1:])


def _emit_choice(program: Program, branches: Sequence[Node]) -> None:
    ends: list[int] = []
    for branch in branches[:-1]:
        split = len(program)
        program.append((_DONE,))
        _emit(program, branch)
        ends.append(len(program))
        program.append((_DONE,))
        program[split] = (_SPLIT, split + 1, len(program))
    _emit(program, branches[-1])
    for end in ends:
        program[end] = (_JUMP, len(program))


def _emit_repeat(program: Program, body: Node, least: int, most: int | None) -> None:
    for _ in range(least):
        before = len(program)
        _emit(program, body)
        if len(program) == before:
            return  # Nothing, however often.
    splits: list[int] = []
    for _ in range(1 if most is None else most - least):
        splits.append(len(program))
        program.append((_DONE,))
        _emit(program, body)
    if most is None:
        program.append((_JUMP, splits[0]))
    for split in splits:
        program[split] = (_SPLIT, split + 1, len(program))


# --- reading a pattern ----------------------------------------------------------------------------------------------------


class _Reader:
    """Reads a pattern to a tree. ``flags`` are those that hold where the reader stands."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._flags: frozenset[str] = frozenset()
        self._nesting = 0

    def read(self) -> Node:
        """The tree of the whole pattern."""
        node = self._choice()
        if self._at < len(self._pattern):
            raise self._wrong("a `)` closes nothing")
        return node

    def _wrong(self, what: str) -> EvaluationError:
        return EvaluationError(f"no regular expression: {what}, at character {self._at + 1}", "format")

    @staticmethod
    def _unsupported(what: str) -> EvaluationError:
        return EvaluationError(f"{what} in a regular expression cannot be followed here", "cannot-know")

    def _peek(self, count: int = 1) -> str:
        return self._pattern[self._at : self._at + count]

    def _take(self, text: str) -> bool:
        found = self._pattern.startswith(text, self._at)
        if found:
            self._at += len(text)
        return found

    def _next(self, after: str) -> str:
        if self._at >= len(self._pattern):
            raise self._wrong(f"it ends after {after}")
        self._at += 1
        return self._pattern[self._at - 1]

    def _until(self, end: str) -> str:
        found = self._pattern.find(end, self._at)
        if found < 0:
            raise self._wrong(f"`{end}` is missing")
        text, self._at = self._pattern[self._at : found], found + len(end)
        return text

    def _deeper(self) -> None:
        self._nesting += 1
        if self._nesting > _MAX_NESTING:
            raise EvaluationError("the pattern is nested too deeply", "limit")

    # --- structure --------------------------------------------------------------------------------------------------

    def _choice(self) -> Node:
        branches = [self._sequence()]
        while self._take("|"):
            branches.append(self._sequence())
        return branches[0] if len(branches) == 1 else ("choice", branches)

    def _sequence(self) -> Node:
        parts: list[Node] = []
        while self._peek() not in ("", "|", ")"):
            part = self._part()
            if part is not None:
                parts.append(self._repeated(part))
        return ("sequence", parts)

    def _part(self) -> Node | None:
        """One character, class, anchor or group; None for what only sets flags."""
        character = self._next("its beginning")
        if character == "(":
            return self._group()
        if character == "[":
            return ("set", self._folded(self._class()))
        if character == ".":
            return ("set", (lambda c: True) if "s" in self._flags else (lambda c: c not in _LINE_ENDS))
        if character == "^":
            return ("anchor", "line-start" if "m" in self._flags else "start")
        if character == "$":
            return ("anchor", "line-end" if "m" in self._flags else "last")
        if character == "\\":
            return self._escaped()
        if character in "*+?{":
            raise self._wrong(f"`{character}` repeats nothing")
        return ("set", self._folded(character.__eq__))

    def _escaped(self) -> Node:
        if self._take("Q"):
            end = self._pattern.find("\\E", self._at)
            quoted = self._pattern[self._at : end if end >= 0 else None]
            self._at = end + 2 if end >= 0 else len(self._pattern)
            return ("sequence", [("set", self._folded(character.__eq__)) for character in quoted])
        following = self._peek()
        if following in _ANCHORS:
            self._at += 1
            return ("anchor", _ANCHORS[following])
        if following == "k" or "1" <= following <= "9":
            raise self._unsupported("a back reference")
        if following in ("G", "R", "X", "N", "c"):
            raise self._unsupported(f"`\\{following}`")
        return ("set", self._folded(self._escape()))

    def _group(self) -> Node | None:
        self._deeper()
        outer = self._flags
        if self._take("?"):
            if self._peek() in ("=", "!") or self._peek(2) in ("<=", "<!"):
                raise self._unsupported("looking ahead or back")
            if self._take(">"):
                raise self._unsupported("an atomic group")
            if self._take("<"):
                self._until(">")
            elif not self._take(":") and self._flag_group():
                self._nesting -= 1
                return None
        inner = self._choice()
        if not self._take(")"):
            raise self._wrong("a `(` is not closed")
        self._flags = outer
        self._nesting -= 1
        return inner

    def _flag_group(self) -> bool:
        """Flags such as ``i`` in ``(?i)`` and ``(?i:...)``; whether they stand alone, for the rest of the group around."""
        on, flags = True, set(self._flags)
        while True:
            flag = self._next("`(?`")
            if flag == "-":
                on = False
            elif flag in "imsu":
                (flags.add if on else flags.discard)(flag)
            elif flag in ":)":
                self._flags = frozenset(flags)
                return flag == ")"
            else:
                raise self._unsupported(f"the flag `{flag}`")

    def _repeated(self, part: Node) -> Node:
        while True:
            if self._take("*"):
                least, most = 0, None
            elif self._take("+"):
                least, most = 1, None
            elif self._take("?"):
                least, most = 0, 1
            elif self._take("{"):
                least, most = self._counts()
            else:
                return part
            if self._take("+"):
                raise self._unsupported("a possessive repetition")
            self._take("?")  # Lazy or not: the same whole texts fit.
            self._deeper()
            part = ("repeat", part, least, most)

    def _counts(self) -> tuple[int, int | None]:
        least, comma, most = self._until("}").partition(",")
        if not _is_count(least) or not (most == "" or _is_count(most)):
            raise self._wrong("a count is written `{2}`, `{2,}` or `{2,5}`")
        low = int(least)
        high = int(most) if most else None if comma else low
        if high is not None and high < low:
            raise self._wrong("the second count is below the first")
        if max(low, high or 0) > MAX_PROGRAM:
            raise EvaluationError("the pattern repeats too much to be matched here", "limit")
        return low, high

    # --- characters and sets of them --------------------------------------------------------------------------------

    def _folded(self, test: Test) -> Test:
        """The test without regard to letter case, when the flags say so: of ASCII letters, of all with ``u``."""
        if "i" not in self._flags:
            return test
        if "u" in self._flags:
            return lambda c: test(c) or test(c.lower()) or test(c.upper())
        return lambda c: test(c) or (c.isascii() and test(c.swapcase()))

    def _escape(self) -> Test:
        """What follows a backslash, as a set."""
        character = self._next("`\\`")
        if character.isascii() and character.lower() in _CLASSES:
            members = _CLASSES[character.lower()]
            return members.__contains__ if character.islower() else lambda c: c not in members
        if character in "pP":
            return self._property(negated=character == "P")
        return self._escaped_character(character).__eq__

    def _escaped_character(self, character: str) -> str:
        if character in _CONTROL:
            return _CONTROL[character]
        if character == "x":
            return self._coded(self._until("}") if self._take("{") else self._digits(2), 16)
        if character == "u":
            return self._coded(self._digits(4), 16)
        if character == "0":
            start = self._at
            while self._at - start < 3 and self._peek() in tuple("01234567"):
                self._at += 1
            return self._coded(self._pattern[start : self._at], 8)
        if character.isascii() and character.isalnum():
            raise self._wrong(f"`\\{character}` has no meaning")
        return character

    def _digits(self, count: int) -> str:
        self._at += count
        return self._pattern[self._at - count : self._at]

    def _coded(self, digits: str, base: int) -> str:
        try:
            return chr(int(digits, base) if digits.isalnum() and len(digits) < 9 else -1)
        except ValueError as error:
            raise self._wrong("the code of a character is malformed") from error

    def _property(self, *, negated: bool) -> Test:
        name = self._next("`\\p`")
        if name == "{":
            name = self._until("}")
        test = _NAMED.get(name)
        if test is None:
            category = name.removeprefix("Is")
            if not (0 < len(category) <= 2 and category[0] in "LMNPSZC"):
                raise self._unsupported(f"the class `\\p{{{name}}}`")
            test = _in_category(category)
        chosen = test
        return (lambda c: not chosen(c)) if negated else chosen

    def _class(self) -> Test:
        """A class behind its ``[``: characters, ranges, classes inside, and ``&&`` for what both sides hold."""
        self._deeper()
        negated = self._take("^")
        sides: list[list[Test]] = [[]]
        first = True
        while first or self._peek() != "]":
            if self._take("&&"):
                sides.append([])
            else:
                sides[-1].append(self._class_item())
            first = False
        self._at += 1
        self._nesting -= 1
        groups = [tuple(side) for side in sides if side]

        def holds(character: str) -> bool:
            return all(any(test(character) for test in group) for group in groups) != negated

        return holds

    def _class_item(self) -> Test:
        character = self._next("`[`")
        if character == "[":
            return self._class()
        if character == "\\":
            if self._peek().lower() in (*_CLASSES, "p"):
                return self._escape()
            character = self._escaped_character(self._next("`\\`"))
        if self._peek() == "-" and self._peek(2)[1:] not in ("]", "[", ""):
            self._at += 1
            last = self._next("`-`")
            if last == "\\":
                last = self._escaped_character(self._next("`\\`"))
            if last < character:
                raise self._wrong(f"the range `{character}-{last}` runs backwards")
            return lambda c: character <= c <= last
        return character.__eq__


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _in_category(name: str) -> Test:
    from unicodedata import category

    return lambda c: category(c).startswith(name)
