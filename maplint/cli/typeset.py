"""Markdown as a terminal shows it best; without colours and control characters where it goes to a file or a pipe."""

from __future__ import annotations

import io
import re
import sys
from typing import TYPE_CHECKING, ClassVar

from rich.console import Console, Group
from rich.markdown import CodeBlock, Heading, Markdown
from rich.style import Style
from rich.syntax import Syntax
from rich.text import Text

from maplint.cli.options import wants_colour
from maplint.engine.page import FENCE, read_block

if TYPE_CHECKING:
    from markdown_it.token import Token
    from rich.console import ConsoleOptions, RenderResult

WIDEST = 110
PIPED = 100
_COLOURS = {"bad": "red", "good": "green", "fixed": "green", "output": "bold"}


def typeset(markdown: str) -> str:
    """The text for standard output: as wide as the terminal, with colours if it shows them."""
    terminal = sys.stdout.isatty()
    colour = wants_colour()
    console = Console(
        file=io.StringIO(),
        force_terminal=colour,
        color_system="standard" if colour else None,
        width=min(Console().width, WIDEST) if terminal else PIPED,
        legacy_windows=False,
    )
    console.print(_Page(markdown, hyperlinks=colour and terminal, wrap=terminal), crop=False)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


class _Heading(Heading):
    """Headings at the left margin: a page is read, not hung up."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if self.tag == "h1":
            if console.is_terminal:
                self.text.pad(1)
            self.text.stylize(Style(bold=True, reverse=console.is_terminal))
        else:
            self.text.stylize(Style(bold=True, color="cyan"))
            yield Text()
        yield self.text


class _Code(CodeBlock):
    """A block with what it is above it. Lines are broken only where they would leave the screen."""

    info = ""
    wrap = True

    @classmethod
    def create(cls, markdown: Markdown, token: Token) -> _Code:
        block = cls((token.info or "text").split(" ")[0] or "text", "ansi_dark")
        block.info = token.info or ""
        block.wrap = markdown.wrap if isinstance(markdown, _Page) else True
        return block

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        code = str(self.text).rstrip()
        match = re.fullmatch(FENCE, f"```{self.info}\n{code}\n```")
        block = read_block(match) if match is not None else None
        caption = [Text(block.caption, _COLOURS[block.tag])] if block is not None else []
        indented = "\n".join(f"  {line}".rstrip() for line in code.split("\n"))
        if not self.wrap:
            yield Group(*caption, Text(indented, no_wrap=True, overflow="ignore"))
        elif self.lexer_name == "text":
            yield Group(*caption, Text(indented))
        else:
            yield Group(
                *caption,
                Syntax(indented, self.lexer_name, theme="ansi_dark", word_wrap=True, background_color="default"),
            )


class _Page(Markdown):
    elements: ClassVar = {
        **Markdown.elements,
        "heading_open": _Heading,
        "fence": _Code,
        "code_block": _Code,
    }

    def __init__(self, markdown: str, *, hyperlinks: bool, wrap: bool) -> None:
        super().__init__(markdown, hyperlinks=hyperlinks)
        self.wrap = wrap
