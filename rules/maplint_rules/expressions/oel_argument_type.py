"""oel-argument-type (MAP725)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.ast import Literal
from maplint.oel.search import calls_of
from maplint.rule import Applicability, Confidence, Rule, Severity, fix_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.oel.ast import Call
    from maplint.oel.facts import Hazard
    from maplint.oel.functions import Function, Parameter
    from maplint.rule import AttributeFlow, Finding


class OelArgumentType(Rule):
    """An argument cannot be what the function takes."""

    code = "MAP725"
    name = "oel-argument-type"
    summary = "An argument cannot be what the function takes"
    severity = Severity.ERROR
    since = "0.1.0"
    marks = frozenset({"argument-type", "call"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        from maplint.oel.functions import lookup

        facts, expression = flow.facts, flow.expression
        if facts is None or expression is None:
            return
        for call in calls_of(expression, "Time.now"):
            zone = call.args[0] if call.args else None
            if isinstance(zone, Literal) and isinstance(zone.value, str) and not is_zone(zone.value):
                yield self._no_zone(flow, zone, zone.value)
        for call in calls_of(expression, *OF_DIRECTORY):
            source = call.args[0] if call.args else None
            if isinstance(source, Literal) and isinstance(source.value, str) and source.value != DIRECTORY:
                yield self._no_directory(flow, call, source)
        for hazard in facts.hazards:
            function = lookup(hazard.subject) if hazard.kind == "argument-type" else None
            if function is None:
                continue
            parameter = next(p for p in function.parameters if p.name == hazard.detail)
            yield self._finding(flow, expression.source_of(hazard.node), hazard, function, parameter)

    def _finding(
        self, flow: AttributeFlow, source: str, hazard: Hazard, function: Function, parameter: Parameter
    ) -> Finding:
        wanted = " or ".join(parameter.types)
        if hazard.certain:
            return self.finding(
                flow.expression_place(hazard.node),
                f"`{source}` cannot be the {wanted} that `{function.name}` takes as `{parameter.name}`",
                help=f"write `{function.signature}` with a value of type {wanted}",
                consequence="the expression fails for every user, and the attribute stays empty",
                subject=function.name,
            )
        searched = function.name == "String.stringContains" and parameter is function.parameters[0]
        return self.finding(
            flow.expression_place(hazard.node),
            f"`{source}` is an array, and `{function.name}` takes a {wanted} as `{parameter.name}`",
            severity=Severity.WARNING,
            confidence=Confidence.LIKELY,
            help=("ask for a whole element with `Arrays.contains(array, value)`, or " if searched else "")
            + f"make it a text first: `Arrays.toCsvString({source})`",
            consequence="Okta does not document it: the expression fails, or reads the elements as one text with commas",
            subject=function.name,
        )

    def _no_directory(self, flow: AttributeFlow, call: Call, source: Literal) -> Finding:
        quote = "'" if call.args and flow.text is not None and flow.text[source.start] == "'" else '"'
        right = f"{quote}{DIRECTORY}{quote}"
        return self.finding(
            flow.expression_place(source),
            f"`{call.name}` takes `{right}` as the source, not `{source.value}`",
            help=f"write `{right}`",
            consequence="the expression fails for every user, and the attribute stays empty",
            subject=str(source.value),
            fix=fix_expression(flow, f"write `{right}`", [(source.start, source.end, right)], Applicability.UNSAFE),
        )

    def _no_zone(self, flow: AttributeFlow, node: Literal, text: str) -> Finding:
        pattern = text.replace("YYYY", "yyyy").replace("DD", "dd") if "yy" in text.lower() else None
        return self.finding(
            flow.expression_place(node),
            f"`{text}` is no time zone" + (", and `Time.now` takes the zone first" if pattern else ""),
            confidence=Confidence.LIKELY,
            help=f'write `Time.now("UTC", "{pattern}")`'
            if pattern
            else 'name a city, `Time.now("America/New_York")`, or `UTC`',
            consequence="the expression fails for every user, and the attribute stays empty",
            subject=text,
        )


DIRECTORY = "active_directory"
"""The one source that these take, as Okta's reference says."""
OF_DIRECTORY = ("getManagerUser", "getManagerAppUser", "getAssistantUser", "getAssistantAppUser")


def is_zone(text: str) -> bool:
    """Whether a text names a time zone."""
    from maplint.oel.context import EvaluationError
    from maplint.oel.dates import zone

    try:
        zone(text)
    except EvaluationError:
        return False
    return True
