"""The official schemas of the formats, where they are at hand: set ``MAPLINT_SCHEMAS`` to a folder that holds them.

``sarif-schema-2.1.0.json`` (OASIS) and ``DiagnosticResult.json`` (reviewdog) are checked with jsonschema, ``JUnit.xsd``
(Ant's reports) and ``junit-10.xsd`` (Jenkins' xUnit plugin) with xmlschema. Their licences keep them out of this
repository; ``sarif_rules.json`` beside this file restates what they ask of what maplint writes, and is always checked.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest

from maplint.report import RenderOptions, RuleInfo, render

if TYPE_CHECKING:
    from maplint.engine.result import Report

HERE = Path(__file__).parent


def official(name: str) -> Path:
    path = Path(os.environ.get("MAPLINT_SCHEMAS", HERE / "schemas")) / name
    if not path.exists():
        pytest.skip(f"{name} is not at hand (MAPLINT_SCHEMAS)")
    return path


@pytest.fixture(params=["findings", "clean"])
def any_report(request: pytest.FixtureRequest) -> Report:
    name = {"findings": "report", "clean": "clean_report"}[request.param]
    found: Report = request.getfixturevalue(name)
    return found


def test_sarif_keeps_our_reading_of_the_standard(any_report: Report, rules: dict[str, RuleInfo]) -> None:
    schema = json.loads((HERE / "sarif_rules.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    jsonschema.Draft7Validator(schema).validate(json.loads(render(any_report, "sarif", RenderOptions(), rules.get)))


@pytest.mark.parametrize(("name", "file"), [("sarif", "sarif-schema-2.1.0.json"), ("rdjson", "DiagnosticResult.json")])
def test_json_against_the_official_schema(name: str, file: str, any_report: Report, rules: dict[str, RuleInfo]) -> None:
    schema = json.loads(official(file).read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(schema).validate(json.loads(render(any_report, name, RenderOptions(), rules.get)))


@pytest.mark.parametrize("file", ["JUnit.xsd", "junit-10.xsd"])
def test_junit_against_the_official_schema(file: str, any_report: Report, rules: dict[str, RuleInfo]) -> None:
    path = official(file)
    xmlschema = pytest.importorskip("xmlschema")
    xmlschema.XMLSchema(str(path)).validate(render(any_report, "junit", RenderOptions(), rules.get))
