"""scim-sso-identifier-mismatch (MAP502)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.oel import parse
from maplint.oel.ast import Member, Name
from maplint.okta.template import is_template, template_expression
from maplint.project.join import USER_NAME
from maplint.rule import Needs, Related, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import Finding, Integration


class ScimSsoIdentifierMismatch(Rule):
    """Sign-on presents another identifier than provisioning creates."""

    code = "MAP502"
    name = "scim-sso-identifier-mismatch"
    summary = "Sign-on presents another identifier than provisioning creates"
    severity = Severity.WARNING
    since = "0.1.0"
    needs = frozenset({Needs.APPLICATION})

    def check_integration(self, integration: Integration) -> Iterator[Finding]:
        application = integration.application
        if application is None or not integration.speaks_scim or not application.name_id_template:
            return
        text = application.name_id_template
        name_id = source_of(template_expression(text) if is_template(text) else text)
        user_name = self._user_name(integration)
        if name_id is None or user_name is None or name_id == user_name or name_id in SAME_AS_USERNAME:
            return
        yield self.finding(
            application.place("settings", "signOn", "subjectNameIdTemplate"),
            f"SAML presents `{name_id}`, and accounts are created under `{user_name}`",
            help=f"use one attribute for both: NameID `${{user.userName}}` is the app's own userName; or map `user.{name_id}` to it",
            consequence="silent: people sign in and get no account, or a second one, wherever the two differ",
            related=[Related(application.template_place(), "the userName of accounts")],
        )

    @staticmethod
    def _user_name(integration: Integration) -> str | None:
        for mapping in integration.outbound:
            flow = mapping.flow(USER_NAME)
            if flow is not None:
                return source_of(flow.text)
        template = integration.application.template if integration.application is not None else None
        if template is None:
            return None
        text = template.template
        return source_of(template_expression(text, template.suffix) if is_template(text) else text)


# What stands for the app's own userName in a SAML template.
SAME_AS_USERNAME = frozenset({"userName"})


def source_of(text: str | None) -> str | None:
    """The one attribute that an expression reads, whatever it does to the letter case; None when it reads several."""
    if text is None:
        return None
    reads = {node.name for node in parse(text).ast.walk() if isinstance(node, Member) and isinstance(node.target, Name)}
    return reads.pop() if len(reads) == 1 else None
