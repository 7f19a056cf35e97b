"""What is wrong with the shape of a configuration, by its JSON Schema: the place, a sentence, the nearest right word."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from maplint.config.model import ConfigError
from maplint.names import nearest_word
from maplint.source.place import Part, Place

if TYPE_CHECKING:
    from maplint.source.document import Document

_NAMES = {"boolean": "true or false", "string": "a text", "array": "a list", "object": "an object"}


def schema_text() -> str:
    """The JSON Schema (Draft 2020-12) of a configuration, as published with the package."""
    with open(os.path.join(os.path.dirname(__file__), "schema.json"), encoding="utf-8") as file:
        return file.read()


def first_fault(document: Document) -> ConfigError | None:
    """The first departure of a configuration from its schema, in the order of the text; None when there is none."""
    import json

    from jsonschema import Draft202012Validator

    schema = json.loads(schema_text())
    errors = list(Draft202012Validator(schema).iter_errors(document.value))
    # A key that is missing is often there, misspelt: that is the fault then.
    misspelt = [error.absolute_path for error in errors if error.validator == "additionalProperties"]
    errors = [e for e in errors if e.validator not in ("required", "anyOf") or e.absolute_path not in misspelt]
    if not errors:
        return None
    faults = [_fault(document, schema, error) for error in errors]
    place, message = min(faults, key=lambda fault: fault[0].span().start)
    return ConfigError(message, place)


def _fault(document: Document, schema: dict[str, Any], error: Any) -> tuple[Place, str]:
    pointer = tuple(error.absolute_path)
    rule, wanted = error.validator, error.validator_value
    purpose = error.schema.get("description", "")
    if rule == "additionalProperties":
        known = list(error.schema["properties"])
        wrong = next(key for key in error.instance if key not in known)
        near = nearest_word(wrong, known)
        hint = f"did you mean `{near}`?" if near else f"there are {', '.join(known)}"
        what = "setting" if not pointer else "key"
        return Place(document, (*pointer, wrong), Part.KEY), f"there is no {what} `{wrong}`; {hint}"
    if rule == "required":
        missing = next(key for key in wanted if key not in error.instance)
        return Place(document, pointer), f"`{missing}` is missing: {error.schema['properties'][missing]['description']}"
    if rule == "anyOf":
        return Place(document, pointer), (
            "an ignore needs at least one of `file`, `attribute` and `mapping`; to switch a rule off everywhere, use the "
            "setting `ignore`"
        )
    if rule == "dependentRequired":
        return Place(document, (*pointer, "at"), Part.KEY), "`at` needs the `file` that it points into"
    name = f"`{pointer[-1]}`" if pointer and isinstance(pointer[-1], str) else "the entry" if pointer else "the file"
    place = Place(document, pointer)
    if rule == "enum":
        near = nearest_word(str(error.instance), wanted)
        hint = f"did you mean `{near}`?" if near else purpose
        return place, f"{name} must be one of {', '.join(wanted)}, not `{error.instance}`; {hint}"
    if rule == "type":
        types = [wanted] if isinstance(wanted, str) else wanted
        return place, f"{name} must be {' or '.join(_NAMES[t] for t in types)}: {purpose}"
    if rule in ("minLength", "pattern"):
        return place, f"{name} is {'empty' if not str(error.instance).strip() else 'not well formed'}: {purpose}"
    return place, f"{name}: {error.message}"
