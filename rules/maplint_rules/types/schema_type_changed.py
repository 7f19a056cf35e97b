"""schema-type-changed (MAP207)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.rule import Related, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from maplint.okta.schema import SchemaProperty
    from maplint.project.join import Project
    from maplint.rule import Finding
    from maplint.source.place import Place
    from maplint.terraform.resource import ResourceInstance


class SchemaTypeChanged(Rule):
    """A property's type or list of members changes while users hold values of the old one."""

    code = "MAP207"
    name = "schema-type-changed"
    summary = "A property's type or list of members changes while users hold values of the old one"
    severity = Severity.ERROR
    since = "0.1.0"

    def check_project(self, project: Project) -> Iterator[Finding]:
        for older, newer in project.versions:
            for name, was in older.properties.items():
                now = newer.properties.get(name)
                if now is not None:
                    yield from self._property(was, now)

    def _property(self, was: SchemaProperty, now: SchemaProperty) -> Iterator[Finding]:
        old, new = _type(was), _type(now)
        place, before = now.place("type"), was.place("type")
        if place is None or before is None:
            return
        if old != new:
            yield self._type_changed(now.name, f"from {old} to {new}", place, [Related(before, f"it was {old}")])
            return
        gone = [member for member in was.enum or () if member not in (now.enum or ())]
        if gone and now.enum:
            way = ("items", "enum") if now.type == "array" else ("enum",)
            related = [Related(was.place(*way) or before, "it had them here")]
            yield self._members_gone(now.name, gone, now.place(*way) or place, related)

    def check_resource(self, resource: ResourceInstance) -> Iterator[Finding]:
        if resource.before is None or not resource.managed:
            return
        from maplint.okta.terraform_resources import (  # loaded only where there is Terraform
            declared_property,
            is_custom_property,
        )

        declared = declared_property(resource)
        if declared is None:
            return
        name, before = declared[-1], resource.before
        # A custom property whose type changes is destroyed: `tf-schema-property-replace` says so.
        type_, was = resource.get("type").text, before.get("type")
        if type_ and was and type_ != was and not is_custom_property(resource):
            yield self._type_changed(name, f"from {was} to {type_}", resource.place("type"), [])
        for argument in ("enum", "array_enum"):
            members = resource.get(argument)
            old = before.get(argument)
            if members.fully_known() and members.items and isinstance(old, list) and type_ == was:
                now = {_text(member.plain()) for member in members.items}
                gone = [member for member in old if _text(member) not in now]
                if gone:
                    yield self._members_gone(name, gone, resource.place(argument), [])

    def _type_changed(self, name: str, how: str, place: Place, related: Iterable[Related]) -> Finding:
        return self.finding(
            place,
            f"the type of `{name}` changes {how}, and users hold values of the old one",
            help="declare a property with another name, let a mapping move the values, then delete the old one",
            consequence="Okta: 409, some users returned by the search cannot be parsed because the user schema has been changed",
            related=related,
            subject=name,
        )

    def _members_gone(self, name: str, gone: list[Any], place: Place, related: Iterable[Related]) -> Finding:
        listed = ", ".join(f"`{_text(member)}`" for member in gone)
        return self.finding(
            place,
            f"{listed} is no longer among the members of `{name}`; users may hold {'it' if len(gone) == 1 else 'them'}",
            severity=Severity.WARNING,
            help="give these users another value first, or keep the old members",
            consequence="Okta: Schema is invalid., or it refuses later changes of their profiles: their value is no member",
            related=related,
            subject=name,
        )


def _type(property_: SchemaProperty) -> str:
    return f"array of {property_.item_type or 'anything'}" if property_.type == "array" else property_.type or "no type"


def _text(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
