"""username-email-differ (MAP508)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.project.join import USER_NAME
from maplint.rule import Affected, Cause, Confidence, Related, Rule, Severity
from maplint.scim.limits import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, JoinedMapping, Population, ScimPayload, Violation
    from maplint.scim.target import Target


class UsernameEmailDiffer(Rule):
    """The target wants userName and e-mail to be equal, and they come from different attributes."""

    code = "MAP508"
    name = "username-email-differ"
    summary = "The target wants userName and e-mail to be equal, and they come from different attributes"
    severity = Severity.WARNING
    since = "0.1.0"
    causes = frozenset({Cause.UNEQUAL})

    def check_mapping(self, mapping: JoinedMapping) -> Iterator[Finding]:
        target = mapping.integration.target
        user_name = mapping.flow(USER_NAME)
        if not mapping.scim or user_name is None or not _demanded(target):
            return
        emails = [
            f for f in mapping.flows if f.path is not None and f.path.attribute.lower() == "emails" and _is_value(f)
        ]
        primary = next(
            (f for f in emails if f.path is not None and f.path.filter and f.path.filter.value is True), None
        )
        email = primary or (emails[0] if emails else None)
        if (
            email is None
            or _source(user_name) is None
            or _source(email) is None
            or _source(user_name) == _source(email)
        ):
            return
        yield self.finding(
            user_name.span_place(),
            f"{target.title} wants userName equal to the e-mail address: `user.{_source(user_name)}` and `user.{_source(email)}` differ",
            severity=Severity.ERROR,
            help=f"build the userName from `user.{_source(email)}` too",
            consequence=refusal(target, "400, or the userName is replaced by the address"),
            related=[Related(email.span_place(), "the e-mail address")],
        )

    def check_population(self, population: Population) -> Iterator[Finding]:
        apart = population.apart
        names, addresses = population.uniques(USER_NAME), population.uniques("emails.value")
        if apart is None or not apart.number or names is None or addresses is None:
            return
        target = names.flow.target
        demanded = _demanded(target)
        yield self.finding(
            names.flow.span_place(),
            f"{target.title} wants userName equal to the e-mail address, and for some users it is another text"
            if demanded
            else "for some users the userName is none of their e-mail addresses",
            severity=Severity.ERROR if demanded else Severity.INFO,
            confidence=Confidence.CERTAIN if demanded else Confidence.POSSIBLE,
            help="build both from one attribute"
            if demanded
            else "see that existing accounts and sign-on are known by the same one of the two: Okta asks the target for the userName",
            consequence=refusal(target, "400, or the userName is replaced by the address")
            if demanded
            else "409, or a second account, where people have one under their address already",
            related=[Related(addresses.flow.span_place(), "the e-mail address")],
            users=Affected(apart.number, population.users, apart.users),
            subject="users",
        )

    def payload_severity(self, payload: ScimPayload, violation: Violation) -> Severity:
        """A mapping may be completed by what it does not show; the body of a request is all there is."""
        return Severity.ERROR


def _demanded(target: Target) -> bool:
    """Whether the target is known to want the userName equal to an address."""
    return any(
        limit.kind == "equals"
        and limit.path is not None
        and limit.path.attribute.lower() == "username"
        and "emails" in str(limit.value)
        for limit in target.limits
    )


def _is_value(flow: AttributeFlow) -> bool:
    return flow.path is not None and (flow.path.sub_attribute or "").lower() == "value"


def _source(flow: AttributeFlow) -> str | None:
    """The one attribute that a flow reads."""
    names = flow.facts.reads_names() if flow.facts is not None else frozenset()
    return next(iter(names)) if len(names) == 1 else None
