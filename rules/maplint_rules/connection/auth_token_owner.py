"""auth-token-owner (MAP909)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from maplint.rule import Confidence, Needs, Related, Rule, Screen, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import AttributeFlow, Finding, FlowValue, Integration


class AuthTokenOwner(Rule):
    """Okta provisions the account in whose name it provisions."""

    code = "MAP909"
    name = "auth-token-owner"
    summary = "Okta provisions the account in whose name it provisions"
    severity = Severity.WARNING
    since = "0.1.0"
    needs = frozenset({Needs.USERS})

    def check_value(self, flow: AttributeFlow, value: FlowValue) -> Iterator[Finding]:
        if value.user is None or not isinstance(value.value, str) or not _names_account(flow):
            return
        for connection in flow.integration.connections:
            if connection.owner is None or connection.owner.casefold() != value.value.casefold():
                continue
            yield self.finding(
                connection.owner_place(),
                f"the connection of {flow.integration.label} belongs to one of the users who are provisioned through it",
                confidence=Confidence.LIKELY,
                help="let a service account own the token, which is in no assignment of the app",
                consequence="401 for everybody, as soon as that person is deactivated, loses the role or, at some targets, resets the "
                "password",
                related=[Related(flow.place(), "what the user's account is called")],
                subject=flow.integration.label,
            )

    def screen(self, flow: AttributeFlow) -> Screen:
        owners = _owners(flow.integration) if _names_account(flow) else []
        if not owners:
            return Screen()
        return Screen(texts=rf"(?is:(?!(?:{'|'.join(map(re.escape, owners))})\Z).*)")


def _owners(integration: Integration) -> list[str]:
    return [connection.owner for connection in integration.connections if connection.owner]


def _names_account(flow: AttributeFlow) -> bool:
    """Whether a flow says who an account belongs to: its name or its address."""
    path = flow.path
    names = (flow.variable.lower(), path.attribute.lower() if path is not None else "")
    return not {"username", "email", "emails"}.isdisjoint(names)
