"""required-target-unmapped (MAP301)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.names import nearest
from maplint.okta.defaults import SENT_WITHOUT_MAPPING, SET_BY_THE_TARGET
from maplint.project.join import USER_NAME
from maplint.rule import Confidence, Direction, Related, Rule, Severity
from maplint.scim import CORE_USER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import Finding, JoinedMapping
    from maplint.scim.path import AttributePath


class RequiredTargetUnmapped(Rule):
    """An attribute that the target or the app's profile requires is fed by nothing."""

    code = "MAP301"
    name = "required-target-unmapped"
    summary = "An attribute that the target or the app's profile requires is fed by nothing"
    severity = Severity.ERROR
    since = "0.1.0"

    def check_mapping(self, mapping: JoinedMapping) -> Iterator[Finding]:
        if not mapping.complete:
            return
        yield from self._required_properties(mapping)
        if mapping.scim:
            yield from self._required_attributes(mapping)

    def _required_properties(self, mapping: JoinedMapping) -> Iterator[Finding]:
        """Properties that the profile itself requires."""
        integration = mapping.integration
        schema = integration.app_schema if mapping.outbound else integration.user_schema
        if mapping.direction is Direction.UNKNOWN or schema.assumed:
            return
        written = {flow.variable for flow in mapping.sent_flows}
        missing = [
            p for p in schema.properties.values() if p.required and p.name not in written and p.name != USER_NAME
        ]
        # An import in which nothing is mapped is switched off; nobody is created by it.
        if not missing or (not mapping.outbound and not mapping.flows):
            return
        names = " and ".join(f"`{property_.name}`" for property_ in missing)
        places = [(property_.name, property_.place()) for property_ in missing]
        yield self.finding(
            mapping.mapping.place(),
            f"the {schema.kind.value} requires {names}, and nothing is mapped to {'it' if len(missing) == 1 else 'them'}",
            severity=self._severity(mapping),
            help=f"map a value to {names}",
            consequence="Okta cannot create the profile: the assignment waits for the value in the task list"
            if mapping.outbound
            else "Okta creates no user from the import: a required property is missing",
            related=[Related(place, f"`{name}` is required") for name, place in places if place is not None],
            subject=",".join(property_.name for property_ in missing),
        )

    @staticmethod
    def _severity(mapping: JoinedMapping) -> Severity | None:
        """An import creates users only where the application says so; otherwise it may only update them."""
        application = mapping.integration.application
        if mapping.outbound or (application is not None and application.has_feature("IMPORT_NEW_USERS")):
            return None
        return Severity.WARNING

    def _required_attributes(self, mapping: JoinedMapping) -> Iterator[Finding]:
        """Attributes that the target requires and that neither the mapping nor Okta itself sends."""
        target = mapping.integration.target
        sent = [
            flow.path
            for flow in mapping.sent_flows
            if (flow.path is not None and flow.entry is not None) or flow.application
        ]
        for demand in target.required_attributes():
            path = demand.path
            if is_supplied(path) or any(p is not None and meets(p, path) for p in sent):
                continue
            misspelt = _misspelt(mapping, path)
            yield self.finding(
                mapping.mapping.place(),
                f"{target.title} requires `{path}`, and nothing is mapped to it",
                confidence=Confidence.LIKELY if demand.faulty else Confidence.CERTAIN,
                help=f"map a value to `{path}`" + (f"; is `{misspelt}` meant for it?" if misspelt else ""),
                consequence=demand.consequence or f"400 invalidValue: {path} is missing; no account is created",
                related=[Related(demand.place, "required here")] if demand.place is not None else (),
                subject=str(path),
            )


def meets(sent: AttributePath, demanded: AttributePath) -> bool:
    """Whether what is sent holds what is demanded: the same, the whole of it, or a part; without a filter, any element's.

    Where another part of the attribute is sent, `required-subattribute-missing` says what lacks in it.
    """
    if sent.same_as(demanded) or sent.contains(demanded) or demanded.contains(sent):
        return True
    same = sent.attribute.lower() == demanded.attribute.lower()
    return (
        same
        and demanded.filter is None
        and (sent.schema or CORE_USER).lower() == (demanded.schema or CORE_USER).lower()
    )


def _misspelt(mapping: JoinedMapping, path: AttributePath) -> str | None:
    """A mapped variable whose name was not understood and is near the attribute that is missing."""
    unknown = [flow.variable for flow in mapping.flows if flow.path is None]
    return nearest(path.sub_attribute or path.attribute, unknown)


def is_supplied(path: AttributePath) -> bool:
    """Whether Okta sends the attribute without a mapping, or the target sets it itself."""
    name = path.attribute.lower()
    return name in SENT_WITHOUT_MAPPING or name in SET_BY_THE_TARGET or name == USER_NAME.lower()
