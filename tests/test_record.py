"""`maplint.record.NamedTuple` behaves as that of `typing` does."""

from __future__ import annotations

import copy
import pickle
import typing
from typing import Any

import pytest

from maplint import record


def classes(base: Any) -> tuple[Any, Any]:
    class Point(base):  # type: ignore[misc]
        """A point."""

        x: int
        y: int = 2
        label: str | None = None

        @property
        def sum(self) -> int:
            return self.x + self.y

        def moved(self, by: int) -> Any:
            return self._replace(x=self.x + by)

    class Empty(base):  # type: ignore[misc]
        pass

    return Point, Empty


Point, Empty = classes(record.NamedTuple)
Known, _ = classes(typing.NamedTuple)
Point.__qualname__ = "Point"  # for pickle


@pytest.mark.parametrize(
    ("values", "named"), [((1,), {}), ((1, 3), {}), ((1, 3, "a"), {}), ((), {"x": 1}), ((1,), {"label": "b"}), ((1, 2), {"label": None})]
)  # fmt: skip
def test_made_and_read_as_known(values: tuple[Any, ...], named: dict[str, Any]) -> None:
    ours, known = Point(*values, **named), Known(*values, **named)
    assert tuple(ours) == tuple(known)
    assert ours == known
    assert hash(ours) == hash(known)
    assert (ours.x, ours.y, ours.label, ours.sum) == (known.x, known.y, known.label, known.sum)
    assert repr(ours) == repr(known)
    assert ours._asdict() == known._asdict()
    assert ours.moved(5) == known.moved(5)
    assert type(ours.moved(5)) is Point
    assert type(Point._make([1, 2, "c"])) is Point


def test_described_as_known() -> None:
    assert Point._fields == Known._fields == Point.__match_args__
    assert Point._field_defaults == Known._field_defaults
    assert Point.__doc__ == "A point."
    assert Empty() == ()
    match Point(1, 2):
        case Point(x, y):  # type: ignore[misc]
            assert (x, y) == (1, 2)


@pytest.mark.parametrize(("values", "named"), [((), {}), ((1, 2, 3, 4), {}), ((1,), {"z": 1}), ((1,), {"x": 1})])
def test_refused_as_known(values: tuple[Any, ...], named: dict[str, Any]) -> None:
    for made in (Point, Known):
        with pytest.raises(TypeError):
            made(*values, **named)
    with pytest.raises(TypeError):
        Point(1)._replace(z=1)
    with pytest.raises(AttributeError):
        Point(1).x = 2
    with pytest.raises(AttributeError):
        Point(1).other = 2


def test_copied_and_pickled() -> None:
    assert copy.copy(Point(1)) == Point(1)
    assert copy.deepcopy(Point(1, label="x")) == Point(1, label="x")
    assert pickle.loads(pickle.dumps(Point(1, label="x"))) == Point(1, label="x")
