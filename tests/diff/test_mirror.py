"""A version does not differ from itself, and what lies between two is the same from both sides, the other way round."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from maplint.diff.flows import Change
from maplint.report import RenderOptions
from maplint.report.diff import FORMATS, render
from tests.diff.given import compare, mapping, prop, schema, user

if TYPE_CHECKING:
    from collections.abc import Iterable

    from maplint.diff.flows import Aspect
    from maplint.diff.people import People
    from maplint.diff.run import Difference
    from maplint.finding import Finding

EXPRESSIONS = [
    "user.login", "user.email", "source.email", "user.firstName", "user.titel", "user.title", " user.title ", "(user.title)",
    "'N/A'", "", "user.firstName + ' ' + user.lastName", "user.firstName+\" \"+user.lastName", "user.nickName", "'x' +",
    "String.substring(user.title, 0, 3)", "user.title == null ? 'none' : user.title", "String.toUpperCase(user.employeeNumber)",
    "user.employeeNumber", "getManagerUser('active_directory').login", "user.title == 'Pilot'",
]  # fmt: skip
VARIABLES = ["userName", "givenName", "familyName", "email", "displayName", "title", "jobTitle", "nick", "external"]
PLACES = ["title", "nickName", "displayName", "externalId", "emails.^[primary==true].value", "name.givenName", None]
USERS = [
    user(1, title="Pilot", nickName="Al"),
    user(2, title="P", email="U1@x.example", employeeNumber="a7"),
    user(3, title=None, nickName="", employeeNumber="A7"),
    user(4, login="u1@x.example", email="odd", title="Much too long a title", employeeNumber=""),
    user(5, firstName=None, email=None, lastName=" Voss"),
    user(6, title="N/A", employeeNumber="a7") | {"status": "DEPROVISIONED"},
]

ENTRIES = st.builds(
    lambda text, push: {"expression": text, "pushStatus": push},
    st.sampled_from(EXPRESSIONS),
    st.sampled_from(["PUSH", "DONT_PUSH"]),
)


@st.composite
def properties(draw: st.DrawFn) -> dict[str, Any]:
    """Properties of an app user schema."""
    made = {}
    for name in draw(st.lists(st.sampled_from(VARIABLES[3:]), unique=True, max_size=6)):
        place = draw(st.sampled_from(PLACES))
        more: dict[str, Any] = draw(
            st.sampled_from([{}, {"maxLength": 4}, {"required": True}, {"type": "boolean"}, {"enum": ["Pilot", "P"]}])
        )
        made[name] = prop(place, **more) if place is not None else {"type": "string", **more}
    return made


def files(entries: dict[str, Any], of_schema: dict[str, Any] | None) -> dict[str, Any]:
    made = {"mapping.json": mapping(entries)}
    return made if of_schema is None else {**made, "schema.json": schema(of_schema)}


VERSIONS = st.builds(
    files, st.dictionaries(st.sampled_from(VARIABLES), ENTRIES, min_size=1, max_size=7), st.none() | properties()
)


def text_of(difference: Difference) -> str:
    return "".join(render(difference, name, RenderOptions(), lambda _: None) for name in FORMATS)


@settings(max_examples=60, deadline=None)
@given(VERSIONS, st.booleans())
def test_a_version_does_not_differ_from_itself(version: dict[str, Any], with_users: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = compare(Path(folder), version, version, USERS if with_users else None)
        assert not [flow for change in found.changes.mappings for flow in change.flows]
        assert not found.changes.schemas
        assert not found.changes.notes
        assert found.findings == ((), (), ())
        assert not found.people
        assert "No attribute flow changes." in text_of(found)


@settings(max_examples=100, deadline=None)
@given(VERSIONS, VERSIONS, st.booleans())
def test_the_other_way_round_is_the_mirror(one: dict[str, Any], other: dict[str, Any], with_users: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        users = USERS if with_users else None
        there = compare(Path(folder) / "there", one, other, users)
        back = compare(Path(folder) / "back", other, one, users)
        assert flows(there) == mirrored(flows(back))
        assert schemas(there) == mirrored(schemas(back))
        assert said(there.findings.new) == said(back.findings.gone)
        assert said(there.findings.gone) == said(back.findings.new)
        assert people(there) == mirrored_people(people(back))
        assert there.read == back.read
        text_of(there)


# --- what is compared ---------------------------------------------------------------------------------------------------------

MIRROR = {Change.ADDED: Change.REMOVED, Change.REMOVED: Change.ADDED}
Said = set[tuple[Any, ...]]


def _aspects(aspects: Iterable[Aspect]) -> tuple[Any, ...]:
    return tuple((aspect.name, repr(aspect.old), repr(aspect.new)) for aspect in aspects)


def flows(difference: Difference) -> Said:
    return {
        (
            flow.change,
            flow.old and flow.old.variable,
            flow.new and flow.new.variable,
            _aspects(flow.aspects),
            flow.rekeys,
        )
        for change in difference.changes.mappings
        for flow in change.flows
    }


def schemas(difference: Difference) -> Said:
    return {
        (one.change, one.old and one.old.name, one.new and one.new.name, _aspects(one.aspects), schema_.schema.name)
        for schema_ in difference.changes.schemas
        for one in schema_.properties
    }


def mirrored(found: Said) -> Said:
    return {
        (MIRROR.get(change, change), new, old, tuple((name, b, a) for name, a, b in aspects), last)
        for change, old, new, aspects, last in found
    }


def said(findings: Iterable[Finding]) -> list[tuple[Any, ...]]:
    return sorted((finding.code, finding.severity.value, finding.message) for finding in findings)


def people(difference: Difference) -> dict[int, Any]:
    def plain(found: People) -> tuple[Any, ...]:
        return (
            found.users,
            found.changed,
            {
                one.name: (one.set, one.cleared, one.changed, one.unknown)
                for one in found.attributes
                if not only_failing(one)
            },
            (found.refused_before, found.refused_now, found.begin, found.cease),
            set(found.rekeyed),
            {
                one.attribute: ((one.new_groups, one.new_users), (one.solved_groups, one.solved_users))
                for one in found.collisions
            },
        )

    def only_failing(one: Any) -> bool:
        return not (one.set or one.cleared or one.changed or one.unknown)

    return {number: plain(found) for number, found in difference.people.items()}


def mirrored_people(found: dict[int, Any]) -> dict[int, Any]:
    made = {}
    for number, (users, changed, attributes, (before, now, begin, cease), rekeyed, collisions) in found.items():
        made[number] = (
            users,
            changed,
            {name: (cleared, set_, other, unknown) for name, (set_, cleared, other, unknown) in attributes.items()},
            (now, before, cease, begin),
            rekeyed,
            {attribute: (solved, new) for attribute, (new, solved) in collisions.items()},
        )
    return made
