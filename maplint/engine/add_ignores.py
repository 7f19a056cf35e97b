"""Writing ignores for findings: as comments where the file has such, else as entries of the configuration."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from maplint.config.patterns import file_of
from maplint.engine.check import InputError
from maplint.record import NamedTuple
from maplint.source.document import Unreadable, read_text
from maplint.source.edit import apply_edits
from maplint.source.place import Part, format_pointer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from maplint.finding import Finding
    from maplint.source.document import Document


class Ignores(NamedTuple):
    """What is to be written: changed files, and entries for the configuration."""

    changed: list[Document]
    entries: list[dict[str, Any]]


def ignores_for(findings: Sequence[Finding], reason: str, folder: str) -> Ignores:
    """Ignores for all of these findings.

    Args:
        folder: that of the configuration.

    Raises:
        InputError: a file that has no comments lies outside of the configuration's folder.
    """
    changed: list[Document] = []
    left: list[Finding] = []
    by_document: dict[int, list[Finding]] = {}
    for finding in findings:
        by_document.setdefault(id(finding.place.document), []).append(finding)
    for group in by_document.values():
        document = group[0].place.document
        if document.format in ("yaml", "hcl") and document.file is not None:
            after, not_said = _commented(document, group, reason)
            if after is not None:
                changed.append(after)
            left += not_said
        else:
            left += group
    return Ignores(changed, _entries(left, reason, folder))


# --- comments -----------------------------------------------------------------------------------------------------------


def _commented(document: Document, findings: Iterable[Finding], reason: str) -> tuple[Document | None, list[Finding]]:
    """The document with comments, and the findings for which none can be written."""
    lines: dict[int, list[Finding]] = {}
    left: list[Finding] = []
    for finding in findings:
        line = _line(document, finding)
        if line is None:
            left.append(finding)
        else:
            lines.setdefault(line, []).append(finding)
    edits = [_comment(document, line, group, reason) for line, group in sorted(lines.items())]
    if not edits:
        return None, left
    return read_text(apply_edits(document.text, edits), document.path, like=document), left


_TOP = 0
"""In place of a line: the comment is for the whole file."""


def _line(document: Document, finding: Finding) -> int | None:
    """The line above which a comment for a finding can stand: its own, else that on which its entry begins; None: neither."""
    if not finding.place.pointer:
        return _TOP
    spans = (finding.place.span(), document.span(finding.place.pointer, Part.KEY))
    for line in dict.fromkeys(document.position(span.start).line for span in spans):
        if _harmless(document, _comment(document, line, (finding,), "-")):
            return line
    return None


def _comment(document: Document, line: int, findings: Iterable[Finding], reason: str) -> tuple[int, int, str]:
    newline = "\r\n" if "\r\n" in document.text else "\n"
    rules = ", ".join(dict.fromkeys(finding.rule for finding in findings))
    if line == _TOP:
        return 0, 0, f"# maplint: ignore-file[{rules}] {reason}{newline}"
    start = document.line_start(line)
    indent = re.match(r"[ \t]*", document.text[start:])
    return start, start, f"{indent[0] if indent else ''}# maplint: ignore[{rules}] {reason}{newline}"


def _harmless(document: Document, edit: tuple[int, int, str]) -> bool:
    """Whether an edit adds a comment and changes nothing else: in a heredoc or a long text it would."""
    try:
        after = read_text(apply_edits(document.text, [edit]), document.path, like=document)
    except Unreadable:
        return False
    return bool(after.value == document.value and len(after.comments()) == len(document.comments()) + 1)


# --- entries ------------------------------------------------------------------------------------------------------------


def _entries(findings: Iterable[Finding], reason: str, folder: str) -> list[dict[str, Any]]:
    by_place: dict[tuple[str, str], list[str]] = {}
    for finding in findings:
        path = _pattern(file_of(finding.place.document), finding.place.document.path, folder)
        by_place.setdefault((path, format_pointer(finding.place.pointer)), []).append(finding.rule)
    entries: list[dict[str, Any]] = []
    for (file, at), rules in by_place.items():
        names = list(dict.fromkeys(rules))
        entry: dict[str, Any] = {"rule": names[0] if len(names) == 1 else names, "file": file}
        if at:
            entry["at"] = at
        entry["reason"] = reason
        entries.append(entry)
    return entries


def _pattern(path: str, shown: str, folder: str) -> str:
    """The pattern that fits one file alone."""
    try:
        relative = os.path.relpath(path, folder).replace(os.sep, "/")
    except ValueError:
        relative = ".."
    if relative.startswith(".."):
        raise InputError(
            f"{shown}: this file lies outside of the configuration's folder ({folder}); put a maplint.yaml above it, or "
            "name one with --config"
        )
    escaped = re.sub(r"([\\*?\[\]!# ])", r"\\\1", relative)
    return escaped if "/" in relative else f"/{escaped}"
