"""What options and configuration together ask for: which rules, set how, which targets, what is to be hidden.

The command line counts before the configuration, the configuration before the defaults.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.config.model import ConfigError
from maplint.engine.lifecycle import words_of
from maplint.engine.select import SelectionError, expand, select_rules
from maplint.names import nearest_word
from maplint.project.bindings import NO_BINDINGS, Binding, Bindings
from maplint.record import NamedTuple
from maplint.rule import OptionError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from maplint.config.model import Configuration, RuleSettings, Word
    from maplint.engine.check import Settings
    from maplint.engine.registry import Registry
    from maplint.finding import Severity
    from maplint.rule import Rule
    from maplint.scim.target import Target
    from maplint.source.document import Document


class Configured(NamedTuple):
    """What a run is to do. ``severities`` are by code of the rule."""

    rules: list[Rule]
    target: Target | None
    bindings: Bindings
    severities: dict[str, Severity]


def configured(
    settings: Settings, registry: Registry, load_target: Callable[[tuple[str, ...]], Target | None]
) -> Configured:
    """What the settings of a run, with their configuration, ask for.

    Raises:
        ConfigError: the configuration names something that does not exist.
        SelectionError: the command line does.
        maplint.scim.target.TargetError, maplint.source.document.Unreadable: an unusable target.
    """
    configuration = settings.configuration
    assert configuration is not None
    for word in words_of(configuration):
        expand_word(registry, word)
    for entry in configuration.rules.values():
        _rule(registry, entry)
    return Configured(
        _rules(settings, configuration, registry),
        _named_target(settings, configuration, load_target),
        _bindings(settings, configuration, load_target),
        _severities(configuration, registry),
    )


# --- rules --------------------------------------------------------------------------------------------------------------


def _rules(settings: Settings, configuration: Configuration, registry: Registry) -> list[Rule]:
    preset = settings.preset or configuration.preset or "ci"
    preview = configuration.preview if settings.preview is None else settings.preview
    by_word = configuration.rules.values()
    off = [entry.name.text for entry in by_word if entry.off]
    wanted = [entry.name.text for entry in by_word if entry.severity is not None]
    if settings.select:
        rules = select_rules(registry, select=settings.select, ignore=settings.ignore, preset=preset, preview=preview)
    else:
        rules = select_rules(
            registry,
            select=_texts(configuration.select),
            ignore=(*settings.ignore, *_texts(configuration.ignore), *off),
            also=() if configuration.select else wanted,
            preset=preset,
            preview=preview,
        )
    options = {_rule(registry, entry).code: entry for entry in by_word if entry.options}
    return [_with_options(rule, options[rule.code]) if rule.code in options else rule for rule in rules]


def _with_options(rule: Rule, entry: RuleSettings) -> Rule:
    for name, value in entry.options.items():
        place = entry.place._replace(pointer=(*entry.place.pointer, name)) if entry.place is not None else None
        known = ["severity", *(option.name for option in rule.options)]
        if name not in known:
            near = nearest_word(name, known)
            hint = f"did you mean `{near}`?" if near else f"there {'are' if rule.options else 'is'} {', '.join(known)}"
            raise ConfigError(f"the rule `{rule.name}` has no option `{name}`; {hint}", place)
        try:
            rule.configured({name: value})
        except OptionError as error:
            raise ConfigError(str(error), place) from None
    return rule.configured(entry.options)


def _severities(configuration: Configuration, registry: Registry) -> dict[str, Severity]:
    return {
        _rule(registry, entry).code: entry.severity
        for entry in configuration.rules.values()
        if entry.severity is not None
    }


def expand_word(registry: Registry, word: Word) -> set[str]:
    """The codes of the rules that a word of a configuration names. Raises `ConfigError` when it names none."""
    try:
        return expand(registry, word.text)
    except SelectionError as error:
        raise ConfigError(str(error), word.place) from None


def _rule(registry: Registry, entry: RuleSettings) -> Rule:
    """The rule that an entry of ``rules`` is about: one, by its code or name."""
    rule = registry.find(entry.name.text)
    if rule is None:
        near = registry.suggest(entry.name.text, one=True)
        hint = f"did you mean `{near}`?" if near else "`maplint rules` lists them"
        raise ConfigError(f"there is no rule `{entry.name.text}`; {hint}", entry.name.place)
    return rule


def _texts(words: Iterable[Word]) -> Sequence[str]:
    return [word.text for word in words]


# --- targets ------------------------------------------------------------------------------------------------------------


def _named_target(
    settings: Settings, configuration: Configuration, load_target: Callable[[tuple[str, ...]], Target | None]
) -> Target | None:
    if settings.targets:
        return load_target(settings.targets)
    return _loaded(configuration.targets, configuration, ("target",), load_target)


def _bindings(
    settings: Settings, configuration: Configuration, load_target: Callable[[tuple[str, ...]], Target | None]
) -> Bindings:
    if not configuration.projects or configuration.folder is None:
        return NO_BINDINGS
    of_app: dict[str, Binding] = {}
    of_files: list[tuple[tuple[str, ...], Binding]] = []
    for project in configuration.projects.values():
        target = None
        if not settings.targets:
            target = _loaded(project.targets, configuration, ("projects", project.name), load_target)
        binding = Binding(project.name, target)
        of_files.append((project.files, binding))
        for app in project.apps:
            of_app.setdefault(app.casefold(), binding)
    folder = configuration.folder

    def of_file(document: Document) -> Binding | None:
        from maplint.config.patterns import file_of, matches

        path = file_of(document)
        return next((binding for patterns, binding in of_files if matches(patterns, path, folder)), None)

    return Bindings(of_file, of_app)


def _loaded(
    names: tuple[str, ...],
    configuration: Configuration,
    origin: tuple[str, ...],
    load_target: Callable[[tuple[str, ...]], Target | None],
) -> Target | None:
    from maplint.scim.target import TargetError
    from maplint.source.document import Unreadable

    try:
        return load_target(names)
    except (TargetError, Unreadable) as error:
        said = f"{error}; {error.remedy}" if isinstance(error, Unreadable) else str(error)
        raise ConfigError(said, configuration.origins.get(origin)) from None
