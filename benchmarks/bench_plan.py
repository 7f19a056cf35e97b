"""How long `maplint check` takes on a big plan, and how much memory: 200 apps with 4,000 mapping entries, on one line.

    python benchmarks/bench_plan.py [--apps 200] [--entries 20]

Budget: 3 seconds and 200 MB, as for the configuration that such a plan is of. With ``--with-configuration`` both are given, and
each thing is judged once. Each run is a process of its own, start-up included; the best of three counts.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from typing import Any

from bench_hcl import MEGABYTES, SECONDS, run, write

NAMESPACE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


def expression(entry: int) -> str:
    return f'user.firstName == null ? "" : String.toUpperCase(user.firstName) + "{entry}-x"'


def resources(app: int, entries: int) -> dict[str, dict[str, Any]]:
    """What `bench_hcl` declares for one app, as the provider fills it in."""
    id_ = f"0oa{app:04d}"
    return {
        f"okta_app_saml.app_{app}": {
            "id": id_,
            "label": f"App {app}",
            "name": f"app_{app}",
            "features": [],
            "user_name_template": "${source.email}",
            "user_name_template_type": "BUILT_IN",
        },
        f"okta_app_user_schema_property.badge_{app}": {
            "app_id": id_,
            "id": f"{id_}/badge",
            "index": "badge",
            "title": "Badge",
            "type": "string",
            "enum": [],
            "one_of": [],
            "array_enum": [],
            "array_one_of": [],
            "array_type": "",
            "external_name": "badge",
            "external_namespace": NAMESPACE,
            "scope": "NONE",
            "unique": "NOT_UNIQUE",
            "user_type": "default",
        },
        f"okta_profile_mapping.app_{app}": {
            "id": f"prm{app:04d}",
            "source_id": "oty0001",
            "source_name": "user",
            "source_type": "user",
            "target_id": id_,
            "target_name": f"app_{app}",
            "target_type": "appuser",
            "always_apply": False,
            "delete_when_absent": False,
            "mappings": [
                {"expression": expression(entry), "id": f"attribute{entry}", "push_status": "PUSH"}
                for entry in range(entries)
            ],
        },
    }


def plan(apps: int, entries: int) -> dict[str, Any]:
    """A plan that changes nothing: planned values, changes and prior state, as Terraform prints all three."""
    all_: dict[str, dict[str, Any]] = {}
    for app in range(apps):
        all_ |= resources(app, entries)
    listed = [
        {
            "address": address,
            "mode": "managed",
            "type": address.split(".")[0],
            "name": address.split(".")[1],
            "provider_name": "registry.terraform.io/okta/okta",
            "values": values,
        }
        for address, values in all_.items()
    ]
    changes = [
        {
            **{key: value for key, value in resource.items() if key != "values"},
            "change": {
                "actions": ["no-op"],
                "before": resource["values"],
                "after": resource["values"],
                "after_unknown": {},
            },
        }
        for resource in listed
    ]
    module = {"root_module": {"resources": listed}}
    return {
        "format_version": "1.2",
        "terraform_version": "1.9.5",
        "planned_values": module,
        "resource_changes": changes,
        "prior_state": {"format_version": "1.0", "values": module},
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--apps", type=int, default=200)
    parser.add_argument("--entries", type=int, default=20)
    parser.add_argument("--with-configuration", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.with_configuration:
            write(folder, options.apps, options.entries)
        path = os.path.join(folder, "plan.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(plan(options.apps, options.entries), file, separators=(",", ":"))
        size = os.path.getsize(path)
        runs = [run(folder) for _ in range(3)]
    seconds, megabytes = min(runs)
    print(f"{options.apps} apps, {options.apps * options.entries} mapping entries, {size / 1e6:.2f} MB")
    print(f"{seconds:.2f} s (budget {SECONDS:.0f}), {megabytes:.0f} MB (budget {MEGABYTES:.0f})")
    return int(seconds > SECONDS or megabytes > MEGABYTES)


if __name__ == "__main__":
    raise SystemExit(main())
