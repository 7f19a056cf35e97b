"""Plots as inline SVG: shares as stacked bars and rings, lengths as histograms, shapes of values as bars.

Colours are classes: the style sheet has them for light, dark and paper.
"""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING

from maplint.record import NamedTuple
from maplint.report.audit import percent
from maplint.report.html.elements import Html, join, number, tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MOST_BINS = 48
"""Bars of a histogram; more lengths than that go together."""
MOST_SHAPES = 6
BLANK = "\u2423"
"""How a blank is shown in a shape."""


class Part(NamedTuple):
    """A part of a whole: its class, what to call it, how much."""

    kind: str
    label: str
    number: int


def stack(parts: Sequence[Part], what: str) -> Html:
    """Parts of a whole beside each other. ``what`` says whose they are."""
    total = sum(part.number for part in parts)
    drawn: list[Html] = []
    at = 0.0
    for part in parts:
        if part.number:
            # What is there can be seen, however little it is.
            width = max(part.number / total * 100, 1.0)
            drawn.append(
                tag(
                    "rect",
                    tag("title", f"{part.label}: {part.number:,}"),
                    class_=part.kind,
                    x=min(at, 99.0),
                    width=width,
                    height=8,
                )
            )
            at += width
    said = ", ".join(f"{part.label} {percent(part.number / total)}" for part in parts if part.number)
    return _svg("stack", 100, 8, f"{what}: {said or 'nothing'}", drawn, preserveAspectRatio="none")


def legend(parts: Iterable[Part]) -> Html:
    """What the colours of a stack mean, with the counts."""
    return tag(
        "ul",
        *(
            tag("li", tag("span", class_=f"dot {part.kind}"), f"{part.label} ", tag("b", part.number))
            for part in parts
            if part.number
        ),
        class_="legend",
    )


def share_bar(count: int, total: int, kind: str) -> Html:
    """How many of all; a text beside it says so."""
    width = max(count / total * 100, 2.0) if count and total else 0.0
    return tag(
        "svg",
        tag("rect", class_="rest", width=100, height=6),
        tag("rect", class_=kind, width=width, height=6),
        class_="share",
        viewBox="0 0 100 6",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def ring(share: float, kind: str, label: str) -> Html:
    """The share of those who pass as a part of a circle, with its figure in it."""
    around = 2 * pi * 42
    # What is there can be seen, however little it is.
    shown = share * around if share in (0.0, 1.0) else min(max(share, 0.02), 0.98) * around
    return _svg(
        f"ring {kind}",
        100,
        100,
        label,
        [
            tag("circle", class_="rest", cx=50, cy=50, r=42),
            tag(
                "circle",
                class_="arc",
                cx=50,
                cy=50,
                r=42,
                stroke_dasharray=f"{number(shown)} {number(around)}",
                transform="rotate(-90 50 50)",
            )
            if share
            else None,
            tag("text", percent(share), x=50, y=54, text_anchor="middle"),
            tag("text", "pass", x=50, y=68, text_anchor="middle", class_="under"),
        ],
    )


# --- lengths --------------------------------------------------------------------------------------------------------------

_WIDTH, _HEIGHT, _FLOOR, _TOP = 320.0, 100.0, 82.0, 18.0
_FEWEST_SLOTS = 12
"""Lengths that the axis shows at least: a single one is a bar among others, not a wall."""


class Bin(NamedTuple):
    """Texts from one length to another one, both included: how many, and the longest of them."""

    first: int
    last: int
    number: int
    longest: int


def bins(lengths: Mapping[int, int], until: int) -> list[Bin]:
    """Lengths from 0 to below ``until`` as at most `MOST_BINS` bins of one width; empty ones are left out."""
    width = -(-until // MOST_BINS)
    found: dict[int, Bin] = {}
    for length, count in sorted(lengths.items()):
        if length:
            first = length - length % width
            before = found[first].number if first in found else 0
            found[first] = Bin(first, first + width - 1, before + count, length)
    return list(found.values())


def histogram(lengths: Mapping[int, int], most: int | None, name: str) -> Html:
    """How long texts are, as bars from 0 on; the limit as a line, unless it is far away."""
    known = [length for length in lengths if length]
    if not known:
        return join()
    shortest, longest = min(known), max(known)
    near = most is not None and most <= 3 * longest
    until = max(longest + 1, _FEWEST_SLOTS, most + 2 if most is not None and near else 0)
    found = bins(lengths, until)
    width = found[0].last - found[0].first + 1
    scale = _WIDTH / (-(-until // width) * width)
    common = max(found, key=lambda one: one.number)
    drawn = [tag("line", class_="axis", x1=0, x2=_WIDTH, y1=_FLOOR, y2=_FLOOR)]
    drawn += [_bar(one, scale, common.number, most) for one in found]
    # Two labels, or one where they would stand in each other's way.
    ends = [shortest, longest] if (longest - shortest) * scale > 24 else []
    drawn += [_label(f"{length}", (length + 0.5) * scale, _HEIGHT - 5) for length in ends]
    if not ends:
        span = f"{shortest}" if shortest == longest else f"{shortest}-{longest}"
        drawn.append(_label(span, (shortest + longest + 1) / 2 * scale, _HEIGHT - 5))
    if most is not None and near:
        at = (most + 1) * scale
        drawn.append(tag("line", class_="limit", x1=at, x2=at, y1=_TOP - 4, y2=_FLOOR))
        drawn.append(_label(f"at most {most}", at, _TOP - 8, "limit"))
    often = f"{common.first}" if common.first == common.last else f"{common.first} to {common.last}"
    said = f"Lengths of {name}: {shortest} to {longest} characters, most often {often}"
    return _svg("histogram", _WIDTH, _HEIGHT, said, drawn)


def _bar(one: Bin, scale: float, highest: int, most: int | None) -> Html:
    height = max(one.number / highest * (_FLOOR - _TOP), 1.5)
    width = (one.last - one.first + 1) * scale
    span = f"{one.first}" if one.first == one.last else f"{one.first} to {one.last}"
    return tag(
        "rect",
        tag("title", f"{span} characters: {one.number:,}"),
        class_="over" if most is not None and one.longest > most else "bar",
        x=one.first * scale + width * 0.08,
        y=_FLOOR - height,
        width=width * 0.84,
        height=height,
    )


def _label(text: str, x: float, y: float, kind: str | None = None) -> Html:
    """A text under or over a point, kept inside the plot."""
    room = len(text) * 3.0
    return tag("text", text, x=min(max(x, room), _WIDTH - room), y=y, text_anchor="middle", class_=kind)


# --- shapes ---------------------------------------------------------------------------------------------------------------


def shapes(forms: Mapping[str, int]) -> Html:
    """The most frequent shapes of values, each with its share of those that were looked at."""
    known = {form: count for form, count in forms.items() if form}
    total = sum(known.values())
    shown = sorted(known.items(), key=lambda item: (-item[1], item[0]))[:MOST_SHAPES]
    rest = total - sum(count for _, count in shown)
    rows = [
        tag(
            "li",
            tag("code", form.replace(" ", BLANK)),
            share_bar(count, total, "bar"),
            tag("span", percent(count / total), class_="figure"),
        )
        for form, count in shown
    ]
    if rest:
        rows.append(
            tag(
                "li",
                tag("span", f"{len(known) - len(shown)} others", class_="dim"),
                share_bar(rest, total, "unknown"),
                tag("span", percent(rest / total), class_="figure"),
            )
        )
    return tag("ol", *rows, class_="shapes")


def _svg(kind: str, width: float, height: float, label: str, drawn: Iterable[Html | None], **more: str) -> Html:
    return tag(
        "svg",
        *drawn,
        class_=kind,
        viewBox=f"0 0 {number(width)} {number(height)}",
        role="img",
        aria_label=label,
        **more,
    )
