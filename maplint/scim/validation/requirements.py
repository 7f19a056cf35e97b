"""What must be in a resource, and what its values must have to do with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.record import NamedTuple
from maplint.scim import CORE_USER
from maplint.scim.cause import Cause
from maplint.scim.limits import refusal
from maplint.scim.path import AttributePath, PathError, parse_attribute_path
from maplint.scim.schema import common_attributes
from maplint.scim.target import of_users
from maplint.scim.validation.walk import assigned, value_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from maplint.scim.limits import Limit
    from maplint.scim.schema import Schema
    from maplint.scim.target import Target
    from maplint.scim.validation.nodes import ElementsCheck
    from maplint.scim.validation.walk import Walk
    from maplint.source.place import Pointer


class Requirement(NamedTuple):
    """An attribute, or a part of one, without which the target refuses the resource."""

    path: AttributePath
    consequence: str
    limit: Limit | None = None
    sure: bool = True

    def judge(self, resource: dict[str, Any], walk: Walk) -> None:
        """Note where it is missing."""
        path = self.path
        if (
            path.schema is None
            and path.filter is None
            and _is_surely_there(resource, path.attribute, path.sub_attribute)
        ):
            return
        if (path.schema, path.local_key()) in walk.meant or is_there(resource, path):
            return
        # Where a part of the attribute is sent, the part lacks rather than the attribute.
        whole = path._replace(sub_attribute=None, filter=None, position=None)
        sent = path.sub_attribute is not None and is_there(resource, whole)
        title = walk.target.title
        if sent:
            message = f"`{whole}` is sent without `{path.sub_attribute}`, which {title} requires in it"
        else:
            null = "is null, which is as if it were missing" if _is_null(resource, path) else "is missing"
            message = f"`{path}` {null}, and {title} requires it"
        walk.report(
            Cause.MISSING_PART if sent else Cause.MISSING,
            path,
            _pointer(resource, path),
            message,
            f"send `{path}`",
            limit=self.limit,
            sure=self.sure,
            consequence=self.consequence,
            expected="a value",
        )


def requirements_of(target: Target, core: Schema) -> Iterator[Requirement]:
    """What a resource of a core schema must hold: by the schema and by what is known of the target."""
    common = common_attributes()
    found: list[AttributePath] = []
    for attribute in core.attributes.values():
        if attribute.required and attribute.mutability != "readOnly" and attribute.name.lower() not in common:
            path = AttributePath(None, attribute.name)
            found.append(path)
            yield Requirement(path, f"400 invalidValue: {path} is missing", sure=not attribute.faulty)
    resource = "User" if core.id.lower() == CORE_USER.lower() else "Group"
    for limit in target.limits:
        if limit.kind == "required" and limit.path is not None and limit.resource == resource and of_users(limit.path):
            if not any(path.same_as(limit.path) for path in found):
                answer = refusal(target, f"400: {target.title} requires {limit.path}")
                yield Requirement(limit.path, answer, limit)


# --- values at paths ------------------------------------------------------------------------------------------------------


def values(resource: object, path: AttributePath) -> Iterator[object]:
    """The values at a path of a resource: those of all elements, or of those that its filter picks."""
    holder = resource if path.schema is None else value_at(resource, path.schema)
    found = value_at(holder, path.attribute)
    elements = found if isinstance(found, list) else [found]
    for element in elements:
        if path.filter is not None and not picks(path, element):
            continue
        yield element if path.sub_attribute is None else value_at(element, path.sub_attribute)


def picks(path: AttributePath, element: object) -> bool:
    """Whether the filter of a path picks an element; without one, all are picked."""
    return path.filter is None or value_at(element, path.filter.attribute) == path.filter.value


def is_there(resource: object, path: AttributePath) -> bool:
    """Whether there is a value at a path. One of the wrong type is there, too: it is wrong for another reason."""
    holder = resource if path.schema is None else value_at(resource, path.schema)
    if not assigned(holder, path.attribute):
        return False
    if path.sub_attribute is None:
        return True
    whole = value_at(holder, path.attribute)
    elements = whole if isinstance(whole, list) else [whole]
    if not all(isinstance(element, dict) for element in elements):
        return True
    return any(value not in (None, [], {}) for value in values(resource, path))


def _is_surely_there(resource: dict[str, Any], name: str, part: str | None) -> bool:
    """The same the quick way, for names as the schema writes them: they mostly are."""
    value = resource.get(name)
    if value is None or part is None:
        return value not in (None, [], {})
    for element in value if type(value) is list else (value,):
        if type(element) is dict and element.get(part) not in (None, [], {}):
            return True
    return False


def _is_null(resource: dict[str, Any], path: AttributePath) -> bool:
    lower = path.attribute.lower()
    return path.schema is None and any(key.lower() == lower for key in resource)


def _pointer(resource: dict[str, Any], path: AttributePath) -> Pointer:
    """Where a missing value is best shown: at the attribute that lacks it, else at the object that lacks the attribute."""
    pointer: Pointer = ()
    holder: object = resource
    for step in (path.schema, path.attribute):
        if step is None:
            continue
        key = next((key for key in holder if key.lower() == step.lower()), None) if isinstance(holder, dict) else None
        if key is None or not isinstance(holder, dict):
            break
        pointer, holder = (*pointer, key), holder[key]
    return pointer


# --- what elements must be together ---------------------------------------------------------------------------------------


def element_checks(path: AttributePath, limits: Iterable[Limit]) -> Iterator[ElementsCheck]:
    """What a target is known to want of all elements of an attribute together."""
    primary = path._replace(sub_attribute="primary")
    for limit in limits:
        if limit.kind in _MARKED and limit.names(primary):
            yield _marked(primary, limit)
        elif limit.kind == "all_or_none" and limit.names(path):
            yield _whole(path, limit)


_MARKED = {"exactly_one_true": 0, "required_true": 0, "required_true_if_more_than_one": 1}
"""Kinds of limits on `primary` -> the number of elements up to which none need be marked."""


def _marked(path: AttributePath, limit: Limit) -> ElementsCheck:
    def check(elements: list[Any], here: Pointer, walk: Walk) -> None:
        if len(elements) <= _MARKED[limit.kind]:
            return
        if not any(value_at(element, "primary") is True for element in elements):
            walk.report(
                Cause.PRIMARY,
                path,
                here,
                f"no element of `{path.attribute}` is marked as primary, and {walk.target.title} wants one",
                'write `"primary": true` in the one that counts',
                limit=limit,
                expected="one",
            )

    return check


def _whole(path: AttributePath, limit: Limit) -> ElementsCheck:
    def check(elements: list[Any], here: Pointer, walk: Walk) -> None:
        for index, element in enumerate(elements):
            missing = [part for part in limit.value if not assigned(element, part)]
            if missing and len(missing) < len(limit.value):
                names = ", ".join(f"`{part}`" for part in missing)
                walk.report(
                    Cause.INCOMPLETE,
                    path,
                    (*here, index),
                    f"{walk.target.title} takes an element of `{path.attribute}` whole or not at all, and {names} "
                    f"{'is' if len(missing) == 1 else 'are'} missing",
                    f"send {names} too, or leave the element out",
                    limit=limit,
                    expected="all of " + ", ".join(f"`{part}`" for part in limit.value),
                )

    return check


class Equality(NamedTuple):
    """Two attributes that the target wants equal."""

    path: AttributePath
    other: AttributePath
    limit: Limit

    def judge(self, resource: dict[str, Any], walk: Walk) -> None:
        """Note where they differ. E-mail addresses and names are compared without letter case."""
        mine = [value for value in values(resource, self.path) if isinstance(value, str)]
        theirs = [value for value in values(resource, self.other) if isinstance(value, str)]
        if mine and theirs and not {value.lower() for value in mine} & {value.lower() for value in theirs}:
            walk.report(
                Cause.UNEQUAL,
                self.path,
                _pointer(resource, self.path),
                f"{walk.target.title} wants `{self.path}` equal to `{self.other}`, and they differ",
                "send the same value for both",
                limit=self.limit,
                expected=f"the value of `{self.other}`",
                found=mine[0],
            )


def equalities_of(target: Target, resource: str) -> Iterator[Equality]:
    """The attributes that a target wants equal. What is equal to something outside of the resource, such as what sign-on
    presents, nobody can judge by it."""
    for limit in target.limits:
        if limit.kind == "equals" and limit.path is not None and limit.resource == resource:
            try:
                other = parse_attribute_path(str(limit.value))
            except PathError:
                continue
            yield Equality(limit.path, other, limit)
