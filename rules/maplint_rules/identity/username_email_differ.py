"""username-email-differ (MAP508)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.project.join import USER_NAME
from maplint.rule import Needs, Related, Rule, Severity
from maplint.scim.limits import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, JoinedMapping


class UsernameEmailDiffer(Rule):
    """The target wants userName and e-mail to be equal, and they come from different attributes."""

    code = "MAP508"
    name = "username-email-differ"
    summary = "The target wants userName and e-mail to be equal, and they come from different attributes"
    severity = Severity.WARNING
    since = "0.1.0"
    needs = frozenset({Needs.NAMED_TARGET})

    def check_mapping(self, mapping: JoinedMapping) -> Iterator[Finding]:
        target = mapping.integration.target
        limits = [
            x
            for x in target.limits
            if x.kind == "equals" and x.path is not None and x.path.attribute.lower() == "username"
        ]
        user_name = mapping.flow(USER_NAME)
        if not mapping.scim or user_name is None or not any("emails" in str(limit.value) for limit in limits):
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


def _is_value(flow: AttributeFlow) -> bool:
    return flow.path is not None and (flow.path.sub_attribute or "").lower() == "value"


def _source(flow: AttributeFlow) -> str | None:
    """The one attribute that a flow reads."""
    names = flow.facts.reads_names() if flow.facts is not None else frozenset()
    return next(iter(names)) if len(names) == 1 else None
