"""oel-null-unsafe (MAP701)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.guards import HAS
from maplint.rule import Applicability, Confidence, Rule, Severity, fix_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.oel.facts import Hazard
    from maplint.oel.parser import Expression
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
        said: list[Hazard] = []
        for hazard in facts.hazards:
            # What a function makes of a missing value is missing too: that is said once, of the value.
            if hazard.kind == "null-use" and not any(is_about(earlier, hazard) for earlier in said):
                said.append(hazard)
                yield self._missing(flow, expression, hazard)

    def _missing(self, flow: AttributeFlow, expression: Expression, hazard: Hazard) -> Finding:
        source = expression.source_of(hazard.node)
        test, joined, flattened = HAS.get(hazard.subject), "joined" in hazard.detail, "Arrays.flatten" in hazard.detail
        if test is not None:
            said = f"`{hazard.subject}()` may find nobody, and nobody has attributes to read"
            guarded = f"({test}() ? {source} : null)"
        else:
            said = f"`{hazard.subject}` may be missing: {hazard.detail}"
            guarded = f"({source} != null ? {source} : {'{}' if flattened else chr(34) * 2})"
        whole = joined or flattened or test is not None
        return self.finding(
            flow.expression_place(hazard.node),
            said,
            confidence=Confidence.CERTAIN if hazard.certain else Confidence.LIKELY,
            help=f"test it first: `{guarded}`" if whole else f"test it first: `{source} != null ? ... : null`",
            consequence="silent: people without it get the word `null` in the text"
            if joined
            else "silent: the attribute keeps its old value"
            if flattened
            else "silent: people without it get no value or a wrong one, or the attribute keeps its old one",
            fix=fix_expression(
                flow, f"write `{guarded}`", [(hazard.node.start, hazard.node.end, guarded)], Applicability.UNSAFE
            )
            if whole
            else None,
            subject=hazard.subject,
        )


def is_about(earlier: Hazard, hazard: Hazard) -> bool:
    """Whether a hazard was said already, of the same attribute inside the same part."""
    inner, outer = earlier.node, hazard.node
    return earlier.subject == hazard.subject and outer.start <= inner.start and inner.end <= outer.end
