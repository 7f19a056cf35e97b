"""Agreement with what others collected: cases, real exports, expression vectors. Runs where the data lies beside the project."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from maplint.engine.result import Report

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
pytestmark = pytest.mark.skipif(not (SHARED / "cases").is_dir(), reason="the shared data is not here")

DOCUMENTED = 0.98
"""The least share of documented vectors that must pass."""

CASES_PASSING = 124
"""Cases that passed when this was written. Raise it, never lower it."""


def maplint(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "maplint", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False)


def test_cases_have_no_false_alarm_and_none_is_lost() -> None:
    scorer = SHARED / "tools" / "score_cases.py"
    command = [sys.executable, str(scorer), str(SHARED / "cases"), "--maplint", f"{sys.executable} -m maplint"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False).stdout
    figure = told.strip().splitlines()[-1]
    passed, _, false_alarms = read_figure(figure)
    assert false_alarms == 0, figure
    assert passed >= CASES_PASSING, figure


def read_figure(line: str) -> tuple[int, int, int]:
    """Cases that pass, expectations that hold, false alarms: of the scorer's last line."""
    found = re.search(r"cases (\d+)/\d+, expectations (\d+)/\d+, false alarms (\d+)", line)
    assert found is not None, line
    passed, held, alarms = map(int, found.groups())
    return passed, held, alarms


def test_real_exports_are_read_without_an_internal_error() -> None:
    run = maplint("check", str(SHARED / "real"), "--format", "json")
    assert run.returncode in (0, 1), run.stderr
    errors = Counter(found["code"] for found in json.loads(run.stdout)["findings"] if found["severity"] == "error")
    # One export holds the list form, which has no mapping rows: a true error.
    assert set(errors) <= {"MAP003"}


def errors(report: Report) -> Counter[tuple[str, str]]:
    return Counter((found.code, found.message) for found in report.findings if found.severity.value == "error")


CASES = sorted(path.parent for path in (SHARED / "cases").rglob("case.yaml"))


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_fixing_a_case_twice_changes_nothing_more_and_brings_nothing_new(case: Path, tmp_path: Path) -> None:
    """All fixes, safe or not: those that were applied are gone, no new error came, and a second run finds nothing to do."""
    import yaml

    from maplint.engine.check import InputError, Settings, check, prepare
    from maplint.engine.fixes import FixSession
    from maplint.engine.registry import load_registry
    from maplint.source.edit import write_atomically

    folder = tmp_path / "case"
    shutil.copytree(case, folder, copy_function=shutil.copyfile)
    folder.chmod(0o755)
    words = [str(word) for word in yaml.safe_load((folder / "case.yaml").read_text("utf-8")).get("args", ["."])]
    paths, targets = [], []
    for before, word in zip(["", *words], words, strict=False):
        if not word.startswith("--") and (before == "--target" or not before.startswith("--")):
            (targets if before == "--target" else paths).append(
                str(folder / word) if (folder / word).exists() else word
            )
    settings = Settings(tuple(targets), preset="audit")
    registry = load_registry()
    try:
        before_all = check(paths, settings, registry=registry)
    except InputError as error:
        pytest.skip(str(error))
    first = FixSession(prepare(paths, settings, registry), unsafe=True).execute()
    for _, after in first.changed:
        write_atomically(after)
    again = FixSession(prepare(paths, settings, registry), unsafe=True).execute()
    assert again.changed == []
    assert again.applied == []
    new = errors(again.report) - errors(before_all)
    assert not new


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_git_makes_of_the_diff_of_a_case_what_fixing_makes(case: Path, tmp_path: Path) -> None:
    import yaml

    arguments = [str(word) for word in yaml.safe_load((case / "case.yaml").read_text("utf-8"))["args"]]
    fixed, patched = tmp_path / "fixed", tmp_path / "patched"
    for folder in (fixed, patched):
        shutil.copytree(case, folder, copy_function=shutil.copyfile)
        folder.chmod(0o755)
    diff = maplint("check", *arguments, "--unsafe-fixes", "--diff", cwd=patched).stdout
    maplint("check", *arguments, "--unsafe-fixes", cwd=fixed)
    if diff:
        subprocess.run(["git", "init", "-q"], cwd=patched, check=True)
        subprocess.run(["git", "apply", "-"], cwd=patched, check=True, input=diff.encode(), timeout=60)
    for path in fixed.iterdir():
        assert (patched / path.name).read_bytes() == path.read_bytes(), path.name


def test_documented_vectors_pass() -> None:
    misses = []
    rows = [json.loads(line) for line in (SHARED / "facts" / "oel-vectors.jsonl").read_text("utf-8").splitlines()]
    rows = [row for row in rows if row["tier"] != "spel-test" or row.get("in_documented_oel")]
    for row in rows:
        if not agrees(row):
            misses.append(row["id"])
    assert len(misses) <= (1 - DOCUMENTED) * len(rows), misses


def agrees(row: dict[str, object]) -> bool:
    from maplint.oel import EvaluationError, evaluate, parse

    text, kind = str(row["expr"]), row["kind"]
    if kind in ("parse_ok", "parse_error"):
        return bool(parse(text).errors) == (kind == "parse_error")
    dialect = "identity-engine" if row["dialect"] == "identity-engine" else "classic"
    try:
        value = evaluate(text, row["context"], dialect=dialect)  # type: ignore[arg-type]
    except EvaluationError:
        # A call that stands in no documented form has no value to compare.
        return kind in ("rejected", "eval_error")
    if kind in ("rejected", "eval_error"):
        return False
    if row.get("result_is"):
        value = [group["id"] for group in value]
    if row.get("result_type") == "List":
        return isinstance(value, list)
    return bool(value == row["result"]) and isinstance(value, bool) == isinstance(row["result"], bool)


def test_each_okta_resource_in_real_terraform_is_recognised() -> None:
    from maplint.source.document import read_file
    from maplint.terraform.configuration import read_configuration

    declared: Counter[str] = Counter()
    recognised: Counter[str] = Counter()
    for folder in sorted({path.parent for path in (SHARED / "real").rglob("*.tf")}):
        documents = [read_file(str(path)) for path in sorted(folder.glob("*.tf"))]
        for document in documents:
            assert document.problems == []
            # What is in comments is not declared.
            text = re.sub(r"/\*.*?\*/", "", re.sub(r"^\s*(?:#|//).*$", "", document.text, flags=re.M), flags=re.S)
            declared.update(re.findall(r'^\s*(?:resource|data)\s+"?(okta_\w+)', text, re.M))
        recognised.update(resource.type for resource in read_configuration(documents).resources)
    assert sum(declared.values()) > 0
    assert recognised == declared


_ENTERPRISE = "/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
_DEFECTS = {
    "01_missing_username": [("required-target-unmapped", "")],
    "02_email_na": [("placeholder-literal", "/emails/0/value")],
    "03_user_name": [("target-attribute-misspelled", "/user_name")],
    "04_active_string_true": [("boolean-as-string", "/active")],
    "05_unknown_attribute": [("unknown-target-attribute", "/favouriteColor")],
    "06_wrong_enterprise_urn": [
        ("external-namespace-unknown-to-target", "/urn:ietf:params:scim:schemas:core:2.0:User:enterprise")
    ],
    "07_scim11_enterprise_urn": [("scim1-urn", "/urn:scim:schemas:extension:enterprise:1.0")],
    "08_email_string": [("complex-attribute-as-scalar", "/emails")],
    "09_email_object": [("type-mismatch", "/emails")],
    "10_manager_string": [("complex-attribute-as-scalar", f"{_ENTERPRISE}/manager")],
    "11_two_primary": [("email-primary-count", "/emails/1/primary")],
    "12_null_username": [("required-target-unmapped", "/userName")],
    "13_empty_username": [("empty-string-value", "/userName")],
    "14_int_employeeNumber": [("type-mismatch", f"{_ENTERPRISE}/employeeNumber")],
    "15_readonly_id": [("readonly-target-mapped", "/id")],
    "16_flat_name": [("unknown-target-attribute", "/givenName")],
    "17_ent_attr_at_top": [("external-namespace-wrong-schema", "/department")],
    "18_unknown_subattr": [("unknown-target-attribute", "/name/nickname")],
    "19_schemas_missing_ent": [("payload-schemas-incomplete", _ENTERPRISE)],
    "20_bad_photo_uri": [("format-uri", "/photos/0/value")],
    "21_bad_country": [("format-country", "/addresses/0/country")],
    "22_bad_locale": [("format-locale", "/locale")],
    "23_bad_timezone": [("format-timezone", "/timezone")],
    "28_no_schemas": [("payload-schemas-incomplete", "")],
    # The sixth, that userName is missing, is said with the name that stands for it.
    "99_all_six_at_once": [
        ("boolean-as-string", "/active"),
        ("placeholder-literal", "/emails/0/value"),
        ("target-attribute-misspelled", "/user_name"),
        ("unknown-target-attribute", "/favouriteColor"),
        ("external-namespace-unknown-to-target", "/urn:ietf:params:scim:schemas:core:2.0:User:enterprise"),
    ],
}
"""Payload -> each of its defects, as a rule and a pointer, in the order of the text."""


def test_each_defect_of_a_payload_is_told_and_nothing_else(tmp_path: Path) -> None:
    index = json.loads((SHARED / "payloads" / "INDEX.json").read_text(encoding="utf-8"))
    for entry in index:
        shutil.copy(SHARED / "payloads" / f"{entry['name']}.json", tmp_path)
    run = maplint("check", ".", "--show", "info", "--format", "json", cwd=tmp_path)
    report = json.loads(run.stdout)
    told: dict[str, list[tuple[str, str]]] = {}
    for finding in report["findings"]:
        name = finding["location"]["path"].removesuffix(".json")
        told.setdefault(name, []).append((finding["rule"], finding["location"]["pointer"]))
    assert {entry["name"] for entry in index if entry["should_flag"]} == set(_DEFECTS)
    assert told == _DEFECTS
    assert report["summary"]["resources"] == len(index)
    in_vain = [finding["message"] for finding in report["findings"] if finding["rule"] == "target-attribute-misspelled"]
    assert len(in_vain) == 2
    assert all("`userName`, which is required and missing" in message for message in in_vain)
