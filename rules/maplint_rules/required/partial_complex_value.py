"""partial-complex-value (MAP303)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Cause, Needs, Related, Rule, Severity
from maplint.scim.limits import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import Finding, JoinedMapping, ScimPayload, Violation


class PartialComplexValue(Rule):
    """Only some parts of an attribute are mapped that the target takes whole."""

    code = "MAP303"
    name = "partial-complex-value"
    summary = "Only some parts of an attribute are mapped that the target takes whole"
    severity = Severity.WARNING
    since = "0.1.0"
    causes = frozenset({Cause.INCOMPLETE})
    needs = frozenset({Needs.NAMED_TARGET})

    def check_mapping(self, mapping: JoinedMapping) -> Iterator[Finding]:
        if not mapping.scim or not mapping.complete:
            return
        target = mapping.integration.target
        for limit in target.limits:
            if limit.kind != "all_or_none" or limit.path is None:
                continue
            flows = [f for f in mapping.flows if f.path is not None and limit.path.contains(f.path)]
            parts = {(f.path.sub_attribute or "").lower() for f in flows if f.path is not None}
            missing = [part for part in limit.value if str(part).lower() not in parts]
            if not missing or len(missing) == len(limit.value):
                continue
            names = ", ".join(f"`{part}`" for part in missing)
            yield self.finding(
                mapping.mapping.place(),
                f"{target.title} takes `{limit.path.attribute}` whole or not at all, and {names} lack a mapping",
                severity=Severity.ERROR,
                help=f"map {names} too, or remove all parts from the app's profile",
                consequence=refusal(target, "400: the request is refused"),
                related=[Related(flows[0].place(), "one of the parts that are mapped")],
                subject=str(limit.path),
            )

    def payload_severity(self, payload: ScimPayload, violation: Violation) -> Severity:
        """A mapping may be completed by what it does not show; the body of a request is all there is."""
        return Severity.ERROR
