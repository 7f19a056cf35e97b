"""Whether a file has the shape of its kind, and if not, a sentence about each departure.

Two ways that agree: a check by hand, which takes some millionths of a second and accepts what is well-formed, and the
JSON Schemas in ``schemas/``, which are asked only to explain what the check by hand would not accept. Both are as
lenient as Okta is: keys that nobody knows, missing links, null for anything that is optional.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.record import NamedTuple
from maplint.source.kinds import Kind
from maplint.source.place import Part, Pointer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from maplint.source.document import Document
    from maplint.source.kinds import Item


class ShapeProblem(NamedTuple):
    """A departure from the shape. ``suggestion`` is the text that was probably meant, of the value or the key."""

    message: str
    pointer: Pointer
    part: Part
    help: str
    suggestion: str | None = None


def shape_problems(document: Document, item: Item) -> list[ShapeProblem]:
    """What is wrong with the shape of something in a document; empty for kinds whose shape is judged elsewhere."""
    value = document.at(item.pointer)
    if item.kind in (Kind.TERRAFORM_PLAN, Kind.TERRAFORM_STATE):
        return _foreign_version(value)
    shape = _SHAPES.get(item.kind)
    if shape is None:
        return []
    well_formed, schema = shape
    if well_formed(value):
        return []
    return [problem._replace(pointer=(*item.pointer, *problem.pointer)) for problem in explain(schema, value)]


def _foreign_version(value: dict[str, Any]) -> list[ShapeProblem]:
    """A form of Terraform's JSON that is not known. Of ``terraform show -json`` the major version counts (its documentation asks
    readers to refuse others)."""
    version = value.get("format_version")
    if version is not None:
        if str(version).startswith(("0.", "1.")):
            return []
        message = f"`format_version` is {_found(version)}; maplint reads 1.x, as Terraform 1.1 and later write it"
        return [ShapeProblem(message, ("format_version",), Part.VALUE, "write it with a Terraform of the 1.x versions")]
    if value.get("version") == 4 or "planned_values" in value:
        return []
    message = f"`version` is {_found(value.get('version'))}; maplint reads states of version 4"
    help_ = "give the output of `terraform show -json`: its form is the same for all states"
    return [ShapeProblem(message, ("version",), Part.VALUE, help_)]


# -- by hand -------------------------------------------------------------------------------------------------------

_NONE = object()
_TEXT = (str, type(None))
_OBJECT = (dict, type(None))
_LIST = (list, type(None))
_ENTRY_KEYS = frozenset({"expression", "pushStatus"})
_PUSH = ("PUSH", "DONT_PUSH", None)


def mapping_is_well_formed(value: Any) -> bool:
    """Whether a profile mapping has its shape; when not sure, no."""
    if not isinstance(value, dict) or not isinstance(value.get("id"), _TEXT):
        return False
    for name in ("source", "target"):
        end = value.get(name)
        if end is not None and not (isinstance(end, dict) and _texts(end, ("id", "name", "type")) and _links(end)):
            return False
    properties = value.get("properties")
    if properties is None:
        return True
    if not isinstance(properties, dict):
        return False
    for entry in properties.values():
        if entry is None:
            continue
        if not isinstance(entry, dict) or not isinstance(entry.get("expression", _NONE), _TEXT):
            return False
        # A key besides these two may be one of them misspelt.
        if entry.get("pushStatus") not in _PUSH or len(entry) > 1 + ("pushStatus" in entry):
            return False
    return True


_TYPES = ("string", "boolean", "number", "integer", "array", "object", None)
_SCOPES = ("NONE", "SELF", "SYSTEM", None)
_PROPERTY_TEXTS = ("title", "description", "format", "pattern", "externalName", "externalNamespace", "mutability")


def profile_schema_is_well_formed(value: Any) -> bool:
    """Whether a user or app user schema has its shape; when not sure, no."""
    if not isinstance(value, dict) or not _texts(value, ("id", "name", "title")):
        return False
    definitions = value.get("definitions", _NONE)
    return isinstance(definitions, dict) and all(
        _section_is_well_formed(definitions.get(name)) for name in ("base", "custom")
    )


def _section_is_well_formed(section: Any) -> bool:
    if section is None:
        return True
    if not isinstance(section, dict):
        return False
    required = section.get("required")
    if required is not None and not (isinstance(required, list) and all(isinstance(name, str) for name in required)):
        return False
    properties = section.get("properties")
    if properties is None:
        return True
    return isinstance(properties, dict) and all(map(_property_is_well_formed, properties.values()))


def _property_is_well_formed(value: Any) -> bool:
    if value is None:
        return True
    if not isinstance(value, dict) or not _texts(value, _PROPERTY_TEXTS):
        return False
    choices = value.get("oneOf")
    if choices is not None and not (
        isinstance(choices, list) and all(isinstance(choice, dict) and "const" in choice for choice in choices)
    ):
        return False
    required = value.get("required")
    return (
        _one_of(value.get("type"), _TYPES)
        and _one_of(value.get("scope"), _SCOPES)
        and (required is None or required is True or required is False)
        and _is_length(value.get("minLength"))
        and _is_length(value.get("maxLength"))
        and isinstance(value.get("enum"), _LIST)
        and isinstance(value.get("items"), _OBJECT)
        and isinstance(value.get("master"), _OBJECT)
        and isinstance(value.get("permissions"), _LIST)
    )


def application_is_well_formed(value: Any) -> bool:
    """Whether an application has its shape; when not sure, no."""
    if not isinstance(value, dict) or not _texts(value, ("id", "name", "label", "signOnMode")):
        return False
    features = value.get("features")
    if features is not None and not (isinstance(features, list) and all(isinstance(name, str) for name in features)):
        return False
    credentials = value.get("credentials")
    if not isinstance(credentials, _OBJECT) or not isinstance(value.get("settings"), _OBJECT):
        return False
    template = credentials.get("userNameTemplate") if credentials is not None else None
    if template is None:
        return True
    return (
        isinstance(template, dict)
        and isinstance(template.get("template"), _TEXT)
        and _one_of(template.get("type"), ("NONE", "BUILT_IN", "CUSTOM", "", None))
        and _one_of(template.get("pushStatus"), ("PUSH", "DONT_PUSH", "NOT_CONFIGURED", "", None))
    )


def _texts(value: dict[str, Any], keys: Iterable[str]) -> bool:
    return all(isinstance(value.get(key), _TEXT) for key in keys)


def _links(value: dict[str, Any]) -> bool:
    return isinstance(value.get("_links"), _OBJECT)


def _one_of(value: Any, choices: tuple[str | None, ...]) -> bool:
    return isinstance(value, _TEXT) and value in choices


def _is_length(value: Any) -> bool:
    return value is None or (type(value) is int and value >= 0)


# -- by JSON Schema ------------------------------------------------------------------------------------------------

_NAMES = {
    "string": "a text",
    "object": "an object",
    "array": "a list",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
}


def load_schema(name: str) -> dict[str, Any]:
    """One of the JSON Schemas (Draft 2020-12): ``profile_mapping``, ``profile_schema`` or ``application``."""
    import json
    import os

    with open(os.path.join(os.path.dirname(__file__), "schemas", f"{name}.json"), encoding="utf-8") as file:
        schema: dict[str, Any] = json.load(file)
    return schema


def explain(schema: str, value: Any) -> list[ShapeProblem]:
    """What departs from a JSON Schema, in the order of the pointers."""
    from jsonschema import Draft202012Validator

    problems: list[ShapeProblem] = []
    for error in Draft202012Validator(load_schema(schema)).iter_errors(value):
        pointer: Pointer = tuple(error.absolute_path)
        help_ = str(error.schema.get("description", "compare with the export that Okta gives"))
        if error.validator == "required":
            problems += _missing(
                error.instance, error.validator_value, error.schema.get("properties", {}), pointer, help_
            )
        elif error.validator == "enum":
            problems.append(_not_allowed(error.instance, error.validator_value, pointer, help_))
        elif error.validator == "type":
            wanted = _wanted(error.validator_value)
            message = f"{_name(pointer)} must be {wanted}, found {_found(error.instance)}"
            problems.append(ShapeProblem(message, pointer, Part.VALUE, help_))
        else:
            problems.append(ShapeProblem(f"{_name(pointer)}: {error.message}", pointer, Part.VALUE, help_))
    if schema == "profile_mapping":
        problems += _misspelled_keys(value)
    return sorted(problems, key=lambda problem: tuple(map(str, problem.pointer)))


def _missing(
    value: dict[str, Any], required: list[str], known: dict[str, Any], pointer: Pointer, help_: str
) -> Iterator[ShapeProblem]:
    """A key that is missing; the one that was written in its place if there is one."""
    for key in required:
        if key in value:
            continue
        near = next((other for other in value if other not in known and _alike(other, key)), None)
        if near is None:
            yield ShapeProblem(f"`{key}` is missing in {_name(pointer)}", pointer, Part.KEY, help_)


def _misspelled_keys(mapping: Any) -> Iterator[ShapeProblem]:
    properties = mapping.get("properties") if isinstance(mapping, dict) else None
    for variable, entry in properties.items() if isinstance(properties, dict) else ():
        for key in entry if isinstance(entry, dict) else ():
            for meant in sorted(_ENTRY_KEYS - entry.keys()):
                if key not in _ENTRY_KEYS and _alike(key, meant):
                    pointer = ("properties", variable, key)
                    message = f"`{key}` is no key of a property mapping"
                    yield ShapeProblem(message, pointer, Part.KEY, f"did you mean `{meant}`?", meant)


def _not_allowed(value: Any, allowed: list[Any], pointer: Pointer, help_: str) -> ShapeProblem:
    choices = [choice for choice in allowed if choice]
    listed = " or ".join([", ".join(choices[:-1]), choices[-1]]) if len(choices) > 1 else choices[0]
    near = None
    if isinstance(value, str):
        near = next((choice for choice in choices if _alike(value, choice)), None)
    message = f"{_name(pointer)} is {listed}, found {_found(value)}"
    return ShapeProblem(message, pointer, Part.VALUE, f"did you mean {near}? {help_}" if near else help_, near)


def _alike(written: str, meant: str) -> bool:
    from difflib import SequenceMatcher

    first, second = _folded(written), _folded(meant)
    return first == second or (
        abs(len(first) - len(second)) <= 2 and SequenceMatcher(None, first, second, autojunk=False).ratio() >= 0.85
    )


def _folded(name: str) -> str:
    return name.replace("_", "").replace("-", "").replace(" ", "").casefold()


def _wanted(types: str | list[str]) -> str:
    listed = [_NAMES[name] for name in ([types] if isinstance(types, str) else types) if name != "null"]
    return " or ".join(listed)


def _found(value: Any) -> str:
    if isinstance(value, str):
        return f"`{value}`" if len(value) <= 40 else f"`{value[:39]}…`"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, (int, float)):
        return f"the number {value}" if abs(value) < 10**15 else "a number"
    return "a list" if isinstance(value, list) else "an object"


def _name(pointer: Pointer) -> str:
    if not pointer:
        return "the file"
    last = pointer[-1]
    if isinstance(last, int):
        return f"item {last + 1} of {_name(pointer[:-1])}"
    return f"`{last}`"


_SHAPES: dict[Kind, tuple[Callable[[Any], bool], str]] = {
    Kind.PROFILE_MAPPING: (mapping_is_well_formed, "profile_mapping"),
    Kind.APP_USER_SCHEMA: (profile_schema_is_well_formed, "profile_schema"),
    Kind.USER_SCHEMA: (profile_schema_is_well_formed, "profile_schema"),
    Kind.APPLICATION: (application_is_well_formed, "application"),
}
