"""The directory: what attributes hold, how long and of which shape values are, which values users share, who is matched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.project.bounds import length_bounds
from maplint.report.audit import lengths_of, name_of, percent, plural_of, title_of
from maplint.report.html.elements import Html, join, link, table, tag
from maplint.report.html.plots import Part, histogram, legend, shapes, stack
from maplint.source.secrets import without_secrets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from maplint.finding import Finding
    from maplint.project.flow import AttributeFlow
    from maplint.project.population import Borrowed, Correlation, Coverage, Population, Some, UniqueAttribute
    from maplint.source.place import Place

    At = tuple[int, tuple[object, ...]]
    """A document and a pointer in it."""
    Links = Mapping[At, Sequence[tuple[int, str]]]
    """The causes (number, severity) that lie at an expression."""

MOST_OPEN = 24
"""Attributes of all mappings up to which their plots stand open when the page is opened."""
_MOST_TEXT = 90
"""Characters of an expression that are shown in a table."""


def of_each(populations: Sequence[tuple[int, Population]], show: Callable[[Population, int], Html | None]) -> Html:
    """What there is to show of each mapping, by its number, under its name where there are several."""
    parts = [(one, show(one, number)) for number, one in populations if one.users]
    several = len(populations) > 1
    return join(
        *(tag("div", tag("h3", title_of(one)) if several else None, shown) for one, shown in parts if shown is not None)
    )


# --- coverage ---------------------------------------------------------------------------------------------------------------


def parts_of(one: Coverage) -> list[Part]:
    """The users of a flow by what they get."""
    return [
        Part("filled", "filled", one.values),
        Part("blank", "empty", one.empties),
        Part("null", "null", one.nulls),
        Part("fails", "fails", one.failures),
        Part("unknown", "not known", one.unknown),
    ]


_COLUMNS = (
    ("Attribute", "text"),
    ("What users get", ""),
    ("Filled", "number"),
    ("Empty", "number"),
    ("Null", "number"),
    ("Fails", "number"),
    ("Not known", "number"),
    ("Length", "number"),
    ("Causes", "number"),
)


def links_to(findings: Iterable[Finding]) -> Links:
    """Where the causes are told that lie at an expression."""
    links: dict[At, list[tuple[int, str]]] = {}
    for number, finding in enumerate(findings, 1):
        links.setdefault(_at(finding.place), []).append((number, finding.severity.value))
    return links


def _at(place: Place) -> At:
    return id(place.document), tuple(place.pointer)


def coverage(population: Population, number: int, links: Links) -> Html | None:
    """A row for each attribute."""
    if not population.coverage:
        return None
    rows = [_coverage_row(one, _figure_id(number, row), links) for row, one in enumerate(population.coverage.values())]
    return table(f"Coverage of {title_of(population)}", _COLUMNS, rows, filters="attributes")


def _figure_id(mapping: int, attribute: int) -> str:
    return f"values-{mapping}-{attribute}"


def _coverage_row(one: Coverage, figure: str, links: Links) -> Html:
    share = one.values / one.users if one.users else 0.0
    causes = links.get(_at(one.flow.span_place().resolved()), ())
    marks = [tag("a", f"{number}", href=f"#cause-{number}", class_=f"mark {severity}") for number, severity in causes]
    return tag(
        "tr",
        tag("th", tag("code", name_of(one)), tag("span", _expression(one.flow), class_="from"), scope="row"),
        tag("td", stack(parts_of(one), name_of(one)), class_="plot"),
        tag("td", percent(share), class_="figure"),
        *(
            _count(count, kind)
            for count, kind in ((one.empties, None), (one.nulls, None), (one.failures, "error"), (one.unknown, None))
        ),
        tag("td", link(f"#{figure}" if has_plots(one) else None, lengths_of(one)), class_="figure"),
        tag("td", *marks, data_value=str(len(causes)), class_="marks"),
    )


def _count(count: int, kind: str | None) -> Html:
    return tag("td", count, class_="figure" + (f" {kind}" if kind and count else "" if count else " zero"))


def _expression(flow: AttributeFlow) -> str:
    text = " ".join(without_secrets(flow.text or "").split())
    return text if len(text) <= _MOST_TEXT else text[: _MOST_TEXT - 3] + "..."


def coverage_legend(populations: Sequence[Population]) -> Html:
    """What the colours mean, with sums over all attributes."""
    sums: dict[str, Part] = {}
    for population in populations:
        for one in population.coverage.values():
            for part in parts_of(one):
                known = sums.get(part.kind)
                sums[part.kind] = part if known is None else known._replace(number=known.number + part.number)
    return legend(sums.values())


# --- lengths and shapes -----------------------------------------------------------------------------------------------------


def has_plots(one: Coverage) -> bool:
    """Whether an attribute holds texts."""
    return any(one.lengths) and any(one.forms)


def values(population: Population, number: int) -> Html | None:
    """A plot of lengths and one of shapes for each attribute that holds texts."""
    cards = [
        _values_card(one, _figure_id(number, row))
        for row, one in enumerate(population.coverage.values())
        if has_plots(one)
    ]
    return tag("div", *cards, class_="plots") if cards else None


def _values_card(one: Coverage, figure: str) -> Html:
    bounds = [(who, most) for who, _, most in length_bounds(one.flow) if most is not None]
    who, most = min(bounds, key=lambda bound: bound[1]) if bounds else ("", None)
    over = sum(count for length, count in one.lengths.items() if most is not None and length > most)
    known = [length for length in one.lengths if length]
    said = f"{lengths_of(one)} character{'s' * (max(known) != 1)}"
    limit = None
    if most is not None:
        exceeds = tag("b", f", {plural_of(over, 'value')} longer", class_="error") if over else None
        limit = join(f"; at most {most:,}: {who}", exceeds)
    return tag(
        "figure",
        tag("figcaption", tag("code", name_of(one)), tag("span", said, limit)),
        histogram(one.lengths, most, name_of(one)),
        shapes(one.forms),
        id=figure,
    )


# --- shared values ----------------------------------------------------------------------------------------------------------


def shared(population: Population) -> Html | None:
    """The values that several users have, the addresses that are other people's userNames."""
    groups = [(unique, group) for unique in population.unique for group in unique.shared]
    groups.sort(key=lambda found: -found[1].number)
    parts = [
        *(_shared_head(unique) for unique in population.unique if unique.shared),
        table(
            f"Shared values of {title_of(population)}",
            (("Attribute", "text"), ("Value", "text"), ("Users", "number"), ("How", "text"), ("Who", "")),
            [
                tag(
                    "tr",
                    tag("td", tag("code", unique.name)),
                    tag("td", tag("code", group.value), _sent(group.sent, group.value), class_="key"),
                    tag("td", group.number, class_="figure"),
                    tag("td", group.sharing.value, class_="how"),
                    tag("td", _ids(group.users, group.number)),
                )
                for unique, group in groups
            ],
            filters="shared values",
        )
        if groups
        else None,
        _borrowed(population.borrowed, population.borrowed_count) if population.borrowed_count else None,
        _apart(population.apart, population.users)
        if population.apart is not None and population.apart.number
        else None,
    ]
    return join(*parts) if any(parts) else None


def _shared_head(unique: UniqueAttribute) -> Html:
    kind = "error" if unique.demanded else "warning"
    more = f"; the {len(unique.shared)} that most users share are shown" if unique.groups > len(unique.shared) else ""
    kept = "the target keeps it unique" if unique.demanded else "whether the target keeps it unique is not known"
    return tag(
        "p",
        tag("code", unique.name),
        ": ",
        tag("b", f"{plural_of(unique.groups, 'value')} shared by {plural_of(unique.users, 'user')}", class_=kind),
        f" ({kept}{more})",
    )


def _sent(sent: Sequence[str], value: str) -> Html | None:
    """What is sent, where that is not what the target compares."""
    others = [one for one in sent if one != value]
    if not others:
        return None
    return tag(
        "span",
        "sent as ",
        *(join(", " if number else "", tag("code", one)) for number, one in enumerate(others)),
        class_="from",
    )


def _ids(users: Sequence[str], number: int) -> Html:
    more = number - len(users)
    listed = [tag("li", tag("code", user)) for user in users]
    if more > 0:
        listed.append(tag("li", f"and {more:,} more", class_="dim"))
    return tag("ul", *listed, class_="values")


def _borrowed(borrowed: Sequence[Borrowed], count: int) -> Html:
    rows = [
        tag(
            "tr", tag("td", tag("code", one.value)), tag("td", tag("code", one.user)), tag("td", tag("code", one.owner))
        )
        for one in borrowed
    ]
    return join(
        tag(
            "p",
            tag("b", plural_of(count, "e-mail address") if count == 1 else f"{count:,} e-mail addresses"),
            " of one user that ",
            "is" if count == 1 else "are",
            " the ",
            tag("code", "userName"),
            " of another",
        ),
        table(
            "Addresses that are other people's userNames",
            (("Address", "text"), ("User", "text"), ("Is the userName of", "text")),
            rows,
        ),
    )


def _apart(apart: Some, users: int) -> Html:
    return tag(
        "details",
        tag(
            "summary",
            tag("b", apart.number),
            f" of {plural_of(users, 'user')} have a ",
            tag("code", "userName"),
            " that is none of their addresses",
        ),
        _ids(apart.users, apart.number),
        class_="plainly",
    )


# --- matching ---------------------------------------------------------------------------------------------------------------


def matching(population: Population) -> Html | None:
    """How users would be matched with the accounts that the target has."""
    found = population.correlation
    if found is None:
        return None
    parts = _matches(found)
    rows = [tag("tr", tag("td", tag("code", one.user)), tag("td", tag("code", one.existing))) for one in found.missed]
    return join(
        tag(
            "p",
            tag("b", found.existing),
            f" account{'s' * (found.existing != 1)} at the target. Okta looks for each user under the ",
            tag("code", "userName"),
            ".",
        ),
        stack(parts, "Users"),
        legend(parts),
        table(
            "Users who would not be found though an account has their address",
            (("User", "text"), ("Account that has their address", "text")),
            rows,
            filters="users" if len(rows) > 10 else "",
        )
        if rows
        else None,
    )


def _matches(found: Correlation) -> list[Part]:
    return [
        Part("filled", "found and linked", found.linked),
        Part("null", "new accounts", found.created),
        Part("fails", "there under another name, not found", found.missed_count),
    ]
