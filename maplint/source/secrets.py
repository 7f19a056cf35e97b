"""What nobody may read over somebody's shoulder or in a log: tokens and passwords in the lines that are shown."""

from __future__ import annotations

import re

MASK = "*"

# A name that ends in such a word, whatever its style (`scim_token`, `clientSecret`, `apiKey`), and a quoted value, perhaps as the
# argument of functions (`trimspace("...")`); or an expression of HCL that goes over several lines. Compiled when first needed.
_NAMED = r"""(?ix) (?:token|secret|passw(?:or)?d|api_?key|private_?key|authorization)["']?\s*(?:=|:)\s*
    (?: (?:\w+\(\s*)* (?P<quote>["'])(?P<quoted>(?:\\.|(?!(?P=quote))[^\\\n])+)
      | <<-?(?P<word>\w+)\n(?P<heredoc>.*?)\n\s*(?P=word)\b )"""
_WORDS = ("token", "secret", "passw", "key", "authorization", "://", "bearer", "basic", "ssws")
_CREDENTIALS = r"://(?P<signed>[^\s/@\"'<>]+)@"
# What follows the scheme of an authorization header: words have no digits, tokens do.
_HEADER = r"(?i)\b(?:bearer|basic|ssws)\s+(?P<sent>(?=\S*[0-9])[A-Za-z0-9._~+/=-]{8,})"


def without_secrets(text: str) -> str:
    """The text with an asterisk for each character of a secret: positions stay what they are."""
    folded = text.lower()
    if not any(word in folded for word in _WORDS):
        return text
    found = [
        match.span(group)
        for pattern, groups, flags in (
            (_NAMED, ("quoted", "heredoc"), re.DOTALL),
            (_CREDENTIALS, ("signed",), 0),
            (_HEADER, ("sent",), 0),
        )
        for match in re.finditer(pattern, text, flags)
        for group in groups
        if match[group]
    ]
    pieces: list[str] = []
    at = 0
    for start, end in sorted(found):
        if start >= at:
            pieces += (text[at:start], re.sub(r"[^\n]", MASK, text[start:end]))
            at = end
    return "".join((*pieces, text[at:]))


def lines_with_secrets(text: str) -> frozenset[str]:
    """The lines of a text that show a secret, without their ends."""
    hidden = without_secrets(text)
    if hidden == text:
        return frozenset()
    return frozenset(line for line, other in zip(text.split("\n"), hidden.split("\n"), strict=True) if line != other)
