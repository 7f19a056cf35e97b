"""cost-center-format (MARLOW002)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from maplint.rule import Applicability, Option, OptionError, Rule, Severity, fix_replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from maplint.rule import AttributeFlow, Finding, FlowValue


class CostCenterFormat(Rule):
    """A cost center is not written as the ledger has it."""

    code = "MARLOW002"
    name = "cost-center-format"
    summary = "A cost center is not written as the ledger has it"
    severity = Severity.WARNING
    since = "0.1.0"
    options = (
        Option("pattern", "CC-[0-9]{5}", "a regular expression for a whole cost center"),
        Option("prefix", "CC-", "what stands before the digits, for the fix; empty: no fix is offered"),
    )

    def configured(self, values: Mapping[str, Any]) -> Rule:
        """The rule with its options; refuses a pattern that is none."""
        rule = super().configured(values)
        try:
            re.compile(rule.option("pattern"))
        except re.error as error:
            raise OptionError(f"`pattern` is no regular expression: {error}") from None
        return rule

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        if flow.variable != "costCenter" or not isinstance(value.value, str) or not value.value:
            return
        pattern = self.option("pattern")
        if re.fullmatch(pattern, value.value):
            return
        right = self._right(value.value)
        can_be_written = right is not None and value.user is None and value.place.fragment is not None
        yield self.finding(
            value.place,
            f"`{value.value}` is no cost center of the ledger",
            help=f"write `{right}`" if right is not None else f"write one of the form `{pattern}`",
            consequence="silent: the monthly report books it on nobody",
            fix=fix_replace(f"write `{right}`", value.place, f"'{right}'", Applicability.UNSAFE)
            if can_be_written
            else None,
            subject=value.value,
        )

    def _right(self, written: str) -> str | None:
        """The cost center that is meant, where its digits tell."""
        right = self.option("prefix") + "".join(re.findall(r"[0-9]", written))
        return right if self.option("prefix") and re.fullmatch(self.option("pattern"), right) else None
