"""value-not-clearable (MAP606)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Confidence, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class ValueNotClearable(Rule):
    """A role can become empty, and the target never hears of it."""

    code = "MAP606"
    name = "value-not-clearable"
    summary = "A role can become empty, and the target never hears of it"
    severity = Severity.INFO
    since = "0.1.0"

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts, path = flow.facts, flow.path
        if facts is None or path is None or not flow.push or path.attribute.lower() not in RIGHTS:
            return
        if not facts.null and facts.empty is not True:
            return
        yield self.finding(
            flow.span_place(),
            f"`{path}` can become empty, and an empty value is left out of the request",
            confidence=Confidence.POSSIBLE,
            help="yield the least role instead of nothing",
            consequence="silent: who loses the role in Okta keeps it at the target",
        )


RIGHTS = frozenset({"roles", "entitlements"})
