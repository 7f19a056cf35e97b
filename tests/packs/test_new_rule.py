"""`maplint new-rule`: what it writes passes from the first moment, installed as people install it; nothing is overwritten."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from maplint.scaffold import HOOKS, NewRule, ScaffoldError, find_home, new_pack, new_rule, write_new
from maplint.testing import check_pack
from tests.cli.running import ROOT, maplint
from tests.packs.installing import MAPPING, maplint_with

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a new pack, on the path of this process."""
    write_new(new_pack("acme", NewRule("first-rule"), str(tmp_path)))
    folder = tmp_path / "maplint-acme"
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield folder
    for name in [name for name in sys.modules if name.startswith("maplint_acme")]:
        del sys.modules[name]


def add(folder: Path, rule: NewRule) -> list[str]:
    files = new_rule(rule, find_home(str(folder)))
    write_new(files)
    return [os.path.relpath(path, folder) for path in files]


def test_all_that_is_written_passes_from_the_first_moment(pack: Path) -> None:
    for severity, hook in zip(["error", "warning", "info"] * 2, HOOKS, strict=True):
        add(pack, NewRule(f"look-at-{hook}", hook, severity, summary=f"A {hook} is looked at"))
    check_pack("maplint_acme")


def test_codes_count_on_and_families_are_folders(pack: Path) -> None:
    added = add(pack, NewRule("second-rule", family="manners"))
    assert sorted(added) == [
        os.path.join("maplint_acme", "manners", name) for name in ("__init__.py", "second_rule.md", "second_rule.py")
    ]
    assert 'code = "ACME002"' in (pack / "maplint_acme" / "manners" / "second_rule.py").read_text()
    add(pack, NewRule("third-rule", code="ACME107"))
    add(pack, NewRule("fourth-rule"))
    assert 'code = "ACME108"' in (pack / "maplint_acme" / "fourth_rule.py").read_text()
    check_pack("maplint_acme")


def test_a_pack_is_found_from_below_and_under_src(pack: Path) -> None:
    assert find_home(str(pack / "maplint_acme")).folder == str(pack / "maplint_acme")
    (pack / "src").mkdir()
    (pack / "maplint_acme").rename(pack / "src" / "maplint_acme")
    assert find_home(str(pack / "tests")).folder == str(pack / "src" / "maplint_acme")


def test_the_new_pack_is_installed_and_used(tmp_path: Path) -> None:
    """From the command line to a finding, with the real pip."""
    pytest.importorskip("hatchling")
    outcome = maplint("new-rule", "no-placeholder", "--pack", "acme", "--severity", "error", cwd=tmp_path)
    assert outcome.status == 0, outcome.err
    assert "maplint-acme/maplint_acme/no_placeholder.py\n" in outcome.out
    site = tmp_path / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-build-isolation",
         "--disable-pip-version-check", "--target", str(site), str(tmp_path / "maplint-acme")],
        check=True, capture_output=True,
    )  # fmt: skip
    (tmp_path / "mapping.json").write_text(MAPPING.replace("user.title", "'change me'"))
    found = maplint_with(site, "check", "mapping.json", "--select", "ACME", "--format", "json", cwd=tmp_path)
    assert found.status == 1
    assert [finding["code"] for finding in json.loads(found.out)["findings"]] == ["ACME001"]
    path = os.pathsep.join([str(site), str(ROOT), str(ROOT / "rules")])
    tested = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path / "maplint-acme" / "tests")],
        env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert tested.returncode == 0, tested.stdout


def clone(folder: Path) -> Path:
    """What a clone of maplint looks like as far as new rules go."""
    (folder / "pyproject.toml").write_text('[project]\nname = "maplint"\n')
    for family, code in (("names", "MAP116"), ("formats", "MAP413")):
        below = folder / "rules" / "maplint_rules" / family
        below.mkdir(parents=True)
        (below / "x.py").write_text(f'class X:\n    code = "{code}"\n    name = "x-{family}"\n')
    return folder


def test_rules_of_maplint_itself_belong_to_a_family(tmp_path: Path) -> None:
    outcome = maplint("new-rule", "shoe-size", "--family", "formats", cwd=clone(tmp_path))
    assert outcome.status == 0, outcome.err
    written = (tmp_path / "rules" / "maplint_rules" / "formats" / "shoe_size.py").read_text()
    assert 'code = "MAP414"' in written


WRONG = {
    "a family with a slip": (["shoe-size", "--family", "format"], ["there is no family `format`", "did you mean `formats`?"]),
    "no family": (["shoe-size"], ["--family NAME", "formats, names"]),
    "a name in another style": (["ShoeSize", "--family", "names"], ["`ShoeSize`", "write `shoe-size`"]),
    "a name that is none": (["9lives!", "--family", "names"], ["`9lives!`", "department-in-capitals"]),
    "a name that is taken": (["x-formats", "--family", "names"], ["`x-formats`", "MAP413", "formats/x.py"]),
    "a code that is none": (["shoe-size", "--family", "names", "--code", "M1"], ["`M1` is no code", "ACME001"]),
    "a code that is taken": (["shoe-size", "--family", "names", "--code", "map413"], ["`MAP413`", "x-formats"]),
    "a code of others": (["shoe-size", "--family", "names", "--code", "ACME001"], ["ACME001", "begin with MAP"]),
    "a hook with a slip": (["shoe-size", "--family", "names", "--hook", "flows"], ["`flows`", "did you mean `flow`?"]),
    "a folder that is not there": (["shoe-size", "--in", "nowhere"], ["nowhere", "no such folder"]),
    "a pack that cannot be prefixed": (["shoe-size", "--pack", "maple"], ["`MAPLE`", "--code ACME001"]),
    "a pack in another style": (["shoe-size", "--pack", "Acme Corp"], ["`Acme Corp`", "write `acme-corp`"]),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_wrong_use_is_one_sentence_and_nothing_is_written(what: str, tmp_path: Path) -> None:
    arguments, words = WRONG[what]
    before = sorted(clone(tmp_path).rglob("*"))
    outcome = maplint("new-rule", *arguments, cwd=tmp_path)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith("error: ")
    assert outcome.err.count("\n") == 1
    for word in words:
        assert word in outcome.err
    assert sorted(tmp_path.rglob("*")) == before


def test_outside_of_any_pack_it_says_how_to_start_one(tmp_path: Path) -> None:
    outcome = maplint("new-rule", "shoe-size", cwd=tmp_path)
    assert outcome.status == 2
    assert "start a pack with --pack NAME" in outcome.err


def test_nothing_is_overwritten(pack: Path) -> None:
    page = pack / "maplint_acme" / "second_rule.md"
    page.write_text("mine")
    with pytest.raises(ScaffoldError, match=r"second_rule\.md exists already"):
        add(pack, NewRule("second-rule"))
    assert page.read_text() == "mine"
    assert not (pack / "maplint_acme" / "second_rule.py").exists()
    with pytest.raises(ScaffoldError, match="exists already"):
        new_pack("acme", NewRule("first-rule"), str(pack.parent))


def test_a_registered_package_that_is_not_there(pack: Path) -> None:
    shutil.rmtree(pack / "maplint_acme")
    with pytest.raises(ScaffoldError, match="`maplint_acme`, but there is no such folder"):
        find_home(str(pack))
