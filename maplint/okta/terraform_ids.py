"""What the ids in Terraform's arguments lead to: apps, identity providers, user types, groups."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from maplint.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from maplint.terraform.resource import ResourceInstance
    from maplint.terraform.values import Value

_USER_TYPES = ("okta_user_type", "okta_user_profile_mapping_source")
_USER_TYPE_OF_PROVIDER = ("user_type_id",)
"""What identity providers tell of the user type that they map to."""


class Naming(NamedTuple):
    """How exports of the same org know what a type of resource stands for.

    Attributes:
        argument: what names it.
        ids: Okta's ids by that name.
        unique: whether Okta has but one of a name, so that the name is as good as the id.
    """

    argument: str
    ids: Mapping[str, str]
    unique: bool = False


_NO_NAMES: Mapping[str, Naming] = MappingProxyType({})


class End(NamedTuple):
    """What the id of an app, identity provider or user type leads to.

    Attributes:
        id: Okta's id where it is known, else the address, which is as good for telling things apart; None when unknown.
        type: ``user``, ``appuser`` or None.
    """

    id: str | None
    type: str | None


class Ids:
    """The ids of resources, as far as they are known.

    Args:
        names: by type of resource.
    """

    __slots__ = ("_known",)

    def __init__(self, resources: Iterable[ResourceInstance], names: Mapping[str, Naming] = _NO_NAMES) -> None:
        self._known: dict[tuple[str, str], str] = {}
        for resource in resources:
            known = resource.id or _named(resource, names.get(resource.type))
            if known is not None:
                self._known[resource.root, str(resource.address)] = known

    def own(self, resource: ResourceInstance) -> str:
        """The id of a resource, or its address."""
        return self._of(resource.root, str(resource.address))

    def end(self, resource: ResourceInstance, argument: str) -> End:
        """What the id in an argument leads to."""
        return self.end_of_value(resource, resource.get(argument))

    def end_of_value(self, resource: ResourceInstance, value: Value) -> End:
        """What an id leads to: told by what it refers to, else by the prefix of Okta's ids."""
        reference = value.reference
        if reference is None:
            return End(value.text or None, None)
        type_ = reference.address.type
        kind = None
        if type_.startswith(_USER_TYPES) or reference.attribute == _USER_TYPE_OF_PROVIDER:
            kind = "user"
        elif type_.startswith(("okta_app", "okta_idp", "okta_org2org")):
            kind = "appuser"
        if reference.attribute not in ((), ("id",)):
            return End(identity(resource.root, str(reference)), kind)
        return End(self._of(resource.root, str(reference.address)), kind)

    def _of(self, root: str, address: str) -> str:
        return self._known.get((root, address)) or identity(root, address)


def _named(resource: ResourceInstance, naming: Naming | None) -> str | None:
    name = resource.get(naming.argument).text if naming is not None else None
    if not name or naming is None:
        return None
    return naming.ids.get(name) or (identity(resource.root, f"{resource.type} {name}") if naming.unique else None)


def identity(root: str, address: str) -> str:
    """An address as an id: ids stand in paths of schemas, so they hold no slash."""
    return f"{root}:{address}".lstrip(":").replace("/", "~")
