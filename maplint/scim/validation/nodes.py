"""What may stand at a name: each node judges one place of a resource, as the target declares it.

`visit(value, pointer of the object, key, walk)` judges a value; nulls are not shown to nodes, for they are no value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.scim.cause import Cause
from maplint.scim.validation.checks import type_name
from maplint.scim.validation.unknown_keys import meant_part
from maplint.scim.validation.walk import assigned, value_at
from maplint.scim.violation import Correction, Mend

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from maplint.scim.limits import Limit
    from maplint.scim.path import AttributePath
    from maplint.scim.schema import Attribute, Schema
    from maplint.scim.validation.checks import Fault
    from maplint.scim.validation.unknown_keys import Meant
    from maplint.scim.validation.walk import Walk
    from maplint.source.place import Pointer

    ElementsCheck = Callable[[list[Any], Pointer, Walk], None]


class Anything:
    """What nobody can judge."""

    __slots__ = ()

    def visit(self, value: Any, pointer: Pointer, key: str | int, walk: Walk) -> None:
        """Nothing is wrong."""


class Value:
    """A simple value."""

    __slots__ = ("_check", "_path")

    def __init__(self, path: AttributePath, check: Callable[[Any], Sequence[Fault]]) -> None:
        self._path = path
        self._check = check

    def visit(self, value: Any, pointer: Pointer, key: str | int, walk: Walk) -> None:
        for fault in self._check(value):
            walk.report_fault(fault, self._path, (*pointer, key), value)


class Unwanted:
    """What the target sets itself, ignores or refuses."""

    __slots__ = ("_cause", "_help", "_limit", "_message", "_path")

    def __init__(self, cause: str, path: AttributePath, message: str, help_: str, limit: Limit | None = None) -> None:
        self._cause = cause
        self._path = path
        self._message = message
        self._help = help_
        self._limit = limit

    def visit(self, value: Any, pointer: Pointer, key: str | int, walk: Walk) -> None:
        if value == [] and self._cause is not Cause.REFUSED:
            return
        walk.report(
            self._cause,
            self._path,
            (*pointer, key),
            self._message,
            self._help,
            limit=self._limit,
            on_key=True,
            expected="nothing",
            found=value,
            correction=Correction(Mend.REMOVE, sure=self._cause is Cause.READ_ONLY),
        )


class Object:
    """An object whose keys are names: the resource, an extension, a complex value."""

    def __init__(self, nodes: dict[str, Node], path: AttributePath) -> None:
        """``path`` leads to the object; that of the resource or an extension has no attribute."""
        self.nodes = nodes
        self.path = path
        self._lower = {name.lower(): name for name in nodes}
        self._meant: dict[str, Meant] = {}

    def visit(self, value: Any, pointer: Pointer, key: str | int, walk: Walk) -> None:
        """Judge the object, or what stands where it should."""
        raise NotImplementedError

    def enter(self, value: dict[str, Any], pointer: Pointer, walk: Walk) -> None:
        """Judge the entries."""
        nodes = self.nodes
        for key, below in value.items():
            node = nodes.get(key)
            if node is None:
                node = self._other(key, value, pointer, walk)
            if node is not None and below is not None:
                node.visit(below, pointer, key, walk)

    def path_of(self, name: str) -> AttributePath:
        """The path of an entry."""
        return self.path._replace(attribute=name)

    def node_at(self, path: AttributePath) -> Node | None:
        """What judges the value at a path that begins in this object."""
        home = self.nodes.get(path.schema) if path.schema is not None and path.schema != self.path.schema else self
        node = home.nodes.get(path.attribute) if isinstance(home, Object) else None
        if path.sub_attribute is None:
            return node
        whole = node.element if isinstance(node, Many) else node
        return whole.nodes.get(path.sub_attribute) if isinstance(whole, Complex) else None

    def requires(self, name: str) -> bool:
        """Whether an entry must be there."""
        raise NotImplementedError

    def _other(self, key: str, holder: dict[str, Any], pointer: Pointer, walk: Walk) -> Node | None:
        """The node of a key that is not a name as the schema writes it."""
        name = self._lower.get(key.lower())
        if name is None:
            return self._unknown(key, holder, pointer, walk)
        here, path = (*pointer, key), self.path_of(name)
        if name in holder:
            walk.report(
                Cause.REPEATED,
                path,
                here,
                f"`{key}` and `{name}` are one name: letter case does not count",
                "keep one of them",
                on_key=True,
                found=holder[key],
                nearest=name,
            )
            return None
        if walk.target.compares_exactly:
            walk.report(
                Cause.OTHER_CASE,
                path,
                here,
                f"{walk.target.title} compares names letter by letter, and calls `{key}` `{name}`",
                f"write `{name}`",
                on_key=True,
                found=holder[key],
                nearest=name,
                correction=Correction(Mend.RENAME, (name,), sure=True),
            )
        return self.nodes[name]

    def _unknown(self, key: str, holder: dict[str, Any], pointer: Pointer, walk: Walk) -> Node | None:
        """Say what is wrong with a key that is no name; the node of what is surely meant by it, which judges the value."""
        meant = self._meant.get(key)
        if meant is None:
            meant = keep(self._meant, key, self._meaning(key))
        return _Unknown(self, meant, key, holder, (*pointer, key), walk).report()

    def _meaning(self, key: str) -> Meant:
        raise NotImplementedError

    def written(self, key: str) -> str:
        """An entry's key for a sentence."""
        return key


class Complex(Object):
    """A complex value: one, or an element of many."""

    def __init__(
        self,
        schema: Schema,
        path: AttributePath,
        attribute: Attribute,
        nodes: dict[str, Node],
        required: tuple[tuple[str, Limit | None], ...],
    ) -> None:
        """``required`` are the parts without which the value is refused, each with the limit that says so."""
        super().__init__(nodes, path)
        self._schema = schema
        self._attribute = attribute
        self._required = required
        self._of_values = path.schema is None and attribute.name.lower() in _OF_VALUES and not self.requires("value")

    def visit(self, value: Any, pointer: Pointer, key: str | int, walk: Walk) -> None:
        here = (*pointer, key)
        if type(value) is dict:
            self.enter(value, here, walk)
        elif type(value) is list and not self._attribute.multi_valued:
            self._list(value, here, walk)
        else:
            where = f"an element of `{self.path.local()}`" if self._attribute.multi_valued else f"`{self.path.local()}`"
            self.report_scalar(f"{where} is an object", value, here, walk, many=False)

    def report_scalar(self, what: str, value: object, here: Pointer, walk: Walk, *, many: bool) -> None:
        """Note a single value where an object, or with ``many`` a list of them, is wanted; and what is wrong with the value
        itself, which has to be put right as well."""
        attribute = self._attribute
        part = next((name for name in ("value", "formatted") if name in attribute.sub_attributes), None)
        right: object = None
        help_ = "name its parts: " + ", ".join(f"`{part.name}`" for part in attribute.sub_attributes.values())
        judge: Node | None = None
        if isinstance(value, str) and not value.strip():
            help_ = "leave the attribute out where there is no value"
        elif part is not None:
            name = attribute.sub_attributes[part].name
            help_ = f'write [{{"{name}": ...}}]' if many else f'write {{"{name}": ...}}'
            if isinstance(value, str):
                marked = {"primary": True} if many and "primary" in attribute.sub_attributes else {}
                right = [{name: value, **marked}] if many else {name: value}
                judge = self.nodes.get(name)
        walk.report(
            Cause.SCALAR,
            self.path,
            here,
            f"{what}, and {type_name(value)} is given",
            help_,
            sure=not attribute.faulty,
            expected="a list of objects" if many else "an object",
            found=value,
            correction=Correction(Mend.REPLACE, value=right) if right is not None else None,
        )
        if isinstance(judge, Value):
            judge.visit(value, here[:-1], here[-1], walk)

    def enter(self, value: dict[str, Any], pointer: Pointer, walk: Walk) -> None:
        super().enter(value, pointer, walk)
        for name, limit in self._required:
            if value.get(name) is None and not assigned(value, name):
                self._lacks(name, limit, pointer, walk)
        if self._of_values and value.get("value") is None:
            self._lacks_value(value, pointer, walk)

    def path_of(self, name: str) -> AttributePath:
        return self.path._replace(sub_attribute=name)

    def requires(self, name: str) -> bool:
        return any(name == required for required, _ in self._required)

    def written(self, key: str) -> str:
        return f"{self.path.attribute}.{key}"

    def _lacks_value(self, element: dict[str, Any], pointer: Pointer, walk: Walk) -> None:
        sent = {key.lower() for key, part in element.items() if part not in (None, [])}
        if sent and sent <= _ABOUT_A_VALUE:
            walk.report(
                Cause.NO_VALUE,
                self.path_of("value"),
                pointer,
                f"an element of `{self.path.local()}` has no `value`",
                "send its value, or leave the element out",
                expected="a value",
            )

    def _meaning(self, key: str) -> Meant:
        return meant_part(self._schema, self.path.schema, self._attribute, key)

    def _list(self, value: list[Any], here: Pointer, walk: Walk) -> None:
        only = value[0] if len(value) == 1 else None
        walk.report(
            Cause.WRONG_TYPE,
            self.path,
            here,
            f"`{self.path.local()}` is one object, and a list is given",
            "send one object, without brackets",
            expected="an object",
            found=value,
            correction=Correction(Mend.REPLACE, value=only) if only is not None else None,
        )
        if type(only) is dict:
            self.enter(only, (*here, 0), walk)

    def _lacks(self, name: str, limit: Limit | None, pointer: Pointer, walk: Walk) -> None:
        path = self.path_of(name)
        if (path.schema, path.local_key()) not in walk.meant:
            walk.report(
                Cause.MISSING_PART,
                path,
                pointer,
                f"`{self.path.local()}` is sent without `{name}`, which {walk.target.title} requires in it",
                f"send `{name}` too",
                limit=limit,
                sure=not self._attribute.faulty,
                expected="a value",
            )


_OF_VALUES = frozenset({"emails", "phonenumbers", "ims", "photos", "x509certificates", "members"})
"""Attributes of RFC 7643 whose elements are nothing without their value."""

_ABOUT_A_VALUE = frozenset({"type", "primary", "display"})
"""Parts that say something about the value beside them, and nothing without it."""


class Many:
    """A multi-valued attribute: a list of objects or of simple values.

    ``most`` is the number of elements that the target takes, with the limit that says so; ``extras`` judge all together.
    """

    __slots__ = ("_attribute", "_extras", "_most", "_path", "element")

    def __init__(
        self,
        path: AttributePath,
        attribute: Attribute,
        element: Complex | Value | Anything,
        most: tuple[int, Limit | None] | None,
        extras: tuple[ElementsCheck, ...],
    ) -> None:
        self._path = path
        self._attribute = attribute
        self.element = element
        self._most = most
        self._extras = extras

    def visit(self, value: Any, pointer: Pointer, key: str | int, walk: Walk) -> None:
        if type(value) is not list:
            self._no_list(value, pointer, key, walk)
            return
        here = (*pointer, key)
        element = self.element
        primary = 0
        for index, item in enumerate(value):
            element.visit(item, here, index, walk)
            if type(item) is dict and item.get("primary") is True:
                primary += 1
        if primary > 1:
            self._several_primary(value, here, walk)
        if self._most is not None and len(value) > self._most[0]:
            self._too_many(value, here, walk)
        for extra in self._extras:
            extra(value, here, walk)

    def _no_list(self, value: Any, pointer: Pointer, key: str | int, walk: Walk) -> None:
        here = (*pointer, key)
        if type(self.element) is Complex and type(value) is not dict:
            self.element.report_scalar(f"`{self._path.local()}` is a list of objects", value, here, walk, many=True)
            return
        given = "one object" if type(value) is dict else type_name(value)
        walk.report(
            Cause.WRONG_TYPE,
            self._path,
            here,
            f"`{self._path.local()}` is a list, and {given} is given",
            "write brackets round it: a list of one",
            expected="a list",
            found=value,
            correction=Correction(Mend.REPLACE, value=[value], sure=True),
        )
        self.element.visit(value, pointer, key, walk)

    def _several_primary(self, value: list[Any], here: Pointer, walk: Walk) -> None:
        places = [
            (*here, index, "primary")
            for index, item in enumerate(value)
            if type(item) is dict and item.get("primary") is True
        ]
        walk.report(
            Cause.PRIMARY,
            self._path._replace(sub_attribute="primary"),
            places[-1],
            f"{len(places)} elements of `{self._path.local()}` are marked as primary",
            "mark one of them alone",
            expected="one at most",
            found=True,
            also=tuple(places[:-1]),
        )

    def _too_many(self, value: list[Any], here: Pointer, walk: Walk) -> None:
        assert self._most is not None
        most, limit = self._most
        walk.report(
            Cause.TOO_MANY,
            self._path,
            here,
            f"`{self._path.local()}` has {len(value)} elements, and {walk.target.title} takes at most {most}",
            "keep the one that counts" if most == 1 else f"keep {most} of them",
            limit=limit,
            expected=f"at most {most}",
            found=value,
        )


Node = Anything | Value | Unwanted | Many | Object


def report_no_extension(walk: Walk, urn: str, value: object) -> None:
    """Note what stands at the URN of an extension and is no object."""
    walk.report(
        Cause.SCALAR,
        None,
        (urn,),
        f"the extension `{urn}` is an object, and {type_name(value)} is given",
        "send an object that holds the attributes of the extension",
        expected="an object",
        found=value,
    )


# --- names that nobody declares -------------------------------------------------------------------------------------------


def keep(table: dict[str, Any], key: str, value: Any) -> Any:
    """Remember a judgement: names repeat from resource to resource. Bounded, for files may hold any names."""
    if len(table) > 4096:
        table.clear()
    table[key] = value
    return value


class _Unknown:
    """A key that is no name, with what it means."""

    def __init__(self, home: Object, meant: Meant, key: str, holder: dict[str, Any], here: Pointer, walk: Walk) -> None:
        self._home = home
        self._meant = meant
        self._key = key
        self._holder = holder
        self._here = here
        self._walk = walk
        self._written = home.written(key)

    def report(self) -> Node | None:
        """Say what is wrong; the node that judges the value, where it is surely known which attribute is meant."""
        path = self._meant.path
        if path is None:
            help_ = "remove it; an attribute of your own belongs into an extension that the target has"
            self._say(Cause.UNKNOWN_ATTRIBUTE, f"{self._title} declares no attribute `{self._written}`", help_)
            return None
        name = path.sub_attribute if isinstance(self._home, Complex) else path.attribute
        if name is not None and self._home.path_of(name) == path:
            if assigned(self._holder, name):
                self._report_second(path)
                return None
            self._report_here(name, path)
        else:
            self._report_elsewhere(path)
        node = self._walk.root.node_at(path) if self._meant.sure else None
        return None if isinstance(node, Unwanted) else node

    @property
    def _title(self) -> str:
        return self._walk.target.title

    def _report_second(self, path: AttributePath) -> None:
        """A name of the same object is meant or near, and is there as well."""
        message = f"{self._title} declares no attribute `{self._written}`; `{path.local()}` is near, and is there"
        self._say(Cause.UNKNOWN_ATTRIBUTE, message, "remove it", nearest=str(path))

    def _report_here(self, name: str, path: AttributePath) -> None:
        """A name of the same object is meant or near."""
        meant, home = self._meant, self._home
        correction = Correction(Mend.RENAME, (name,), sure=meant.cause in (Cause.MISSPELT, Cause.SCIM1))
        if meant.cause is Cause.SCIM1:
            message = f"`{self._written}` is SCIM 1.1; SCIM 2.0 has `{path.local()}`"
        elif meant.cause is Cause.MISSPELT:
            message = f"{self._title} has no attribute `{self._written}`, but `{path.local()}`"
        else:
            message = f"{self._title} declares no attribute `{self._written}`; `{path.local()}` is near"
        required = meant.sure and home.requires(name)
        if required:
            message += f", which is required and missing as long as it is called `{self._key}`"
        self._say(
            meant.cause,
            message,
            f"write `{name}`",
            path=path if meant.sure else None,
            nearest=str(path),
            correction=correction,
            required=required,
        )
        if meant.sure:
            self._walk.meant.add((path.schema, path.local_key()))

    def _report_elsewhere(self, path: AttributePath) -> None:
        """An attribute of another object is meant."""
        meant = self._meant
        if meant.sure:
            self._walk.meant.add((path.schema, path.local_key()))
        if meant.cause is Cause.FLATTENED:
            message = f"`{self._written}` is no attribute of its own: it stands for `{path.local()}`"
        elif meant.cause is Cause.WRONG_SCHEMA:
            here, there = (f"`{urn}`" if urn else "the core schema" for urn in (self._home.path.schema, path.schema))
            message = f"{self._title} declares `{path.local()}` in {there}, not in {here}"
        else:
            message = f"{self._title} declares no attribute `{self._written}`; `{path}` is {'meant' if meant.sure else 'near'}"
        steps = (path.schema, path.attribute, path.sub_attribute)
        movable = path.filter is None and path.position is None and not self._among_many(path)
        correction = Correction(Mend.MOVE, tuple(step for step in steps if step), self._holder[self._key])
        self._say(
            meant.cause,
            message,
            self._where(path),
            path=path if meant.sure else None,
            nearest=str(path),
            correction=correction if movable else None,
        )

    def _among_many(self, path: AttributePath) -> bool:
        parent = self._walk.target.resolve(path).parent
        return parent is not None and parent.multi_valued

    def _where(self, path: AttributePath) -> str:
        if path.schema is not None and path.schema != self._home.path.schema:
            if assigned(value_at(self._holder, path.schema), path.attribute):
                return f"leave it out: the object `{path.schema}` holds `{path.local()}` already"
            return f"write `{path.local()}` in the object `{path.schema}`"
        if path.sub_attribute is None:
            return f"write `{path.attribute}` beside `{self._home.path.attribute}`, not in it"
        if self._among_many(path):
            return f'write an element of `{path.attribute}`: {{"{path.sub_attribute}": ...}}'
        return f'write it into `{path.attribute}`: {{"{path.sub_attribute}": ...}}'

    def _say(
        self,
        cause: str,
        message: str,
        help_: str,
        *,
        path: AttributePath | None = None,
        nearest: str | None = None,
        correction: Correction | None = None,
        required: bool = False,
    ) -> None:
        # Who refuses what it does not know looks no further.
        in_vain = required and not self._walk.target.strict
        self._walk.report(
            cause,
            path,
            self._here,
            message,
            help_,
            sure=self._meant.sure,
            on_key=True,
            found=self._holder[self._key],
            nearest=nearest,
            correction=correction,
            as_if=Cause.MISSING if in_vain else None,
            consequence=_SENT_IN_VAIN if in_vain else None,
        )


_SENT_IN_VAIN = "400 invalidValue: a required attribute is missing although a value was sent"
