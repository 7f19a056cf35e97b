"""tf-enum-oneof (MAP803)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from maplint.rule import Applicability, Confidence, Edit, Fix, Related, Rule, Severity, fix_insert, fix_remove

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from maplint.rule import Finding, Place
    from maplint.terraform.resource import ResourceInstance
    from maplint.terraform.values import Value


class TfEnumOneof(Rule):
    """The members of an enumeration and their titles do not fit each other or the type."""

    code = "MAP803"
    name = "tf-enum-oneof"
    summary = "The members of an enumeration and their titles do not fit each other or the type"
    severity = Severity.ERROR
    since = "0.1.0"

    def check_resource(self, resource: ResourceInstance) -> Iterator[Finding]:
        from maplint.okta.terraform_resources import (
            is_custom_property,  # loaded only where there is Terraform, here and below
        )
        from maplint.terraform.resource import Action, Origin

        # What is there as it is was accepted by Okta.
        accepted = resource.origin is Origin.STATE or resource.action is Action.NONE
        if accepted or not is_custom_property(resource) or not resource.complete:
            return
        for names in (Names("enum", "one_of", "type"), Names("array_enum", "array_one_of", "array_type")):
            enumeration = _read(resource, names)
            if enumeration is not None:
                yield from self._check(enumeration)

    def _check(self, enumeration: Enumeration) -> Iterator[Finding]:
        wrong = [*self._wrong_members(enumeration)]
        yield from wrong
        if wrong or not enumeration.titles:
            return
        enum, titles = [m.key for m in enumeration.members], [m.key for m in enumeration.titles]
        if not enum:
            yield self._members_missing(enumeration)
        elif set(enum) != set(titles):
            yield self._different(enumeration)
        elif enum != titles and len(enum) == len(titles):
            yield self._disordered(enumeration)

    def _wrong_members(self, enumeration: Enumeration) -> Iterator[Finding]:
        """Members that are none, or stand twice."""
        names = enumeration.names
        for member in enumeration.members:
            if member.text == "" and names.enum == "array_enum":
                yield self.finding(
                    member.place,
                    f"an empty member of `{names.enum}` reaches Okta as null, and its title as an empty text",
                    help="leave it out: an array without members says the same",
                    consequence=INVALID,
                    subject="",
                )
        for member in (*enumeration.members, *enumeration.titles):
            if member.key is None:
                yield self.finding(
                    member.place,
                    f"`{member.text}` is no {enumeration.type}, as `{names.type}` says that members are",
                    help=f"write members that are {_WRITTEN[enumeration.type]}, in quotes",
                    consequence="element type does not match the value provided in 'array_type' or 'type'; or the list is "
                    "not sent at all",
                    subject=member.text,
                )

        seen: set[str] = set()
        for member in enumeration.members:
            if member.key in seen:
                yield self.finding(
                    member.place,
                    f"`{member.text}` stands twice in `{names.enum}`",
                    help="list it once, and give it one title",
                    consequence=INVALID,
                    fix=fix_remove("remove the second", member.place, Applicability.UNSAFE),
                    subject=member.text,
                )
            elif member.key is not None:
                seen.add(member.key)

    def _members_missing(self, enumeration: Enumeration) -> Finding:
        names = enumeration.names
        listed = [title.text for title in enumeration.titles]
        return self.finding(
            enumeration.titles[0].place,
            f"`{names.one_of}` gives titles to members, and there is no `{names.enum}` that has any",
            confidence=Confidence.LIKELY,
            help=f"add `{names.enum} = {json.dumps(listed, ensure_ascii=False)}`",
            consequence=INVALID,
            fix=fix_insert(f"add `{names.enum}`", enumeration.resource.place(), names.enum, listed, Applicability.SAFE),
            subject=names.enum,
        )

    def _different(self, enumeration: Enumeration) -> Finding:
        names = enumeration.names
        untitled = _without(enumeration.members, enumeration.titles)
        unlisted = _without(enumeration.titles, enumeration.members)
        said = []
        if untitled:
            said.append(f"`{names.enum}` has {_listed(untitled)}, and no `{names.one_of}` gives a title to it")
        if unlisted:
            said.append(f"`{names.one_of}` names {_listed(unlisted)}, which `{names.enum}` does not have")
        first, others = (untitled, unlisted) if untitled else (unlisted, [])
        return self.finding(
            first[0].place,
            "; ".join(said),
            help=f"each member of `{names.enum}` needs one `{names.one_of}` of the same value, in the same order",
            consequence=INVALID,
            related=[Related(other.place, f"named here, but not in `{names.enum}`") for other in others],
            fix=None if untitled else _extended(enumeration, unlisted),
            subject=",".join(member.text for member in (*untitled, *unlisted)),
        )

    def _disordered(self, enumeration: Enumeration) -> Finding:
        names = enumeration.names
        first = next(m for m, t in zip(enumeration.members, enumeration.titles, strict=True) if m.key != t.key)
        return self.finding(
            first.place,
            f"`{names.enum}` and `{names.one_of}` have the same members in another order",
            confidence=Confidence.LIKELY,
            help=f"write the members of `{names.enum}` in the order of `{names.one_of}`",
            consequence=INVALID,
            fix=_reordered(enumeration),
            subject=names.enum,
        )


INVALID = "Okta: Schema is invalid."
_WRITTEN = {"integer": "whole numbers", "number": "numbers", "object": "JSON objects (`jsonencode({...})`)"}


class Names(NamedTuple):
    """The arguments that make one enumeration."""

    enum: str
    one_of: str
    type: str


class Member(NamedTuple):
    """One member, in either list: its text, what it is in its type (None: nothing), and where it stands."""

    text: str
    key: str | None
    place: Place


class Enumeration(NamedTuple):
    """The members of one property, and the members that have titles."""

    resource: ResourceInstance
    names: Names
    type: str
    members: list[Member]
    titles: list[Member]


def _read(resource: ResourceInstance, names: Names) -> Enumeration | None:
    """The enumeration that these arguments make; None where not all of it is known, or there is none."""
    enum, one_of, type_ = resource.get(names.enum), resource.get(names.one_of), resource.get(names.type)
    blocks = resource.blocks(names.one_of)
    constants = [block.get("const") for block in blocks]
    known = enum.fully_known() and one_of.known and type_.known and all(const.known for const in constants)
    if not known or not (enum.items or constants):
        return None
    kind = type_.text or "string"
    members = [_member(item, kind, resource.place(names.enum)) for item in enum.items]
    titles = [_member(const, kind, resource.place(names.one_of)) for const in constants]
    return Enumeration(resource, names, kind, members, titles)


def _member(value: Value, type_: str, otherwise: Place) -> Member:
    data = value.data
    text = json.dumps(data) if isinstance(data, (bool, int, float)) else data if isinstance(data, str) else ""
    return Member(text, _in_type(text, type_), value.place or otherwise)


def _in_type(text: str, type_: str) -> str | None:
    """What a member, which Terraform has as a text, is in its type; None when it cannot be one."""
    try:
        if type_ == "integer":
            return str(int(text))
        if type_ == "number":
            return str(float(text))
        if type_ == "object":
            value: Any = json.loads(text)
            return json.dumps(value, sort_keys=True) if isinstance(value, dict) else None
    except ValueError:
        return None
    return text


def _without(some: Sequence[Member], others: Sequence[Member]) -> list[Member]:
    keys = {member.key for member in others}
    return [member for member in some if member.key not in keys]


def _listed(members: Sequence[Member]) -> str:
    return " and ".join(f"`{member.text}`" for member in members)


def _extended(enumeration: Enumeration, unlisted: Sequence[Member]) -> Fix | None:
    """The members with those that only titles name, in the order of the titles."""
    place = enumeration.resource.place(enumeration.names.enum)
    listed = [title.text for title in enumeration.titles]
    if not place.document.editable() or enumeration.resource.document is not place.document:
        return None
    edits = place.document.replace_value(place.pointer, listed)
    title = f"add {_listed(unlisted)} to `{enumeration.names.enum}`"
    return Fix(title, Applicability.UNSAFE, tuple(Edit(place.document, *edit) for edit in edits))


def _reordered(enumeration: Enumeration) -> Fix | None:
    """Each member where it belongs; what stands around them stays, a comment on one of them too."""
    edits: list[Edit] = []
    for member, title in zip(enumeration.members, enumeration.titles, strict=True):
        document = member.place.document
        if member.key == title.key:
            continue
        made = document.replace_value(member.place.pointer, title.text) if member.place.fragment is None else []
        if not made:
            return None
        edits += [Edit(document, *edit) for edit in made]
    between = edits[0].document.text[edits[0].start : edits[-1].end]
    commented = "#" in between or "//" in between or "/*" in between
    return Fix(
        f"put `{enumeration.names.enum}` in that order",
        Applicability.UNSAFE if commented else Applicability.SAFE,
        tuple(edits),
        "comments stay where they are" if commented else None,
    )
