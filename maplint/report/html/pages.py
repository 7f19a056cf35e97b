"""The pages of the rules that found something: why it matters, how to fix it, when a rule says nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maplint.report.html.elements import Html, anchor, join, link, prose, tag
from maplint.report.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from maplint.finding import Finding
    from maplint.report import RuleInfo, RuleLookup

_SHOWN = ("Why it matters", "How to fix", "Guard")


def pages(findings: Iterable[Finding], rules: RuleLookup) -> Html:
    """A part of each rule's page, by code."""
    found = {finding.code: rules(finding.rule) for finding in findings}
    reader = _reader()
    return join(*(_page(info, reader) for _, info in sorted(found.items()) if info is not None))


def _page(info: RuleInfo, reader: MarkdownIt) -> Html:
    whole = (
        link(info.url, "The whole page")
        if info.url
        else join("The whole page: ", tag("code", f"maplint explain {info.code}"))
    )
    parts = [join(tag("h4", title), text) for title, text in _sections(info.page(), reader)]
    return tag(
        "details",
        tag(
            "summary",
            tag("h3", tag("b", info.code), f" {info.name}"),
            tag("span", prose(info.summary), class_="dim"),
            id=anchor("rule", info.code),
        ),
        tag("div", *parts, tag("p", whole, class_="dim"), class_="body"),
        class_="rule",
    )


def _reader() -> MarkdownIt:
    """CommonMark with tables, but no HTML and no images; links lead to the web alone."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    reader.validateLink = lambda url: url.startswith(("https://", "http://"))  # type: ignore[method-assign]
    return reader


def _sections(page: str, reader: MarkdownIt) -> Iterator[tuple[str, Html]]:
    """The sections that are shown, as HTML."""
    env: dict[str, Any] = {}
    inside: list[Token] = []
    title = ""
    for token in [*reader.parse(clean(page), env), None]:
        if token is None or (token.type == "heading_open" and token.tag == "h2"):
            if title in _SHOWN and inside:
                yield title, Html(reader.renderer.render(inside, reader.options, env))
            title, inside = "", []
        elif not title and token.type == "inline":
            title = token.content
        elif token.type != "heading_close" or token.tag != "h2":
            inside.append(token)
