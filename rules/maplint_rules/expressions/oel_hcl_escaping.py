"""oel-hcl-escaping (MAP711)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.record import NamedTuple
from maplint.rule import Applicability, Edit, Fix, Place, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import Finding
    from maplint.source.document import Document
    from maplint.source.place import Pointer
    from maplint.terraform.resource import ResourceInstance

OKTA_ROOTS = frozenset({"user", "appuser", "source", "idpuser", "app", "org", "instance"})
"""What Okta's expressions and username templates begin with; no Terraform provider has resource types of these names."""


class OelHclEscaping(Rule):
    """Terraform reads what is meant for Okta."""

    code = "MAP711"
    name = "oel-hcl-escaping"
    summary = "Terraform reads what is meant for Okta"
    severity = Severity.ERROR
    since = "0.1.0"

    # A text that its own quotes end breaks the whole block: the engine makes those findings while it reads.

    def check_resource(self, resource: ResourceInstance) -> Iterator[Finding]:
        from maplint.okta.terraform import expressions_of  # loaded only where there is Terraform, here and below

        for value in expressions_of(resource):
            if not value.known and value.place is not None:
                for hole in _holes(value.place.document, value.place.pointer):
                    yield self._finding(hole, whole_expression=resource.type == "okta_profile_mapping")

    def _finding(self, hole: Hole, *, whole_expression: bool) -> Finding:
        # In a mapping the expression needs no braces at all; where it is the whole text, they were never meant.
        bare = whole_expression and hole.alone
        right = hole.inner if bare else f"$${{{hole.inner}}}"
        title = f"write `{right}`"
        return self.finding(
            hole.place,
            f"Terraform reads `${{{hole.inner}}}` itself: it knows nothing called `{hole.root}`",
            help=f"{title}: an expression stands in no braces"
            if bare
            else f"{title}: two dollar signs leave it to Okta",
            consequence="terraform: Error: Reference to undeclared resource, or the value of another thing of that name",
            fix=Fix(title, Applicability.UNSAFE, hole.edits(bare), "what was meant can only be told by its look"),
        )


class Hole(NamedTuple):
    """An interpolation that is meant for Okta: ``${inner}`` at ``place``; ``alone``: it is the whole text."""

    place: Place
    root: str
    inner: str
    alone: bool

    def edits(self, bare: bool) -> tuple[Edit, ...]:
        """Its braces taken away, or a dollar sign added."""
        document, span = self.place.document, self.place.span()
        if document.format != "hcl":
            return ()
        if bare:
            return (Edit(document, span.start, span.end, self.inner),)
        return (Edit(document, span.start, span.start, "$"),)


def _holes(document: Document, pointer: Pointer) -> Iterator[Hole]:
    from maplint.source.hcl.document import HclDocument
    from maplint.source.hcl.parse import parse_template
    from maplint.source.hcl.syntax import Template
    from maplint.source.hcl.walk import expressions, interpolations
    from maplint.terraform.references import way_of

    if isinstance(document, HclDocument):
        expr = document.expression(pointer)
        text, base = document.text, expr.start if expr is not None else 0
    else:
        text, base = document.at(pointer), 0
        expr = parse_template(text) if isinstance(text, str) else None
    for template in expressions(expr) if expr is not None else ():
        if not isinstance(template, Template):
            continue
        for part in interpolations(template):
            way = way_of(part.expr)
            if way is not None and way[0] in OKTA_ROOTS:
                place = Place(document, pointer, fragment=(part.start - base, part.end - base))
                inner = text[part.expr.start : part.expr.end]
                yield Hole(place, way[0], inner, len(template.parts) == 1)
