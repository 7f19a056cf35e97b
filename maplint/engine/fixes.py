"""Applying fixes: in memory, in rounds, each checked by parsing and linting again, before any file is touched.

Fixes that overlap wait for the next round, until nothing changes (at most ten rounds). A fix after which its file no longer
parses, its finding is still there, or a new error appears anywhere is refused: the text stays as it was, it is tried again once
others have been applied, and the result says so.
"""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING

from maplint.engine.check import Inputs, Prepared, add_document, check_inputs
from maplint.finding import Applicability, Severity
from maplint.record import NamedTuple
from maplint.source.document import Unreadable, read_text
from maplint.source.edit import apply_edits
from maplint.source.secrets import lines_with_secrets, without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from maplint.engine.check import OnCrash
    from maplint.engine.result import Report
    from maplint.finding import Edit, Finding, Fix
    from maplint.source.document import Document

MOST_ROUNDS = 10


class Applied(NamedTuple):
    """A fix that was applied."""

    path: str
    rule: str
    title: str


class Refused(NamedTuple):
    """A fix that was not kept, and why."""

    path: str
    rule: str
    title: str
    reason: str


class Fixed(NamedTuple):
    """The outcome: changed documents as (before, after), what was applied and refused, the reports of what was there before and
    of the result."""

    changed: list[tuple[Document, Document]]
    applied: list[Applied]
    refused: list[Refused]
    before: Report
    report: Report


class FixSession:
    """The rounds of one run over what was prepared.

    Args:
        only: the path of the one document that may be changed.
        shown: whether the changes will be shown: then what nobody may be shown is left as it is.
    """

    def __init__(
        self,
        prepared: Prepared,
        *,
        unsafe: bool,
        only: str | None = None,
        shown: bool = False,
        on_crash: OnCrash | None = None,
    ) -> None:
        self._prepared = prepared
        self._only = only
        self._shown = shown
        self._allowed = {Applicability.SAFE, Applicability.UNSAFE} if unsafe else {Applicability.SAFE}
        self._on_crash = on_crash
        self._applied: list[Applied] = []
        self._refused: list[Refused] = []

    def execute(self) -> Fixed:
        """Fix until nothing changes."""
        inputs = self._prepared.inputs
        before = report = self._check(inputs)
        tried = 0
        for _ in range(MOST_ROUNDS):
            chosen = self._choose(report.findings)
            if not chosen and self._refused and len(self._applied) > tried:
                tried = len(self._applied)
                self._refused.clear()  # what stood in the way may be mended by now
                chosen = self._choose(report.findings)
            if not chosen:
                break
            inputs, report = self._round(inputs, report, chosen)
        changed = [
            (before, after)
            for before, after in zip(_all(self._prepared.inputs), _all(inputs), strict=True)
            if before.text != after.text
        ]
        return Fixed(changed, self._applied, self._refused, before, report)

    def _check(self, inputs: Inputs) -> Report:
        return check_inputs(self._prepared._replace(inputs=inputs), self._on_crash)

    def _choose(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings whose fixes can be applied together: none of their edits touch."""
        chosen: list[Finding] = []
        taken: dict[int, list[tuple[int, int]]] = {}
        refused = {(refusal.path, refusal.rule, refusal.title) for refusal in self._refused}
        for finding in findings:
            fix = finding.fix
            if fix is None or fix.applicability not in self._allowed or not fix.edits or _name(finding) in refused:
                continue
            reason = self._not_to_be_tried(finding, fix)
            if reason is not None:
                refused.add(_name(finding))
                self._refused.append(Refused(*_name(finding), reason))
                continue
            if all(_free(taken, id(edit.document), edit.start, edit.end) for edit in fix.edits):
                for edit in fix.edits:
                    taken.setdefault(id(edit.document), []).append((edit.start, edit.end))
                chosen.append(finding)
        return chosen

    def _not_to_be_tried(self, finding: Finding, fix: Fix) -> str | None:
        """Why a fix is out of the question in this run; None when it is not."""
        if self._only is not None and any(edit.document.path != self._only for edit in fix.edits):
            return f"it changes more than {self._only}"
        if self._shown and (finding.secret or any(map(_touches_secret, fix.edits))):
            return "the line holds a secret, which nobody is shown; --fix changes it"
        return None

    def _round(self, inputs: Inputs, report: Report, chosen: list[Finding]) -> tuple[Inputs, Report]:
        """Apply all that were chosen; if that does harm, one by one, refusing those that do."""
        revealing = [finding for finding in chosen if finding.fix is not None and finding.fix.reveals]
        chosen = revealing or chosen  # first what lets the rest be judged
        done = self._try(inputs, report, chosen)
        if not isinstance(done, str):
            self._applied += [Applied(*_name(finding)) for finding in chosen]
            return done
        if len(chosen) == 1:
            self._refused.append(Refused(*_name(chosen[0]), done))
            return inputs, report
        for finding in chosen:
            again = next((f for f in self._choose(report.findings) if _key(f) == _key(finding)), None)
            if again is not None:
                inputs, report = self._round(inputs, report, [again])
        return inputs, report

    def _try(self, inputs: Inputs, report: Report, chosen: list[Finding]) -> tuple[Inputs, Report] | str:
        """The inputs and report after these fixes, or why they must not be applied."""
        try:
            changed = _edited(inputs, [finding.fix for finding in chosen if finding.fix is not None])
        except Unreadable as error:
            return f"the file would no longer parse: {error.message}"
        after = self._check(changed)
        if len(changed.documents) != len(inputs.documents):
            return "the file would no longer be recognised"
        left = Counter(_key(finding) for finding in after.findings)
        before = Counter(_key(finding) for finding in report.findings)
        for finding in chosen:
            if left[_key(finding)] >= before[_key(finding)]:
                return "the finding would still be there"
        if any(finding.fix is not None and finding.fix.reveals for finding in chosen):
            return changed, after
        for finding in after.findings:
            if finding.severity is Severity.ERROR and left[_key(finding)] > before[_key(finding)]:
                return f"it would cause another error: {finding.message}"
        return changed, after


def _edited(inputs: Inputs, fixes: Sequence[Fix]) -> Inputs:
    """The inputs with the fixes applied, read again. Raises `Unreadable` when a text no longer parses."""
    edits: dict[int, list[tuple[int, int, str]]] = {}
    for fix in fixes:
        for edit in fix.edits:
            edits.setdefault(id(edit.document), []).append((edit.start, edit.end, edit.text))
    context = [_changed(document, edits.get(id(document))) for document in inputs.context]
    result = Inputs([], [], inputs.unreadable, context, inputs.companions)
    for document, items in zip(inputs.documents, inputs.items, strict=True):
        changes = edits.get(id(document))
        if changes is None:
            result.documents.append(document)
            result.items.append(items)
        else:
            add_document(result, _changed(document, changes), named=False)
    return result


def _changed(document: Document, changes: list[tuple[int, int, str]] | None) -> Document:
    if changes is None:
        return document
    return read_text(apply_edits(document.text, changes), document.path, like=document)


def _all(inputs: Inputs) -> list[Document]:
    return [*inputs.documents, *inputs.context]


def _free(taken: dict[int, list[tuple[int, int]]], document: int, start: int, end: int) -> bool:
    """Whether a range touches none that is taken: adjacent edits may depend on each other, so they wait too."""
    return all(end < other_start or start > other_end for other_start, other_end in taken.get(document, ()))


def _touches_secret(edit: Edit) -> bool:
    """Whether an edit changes a line that shows a secret."""
    text = edit.document.text
    end = text.find("\n", edit.end)
    line = text[text.rfind("\n", 0, edit.start) + 1 : end if end >= 0 else len(text)]
    return without_secrets(line) != line


def _name(finding: Finding) -> tuple[str, str, str]:
    assert finding.fix is not None
    return finding.place.document.path, finding.rule, finding.fix.title


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.place.document.path, finding.code, finding.message


def unified_diff(changed: Sequence[tuple[Document, Document]]) -> str:
    """The changes as a unified diff that `git apply` takes, line ends and missing final line ends included."""
    parts: list[str] = []
    for before, after in changed:
        for line in _diff(before, after):
            parts.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
    return "".join(parts)


def _diff(before: Document, after: Document) -> list[str]:
    """The changes of one file, with as much of what stands around them as shows no secret."""
    from difflib import unified_diff as diff

    secret = lines_with_secrets(before.text)
    name = _from_here(before.path)
    for context in (3, 2, 1):
        lines = list(diff(_lines(before), _lines(after), f"a/{name}", f"b/{name}", n=context))
        if not secret or not any(line[1:].rstrip("\n") in secret for line in lines):
            return lines
    return list(diff(_lines(before), _lines(after), f"a/{name}", f"b/{name}", n=0))


def _from_here(path: str) -> str:
    """A path from the current folder, as git reads those of a diff."""
    if not os.path.isabs(path):
        return path
    try:
        return os.path.relpath(path).replace(os.sep, "/")
    except ValueError:  # another drive
        return path


def _lines(document: Document) -> list[str]:
    """Lines with their ends, split at line feeds only, as git does; with the byte order mark that the file has."""
    text = ("\ufeff" if document.bom else "") + document.text
    lines = [line + "\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]
