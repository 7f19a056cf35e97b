"""Adding ignores to a configuration: the text that is there stays as it is, comments included."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from maplint.config.model import ConfigError
from maplint.source.document import Unreadable, read_text
from maplint.source.edit import apply_edits
from maplint.source.place import Place
from maplint.source.yaml_edit import block_text

if TYPE_CHECKING:
    from maplint.source.document import Document


def with_ignores(document: Document, entries: list[dict[str, Any]]) -> str:
    """The text of a configuration with more entries of ``ignores``.

    Raises:
        ConfigError: it is written in a way that a program had better leave alone.
    """
    if document.format == "toml":
        return _in_toml(document.text, entries)
    text = _in_yaml(document, entries)
    wanted = {**document.value, "ignores": [*document.value.get("ignores", []), *entries]}
    try:
        done = text is not None and read_text(text, document.path).value == wanted
    except Unreadable:
        done = False
    if text is None or not done:
        raise ConfigError(
            "the ignores cannot be added here by a program; add this by hand:\n" + block_text(entries, ""),
            Place(document, ("ignores",)),
        )
    return text


def _in_yaml(document: Document, entries: list[dict[str, Any]]) -> str | None:
    text = document.text
    newline = "\r\n" if "\r\n" in text else "\n"
    if "ignores" not in document.value:
        gap = "" if not text or text.endswith("\n") else newline
        return text + gap + block_text({"ignores": entries}, "", newline)
    node = document.tree.find(("ignores",))
    below = document.tree.entries(node)
    if not below:
        listed = newline + block_text(entries, "  ", newline).rstrip("\r\n")
        return apply_edits(text, [(node.start, node.end, listed)])
    if node.style == "flow":
        return None
    line = text.rfind("\n", 0, below[0].start) + 1
    lead = text[line : below[0].start]
    indent = lead[: len(lead) - len(lead.lstrip())]
    end = text.find("\n", _last_end(document, below[-1]))
    added = block_text(entries, indent, newline)
    if end < 0:
        return text + newline + added
    return text[: end + 1] + added + text[end + 1 :]


def _last_end(document: Document, node: Any) -> int:
    """Where the last value in a node ends; the end of a block itself may be that of the comments and blanks behind it."""
    below = document.tree.entries(node)
    return _last_end(document, below[-1]) if below else int(node.end) - (node.style in ("|", ">"))


def _in_toml(text: str, entries: list[dict[str, Any]]) -> str:
    import tomllib

    added = ""
    for entry in entries:
        added += "\n[[tool.maplint.ignores]]\n"
        for name, value in entry.items():
            added += f"{name} = {json.dumps(value, ensure_ascii=False)}\n"
    whole = text + ("" if text.endswith("\n") or not text else "\n") + added
    try:
        tomllib.loads(whole)
    except tomllib.TOMLDecodeError:
        raise ConfigError(
            "the ignores cannot be added to pyproject.toml, where `ignores` is written as a list of inline tables; add this by "
            f"hand:\n{added}"
        ) from None
    return whole
