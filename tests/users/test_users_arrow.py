"""The kernel over Arrow batches, and under Spark: the same as over files."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from maplint.source.document import Unreadable
from maplint.users.records import user_of
from maplint.users.tally import Tally

pyarrow = pytest.importorskip("pyarrow")

from maplint.users.arrow import keys_of, results, tally_of, users_of  # noqa: E402 - only with Arrow

if TYPE_CHECKING:
    from collections.abc import Callable

    from maplint.users.kernel import Kernel

SAMPLES = Path(__file__).parent.parent.parent / "sample_mappings"
RECORDS = [
    {
        "id": f"00u{number}",
        "status": "DEPROVISIONED" if number == 7 else "ACTIVE",
        "profile": {
            "login": f"u{number % 9}@x.example",
            "email": f"U{number % 5}@x.example",
            "title": "N/A" if number % 3 else "Captain of all ships",
            "timezone": None if number % 4 else "CET+1",
        },
    }
    for number in range(24)
]


def batches(form: str) -> list[Any]:
    """The users as record batches of a form."""
    if form == "lines":
        lines = [json.dumps(record) for record in RECORDS] + [""]
        table = pyarrow.table({"value": lines})
    elif form == "records":
        table = pyarrow.Table.from_pylist(RECORDS)
    else:
        table = pyarrow.Table.from_pylist([{"id": r["id"], "status": r["status"], **r["profile"]} for r in RECORDS])
    found: list[Any] = table.to_batches(max_chunksize=7)
    return found


@pytest.mark.parametrize("form", ["lines", "records", "columns"])
def test_batches_give_what_users_give(make_kernel: Callable[..., Kernel], form: str) -> None:
    kernel = make_kernel("slack")
    whole = kernel.run([user_of(record) for record in RECORDS])
    merged = Tally()
    sent: list[str] = []
    for result in results(kernel, batches(form)):
        sent += [value for keys in keys_of(result).values() for value in keys.sent]
        (tally,) = [row["tally"] for row in result.to_pylist() if row["kind"] == "tally"]
        merged.merge(tally_of(tally))
    assert {key: cause.count for key, cause in merged.causes.items()} == {k: c.count for k, c in whole.causes.items()}
    assert merged.read == 24
    assert merged.mappings == {0: 23}
    assert sorted(sent) == sorted(value for keys in whole.keys.values() for value in keys.sent)


def test_a_batch_without_users_is_refused() -> None:
    with pytest.raises(Unreadable, match="no column is a login"):
        users_of(pyarrow.record_batch({"a": [1], "b": [2]}))
    with pytest.raises(Unreadable, match="neither a profile nor a login"):
        users_of(pyarrow.record_batch({"value": ['{"a": 1}']}))


def _spark(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "ignore", "-m", "maplint", "audit", "directory", "--engine", "spark", *arguments]
    return subprocess.run(command, cwd=SAMPLES, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java")
def test_spark_says_the_same_as_local(tmp_path: Path) -> None:
    pytest.importorskip("pyspark")
    from pyarrow import parquet

    records = json.loads((SAMPLES / "directory" / "users.json").read_text(encoding="utf-8"))
    lines = tmp_path / "users.jsonl"
    lines.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    parquet.write_table(pyarrow.Table.from_pylist(records), tmp_path / "users.parquet")
    there = ["--target-users", "directory/target-users.json"]
    expected = (SAMPLES / "directory" / "audit.txt").read_text(encoding="utf-8")
    for path in (lines, tmp_path / "users.parquet"):
        outcome = _spark("--users", str(path), *there)
        assert outcome.stdout == expected, outcome.stderr
    odd = tmp_path / "odd.jsonl"
    odd.write_text('{"a": 1}\n', encoding="utf-8")
    refused = _spark("--users", str(odd))
    assert refused.returncode == 2
    assert "neither a profile nor a login" in refused.stderr
    missing = _spark("--users", str(tmp_path / "nobody.jsonl"))
    assert missing.returncode == 2
    assert "PATH_NOT_FOUND" in missing.stderr
    assert "Traceback" not in missing.stderr


def test_spark_that_is_not_installed_is_named(tmp_path: Path) -> None:
    try:
        import pyspark  # noqa: F401
    except ImportError:
        outcome = _spark("--users", "directory/users.json")
        assert outcome.returncode == 2
        assert "maplint[spark]" in outcome.stderr
    else:
        pytest.skip("Spark is installed")
