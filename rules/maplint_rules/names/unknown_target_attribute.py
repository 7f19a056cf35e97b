"""unknown-target-attribute (MAP101)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.project.naming import Verdict
from maplint.rule import Applicability, Cause, Confidence, Related, Rule, Severity, fix_external_name, mapping_places
from maplint.scim.limits import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, JoinedMapping, ScimPayload, Violation
    from maplint.scim.limits import Limit
    from maplint.scim.path import AttributePath
    from maplint.scim.target import Target


class UnknownTargetAttribute(Rule):
    """A property goes to an attribute that the target does not declare."""

    code = "MAP101"
    name = "unknown-target-attribute"
    summary = "A property goes to an attribute that the target does not declare"
    severity = Severity.WARNING
    since = "0.1.0"
    causes = frozenset({Cause.UNKNOWN_ATTRIBUTE, Cause.FLATTENED, Cause.REFUSED})
    marks = frozenset({Verdict.UNKNOWN})
    supersedes = frozenset({"readonly-target-mapped"})

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        naming = flow.naming
        if naming.verdict is not Verdict.UNKNOWN:
            return
        written = naming.written.text if naming.written is not None else flow.variable
        right = naming.right_name
        schema = f" in `{naming.right_namespace}`" if naming.right_namespace else ""
        yield self.finding(
            flow.property_place("externalName"),
            f"{flow.target.title} does not declare `{written}`" + (f"; `{right}`{schema} is near" if right else ""),
            severity=self._severity(flow),
            confidence=Confidence.LIKELY if naming.sure else Confidence.POSSIBLE,
            help=(f"write `{right}`{schema}, or " if right else "")
            + "remove the property from the app profile; unmapping it is not enough, Okta would send it empty",
            consequence="400 when the target is strict; silent otherwise: the value is dropped",
            related=mapping_places(flow),
            fix=fix_external_name(flow, Applicability.UNSAFE) if right else None,
        )

    def check_mapping(self, mapping: JoinedMapping) -> Iterator[Finding]:
        """Attributes that a named target is known to refuse, though RFC 7643 has them."""
        limits = [limit for limit in mapping.integration.target.limits if limit.kind in ("rejected", "only")]
        if not limits or not mapping.scim:
            return
        refused: dict[AttributePath, tuple[Limit, list[AttributeFlow]]] = {}
        for flow in mapping.flows:
            path = flow.path
            limit = next((limit for limit in limits if path is not None and refuses(limit, path)), None)
            if limit is not None and path is not None and flow.naming.sent:
                part = limit.path if limit.kind == "rejected" and limit.path is not None else path
                refused.setdefault(part, (limit, []))[1].append(flow)
        for part, (limit, flows) in refused.items():
            yield self._refused(part, limit, flows)

    def _refused(self, part: AttributePath, limit: Limit, flows: list[AttributeFlow]) -> Finding:
        """One finding for a part, whatever number of properties send it: those of one element all send its `primary`."""
        first, *others = flows
        *names, last = [f"`{flow.variable}`" for flow in flows]
        return self.finding(
            first.property_place("externalName"),
            f"{first.target.title} refuses `{part}`, which {', '.join(names)}{' and ' * bool(names)}{last} "
            f"send{'s' * (not others)}",
            severity=Severity.ERROR if limit.documented else None,
            confidence=Confidence.CERTAIN if limit.documented else Confidence.LIKELY,
            help=self._without(part, first),
            consequence=refusal(first.target, f"400: the whole request is refused ({limit.source})"),
            related=[
                *mapping_places(first),
                *(Related(flow.property_place("externalName"), f"`{flow.variable}` sends it too") for flow in others),
            ],
            subject=str(part),
        )

    @staticmethod
    def _without(part: AttributePath, flow: AttributeFlow) -> str:
        """How to get rid of a part: a filter sends it, or the property itself is for it."""
        path = flow.path
        by_filter = path is not None and path.filter is not None and path.sub_attribute != part.sub_attribute
        if by_filter and path is not None and part.sub_attribute:
            right = f"{path.attribute}.^[type=='work'].{path.sub_attribute}"
            return f"pick the element by its type, for example `{right}`: a filter sends the part that it names"
        return "remove the property from the app profile; unmapping it is not enough, Okta would send it empty"

    def payload_severity(self, payload: ScimPayload, violation: Violation) -> Severity | None:
        """A key that is surely something else is an error; one that nobody knows may be a vendor's own."""
        if violation.limit is not None:
            return Severity.ERROR if violation.limit.basis == "documented" else None
        meant = violation.nearest is not None and violation.sure
        return Severity.ERROR if meant or payload.target.strict else None

    @staticmethod
    def _severity(flow: AttributeFlow) -> Severity:
        """What the target published counts; RFC 7643 alone proves nothing, because vendors add attributes."""
        naming, target = flow.naming, flow.target
        if naming.declared_by_target:
            return Severity.ERROR if target.strict or is_required(target, naming.near) else Severity.WARNING
        return Severity.WARNING if naming.right_name else Severity.INFO


def is_required(target: Target, path: AttributePath | None) -> bool:
    """Whether the target demands an attribute, always or as a part of what is sent."""
    if path is None:
        return False
    attribute = target.resolve(path).attribute
    if attribute is not None and attribute.required and target.publishes(path.schema):
        return True
    return any(path.serves(demand.path) for demand in target.required_attributes())


def refuses(limit: Limit, path: AttributePath) -> bool:
    """Whether a limit refuses what is sent to a path; an element that is picked by its `primary` sends that part, too."""
    own = limit.path
    if own is None or limit.resource != "User":
        return False
    if limit.kind == "only":
        within = not own.attribute and (own.schema or "").lower() == (path.schema or "").lower()
        return within and path.attribute.lower() not in {str(name).lower() for name in limit.value}
    if limit.event not in (None, "create"):
        return False
    if path.filter is not None and path.sub_attribute:
        picked = path._replace(filter=None, sub_attribute=path.filter.attribute)
        if limit.names(picked):
            return True
    return limit.covers(path)
