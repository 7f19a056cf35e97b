"""The verdict of an audit: one sentence, what it rests on, and each mapping with its share of users who pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.finding import Severity
from maplint.record import NamedTuple
from maplint.report.audit import end_of, plural_of, title_of
from maplint.report.html.elements import Html, join, tag
from maplint.report.html.plots import ring
from maplint.report.text import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.project.population import Population
    from maplint.users.audit import Audit

BAD, FAIR, GOOD = "bad", "fair", "good"


class Verdict(NamedTuple):
    """One sentence in two parts, what stands first in colour and the rest, and how bad it is."""

    figure: str
    rest: str
    state: str

    @property
    def sentence(self) -> str:
        """The whole."""
        return f"{self.figure} {self.rest}"


def verdict_of(audit: Audit) -> Verdict:
    """What the audit comes to."""
    counts = audit.report.summary
    concerned = [one for one in audit.populations if one.users]
    refused = [one for one in concerned if one.refused]
    if audit.report.unreadable:
        return Verdict("Not everything", "could be read", BAD)
    if not concerned:
        return Verdict("No mapping", "concerns these users", BAD if counts.errors else FAIR)
    if refused and len(concerned) == 1:
        (one,) = refused
        who = (
            f"All {one.users:,} users"
            if one.refused == one.users > 1
            else f"{one.refused:,} of {plural_of(one.users, 'user')}"
        )
        return Verdict(who, f"would be refused by {end_of(one)}", BAD)
    if refused:
        which = "all" if len(refused) == len(concerned) else f"{len(refused)} of"
        return Verdict("Users would be refused", f"in {which} {len(concerned)} mappings", BAD)
    where = f"by {end_of(concerned[0])}" if len(concerned) == 1 else f"in {len(concerned)} mappings"
    if counts.errors:
        return Verdict(plural(counts.errors, "error"), f"though no value would be refused {where}", BAD)
    return Verdict("No value", f"would be refused {where}", FAIR if counts.warnings else GOOD)


def verdict(audit: Audit) -> Html:
    """The sentence, the figures, the mappings."""
    said = verdict_of(audit)
    counts = audit.report.summary
    figures = [
        _figure(audit.report.directory.read if audit.report.directory is not None else 0, "user", "read"),
        _figure(counts.errors, "error", kind=Severity.ERROR.value),
        _figure(counts.warnings, "warning", kind=Severity.WARNING.value),
        _figure(counts.infos, "note", kind=Severity.INFO.value),
        _figure(counts.flows, "attribute", f"in {plural(counts.files, 'file')}"),
    ]
    return tag(
        "section",
        tag("h1", tag("span", said.figure, class_=said.state), f" {said.rest}"),
        tag("ul", *figures, class_="figures"),
        tag("div", *(_card(one) for one in audit.populations), class_="mappings"),
        id="verdict",
        aria_label="Verdict",
    )


def _figure(count: int, noun: str, more: str = "", kind: str | None = None) -> Html:
    what = f"{noun}{'' if count == 1 else 's'}" + (f" {more}" if more else "")
    return tag("li", tag("b", count), tag("span", what), class_=kind if count else "none")


def _card(one: Population) -> Html:
    share = 1 - one.refused / one.users if one.users else 1.0
    label = f"{one.users - one.refused:,} of {plural_of(one.users, 'user')} pass"
    return tag(
        "article",
        ring(share, BAD if one.refused else GOOD, label) if one.users else None,
        tag(
            "div",
            tag("h2", title_of(one)),
            tag("ul", *(tag("li", fact) for fact in _facts(one))),
            tag("p", _judged(one), class_="dim"),
        ),
        class_="mapping",
    )


def _judged(one: Population) -> str:
    if not one.mapping.scim:
        return f"{len(one.coverage)} attributes"
    target = one.mapping.integration.target
    return f"{len(one.coverage)} attributes, judged by {target.title}" + (
        ": no target was named" if target.assumed else ""
    )


def _facts(one: Population) -> Iterator[Html]:
    """What there is to say of a mapping, worst first."""
    if not one.users:
        yield join("None of the users is concerned")
        return
    if one.refused:
        yield join(_bold(one.refused, "error"), f" of {plural_of(one.users, 'user')} with a value that is refused")
    else:
        yield join(_bold(one.users), f" user{'s' * (one.users != 1)}, no value is refused")
    for unique in one.unique:
        if unique.shared:
            kind = "error" if unique.demanded else "warning"
            yield join(
                _bold(unique.users, kind),
                f" users share {plural_of(unique.groups, 'value')} of ",
                tag("code", unique.name),
            )
    if one.borrowed_count:
        yield join(_bold(one.borrowed_count, "warning"), " with an address that is another's ", tag("code", "userName"))
    found = one.correlation
    if found is not None and found.missed_count:
        yield join(_bold(found.missed_count, "error"), " would not be found, though their account is there")
    failing = sum(1 for coverage in one.coverage.values() if coverage.failures)
    if failing:
        yield join(_bold(failing, "error"), f" attribute{'s' * (failing != 1)} whose expression fails for somebody")


def _bold(count: int, kind: str | None = None) -> Html:
    return tag("b", count, class_=kind)
