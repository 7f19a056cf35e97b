"""What the audit rests on: what was read, what was assumed, what was not looked at, what nothing offline tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint import __version__
from maplint.report.audit import plural_of, title_of
from maplint.report.html.elements import Html, join, prose, tag
from maplint.report.text import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from maplint.okta.schema import ProfileSchema
    from maplint.project.population import Population
    from maplint.report.html.elements import Content
    from maplint.users.audit import Audit


def about(audit: Audit) -> Html:
    """The section."""
    return tag(
        "dl", *(tag("div", tag("dt", title), tag("dd", content)) for title, content in _facts(audit)), class_="about"
    )


def _facts(audit: Audit) -> Iterator[tuple[str, Content]]:
    report = audit.report
    if report.directory is not None:
        yield "Users", join(plural_of(report.directory.read, "user"), " from ", _codes(audit.users))
    for one in audit.populations:
        yield title_of(one), _inputs(one)
    if report.assumed:
        yield "Assumed", _list(report.assumed)
    if report.directory is not None and report.directory.unknown:
        yield (
            "Not known",
            tag(
                "ul",
                *(
                    tag("li", _codes(variables), ": ", prose(reason))
                    for reason, variables in report.directory.unknown.items()
                ),
            ),
        )
    skipped: dict[str, list[str]] = {}
    for rule, reason in report.skipped:
        skipped.setdefault(reason, []).append(rule)
    if skipped:
        yield (
            "Rules that were skipped",
            tag("ul", *(tag("li", prose(reason), ": ", _codes(names)) for reason, names in skipped.items())),
        )
    if report.ignored or report.baselined:
        yield "Hidden", f"{plural(report.ignored, 'finding')} ignored, {report.baselined} in the baseline"
    if report.proposed:
        yield (
            "Targets",
            tag(
                "ul",
                *(
                    tag(
                        "li",
                        "The app is called ",
                        tag("code", app),
                        ": ",
                        tag("code", f"--target {target}"),
                        " would check that target's limits, too",
                    )
                    for app, target in report.proposed
                ),
            ),
        )
    yield "Made", join(tag("time", said_time(audit.made), datetime=audit.made), f" by maplint {__version__}")


def said_time(made: str) -> str:
    """``2026-11-25 12:00 UTC``, of a time in ISO 8601."""
    return f"{made[:10]} {made[11:16]} UTC"


def _inputs(one: Population) -> Html:
    mapping = one.mapping
    integration = mapping.integration
    rows: list[tuple[str, Content]] = [
        ("mapping", tag("code", mapping.mapping.document.path)),
        ("app user schema", _schema(integration.app_schema)),
        ("Okta user schema", _schema(integration.user_schema)),
        (
            "application",
            tag("code", integration.application.document.path) if integration.application is not None else "not given",
        ),
    ]
    if mapping.scim:
        documents = _codes([document.path for document in integration.target.documents])
        rows.append(
            (
                "target",
                join(
                    integration.target.title,
                    " (assumed)" if integration.target.assumed else "",
                    " " if documents else "",
                    documents,
                ),
            )
        )
    return tag("ul", *(tag("li", f"{what}: ", content) for what, content in rows))


def _schema(schema: ProfileSchema) -> Html:
    return join("assumed") if schema.document is None else tag("code", schema.document.path)


def _list(sentences: Sequence[str]) -> Html:
    return tag("ul", *(tag("li", prose(sentence)) for sentence in sentences))


def _codes(words: Sequence[str]) -> Html:
    return join(*(join(", " if number else "", tag("code", word)) for number, word in enumerate(words)))
