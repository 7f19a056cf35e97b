"""What a rule author tests with. Public and versioned: only additions within a major version.

A rule's page is its test. Fenced blocks of the page carry a tag after the language::

    ```json bad                      a file that the rule must find fault with
    ```text output                   what `maplint check` prints about it
    ```json fixed                    the file after the fix, when there is one
    ```json good                     a file that the rule must pass

``file=NAME`` names the file (default: ``mapping`` with the language as suffix); several files of one tag in a row belong
together. ``file=users.json`` holds Okta users (`--users`), ``file=target-users.json`` the target's own (`--target-users`).
``target=NAME`` on a block checks against a named target, ``option.NAME=VALUE`` sets an option of the rule (a list with commas);
a SCIM ``/Schemas`` file among the blocks is the target as it would be on disk. Only the page's own rule runs.

In a pack's tests::

    from maplint.testing import check_page, rules_of

    @pytest.mark.parametrize("rule", rules_of("acme_rules"), ids=lambda rule: rule.name)
    def test_page(rule):
        check_page(rule)

Set ``MAPLINT_UPDATE_PAGES=1`` to write the ``output`` and ``fixed`` blocks anew instead of comparing them.
"""

from __future__ import annotations

import json
import os
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from maplint.engine.check import Hiding, Inputs, Prepared, add_document, check_inputs
from maplint.engine.fixes import FixSession
from maplint.engine.registry import BUILT_IN_PACK, Registry, page_path, rules_in
from maplint.finding import Severity
from maplint.record import NamedTuple
from maplint.report import RenderOptions, RuleInfo, render
from maplint.source.document import read_text

if TYPE_CHECKING:
    from maplint.engine.result import Report
    from maplint.engine.run import Evidence
    from maplint.finding import Finding
    from maplint.rule import Rule

UPDATE_VARIABLE = "MAPLINT_UPDATE_PAGES"
_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
_TAGS = ("bad", "output", "fixed", "good")


class PageError(AssertionError):
    """A page and its rule disagree. The message says where and how."""


class Block(NamedTuple):
    """A tagged block of a page; ``start`` and ``end`` are the offsets of its body in the page."""

    tag: str
    file: str
    body: str
    target: str | None
    options: dict[str, str]
    start: int
    end: int


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

    @property
    def options(self) -> dict[str, str]:
        """The options of the rule that the example sets."""
        return {name: value for block in self.files for name, value in block.options.items()}


def rules_of(pack: str) -> list[Rule]:
    """All rules of an importable pack."""
    return Registry(rules_in(pack)).rules


def read_examples(page: str) -> list[Example]:
    """The examples of a page, in order."""
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

    for block in _blocks(page):
        if block.tag in ("bad", "good"):
            same = files and files[0].tag == block.tag and output is None and not fixed
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


def _blocks(page: str) -> list[Block]:
    found: list[Block] = []
    for match in _FENCE.finditer(page):
        language, *words = match["info"].split() or [""]
        tags = [word for word in words if word in _TAGS]
        if not tags:
            continue
        options = dict(word.split("=", 1) for word in words if "=" in word)
        suffix = {"yaml": "yaml", "hcl": "tf"}.get(language, "json")
        name = options.get("file", f"mapping.{suffix}")
        of_rule = {key.removeprefix("option."): value for key, value in options.items() if key.startswith("option.")}
        found.append(
            Block(tags[0], name, match["body"], options.get("target"), of_rule, match.start("body"), match.end("body"))
        )
    return found


def check_files(rule: Rule, files: dict[str, str], target: str | None = None) -> Report:
    """The report of one rule on files given as texts."""
    return check_inputs(_prepare(rule, files, target))


def check_page(rule: Rule) -> None:
    """Check a rule against its page: heading, sections, every example.

    Raises:
        PageError: the page and the rule disagree.
    """
    path = page_path(rule)
    try:
        with open(path, encoding="utf-8") as file:
            page = file.read()
    except OSError as error:
        raise PageError(f"{rule.name} has no page: {error}") from error
    _check_frame(rule, page)
    examples = read_examples(page)
    changes: list[tuple[Block, str]] = []
    for example in examples:
        changes += _check_example(rule, example)
    if changes:
        _update(path, page, changes)


def _check_frame(rule: Rule, page: str) -> None:
    first = page.split("\n", 1)[0]
    wanted = f"# {rule.name} ({rule.code})"
    if first != wanted:
        raise PageError(f"the page of {rule.name} must begin with `{wanted}`, not `{first}`")
    module = type(rule).__module__.rpartition(".")[2]
    if module.replace("_", "-") != rule.name:
        raise PageError(f"the module of {rule.name} must be called {rule.name.replace('-', '_')}, not {module}")
    for heading in ("## Why it matters", "## Examples", "## How to fix", "## Guard", "## References"):
        if f"\n{heading}\n" not in page:
            raise PageError(f"the page of {rule.name} lacks the section `{heading}`")


def _configured(rule: Rule, options: dict[str, str]) -> Rule:
    """The rule with options as an example sets them."""
    if not options:
        return rule
    kinds = {option.name: type(option.default) for option in rule.options}
    values: dict[str, Any] = {}
    for name, text in options.items():
        kind = kinds.get(name)
        values[name] = text.split(",") if kind is tuple else text if kind is str else json.loads(text)
    return rule.configured(values)


def _check_example(rule: Rule, example: Example) -> list[tuple[Block, str]]:
    rule = _configured(rule, example.options)
    files = {block.file: block.body for block in example.files}
    report = check_files(rule, files, example.target)
    found = [finding for finding in report.findings if finding.rule == rule.name]
    others = [finding for finding in report.findings if finding.rule != rule.name]
    if others:
        raise PageError(f"{rule.name}: an example cannot be checked: {others[0].message}")
    if not example.bad:
        if found:
            raise PageError(f"{rule.name}: a `good` example is found fault with: {found[0].message}")
        return []
    if not found:
        raise PageError(f"{rule.name}: a `bad` example passes")
    _check_words(rule, found)
    if example.output is None:
        raise PageError(f"{rule.name}: a `bad` example has no `output`")
    changes = _compare(rule, example.output, _render(rule, report))
    return changes + _check_fix(rule, example, files, found)


def _check_fix(rule: Rule, example: Example, files: dict[str, str], found: list[Finding]) -> list[tuple[Block, str]]:
    fixed = FixSession(_prepare(rule, files, example.target), unsafe=True).execute()
    if fixed.refused:
        raise PageError(f"{rule.name}: a fix is refused: {fixed.refused[0].reason}")
    texts = {after.path: after.text for _, after in fixed.changed}
    if texts and not example.fixed and not os.environ.get(UPDATE_VARIABLE):
        raise PageError(f"{rule.name}: an example can be fixed, but the page has no `fixed` block for it")
    changes: list[tuple[Block, str]] = []
    for block in example.fixed:
        if block.file not in texts:
            raise PageError(f"{rule.name}: `fixed` is shown for {block.file}, but no fix changes it")
        changes += _compare(rule, block, texts[block.file])
    return changes


def _check_words(rule: Rule, found: list[Finding]) -> None:
    """A finding says what, why and what to do."""
    for finding in found:
        if finding.message.endswith("."):
            raise PageError(f"{rule.name}: a message ends with a full stop: {finding.message}")
        if not finding.help or not finding.consequence:
            raise PageError(f"{rule.name}: a finding lacks its help or its consequence: {finding.message}")


def _compare(rule: Rule, block: Block, actual: str) -> list[tuple[Block, str]]:
    if block.body == actual:
        return []
    if os.environ.get(UPDATE_VARIABLE):
        return [(block, actual)]
    raise PageError(
        f"{rule.name}: a `{block.tag}` block of the page is out of date (set {UPDATE_VARIABLE}=1 to write it anew); "
        f"it should be:\n{actual}"
    )


def _update(path: str, page: str, changes: list[tuple[Block, str]]) -> None:
    for block, text in sorted(changes, key=lambda change: change[0].start, reverse=True):
        page = page[: block.start] + text + page[block.end :]
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(page)


def _prepare(rule: Rule, files: dict[str, str], target: str | None) -> Prepared:
    from maplint.scim.target import load_target

    inputs = Inputs([], [], [])
    for name, text in files.items():
        if name not in (_USERS, _TARGET_USERS):
            add_document(inputs, read_text(text, name), named=True)
    hiding = Hiding(_all_rules(type(rule).__module__.partition(".")[0]))
    loaded = load_target([target]) if target else None
    return Prepared(inputs, [rule], loaded, hiding=hiding, evidence=_evidence(files))


_USERS, _TARGET_USERS = "users.json", "target-users.json"


def _evidence(files: dict[str, str]) -> Evidence | None:
    """The users among the files."""
    if _USERS not in files:
        return None
    from maplint.users.evidence import Directory
    from maplint.users.run import Source
    from maplint.users.target_users import target_users_in

    existing = list(target_users_in(files[_TARGET_USERS], _TARGET_USERS)) if _TARGET_USERS in files else None
    return Directory(Source.of_text(_USERS, files[_USERS]), existing)


@cache
def _all_rules(pack: str) -> Registry:
    """What ignores in the examples of a pack may name: its rules and the built-in ones."""
    return Registry([rule for name in dict.fromkeys([BUILT_IN_PACK, pack]) for rule in rules_in(name)])


def _render(rule: Rule, report: Report) -> str:
    info = RuleInfo(rule.code, rule.name, rule.summary, rule.severity, lambda: "")
    options = RenderOptions(colour=False, show=Severity.INFO, summary=False)
    return render(report, "full", options, lambda name: info if name == rule.name else None).strip("\n") + "\n"
