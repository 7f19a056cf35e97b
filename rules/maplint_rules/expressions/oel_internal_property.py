"""oel-internal-property (MAP718)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.okta.schema import SchemaKind
from maplint.rule import Applicability, Rule, Severity, fix_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class OelInternalProperty(Rule):
    """One of Okta's own properties is read as if it were in the profile."""

    code = "MAP718"
    name = "oel-internal-property"
    summary = "One of Okta's own properties is read as if it were in the profile"
    severity = Severity.ERROR
    since = "0.1.0"

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts = flow.facts
        for read in facts.reads if facts is not None else ():
            schema = flow.scope.schema(read.root)
            if (
                schema is None
                or schema.kind is not SchemaKind.USER
                or read.name in schema.properties
                or read.name not in INTERNAL
            ):
                continue
            right = f'{read.root}.getInternalProperty("{read.name}")'
            readable = read.name in READABLE and read.root == "user"
            yield self.finding(
                flow.span_place(read.start, read.end),
                f"`{read.name}` is no profile attribute: Okta keeps it beside the profile",
                help=f"write `{right}`"
                if readable
                else 'read it with `user.getInternalProperty("...")` if Okta offers it there',
                consequence=f"Okta: Invalid property {read.name} in expression",
                fix=fix_expression(flow, f"write `{right}`", [(read.start, read.end, right)], Applicability.UNSAFE)
                if readable
                else None,
                subject=read.name,
            )


# What Okta keeps about a user outside the profile, and which of it getInternalProperty gives. Source: Okta, Expression
# Language reference, section on user attributes.
INTERNAL = frozenset(
    {
        "id",
        "status",
        "created",
        "activated",
        "statusChanged",
        "lastLogin",
        "lastUpdated",
        "passwordChanged",
        "expiresAt",
    }
)
READABLE = frozenset({"id", "status", "created", "lastUpdated", "passwordChanged", "lastLogin"})
