"""oel-wrong-prefix (MAP704)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.okta.meant import meant_property
from maplint.rule import Applicability, Confidence, Rule, Severity, fix_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.oel.facts import Read
    from maplint.rule import AttributeFlow, Finding, Fix


class OelWrongPrefix(Rule):
    """A prefix stands for no profile that can be read here, or is missing."""

    code = "MAP704"
    name = "oel-wrong-prefix"
    summary = "A prefix stands for no profile that can be read here, or is missing"
    severity = Severity.ERROR
    since = "0.1.0"

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts, expression, scope = flow.facts, flow.expression, flow.scope
        own = scope.own_root()
        for read in facts.reads if facts is not None else ():
            if scope.of_other_end(read.root):
                yield self._other_end(flow, read)
            elif read.root == "appUser":
                yield self._spelling(flow, read)
            elif own is not None and read.root in NOT_IN_MAPPINGS:
                yield self._not_here(flow, read, own)
            elif not read.root:
                # Where the syntax is at fault, words stand alone for other reasons.
                if own is not None and expression is not None and not expression.errors and read.name not in ROOTS:
                    yield self._missing(flow, read, own)
            else:
                meant = scope.meant_root(read.root, read.name)
                if meant is not None:
                    yield self._misspelt(flow, read, *meant)

    def _other_end(self, flow: AttributeFlow, read: Read) -> Finding:
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

    def _not_here(self, flow: AttributeFlow, read: Read, own: str) -> Finding:
        known = flow.scope.property(own, read.name) is not None
        return self.finding(
            flow.span_place(read.start, read.start + len(read.root)),
            f"`{read.root}` cannot be read in a mapping: {NOT_IN_MAPPINGS[read.root]}",
            confidence=Confidence.LIKELY,
            help=f"write `{own}.{read.name}`" if known else f"read an attribute of `{own}` or `source`",
            consequence="Okta: Invalid properties in expression",
            fix=self._fix(flow, read, own, Applicability.UNSAFE) if known else None,
            subject=read.name,
        )

    def _misspelt(self, flow: AttributeFlow, read: Read, right: str, certain: bool) -> Finding:
        return self.finding(
            flow.span_place(read.start, read.start + len(read.root)),
            f"there is no profile `{read.root}`; `{right}` is meant",
            severity=None if certain else Severity.WARNING,
            confidence=Confidence.CERTAIN if certain else Confidence.LIKELY,
            help=f"write `{right}.{read.name}`",
            consequence="Okta: Invalid properties in expression; names are case-sensitive",
            fix=self._fix(flow, read, right, Applicability.SAFE if certain else Applicability.UNSAFE),
            subject=read.name,
        )

    def _missing(self, flow: AttributeFlow, read: Read, own: str) -> Finding:
        """A name alone. Two samples in Okta's reference read attributes so; what Okta makes of it here, no page says."""
        schema = flow.scope.schema(own)
        known = schema is not None and read.name in schema.properties
        return self.finding(
            flow.span_place(read.start, read.end),
            f"`{read.name}` has no prefix" + ("" if known else ", and it is no text: it stands in no quotes"),
            severity=Severity.WARNING,
            confidence=Confidence.LIKELY,
            help=f"write `{own}.{read.name}`"
            if known
            else f'write `{own}.{read.name}` for an attribute, `"{read.name}"` for a text',
            consequence=f"Okta: Invalid property {read.name} in expression, or the attribute stays empty",
            fix=fix_expression(
                flow,
                f"write `{own}.{read.name}`",
                [(read.start, read.end, f"{own}.{read.name}")],
                Applicability.UNSAFE,
            )
            if known
            else None,
            subject=read.name,
        )

    @staticmethod
    def _fix(flow: AttributeFlow, read: Read, root: str, applicability: Applicability) -> Fix | None:
        end = read.start + len(read.root)
        return fix_expression(flow, f"write `{root}`", [(read.start, end, root)], applicability)


# Roots of other places where Okta evaluates expressions. Source: Okta, Expression Language reference.
NOT_IN_MAPPINGS = {
    "idpuser": "only the username of an identity provider is made of it",
    "session": "only SAML statements have it",
    "access": "only claims of tokens have it",
    "profile": "attributes stand directly below `user` or `appuser`",
}
ROOTS = frozenset({"user", "appuser", "appUser", "source", "app", "org"})
