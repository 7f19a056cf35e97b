"""one-employee-number (MARLOW003)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Related, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.project.join import Project
    from maplint.rule import Finding


class OneEmployeeNumber(Rule):
    """Two apps get different employee numbers of one person."""

    code = "MARLOW003"
    name = "one-employee-number"
    summary = "Two apps get different employee numbers of one person"
    severity = Severity.ERROR
    since = "0.1.0"

    def check_project(self, project: Project) -> Iterator[Finding]:
        flows = [
            flow
            for mapping in project.mappings
            if mapping.outbound and (flow := mapping.flow("employeeNumber")) is not None and flow.facts is not None
        ]
        for flow in flows[1:]:
            first = flows[0]
            # Expressions that read the same attributes may be spelt differently; whether they differ then is not known.
            if first.facts is not None and flow.facts is not None and first.facts.keys != flow.facts.keys:
                yield self.finding(
                    flow.place(),
                    f"{flow.integration.label} gets its employee number from elsewhere than {first.integration.label}",
                    help=f"map `{first.text}` in both",
                    consequence="silent: nobody can tell that two accounts are one person's",
                    related=[Related(first.place(), f"{first.integration.label} gets it from here")],
                )
