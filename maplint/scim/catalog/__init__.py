"""The named targets: one file each, every limit with its source. docs/targets.md describes the form.

They are YAML because people read and mend them; only the one that is asked for is loaded.
"""

from __future__ import annotations

import os
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from maplint.names import fold, nearest
from maplint.scim import CORE_USER
from maplint.scim.limits import Limit
from maplint.scim.path import AttributePath, PathError, parse_attribute_path
from maplint.scim.schema import Attribute, Schema

if TYPE_CHECKING:
    from maplint.scim.target import Target
    from maplint.source.document import Document

_FOLDER = os.path.dirname(__file__)
_SUFFIX = ".yaml"

RESOURCES = ("User", "Group")


@cache
def target_names() -> tuple[str, ...]:
    """The names of the known targets, in alphabetical order."""
    return tuple(sorted(name[: -len(_SUFFIX)] for name in os.listdir(_FOLDER) if name.endswith(_SUFFIX)))


def load_entry(name: str) -> dict[str, Any]:
    """The description of a named target.

    Raises:
        TargetError: there is none; the message holds the nearest name.
    """
    from maplint.scim.target import TargetError

    names = target_names()
    folded = {fold(known): known for known in names}
    found = folded.get(fold(name))
    if found is None:
        near = nearest(name, names) or next(
            (known for known in names if fold(name) and fold(name) in fold(known)), None
        )
        hint = (
            f"did you mean `{near}`?" if near else "`maplint targets` lists the known ones; a file may be given instead"
        )
        raise TargetError(f"there is no target `{name}`; {hint}")
    import yaml

    with open(os.path.join(_FOLDER, found + _SUFFIX), encoding="utf-8") as file:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        entry: dict[str, Any] = yaml.load(file, Loader=loader)
    return entry


def guess_target(app_name: str | None, app_label: str | None) -> str | None:
    """The named target that an app may be, by its name or label. To be proposed, never assumed."""
    words = [fold(text) for text in (app_label, app_name) if text]
    for name in target_names():
        stem = fold(name)
        if any(word == stem or (len(stem) > 4 and word.startswith(stem)) for word in words):
            return name
    return None


def read_private(document: Document) -> dict[str, Any]:
    """A private description: the catalogue's form under the key ``maplint-target``.

    Raises:
        TargetError: it has another form; the message says where.
    """
    from maplint.scim.target import TargetError

    entry = document.value["maplint-target"]
    problem = _problem(entry)
    if problem is not None:
        raise TargetError(f"{document.path}: {problem}; docs/targets.md describes the form")
    return dict(entry)


_KEYS = frozenset(
    {
        "id", "title", "scim_version", "schemas_endpoint", "match_attributes", "filters", "extension_urns", "strict",
        "compares_exactly", "custom_attributes", "okta_external_names", "attributes", "limits", "quirks", "errors", "sources",
    }
)  # fmt: skip
KINDS = frozenset(
    {
        "all_or_none", "at_most_one_true", "case", "charset", "domain", "enum", "equals", "exactly_one_true", "expires",
        "format", "ignored", "immutable", "max", "max_length", "max_nodes", "max_values", "min_length", "namespace",
        "normalized", "not_only_spaces", "note", "null_rejected", "only", "rejected", "required", "required_if_parent",
        "required_true", "required_true_if_more_than_one", "reserved", "subattr_rename", "unique",
    }
)  # fmt: skip
_LIMIT_KEYS = frozenset(
    {"path", "kind", "value", "deny", "deny_class", "event", "applies_to", "scope", "basis", "sources", "note"}
)


def _problem(entry: object) -> str | None:
    """What is wrong with a private description; None when nothing is."""
    if not isinstance(entry, dict):
        return "`maplint-target` must be an object"
    for key in entry:
        if key not in _KEYS:
            return f"unknown key `{key}`{_hint(str(key), sorted(_KEYS))}"
    for number, limit in enumerate(entry.get("limits") or ()):
        where = f"limit {number + 1}"
        if not isinstance(limit, dict) or not isinstance(limit.get("path"), str) or "kind" not in limit:
            return f"{where} needs a `path` and a `kind`"
        for key in limit:
            if key not in _LIMIT_KEYS:
                return f"{where} has the unknown key `{key}`{_hint(str(key), sorted(_LIMIT_KEYS))}"
        if limit["kind"] not in KINDS:
            return f"{where} is of the unknown kind `{limit['kind']}`{_hint(str(limit['kind']), sorted(KINDS))}"
    return None


def _hint(word: str, known: list[str]) -> str:
    near = nearest(word, known)
    return f", did you mean `{near}`?" if near else ""


# --- applying an entry ----------------------------------------------------------------------------------------------------


def apply_entry(target: Target, entry: dict[str, Any]) -> None:
    """Add what a description knows to a target."""
    target.entry = entry
    target.name = str(entry.get("id") or "private")
    target.title = str(entry.get("title") or entry.get("id") or "the target")
    target.strict = target.strict or entry.get("strict") is True
    target.compares_exactly = target.compares_exactly or entry.get("compares_exactly") is True
    target.scim1 = target.scim1 or "1.1" in str(entry.get("scim_version", ""))
    urns = {str(urn).lower() for urn in entry.get("extension_urns") or ()}
    target.open = target.open | frozenset(urns - set(target.schemas))
    target.limits += [read_limit(limit, entry) for limit in entry.get("limits") or ()]
    for error in entry.get("errors") or ():
        status, text = error.get("status"), error.get("text") or error.get("detail")
        if isinstance(text, str):
            target.errors.append((status if isinstance(status, int) else None, text))
    for name in entry.get("custom_attributes") or ():
        _add_attribute(target, CORE_USER, Attribute(str(name)))
    for described in entry.get("attributes") or ():
        _add_described(target, described)
    for limit in target.limits:
        _note_in_schema(target, limit)


def read_limit(value: dict[str, Any], entry: dict[str, Any]) -> Limit:
    """A limit as the catalogue writes it. A path that is none (a pair of attributes, a header) is kept for people only."""
    text = str(value["path"])
    resource, wildcard = "User", ""
    path: AttributePath | None = None
    if text.startswith("*"):
        wildcard = text
    else:
        for name in RESOURCES:
            if text == name or text.startswith(name + "."):
                resource, text = name, text[len(name) + 1 :]
        path = _read_path(text)
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
    # An extension's URN alone stands for the whole extension.
    if re.fullmatch(r"urn:[^\[\]]+:\d[\d.]*(:User)?", text):
        return AttributePath(text, "")
    try:
        path = parse_attribute_path(text)
    except PathError:
        return None
    return path._replace(schema=None) if path.schema is not None and path.schema.lower() == CORE_USER.lower() else path


def _add_attribute(target: Target, urn: str, attribute: Attribute) -> None:
    """Add an attribute to the target's own copy of a schema: bundled schemas are shared and never changed."""
    schema = target.schemas.get(urn.lower())
    if schema is None or schema.document is None:
        copy = Schema(urn, schema.name if schema is not None else urn)
        copy.attributes = dict(schema.attributes) if schema is not None else {}
        target.schemas[urn.lower()] = schema = copy
    schema.attributes.setdefault(attribute.name.lower(), attribute)


def _add_described(target: Target, described: dict[str, Any]) -> None:
    path = _read_path(str(described.get("path", "")))
    if path is not None:
        attribute = Attribute(path.attribute, str(described.get("type", "string")))
        attribute.multi_valued = described.get("multi_valued") is True
        _add_attribute(target, path.schema or CORE_USER, attribute)


def _note_in_schema(target: Target, limit: Limit) -> None:
    """An attribute that the catalogue names in a schema of the vendor's own is known to be there."""
    path = limit.path
    if path is None or not path.attribute or limit.resource != "User" or limit.kind in ("rejected", "note"):
        return
    urn = path.schema or CORE_USER
    if path.filter is None and path.sub_attribute is None and urn.lower() in target.open | {CORE_USER.lower()}:
        if target.resolve(path).attribute is None and urn.lower() in target.open:
            _add_attribute(target, urn, Attribute(path.attribute))
