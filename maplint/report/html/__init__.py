"""An audit as one page of HTML that needs nothing else: it asks for no other file, and is whole without its script.

The page says by its policy (CSP) that nothing may be loaded and that only its own script and style, known by their hashes, count:
should a text of the directory ever get past `maplint.report.html.elements`, no browser runs it.
"""

from __future__ import annotations

import os
from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

from maplint.record import NamedTuple
from maplint.report.html.about import about, said_time
from maplint.report.html.causes import causes, in_turn
from maplint.report.html.directory import (
    MOST_OPEN,
    coverage,
    coverage_legend,
    has_plots,
    links_to,
    matching,
    of_each,
    shared,
    values,
)
from maplint.report.html.elements import Html, join, tag
from maplint.report.html.pages import pages
from maplint.report.html.plots import BLANK
from maplint.report.html.verdict import verdict, verdict_of
from maplint.report.text import plural

if TYPE_CHECKING:
    from maplint.report import RuleLookup
    from maplint.users.audit import Audit

_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' "
    "fill='%233457d5'/%3E%3Cpath d='M4 12V5l4 4 4-4v7' fill='none' stroke='white' stroke-width='2'/%3E%3C/svg%3E"
)
_SHAPES = (
    "How long values are, and what they look like: Aa is a word, A capitals, a small letters, 9 digits, "
    f"{BLANK} a blank. Shapes are those of a sample."
)
_FOOTER = (
    "Nothing of this was sent anywhere. Users are named by their ids; values are shown that say nothing about a person, and those "
    "that people share."
)


def render(audit: Audit, rules: RuleLookup) -> str:
    """The page."""
    style, script = _own("report.css"), _own("report.js")
    policy = f"default-src 'none'; img-src data:; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="robots", content="noindex"),
        tag("title", f"{verdict_of(audit).sentence} - maplint audit"),
        tag("link", rel="icon", href=_ICON),
        tag("style", style),
        tag("script", script),
    )
    return f"<!DOCTYPE html>\n{tag('html', head, _body(audit, rules), lang='en')}\n"


def _own(name: str) -> Html:
    with open(os.path.join(os.path.dirname(__file__), name), encoding="utf-8") as file:
        return Html(file.read())


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _body(audit: Audit, rules: RuleLookup) -> Html:
    sections = _sections(audit, rules)
    return tag(
        "body",
        tag("a", "To the verdict", href="#verdict", class_="skip"),
        tag(
            "header",
            tag("span", "maplint", tag("b", " audit"), class_="brand"),
            tag("nav", *(tag("a", one.title, href=f"#{one.name}") for one in sections), aria_label="Sections"),
            tag("time", said_time(audit.made), datetime=audit.made),
            tag("button", "Dark", type="button", id="theme", class_="plain"),
        ),
        tag("main", verdict(audit), *(_section(one) for one in sections)),
        tag("footer", tag("p", _FOOTER)),
    )


class Section(NamedTuple):
    """A part of the page: its id, its title, a sentence about it, what is in it (nothing: the page has no such part)."""

    name: str
    title: str
    lead: str
    content: Html


def _section(section: Section) -> Html:
    return tag(
        "section",
        tag("h2", section.title),
        tag("p", section.lead, class_="lead") if section.lead else None,
        section.content,
        id=section.name,
        aria_label=section.title,
    )


def _sections(audit: Audit, rules: RuleLookup) -> list[Section]:
    findings = in_turn(audit.report)
    all_ = list(enumerate(audit.populations, 1))
    links = links_to(findings)
    tables = of_each(all_, lambda one, number: coverage(one, number, links))
    sections = [
        Section(
            "findings", "Causes", "One cause is one line to change, for however many users.", causes(findings, rules)
        ),
        Section(
            "coverage",
            "Coverage",
            "What each attribute would hold.",
            tables and join(coverage_legend(audit.populations), tables),
        ),
        Section(
            "shared",
            "Shared values",
            "Values that several users would have, where each should have one of their own.",
            of_each(all_, lambda one, _: shared(one)),
        ),
        Section("matching", "Matching", "", of_each(all_, lambda one, _: matching(one))),
        Section("values", "Lengths and shapes", _SHAPES, _values(audit)),
        Section("rules", "Rules", "Why it matters, and how to fix it.", pages(findings, rules)),
        Section("about", "This audit", "", about(audit)),
    ]
    return [section for section in sections if section.content]


def _values(audit: Audit) -> Html:
    plots = sum(has_plots(one) for population in audit.populations for one in population.coverage.values())
    if not plots:
        return join()
    shown = of_each(list(enumerate(audit.populations, 1)), values)
    return tag("details", tag("summary", plural(plots, "attribute")), shown, open=plots <= MOST_OPEN, class_="plainly")
