"""Corrections of SCIM resources as edits of the file they stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.scim.violation import Mend

if TYPE_CHECKING:
    from maplint.project.payload import ScimPayload
    from maplint.scim.violation import Correction, Violation
    from maplint.source.document import TextEdit
    from maplint.source.place import Pointer


def is_sure(payload: ScimPayload, violation: Violation) -> bool:
    """Whether nobody would want to look at the correction first, as the file is written."""
    correction = violation.correction
    assert correction is not None
    return correction.sure and _number_as_written(payload, violation) in (None, correction.value)


def correction_edits(payload: ScimPayload, violation: Violation) -> tuple[str, list[TextEdit]]:
    """What the correction of a violation does, in the imperative, and its edits: none where it cannot be made."""
    correction = violation.correction
    assert correction is not None
    return _EDITORS[correction.mend](payload, violation, correction)


def _rename(payload: ScimPayload, violation: Violation, correction: Correction) -> tuple[str, list[TextEdit]]:
    right = correction.to[0]
    edits = payload.document.rename_key(_at(payload, violation.pointer), right)
    for pointer in violation.also if edits else ():
        edits += payload.document.replace_value(_at(payload, pointer), right)
    if edits and not violation.also:
        edits += _list(payload, right)
    return f"rename `{violation.pointer[-1]}` to `{right}`", edits


def _replace(payload: ScimPayload, violation: Violation, correction: Correction) -> tuple[str, list[TextEdit]]:
    pointer = violation.pointer if correction.pointer is None else correction.pointer
    written = _number_as_written(payload, violation)
    if written is not None:
        return f'write "{written}"', payload.document.replace_value(_at(payload, pointer), written)
    return violation.help, payload.document.replace_value(_at(payload, pointer), correction.value)


def _number_as_written(payload: ScimPayload, violation: Violation) -> str | None:
    """The digits of a number that is to be a text, as the file has them: YAML reads 0042 as another number than is meant.
    None for other corrections."""
    correction = violation.correction
    if correction is None or not isinstance(correction.value, str) or type(violation.found) is not int:
        return None
    span = payload.document.span(_at(payload, violation.pointer))
    return payload.document.text[span.start : span.end]


def _remove(payload: ScimPayload, violation: Violation, correction: Correction) -> tuple[str, list[TextEdit]]:
    return f"remove `{violation.pointer[-1]}`", payload.document.remove_entry(_at(payload, violation.pointer))


def _insert(payload: ScimPayload, violation: Violation, correction: Correction) -> tuple[str, list[TextEdit]]:
    edits = payload.document.insert_entry(_at(payload, violation.pointer), correction.to[0], correction.value)
    return f"add `{correction.to[0]}`", edits


def _move(payload: ScimPayload, violation: Violation, correction: Correction) -> tuple[str, list[TextEdit]]:
    """Take the entry away and write it where it belongs: with the objects that lead there, and their URN in `schemas`."""
    document, pointer = payload.document, violation.pointer
    title = f"move `{pointer[-1]}` to `{violation.nearest}`"
    holder: Any = payload.resource
    home: Pointer = ()
    steps = list(correction.to)
    while len(steps) > 1 and isinstance(holder.get(steps[0]), dict):
        holder, home = holder[steps[0]], (*home, steps.pop(0))
    if len(steps) > 1 and steps[0] in holder:
        return title, []
    value: object = correction.value
    for step in reversed(steps[1:]):
        value = {step: value}
    if home == pointer[:-1]:
        # What leads there stands beside the entry and is new: it takes the entry's place.
        taken = document.rename_key(_at(payload, pointer), steps[0])
        added = document.replace_value(_at(payload, pointer), value)
    else:
        taken = document.remove_entry(_at(payload, pointer))
        added = document.insert_entry(_at(payload, home), steps[0], value)
    if not taken or not added or any(_overlap(one, other) for one in taken for other in added):
        return title, []
    return title, [*taken, *added, *_list(payload, correction.to[0])]


def _overlap(one: TextEdit, other: TextEdit) -> bool:
    return (
        one.start < other.end and other.start < one.end
        if other.start < other.end
        else one.start < other.start < one.end
    )


def _list(payload: ScimPayload, urn: str) -> list[TextEdit]:
    """List the URN of an extension."""
    listed = payload.resource.get("schemas")
    if ":" not in urn or not isinstance(listed, list) or any(str(other).lower() == urn.lower() for other in listed):
        return []
    return payload.document.replace_value(_at(payload, ("schemas",)), [*listed, urn])


def _at(payload: ScimPayload, pointer: Pointer) -> Pointer:
    return (*payload.pointer, *pointer)


_EDITORS = {
    Mend.RENAME: _rename,
    Mend.REPLACE: _replace,
    Mend.REMOVE: _remove,
    Mend.INSERT: _insert,
    Mend.MOVE: _move,
}
