"""Reading an error as people paste it: from Okta's Tasks page, its System Log, or the target's own answer.

Okta puts what the target said into a frame::

    Automatic provisioning of user Ada Byron to app Paperlane failed: Error while creating user ada@paperlane.example:
    Bad Request. Errors reported by remote server: required attributes are missing

and the target's part may be a text or a SCIM error in JSON (RFC 7644, section 3.12).
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from maplint.record import NamedTuple
from maplint.source.secrets import without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator


class Message(NamedTuple):
    """An error in its parts.

    Attributes:
        text: as it was given, in one line, without secrets.
        operation: what Okta was doing: ``verify``, ``create``, ``update``, ``deactivate``, ``import``, ``group``, ``connect``.
        app: what Okta calls the app.
        status: the HTTP status.
        scim_type: ``scimType`` of RFC 7644.
        detail: what the target (or Okta itself) said, without the frame.
    """

    text: str
    operation: str | None = None
    app: str | None = None
    status: int | None = None
    scim_type: str | None = None
    detail: str = ""


_TASK = re.compile(
    r"^\W*automatic (?P<what>provisioning|profile push|deprovisioning|deactivation|reactivation|import|group push)"
    r"(?: of (?:user|group) .*?)? (?:to|from|in) app (?P<app>.+?) failed:\s*",
    re.IGNORECASE,
)
_PHRASES: tuple[tuple[str, str], ...] = (
    ("verify", r"error while verifying if user\b.*?\bexists?"),
    ("create", r"error (?:while )?(?:creating|executing create\w*)(?: user)?\b[^:]*?"),
    ("update", r"error (?:while )?(?:trying to push|pushing) (?:a )?profile update\b[^:]*?"),
    ("update", r"error (?:while )?(?:updating|executing update\w*)(?: user)?\b[^:]*?"),
    ("update", r"could not push profile[^:]*?"),
    ("deactivate", r"error (?:while )?(?:trying to )?(?:deactivat\w+|deprovision\w+|reactivat\w+)\b[^:]*?"),
    ("import", r"error (?:while )?(?:trying to )?import\w*\b[^:]*?"),
    ("group", r"error (?:while )?(?:trying to )?(?:push\w*|creat\w+|updat\w+) (?:a |the )?group\b[^:]*?"),
    ("connect", r"error authenticating\b[^:]*?"),
)
_PHRASE = [(operation, re.compile(rf"^\W*{pattern}\s*[:.]\s*", re.IGNORECASE)) for operation, pattern in _PHRASES]
_TASKS = {
    "provisioning": "create", "profile push": "update", "deprovisioning": "deactivate", "deactivation": "deactivate",
    "reactivation": "update", "import": "import", "group push": "group",
}  # fmt: skip
_REPORTED = re.compile(
    r"\berrors? reported by (?:the )?(?:remote server|connector|remote app\w*|app\w*)\s*:?\s*", re.IGNORECASE
)
_STATUS = re.compile(
    r"\b(?:http(?:[ _-]?status)?(?:[ _-]?code)?|status(?:[ _-]?code)?|error[ _-]?code|response(?: code)?|returned|code)"
    r"[\"']?\s*[:= ]\s*[\"']?(?P<code>[45]\d\d)\b",
    re.IGNORECASE,
)
_LEADING_STATUS = re.compile(r"^\W*(?P<code>[45]\d\d)\b")
_IN_BRACKETS = re.compile(r"[(\[](?P<code>[45]\d\d)[)\]]")
_QUOTED_MESSAGE = re.compile(r"\berror_?message\s*=\s*\"(?P<text>[^\"]+)\"", re.IGNORECASE)
_TAIL = re.compile(
    r"\s*(?:please fix this on the tasks page|click retry selected|error code: ?null)\W*$", re.IGNORECASE
)
_PHRASE_OF = {status.phrase.casefold(): int(status) for status in HTTPStatus if status >= 400}
_PHRASE_OF |= {
    "unprocessable entity": 422,
    "unauthorised": 401,
    "payload too large": 413,
    "request entity too large": 413,
}
_REASON = re.compile(
    rf"^\W*(?P<phrase>{'|'.join(sorted(map(re.escape, _PHRASE_OF), key=len, reverse=True))})\b\s*[.:,]?\s*",
    re.IGNORECASE,
)
_PHRASES_ANYWHERE = re.compile(
    rf"(?:^|[:.(\"'\[]\s{{0,2}})(?P<phrase>{'|'.join(sorted(map(re.escape, _PHRASE_OF), key=len, reverse=True))})(?=$|[.:,;)\"'\]])",
    re.IGNORECASE,
)
_SCIM_TYPES = (
    "invalidFilter", "tooMany", "uniqueness", "mutability", "invalidSyntax", "invalidPath", "noTarget", "invalidValue",
    "invalidVers", "sensitive",
)  # fmt: skip
_TEXT_KEYS = ("detail", "description", "errorSummary", "errorMessage", "error_description", "message", "title", "error")
_STATUS_KEYS = ("status", "statusCode", "code", "httpStatusCode", "errorCode")
MOST = 4_000
"""Characters of a text that are read: an error is no log file."""


def read_message(text: str) -> Message:
    """An error in its parts; what it lacks is None. Tokens that were pasted along are made unreadable."""
    text = without_secrets(" ".join(text[:MOST].split()))
    rest = _TAIL.sub("", text)
    operation = app = status = None
    task = _TASK.match(rest)
    if task is not None:
        operation, app, rest = _TASKS[task["what"].lower()], task["app"].strip(), rest[task.end() :]
    for name, pattern in _PHRASE:
        match = pattern.match(rest)
        if match is not None:
            operation, rest = name, rest[match.end() :]
            break
    reason = _REASON.match(rest)
    if reason is not None:
        status = _PHRASE_OF[reason["phrase"].casefold()]
    reported = _REPORTED.search(rest)
    if reported is not None:
        before, rest = rest[: reported.start()], rest[reported.end() :]
        status = status or _phrase_in(before)
    elif reason is not None and rest[reason.end() :].strip():
        rest = rest[reason.end() :]
    said = _from_json(rest)
    detail = said.get("detail") or _quoted(rest) or rest
    return Message(
        text,
        operation,
        app,
        said.get("status") or status or _status_in(rest) or _status_in(text) or _phrase_in(rest),
        said.get("scim_type") or _scim_type_in(text),
        " ".join(str(detail).split()).strip(" .:;"),
    )


def _phrase_in(text: str) -> int | None:
    """The status that a reason phrase tells which stands for itself: ``Conflict.``, not ``creates a conflict with``."""
    match = _PHRASES_ANYWHERE.search(text)
    return _PHRASE_OF[match["phrase"].casefold()] if match is not None else None


def _status_in(text: str) -> int | None:
    match = _STATUS.search(text) or _LEADING_STATUS.match(text) or _IN_BRACKETS.search(text)
    return int(match["code"]) if match is not None else None


def _scim_type_in(text: str) -> str | None:
    return next((name for name in _SCIM_TYPES if re.search(rf"\b{name}\b", text)), None)


def _quoted(text: str) -> str | None:
    match = _QUOTED_MESSAGE.search(text)
    return match["text"] if match is not None else None


# --- JSON ---------------------------------------------------------------------------------------------------------------


def _from_json(text: str) -> dict[str, Any]:
    """What a SCIM error (or another one in JSON) in the text says: ``detail``, ``status``, ``scim_type``."""
    found: dict[str, Any] = {}
    for value in _objects(text):
        for key, below in _pairs(value):
            if key in _TEXT_KEYS and isinstance(below, str) and below.strip():
                rank = _TEXT_KEYS.index(key)
                if rank < found.get("rank", len(_TEXT_KEYS)):
                    found |= {"rank": rank, "detail": below}
            if key in _STATUS_KEYS and re.fullmatch(r"[45]\d\d", str(below)):
                found.setdefault("status", int(below))
            if key == "scimType" and isinstance(below, str):
                found["scim_type"] = below
    return found


def _objects(text: str) -> Iterator[Any]:
    import json

    decoder = json.JSONDecoder()
    at = text.find("{")
    while at >= 0:
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            at = text.find("{", at + 1)
            continue
        yield value
        at = text.find("{", end)


def _pairs(value: Any) -> Iterator[tuple[str, Any]]:
    stack = [value]
    while stack:
        item = stack.pop(0)
        if isinstance(item, dict):
            yield from ((str(key), below) for key, below in item.items())
            stack += item.values()
        elif isinstance(item, list):
            stack += item
