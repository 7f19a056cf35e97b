"""The named targets: one file each, every limit with its source. docs/targets.md describes the form.

They are YAML because people read and mend them; only the one that is asked for is loaded.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from maplint.names import fold, nearest
from maplint.scim import CORE_USER
from maplint.scim.catalog.form import KINDS, is_schema_urn, split_resource
from maplint.scim.limits import ErrorAnswer, Limit
from maplint.scim.path import AttributePath, PathError, parse_attribute_path
from maplint.scim.schema import Attribute, Schema
from maplint.scim.target import CATALOG, CATALOG_SUFFIX, STANDARD, TargetError, target_names
from maplint.source.place import Part, Place

if TYPE_CHECKING:
    from maplint.scim.target import Target
    from maplint.source.document import Document

__all__ = ["KINDS", "apply_entry", "load_entry", "read_limit", "read_private", "target_names"]


def load_entry(name: str) -> dict[str, Any]:
    """The description of a named target.

    Raises:
        TargetError: there is none; the message holds the nearest name.
    """
    names = target_names()
    folded = {fold(known): known for known in names}
    found = folded.get(fold(name))
    if found is None:
        if fold(name) == STANDARD:
            raise TargetError(
                f"`{STANDARD}` is the standard itself: `maplint schema` shows it; nothing beyond it is known"
            )
        near = nearest(name, names) or next(
            (known for known in names if fold(name) and fold(name) in fold(known)), None
        )
        hint = (
            f"did you mean `{near}`?" if near else "`maplint targets` lists the known ones; a file may be given instead"
        )
        raise TargetError(f"there is no target `{name}`; {hint}")
    import yaml

    with open(os.path.join(CATALOG, found + CATALOG_SUFFIX), encoding="utf-8") as file:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        entry: dict[str, Any] = yaml.load(file, Loader=loader)
    return entry


def read_private(document: Document) -> dict[str, Any]:
    """A private description: the catalogue's form under the key ``maplint-target``.

    Raises:
        TargetError: it has another form; the message says where.
    """
    from maplint.scim.catalog.form import faults

    entry = document.value["maplint-target"]
    fault = next(faults(entry), None)
    if fault is not None:
        place = Place(document, ("maplint-target", *fault.pointer), Part.KEY if fault.on_key else Part.VALUE)
        line, column = document.position(place.span().start)
        raise TargetError(f"{document.path}:{line}:{column}: {fault.message}; docs/targets.md describes the form")
    return dict(entry)


# --- applying an entry ----------------------------------------------------------------------------------------------------


def apply_entry(target: Target, entry: dict[str, Any]) -> None:
    """Add what a description knows to a target."""
    target.entry = entry
    target.name = str(entry.get("id") or "private")
    # What stands in parentheses explains a title in lists and would only stop the reader of a sentence.
    target.title = str(entry.get("title") or entry.get("id") or "the target").partition(" (")[0]
    target.strict = target.strict or entry.get("strict") is True
    target.compares_exactly = target.compares_exactly or entry.get("compares_exactly") is True
    target.scim1 = target.scim1 or "1.1" in str(entry.get("scim_version", ""))
    urns = {str(urn).lower() for urn in entry.get("extension_urns") or ()}
    target.open = target.open | frozenset(urns - set(target.schemas))
    # A limit under a condition that the files cannot tell would be a guess: `targets show` prints it, no rule reads it.
    added = [read_limit(limit, entry) for limit in entry.get("limits") or () if "when" not in limit]
    target.limits += added
    for error in entry.get("errors") or ():
        text = error.get("text") or error.get("detail")
        if isinstance(text, str):
            status = error.get("status")
            target.errors.append(
                ErrorAnswer(status if isinstance(status, int) else None, text, error.get("general") is True)
            )
    for name in entry.get("custom_attributes") or ():
        _add_attribute(target, AttributePath(None, str(name)), Attribute(str(name)))
    for described in entry.get("attributes") or ():
        _add_described(target, described)
    for limit in added:
        _note_in_schema(target, limit)


def read_limit(value: dict[str, Any], entry: dict[str, Any]) -> Limit:
    """A limit as the catalogue writes it. What is no path of an attribute (a header, say) is kept for people only."""
    text = str(value["path"])
    resource, path = "User", None
    wildcard = text if text.startswith("*") else ""
    if not wildcard:
        resource, text = split_resource(text)
        path = _read_path(text) if resource != "Request" else None
    links = entry.get("sources") or {}
    return Limit(
        kind=str(value["kind"]),
        path=path,
        wildcard=wildcard,
        resource=resource,
        value=value.get("value"),
        deny=value.get("deny"),
        deny_class=value.get("deny_class"),
        event=value.get("event"),
        of=value.get("applies_to"),
        basis=str(value.get("basis", "documented")),
        sources=tuple(str(links.get(key, key)) for key in value.get("sources") or ()),
        note=value.get("note"),
    )


def _read_path(text: str) -> AttributePath | None:
    if is_schema_urn(text):
        return AttributePath(text, "")
    try:
        path = parse_attribute_path(text)
    except PathError:
        return None
    return path._replace(schema=None) if path.schema is not None and path.schema.lower() == CORE_USER.lower() else path


def _add_attribute(target: Target, path: AttributePath, attribute: Attribute) -> None:
    """Add an attribute, or a part of one, to the target's own copy of a schema: bundled ones are shared and never changed."""
    urn = path.schema or CORE_USER
    schema = target.schemas.get(urn.lower())
    if schema is None or schema.document is None:
        own = Schema(urn, schema.name if schema is not None else urn)
        own.attributes = dict(schema.attributes) if schema is not None else {}
        target.schemas[urn.lower()] = schema = own
    name = path.attribute.lower()
    if path.sub_attribute is None:
        schema.attributes.setdefault(name, attribute)
        return
    parent = schema.attributes[name].copy() if name in schema.attributes else Attribute(path.attribute, "complex")
    parent.sub_attributes.setdefault(path.sub_attribute.lower(), attribute)
    schema.attributes[name] = parent


def _add_described(target: Target, described: dict[str, Any]) -> None:
    path = _read_path(str(described.get("path", "")))
    if path is None or not path.attribute:
        return
    attribute = Attribute(path.sub_attribute or path.attribute, str(described.get("type", "string")))
    attribute.multi_valued = described.get("multi_valued") is True
    attribute.required = described.get("required") is True
    attribute.case_exact = described.get("case_exact") is True
    attribute.mutability = str(described.get("mutability", attribute.mutability))
    attribute.uniqueness = str(described.get("uniqueness", attribute.uniqueness))
    attribute.canonical_values = tuple(described.get("canonical_values") or ())
    attribute.min_length = described.get("min_length")
    attribute.max_length = described.get("max_length")
    _add_attribute(target, path, attribute)


def _note_in_schema(target: Target, limit: Limit) -> None:
    """An attribute that the catalogue names in an extension of the vendor's own is known to be there."""
    path = limit.path
    if path is None or not path.attribute or path.schema is None or limit.resource != "User":
        return
    if limit.kind in ("rejected", "note") or path.filter is not None or path.sub_attribute is not None:
        return
    if path.schema.lower() in target.open and target.resolve(path).attribute is None:
        _add_attribute(target, path, Attribute(path.attribute))
