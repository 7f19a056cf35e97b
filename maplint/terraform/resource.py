"""Instances of resources and data sources: from HCL, from a plan, from a state; what reads them need not know which."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from maplint.source.place import Part, Place
from maplint.terraform.values import MANAGED, UNKNOWN, Address, Value

if TYPE_CHECKING:
    from maplint.source.document import Document
    from maplint.source.place import Pointer


PROVIDER = "okta_"
"""What the types of the Okta provider's resources begin with."""


class Origin(Enum):
    """What an instance was read from."""

    CONFIGURATION = "configuration"
    """``*.tf`` and ``*.tf.json``: what is wanted; only the arguments that are written are there."""
    PLAN = "plan"
    """``terraform show -json`` of a plan: what will be, with what was."""
    STATE = "state"
    """``terraform show -json`` of a state, or a raw ``terraform.tfstate``: what is."""


class Action(Enum):
    """What a plan does to an instance (``change.actions`` of the plan's JSON)."""

    NONE = "no-op"
    CREATE = "create"
    READ = "read"
    UPDATE = "update"
    DELETE = "delete"
    REPLACE = "replace"
    """Delete and create, in either order."""
    FORGET = "forget"


class ResourceInstance:
    """One instance of a resource or data source.

    Attributes:
        address: which one.
        document, pointer: where its arguments are: its block in HCL, the object of its values in a plan or state. Several
            instances of one block (``count``, ``for_each``) share these.
        header: where it is named: the header of its block; in a plan or state its address.
        origin: what it was read from.
        provider: which provider configuration it goes by, so which org it is in; empty where that is not told.
        root: which configuration (its root module's folder), plan or state (its file): addresses are unique within one.
        attributes: argument name -> value. A nested block (``mappings``) is a list of dicts whatever its number, and the
            ``place`` of each of these dicts is its block (for ``dynamic`` blocks that of ``content``). Texts are decoded:
            ``$${`` is ``${`` here. Of a configuration only what is written is there; a plan or state has nulls too.
        complete: whether all blocks and arguments could be told: false when a ``dynamic`` block's ``for_each`` is unknown.
        counted: whether it is known which instances there are: false when ``count`` or ``for_each`` (of the resource or a module
            that it is in) is unknown; this one then stands for all of them, and there may be none.
        depends_on: the addresses that ``depends_on`` names; not known of states.
        references: all resources and data sources that its arguments refer to, in order, ``depends_on`` included; of states
            all that it depends on.
        lifecycle: the arguments of its ``lifecycle`` block (``prevent_destroy``, ``ignore_changes`` as texts).
        action: what the plan does; None for configurations and states.
        before: for plans, and for configurations that a plan or state was given with, what the attributes were (plain Python
            data, without what is sensitive); None for what does not exist yet, or where that is not known.
        replace_paths: for plans, the attributes whose change makes it a replacement: ``(("external_name",),)``.
        created_first: whether a replacement creates before it deletes (``create_before_destroy``).
        reason: for plans, Terraform's word for why (``replace_because_tainted``); empty where it gives none.
        shown: for configurations that a plan or state was given with, where that has the instance.
    """

    __slots__ = (
        "action",
        "address",
        "attributes",
        "before",
        "complete",
        "counted",
        "created_first",
        "depends_on",
        "document",
        "header",
        "lifecycle",
        "origin",
        "pointer",
        "provider",
        "reason",
        "references",
        "replace_paths",
        "root",
        "shown",
    )

    def __init__(
        self,
        address: Address,
        document: Document,
        pointer: Pointer,
        origin: Origin,
        attributes: dict[str, Value],
        *,
        complete: bool = True,
        counted: bool = True,
        depends_on: tuple[Address, ...] = (),
        references: tuple[Address, ...] = (),
        lifecycle: dict[str, Value] | None = None,
        action: Action | None = None,
        before: dict[str, Any] | None = None,
        replace_paths: tuple[tuple[str | int, ...], ...] = (),
        created_first: bool = False,
        reason: str = "",
        root: str = "",
        provider: str = "",
        header: Place | None = None,
    ) -> None:
        self.address = address
        self.document = document
        self.pointer = pointer
        self.header = header or Place(document, pointer, Part.KEY)
        self.origin = origin
        self.attributes = attributes
        self.complete = complete
        self.counted = counted
        self.depends_on = depends_on
        self.references = references
        self.lifecycle = lifecycle or {}
        self.action = action
        self.before = before
        self.replace_paths = replace_paths
        self.created_first = created_first
        self.reason = reason
        self.shown: Place | None = None
        self.root = root
        self.provider = provider

    def __repr__(self) -> str:
        return f"<{self.address} of {self.document.path}>"

    @property
    def type(self) -> str:
        """``okta_profile_mapping`` and the like."""
        return self.address.type

    @property
    def managed(self) -> bool:
        """Whether this is a resource rather than a data source."""
        return self.address.mode == MANAGED

    @property
    def org(self) -> tuple[str, str]:
        """What tells orgs apart: the configuration and, in it, the provider."""
        return self.root, self.provider

    @property
    def id(self) -> str | None:
        """Okta's id, where it is known."""
        return self.get("id").text

    def was(self, name: str) -> str | None:
        """The text that an attribute was (see ``before``); None where it was none, or nothing is known of it."""
        found = self.before.get(name) if self.before is not None else None
        return found if isinstance(found, str) else None

    def get(self, *keys: str | int) -> Value:
        """The value of an argument or of something in it; null where it is not written."""
        return Value(self.attributes).get(*keys)

    def blocks(self, name: str) -> list[Value]:
        """The nested blocks of a name; empty also when they are unknown. JSON may write a single one as an object."""
        found = self.get(name)
        return [block for block in [found, *found.items] if isinstance(block.data, dict)]

    def ignores_changes_of(self, name: str) -> bool:
        """Whether ``lifecycle`` has Terraform leave an argument as it is, or could: what it lists is not all known."""
        ignored = self.lifecycle.get("ignore_changes")
        if ignored is None:
            return False
        return ignored.text == "all" or not ignored.fully_known() or name in ignored.plain()

    def written(self, name: str) -> bool:
        """Whether an argument has a value, known or not (null is none)."""
        value = self.attributes.get(name)
        return value is not None and value.data is not None

    def unknown(self, name: str) -> bool:
        """Whether an argument is written and cannot be known."""
        return self.get(name).data is UNKNOWN

    def place(self, *keys: str | int) -> Place:
        """Where an argument is written (not what it refers to); without keys, or where it is not written, the block, or in a
        plan or state the address."""
        if not keys:
            return self.header if self.origin is not Origin.CONFIGURATION else Place(self.document, self.pointer)
        above = self.get(*keys[:-1]) if len(keys) > 1 else Value(self.attributes)
        if not isinstance(above.data, (dict, list)) or above.get(keys[-1]).data is None:
            return self.place(*keys[:-1])
        if len(keys) > 1 and above.place is not None:
            return Place(above.place.document, (*above.place.pointer, keys[-1]))
        return Place(self.document, (*self.pointer, *keys))
