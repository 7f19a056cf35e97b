"""Every built-in rule against its own page: examples, output, fixes."""

from __future__ import annotations

import inspect
import re

import pytest

from maplint.engine.page import read_page
from maplint.engine.registry import family
from maplint.rule import Applicability, Rule
from maplint.testing import pack_tests, rules_of

RULES = rules_of("maplint_rules")

test_rules = pack_tests("maplint_rules")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_code_fits_the_family(rule: Rule) -> None:
    numbers = {
        "maplint": "0", "names": "1", "types": "2", "required": "3", "formats": "4", "identity": "5", "push": "6",
        "expressions": "7", "terraform": "8", "connection": "9",
    }  # fmt: skip
    assert re.fullmatch(r"MAP\d{3}", rule.code)
    assert rule.code[3] == numbers[family(rule)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_page_shows_every_kind_of_fix_that_the_rule_offers(rule: Rule) -> None:
    """How a rule can be mended is told from its page: what a page lacks, no list would tell."""
    kinds = set(re.findall(r"\bApplicability\.([A-Z]+)\b", inspect.getsource(inspect.getmodule(type(rule)))))  # type: ignore[arg-type]
    assert {Applicability[kind] for kind in kinds} <= set(read_page(rule).fixes())
