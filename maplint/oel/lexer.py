"""Text to tokens, as Spring's expression language cuts it, which Okta's is based on.

Quotes are escaped by doubling them, a backslash is an ordinary character, blanks and line breaks separate and mean nothing
else. What no expression may hold (typographic quotes, comments, an unclosed quote) still becomes a token, with a diagnostic
that says what was meant: one fault must not hide the rest. One pass, linear in the length of the text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from maplint.oel.diagnostics import Diagnostic

STRING, NUMBER, NAME, OPERATOR, END, TEMPLATE = "string", "number", "name", "operator", "end", "template"


class Token(NamedTuple):
    """``value`` is the decoded text, the number, the name, or the operator's symbol."""

    kind: str
    value: str | int | float
    start: int
    end: int


# Quoted texts first: inside them nothing else counts. The unrolled form `[^']*(?:''[^']*)*` reads each character once.
_TOKEN = re.compile(
    r"""
      (?P<blank>[ \t\r\n\u00a0\ufeff]+)
    | (?P<name>[A-Za-z_][\w$]*|\$(?!\{)[\w$]*)
    | (?P<string>'[^']*(?:''[^']*)*'|"[^"]*(?:""[^"]*)*")
    | (?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)
    | (?P<comment>//[^\n]*|/\*)
    | (?P<operator>==>|===|==|!==|!=|<=|>=|<>|&&|\|\||\?:|\?\.(?![\[0-9])|\.[!?^$]\[|\?\.\[|\+\+|--|[-+*/%^!<>=?:.,(){}\[\]])
    | (?P<template>\$\{[^}]*\}?)
    | (?P<smart>[\u201c\u201d\u201e\u201f\u00ab\u00bb\u2018\u2019\u201a\u201b])
    | (?P<open>['"])
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_DOUBLE_SMART = "\u201c\u201d\u201e\u201f\u00ab\u00bb"
_SINGLE_SMART = "\u2018\u2019\u201a\u201b"
# What stands for an operator elsewhere -> what it is called here.
MEANT = {"===": "==", "==>": "==", "!==": "!=", "<>": "!=", "=": "==", "&": "AND", "|": "OR"}


def tokenize(text: str) -> tuple[list[Token], list[Diagnostic]]:
    """The tokens of a text, closed by an END token, and what is wrong with it at this level."""
    tokens: list[Token] = []
    faults: list[Diagnostic] = []
    add = tokens.append
    at, length = 0, len(text)
    match_at = _TOKEN.match
    while at < length:
        match = match_at(text, at)
        assert match is not None
        kind, start, end = match.lastgroup, at, match.end()
        at = end
        if kind == "blank":
            continue
        if kind == "name":
            add(Token(NAME, match[0], start, end))
        elif kind == "operator":
            add(Token(OPERATOR, match[0], start, end))
        elif kind == "string":
            quote = text[start]
            add(Token(STRING, text[start + 1 : end - 1].replace(quote * 2, quote), start, end))
        elif kind == "number":
            at = _number(text, match[0], start, end, add, faults)
        else:
            at = _faulty(text, str(kind), start, end, add, faults)
    add(Token(END, "", length, length))
    return tokens, faults


def _number(text: str, digits: str, start: int, end: int, add, faults: list[Diagnostic]) -> int:  # type: ignore[no-untyped-def]
    """A number, with the mistakes that begin like one: `0x1F`, `12abc`."""
    whole = digits.isdecimal()
    stop = end
    while stop < len(text) and (text[stop].isalnum() or text[stop] in "_$"):
        stop += 1
    if stop > end:
        suffix = text[end:stop]
        if whole and suffix in ("L", "l"):
            add(Token(NUMBER, _integer(digits), start, stop))
        elif suffix in ("f", "F", "d", "D"):
            add(Token(NUMBER, float(digits), start, stop))
        else:
            faults.append(
                Diagnostic(
                    "malformed-number",
                    f"`{_short(text[start:stop])}` is neither a number nor a name: a name does not begin with a digit",
                    start,
                    stop,
                    "put a text into quotes, or write the number alone",
                )
            )
            add(Token(NUMBER, 0, start, stop))
        return stop
    if not whole:
        add(Token(NUMBER, float(digits), start, end))
        return end
    value = _integer(digits)
    if value > 2147483647:
        faults.append(
            Diagnostic(
                "number-too-big",
                f"`{_short(digits)}` does not fit into a 32-bit integer",
                start,
                end,
                "compare it as a text in quotes",
            )
        )
    add(Token(NUMBER, value, start, end))
    return end


def _integer(digits: str) -> int:
    """The value of digits, capped: how much too big a number is does not matter, and huge ones are slow to convert."""
    return int(digits) if len(digits) < 40 else 10**39


def _faulty(text: str, kind: str, start: int, end: int, add, faults: list[Diagnostic]) -> int:  # type: ignore[no-untyped-def]
    """What no expression may hold; gives where to go on."""
    if kind == "smart":
        return _smart(text, start, add, faults)
    if kind == "template":
        add(Token(TEMPLATE, text[start:end], start, end))
        return end
    if kind == "comment":
        if text.startswith("/*", start):
            close = text.find("*/", start)
            end = len(text) if close < 0 else close + 2
        faults.append(
            Diagnostic("comment", "Okta expressions have no comments", start, end, "remove it", ((start, end, ""),))
        )
        return end
    if kind == "open":
        quote = text[start]
        faults.append(
            Diagnostic(
                "unclosed-quote",
                f"this {quote} is not closed",
                start,
                start + 1,
                f"close it with {quote}; a {quote} inside the text is written twice, a backslash escapes nothing",
            )
        )
        add(Token(STRING, text[start + 1 :].replace(quote * 2, quote), start, len(text)))
        return len(text)
    if text[start] in "&|":
        # Single & and |: taken for the operator that they surely stand for, the parser says so.
        add(Token(OPERATOR, text[start], start, end))
        return end
    if text[start] in "#@":
        add(Token(OPERATOR, text[start], start, end))
        return end
    faults.append(
        Diagnostic(
            "illegal-character",
            f"the character {_named(text[start])} has no meaning here",
            start,
            end,
            "put a text into quotes; otherwise remove it",
        )
    )
    return end


def _smart(text: str, start: int, add, faults: list[Diagnostic]) -> int:  # type: ignore[no-untyped-def]
    """A text in typographic quotes: read as if they were straight, so that the rest is judged too."""
    double = text[start] in _DOUBLE_SMART
    pair = _DOUBLE_SMART if double else _SINGLE_SMART
    straight = '"' if double else "'"
    fixes: tuple[tuple[int, int, str], ...] = ()
    close = next((i for i in range(start + 1, len(text)) if text[i] in pair or text[i] in "()\n"), -1)
    if close >= 0 and text[close] in pair:
        inner = text[start + 1 : close]
        end = close + 1
        if straight in inner:
            straight = "'" if double else '"'
        if straight not in inner:
            fixes = ((start, start + 1, straight), (close, close + 1, straight))
        said = f"`{_short(text[start:end])}` stands in typographic quotes"
    else:
        inner, end, said = "", start + 1, f"{_named(text[start])} is no quote of the language"
        # A single glyph often stands for two straight quotes that a word processor joined.
        fixes = ((start, end, straight * 2),)
    faults.append(
        Diagnostic(
            "smart-quotes",
            said,
            start,
            end,
            "write straight quotes: ' or \"; word processors and web pages change them",
            fixes,
        )
    )
    add(Token(STRING, inner, start, end))
    return end


def _named(character: str) -> str:
    """A character as a person can find it, whatever it is."""
    return f"`{character}` (U+{ord(character):04X})" if character.isprintable() else f"U+{ord(character):04X}"


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."
