"""What is said of a difference between two versions in every format for people: counts, consequences, places."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from maplint.diff.flows import EXPRESSION, ORIGIN, PLACE, PUSH, Change
from maplint.finding import Severity
from maplint.okta.placement import USER_NAME
from maplint.project.population import Sharing
from maplint.report.text import plural
from maplint.source.secrets import without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from maplint.diff.findings import Moved
    from maplint.diff.flows import Changes, FlowChange, MappingChange, PropertyChange, SchemaChange
    from maplint.diff.people import AttributeChange, Collisions, People
    from maplint.diff.run import Difference, Side
    from maplint.finding import Finding
    from maplint.project.flow import AttributeFlow
    from maplint.project.joined import JoinedMapping
    from maplint.project.population import SharedValue, Some
    from maplint.source.place import Place

NOTHING = "No attribute flow changes."

_SAID = {
    Change.CHANGED: ("changes", "change"),
    Change.ADDED: ("is added", "are added"),
    Change.REMOVED: ("is removed", "are removed"),
    Change.RENAMED: ("is renamed", "are renamed"),
    Change.REWRITTEN: ("is only written otherwise", "are only written otherwise"),
}


def counted(count: int, noun: str) -> str:
    """``1 user``, ``1,200 users``."""
    return plural(count, noun) if count < 1000 else f"{count:,} {noun}s"


# --- the verdict --------------------------------------------------------------------------------------------------------------


def flows_sentence(changes: Changes) -> str:
    """How many flows, mappings and properties differ: ``2 attribute flows change, 1 is added.``"""
    both = [mapping for mapping in changes.mappings if mapping.old is not None and mapping.new is not None]
    flows = [flow.change for mapping in both for flow in mapping.flows]
    parts: list[str] = []
    for change, (one, many) in _SAID.items():
        count = flows.count(change)
        if count:
            parts.append(
                f"{count}{'' if parts else ' attribute flow' + 's' * (count != 1)} {one if count == 1 else many}"
            )
    for missing, said in (("old", "new"), ("new", "gone")):
        count = sum(getattr(mapping, missing) is None for mapping in changes.mappings)
        if count:
            parts.append(f"{plural(count, 'mapping')} {'is' if count == 1 else 'are'} {said}")
    count = sum(len(schema.properties) for schema in changes.schemas)
    if count:
        parts.append(f"{count} {'property of a schema differs' if count == 1 else 'properties of schemas differ'}")
    if not flows:
        parts.insert(0, NOTHING.rstrip("."))
    return ", ".join(parts) + "."


def users_sentence(difference: Difference) -> str:
    """For how many users what is sent is another; empty without users."""
    if difference.read is None:
        return ""
    changed = [people for people in difference.people.values() if people.changed.number]
    if not changed:
        return f"For none of {counted(difference.read, 'user')} anything else is sent."
    most = max(people.changed.number for people in changed)
    if len(changed) == 1:
        (people,) = changed
        return f"For {most:,} of {counted(people.users, 'user')} something else is sent."
    return (
        f"For up to {most:,} of {counted(difference.read, 'user')} something else is sent, in {len(changed)} mappings."
    )


def findings_sentence(difference: Difference) -> str:
    """How many findings are new, gone, or hold for other users."""
    found = difference.findings
    parts = [f"{_by_severity(found.new)} {'is' if len(found.new) == 1 else 'are'} new"] if found.new else []
    if found.gone:
        parts.append(f"{_by_severity(found.gone)} {'is' if len(found.gone) == 1 else 'are'} gone")
    for more, word in ((True, "more"), (False, "fewer")):
        moved = [one.new for one in found.moved if one.more is more]
        if moved:
            parts.append(f"{_by_severity(moved)} {'holds' if len(moved) == 1 else 'hold'} for {word} users")
    sentence = ", ".join(parts)
    return f"{sentence}." if sentence else "No finding is new, none is gone."


def _by_severity(findings: Iterable[Finding]) -> str:
    severities = [finding.severity for finding in findings]
    parts = [plural(count, severity.value) for severity in Severity if (count := severities.count(severity))]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def worst_first(findings: Sequence[Finding], least: Severity) -> list[Finding]:
    """Those at or above a severity, the worst first."""
    shown = (finding for finding in findings if finding.severity.rank <= least.rank)
    return sorted(shown, key=lambda finding: finding.severity.rank)


def is_worse(difference: Difference) -> bool:
    """Whether errors or warnings are new, or somebody is worse off: for the colour of a verdict, not for the exit status."""
    people = difference.people.values()
    return difference.findings.worse(Severity.WARNING) or any(
        one.begin.number or one.rekeyed or any(collision.new_groups for collision in one.collisions) for one in people
    )


def nothing_differs(difference: Difference) -> bool:
    """Whether there is nothing at all between the versions."""
    changes, found = difference.changes, difference.findings
    return not (
        any(matters(mapping, difference.people.get(number)) for number, mapping in enumerate(changes.mappings))
        or changes.schemas
        or found.new
        or found.gone
        or found.moved
    )


def number_before(moved: Moved) -> str:
    """For how many users a finding held before."""
    users = moved.old.users
    return counted(users.number, "user") if users is not None else "it was not said for how many"


# --- mappings and flows -------------------------------------------------------------------------------------------------------


def matters(mapping: MappingChange, people: People | None) -> bool:
    """Whether there is anything to say of a mapping."""
    if mapping.flows or mapping.old is None or mapping.new is None:
        return True
    return people is not None and bool(
        people.changed.number or people.attributes or people.begin.number or people.cease.number or people.collisions
    )


def title_of(mapping: MappingChange, changes: Changes) -> str:
    """What a mapping is called: which way it goes, and for whom where the app has several."""
    joined = mapping.mapping
    label = joined.integration.label
    title = f"Okta -> {label}" if joined.outbound else f"{label} -> Okta"
    alike = [
        other
        for other in changes.mappings
        if other.mapping.direction is joined.direction and other.mapping.integration.label == label
    ]
    user = joined.mapping.user
    return f"{title} ({user.name})" if len(alike) > 1 and user is not None and user.name else title


def file_of(mapping: MappingChange) -> str:
    """The file of a mapping: as it is now, or was."""
    return mapping.mapping.mapping.document.home().path


def schema_title(change: SchemaChange) -> str:
    """What a schema is called."""
    schema = change.schema
    name = schema.title or schema.name
    return schema.kind.value + (f" of {name}" if name and schema.kind.value != "user schema" else "")


def schema_sentence(change: SchemaChange) -> str:
    """That a schema is new or gone, with its size."""
    count = len(change.schema.properties)
    said = "the schema is new" if change.old is None else "the schema is gone"
    return f"{said}: {count} {'property' if count == 1 else 'properties'}"


def property_name(change: PropertyChange) -> str:
    """What a property is called, and was where it is renamed."""
    name = change.property.name
    return f"{change.old.name} -> {name}" if change.change is Change.RENAMED and change.old is not None else name


def name_of(flow: AttributeFlow) -> str:
    """What a flow is called: its variable, and the place of its value where that bears another name."""
    from maplint.diff.flows import end_of

    end = end_of(flow)
    short = end.rpartition(":User:")[2] if end is not None else None
    return flow.variable if short in (None, flow.variable) else f"{flow.variable} ({short})"


def renamed(change: FlowChange) -> str:
    """What a renamed flow was called and is."""
    assert change.old is not None
    assert change.new is not None
    return f"{change.old.variable} -> {name_of(change.new)}"


def expression_of(flow: AttributeFlow, most: int) -> str:
    """An expression on one line, of at most so many characters."""
    text = without_secrets(" ".join((flow.text or "").split()))
    return text if len(text) <= most else text[: most - 3] + "..."


def value_of(value: Any) -> str:
    """What a property says, as people read it."""
    if value is None:
        return "none"
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


def aspect_name(name: str) -> str:
    """What an aspect is called."""
    return {ORIGIN: "comes from the", PLACE: "goes to"}.get(name, name)


def place_of(flow: AttributeFlow, aspect: str = EXPRESSION) -> Place:
    """Where an aspect of a flow is written."""
    if aspect == PUSH and flow.entry is not None:
        return flow.entry.push_status_place().resolved()
    property_ = flow.app_property or flow.okta_property
    if aspect not in (EXPRESSION, ORIGIN, PUSH) and property_ is not None:
        place = property_.place("externalName" if aspect == PLACE else aspect)
        if place is not None:
            return place.resolved()
    return (flow.place() if flow.text is None else flow.span_place()).resolved()


def property_place(change: PropertyChange, *, old: bool) -> Place | None:
    """Where a property is declared, or what differs in it."""
    property_ = change.old if old else change.new
    place = property_.place(*(change.aspects[0].name,) if change.aspects else ()) if property_ is not None else None
    return place.resolved() if place is not None else None


def where(place: Place | None, side: Side) -> str:
    """A place as people find it: of a revision with its name."""
    if place is None:
        return ""
    line, column = place.document.position(place.span().start)
    return f"{side.version.shown(place.document.path)}:{line}:{column}"


KEPT = "What is no longer declared stays in Okta: Terraform leaves it alone, unless `delete_when_absent` says otherwise"
CREATED_ONLY = "sent when an account is created; who has one keeps what is there"


# --- users ----------------------------------------------------------------------------------------------------------------------


def people_sentence(people: People) -> str:
    """For how many users of a mapping what is sent is another."""
    number = people.changed.number
    if not number:
        return f"Users: for none of {counted(people.users, 'user')} anything else is sent"
    return f"Users: for {number:,} of {counted(people.users, 'user')} something else is sent"


def attribute_name(one: AttributeChange) -> str:
    """What an attribute is called: its path at the target, without the schema."""
    return one.name.rpartition(":User:")[2]


def rekeyings(difference: Difference) -> Iterator[tuple[MappingChange, list[str]]]:
    """What is known by another name than before, and what follows: a few sentences for each name of the accounts of a mapping."""
    for number, mapping in enumerate(difference.changes.mappings):
        if mapping.old is None or mapping.new is None:
            continue
        people = difference.people.get(number)
        if people is None and difference.read is None:
            for name in dict.fromkeys(change.rekeys for change in mapping.flows if change.change not in _HARMLESS):
                if name is not None:
                    yield mapping, [f"{name} is made of something else", *_what_follows(name, mapping.new)]
        elif people is not None:
            for name, users in people.rekeyed:
                said = f"{users.number:,} of {counted(people.users, 'user')} {'gets' if users.number == 1 else 'get'} another {name}"
                taken = list(_taken(people)) if name == USER_NAME else []
                yield mapping, [f"{said} ({examples(users, 3)})", *_what_follows(name, mapping.new), *taken]


_HARMLESS = (Change.RENAMED, Change.REWRITTEN)


def _what_follows(name: str, joined: JoinedMapping) -> Iterator[str]:
    """What follows when accounts are known by another value of an attribute."""
    if not joined.outbound:
        yield "It is what people sign in with, and what the userNames of other apps are made of."
        return
    if name != USER_NAME:
        title = joined.integration.target.title
        yield f"{title} finds accounts by it: who has one may not be found, and gets a second one, or 409 where another name is taken."
        return
    flow = joined.flow(USER_NAME)
    if flow is not None and flow.push is False:
        yield "It is sent when an account is created only: who is linked to one keeps the old name."
    else:
        yield (
            "Who is linked to an account has it renamed with the next update (400 mutability where the target keeps names), and signs "
            "in under the new name from then on."
        )
    yield (
        "Who is not linked, or is assigned anew, is no longer found by the old name: a second account, or 409 where the e-mail address or "
        "externalId is taken."
    )


def _taken(people: People) -> Iterator[str]:
    count = people.taken_count
    if count:
        who = ", ".join(f"{one.user} that of {one.owner}" for one in people.taken[:3])
        yield (
            f"{counted(count, 'user')} {'gets' if count == 1 else 'get'} a name that was somebody else's "
            f"({who}{', ...' if count > 3 else ''}): Okta may link them to that account."
        )


def refused_sentence(people: People) -> str:
    """For whom a request begins or ceases to be refused; empty when nobody."""
    parts = []
    if people.begin.number:
        parts.append(f"{counted(people.begin.number, 'user')} would now be refused ({examples(people.begin)})")
    if people.cease.number:
        again = "be" if parts else "be refused"
        parts.append(f"{counted(people.cease.number, 'user')} would no longer {again} ({examples(people.cease)})")
    if not parts:
        return ""
    return f"{', '.join(parts)}: {people.refused_before:,} before, {people.refused_now:,} now"


def collision_sentences(collisions: Collisions, most: int) -> Iterator[tuple[bool, str]]:
    """What is shared now, and what is no longer; whether it is bad comes first."""
    for bad, groups, count, users in (
        (True, collisions.new, collisions.new_groups, collisions.new_users),
        (False, collisions.solved, collisions.solved_groups, collisions.solved_users),
    ):
        if count:
            said = "new " if bad else "solved "
            shown = "; ".join(_group(group) for group in groups[:most])
            more = f"; and {count - most:,} more" if count > most else ""
            yield (
                bad,
                f"{count:,} {said}collision{'s' * (count != 1)} of {collisions.attribute}, {counted(users, 'user')}: {shown}{more}",
            )


def unmoved(mapping: MappingChange, people: People) -> list[str]:
    """The flows that change what they say and for nobody what is sent."""
    moved = {one.flow.variable for one in people.attributes}
    return [
        change.flow.variable
        for change in mapping.flows
        if change.flow.variable not in moved
        and change.change not in _HARMLESS
        and not change.kept_by_okta
        and (
            change.change is not Change.CHANGED or any(aspect.name in (EXPRESSION, PLACE) for aspect in change.aspects)
        )
    ]


def _group(group: SharedValue) -> str:
    named = ", ".join(group.users[:5])
    more = f" and {group.number - 5:,} more" if group.number > 5 else ""
    alike = "" if group.sharing is Sharing.EQUAL else f", {group.sharing.value}"
    return f"{group.value} ({named}{more}{alike})"


def examples(some: Some, most: int = 5) -> str:
    """Some of the users, by id."""
    more = ", ..." if some.number > min(most, len(some.users)) else ""
    return ", ".join(some.users[:most]) + more
