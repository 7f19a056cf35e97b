"""username-case-folding (MAP503)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Affected, Applicability, Confidence, Needs, Rule, Screen, Severity, Sharing, fix_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, Fix, FlowValue, Population


class UsernameCaseFolding(Rule):
    """userNames hold capitals, or differ in letter case alone."""

    code = "MAP503"
    name = "username-case-folding"
    summary = "userNames hold capitals, or differ in letter case alone"
    severity = Severity.WARNING
    since = "0.1.0"
    needs = frozenset({Needs.USERS})

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
            users=Affected(users, population.users, tuple(user for group in groups for user in group.users)[:5]),
            subject="collision",
        )


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
