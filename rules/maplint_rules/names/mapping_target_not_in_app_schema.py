"""mapping-target-not-in-app-schema (MAP103)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.names import fold, misspelt
from maplint.okta.meant import meant_property
from maplint.project.join import USER_NAME
from maplint.project.naming import Verdict
from maplint.rule import Applicability, Confidence, Direction, Related, Rule, Severity, fix_rename

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.okta.schema import ProfileSchema
    from maplint.rule import AttributeFlow, Finding


class MappingTargetNotInAppSchema(Rule):
    """A mapping writes a variable that the profile it writes to does not have."""

    code = "MAP103"
    name = "mapping-target-not-in-app-schema"
    summary = "A mapping writes a variable that the profile it writes to does not have"
    severity = Severity.ERROR
    since = "0.1.0"

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        if flow.entry is None or flow.direction is Direction.UNKNOWN:
            return
        if flow.outbound:
            schema, found, other = flow.integration.app_schema, flow.app_property, flow.integration.user_schema
        else:
            schema, found, other = flow.integration.user_schema, flow.okta_property, flow.integration.app_schema
        if found is not None:
            return
        if schema.assumed:
            yield from self._slipped(flow, schema)
            return
        near = meant_for(flow, schema)
        what = f"the {schema.kind.value} has no property `{flow.variable}`"
        if near is None and flow.outbound and flow.variable in other.properties:
            what += ", it is one of Okta's user profile"
        declared = schema.place()
        yield self.finding(
            flow.place(),
            what + (f"; `{near}` is near" if near else ""),
            help=(f"write `{near}`, or " if near else "")
            + (
                f"add the property to the {schema.kind.value}, or remove the entry"
                if flow.variable != "login"
                else LOGIN
            ),
            consequence=f"E0000001 Api validation failed: Invalid target field {flow.variable}; in an old mapping the entry "
            "has no effect",
            related=[Related(declared, "the schema's properties")] if declared is not None else (),
            fix=fix_rename(f"rename `{flow.variable}` to `{near}`", flow.place(), near, Applicability.UNSAFE)
            if near is not None
            else None,
        )

    def _slipped(self, flow: AttributeFlow, schema: ProfileSchema) -> Iterator[Finding]:
        """Terraform declares a part of a schema: what is not in it may be there all the same, unless it is a slip."""
        near = slip_of(flow, schema)
        if near is None or flow.naming.verdict is Verdict.MISSPELLED:
            return  # target-attribute-misspelled says it
        declared = schema.properties[near].place()
        yield self.finding(
            flow.place(),
            f"no property `{flow.variable}` is declared of the {schema.kind.value}; `{near}` is, and nothing is mapped to it",
            confidence=Confidence.LIKELY,
            help=f"write `{near}`, or declare the property that is meant",
            consequence=f"E0000001 Api validation failed: Invalid target field {flow.variable}",
            related=[Related(declared, "declared here")] if declared is not None else (),
            fix=fix_rename(f"rename `{flow.variable}` to `{near}`", flow.place(), near, Applicability.UNSAFE),
        )


LOGIN = "remove the entry: the app's userName comes from the username template of the application"


def meant_for(flow: AttributeFlow, schema: ProfileSchema) -> str | None:
    """The property that a variable is meant for, one that nothing else writes; None when that is not known."""
    entry = flow.entry
    meant = meant_property(flow.variable, schema)
    return None if meant is None or meant == USER_NAME or (entry and meant in entry.mapping.properties) else meant


def slip_of(flow: AttributeFlow, schema: ProfileSchema) -> str | None:
    """The property that a name in Terraform is a slip of: one that is declared, or that Okta has in every such profile, and that
    nothing else writes. In exports only a base attribute of Okta's in another style, in imports: what Okta has saved is in its
    schema, given or not."""
    entry = flow.entry
    if entry is None:
        return None
    if entry.mapping.resource is None:
        near = meant_for(flow, schema) if not flow.outbound else None
        return near if near is not None and fold(near) == fold(flow.variable) else None
    application = flow.integration.application
    made_here = application is not None and application.connected and application.name is None
    everywhere = not flow.outbound or made_here  # an app of the app integration wizard has all of Okta's SCIM template
    known = [
        name
        for name, property_ in schema.properties.items()
        if (everywhere or property_.place() is not None) and name not in entry.mapping.properties and name != USER_NAME
    ]
    return misspelt(flow.variable, tuple(known))
