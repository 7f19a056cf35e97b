"""A difference for programs, version 1. Fields are added, never changed or removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint import __version__
from maplint.finding import Severity
from maplint.report.as_json import finding_json, location_json
from maplint.report.diff_words import place_of
from maplint.report.fingerprint import fingerprints
from maplint.report.machine import to_json
from maplint.source.secrets import without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from maplint.diff.findings import Moved
    from maplint.diff.flows import Aspect, FlowChange, MappingChange, PropertyChange, SchemaChange
    from maplint.diff.people import Collisions, People
    from maplint.diff.run import Difference, Side
    from maplint.finding import Finding
    from maplint.okta.schema import SchemaProperty
    from maplint.project.flow import AttributeFlow
    from maplint.project.joined import JoinedMapping
    from maplint.project.population import SharedValue, Some
    from maplint.report import RenderOptions, RuleLookup

VERSION = 1


def render(difference: Difference, _options: RenderOptions, _rules: RuleLookup, _columns: int) -> str:
    """All of the difference, findings of whatever severity. Paths are those in the version's repository or folder."""
    found = difference.findings
    marks: dict[int, str] = {}
    for report in difference.reports:
        findings = report.in_order()
        marks.update((id(finding), mark) for finding, mark in zip(findings, fingerprints(findings), strict=True))

    def all_of(findings: Iterable[Finding]) -> list[dict[str, Any]]:
        return [finding_json(finding, marks[id(finding)]) for finding in findings]

    def moved(some: Sequence[Moved]) -> list[dict[str, Any]]:
        of_all = zip(all_of(one.new for one in some), some, strict=True)
        return [{**finding, "before": _number(one.old)} for finding, one in of_all]

    return to_json(
        {
            "version": VERSION,
            "tool": {"name": "maplint", "version": __version__},
            "old": _side(difference.old),
            "new": _side(difference.new),
            "mappings": [
                _mapping(mapping, difference.people.get(number))
                for number, mapping in enumerate(difference.changes.mappings)
            ],
            "schemas": [_schema(schema) for schema in difference.changes.schemas],
            "findings": {
                "new": all_of(found.new),
                "gone": all_of(found.gone),
                "more": moved([one for one in found.moved if one.more]),
                "fewer": moved([one for one in found.moved if not one.more]),
            },
            "users": None if difference.read is None else {"read": difference.read},
            "not_compared": list(difference.changes.notes),
            "assumed": list(difference.assumed),
            "summary": {
                "flows": sum(len(mapping.flows) for mapping in difference.changes.mappings),
                "new": _counts(found.new),
                "gone": _counts(found.gone),
            },
        }
    )


def _side(side: Side) -> dict[str, Any]:
    return {"given": side.version.word, "revision": side.version.revision}


def _counts(findings: Sequence[Finding]) -> dict[str, int]:
    return {f"{one.value}s": sum(finding.severity is one for finding in findings) for one in Severity}


def _number(finding: Finding) -> int | None:
    return finding.users.number if finding.users is not None else None


# --- mappings -----------------------------------------------------------------------------------------------------------------


def _mapping(mapping: MappingChange, people: People | None) -> dict[str, Any]:
    joined = mapping.mapping
    integration = joined.integration
    change = "added" if mapping.old is None else "removed" if mapping.new is None else None
    return {
        "change": change or ("changed" if mapping.flows else "same"),
        "app": {"id": integration.app_id, "name": integration.app_name, "label": integration.label},
        "direction": joined.direction.value,
        "old": _place_of_mapping(mapping.old),
        "new": _place_of_mapping(mapping.new),
        "flows": [_flow_change(flow) for flow in mapping.flows],
        "users": None if people is None else _people(people),
    }


def _place_of_mapping(joined: JoinedMapping | None) -> dict[str, Any] | None:
    return None if joined is None else location_json(joined.mapping.place().resolved())


def _flow_change(change: FlowChange) -> dict[str, Any]:
    return {
        "change": change.change.value,
        "variable": change.flow.variable,
        "aspects": [_aspect(aspect) for aspect in change.aspects],
        "rekeys": change.rekeys,
        "kept_by_okta": change.kept_by_okta,
        "old": _flow(change.old),
        "new": _flow(change.new),
    }


def _flow(flow: AttributeFlow | None) -> dict[str, Any] | None:
    if flow is None:
        return None
    return {
        "variable": flow.variable,
        "path": None if flow.path is None else str(flow.path),
        "expression": None if flow.text is None else without_secrets(flow.text),
        "push": flow.push,
        "origin": flow.origin.value,
        "location": location_json(place_of(flow)),
    }


def _aspect(aspect: Aspect) -> dict[str, Any]:
    old, new = (without_secrets(value) if isinstance(value, str) else value for value in (aspect.old, aspect.new))
    return {"name": aspect.name, "old": old, "new": new}


def _schema(schema: SchemaChange) -> dict[str, Any]:
    return {
        "change": "added" if schema.old is None else "removed" if schema.new is None else "changed",
        "kind": schema.schema.kind.value,
        "id": schema.schema.id,
        "name": schema.schema.name,
        "properties": [_property_change(change) for change in schema.properties],
    }


def _property_change(change: PropertyChange) -> dict[str, Any]:
    return {
        "change": change.change.value,
        "name": change.property.name,
        "aspects": [_aspect(aspect) for aspect in change.aspects],
        "old": _property(change.old),
        "new": _property(change.new),
    }


def _property(property_: SchemaProperty | None) -> dict[str, Any] | None:
    if property_ is None:
        return None
    place = property_.place()
    return {"name": property_.name, "location": None if place is None else location_json(place.resolved())}


# --- users --------------------------------------------------------------------------------------------------------------------


def _people(people: People) -> dict[str, Any]:
    return {
        "count": people.users,
        "changed": _some(people.changed),
        "attributes": [
            {
                "path": one.name,
                "variable": one.flow.variable,
                "created_only": one.created_only,
                "set": one.set,
                "cleared": one.cleared,
                "changed": one.changed,
                "failing": one.failing,
                "unknown": one.unknown,
                "examples": list(one.examples),
            }
            for one in people.attributes
        ],
        "refused": {
            "before": people.refused_before,
            "now": people.refused_now,
            "begin": _some(people.begin),
            "cease": _some(people.cease),
        },
        "rekeyed": [{"attribute": attribute, **_some(users)} for attribute, users in people.rekeyed],
        "taken_names": {"count": people.taken_count, "examples": [one._asdict() for one in people.taken]},
        "collisions": [_collisions(one) for one in people.collisions],
    }


def _some(some: Some) -> dict[str, Any]:
    return {"count": some.number, "examples": list(some.users)}


def _collisions(one: Collisions) -> dict[str, Any]:
    return {
        "attribute": one.attribute,
        "required_unique": one.demanded,
        "new": {"groups": one.new_groups, "users": one.new_users, "values": _groups(one.new)},
        "solved": {"groups": one.solved_groups, "users": one.solved_users, "values": _groups(one.solved)},
    }


def _groups(shared: Sequence[SharedValue]) -> list[dict[str, Any]]:
    return [
        {
            "value": group.value,
            "sent": list(group.sent),
            "sharing": group.sharing.name.lower(),
            "users": group.number,
            "examples": list(group.users),
        }
        for group in shared
    ]
