"""What a rule says: a finding, its places, its fix.

The types are what the JSON report (version 1), SARIF and all other formats are made from. Places stay symbolic
(`maplint.source.place.Place`) until a report asks for line and column.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from maplint.record import NamedTuple

if TYPE_CHECKING:
    from maplint.source.document import Document
    from maplint.source.place import Place


class Severity(Enum):
    """How bad it is for the person who runs the mapping. Silent failures can be errors: severity is not the HTTP code."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for error, 1 for warning, 2 for info: smaller is worse."""
        return _RANKS[self.value]


_RANKS = {"error": 0, "warning": 1, "info": 2}


class Confidence(Enum):
    """How sure the finding is, given what was read."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Applicability(Enum):
    """SAFE fixes are applied by ``--fix``, UNSAFE ones by ``--unsafe-fixes`` too, DISPLAY ones never."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    DISPLAY = "display"

    @property
    def mark(self) -> str:
        """How reports for people mark such a fix."""
        return _MARKS[self.value]


_MARKS = {"safe": "[*]", "unsafe": "[unsafe]", "display": "[by hand]"}


class Edit(NamedTuple):
    """Replace the code points ``[start, end)`` of a document's text by ``text``."""

    document: Document
    start: int
    end: int
    text: str


class Fix(NamedTuple):
    """A mend: ``title`` says what it does, in the imperative. ``why_not`` says why it isn't offered as safe, where that helps.
    ``reveals``: it makes readable what could not be read, and what is wrong there is no harm that it does.
    """

    title: str
    applicability: Applicability
    edits: tuple[Edit, ...]
    why_not: str | None = None
    reveals: bool = False


class Related(NamedTuple):
    """Another place that belongs to the finding, possibly in another file."""

    place: Place
    message: str


class Affected(NamedTuple):
    """The users of a directory for whom a finding holds: ``number`` of ``of``, the ids of some, and the values that were seen, each
    with its number of users, as far as they say nothing about a person."""

    number: int
    of: int
    examples: tuple[str, ...]
    seen: tuple[tuple[str, int], ...] = ()

    @property
    def said(self) -> str:
        """``12 of 1,400 users``."""
        return f"{self.number:,} of {self.of:,} user{'s' * (self.of != 1)}"


class Finding:
    """One thing that is wrong, said to a person.

    Attributes:
        code, rule: permanent code (``MAP104``) and human name (``target-attribute-misspelled``) of the rule.
        severity, confidence: see the enums.
        message: what is wrong, one sentence without a full stop at its end.
        help: what to do.
        consequence: what Okta or the target would answer, or ``silent: ...`` when nobody would be told.
        place: where to change something (exactly one place).
        related: other places that explain it. Places in views become those in the files.
        fix: the best mend, if one can be offered; one without edits is none.
        home: the file of what is judged. The place may lie in another one: in Terraform, a local that the mapping goes through.
        judged: what is judged: the places as the rule gave them, in views too.
        subject: what the finding is about when the place alone does not tell findings of one rule apart
            (an attribute name, say); part of the fingerprint.
        shows: of a finding about a user's value: what of the value may be shown, because it says nothing about a person.
        secret: whether its place holds what nobody may be shown: then reports show no source line of it.
        users: for whom it holds, when users were given and their values show it.
    """

    __slots__ = (
        "code",
        "confidence",
        "consequence",
        "fix",
        "help",
        "home",
        "judged",
        "message",
        "place",
        "related",
        "rule",
        "secret",
        "severity",
        "shows",
        "subject",
        "users",
    )

    def __init__(
        self,
        code: str,
        rule: str,
        severity: Severity,
        place: Place,
        message: str,
        *,
        confidence: Confidence = Confidence.CERTAIN,
        help: str | None = None,  # noqa: A002 - the word of the JSON contract
        consequence: str | None = None,
        related: tuple[Related, ...] = (),
        fix: Fix | None = None,
        subject: str = "",
        shows: str | None = None,
        secret: bool = False,
    ) -> None:
        self.code = code
        self.rule = rule
        self.severity = severity
        self.confidence = confidence
        self.message = message
        self.help = help
        self.consequence = consequence
        self.home = place.document.home()
        self.judged = (place, *(other.place for other in related))
        self.place = place.resolved()
        self.related = tuple(Related(other.place.resolved(), other.message) for other in related)
        self.fix = fix if fix is not None and fix.edits else None
        self.subject = subject
        self.shows = shows
        self.secret = secret
        self.users: Affected | None = None

    def __repr__(self) -> str:
        return f"<{self.code} {self.rule} at {self.place.document.path}#{self.place.pointer}: {self.message}>"
