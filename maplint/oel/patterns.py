"""Regular expressions of ``matches`` and of group searches, in Java's notation, run by Python's engine within bounds."""

from __future__ import annotations

import re
import warnings
from functools import lru_cache

from maplint.oel.context import EvaluationError

MAX_PATTERN = 1_000
MAX_SUBJECT = 10_000
"""Longest pattern and text, in characters, that are matched: beyond, the time could not be bounded."""

# A repeated group that itself repeats or chooses can take exponential time when it fails.
_NESTED_REPEAT = re.compile(r"\((?:[^()\\]|\\.)*[*+{|](?:[^()\\]|\\.)*\)\s*[*+{]")


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    if len(pattern) > MAX_PATTERN:
        raise EvaluationError(f"a pattern is longer than {MAX_PATTERN:,} characters", "limit")
    if _NESTED_REPEAT.search(pattern) or pattern.count(")") > 20 or len(re.findall(r"[*+]", pattern)) > 6:
        raise EvaluationError("the pattern repeats what itself repeats: its time cannot be bounded", "limit")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return re.compile(pattern)
    except (re.error, OverflowError, RecursionError, Warning) as error:
        raise EvaluationError(f"the pattern cannot be read: {error}", "format") from error


def full_match(text: str, pattern: str) -> bool:
    """Whether the whole text fits the pattern, as Java's ``matches`` does it.

    Raises:
        EvaluationError: ``format`` for a pattern that cannot be read, ``limit`` for one whose time cannot be bounded.
    """
    compiled = _compiled(pattern)
    if len(text) > MAX_SUBJECT:
        raise EvaluationError(f"a text of more than {MAX_SUBJECT:,} characters is not matched", "limit")
    return compiled.fullmatch(text) is not None
