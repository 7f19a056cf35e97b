"""The walk, the registry, the selection, the fixes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from maplint.engine import bundle
from maplint.engine.check import InputError, Inputs, Prepared, Settings, add_document, check, check_inputs
from maplint.engine.fixes import FixSession, unified_diff
from maplint.engine.registry import Registry, RegistryError, load_registry, rules_in
from maplint.engine.select import SelectionError, select_rules
from maplint.rule import (
    Applicability,
    AttributeFlow,
    Finding,
    Needs,
    Rule,
    Severity,
    fix_expression,
    fix_remove,
    fix_rename,
)
from maplint.source.document import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAPPING = {
    "source": {"type": "user", "name": "user"}, "target": {"type": "appuser", "name": "acme"},
    "properties": {
        "title": {"expression": "user.title", "pushStatus": "PUSH"}, "nickName": {"expression": "user.nickName", "pushStatus": "PUSH"},
    },
}  # fmt: skip


def prepared(*rules: Rule, text: str | None = None, name: str = "mapping.json") -> Prepared:
    inputs = Inputs([], [], [])
    add_document(inputs, read_text(text or json.dumps(MAPPING, indent=2), name), named=True)
    return Prepared(inputs, list(rules), None)


class EachFlow(Rule):
    code, name, summary, severity, since = "T001", "each-flow", "Every flow", Severity.WARNING, "1"

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        yield self.finding(flow.place(), f"flow {flow.variable}", help="h", consequence="c")


class Crashes(EachFlow):
    code, name = "T002", "crashes"

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        raise KeyError("title")


class Stronger(EachFlow):
    code, name = "T003", "stronger"
    supersedes = frozenset({"each-flow"})

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        if flow.variable == "title":
            yield self.finding(flow.place(), "stronger", help="h", consequence="c")


class NeedsMore(EachFlow):
    code, name = "T004", "needs-more"
    needs = frozenset({Needs.APP_SCHEMA})


class Marked(EachFlow):
    code, name = "T005", "marked"
    marks = frozenset({"call"})


def said(*rules: Rule) -> list[tuple[str, str]]:
    return [(finding.rule, finding.message) for finding in check_inputs(prepared(*rules)).in_order()]


def test_a_crash_is_a_finding_and_the_run_goes_on() -> None:
    crashes: list[Exception] = []
    report = check_inputs(prepared(Crashes(), EachFlow()), lambda rule, error: crashes.append(error))
    found = [(finding.code, finding.rule) for finding in report.in_order()]
    assert found == [("MAP007", "rule-crashed"), ("T001", "each-flow")] * 2
    assert all(isinstance(error, KeyError) for error in crashes)
    assert "KeyError" in report.in_order()[0].message
    assert report.exit_status() == 1


def test_one_cause_gives_one_finding() -> None:
    assert said(EachFlow(), Stronger()) == [("stronger", "stronger"), ("each-flow", "flow nickName")]


def test_a_rule_that_lacks_an_input_is_counted() -> None:
    report = check_inputs(prepared(NeedsMore(), EachFlow()))
    assert [(skipped.rule, skipped.reason) for skipped in report.skipped] == [
        ("needs-more", "needs an app user schema")
    ]
    assert {finding.rule for finding in report.findings} == {"each-flow"}


def test_a_rule_is_asked_only_about_flows_with_its_marks() -> None:
    assert said(Marked()) == []
    text = json.dumps(MAPPING).replace("user.title", "String.toUpperCase(user.title)")
    report = check_inputs(prepared(Marked(), text=text))
    assert [finding.message for finding in report.findings] == ["flow title"]


def test_clean_flows_are_remembered_and_faulty_ones_found_each_time() -> None:
    asked: list[str] = []

    class Counting(EachFlow):
        code, name = "T006", "counting"

        def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
            asked.append(flow.variable)
            if flow.variable == "nickName":
                yield self.finding(flow.place(), "no", help="h", consequence="c")

    check_inputs(prepared(Counting(), text=json.dumps([MAPPING, MAPPING])))
    assert asked == ["title", "nickName", "nickName"]


def test_two_rules_of_one_name_are_an_error_that_names_both() -> None:
    class Twin(EachFlow):
        code = "T009"

    with pytest.raises(RegistryError, match=r"EachFlow.*Twin|Twin.*EachFlow"):
        Registry([EachFlow(), Twin()])
    with pytest.raises(RegistryError, match="no rules"):
        Registry([])


def test_rules_are_found_by_code_and_name_in_any_case() -> None:
    registry = load_registry()
    for word in ("MAP104", "map104", "target-attribute-misspelled", "Target-Attribute-Misspelled"):
        found = registry.find(word)
        assert found is not None
        assert found.code == "MAP104"


def codes(**words: list[str]) -> set[str]:
    return {rule.code for rule in select_rules(load_registry(), **words)}  # type: ignore[arg-type]


def test_selection() -> None:
    everything = codes(select=["ALL"])
    assert codes(select=["MAP10"]) == {code for code in everything if code.startswith("MAP10")}
    assert {"MAP701", "MAP722"} <= codes(select=["expressions"])
    assert codes(select=["oel-syntax"]) == {"MAP722"}
    assert "MAP722" not in codes(ignore=["expressions"])
    assert codes(select=["MAP722"], ignore=["expressions"]) == {"MAP722"}
    assert codes(select=["expressions"], ignore=["MAP722"]) == codes(select=["expressions"]) - {"MAP722"}
    assert "MAP610" not in codes()


@pytest.mark.parametrize(
    ("word", "near"),
    [("oel-syntx", "oel-syntax"), ("expresions", "expressions"), ("target-atribute-case", "target-attribute-case")],
)
def test_an_unknown_word_is_told_the_nearest(word: str, near: str) -> None:
    with pytest.raises(SelectionError, match=near):
        codes(select=[word])


# --- the cache of the built-in rules ------------------------------------------------------------------------------------


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if name.startswith("acme"):
            del sys.modules[name]


def test_the_cache_follows_the_sources(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    family = site / "acme_pack" / "names"
    family.mkdir(parents=True)
    (site / "acme_pack" / "__init__.py").write_text("")
    (family / "__init__.py").write_text("")

    def load() -> list[str]:
        for name in [name for name in sys.modules if name.startswith("acme_pack")]:
            del sys.modules[name]
        return sorted(module.__name__ for module in bundle.load_modules("acme_pack"))

    (family / "one.py").write_text("x = 1")
    assert load() == ["acme_pack.names.one"]
    caches = list((site / "acme_pack" / "__pycache__").glob("rules.*"))
    assert len(caches) == 1
    load()
    assert sys.modules["acme_pack.names.one"].__spec__ is not None
    assert sys.modules["acme_pack.names.one"].x == 1
    (family / "one.py").write_text("x = 22")
    (family / "two.py").write_text("y = 3")
    assert load() == ["acme_pack.names.one", "acme_pack.names.two"]
    assert sys.modules["acme_pack.names.one"].x == 22
    caches[0].write_bytes(b"broken")
    assert len(load()) == 2


def test_the_built_in_pack_without_its_package_is_one_sentence() -> None:
    with pytest.raises(RegistryError, match="nowhere_at_all"):
        rules_in("nowhere_at_all")


# --- fixes ----------------------------------------------------------------------------------------------------------------


class Renames(Rule):
    code, name, summary, severity, since = "T010", "renames", "x", Severity.WARNING, "1"

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        if flow.variable == "nickName":
            fix = fix_rename("rename", flow.place(), "displayName", Applicability.SAFE)
            yield self.finding(flow.place(), "rename it", help="h", consequence="c", fix=fix)


class Removes(Renames):
    code, name = "T011", "removes"

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        if flow.variable in ("nickName", "displayName"):
            fix = fix_remove("remove", flow.place(), Applicability.UNSAFE)
            yield self.finding(flow.place(), "remove it", help="h", consequence="c", fix=fix)


class Useless(Renames):
    code, name = "T012", "useless"

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        if "title" in (flow.text or ""):
            fix = fix_expression(flow, "add a blank", [(0, 0, " ")], Applicability.SAFE)
            yield self.finding(flow.place(), "always", help="h", consequence="c", fix=fix)

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        return iter(())


class Harmful(Useless):
    code, name = "T013", "harmful"

    def check_expression(self, flow: AttributeFlow) -> Iterator[Finding]:
        text = flow.text or ""
        if text.startswith("user.nickName"):
            fix = fix_expression(flow, "break it", [(0, len(text), "broken")], Applicability.SAFE)
            yield self.finding(flow.place(), "harmless", help="h", consequence="c", fix=fix)
        if text == "broken":
            yield self.finding(flow.place(), "an error", severity=Severity.ERROR, help="h", consequence="c")


def test_safe_fixes_alone_unless_unsafe_ones_are_wanted() -> None:
    safe = FixSession(prepared(Renames(), Removes()), unsafe=False).execute()
    assert [applied.title for applied in safe.applied] == ["rename"]
    assert "displayName" in safe.changed[0][1].text
    both = FixSession(prepared(Renames(), Removes()), unsafe=True).execute()
    assert set(json.loads(both.changed[0][1].text)["properties"]) == {"title"}


def test_a_fix_that_leaves_its_finding_is_refused() -> None:
    fixed = FixSession(prepared(Useless()), unsafe=False).execute()
    assert fixed.changed == []
    assert [refused.reason for refused in fixed.refused] == ["the finding would still be there"]


def test_a_fix_that_makes_an_error_is_refused_and_the_others_kept() -> None:
    fixed = FixSession(prepared(Harmful(), Renames()), unsafe=False).execute()
    assert [refused.title for refused in fixed.refused] == ["break it"]
    assert "an error" in fixed.refused[0].reason
    assert [applied.title for applied in fixed.applied] == ["rename"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("final", [True, False])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_the_diff_applies(end: str, final: bool, bom: str, tmp_path: Path) -> None:
    git = shutil.which("git")
    if git is None:
        pytest.skip("git is not installed")
    text = bom + json.dumps(MAPPING, indent=2).replace("\n", end) + (end if final else "")
    fixed = FixSession(prepared(Renames(), text=text), unsafe=False).execute()
    (tmp_path / "mapping.json").write_bytes(text.encode())
    subprocess.run([git, "apply", "-"], input=unified_diff(fixed.changed).encode(), cwd=tmp_path, check=True)
    after = fixed.changed[0][1]
    assert (tmp_path / "mapping.json").read_bytes() == (bom + after.text).encode()


# --- from paths -----------------------------------------------------------------------------------------------------------


def test_check_reads_files_and_counts(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(MAPPING))
    (tmp_path / "package.json").write_text('{"name": "x", "version": "1"}')
    report = check([str(tmp_path)], Settings(select=("oel-syntax",)))
    assert (report.summary.files, report.summary.flows, report.exit_status()) == (1, 2, 0)


def test_public_check(tmp_path: Path) -> None:
    import maplint

    (tmp_path / "a.json").write_text(json.dumps(MAPPING).replace("user.title", "user.titel"))
    report = maplint.check([str(tmp_path)], target="slack")
    assert "oel-unknown-attribute" in {finding.rule for finding in report.findings}
    with pytest.raises(InputError):
        maplint.check([os.fspath(tmp_path / "a.json")][:0])
