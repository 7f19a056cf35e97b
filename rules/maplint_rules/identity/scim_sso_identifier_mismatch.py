"""scim-sso-identifier-mismatch (MAP502)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.names import fold
from maplint.oel import parse
from maplint.oel.ast import Call, Group, Literal, Member, Name
from maplint.okta.template import is_template, template_expression
from maplint.project.join import USER_NAME
from maplint.record import NamedTuple
from maplint.rule import Confidence, Needs, Option, OptionError, Related, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from maplint.oel.ast import Node
    from maplint.rule import AttributeFlow, Finding, Integration, Place
    from maplint.scim.limits import Limit


class Identifier(NamedTuple):
    """A value that names a person: the one attribute it is made of, and whether it is all of that attribute's value."""

    attribute: str
    whole: bool
    place: Place | None = None

    @property
    def shown(self) -> str:
        """For a sentence."""
        if self.attribute == OKTA_ID:
            return OKTA_ID
        return f"`{self.attribute}`" if self.whole else f"a part of `{self.attribute}`"

    def differs_from(self, other: Identifier) -> bool:
        """Whether the two are surely not the same for everybody; two parts of one attribute may be the same."""
        return self.attribute != other.attribute or self.whole != other.whole


class ScimSsoIdentifierMismatch(Rule):
    """Sign-on presents another identifier than provisioning creates."""

    code = "MAP502"
    name = "scim-sso-identifier-mismatch"
    summary = "Sign-on presents another identifier than provisioning creates"
    severity = Severity.WARNING
    since = "0.1.0"
    needs = frozenset({Needs.APPLICATION})
    options = (Option("nameid", "", "the expression that single sign-on presents as NameID, such as `user.email`"),)

    def configured(self, values: Mapping[str, Any]) -> Rule:
        rule = super().configured(values)
        expression = parse(rule.option("nameid"))
        if rule.option("nameid") and expression.errors:
            raise OptionError(
                f"`nameid` is no expression: {expression.errors[0].message}; write one such as `user.email`"
            )
        return rule

    def wants(self) -> frozenset[str]:
        """With the NameID told, nothing need be read from the application."""
        return frozenset() if self.option("nameid") else self.needs

    def check_integration(self, integration: Integration) -> Iterator[Finding]:
        if not integration.speaks_scim:
            return
        equal = [
            limit
            for limit in integration.target.limits
            if limit.kind == "equals" and "SAML" in str(limit.value) and limit.path is not None
        ]
        if equal:
            for limit in equal:
                yield from self._same_as_limit_says(integration, limit)
            return
        name_id, user_name = self._name_id(integration), user_name_of(integration)
        if name_id is None or user_name is None or user_name.place is None or name_id.attribute == USER_NAME:
            return
        if name_id.differs_from(user_name) and not self._found_by_email(integration, name_id):
            told = [] if name_id.place is None else [Related(user_name.place, "the userName of accounts")]
            attribute = name_id.attribute
            yield self.finding(
                name_id.place or user_name.place,
                f"SAML presents {name_id.shown}, and accounts are created under {user_name.shown}",
                help="use one value for both: NameID `${user.userName}` is the app's own userName; "
                + (f"or map `user.{attribute}` to it" if name_id.whole else "or send the same part in both"),
                consequence="silent: people sign in and get no account, or a second one, wherever the two differ",
                related=told,
            )

    @staticmethod
    def _found_by_email(integration: Integration, name_id: Identifier) -> bool:
        """Whether the target is known to find accounts by their e-mail address, too, and sign-on presents that."""
        found_by = integration.target.entry.get("match_attributes")
        if not isinstance(found_by, list) or not any(str(path).startswith("emails") for path in found_by):
            return False
        addresses = [
            identifier_of(flow.text, None)
            for mapping in integration.outbound
            for flow in mapping.flows
            if flow.path is not None and flow.path.local_key() == "emails.value"
        ]
        return any(address is not None and not name_id.differs_from(address) for address in addresses)

    def _same_as_limit_says(self, integration: Integration, limit: Limit) -> Iterator[Finding]:
        """An attribute that a named target wants equal to what SAML presents; Okta's own value for externalId is its user id."""
        presented = self._presented(integration, limit)
        path = limit.path
        if presented is None or path is None:
            return
        flows = [f for m in integration.outbound for f in m.sent_flows if f.path is not None and limit.names(f.path)]
        if flows:
            sent = identifier_of(flows[0].text, flows[0].span_place())
        else:
            sent = Identifier(OKTA_ID, whole=True) if path.local_key() == "externalid" else None
        if presented.attribute == USER_NAME:
            presented = user_name_of(integration) or presented
        if sent is None or not presented.differs_from(sent):
            return
        place = presented.place or sent.place or next((m.mapping.place() for m in integration.outbound), None)
        if place is None:
            return
        title = integration.target.title
        yield self.finding(
            place,
            f"{title} wants `{path}` equal to the {limit.value}: SAML presents {presented.shown}, and Okta sends {sent.shown}",
            severity=Severity.ERROR if limit.documented else None,
            confidence=Confidence.LIKELY,
            help=f'present `user.getInternalProperty("id")` in SAML, or map a property with the external name `{path.local()}` '
            "to what SAML presents",
            consequence=f"silent: accounts are created, and nobody who signs in is linked to one ({limit.source})",
            related=[Related(flows[0].place(), f"`{path}` is mapped here")] if flows else [],
            subject=str(path),
        )

    def _presented(self, integration: Integration, limit: Limit) -> Identifier | None:
        """What SAML presents in the assertion that a limit names: the NameID, or an attribute statement."""
        words = fold(str(limit.value))
        if "nameid" in words:
            return self._name_id(integration)
        application = integration.application
        for statement in application.attribute_statements if application is not None else ():
            if len(statement.values) == 1 and fold(statement.name.rpartition("/")[2]) in words:
                assert application is not None
                place = application.place(*statement.pointer[len(application.pointer) :], "values")
                return identifier_of(statement.values[0], place)
        return None

    def _name_id(self, integration: Integration) -> Identifier | None:
        """What SAML presents as NameID: as it was told, else as the application says."""
        told = self.option("nameid")
        if told:
            return identifier_of(told, None)
        application = integration.application
        if application is None or not application.name_id_template:
            return None
        text = application.name_id_template
        place = application.place("settings", "signOn", "subjectNameIdTemplate")
        return identifier_of(template_expression(text) if is_template(text) else text, place)


def user_name_of(integration: Integration) -> Identifier | None:
    """What accounts are created under: the mapping's userName, or that of the username template."""
    flow: AttributeFlow | None = next(
        (found for mapping in integration.outbound if (found := mapping.flow(USER_NAME)) is not None), None
    )
    if flow is not None:
        return identifier_of(flow.text, flow.span_place())
    application = integration.application
    template = application.template if application is not None else None
    if template is None or application is None:
        return None
    text = template.template
    expression = template_expression(text, template.suffix) if is_template(text) else text
    return identifier_of(expression, application.template_place())


def identifier_of(text: str | None, place: Place | None) -> Identifier | None:
    """What an expression makes of one attribute, whatever it does to the letter case; None when it reads several or none."""
    if text is None:
        return None
    node = _without_case(parse(text).ast)
    if _is_okta_id(node):
        return Identifier(OKTA_ID, True, place)
    if isinstance(node, Member) and isinstance(node.target, Name):
        return Identifier(node.name, True, place)
    names = {part.name for part in node.walk() if isinstance(part, Member) and isinstance(part.target, Name)}
    if len(names) != 1:
        return None
    return Identifier(names.pop(), not _cuts(node), place)


def _without_case(node: Node) -> Node:
    while isinstance(node, Group) or (isinstance(node, Call) and node.args and node.name.rpartition(".")[2] in CASES):
        node = node.inner if isinstance(node, Group) else node.args[0]
    return node


def _cuts(node: Node) -> bool:
    """Whether an expression takes a part of a text, whatever else it does."""
    return isinstance(node, Call) and node.name.rpartition(".")[2].startswith("substring")


def _is_okta_id(node: Node) -> bool:
    """``user.getInternalProperty("id")``: what Okta sends as externalId by itself."""
    if not isinstance(node, Call) or not node.name.endswith("getInternalProperty") or len(node.args) != 1:
        return False
    return isinstance(node.args[0], Literal) and node.args[0].value == "id"


CASES = frozenset({"toLowerCase", "toUpperCase"})
OKTA_ID = "Okta's user id"
