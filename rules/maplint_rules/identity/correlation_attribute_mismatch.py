"""correlation-attribute-mismatch (MAP501)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Affected, Needs, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import Finding, Population


class CorrelationAttributeMismatch(Rule):
    """People who have an account at the target would not be found there."""

    code = "MAP501"
    name = "correlation-attribute-mismatch"
    summary = "People who have an account at the target would not be found there"
    severity = Severity.ERROR
    since = "0.1.0"
    needs = frozenset({Needs.USERS, Needs.TARGET_USERS})

    def check_population(self, population: Population) -> Iterator[Finding]:
        found, names = population.correlation, population.uniques("userName")
        if found is None or names is None or not found.missed_count:
            return
        yield self.finding(
            names.flow.span_place(),
            "Okta asks the target for the userName and finds nobody, though an account with the address is there",
            help=f"send as userName what the {found.existing:,} existing accounts have: an import (To Okta) shows it; or rename the "
            f"accounts first. Of the others {found.linked:,} would be found and {found.created:,} created",
            consequence="409 Conflict: the user exists already; or a second account, where the target does not keep addresses unique",
            users=Affected(found.missed_count, population.users, tuple(one.user for one in found.missed)),
        )
