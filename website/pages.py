"""The pages of the site that are made from the program: rules, failures, targets, functions, commands, settings, the rule API.

Nothing is written twice: what a page says stands in a rule's page, a data file, a docstring or a help text.
"""

from __future__ import annotations

import html
import inspect
import json
import re
from importlib import import_module
from typing import TYPE_CHECKING, Any

from maplint.cli.targets import limit_in_words
from maplint.engine.page import About, about, read_block, read_page
from maplint.engine.registry import Registry, family, rules_in
from maplint.failures import failures
from maplint.failures.corpus import corpus
from maplint.oel.functions import functions
from maplint.scim.catalog import load_entry, target_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import click

    from maplint.oel.functions import Function
    from maplint.rule import Rule

REGISTRY = Registry(rules_in("maplint_rules"))

FAMILIES = "names types required formats identity push connection expressions terraform maplint".split()
"""In the order in which people read them; others stand behind."""

RULES_INTRO = """# Rules

Each page says why a rule matters, shows what it finds and what it passes, and how to mend it. `maplint explain RULE` shows the same page
in the terminal.

A rule is selected by its code or name, by a prefix of codes, or by its family: `--select names,MAP4`.
"""
ERRORS_INTRO = """---
hide: [navigation]
---

# What Okta and targets answer

How provisioning fails, what is answered then, and what to do. With an error at hand:

```sh
maplint explain "Error while creating user ada: Bad Request. Errors reported by remote server: ..."
```

reads what Okta shows under Tasks or in its System Log, or what the target answered, and ranks these causes; `--check .` looks for them in
your files. Each failure was seen where its sources say.
"""
TARGETS_INTRO = """# Targets

What is known of SCIM services: what they require, refuse, ignore and count, each limit with its source. `maplint check . --target NAME`
checks against one; a service that is not here can be [described](../targets.md).
"""
FUNCTIONS_INTRO = """# Functions of the expression language

The classic dialect, which profile mappings use. `maplint functions NAME` shows one in the terminal, `maplint eval EXPRESSION` evaluates.
"""
SETTINGS_INTRO = """# Settings

Everything that may stand in `maplint.yaml`; [Configuration](configuration.md) tells what it is for. `maplint config schema` prints the JSON
Schema that this page is made from, `maplint config show` what counts and where it was written.
"""
API_INTRO = """# The rule API

What authors of rules import; [Writing rules](writing-rules.md) tells how. The version is 1: see [versioning](versioning.md).
"""


def rule_path(rule: Rule) -> str:
    """The site's path of a rule's page."""
    return f"rules/{family(rule)}/{rule.name}.md"


# --- rules --------------------------------------------------------------------------------------------------------------


def rule_page(text: str, known: About) -> str:
    """A rule's page with its facts, and with captions on its examples."""
    heading, _, rest = text.partition("\n")
    return f"{heading}\n\n{_facts(known)}\n{captioned(rest)}"


def captioned(markdown: str) -> str:
    """The blocks of examples with a caption and a class, in the words of the highlighter."""

    def new(match: re.Match[str]) -> str:
        block = read_block(match)
        if block is None:
            return match[0]
        caption = html.escape(block.caption, quote=True)
        return f'``` {{ .{block.language or "text"} .{block.tag} title="{caption}" }}\n{match["body"]}```'

    from maplint.engine.page import FENCE

    return FENCE.sub(new, markdown)


def _facts(known: About) -> str:
    facts = {
        "severity": f'<span class="severity {known.severity}">{known.severity}</span>',
        "presets": ", ".join(known.presets) or "none",
        "fix": ", ".join(_FIXES[fix] for fix in known.fixes) or "by hand",
        "since": known.since,
    }
    if known.status != "stable":
        facts["status"] = known.status
    if known.needs:
        facts["needs"] = " and ".join(known.needs)
    if known.options:
        facts["options"] = ", ".join(f"<code>{option['name']}</code>" for option in known.options)
    if known.aliases:
        facts["formerly"] = ", ".join(known.aliases)
    cells = "".join(f'<div><span class="name">{name}</span>{value}</div>' for name, value in facts.items())
    return f'<div class="facts">{cells}</div>\n'


_FIXES = {"safe": "<code>--fix</code>", "unsafe": "<code>--unsafe-fixes</code>", "display": "shown, made by hand"}
_MARKS = {"safe": "`--fix`", "unsafe": "`--unsafe-fixes`", "display": "by hand"}


def families() -> Iterator[tuple[str, str, list[Rule]]]:
    """Name, purpose and rules of each family, in the order in which people read them."""
    found = REGISTRY.families()
    for name in sorted(found, key=lambda name: FAMILIES.index(name) if name in FAMILIES else len(FAMILIES)):
        yield name, import_module(f"maplint_rules.{name}").__doc__ or "", found[name]


def rules_index() -> str:
    """All rules, family by family."""
    parts = [RULES_INTRO]
    for name, purpose, rules in families():
        parts.append(f"## [{name}]({name}/index.md)\n\n{purpose}\n\n{_table(rules, name + '/')}")
    return "\n".join(parts)


def family_page(name: str, purpose: str, rules: list[Rule]) -> str:
    """The rules of one family."""
    return f"# {name}\n\n{purpose}\n\n{_table(rules, '')}"


def _table(rules: Iterable[Rule], folder: str) -> str:
    lines = ["| rule | | what it finds | fix |", "|---|---|---|---|"]
    for rule in rules:
        known = about(rule)
        note = "" if known.status == "stable" else f" *({known.status})*"
        note += " *(audit)*" if known.presets == ["audit"] else ""
        severity = f'<span class="severity {known.severity}">{known.severity}</span>'
        fixes = ", ".join(_MARKS[fix] for fix in known.fixes)
        link = f"[`{rule.name}`]({folder}{rule.name}.md)<br>{rule.code}"
        lines.append(f"| {link} | {severity} | {rule.summary}{note} | {fixes} |")
    return '<div class="rules" markdown>\n\n' + "\n".join(lines) + "\n\n</div>\n"


# --- failures -------------------------------------------------------------------------------------------------------------


def errors_page() -> str:
    """The known failures with the messages that tell of them, by the rules that find them."""
    rules: dict[str, list[Rule]] = {}
    for listed in REGISTRY.families().values():
        for rule in listed:
            for name in read_page(rule).failures():
                rules.setdefault(name, []).append(rule)
    parts = [ERRORS_INTRO]
    groups: dict[str, list[str]] = {name: [] for name, _, _ in families()}
    for failure in failures():
        found = rules.get(failure.id, [])
        group = family(found[0]) if found else "without a rule"
        groups.setdefault(group, []).append(_failure(failure.id, found))
    for name, sections in groups.items():
        if sections:
            title = "What no rule finds yet" if name == "without a rule" else f"[{name}](rules/{name}/index.md)"
            parts.append(f"## {title}\n\n" + "\n".join(sections))
    return "\n".join(parts)


def _failure(name: str, rules: list[Rule]) -> str:
    failure = corpus().failures[name]
    where = {"files": "the exported files", "users": "the values of users (`--users`)", "target": "the target alone"}
    found = ", ".join(f"[`{rule.name}`]({rule_path(rule)})" for rule in rules)
    seen = " and ".join(where[word] for word in failure.seen_in)
    messages = [message for message in corpus().messages if name in message.causes]
    lines = [f"### {failure.title} {{#{name.lower()}}}", f"{name}: {failure.why}", f"**To do:** {failure.fix}"]
    lines.append(f"**Found by** {found}, in {seen}." if rules else f"It shows in {seen}.")
    if messages:
        said = "\n".join(f"- {_code(message.text)}{' (Okta)' if message.by_okta else ''}" for message in messages)
        lines.append(f"**Said then:**\n\n{said}")
    if failure.sources:
        links = "\n".join(f"    - {source}" for source in failure.sources)
        count = len(failure.sources)
        lines.append(f'??? note "Seen in {count} place{"s" * (count != 1)}"\n\n{links}')
    return "\n\n".join(lines) + "\n"


def _code(text: str) -> str:
    """A text as code, backticks in it included."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"


# --- targets --------------------------------------------------------------------------------------------------------------


def targets_index() -> str:
    """The named targets."""
    lines = [
        TARGETS_INTRO,
        "| target | name | SCIM | limits |",
        "|---|---|---|---|",
    ]
    for name in target_names():
        entry = load_entry(name)
        lines.append(f"| [{entry['title']}]({name}.md) | `{name}` | {entry['scim_version']} | {len(entry['limits'])} |")
    return "\n".join(lines) + "\n"


def target_page(name: str) -> str:
    """What is known of one target."""
    entry = load_entry(name)
    parts = [f"# {entry['title']}", f"```sh\nmaplint check . --target {name}\n```", _about_target(entry)]
    rows = [
        f"| `{_cell(limit['path'])}` | {_cell(limit_in_words(limit))} | {limit['basis']}: {_links(limit, entry)} |"
        for limit in entry["limits"]
    ]
    if rows:
        parts.append("\n".join(["## Limits", "", "| attribute | limit | known from |", "|---|---|---|", *rows]))
    if entry.get("quirks"):
        listed = "\n".join(f"- {quirk['text']} ({_links(quirk, entry)})" for quirk in entry["quirks"])
        parts.append(f"## Worth knowing\n\n{listed}")
    if entry.get("errors"):
        listed = "\n".join(f"- {_error(error)}" for error in entry["errors"])
        parts.append(f"## What it answers\n\n{listed}")
    listed = "\n".join(f"- {key}: {source}" for key, source in (entry.get("sources") or {}).items())
    parts.append(f"## Sources\n\n{listed}" if listed else "")
    return "\n\n".join(parts) + "\n"


def _about_target(entry: dict[str, Any]) -> str:
    facts = {"SCIM": entry["scim_version"], "publishes /Schemas": entry["schemas_endpoint"]}
    for key, label in (
        ("match_attributes", "finds users by"),
        ("extension_urns", "extensions"),
        ("custom_attributes", "attributes of its own"),
    ):
        if entry.get(key):
            facts[label] = ", ".join(f"<code>{html.escape(str(value))}</code>" for value in entry[key])
    for key, label in (
        ("strict", "refuses what it does not know"),
        ("compares_exactly", "compares names letter by letter"),
    ):
        if entry.get(key):
            facts[label] = "yes"
    cells = "".join(f'<div><span class="name">{label}</span>{value}</div>' for label, value in facts.items())
    return f'<div class="facts">{cells}</div>'


def _error(error: dict[str, Any]) -> str:
    said = [str(error[key]) for key in ("name", "text", "detail", "body") if key in error and error[key] != "empty"]
    parts = [f"**{error['status']}**" if "status" in error else "", *(_code(text) for text in said)]
    parts += [
        f"`{error['scimType']}`" if "scimType" in error else "",
        f"when {error['when']}" if "when" in error else "",
    ]
    parts.append(", ".join(f"`{code}`" for code in error.get("codes", ())))
    parts.append(f"({error['note']})" if "note" in error else "")
    return " ".join(part for part in parts if part)


def _links(item: dict[str, Any], entry: dict[str, Any]) -> str:
    links = []
    for key in item.get("sources", ()):
        source = str(entry.get("sources", {}).get(key, key))
        links.append(f"[{key}]({source})" if source.startswith("http") else str(key))
    return ", ".join(links)


def _cell(text: object) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ")


# --- the expression language ------------------------------------------------------------------------------------------------


def functions_page() -> str:
    """The functions of the expression language."""
    parts = [FUNCTIONS_INTRO]
    groups: dict[str, list[Function]] = {}
    for function in functions():
        groups.setdefault(function.name.partition(".")[0] if "." in function.name else "Others", []).append(function)
    for name, members in sorted(groups.items(), key=lambda group: (group[0] == "Others", group[0])):
        parts.append(f"## {name}\n\n" + "\n".join(_function(function) for function in members))
    return "\n".join(parts)


def _function(function: Function) -> str:
    notes = [f"null: {function.null}", f"allowed in: {', '.join(function.allowed)}"]
    if function.replaced_by:
        notes.insert(0, f"**deprecated: write `{function.replaced_by}`**")
    if function.undocumented:
        notes.insert(0, "not documented by Okta; known from live mappings")
    parameters = "".join(f"\n- `{parameter.name}`: {' or '.join(parameter.types)}" for parameter in function.parameters)
    source = f"[source]({function.source})" if function.source.startswith("http") else f"source: {function.source}"
    return (
        f"### `{function.name}`\n\n```text\n{function.signature} -> {function.returns}\n```\n\n{function.summary}\n{parameters}\n\n"
        f"{'; '.join(notes)}; {source}.\n"
    )


# --- commands, settings, the API --------------------------------------------------------------------------------------------


def commands_page() -> str:
    """Every command with its real help."""
    import click

    from maplint.cli.main import commands

    parts = ["# Commands\n\nWhat `--help` prints of each.\n"]
    top = click.Context(commands, info_name="maplint", terminal_width=100, max_content_width=100)
    parts.append(f"```text\n{commands.get_help(top)}\n```\n")
    for name in commands.list_commands(top):
        command = commands.get_command(top, name)
        assert command is not None
        parts += _command(command, click.Context(command, info_name=name, parent=top), f"maplint {name}", 2)
    return "\n".join(parts)


def _command(command: click.Command, context: click.Context, name: str, level: int) -> Iterator[str]:
    import click

    yield f"{'#' * level} {name}\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            assert found is not None
            yield from _command(
                found, click.Context(found, info_name=below, parent=context), f"{name} {below}", level + 1
            )


def settings_page() -> str:
    """The settings of maplint.yaml, from the JSON Schema."""
    from maplint.config.explain import schema_text

    schema = json.loads(schema_text())
    lines = [
        SETTINGS_INTRO,
        "| setting | takes | what it does |",
        "|---|---|---|",
        *_settings(schema["properties"], schema, ""),
    ]
    return "\n".join(lines) + "\n"


def _settings(properties: dict[str, Any], schema: dict[str, Any], before: str) -> Iterator[str]:
    for name, value in properties.items():
        shape = {**schema["$defs"][value["$ref"].rpartition("/")[2]], **value} if "$ref" in value else value
        yield f"| `{before}{name}` | {_takes(shape)} | {_cell(shape.get('description', ''))} |"
        below = shape.get("additionalProperties")
        if isinstance(below, dict):
            yield from _settings(below.get("properties", {}), schema, f"{before}{name}.*.")
        items = shape.get("items")
        if isinstance(items, dict) and "properties" in items:
            yield from _settings(items["properties"], schema, f"{before}{name}[].")


def _takes(shape: dict[str, Any]) -> str:
    if "enum" in shape:
        return ", ".join(f"`{word}`" for word in shape["enum"])
    types = [shape["type"]] if isinstance(shape.get("type"), str) else shape.get("type", [])
    words = {
        "string": "a text",
        "array": "a list",
        "object": "an object",
        "boolean": "true or false",
        "integer": "a number",
    }
    return " or ".join(words.get(kind, kind) for kind in types)


def api_page() -> str:
    """`maplint.rule` and `maplint.testing`: what authors of rules import."""
    import maplint.rule
    import maplint.testing

    parts = [API_INTRO]
    for module in (maplint.rule, maplint.testing):
        parts.append(f"## {module.__name__}\n\n{_docstring(inspect.getdoc(module) or '')}\n")
        for name in module.__all__:
            value = getattr(module, name)
            if inspect.isclass(value) or inspect.isfunction(value):
                parts.append(_documented(name, value))
    return "\n".join(parts)


def _documented(name: str, value: Any) -> str:
    signature = ""
    if inspect.isfunction(value):
        signature = re.sub(r"\bmaplint(?:\.\w+)+\.(?=[A-Z])", "", str(inspect.signature(value))).replace("'", "")
    text = _docstring(inspect.getdoc(value) or "")
    methods = []
    if inspect.isclass(value) and name == "Rule":
        for method, function in inspect.getmembers(value, inspect.isfunction):
            if not method.startswith("_") and function.__doc__:
                methods.append(f"- `{method}`: {_docstring(inspect.getdoc(function) or '').splitlines()[0]}")
    shown = f"```python\n{name}{signature}\n```\n\n" if signature else ""
    return f"### {name}\n\n{shown}{text}\n" + ("\n" + "\n".join(methods) + "\n" if methods else "")


def _docstring(text: str) -> str:
    """A docstring of the house as Markdown: double backticks, sections, literal blocks."""
    text = re.sub(r"``([^`]+)``", r"`\1`", text)
    text = re.sub(r"^(Args|Attributes|Raises|Returns):$", r"**\1**\n", text, flags=re.MULTILINE)
    lines: list[str] = []
    literal = section = False
    for line in text.replace("::\n", ":\n%%literal").split("\n"):
        if line.startswith("%%literal"):
            literal, line = True, line.removeprefix("%%literal")
        section = section or line.startswith("**")
        if literal and line and not line.startswith("    "):
            literal = False
        if section and not literal and line.startswith("    "):
            item = line[4:]
            line = f"- {item}" if not item.startswith(" ") else f"  {item.strip()}"
            line = re.sub(r"^- ([\w, ]+):", r"- `\1`:", line)
        lines.append(line)
    return "\n".join(lines).replace("* `", "- `")
