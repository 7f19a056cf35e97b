"""Rendering a report: one module for each format, imported only when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from maplint.finding import Severity
from maplint.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from maplint.engine.result import Report

FORMATS = ("full", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown", "rdjson")
"""The formats of a report's findings. ``statistics``, which only counts them, can be rendered too."""


class RenderOptions(NamedTuple):
    """How to render.

    ``show`` is the least severity that the formats for people show (machines get all). ``summary``: whether the counts and
    what was assumed follow the findings. ``hyperlinks``: whether codes of rules link to their pages (OSC 8); for terminals
    alone, and only together with ``colour``. ``statistics``: whether json tells the counts by rule, too.
    """

    colour: bool = False
    show: Severity = Severity.WARNING
    summary: bool = True
    hyperlinks: bool = False
    statistics: bool = False


class RuleInfo(NamedTuple):
    """What a format needs to know of a rule. ``page`` gives its page (Markdown); ``url`` is where that stands on the web, ``file``
    where it stands on this computer."""

    code: str
    name: str
    summary: str
    severity: Severity
    page: Callable[[], str]
    url: str | None = None
    file: str | None = None


if TYPE_CHECKING:
    RuleLookup = Callable[[str], RuleInfo | None]


def render(report: Report, format_: str, options: RenderOptions, rules: RuleLookup) -> str:
    """The report as text in a format. ``rules`` gives what is known of a rule by its name."""
    # Each format is a module of this package with a function ``render``.
    module = import_module(f"maplint.report.{'as_json' if format_ == 'json' else format_}")
    text: str = module.render(report, options, rules)
    return text
