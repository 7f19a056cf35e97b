"""Text to tokens, as Spring's expression language cuts it, which Okta's is based on.

Quotes are escaped by doubling them, a backslash is an ordinary character, blanks and line breaks separate and mean nothing
else. What no expression may hold (typographic quotes, comments, an unclosed quote) still becomes a token, with a diagnostic
that says what was meant: one fault must not hide the rest. Linear in the length of the text.
"""

from __future__ import annotations

import re
from typing import Any

from maplint.oel.diagnostics import MAX_FAULTS, Diagnostic
from maplint.record import NamedTuple

NAME, STRING, NUMBER, TEMPLATE, END = "name", "string", "number", "template", "end"

Token = tuple[str, Any, int, int]
"""Kind, value, start, end. The kind of an operator or bracket is the symbol itself; the value of a text is the decoded one."""


class Tokens(NamedTuple):
    """What a text was cut into.

    Attributes:
        tokens: closed by an ``END``.
        faults: what is wrong at this level.
        spoiled: where tokens begin that a fault was said of already, so that nobody says another of the same spot.
        odd_quotes: the quotes do not pair, so that what looks like a text may stand between two.
    """

    tokens: list[Token]
    faults: list[Diagnostic]
    spoiled: set[int]
    odd_quotes: bool


# What makes up sound expressions, most frequent first; the last group leaves the rest to `_Faults`. Everything is possessive:
# a text that lacks its closing quote is read once, not once for each way to cut it.
_TOKEN = re.compile(
    r"""[ \t\r\n]*+(?:
      ([A-Za-z_][\w$]*+|\$(?!\{)[\w$]*+)
    | (==[=>]?|=[!<>]?|!==?|[<>]=|<>|[<>!]|&&?|\|\|?|\?\?|\?:|\?\.(?![\[0-9])|\?|\.[!?^$]\[|\.|\+\+?|--|->|-
        |:=|/(?![/*])|\#(?![\s{]|\Z)|[:,(){}\[\];*%^@])
    | ('[^']*+(?:''[^']*+)*+'|"[^"]*+(?:""[^"]*+)*+")
    | ([0-9]++(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+)([\w$]*+)
    | (\Z)
    | (.)
    )""",
    re.VERBOSE | re.DOTALL,
)
_NAME, _OPERATOR, _STRING, _NUMBER_WITH_SUFFIX, _END = 1, 2, 3, 5, 6

_SMART = {'"': "\u201c\u201d\u201e\u201f\u00ab\u00bb", "'": "\u2018\u2019\u201a\u201b`\u00b4"}
"""The straight quote, and what word processors, web pages and other languages put in its place."""

_INVISIBLE = {"\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u3000": " ", "\u200b": "", "\u200c": "", "\u200d": "",
              "\u2060": "", "\ufeff": ""}  # fmt: skip
"""Blanks that are none to Spring's tokenizer (it knows blank, tab, CR and LF alone), and what to write instead."""

MAX_INTEGER = 2_147_483_647


def tokenize(text: str) -> Tokens:
    """Cut a text into tokens. Never raises."""
    tokens: list[Token] = []
    faults = _Faults(text, tokens)
    add = tokens.append
    at = 0
    while True:
        for match in _TOKEN.finditer(text, at):
            group = match.lastindex or _END
            start, end = match.span(group)
            if group == _NAME:
                add((NAME, match[1], start, end))
            elif group == _OPERATOR:
                add((match[2], match[2], start, end))
            elif group == _STRING:
                quote = text[start]
                if text[end - 2] == "\\" and end < len(text) and (text[end].isalnum() or text[end] == "\\"):
                    after = faults.backslash_escape(start)
                    if after > start:
                        at = after
                        break
                add((STRING, text[start + 1 : end - 1].replace(quote * 2, quote), start, end))
            elif group == _NUMBER_WITH_SUFFIX:
                faults.number(match[4], match[5], match.start(4), end)
            elif group == _END:
                faults.finish()
                return Tokens(tokens, faults.said, faults.spoiled, faults.odd_quotes)
            else:
                at = faults.read(start)
                break


class _Faults:
    """What sound expressions don't hold: each such part is said and becomes a token, or is skipped."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self._text = text
        self._tokens = tokens
        self._skips: list[int] = []
        self._escapes_tried = False
        self.said: list[Diagnostic] = []
        self.spoiled: set[int] = set()
        self.odd_quotes = False

    def _say(
        self, code: str, message: str, start: int, end: int, help_: str, fixes: tuple[tuple[int, int, str], ...] = ()
    ) -> None:
        self.said.append(Diagnostic(code, message, start, end, help_, fixes))
        self.spoiled.add(start)

    def _add(self, kind: str, value: Any, start: int, end: int) -> int:
        self._tokens.append((kind, value, start, end))
        return end

    def _skip(self, end: int) -> int:
        """Leave a part out. It separates its neighbours, so nobody shall miss an operator between them."""
        self._skips.append(len(self._tokens))
        return end

    def finish(self) -> None:
        """Close the list of tokens."""
        length = len(self._text)
        self._tokens.append((END, "", length, length))
        self.spoiled.update(self._tokens[index][2] for index in self._skips)

    def read(self, start: int) -> int:
        """Read the part that begins here; gives where to go on."""
        text, first = self._text, self._text[start]
        if len(self.said) >= MAX_FAULTS:
            # The parser says that there is more; nobody reads on.
            return self._skip(len(text))
        if first in "'\"":
            return self._open_quote(start)
        if first in "$#" and text.startswith("{", start + 1):
            close = text.find("}", start)
            end = len(text) if close < 0 else close + 1
            return self._add(TEMPLATE, text[start:end], start, end)
        if first in "/#":
            return self._comment(start)
        for quote, glyphs in _SMART.items():
            if first in glyphs:
                return self._smart_quote(start, quote, glyphs)
        if first in _INVISIBLE or first.isspace():
            return self._invisible(start)
        if first.isalpha():
            return self._foreign_name(start)
        end = start + 1
        while end < len(text) and (text[end] == first or (not text[end].isascii() and not text[end].isalnum())):
            end += 1
        help_ = "put a text into quotes; otherwise remove it"
        if first == "\\":
            help_ = "a backslash stands in texts alone; quotes around a text are not escaped by it"
        self._say("illegal-character", f"the character {_named(first)} has no meaning here", start, end, help_)
        return self._skip(end)

    # --- numbers and names ----------------------------------------------------------------------------------------

    def number(self, digits: str, suffix: str, start: int, end: int) -> None:
        """A number, with the mistakes that begin like one."""
        whole = digits.isdecimal()
        if not suffix:
            if not whole:
                self._add(NUMBER, float(digits), start, end)
                return
            value = _integer(digits)
            if value > MAX_INTEGER:
                message = f"`{_short(digits)}` does not fit into a 32-bit integer"
                self._say("number-too-big", message, start, end, "compare it as a text in quotes")
            self._add(NUMBER, value, start, end)
        elif whole and suffix in ("l", "L"):
            self._add(NUMBER, _integer(digits), start, end)
        elif suffix in ("f", "F", "d", "D"):
            self._add(NUMBER, float(digits), start, end)
        elif digits == "0" and len(suffix) < 20 and re.fullmatch(r"[xX][0-9A-Fa-f]+[lL]?", suffix):
            value = int(suffix[1:].rstrip("lL"), 16)
            if value > (MAX_INTEGER if suffix[-1] not in "lL" else 2**63 - 1):
                message = f"`{_short(digits + suffix)}` does not fit into an integer"
                self._say("number-too-big", message, start, end, "compare it as a text in quotes")
            self._add(NUMBER, value, start, end)
        else:
            message = f"`{_short(digits + suffix)}` is neither a number nor a name: a name does not begin with a digit"
            self._say("malformed-number", message, start, end, "put a text into quotes, or write the number alone")
            self._add(NUMBER, 0, start, end)

    def _foreign_name(self, start: int) -> int:
        text = self._text
        # Further such words behind it belong to the same text without quotes.
        words = re.compile(r"[\w$]++(?: +[^\W\d_a-zA-Z][\w$]*+)*+").match(text, start)
        end = words.end() if words is not None else start + 1
        message = f"no name begins with {_named(text[start])}"
        self._say(
            "illegal-character",
            message,
            start,
            end,
            "put a text into quotes; names begin with a letter from A to Z, `_` or `$`",
        )
        return self._add(NAME, text[start:end], start, end)

    def _invisible(self, start: int) -> int:
        text, end = self._text, start + 1
        while end < len(text) and (text[end] in _INVISIBLE or text[end].isspace()):
            end += 1
        self._say(
            "invisible-character",
            f"the invisible character {_named(text[start])} stands here",
            start,
            end,
            "write an ordinary blank, or nothing: it came along with a copied text",
            ((start, end, max(_INVISIBLE.get(character, " ") for character in text[start:end])),),
        )
        # It separates as a blank does, but what is missing behind it is missing all the same.
        return end

    # --- quotes ---------------------------------------------------------------------------------------------------

    def _open_quote(self, start: int) -> int:
        """A straight quote without its second."""
        text, quote = self._text, self._text[start]
        after = self.backslash_escape(start)
        if after > start:
            return after
        close = next((i for i in range(start + 1, min(len(text), start + 1000)) if text[i] in _SMART[quote]), -1)
        if close > 0:
            self._say(
                "smart-quotes", f"`{_short(text[start : close + 1])}` ends in a typographic quote", start, close + 1,
                "write straight quotes: ' or \"; word processors and web pages change them",
                ((close, close + 1, quote),),
            )  # fmt: skip
            return self._add(STRING, text[start + 1 : close].replace(quote * 2, quote), start, close + 1)
        self._say(
            "unclosed-quote", f"this {quote} is not closed", start, start + 1,
            f"close it with {quote}; a {quote} inside the text is written twice, a backslash escapes nothing",
        )  # fmt: skip
        self.odd_quotes = True
        return self._add(STRING, text[start + 1 :].replace(quote * 2, quote), start, len(text))

    def backslash_escape(self, start: int) -> int:
        """Read ``'it\\'s'`` as it was meant, if a text in the manner of C begins here; gives its end, else the start."""
        text, quote = self._text, self._text[start]
        if self._escapes_tried:
            return start
        meant = re.compile(rf"{quote}(?:[^{quote}\\]|\\.)*+{quote}", re.DOTALL).match(text, start)
        end = meant.end() if meant is not None else start
        said = meant[0] if meant is not None else ""
        escapes = [match.start() for match in re.finditer(r"\\(.)", said, re.DOTALL) if match[1] == quote]
        if not escapes or (end < len(text) and (text[end].isalnum() or text[end] in "'\"\\")):
            # Asked once: each further try may read to the end of the text again.
            self._escapes_tried = True
            return start
        self._say(
            "backslash-escape", "a backslash escapes nothing here", start, end,
            f"write a {quote} inside the text twice, or put the text into the other kind of quotes",
            tuple((start + at, start + at + 2, quote * 2) for at in escapes),
        )  # fmt: skip
        return self._add(STRING, said[1:-1].replace("\\" + quote, quote), start, end)

    def _smart_quote(self, start: int, quote: str, glyphs: str) -> int:
        """A text in typographic quotes: read as if they were straight, so that the rest is judged too."""
        text = self._text
        inner = f"[^{glyphs}()]"
        pair = re.compile(rf"[{glyphs}]((?:{inner}++|\({inner}*+\))*+)([{glyphs}])").match(text, start)
        help_ = "write straight quotes: ' or \"; word processors and web pages change them"
        if pair is not None:
            value, end = pair[1], pair.end()
            straight = next((mark for mark in (quote, "'", '"') if mark not in value), None)
            both = ((start, start + 1, straight), (end - 1, end, straight)) if straight else ()
            kind = "quotes of another language" if text[start] in "`\u00b4" else "typographic quotes"
            self._say("smart-quotes", f"`{_short(pair[0])}` stands in {kind}", start, end, help_, both)
            return self._add(STRING, value, start, end)
        ahead = text[start + 1 : start + 1000]
        close = ahead.find(quote)
        if close >= 0 and ahead.count(quote) % 2:
            end = start + close + 2
            message = f"`{_short(text[start:end])}` begins with a typographic quote"
            self._say("smart-quotes", message, start, end, help_, ((start, start + 1, quote),))
            return self._add(STRING, ahead[:close], start, end)
        # Word processors join two quotes into one glyph: so it is when nothing stands close to it.
        before, after = text[start - 1 : start] or " ", ahead[:1] or " "
        lonely = not (before.isalnum() or after.isalnum())
        fixes = ((start, start + 1, quote * 2),) if lonely else ()
        self._say("smart-quotes", f"{_named(text[start])} is no quote of the language", start, start + 1, help_, fixes)
        self._add(STRING, "", start, start + 1)
        return start + 1 if lonely else self._skip(start + 1)

    def _comment(self, start: int) -> int:
        text = self._text
        if text.startswith("/*", start):
            close = text.find("*/", start + 2)
            end = len(text) if close < 0 else close + 2
        else:
            close = text.find("\n", start)
            end = len(text) if close < 0 else close
        self.said.append(
            Diagnostic("comment", "Okta expressions have no comments", start, end, "remove it", ((start, end, ""),))
        )
        return end


def _integer(digits: str) -> int:
    """The value of digits, capped: how much too big a number is does not matter, and huge ones are slow to convert."""
    return int(digits) if len(digits) < 40 else 10**39


def _named(character: str) -> str:
    """A character as a person can find it, whatever it is."""
    return f"`{character}` (U+{ord(character):04X})" if character.isprintable() else f"U+{ord(character):04X}"


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."
