"""A type of resources, compiled for one target and one operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.scim import CORE_GROUP, CORE_USER
from maplint.scim.cause import Cause
from maplint.scim.path import AttributePath
from maplint.scim.schema import Attribute, Schema, common_attributes
from maplint.scim.validation.checks import limit_checks, value_check
from maplint.scim.validation.nodes import Anything, Complex, Many, Object, Unwanted, Value, report_no_extension
from maplint.scim.validation.requirements import element_checks, equalities_of, picks, requirements_of
from maplint.scim.validation.schemas_list import judge_schemas
from maplint.scim.validation.unknown_keys import is_schema_key, meant_attribute
from maplint.scim.validation.walk import Walk, assigned, value_at
from maplint.scim.violation import Operation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.scim.limits import Limit
    from maplint.scim.target import Target
    from maplint.scim.validation.checks import TextCheck
    from maplint.scim.validation.nodes import ElementsCheck, Node
    from maplint.scim.validation.unknown_keys import Meant
    from maplint.scim.violation import Violation
    from maplint.source.place import Pointer

CORES = {"User": CORE_USER, "Group": CORE_GROUP}


class Attributes(Object):
    """The object of a schema: an extension, or (with the extensions in it) the resource.

    ``required`` are the attributes that must be in it.
    """

    def __init__(
        self, target: Target, schema: Schema, core: Schema, nodes: dict[str, Node], required: frozenset[str]
    ) -> None:
        super().__init__(nodes, AttributePath(None if schema is core else schema.id, ""))
        self._target = target
        self._schema = schema
        self._core = core
        self._required = required

    def visit(self, value: Any, pointer: Pointer, key: str | int, walk: Walk) -> None:
        here = (*pointer, key)
        if type(value) is dict:
            self.enter(value, here, walk)
            for name in self._required:
                if not assigned(value, name):
                    self._lacks(name, here, walk)
            return
        report_no_extension(walk, str(key), value)

    def requires(self, name: str) -> bool:
        return name in self._required

    def _meaning(self, key: str) -> Meant:
        return meant_attribute(self._target, self._schema, self._core, key)

    def _lacks(self, name: str, here: Pointer, walk: Walk) -> None:
        path = self.path_of(name)
        if (path.schema, path.local_key()) not in walk.meant:
            walk.report(
                Cause.MISSING,
                path,
                here,
                f"`{path}` is missing, and {walk.target.title} requires it in the extension",
                f"send `{name}`",
                expected="a value",
            )


class Resource(Attributes):
    """A resource.

    Attributes:
        kind: ``User`` or ``Group``.
        core: its core schema.
        extensions: what may stand at the URNs of extensions.
        listable: the URNs that `schemas` may list, as they are written.
        foreign: those of extensions of other resources, in lower case.
    """

    def __init__(self, target: Target, kind: str, operation: Operation) -> None:
        self.kind = kind
        self.core = target.schemas.get(CORES[kind].lower()) or Schema(CORES[kind], kind)
        compiler = _Compiler(target, self.core, kind, operation)
        others = tuple(f":{name.lower()}" for name in CORES if name != kind)
        declared = [s for s in target.schemas.values() if s is not self.core and ":core:" not in s.id.lower()]
        self.foreign = frozenset(s.id.lower() for s in declared if s.id.lower().endswith(others))
        self.extensions: dict[str, Node] = {
            schema.id: compiler.extension(schema) for schema in declared if schema.id.lower() not in self.foreign
        }
        self.extensions.update((urn, Anything()) for urn in target.open - target.schemas.keys())
        self.listable = frozenset((self.core.id, *self.extensions))
        self._requirements = tuple(requirements_of(target, self.core))
        self._equalities = tuple(equalities_of(target, kind))
        required = frozenset(r.path.attribute for r in self._requirements if r.path.schema is None)
        nodes = {**compiler.attributes(self.core), **self.extensions, "schemas": Anything()}
        super().__init__(target, self.core, self.core, nodes, required)

    def violations(self, resource: dict[str, Any]) -> list[Violation]:
        """All that is wrong with a resource."""
        walk = Walk(self._target, self)
        self.enter(resource, (), walk)
        if walk.odd_keys or not self._lists_what_it_holds(resource):
            judge_schemas(self, resource, walk)
        for requirement in self._requirements:
            requirement.judge(resource, walk)
        for equality in self._equalities:
            equality.judge(resource, walk)
        return walk.found

    def _unknown(self, key: str, holder: dict[str, Any], pointer: Pointer, walk: Walk) -> Node | None:
        if is_schema_key(key, holder[key]):
            walk.odd_keys.append(key)
            return None
        return super()._unknown(key, holder, pointer, walk)

    def _lists_what_it_holds(self, resource: dict[str, Any]) -> bool:
        """Whether `schemas` is surely right: the quick way, for it mostly is."""
        listed = resource.get("schemas")
        if type(listed) is not list or self.core.id not in listed:
            return False
        listable, extensions = self.listable, self.extensions
        for urn in listed:
            if type(urn) is not str or urn not in listable:
                return False
        if len(listed) > 1 and len(set(listed)) < len(listed):
            return False
        return all(key in extensions and key in listed for key in resource if ":" in key)


_EVENTS = {Operation.CREATE: (None, "create"), Operation.REPLACE: (None, "update"), Operation.READ: ()}
"""Operation -> events of the limits that say what is ignored or refused in it: nothing is, in what the target answered."""

_DEFAULT_PARTS = ("value", "display", "type", "primary", "$ref")
"""The parts that every multi-valued attribute has, declared or not (RFC 7643, section 2.4)."""


class _Compiler:
    """Makes the nodes of one type of resources."""

    def __init__(self, target: Target, core: Schema, kind: str, operation: Operation) -> None:
        self._target = target
        self._core = core
        self._operation = operation
        self._limits = [limit for limit in target.limits if limit.resource == kind]

    def attributes(self, schema: Schema) -> dict[str, Node]:
        """The nodes of a schema's attributes, those that every resource has among them for the core schema."""
        attributes = list(schema.attributes.values())
        if schema is self._core:
            attributes += [a for name, a in common_attributes().items() if name not in schema.attributes]
        return {attribute.name: self._attribute(schema, attribute) for attribute in attributes}

    def extension(self, schema: Schema) -> Node:
        """What may stand at the URN of an extension."""
        unwanted = self._unwanted(AttributePath(schema.id, ""), None)
        if unwanted is not None:
            return unwanted
        required = frozenset(
            attribute.name
            for attribute in schema.attributes.values()
            if attribute.required and attribute.mutability != "readOnly" and not attribute.faulty
        )
        return Attributes(self._target, schema, self._core, self.attributes(schema), required)

    def _attribute(self, schema: Schema, attribute: Attribute) -> Node:
        path = AttributePath(None if schema is self._core else schema.id, attribute.name)
        unwanted = self._unwanted(path, attribute)
        if unwanted is not None:
            return unwanted
        if attribute.name.lower() in ("meta", "schemas"):
            return Anything()
        element = self._element(schema, path, attribute)
        if not attribute.multi_valued:
            return element
        extras = [*element_checks(path, self._limits), *self._picked(path)]
        return Many(path, attribute, element, self._most(path, attribute), tuple(extras))

    def _element(self, schema: Schema, path: AttributePath, attribute: Attribute) -> Complex | Value | Anything:
        """One value of an attribute."""
        if attribute.type != "complex":
            return self._value(path, attribute)
        if not attribute.sub_attributes:
            return Anything()
        parts = [*attribute.sub_attributes.values()]
        if attribute.multi_valued:
            parts += [_default_part(name) for name in _DEFAULT_PARTS if name.lower() not in attribute.sub_attributes]
        nodes = {part.name: self._part(path, part) for part in parts}
        for limit in self._limits:
            if limit.kind == "subattr_rename" and limit.names(path):
                renamed = Attribute(str(limit.value))
                nodes[renamed.name] = self._part(path, renamed)
        return Complex(schema, path, attribute, nodes, tuple(self._required_parts(schema, path, attribute)))

    def _part(self, path: AttributePath, part: Attribute) -> Node:
        below = path._replace(sub_attribute=part.name)
        unwanted = self._unwanted(below, part)
        if unwanted is not None:
            return unwanted
        if part.type == "complex":
            # No part is complex (RFC 7643, section 2.3.8); where a target declares one all the same, it knows why.
            return Anything()
        value = self._value(below, part)
        return Many(below, part, value, None, ()) if part.multi_valued else value

    def _value(self, path: AttributePath, attribute: Attribute) -> Value:
        events = _EVENTS[self._operation] or (None,)
        limits = [x for x in self._limits if x.event in events and x.holds_for(path, attribute)]
        own = self._target.publishes(path.schema)
        return Value(path, value_check(path, attribute, limits, self._target.title, own=own))

    def _required_parts(
        self, schema: Schema, path: AttributePath, attribute: Attribute
    ) -> Iterator[tuple[str, Limit | None]]:
        published = self._target.publishes(schema.id)
        for part in attribute.sub_attributes.values():
            below = path._replace(sub_attribute=part.name)
            limit = next((x for x in self._limits if x.kind == "required_if_parent" and x.names(below)), None)
            if limit is not None or (part.required and published and part.mutability != "readOnly"):
                yield part.name, limit

    def _most(self, path: AttributePath, attribute: Attribute) -> tuple[int, Limit | None] | None:
        """The number of elements that the target takes."""
        found: list[tuple[int, Limit | None]] = []
        if attribute.max_items is not None:
            found.append((attribute.max_items, None))
        found += [(x.value, x) for x in self._limits if x.kind == "max_values" and x.holds_for(path, attribute)]
        return min(found, key=lambda bound: bound[0], default=None)

    def _picked(self, path: AttributePath) -> Iterator[ElementsCheck]:
        """What is known of the elements that a filter picks: ``roles[type eq "seat"].value``."""
        for limit in self._limits:
            own = limit.path
            if own is not None and own.filter is not None and own.sub_attribute is not None:
                if own._replace(filter=None, sub_attribute=None).same_as(path):
                    checks = limit_checks(own, [limit], self._target.title)
                    if checks:
                        yield _picked_check(own, checks)

    def _unwanted(self, path: AttributePath, attribute: Attribute | None) -> Node | None:
        """What is said of an attribute, or with None of a whole schema, that nobody should send."""
        title, events = self._target.title, _EVENTS[self._operation]
        for limit in self._limits:
            if limit.event in events and limit.kind in ("rejected", "only", "ignored") and _concerns(limit, path):
                note = f": {limit.note}" if limit.note else ""
                if limit.kind == "ignored":
                    help_ = "do not count on the value; leave it out if nothing else needs it"
                    return Unwanted(Cause.IGNORED, path, f"{title} does nothing with `{path}`{note}", help_, limit)
                return Unwanted(Cause.REFUSED, path, f"{title} refuses `{path}`", "leave it out", limit)
        if attribute is None or attribute.mutability != "readOnly" or attribute.faulty:
            return None
        if self._operation is Operation.CREATE:
            message = f"`{path}` is read-only: the target sets it itself"
            return Unwanted(Cause.READ_ONLY, path, message, "leave it out, unless this is the body of a PUT")
        return Anything() if self._operation is Operation.REPLACE else None


def _default_part(name: str) -> Attribute:
    return Attribute(name, "boolean" if name == "primary" else "string")


def _concerns(limit: Limit, path: AttributePath) -> bool:
    """Whether a limit says of an attribute that it is refused or ignored. A filtered one concerns some elements only."""
    own = limit.path
    if own is None or own.filter is not None:
        return False
    if limit.kind == "only":
        within = not own.attribute and (own.schema or "").lower() == (path.schema or "").lower()
        return bool(within and path.attribute) and path.attribute.lower() not in {str(n).lower() for n in limit.value}
    if not path.attribute:
        return not own.attribute and (own.schema or "").lower() == (path.schema or "").lower()
    return limit.names(path)


def _picked_check(path: AttributePath, checks: tuple[TextCheck, ...]) -> ElementsCheck:
    part = path.sub_attribute or ""

    def check(elements: list[Any], here: Pointer, walk: Walk) -> None:
        for index, element in enumerate(elements):
            text = value_at(element, part) if picks(path, element) else None
            if isinstance(text, str) and text:
                for fault in filter(None, [text_check(text) for text_check in checks]):
                    walk.report_fault(fault, path, (*here, index, part), text)

    return check
