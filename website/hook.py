"""The hook of mkdocs: which pages there are, what each is made from, and where it stands in the navigation."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

sys.path.insert(0, os.path.dirname(__file__))

import links
import pages

from maplint.engine.page import about
from maplint.engine.registry import page_path
from maplint.scim.catalog import target_names

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page as SitePage

ROOT = Path(__file__).resolve().parents[1]
MARLOW = ROOT / "examples" / "maplint-marlow"

GUIDES = {
    "Check mappings": [
        "configuration",
        "ignores",
        "reports",
        "explain",
        "matching",
        "terraform",
        "preview",
        "users",
        "diff",
    ],
    "As a gate": ["pre-commit", "github", "gitlab"],
}
"""The pages of docs/ that the navigation groups; those that stand nowhere follow behind."""
PLACED = {"targets", "versioning", "writing-rules"}

_site: dict[str, str] = {}
_sources: dict[str, str] = {}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that do not lie in docs/, and lay out the navigation."""
    _site.clear()
    _sources.clear()
    repository = _repository(files)
    _site.update(repository)
    _site["maplint/failures/data/failures.yaml"] = "errors.md"
    _site.update({f"rules/maplint_rules/{name}": f"rules/{name}/index.md" for name, _, _ in pages.families()})
    _sources.update((page, source) for source, page in repository.items() if source.startswith("docs/"))
    for source, page in repository.items():
        if not source.startswith("docs/"):
            text = _relinked((ROOT / source).read_text(encoding="utf-8"), source, page)
            _add(files, config, page, _of_repository(source, text))
    for page, text in _generated().items():
        _add(files, config, page, text)
    _add(files, config, "site.css", (ROOT / "website" / "site.css").read_text(encoding="utf-8"))
    config.nav = _navigation(files)
    return files


def on_page_markdown(markdown: str, page: SitePage, config: MkDocsConfig, files: Files) -> str:
    """Let links of docs/ lead to the site's pages, and ids of failures in rules to what is known of them."""
    path = page.file.src_uri
    if path in _sources:
        markdown = _relinked(markdown, _sources[path], path)
    return links.with_failures(markdown, path) if path.startswith("rules/") else markdown


def _relinked(text: str, source: str, page: str) -> str:
    try:
        return links.relinked(text, source, page, _site)
    except LookupError as error:
        raise PluginError(str(error)) from None


def _repository(files: Files) -> dict[str, str]:
    """The files of the repository that are pages, and where each stands on the site."""
    found = {
        "README.md": "index.md",
        "CONTRIBUTING.md": "contributing.md",
        "CHANGELOG.md": "changelog.md",
        "LICENSE": "licence.md",
        "sample_mappings/README.md": "samples.md",
        "examples/README.md": "examples/index.md",
        "examples/maplint-marlow/README.md": "examples/maplint-marlow/index.md",
    }
    for file in files.documentation_pages():
        found.setdefault(f"docs/{file.src_uri}", file.src_uri)
    for file in files.media_files():
        found[f"docs/{file.src_uri}"] = file.src_uri
    for rule in pages.REGISTRY.rules:
        found[Path(page_path(rule)).relative_to(ROOT).as_posix()] = pages.rule_path(rule)
    for path in sorted((MARLOW / "maplint_marlow").glob("*.md")):
        found[path.relative_to(ROOT).as_posix()] = f"examples/maplint-marlow/{path.stem.replace('_', '-')}.md"
    return found


def _of_repository(source: str, text: str) -> str:
    if source == "LICENSE":
        return f"# Licence\n\n{text}"
    if source.startswith("rules/"):
        rule = next(rule for rule in pages.REGISTRY.rules if page_path(rule) == str(ROOT / source))
        return pages.rule_page(text, about(rule))
    return pages.captioned(text) if source.startswith("examples/maplint-marlow/maplint_marlow/") else text


def _generated() -> dict[str, str]:
    found = {
        "rules/index.md": pages.rules_index(),
        "errors.md": pages.errors_page(),
        "known-targets/index.md": pages.targets_index(),
        "functions.md": pages.functions_page(),
        "commands.md": pages.commands_page(),
        "settings.md": pages.settings_page(),
        "rule-api.md": pages.api_page(),
    }
    for name, purpose, rules in pages.families():
        found[f"rules/{name}/index.md"] = pages.family_page(name, purpose, rules)
    for name in target_names():
        found[f"known-targets/{name}.md"] = pages.target_page(name)
    return found


def _add(files: Files, config: MkDocsConfig, path: str, text: str) -> None:
    existing = files.get_file_from_path(path)
    if existing is not None:
        files.remove(existing)
    files.append(File.generated(config, path, content=text))


def _navigation(files: Files) -> list[Any]:
    """What a newcomer looks for comes first: how to check, what is found, what an error means; then what to look up."""
    guides = {file.src_uri.removesuffix(".md") for file in files.documentation_pages() if file.src_uri in _sources}
    grouped = {name: [page for page in group if page in guides] for name, group in GUIDES.items()}
    placed = {page for group in grouped.values() for page in group} | PLACED
    others = sorted(guides - placed)
    guide: list[Any] = [{name: [f"{page}.md" for page in group]} for name, group in grouped.items()]
    guide += [f"{page}.md" for page in others]
    rules = [
        {name: [f"rules/{name}/index.md", *(pages.rule_path(rule) for rule in listed)]}
        for name, _, listed in pages.families()
    ]
    marlow = [
        f"examples/maplint-marlow/{path.stem.replace('_', '-')}.md"
        for path in sorted((MARLOW / "maplint_marlow").glob("*.md"))
    ]
    return [
        {"Home": ["index.md", "samples.md"]},
        {"Guide": guide},
        {"Rules": ["rules/index.md", *rules]},
        {"Errors": "errors.md"},
        {
            "Targets": [
                "known-targets/index.md",
                "targets.md",
                {"Known targets": [f"known-targets/{name}.md" for name in target_names()]},
            ]
        },
        {"Reference": ["commands.md", "settings.md", "functions.md", "versioning.md"]},
        {
            "Write rules": [
                "writing-rules.md",
                "rule-api.md",
                {"Examples": ["examples/index.md", {"maplint-marlow": ["examples/maplint-marlow/index.md", *marlow]}]},
            ]
        },
        {"Project": ["changelog.md", "contributing.md", "licence.md"]},
    ]
