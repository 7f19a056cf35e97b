"""oel-stringswitch-substring (MAP721)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel.ast import Literal, Member, Name
from maplint.oel.search import calls_of
from maplint.rule import Related, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.oel.ast import Call
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
            if len(keys) == len(call.args[2::2]):
                yield from self._hidden(flow, keys)
                yield from self._too_wide(flow, call, keys)

    def _hidden(self, flow: AttributeFlow, keys: list[Literal]) -> Iterator[Finding]:
        """Keys that an earlier one takes all texts from."""
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

    def _too_wide(self, flow: AttributeFlow, call: Call, keys: list[Literal]) -> Iterator[Finding]:
        """Members of the attribute's enum that contain a key which is another member."""
        read = call.args[0]
        known = read.target.name if isinstance(read, Member) and isinstance(read.target, Name) else None
        property_ = flow.scope.property(known, read.name) if known is not None and isinstance(read, Member) else None
        members = [str(member) for member in property_.enum or ()] if property_ is not None else []
        for member in members:
            taken = next((key for key in keys if str(key.value) in member), None)
            if taken is not None and taken.value != member and taken.value in members:
                yield self.finding(
                    flow.expression_place(taken),
                    f"`{member}` contains the key `{taken.value}` and gets its value: keys are searched for, not compared",
                    help=f"put a key `{member}` before it, or compare with `==`",
                    consequence=f"silent: everybody with `{member}` is treated as `{taken.value}`",
                    subject=member,
                )
