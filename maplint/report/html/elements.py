"""HTML by functions: an element is made of what stands in it, and all that is not HTML yet is escaped.

There is no template in which an escape could be forgotten: text gets into a page through `tag` alone, which writes out what
deceives (`maplint.report.text.clean`) and escapes what HTML reads. `Html` is made here, and from pages of rules.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from maplint.report.text import clean, clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeAlias

    Content: TypeAlias = "Html | str | int | Iterable[Content] | None"


class Html(str):
    """A text that is HTML already."""

    __slots__ = ()


_VOID = frozenset(("br", "input", "link", "meta"))
_LEAVES = frozenset(("circle", "line", "path", "rect"))


def tag(name: str, /, *content: Content, **attributes: str | float | bool | None) -> Html:
    """An element.

    Args:
        name: the element's name.
        content: what stands in it, one after the other; None is nothing.
        attributes: by name, with ``_`` for ``-`` (``class_`` is ``class``). None and False: it has none; True: it has one without
            a value.
    """
    said = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _LEAVES and not content:
        return Html(f"<{name}{said}/>")
    return Html(f"<{name}{said}>" if name in _VOID else f"<{name}{said}>{join(*content)}</{name}>")


def _attribute(key: str, value: str | float | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    if value is True:
        return f" {name}"
    text = number(value) if isinstance(value, float) else clean_line(str(value))
    return f' {name}="{escape(text)}"'


def join(*content: Content) -> Html:
    """Pieces one after the other."""
    return Html("".join(_piece(piece) for piece in content))


def _piece(piece: Content) -> str:
    if piece is None:
        return ""
    if isinstance(piece, Html):
        return piece
    if isinstance(piece, str):
        return escape(clean(piece))
    if isinstance(piece, int):
        return f"{piece:,}"
    return join(*piece)


def number(value: float) -> str:
    """A number of an SVG attribute: no more digits than can be seen."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def prose(text: str) -> Html:
    """A sentence of ours, whose backticks mark code."""
    parts = clean_line(text).split("`")
    if len(parts) % 2 == 0:
        return join("`".join(parts))
    return join(*(tag("code", part) if index % 2 else part for index, part in enumerate(parts) if part))


def sentence(text: str) -> Html:
    """A message of ours as a sentence of its own."""
    return prose(text[:1].upper() + text[1:])


def link(url: str | None, *content: Content, **attributes: str) -> Html:
    """A link to a page on the web or to a place in this one; what leads elsewhere is no link."""
    if url is None or not url.startswith(("https://", "http://", "#")):
        return join(*content)
    return tag("a", *content, href=url, rel=None if url.startswith("#") else "noreferrer", **attributes)


def anchor(kind: str, name: str) -> str:
    """The id of an element, made of anything."""
    return f"{kind}-" + "".join(char if char.isascii() and char.isalnum() else "-" for char in name)


def table(label: str, columns: Iterable[tuple[str, str]], rows: Iterable[Html], *, filters: str = "") -> Html:
    """A table that can be sorted by its columns, and filtered.

    Args:
        label: what is in it.
        columns: the titles, each with how it is sorted (``text``, ``number``, or "": not).
        rows: the rows.
        filters: what to call that which is looked for; "": the table has no filter.
    """
    heads = [tag("th", title, scope="col", data_sort=sort or None) for title, sort in columns]
    body = tag(
        "div",
        tag(
            "table",
            tag("caption", label, class_="unseen"),
            tag("thead", tag("tr", *heads)),
            tag("tbody", *rows),
        ),
        class_="wide",
        role="region",
        aria_label=label,
        tabindex="0",
    )
    tools = None
    if filters:
        tools = tag(
            "div",
            tag(
                "input", type="search", placeholder=f"Filter {filters}", aria_label=f"Filter {filters}", class_="filter"
            ),
            tag("output", class_="shown"),
            class_="tools",
        )
    return tag("div", tools, body, class_="table")
