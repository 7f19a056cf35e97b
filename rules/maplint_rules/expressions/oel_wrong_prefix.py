"""oel-wrong-prefix (MAP704)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.okta.meant import meant_property
from maplint.rule import Applicability, Confidence, Direction, Rule, Severity, fix_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.oel.facts import Read
    from maplint.rule import AttributeFlow, Finding


class OelWrongPrefix(Rule):
    """A prefix stands for the wrong end of the mapping."""

    code = "MAP704"
    name = "oel-wrong-prefix"
    summary = "A prefix stands for the wrong end of the mapping"
    severity = Severity.ERROR
    since = "0.1.0"

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts = flow.facts
        wrong = {Direction.OUTBOUND: ("appuser", "appUser"), Direction.INBOUND: ("user",)}.get(flow.direction, ())
        for read in facts.reads if facts is not None else ():
            if read.root in wrong:
                yield self._wrong(flow, read)
            elif read.root == "appUser":
                yield self._spelling(flow, read)

    def _wrong(self, flow: AttributeFlow, read: Read) -> Finding:
        root = "user" if flow.outbound else "appuser"
        schema = flow.scope.schema(root)
        judged = schema is not None and not schema.assumed
        known = schema is not None and read.name in schema.properties
        name = read.name if known or schema is None else meant_property(read.name, schema)
        ends = "from Okta to the app" if flow.outbound else "from the app to Okta"
        right = f"{root}.{name or read.name}"
        lacks = f"; the {schema.kind.value} has no `{read.name}`" if judged and not known and schema is not None else ""
        return self.finding(
            flow.span_place(read.start, read.start + len(read.root)),
            f"this mapping goes {ends}: `{read.root}` is the other end",
            help=f"write `{right}`, or `source.` for either direction{lacks}"
            if name or not judged
            else f"read an attribute of `{root}` or `source`{lacks}",
            consequence="Okta: Invalid properties in expression",
            fix=fix_expression(
                flow,
                f"write `{right}`",
                [(read.start, read.end, right)],
                Applicability.SAFE if known else Applicability.UNSAFE,
            )
            if name or not judged
            else None,
            subject=read.name,
        )

    def _spelling(self, flow: AttributeFlow, read: Read) -> Finding:
        return self.finding(
            flow.span_place(read.start, read.start + len(read.root)),
            "`appUser` is spelt `appuser` in expressions",
            severity=Severity.WARNING,
            confidence=Confidence.LIKELY,
            help="write `appuser`",
            consequence="names are case-sensitive: Okta may not find the profile",
            fix=fix_expression(
                flow, "write `appuser`", [(read.start, read.start + len(read.root), "appuser")], Applicability.SAFE
            ),
            subject=read.name,
        )
