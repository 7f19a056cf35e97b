"""Packs of others: found, used, and refused as a whole when anything about one is wrong. Through the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.packs.installing import MAPPING, install, maplint_with, rule_files

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "mapping.json").write_text(MAPPING)
    return tmp_path / "site"


def test_an_installed_pack_is_used(site: Path) -> None:
    install(site, "maplint_acme", rule_files())
    outcome = maplint_with(site, "check", "mapping.json", "--select", "ACME", "--format", "json", cwd=site.parent)
    assert [finding["code"] for finding in json.loads(outcome.out)["findings"]] == ["ACME001"]
    listed = json.loads(maplint_with(site, "rules", "--format", "json", cwd=site.parent).out)
    assert [row["pack"] for row in listed if row["rule"] == "no-titles"] == ["maplint_acme"]
    assert "take it out" in maplint_with(site, "explain", "ACME001", cwd=site.parent).out


def test_rules_may_lie_in_folders_which_are_their_families(site: Path) -> None:
    files = {f"manners/{name}": text for name, text in rule_files().items()}
    install(site, "maplint_acme", {"manners/__init__.py": "", **files})
    outcome = maplint_with(site, "check", "mapping.json", "--select", "manners", "--format", "json", cwd=site.parent)
    assert [finding["code"] for finding in json.loads(outcome.out)["findings"]] == ["ACME001"]


def test_two_packs_side_by_side(site: Path) -> None:
    install(site, "maplint_acme", rule_files())
    install(site, "maplint_zeta", rule_files("ZETA001", "no-zeta-titles"))
    outcome = maplint_with(site, "check", "mapping.json", "--select", "ACME,ZETA", "--format", "json", cwd=site.parent)
    assert sorted(finding["code"] for finding in json.loads(outcome.out)["findings"]) == ["ACME001", "ZETA001"]


def no_page() -> dict[str, str]:
    return {name: text for name, text in rule_files().items() if name.endswith(".py")}


def changed(old: str, new: str) -> dict[str, str]:
    files = rule_files()
    assert old in files["no_titles.py"]
    return {**files, "no_titles.py": files["no_titles.py"].replace(old, new)}


BROKEN = {
    "a module that is not there": ({"first.py": "import nowhere_at_all"}, ["`maplint_acme.first` (line 1)", "nowhere_at_all"]),
    "a fault below the first module": (
        {"first.py": "from maplint_acme import second", "second.py": "\n\n1 / 0"},
        ["`maplint_acme.second` (line 3)", "ZeroDivisionError"],
    ),
    "a slip of syntax": ({"first.py": "x = 1\ndef ("}, ["`maplint_acme.first` (line 2)", "SyntaxError"]),
    "a module that leaves": ({"first.py": "raise SystemExit(0)"}, ["`maplint_acme.first`", "SystemExit"]),
    "a package that fails": ({"__init__.py": "1 / 0", **rule_files()}, ["`maplint_acme` (line 1)", "ZeroDivisionError"]),
    "a folder that fails": ({"deep/__init__.py": "1 / 0", **rule_files()}, ["`maplint_acme.deep` (line 1)"]),
    "no rules": ({"first.py": "x = 1"}, ["holds no rules"]),
    "a rule without a page": (no_page(), ["no-titles", "has no page", "no_titles.md"]),
    "a rule without a code": (changed('    code = "ACME001"\n', ""), ["without a code", "maplint_acme.no_titles.NoTitles"]),
    "a rule without a name": (changed('    name = "no-titles"\n', ""), ["NoTitles", "`name`"]),
    "a code of maplint's own": (rule_files("MAP998"), ["NoTitles", "MAP998", "prefix of yours"]),
    "a code that is none": (rule_files("acme-1"), ["'acme-1'", "ACME001"]),
    "a name that is none": (changed('name = "no-titles"', 'name = "No Titles"'), ["'No Titles'", "kebab case"]),
    "a severity that is none": (changed("Severity.WARNING", '"warning"'), ["NoTitles", "`Severity`"]),
    "a preset that is none": (changed("    pass", '    presets = frozenset({"cii"})'), ["presets", "audit, ci"]),
    "a need that is none": (changed("    pass", '    needs = frozenset({"tea"})'), ["needs", "a target"]),
    "a rule that cannot be made": (
        changed("    pass", "    def __init__(self): self.x = 1 / 0"),
        ["NoTitles", "ZeroDivisionError"],
    ),
    "a code twice": (
        {**rule_files(), **rule_files("ACME001", "other-titles")},
        ["ACME001", "maplint_acme.no_titles.NoTitles", "maplint_acme.other_titles.OtherTitles"],
    ),
    "a name of maplint's own": (
        rule_files("ACME001", "oel-syntax"),
        ["oel-syntax", "maplint_acme.oel_syntax.OelSyntax", "MAP722"],
    ),
    "a former name that another rule has": (
        changed("    pass", '    aliases = ("value-length",)'),
        ["value-length", "maplint_acme.no_titles.NoTitles", "MAP402"],
    ),
    "a newer version of the API": ({"__init__.py": "MAPLINT_API = 2", **rule_files()}, ["version 2", "a newer maplint"]),
    "an older version of the API": (
        {"__init__.py": "MAPLINT_API = 0", **rule_files()},
        ["version 0", "newer version of the pack"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
@pytest.mark.parametrize("command", [["check", "mapping.json"], ["rules"]], ids=["check", "rules"])
def test_a_broken_pack_is_one_sentence_that_names_it_and_status_2(what: str, command: list[str], site: Path) -> None:
    files, words = BROKEN[what]
    install(site, "maplint_acme", files)
    outcome = maplint_with(site, *command, cwd=site.parent)
    assert outcome.status == 2
    assert outcome.out == ""
    assert outcome.err.startswith("error: ")
    assert outcome.err.count("\n") == 1
    for word in ["maplint_acme", *words]:
        assert word in outcome.err


def test_a_pack_that_is_registered_and_not_there(site: Path) -> None:
    install(site, "maplint_acme", rule_files())
    (site / "maplint_acme").rename(site / "maplint_other")
    outcome = maplint_with(site, "check", "mapping.json", cwd=site.parent)
    assert (outcome.status, outcome.out) == (2, "")
    assert "the rule pack `maplint_acme` (maplint-acme 1.0) is registered, but there is no such package" in outcome.err
    assert "pip uninstall maplint-acme" in outcome.err


def test_a_pack_that_says_its_version_of_the_api_is_used(site: Path) -> None:
    install(site, "maplint_acme", {"__init__.py": "MAPLINT_API = 1", **rule_files()})
    assert maplint_with(site, "check", "mapping.json", "--select", "ACME", cwd=site.parent).status == 0


def test_a_class_that_others_build_on_needs_no_code(site: Path) -> None:
    base = "from maplint.rule import Rule\n\nclass Base(Rule):\n    pass\n\nclass _Own(Rule):\n    pass\n"
    files = changed("class NoTitles(Rule)", "from maplint_acme.base import Base\n\nclass NoTitles(Base)")
    install(site, "maplint_acme", {"base.py": base, **files})
    assert maplint_with(site, "check", "mapping.json", "--select", "ACME", cwd=site.parent).status == 0
