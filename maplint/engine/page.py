"""A rule's page: its parts, its tagged blocks, and what they tell of the rule.

Fenced blocks carry a tag after the language: ``json bad`` and ``json good`` are files, ``text output`` is what is printed
about the bad ones, ``json fixed`` a file after the fix. ``file=NAME`` and ``target=NAME`` may follow.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from maplint.engine.packs import page_path
from maplint.finding import Applicability
from maplint.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import Rule

TAGS = ("bad", "output", "fixed", "good")
SECTIONS = ("Why it matters", "Examples", "How to fix", "Guard", "References")
"""The sections of a page, in their order."""
REMOVED_SECTIONS = ("What became of it",)
"""The sections of the page of a rule that was removed."""

FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#{1,6}) +(.*?) *$", re.MULTILINE)
_FIX = re.compile(r"^ *= fix (\[[^\]]+\]): ", re.MULTILINE)
_SUFFIXES = {"yaml": "yaml", "hcl": "tf"}


class PageError(AssertionError):
    """A page and its rule disagree. The message says where and how."""


class Block(NamedTuple):
    """A tagged block of a page; ``start`` and ``end`` are the offsets of its body in the page."""

    tag: str
    file: str
    body: str
    target: str | None
    start: int
    end: int
    language: str = ""

    @property
    def caption(self) -> str:
        """What the block is, in a few words."""
        if self.tag == "output":
            return "maplint check prints"
        against = f" for the target {self.target}" if self.target else ""
        return f"{_CAPTIONS[self.tag]}{against}: {self.file}"


_CAPTIONS = {"bad": "Wrong", "good": "Right", "fixed": "Fixed"}


class Example(NamedTuple):
    """Files that are checked together, with the blocks that tell what comes of it."""

    files: tuple[Block, ...]
    output: Block | None
    fixed: tuple[Block, ...]

    @property
    def bad(self) -> bool:
        """Whether the rule must find something."""
        return self.files[0].tag == "bad"

    @property
    def target(self) -> str | None:
        """The named target to check against."""
        return next((block.target for block in self.files if block.target), None)


class Page:
    """The text of a rule's page, with its parts."""

    def __init__(self, text: str) -> None:
        self.text = text

    @property
    def heading(self) -> str:
        """The first line."""
        return self.text.split("\n", 1)[0]

    @property
    def sections(self) -> list[str]:
        """The headings of the second level that stand outside of blocks, in order."""
        return [match[2] for match in _HEADING.finditer(self._prose()) if match[1] == "##"]

    @property
    def lead(self) -> str:
        """What stands between the heading and the first section."""
        return self.text.partition("\n")[2].partition("\n## ")[0].strip()

    def _prose(self) -> str:
        return FENCE.sub("", self.text)

    def fences(self) -> Iterator[re.Match[str]]:
        """All fenced blocks, tagged or not: groups ``info`` and ``body``."""
        return FENCE.finditer(self.text)

    def _said_between(self, first: Block, second: Block) -> bool:
        """Whether there is running text between two blocks."""
        closing, _, rest = self.text[first.end : second.start].partition("\n")
        return bool(closing and rest.rpartition("```")[0].strip())

    def blocks(self) -> list[Block]:
        """The tagged blocks, in order."""
        return [block for match in self.fences() if (block := read_block(match)) is not None]

    def failures(self) -> list[str]:
        """The ids of the known failures (`maplint.failures`) that the page says the rule finds."""
        return sorted(set(re.findall(r"\bF\d{3}\b", self.text)))

    def fixes(self) -> list[Applicability]:
        """The kinds of fixes that the examples show, the safest first; none: nothing can be mended by a program."""
        marks = {mark for block in self.blocks() if block.tag == "output" for mark in _FIX.findall(block.body)}
        return [kind for kind in Applicability if kind.mark in marks]

    def examples(self) -> list[Example]:
        """The examples, in order: files of one tag in a row, with nothing said between them, and what follows from them.

        Raises:
            PageError: a block belongs to none.
        """
        examples: list[Example] = []
        files: list[Block] = []
        output: Block | None = None
        fixed: list[Block] = []

        def close() -> None:
            nonlocal output
            if files:
                examples.append(Example(tuple(files), output, tuple(fixed)))
            files.clear()
            fixed.clear()
            output = None

        for block in self.blocks():
            if block.tag in ("bad", "good"):
                same = files and files[0].tag == block.tag and output is None and not fixed
                same = same and not self._said_between(files[-1], block)
                if not same or any(block.file == other.file for other in files):
                    close()
                files.append(block)
            elif not files:
                raise PageError(f"a block `{block.tag}` comes before any `bad` or `good` one")
            elif block.tag == "output":
                output = block
            else:
                fixed.append(block)
        close()
        return examples


def read_block(match: re.Match[str]) -> Block | None:
    """The tagged block that a fence is; None for any other."""
    language, *words = match["info"].split() or [""]
    tags = [word for word in words if word in TAGS]
    if not tags:
        return None
    options = dict(word.split("=", 1) for word in words if "=" in word)
    name = options.get("file", f"mapping.{_SUFFIXES.get(language, 'json')}")
    start, end = match.span("body")
    return Block(tags[0], name, match["body"], options.get("target"), start, end, language)


def read_page(rule: Rule) -> Page:
    """The page of a rule. Raises `OSError` when it cannot be read."""
    with open(page_path(rule), encoding="utf-8") as file:
        return Page(file.read())


# --- what is known of a rule ----------------------------------------------------------------------------------------------


class About(NamedTuple):
    """What lists tell of a rule: what it declares, and what its page shows: ``fixes`` and ``failures`` are derived,
    never declared."""

    code: str
    rule: str
    family: str
    severity: str
    summary: str
    status: str
    since: str
    fixes: list[str]
    needs: list[str]
    presets: list[str]
    options: list[dict[str, object]]
    aliases: list[str]
    replaced_by: list[str]
    failures: list[str]
    pack: str


def about(rule: Rule) -> About:
    """What is known of a rule. Raises `OSError` when its page cannot be read."""
    from maplint.engine.registry import family, pack_of

    page = read_page(rule)
    return About(
        code=rule.code,
        rule=rule.name,
        family=family(rule),
        severity=rule.severity.value,
        summary=rule.summary,
        status=rule.status.value,
        since=rule.since,
        fixes=[kind.value for kind in page.fixes()],
        needs=sorted(rule.needs),
        presets=sorted(rule.presets),
        options=[{"name": name, "default": default, "help": help_} for name, default, help_ in rule.options],
        aliases=list(rule.aliases),
        replaced_by=list(rule.replaced_by),
        failures=page.failures(),
        pack=pack_of(rule),
    )
