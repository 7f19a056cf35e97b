"""Compiled expressions give what the reference evaluator gives. MAPLINT_AGREEMENT sets how many are tried."""

from __future__ import annotations

import importlib.util
import math
import os
import random
from collections import Counter
from pathlib import Path
from typing import Any

from maplint.oel import EvaluationError, evaluate

_SPEC = importlib.util.spec_from_file_location("oel_reference", Path(__file__).with_name("reference.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
reference = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(reference)

TRIED = int(os.environ.get("MAPLINT_AGREEMENT", "3000"))


def outcome(evaluator: Any, text: str, data: dict[str, Any]) -> tuple[str, str]:
    try:
        value = evaluator(text, data)
    except EvaluationError as error:
        return ("error", error.code)
    if isinstance(value, float) and math.isnan(value):
        return ("float", "nan")
    return (type(value).__name__, repr(value))


def test_compiled_and_reference_agree() -> None:
    chance = random.Random(7643)
    kinds: Counter[str] = Counter()
    for _ in range(TRIED):
        text, data = reference.expression(chance), reference.context(chance)
        compiled, walked = outcome(evaluate, text, data), outcome(reference.walk, text, data)
        assert compiled == walked, (text, data)
        kinds[compiled[0]] += 1
    # The comparison means something only when many have a value, of several types.
    assert sum(kinds.values()) - kinds["error"] > TRIED / 10
    assert len(kinds) >= 6
