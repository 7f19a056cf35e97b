"""enum-value-mismatch (MAP203)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.names import fold, nearest
from maplint.record import NamedTuple
from maplint.rule import (
    Applicability,
    Cause,
    Confidence,
    Related,
    Rule,
    Screen,
    Severity,
    fix_literal,
    property_places,
)
from maplint.scim.limits import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, FlowValue, Related, ScimPayload, Violation


class EnumValueMismatch(Rule):
    """A value is none of the members that are allowed."""

    code = "MAP203"
    name = "enum-value-mismatch"
    summary = "A value is none of the members that are allowed"
    severity = Severity.ERROR
    since = "0.1.0"
    causes = frozenset({Cause.NOT_A_MEMBER, Cause.NOT_CANONICAL})
    supersedes = frozenset({"value-whitespace"})

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        if value.value is None or value.value == "":
            return
        for members in lists_of(flow):
            yield from self._judge(flow, value, members)

    def payload_severity(self, payload: ScimPayload, violation: Violation) -> Severity | None:
        """Canonical values are suggestions: a slip in one that the target itself publishes deserves a look, no more."""
        if violation.cause is not Cause.NOT_CANONICAL:
            return None
        published = violation.path is not None and payload.target.publishes(violation.path.schema)
        return Severity.WARNING if published and violation.nearest is not None else Severity.INFO

    def _judge(self, flow: AttributeFlow, value: FlowValue, members: Members) -> Iterator[Finding]:
        written = value.value
        if any(written == member and isinstance(written, bool) == isinstance(member, bool) for member in members.all):
            return
        right = members.meant(str(written))
        same = isinstance(right, str) and fold(right) == fold(str(written))
        shown = ", ".join(f"`{member}`" for member in members.all[:8]) + (", ..." if len(members.all) > 8 else "")
        yield self.finding(
            value.place,
            f"`{written}` is none of the members that {members.who} allows for `{flow.variable}`"
            + (f"; `{right}` is" if right else ""),
            severity=None if members.sure else Severity.WARNING,
            confidence=Confidence.CERTAIN if members.sure else Confidence.LIKELY,
            help=f"write `{right}`" if right else f"write one of {shown}",
            consequence="Okta: Invalid value data type for property; the assignment fails"
            if members.who == PROPERTY
            else refusal(flow.target, "400 invalidValue, or the value is dropped"),
            related=members.related,
            fix=fix_literal(f"write `{right}`", value, right, Applicability.SAFE if same else Applicability.UNSAFE)
            if isinstance(right, str)
            else None,
            subject=str(written),
            shows=str(written),
        )

    def screen(self, flow: AttributeFlow) -> Screen:
        allowed = [{member for member in members.all if isinstance(member, str)} for members in lists_of(flow)]
        return Screen(members=frozenset(set.intersection(*allowed)), others=False) if allowed else Screen()


PROPERTY = "the property"


class Members(NamedTuple):
    """A list of members: label -> member in ``titles``, ``who`` allows only them, ``sure`` when nobody else is let in."""

    all: list[Any]
    titles: dict[str, Any]
    who: str
    related: tuple[Related, ...]
    sure: bool

    def meant(self, written: str) -> Any:
        """The member that is meant: the one with this label, else the near one."""
        label = next((member for title, member in self.titles.items() if fold(title) == fold(written)), None)
        return label if label is not None else nearest(written, [m for m in self.all if isinstance(m, str)])


def lists_of(flow: AttributeFlow) -> Iterator[Members]:
    """Who bounds the values of a flow: the property's own list, else those of the target."""
    property_, path, attribute = flow.app_property or flow.okta_property, flow.path, flow.attribute
    if property_ is not None and property_.enum is not None and not property_.schema.assumed:
        yield Members(property_.enum, property_.titles, PROPERTY, property_places(flow), sure=True)
    elif path is not None:
        limits = flow.target.limits_of(path, "enum")
        for limit in limits:
            yield Members(list(limit.value), {}, flow.target.title, (), limit.documented)
        # RFC 7643 (7) suggests canonical values; a target that publishes a list for an attribute of its own means it.
        own = attribute is not None and flow.naming.declared_by_target and (path.sub_attribute or "").lower() != "type"
        if attribute is not None and own and attribute.canonical_values and not limits:
            yield Members(list(attribute.canonical_values), {}, flow.target.title, (), sure=False)
