"""enum-value-mismatch (MAP203)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.names import fold, nearest
from maplint.rule import Applicability, Rule, Screen, Severity, fix_replace, property_places
from maplint.scim.limits import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from maplint.rule import AttributeFlow, Finding, FlowValue, Related


class EnumValueMismatch(Rule):
    """A value is none of the members that are allowed."""

    code = "MAP203"
    name = "enum-value-mismatch"
    summary = "A value is none of the members that are allowed"
    severity = Severity.ERROR
    since = "0.1.0"

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        if value.value is None or value.value == "":
            return
        property_ = flow.app_property or flow.okta_property
        if property_ is not None and property_.enum is not None and not property_.schema.assumed:
            yield from self._judge(flow, value, property_.enum, property_.titles, "the property", property_places(flow))
        elif flow.path is not None:
            for limit in flow.target.limits_of(flow.path, "enum"):
                yield from self._judge(flow, value, list(limit.value), {}, flow.target.title, ())

    def _judge(
        self,
        flow: AttributeFlow,
        value: FlowValue,
        members: list[Any],
        titles: dict[str, Any],
        who: str,
        related: tuple[Related, ...],
    ) -> Iterator[Finding]:
        written = value.value
        if any(written == member and isinstance(written, bool) == isinstance(member, bool) for member in members):
            return
        right = self._right(str(written), members, titles)
        same = isinstance(right, str) and fold(right) == fold(str(written))
        shown = ", ".join(f"`{member}`" for member in members[:8]) + (", ..." if len(members) > 8 else "")
        yield self.finding(
            value.place,
            f"`{written}` is none of the members that {who} allows for `{flow.variable}`"
            + (f"; `{right}` is" if right else ""),
            help=f"write `{right}`" if right else f"write one of {shown}",
            consequence="Okta: Invalid value data type for property; the assignment fails"
            if who == "the property"
            else refusal(flow.target, "400 invalidValue, or the value is dropped"),
            related=related,
            fix=fix_replace(
                f"write `{right}`", value.place, f"'{right}'", Applicability.SAFE if same else Applicability.UNSAFE
            )
            if isinstance(right, str) and value.user is None and value.place.fragment is not None and "'" not in right
            else None,
            subject=str(written),
            shows=str(written),
        )

    def screen(self, flow: AttributeFlow) -> Screen:
        property_ = flow.app_property or flow.okta_property
        lists: list[list[Any]] = []
        if property_ is not None and property_.enum is not None and not property_.schema.assumed:
            lists.append(property_.enum)
        elif flow.path is not None:
            lists = [list(limit.value) for limit in flow.target.limits_of(flow.path, "enum")]
        if not lists:
            return Screen()
        allowed = [{member for member in members if isinstance(member, str)} for members in lists]
        return Screen(members=frozenset(set.intersection(*allowed) | {""}), others=False)

    @staticmethod
    def _right(written: str, members: list[Any], titles: dict[str, Any]) -> Any:
        """The member that is meant: the one with this label, else the near one."""
        label = next((member for title, member in titles.items() if fold(title) == fold(written)), None)
        return (
            label if label is not None else nearest(written, [member for member in members if isinstance(member, str)])
        )
