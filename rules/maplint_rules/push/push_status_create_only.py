"""push-status-create-only (MAP605)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.rule import Applicability, Rule, Severity, fix_replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import Finding, JoinedMapping


class PushStatusCreateOnly(Rule):
    """An attribute that people expect to follow is set on create only."""

    code = "MAP605"
    name = "push-status-create-only"
    summary = "An attribute that people expect to follow is set on create only"
    severity = Severity.WARNING
    since = "0.1.0"

    def check_mapping(self, mapping: JoinedMapping) -> Iterator[Finding]:
        if not mapping.scim:
            return
        known = [flow for flow in mapping.flows if flow.push is not None]
        pushed = sum(1 for flow in known if flow.push)
        # Where nothing follows, that is a decision; a single straggler is an oversight.
        if 2 * pushed < len(known):
            return
        for flow in known:
            path, attribute = flow.path, flow.attribute
            if flow.push or path is None or path.local_key() not in FOLLOWING or flow.entry is None:
                continue
            immutable = attribute is not None and attribute.mutability == "immutable"
            if immutable or flow.target.limits_of(path, "immutable"):
                continue
            yield self.finding(
                flow.entry.push_status_place(),
                f"`{flow.variable}` is set on create only: later changes never reach `{path}`",
                help="set the push status to `PUSH`",
                consequence="silent: the value at the target stays what it was on the first day",
                fix=fix_replace("push it on every change", flow.entry.push_status_place(), "PUSH", Applicability.UNSAFE)
                if flow.entry.push_status == "DONT_PUSH"
                else None,
                subject=flow.variable,
            )


# What changes in a working life and is expected to arrive.
FOLLOWING = frozenset(
    {"emails.value", "department", "manager.value", "manager.displayname", "title", "division", "costcenter"}
)
