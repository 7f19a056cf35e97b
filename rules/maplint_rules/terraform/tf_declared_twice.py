"""tf-declared-twice (MAP810)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.rule import Applicability, Confidence, Related, Rule, Severity, fix_remove

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from maplint.project.join import Project
    from maplint.rule import Finding
    from maplint.terraform.resource import ResourceInstance
    from maplint.terraform.values import Value


class TfDeclaredTwice(Rule):
    """One mapping or property is declared twice."""

    code = "MAP810"
    name = "tf-declared-twice"
    summary = "One mapping or property is declared twice"
    severity = Severity.ERROR
    since = "0.1.0"

    def check_resource(self, resource: ResourceInstance) -> Iterator[Finding]:
        first: dict[str, Value] = {}
        for block in resource.blocks("mappings") if resource.type == "okta_profile_mapping" else ():
            id_ = block.get("id").text
            if id_ and first.setdefault(id_, block) is not block:
                yield self._repeated(resource, id_, first[id_], block)

    def _repeated(self, resource: ResourceInstance, id_: str, first: Value, block: Value) -> Finding:
        same = _entry(first) == _entry(block)
        place = block.get("id").place or block.place or resource.place()
        there = first.get("id").place or first.place
        apart = block.place is not None and first.place is not None and block.place != first.place
        return self.finding(
            place,
            f"`{id_}` is mapped twice in this resource"
            + (", and both say the same" if same else ", each time otherwise"),
            severity=Severity.INFO if same else None,
            help="keep one of them",
            consequence="silent: `mappings` is a set, Terraform drops the double"
            if same
            else "silent: `mappings` is a set, so it is chance which of them Okta gets; each plan shows a change",
            related=[Related(there, "mapped here first")] if there is not None else (),
            fix=fix_remove("remove the double", block.place, Applicability.SAFE)
            if same and apart and block.place is not None
            else None,
            subject=id_,
        )

    def check_project(self, project: Project) -> Iterator[Finding]:
        if not project.resources:
            return
        yield from self._properties(project.resources)
        yield from self._mappings(project.resources)

    def _properties(self, resources: Iterable[ResourceInstance]) -> Iterator[Finding]:
        from maplint.okta.terraform_resources import (
            declared_property,  # loaded only where there is Terraform, here and below
        )

        for same in _grouped((declared_property(resource), resource) for resource in resources):
            first, *others = same
            for other in others:
                index = other.get("index").text
                yield self.finding(
                    other.place("index"),
                    f"the property `{index}` is declared here and as `{first.address}`",
                    severity=Severity.WARNING,
                    confidence=Confidence.LIKELY,
                    help="keep one of them; take the other out of the state (`terraform state rm`) before you delete its block",
                    consequence="silent: each apply sets what the other one says, and destroying either destroys the property",
                    related=[Related(first.place("index"), "declared here too")],
                    subject=str(other.address),
                )

    def _mappings(self, resources: Iterable[ResourceInstance]) -> Iterator[Finding]:
        from maplint.okta.terraform_resources import mapped_ends

        for same in _grouped((mapped_ends(resource), resource) for resource in resources):
            for number, other in enumerate(same):
                clash = next((c for first in same[:number] if (c := _clash(first, other))), None)
                if clash is not None:
                    first, why = clash
                    yield self.finding(
                        other.header,
                        f"this and `{first.address}` declare the same mapping, and {why}",
                        confidence=Confidence.LIKELY,
                        help="bring the blocks together in one resource",
                        consequence="silent: each apply undoes a part of the other; plans never come to rest",
                        related=[Related(first.header, "declared here too")],
                        subject=str(other.address),
                    )


def _entry(block: Value) -> tuple[Any, ...]:
    """What a mapping block says; unknown values are equal to nothing else."""
    parts = [block.get(name) for name in ("expression", "push_status")]
    return tuple(part.data if part.known else object() for part in parts)


def _grouped(
    keyed: Iterable[tuple[object | None, ResourceInstance]],
) -> list[list[ResourceInstance]]:
    """The resources of one org that are the same thing; what may not exist is no double."""
    groups: dict[tuple[object, object], list[ResourceInstance]] = {}
    for key, resource in keyed:
        if key is not None and resource.counted:
            groups.setdefault((resource.org, key), []).append(resource)
    return [group for group in groups.values() if len(group) > 1]


def _clash(first: ResourceInstance, other: ResourceInstance) -> tuple[ResourceInstance, str] | None:
    """Why two resources for the two halves of one mapping cannot both have their way."""
    for one in (first, other):
        if one.get("delete_when_absent").flag:
            return first, f"`{one.address}` deletes what it does not declare itself"
    shared = _ids(first) & _ids(other)
    if not shared:
        return None
    return first, "both map " + " and ".join(f"`{id_}`" for id_ in sorted(shared))


def _ids(resource: ResourceInstance) -> set[str]:
    blocks: Sequence[Value] = resource.blocks("mappings")
    return {text for block in blocks if (text := block.get("id").text)}
