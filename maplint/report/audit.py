"""An audit: the report of its run, and for each mapping what the attributes hold, which values users share, who is matched."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from maplint.report import FORMATS as REPORT_FORMATS
from maplint.report.summary import summary_lines
from maplint.report.text import Paint, clean_line, plural, width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from maplint.project.population import Coverage, Population, UniqueAttribute
    from maplint.report import RenderOptions, RuleLookup
    from maplint.users.audit import Audit

HTML = "html"
"""The format that audits alone have: a page with plots."""
FORMATS = (*REPORT_FORMATS, HTML)

BAR = 20
"""Characters of a coverage bar."""
MOST_GROUPS = 5
"""Groups of users who share a value that are shown; machines get all that are kept."""


def render(audit: Audit, format_: str, options: RenderOptions, rules: RuleLookup) -> str:
    """The audit as text in one of the report's formats, or as `HTML`. That, ``full``, ``json`` and ``markdown`` show the
    directory, too."""
    from maplint.report import render as render_report

    if format_ == "full":
        return _full(audit, options, rules)
    if format_ == HTML:
        from maplint.report import html

        return html.render(audit, rules)
    text = render_report(audit.report, format_, options, rules)
    if format_ == "json":
        from maplint.report.machine import to_json

        return to_json({**json.loads(text), "populations": [population_json(one) for one in audit.populations]})
    if format_ == "markdown":
        return text + "\n" + "\n".join(_markdown(one) for one in audit.populations)
    return text


def title_of(population: Population) -> str:
    """What a mapping is called: its file, and where its values go."""
    return f"{population.mapping.mapping.document.path} to {end_of(population)}"


def end_of(population: Population) -> str:
    """Where a mapping's values go: Okta, or the app."""
    mapping = population.mapping
    return mapping.integration.label if mapping.outbound else "Okta"


def name_of(coverage: Coverage) -> str:
    """What an attribute is called: its path at the target, else its variable."""
    path = coverage.flow.path
    return str(path).rpartition(":User:")[2] if path is not None else coverage.flow.variable


# --- for people -------------------------------------------------------------------------------------------------------------


def _full(audit: Audit, options: RenderOptions, rules: RuleLookup) -> str:
    from maplint.report import render as render_report

    paint = Paint(options.colour)
    parts = [render_report(audit.report, "full", options._replace(summary=False), rules)]
    parts += ["\n".join(_population(one, paint)) + "\n" for one in audit.populations]
    if options.summary:
        parts.append("\n".join(summary_lines(audit.report, options, paint)) + "\n")
    return "\n".join(part for part in parts if part)


def _population(population: Population, paint: Paint) -> Iterator[str]:
    users = plural_of(population.users, "user")
    refused = f"{population.refused:,} with a value that is refused" if population.refused else "no value is refused"
    colour = "error" if population.refused else "fix"
    yield f"{paint('bold', clean_line(title_of(population)))}: {users}, {paint(colour, refused)}"
    yield from _coverage_table(population, paint)
    for unique in population.unique:
        if unique.shared:
            yield from _shared(unique, paint)
    if population.borrowed_count:
        yield f"  {population.borrowed_count:,} e-mail addresses are other people's userNames"
    found = population.correlation
    if found is not None:
        yield (
            f"  of {found.existing:,} accounts at the target: {found.linked:,} users found by userName, {found.created:,} new, "
            + paint("error" if found.missed_count else "fix", f"{found.missed_count:,} there under another name")
        )


def _coverage_table(population: Population, paint: Paint) -> Iterator[str]:
    rows = [(clean_line(name_of(one)), one) for one in population.coverage.values()]
    if not rows or not population.users:
        return
    widest = min(max(width(name) for name, _ in rows), 44)
    yield paint(
        "dim", f"  {'attribute':<{widest}}  {'filled':<{BAR + 6}} {'empty':>9} {'null':>9} {'fails':>9}  length"
    )
    for name, one in rows:
        share = one.values / one.users if one.users else 0.0
        bar = "█" * round(share * BAR)
        padding = " " * max(0, widest - width(name))
        unknown = paint("dim", f"  {one.unknown:,} not known") if one.unknown else ""
        failed = paint("error", f"{one.failures:>9,}") if one.failures else f"{one.failures:>9,}"
        yield (
            f"  {name}{padding}  {paint('gutter', f'{bar:·<{BAR}}')} {percent(share):>5} {one.empties:>9,} {one.nulls:>9,} "
            f"{failed}  {lengths_of(one)}{unknown}"
        )


def percent(share: float) -> str:
    """A share as people read it: what is not all is never 100 %."""
    if share in (0.0, 1.0):
        return f"{share:.0%}"
    return f"{min(max(share, 0.001), 0.999):.1%}"


def lengths_of(coverage: Coverage) -> str:
    """From the shortest to the longest text."""
    known = [length for length in coverage.lengths if length]
    if not known:
        return ""
    return f"{min(known)}" if min(known) == max(known) else f"{min(known)}-{max(known)}"


def _shared(unique: UniqueAttribute, paint: Paint) -> Iterator[str]:
    groups = f"{plural_of(unique.groups, 'value')} shared by {plural_of(unique.users, 'user')}"
    yield f"  {unique.name}: {paint('error' if unique.demanded else 'warning', groups)}"
    for group in unique.shared[:MOST_GROUPS]:
        more = f" and {group.number - len(group.users):,} more" if group.number > len(group.users) else ""
        yield f"    {clean_line(group.value)}: {clean_line(', '.join(group.users))}{more} ({group.sharing.value})"
    if unique.groups > MOST_GROUPS:
        yield paint("dim", f"    and {unique.groups - MOST_GROUPS:,} more")


def plural_of(count: int, noun: str) -> str:
    """``1 user``, ``1,200 users``."""
    return plural(count, noun) if count < 1000 else f"{count:,} {noun}s"


# --- Markdown ---------------------------------------------------------------------------------------------------------------


def _markdown(population: Population) -> str:
    users = plural_of(population.users, "user")
    lines = [
        f"## {_cell(title_of(population))}",
        "",
        f"{users}, {population.refused:,} with a value that is refused.",
        "",
        "| Attribute | Filled | Empty | Null | Fails | Length |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for one in population.coverage.values():
        share = one.values / one.users if one.users else 0.0
        lines.append(
            f"| {_cell(name_of(one))} | {percent(share)} | {one.empties:,} | {one.nulls:,} | {one.failures:,} | {lengths_of(one)} |"
        )
    shared = [(unique, group) for unique in population.unique for group in unique.shared]
    if shared:
        lines += ["", "| Attribute | Shared value | Users |", "| --- | --- | ---: |"]
        lines += [f"| {_cell(unique.name)} | {_cell(group.value)} | {group.number:,} |" for unique, group in shared]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    """A text in a cell of a table: what Markdown or HTML would read otherwise is escaped."""
    plain = clean_line(text).replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|")
    return "".join(f"\\{character}" if character in "\\`*_[]" else character for character in plain)


# --- JSON -------------------------------------------------------------------------------------------------------------------


def population_json(population: Population) -> dict[str, Any]:
    """A population for machines."""
    found = population.correlation
    return {
        "mapping": population.mapping.mapping.document.path,
        "app": population.mapping.integration.label,
        "direction": population.mapping.direction.value,
        "users": population.users,
        "refused": population.refused,
        "coverage": [
            {
                "variable": variable,
                "path": None if one.flow.path is None else str(one.flow.path),
                "values": one.values,
                "empty": one.empties,
                "null": one.nulls,
                "failed": one.failures,
                "unknown": one.unknown,
                "lengths": {str(length): count for length, count in one.lengths.items()},
            }
            for variable, one in population.coverage.items()
        ],
        "shared": [
            {
                "attribute": unique.name,
                "required_unique": unique.demanded,
                "groups": unique.groups,
                "users": unique.users,
                "values": _groups(unique),
            }
            for unique in population.unique
        ],
        "borrowed_addresses": {
            "count": population.borrowed_count,
            "examples": [one._asdict() for one in population.borrowed],
        },
        "matching": None
        if found is None
        else {
            "existing": found.existing,
            "linked": found.linked,
            "created": found.created,
            "missed": found.missed_count,
            "examples": [one._asdict() for one in found.missed],
        },
    }


def _groups(unique: UniqueAttribute) -> Sequence[dict[str, Any]]:
    return [
        {
            "value": group.value,
            "sent": list(group.sent),
            "sharing": group.sharing.name.lower(),
            "users": group.number,
            "examples": list(group.users),
        }
        for group in unique.shared
    ]
