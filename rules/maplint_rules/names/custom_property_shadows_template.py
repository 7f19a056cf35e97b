"""custom-property-shadows-template (MAP113)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.okta.defaults import scim_template
from maplint.rule import Needs, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.rule import Finding, Integration


# The sign-on modes of apps that can get SCIM provisioning in the console (Okta help, "Add SCIM provisioning to app integrations").
SIGN_ON_MODES = frozenset({"SAML_2_0", "SECURE_PASSWORD_STORE", "AUTO_LOGIN", "BROWSER_PLUGIN"})


class CustomPropertyShadowsTemplate(Rule):
    """A custom property bears the name that the provisioning template will bring."""

    code = "MAP113"
    name = "custom-property-shadows-template"
    summary = "A custom property bears the name that the provisioning template will bring"
    severity = Severity.WARNING
    since = "0.1.0"
    needs = frozenset({Needs.APP_SCHEMA, Needs.APPLICATION})

    def check_integration(self, integration: Integration) -> Iterator[Finding]:
        application = integration.application
        # Only an app that has no provisioning yet, and none of whose kind ever gets Okta's SCIM template.
        if application is None or application.features or application.features is None or integration.speaks_scim:
            return
        if application.sign_on_mode not in SIGN_ON_MODES:
            return
        template = scim_template().properties
        for property_ in integration.app_schema.properties.values():
            place = property_.place()
            if property_.section == "custom" and property_.name in template and place is not None:
                yield self.finding(
                    place,
                    f"the custom property `{property_.name}` bears the name of one that Okta's SCIM template brings",
                    help="switch provisioning on first, then add what the template lacks; or rename this property",
                    consequence="Profile property in Okta managed template has conflicts with custom property; without "
                    "the template's property the value is not sent",
                )
