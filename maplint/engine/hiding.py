"""What is not to be reported although it was found: ignores in comments and in the configuration, per-file ignores, a baseline.

Every ignore is looked at again when the run is over: one that hid nothing, or that has expired, is a finding itself.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from maplint.config.model import Word
from maplint.engine.comments import comment_ignores
from maplint.engine.configured import expand_word
from maplint.engine.lifecycle import notices
from maplint.engine.select import SelectionError, expand
from maplint.record import NamedTuple
from maplint.rule import Status
from maplint.source.place import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from maplint.config.model import IgnoreEntry
    from maplint.engine.check import Hiding
    from maplint.engine.registry import Registry
    from maplint.finding import Finding
    from maplint.project.join import Project
    from maplint.rule import Rule
    from maplint.source.document import Document
    from maplint.source.place import Pointer

UNUSED, EXPIRED = "unused-ignore", "expired-ignore"


class Hidden(NamedTuple):
    """The findings that are left, how many an ignore or the baseline took away, and what is to be told of rules that ignores
    in comments name."""

    findings: list[Finding]
    ignored: int
    baselined: int
    notices: list[str]


class Ignore:
    """One ignore while a run is judged.

    Attributes:
        words: what it names rules by -> their codes.
        place: where it stands.
        expires: the last day on which it counts.
        covers: whether a finding lies where it reaches.
        judged: whether its use can be told from this run: what it is about was checked.
        used: the words that hid something.
        refused: codes of findings that it would have hidden, had they not been mandatory.
    """

    __slots__ = ("covers", "expires", "judged", "place", "refused", "used", "words")

    def __init__(
        self,
        words: dict[str, set[str]],
        place: Place,
        expires: date | None,
        covers: Callable[[Finding], bool],
        *,
        judged: bool,
    ) -> None:
        self.words = words
        self.place = place
        self.expires = expires
        self.covers = covers
        self.judged = judged
        self.used: set[str] = set()
        self.refused: set[str] = set()

    def expired(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.expires is not None and self.expires < today

    def words_for(self, finding: Finding) -> list[str]:
        """The words by which it hides a finding; none when it does not."""
        found = [word for word, codes in self.words.items() if finding.code in codes]
        return found if found and self.covers(finding) else []


def hide(
    findings: Sequence[Finding], hiding: Hiding, project: Project, rules: Sequence[Rule], skipped: Iterable[str]
) -> Hidden:
    """Take away what is hidden; add what is to be said of the ignores themselves.

    Args:
        rules: those of the run; ``skipped``: the names of those that could not judge.

    Raises:
        maplint.config.model.ConfigError: the configuration names a rule that does not exist.
    """
    by_name = {rule.name: rule for rule in rules}
    ran = judging_codes(rules, skipped, hiding.registry)
    mandatory = mandatory_codes(hiding)
    said: list[Finding] = []
    ignores: list[Ignore] = []
    words: list[Word] = []
    if hiding.ignores:
        ignores, said, words = _ignores(hiding, project, by_name.get(UNUSED))
    kept, ignored = _without_ignored(findings, ignores, mandatory, _per_file(hiding))
    for ignore in ignores:
        said += _judgement(ignore, by_name, ran)
    baselined = 0
    if hiding.baseline is not None:
        paths = [document for document in project.documents if document.format != "broken"]
        before = len(kept)
        kept, stale = hiding.baseline.filter(kept, mandatory, paths, ran)
        baselined = before - len(kept)
        unused = by_name.get(UNUSED)
        if stale and unused is not None:
            said.append(hiding.baseline.stale_finding(unused, stale))
    return Hidden([*kept, *said], ignored, baselined, notices(hiding.registry, words))


def judging_codes(rules: Iterable[Rule], skipped: Iterable[str], registry: Registry) -> set[str]:
    """The codes of the rules of whose findings a run can tell that there are none: of those that judged, and of those that
    were removed."""
    left_out = set(skipped)
    ran = {rule.code for rule in rules if rule.name not in left_out}
    return ran | {rule.code for rule in registry.rules if rule.status is Status.REMOVED}


def mandatory_codes(hiding: Hiding) -> set[str]:
    """Codes of the rules whose findings nothing may hide: by their nature, or because the configuration says so."""
    codes = {rule.code for rule in hiding.registry.rules if not rule.suppressible}
    if hiding.configuration is not None:
        for word in hiding.configuration.mandatory:
            codes |= expand_word(hiding.registry, word)
    return codes


def _without_ignored(
    findings: Sequence[Finding],
    ignores: Sequence[Ignore],
    mandatory: set[str],
    per_file: Callable[[Finding], bool],
) -> tuple[list[Finding], int]:
    today = date.today()
    kept: list[Finding] = []
    for finding in findings:
        hidden = False
        for ignore in ignores:
            words = ignore.words_for(finding)
            if words and finding.code in mandatory:
                ignore.refused.add(finding.code)
            elif words:
                ignore.used.update(words)
                hidden = hidden or not ignore.expired(today)
        if finding.code not in mandatory and (hidden or per_file(finding)):
            continue
        kept.append(finding)
    return kept, len(findings) - len(kept)


def _per_file(hiding: Hiding) -> Callable[[Finding], bool]:
    """Whether a per-file ignore is for a finding."""
    configuration = hiding.configuration
    if configuration is None or not configuration.per_file_ignores or not hiding.ignores:
        return lambda _: False
    from maplint.config.patterns import file_of, matches

    folder = configuration.folder or "."
    entries = [
        (entry.pattern, set().union(*(expand_word(hiding.registry, word) for word in entry.rules)))
        for entry in configuration.per_file_ignores.values()
    ]

    def is_for(finding: Finding) -> bool:
        path = file_of(finding.place.document)
        return any(finding.code in codes and matches((pattern,), path, folder) for pattern, codes in entries)

    return is_for


# --- what is said of ignores ----------------------------------------------------------------------------------------------


def _judgement(ignore: Ignore, rules: dict[str, Rule], ran: set[str]) -> Iterable[Finding]:
    unused, expired = rules.get(UNUSED), rules.get(EXPIRED)
    if ignore.expired(date.today()):
        if expired is not None:
            still = "what it hid is reported again" if ignore.used else "nothing is left that it would hide"
            yield expired.finding(
                ignore.place,
                f"this ignore counted until {ignore.expires}",
                help="mend what it hid, or look at it anew and set another date" if ignore.used else "take it away",
                consequence=still,
            )
        return
    if unused is None:
        return
    if ignore.refused:
        codes = ", ".join(sorted(ignore.refused))
        yield unused.finding(
            ignore.place,
            f"{codes} cannot be ignored",
            help="mend what it says; the rule is mandatory, by the configuration or because a gate without it is none",
            consequence="the finding is reported all the same",
        )
        return
    idle = [word for word, codes in ignore.words.items() if word not in ignore.used and codes <= ran]
    if not ignore.judged or not idle:
        return
    whole = len(idle) == len(ignore.words)
    names = ", ".join(idle)
    yield unused.finding(
        ignore.place,
        f"this ignore of {names} hides nothing" if whole else f"{names} hides nothing in this ignore",
        help="take it away" if whole else f"take {names} out of it",
        consequence="silent: it would hide the next fault of this kind",
    )


# --- which ignores there are ----------------------------------------------------------------------------------------------


def _ignores(hiding: Hiding, project: Project, unused: Rule | None) -> tuple[list[Ignore], list[Finding], list[Word]]:
    """The ignores that can hide something, what is wrong with others, and the words for rules in comments."""
    found: list[Ignore] = []
    said: list[Finding] = []
    named: list[Word] = []
    for document in project.documents:
        for comment in comment_ignores(document):
            place = Place(document, (), fragment=(comment.start, comment.end))
            words: dict[str, set[str]] = {}
            fault = comment.fault
            for word in comment.words:
                named.append(Word(word, place))
                try:
                    words[word] = expand(hiding.registry, word)
                except SelectionError as error:
                    fault = str(error)
            if words:
                found.append(
                    Ignore(words, place, comment.expires, _within(document, *comment.reach), judged=fault is None)
                )
            if fault is not None and unused is not None:
                message, _, remedy = fault.partition("; ")
                said.append(
                    unused.finding(
                        place,
                        message,
                        help=remedy or "write a rule's code or name",
                        consequence="silent: it hides nothing",
                    )
                )
    if hiding.configuration is not None and hiding.configuration.ignores:
        owners = Owners(project)
        for entry in hiding.configuration.ignores:
            found.append(_entry(hiding, entry, project, owners))
    return found, said, named


def _within(document: Document, start: int, end: int) -> Callable[[Finding], bool]:
    def covers(finding: Finding) -> bool:
        return finding.place.document is document and start <= finding.place.span().start < end

    return covers


def _entry(hiding: Hiding, entry: IgnoreEntry, project: Project, owners: Owners) -> Ignore:
    from maplint.config.patterns import file_of, matches

    assert hiding.configuration is not None
    folder = hiding.configuration.folder or "."
    words = {word.text: expand_word(hiding.registry, word) for word in entry.rules}
    pointer = _segments(entry.at) if entry.at is not None else ()

    def of_file(document: Document) -> bool:
        return entry.file is None or matches((entry.file,), file_of(document), folder)

    def covers(finding: Finding) -> bool:
        place = finding.place
        if not of_file(place.document):
            return False
        if pointer and tuple(map(str, place.pointer[: len(pointer)])) != pointer:
            return False
        if entry.attribute is None and entry.mapping is None:
            return True
        return owners.concerns(finding, entry.attribute, entry.mapping)

    judged = any(of_file(document) for document in project.documents) and owners.holds(entry.attribute, entry.mapping)
    if not judged and entry.file is not None:
        judged = _is_gone(entry.file, folder)
    return Ignore(words, entry.place, entry.expires, covers, judged=judged)


def _is_gone(pattern: str, folder: str) -> bool:
    """Whether a pattern names one file, and that does not exist."""
    import os

    return not any(sign in pattern for sign in "*?[!") and not os.path.exists(os.path.join(folder, pattern.strip("/")))


def _segments(pointer: str) -> tuple[str, ...]:
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])


class Owners:
    """Which attributes and mappings the places of a run belong to."""

    def __init__(self, project: Project) -> None:
        self._at: dict[tuple[int, Pointer], list[tuple[set[str], str | None]]] = {}
        self._attributes: set[str] = set()
        self._mappings: set[str] = set()
        for joined in project.mappings:
            mapping = joined.mapping
            whole = Place(mapping.document, mapping.pointer).resolved()
            self._note(whole, set(), mapping.id)
            for flow in joined.sent_flows:
                names = {flow.variable}
                if flow.outbound and flow.path is not None:
                    names |= {str(flow.path), flow.path.attribute}
                self._note(flow.place().resolved(), names, mapping.id)
                declared = flow.app_property.place() if flow.app_property is not None else None
                if declared is not None:
                    self._note(declared.resolved(), names, mapping.id)

    def _note(self, place: Place, names: set[str], mapping: str | None) -> None:
        folded = {name.casefold() for name in names}
        self._at.setdefault((id(place.document), place.pointer), []).append((folded, mapping))
        self._attributes |= folded
        if mapping is not None:
            self._mappings.add(mapping)

    def holds(self, attribute: str | None, mapping: str | None) -> bool:
        """Whether the run has such an attribute and mapping."""
        return (attribute is None or attribute.casefold() in self._attributes) and (
            mapping is None or mapping in self._mappings
        )

    def concerns(self, finding: Finding, attribute: str | None, mapping: str | None) -> bool:
        """Whether a finding is about an attribute of a mapping; None: any."""
        if attribute is not None and finding.subject.casefold() == attribute.casefold() and mapping is None:
            return True
        for place in (finding.place, *(related.place for related in finding.related)):
            for names, id_ in self._owners(place):
                if (attribute is None or attribute.casefold() in names) and (mapping is None or mapping == id_):
                    return True
        return False

    def _owners(self, place: Place) -> Iterable[tuple[set[str], str | None]]:
        for length in range(len(place.pointer), -1, -1):
            yield from self._at.get((id(place.document), place.pointer[:length]), ())
