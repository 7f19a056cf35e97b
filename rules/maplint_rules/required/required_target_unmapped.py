"""required-target-unmapped (MAP301)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.names import fold
from maplint.okta.defaults import SENT_WITHOUT_MAPPING, SET_BY_THE_TARGET
from maplint.okta.meant import meant_property
from maplint.okta.schema import SchemaKind
from maplint.project.join import USER_NAME
from maplint.rule import Cause, Confidence, Direction, Related, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.okta.schema import SchemaProperty
    from maplint.rule import Finding, JoinedMapping
    from maplint.scim.path import AttributePath


class RequiredTargetUnmapped(Rule):
    """An attribute that the target or the app's profile requires is fed by nothing."""

    code = "MAP301"
    name = "required-target-unmapped"
    summary = "An attribute that the target or the app's profile requires is fed by nothing"
    severity = Severity.ERROR
    since = "0.1.0"
    causes = frozenset({Cause.MISSING})

    def check_mapping(self, mapping: JoinedMapping) -> Iterator[Finding]:
        yield from self._required_properties(mapping)
        if mapping.scim and mapping.accounts_for_all:
            yield from self._required_attributes(mapping)

    def _required_properties(self, mapping: JoinedMapping) -> Iterator[Finding]:
        """Properties that the profile itself requires."""
        integration = mapping.integration
        schema = integration.app_schema if mapping.outbound else integration.user_schema
        if mapping.direction is Direction.UNKNOWN or schema.assumed:
            return
        written = {flow.variable for flow in mapping.sent_flows}
        # A variable that the profile lacks may be meant for it: mapping-target-not-in-app-schema says so.
        written |= {m for v in written if v not in schema.properties and (m := meant_property(v, schema)) is not None}
        missing = [
            p
            for p in schema.properties.values()
            if p.required and p.name not in written and p.name != USER_NAME and not set_by_the_app(p)
        ]
        if not mapping.complete:
            yield from self._removed(mapping, missing)
            return
        if not missing or (not mapping.outbound and not self._creates(mapping, written)):
            return
        names = " and ".join(f"`{property_.name}`" for property_ in missing)
        places = [(property_.name, property_.place()) for property_ in missing]
        yield self.finding(
            mapping.mapping.place(),
            f"the {schema.kind.value} requires {names}, and nothing is mapped to {'it' if len(missing) == 1 else 'them'}",
            severity=self._severity(mapping),
            help=f"map a value to {names}",
            consequence=_NOT_CREATED[mapping.outbound],
            related=[Related(place, f"`{name}` is required") for name, place in places if place is not None],
            subject=",".join(property_.name for property_ in missing),
        )

    def _removed(self, mapping: JoinedMapping, required: list[SchemaProperty]) -> Iterator[Finding]:
        """What a request takes away; of what it does not name it says nothing."""
        for property_ in required:
            entry = mapping.mapping.properties.get(property_.name)
            if entry is None or not entry.removed:
                continue
            declared = property_.place()
            yield self.finding(
                entry.key_place(),
                f"this removes the mapping of `{property_.name}`, which the {property_.schema.kind.value} requires",
                severity=self._severity(mapping),
                help=f"map a value to `{property_.name}`, or leave the entry out of the request",
                consequence=_NOT_CREATED[mapping.outbound],
                related=[Related(declared, "required here")] if declared is not None else (),
                subject=property_.name,
            )

    @staticmethod
    def _creates(mapping: JoinedMapping, written: set[str]) -> bool:
        """Whether an import may create users. One that writes hardly anything of what a user needs adds to those who are there
        (Okta's own Okta_Authenticator does so), unless the application says otherwise."""
        application = mapping.integration.application
        imports = application is not None and application.has_feature("IMPORT_NEW_USERS")
        needed = (p.name for p in mapping.integration.user_schema.properties.values() if p.required)
        return bool(mapping.flows) and (imports or len(written.intersection(needed)) > 1)

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
        # An unknown name that is meant for an attribute is a finding of unknown-target-attribute.
        sent = [
            flow.path or flow.naming.near
            for flow in mapping.sent_flows
            if flow.entry is not None or flow.application is not None
        ]
        said: set[tuple[str | None, str]] = set()
        for demand in target.required_attributes():
            path = demand.path
            if is_supplied(path) or any(p is not None and p.serves(path) for p in sent):
                continue
            element = target.resolve(path._replace(filter=None, position=None, sub_attribute=None)).attribute
            if element is not None and element.multi_valued:
                key = (path.schema, path.attribute.lower())
                if key in said:
                    continue  # another part of an element that is missing altogether
                said.add(key)
            yield self.finding(
                mapping.mapping.place(),
                f"{target.title} requires `{path}`, and nothing is mapped to it",
                severity=None if demand.limit is None or demand.limit.documented else Severity.WARNING,
                confidence=Confidence.LIKELY if demand.faulty else Confidence.CERTAIN,
                help=f"map a value to `{path}`",
                consequence=demand.consequence or f"400 invalidValue: {path} is missing; no account is created",
                related=[Related(demand.place, "required here")] if demand.place is not None else (),
                subject=str(path),
            )


_NOT_CREATED = {
    True: "Okta cannot create the profile: the assignment waits for the value in the task list",
    False: "Okta creates no user from the import: a required property is missing",
}


def set_by_the_app(property_: SchemaProperty) -> bool:
    """Whether the app fills the property itself. Okta shows such ones of Active Directory as unmapped and says to ignore it
    (support article "Attributes distinguishedName and objectGUID show not mapped")."""
    return property_.schema.kind is SchemaKind.APP_USER and (
        property_.mutability == "READ_ONLY" or fold(property_.name) in _OF_DIRECTORIES
    )


_OF_DIRECTORIES = frozenset({"dn", "distinguishedname", "objectguid", "objectsid", "entryuuid", "nsuniqueid"})


def is_supplied(path: AttributePath) -> bool:
    """Whether Okta sends the attribute without a mapping, or the target sets it itself."""
    name = path.attribute.lower()
    return name in SENT_WITHOUT_MAPPING or name in SET_BY_THE_TARGET or name == USER_NAME.lower()
