"""A difference between two versions in its formats: one module for each, imported only when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maplint.diff.run import Difference
    from maplint.report import RenderOptions, RuleLookup

FORMATS = ("text", "markdown", "json")
WIDE = 150
"""Columns of what is no terminal."""


def render(difference: Difference, format_: str, options: RenderOptions, rules: RuleLookup, columns: int = WIDE) -> str:
    """The difference as text in a format.

    Args:
        rules: gives what is known of a rule by its name.
        columns: the width of the screen.
    """
    module = import_module(f"maplint.report.diff_{format_}")
    text: str = module.render(difference, options, rules, columns)
    return text
