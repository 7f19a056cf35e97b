"""username-case-folding (MAP503)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel import parse
from maplint.oel.ast import Call, Group, Member, Name
from maplint.okta.template import is_template, template_expression
from maplint.rule import (
    Affected,
    Applicability,
    Confidence,
    Option,
    Related,
    Rule,
    Screen,
    Severity,
    Sharing,
    fix_expression,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, Fix, FlowValue, Integration, Place, Population


class UsernameCaseFolding(Rule):
    """userNames hold capitals, or differ in letter case alone."""

    code = "MAP503"
    name = "username-case-folding"
    summary = "userNames hold capitals, or differ in letter case alone"
    severity = Severity.WARNING
    since = "0.1.0"
    options = (Option("nameid", "", "the expression that single sign-on presents as NameID, such as `user.email`"),)

    def check_integration(self, integration: Integration) -> Iterator[Finding]:
        """Without users: one attribute for userName and NameID, and only one of the two without capitals."""
        flow = next((flow for mapping in integration.outbound if (flow := mapping.flow("userName")) is not None), None)
        if flow is None or not integration.speaks_scim or not _holds_address(flow):
            return
        presented, place = self._presented(integration)
        sent, shown = attribute_and_case(flow.text), attribute_and_case(presented)
        if sent is None or shown is None or sent[0] != shown[0] or sent[1] == shown[1]:
            return
        yield self.finding(
            place or flow.span_place(),
            f"SAML presents `{shown[0]}` {_said(shown[1])}, and accounts are created under it {_said(sent[1])}",
            confidence=Confidence.LIKELY,
            help="write the same in both: NameID `${user.userName}` is the app's own userName",
            consequence="silent: where the target tells capitals apart, whoever has some in the address signs in and gets no account, "
            "or a second one",
            related=[Related(flow.span_place(), "the userName of accounts")] if place is not None else [],
            subject="sign-on",
        )

    def _presented(self, integration: Integration) -> tuple[str | None, Place | None]:
        """The expression of the NameID, as it was told or as the application says, and where it stands."""
        if self.option("nameid"):
            return self.option("nameid"), None
        application = integration.application
        if application is None or not application.name_id_template:
            return None, None
        text = application.name_id_template
        place = application.place("settings", "signOn", "subjectNameIdTemplate")
        return (template_expression(text) if is_template(text) else text), place

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        text = value.value
        if value.user is None or not isinstance(text, str) or text == text.lower() or not _concerned(flow):
            return
        right = _lowered(flow)
        yield self.finding(
            value.place,
            "an address that is sent as userName holds capitals",
            confidence=Confidence.LIKELY,
            help=f"write `{right}`, and present the same in single sign-on; accounts that exist under a name with capitals are "
            "then looked for under another one",
            consequence="409 uniqueness, or a second account, where the lookup tells capitals apart; sign-on that presents the name "
            "in another case finds nobody",
            fix=_fix(flow, right),
        )

    def screen(self, flow: AttributeFlow) -> Screen:
        # Texts without a capital: those of other alphabets are asked about.
        return Screen(texts=r"[\x00-@\[-\x7f]*") if _concerned(flow) else Screen()

    def check_population(self, population: Population) -> Iterator[Finding]:
        names = population.uniques("userName")
        groups = [g for g in names.shared if g.sharing is Sharing.CASE] if names is not None else []
        if names is None or not groups:
            return
        users = sum(group.number for group in groups)
        right = _lowered(names.flow)
        yield self.finding(
            names.flow.span_place(),
            f"userNames differ in letter case alone: {', '.join(f'`{group.value}`' for group in groups[:3])}",
            severity=Severity.ERROR,
            help="give these users names that differ, and write all in lower case: " + f"`{right}`",
            consequence="409 uniqueness for the second one: userName ignores letter case (RFC 7643, 4.1.1)",
            users=Affected(users, population.users, tuple(user for group in groups for user in group.users)),
            subject="collision",
        )


def attribute_and_case(text: str | None) -> tuple[str, str | None] | None:
    """The attribute that an expression is, whatever it does to the letter case, and the case that it makes (``toLowerCase``,
    ``toUpperCase`` or None); None for other expressions."""
    if text is None:
        return None
    node, case = parse(text).ast, None
    while isinstance(node, Group) or (isinstance(node, Call) and len(node.args) == 1 and _case(node) is not None):
        if isinstance(node, Group):
            node = node.inner
        else:
            case, node = case or _case(node), node.args[0]
    return (node.name, case) if isinstance(node, Member) and isinstance(node.target, Name) else None


def _case(call: Call) -> str | None:
    name = call.name.rpartition(".")[2]
    return name if name in SAID else None


def _said(case: str | None) -> str:
    return SAID[case] if case is not None else "as it is kept"


SAID = {"toLowerCase": "in lower case", "toUpperCase": "in upper case"}


def _concerned(flow: AttributeFlow) -> bool:
    """Whether the flow feeds userName with something that is read without regard to case elsewhere: an address."""
    path, facts = flow.path, flow.facts
    return (
        path is not None
        and path.attribute.lower() == "username"
        and facts is not None
        and facts.case is None
        and not (facts.complete and facts.literals)
        and _holds_address(flow)
    )


def _holds_address(flow: AttributeFlow) -> bool:
    facts = flow.facts
    if facts is None:
        return False
    attributes = (flow.scope.attribute(read.root, read.name) for read in facts.reads)
    return any(attribute is not None and attribute.holds_at for attribute in attributes)


def _lowered(flow: AttributeFlow) -> str:
    return f"String.toLowerCase({(flow.text or '').strip()})"


def _fix(flow: AttributeFlow, right: str) -> Fix | None:
    return fix_expression(
        flow,
        f"write `{right}`",
        [(0, len(flow.text or ""), right)],
        Applicability.UNSAFE,
        "accounts that exist under a name with capitals are then looked for under another one",
    )
