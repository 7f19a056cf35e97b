"""Several processes: the same report to the byte, whatever their number and whatever becomes of them."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from maplint.cli.rules import rule_info
from maplint.engine import parallel
from maplint.engine.check import Settings, check
from maplint.engine.registry import Registry, load_registry
from maplint.finding import Severity
from maplint.report import FORMATS, RenderOptions, render
from maplint.rule import Rule
from tests.cli.running import SAMPLES, maplint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from maplint.engine.result import Report
    from maplint.rule import AttributeFlow, Finding

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be copied here")
# The tests' own process may have threads (xdist): there maplint would not copy itself.
in_one_thread = pytest.fixture(autouse=True)(lambda monkeypatch: monkeypatch.setattr(parallel, "_alone", lambda: True))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Forty mappings with faults that repeat and faults of their own, beside all samples."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    (tmp_path / "samples").symlink_to(SAMPLES, target_is_directory=True)
    for number in range(40):
        properties = {
            "givenName": {"expression": "user.firstname" if number % 3 else "user.firstName", "pushStatus": "PUSH"},
            "title": {"expression": f"user.titel{number} + ", "pushStatus": "PUSH"},
            "displayName": {"expression": "user.displayName", "pushStatus": "PUSH"},
        }
        mapping = {
            "id": f"prm{number:017d}",
            "source": {"id": "oty1", "name": "user", "type": "user"},
            "target": {"id": f"0oa{number:017d}", "name": f"app_{number}", "type": "appuser"},
            "properties": properties,
        }
        (tmp_path / f"{number}.json").write_text(json.dumps(mapping, indent=2))
    return tmp_path


PATHS = [f"{number}.json" for number in range(40)] + [
    f"samples/{name}" for name in sorted(os.listdir(SAMPLES)) if "." not in name
]


def reports(jobs: int, shown: Severity) -> dict[str, str]:
    registry = load_registry()
    report = check(PATHS, Settings(preset="audit", jobs=jobs, shown=shown), registry=registry)
    options = RenderOptions(show=shown)
    return {
        format_: render(report, format_, options, lambda name: rule_info(registry, name))
        for format_ in (*FORMATS, "statistics")
    }


@needs_fork
@pytest.mark.parametrize("shown", [Severity.INFO, Severity.ERROR])
def test_the_reports_are_the_same(shown: Severity, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = reports(1, shown)
    assert one["json"].count('"code"') > 60
    started: list[int] = []
    start = parallel._start
    monkeypatch.setattr(parallel, "_start", lambda *given: started.append(1) or start(*given))
    for jobs in (2, 3, 7):
        started.clear()
        assert reports(jobs, shown) == one
        assert len(started) == jobs - 1


@needs_fork
def test_places_are_looked_up_where_they_are_found(folder: Path) -> None:
    """The process that reports need not index a text in which another one found something."""
    report = check(PATHS[:40], Settings(jobs=2))
    render(report, "json", RenderOptions(), lambda _: None)
    documents = {finding.place.document.path: finding.place.document for finding in report.findings}
    assert documents["0.json"]._tree is not None
    assert documents["39.json"]._tree is None


@needs_fork
def test_the_share_of_a_process_that_dies_is_done_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = reports(1, Severity.INFO)

    def die(*_: object) -> bytes:
        os._exit(9)

    monkeypatch.setattr(parallel, "_written", die)
    assert reports(3, Severity.INFO) == one


class Crashing(Rule):
    """Fails."""

    code = "ACME001"
    name = "acme-crashing"
    summary = "It fails"
    severity = Severity.WARNING
    since = "1.0"

    def check_flow(self, flow: AttributeFlow) -> Iterator[Finding]:
        raise ValueError(flow.variable)


@needs_fork
def test_a_rule_may_fail_in_any_of_them(folder: Path) -> None:
    registry = Registry([*load_registry().rules, Crashing()])

    def crashes(jobs: int) -> list[tuple[str, str]]:
        report: Report = check(PATHS[:40], Settings(select=("acme-crashing",), jobs=jobs), registry=registry)
        return [(finding.place.document.path, finding.message) for finding in report.in_order()]

    assert crashes(3) == crashes(1)
    assert len(crashes(1)) == 120


def test_as_many_as_pay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fork", lambda: 0, raising=False)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2, 3}, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    least = parallel.LEAST_MAPPINGS
    assert [parallel.processes(None, mappings) for mappings in (1, least, 2 * least, 3 * least, 99 * least)] == [
        1,
        1,
        2,
        3,
        4,
    ]
    assert [parallel.processes(3, mappings) for mappings in (1, 2, 99 * least)] == [1, 2, 3]
    monkeypatch.setattr("sys.platform", "darwin")
    assert (parallel.processes(None, 99 * least), parallel.processes(2, 99 * least)) == (1, 2)
    monkeypatch.setattr(parallel, "_alone", lambda: False)
    assert parallel.processes(2, 99 * least) == 1


def test_on_the_command_line(folder: Path) -> None:
    outcomes = {
        jobs: maplint("check", *PATHS, "--jobs", jobs, "--format", "json", cwd=folder) for jobs in ("1", "3", "auto")
    }
    assert outcomes["1"] == outcomes["3"] == outcomes["auto"]
    assert outcomes["1"].status == 1
    for wrong in ("0", "-1", "many", "1.5"):
        outcome = maplint("check", "0.json", "--jobs", wrong, cwd=folder)
        assert outcome.status == 2
        assert "write 1 or more, or `auto`" in outcome.err
