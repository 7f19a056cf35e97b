"""What the arguments of a planned resource refer to: told by the ``configuration`` that a plan carries.

It holds no expressions, only what each refers to: ``["okta_app_saml.crm.id", "okta_app_saml.crm"]``. Through variables and
outputs it leads to other modules; locals are not in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.record import NamedTuple
from maplint.terraform.addresses import read_address, steps_of
from maplint.terraform.values import Address, Reference, key_text

if TYPE_CHECKING:
    from collections.abc import Iterator

Keys = dict[Address, set[str | int | None]]
"""Address without a key -> the keys of its instances."""

MOST_STEPS = 40
"""How many variables and outputs are followed; a limit against circles."""


class PlannedConfiguration:
    """The ``configuration`` of a plan; ``keys`` are those of all instances that the plan knows."""

    def __init__(self, configuration: Any, keys: Keys) -> None:
        self._keys = keys
        root = configuration.get("root_module") if isinstance(configuration, dict) else None
        self._root: dict[str, Any] = root if isinstance(root, dict) else {}
        self._resources: dict[tuple[str, ...], dict[str, Any]] = {}

    def module(self, calls: tuple[str, ...]) -> dict[str, Any]:
        """The module that calls lead to; empty where there is none."""
        module = self._root
        for call in calls:
            below = _object(_object(module.get("module_calls")).get(steps_of(call)[0][0]))
            module = _object(below.get("module"))
        return module

    def call(self, calls: tuple[str, ...]) -> dict[str, Any]:
        """The last of these calls, as it is written; empty for the root."""
        if not calls:
            return {}
        return _object(_object(self.module(calls[:-1]).get("module_calls")).get(steps_of(calls[-1])[0][0]))

    def resource(self, address: Address) -> PlannedResource | None:
        """How a resource is written; None where the configuration has it no more."""
        names = tuple(steps_of(call)[0][0] for call in address.module)
        if names not in self._resources:
            listed = self.module(address.module).get("resources")
            self._resources[names] = {
                str(resource.get("address")): resource
                for resource in (listed if isinstance(listed, list) else ())
                if isinstance(resource, dict)
            }
        found = self._resources[names].get(str(address._replace(key=None, module=())))
        return PlannedResource(self, address, found, self._keys) if found is not None else None


class PlannedResource:
    """One resource of it, seen from one of its instances.

    Args:
        keys: address without a key -> the keys of its instances, of all that the plan knows.
    """

    def __init__(
        self, configuration: PlannedConfiguration, address: Address, written: dict[str, Any], keys: Keys
    ) -> None:
        self._configuration = configuration
        self._written = written
        self._keys = keys
        self._seat = _Seat(address.module, address.key)

    @property
    def provider(self) -> str:
        """Which provider configuration it goes by."""
        return str(self._written.get("provider_config_key") or "")

    def depends_on(self) -> Iterator[Address]:
        """The addresses that ``depends_on`` names."""
        named = self._written.get("depends_on")
        for text in named if isinstance(named, list) else ():
            found = read_address(text) if isinstance(text, str) else None
            if found is not None:
                yield found[0]._replace(module=self._seat.calls)

    def references(self) -> Iterator[Address]:
        """All that its arguments, its blocks and ``depends_on`` refer to, as far as it can be told."""
        yield from self.depends_on()
        for expression in _expressions(self._written.get("expressions")):
            for text in _named(expression):
                found = self._end(text, self._seat, MOST_STEPS)
                if found is not None:
                    yield found.address._replace(key=None)

    def reference(self, argument: str) -> Reference | None:
        """What an argument refers to, when that is one thing; None else."""
        return self._only(_object(self._written.get("expressions")).get(argument), self._seat, MOST_STEPS)

    def _only(self, expression: Any, seat: _Seat, steps: int) -> Reference | None:
        named = _named(expression)
        return self._end(named[0], seat, steps - 1) if len(named) == 1 and steps else None

    def _end(self, text: str, seat: _Seat, steps: int) -> Reference | None:
        """The resource that a reference leads to, through variables and outputs."""
        if text.startswith("var."):
            return self._variable(text, seat, steps)
        if text.startswith("module."):
            return self._output(text, seat, steps)
        return self._resource(text, seat)

    def _variable(self, text: str, seat: _Seat, steps: int) -> Reference | None:
        """What the call of the module gives for a variable."""
        if not seat.calls:
            return None
        given = _object(self._configuration.call(seat.calls).get("expressions")).get(steps_of(text)[1][0])
        return self._only(given, _Seat(seat.calls[:-1], steps_of(seat.calls[-1])[0][1]), steps)

    def _output(self, text: str, seat: _Seat, steps: int) -> Reference | None:
        """What a called module's output is."""
        way = steps_of(text)
        if len(way) != 3:
            return None
        (_, _), (name, key), (output, _) = way
        inner = (*seat.calls, name + key_text(key))
        outputs = _object(self._configuration.module(inner).get("outputs"))
        return self._only(_object(outputs.get(output)).get("expression"), _Seat(inner, None), steps)

    def _resource(self, text: str, seat: _Seat) -> Reference | None:
        found = read_address(text)
        if found is None:
            return None
        address, names = found[0]._replace(module=seat.calls), found[1]
        known = self._keys.get(address._replace(key=None), set())
        if address.key is None and known and None not in known:
            # `okta_app_saml.crm[each.key].id` is written down as `okta_app_saml.crm`.
            if seat.key not in known:
                return None
            address = address._replace(key=seat.key)
        return Reference(address, names or ("id",))


class _Seat(NamedTuple):
    """From where a reference is read: a module, and the key of the instance (of a resource or module call) that it is in."""

    calls: tuple[str, ...]
    key: str | int | None


def _expressions(written: Any) -> Iterator[Any]:
    """The expressions in a block, those of nested blocks too."""
    if isinstance(written, list):
        for below in written:
            yield from _expressions(below)
    elif isinstance(written, dict):
        if isinstance(written.get("references"), list):
            yield written
        else:
            yield from _expressions(list(written.values()))


def _named(expression: Any) -> list[str]:
    """What an expression refers to: each reference once, as far as it goes, without what is the instance's own."""
    listed = _object(expression).get("references")
    texts = [text for text in listed if isinstance(text, str)] if isinstance(listed, list) else []
    whole = [text for text in texts if not any(_leads_through(other, text) for other in texts)]
    return [text for text in whole if not text.startswith(("each.", "count.", "path.", "terraform."))]


def _leads_through(text: str, other: str) -> bool:
    """Whether a reference goes on where another one ends: Terraform lists each with all that it goes through."""
    return len(text) > len(other) and text.startswith(other) and text[len(other)] in ".["


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
