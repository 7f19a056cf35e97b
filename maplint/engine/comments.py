"""Ignores in comments of YAML and HCL files, with what they reach.

``# maplint: ignore[RULES] REASON`` reaches its own line; when it stands alone on a line, the next one. Where an entry or block
begins there, it reaches all of that. ``ignore-file`` reaches the whole file. ``until 2030-12-31:`` in front of the reason
is the last day on which it counts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from maplint.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from maplint.source.document import Comment, Document
    from maplint.source.tree import Node

MARK = "maplint:"

_COMMENT = re.compile(r"(?:#+|//+|/\*+)[ \t]*maplint:[ \t]*(?P<body>.*?)[ \t]*(?:\*+/)?[ \t]*\Z", re.DOTALL)
_IGNORE = re.compile(r"(?P<verb>[A-Za-z-]+)[ \t]*\[(?P<rules>[^\]]*)\][ \t]*:?[ \t]*(?P<rest>.*)", re.DOTALL)
_UNTIL = re.compile(r"until[ \t]+(?P<day>[0-9][0-9-]*)[ \t]*:?[ \t]*")

FORM = "write `# maplint: ignore[RULE] reason`"


class CommentIgnore(NamedTuple):
    """An ignore that a comment says, or why it says none.

    Attributes:
        start, end: the comment, in code points of the text.
        words: what it names rules by.
        reason: why.
        expires: the last day on which it counts.
        reach: the range of code points in which findings begin that it hides.
        fault: what is wrong with it; it hides nothing then.
    """

    start: int
    end: int
    words: tuple[str, ...] = ()
    reason: str = ""
    expires: date | None = None
    reach: tuple[int, int] = (0, 0)
    fault: str | None = None


def comment_ignores(document: Document) -> Iterator[CommentIgnore]:
    """The ignores in the comments of a document."""
    if MARK not in document.text or document.format not in ("yaml", "hcl"):
        return
    for comment in document.comments():
        match = _COMMENT.match(comment.text)
        if match is not None:
            yield _read(document, comment, match["body"])


def _read(document: Document, comment: Comment, body: str) -> CommentIgnore:
    nothing = CommentIgnore(comment.start, comment.end)
    match = _IGNORE.match(body)
    if match is None or match["verb"] not in ("ignore", "ignore-file"):
        return nothing._replace(fault=f"this comment is no ignore; {FORM}")
    words = tuple(word.strip() for word in match["rules"].split(",") if word.strip())
    if not words:
        return nothing._replace(fault=f"this ignore names no rule; {FORM}")
    expires = None
    reason = match["rest"]
    until = _UNTIL.match(reason)
    if until is not None:
        from datetime import date

        try:
            expires = date.fromisoformat(until["day"])
        except ValueError:
            return nothing._replace(fault=f"`{until['day']}` is no day of the calendar; write one as 2030-12-31")
        reason = reason[until.end() :]
    if not reason.strip():
        return nothing._replace(fault=f"this ignore gives no reason; {FORM}")
    whole = match["verb"] == "ignore-file"
    reach = (0, len(document.text) + 1) if whole else _reach(document, comment)
    return CommentIgnore(comment.start, comment.end, words, " ".join(reason.split()), expires, reach)


def _reach(document: Document, comment: Comment) -> tuple[int, int]:
    text = document.text
    line = text.rfind("\n", 0, comment.start) + 1
    if not text[line : comment.start].strip():
        line = _next_line(document, comment.end)
    end = text.find("\n", line)
    end = len(text) if end < 0 else end
    node = _begins_in(document.tree.root, line, end)
    return line, max(end, node.end if node is not None else 0) + 1


def _next_line(document: Document, at: int) -> int:
    """The start of the next line that is neither blank nor a comment."""
    text = document.text
    ends = {text.rfind("\n", 0, comment.start) + 1: comment for comment in document.comments()}
    while True:
        at = text.find("\n", at)
        if at < 0:
            return len(text)
        at += 1
        end = text.find("\n", at)
        line = text[at : end if end >= 0 else len(text)]
        comment = ends.get(at)
        if comment is not None and not text[at : comment.start].strip():
            at = comment.end
        elif line.strip():
            return at


def _begins_in(node: Node, start: int, end: int) -> Node | None:
    """The outermost entry that begins between two offsets."""
    for entry in node.entries or ():
        begins = entry.key_start if entry.key_start >= 0 else entry.start
        if start <= begins <= end:
            return entry
        below = _begins_in(entry, start, end)
        if below is not None:
            return below
    return None
