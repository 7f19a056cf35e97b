"""A difference for a terminal: each mapping with its flows, what it changes for users, findings, the verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.diff.flows import EXPRESSION, Change
from maplint.report.diff_words import (
    CREATED_ONLY,
    KEPT,
    aspect_name,
    attribute_name,
    collision_sentences,
    expression_of,
    file_of,
    findings_sentence,
    flows_sentence,
    is_worse,
    matters,
    name_of,
    number_before,
    people_sentence,
    place_of,
    property_name,
    property_place,
    refused_sentence,
    rekeyings,
    renamed,
    schema_sentence,
    schema_title,
    title_of,
    unmoved,
    users_sentence,
    value_of,
    where,
    worst_first,
)
from maplint.report.text import Paint, clean_line, plural, said_users, width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from maplint.diff.flows import FlowChange, MappingChange, SchemaChange
    from maplint.diff.people import AttributeChange, People
    from maplint.diff.run import Difference, Side
    from maplint.finding import Finding, Severity
    from maplint.project.flow import AttributeFlow
    from maplint.report import RenderOptions, RuleLookup

MOST_FLOWS = 100
"""Flows of a mapping that are shown; machines get all."""
MOST_GONE = 10
MOST_GROUPS = 3
_LEAST = 40
_MARKS = {
    Change.ADDED: ("+", "fix"),
    Change.REMOVED: ("-", "remove"),
    Change.CHANGED: ("~", "warning"),
    Change.RENAMED: (">", "info"),
    Change.REWRITTEN: ("=", "dim"),
}


def render(difference: Difference, options: RenderOptions, _rules: RuleLookup, columns: int) -> str:
    """The difference; ``columns`` is the width of the screen."""
    return "\n".join(_Text(difference, Paint(options.colour), columns, options.show).lines()) + "\n"


class _Text:
    def __init__(self, difference: Difference, paint: Paint, columns: int, show: Severity) -> None:
        self._difference = difference
        self._paint = paint
        self._columns = columns
        self._show = show

    def lines(self) -> Iterator[str]:
        difference, paint = self._difference, self._paint
        yield from self._rekeyings()
        for number, mapping in enumerate(difference.changes.mappings):
            people = difference.people.get(number)
            if matters(mapping, people):
                yield from self._mapping(mapping, people)
                yield ""
        for schema in difference.changes.schemas:
            yield from self._schema(schema)
            yield ""
        yield from self._findings()
        yield from self._verdict()
        for note in difference.changes.notes:
            yield paint("dim", f"Not compared: {clean_line(note)}.")
        if difference.assumed:
            yield paint("dim", f"Assumed: {clean_line('; '.join(difference.assumed))}.")

    def _verdict(self) -> Iterator[str]:
        difference = self._difference
        yield flows_sentence(difference.changes)
        users = users_sentence(difference)
        if users:
            yield users
        found = difference.findings
        if found.new or found.gone or found.moved:
            yield self._paint("error" if is_worse(difference) else "fix", findings_sentence(difference))
        else:
            yield findings_sentence(difference)

    # --- mappings -------------------------------------------------------------------------------------------------------

    def _mapping(self, mapping: MappingChange, people: People | None) -> Iterator[str]:
        paint = self._paint
        side = self._difference.new if mapping.new is not None else self._difference.old
        file = side.version.shown(file_of(mapping))
        yield f"{paint('bold', clean_line(title_of(mapping, self._difference.changes)))}   {paint('dim', clean_line(file))}"
        if mapping.old is None or mapping.new is None:
            said = "the mapping is new" if mapping.old is None else "the mapping is gone"
            yield f"  {paint('warning', said)}: {plural(len(mapping.flows), 'attribute flow')}"
        both = mapping.old is not None and mapping.new is not None
        for change in mapping.flows[:MOST_FLOWS]:
            if both:
                yield from self._flow(change)
            else:
                yield self._single(change, side)
        if len(mapping.flows) > MOST_FLOWS:
            yield paint("dim", f"  and {len(mapping.flows) - MOST_FLOWS} more")
        if any(change.kept_by_okta for change in mapping.flows):
            yield f"  {paint('warning', KEPT)}"
        if mapping.old is not None and mapping.new is not None and people is not None:
            yield from self._people(mapping, people)

    def _rekeyings(self) -> Iterator[str]:
        """What accounts are known by: it comes first, for nothing else costs so much when it is overlooked."""
        for mapping, (said, *follows) in rekeyings(self._difference):
            title = clean_line(title_of(mapping, self._difference.changes))
            yield f"{self._paint('error', '! ' + clean_line(said))}   {self._paint('bold', title)}"
            yield from (f"  {clean_line(sentence)}" for sentence in follows)
            yield ""

    def _single(self, change: FlowChange, side: Side) -> str:
        """A flow of a mapping that is new or gone, on one line."""
        mark, colour = _MARKS[change.change]
        place = where(place_of(change.flow), side)
        name = clean_line(name_of(change.flow))
        room = max(self._columns - len(place) - width(name) - 8, _LEAST)
        return self._beside(f"  {mark} {name}: {clean_line(expression_of(change.flow, room))}", place, colour)

    def _flow(self, change: FlowChange) -> Iterator[str]:
        paint = self._paint
        mark, colour = _MARKS[change.change]
        name = renamed(change) if change.change is Change.RENAMED else name_of(change.flow)
        note = {
            Change.RENAMED: "renamed: expression and place are the same",
            Change.REWRITTEN: "written otherwise, says the same",
        }
        said = f"  {paint('dim', note[change.change])}" if change.change in note and not change.aspects else ""
        said += f"  {paint('warning', 'no longer declared')}" if change.kept_by_okta else ""
        yield f"  {paint(colour, mark)} {paint('bold', clean_line(name))}{said}"
        shown = change.change in (Change.ADDED, Change.REMOVED, Change.REWRITTEN) or any(
            aspect.name == EXPRESSION for aspect in change.aspects
        )
        if shown:
            if change.old is not None:
                yield self._expression("-", "remove", change.old, self._difference.old)
            if change.new is not None:
                yield self._expression("+", "fix", change.new, self._difference.new)
        for aspect in change.aspects:
            if aspect.name != EXPRESSION:
                assert change.old is not None
                assert change.new is not None
                places = (
                    where(place_of(change.old, aspect.name), self._difference.old),
                    where(place_of(change.new, aspect.name), self._difference.new),
                )
                text = f"{aspect_name(aspect.name)} {value_of(aspect.old)} -> {value_of(aspect.new)}"
                yield self._beside(f"      {clean_line(text)}", ", ".join(places))

    def _expression(self, mark: str, colour: str, flow: AttributeFlow, side: Side) -> str:
        place = where(place_of(flow), side)
        room = max(self._columns - len(place) - 10, _LEAST)
        text = clean_line(expression_of(flow, room)) if flow.text is not None else "(no expression)"
        return self._beside(f"      {mark} {text}", place, colour)

    def _beside(self, text: str, place: str, colour: str | None = None) -> str:
        """A line with its place at the right."""
        painted = self._paint(colour, text) if colour is not None else text
        if not place:
            return painted
        gap = max(self._columns - width(text) - width(place), 2)
        return f"{painted}{' ' * min(gap, max(60 - width(text), 2))}{self._paint('dim', clean_line(place))}"

    def _schema(self, schema: SchemaChange) -> Iterator[str]:
        paint = self._paint
        document = schema.schema.document
        side = self._difference.new if schema.new is not None else self._difference.old
        file = side.version.shown(document.home().path) if document is not None else ""
        yield f"{paint('bold', clean_line(schema_title(schema)))}   {paint('dim', clean_line(file))}".rstrip()
        if schema.old is None or schema.new is None:
            yield f"  {paint('warning', schema_sentence(schema))}"
            return
        for change in schema.properties[:MOST_FLOWS]:
            mark, colour = _MARKS[change.change]
            name = property_name(change)
            aspects = ", ".join(
                f"{aspect.name} {value_of(aspect.old)} -> {value_of(aspect.new)}" for aspect in change.aspects
            )
            places = [
                where(property_place(change, old=True), self._difference.old),
                where(property_place(change, old=False), self._difference.new),
            ]
            text = f"  {mark} {clean_line(name)}" + (f": {clean_line(aspects)}" if aspects else "")
            yield self._beside(text, ", ".join(filter(None, places)), colour)
        if len(schema.properties) > MOST_FLOWS:
            yield paint("dim", f"  and {len(schema.properties) - MOST_FLOWS} more")

    # --- users ----------------------------------------------------------------------------------------------------------

    def _people(self, mapping: MappingChange, people: People) -> Iterator[str]:
        paint = self._paint
        yield f"  {paint('bold', people_sentence(people))}"
        if people.attributes:
            yield from self._attributes(people.attributes)
        same = unmoved(mapping, people)
        if people.changed.number and same:
            yield paint("dim", f"    for nobody: {clean_line(', '.join(same))}")
        refused = refused_sentence(people)
        if refused:
            yield f"  {paint('error' if people.begin.number else 'fix', clean_line(refused))}"
        for collisions in people.collisions:
            for bad, sentence in collision_sentences(collisions, MOST_GROUPS):
                colour = ("error" if collisions.demanded else "warning") if bad else "fix"
                yield f"  {paint(colour, clean_line(sentence))}"

    def _attributes(self, attributes: Sequence[AttributeChange]) -> Iterator[str]:
        names = [clean_line(attribute_name(one)) for one in attributes]
        widest = min(max(map(width, names)), 44)
        yield self._paint(
            "dim", f"    {'attribute':<{widest}} {'set':>9} {'cleared':>9} {'changed':>9} {'fails':>9}  such as"
        )
        for name, one in zip(names, attributes, strict=True):
            padding = " " * max(0, widest - width(name))
            failing = f"{one.failing:>9,}"
            notes = [", ".join(one.examples[:3]) + (", ..." if len(one.examples) > 3 else "")]
            if one.unknown:
                notes.append(f"{one.unknown:,} not known")
            if one.created_only:
                notes.append(CREATED_ONLY)
            yield (
                f"    {name}{padding} {one.set:>9,} {one.cleared:>9,} {one.changed:>9,} "
                f"{self._paint('error', failing) if one.failing else failing}  {clean_line('; '.join(filter(None, notes)))}"
            )

    # --- findings -------------------------------------------------------------------------------------------------------

    def _findings(self) -> Iterator[str]:
        found, difference = self._difference.findings, self._difference
        new = worst_first(found.new, self._show)
        if new:
            yield self._paint("bold", "New findings")
            for finding in new:
                yield from self._finding(finding, difference.new)
            yield ""
        more = [one for one in found.moved if one.more and one.new.severity.rank <= self._show.rank]
        if more:
            yield self._paint("bold", "For more users than before")
            for one in more:
                yield from self._finding(one.new, difference.new)
                yield f"    {self._paint('gutter', '=')} {self._paint('bold', 'before')}: {number_before(one)}"
            yield ""
        gone = worst_first(found.gone, self._show)
        if gone:
            yield self._paint("bold", "Findings that are gone")
            for finding in gone[:MOST_GONE]:
                yield self._head(finding, difference.old)
            if len(gone) > MOST_GONE:
                yield self._paint("dim", f"  and {len(gone) - MOST_GONE} more")
            yield ""

    def _head(self, finding: Finding, side: Side) -> str:
        place = where(finding.place, side)
        severity = finding.severity.value
        return (
            f"  {self._paint(severity, f'{severity}[{finding.code}]')} {finding.rule}: {clean_line(finding.message)}  "
            f"{self._paint('dim', clean_line(place))}"
        )

    def _finding(self, finding: Finding, side: Side) -> Iterator[str]:
        yield self._head(finding, side)
        users = said_users(finding.users) if finding.users is not None and finding.users.examples else ""
        for label, text in (("users", users), ("why", finding.consequence), ("help", finding.help)):
            if text:
                yield f"    {self._paint('gutter', '=')} {self._paint('bold', label)}: {clean_line(text)}"
