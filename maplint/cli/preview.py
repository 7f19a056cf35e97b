"""`maplint preview`: what Okta would send for users, and what the target would answer."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import click

from maplint.cli.errors import UserError
from maplint.cli.options import (
    FILE,
    NearestChoice,
    columns_option,
    completes,
    configuration_for,
    echo,
    is_terminal,
    option,
    user_errors,
    wants_colour,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from maplint.project.join import Project
    from maplint.project.joined import JoinedMapping
    from maplint.users.preview import Preview, Previewer
    from maplint.users.records import DirectoryUser
    from maplint.users.run import Source
    from maplint.users.target_users import Existing

SHOWN = 3
"""Users that are shown to people who name none."""
WIDE = 150
"""Columns of what is no terminal."""
_COUNTED = 24 << 20
"""Bytes of users that are counted to say how many there are."""


@click.command("preview")
@click.argument("paths", nargs=-1, required=True, metavar="MAPPING...", type=FILE)
@option(
    "--users",
    "users",
    multiple=True,
    required=True,
    type=FILE,
    metavar="FILE",
    help="Okta users (GET /api/v1/users as JSON or JSON lines, CSV, Parquet; - is standard input); for a mapping to Okta the "
    "app's users (GET /api/v1/apps/{appId}/users).",
)
@option("--user", "names", multiple=True, metavar="ID|LOGIN", help="The user to show: id, login or e-mail address.")
@option(
    "--limit", type=click.IntRange(1), metavar="N", help=f"How many users to show (default: {SHOWN}; machines get all)."
)
@option(
    "--event",
    type=NearestChoice(["create", "update"]),
    default="create",
    show_default=True,
    help="create: the user is assigned (POST). update: the profile changes (PUT).",
)
@option(
    "--existing",
    type=FILE,
    metavar="FILE",
    help="What the target has already (its GET /Users): whom Okta would find there is linked and updated.",
)
@option("--app", "apps", multiple=True, metavar="NAME", help="Only this app, by label, name or id.")
@option(
    "--target",
    "targets",
    multiple=True,
    metavar="NAME|FILE",
    shell_complete=completes("targets"),
    help="The SCIM target: a known name (see `maplint targets`), its /Schemas answer in a file, or both.",
)
@columns_option
@option("--format", "format_", type=NearestChoice(["text", "json", "ndjson"]), default="text", show_default=True)
@option(
    "--config",
    "config",
    type=FILE,
    metavar="FILE",
    help="The configuration, instead of the nearest maplint.yaml.",
)
@option("--no-config", "--isolated", "isolated", is_flag=True, help="Read no configuration.")
@option("--debug", is_flag=True, help="Show the traceback of an internal error.")
def preview_command(
    paths: tuple[str, ...],
    users: tuple[str, ...],
    names: tuple[str, ...],
    limit: int | None,
    event: str,
    existing: str | None,
    apps: tuple[str, ...],
    targets: tuple[str, ...],
    columns: dict[str, str],
    format_: str,
    config: str | None,
    isolated: bool,
    debug: bool,
) -> int:
    """Show the request that Okta would make for a user, line by line with its source, and the target's answer.

    MAPPING are files and folders: the mapping, and what belongs to it. Users' values are shown. Exit status: 0 accepted,
    1 something would be refused, 2 wrong use or unreadable input, 3 internal error.
    """
    from maplint.users.run import Source

    with user_errors():
        project = _project(paths, targets, config, isolated)
        mappings = _chosen(project, apps)
        source = Source(users, columns)
        run = _Run(source, mappings, event, existing)
        if format_ == "text":
            return _print_text(run, names, limit or SHOWN, project.assumed)
        chosen = run.users(names, limit)
        if format_ == "ndjson":
            return _print_lines(run.previews(chosen))
        return _print_document(run.previews(chosen), project.assumed)


def _project(paths: Sequence[str], targets: tuple[str, ...], config: str | None, isolated: bool) -> Project:
    """What the files say, joined."""
    from maplint.engine.check import Settings, join_inputs, prepare
    from maplint.engine.registry import load_registry

    settings = Settings(targets, configuration=configuration_for(paths, config, isolated), ignores=False)
    prepared = prepare(paths, settings, load_registry())
    if prepared.inputs.unreadable:
        raise prepared.inputs.unreadable[0][1]
    return join_inputs(prepared)


def _chosen(project: Project, apps: Sequence[str]) -> list[JoinedMapping]:
    """The mappings to show: those of the apps that are named, else all."""
    from maplint.okta.mapping import Direction

    mappings = [mapping for mapping in project.mappings if mapping.direction is not Direction.UNKNOWN]
    if not mappings:
        if project.mappings:
            raise UserError("the mapping names neither of its ends: export it with `source` and `target`")
        there = "a list of mappings holds no properties" if project.lists else "the files hold no profile mapping"
        raise UserError(f"{there}; export the mapping itself: GET /api/v1/mappings/{{mappingId}}")
    if not apps:
        return mappings
    named = {
        name: mapping
        for mapping in mappings
        for name in (mapping.integration.label, mapping.integration.app_name, mapping.integration.app_id)
        if name
    }
    folded = {name.casefold() for name in named}
    for app in apps:
        if app.casefold() not in folded:
            from maplint.names import nearest

            labels = sorted({mapping.integration.label for mapping in mappings})
            near = nearest(app, sorted(named))
            raise UserError(
                f"there is no app `{app}`; " + (f"did you mean `{near}`?" if near else f"there are {', '.join(labels)}")
            )
    wanted = {app.casefold() for app in apps}
    return [
        mapping
        for mapping in mappings
        if wanted
        & {
            (name or "").casefold()
            for name in (mapping.integration.label, mapping.integration.app_name, mapping.integration.app_id)
        }
    ]


class _Run:
    """The users of a run and what becomes of them."""

    def __init__(self, source: Source, mappings: Sequence[JoinedMapping], event: str, existing: str | None) -> None:
        from datetime import UTC, datetime

        from maplint.scim.validation import Operation
        from maplint.users.preview import Previewer
        from maplint.users.target_users import read_existing

        self.source = source
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        operation = Operation.CREATE if event == "create" else Operation.REPLACE
        self._previewers = [Previewer(mapping, operation, now=now) for mapping in mappings]
        self._existing: Existing | None = read_existing(existing) if existing is not None else None

    def users(self, names: Sequence[str], limit: int | None) -> Iterator[DirectoryUser]:
        """The users that are named, else the first ones.

        Raises:
            UserError: one of the names is nobody's.
        """
        if names:
            yield from self._named(names)
            return
        for count, user in enumerate(self.source.users()):
            if limit is not None and count == limit:
                return
            yield user

    def _named(self, names: Sequence[str]) -> Iterator[DirectoryUser]:
        from maplint.users.find import find_users, nearest_name

        found = find_users(self.source, names)
        for name in names:
            if name not in found:
                near = nearest_name(self.source, name) if "-" not in self.source.paths else None
                hint = f"did you mean `{near}`?" if near else "name its id or login as they stand in the file"
                raise UserError(f"no user `{name}` in {', '.join(self.source.paths)}; {hint}")
        yield from {id(found[name]): found[name] for name in names}.values()

    def previews(self, users: Iterator[DirectoryUser]) -> Iterator[Preview]:
        """The previews of users, each for the mappings that concern it.

        Raises:
            UserError: there are no users, or none that any mapping concerns.
        """
        shown = 0
        user: DirectoryUser | None = None
        for user in users:
            for previewer in self._concerned(user):
                shown += 1
                yield previewer.preview(user, self._found(previewer, user))
        if user is None:
            raise UserError(f"{', '.join(self.source.paths)}: there are no users in it")
        if not shown:
            self._refuse(user)

    def _concerned(self, user: DirectoryUser) -> Iterator[Previewer]:
        from maplint.users.kernel import user_type
        from maplint.users.request import Kind

        fitting = [
            previewer for previewer in self._previewers if (previewer.plan.kind is Kind.OKTA_PROFILE) is user.of_app
        ]
        # One app has a mapping for each type of users: where one is for the type of this user, the others are not.
        own = [p for p in fitting if user.type_id is not None and user_type(p.plan.joined) == user.type_id]
        apps = {id(previewer.plan.joined.integration) for previewer in own}
        for previewer in fitting:
            if previewer in own or id(previewer.plan.joined.integration) not in apps:
                yield previewer

    def _found(self, previewer: Previewer, user: DirectoryUser) -> dict[str, object] | None:
        if self._existing is None:
            return None
        return self._existing.find(previewer.plan.request(user).user_name, user.id)

    def _refuse(self, user: DirectoryUser) -> None:
        if user.of_app:
            raise UserError(
                "these are users of an app, and the mapping goes from Okta to the app: give Okta's users (GET /api/v1/users)"
            )
        raise UserError(
            "these are users of Okta, and the mapping goes from the app to Okta: give the app's users "
            "(GET /api/v1/apps/{appId}/users)"
        )


# --- printing -----------------------------------------------------------------------------------------------------------------


def _print_text(run: _Run, names: Sequence[str], limit: int, assumed: Sequence[str]) -> int:
    from itertools import islice

    from maplint.report.preview_text import closing, render
    from maplint.report.text import Paint

    paint = Paint(wants_colour())
    columns = shutil.get_terminal_size((WIDE, 24)).columns if is_terminal(sys.stdout) else WIDE
    users = run.users(names, None)
    shown: list[Preview] = []
    for preview in run.previews(islice(users, limit if not names else None)):
        echo(("\n" if shown else "") + render(preview, paint, columns))
        shown.append(preview)
    total: int | None = len(names)
    if not names:
        size = run.source.size()
        # Counting takes as long as reading: of a big directory it is enough to know that there are more.
        rest = sum(1 for _ in islice(users, None if size <= _COUNTED else 1))
        of_shown = min(limit, len({preview.user.id for preview in shown}))
        total = None if rest and size > _COUNTED else of_shown + rest
    last = closing(shown, total, assumed, paint)
    if last:
        echo("\n" + last)
    return _status(shown)


def _print_lines(previews: Iterator[Preview]) -> int:
    from maplint.report.preview_json import PreviewJson

    writer = PreviewJson()
    status = 0
    for preview in previews:
        echo(writer.line(preview))
        status = status or int(preview.answer.verdict.refused)
    return status


def _print_document(previews: Iterator[Preview], assumed: Sequence[str]) -> int:
    from maplint.report.preview_json import PreviewJson

    shown = list(previews)
    echo(PreviewJson().document(shown, assumed))
    return _status(shown)


def _status(previews: Sequence[Preview]) -> int:
    return int(any(preview.answer.verdict.refused for preview in previews))
