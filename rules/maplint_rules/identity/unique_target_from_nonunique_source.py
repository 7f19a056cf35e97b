"""unique-target-from-nonunique-source (MAP505)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Confidence, Needs, Related, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class UniqueTargetFromNonuniqueSource(Rule):
    """An attribute that must be unique is fed by one that need not be."""

    code = "MAP505"
    name = "unique-target-from-nonunique-source"
    summary = "An attribute that must be unique is fed by one that need not be"
    severity = Severity.WARNING
    since = "0.1.0"
    needs = frozenset({Needs.USER_SCHEMA, Needs.TARGET})

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts, attribute, path = flow.facts, flow.attribute, flow.path
        if facts is None or attribute is None or path is None or facts.bare_reference is None or attribute.faulty:
            return
        limit = flow.target.limit(path, "unique")
        if path.attribute.lower() == "username" or (attribute.uniqueness not in ("server", "global") and limit is None):
            return
        root, name = facts.bare_reference
        source = flow.scope.property(root, name)
        if source is None or source.schema.assumed or source.unique or name in ("login", "email"):
            return
        declared = source.place()
        yield self.finding(
            flow.span_place(),
            f"{'the target' if limit is None else flow.target.title} keeps `{path}` unique, and Okta does not keep `{name}` apart",
            confidence=Confidence.POSSIBLE,
            help=f"make `{name}` unique in Okta's schema, or map an attribute that is",
            consequence="409 uniqueness for the second user with the same value"
            + (f"; {limit.note}" if limit is not None and limit.note else ""),
            related=[Related(declared, "declared here, not unique")] if declared is not None else (),
        )
