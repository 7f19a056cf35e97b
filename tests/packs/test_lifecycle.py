"""A rule's life: preview, former codes and names, deprecated, removed; wherever a person can name a rule."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.packs.installing import MAPPING, install, maplint_with, rule_files

if TYPE_CHECKING:
    from pathlib import Path

FORMER = 'aliases = ("ACME900", "former-titles")'
HCL = """resource "okta_profile_mapping" "main" {
  source_id = "oty1"
  target_id = "0oa1"
  mappings {
    id         = "title" # maplint: ignore[former-titles] the handbook says so
    expression = "user.title"
  }
}
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "mapping.json").write_text(MAPPING)
    return tmp_path / "site"


def codes(site: Path, *arguments: str, path: str = "mapping.json") -> tuple[list[str], list[str]]:
    """The codes that a pack's rules find, and what is told on the way."""
    outcome = maplint_with(site, "check", path, "--format", "json", *arguments, cwd=site.parent)
    assert outcome.status in (0, 1), outcome.err
    report: dict[str, Any] = json.loads(outcome.out)
    told = [line.removeprefix("note: ") for line in outcome.err.splitlines()]
    assert told == report["notices"]
    return [f["code"] for f in report["findings"] if f["code"].startswith("ACME")], told


def configure(site: Path, text: str) -> None:
    (site.parent / "maplint.yaml").write_text(text)


# --- preview --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ([], []),
        (["--preview"], ["ACME001"]),
        (["--select", "no-titles"], ["ACME001"]),
        (["--select", "acme001"], ["ACME001"]),
        (["--select", "ACME,MAP"], []),
        (["--select", "ALL"], []),
        (["--select", "ACME", "--preview"], ["ACME001"]),
        (["--preview", "--ignore", "ACME001"], []),
    ],
)
def test_a_rule_in_preview_runs_only_when_asked_for(site: Path, arguments: list[str], found: list[str]) -> None:
    install(site, "maplint_acme", rule_files(more="status = Status.PREVIEW"))
    assert codes(site, *arguments) == (found, [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("preview: true\n", ["ACME001"]),
        ("preview: false\n", []),
        ("rules: {no-titles: error}\n", ["ACME001"]),
        ("select: [no-titles]\n", ["ACME001"]),
        ("rules: {no-titles: off}\npreview: true\n", []),
    ],
)
def test_a_configuration_asks_for_rules_in_preview(site: Path, text: str, found: list[str]) -> None:
    install(site, "maplint_acme", rule_files(more="status = Status.PREVIEW"))
    configure(site, text)
    assert codes(site)[0] == found


def test_a_selection_of_previews_alone_is_no_clean_run(site: Path) -> None:
    install(site, "maplint_acme", rule_files(more="status = Status.PREVIEW"))
    outcome = maplint_with(site, "check", "mapping.json", "--select", "ACME", cwd=site.parent)
    assert (outcome.status, outcome.err) == (
        2,
        "error: no rule is left to run: what is selected is in preview; add --preview\n",
    )


def test_lists_tell_the_status(site: Path) -> None:
    install(site, "maplint_acme", rule_files(more="status = Status.PREVIEW"))
    (row,) = [
        r
        for r in json.loads(maplint_with(site, "rules", "--format", "json", cwd=site.parent).out)
        if r["code"] == "ACME001"
    ]
    assert row["status"] == "preview"
    assert "[preview]" in maplint_with(site, "rules", cwd=site.parent).out


# --- former codes and names -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["ACME900", "former-titles", "Former-Titles"])
def test_the_command_line_takes_former_words_with_a_notice(site: Path, word: str) -> None:
    install(site, "maplint_acme", rule_files(more=FORMER))
    told = [f"`{word}` is now called `no-titles` (ACME001); write that"]
    assert codes(site, "--select", word) == (["ACME001"], told)
    assert codes(site, "--ignore", word) == ([], told)
    assert "take it out" in maplint_with(site, "explain", word, cwd=site.parent).out


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("select: [former-titles]", ["ACME001"]),
        ("ignore: [ACME900]", []),
        ("rules: {former-titles: off}", []),
        ("rules: {ACME900: error}", ["ACME001"]),
        ("per-file-ignores: {'*.json': [former-titles]}", []),
        ("ignores: [{rule: former-titles, file: mapping.json, reason: so}]", []),
        ("mandatory: [former-titles]", ["ACME001"]),
    ],
)
def test_a_configuration_takes_former_words_with_a_notice(site: Path, text: str, found: list[str]) -> None:
    install(site, "maplint_acme", rule_files(more=FORMER))
    configure(site, text + "\n")
    said, told = codes(site)
    assert said == found
    assert len(told) == 1
    assert told[0].startswith("maplint.yaml:1:")
    assert told[0].endswith("is now called `no-titles` (ACME001); write that")


def test_a_comment_takes_former_words_with_a_notice(site: Path) -> None:
    install(site, "maplint_acme", rule_files(more=FORMER))
    (site.parent / "main.tf").write_text(HCL)
    found, told = codes(site, path="main.tf")
    assert found == []
    assert told == ["main.tf:5:26: `former-titles` is now called `no-titles` (ACME001); write that"]


def test_a_baseline_knows_findings_by_the_former_code(site: Path) -> None:
    install(site, "maplint_acme", rule_files("ACME900", "former-titles"))
    update = ["check", "mapping.json", "--select", "ACME", "--baseline", "known.json", "--update-baseline"]
    assert "1 findings are known" in maplint_with(site, *update, cwd=site.parent).out
    for path in sorted(site.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    install(site, "maplint_acme", rule_files(more=FORMER))
    assert codes(site, "--baseline", "known.json") == ([], [])
    maplint_with(site, *update, cwd=site.parent)
    (entry,) = json.loads((site.parent / "known.json").read_text())["findings"]
    assert (entry["code"], entry["rule"]) == ("ACME001", "no-titles")


# --- deprecated and removed -------------------------------------------------------------------------------------------------


def test_a_deprecated_rule_runs_and_whoever_names_it_is_told(site: Path) -> None:
    install(site, "maplint_acme", rule_files(more='status = Status.DEPRECATED\n    replaced_by = ("value-length",)'))
    assert codes(site) == (["ACME001"], [])
    told = ["`no-titles` is deprecated and will be removed; `value-length` takes its place"]
    assert codes(site, "--select", "no-titles") == (["ACME001"], told)


def removed(**rest: str) -> dict[str, str]:
    """A pack with a rule that was removed beside one that was not."""
    text = 'status = Status.REMOVED\n    replaced_by = ("no-long-titles",)' if rest else "status = Status.REMOVED"
    return {**rule_files(more=text), **rule_files("ACME002", "no-long-titles")}


def test_a_removed_rule_never_runs(site: Path) -> None:
    install(site, "maplint_acme", removed())
    assert codes(site, "--select", "ALL")[0] == ["ACME002"]
    assert codes(site, "--select", "no-titles,MAP4") == ([], ["`no-titles` was removed; take it out"])
    outcome = maplint_with(site, "check", "mapping.json", "--select", "no-titles", cwd=site.parent)
    assert outcome.status == 2
    assert "was removed; `maplint explain` tells" in outcome.err
    assert "ACME001" not in maplint_with(site, "rules", cwd=site.parent).out
    assert maplint_with(site, "explain", "no-titles", cwd=site.parent).status == 0


def test_the_name_of_a_removed_rule_stands_for_what_took_its_place(site: Path) -> None:
    install(site, "maplint_acme", removed(replaced="yes"))
    told = ["`no-titles` was removed; `no-long-titles` takes its place"]
    assert codes(site, "--select", "no-titles") == (["ACME002"], told)
    assert codes(site, "--ignore", "no-titles") == ([], told)
    configure(site, "ignores: [{rule: no-titles, file: mapping.json, reason: so}]\n")
    assert codes(site)[0] == []


def test_known_findings_of_a_removed_rule_are_pruned(site: Path) -> None:
    install(site, "maplint_acme", removed())
    entry = {
        "code": "ACME001",
        "rule": "no-titles",
        "path": "mapping.json",
        "at": "x",
        "subject": "",
        "count": 1,
        "message": "",
    }
    (site.parent / "known.json").write_text(json.dumps({"maplint-baseline": 1, "findings": [entry]}))
    outcome = maplint_with(site, "check", "mapping.json", "--baseline", "known.json", cwd=site.parent)
    assert "1 finding of the baseline is no longer there" in outcome.out
    maplint_with(site, "check", "mapping.json", "--baseline", "known.json", "--prune-baseline", cwd=site.parent)
    assert json.loads((site.parent / "known.json").read_text())["findings"] == []
