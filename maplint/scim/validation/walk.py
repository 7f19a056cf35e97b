"""What is noted on the way through one resource."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.scim.validation.answers import reaction
from maplint.scim.violation import Violation

if TYPE_CHECKING:
    from maplint.scim.limits import Limit
    from maplint.scim.path import AttributePath
    from maplint.scim.target import Target
    from maplint.scim.validation.checks import Fault
    from maplint.scim.validation.nodes import Object
    from maplint.scim.violation import Correction
    from maplint.source.place import Pointer


class Walk:
    """One way through one resource.

    Attributes:
        target: who is to take the resource.
        root: what judges the resource as a whole.
        found: the violations.
        meant: the attributes that are there under another name, as (schema, ``name.givenname``): they are not missing.
        odd_keys: keys of the resource that look like those of extensions, and are none of the target's.
    """

    __slots__ = ("found", "meant", "odd_keys", "root", "target")

    def __init__(self, target: Target, root: Object) -> None:
        self.target = target
        self.root = root
        self.found: list[Violation] = []
        self.meant: set[tuple[str | None, str]] = set()
        self.odd_keys: list[str] = []

    def report(
        self,
        cause: str,
        path: AttributePath | None,
        pointer: Pointer,
        message: str,
        help_: str,
        *,
        limit: Limit | None = None,
        sure: bool = True,
        as_if: str | None = None,
        consequence: str | None = None,
        on_key: bool = False,
        expected: str = "",
        found: object = None,
        nearest: str | None = None,
        correction: Correction | None = None,
        also: tuple[Pointer, ...] = (),
    ) -> None:
        """Note a violation. Its effect follows from the cause, or from that which it has the effect of (``as_if``), and
        from the target."""
        reacts = reaction(self.target, as_if or cause, limit, sure=sure)
        self.found.append(
            Violation(
                cause,
                _at(path, pointer),
                pointer,
                message,
                help_,
                consequence or reacts.consequence,
                reacts.effect,
                reacts.scim_type,
                on_key,
                expected,
                found,
                nearest,
                correction,
                limit,
                sure,
                also,
            )
        )

    def report_fault(self, fault: Fault, path: AttributePath, pointer: Pointer, value: object) -> None:
        """Note what is wrong with a value."""
        self.report(
            fault.cause,
            path,
            pointer,
            fault.message,
            fault.help,
            limit=fault.limit,
            sure=fault.sure,
            as_if=fault.as_if,
            expected=fault.expected,
            found=value,
            nearest=fault.nearest,
            correction=fault.correction,
        )


def _at(path: AttributePath | None, pointer: Pointer) -> AttributePath | None:
    """A path with the element that a pointer leads through."""
    position = next((step for step in pointer if type(step) is int), None)
    return path if path is None or position is None else path._replace(position=position)


def assigned(holder: object, name: str) -> bool:
    """Whether an object has a value at a name, in any letter case: null, an empty list and an empty object are none
    (RFC 7643, section 2.5)."""
    return value_at(holder, name) not in (None, [], {})


def value_at(holder: object, name: str) -> object:
    """The value at a name of an object, in any letter case; None when there is none."""
    if not isinstance(holder, dict):
        return None
    if name in holder:
        return holder[name]
    lower = name.lower()
    return next((value for key, value in holder.items() if key.lower() == lower), None)
