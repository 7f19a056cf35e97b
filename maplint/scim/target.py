"""The target: the SCIM service at the other end, as far as it is known.

It is made from RFC 7643, from what the target itself publishes (``/Schemas``), and from what is known of a named one
(`maplint.scim.catalog`). What the target publishes is believed over the RFC.
"""

from __future__ import annotations

import os
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

from maplint.names import fold
from maplint.record import NamedTuple
from maplint.scim import CORE_USER, ENTERPRISE_USER
from maplint.scim.path import AttributePath
from maplint.scim.schema import Attribute, Schema, SchemaFault, common_attributes, read_schemas, rfc7643_schemas
from maplint.source.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from maplint.scim.limits import ErrorAnswer, Limit
    from maplint.source.document import Document


class TargetError(Exception):
    """A target is unknown or its file is no description of one. The message says what to do."""


class Outcome(Enum):
    """What came of looking a path up."""

    FOUND = "found"
    OTHER_CASE = "found, in other letter case"
    UNKNOWN_SCHEMA = "the schema is not known"
    UNKNOWN_ATTRIBUTE = "the schema has no such attribute"
    UNKNOWN_SUB_ATTRIBUTE = "the attribute has no such sub-attribute"


class Resolution(NamedTuple):
    """Where a path leads.

    ``attribute`` is the one at its end (the sub-attribute, if the path has one), ``parent`` the complex attribute that
    holds it. ``elsewhere`` is another schema of the target that declares the attribute.
    """

    outcome: Outcome
    schema: Schema | None
    attribute: Attribute | None = None
    parent: Attribute | None = None
    elsewhere: Schema | None = None


class Demand(NamedTuple):
    """An attribute that the target requires. ``consequence`` is what it answers without it, where that is known."""

    path: AttributePath
    place: Place | None
    consequence: str | None
    faulty: bool
    limit: Limit | None = None


class Target:
    """A SCIM service.

    Attributes:
        name: the catalogue's id of a named target, else None.
        title: what to call it in a sentence.
        schemas: by lower-case URN.
        declared: lower-case URNs of the schemas that the target itself published: only there a missing attribute is
            known to be missing.
        open: lower-case URNs that the target is known to have without its attributes being known.
        documents: the files that describe it.
        limits: what is known beyond its schemas, each with its source.
        faults: contradictions in what it published, with the document.
        assumed: whether nobody named a target and RFC 7643 stands in.
        strict: whether it refuses unknown attributes rather than ignoring them.
        compares_exactly: whether it compares attribute names letter by letter.
        scim1: whether it speaks SCIM 1.1 too.
        errors: the errors that it is known to answer.
        entry: the description it was made from, for `maplint targets show`.
    """

    __slots__ = (
        "assumed",
        "compares_exactly",
        "declared",
        "documents",
        "entry",
        "errors",
        "faults",
        "limits",
        "name",
        "open",
        "schemas",
        "scim1",
        "strict",
        "title",
    )

    def __init__(self, name: str | None, title: str, *, assumed: bool = False) -> None:
        self.name = name
        self.title = title
        self.assumed = assumed
        self.schemas: dict[str, Schema] = {}
        self.declared: frozenset[str] = frozenset()
        self.open: frozenset[str] = frozenset()
        self.documents: list[Document] = []
        self.limits: list[Limit] = []
        self.faults: list[tuple[Document, SchemaFault]] = []
        self.strict = False
        self.compares_exactly = False
        self.scim1 = False
        self.errors: list[ErrorAnswer] = []
        self.entry: dict[str, object] = {}

    def __repr__(self) -> str:
        return f"<target {self.name or self.title}>"

    @property
    def is_standard(self) -> bool:
        """Whether RFC 7643 is all that is known of it."""
        return self.name is None and not self.documents

    # --- looking up -----------------------------------------------------------------------------------------------

    def schema(self, urn: str | None) -> Schema | None:
        """The schema of a URN (None: the core User), ignoring letter case."""
        return self.schemas.get((urn or CORE_USER).lower())

    def user_schemas(self) -> list[Schema]:
        """The schemas whose attributes a user can have: all but the core schemas of other resources."""
        return [s for urn, s in self.schemas.items() if ":core:2.0:" not in urn or urn == CORE_USER.lower()]

    def publishes(self, urn: str | None) -> bool:
        """Whether the target itself published this schema, so that what is not in it is known to be missing."""
        return (urn or CORE_USER).lower() in self.declared

    def resolve(self, path: AttributePath) -> Resolution:
        """Where a path leads. Names and URNs ignore letter case; the outcome tells whether the case differs."""
        schema = self.schema(path.schema)
        if schema is None:
            return Resolution(Outcome.UNKNOWN_SCHEMA, None, elsewhere=self._elsewhere(path, None))
        name = path.attribute.lower()
        top = schema.attributes.get(name)
        if top is None and schema.id.lower() == CORE_USER.lower():
            top = common_attributes().get(name)
        if top is None:
            return Resolution(Outcome.UNKNOWN_ATTRIBUTE, schema, elsewhere=self._elsewhere(path, schema))
        exact = top.name == path.attribute and (path.schema is None or path.schema == schema.id)
        if path.sub_attribute is None:
            return Resolution(Outcome.FOUND if exact else Outcome.OTHER_CASE, schema, top)
        part = top.sub_attributes.get(path.sub_attribute.lower())
        if part is None:
            return Resolution(Outcome.UNKNOWN_SUB_ATTRIBUTE, schema, None, top, self._elsewhere(path, schema))
        exact = exact and part.name == path.sub_attribute
        return Resolution(Outcome.FOUND if exact else Outcome.OTHER_CASE, schema, part, top)

    def _elsewhere(self, path: AttributePath, but: Schema | None) -> Schema | None:
        """The only other schema that declares the path's attribute (with its sub-attribute), if there is just one."""
        found = []
        for schema in self.user_schemas():
            top = schema.attributes.get(path.attribute.lower())
            if schema is not but and top is not None:
                if path.sub_attribute is None or path.sub_attribute.lower() in top.sub_attributes:
                    found.append(schema)
        return found[0] if len(found) == 1 else None

    def place(self, schema: Schema, attribute: Attribute) -> Place | None:
        """Where the target declares an attribute: its name. None for bundled schemas."""
        if schema.document is None or attribute.pointer is None:
            return None
        return Place(schema.document, (*attribute.pointer, "name"))

    # --- what it demands ------------------------------------------------------------------------------------------

    def required_attributes(self) -> list[Demand]:
        """The top-level attributes (and, from the catalogue, parts) without which a user is refused."""
        from maplint.scim.limits import refusal

        found: list[Demand] = []
        for schema in self.user_schemas():
            for attribute in schema.attributes.values():
                if attribute.required and attribute.mutability != "readOnly":
                    path = AttributePath(None if schema.id.lower() == CORE_USER.lower() else schema.id, attribute.name)
                    found.append(Demand(path, self.place(schema, attribute), None, attribute.faulty))
        for limit in self.limits:
            if (
                limit.kind == "required"
                and limit.path is not None
                and limit.resource == "User"
                and of_users(limit.path)
            ):
                if not any(demand.path.same_as(limit.path) for demand in found):
                    answer = refusal(self, f"400: {self.title} requires {limit.path}")
                    found.append(Demand(limit.path, None, answer, False, limit))
        return found

    def limits_of(self, path: AttributePath, *kinds: str) -> list[Limit]:
        """What is known of the attribute at a path, beyond its schema; ``kinds`` picks kinds of limits."""
        attribute = self.resolve(path).attribute
        return [
            limit
            for limit in self.limits
            if (not kinds or limit.kind in kinds) and limit.resource == "User" and limit.holds_for(path, attribute)
        ]

    def group_limits(self, name: str, *kinds: str) -> list[Limit]:
        """What is known of an attribute of groups, beyond its schema."""
        return [
            limit
            for limit in self.limits
            if limit.resource == "Group" and limit.kind in kinds and limit.names(AttributePath(None, name))
        ]

    def limit(self, path: AttributePath, kind: str) -> Limit | None:
        """The most specific limit of a kind: one that names the attribute before one that holds for all texts."""
        found = self.limits_of(path, kind)
        return next((limit for limit in found if limit.path is not None), found[0] if found else None)


def of_users(path: AttributePath) -> bool:
    """Whether users can have the attribute: all but those in core schemas of other resources (groups, Okta's entitlements)."""
    urn = (path.schema or CORE_USER).lower()
    return ":core:" not in urn or urn.endswith((":user", ":1.0"))


# --- the named targets: their names alone, for nothing else need be read to propose one -----------------------------------

CATALOG = os.path.join(os.path.dirname(__file__), "catalog")
CATALOG_SUFFIX = ".yaml"


@cache
def target_names() -> tuple[str, ...]:
    """The names of the known targets, in alphabetical order."""
    return tuple(sorted(name[: -len(CATALOG_SUFFIX)] for name in os.listdir(CATALOG) if name.endswith(CATALOG_SUFFIX)))


def guess_target(app_name: str | None, app_label: str | None) -> str | None:
    """The named target that an app may be, by Okta's name of the app or its label. To be proposed, never assumed.

    None as well when several targets fit.
    """
    words = [fold(text) for text in (app_label, app_name) if text]
    found = [
        name
        for name in target_names()
        if any(word == stem or (len(stem) > 4 and word.startswith(stem)) for stem in _stems(name) for word in words)
    ]
    return found[0] if len(found) == 1 else None


# What the vendors themselves, or Okta's list of apps, call them beside the name that stands here.
_ALSO_CALLED = {
    "aws-iam-identity-center": ("awssso", "awssinglesignon"),
    "github-emu": ("githubenterprisemanageduser",),
    "perimeter81": ("harmonysase", "checkpointharmonysase"),
    "tableau-cloud": ("tableauonline",),
    "webex": ("ciscowebex",),
    "zoom": ("zoomus",),
}


def _stems(name: str) -> tuple[str, ...]:
    return fold(name), *_ALSO_CALLED.get(name, ())


STANDARD = "rfc7643"
"""What to call the target that RFC 7643 alone describes: the one that stands in where nobody names another."""


# --- making a target ----------------------------------------------------------------------------------------------------


def rfc7643_target() -> Target:
    """The target of a run in which nobody named one: core User and the enterprise extension of RFC 7643."""
    target = Target(None, "RFC 7643", assumed=True)
    for schema in rfc7643_schemas():
        target.schemas[schema.id.lower()] = schema
    return target


def published_target(documents: Sequence[Document]) -> Target:
    """A target described by its own ``/Schemas`` answers."""
    target = rfc7643_target()
    target.title = "the target"
    target.assumed = False
    _publish(target, documents)
    return target


def load_target(sources: Sequence[str | Document]) -> Target:
    """A target from names (of the catalogue, or `STANDARD`), ``/Schemas`` answers and private descriptions, merged in this order.

    Raises:
        TargetError: an unknown name, or a document that describes no target.
    """
    from maplint.scim.catalog import apply_entry, load_entry, read_private

    target = rfc7643_target()
    target.assumed = False
    told = [source for source in sources if not (isinstance(source, str) and fold(source) == STANDARD)]
    if told:
        target.title = "the target"
    published: list[Document] = []
    for source in told:
        if isinstance(source, str):
            apply_entry(target, load_entry(source))
        elif isinstance(source.value, dict) and "maplint-target" in source.value:
            apply_entry(target, read_private(source))
            target.documents.append(source)
        else:
            published.append(source)
    if published:
        _publish(target, published)
    return target


def _publish(target: Target, documents: Iterable[Document]) -> None:
    declared: set[str] = set()
    for document in documents:
        schemas, faults = read_schemas(document.value, document)
        if not schemas:
            raise TargetError(
                f"{document.path}: this describes no SCIM target; give the answer of GET /Schemas (a ListResponse, an array "
                "or one schema), a private description (see docs/targets.md) or a name from `maplint targets`"
            )
        target.documents.append(document)
        target.faults += [(document, fault) for fault in faults]
        for schema in schemas:
            target.schemas[schema.id.lower()] = schema
            declared.add(schema.id.lower())
    target.declared = target.declared | declared
    # Servers need not publish what the client knows anyhow; but one that publishes its core User and no enterprise
    # extension has none.
    if CORE_USER.lower() in declared and ENTERPRISE_USER.lower() not in target.declared | target.open:
        target.schemas.pop(ENTERPRISE_USER.lower(), None)
