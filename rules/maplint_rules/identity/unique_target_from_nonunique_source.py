"""unique-target-from-nonunique-source (MAP505)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Affected, Confidence, Related, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, Population


class UniqueTargetFromNonuniqueSource(Rule):
    """An attribute that must be unique is fed by one that need not be."""

    code = "MAP505"
    name = "unique-target-from-nonunique-source"
    summary = "An attribute that must be unique is fed by one that need not be"
    severity = Severity.WARNING
    since = "0.1.0"

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

    def check_population(self, population: Population) -> Iterator[Finding]:
        for unique in population.unique:
            if unique.name in ("userName", "emails.value") or not unique.shared:
                continue
            limit = unique.flow.target.limit(unique.flow.path, "unique") if unique.flow.path is not None else None
            first = ", ".join(f"`{group.value}`" for group in unique.shared[:3])
            yield self.finding(
                unique.flow.span_place(),
                f"{'the target' if limit is None else unique.flow.target.title} keeps `{unique.name}` unique, and users share "
                + first
                + (f" and {unique.groups - 3} more" if unique.groups > 3 else ""),
                severity=Severity.ERROR,
                help="give each user a value of their own: those of people who have left stay taken at the target",
                consequence="409 uniqueness for the second user with the same value"
                + (f"; {limit.note}" if limit is not None and limit.note else ""),
                users=Affected(
                    unique.users, population.users, tuple(user for group in unique.shared for user in group.users)
                ),
                subject=unique.name,
            )
