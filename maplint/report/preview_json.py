"""Previews for programs: one object for each user. Fields are added, never changed or removed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from maplint import __version__
from maplint.report.machine import to_json
from maplint.scim.validation import Operation
from maplint.source.place import format_pointer
from maplint.users.preview import Verdict, place_of
from maplint.users.request import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from maplint.project.flow import AttributeFlow
    from maplint.source.place import Place
    from maplint.users.preview import Answer, Preview, Problem
    from maplint.users.request import Absent, Leaf

VERSION = 1


class PreviewJson:
    """Makes the objects; remembers where flows stand, for many users share them."""

    def __init__(self) -> None:
        self._locations: dict[Place, dict[str, Any]] = {}

    def document(self, previews: Sequence[Preview], assumed: Iterable[str]) -> str:
        """All previews of a run as one document."""
        refused = sum(preview.answer.verdict.refused for preview in previews)
        return to_json(
            {
                "version": VERSION,
                "tool": {"name": "maplint", "version": __version__},
                "previews": [self.value(preview) for preview in previews],
                "assumed": list(assumed),
                "summary": {
                    "previews": len(previews),
                    "accepted": len(previews) - refused,
                    "refused": refused,
                    "may_be_refused": sum(preview.answer.verdict is Verdict.MAY_REFUSE for preview in previews),
                },
            }
        )

    def line(self, preview: Preview) -> str:
        """One preview as one line."""
        return json.dumps(self.value(preview), ensure_ascii=True) + "\n"

    def value(self, preview: Preview) -> dict[str, Any]:
        """One preview."""
        request, joined = preview.request, preview.joined
        integration, profile = joined.integration, preview.user.profile
        return {
            "user": {"id": preview.user.id, "login": profile.get("login") or profile.get("userName")},
            "app": {"id": integration.app_id, "name": integration.app_name, "label": integration.label},
            "mapping": self._location(joined.mapping.place()),
            "target": integration.target.name or integration.target.title if request.plan.kind is Kind.SCIM else None,
            "kind": request.plan.kind.value,
            "event": "create" if request.plan.operation is Operation.CREATE else "update",
            "requests": [{"method": method, "path": path} for method, path in preview.requests()],
            "body": request.body,
            "trace": [self._leaf(leaf) for leaf in request.trace],
            "absent": [self._absent(absent) for absent in request.absent],
            "answer": _answer(preview.answer, preview.shown_error()),
            "problems": [self._problem(problem) for problem in preview.problems],
            "note": preview.mistaken or None,
            "assumed": request.assumed,
        }

    def _leaf(self, leaf: Leaf) -> dict[str, Any]:
        return {
            "pointer": format_pointer(leaf.pointer),
            "value": leaf.value,
            "from": leaf.origin.value,
            **self._flow(leaf.flow),
            "note": leaf.note or None,
        }

    def _absent(self, absent: Absent) -> dict[str, Any]:
        return {
            "path": str(absent.path) if absent.path is not None else None,
            "reason": absent.why.value,
            "message": absent.message,
            "help": absent.help or None,
            **self._flow(absent.flow, absent.start, absent.end),
        }

    def _problem(self, problem: Problem) -> dict[str, Any]:
        return {
            "by": problem.by,
            "cause": problem.cause,
            "effect": problem.effect.name.lower().replace("_", "-"),
            "path": problem.path,
            "pointer": format_pointer(problem.pointer),
            "message": problem.message,
            "help": problem.help,
            "consequence": problem.consequence,
            "because": problem.origin or None,
            **self._flow(problem.flow),
            "location": self._location(problem.place),
        }

    def _flow(self, flow: AttributeFlow | None, start: int | None = None, end: int | None = None) -> dict[str, Any]:
        if flow is None:
            return {"variable": None, "expression": None, "push": None, "location": None}
        return {
            "variable": flow.variable,
            "expression": flow.text,
            "push": flow.push,
            "location": self._location(place_of(flow, start, end)),
        }

    def _location(self, place: Place | None) -> dict[str, Any] | None:
        if place is None:
            return None
        found = self._locations.get(place)
        if found is None:
            at = place.document.position(place.span().start)
            found = {
                "path": place.document.path,
                "pointer": format_pointer(place.pointer),
                "line": at.line,
                "column": at.column,
            }
            self._locations[place] = found
        return found


def _answer(answer: Answer, shown: str | None) -> dict[str, Any]:
    return {
        "outcome": answer.verdict.name.lower().replace("_", "-"),
        "status": answer.status,
        "scimType": answer.scim_type,
        "detail": answer.detail,
        "undecided": list(answer.undecided),
        "shown_by_okta": shown,
    }
