"""sensitive-attribute-pushed (MAP610)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.names import fold
from maplint.rule import Confidence, Rule, Severity, property_places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding


class SensitiveAttributePushed(Rule):
    """A sensitive attribute leaves for a third party."""

    code = "MAP610"
    name = "sensitive-attribute-pushed"
    summary = "A sensitive attribute leaves for a third party"
    severity = Severity.WARNING
    since = "0.1.0"

    presets = frozenset({"audit"})

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        facts = flow.facts
        if facts is None or not flow.outbound:
            return
        names = [*sorted(facts.reads_names()), flow.variable]
        found = next(((name, kind) for name in names for kind in [sensitive_kind(name)] if kind), None)
        if found is None:
            return
        name, kind = found
        yield self.finding(
            flow.span_place(),
            f"`{name}` looks like {kind}, and it leaves for {flow.integration.label}",
            confidence=Confidence.LIKELY,
            help="send it only if the contract with the service covers it; otherwise remove the property",
            consequence="silent: the data is with a third party from the next push on",
            related=property_places(flow),
        )


# Words in names of attributes -> what they hold. Compared without case and separators.
SENSITIVE = {
    "nationalid": "a national id", "ssn": "a social security number", "socialsecurity": "a social security number",
    "taxid": "a tax number", "passport": "a passport number", "dateofbirth": "a date of birth", "birthdate": "a date of birth",
    "birthday": "a date of birth", "dob": "a date of birth", "salary": "a salary", "compensation": "a salary",
    "iban": "a bank account", "bankaccount": "a bank account", "securityanswer": "a security answer", "password": "a password",
    "religion": "a religion", "ethnicity": "an ethnicity", "disability": "a disability", "gender": "a gender",
}  # fmt: skip


def sensitive_kind(name: str) -> str | None:
    """What a name seems to hold, if that is sensitive."""
    folded = fold(name)
    return next(
        (kind for word, kind in SENSITIVE.items() if folded == word or (len(word) > 4 and word in folded)), None
    )
