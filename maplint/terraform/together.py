"""Configurations, plans and states of one run: each instance once, with all that is known of it.

A configuration says where things are written, its plan what becomes of them and what variables hold, a state what is. Given together
they are one: the instances of the configuration, with what the others add. So nothing is said twice, and all of it where it
can be changed.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from maplint.terraform.addresses import steps_of
from maplint.terraform.resource import Action, Origin
from maplint.terraform.values import Address, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from maplint.source.place import Place
    from maplint.terraform.resource import ResourceInstance

LEAST_SHARED = 0.5
"""How much of what a plan or state holds a configuration must declare to be the one that it is of; modules that come from
elsewhere than the files aside."""

COMPUTED = ("id", "name", "features", "source_type", "source_name", "target_type", "target_name")
"""Attributes that the provider fills in, so that no configuration holds them."""

Declared = tuple[str, str, str, tuple[str, ...]]
"""Mode, type, name and the names of the modules: what tells blocks apart, whatever their instances."""


def bring_together(
    configured: Iterable[ResourceInstance],
    plans: Sequence[list[ResourceInstance]],
    states: Sequence[list[ResourceInstance]],
) -> list[ResourceInstance]:
    """All instances of a run.

    Args:
        configured: those of configurations; ``plans``, ``states``: those of each plan and state.
    """
    roots: dict[str, _Root] = {}
    for instance in configured:
        roots.setdefault(instance.root, _Root(instance.root)).add(instance)
    alone: list[ResourceInstance] = []
    for shown in [*plans, *(state for state in states if not any(_is_before(state, plan) for plan in plans))]:
        root = _root_of(shown, list(roots.values()))
        if root is None:
            alone += shown
        else:
            root.partners.append(shown)
    return [*(instance for root in roots.values() for instance in root.instances()), *alone]


def _is_before(state: list[ResourceInstance], plan: list[ResourceInstance]) -> bool:
    """Whether a plan begins at a state: then it holds all of it."""
    ids = {instance.address: instance.id for instance in state if instance.id is not None}
    if not ids:
        return False
    same = sum(1 for instance in plan if ids.get(instance.address, "") in (instance.was("id"), instance.id))
    return same >= LEAST_SHARED * len(ids)


def declared(address: Address) -> Declared:
    """The block that an address is an instance of."""
    names = tuple(steps_of(call)[0][0] if steps_of(call) else call for call in address.module)
    return address.mode, address.type, address.name, names


# --- which belong together ------------------------------------------------------------------------------------------------


def _root_of(shown: list[ResourceInstance], roots: list[_Root]) -> _Root | None:
    """The configuration that a plan or state is of: that which declares most of it; of several the one in its folder."""
    held = {declared(instance.address) for instance in shown if instance.managed and instance.action not in _GONE}
    shared = [(root.declares(held), root) for root in roots]
    most = max((count for count, _ in shared), default=0)
    candidates = [root for count, root in shared if count == most and count]
    if len(candidates) > 1:
        folder = shown[0].root.rpartition("/")[0]
        candidates = [root for root in candidates if root.name == folder]
    return candidates[0] if len(candidates) == 1 else None


_GONE = (Action.DELETE, Action.FORGET)


class _Root:
    """One configuration, and the plans and states that are of it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.blocks: dict[Declared, list[ResourceInstance]] = {}
        self.partners: list[list[ResourceInstance]] = []
        self._modules: set[tuple[str, ...]] = set()

    def add(self, instance: ResourceInstance) -> None:
        block = declared(instance.address)
        self.blocks.setdefault(block, []).append(instance)
        self._modules.add(block[-1])

    def declares(self, held: set[Declared]) -> int:
        """How many of these blocks it declares; none where that is too little for them to be of it."""
        in_reach = {block for block in held if block[-1] in self._modules}
        found = len(in_reach & self.blocks.keys())
        return found if found >= LEAST_SHARED * len(in_reach) else 0

    def instances(self) -> list[ResourceInstance]:
        """The instances: as they are written, with what each plan or state adds."""
        found: list[ResourceInstance] = []
        taken: set[int] = set()
        for partner in self.partners:
            root = self.name if len(self.partners) == 1 else f"{self.name}|{partner[0].root}"
            for shown in partner:
                written = self._written(shown.address)
                if written is not None and shown.action not in _GONE:
                    taken.add(id(written))
                    found.append(_merged(written, shown, root))
                elif shown.origin is Origin.PLAN or declared(shown.address)[-1] not in self._modules:
                    # What a state holds and its configuration does not is on its way out.
                    found.append(shown)
        rest = [instance for block in self.blocks.values() for instance in block if id(instance) not in taken]
        return [*found, *rest] if self.partners else rest

    def _written(self, address: Address) -> ResourceInstance | None:
        """The instance of an address as it is written; where the configuration does not tell which instances there are, the one
        that stands for all."""
        block = self.blocks.get(declared(address), [])
        same = [instance for instance in block if instance.address == address]
        if same:
            return same[0]
        return block[0] if len(block) == 1 and _stands_for_all(block[0].address, address) else None


def _stands_for_all(written: Address, shown: Address) -> bool:
    """Whether an address without keys stands for one with: its ``count`` or ``for_each`` could not be told."""
    if written.key is not None and written.key != shown.key:
        return False
    keys = [(steps_of(mine), steps_of(other)) for mine, other in zip(written.module, shown.module, strict=True)]
    return all(mine == other or mine[0][1] is None for mine, other in keys)


# --- one of two -----------------------------------------------------------------------------------------------------------


def _merged(written: ResourceInstance, shown: ResourceInstance, root: str) -> ResourceInstance:
    """An instance as it is written, with what a plan or state knows of it."""
    instance = copy(written)
    instance.address = shown.address
    instance.root = root
    instance.shown = shown.header
    instance.counted = True
    attributes = dict(written.attributes)
    for name in COMPUTED:
        computed = shown.get(name)
        if computed.known and computed.data is not None and not written.written(name):
            attributes[name] = _placed(computed, None)
    if shown.origin is Origin.PLAN:
        instance.action = shown.action
        instance.before = shown.before
        instance.replace_paths = shown.replace_paths
        instance.created_first = shown.created_first
        instance.reason = shown.reason
        for name, value in written.attributes.items():
            attributes[name] = _filled(value, shown.get(name))
        if not written.complete:  # made by a `dynamic` block over what the configuration does not tell
            for name, value in shown.attributes.items():
                if any(isinstance(item.data, dict) for item in value.items):
                    attributes[name] = Value(_with_others(attributes.get(name, Value([])).items, value.items))
            instance.complete = True
    else:
        plain = {name: value for name, value in shown.attributes.items() if value.fully_known()}
        instance.before = {name: value.plain() for name, value in plain.items()}
    instance.attributes = attributes
    return instance


def _filled(written: Value, shown: Value) -> Value:
    """A value with what is unknown in it taken from the plan, at the place where it is written."""
    if _leads_to_id(written) or not shown.known or shown.data is None:
        return written
    if not written.known:
        return _placed(shown, written.place)
    if isinstance(written.data, dict) and isinstance(shown.data, dict):
        return Value({key: _filled(value, shown.get(key)) for key, value in written.data.items()}, written.place)
    if isinstance(written.data, list) and not written.fully_known():
        return Value(_filled_items(written.items, shown.items), written.place)
    return written


def _leads_to_id(value: Value) -> bool:
    """Whether a value refers to a resource's id: whose it is says more than what it is."""
    return value.reference is not None and value.reference.attribute in ((), ("id",))


def _filled_items(written: list[Value], shown: list[Value]) -> list[Value]:
    """Items that are the same have the same ``id``, as the entries of a mapping (a set: the plan has its own order), else the
    same number."""
    by_id = {_id(item): item for item in shown if _id(item)}
    if not by_id:
        same = len(written) == len(shown)
        return [_filled(item, shown[number]) if same else item for number, item in enumerate(written)]
    named = [_filled(item, by_id[_id(item)]) if _id(item) in by_id else item for item in written if _id(item)]
    return named if len(named) == len(written) else _with_others(named, shown)


def _with_others(known: list[Value], shown: list[Value]) -> list[Value]:
    """The items of a configuration with those that only the plan knows, as it has them."""
    if any(map(_id, shown)):
        ids = set(map(_id, known))
        return [*known, *(item for item in shown if _id(item) not in ids)]
    return shown if len(shown) > len(known) else known


def _id(item: Value) -> str:
    return item.get("id").text or "" if isinstance(item.data, dict) else ""


def _placed(value: Value, place: Place | None) -> Value:
    """A value of a plan or state at the place of what it is the value of."""
    data = value.data
    if isinstance(data, list):
        return Value([_placed(item, place) for item in data], place)
    if isinstance(data, dict):
        return Value({key: _placed(item, place) for key, item in data.items()}, place)
    return Value(data, place, ())
