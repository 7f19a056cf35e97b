"""group-scoped-and-mapped (MAP609)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Confidence, Related, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.okta.provisioning import GroupAssignment
    from maplint.project.provisioned import ProvisionedApp
    from maplint.rule import AttributeFlow, Finding


class GroupScopedAndMapped(Rule):
    """A property gets a value by group assignment and another one by the mapping."""

    code = "MAP609"
    name = "group-scoped-and-mapped"
    summary = "A property gets a value by group assignment and another one by the mapping"
    severity = Severity.WARNING
    since = "0.1.0"

    def check_provisioning(self, app: ProvisionedApp) -> Iterator[Finding]:
        for integration in app.integrations:
            for flow in [flow for mapping in integration.outbound for flow in mapping.flows]:
                given = [assignment for assignment in app.assignments if gives_another(assignment, flow)]
                if given:
                    yield self._said_twice(app, flow, given)

    def _said_twice(self, app: ProvisionedApp, flow: AttributeFlow, given: list[GroupAssignment]) -> Finding:
        names = [app.group_name(assignment.group) for assignment in given]
        groups = "the group " + names[0] if len(names) == 1 else f"{len(names)} groups"
        return self.finding(
            flow.place(),
            f"`{flow.variable}` is mapped, and the assignment of {groups} gives it a value too",
            confidence=Confidence.LIKELY,
            help="choose `Do not map` for it (`null` by the API; in Terraform leave the block out, with "
            "`delete_when_absent = true`), or take the value from the assignment",
            consequence="silent: Okta does not send what the group gives while a mapping is there, even one that yields nothing",
            related=[
                Related(assignment.place("profile", flow.variable), f"set for {name}")
                for assignment, name in zip(given, names, strict=True)
            ],
        )


def gives_another(assignment: GroupAssignment, flow: AttributeFlow) -> bool:
    """Whether an assignment gives a value that the mapping would take away. A personal property takes none from a group, and a
    constant that is the same does no harm."""
    if flow.variable not in assignment.values or (
        flow.app_property is not None and flow.app_property.scope == PERSONAL
    ):
        return False
    facts = flow.facts
    constants = facts.literals if facts is not None and facts.complete else ()
    return not constants or any(literal.value != assignment.values[flow.variable] for literal in constants)


PERSONAL = "SELF"
