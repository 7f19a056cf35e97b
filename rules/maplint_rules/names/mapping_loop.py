"""mapping-loop (MAP116)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Needs, Related, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, Integration, JoinedMapping


class MappingLoop(Rule):
    """The same pair of attributes is pushed in both directions."""

    code = "MAP116"
    name = "mapping-loop"
    summary = "The same pair of attributes is pushed in both directions"
    severity = Severity.WARNING
    since = "0.1.0"
    needs = frozenset({Needs.BOTH_DIRECTIONS})

    def check_integration(self, integration: Integration) -> Iterator[Finding]:
        for outbound in integration.outbound:
            for inbound in integration.inbound:
                yield from self._loops(outbound, inbound)

    def _loops(self, outbound: JoinedMapping, inbound: JoinedMapping) -> Iterator[Finding]:
        back = {pair: flow for flow in inbound.flows if flow.push and (pair := _plain_pair(flow)) is not None}
        for flow in outbound.flows:
            pair = _plain_pair(flow) if flow.push else None
            other = back.get((pair[1], pair[0])) if pair is not None else None
            if pair is not None and other is not None:
                yield self.finding(
                    flow.place(),
                    f"`{pair[0]}` of Okta is pushed to `{pair[1]}` of the app, and back",
                    help="decide which side is the source; make the other direction create-only or remove it",
                    consequence="silent: each side keeps overwriting the other, a change on the wrong side is lost or wins by chance",
                    related=[Related(other.place(), "pushed back here")],
                )


def _plain_pair(flow: AttributeFlow) -> tuple[str, str] | None:
    """Source attribute and target variable of a mapping that only copies."""
    facts = flow.facts
    if facts is None or facts.bare_reference is None:
        return None
    return facts.bare_reference[1], flow.variable
