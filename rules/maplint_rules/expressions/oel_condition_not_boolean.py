"""oel-condition-not-boolean (MAP727)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Applicability, Confidence, Rule, Severity, fix_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class OelConditionNotBoolean(Rule):
    """A condition is no boolean."""

    code = "MAP727"
    name = "oel-condition-not-boolean"
    summary = "A condition is no boolean"
    severity = Severity.ERROR
    since = "0.1.0"
    marks = frozenset({"condition", "nullable-condition", "text-condition"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts, expression = flow.facts, flow.expression
        if facts is None or expression is None:
            return
        said: set[str] = set()
        for hazard in facts.hazards:
            source = expression.source_of(hazard.node)
            if hazard.kind == "text-condition" and hazard.detail and hazard.detail in said:
                continue  # the other operand of the same mistake
            if hazard.kind == "condition":
                yield self.finding(
                    flow.expression_place(hazard.node),
                    f"the condition `{source}` is of type {hazard.detail}, not boolean",
                    help=f"compare it: `{source} != null`" if hazard.detail != "null" else "write a comparison",
                    consequence="the expression fails for every user: there is no truthiness as in JavaScript",
                    subject=source,
                )
            elif hazard.kind == "text-condition":
                said.add(hazard.detail)
                yield self.finding(
                    flow.expression_place(hazard.node),
                    f"the condition `{source}` is a text",
                    severity=None if hazard.certain else Severity.INFO,
                    confidence=Confidence.LIKELY if hazard.certain else Confidence.POSSIBLE,
                    help=HELP_WITH_TEXT[hazard.detail].format(source),
                    consequence="the expression fails: there is no truthiness as in JavaScript; of texts only `true`, `false`, `yes`, "
                    "`no`, `on`, `off`, `1` and `0` are taken for a boolean",
                    subject=source,
                )
            elif hazard.kind == "nullable-condition":
                right = f"{source} == true"
                before = expression.text[: hazard.node.start].rstrip().lower()
                if before.endswith(("!", "not")):
                    right = f"({right})"
                yield self.finding(
                    flow.expression_place(hazard.node),
                    f"`{hazard.subject}` may be missing, and null is no boolean",
                    severity=Severity.WARNING,
                    confidence=Confidence.LIKELY,
                    help=f"write `{right}`",
                    consequence="the expression fails for users without a value",
                    fix=fix_expression(
                        flow, f"write `{right}`", [(hazard.node.start, hazard.node.end, right)], Applicability.UNSAFE
                    ),
                    subject=hazard.subject,
                )


# The operator whose operand it is -> what to write.
HELP_WITH_TEXT = {
    "": "compare it: `{0} != null`",
    "AND": "compare it, `{0} != null AND ...`; texts are joined with `+`",
    "OR": "for the first one that has a value write `{0} ?: ...`; a condition compares, `{0} != null OR ...`",
}
