"""app-features-disabled (MAP908)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maplint.okta.kinds import SCIM_PROVISIONING
from maplint.record import NamedTuple
from maplint.rule import Confidence, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maplint.okta.application import Application
    from maplint.okta.provisioning import Feature
    from maplint.project.provisioned import ProvisionedApp
    from maplint.rule import Finding, Integration, Place


class Ability(NamedTuple):
    """Something that Okta does in an app only when it is switched on."""

    does: str
    feature: str
    capability: tuple[str, str]
    lost: str


ABILITIES = (
    Ability(
        "create users",
        "PUSH_NEW_USERS",
        ("create", "lifecycleCreate"),
        "`Matching user not found`: whoever is assigned gets no account",
    ),
    Ability(
        "update attributes",
        "PUSH_PROFILE_UPDATES",
        ("update", "profile"),
        "changes never reach the target, whatever the push status of a mapping",
    ),
    Ability(
        "deactivate users",
        "PUSH_USER_DEACTIVATION",
        ("update", "lifecycleDeactivate"),
        "who leaves keeps the account",
    ),
)
DEACTIVATE = ABILITIES[2]


class AppFeaturesDisabled(Rule):
    """An app is connected, but Okta does not create, update or deactivate users in it."""

    code = "MAP908"
    name = "app-features-disabled"
    summary = "An app is connected, but Okta does not create, update or deactivate users in it"
    severity = Severity.WARNING
    since = "0.1.0"

    def check_integration(self, integration: Integration) -> Iterator[Finding]:
        """What the application lists."""
        application = integration.application
        if application is None or application.features is None or application.value.get("status") == "INACTIVE":
            return
        features = application.features
        if SCIM_PROVISIONING in features and PROFILE_MASTERING not in features:
            missing = [ability for ability in ABILITIES if ability.feature not in features]
            if missing:
                yield self._off(application.place("features"), integration.label, missing)
        elif not features and _was_connected(integration):
            yield self._nothing_on(application, integration.label)

    def check_provisioning(self, app: ProvisionedApp) -> Iterator[Finding]:
        """What the features and the connection say."""
        for feature in app.features:
            if feature.name != "USER_PROVISIONING":
                continue
            off = ABILITIES if feature.enabled is False else _switched_off(feature)
            if off:
                yield self._off(_place(feature, off), app.label, off)
        for connection in app.connections:
            # In Terraform a connection is switched off by whoever writes so.
            if connection.status == "DISABLED" and connection.base_url and connection.document.format != "view":
                yield self.finding(
                    connection.place("status"),
                    f"the connection of {app.label} is disabled",
                    help="activate it (`Enable API integration`, or POST .../connections/default/lifecycle/activate)",
                    consequence="silent: Okta sends nothing to the target",
                    subject=app.label,
                )

    def _off(self, place: Place, app: str, off: tuple[Ability, ...] | list[Ability]) -> Finding:
        *others, last = [ability.does for ability in off]
        listed = f"{', '.join(others)} or {last}" if others else last
        return self.finding(
            place,
            f"Okta does not {listed} in {app}: that is switched off",
            severity=Severity.INFO if list(off) == [DEACTIVATE] else None,
            confidence=Confidence.LIKELY,
            help="switch it on under Provisioning, To App; users who were assigned before need `Provision User` once",
            consequence=("" if ABILITIES[0] in off else "silent: ") + "; ".join(ability.lost for ability in off),
            subject=f"{app} {listed}",
        )

    def _nothing_on(self, application: Application, app: str) -> Finding:
        return self.finding(
            application.place("features"),
            f"{app} has SCIM attributes, and provisioning is off",
            confidence=Confidence.LIKELY,
            help="enable the API integration under Provisioning, then Create, Update and Deactivate under To App",
            consequence="silent: nothing that is mapped here is sent",
            subject=app,
        )


def _was_connected(integration: Integration) -> bool:
    """Whether the app's own schema has SCIM attributes: Okta gives them to apps whose provisioning is on."""
    schema = integration.app_schema
    return not schema.assumed and any(
        property_.external_namespace and property_.section == "base" for property_ in schema.properties.values()
    )


def _switched_off(feature: Feature) -> tuple[Ability, ...]:
    return tuple(ability for ability in ABILITIES if feature.capability(*ability.capability) is False)


def _place(feature: Feature, off: tuple[Ability, ...]) -> Place:
    """Where it is switched off: the feature as a whole, or the first of its capabilities."""
    return (
        feature.place("status")
        if feature.enabled is False
        else feature.place("capabilities", *off[0].capability, "status")
    )


PROFILE_MASTERING = "PROFILE_MASTERING"
"""The app is a source of Okta's users: that it only imports is meant."""
