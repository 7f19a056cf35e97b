"""oel-ambiguous-directory (MAP706)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.search import calls_of
from maplint.rule import Related, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.project.join import Project
    from maplint.rule import Finding


class OelAmbiguousDirectory(Rule):
    """A directory lookup names no instance although there are several."""

    code = "MAP706"
    name = "oel-ambiguous-directory"
    summary = "A directory lookup names no instance although there are several"
    severity = Severity.WARNING
    since = "0.1.0"

    def check_project(self, project: Project) -> Iterator[Finding]:
        directories = [a for a in project.applications if (a.name or "").startswith(DIRECTORY)]
        if len(directories) < SEVERAL:
            return
        for flow in project.flows():
            for call in calls_of(flow.expression, *LOOKUPS) if flow.expression is not None else ():
                yield self.finding(
                    flow.span_place(call.start, call.name_end),
                    f"`{call.name}` finds nobody who is in two of the {len(directories)} directories",
                    help=f"read one instance by its name, for example `{directories[0].name}.managerDn`",
                    consequence="silent: hasDirectoryUser() is false and the value is missing for everybody with two accounts",
                    related=[Related(a.place("label"), "a directory instance") for a in directories],
                )


DIRECTORY = "active_directory"
SEVERAL = 2
LOOKUPS = ("findDirectoryUser", "hasDirectoryUser", "getManagerUser", "getManagerAppUser")
