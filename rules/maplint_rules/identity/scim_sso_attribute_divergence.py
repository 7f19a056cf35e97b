"""scim-sso-attribute-divergence (MAP512)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.names import fold
from maplint.oel import parse
from maplint.oel.ast import Member, Name
from maplint.rule import Needs, Related, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import Finding, JoinedMapping


class ScimSsoAttributeDivergence(Rule):
    """SAML sends another value for an attribute than provisioning does."""

    code = "MAP512"
    name = "scim-sso-attribute-divergence"
    summary = "SAML sends another value for an attribute than provisioning does"
    severity = Severity.INFO
    since = "0.1.0"
    needs = frozenset({Needs.APPLICATION})

    def check_mapping(self, mapping: JoinedMapping) -> Iterator[Finding]:
        application = mapping.integration.application
        if application is None or not mapping.scim:
            return
        flows = {fold(flow.variable): flow for flow in mapping.flows}
        for statement in application.attribute_statements:
            flow = flows.get(fold(statement.name.rpartition("/")[2]))
            if flow is None or flow.facts is None or len(statement.values) != 1:
                continue
            said, sent = reads(statement.values[0]), flow.facts.reads_names()
            if said and sent and said != sent:
                yield self.finding(
                    application.place(*statement.pointer[len(application.pointer) :], "values"),
                    f"the SAML statement `{statement.name}` carries {listed(said)}, provisioning sends {listed(sent)}",
                    help="read the same attribute in both",
                    consequence="silent: the value at the target changes at each sign-in and back at each push",
                    related=[Related(flow.span_place(), "provisioning")],
                    subject=statement.name,
                )


def reads(text: str) -> frozenset[str]:
    """The names of the attributes that an expression reads."""
    return frozenset(
        node.name for node in parse(text).ast.walk() if isinstance(node, Member) and isinstance(node.target, Name)
    )


def listed(names: frozenset[str]) -> str:
    """Names for a sentence."""
    return " and ".join(f"`{name}`" for name in sorted(names))
