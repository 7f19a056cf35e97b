"""What is wrong with a text that JSON's decoder refuses, said to a person.

The decoder names the place where it gave up. What people did stands at or just before it: a comma too many, a comment,
Python's or JavaScript's spelling, a quote inside a text.
"""

from __future__ import annotations

import re

from maplint.record import NamedTuple
from maplint.source.place import Span

_WORD = re.compile(r"[A-Za-z_$][\w$.-]*")
_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"?|[\[\]{}]')
_CURLY = "“”„‟«»‘’‚‛"
_CLOSES = {"{": "}", "[": "]"}
_NOT_JSON = {
    "True": "true", "TRUE": "true", "yes": "true", "False": "false", "FALSE": "false", "no": "false",
    "None": "null", "undefined": "null", "nil": "null", "NULL": "null", "Null": "null",
}  # fmt: skip


class Explanation(NamedTuple):
    """A sentence, where it holds, and what to do."""

    message: str
    span: Span
    remedy: str


def explain(text: str, reason: str, at: int, *, lines: bool = False) -> Explanation:
    """Explain why ``text`` is no JSON.

    Args:
        text: the whole text.
        reason: the decoder's message (``json.JSONDecodeError.msg``).
        at: the offset that it named.
        lines: whether the text was read as JSON lines.
    """
    if reason.startswith("Unterminated string"):
        return _unclosed_text(text, at)
    if reason.startswith("Invalid control character"):
        return _control_character(text, at)
    if reason.startswith("Invalid \\"):
        return _escape(text, at)
    if reason == "Extra data":
        return _extra(text, at, lines)
    if reason.startswith("Illegal trailing comma"):  # Python 3.13
        at += 1
    at = _skip_space(text, at)
    before = len(text[:at].rstrip()) - 1
    return _structure(text, reason, at, before)


def _structure(text: str, reason: str, at: int, before: int) -> Explanation:
    """The decoder met something else than it expected at ``at``; ``before`` is what stands in front of it."""
    previous = text[before] if before >= 0 else ""
    if at >= len(text):
        return _cut_off(text)
    here = text[at]
    one = Span(at, at + 1)
    if before < 0 and here == "<":
        return Explanation(
            "this is a web page or XML, not JSON", one, "export it again: a sign-in page may have been saved"
        )
    if here in "}]" and previous == ",":
        return Explanation(f"a comma before `{here}`", Span(before, before + 1), "remove the comma")
    if here == "," and previous in ",[{":
        return Explanation("a comma with nothing in front of it", one, "remove the comma, or add what is missing")
    if here == "'":
        return Explanation(
            "texts stand in double quotes in JSON, not in single ones", one, "write \"…\" in place of '…'"
        )
    if here == "`" or here in _CURLY:
        return Explanation(f"`{here}` is no quote of JSON", one, 'write a straight double quote: "')
    if here == "#" or text.startswith(("//", "/*"), at):
        return Explanation("JSON has no comments", Span(at, _line_end(text, at)), "remove the comment")
    if previous == '"' and before == at - 1 and "delimiter" in reason and here not in _CURLY + ':,{}[]"=':
        return Explanation(
            "the text ends at this quote, but more of it seems to follow",
            Span(before, at),
            'write a quote inside a text as \\"',
        )
    if here in "}]" and "delimiter" in reason:
        return _wrong_bracket(text, at)
    if here == "=":
        return Explanation("`=` is not JSON", one, 'write `"key": value`')
    if "':'" in reason:
        return Explanation("a colon is missing after the key", one, 'write `"key": value`')
    if "','" in reason:
        return _missing_comma(text, at, before)
    return _no_value(text, reason, at, previous)


def _no_value(text: str, reason: str, at: int, previous: str) -> Explanation:
    here = text[at]
    one = Span(at, at + 1)
    word = _WORD.match(text, at)
    if word is not None:
        name, span = word.group(), Span(at, word.end())
        if "property name" in reason or (_followed_by_colon(text, word.end()) and previous in "{,"):
            return Explanation(f"the key `{name}` has no quotes", span, f'write "{name}"')
        if name in _NOT_JSON:
            return Explanation(f"`{name}` is not JSON", span, f"write {_NOT_JSON[name]}")
        return Explanation(f"`{name}` is not JSON", span, f'if it is a text, put quotes around it: "{name}"')
    if "property name" in reason:
        return Explanation(f"a key in double quotes must stand here, not `{here}`", one, 'write `"key": value`')
    if here in "}],":
        return Explanation(f"a value is missing before `{here}`", one, "add the value, or null")
    if here in "+.-0123456789":
        return Explanation("this is no number of JSON", one, "write it like 12 or 0.5, or put it in quotes")
    if not here.isprintable():
        return Explanation(f"the character U+{ord(here):04X} cannot stand here", one, "remove it")
    return Explanation(f"a value must stand here, not `{here}`", one, "compare with the export that Okta gives")


def _missing_comma(text: str, at: int, before: int) -> Explanation:
    if text[before] == "0" and text[at].isdigit() and before == at - 1:
        return Explanation("a number must not begin with 0", Span(before, at + 1), "remove the 0, or put it in quotes")
    span = Span(before, before + 1)
    if text[at] == ":":
        return Explanation(
            "a colon stands where a comma was expected", Span(at, at + 1), "only keys have a colon after them"
        )
    if text[at] == ";":
        return Explanation("`;` is not JSON", Span(at, at + 1), "write a comma")
    if before == at - 1 and text[before].isalnum() and text[at].isalnum():
        return Explanation("this is no number of JSON", Span(at, at + 1), "if it is a text, put quotes around it")
    return Explanation("a comma is missing here", span, "add a comma after it")


def _unclosed_text(text: str, start: int) -> Explanation:
    end = _line_end(text, start)
    return Explanation("the text that begins here has no closing quote", Span(start, end), 'add the closing "')


def _control_character(text: str, at: int) -> Explanation:
    here = text[at]
    if here in "\r\n":
        start = text.rfind('"', 0, at)
        while start > 0 and text[start - 1] == "\\":
            start = text.rfind('"', 0, start)
        return Explanation(
            "the text that begins here is not closed on its line",
            Span(max(start, 0), at),
            'add the closing ", or write \\n for a line break inside a text',
        )
    name = {"\t": "a tab", "\0": "a zero character"}.get(here, f"the character U+{ord(here):04X}")
    written = "\\t" if here == "\t" else f"\\u{ord(here):04x}"
    return Explanation(f"{name} cannot stand in a text as it is", Span(at, at + 1), f"write {written}")


def _escape(text: str, at: int) -> Explanation:
    start = text.rfind("\\", 0, at + 1)
    found = text[start : start + 2]
    if found == "\\u":
        return Explanation(
            "\\u needs four hexadecimal digits after it", Span(start, start + 2), "write it like \\u00e9"
        )
    return Explanation(
        f"`{found}` is no escape of JSON", Span(start, start + 2), "write a backslash inside a text as \\\\"
    )


def _extra(text: str, at: int, lines: bool) -> Explanation:
    here = text[at]
    one = Span(at, at + 1)
    if here in "}]":
        return Explanation(
            f"`{here}` closes nothing that is open", one, "remove it, or look for a bracket too many before it"
        )
    if here == ",":
        return Explanation("a comma after the end of the value", one, "put [ and ] around several values")
    if here in "{[" and not lines:
        return Explanation(
            "a second value begins after the end of the first",
            one,
            "put several values into an array, or each on a line of its own (JSON lines)",
        )
    if lines:
        return Explanation("more than one value on a line", one, "begin each value on a line of its own")
    if here == "#" or text.startswith(("//", "/*"), at):
        return Explanation("JSON has no comments", Span(at, _line_end(text, at)), "remove the comment")
    return Explanation("text after the end of the value", Span(at, _line_end(text, at)), "remove it")


def _cut_off(text: str) -> Explanation:
    end = len(text.rstrip())
    open_ = _open_brackets(text, end)
    span = Span(max(end - 1, 0), end)
    if open_:
        start = open_[-1]
        line = text.count("\n", 0, start) + 1
        return Explanation(
            f"the file ends, but `{text[start]}` of line {line} is not closed",
            span,
            f"add `{_CLOSES[text[start]]}`, or export the file again if it was cut off",
        )
    return Explanation("the file ends before its value does", span, "export the file again: it was cut off")


def _wrong_bracket(text: str, at: int) -> Explanation:
    open_ = _open_brackets(text, at)
    if not open_:
        return Explanation(f"`{text[at]}` closes nothing that is open", Span(at, at + 1), "remove it")
    opening = text[open_[-1]]
    line = text.count("\n", 0, open_[-1]) + 1
    if _CLOSES[opening] == text[at]:
        return Explanation(f"a value is missing before `{text[at]}`", Span(at, at + 1), "add `: value` after the key")
    return Explanation(
        f"`{text[at]}` stands where `{opening}` of line {line} should be closed",
        Span(at, at + 1),
        f"write `{_CLOSES[opening]}`, or look for a missing bracket before it",
    )


def _open_brackets(text: str, end: int) -> list[int]:
    """The offsets of the brackets that are still open at ``end``."""
    open_: list[int] = []
    for token in _TOKEN.finditer(text, 0, end):
        if token.group() in "{[":
            open_.append(token.start())
        elif token.group() in "}]" and open_:
            open_.pop()
    return open_


def where_too_deep(text: str, limit: int) -> Span:
    """Where the first container opens that stands deeper than ``limit`` levels."""
    depth = 0
    for token in _TOKEN.finditer(text):
        if token.group() in "{[":
            depth += 1
            if depth > limit:
                return Span(token.start(), token.end())
        elif token.group() in "}]":
            depth -= 1
    return Span(0, 1)


def where_huge_integer(text: str) -> Span:
    """Where the first run of digits stands that is too long for Python (4,300 digits)."""
    for token in re.finditer(r'"(?:[^"\\]|\\.)*"?|\d+', text):
        if token.end() - token.start() > 4300 and text[token.start()] != '"':
            return Span(token.start(), token.end())
    return Span(0, 1)


def _followed_by_colon(text: str, at: int) -> bool:
    at = _skip_space(text, at)
    return text[at : at + 1] == ":"


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    return end - 1 if end > at + 1 and text[end - 1] == "\r" else end
