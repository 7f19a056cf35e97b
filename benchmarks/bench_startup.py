"""How long runs take, as ratios to `python -c pass`: one file cold, and 1,000 exports of 30 properties.

    python benchmarks/bench_startup.py [--rounds 15]

Whole processes, measured in turn and in changing order, medians; the machine drifts, so read the ratios. Prints, never judges.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ATTRIBUTES = (
    "firstName lastName middleName honorificPrefix honorificSuffix email title displayName nickName profileUrl primaryPhone "
    "city state zipCode countryCode postalAddress preferredLanguage locale timezone userType employeeNumber costCenter "
    "organization division department managerId manager streetAddress"
).split()
VARIABLES = (
    "givenName familyName middleName honorificPrefix honorificSuffix email title displayName nickName profileUrl primaryPhone "
    "locality region postalCode country formatted preferredLanguage locale timezone userType employeeNumber costCenter "
    "organization division department managerValue managerDisplayName streetAddress"
).split()


def export(number: int, faulty: bool) -> dict[str, object]:
    """One mapping as the API gives it."""
    properties = {
        variable: {"expression": f"user.{attribute}", "pushStatus": "PUSH"}
        for variable, attribute in zip(VARIABLES, ATTRIBUTES, strict=True)
    }
    properties["emailType"] = {
        "expression": "(user.email != null && user.email != '') ? 'work' : ''", "pushStatus": "PUSH",
    }  # fmt: skip
    properties["addressType"] = {
        "expression": f"(user.city != null && user.city != '') ? 'site{number % 400}' : ''", "pushStatus": "PUSH",
    }  # fmt: skip
    if faulty:
        properties["department"] = {"expression": "user.departement", "pushStatus": "PUSH"}
    links = {"self": {"href": f"https://org.okta.com/api/v1/apps/0oa{number:017d}"}}
    return {
        "id": f"prm{number:017d}",
        "source": {"id": "oty1", "name": "user", "type": "user", "_links": links},
        "target": {"id": f"0oa{number:017d}", "name": f"app_{number}", "type": "appuser", "_links": links},
        "properties": properties,
        "_links": links,
    }


def write_inputs(folder: Path) -> None:
    """The files that the runs read."""
    for name, faulty in (("clean.json", False), ("faulty.json", True)):
        (folder / name).write_text(json.dumps(export(1, faulty), indent=2))
    for name, faulty in (("many-clean", False), ("many-faulty", True)):
        (folder / name).mkdir()
        for number in range(1000):
            (folder / name / f"{number}.json").write_text(json.dumps(export(number, faulty), indent=2))


def seconds(command: list[str], folder: Path, environment: dict[str, str]) -> float:
    """Wall time of one process. A run that ends otherwise than expected would measure something else: it stops all."""
    start = time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    taken = time.perf_counter() - start
    expected = 1 if "faulty" in command[-1] else 0
    if done.returncode != expected:
        told = done.stderr.decode(errors="replace")
        sys.exit(f"{' '.join(command)}: exit status {done.returncode}, not {expected}\n{told}")
    return taken


def peak_megabytes(command: list[str], folder: Path, environment: dict[str, str]) -> float | None:
    """Peak resident memory of one process; None where there is no way to ask (Windows)."""
    if importlib.util.find_spec("resource") is None:
        return None
    probe = (
        "import resource,subprocess,sys;subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe, *command], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return int(done.stdout) / unit


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "rules")])
    check = [sys.executable, "-m", "maplint", "check"]
    small = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "import click": [sys.executable, "-c", "import click"],
        "one clean file": [*check, "clean.json"],
        "one file with a finding": [*check, "faulty.json"],
    }
    large = {"1,000 clean exports": [*check, "many-clean"], "1,000 with a finding each": [*check, "many-faulty"]}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_inputs(folder)
        times: dict[str, list[float]] = {what: [] for what in (*small, *large)}
        for command in (*small.values(), *large.values()):
            seconds(command, folder, environment)  # not counted: writes bytecode
        for round_ in range(rounds):
            order = list(small.items()) + (list(large.items()) if round_ < 5 else [])
            random.Random(round_).shuffle(order)
            for what, command in order:
                times[what].append(seconds(command, folder, environment))
        floor = sorted(times["python -c pass"])[len(times["python -c pass"]) // 2]
        for what, taken in times.items():
            median = sorted(taken)[len(taken) // 2]
            print(f"{what:<28} {median * 1000:8.1f} ms  {median / floor:6.1f} x")
        for what, command in large.items():
            peak = peak_megabytes(command, folder, environment)
            if peak is not None:
                print(f"{what:<28} {peak:8.1f} MB peak")


if __name__ == "__main__":
    main()
