"""The baseline: findings that were there when the gate was put up. Known by rule, file and what they are about, not by line.

    {"maplint-baseline": 1, "findings": [{"code": "MAP401", "rule": "value-length", "path": "crm/mapping.json",
     "at": "properties/title", "subject": "", "count": 1, "message": "..."}]}

Paths are relative to the baseline's folder. ``message`` is for people alone.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from maplint.config.model import ConfigError
from maplint.engine.identity import identity
from maplint.finding import Related
from maplint.record import NamedTuple
from maplint.source.document import Document, read_file, read_text
from maplint.source.place import Place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from maplint.engine.registry import Registry
    from maplint.finding import Finding
    from maplint.rule import Rule

VERSION = 1
_MARK = "maplint-baseline"
_TEXTS = ("code", "rule", "path", "at", "subject", "message")
_MOST_RELATED = 20


class Entry(NamedTuple):
    """Findings that are known: so many ``times``. ``number`` is the entry's place in the file."""

    code: str
    rule: str
    path: str
    at: str
    subject: str
    message: str
    times: int
    number: int = -1

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes findings the same ones."""
        return self.code, self.path, self.at, self.subject


class Stale(NamedTuple):
    """An entry of which ``gone`` findings are no longer there."""

    entry: Entry
    gone: int


class Baseline:
    """A baseline as read from its file (which need not exist yet)."""

    def __init__(self, document: Document, entries: list[Entry]) -> None:
        self.document = document
        self.entries = entries
        self._folder = os.path.dirname(os.path.abspath(document.file or document.path))

    def filter(
        self,
        findings: Sequence[Finding],
        mandatory: Collection[str],
        documents: Iterable[Document],
        ran: Collection[str],
    ) -> tuple[list[Finding], list[Stale]]:
        """The findings that are not known, and the entries that are known for more than there is.

        Args:
            mandatory: codes that are never hidden.
            documents: the files that were checked; ``ran``: codes of the rules that judged. Entries of others are let be.
        """
        left = {entry.key: entry.times for entry in self.entries}
        new: list[Finding] = []
        for finding in findings:
            key = self._key(finding)
            if finding.code not in mandatory and left.get(key, 0) > 0:
                left[key] -= 1
            else:
                new.append(finding)
        checked = {self._path(document) for document in documents}
        stale = [
            Stale(entry, left[entry.key])
            for entry in self.entries
            if left[entry.key]
            and entry.code in ran
            and (entry.path in checked or not os.path.exists(os.path.join(self._folder, entry.path)))
        ]
        return new, stale

    def stale_finding(self, rule: Rule, stale: Sequence[Stale]) -> Finding:
        """One finding that tells all entries that hide nothing."""
        gone = sum(entry.gone for entry in stale)
        many = gone != 1
        places = [
            Related(Place(self.document, ("findings", entry.number)), f"{entry.rule} in {entry.path}: {gone} gone")
            for entry, gone in stale[:_MOST_RELATED]
        ]
        return rule.finding(
            places[0].place,
            f"{gone} finding{'s' * many} of the baseline {'are' if many else 'is'} no longer there",
            help="`--prune-baseline` takes them out",
            consequence="silent: the same fault could come back unnoticed",
            related=places[1:],
            subject="baseline",
        )

    def pruned(self, stale: Sequence[Stale]) -> str:
        """The text of the file without what is stale."""
        gone = {entry.key: count for entry, count in stale}
        left = [entry._replace(times=entry.times - gone.get(entry.key, 0)) for entry in self.entries]
        return _text([entry for entry in left if entry.times > 0])

    def updated(self, findings: Iterable[Finding], documents: Iterable[Document], ran: Collection[str]) -> str:
        """The text of the file with these findings for the files that were checked by the rules that ran; entries of other
        files and rules stay."""
        checked = {self._path(document) for document in documents}
        kept = {
            entry.key: entry
            for entry in self.entries
            if not (entry.path in checked and entry.code in ran)
            and os.path.exists(os.path.join(self._folder, entry.path))
        }
        for finding in findings:
            key = self._key(finding)
            known = kept.get(key)
            if known is not None:
                kept[key] = known._replace(times=known.times + 1)
            else:
                code, path, at, subject = key
                kept[key] = Entry(code, finding.rule, path, at, subject, finding.message, 1)
        return _text(list(kept.values()))

    def _key(self, finding: Finding) -> tuple[str, str, str, str]:
        return identity(finding, self._path(finding.place.document))

    def _path(self, document: Document) -> str:
        path = os.path.abspath(document.file or document.path)
        try:
            return os.path.relpath(path, self._folder).replace(os.sep, "/")
        except ValueError:  # another drive
            return path.replace(os.sep, "/")


def _text(entries: Iterable[Entry]) -> str:
    """One line for each entry, in an order that does not change: small diffs, few conflicts."""
    rows = []
    for entry in sorted(entries, key=lambda entry: (entry.path, entry.code, entry.at, entry.subject)):
        row: dict[str, Any] = {name: getattr(entry, name) for name in _TEXTS[:-1]}
        row["count"] = entry.times
        row["message"] = entry.message
        rows.append("    " + json.dumps(row, ensure_ascii=True))
    listed = ("\n" + ",\n".join(rows) + "\n  ") if rows else ""
    return f'{{\n  "{_MARK}": {VERSION},\n  "findings": [{listed}]\n}}\n'


def read_baseline(path: str, registry: Registry) -> Baseline:
    """The baseline in a file, its entries under the codes that their rules have now.

    Raises:
        ConfigError: it is none.
        maplint.source.document.Unreadable: it does not exist or cannot be read.
    """
    if not os.path.exists(path):
        raise ConfigError(f"there is no baseline {path.replace(os.sep, '/')}; write it with --update-baseline")
    document = read_file(path)
    value = document.value
    if not isinstance(value, dict) or value.get(_MARK) != VERSION or not isinstance(value.get("findings"), list):
        raise ConfigError(
            f'this is no baseline: it lacks `"{_MARK}": {VERSION}`; write one with --update-baseline',
            Place(document, ()),
        )
    entries = []
    for number, row in enumerate(value["findings"]):
        count = row.get("count") if isinstance(row, dict) else None
        if type(count) is not int or count < 1 or not all(isinstance(row.get(name), str) for name in _TEXTS):
            place = Place(document, ("findings", number))
            raise ConfigError("this entry of the baseline is broken; write it anew with --update-baseline", place)
        code, rule, at_path, at, subject, message = (row[name] for name in _TEXTS)
        known = registry.successor(code)
        if known is not None:
            code, rule = known.code, known.name
        entries.append(Entry(code, rule, at_path, at, subject, message, count, number))
    return Baseline(document, entries)


def new_baseline(path: str) -> Baseline:
    """An empty baseline for a file that is to be written."""
    document = read_text(_text([]), path)
    document.file = path
    return Baseline(document, [])


def write_baseline(baseline: Baseline, text: str) -> None:
    """Put a text in the place of a baseline's file. Raises `Unreadable` when it cannot be written."""
    from maplint.source.edit import write_atomically

    write_atomically(read_text(text, baseline.document.path, like=baseline.document))
