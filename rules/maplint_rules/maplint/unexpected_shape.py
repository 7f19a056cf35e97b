"""unexpected-shape (MAP009)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.project.join import Project
    from maplint.rule import Finding


class UnexpectedShape(Rule):
    """A file has the wrong shape for its kind."""

    code = "MAP009"
    name = "unexpected-shape"
    summary = "A file has the wrong shape for its kind"
    severity = Severity.ERROR
    since = "0.1.0"

    def check_project(self, project: Project) -> Iterator[Finding]:
        for problem in project.shape_problems:
            yield self.finding(
                problem.place,
                problem.message,
                help=problem.help,
                consequence="Okta answers 400 E0000001 Api validation failed; maplint passes over what it cannot read",
            )
