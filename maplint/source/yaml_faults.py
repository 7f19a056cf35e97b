"""What is wrong with a text that libyaml refuses, said to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.source.place import Span
from maplint.source.yaml_text import Fault, too_deep

if TYPE_CHECKING:
    import yaml

_QUOTE_IT = "put the whole text in quotes: '…', with every ' in it doubled"


def explain(text: str, error: yaml.YAMLError) -> Fault:
    """The fault that a parser's error tells of."""
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return _character(text, error)
    at = min(mark.index, len(text))
    context_mark = getattr(error, "context_mark", None)
    begin = min(context_mark.index, len(text)) if context_mark is not None else at
    here = text[at : at + 1]
    one = Span(at, min(at + 1, len(text)))
    if "cannot start any token" in problem:
        if here == "\t":
            return Fault("a tab cannot indent in YAML", one, "use spaces")
        return Fault(f"a text without quotes cannot begin with `{here}`", one, _QUOTE_IT)
    if "mapping values are not allowed" in problem:
        return Fault("`: ` cannot stand here: a text with it needs quotes, and keys one indentation", one, _QUOTE_IT)
    if "unexpected end of stream" in problem:
        return Fault("the text that begins here has no closing quote", Span(begin, _line_end(text, begin)), "close it")
    if "',' or '}'" in problem or "',' or ']'" in problem:
        opening = text[begin : begin + 1]
        line = text.count("\n", 0, begin) + 1
        return Fault(f"`{opening}` of line {line} is not closed, or a comma is missing", one, "compare what follows it")
    if "expected key" in problem or "'-' indicator" in problem or "<block end>" in problem:
        if text[:at].rstrip()[-1:] in ("'", '"') and "\n" not in text[len(text[:at].rstrip()) : at]:
            return Fault("more text follows the closing quote", one, _QUOTE_IT)
        return Fault(
            "this does not line up with what stands above it", one, "give entries of one level one indentation"
        )
    if "nesting depth" in problem:
        return too_deep(one)
    if "escape" in problem:
        return Fault(
            "this is no escape of YAML",
            one,
            'write a backslash inside "…" as \\\\, or use single quotes, which have none',
        )
    if "tab" in problem:
        return Fault("a tab cannot indent in YAML", one, "use spaces")
    return Fault(f"this is not YAML: {problem.splitlines()[0]}", one, "check the lines above it too")


def _character(text: str, error: yaml.YAMLError) -> Fault:
    """A character that YAML does not allow: the reader gives no mark for it."""
    for at, character in enumerate(text):
        if character != "\t" and character != "\n" and character != "\r" and not _allowed(character):
            return Fault(
                f"the character U+{ord(character):04X} cannot stand in YAML",
                Span(at, at + 1),
                f'remove it, or write \\u{ord(character):04x} in "…"',
            )
    return Fault(f"this is not YAML: {str(error).splitlines()[0]}", Span(0, 1), "check the file")


def _allowed(character: str) -> bool:
    """YAML 1.2 section 5.1: what may stand in a text."""
    code = ord(character)
    return 0x20 <= code <= 0x7E or code == 0x85 or 0xA0 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
