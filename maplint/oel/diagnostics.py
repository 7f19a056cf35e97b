"""What the parser has to say about a text: a stable code, a sentence, the place, and the mend where one is safe."""

from __future__ import annotations

from maplint.record import NamedTuple

MAX_FAULTS = 100
"""How many faults of one expression are said. A text with more is no expression, and nobody reads further."""


class Diagnostic(NamedTuple):
    """A fault of syntax.

    Attributes:
        code: stable slug, such as ``single-equals`` or ``unclosed-bracket``.
        message: what is wrong, without a full stop at its end.
        start, end: the code points of the expression that it is about.
        help: what to do.
        fixes: replacements ``(start, end, text)`` that mend it, all of them together; empty when no safe mend is known.
    """

    code: str
    message: str
    start: int
    end: int
    help: str
    fixes: tuple[tuple[int, int, str], ...] = ()
