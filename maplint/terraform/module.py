"""One module as it is called: what its names mean, and the instances of its resources."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from maplint.source.hcl.syntax import Object, Template, Tuple
from maplint.terraform.declared import Declaration, Dynamic, Written
from maplint.terraform.evaluate import Evaluator, key_value
from maplint.terraform.functions import MOST_ITEMS
from maplint.terraform.references import resource_references, way_of
from maplint.terraform.resource import PROVIDER, Origin, ResourceInstance
from maplint.terraform.types import converted
from maplint.terraform.values import DATA, MANAGED, MISSING, UNKNOWN, Address, Reference, Unknown, Value, key_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from maplint.source.document import Document
    from maplint.source.hcl.syntax import Expr
    from maplint.terraform.declared import Folder

_META = frozenset({"count", "for_each", "provider", "depends_on", "lifecycle", "connection", "provisioner", "timeouts"})
MOST_CALLS_DEEP = 12
"""How deep modules may call each other; a module that calls itself ends here."""

MOST_MODULES = 2_000
MOST_INSTANCES = 50_000
"""How many instances of modules and of resources one configuration may have; what is beyond is read once, as if it were not known
which there are."""

Instances = dict[str | int | None, dict[str, Value]]
"""Instance key -> the names (``each``, ``count``) that its expressions may use."""


class Room:
    """How many instances of modules and resources a configuration may still have."""

    __slots__ = ("modules", "resources")

    def __init__(self) -> None:
        self.modules, self.resources = MOST_MODULES, MOST_INSTANCES

    def take(self, count: int, *, modules: bool) -> bool:
        """Take room for so many; false where there is not as much."""
        left = self.modules if modules else self.resources
        if count > left:
            return False
        if modules:
            self.modules -= count
        else:
            self.resources -= count
        return True


class Module:
    """One call of a module (or the root): its folder with the values of its variables.

    Attributes:
        folder: what is declared.
        path: the calls that lead here, each as Terraform writes it; empty for the root.
        root: what tells this configuration from others of the run.
        counted: whether it is known which instances of it there are.
    """

    def __init__(
        self,
        folder: Folder,
        folders: Mapping[str, Folder],
        path: tuple[str, ...] = (),
        given: Mapping[str, Value] | None = None,
        root: Folder | None = None,
        counted: bool = True,
        providers: Callable[[str], str] | None = None,
        room: Room | None = None,
    ) -> None:
        self.folder = folder
        self.path = path
        self.counted = counted
        self._handed_on = providers
        self._room = room or Room()
        self.root = (root or folder).name
        self._root_folder = root or folder
        self._folders = folders
        self._given = given
        self._evaluator = Evaluator(self)
        self._values: dict[tuple[str, str], Value] = {}
        self._busy: set[object] = set()
        self._instances: dict[tuple[str, str, str], Instances | None] = {}
        self._children: dict[str, dict[str | int | None, Module]] = {}
        self._settled: dict[Reference, Value | None] = {}

    def modules(self) -> Iterator[Module]:
        """This module and all that it calls with local paths."""
        yield self
        for name in self.folder.calls:
            for child in self.children(name).values():
                yield from child.modules()

    # --- names ----------------------------------------------------------------------------------------------------------

    def resolve(self, root: str, steps: list[str | int]) -> tuple[Value, int]:
        """See `maplint.terraform.evaluate.Names`."""
        if root in ("var", "local") and steps:
            name = str(steps[0])
            return (self.variable(name) if root == "var" else self.local(name)), 1
        if root == "module" and steps:
            return self._output(steps)
        if root in _OWN_ROOTS:
            return Value(UNKNOWN), len(steps)
        if root == "data":
            if len(steps) < 2:
                return Value(UNKNOWN), len(steps)
            return self._resource(DATA, str(steps[0]), str(steps[1]), steps[2:], 2)
        if not steps:
            return Value(UNKNOWN), 0
        return self._resource(MANAGED, root, str(steps[0]), steps[1:], 1)

    def _resource(self, mode: str, type_: str, name: str, rest: list[str | int], taken: int) -> tuple[Value, int]:
        """A reference to a resource; to its instances where it has several and none is named."""
        address = Address(mode, type_, name, None, self.path)
        instances = self.instances_of(mode, type_, name)
        if instances is None or None in instances:
            if rest and isinstance(rest[0], int):  # an instance that cannot be told
                return Value(Reference(address._replace(key=rest[0]))), taken + 1
            return Value(Reference(address)), taken
        if rest and rest[0] in instances:
            return Value(Reference(address._replace(key=rest[0]))), taken + 1
        if rest:
            return MISSING, taken + len(rest)
        each = {key: Value(Reference(address._replace(key=key))) for key in instances}
        if all(isinstance(key, int) for key in each):
            return Value(list(each.values())), taken
        return Value({str(key): value for key, value in each.items()}), taken

    def settle(self, reference: Reference) -> Value | None:
        """See `maplint.terraform.evaluate.Names`. An ``id`` stays a reference: whose it is says more than its value."""
        if not reference.attribute or reference.attribute[0] == "id" or reference.address.module != self.path:
            return None
        address = reference.address
        declaration = self.folder.resources.get((address.mode, address.type, address.name))
        name = reference.attribute[0]
        written = declaration.arguments.get(str(name)) if declaration is not None else None
        if written is None or reference in self._busy or name in _META:
            return None
        if reference not in self._settled:
            self._busy.add(reference)
            try:
                instances = self.instances_of(address.mode, address.type, address.name) or {}
                own = instances.get(address.key, {})
                found = self._evaluator.with_names(own).value(written).get(*reference.attribute[1:])
            finally:
                self._busy.discard(reference)
            self._settled[reference] = found if found.known and found.data is not None else None
        return self._settled[reference]

    def folders(self) -> dict[str, Value]:
        """See `maplint.terraform.evaluate.Names`."""
        own, root = self.folder.real_path, self._root_folder.real_path
        if own is None or root is None:
            return {}
        return {"module": Value(own), "root": Value(root), "cwd": Value(root)}

    def data_file(self, path: str) -> Document | None:
        """See `maplint.terraform.evaluate.Names`. Relative paths begin at the root module's folder, where Terraform is run."""
        return self._root_folder.data_file(path)

    def variable(self, name: str) -> Value:
        """The value of a variable: from the call, a variable file, or its default."""
        key = ("var", name)
        if key not in self._values:
            self._values[key] = Value(UNKNOWN)  # while it is worked out: what hangs on itself is unknown
            self._values[key] = self._variable(name)
        return self._values[key]

    def _variable(self, name: str) -> Value:
        declaration = self.folder.variables.get(name)
        value = self._value_of_variable(name, declaration)
        type_ = declaration.arguments.get("type") if declaration is not None else None
        if type_ is None:
            return value
        evaluator = Evaluator(_NO_NAMES)
        return converted(value, type_.expr, lambda default: evaluator.value(Written(default, type_.site)))

    def _value_of_variable(self, name: str, declaration: Declaration | None) -> Value:
        if self._given is not None:
            if name in self._given:
                return self._given[name]
        elif name in self.folder.variable_files:
            return Evaluator(_NO_NAMES).value(self.folder.variable_files[name])
        default = declaration.arguments.get("default") if declaration is not None else None
        if default is None:
            return Value(UNKNOWN)
        # A root module's default is what holds unless somebody gives another value; null is mostly a stand-in for one.
        value = Evaluator(_NO_NAMES).value(default)
        return value if value.data not in (None, "") or self._given is not None else Value(UNKNOWN)

    def local(self, name: str) -> Value:
        """The value of a local."""
        key = ("local", name)
        if key not in self._values:
            self._values[key] = Value(UNKNOWN)
            written = self.folder.locals.get(name)
            if written is not None:
                self._values[key] = self._evaluator.value(written)
        return self._values[key]

    # --- calls ----------------------------------------------------------------------------------------------------------

    def children(self, name: str) -> dict[str | int | None, Module]:
        """The instances of a module call; none when its source is no local folder that was read."""
        if name not in self._children:
            self._children[name] = {}
            self._children[name] = self._call(name)
        return self._children[name]

    def provider(self, name: str) -> str:
        """What a provider's name (``okta``, ``okta.hub``) stands for in this module, as the whole configuration knows it: the one
        that is configured here, or that which the call hands on."""
        if name not in self.folder.providers and self._handed_on is not None:
            return self._handed_on(name)
        return ".".join([*self.path, name])

    def _providers_for(self, call: Declaration) -> Callable[[str], str]:
        """What a module that is called knows providers by: all of them by their names here, or as ``providers`` says."""
        written = call.arguments.get("providers")
        if written is None or not isinstance(written.expr, Object):
            return self.provider
        handed_on = {_provider_name(key): _provider_name(value) for key, value in written.expr.items}
        return lambda name: self.provider(handed_on.get(name) or name)

    def _call(self, name: str) -> dict[str | int | None, Module]:
        declaration = self.folder.calls.get(name)
        if declaration is None or len(self.path) >= MOST_CALLS_DEEP:
            return {}
        path_of_folder = called_folder(self.folder.path, declaration)
        folder = self._folders.get(path_of_folder) if path_of_folder is not None else None
        if folder is None:
            return {}
        found = {}
        for key, own in (self._keys(declaration, modules=True) or {None: _EACH_UNKNOWN}).items():
            evaluator = self._evaluator.with_names(own)
            given = {
                argument: evaluator.value(written)
                for argument, written in declaration.arguments.items()
                if argument not in _META and argument not in ("source", "version", "providers")
            }
            path = (*self.path, name + key_text(key))
            counted = self.counted and own is not _EACH_UNKNOWN
            providers = self._providers_for(declaration)
            found[key] = Module(folder, self._folders, path, given, self._root_folder, counted, providers, self._room)
        return found

    def _output(self, steps: list[str | int]) -> tuple[Value, int]:
        children = self.children(str(steps[0]))
        rest = steps[1:]
        key: str | int | None = None
        if None not in children and rest:
            key, *rest = rest
        child = children.get(key)
        if child is None or not rest:
            return Value(UNKNOWN), len(steps)
        return child.output(str(rest[0])), len(steps) - len(rest) + 1

    def output(self, name: str) -> Value:
        """The value of an output."""
        key = ("output", name)
        if key not in self._values:
            self._values[key] = Value(UNKNOWN)  # while it is worked out
            declaration = self.folder.outputs.get(name)
            written = declaration.arguments.get("value") if declaration is not None else None
            if written is not None:
                self._values[key] = self._evaluator.value(written)
        return self._values[key]

    # --- instances ------------------------------------------------------------------------------------------------------

    def instances_of(self, mode: str, type_: str, name: str) -> Instances | None:
        """The instance keys of a resource; None for one that is not declared here. ``{None: ...}`` for one without ``count``
        and ``for_each``, and where these cannot be known."""
        key = (mode, type_, name)
        if key not in self._instances:
            declaration = self.folder.resources.get(key)
            self._instances[key] = {None: _EACH_UNKNOWN} if declaration is not None else None
            if declaration is not None:
                self._instances[key] = self._keys(declaration) or {}
        return self._instances[key]

    def _keys(self, declaration: Declaration, *, modules: bool = False) -> Instances:
        count, for_each = declaration.arguments.get("count"), declaration.arguments.get("for_each")
        if count is not None:
            number = self._evaluator.value(count).data
            known = isinstance(number, int) and not isinstance(number, bool)
            if not known or not self._room.take(number, modules=modules):
                return {None: _EACH_UNKNOWN}
            return {index: {"count": Value({"index": Value(index)})} for index in range(number)}
        if for_each is not None:
            items = self._evaluator.value(for_each)
            each = each_of(items)
            if each is None or not self._room.take(len(each), modules=modules):
                return {None: _EACH_UNKNOWN}
            return {key.data: {"each": Value({"key": key, "value": value})} for key, value in each}
        return {None: {}}

    def instances(self, prefix: str) -> Iterator[ResourceInstance]:
        """The instances of the resources and data sources whose type begins so, in the order of the files."""
        for (mode, type_, name), declaration in self.folder.resources.items():
            if type_.startswith(prefix):
                for key, own in (self.instances_of(mode, type_, name) or {}).items():
                    yield self._instance(Address(mode, type_, name, key, self.path), declaration, own)

    def _instance(self, address: Address, declaration: Declaration, own: dict[str, Value]) -> ResourceInstance:
        evaluator = self._evaluator.with_names(own)
        attributes, complete = _attributes(declaration, evaluator)
        lifecycle = declaration.block("lifecycle")
        depends_on = declaration.arguments.get("depends_on")
        provider = declaration.arguments.get("provider")
        return ResourceInstance(
            address,
            declaration.document,
            declaration.pointer,
            Origin.CONFIGURATION,
            attributes,
            complete=complete,
            counted=self.counted and own is not _EACH_UNKNOWN,
            depends_on=tuple(self._addresses(depends_on.expr)) if depends_on is not None else (),
            references=tuple(dict.fromkeys(self._referred(declaration))),
            lifecycle=_lifecycle(lifecycle, evaluator) if lifecycle is not None else None,
            root=self.root,
            provider=self.provider(_provider_name(provider.expr) or DEFAULT if provider is not None else DEFAULT),
        )

    def _referred(self, declaration: Declaration) -> Iterator[Address]:
        for written in declaration.arguments.values():
            yield from self._addresses(written.expr)
        for _, block in declaration.blocks:
            if isinstance(block, Dynamic):
                yield from self._addresses(block.for_each.expr)
                yield from self._referred(block.content)
            else:
                yield from self._referred(block)

    def _addresses(self, expr: Expr) -> Iterator[Address]:
        for mode, type_, name in resource_references(expr):
            if mode == DATA or "_" in type_:
                yield Address(mode, type_, name, None, self.path)


_OWN_ROOTS = frozenset({"path", "terraform", "self", "each", "count"})
_EACH_UNKNOWN: dict[str, Value] = {
    "each": Value({"key": Value(UNKNOWN), "value": Value(UNKNOWN)}),
    "count": Value({"index": Value(UNKNOWN)}),
}


class _NoNames:
    """Of variable files and defaults: they may name nothing."""

    def resolve(self, root: str, steps: list[str | int]) -> tuple[Value, int]:
        return Value(UNKNOWN), len(steps)

    def settle(self, reference: Reference) -> Value | None:
        return None

    def folders(self) -> dict[str, Value]:
        return {}

    def data_file(self, path: str) -> Document | None:
        return None


_NO_NAMES = _NoNames()


def each_of(items: Value) -> list[tuple[Value, Value]] | None:
    """Key and value of each item that ``for_each`` goes through; None when they cannot be known."""
    data = items.data
    if isinstance(data, dict):
        return [(key_value(key, data[key]), data[key]) for key in sorted(data)]
    if isinstance(data, list) and len(data) <= MOST_ITEMS and all(isinstance(item.data, str) for item in data):
        return [(item, item) for item in data]  # a set of texts
    return None


def _attributes(declaration: Declaration, evaluator: Evaluator) -> tuple[dict[str, Value], bool]:
    """The values of a block's arguments and nested blocks, and whether all of them could be told."""
    attributes = {
        name: evaluator.value(written) for name, written in declaration.arguments.items() if name not in _META
    }
    complete = True
    for type_, block in declaration.blocks:
        if type_ in _META:
            continue
        made, all_known = _blocks(block, type_, evaluator)
        complete = complete and all_known
        # In JSON a block may be written as an argument: a list of objects, or one.
        before = attributes.get(type_)
        others = [] if before is None else [before] if isinstance(before.data, dict) else before.items
        attributes[type_] = Value([*others, *made])
    return attributes, complete


def _lifecycle(declaration: Declaration, evaluator: Evaluator) -> dict[str, Value]:
    """The arguments of a ``lifecycle`` block. ``ignore_changes`` holds names of arguments, which are no values: as texts."""
    found = _attributes(declaration, evaluator)[0]
    written = declaration.arguments.get("ignore_changes")
    if written is not None and isinstance(written.expr, Tuple):
        found["ignore_changes"] = Value([Value(_argument_name(item)) for item in written.expr.items])
    elif written is not None:
        found["ignore_changes"] = Value(_argument_name(written.expr))
    return found


def _provider_name(expr: Expr) -> str | None:
    """The name of a provider, which stands as a way: ``okta.hub``; in JSON it is a text."""
    way = way_of(expr)
    return ".".join(way) if way else expr.literal if isinstance(expr, Template) else None


DEFAULT = PROVIDER.rstrip("_")
"""The provider of resources that name none."""


def _argument_name(expr: Expr) -> str | Unknown:
    """The name of an argument that stands as such; in JSON it is a text."""
    way = way_of(expr)
    text = way[0] if way else expr.literal if isinstance(expr, Template) else None
    return UNKNOWN if text is None else text


def _blocks(block: Declaration | Dynamic, type_: str, evaluator: Evaluator) -> tuple[list[Value], bool]:
    if isinstance(block, Declaration):
        attributes, complete = _attributes(block, evaluator)
        return [Value(attributes, block.place())], complete
    items = evaluator.value(block.for_each)
    each = each_of(items)
    if each is None and isinstance(items.data, list):  # lists, which `dynamic` takes too
        each = [(Value(index), item) for index, item in enumerate(items.data)]
    if each is None:
        return [], False
    made = []
    complete = True
    for key, value in each:
        own = {block.iterator: Value({"key": key, "value": value})}
        attributes, all_known = _attributes(block.content, evaluator.with_names(own))
        complete = complete and all_known
        made.append(Value(attributes, block.content.place()))
    return made, complete


def called_folder(folder: str, call: Declaration) -> str | None:
    """The folder that a module call names with a local path, as its files are shown; None for any other source."""
    source = call.arguments.get("source")
    text = source.expr.literal if source is not None and isinstance(source.expr, Template) else None
    if text is None or not text.startswith(("./", "../", ".\\", "..\\")):
        return None
    joined = os.path.normpath(os.path.join(folder or ".", text)).replace(os.sep, "/")
    return "" if joined == "." else joined
