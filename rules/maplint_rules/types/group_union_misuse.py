"""group-union-misuse (MAP206)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.okta.schema import ProfileSchema
    from maplint.rule import Finding


class GroupUnionMisuse(Rule):
    """Values of several groups are to be combined on a property that cannot hold several, or that groups do not set."""

    code = "MAP206"
    name = "group-union-misuse"
    summary = "Values of groups are to be combined on a property that holds one, or that groups do not set"
    severity = Severity.WARNING
    since = "0.1.0"

    def check_schema(self, schema: ProfileSchema) -> Iterator[Finding]:
        for property_ in schema.properties.values():
            objects = property_.type == "array" and property_.item_type == "object"
            place = property_.place("union")
            if property_.union == "ENABLE" and place is not None and (property_.type != "array" or objects):
                kind = "an array of objects" if objects else f"of type {property_.type}"
                yield self.finding(
                    place,
                    f"`{property_.name}` combines the values of groups (union), and is {kind}",
                    help="make it an array of a simple type, or switch the union off",
                    consequence="silent: the value of one group wins, in the order of group priority",
                )
            elif property_.union == "ENABLE" and place is not None and property_.scope == "SELF":
                yield self.finding(
                    place,
                    f"`{property_.name}` combines the values of groups (union), and groups give it none: its scope is SELF",
                    help="set the scope to NONE, or switch the union off",
                    consequence="silent: no value of a group is used; Terraform: you can not use combine values across groups "
                    "(union=true) for self scoped attribute (scope=SELF)",
                )
