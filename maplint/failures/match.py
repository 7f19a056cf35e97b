"""From an error to its likely causes.

A message that is known word for word (holes aside) tells its causes. Any other is compared with the words of known messages
and with the signs of each failure: the share of a phrase's words that the error has, each word counting for as much as it is
rare, words that mean the same here taken for one. The HTTP status, the ``scimType`` and what Okta was doing count for or
against a failure; alone, they are no evidence that would be told as a cause.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any

from maplint.failures.corpus import HOLE, Failure, Known, corpus, messages_of
from maplint.failures.message import Message, read_message
from maplint.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Sureness(Enum):
    """How sure a cause is."""

    LIKELY = "likely"
    POSSIBLE = "possible"


class Cause(NamedTuple):
    """A failure that an error may come from; ``because`` says by what it was recognised."""

    failure: Failure
    sureness: Sureness
    because: str
    score: float


class Diagnosis(NamedTuple):
    """What can be said of an error.

    Attributes:
        message: the error in its parts.
        causes: the likeliest first; empty: it is not recognised.
        known: the message that it is word for word, if any.
        target: the name of the target that it comes from, where the text tells.
        attributes: SCIM attributes that it names.
    """

    message: Message
    causes: list[Cause]
    known: Known | None
    target: str | None
    attributes: list[str]


MOST_CAUSES = 5
_LEAST = 0.30
"""Scores below this one are chance (tests/failures holds texts that nothing may be said about)."""
_LIKELY = 0.62
_CLOSE = 0.62
"""Of the best score: what is further away is not worth a look."""


def diagnose(text: str, target: dict[str, Any] | None = None) -> Diagnosis:
    """The likely causes of an error. ``target``: the description of the target, where it is known."""
    message = read_message(text)
    target = target or _target_of(message)
    of_target = tuple(messages_of(target)) if target is not None else ()
    known = _known(message, (*of_target, *corpus().messages))
    scored = _scores(message, of_target)
    if known is not None:
        for rank, cause in enumerate(known.causes):
            floor = 1.0 - 0.08 * rank
            scored[cause] = (max(floor, scored.get(cause, (0.0, ""))[0]), f"the message is known: {known.text}")
    causes = _ranked(scored, known) or _by_status(message)
    name = str(target.get("id") or "private") if target is not None else None
    return Diagnosis(message, causes, known, name, _attributes(message))


def _by_status(message: Message) -> list[Cause]:
    """What may be said when the text says no more than its status."""
    of_status = corpus().statuses.get(message.status or 0, ())
    because = f"the text says no more than {message.status}"
    return [Cause(corpus().failures[name], Sureness.POSSIBLE, because, 0.0) for name in of_status]


def _ranked(scored: dict[str, tuple[float, str]], known: Known | None) -> list[Cause]:
    best = max((score for score, _ in scored.values()), default=0.0)
    if best < _LEAST:
        return []
    order = sorted(scored.items(), key=lambda item: (-item[1][0], item[0]))
    causes = []
    for name, (score, because) in order[:MOST_CAUSES]:
        if score < max(_LEAST, best * _CLOSE):
            break
        first = known is not None and known.causes[:1] == (name,) and not known.general
        sure = first or ((known is None or not known.causes) and score >= _LIKELY)
        causes.append(Cause(corpus().failures[name], Sureness.LIKELY if sure else Sureness.POSSIBLE, because, score))
    return causes


# --- word for word --------------------------------------------------------------------------------------------------------


def _known(message: Message, messages: Sequence[Known]) -> Known | None:
    """The most specific known message that the text holds."""
    found = [known for known in messages if _pattern(known.text).search(message.text)]
    found = [known for known in found if _worth(known.text) >= 2 or _pattern(known.text).fullmatch(message.detail)]
    return max(found, key=lambda known: (bool(known.causes), len(HOLE.sub("", known.text))), default=None)


def _worth(text: str) -> int:
    return len(re.findall(r"[a-z0-9]{2,}", HOLE.sub("", text).lower()))


@cache
def _pattern(text: str) -> re.Pattern[str]:
    parts = [re.escape(part) for part in HOLE.split(" ".join(text.split()))]
    loose = [re.sub(r"(?:\\[\"'`]|[\"'`])", "[\"'`“”‘’]?", part.replace(r"\ ", r"\s+")) for part in parts]
    body = ".{1,120}?".join(loose)
    return re.compile(rf"(?<![A-Za-z0-9]){body}(?![A-Za-z0-9])", re.IGNORECASE)


# --- by its words ---------------------------------------------------------------------------------------------------------


class _Phrase(NamedTuple):
    """``needed``: those of its words without which it is about something else."""

    words: frozenset[str]
    needed: frozenset[str]
    cause: str
    share: float
    status: int | None
    text: str


@cache
def _phrases() -> tuple[_Phrase, ...]:
    """All that errors are compared with."""
    known = corpus()
    found = [
        _Phrase(words_of(sign), _needed(sign), failure.id, 1.0, None, sign.replace("!", ""))
        for failure in known.failures.values()
        for sign in failure.signs
    ]
    return (*found, *_of_messages(known.messages))


def _needed(sign: str) -> frozenset[str]:
    return frozenset(word for marked in re.findall(r"([\w.-]+)!", sign) for word in words_of(marked))


def _of_messages(messages: Iterable[Known]) -> list[_Phrase]:
    return [
        _Phrase(
            words_of(HOLE.sub(" ", message.text)), frozenset(), cause, 1.0 - 0.12 * rank, message.status, message.text
        )
        for message in messages
        for rank, cause in enumerate(message.causes)
    ]


@cache
def _weights() -> dict[str, float]:
    """How much each word tells: the rarer among the phrases, the more."""
    counts = Counter(word for phrase in _phrases() for word in phrase.words)
    total = len(_phrases())
    return {word: math.log(1 + total / count) for word, count in counts.items()}


def _scores(message: Message, of_target: Sequence[Known]) -> dict[str, tuple[float, str]]:
    """Cause -> how well it fits, and the phrase that it was recognised by."""
    words = words_of(f"{message.detail} {message.scim_type or ''}")
    if _NAMED.search(message.detail):
        words |= {"attribute"}
    if not words:
        return {}
    found: dict[str, tuple[float, str]] = {}
    for phrase in (*_phrases(), *_of_messages(of_target)):
        score = _fit(phrase, words) * phrase.share * _evidence(message, corpus().failures[phrase.cause], phrase.status)
        if score > found.get(phrase.cause, (0.0, ""))[0]:
            found[phrase.cause] = (score, f"it is worded like: {phrase.text}")
    return found


def _fit(phrase: _Phrase, words: frozenset[str]) -> float:
    """From 0 to 1: how much of the phrase the error says. One word alone says little, long phrases are seldom said by chance."""
    if not phrase.words or not phrase.needed <= words:
        return 0.0
    weights = _weights()
    whole = sum(weights.get(word, 6.0) for word in phrase.words)
    common = sum(weights.get(word, 6.0) for word in phrase.words & words)
    share = common / whole
    return share * share * (1 - math.exp(-common / 6.0))


_ALIKE = ({400, 409, 412, 422}, {401, 403})
"""Statuses that servers give for the same faults."""
_NAMED = re.compile(r"\b[a-z]+[A-Z][A-Za-z]*\b|[\"'`][A-Za-z][A-Za-z.]*[\"'`]")
"""What looks like the name of an attribute: in camel case, or in quotes."""


def _evidence(message: Message, failure: Failure, status: int | None) -> float:
    """What speaks for a failure or against it beside the words."""
    factor = corpus().operations.get(message.operation or "", {}).get(failure.id, 1.0)
    factor *= corpus().scim_types.get(message.scim_type or "", {}).get(failure.id, 1.0)
    expected = {status} if status is not None else set(failure.status)
    if message.status is not None and expected:
        if message.status in expected:
            factor *= 1.15
        elif not any(message.status in alike and expected & alike for alike in _ALIKE):
            factor *= 0.55
    return factor


# --- words ----------------------------------------------------------------------------------------------------------------

_WORD = re.compile(r"[a-z][a-z0-9.&-]*[a-z0-9]|[a-z]|\d+(?:\.\d+)*")
_IDLE = frozenset(
    "a an and any are as at be been but by can could did do does for from given has have if in into is it its of on or our "
    "must please shall should so that the their there this to was we were which while will with you your error errors failed "
    "failure".split()
)


@cache
def words_of(text: str) -> frozenset[str]:
    """The words of a text that tell something, each as the one that stands for its kind."""
    same = corpus().words
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    lowered = _joined(f"{text} {spaced}".lower().replace("_", " "))
    found = set()
    for word in _WORD.findall(lowered):
        word = same.get(word, word)
        stem = same.get(_stem(word), _stem(word)) if word not in same.values() else word
        if stem not in _IDLE and len(stem) > 1:
            found.add(stem)
    return frozenset(found)


def _joined(text: str) -> str:
    """The text with groups of words that stand for one replaced by that, the longest first."""
    for words, one in _groups():
        if words in text:
            text = text.replace(words, f" {one} ")
    return text


@cache
def _groups() -> tuple[tuple[str, str], ...]:
    groups = ((words, one) for words, one in corpus().words.items() if " " in words)
    return tuple(sorted(groups, key=lambda group: -len(group[0])))


def _stem(word: str) -> str:
    """A word without the common endings of English; good enough to compare with."""
    for ending, least in (("ies", 4), ("ing", 5), ("ed", 4), ("es", 5), ("s", 3)):
        if word.endswith(ending) and len(word) - len(ending) >= least - 1 and not word.endswith("ss"):
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word


# --- what the text names --------------------------------------------------------------------------------------------------


def _attributes(message: Message) -> list[str]:
    """SCIM attributes of RFC 7643 that the detail names, as they are spelt there."""
    from maplint.scim.target import rfc7643_target

    names: dict[str, str] = {}
    for schema in rfc7643_target().user_schemas():
        for parent, attribute in schema.walk():
            if len(attribute.name) > 5 or parent is None:
                names.setdefault(attribute.name.lower(), attribute.name)
    said = re.findall(r"[A-Za-z][A-Za-z0-9]*", message.detail)
    ordinary = {
        "name",
        "groups",
        "value",
        "type",
        "title",
        "display",
        "primary",
        "schemas",
        "roles",
        "active",
        "manager",
    }
    return list(
        dict.fromkeys(
            names[word.lower()]
            for word in said
            if word.lower() in names and (word.lower() not in ordinary or f"'{word}'" in message.detail)
        )
    )


def _target_of(message: Message) -> dict[str, Any] | None:
    """The description of the named target that the app's label, or else what was said, tells of."""
    from maplint.scim.catalog import load_entry
    from maplint.scim.target import guess_target

    found = guess_target(None, message.app) if message.app is not None else None
    if found is None:
        found = next((target for target, said in _own_messages() if _pattern(said).search(message.text)), None)
    return load_entry(found) if found is not None else None


@cache
def _own_messages() -> tuple[tuple[str, str], ...]:
    """Targets with what they alone are known to say: a sentence of some length, or a word like ``username_too_long``."""
    from maplint.scim.catalog import load_entry, target_names

    said: dict[str, set[str]] = {}
    for target in target_names():
        for known in messages_of(load_entry(target)):
            if _worth(known.text) >= 6 or re.fullmatch(r"[a-z]+(_[a-z]+)+", known.text):
                said.setdefault(known.text, set()).add(target)
    return tuple((min(targets), text) for text, targets in said.items() if len(targets) == 1)
