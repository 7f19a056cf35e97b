"""oel-stringswitch-substring (MAP721)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.ast import Literal
from maplint.oel.search import calls_of
from maplint.rule import Related, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class OelStringswitchSubstring(Rule):
    """An earlier key of stringSwitch is part of a later one."""

    code = "MAP721"
    name = "oel-stringswitch-substring"
    summary = "An earlier key of stringSwitch is part of a later one"
    severity = Severity.WARNING
    since = "0.1.0"
    marks = frozenset({"call"})

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        for call in calls_of(flow.expression, "String.stringSwitch") if flow.expression is not None else ():
            keys = [arg for arg in call.args[2::2] if isinstance(arg, Literal) and isinstance(arg.value, str)]
            for index, later in enumerate(keys):
                earlier = next((k for k in keys[:index] if str(k.value) in str(later.value)), None)
                if earlier is not None:
                    yield self.finding(
                        flow.expression_place(later),
                        f"`{later.value}` is never reached: it contains the earlier key `{earlier.value}`, and keys are searched "
                        "for, not compared",
                        help="put the longer key first",
                        consequence=f"silent: everybody with `{later.value}` gets the value of `{earlier.value}`",
                        related=[Related(flow.expression_place(earlier), "the key that takes it")],
                        subject=str(later.value),
                    )
