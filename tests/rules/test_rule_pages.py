"""Every built-in rule against its own page: examples, output, fixes."""

from __future__ import annotations

import os
import re

import pytest

from maplint.engine.registry import family, page_path
from maplint.rule import Rule
from maplint.testing import check_page, read_examples, rules_of

RULES = rules_of("maplint_rules")
HOOKS = [name for name in vars(Rule) if name.startswith("check_")]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_page(rule: Rule) -> None:
    check_page(rule)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_that_looks_at_something_has_a_bad_and_a_good_example(rule: Rule) -> None:
    looks = any(getattr(type(rule), hook) is not getattr(Rule, hook) for hook in HOOKS)
    with open(page_path(rule), encoding="utf-8") as file:
        examples = read_examples(file.read())
    kinds = {example.bad for example in examples}
    if looks:
        assert kinds == {True, False}
    else:
        # The engine makes the findings; the page can show them only where the rule alone is enough.
        assert kinds in (set(), {True, False})


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_code_fits_the_family(rule: Rule) -> None:
    numbers = {
        "maplint": "0", "names": "1", "types": "2", "required": "3", "formats": "4", "identity": "5", "push": "6",
        "expressions": "7", "terraform": "8", "connection": "9",
    }  # fmt: skip
    assert re.fullmatch(r"MAP\d{3}", rule.code)
    assert rule.code[3] == numbers[family(rule)]


def test_every_page_belongs_to_a_rule() -> None:
    import maplint_rules

    root = os.path.dirname(maplint_rules.__file__)
    pages = {os.path.join(folder, name) for folder, _, names in os.walk(root) for name in names if name.endswith(".md")}
    assert pages == {page_path(rule) for rule in RULES}
