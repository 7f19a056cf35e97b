"""list-export-without-properties (MAP003)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Place, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.project.join import Project
    from maplint.rule import Finding


class ListExportWithoutProperties(Rule):
    """A saved list of mappings holds no property mappings."""

    code = "MAP003"
    name = "list-export-without-properties"
    summary = "A saved list of mappings holds no property mappings"
    severity = Severity.ERROR
    since = "0.1.0"

    def check_project(self, project: Project) -> Iterator[Finding]:
        fetched = {mapping.id for mapping in project.read if mapping.id}
        by_file: dict[str, list[Place]] = {}
        for place in project.lists:
            if str(place.document.at(place.pointer).get("id")) not in fetched:
                by_file.setdefault(place.document.path, []).append(place)
        for places in by_file.values():
            count = len(places)
            yield self.finding(
                places[0],
                f"this list names {count} mapping{'s' * (count != 1)}, but holds no property mappings"
                + (", and no other file does" if fetched else ""),
                help="fetch each mapping by its id: GET /api/v1/mappings/{id}",
                consequence="silent: nothing in these mappings was checked",
            )
        for place in project.lost:
            yield self.finding(
                place,
                "this mapping lost its properties: the SDK that wrote it read the map as one single property mapping",
                help="fetch the mapping with a plain request, GET /api/v1/mappings/{id}, or with an SDK of 2025-01 or before",
                consequence="silent: nothing in this mapping was checked",
            )
