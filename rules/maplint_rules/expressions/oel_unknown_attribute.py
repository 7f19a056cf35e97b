"""oel-unknown-attribute (MAP703)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.names import misspelt
from maplint.oel.ast import Member
from maplint.okta.meant import meant_property
from maplint.okta.schema import SchemaKind
from maplint.rule import Applicability, Confidence, Related, Rule, Severity, fix_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.oel.facts import Read
    from maplint.okta.schema import ProfileSchema
    from maplint.rule import AttributeFlow, Finding


class OelUnknownAttribute(Rule):
    """An expression reads an attribute that the source does not have."""

    code = "MAP703"
    name = "oel-unknown-attribute"
    summary = "An expression reads an attribute that the source does not have"
    severity = Severity.ERROR
    since = "0.1.0"

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts, expression = flow.facts, flow.expression
        if facts is None or expression is None:
            return
        for read in facts.reads:
            schema = flow.scope.schema(read.root)
            if schema is None or read.name in schema.properties or is_of_other_dialect(read.root, read.name):
                continue
            if flow.scope.of_other_end(read.root):
                continue  # oel-wrong-prefix says it
            if schema.kind is SchemaKind.APP_USER and schema.assumed:
                continue
            if is_internal(read.name) and schema.kind is SchemaKind.USER:
                continue
            yield self._unknown(flow, read, schema)
        for hazard in facts.hazards:
            if hazard.kind == "text-member" and isinstance(hazard.node, Member):
                yield self._of_a_text(flow, expression.source_of(hazard.node.target), hazard.node)

    def _of_a_text(self, flow: AttributeFlow, text: str, node: Member) -> Finding:
        """``user.firstName.lastName``: what stands before the last dot is a text, and texts have no attributes."""
        return self.finding(
            flow.span_place(node.end - len(node.name), node.end),
            f"`{text}` is a text and has no attribute `{node.name}`",
            confidence=Confidence.LIKELY,
            help="two attributes are joined with `+`; those of another user, such as the manager, cannot be read so",
            consequence=f"Okta: Invalid property {node.name} in expression",
            subject=node.name,
        )

    def _unknown(self, flow: AttributeFlow, read: Read, schema: ProfileSchema) -> Finding:
        name = read.name
        right = meant_property(name, schema)
        sure = not schema.assumed or is_a_slip(name, schema)
        other_case = right is not None and right.lower() == name.lower()
        start = read.end - len(name)
        declared = schema.place()
        return self.finding(
            flow.span_place(start, read.end),
            f"`{read.root}.{name}` is read, but "
            + (
                f"Okta's base attributes lack `{name}`"
                if schema.assumed
                else f"the {schema.kind.value} has no `{name}`"
            )
            + (f"; `{right}` is near" if right else ""),
            severity=None if sure else Severity.INFO,
            confidence=Confidence.CERTAIN if not schema.assumed else Confidence.LIKELY if sure else Confidence.POSSIBLE,
            help=f"write `{read.root}.{right}`"
            if right and sure
            else "export the Okta user schema and check again: the attribute may be one of your own"
            if schema.assumed
            else "name an attribute of the schema, or add this one to it",
            consequence=f"Okta: Invalid property {name} in expression; attribute names are case-sensitive",
            related=[Related(declared, "the schema")] if declared is not None else (),
            fix=fix_expression(
                flow,
                f"write `{right}`",
                [(start, read.end, right)],
                Applicability.SAFE if other_case else Applicability.UNSAFE,
            )
            if right and sure
            else None,
            subject=name,
        )


def is_a_slip(name: str, schema: ProfileSchema) -> bool:
    """Whether a name is surely one of Okta's own, with a slip. Any profile may hold a `jobTitle` or a `title2` beside them."""
    return misspelt(name, tuple(schema.properties)) is not None and not name[-1:].isdigit()


def is_of_other_dialect(root: str, name: str) -> bool:
    """`user.profile.x` and kin: oel-wrong-dialect says it."""
    return root == "user" and name == "profile"


# What Okta keeps about a user outside the profile. Source: Okta, Expression Language reference, getInternalProperty.
_INTERNAL = frozenset(
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


def is_internal(name: str) -> bool:
    """Whether a name is one of Okta's own properties of a user: oel-internal-property says it."""
    return name in _INTERNAL
