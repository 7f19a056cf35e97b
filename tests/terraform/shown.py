"""Plans and states as Terraform writes them, field by field.

Source of the forms: Terraform documentation, "JSON Output Format"; Terraform code, ``command/jsonplan``, ``command/jsonstate``,
``states/statefile/version4.go``. Values are those of the Okta provider: unset texts are ``""``, unset lists ``[]`` or null.
"""

from __future__ import annotations

from typing import Any

from maplint.terraform.addresses import calls_of, read_address
from maplint.terraform.values import DATA

PROVIDER = "registry.terraform.io/okta/okta"
VERSION = "1.9.5"

Values = dict[str, Any]


def property_values(index: str, **more: Any) -> Values:
    """The attributes of an ``okta_app_user_schema_property``."""
    return {
        "app_id": "0oa1crm",
        "array_enum": [],
        "array_one_of": [],
        "array_type": "",
        "description": "",
        "enum": [],
        "external_name": index,
        "external_namespace": "urn:ietf:params:scim:schemas:extension:crm:2.0:User",
        "id": f"0oa1crm/{index}",
        "index": index,
        "master": "PROFILE_MASTER",
        "max_length": 0,
        "min_length": 0,
        "one_of": [],
        "permissions": "READ_ONLY",
        "required": False,
        "scope": "NONE",
        "title": index,
        "type": "string",
        "union": False,
        "unique": "NOT_UNIQUE",
        "user_type": "default",
        **more,
    }


def mapping_values(*entries: tuple[str, str, str], **more: Any) -> Values:
    """The attributes of an ``okta_profile_mapping`` with these (id, expression, push status)."""
    return {
        "always_apply": False,
        "delete_when_absent": False,
        "id": "prm1crm",
        "mappings": [{"expression": expression, "id": id_, "push_status": push} for id_, expression, push in entries],
        "source_id": "oty1user",
        "source_name": "user",
        "source_type": "user",
        "target_id": "0oa1crm",
        "target_name": "crm",
        "target_type": "appuser",
        **more,
    }


def app_values(**more: Any) -> Values:
    """Some attributes of an ``okta_app_saml``."""
    return {
        "features": [],
        "id": "0oa1crm",
        "label": "CRM",
        "name": "crm",
        "sign_on_mode": "SAML_2_0",
        "status": "ACTIVE",
        "user_name_template": "${source.email}",
        "user_name_template_push_status": "",
        "user_name_template_suffix": "",
        "user_name_template_type": "BUILT_IN",
        **more,
    }


def _parts(address: str) -> Values:
    found = read_address(address)
    assert found is not None
    parts: Values = {"mode": found[0].mode, "type": found[0].type, "name": found[0].name}
    if found[0].key is not None:
        parts["index"] = found[0].key
    return parts


def _module(address: str) -> str:
    """``module.a["x"]`` of ``module.a["x"].okta_group.g``; empty for the root."""
    found = read_address(address)
    assert found is not None
    return ".".join(f"module.{call}" for call in found[0].module)


def without_unknown(values: Values, unknown: Values) -> Values:
    """What a plan prints of values: the unknown ones are left out."""
    return {name: value for name, value in values.items() if unknown.get(name) is not True}


def change(
    address: str,
    *actions: str,
    before: Values | None = None,
    after: Values | None = None,
    unknown: Values | None = None,
    before_sensitive: Values | None = None,
    after_sensitive: Values | None = None,
    replace_paths: list[list[str]] | None = None,
    **more: Any,
) -> Values:
    """One element of ``resource_changes``."""
    module = _module(address)
    body: Values = {
        "actions": list(actions),
        "before": before,
        "after": without_unknown(after, unknown or {}) if after is not None else None,
        "after_unknown": unknown or {},
        "before_sensitive": before_sensitive or (False if before is None else {}),
        "after_sensitive": after_sensitive or (False if after is None else {}),
    }
    if replace_paths:
        body["replace_paths"] = replace_paths
    return {
        "address": address,
        **({"module_address": module} if module else {}),
        **_parts(address),
        "provider_name": PROVIDER,
        "change": body,
        **more,
    }


def untouched(address: str, values: Values) -> Values:
    """A change that changes nothing."""
    return change(address, "no-op", before=values, after=values)


def plan(*changes: Values, prior: Values | None = None, configuration: Values | None = None) -> Values:
    """A plan. ``prior``: address -> values, of what has been read; ``configuration``: the root module's."""
    after = {c["address"]: c["change"]["after"] for c in changes if c["change"]["after"] is not None}
    whole: Values = {
        "format_version": "1.2",
        "terraform_version": VERSION,
        "planned_values": {"root_module": _module_values(after)},
        "resource_changes": list(changes),
        "configuration": {
            "provider_config": {"okta": {"name": "okta", "full_name": PROVIDER}},
            "root_module": configuration or {},
        },
        "timestamp": "2026-03-02T09:00:00Z",
        "applyable": True,
        "complete": True,
        "errored": False,
    }
    if prior:
        whole["prior_state"] = state(prior)
    return whole


def state(
    resources: dict[str, Values],
    *,
    sensitive: dict[str, Values] | None = None,
    depends_on: dict[str, list[str]] | None = None,
) -> Values:
    """A state as ``terraform show -json`` prints it: address -> values."""
    root = _module_values(resources, sensitive or {}, depends_on or {})
    return {"format_version": "1.0", "terraform_version": VERSION, "values": {"root_module": root}}


def _module_values(
    resources: dict[str, Values],
    sensitive: dict[str, Values] | None = None,
    depends_on: dict[str, list[str]] | None = None,
    path: str = "",
) -> Values:
    module: Values = {"resources": []} if any(_module(address) == path for address in resources) else {}
    for address, values in resources.items():
        if _module(address) == path:
            depends = (depends_on or {}).get(address)
            module["resources"].append(
                {
                    "address": address,
                    **_parts(address),
                    "provider_name": PROVIDER,
                    "schema_version": 0,
                    "values": values,
                    "sensitive_values": (sensitive or {}).get(address, {}),
                    **({"depends_on": depends} if depends else {}),
                }
            )
    below = dict.fromkeys(
        ".".join(f"module.{call}" for call in calls_of(_module(address))[: len(calls_of(path)) + 1])
        for address in resources
        if _module(address) != path and (not path or _module(address).startswith(f"{path}."))
    )
    children = [{**_module_values(resources, sensitive, depends_on, child), "address": child} for child in below]
    return {**module, **({"child_modules": children} if children else {})}


def raw_state(resources: dict[str, Values], *, sensitive: dict[str, list[str]] | None = None) -> Values:
    """A ``terraform.tfstate`` of version 4: address -> attributes; ``sensitive``: address -> names of attributes."""
    blocks: dict[str, Values] = {}
    for address, values in resources.items():
        parts, module = _parts(address), _module(address)
        key = parts.pop("index", None)
        block = {
            **({"module": module} if module else {}),
            **parts,
            "provider": f'provider["{PROVIDER}"]',
            "instances": [],
        }
        name = ".".join([module, "data" if parts["mode"] == DATA else "", parts["type"], parts["name"]])
        blocks.setdefault(name, block)["instances"].append(
            {
                **({"index_key": key} if key is not None else {}),
                "schema_version": 0,
                "attributes": values,
                "sensitive_attributes": [
                    [{"type": "get_attr", "value": marked}] for marked in (sensitive or {}).get(address, [])
                ],
                "private": "bnVsbA==",
            }
        )
    return {
        "version": 4,
        "terraform_version": VERSION,
        "serial": 7,
        "lineage": "0b0c5c3e-0000-4000-8000-000000000000",
        "outputs": {},
        "resources": list(blocks.values()),
        "check_results": None,
    }
