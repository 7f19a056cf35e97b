"""A difference in Markdown (GitHub's), for a comment on a pull request: what must not be overlooked first, then the verdict, then each
mapping, then findings."""

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
    matters,
    name_of,
    nothing_differs,
    number_before,
    people_sentence,
    property_name,
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
from maplint.report.markdown import code, inline, url_of
from maplint.report.text import plural, said_users

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from maplint.diff.flows import FlowChange, MappingChange, SchemaChange
    from maplint.diff.people import People
    from maplint.diff.run import Difference, Side
    from maplint.finding import Finding
    from maplint.report import RenderOptions, RuleLookup

# A comment on GitHub holds 65,536 characters.
MOST_FLOWS = 50
MOST_FINDINGS = 30
MOST_GROUPS = 3
_LONGEST = 200
"""Characters of an expression."""
_SIGNS = {
    Change.ADDED: "added",
    Change.REMOVED: "removed",
    Change.CHANGED: "changed",
    Change.RENAMED: "renamed",
    Change.REWRITTEN: "written otherwise",
}


def render(difference: Difference, options: RenderOptions, rules: RuleLookup, _columns: int) -> str:
    """The difference; ``options.show`` is the least severity of findings that are shown."""
    return "\n".join(_Comment(difference, options, rules).parts())


class _Comment:
    def __init__(self, difference: Difference, options: RenderOptions, rules: RuleLookup) -> None:
        self._difference = difference
        self._show = options.show
        self._rules = rules

    def parts(self) -> Iterator[str]:
        """Parts, each with its line end; an empty line between two."""
        difference = self._difference
        yield f"# maplint: {code(difference.old.version.word)} to {code(difference.new.version.word)}\n"
        for mapping, (said, *follows) in rekeyings(difference):
            title = inline(title_of(mapping, difference.changes))
            lines = ["> [!CAUTION]", f"> **{inline(said)}**: {title}", ">", *(f"> - {inline(one)}" for one in follows)]
            yield "\n".join(lines) + "\n"
        verdict = [flows_sentence(difference.changes), users_sentence(difference), findings_sentence(difference)]
        yield "".join(f"- {inline(sentence)}\n" for sentence in verdict if sentence)
        for number, mapping in enumerate(difference.changes.mappings):
            people = difference.people.get(number)
            if matters(mapping, people):
                yield from self._mapping(mapping, people)
        for schema in difference.changes.schemas:
            yield from self._schema(schema)
        yield from self._findings()
        notes = [f"Not compared: {note}." for note in difference.changes.notes]
        if difference.assumed:
            notes.append(f"Assumed: {'; '.join(difference.assumed)}.")
        if notes and not nothing_differs(difference):
            yield "".join(f"- {inline(note)}\n" for note in notes)

    # --- mappings -------------------------------------------------------------------------------------------------------

    def _mapping(self, mapping: MappingChange, people: People | None) -> Iterator[str]:
        side = self._difference.new if mapping.new is not None else self._difference.old
        yield f"## {inline(title_of(mapping, self._difference.changes))}\n"
        both = mapping.old is not None and mapping.new is not None
        said = "" if both else ": the mapping is new" if mapping.old is None else ": the mapping is gone"
        yield f"{code(side.version.shown(file_of(mapping)))}{said}\n"
        if mapping.flows:
            yield self._flows(mapping.flows)
        if any(change.kept_by_okta for change in mapping.flows):
            yield f"{inline(KEPT)}.\n"
        if both and people is not None:
            yield from self._people(mapping, people)

    def _flows(self, flows: Sequence[FlowChange]) -> str:
        lines = ["| Attribute flow | | Before | Now |", "| --- | --- | --- | --- |"]
        for change in flows[:MOST_FLOWS]:
            name = renamed(change) if change.change is Change.RENAMED else name_of(change.flow)
            kept = ", no longer declared" if change.kept_by_okta else ""
            cells = [code(name), _SIGNS[change.change] + kept, *_sides(change)]
            lines.append(f"| {' | '.join(cells)} |")
        if len(flows) > MOST_FLOWS:
            lines.append(f"| and {len(flows) - MOST_FLOWS} more | | | |")
        return "\n".join(lines) + "\n"

    def _schema(self, schema: SchemaChange) -> Iterator[str]:
        yield f"## {inline(schema_title(schema))}\n"
        if schema.old is None or schema.new is None:
            yield f"{inline(schema_sentence(schema))}\n"
            return
        lines = ["| Property | | Before | Now |", "| --- | --- | --- | --- |"]
        for change in schema.properties[:MOST_FLOWS]:
            olds, news = (
                "<br>".join(
                    f"{aspect.name}: {code(value_of(value))}"
                    for aspect, value in zip(change.aspects, values, strict=True)
                )
                for values in ([a.old for a in change.aspects], [a.new for a in change.aspects])
            )
            lines.append(f"| {code(property_name(change))} | {_SIGNS[change.change]} | {olds} | {news} |")
        if len(schema.properties) > MOST_FLOWS:
            lines.append(f"| and {len(schema.properties) - MOST_FLOWS} more | | | |")
        yield "\n".join(lines) + "\n"

    # --- users ----------------------------------------------------------------------------------------------------------

    def _people(self, mapping: MappingChange, people: People) -> Iterator[str]:
        yield f"{inline(people_sentence(people))}.\n"
        if people.attributes:
            lines = [
                "| Attribute | Set | Cleared | Changed | Fails | Such as |",
                "| --- | ---: | ---: | ---: | ---: | --- |",
            ]
            for one in people.attributes:
                notes = [inline(", ".join(one.examples[:3]))]
                if one.unknown:
                    notes.append(f"{one.unknown:,} not known")
                if one.created_only:
                    notes.append(CREATED_ONLY)
                lines.append(
                    f"| {code(attribute_name(one))} | {one.set:,} | {one.cleared:,} | {one.changed:,} | {one.failing:,} | "
                    f"{'; '.join(filter(None, notes))} |"
                )
            yield "\n".join(lines) + "\n"
        sentences = [refused_sentence(people)]
        sentences += [said for one in people.collisions for _, said in collision_sentences(one, MOST_GROUPS)]
        same = unmoved(mapping, people)
        if people.changed.number and same:
            sentences.append(f"for nobody: {', '.join(same)}")
        lines = [f"- {inline(sentence)}\n" for sentence in sentences if sentence]
        if lines:
            yield "".join(lines)

    # --- findings -------------------------------------------------------------------------------------------------------

    def _findings(self) -> Iterator[str]:
        found, difference = self._difference.findings, self._difference
        new = self._shown(found.new)
        if new:
            yield "## New findings\n"
            yield self._table(new, difference.new)
        more = self._shown([moved.new for moved in found.moved if moved.more])
        if more:
            before = {id(moved.new): f"before: {number_before(moved)}" for moved in found.moved}
            yield "## For more users than before\n"
            yield self._table(more, difference.new, before)
        gone = self._shown(found.gone)
        if gone:
            said = f"{plural(len(gone), 'finding')} {'is' if len(gone) == 1 else 'are'} gone"
            yield f"<details><summary>{said}</summary>\n"
            yield self._table(gone, difference.old, helps=False)
            yield "</details>\n"

    def _shown(self, findings: Sequence[Finding]) -> list[Finding]:
        return worst_first(findings, self._show)

    def _table(
        self, findings: Sequence[Finding], side: Side, notes: dict[int, str] | None = None, *, helps: bool = True
    ) -> str:
        columns = ["", "Rule", "Where", "What is wrong", *(["What to do"] if helps else [])]
        lines = [f"| {' | '.join(columns)} |", "| --- " * len(columns) + "|"]
        for finding in findings[:MOST_FINDINGS]:
            info = self._rules(finding.rule)
            rule = f"{finding.code} {finding.rule}"
            if info is not None and info.url:
                rule = f"[{rule}]({url_of(info.url)})"
            what = [inline(finding.message)]
            if finding.users is not None and finding.users.examples:
                what.append(inline(said_users(finding.users)))
            if notes is not None:
                what.append(inline(notes[id(finding)]))
            cells = [finding.severity.value, rule, code(where(finding.place, side)), "<br>".join(what)]
            lines.append(f"| {' | '.join([*cells, *([inline(finding.help or '')] if helps else [])])} |")
        if len(findings) > MOST_FINDINGS:
            lines.append(f"| | and {len(findings) - MOST_FINDINGS} more |" + " |" * (len(columns) - 2))
        return "\n".join(lines) + "\n"


def _sides(change: FlowChange) -> list[str]:
    """What a flow was and is, a cell each: the expression where it is another one, then what else differs."""
    said = change.change in (Change.ADDED, Change.REMOVED, Change.REWRITTEN)
    said = said or any(aspect.name == EXPRESSION for aspect in change.aspects)
    cells: list[str] = []
    for flow, values in (
        (change.old, [(aspect.name, aspect.old) for aspect in change.aspects]),
        (change.new, [(aspect.name, aspect.new) for aspect in change.aspects]),
    ):
        parts: list[str] = []
        if said and flow is not None:
            parts.append(code(expression_of(flow, _LONGEST)) if flow.text is not None else "(no expression)")
        parts += [f"{aspect_name(name)}: {code(value_of(value))}" for name, value in values if name != EXPRESSION]
        cells.append("<br>".join(parts))
    return cells
