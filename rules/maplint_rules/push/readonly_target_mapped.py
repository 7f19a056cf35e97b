"""readonly-target-mapped (MAP607)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.okta.defaults import scim_template
from maplint.rule import Applicability, Cause, Confidence, Origin, Rule, Severity, fix_remove, property_places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, JoinedMapping, ScimPayload, Violation


class ReadonlyTargetMapped(Rule):
    """A value is sent to an attribute that only the target sets."""

    code = "MAP607"
    name = "readonly-target-mapped"
    summary = "A value is sent to an attribute that only the target sets"
    severity = Severity.WARNING
    since = "0.1.0"
    causes = frozenset({Cause.READ_ONLY, Cause.IGNORED})
    supersedes = frozenset({"complex-attribute-as-scalar"})

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        attribute = flow.attribute
        if attribute is None or not flow.naming.sent or flow.origin is Origin.UNMAPPED:
            return
        parent = flow.naming.parent
        if not any(part is not None and part.mutability == "readOnly" for part in (attribute, parent)):
            yield from self._without_effect(flow)
            return
        # RFC 7643 calls manager.displayName read-only, every server publishes it so, and Okta's own template sends it.
        own_template = _in_template(flow) and not flow.target.strict
        faulty = attribute.faulty or (parent is not None and parent.faulty)
        yield self.finding(
            flow.place(),
            f"`{flow.path}` is read-only: the target sets it itself",
            severity=Severity.INFO if own_template or faulty else None,
            confidence=Confidence.POSSIBLE if faulty else Confidence.CERTAIN,
            help="remove the property from the app's profile, or at least its mapping",
            consequence="silent: a read-only value is ignored (RFC 7644, section 3.3); a strict target answers 400 mutability",
            related=property_places(flow),
            fix=fix_remove("remove the mapping", flow.place(), Applicability.SAFE)
            if flow.entry is not None and not own_template
            else None,
        )

    def check_mapping(self, mapping: JoinedMapping) -> Iterator[Finding]:
        """A named target that does nothing with any later change."""
        target = mapping.integration.target
        limit = next((limit for limit in target.limits if limit.kind == "ignored" and limit.wildcard == "*"), None)
        if limit is None or not mapping.scim or not any(flow.push for flow in mapping.flows):
            return
        yield self.finding(
            mapping.mapping.place(),
            f"{target.title} does nothing with changes of a user" + (f": {limit.note}" if limit.note else ""),
            severity=Severity.INFO,
            confidence=Confidence.LIKELY,
            help="count on what is sent when the account is created, and on nothing later",
            consequence=f"silent: updates succeed and nothing is stored ({limit.source})",
        )

    def payload_severity(self, payload: ScimPayload, violation: Violation) -> Severity | None:
        # RFC 7643 calls manager.displayName read-only, and Okta's own template sends it: nobody refuses it for that.
        part = payload.target.assumed and violation.path is not None and violation.path.sub_attribute is not None
        return Severity.INFO if violation.cause is Cause.IGNORED or part else None

    def _without_effect(self, flow: AttributeFlow) -> Iterator[Finding]:
        """A named target that accepts the attribute and does nothing with it."""
        path = flow.path
        for limit in flow.target.limits if path is not None else ():
            if limit.kind != "ignored" or limit.resource != "User" or path is None or not limit.covers(path):
                continue
            if limit.event is not None and not (limit.event == "update" and flow.push):
                continue
            when = "" if limit.event is None else " after the account was created"
            yield self.finding(
                flow.place(),
                f"{flow.target.title} does nothing with `{path}`{when}" + (f": {limit.note}" if limit.note else ""),
                # What Okta's own template sends is nobody's mistake.
                severity=Severity.INFO if limit.event is not None or _in_template(flow) else None,
                confidence=Confidence.LIKELY,
                help="do not count on the value; remove the mapping if nothing else needs it",
                consequence=f"silent: the request succeeds and the value is not stored ({limit.source})",
                related=property_places(flow),
            )
            return


def _in_template(flow: AttributeFlow) -> bool:
    written = flow.naming.written
    return written is not None and any(p.external_name == written.text for p in scim_template().properties.values())
