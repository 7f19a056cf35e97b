"""The known failures and messages, from ``data/failures.yaml``; its head describes the form."""

from __future__ import annotations

import os
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from maplint.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

HOLE = re.compile(r"<[a-z ]+>")
"""What differs from case to case in the text of a message: ``<attribute>``."""

SEEN_IN = ("files", "users", "target")


class Failure(NamedTuple):
    """A way in which provisioning fails.

    Attributes:
        id: permanent (``F031``); pages of rules refer to it.
        title: what is wrong.
        why: how it comes about.
        fix: what to do.
        status: what the target answers; empty where nothing is answered, or anything may be.
        seen_in: where it can be seen beforehand: in the exported files, in users' data, at the target alone.
        silent: nobody is told.
        signs: how messages about it are worded, in a few words each.
        sources: where it was seen.
    """

    id: str
    title: str
    why: str
    fix: str
    status: tuple[int, ...]
    seen_in: tuple[str, ...]
    silent: bool
    signs: tuple[str, ...]
    sources: tuple[str, ...]


class Known(NamedTuple):
    """A message that is known word for word.

    Attributes:
        text: with holes (``<attribute>``) for what differs.
        causes: ids of failures, the likeliest first.
        source: where it was seen.
        by_okta: Okta itself says it, not the target.
        target: the name of the target that says it; None: any may.
        status, scim_type: what comes with it.
        general: the target says it about many faults, and names no attribute.
    """

    text: str
    causes: tuple[str, ...]
    source: str
    by_okta: bool = False
    target: str | None = None
    status: int | None = None
    scim_type: str | None = None
    general: bool = False


class Corpus(NamedTuple):
    """All that is known.

    Attributes:
        failures: by their ids.
        operations, scim_types: how much what Okta was doing, and the ``scimType``, speak for a failure or against it.
        statuses: what an HTTP status alone may come from.
        words: words that mean the same here -> the one that stands for them.
    """

    failures: dict[str, Failure]
    messages: tuple[Known, ...]
    operations: dict[str, dict[str, float]]
    scim_types: dict[str, dict[str, float]]
    statuses: dict[int, tuple[str, ...]]
    words: dict[str, str]


def failures() -> list[Failure]:
    """The known failures, by their ids."""
    return list(corpus().failures.values())


@cache
def corpus() -> Corpus:
    """The whole corpus, read once."""
    import yaml

    path = os.path.join(os.path.dirname(__file__), "data", "failures.yaml")
    with open(path, encoding="utf-8") as file:
        data: dict[str, Any] = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    known = {entry["id"]: _failure(entry) for entry in data["failures"]}
    words = {other: group[0] for group in data["words"] for other in group}
    statuses = {status: tuple(causes) for status, causes in data["statuses"].items()}
    messages = tuple(map(_known, data["messages"]))
    return Corpus(known, messages, data["operations"], data["scim_types"], statuses, words)


def _failure(entry: dict[str, Any]) -> Failure:
    lists = {name: tuple(entry.get(name, ())) for name in ("status", "seen_in", "signs", "sources")}
    return Failure(entry["id"], entry["title"], entry["why"], entry["fix"], silent=entry.get("silent", False), **lists)


def _known(entry: dict[str, Any]) -> Known:
    return Known(
        entry["text"],
        tuple(entry["causes"]),
        entry["source"],
        entry.get("by") == "okta",
        entry.get("target"),
        entry.get("status"),
        entry.get("scim_type"),
    )


def messages_of(entry: dict[str, Any]) -> Iterator[Known]:
    """What a target is known to answer, from its description (of the catalogue, or a private one)."""
    for error in entry.get("errors") or ():
        links = [str(entry.get("sources", {}).get(key, key)) for key in error.get("sources", ())]
        status = error.get("status")
        said = [error.get(key) for key in ("text", "detail", "name", "body")]
        for text in (*said, *error.get("codes", ())):
            if isinstance(text, str) and text != "empty":
                yield Known(
                    re.sub(r"\bX\b", "<value>", _without_frame(text)),
                    tuple(error.get("causes", ())),
                    ", ".join(links),
                    target=str(entry.get("id") or "private"),
                    status=status if isinstance(status, int) else None,
                    scim_type=error.get("scimType"),
                    general=error.get("general") is True,
                )


def _without_frame(text: str) -> str:
    from maplint.failures.message import read_message

    return read_message(text).detail
