"""`NamedTuple` as `typing` has it, but made fast.

`typing.NamedTuple` compiles a constructor for each class, which takes longer than loading a module. maplint has a hundred such
classes and starts for every commit, so it makes them itself: one constructor serves all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NamedTuple
else:
    try:
        from _collections import _tuplegetter
    except ImportError:  # not CPython

        def _tuplegetter(index, _doc):
            from operator import itemgetter

            return property(itemgetter(index))

    class _RecordType(type):
        """Makes a class of tuples of the annotations in its body."""

        def __new__(cls, name, bases, body):
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body[field] for field in fields if field in body}
            for index, field in enumerate(fields):
                body[field] = _tuplegetter(index, None)
            body["__slots__"] = ()
            body["_fields"] = body["__match_args__"] = fields
            body["_field_defaults"] = defaults
            body["__new__"] = _constructor(name, fields, defaults)
            return super().__new__(cls, name, bases, body)

    def _constructor(name, fields, defaults):
        count = len(fields)
        new = tuple.__new__

        def construct(cls, *values, **named):
            if len(values) == count and not named:
                return new(cls, values)
            if len(values) > count:
                raise TypeError(f"{name} takes {count} values, not {len(values)}")
            found = list(values)
            for field in fields[len(values) :]:
                if field in named:
                    found.append(named.pop(field))
                elif field in defaults:
                    found.append(defaults[field])
                else:
                    raise TypeError(f"{name} lacks a value for `{field}`")
            if named:
                raise TypeError(f"{name} has no field `{next(iter(named))}` to be given a value")
            return new(cls, found)

        return construct

    class NamedTuple(tuple, metaclass=_RecordType):
        """The base of classes of tuples with names: the annotations of the body are the fields."""

        def __repr__(self):
            told = ", ".join(f"{field}={value!r}" for field, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({told})"

        def __getnewargs__(self):
            return tuple(self)

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def _replace(self, **named):
            found = type(self)._make(named.pop(field, value) for field, value in zip(self._fields, self, strict=True))
            if named:
                raise TypeError(f"{type(self).__name__} has no field `{next(iter(named))}`")
            return found

        @classmethod
        def _make(cls, values):
            return cls(*values)


__all__ = ["NamedTuple"]
