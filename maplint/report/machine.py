"""What the formats for machines share."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any

from maplint.record import NamedTuple

if TYPE_CHECKING:
    from maplint.finding import Finding
    from maplint.source.place import Place, Position


def to_json(value: Any) -> str:
    """JSON in ASCII, with a line end. Lone surrogates become U+FFFD: strict readers refuse their escapes."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    if not text.isascii():
        text = re.sub(r"[^\x00-\x7f]", _escaped, text)
    return text + "\n"


def _escaped(match: re.Match[str]) -> str:
    point = ord(match[0])
    if point > 0xFFFF:
        point -= 0x10000
        return f"\\u{0xD800 + (point >> 10):04x}\\u{0xDC00 + (point & 0x3FF):04x}"
    return f"\\u{0xFFFD if 0xD800 <= point <= 0xDFFF else point:04x}"


def repository_path(path: str) -> str:
    """A path relative to the current folder when it is below it, with forward slashes; code hosts know no other.

    Paths elsewhere stay as they are.
    """
    if not os.path.isabs(path) and "./" not in path:
        return path
    try:
        relative = os.path.relpath(path).replace(os.sep, "/")
    except (ValueError, OSError):  # another drive; a current folder that is gone
        return path
    return path if relative.startswith("../") or relative == ".." else relative


class Region(NamedTuple):
    """From the first code point to the one after the last; lines and columns from 1, columns in code points."""

    start: Position
    end: Position


def region(place: Place) -> Region:
    """Where a place is."""
    span = place.span()
    return Region(place.document.position(span.start), place.document.position(span.end))


def explanation(finding: Finding) -> list[str]:
    """What follows and what to do, a sentence each: for formats that have no fields for them."""
    parts = [f"Why: {finding.consequence}"] if finding.consequence else []
    if finding.help:
        parts.append(f"Help: {finding.help}")
    return parts
