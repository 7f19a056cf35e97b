"""What reading costs: values, positions, recognition, shapes, edits; per file and for large ones.

Prints medians, and each as a multiple of `json.loads` on the same text: the figure to compare between machines.

    python benchmarks/bench_source.py
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from statistics import median
from typing import TYPE_CHECKING, Any

sys.path.insert(0, os.path.join(os.path.dirname(__file__), os.pardir))

from maplint.source.document import Document, read_file, read_text
from maplint.source.kinds import recognise
from maplint.source.shapes import shape_problems

if TYPE_CHECKING:
    from collections.abc import Callable


def mapping(number: int, properties: int = 30) -> dict[str, Any]:
    """An export of the usual size, invented."""
    return {
        "id": f"prm{number:017}",
        "source": {"id": "oty00000000000000001", "name": "user", "type": "user", "_links": {}},
        "target": {"id": f"0oa{number:017}", "name": f"app_{number}", "type": "appuser", "_links": {}},
        "properties": {
            f"attribute{index}": {
                "expression": f'String.substringBefore(user.attribute{index}, "@") + "é"',
                "pushStatus": "PUSH",
            }
            for index in range(properties)
        },
    }


def measure(work: Callable[[], object], rounds: int = 9) -> float:
    """The median time of a call, in microseconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return median(times) * 1e6


def as_yaml(value: dict[str, Any]) -> str:
    """A mapping as YAML, written by hand so that nothing but the reader is measured."""
    lines = [f"id: {value['id']}", "source: {id: oty1, type: user}", "target: {id: 0oa1, type: appuser}", "properties:"]
    for name, entry in value["properties"].items():
        lines += [f"  {name}:", f"    expression: '{entry['expression']}'", f"    pushStatus: {entry['pushStatus']}"]
    return "\n".join(lines) + "\n"


def show(name: str, microseconds: float, base: float) -> None:
    print(f"  {name:44} {microseconds:12,.0f} us   {microseconds / base:6.1f} x json.loads")


def one_file() -> None:
    value = mapping(1)
    text = json.dumps(value, indent=2)
    document = read_text(text, "mapping.json")
    item = recognise(document)[0]
    pointer = ("properties", "attribute29", "expression")
    base = measure(lambda: json.loads(text), 101)
    print(f"one export of {len(text):,} characters")
    show("json.loads", base, base)
    show("read", measure(lambda: read_text(text, "mapping.json"), 101), base)
    show("recognise", measure(lambda: recognise(document), 101), base)
    show("check the shape", measure(lambda: shape_problems(document, item), 101), base)
    show("place of a fragment, index included", measure(lambda: _place(document, pointer), 101), base)
    show("rename a key, index included", measure(lambda: _rename(document, pointer[:-1]), 101), base)
    written = as_yaml(value)
    show("read the same as YAML", measure(lambda: read_text(written, "mapping.yaml"), 31), base)
    yaml = read_text(written, "mapping.yaml")
    show("place of a fragment in YAML, index included", measure(lambda: _place(yaml, pointer), 31), base)


def _place(document: Document, pointer: tuple[str | int, ...]) -> None:
    document.forget_positions()
    document.position(document.fragment_span(pointer, 3, 9).start)


def _rename(document: Document, pointer: tuple[str | int, ...]) -> None:
    document.forget_positions()
    document.rename_key(pointer, "another")


def one_array(count: int = 2400) -> None:
    text = json.dumps([mapping(number) for number in range(count)], indent=2)
    base = measure(lambda: json.loads(text), 3)
    document = read_text(text, "mappings.json")
    print(f"an array of {count:,} exports, {len(text) / 1e6:.1f} million characters")
    show("json.loads", base, base)
    show("read", measure(lambda: read_text(text, "mappings.json"), 3), base)
    show("recognise", measure(lambda: recognise(document), 3), base)
    pointer = (count - 1, "properties", "attribute29", "expression")
    show("place of one fragment, index included", measure(lambda: _place(document, pointer), 3), base)


_MANY = """
import sys, time
sys.path.insert(0, sys.argv[1])
from maplint.source.collect import collect
from maplint.source.document import read_file
from maplint.source.kinds import recognise
start = time.perf_counter()
documents = [read_file(file.path, file.shown_as) for file in collect([sys.argv[2]])]
found = sum(len(recognise(document)) for document in documents)
if sys.argv[3] == "places":
    for document in documents:
        document.position(document.fragment_span(("properties", "attribute7", "expression"), 3, 9).start)
seconds = time.perf_counter() - start
try:
    import resource
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 1024)
except ImportError:
    memory = float("nan")
print(f"  {found:,} documents, {sys.argv[3]}: {seconds:.3f} s, peak {memory:.0f} MB")
"""


def many_files(count: int = 1000) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            with open(os.path.join(folder, f"mapping{number}.json"), "w", encoding="utf-8") as file:
                json.dump(mapping(number), file, indent=2)
        size = sum(os.path.getsize(entry.path) for entry in os.scandir(folder))
        read_file(os.path.join(folder, "mapping0.json"))
        print(f"{count:,} files, {size / 1e6:.1f} MB, in a process of its own")
        root = os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir)
        for what in ("values", "places"):
            subprocess.run([sys.executable, "-c", _MANY, root, folder, what], check=True)


if __name__ == "__main__":
    # First: on Linux a child begins with the peak of its parent.
    many_files()
    one_file()
    one_array()
