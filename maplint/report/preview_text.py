"""A preview for people: the requests, the body with the source of each line beside it, the answer and what it comes from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from maplint.okta.client import reason_phrase
from maplint.record import NamedTuple
from maplint.report.text import Paint, clean_line, width
from maplint.scim.validation import Effect
from maplint.users.preview import Verdict, place_of
from maplint.users.request import From, Kind, Why

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from maplint.source.place import Place, Pointer
    from maplint.users.preview import Preview, Problem
    from maplint.users.request import Absent, Leaf, Request

GAP = 3
"""Columns between the body and what is said of it."""
LEAST = 40
"""Columns that are left beside the body, at least: else what is said of a line stands below it."""
WIDEST = 76
"""Columns of the body beyond which single lines may reach into the column beside it."""
_INLINE = 72

_SEVERITY = {Effect.REFUSES: "error", Effect.MAY_REFUSE: "warning", Effect.IGNORES: "info", Effect.STORES: "info"}
_COLOURS = {
    Verdict.ACCEPTED: "fix",
    Verdict.IGNORED: "warning",
    Verdict.MAY_REFUSE: "warning",
}


def render(preview: Preview, paint: Paint, columns: int) -> str:
    """One preview; ``columns`` is the width of the screen."""
    return "\n".join(_Text(preview, paint, columns).lines()) + "\n"


class _Line(NamedTuple):
    """A line of the body: its text, the value on it, and the pointer of what begins there."""

    text: str
    leaf: Leaf | None
    pointer: Pointer


class _Text:
    def __init__(self, preview: Preview, paint: Paint, columns: int) -> None:
        self._preview = preview
        self._request: Request = preview.request
        self._paint = paint
        self._columns = columns
        # Numbers lead from lines of the body to problems.
        self._numbered = list(enumerate(preview.problems, 1))

    def lines(self) -> Iterator[str]:
        yield self._head()
        yield ""
        for method, path in self._preview.requests():
            yield f"  {self._paint('bold', method)} {clean_line(path)}{self._remark(method, path)}"
        if self._request.plan.kind is not Kind.SCIM:
            yield f"  {self._paint('bold', self._request.plan.kind.value)}"
        yield ""
        yield from self._body()
        yield from self._not_in_body()
        yield ""
        yield self._answer()
        for number, problem in self._numbered:
            yield from self._problem(number, problem)
        yield from self._shown_error()
        if self._preview.mistaken:
            yield f"  {self._paint('warning', 'Note')}: {self._preview.mistaken}."

    def _head(self) -> str:
        user, integration = self._preview.user, self._preview.joined.integration
        login = user.profile.get("login") or user.profile.get("userName")
        who = clean_line(user.id) if login in (None, user.id) else f"{clean_line(user.id)} {clean_line(str(login))}"
        app = clean_line(integration.label)
        inbound = self._request.plan.kind is Kind.OKTA_PROFILE
        way = f"{app} -> Okta" if inbound else f"Okta -> {app}"
        place = self._preview.joined.mapping.place().resolved()
        return f"{self._paint('bold', who)}   {way}   {self._paint('dim', clean_line(place.document.path))}"

    def _remark(self, method: str, path: str) -> str:
        request = self._request
        if method != "GET":
            return ""
        if "filter=" not in path:
            said = (
                "what the target has"
                if request.existing is not None
                else "what the target has: taken for what was sent"
            )
        else:
            said = (
                "finds the user: Okta links to it"
                if request.existing is not None
                else "finds nobody, as far as is known"
            )
        return "   " + self._paint("dim", said)

    # --- the body ---------------------------------------------------------------------------------------------------

    def _body(self) -> Iterator[str]:
        leaves = {leaf.pointer: leaf for leaf in self._request.trace}
        lines = list(_written(self._request.body, "", "", (), leaves))
        widest = max((w for line in lines if (w := width(line.text)) <= WIDEST), default=0)
        room = self._columns - 6 - widest - GAP
        beside = room >= LEAST
        said = {id(line): self._said(line.leaf) for line in lines if line.leaf is not None}
        column = max((len(source) for source, _ in said.values()), default=0)
        column = min(column, max(room - max((len(where) for _, where in said.values()), default=0) - 2, 20))
        for line in lines:
            number = self._number_at(line)
            mark = f"{number:>3} " if number else "    "
            kind = _SEVERITY[self._preview.problems[number - 1].effect] if number else ""
            text = clean_line(line.text)
            shown = f"{self._paint(kind, mark) if kind else mark}  {self._paint(kind, text) if kind else text}"
            if line.leaf is None:
                yield shown.rstrip()
                continue
            source, where = said[id(line)]
            comment = f"{_cut(source, column):<{column}}  {where}".rstrip()
            if beside:
                pad = " " * (max(widest - width(text), 0) + GAP)
                yield f"{shown}{pad}{self._paint('dim', comment)}"
            else:
                yield shown
                indent = " " * (len(line.text) - len(line.text.lstrip()) + 8)
                yield self._paint("dim", f"{indent}# {_cut(source, max(self._columns - 30, 20))}  {where}".rstrip())

    def _number_at(self, line: _Line) -> int | None:
        """The number of the problem that is shown at a line: the first one of a refusal."""
        here = [
            (number, problem)
            for number, problem in self._numbered
            if problem.pointer and problem.pointer == line.pointer
        ]
        here.sort(key=lambda item: item[1].effect is not Effect.REFUSES)
        return here[0][0] if here else None

    def _said(self, leaf: Leaf) -> tuple[str, str]:
        """Where the value of a line comes from: what makes it, and where that stands."""
        if leaf.flow is None:
            return f"{leaf.origin.value}: {leaf.note}", ""
        if leaf.origin is From.FILTER:
            property_ = leaf.flow.app_property
            source = property_.external_name if property_ is not None else leaf.flow.variable
            place = property_.place("externalName") if property_ is not None else None
            return clean_line(source or ""), _where(place)
        return clean_line(leaf.flow.text or ""), _where(place_of(leaf.flow))

    # --- what is not there ------------------------------------------------------------------------------------------

    def _not_in_body(self) -> Iterator[str]:
        numbers = {id(problem.flow): number for number, problem in reversed(self._numbered) if problem.flow is not None}
        rows = [
            (
                numbers.get(id(absent.flow)),
                _name(absent),
                clean_line(absent.message),
                _where(place_of(absent.flow, absent.start, absent.end)),
            )
            for absent in self._request.absent
            if absent.why is not Why.UNMAPPED or absent.stops
        ]
        unmapped = [
            str(a.path or a.flow.variable) for a in self._request.absent if a.why is Why.UNMAPPED and not a.stops
        ]
        if not rows and not unmapped:
            return
        yield ""
        yield "  Not in the body:" if self._request.plan.kind is Kind.SCIM else "  Not in the profile:"
        left = max((len(path) for _, path, _, _ in rows), default=0)
        middle = min(max((len(said) for _, _, said, _ in rows), default=0), max(self._columns - left - 30, 40))
        for number, path, said, where in rows:
            mark = f"{number:>3} " if number else "    "
            yield f"{mark}  {path:<{left}}  {said:<{middle}}  {self._paint('dim', where)}".rstrip()
        if unmapped:
            yield f"      nothing is mapped to {', '.join(unmapped)}"

    # --- the answer -------------------------------------------------------------------------------------------------

    def _answer(self) -> str:
        answer, kind = self._preview.answer, self._request.plan.kind
        colour = _COLOURS.get(answer.verdict, "error")
        if kind is not Kind.SCIM:
            said = "Okta takes the profile" if not answer.verdict.refused else "Okta does not take the profile"
            return f"  {self._paint(colour, said)}"
        if answer.verdict is Verdict.WITHHELD:
            unsaved = any(absent.why is Why.SYNTAX for absent in self._request.absent)
            reason = "Okta refuses to save the mapping" if unsaved else "Okta does not assign the user"
            said = self._paint(colour, f"No request: {reason}")
            assert answer.target is not None
            return f"  {said} ({_without(answer.target)})"
        status = f"{answer.status} {reason_phrase(answer.status or 0)}".strip()
        if answer.scim_type:
            status += f", scimType {answer.scim_type}"
        if answer.verdict is Verdict.MAY_REFUSE:
            accepted = 200 if self._request.replaces else 201
            status = f"{accepted} {reason_phrase(accepted)}, or {status} if the target is strict"
        elif answer.verdict is Verdict.IGNORED:
            status += ", but for values that are ignored"
        line = f"  Answer: {self._paint(colour, status)}"
        if answer.detail:
            line += f": {clean_line(answer.detail)}"
        if answer.undecided:
            line += f" (but for {', '.join(answer.undecided)}, of which nobody can tell offline)"
        return line

    def _problem(self, number: int, problem: Problem) -> Iterator[str]:
        severity = _SEVERITY[problem.effect]
        by = "Okta" if problem.by == "Okta" else "target"
        yield ""
        yield f"{number:>3} {self._paint(severity, severity)} {by}: {self._paint('bold', clean_line(problem.message))}"
        for label, text in (
            ("from", self._origin(problem)),
            ("why", problem.consequence),
            ("help", problem.help),
        ):
            if text:
                yield f"    {self._paint('gutter', '=')} {self._paint('bold', label)}: {clean_line(text)}"

    def _origin(self, problem: Problem) -> str:
        flow, where = problem.flow, _where(problem.place)
        if flow is None:
            return problem.origin or ("nothing is mapped to it" if problem.cause == "missing" else "")
        parts = [where, f"`{_cut(flow.text, 80)}`" if flow.text else f"`{flow.variable}`"]
        if problem.origin and problem.origin not in problem.message:
            parts.append(f"({problem.origin})")
        return " ".join(part for part in parts if part)

    def _shown_error(self) -> Iterator[str]:
        shown = self._preview.shown_error()
        if shown is not None and self._preview.answer.verdict is not Verdict.MAY_REFUSE:
            yield ""
            yield f"  Okta's tasks then say: {clean_line(shown)}"


def _without(verdict: Verdict) -> str:
    if verdict in (Verdict.REFUSED, Verdict.CONFLICT):
        return "the target would refuse it, too"
    if verdict is Verdict.MAY_REFUSE:
        return "a strict target would refuse it, too"
    return "the target would take what is left"


def _written(value: Any, prefix: str, suffix: str, pointer: Pointer, leaves: dict[Pointer, Leaf]) -> Iterator[_Line]:
    """The lines of a value as JSON; ``prefix`` and ``suffix`` are what stands around it."""
    indent = "  " * len(pointer)
    simple = not isinstance(value, dict | list) or not value
    listed = isinstance(value, list) and not any(isinstance(item, dict | list) for item in value)
    leaf = leaves.get(pointer) or (leaves.get((*pointer, 0)) if listed else None)
    # A short list of simple values stands on one line.
    if simple or (listed and len(json.dumps(value, ensure_ascii=False)) <= _INLINE):
        yield _Line(f"{indent}{prefix}{json.dumps(value, ensure_ascii=False)}{suffix}", leaf, pointer)
        return
    opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
    yield _Line(f"{indent}{prefix}{opening}", leaf, pointer)
    if listed:
        leaves = {}
    entries: list[tuple[str | int, str, Any]] = (
        [(key, f"{json.dumps(key, ensure_ascii=False)}: ", below) for key, below in value.items()]
        if isinstance(value, dict)
        else [(index, "", below) for index, below in enumerate(value)]
    )
    for count, (key, name, below) in enumerate(entries, 1):
        yield from _written(below, name, "," if count < len(entries) else "", (*pointer, key), leaves)
    # The closing bracket is no place that anything is said of.
    yield _Line(f"{indent}{closing}{suffix}", None, (*pointer, closing))


def _where(place: Place | None) -> str:
    if place is None:
        return ""
    place = place.resolved()
    line, column = place.document.position(place.span().start)
    return f"{clean_line(place.document.path)}:{line}:{column}"


def _cut(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 3] + "..."


def _name(absent: Absent) -> str:
    """What to call a value that is missing: its place, without the schema."""
    return clean_line(absent.path.local() if absent.path is not None else absent.flow.variable)


def closing(shown: Sequence[Preview], total: int | None, assumed: Iterable[str], paint: Paint) -> str:
    """The last lines of a run: how many users there are, and what was assumed for all."""
    users = len({preview.user.id for preview in shown})
    lines = []
    if total is None:
        lines.append(
            f"The first {users} users; there are more. --user ID shows another one, --limit N more, --format ndjson all."
        )
    elif total > users:
        lines.append(f"{users} of {total:,} users. --user ID shows another one, --limit N more, --format ndjson all.")
    assumed = list(dict.fromkeys([*assumed, *(sentence for preview in shown for sentence in preview.request.assumed)]))
    if assumed:
        lines.append(paint("dim", f"Assumed: {clean_line('; '.join(assumed))}."))
    return "\n".join(lines) + "\n" if lines else ""
