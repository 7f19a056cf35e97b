"""`maplint completion SHELL`, and what the shell is told when somebody presses Tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem, get_completion_class

from maplint.cli.options import NearestChoice, echo

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from maplint.engine.registry import Registry

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_MAPLINT_COMPLETE"
"""The environment variable by which the script asks (click's, for a program of this name)."""


@click.command("completion")
@click.argument("shell", type=NearestChoice(SHELLS))
def completion_command(shell: str) -> None:
    """Print the script that completes commands, options, rules, targets and functions in a shell.

    \b
    bash:  echo 'eval "$(maplint completion bash)"' >> ~/.bashrc
    zsh:   echo 'eval "$(maplint completion zsh)"' >> ~/.zshrc
    fish:  maplint completion fish > ~/.config/fish/completions/maplint.fish
    """
    from maplint.cli.main import commands

    kind = get_completion_class(shell)
    assert kind is not None, f"click knows {shell}"
    echo(kind(commands, {}, "maplint", VARIABLE).source() + "\n")


def rules(incomplete: str) -> list[CompletionItem]:
    """The rules: by name, by code once a code is begun."""
    registry = _registry()
    if registry is None:
        return []
    found: list[CompletionItem] = []
    for rule in registry.rules:
        found += _matching([rule.name, *([rule.code] if incomplete else [])], incomplete, rule.summary)
    return found


def rule_words(incomplete: str) -> list[CompletionItem]:
    """What selects rules, separated by commas: the last word is completed."""
    begun, comma, last = incomplete.rpartition(",")
    registry = _registry()
    if registry is None:
        return []
    families = [*registry.families(), "ALL"]
    found = [*_matching(families, last, "all rules of the family"), *rules(last)]
    for item in found:
        item.value = f"{begun}{comma}{item.value}"
    return found


def target_names(incomplete: str) -> list[CompletionItem]:
    """The known targets."""
    from maplint.scim.target import target_names as known

    return list(_matching(known(), incomplete))


def targets(incomplete: str) -> list[CompletionItem]:
    """The known targets and the standard; where none is begun, files."""
    from maplint.scim.target import STANDARD

    # A file's item comes first: it tells the shell what to do when the names give nothing.
    standard = _matching([STANDARD], incomplete, "RFC 7643 alone")
    return [CompletionItem(incomplete, type="file"), *target_names(incomplete), *standard]


def functions(incomplete: str) -> list[CompletionItem]:
    """The functions of the expression language."""
    from maplint.oel.functions import functions as known

    return [item for function in known() for item in _matching([function.name], incomplete, function.summary)]


def name_ids(incomplete: str) -> list[CompletionItem]:
    """How a value of ``--sso`` begins."""
    return list(_matching(["nameid=user.login", "nameid=user.email"], incomplete))


def _matching(words: Iterable[str], incomplete: str, help_: str | None = None) -> Iterator[CompletionItem]:
    for word in words:
        if word.lower().startswith(incomplete.lower()):
            yield CompletionItem(word, help=help_)


def _registry() -> Registry | None:
    """The rules; None when a pack is broken: that is told when a command runs, not while one is typed."""
    from maplint.engine.registry import RegistryError, load_registry

    try:
        return load_registry()
    except RegistryError:
        return None
