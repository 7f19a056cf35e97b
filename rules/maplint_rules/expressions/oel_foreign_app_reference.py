"""oel-foreign-app-reference (MAP708)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Applicability, Confidence, Direction, Rule, Severity, fix_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class OelForeignAppReference(Rule):
    """An import reads another app's profile."""

    code = "MAP708"
    name = "oel-foreign-app-reference"
    summary = "An import reads another app's profile"
    severity = Severity.ERROR
    since = "0.1.0"

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts = flow.facts
        if flow.direction is not Direction.INBOUND:
            return
        for read in facts.reads if facts is not None else ():
            if not read.root or read.root in KNOWN_ROOTS or flow.scope.schema(read.root) is not None:
                continue
            if flow.scope.meant_root(read.root, read.name) is not None:
                continue  # oel-wrong-prefix says it
            meant = self._meant(flow, read.name)
            right = f"appuser.{meant}"
            yield self.finding(
                flow.span_place(read.start, read.start + len(read.root)),
                f"`{read.root}` is none of the two ends of this mapping",
                confidence=Confidence.LIKELY,
                help=f"read the imported profile: `{right}`",
                consequence="the import of a new user finds no such profile: the value is missing, or the user is not created",
                fix=fix_expression(flow, f"write `{right}`", [(read.start, read.end, right)], Applicability.UNSAFE)
                if meant in flow.integration.app_schema.properties
                else None,
                subject=read.name,
            )

    @staticmethod
    def _meant(flow: AttributeFlow, name: str) -> str:
        """The attribute of the imported profile: the same name, else the one that every app has for a login."""
        properties = flow.integration.app_schema.properties
        if name in properties and flow.variable != "login":
            return name
        return "userName" if flow.variable == "login" else name


# Those of other places than mappings are oel-wrong-prefix's.
KNOWN_ROOTS = frozenset(
    {"user", "appuser", "appUser", "source", "app", "org", "idpuser", "session", "access", "profile"}
)
