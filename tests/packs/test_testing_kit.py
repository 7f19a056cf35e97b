"""`maplint.testing` as authors use it: from plain pytest, on packs that are right and on packs with one thing wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from maplint.rule import AttributeFlow, Finding, FlowValue, Option, Rule, Severity
from maplint.testing import PackError, check_files, check_pack
from tests.cli.running import ROOT
from tests.packs.installing import MAPPING, install, rule_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEST = 'from maplint.testing import pack_tests\n\ntest_rules = pack_tests("maplint_acme")\n'
FINDING = '            yield self.finding(flow.place(), "the title is mapped", help="take it out", consequence="silent: it is sent")\n'
FIXING = """
            fix = {fix}
            yield self.finding(flow.place(), f"{{flow.text}} is mapped", help="h", consequence="c", fix=fix)
"""


def test_two_lines_test_a_pack(tmp_path: Path) -> None:
    """With pytest, in a process of its own."""
    install(tmp_path, "maplint_acme", {**rule_files(), **rule_files("ACME002", "other-titles")})
    page = tmp_path / "maplint_acme" / "other_titles.md"
    page.write_text(page.read_text().replace("## Guard", "## Gard"))
    (tmp_path / "test_pack.py").write_text(TEST)
    path = os.pathsep.join([str(tmp_path), str(ROOT), str(ROOT / "rules")])
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "test_pack.py"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": path}, capture_output=True, check=False, text=True,
    )  # fmt: skip
    assert "test_rules[no-titles] PASSED" in done.stdout
    assert "test_rules[no crashes] PASSED" in done.stdout
    assert "test_rules[other-titles] FAILED" in done.stdout
    assert "the page of other-titles lacks the section `## Guard`" in done.stdout
    assert "1 failed, 4 passed" in done.stdout


def change(name: str, old: str, new: str) -> dict[str, str]:
    files = rule_files()
    assert old in files[name]
    return {**files, name: files[name].replace(old, new)}


def page(old: str, new: str) -> dict[str, str]:
    return change("no_titles.md", old, new)


def module(old: str, new: str) -> dict[str, str]:
    return change("no_titles.py", old, new)


def fixing(fix: str) -> dict[str, str]:
    """A pack whose rule offers a fix."""
    files = module(FINDING, FIXING.format(fix=fix))
    files["no_titles.md"] = files["no_titles.md"].replace("the title is mapped", "user.title is mapped")
    return files


GOOD_BLOCK = rule_files()["no_titles.md"].partition("```json good")[2].partition("```")[0]

WRONG = {
    "another heading": (page("# no-titles (ACME001)", "# no-titles"), ["must begin with `# no-titles (ACME001)`"]),
    "no lead": (page("\nA title is mapped.\n", ""), ["nothing below its heading"]),
    "a section that lacks": (page("## Guard\n\nNone.\n\n", ""), ["lacks the section `## Guard`"]),
    "sections in disorder": (
        page("## Guard\n\nNone.\n\n## References\n\n- The handbook", "## References\n\n- The handbook\n\n## Guard\n\nNone."),
        ["in this order"],
    ),
    "a tag with a slip": (page("```json bad", "```json badd"), ["`badd`", "did you mean `bad`?"]),
    "a block with a name and no tag": (page("```json good", "```json file=other.json"), ["no tag"]),
    "no good example": (page(f"```json good{GOOD_BLOCK}```\n\n", ""), ["no example tagged `good`"]),
    "an example twice": (page("```json good", f"```json good{GOOD_BLOCK}```\n\n```json good"), ["stands twice"]),
    "an output that is out of date": (page("help: take it out", "help: leave it"), ["out of date", "take it out"]),
    "no output": (page("```text output", "```text"), ["has no `output`"]),
    "a bad example that passes": (page('"title": {"expression": "user.title"}', '"x": {"expression": "user.title"}'), ["passes"]),
    "a good example that does not": (page('"nickName": ', '"title": '), ["`good` example is found fault with"]),
    "a target that is none": (page("```json bad", "```json bad target=slak"), ["slak", "did you mean `slack`?"]),
    "an example that is nothing": (page('user.title"}\n', 'user.title"\n'), ["cannot be checked"]),
    "a message with a full stop": (module("is mapped\", help", "is mapped.\", help"), ["full stop"]),
    "a finding without help": (module('help="take it out", ', ""), ["help"]),
    "a finding without a consequence": (module(', consequence="silent: it is sent"', ""), ["consequence"]),
    "a summary with a full stop": (module('"A title is mapped"', '"A title is mapped."'), ["summary"]),
    "a version that is none": (module('since = "1.0"', 'since = "soon"'), ["'soon'"]),
    "a hook with a slip": (module("check_flow", "check_flows"), ["none of the hooks", "is `check_flows` meant for `check_flow`?"]),
    "an option that the page hides": (
        module("    pass", '    options = (Option("longest", 3, "of a title"),)'),
        ["does not tell of its option `longest`"],
    ),
    "a superseded rule that is none": (
        module("    pass", '    supersedes = frozenset({"value-lenght"})'),
        ["`value-lenght`", "did you mean `value-length`?"],
    ),
    "a successor without an end": (module("    pass", '    replaced_by = ("value-length",)'), ["deprecated or removed"]),
    "hooks of a removed rule": (module("    pass", "    status = Status.REMOVED"), ["was removed, so it has no hooks"]),
    "prefixes of two kinds": ({**rule_files(), **rule_files("BOND007", "other-titles")}, ["begin alike", "ACME and BOND"]),
    "a page without a rule": ({**rule_files(), "notes.md": "# Notes"}, ["no rule belongs to the page", "notes.md"]),
    "a rule that fails on other situations": (
        module('if flow.variable == "title"', 'if flow.app_property.name == "x" or flow.variable == "title"'),
        ["fail on examples of maplint's own pages", "no-titles: AttributeError"],
    ),
    "a fix that the page hides": (
        fixing('fix_rename("rename it", flow.place(), "nickName", Applicability.SAFE)'),
        ["no `fixed` block for mapping.json"],
    ),
    "a fix that leaves its finding": (
        fixing('fix_expression(flow, "write it", [(0, 4, "user")], Applicability.SAFE)'),
        ["a fix is refused", "would still be there"],
    ),
    "a fix that never comes to rest": (
        fixing('fix_expression(flow, "add a blank", [(0, 0, " ")], Applicability.SAFE)'),
        ["does not come to rest"],
    ),
}  # fmt: skip


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A path of this process."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith("maplint_acme")]:
        del sys.modules[name]


@pytest.mark.parametrize("what", WRONG)
def test_each_slip_of_an_author_is_told(what: str, site: Path) -> None:
    files, words = WRONG[what]
    install(site, "maplint_acme", files)
    with pytest.raises(PackError) as caught:
        check_pack("maplint_acme")
    for word in words:
        assert word in str(caught.value)


def test_all_that_is_wrong_is_told_at_once(site: Path) -> None:
    install(site, "maplint_acme", {**page("## Guard\n\nNone.\n\n", ""), "notes.md": ""})
    with pytest.raises(PackError, match=r"notes\.md(.|\n)*lacks the section `## Guard`"):
        check_pack("maplint_acme")


def test_the_blocks_are_written_anew_on_demand(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(site, "maplint_acme", page("help: take it out", "help: leave it"))
    monkeypatch.setenv("MAPLINT_UPDATE_PAGES", "1")
    check_pack("maplint_acme")
    assert (site / "maplint_acme" / "no_titles.md").read_text() == rule_files()["no_titles.md"]


class Longest(Rule):
    """Texts are short."""

    code, name, summary, severity, since = "ACME009", "longest", "A text is too long", Severity.WARNING, "1.0"
    options = (Option("longest", 3, "how many characters a text may have"),)

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        if isinstance(value.value, str) and len(value.value) > self.option("longest"):
            yield self.finding(value.place, f"{value.value} is too long", help="h", consequence="c")


def test_a_rule_can_be_asked_about_texts_with_options() -> None:
    files = {"mapping.json": MAPPING.replace("user.title", "'four'")}
    assert [finding.message for finding in check_files(Longest(), files).findings] == ["four is too long"]
    assert check_files(Longest(), files, options={"longest": 4}).findings == []
