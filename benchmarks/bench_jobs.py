"""Whether several processes pay: the processor time of runs over so many exports of 30 properties.

    python benchmarks/bench_jobs.py [--rounds 5]

What a person waits for is the time of the slowest process: the first one, which also reads, joins and reports. It is measured as
processor time, so that other work on the machine does not count. Prints, never judges; `maplint.engine.parallel.LEAST_MAPPINGS`
comes from it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench_startup import ROOT, export

PROBE = """
import gc, resource, sys
gc.disable()
from maplint.cli.main import run
run(["check", "--jobs", sys.argv[1], sys.argv[2], "--output", sys.argv[3]])
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime)
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "rules")])
    jobs = (1, 2, 4)
    print(f"{'exports':<16}" + "".join(f"{f'{number} processes':>14}" for number in jobs))
    with tempfile.TemporaryDirectory() as name:
        for count in (50, 100, 200, 300, 500, 1000, 3000):
            for kind, faulty in (("clean", False), ("faulty", True)):
                folder = Path(name) / f"{kind}-{count}"
                folder.mkdir()
                for number in range(count):
                    (folder / f"{number}.json").write_text(json.dumps(export(number, faulty), indent=2))
                row = f"{count:>6} {kind:<9}"
                for number in jobs:
                    command = [sys.executable, "-c", PROBE, str(number), folder.name, os.devnull]
                    taken = [
                        float(
                            subprocess.run(command, cwd=name, env=environment, capture_output=True, check=True).stdout
                        )
                        for _ in range(rounds)
                    ]
                    row += f"{sorted(taken)[rounds // 2] * 1000:>11.0f} ms"
                print(row)


if __name__ == "__main__":
    main()
