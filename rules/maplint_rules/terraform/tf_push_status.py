"""tf-push-status (MAP808)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import (
    Applicability,
    Confidence,
    Direction,
    Edit,
    Fix,
    Related,
    Rule,
    Severity,
    fix_insert,
    fix_replace,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from maplint.okta.mapping import PropertyMapping
    from maplint.project.join import Project
    from maplint.rule import Finding, JoinedMapping


class TfPushStatus(Rule):
    """The push status is one that Okta refuses for an import."""

    code = "MAP808"
    name = "tf-push-status"
    summary = "The push status is one that Okta refuses for an import"
    severity = Severity.ERROR
    since = "0.1.0"

    def check_project(self, project: Project) -> Iterator[Finding]:
        if not project.resources:
            return
        from maplint.okta.terraform_resources import identity_providers  # loaded only where there is Terraform

        providers = identity_providers(project.resources).items()
        sources = {id_ for id_, provider in providers if provider.get("profile_master").flag}
        for mapping in project.mappings:
            if mapping.direction is Direction.INBOUND and mapping.mapping.resource is not None:
                source = mapping.mapping.source.id
                feature = _is_profile_source(mapping)
                if source in sources or feature:
                    yield from self._lacking(mapping, "an identity provider" if source in sources else "an app")
                elif feature is False:
                    yield from self._too_much(mapping)

    def _lacking(self, mapping: JoinedMapping, source: str) -> Iterator[Finding]:
        entries = [e for e in mapping.mapping.properties.values() if e.push_status == "DONT_PUSH" and not e.removed]
        if entries:
            yield self.finding(
                entries[0].push_status_place(),
                f"{source} that is a profile source pushes all that it maps, and `push_status` of {_listed(entries)} is "
                "`DONT_PUSH`, which it also is where it is left out",
                help='write `push_status = "PUSH"` in each of its mappings',
                consequence="Okta: Api validation failed: updateMapping. Profile mastering enabled apps support push status only",
                related=[Related(entry.push_status_place(), "and here") for entry in entries[1:]],
                fix=_set(mapping, entries, "PUSH"),
                subject="DONT_PUSH",
            )

    def _too_much(self, mapping: JoinedMapping) -> Iterator[Finding]:
        entries = [e for e in mapping.mapping.properties.values() if e.push_status == "PUSH" and not e.removed]
        if entries:
            yield self.finding(
                entries[0].push_status_place(),
                f"only profile sources may push into Okta, and {mapping.integration.label} is none: `push_status` of "
                f"{_listed(entries)} is `PUSH`",
                confidence=Confidence.LIKELY,
                help="have the app source profiles first (To Okta > Allow it to source users), or leave `push_status` out",
                consequence="Okta: Push status is allowed for profile mastering enabled apps only",
                related=[Related(entry.push_status_place(), "and here") for entry in entries[1:]],
                subject="PUSH",
            )


def _is_profile_source(mapping: JoinedMapping) -> bool | None:
    application = mapping.integration.application
    return application.has_feature("PROFILE_MASTERING") if application is not None else None


def _listed(entries: Sequence[PropertyMapping]) -> str:
    names = [f"`{entry.variable}`" for entry in entries]
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _set(mapping: JoinedMapping, entries: Sequence[PropertyMapping], status: str) -> Fix | None:
    """The push status of all of them; None unless each can be written."""
    title = f'write `push_status = "{status}"`'
    variables = {entry.variable for entry in entries}
    resource = mapping.mapping.resource
    edits: dict[Edit, None] = {}  # one `content` may make several entries
    for block in resource.blocks("mappings") if resource is not None else ():
        if block.get("id").text not in variables:
            continue
        written = block.get("push_status")
        place = block.place if written.data is None else written.place
        if place is None:
            return None
        if written.data is None:
            fix = fix_insert(title, place, "push_status", status, Applicability.SAFE)
        else:
            fix = fix_replace(title, place, status, Applicability.SAFE)
        if not fix.edits:
            return None
        edits.update(dict.fromkeys(fix.edits))
    return Fix(title, Applicability.SAFE, tuple(edits))
