"""The findings: each is a cause, with the line to change, for whom it holds, why it matters, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.finding import Applicability, Confidence, Severity
from maplint.report.change import change_of
from maplint.report.html.elements import Html, anchor, join, link, prose, sentence, tag
from maplint.report.html.plots import share_bar
from maplint.report.source_lines import changed_lines, source_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from maplint.engine.result import Report
    from maplint.finding import Affected, Finding
    from maplint.report import RuleLookup
    from maplint.source.place import Place

OPEN = 3
"""Causes that stand open when the page is opened: the worst."""

_APPLIED = {
    Applicability.SAFE: "--fix applies it",
    Applicability.UNSAFE: "--unsafe-fixes applies it",
    Applicability.DISPLAY: "by hand",
}


def in_turn(report: Report) -> list[Finding]:
    """The findings as they are shown: worst first, then those that concern most users."""
    return sorted(report.in_order(), key=lambda finding: (finding.severity.rank, -_number(finding)))


def _number(finding: Finding) -> int:
    return finding.users.number if finding.users is not None else 0


def causes(findings: Sequence[Finding], rules: RuleLookup) -> Html:
    """The section."""
    if not findings:
        return tag("p", "Nothing was found.", class_="empty")
    cards = [_cause(number, finding, rules, opened=number <= OPEN) for number, finding in enumerate(findings, 1)]
    return join(
        _tools(findings),
        tag("div", *cards, id="causes"),
        tag("p", "No cause fits the filter.", class_="empty", hidden=True),
    )


def _tools(findings: Sequence[Finding]) -> Html:
    counts = {severity: sum(1 for one in findings if one.severity is severity) for severity in Severity}
    chips = [
        tag(
            "button",
            f"{_plural(severity)} ",
            tag("b", count),
            type="button",
            class_=f"chip {severity.value}",
            aria_pressed="true",
            data_severity=severity.value,
        )
        for severity, count in counts.items()
        if count
    ]
    orders = (("severity", "Worst first"), ("users", "Most users first"), ("rule", "By rule"), ("place", "By place"))
    return tag(
        "div",
        tag("div", *chips, class_="chips", role="group", aria_label="Severities"),
        tag("input", type="search", placeholder="Filter causes", aria_label="Filter causes", class_="filter"),
        tag("select", *(tag("option", label, value=value) for value, label in orders), aria_label="Order"),
        tag("button", "Open all", type="button", class_="plain", data_open="true"),
        tag("button", "Close all", type="button", class_="plain", data_open="false"),
        tag("output", class_="shown"),
        class_="tools",
        id="cause-tools",
    )


def _plural(severity: Severity) -> str:
    return {Severity.ERROR: "Errors", Severity.WARNING: "Warnings", Severity.INFO: "Notes"}[severity]


def _cause(number: int, finding: Finding, rules: RuleLookup, *, opened: bool) -> Html:
    severity, users = finding.severity.value, finding.users
    message = finding.message.removesuffix(f" ({users.said})") if users is not None else finding.message
    known = rules(finding.rule)
    name = join(tag("b", finding.code), f" {finding.rule}")
    line, column = finding.place.document.position(finding.place.span().start)
    head = tag(
        "summary",
        tag("span", severity if severity != "info" else "note", class_=f"badge {severity}"),
        tag("h3", sentence(message), class_="message"),
        _users_bar(users, severity) if users is not None else None,
        tag("span", tag("b", f"#{number}"), f" {finding.place.document.path}:{line}:{column}", class_="place"),
        id=f"cause-{number}",
    )
    facts = [
        ("Values", _seen(users)) if users is not None and users.seen else None,
        ("Users", _examples(users)) if users is not None and users.examples else None,
        ("What follows", sentence(finding.consequence)) if finding.consequence else None,
        ("What to do", sentence(finding.help)) if finding.help else None,
        ("Fix", _fix(finding)) if finding.fix is not None else None,
        ("How sure", join(finding.confidence.value)) if finding.confidence is not Confidence.CERTAIN else None,
        ("Rule", link(f"#{anchor('rule', finding.code)}" if known is not None else None, name)),
    ]
    body = tag(
        "div",
        None if finding.secret else _snippet(finding.place),
        *(_related(one.place, one.message) for one in finding.related),
        tag("dl", *((tag("dt", title), tag("dd", content)) for title, content in filter(None, facts))),
        class_="body",
    )
    return tag(
        "details",
        head,
        body,
        class_=f"cause {severity}",
        open=opened,
        data_severity=str(finding.severity.rank),
        data_users=str(_number(finding)),
        data_rule=finding.code,
        data_place=f"{finding.place.document.path}:{line:08}:{column:08}",
    )


def _users_bar(users: Affected, severity: str) -> Html:
    said = join(tag("b", users.number), f" of {users.of:,} user{'s' * (users.of != 1)}")
    return tag("span", share_bar(users.number, users.of, severity), tag("span", said), class_="users")


def _seen(users: Affected) -> Html:
    return tag(
        "ul",
        *(tag("li", tag("code", value), " ", tag("span", count, class_="dim")) for value, count in users.seen),
        class_="values",
    )


def _examples(users: Affected) -> Html:
    more = users.number - len(users.examples)
    listed = [tag("li", tag("code", example)) for example in users.examples]
    if more > 0:
        listed.append(tag("li", f"and {more:,} more", class_="dim"))
    return tag("ul", *listed, class_="values")


def _fix(finding: Finding) -> Html:
    fix = finding.fix
    assert fix is not None
    why = f", {fix.why_not}" if fix.why_not else ""
    title = tag("p", sentence(fix.title), tag("span", prose(f" ({_APPLIED[fix.applicability]}{why})"), class_="dim"))
    change = None if finding.secret else change_of(fix)
    changed = changed_lines(change) if change is not None else None
    if changed is None:
        return title
    old, new = changed
    lines = [*(tag("del", f"- {line}\n") for line in old), *(tag("ins", f"+ {line}\n") for line in new)]
    return join(title, tag("pre", *lines, class_="diff"))


def _snippet(place: Place) -> Html | None:
    """The lines of a place with its span marked."""
    lines = [
        tag("span", tag("i", f"{line.number}"), line.before, tag("mark", line.marked), line.after, "\n")
        for line in source_lines(place)
    ]
    return tag("pre", *lines, class_="source") if lines else None


def _related(place: Place, message: str) -> Html:
    line, column = place.document.position(place.span().start)
    where = tag("span", f"{place.document.path}:{line}:{column}", class_="place")
    return tag("div", tag("p", where, " ", prose(message)), _snippet(place), class_="related")
