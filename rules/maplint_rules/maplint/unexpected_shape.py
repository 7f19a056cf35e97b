"""unexpected-shape (MAP009)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.project.join import Project
    from maplint.rule import Finding
    from maplint.source.document import Document


class UnexpectedShape(Rule):
    """A file has the wrong shape for its kind."""

    code = "MAP009"
    name = "unexpected-shape"
    summary = "A file has the wrong shape for its kind"
    severity = Severity.ERROR
    since = "0.1.0"

    def check_document(self, document: Document) -> Iterator[Finding]:
        """Values that JSON cannot hold, and that its decoder lets pass."""
        for problem in document.problems:
            if problem.kind in NO_JSON:
                yield self.finding(
                    problem.place,
                    problem.message,
                    help=NO_JSON[problem.kind],
                    consequence="Okta and every strict reader refuse the file",
                )

    def check_project(self, project: Project) -> Iterator[Finding]:
        no_json = {p.place for document in project.documents for p in document.problems if p.kind in NO_JSON}
        for problem in project.shape_problems:
            if problem.place in no_json:
                continue
            yield self.finding(
                problem.place,
                problem.message,
                help=problem.help,
                consequence="Okta answers 400 E0000001 Api validation failed; maplint passes over what it cannot read",
            )


# Kind of a problem that reading found -> what to do.
NO_JSON = {
    "not-finite": "write the number, or take it out: whatever wrote this file could not say what the value is",
    "lone-surrogate": "write the whole pair, or the character itself",
}
