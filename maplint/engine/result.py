"""What a run gives back: `Report`, the thing that every format is rendered from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.finding import Applicability, Severity
from maplint.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from maplint.finding import Finding


class Skipped(NamedTuple):
    """A rule that did not run, and what it lacked."""

    rule: str
    reason: str


class Proposal(NamedTuple):
    """A known target that an app may be, by its name; proposed, never assumed."""

    app: str
    target: str


class DirectorySummary(NamedTuple):
    """The users of a run: how many were read, and what nothing offline tells of them: each reason with the variables concerned."""

    read: int
    unknown: Mapping[str, Sequence[str]]


class Summary(NamedTuple):
    """The counts of the JSON contract. ``resources`` counts SCIM resources, ``fixable`` findings that ``--fix`` would mend."""

    files: int
    flows: int
    errors: int
    warnings: int
    infos: int
    fixable: int
    ignored: int
    baselined: int
    resources: int

    def checked(self) -> str:
        """What was checked, for a sentence: ``2 files, 31 attribute flows``."""
        counts = [(self.files, "file"), (self.flows, "attribute flow"), (self.resources, "SCIM resource")]
        said = [counts[0], *(c for c in counts[1:] if c[0])] if self.flows or self.resources else counts[:2]
        return ", ".join(f"{count} {noun}{'s' * (count != 1)}" for count, noun in said)


class Report:
    """All findings of a run, with what was assumed and what was skipped.

    ``findings`` come file by file; `in_order` puts those that are wanted in the order of their positions, which costs an
    index of each file that has one.

    ``directory`` tells of the users, when some were given.
    ``notices`` tell what has become of rules that were named: renamed, deprecated, removed.

    ``unreadable`` is true when an input could not be read: the exit status is then 2 whatever the findings.
    """

    __slots__ = (
        "assumed",
        "baselined",
        "directory",
        "files",
        "findings",
        "flows",
        "ignored",
        "notices",
        "proposed",
        "resources",
        "skipped",
        "unreadable",
    )

    def __init__(
        self,
        findings: list[Finding],
        *,
        files: int,
        flows: int,
        skipped: list[Skipped],
        assumed: list[str],
        proposed: Sequence[Proposal] = (),
        unreadable: bool = False,
        ignored: int = 0,
        baselined: int = 0,
        resources: int = 0,
        directory: DirectorySummary | None = None,
        notices: Sequence[str] = (),
    ) -> None:
        self.findings = findings
        self.files = files
        self.flows = flows
        self.skipped = skipped
        self.assumed = assumed
        self.proposed = proposed
        self.unreadable = unreadable
        self.ignored = ignored
        self.baselined = baselined
        self.resources = resources
        self.directory = directory
        self.notices = notices

    def in_order(self, least: Severity = Severity.INFO) -> list[Finding]:
        """The findings at or above a severity, by file, position, and code."""
        files: dict[int, int] = {}
        keyed = []
        for number, finding in enumerate(self.findings):
            if finding.severity.rank <= least.rank:
                document = finding.place.document
                at = files.setdefault(id(document), len(files)), finding.place.span().start, finding.code, number
                keyed.append((at, finding))
        keyed.sort(key=lambda entry: entry[0])
        return [finding for _, finding in keyed]

    @property
    def summary(self) -> Summary:
        """Counts over ``findings``."""
        by_severity = dict.fromkeys(Severity, 0)
        fixable = 0
        for finding in self.findings:
            by_severity[finding.severity] += 1
            if finding.fix is not None and finding.fix.applicability is Applicability.SAFE:
                fixable += 1
        return Summary(
            files=self.files,
            flows=self.flows,
            errors=by_severity[Severity.ERROR],
            warnings=by_severity[Severity.WARNING],
            infos=by_severity[Severity.INFO],
            fixable=fixable,
            ignored=self.ignored,
            baselined=self.baselined,
            resources=self.resources,
        )

    def exit_status(self, fail_on: Severity | None = Severity.ERROR) -> int:
        """0 nothing at or above ``fail_on`` (None: never) · 1 findings · 2 an input could not be read."""
        if self.unreadable:
            return 2
        if fail_on is None:
            return 0
        return 1 if any(finding.severity.rank <= fail_on.rank for finding in self.findings) else 0
