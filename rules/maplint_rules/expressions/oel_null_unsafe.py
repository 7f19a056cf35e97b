"""oel-null-unsafe (MAP701)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Applicability, Rule, Severity, fix_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class OelNullUnsafe(Rule):
    """A value that may be missing is used without a guard."""

    code = "MAP701"
    name = "oel-null-unsafe"
    summary = "A value that may be missing is used without a guard"
    severity = Severity.WARNING
    since = "0.1.0"
    marks = frozenset({"null-use"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts, expression = flow.facts, flow.expression
        if facts is None or expression is None:
            return
        seen: set[tuple[str, int]] = set()
        for hazard in facts.hazards:
            if hazard.kind != "null-use" or (hazard.subject, hazard.node.start) in seen:
                continue
            seen.add((hazard.subject, hazard.node.start))
            source = expression.source_of(hazard.node)
            guarded = f'({source} != null ? {source} : "")'
            joined = "joined" in hazard.detail
            yield self.finding(
                flow.expression_place(hazard.node),
                f"`{hazard.subject}` may {'find nobody' if hazard.subject in FINDERS else 'be missing'}: {hazard.detail}",
                help=f"test it first: `{guarded}`" if joined else f"test it first: `{source} != null ? ... : null`",
                consequence="silent: people without it get a wrong value, or the attribute keeps its old one",
                fix=fix_expression(
                    flow, f"write `{guarded}`", [(hazard.node.start, hazard.node.end, guarded)], Applicability.UNSAFE
                )
                if joined
                else None,
                subject=hazard.subject,
            )


# Functions that look for another profile of the user.
FINDERS = frozenset({"findDirectoryUser", "findWorkdayUser"})
