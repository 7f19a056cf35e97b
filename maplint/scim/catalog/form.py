"""The form of a target's description: what the catalogue's files and private ones must look like (docs/targets.md).

Written by hand rather than as a JSON Schema: a slip is told in one sentence with the nearest right word, at its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.names import nearest_word
from maplint.record import NamedTuple
from maplint.scim.path import AttributePath, PathError, parse_attribute_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from maplint.source.place import Pointer


class FormFault(NamedTuple):
    """Something in a description that the form does not allow.

    ``pointer`` counts from the description; ``on_key`` when its key is wrong rather than what stands under it.
    """

    pointer: Pointer
    message: str
    on_key: bool = False


# --- the words of the form ------------------------------------------------------------------------------------------------

RESOURCES = ("User", "Group", "Request")
"""What a limit's path may begin with. ``Request`` is the exchange itself: headers, query parameters."""

WILDCARDS = ("*string", "*required", "*other", "*")
BASES = ("documented", "third-party", "inferred")
EVENTS = ("create", "update", "patch")
FORMATS = ("email", "timezone", "uri", "locale-underscore", "objects")
CLASSES = ("control", "emoji")
NORMALISATIONS = ("local-part-dashed",)

_NUMBER, _TEXT, _LIST, _NOTHING, _ANY = "a number", "a text", "a list", "no value", "anything"
_VALUES = {
    "all_or_none": _LIST, "at_most_one_true": _NOTHING, "case": _TEXT, "charset": _ANY, "domain": _TEXT, "enum": _LIST,
    "equals": _TEXT, "exactly_one_true": _NOTHING, "expires": _TEXT, "format": _TEXT, "ignored": _NOTHING,
    "immutable": _NOTHING, "max": _NUMBER, "max_length": _NUMBER, "max_nodes": _NUMBER, "max_values": _NUMBER,
    "min_length": _NUMBER, "namespace": _NOTHING, "normalized": _TEXT, "not_only_spaces": _NOTHING, "note": _TEXT,
    "null_rejected": _NOTHING, "only": _LIST, "rejected": _NOTHING, "required": _NOTHING, "required_if_parent": _NOTHING,
    "required_true": _NOTHING, "required_true_if_more_than_one": _NOTHING, "reserved": _LIST, "subattr_rename": _TEXT,
    "unique": _NOTHING,
}  # fmt: skip
_WORDS = {"format": FORMATS, "case": ("upper", "lower"), "normalized": NORMALISATIONS}

KINDS = frozenset(_VALUES)

_KEYS = (
    "id", "title", "scim_version", "schemas_endpoint", "match_attributes", "filters", "extension_urns", "strict",
    "compares_exactly", "custom_attributes", "okta_external_names", "attributes", "limits", "quirks", "errors", "sources",
)  # fmt: skip
_LIMIT_KEYS = (
    "path", "kind", "value", "deny", "deny_class", "event", "when", "applies_to", "scope", "basis", "sources", "note",
)  # fmt: skip
_ERROR_KEYS = (
    "status", "name", "text", "detail", "scimType", "body", "body_shape", "codes", "general", "causes", "when", "note", "sources",
)  # fmt: skip
ATTRIBUTE_KEYS = (
    "path", "type", "multi_valued", "required", "mutability", "uniqueness", "case_exact", "canonical_values", "min_length",
    "max_length", "sources", "note",
)  # fmt: skip
_CHARACTERISTICS = {
    "type": ("string", "boolean", "decimal", "integer", "dateTime", "binary", "reference", "complex"),
    "mutability": ("readOnly", "readWrite", "immutable", "writeOnly"),
    "uniqueness": ("none", "server", "global"),
}


# --- checking -------------------------------------------------------------------------------------------------------------


def faults(entry: object) -> Iterator[FormFault]:
    """What is wrong with a description, in the order of its parts."""
    if not isinstance(entry, dict):
        yield FormFault((), "`maplint-target` must be an object")
        return
    yield from _unknown_keys(entry, _KEYS, ())
    for key in ("strict", "compares_exactly"):
        if not isinstance(entry.get(key, False), bool):
            yield FormFault((key,), f"`{key}` must be true or false")
    for key in ("id", "title"):
        if key in entry and not isinstance(entry[key], str):
            yield FormFault((key,), f"`{key}` must be a text")
    for key in ("match_attributes", "extension_urns", "custom_attributes", "okta_external_names"):
        yield from _texts(entry, key)
    for number, urn in enumerate(_items(entry, "extension_urns")):
        if isinstance(urn, str) and not urn.lower().startswith("urn:"):
            yield FormFault(("extension_urns", number), f"`{urn}` is no URN")
    sources = entry.get("sources", {})
    if not isinstance(sources, dict):
        yield FormFault(("sources",), "`sources` must be an object of names and links")
        sources = {}
    parts: tuple[tuple[str, Callable[[dict[str, Any]], Iterator[FormFault]]], ...] = (
        ("attributes", _attribute_faults), ("limits", _limit_faults), ("quirks", _quirk_faults), ("errors", _error_faults),
    )  # fmt: skip
    for key, check in parts:
        if key in entry and not isinstance(entry[key], list):
            yield FormFault((key,), f"`{key}` must be a list")
        for number, item in enumerate(_items(entry, key)):
            if not isinstance(item, dict):
                yield FormFault((key, number), f"each of `{key}` must be an object")
                continue
            for fault in (*check(item), *_source_faults(item, sources)):
                yield fault._replace(pointer=(key, number, *fault.pointer))


def _attribute_faults(value: dict[str, Any]) -> Iterator[FormFault]:
    yield from _unknown_keys(value, ATTRIBUTE_KEYS, ())
    path = value.get("path")
    if not isinstance(path, str):
        yield FormFault((), "an attribute needs a `path`")
    else:
        read = _read_path(path)
        if isinstance(read, PathError):
            yield FormFault(("path",), f"`{path}` is no attribute path: {read.message}")
        elif read.filter is not None or read.position is not None:
            yield FormFault(("path",), f"`{path}` declares an attribute, so it takes no filter")
    for key, words in _CHARACTERISTICS.items():
        if key in value and value[key] not in words:
            yield FormFault((key,), f"`{key}` is `{value[key]}`, which is none of {', '.join(words)}")
    for key in ("multi_valued", "required", "case_exact"):
        if not isinstance(value.get(key, False), bool):
            yield FormFault((key,), f"`{key}` must be true or false")
    for key in ("min_length", "max_length"):
        if key in value and not _is_count(value[key]):
            yield FormFault((key,), f"`{key}` must be a number, 0 or more")
    if not isinstance(value.get("canonical_values", []), list):
        yield FormFault(("canonical_values",), "`canonical_values` must be a list")


def _limit_faults(limit: dict[str, Any]) -> Iterator[FormFault]:
    yield from _unknown_keys(limit, _LIMIT_KEYS, ())
    path, kind = limit.get("path"), limit.get("kind")
    if not isinstance(path, str) or "kind" not in limit:
        yield FormFault((), "a limit needs a `path` and a `kind`")
        return
    if not isinstance(kind, str) or kind not in KINDS:
        yield FormFault(("kind",), f"the limit is of the unknown kind `{kind}`{_hint(str(kind), KINDS)}")
        return
    yield from _path_faults(path)
    yield from _value_faults(limit, kind)
    for key, words in (("event", EVENTS), ("basis", BASES), ("deny_class", CLASSES)):
        if key in limit and limit[key] not in words:
            yield FormFault((key,), f"`{key}` is `{limit[key]}`, which is none of {', '.join(words)}")


def _path_faults(path: str) -> Iterator[FormFault]:
    if path.startswith("*"):
        if path not in WILDCARDS:
            yield FormFault(("path",), f"`{path}` is none of {', '.join(WILDCARDS)}")
        return
    resource, text = split_resource(path)
    if resource == "Request" or not text or is_schema_urn(text):
        return
    read = _read_path(text)
    if isinstance(read, PathError):
        yield FormFault(("path",), f"`{path}` is no attribute path: {read.message}")


def _value_faults(limit: dict[str, Any], kind: str) -> Iterator[FormFault]:
    expected, value = _VALUES[kind], limit.get("value")
    if kind == "charset":
        if not any(isinstance(limit.get(key), str) for key in ("value", "deny", "deny_class")):
            yield FormFault((), "`charset` needs a `value` (the characters allowed), `deny` or `deny_class`")
        elif isinstance(value, str):
            from maplint.scim.characters import CharacterError, read_allowed

            try:
                read_allowed(value)
            except CharacterError as error:
                yield FormFault(("value",), f"`{value}` {error}")
        return
    fits = {
        _NUMBER: _is_count(value),
        _TEXT: isinstance(value, str),
        _LIST: isinstance(value, list) and bool(value),
        _NOTHING: value is None,
        _ANY: True,
    }
    if not fits[expected]:
        shown = f"takes {expected}" if expected == _NOTHING else f"needs {expected} as its `value`"
        yield FormFault(("value",) if "value" in limit else (), f"`{kind}` {shown}")
    elif kind in _WORDS and value not in _WORDS[kind]:
        known = ", ".join(_WORDS[kind])
        yield FormFault(("value",), f"the {kind} `{value}` is none of {known}{_hint(str(value), _WORDS[kind])}")


def _quirk_faults(quirk: dict[str, Any]) -> Iterator[FormFault]:
    yield from _unknown_keys(quirk, ("text", "sources"), ())
    if not isinstance(quirk.get("text"), str):
        yield FormFault((), "a quirk needs a `text`")


def _error_faults(error: dict[str, Any]) -> Iterator[FormFault]:
    yield from _unknown_keys(error, _ERROR_KEYS, ())
    if not isinstance(error.get("general", False), bool):
        yield FormFault(("general",), "`general` must be true or false")
    if error.get("general") and not isinstance(error.get("text", error.get("detail")), str):
        yield FormFault((), "an error that is `general` needs its `text` or `detail`")


def _source_faults(item: dict[str, Any], known: dict[str, Any]) -> Iterator[FormFault]:
    if not isinstance(item.get("sources", []), list):
        yield FormFault(("sources",), "`sources` must be a list of keys")
    for number, key in enumerate(_items(item, "sources")):
        if str(key) not in known:
            yield FormFault(
                ("sources", number), f"`{key}` is not among the description's `sources`{_hint(str(key), known)}"
            )


# --- helpers --------------------------------------------------------------------------------------------------------------


def split_resource(path: str) -> tuple[str, str]:
    """A limit's path without the resource that it begins with: ``Group.members`` is ``members`` of a Group."""
    for name in RESOURCES:
        if path == name or path.startswith(name + "."):
            return name, path[len(name) + 1 :]
    return "User", path


def is_schema_urn(text: str) -> bool:
    """Whether a path is the URN of a whole schema: it ends in a version, perhaps with the resource's name."""
    if text[:4].lower() != "urn:" or "[" in text:
        return False
    *_, version = text.removesuffix(":User").rpartition(":")
    return bool(version) and version.replace(".", "").isdigit()


def _read_path(text: str) -> AttributePath | PathError:
    try:
        return parse_attribute_path(text)
    except PathError as error:
        return error


def _unknown_keys(value: dict[str, Any], known: Iterable[str], pointer: Pointer) -> Iterator[FormFault]:
    names = tuple(known)
    for key in value:
        if key not in names:
            yield FormFault((*pointer, str(key)), f"unknown key `{key}`{_hint(str(key), names)}", on_key=True)


def _texts(entry: dict[str, Any], key: str) -> Iterator[FormFault]:
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        yield FormFault((key,), f"`{key}` must be a list of texts")


def _items(entry: dict[str, Any], key: str) -> list[Any]:
    value = entry.get(key)
    return value if isinstance(value, list) else []


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _hint(word: str, known: Iterable[str]) -> str:
    near = nearest_word(word, sorted(known))
    return f", did you mean `{near}`?" if near else ""
