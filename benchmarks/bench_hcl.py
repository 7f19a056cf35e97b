"""How long `maplint check` takes on Terraform, and how much memory: 200 files with 4,000 mapping blocks.

    python benchmarks/bench_hcl.py [--files 200] [--blocks 20]

Budget: 3 seconds and 200 MB. Each run is a process of its own, start-up included; the best of three counts.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time

SECONDS, MEGABYTES = 3.0, 200.0

_HEAD = """\
resource "okta_app_saml" "app_{number}" {{
  label              = "App {number}"
  user_name_template = "$${{source.email}}"
}}

resource "okta_app_user_schema_property" "badge_{number}" {{
  app_id             = okta_app_saml.app_{number}.id
  index              = "badge"
  title              = "Badge"
  type               = "string"
  external_name      = "badge"
  external_namespace = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
}}

resource "okta_profile_mapping" "app_{number}" {{
  source_id          = data.okta_user_profile_mapping_source.user.id
  target_id          = okta_app_saml.app_{number}.id
  delete_when_absent = false
  always_apply       = false
"""
_BLOCK = """
  mappings {{
    id          = "attribute{block}"
    expression  = "user.firstName == null ? \\"\\" : String.toUpperCase(user.firstName) + \\"{block}-${{local.suffix}}\\""
    push_status = "PUSH"
  }}
"""


def write(folder: str, files: int, blocks: int) -> int:
    """Write a configuration; answers its size in bytes."""
    size = 0
    for number in range(files):
        text = _HEAD.format(number=number) + "".join(_BLOCK.format(block=block) for block in range(blocks)) + "}\n"
        if number == 0:
            text += 'locals {\n  suffix = "x"\n}\n\ndata "okta_user_profile_mapping_source" "user" {}\n'
        with open(os.path.join(folder, f"app_{number}.tf"), "w", encoding="utf-8") as file:
            size += file.write(text)
    return size


# The memory of a child is known when it has ended: a process of its own asks, so that no other child counts.
_PROBE = """
import subprocess, sys
try:
    import resource
except ImportError:
    resource = None
done = subprocess.run(sys.argv[1:])
if resource is not None:
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    sys.stderr.write(str(peak / (1024 * 1024 if sys.platform == "darwin" else 1024)))
sys.exit(done.returncode)
"""


def run(folder: str) -> tuple[float, float]:
    """Seconds and megabytes of one run.

    Raises:
        SystemExit: the run failed, or found what is not there.
    """
    begin = time.perf_counter()
    check = [sys.executable, "-m", "maplint", "check", folder]
    done = subprocess.run([sys.executable, "-c", _PROBE, *check], capture_output=True, text=True, check=False)
    taken = time.perf_counter() - begin
    if done.returncode != 0:
        raise SystemExit(f"the run failed with status {done.returncode}:\n{done.stdout}{done.stderr}")
    return taken, float(done.stderr or 0)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--blocks", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        size = write(folder, options.files, options.blocks)
        runs = [run(folder) for _ in range(3)]
    seconds, megabytes = min(runs)
    print(f"{options.files} files, {options.files * options.blocks} mapping blocks, {size / 1e6:.2f} MB")
    print(f"{seconds:.2f} s (budget {SECONDS:.0f}), {megabytes:.0f} MB (budget {MEGABYTES:.0f})")
    return int(seconds > SECONDS or megabytes > MEGABYTES)


if __name__ == "__main__":
    raise SystemExit(main())
