"""Parts that several commands share: a choice that suggests the nearest word, and what the terminal can show."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from maplint.cli.errors import UserError
from maplint.record import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import TypeVar

    from click.shell_completion import CompletionItem

    from maplint.config.model import Configuration, UserFiles
    from maplint.engine.run import OnProgress
    from maplint.project.join import Project
    from maplint.project.joined import JoinedMapping
    from maplint.users.evidence import Directories, Directory

    Decorated = TypeVar("Decorated", bound=Callable[..., Any] | click.Command)


class FileType(click.ParamType):  # type: ignore[type-arg]
    """The path of a file or folder: a text that shells complete. `click.Path` asks for a translation of its name, which loads more
    than the whole command line."""

    name = "path"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Files, as the shell finds them."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type="file")]


FILE = FileType()


class Option(click.Option):
    """An option whose help stands on one line: it need not be freed of indentation, for which click loads much of Python."""

    def __init__(self, *args: Any, help: str | None = None, **attributes: Any) -> None:  # noqa: A002 - click's word
        super().__init__(*args, **attributes)
        self.help = help


def option(*names: str, **attributes: Any) -> Callable[[Decorated], Decorated]:
    """`click.option` with an `Option`."""
    return click.option(*names, cls=Option, **attributes)


class PlainHelp(click.Command):
    """A command whose `--help` is told in English at once: click would look for a translation at every start."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option, as click makes it."""

        def show(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
            if wanted and not ctx.resilient_parsing:
                click.echo(ctx.get_help(), color=ctx.color)
                ctx.exit()

        names = list(self.get_help_option_names(ctx))
        if not names or not self.add_help_option:
            return None
        about = "Show this message and exit."
        return Option(names, is_flag=True, is_eager=True, expose_value=False, callback=show, help=about)


class NearestGroup(PlainHelp, click.Group):
    """A group whose error names the nearest command."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, with the nearest command for a misspelt one."""
        commands = self.list_commands(ctx)
        if args and args[0] not in commands and not args[0].startswith("-") and not ctx.resilient_parsing:
            from maplint.names import nearest_word

            near = nearest_word(args[0], commands)
            hint = f"did you mean `{near}`?" if near else self.no_hint(args[0], commands)
            raise UserError(f"there is no command `{' '.join((*ctx.command_path.split()[1:], args[0]))}`; {hint}")
        return super().resolve_command(ctx, args)

    def no_hint(self, word: str, commands: Sequence[str]) -> str:
        """What to say of a word that is near to no command."""
        return f"there {'are' if len(commands) > 1 else 'is'} {', '.join(commands)}"


class NearestChoice(click.Choice):  # type: ignore[type-arg]
    """A choice whose error names the nearest allowed word."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The value if it is allowed; otherwise a usage error."""
        if value not in self.choices:
            from maplint.names import nearest_word

            words: Sequence[str] = [str(choice) for choice in self.choices]
            near = nearest_word(str(value), words)
            hint = f"did you mean `{near}`?" if near else f"one of {', '.join(words)}"
            self.fail(f"`{value}` is not known; {hint}", param, ctx)
        return value


def number_of_jobs(_ctx: click.Context, param: click.Parameter, value: str) -> int | None:
    """How many processes; None for ``auto``: as many as pay."""
    if value == "auto":
        return None
    if value.isdecimal() and int(value) > 0:
        return int(value)
    raise click.BadParameter(f"`{value}` is no number of processes; write 1 or more, or `auto`", param=param)


def completes(what: str) -> Callable[[click.Context, click.Parameter, str], list[Any]]:
    """What a shell proposes: the answer of a function of `maplint.cli.completion`, which is imported when it asks."""

    def propose(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[Any]:
        from importlib import import_module

        found: list[Any] = getattr(import_module("maplint.cli.completion"), what)(incomplete)
        return found

    return propose


def words(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Words may be repeated or separated by commas."""
    return tuple(word.strip() for value in values for word in value.split(",") if word.strip())


def column_map(_ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """Attributes by the header of their column, from words ``HEADER=ATTRIBUTE``."""
    found: dict[str, str] = {}
    for value in values:
        header, equals, attribute = value.rpartition("=")
        if not equals or not header.strip() or not attribute.strip().isidentifier():
            raise click.BadParameter(
                f'`{value}` is not of the form HEADER=ATTRIBUTE, such as "Work e-mail=email"', param=param
            )
        found[header.strip()] = attribute.strip()
    return found


# --- options that several commands have ---------------------------------------------------------------------------------------

target_users_option = option(
    "--target-users",
    type=FILE,
    metavar="FILE",
    help="The users that the target has already (its GET /Users, or CSV): who is matched?",
)
columns_option = option(
    "--column",
    "columns",
    multiple=True,
    callback=column_map,
    metavar="HEADER=ATTRIBUTE",
    help="The Okta attribute that a column of a table of users stands for.",
)
select_option = option(
    "--select",
    multiple=True,
    callback=words,
    metavar="RULES",
    shell_complete=completes("rule_words"),
    help="Run only these rules.",
)
ignore_option = option(
    "--ignore",
    multiple=True,
    callback=words,
    metavar="RULES",
    shell_complete=completes("rule_words"),
    help="Run all rules but these.",
)
target_option = option(
    "--target",
    "targets",
    multiple=True,
    metavar="NAME|FILE",
    shell_complete=completes("targets"),
    help="The SCIM target, as for `maplint check`.",
)


def refuse_without_users(given: Mapping[str, object]) -> None:
    """Refuse options that say something about users, where none are given. Raises `UserError`."""
    for name, value in given.items():
        if value:
            raise UserError(f"{name} says something about users: give them with --users FILE")


class UserOptions(NamedTuple):
    """How users are gone through, and what is shown of them."""

    show_values: bool = False
    examples: int = 5
    engine: str = "local"
    jobs: int | None = None


def directory_of(
    users: tuple[str, ...], target_users: str | None, columns: dict[str, str], options: UserOptions
) -> Directory | None:
    """The users that the command line names; None when there are none."""
    if not users:
        refuse_without_users(
            {"--target-users": target_users, "--column": columns, "--show-values": options.show_values}
        )
        return None
    from maplint.config.model import UserFiles

    return _directory(UserFiles(users, target_users, columns), options)


def configured_users(configuration: Configuration | None, options: UserOptions) -> Directories | None:
    """The users that a configuration names: for all apps, and for single ones; None when there are none."""
    if configuration is None:
        return None
    named: dict[str | None, UserFiles | None] = {None: configuration.users}
    named.update((name, project.users) for name, project in configuration.projects.items())
    found = {name: users for name, users in named.items() if users is not None and users.paths}
    if not found:
        return None
    from maplint.users.evidence import Directories

    return Directories(found, lambda files, concerns: _directory(files, options, concerns))


def _directory(
    files: UserFiles, options: UserOptions, concerns: Callable[[Project, JoinedMapping], bool] | None = None
) -> Directory:
    from maplint.users.evidence import Directory
    from maplint.users.run import Source

    existing = None
    if files.target_users is not None:
        from maplint.users.target_users import read_target_users

        existing = read_target_users(files.target_users)
    return Directory(
        Source(files.paths, files.columns),
        existing,
        show_values=options.show_values,
        examples=options.examples,
        engine=options.engine,
        jobs=options.jobs,
        concerns=concerns,
    )


def configuration_for(paths: Sequence[str], file: str | None, isolated: bool) -> Configuration | None:
    """The configuration of a run: the named file, else the nearest one to the paths; None without any.

    Raises:
        ConfigError: it is wrong.
    """
    if isolated:
        if file is not None:
            raise UserError("--config and --no-config contradict each other; give one of them")
        return None
    if file is None:
        from maplint.config.find import find_configuration

        file = find_configuration(paths)
        if file is None:
            return None
    from maplint.config.read import load_configuration

    return load_configuration(file)


def wants_colour(stream: Any = None) -> bool:
    """Whether to colour: FORCE_COLOR and NO_COLOR decide, else whether it is a terminal (https://no-color.org)."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return is_terminal(stream or sys.stdout) and os.environ.get("TERM") != "dumb"


def is_terminal(stream: Any) -> bool:
    """Whether a person looks at a stream."""
    return bool(getattr(stream, "isatty", lambda: False)())


def wants_hyperlinks(stream: Any) -> bool:
    """Whether texts may be links (OSC 8): FORCE_HYPERLINK decides, else whether it is a terminal known to show them, and no CI.

    Most other terminals pass over the sequence, but some print it.
    """
    forced = os.environ.get("FORCE_HYPERLINK")
    if forced is not None:
        return forced not in ("", "0")
    if not is_terminal(stream) or os.environ.get("CI"):
        return False
    if any(os.environ.get(name) for name in _SHOWS_LINKS) or os.environ.get("TERM", "").startswith(_TERMS_WITH_LINKS):
        return True
    vte = os.environ.get("VTE_VERSION", "")
    return os.environ.get("TERM_PROGRAM") in _PROGRAMS_WITH_LINKS or (vte.isdecimal() and int(vte) >= 5000)


# From https://github.com/Alhadis/OSC8-Adoption: what each terminal tells of itself.
_SHOWS_LINKS = (
    "WT_SESSION",
    "KONSOLE_VERSION",
    "KITTY_WINDOW_ID",
    "DOMTERM",
    "ALACRITTY_WINDOW_ID",
    "GHOSTTY_RESOURCES_DIR",
)
_TERMS_WITH_LINKS = ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "contour", "wezterm")
_PROGRAMS_WITH_LINKS = ("iTerm.app", "WezTerm", "vscode", "Hyper", "ghostty", "Tabby", "rio", "WarpTerminal", "zed")


def wants_progress(stream: Any) -> bool:
    """Whether to show how far a run is: a person looks at a terminal that can move its cursor, and it is no CI."""
    return is_terminal(stream) and os.environ.get("TERM") != "dumb" and not os.environ.get("CI")


@contextmanager
def progress() -> Iterator[OnProgress | None]:
    """What is to be told how far a run is; None where nobody would see it."""
    if not wants_progress(sys.stderr):
        yield None
        return
    from maplint.cli.progress import Progress

    with Progress(sys.stderr) as shown:
        yield shown


def echo(text: str, *, err: bool = False) -> None:
    """Print a report. A character that the terminal's encoding lacks is replaced rather than fatal."""
    stream = sys.stderr if err else sys.stdout
    try:
        stream.write(text)
    except UnicodeEncodeError:
        encoding = stream.encoding or "ascii"
        stream.write(text.encode(encoding, "replace").decode(encoding))


@contextmanager
def user_errors() -> Iterator[None]:
    """Turn the engine's errors about what the user gave into one sentence and exit status 2."""
    try:
        yield
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        raise UserError(sentence) from error


def _sentence(error: Exception) -> str | None:
    """What an error says to the user; None for a fault of maplint."""
    from maplint.config.model import ConfigError
    from maplint.engine.check import InputError
    from maplint.engine.registry import RegistryError
    from maplint.engine.select import SelectionError
    from maplint.scim.target import TargetError
    from maplint.source.document import Unreadable

    if isinstance(error, Unreadable):
        where = ":".join(str(part) for part in (error.path, error.line, error.column) if part is not None)
        return f"{where}: {error.message}; {error.remedy}"
    known = (ConfigError, InputError, RegistryError, SelectionError, TargetError)
    return str(error) if isinstance(error, known) else None
