"""value-length (MAP402)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.combine import utf16_length
from maplint.project.bounds import length_bounds
from maplint.rule import Cause, Confidence, Rule, Screen, Severity, property_places
from maplint.scim.limits import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, FlowValue


class ValueLength(Rule):
    """A value is longer or shorter than allowed, or can be."""

    code = "MAP402"
    name = "value-length"
    summary = "A value is longer or shorter than allowed, or can be"
    severity = Severity.ERROR
    since = "0.1.0"
    causes = frozenset({Cause.LENGTH})

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        if not isinstance(value.value, str) or not value.value:
            return
        length = utf16_length(value.value)
        for who, least, most in length_bounds(flow):
            if most is not None and length > most:
                wrong, bound = "at most", most
            elif least is not None and length < least:
                wrong, bound = "at least", least
            else:
                continue
            yield self.finding(
                value.place,
                f"`{shortened(value.value)}` has {length} characters, and {who} takes {wrong} {bound} for `{flow.variable}`"
                if value.user is None
                else f"a value is {'longer' if length > bound else 'shorter'} than the {bound} characters that {who} takes "
                f"{wrong} for `{flow.variable}`",
                help=f"send {wrong} {bound} characters",
                consequence=refusal(flow.target, "400 invalidValue") if flow.scim else "Okta refuses the value",
                related=property_places(flow),
                subject=flow.variable,
                shows=f"{length} characters" if value.user is not None else None,
            )
            return

    def screen(self, flow: AttributeFlow) -> Screen:
        known = list(length_bounds(flow))
        most = min((bound for _, _, bound in known if bound is not None), default=None)
        least = max((bound for _, bound, _ in known if bound is not None), default=0)
        if most is None and least <= 1:
            return Screen()
        if most is None:
            return Screen(texts=rf"(?s:.{{{least},}})")
        # Java counts characters beyond the first 65,536 twice: half as many of any kind, else none of those. The first is fast.
        few = rf"(?s:.{{{least},{most // 2}}})|" if least <= most // 2 else ""
        return Screen(texts=rf"{few}[\x00-\uffff]{{{least},{most}}}")

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        """The longest value that the source allows against a limit of the target that names this attribute."""
        facts, path = flow.facts, flow.path
        if facts is None or path is None or facts.complete or facts.max_length is None:
            return
        limit = flow.target.limit(path, "max_length")
        if limit is None or limit.path is None or limit.of is not None or facts.max_length <= limit.value:
            return
        yield self.finding(
            flow.span_place(),
            f"{flow.target.title} takes at most {limit.value} characters for `{path}`, and this can have up to {facts.max_length}",
            # What Okta's schema allows is seldom reached: only far beyond the limit, or in an identifier, will somebody meet it.
            severity=Severity.WARNING if _unique(flow) or facts.max_length >= 2 * limit.value else Severity.INFO,
            confidence=Confidence.LIKELY,
            help="shorten it, and mind that cut names can become equal"
            if _unique(flow)
            else f"cut it at {limit.value}",
            consequence=refusal(flow.target, f"400 for users with longer values ({limit.source})"),
        )


def _unique(flow: AttributeFlow) -> bool:
    return flow.attribute is not None and flow.attribute.uniqueness != "none"


def shortened(text: str) -> str:
    """A text that fits into a sentence."""
    return text if len(text) <= 30 else text[:27] + "..."
