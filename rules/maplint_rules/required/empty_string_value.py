"""empty-string-value (MAP306)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Applicability, Cause, Rule, Screen, Severity, fix_replace
from maplint.scim.limits import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, FlowValue, ScimPayload, Violation


class EmptyStringValue(Rule):
    """An expression can yield the empty text, which is a value."""

    code = "MAP306"
    name = "empty-string-value"
    summary = "An expression can yield the empty text, which is a value"
    severity = Severity.WARNING
    since = "0.1.0"
    causes = frozenset({Cause.EMPTY})

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        if value.value != "" or flow.path is None or not flow.naming.sent:
            return
        limit = flow.target.limit(flow.path, "min_length")
        refused = limit is not None and isinstance(limit.value, int) and limit.value > 0
        # Okta's own default mapping and its article on roles end in '': only a target that refuses it makes it wrong.
        if not refused and (
            (flow.path.sub_attribute or "").lower() == "type" or flow.path.attribute.lower() == "roles"
        ):
            return
        yield self.finding(
            value.place,
            f"the empty text is sent as the value of `{flow.path}`",
            severity=Severity.ERROR if refused else Severity.INFO,
            help="write `null` instead of `''`: the attribute is then left out",
            consequence=refusal(flow.target, "400: a text must have a character")
            if refused
            else "silent: a value like any other, the target shows an empty field; some answer 400",
            fix=fix_replace("write null", value.place, "null", Applicability.UNSAFE)
            if value.place.fragment is not None
            else None,
            subject=flow.variable,
        )

    def screen(self, flow: AttributeFlow) -> Screen:
        return Screen(empty=False) if flow.path is not None and flow.naming.sent else Screen()

    def payload_severity(self, payload: ScimPayload, violation: Violation) -> Severity:
        from maplint.scim.violation import Effect

        return Severity.ERROR if violation.effect is Effect.REFUSES else Severity.INFO
