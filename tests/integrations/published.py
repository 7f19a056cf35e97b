"""Published schemas of CI services, as the test dependency check-jsonschema ships them."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import jsonschema
import yaml

if TYPE_CHECKING:
    from pathlib import Path


@lru_cache
def schema(name: str) -> dict[str, Any]:
    """``github-actions``, ``github-workflows`` or ``gitlab-ci``."""
    folder = resources.files("check_jsonschema") / "builtin_schemas" / "vendor"
    found: dict[str, Any] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return found


def validate(value: Any, name: str) -> None:
    """Check a value against a schema."""
    kind = jsonschema.validators.validator_for(schema(name))
    kind(schema(name)).validate(value)


class Loader(yaml.SafeLoader):
    """YAML as CI services read it: `on` is a word, not a truth value."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool" or first not in "oOyYnN"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load_all(text: str) -> list[Any]:
    """The documents of a YAML text."""
    return list(yaml.load_all(text, Loader))


def yaml_blocks(page: Path) -> list[Any]:
    """What the fenced YAML blocks of a page hold."""
    return [
        load_all(block)[0] for block in re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    ]
