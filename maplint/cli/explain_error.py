"""`maplint explain "ERROR TEXT"`: which failures an error may come from, which rules find them, what to do."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from maplint.cli.options import echo
from maplint.failures import diagnose
from maplint.report.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from maplint.engine.registry import Registry
    from maplint.engine.result import Report
    from maplint.failures import Cause, Diagnosis
    from maplint.rule import Rule

EXIT_NOT_RECOGNISED = 1
MOST_SOURCES = 2
MOST_SHOWN = 300

_DOING = {
    "verify": "looking for the user", "create": "creating the user", "update": "updating the user",
    "deactivate": "deactivating the user", "import": "importing", "group": "pushing a group", "connect": "connecting",
}  # fmt: skip
_WHERE = {"files": "the exported files", "users": "the values of users (--users)", "target": "the target alone"}


def explain_error(text: str, registry: Registry, format_: str, target: str | None, paths: Sequence[str]) -> int:
    """Print the likely causes of an error; the exit status.

    Raises:
        maplint.scim.target.TargetError: there is no such target.
        maplint.source.document.Unreadable: its description cannot be read.
    """
    diagnosis = diagnose(text, _described(target) if target is not None else None)
    rules = {cause.failure.id: _rules_for(cause.failure.id, registry) for cause in diagnosis.causes}
    report = _checked(target or diagnosis.target, rules, registry, paths) if paths else None
    if format_ == "json":
        import json

        echo(json.dumps(_as_value(diagnosis, rules, report, registry), indent=2, ensure_ascii=False) + "\n")
    else:
        page = _as_markdown(diagnosis, rules, report)
        if format_ == "text":
            from maplint.cli.typeset import typeset

            page = typeset(page)
        echo(page)
    return 0 if diagnosis.causes else EXIT_NOT_RECOGNISED


def _described(target: str) -> dict[str, Any]:
    """The description of a target: a known name, or a file with one of maplint's own form."""
    from maplint.engine.check import target_source
    from maplint.scim.catalog import load_entry, read_private
    from maplint.scim.target import TargetError

    source = target_source(target)
    if isinstance(source, str):
        return load_entry(source)
    if not isinstance(source.value, dict) or "maplint-target" not in source.value:
        raise TargetError(f"{target}: this describes no target; docs/targets.md tells the form")
    return read_private(source)


def _rules_for(failure: str, registry: Registry) -> list[Rule]:
    """The rules whose pages say that they find a failure."""
    from maplint.engine.page import read_page

    return [rule for rules in registry.families().values() for rule in rules if failure in read_page(rule).failures()]


# --- looking into files ---------------------------------------------------------------------------------------------------


def _checked(
    target: str | None, rules: dict[str, list[Rule]], registry: Registry, paths: Sequence[str]
) -> Report | None:
    """What the rules say about files; None when no rule finds any of the causes.

    Raises: as `maplint.engine.check.check` does.
    """
    from maplint.cli.options import configuration_for
    from maplint.engine.check import Settings, check

    codes = tuple(dict.fromkeys(rule.code for found in rules.values() for rule in found))
    if not codes:
        return None
    targets = (target,) if target is not None else ()
    configuration = configuration_for(tuple(paths), None, isolated=False)
    return check(
        tuple(paths), Settings(targets, select=codes, preset="audit", configuration=configuration), registry=registry
    )


# --- for people -----------------------------------------------------------------------------------------------------------


def _as_markdown(diagnosis: Diagnosis, rules: dict[str, list[Rule]], report: Report | None) -> str:
    parts = [f"# {_heading(diagnosis)}", _what_was_said(diagnosis)]
    if not diagnosis.causes:
        parts.append(_not_recognised(diagnosis))
    for cause in diagnosis.causes:
        parts.append(_cause(cause, rules[cause.failure.id]))
    if diagnosis.known is not None and diagnosis.known.general:
        parts.append(
            f"The target says this of many faults, and names no attribute: `maplint targets show {diagnosis.target}` tells what it "
            f"refuses, `maplint check . --target {diagnosis.target}` where that is sent."
        )
    if report is not None:
        parts.append(_findings(report))
    elif diagnosis.causes:
        parts.append(_next(diagnosis, rules))
    return "\n\n".join(part for part in parts if part) + "\n"


def _heading(diagnosis: Diagnosis) -> str:
    message = diagnosis.message
    status = f"{message.status} {_phrase(message.status)}".strip() if message.status is not None else ""
    doing = f"Okta, {_DOING[message.operation]}" if message.operation is not None else ""
    app = f"in {clean_line(message.app)}" if message.app else ""
    words = " ".join(word for word in (doing, app) if word)
    return ": ".join(word for word in (words, status, message.scim_type) if word) or "An error of Okta or a target"


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _what_was_said(diagnosis: Diagnosis) -> str:
    detail = clean_line(diagnosis.message.detail)
    shown = detail if len(detail) <= MOST_SHOWN else detail[: MOST_SHOWN - 3] + "..."
    # As a block: whatever the target said, it is no Markdown.
    lines = [f"    {shown}"] if shown else []
    known = diagnosis.known
    if known is not None:
        who = "Okta" if known.by_okta else f"`{known.target}`" if known.target is not None else None
        lines.append(f"This message is known{f' from {who}' if who else ''}:")
        lines.append("\n".join(f"    {source}" for source in known.source.split(", ")))
    elif diagnosis.causes and diagnosis.causes[0].score:
        lines.append(
            "This message is not known word for word; these causes are known by messages that are worded alike."
        )
    elif diagnosis.causes:
        lines.append(f"The text says no more than {diagnosis.message.status}; this is what that mostly comes from.")
    if diagnosis.target is not None and (known is None or known.target is None):
        lines.append(f"The target is taken for `{diagnosis.target}` (`maplint targets show {diagnosis.target}`).")
    if diagnosis.attributes:
        lines.append(f"It names {', '.join(f'`{name}`' for name in diagnosis.attributes)}.")
    return "\n\n".join(lines)


def _cause(cause: Cause, rules: Sequence[Rule]) -> str:
    failure = cause.failure
    where = " and ".join(_WHERE[word] for word in failure.seen_in)
    if rules:
        names = ", ".join(f"`{rule.name}` ({rule.code})" for rule in rules)
        found = f"**Found by** {names}, in {where}."
    else:
        found = f"**Found by** no rule yet; it shows in {where}."
    # Links stand in a block of their own, where they are not broken.
    seen = "\n".join(f"    {source}" for source in failure.sources[:MOST_SOURCES])
    more = len(failure.sources) - MOST_SOURCES
    lines = [
        f"## {cause.sureness.value}: {failure.title} ({failure.id})",
        failure.why,
        f"**To do:** {failure.fix}",
        found,
        f"**Seen** here{f' and in {more} more places' if more > 0 else ''}:\n\n{seen}" if seen else "",
    ]
    return "\n\n".join(line for line in lines if line)


def _not_recognised(diagnosis: Diagnosis) -> str:
    advice = ["This error is not recognised, and a guess would help nobody."]
    if diagnosis.message.status is not None and diagnosis.message.status >= 500:
        advice.append(
            "A status of 5xx is a fault of the target's server: ask its vendor, with the time of the request."
        )
    advice.append(
        "What may help: the whole text from Okta's Tasks page or System Log, with what the remote server reported; the name of the "
        "target (`--target NAME`); and `maplint check .`, which needs no error to find what would cause one."
    )
    return "\n\n".join(advice)


def _next(diagnosis: Diagnosis, rules: dict[str, list[Rule]]) -> str:
    codes = list(dict.fromkeys(rule.code for found in rules.values() for rule in found))
    if not codes:
        return ""
    target = f" --target {diagnosis.target}" if diagnosis.target is not None else ""
    users = " --users users.csv" if any("users" in cause.failure.seen_in for cause in diagnosis.causes) else ""
    return (
        f"To look for these in your files:\n\n    maplint check .{target}{users} --select {','.join(codes)} --show info"
    )


def _findings(report: Report) -> str:
    from maplint.finding import Severity
    from maplint.report import RenderOptions, render

    if not report.findings:
        return f"## In your files\n\nNone of these causes was found in {report.files} files."
    options = RenderOptions(show=Severity.INFO, summary=False)
    return f"## In your files\n\n```text\n{render(report, 'concise', options, lambda _: None)}```"


# --- for machines ---------------------------------------------------------------------------------------------------------


def _as_value(
    diagnosis: Diagnosis, rules: dict[str, list[Rule]], report: Report | None, registry: Registry
) -> dict[str, Any]:
    message = diagnosis.message
    value: dict[str, Any] = {
        "version": 1,
        "message": {
            "operation": message.operation,
            "app": message.app,
            "status": message.status,
            "scim_type": message.scim_type,
            "detail": message.detail,
        },
        "target": diagnosis.target,
        "attributes": diagnosis.attributes,
        "known": None if diagnosis.known is None else {"text": diagnosis.known.text, "source": diagnosis.known.source},
        "causes": [
            {
                "id": cause.failure.id,
                "title": cause.failure.title,
                "sureness": cause.sureness.value,
                "because": cause.because,
                "why": cause.failure.why,
                "fix": cause.failure.fix,
                "rules": [{"code": rule.code, "rule": rule.name} for rule in rules[cause.failure.id]],
                "seen_in": list(cause.failure.seen_in),
                "sources": list(cause.failure.sources),
            }
            for cause in diagnosis.causes
        ],
    }
    if report is not None:
        import json

        from maplint.report import RenderOptions, render

        value["findings"] = json.loads(render(report, "json", RenderOptions(), lambda _: None))["findings"]
    return value
