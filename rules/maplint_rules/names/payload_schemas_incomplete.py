"""payload-schemas-incomplete (MAP102)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Part, Place, Rule, Severity
from maplint.scim import ENTERPRISE_USER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.project.join import Project
    from maplint.rule import Finding


class PayloadSchemasIncomplete(Rule):
    """A SCIM resource holds an extension that its schemas do not list."""

    code = "MAP102"
    name = "payload-schemas-incomplete"
    summary = "A SCIM resource holds an extension that its schemas do not list"
    severity = Severity.ERROR
    since = "0.1.0"

    def check_project(self, project: Project) -> Iterator[Finding]:
        for place in project.payloads:
            value = place.document.at(place.pointer)
            schemas = value.get("schemas")
            listed = {s.lower() for s in schemas if isinstance(s, str)} if isinstance(schemas, list) else set()
            for key in value:
                if key.lower().startswith("urn:") and key.lower() not in listed:
                    yield self.finding(
                        Place(place.document, (*place.pointer, key), Part.KEY),
                        f"the extension `{key}` is not listed in `schemas`",
                        help=f"add `{key}` to `schemas`",
                        consequence="400 invalidSyntax, or the extension is ignored",
                    )
                elif key.lower() in SHORT_NAMES and isinstance(value[key], dict):
                    yield self.finding(
                        Place(place.document, (*place.pointer, key), Part.KEY),
                        f"`{key}` is a short name: an extension is keyed by its URN",
                        help=f"write `{ENTERPRISE_USER}`",
                        consequence="silent: the object is dropped; a strict server answers 400",
                    )


SHORT_NAMES = frozenset({"enterprise", "enterpriseuser", "urn", "extension"})
