"""What is: the states of ``terraform show -json`` and the raw ``terraform.tfstate`` of version 4.

Source: Terraform documentation, "JSON Output Format" (values representation); Terraform code, ``states/statefile/version4.go``
(raw states, whose form is documented nowhere).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.source.place import Place
from maplint.terraform.addresses import calls_of, read_address
from maplint.terraform.plain import attributes_at
from maplint.terraform.resource import Origin, ResourceInstance
from maplint.terraform.values import Address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.source.document import Document
    from maplint.source.place import Pointer


def read_state(document: Document, pointer: Pointer, prefix: str) -> list[ResourceInstance]:
    """The instances in a state, in either form, whose type begins so."""
    state = document.at(pointer)
    if isinstance(state.get("resources"), list):
        return list(_raw_instances(document, (*pointer, "resources"), state["resources"], prefix))
    return list(shown_instances(document, (*pointer, "values"), prefix, Origin.STATE))


# --- terraform show -json -------------------------------------------------------------------------------------------------


def shown_instances(document: Document, pointer: Pointer, prefix: str, origin: Origin) -> Iterator[ResourceInstance]:
    """The instances in a values representation at ``pointer``, modules below modules."""
    values = document.at(pointer)
    root = values.get("root_module") if isinstance(values, dict) else None
    waiting: list[tuple[Any, Pointer]] = [(root, (*pointer, "root_module"))]
    while waiting:
        module, at = waiting.pop(0)
        if not isinstance(module, dict):
            continue
        calls = calls_of(_text(module.get("address")))
        for number, resource in enumerate(_list(module.get("resources"))):
            if isinstance(resource, dict) and _text(resource.get("type")).startswith(prefix):
                yield _shown(document, (*at, "resources", number), resource, calls, origin)
        below = _list(module.get("child_modules"))
        waiting += [(child, (*at, "child_modules", number)) for number, child in enumerate(below)]


def _shown(
    document: Document, pointer: Pointer, resource: dict[str, Any], calls: tuple[str, ...], origin: Origin
) -> ResourceInstance:
    values, sensitive = resource.get("values"), resource.get("sensitive_values")
    return ResourceInstance(
        address_of(resource, calls, "index"),
        document,
        (*pointer, "values"),
        origin,
        attributes_at(document, (*pointer, "values"), values, sensitive=sensitive),
        references=_addresses(resource.get("depends_on")),
        root=document.path,
        # Which of several providers it is, is not told; modules may have one each.
        provider=".".join(calls),
        header=Place(document, (*pointer, "address")),
    )


def address_of(resource: dict[str, Any], calls: tuple[str, ...], key: str) -> Address:
    """The address that the parts of a resource's object make; ``key`` is the one of its instance's key."""
    index = resource.get(key)
    if isinstance(index, float):
        index = int(index)
    if not isinstance(index, (str, int)):
        index = None
    return Address(_text(resource.get("mode")), _text(resource.get("type")), _text(resource.get("name")), index, calls)


# --- terraform.tfstate ----------------------------------------------------------------------------------------------------


def _raw_instances(
    document: Document, pointer: Pointer, resources: list[Any], prefix: str
) -> Iterator[ResourceInstance]:
    for number, resource in enumerate(resources):
        if not isinstance(resource, dict) or not _text(resource.get("type")).startswith(prefix):
            continue
        at = (*pointer, number)
        calls = calls_of(_text(resource.get("module")))
        for index, instance in enumerate(_list(resource.get("instances"))):
            if not isinstance(instance, dict) or instance.get("deposed"):
                continue
            values = (*at, "instances", index, "attributes")
            sensitive = _sensitive(instance.get("sensitive_attributes"))
            yield ResourceInstance(
                address_of({**resource, **instance}, calls, "index_key"),
                document,
                values,
                Origin.STATE,
                attributes_at(document, values, instance.get("attributes"), sensitive=sensitive),
                references=_addresses(instance.get("dependencies")),
                root=document.path,
                provider=_text(resource.get("provider")),
                header=Place(document, (*at, "name")),
            )


def _sensitive(paths: Any) -> dict[str, bool]:
    """The sensitive attributes: ``[[{"type": "get_attr", "value": "client_secret"}]]``. What is below one is all of it."""
    first = [path[0] for path in _list(paths) if isinstance(path, list) and path]
    return {_text(step.get("value")): True for step in first if isinstance(step, dict)}


# --- parts ----------------------------------------------------------------------------------------------------------------


def _addresses(texts: Any) -> tuple[Address, ...]:
    found = [read_address(text) for text in _list(texts) if isinstance(text, str)]
    return tuple(address for address, _ in filter(None, found))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
