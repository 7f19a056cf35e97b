"""Which findings a change brings and which it takes away: those of both versions, known again by what they are about, not by line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from maplint.engine.identity import stable_pointer
from maplint.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from maplint.finding import Finding, Severity
    from maplint.source.document import Document


class Moved(NamedTuple):
    """A finding of both versions that holds for another number of users than before."""

    old: Finding
    new: Finding

    @property
    def more(self) -> bool:
        """Whether it holds for more users."""
        return number_of(self.new) > number_of(self.old)


class FindingChanges(NamedTuple):
    """What is new, what is gone, what holds for more or fewer users; each in the order of its version's report."""

    new: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    moved: tuple[Moved, ...]

    def worse(self, least: Severity | None) -> bool:
        """Whether there is a finding at or above a severity that was not there before, or not for so many users; None: never."""
        if least is None:
            return False
        grown = [moved.new for moved in self.moved if moved.more]
        return any(finding.severity.rank <= least.rank for finding in (*self.new, *grown))


def number_of(finding: Finding) -> int:
    """For how many users a finding holds; 0 where that is not said."""
    return finding.users.number if finding.users is not None else 0


def finding_changes(
    old: Sequence[Finding],
    new: Sequence[Finding],
    old_key: Callable[[Document], str],
    new_key: Callable[[Document], str],
    moved: Mapping[str, str],
) -> FindingChanges:
    """What lies between the findings of two versions.

    Args:
        old_key, new_key: what a file is called in both versions; ``moved``: files of the old one that bear another name in the new one.
    """
    left = list(old)
    names = {id(finding): _names(finding, moved.get(key := old_key(finding.place.document), key)) for finding in old}
    names |= {id(finding): _names(finding, new_key(finding.place.document)) for finding in new}
    same: dict[int, Finding] = {}
    # By what each is about and says; else by what it is about, where more than its words changed; else by its words, where what it
    # stands at bears another name.
    for number in range(3):
        waiting: dict[Hashable, list[Finding]] = {}
        for finding in left:
            waiting.setdefault(names[id(finding)][number], []).append(finding)
        for finding in new:
            found = waiting.get(names[id(finding)][number]) if id(finding) not in same else None
            if found:
                same[id(finding)] = found.pop(0)
        known = {id(finding) for finding in same.values()}
        left = [finding for finding in left if id(finding) not in known]
    brought = tuple(finding for finding in new if id(finding) not in same)
    changed = tuple(
        Moved(same[id(finding)], finding)
        for finding in new
        if id(finding) in same and number_of(same[id(finding)]) != number_of(finding)
    )
    return FindingChanges(brought, tuple(left), changed)


def _names(finding: Finding, path: str) -> tuple[Hashable, Hashable, Hashable]:
    # What is graver than before, or less grave, is another finding: a gate looks at the severity.
    kind = finding.code, finding.severity, path
    at = *kind, stable_pointer(finding.place), finding.subject
    said = plain_message(finding)
    return (*at, said), at, (*kind, said)


def plain_message(finding: Finding) -> str:
    """What a finding says, without the number of users."""
    if finding.users is None:
        return finding.message
    return re.sub(r" \([\d,]+ of [\d,]+ users?\)\Z", "", finding.message)
