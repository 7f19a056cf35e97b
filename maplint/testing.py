"""What a rule author tests with. Public and versioned: only additions within a major version.

A pack's whole test file::

    from maplint.testing import pack_tests

    test_rules = pack_tests("maplint_acme")

That makes one test for each rule and its page, and some for the pack as a whole; docs/writing-rules.md lists what is held.
Without pytest, ``check_pack("maplint_acme")`` does the same in one go.

A rule's page is its test. Fenced blocks of the page carry a tag after the language::

    ```json bad                      a file that the rule must find fault with
    ```text output                   what `maplint check` prints about it
    ```json fixed                    the file after the fix, when there is one
    ```json good                     a file that the rule must pass

``file=NAME`` names the file (default: ``mapping`` with the language as suffix); several files of one tag in a row belong
together. ``target=NAME`` on a block checks against a named target; a SCIM ``/Schemas`` file among the blocks is the target
as it would be on disk, a ``maplint.yaml`` the configuration (with options of the rule, say), ``users.json`` Okta's users
(`--users`) and ``target-users.json`` the target's own (`--target-users`). Only the page's own rule runs.

Set ``MAPLINT_UPDATE_PAGES=1`` to write the ``output`` and ``fixed`` blocks anew instead of comparing them.

For what a page has no room for, `check_files` gives the report of a rule on texts::

    report = check_files(DepartmentInCapitals(), {"mapping.json": "..."}, options={"allowed": ["R&D"]})
    assert [finding.message for finding in report.findings] == []
"""

from __future__ import annotations

import os
import re
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from maplint.engine.check import Hiding, InputError, Inputs, Prepared, Settings, add_document, check_inputs, target_of
from maplint.engine.fixes import FixSession
from maplint.engine.packs import CODE, NAME
from maplint.engine.page import REMOVED_SECTIONS, SECTIONS, TAGS, Block, Example, Page, PageError, read_page
from maplint.engine.registry import BUILT_IN_PACK, Registry, pack_of, page_path, rules_in
from maplint.finding import Severity
from maplint.names import nearest
from maplint.record import NamedTuple
from maplint.report import RenderOptions, RuleInfo, render
from maplint.rule import Rule, Status
from maplint.scim.target import TargetError
from maplint.source.document import Unreadable, read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from maplint.config.model import Configuration
    from maplint.engine.result import Report
    from maplint.engine.run import Evidence
    from maplint.finding import Finding

__all__ = [
    "Block",
    "Check",
    "Example",
    "PackError",
    "PageError",
    "check_files",
    "check_pack",
    "check_page",
    "pack_checks",
    "pack_tests",
    "read_examples",
    "rules_of",
]

UPDATE_VARIABLE = "MAPLINT_UPDATE_PAGES"
CONFIGURATIONS = ("maplint.yaml", ".maplint.yaml")
USERS, TARGET_USERS = "users.json", "target-users.json"
HOOKS = [name for name in vars(Rule) if name.startswith("check_")]
MOST_SUMMARY = 100


class PackError(AssertionError):
    """Something about a pack as a whole is wrong. The message says what."""


class Check(NamedTuple):
    """One thing that is held of a pack: call it; it raises `PackError` or `PageError` when it does not hold."""

    name: str
    run: Callable[[], None]


# --- a whole pack -------------------------------------------------------------------------------------------------------


def pack_tests(pack: str) -> Callable[[Check], None]:
    """A test for pytest that holds everything of a pack, one case for each rule and some for all."""
    import pytest

    checks = pack_checks(pack)

    @pytest.mark.parametrize("check", checks, ids=[check.name for check in checks])
    def test(check: Check) -> None:
        fault = None
        try:
            check.run()
        except (PackError, PageError) as error:
            fault = str(error)
        if fault is not None:
            pytest.fail(fault, pytrace=False)

    return test


def check_pack(pack: str) -> None:
    """Hold everything of a pack.

    Raises:
        PackError: with all that does not hold.
        maplint.engine.registry.RegistryError: the pack cannot be loaded.
    """
    faults = []
    for check in pack_checks(pack):
        try:
            check.run()
        except AssertionError as error:
            faults.append(f"{check.name}: {error}")
    if faults:
        raise PackError("\n".join(faults))


def pack_checks(pack: str) -> list[Check]:
    """What is held of a pack: its rules as a whole, then each with its page.

    Raises:
        maplint.engine.registry.RegistryError: the pack cannot be loaded.
    """
    rules = rules_of(pack)
    whole = [
        Check("beside the other rules", partial(_check_names, pack)),
        Check("one page each", partial(_check_pages, pack, rules)),
        Check("no crashes", partial(_check_crashes, rules)),
    ]
    return [*whole, *(Check(rule.name, partial(_check_rule, rule)) for rule in rules)]


def rules_of(pack: str) -> list[Rule]:
    """All rules of an importable pack."""
    return Registry(rules_in(pack)).rules


def _check_rule(rule: Rule) -> None:
    _check_declarations(rule)
    check_page(rule)


def _check_names(pack: str) -> None:
    """Codes and names are those of no other rule, and the names that rules call each other by exist."""
    rules = rules_in(pack)
    everything = Registry(rules if pack == BUILT_IN_PACK else [*rules_in(BUILT_IN_PACK), *rules])
    prefixes = {re.sub(r"[0-9]+$", "", rule.code) for rule in rules}
    if len(prefixes) > 1:
        raise PackError(f"the codes of one pack begin alike, not with {' and '.join(sorted(prefixes))}")
    for rule in rules:
        for attribute in ("supersedes", "replaced_by"):
            for name in getattr(rule, attribute):
                if everything.find(name) is None:
                    near = nearest(name, everything.identifiers())
                    hint = f"; did you mean `{near}`?" if near else ""
                    raise PackError(f"`{attribute}` of {rule.name} names `{name}`, which is no rule{hint}")


def _check_pages(pack: str, rules: Sequence[Rule]) -> None:
    """Every page belongs to a rule (that every rule has a page is held when the pack is loaded)."""
    own = {os.path.realpath(page_path(rule)) for rule in rules}
    for root in _folders(pack):
        for folder, _, names in os.walk(root):
            for name in sorted(names):
                path = os.path.join(folder, name)
                if name.endswith(".md") and os.path.realpath(path) not in own:
                    raise PackError(f"no rule belongs to the page {path}: a page bears the name of its rule's module")


def _folders(pack: str) -> list[str]:
    from importlib import import_module

    return list(getattr(import_module(pack), "__path__", ()))


def _check_crashes(rules: Sequence[Rule]) -> None:
    """No rule fails on the situations of maplint's own pages, which are as many-sided as what users bring."""
    crashed: dict[str, str] = {}

    def note(rule: Rule, error: Exception) -> None:
        crashed.setdefault(rule.name, f"{type(error).__name__}: {error}")

    alive = [rule for rule in rules if rule.status is not Status.REMOVED]
    for files, target in _situations() if alive else ():
        check_inputs(_prepared(alive, files, target), note)
    if crashed:
        said = "; ".join(f"{name}: {error}" for name, error in crashed.items())
        raise PackError(f"rules fail on examples of maplint's own pages: {said}")


@cache
def _situations() -> list[tuple[dict[str, str], str | None]]:
    found = []
    for rule in rules_of(BUILT_IN_PACK):
        for example in read_page(rule).examples():
            files = {block.file: block.body for block in example.files}
            try:
                _prepared([rule], files, example.target)
            except (InputError, Unreadable):  # what cannot be read reaches no rule
                continue
            found.append((files, example.target))
    return found


def _check_declarations(rule: Rule) -> None:
    """What lists and reports show of a rule is fit to be shown (what would stop a run is held when the pack is loaded)."""
    if "\n" in rule.summary or rule.summary.endswith(".") or len(rule.summary) > MOST_SUMMARY:
        raise PackError(f"the summary of {rule.name} must be one line without a full stop, of {MOST_SUMMARY} at most")
    if re.fullmatch(r"[0-9]+(\.[0-9]+)*", rule.since) is None:
        raise PackError(f"`since` of {rule.name} must be a version such as 1.2, not {rule.since!r}")
    for word in rule.aliases:
        if re.fullmatch(f"{CODE}|{NAME}", word) is None:
            raise PackError(f"`aliases` of {rule.name} holds `{word}`, which is neither a code nor a name")
    for option in rule.options:
        if re.fullmatch(NAME, option.name) is None or not option.help:
            raise PackError(f"an option of {rule.name} needs a name in kebab case and a line of help: {option}")
    hooks = _hooks(rule)
    removed = rule.status is Status.REMOVED
    if removed and hooks:
        raise PackError(f"{rule.name} was removed, so it has no hooks; take out {', '.join(hooks)}")
    if not removed and not hooks and pack_of(rule) != BUILT_IN_PACK:
        near = [name for name in vars(type(rule)) if not name.startswith("_") and nearest(name, HOOKS)]
        hint = f" (is `{near[0]}` meant for `{nearest(near[0], HOOKS)}`?)" if near else ""
        raise PackError(
            f"{rule.name} has none of the hooks, so it can find nothing{hint}; there are {', '.join(HOOKS)}"
        )
    if rule.replaced_by and rule.status not in (Status.DEPRECATED, Status.REMOVED):
        raise PackError(f"{rule.name} is replaced by others, so it must be deprecated or removed")


def _hooks(rule: Rule) -> list[str]:
    """The hooks that find something: overridden, or as they are for what the rule names the causes of."""
    inherited = ["check_payload"] if rule.causes else []
    return [hook for hook in HOOKS if hook in inherited or getattr(type(rule), hook) is not getattr(Rule, hook)]


# --- one rule and its page ------------------------------------------------------------------------------------------------


def read_examples(page: str) -> list[Example]:
    """The examples of a page, in order."""
    return Page(page).examples()


def check_files(
    rule: Rule, files: Mapping[str, str], target: str | None = None, *, options: Mapping[str, Any] | None = None
) -> Report:
    """The report of one rule on files given as texts, by their names.

    Args:
        target: the name of a known target.
        options: of the rule, as a configuration has them.
    """
    return check_inputs(_prepared([rule.configured(options or {})], files, target))


def check_page(rule: Rule) -> None:
    """Check a rule against its page: heading, sections, every example.

    Raises:
        PageError: the page and the rule disagree.
    """
    try:
        page = read_page(rule)
    except OSError as error:
        raise PageError(f"{rule.name} has no page: {error}") from error
    _check_frame(rule, page)
    _check_fences(rule, page)
    if rule.status is Status.REMOVED:
        return
    examples = page.examples()
    _check_examples(rule, examples)
    changes: list[tuple[Block, str]] = []
    for example in examples:
        changes += _check_example(rule, example)
    if changes:
        _update(page_path(rule), page.text, changes)


def _check_frame(rule: Rule, page: Page) -> None:
    wanted = f"# {rule.name} ({rule.code})"
    if page.heading != wanted:
        raise PageError(f"the page of {rule.name} must begin with `{wanted}`, not `{page.heading}`")
    module = type(rule).__module__.rpartition(".")[2]
    if module.replace("_", "-") != rule.name:
        raise PageError(f"the module of {rule.name} must be called {rule.name.replace('-', '_')}, not {module}")
    if not page.lead:
        raise PageError(f"the page of {rule.name} says nothing below its heading; one sentence says what is wrong")
    sections = REMOVED_SECTIONS if rule.status is Status.REMOVED else SECTIONS
    for heading in sections:
        if heading not in page.sections:
            raise PageError(f"the page of {rule.name} lacks the section `## {heading}`")
    if [heading for heading in page.sections if heading in sections] != list(sections):
        raise PageError(f"the sections of the page of {rule.name} must stand in this order: {', '.join(sections)}")
    for option in rule.options:
        if re.search(rf"\b{option.name}\b", page.text) is None:
            raise PageError(f"the page of {rule.name} does not tell of its option `{option.name}`")


def _check_fences(rule: Rule, page: Page) -> None:
    """A slip in a tag would make an example that nobody runs."""
    for match in page.fences():
        _, *words = match["info"].split() or [""]
        for word in words:
            if word not in TAGS and not word.startswith(("file=", "target=")):
                near = nearest(word, [*TAGS, "file=NAME", "target=NAME"])
                hint = f"; did you mean `{near}`?" if near else f"; there are {', '.join(TAGS)}, file=, target="
                raise PageError(f"the page of {rule.name} has a block tagged `{word}`, which means nothing{hint}")
        if words and not any(word in TAGS for word in words):
            raise PageError(f"the page of {rule.name} has a block with `{' '.join(words)}` and no tag")


def _check_examples(rule: Rule, examples: Sequence[Example]) -> None:
    """There is something to find and something to pass, and nothing is shown twice."""
    kinds = {example.bad for example in examples}
    if _hooks(rule) and kinds != {True, False}:
        lacking = " and ".join(tag for tag, bad in (("bad", True), ("good", False)) if bad not in kinds)
        raise PageError(f"the page of {rule.name} has no example tagged `{lacking}`")
    seen = set()
    for example in examples:
        key = tuple((block.file, block.body, block.target) for block in example.files)
        if key in seen:
            raise PageError(f"{rule.name}: an example stands twice on its page: {example.files[0].body}")
        seen.add(key)


def _check_example(rule: Rule, example: Example) -> list[tuple[Block, str]]:
    files = {block.file: block.body for block in example.files}
    try:
        report = check_inputs(_prepared([rule], files, example.target))
    except (InputError, Unreadable, TargetError) as error:
        raise PageError(f"{rule.name}: an example cannot be checked: {error}") from error
    found = [finding for finding in report.findings if finding.rule == rule.name]
    others = [finding for finding in report.findings if finding.rule != rule.name]
    if others:
        raise PageError(f"{rule.name}: an example cannot be checked: {others[0].message}")
    if not example.bad:
        if found:
            raise PageError(f"{rule.name}: a `good` example is found fault with: {found[0].message}")
        return []
    if not found:
        reasons = "; ".join(reason for _, reason in report.skipped)
        raise PageError(f"{rule.name}: a `bad` example passes" + (f" ({reasons})" if reasons else ""))
    _check_words(rule, found)
    if example.output is None:
        raise PageError(f"{rule.name}: a `bad` example has no `output`")
    # A fix that does harm is worse than a page that is out of date.
    changes = _check_fix(rule, example, files)
    return changes + _compare(rule, example.output, _render(rule, report))


def _check_fix(rule: Rule, example: Example, files: dict[str, str]) -> list[tuple[Block, str]]:
    """The fixes of an example do what its `fixed` blocks show, and a second time nothing more."""
    fixed = FixSession(_prepared([rule], files, example.target), unsafe=True).execute()
    if fixed.refused:
        raise PageError(f"{rule.name}: a fix is refused: {fixed.refused[0].reason}")
    texts = {after.path: after.text for _, after in fixed.changed}
    again = FixSession(_prepared([rule], {**files, **texts}, example.target), unsafe=True).execute()
    if again.changed:
        raise PageError(f"{rule.name}: a fix does not come to rest; once more it gives:\n{again.changed[0][1].text}")
    shown = {block.file for block in example.fixed}
    for name in texts:
        if name not in shown and not os.environ.get(UPDATE_VARIABLE):
            raise PageError(f"{rule.name}: an example can be fixed, but the page has no `fixed` block for {name}")
    changes: list[tuple[Block, str]] = []
    for block in example.fixed:
        if block.file not in texts:
            raise PageError(f"{rule.name}: `fixed` is shown for {block.file}, but no fix changes it")
        changes += _compare(rule, block, texts[block.file])
    return changes


def _check_words(rule: Rule, found: list[Finding]) -> None:
    """A finding says what, why and what to do."""
    for finding in found:
        if not finding.message or finding.message.endswith("."):
            raise PageError(f"{rule.name}: a message is empty or ends with a full stop: {finding.message!r}")
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


# --- running rules on texts -----------------------------------------------------------------------------------------------


def _prepared(rules: Sequence[Rule], files: Mapping[str, str], target: str | None) -> Prepared:
    inputs = Inputs([], [], [])
    configuration = None
    for name, text in files.items():
        if name in CONFIGURATIONS:
            configuration = _configuration(name, text)
        elif name not in (USERS, TARGET_USERS):
            add_document(inputs, read_text(text, name), named=True)
    own = [rule for rule in rules if pack_of(rule) != BUILT_IN_PACK]
    registry = Registry([*rules_in(BUILT_IN_PACK), *own])
    settings = Settings(targets=(target,) if target else (), configuration=configuration)
    hiding, evidence = Hiding(registry, configuration), _evidence(files)
    if configuration is None:
        return Prepared(inputs, list(rules), target_of(settings.targets), hiding=hiding, evidence=evidence)
    from maplint.engine.configured import configured

    selected = settings._replace(select=tuple(rule.code for rule in rules))
    setup = configured(selected, registry, target_of)
    return Prepared(
        inputs, setup.rules, setup.target, setup.bindings, setup.severities, hiding=hiding, evidence=evidence
    )


def _evidence(files: Mapping[str, str]) -> Evidence | None:
    """The users among the files."""
    if USERS not in files:
        return None
    from maplint.users.evidence import Directory
    from maplint.users.run import Source
    from maplint.users.target_users import target_users_in

    existing = list(target_users_in(files[TARGET_USERS], TARGET_USERS)) if TARGET_USERS in files else None
    return Directory(Source.of_text(USERS, files[USERS]), existing)


def _configuration(name: str, text: str) -> Configuration:
    from maplint.config.read import configuration_of

    return configuration_of(read_text(text, name).value, ".")


def _render(rule: Rule, report: Report) -> str:
    info = RuleInfo(rule.code, rule.name, rule.summary, rule.severity, lambda: "")
    options = RenderOptions(colour=False, show=Severity.INFO, summary=False)
    return render(report, "full", options, lambda name: info if name == rule.name else None).strip("\n") + "\n"
